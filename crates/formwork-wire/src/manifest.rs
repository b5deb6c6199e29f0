//! `build/manifest.json`: what a build tells the server about the app.
//!
//! Written by the build, read at start. It is trusted as far as its shape goes (it was made by the
//! same binary, see [`Manifest::formwork`]), but every index into [`Manifest::nodes`] must still be
//! looked up with `get`. Keys are camelCase JSON. Fields that may be absent in the JSON have defaults,
//! so that a hand-written manifest in a test can be short.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::csp::Csp;

/// The whole manifest.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Version of the Formwork binary that made the build; another one refuses to start it.
    pub formwork: String,
    /// Whether this is a development build.
    #[serde(default)]
    pub dev: bool,
    /// The app's version name (F-187), sent as `x-sveltekit-version`.
    #[serde(default)]
    pub version: String,
    /// Directory of the client files, `_app` by default.
    #[serde(default = "default_app_dir")]
    pub app_dir: String,
    /// `paths.base`, empty by default.
    #[serde(default)]
    pub base: String,
    /// `paths.assets`, where the build's files are if not here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assets_url: Option<String>,
    /// `paths.relative`: documents refer to the build's files relative to themselves (F-175).
    #[serde(default)]
    pub relative: bool,
    /// `csp`, the content security policy (F-190).
    #[serde(default, skip_serializing_if = "Csp::is_empty")]
    pub csp: Csp,
    /// `paths.origin`, the configured own origin (S-112).
    #[serde(default)]
    pub origin: Option<String>,
    /// `csrf.trustedOrigins` (S-113).
    #[serde(default)]
    pub trusted_origins: Vec<String>,
    /// Text of `app.html`.
    #[serde(default)]
    pub template: String,
    /// Text of `error.html`, if the app has one.
    #[serde(default)]
    pub error_template: Option<String>,
    /// 0 is the root layout, 1 the root error page, then all others.
    #[serde(default)]
    pub nodes: Vec<Node>,
    /// In matching order (F-28).
    #[serde(default)]
    pub routes: Vec<Route>,
    /// Start files of the client; absent when nothing is ever hydrated.
    #[serde(default)]
    pub client: Option<Client>,
    /// Which hooks modules exist.
    #[serde(default)]
    pub hooks: Hooks,
    /// Set when the app declares its environment variables in `src/env` (F-165).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<Env>,
    /// Files of `static/`, relative to it.
    #[serde(default)]
    pub assets: Vec<String>,
}

fn default_app_dir() -> String {
    "_app".to_owned()
}

/// A layout, page or error page. Source paths are relative to the app directory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    /// The `.svelte` file; `None` for a built-in component.
    #[serde(default)]
    pub component: Option<String>,
    /// The universal module (`+page.js`, `+layout.js`).
    #[serde(default)]
    pub universal: Option<String>,
    /// The server module (`+page.server.js`, `+layout.server.js`).
    #[serde(default)]
    pub server: Option<String>,
    /// Client modules to preload, the node's own chunk included.
    #[serde(default)]
    pub imports: Vec<String>,
    /// Client style sheets.
    #[serde(default)]
    pub stylesheets: Vec<String>,
    /// Fonts that the style sheets name.
    #[serde(default)]
    pub fonts: Vec<Font>,
    /// Page options known from static analysis; the universal module's value wins (F-140).
    #[serde(default)]
    pub options: PageOptions,
    /// Whether the server module has a `load` (true when unsure).
    #[serde(default)]
    pub server_load: bool,
    /// Whether the universal module has a `load` (true when unsure).
    #[serde(default)]
    pub universal_load: bool,
}

/// A font file of the client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Font {
    /// Its path in the build.
    pub file: String,
    /// The file that it was made from, relative to the app directory: `filename` of the `preload` option (F-114).
    pub source: String,
}

/// Page options of one node; `None` means that the node does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageOptions {
    /// Render on the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssr: Option<bool>,
    /// Hydrate in the browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csr: Option<bool>,
    /// The canonical form of the path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trailing_slash: Option<TrailingSlash>,
    /// Whether the page is to be prerendered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prerender: Option<Prerender>,
}

impl PageOptions {
    /// These options with the ones of a deeper node laid over them (F-140: the deepest value wins).
    #[must_use]
    pub fn overlaid(&self, deeper: &Self) -> Self {
        Self {
            ssr: deeper.ssr.or(self.ssr),
            csr: deeper.csr.or(self.csr),
            trailing_slash: deeper.trailing_slash.or(self.trailing_slash),
            prerender: deeper.prerender.or(self.prerender),
        }
    }
}

/// The `trailingSlash` option.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrailingSlash {
    /// `/a/` is redirected to `/a`.
    #[default]
    Never,
    /// `/a` is redirected to `/a/`.
    Always,
    /// Both are served.
    Ignore,
}

impl TrailingSlash {
    /// The option as it is written in the app and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Always => "always",
            Self::Ignore => "ignore",
        }
    }
}

impl std::str::FromStr for TrailingSlash {
    type Err = UnknownOption;

    fn from_str(text: &str) -> Result<Self, UnknownOption> {
        match text {
            "never" => Ok(Self::Never),
            "always" => Ok(Self::Always),
            "ignore" => Ok(Self::Ignore),
            _ => Err(UnknownOption),
        }
    }
}

/// A page option has a value that is none of the allowed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is none of the allowed values")]
pub struct UnknownOption;

/// The `prerender` option: `true`, `false` or `'auto'`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prerender {
    /// Prerender and leave out of the server.
    Yes,
    /// Serve dynamically.
    No,
    /// Prerender, but also serve dynamically.
    Auto,
}

impl Serialize for Prerender {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Yes => serializer.serialize_bool(true),
            Self::No => serializer.serialize_bool(false),
            Self::Auto => serializer.serialize_str("auto"),
        }
    }
}

impl<'de> Deserialize<'de> for Prerender {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Flag(bool),
            Name(String),
        }
        match Form::deserialize(deserializer)? {
            Form::Flag(true) => Ok(Self::Yes),
            Form::Flag(false) => Ok(Self::No),
            Form::Name(name) if name == "auto" => Ok(Self::Auto),
            Form::Name(name) => Err(serde::de::Error::custom(format!("unknown prerender value {name:?}"))),
        }
    }
}

/// One route directory that has a page, an endpoint, or both.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Route {
    /// The route id, `/blog/[slug]` (F-17).
    pub id: String,
    /// Anchored source of a regular expression that Rust and JavaScript read alike.
    pub pattern: String,
    /// The parameters, one per capture group of `pattern`.
    #[serde(default)]
    pub params: Vec<Param>,
    /// The page, if any.
    #[serde(default)]
    pub page: Option<Page>,
    /// Source path of `+server.js`, if any.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Names of the page's actions as far as they could be seen at build time.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Methods of the endpoint as far as they could be seen at build time.
    #[serde(default)]
    pub methods: Vec<String>,
}

/// One parameter of a route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Param {
    /// Its name.
    pub name: String,
    /// The matcher after `=`.
    #[serde(default)]
    pub matcher: Option<String>,
    /// `[[name]]`.
    #[serde(default)]
    pub optional: bool,
    /// `[...name]`.
    #[serde(default)]
    pub rest: bool,
    /// Takes part in passing on the text of a skipped optional parameter (F-26): a whole-segment
    /// optional parameter, or a rest parameter at the start of its segment.
    #[serde(default)]
    pub chained: bool,
}

/// The nodes of a page (F-42): two aligned lists with gaps, root first, and the page itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// Layout per position.
    #[serde(default)]
    pub layouts: Vec<Option<usize>>,
    /// Error page per position.
    #[serde(default)]
    pub errors: Vec<Option<usize>>,
    /// The page node.
    pub leaf: usize,
}

/// Client files that start the app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Client {
    /// The module that exports `start`.
    pub start: String,
    /// The module that knows the app's nodes and routes.
    pub app: String,
    /// Modules to preload.
    #[serde(default)]
    pub imports: Vec<String>,
    /// Style sheets of these modules.
    #[serde(default)]
    pub stylesheets: Vec<String>,
}

/// How an app with declared environment variables uses others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Env {
    /// Browsers also get the variables whose names begin with `PUBLIC_` (F-167).
    #[serde(default)]
    pub prefixed: bool,
}

/// Which hooks modules the app has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hooks {
    /// `src/hooks.server.*`.
    #[serde(default)]
    pub server: bool,
    /// `src/hooks.*`.
    #[serde(default)]
    pub universal: bool,
    /// `src/hooks.client.*`.
    #[serde(default)]
    pub client: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_camel_case_and_the_text_round_trips() {
        let manifest = Manifest {
            formwork: "0.1.0".into(),
            app_dir: "_app".into(),
            nodes: vec![Node {
                options: PageOptions {
                    ssr: Some(false),
                    csr: None,
                    trailing_slash: Some(TrailingSlash::Ignore),
                    prerender: Some(Prerender::Auto),
                },
                server_load: true,
                ..Node::default()
            }],
            routes: vec![Route {
                id: "/".into(),
                pattern: "^/$".into(),
                page: Some(Page { layouts: vec![Some(0), None], errors: vec![Some(1), None], leaf: 2 }),
                ..Route::default()
            }],
            ..Manifest::default()
        };
        let text = serde_json::to_string(&manifest).unwrap();
        for key in [
            "\"appDir\"",
            "\"trustedOrigins\"",
            "\"errorTemplate\"",
            "\"serverLoad\"",
            "\"trailingSlash\":\"ignore\"",
        ] {
            assert!(text.contains(key), "{key} in {text}");
        }
        assert!(text.contains("\"prerender\":\"auto\""), "{text}");
        assert_eq!(serde_json::from_str::<Manifest>(&text).unwrap(), manifest);
    }

    #[test]
    fn f140_the_deeper_option_wins() {
        let root = PageOptions { ssr: Some(true), csr: Some(true), ..PageOptions::default() };
        let page =
            PageOptions { ssr: Some(false), prerender: Some(Prerender::Yes), ..PageOptions::default() };
        let all = root.overlaid(&page);
        assert_eq!((all.ssr, all.csr, all.prerender), (Some(false), Some(true), Some(Prerender::Yes)));
    }
}
