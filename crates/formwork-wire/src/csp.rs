//! Content security policies: the header of a document, with what the framework's own inline scripts and styles need
//! (F-190…F-193, S-143).
//!
//! The directives come from the app's configuration and are trusted; [`Directives::new`] says what a header cannot
//! carry. Nothing is taken from a request. Randomness is the caller's: a nonce is made of bytes that it brings.
//!
//! A policy is built for one document: [`Policy::new`] before anything is rendered, [`Policy::add_script`] and
//! [`Policy::add_style`] for each inline element, [`Policy::headers`] at the end. An app may have two sets of
//! directives, one that browsers enforce and one that they only report on; both are treated alike.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Directives that SvelteKit knows, in the order in which a header has them.
pub const NAMES: [&str; 31] = [
    "child-src",
    "default-src",
    "frame-src",
    "worker-src",
    "connect-src",
    "font-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "prefetch-src",
    "script-src",
    "script-src-elem",
    "script-src-attr",
    "style-src",
    "style-src-elem",
    "style-src-attr",
    "base-uri",
    "sandbox",
    "form-action",
    "frame-ancestors",
    "navigate-to",
    "report-uri",
    "report-to",
    "require-trusted-types-for",
    "trusted-types",
    "upgrade-insecure-requests",
    "require-sri-for",
    "block-all-mixed-content",
    "plugin-types",
    "referrer",
];

/// Directives that are on or off, without sources.
pub const FLAGS: [&str; 2] = ["upgrade-insecure-requests", "block-all-mixed-content"];

/// Sources that stand in quotes in a header, and without them in a configuration.
const KEYWORDS: [&str; 12] = [
    "self",
    "unsafe-eval",
    "unsafe-hashes",
    "unsafe-inline",
    "none",
    "strict-dynamic",
    "report-sample",
    "report-sha256",
    "report-sha384",
    "report-sha512",
    "wasm-unsafe-eval",
    "script",
];

/// The text of the style elements that Svelte makes for transitions, which then get their rules one by one.
const EMPTY_STYLE: &str = "/* empty */";

/// The `csp` option of an app. The default is no policy at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Csp {
    /// How inline elements are allowed.
    #[serde(default)]
    pub mode: Mode,
    /// Enforced by browsers.
    #[serde(default)]
    pub directives: Directives,
    /// Only reported on.
    #[serde(default)]
    pub report_only: Directives,
}

impl Csp {
    /// Whether there is no policy.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.directives.is_empty() && self.report_only.is_empty()
    }
}

/// The `csp.mode` option.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Nonces for documents that are made for each request, which here are all.
    #[default]
    Auto,
    /// The SHA-256 of each inline element.
    Hash,
    /// A random word for each document.
    Nonce,
}

impl std::str::FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(text: &str) -> Result<Self, UnknownMode> {
        match text {
            "auto" => Ok(Self::Auto),
            "hash" => Ok(Self::Hash),
            "nonce" => Ok(Self::Nonce),
            _ => Err(UnknownMode),
        }
    }
}

/// A mode is none of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be `auto`, `hash` or `nonce`")]
pub struct UnknownMode;

/// Directives with their sources, in the order of [`NAMES`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Directives(Vec<(String, Vec<String>)>);

/// What is wrong with a directive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectiveError {
    /// The name is not among [`NAMES`].
    #[error("there is no directive `{0}`")]
    Unknown(String),
    /// A source would end the directive or the header, or cannot be sent.
    #[error("`{value}` of `{directive}` must be printable ASCII without `;` and `,`")]
    Source {
        /// The directive.
        directive: String,
        /// The source.
        value: String,
    },
}

impl Directives {
    /// Puts directives in order, the later of two with one name winning.
    pub fn new(given: impl IntoIterator<Item = (String, Vec<String>)>) -> Result<Self, DirectiveError> {
        let mut all: Vec<Option<Vec<String>>> = vec![None; NAMES.len()];
        for (name, sources) in given {
            let place = NAMES.iter().position(|known| *known == name).and_then(|at| all.get_mut(at));
            let Some(place) = place else { return Err(DirectiveError::Unknown(name)) };
            let unfit = |source: &&String| {
                source.is_empty()
                    || !source.bytes().all(|b| (b == b' ' || b.is_ascii_graphic()) && b != b';' && b != b',')
            };
            if let Some(source) = sources.iter().find(unfit) {
                return Err(DirectiveError::Source { directive: name, value: source.clone() });
            }
            *place = Some(sources);
        }
        let named = NAMES.iter().zip(all).filter_map(|(name, sources)| Some(((*name).to_owned(), sources?)));
        Ok(Directives(named.collect()))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sources of a directive, if it is given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[String]> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, sources)| sources.as_slice())
    }

    /// Whether there are directives, but nobody who is told of violations: a report-only policy is useless then.
    #[must_use]
    pub fn lack_a_report(&self) -> bool {
        let told = |name| self.get(name).is_some_and(|to| !to.is_empty());
        !self.is_empty() && !told("report-uri") && !told("report-to")
    }
}

/// The word that inline elements of a document carry, from 128 random bits.
#[must_use]
pub fn nonce(random: [u8; 16]) -> String {
    STANDARD.encode(random)
}

/// The policies of one document.
#[derive(Debug)]
pub struct Policy<'c> {
    nonce: String,
    hashes: bool,
    enforced: Header<'c>,
    reported: Header<'c>,
}

impl<'c> Policy<'c> {
    /// A policy that allows nothing inline yet. `nonce` must be new for each document (see [`nonce`]). In development
    /// styles are put in by tools, which `style-src` must not keep from working (F-193).
    #[must_use]
    pub fn new(csp: &'c Csp, nonce: String, dev: bool) -> Self {
        Policy {
            nonce,
            hashes: csp.mode == Mode::Hash,
            enforced: Header::new(&csp.directives, dev),
            reported: Header::new(&csp.report_only, dev),
        }
    }

    /// The document's nonce, whether the policies use it or not (`%sveltekit.nonce%`).
    #[must_use]
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// The nonce that inline scripts must carry, if they must.
    #[must_use]
    pub fn script_nonce(&self) -> Option<&str> {
        (!self.hashes && self.needs(Kind::Script)).then_some(self.nonce.as_str())
    }

    /// The nonce that inline styles must carry, if they must.
    #[must_use]
    pub fn style_nonce(&self) -> Option<&str> {
        (!self.hashes && self.needs(Kind::Style)).then_some(self.nonce.as_str())
    }

    /// Whether scripts are allowed by their hash: then all of them must be known before the header is sent (F-191).
    #[must_use]
    pub fn hashes_scripts(&self) -> bool {
        self.hashes && self.needs(Kind::Script)
    }

    /// Allows an inline script with this text.
    pub fn add_script(&mut self, text: &str) {
        self.add(Kind::Script, text);
    }

    /// Allows an inline script whose hash somebody else has made: `sha256-…`.
    pub fn add_script_hash(&mut self, source: &str) {
        self.enforced.add(Kind::Script, source);
        self.reported.add(Kind::Script, source);
    }

    /// Allows an inline style with this text.
    pub fn add_style(&mut self, text: &str) {
        self.add(Kind::Style, text);
    }

    fn needs(&self, kind: Kind) -> bool {
        self.enforced.needs(kind) || self.reported.needs(kind)
    }

    fn add(&mut self, kind: Kind, text: &str) {
        if !self.needs(kind) {
            return;
        }
        let source = if self.hashes { sha256(text) } else { format!("nonce-{}", self.nonce) };
        self.enforced.add(kind, &source);
        self.reported.add(kind, &source);
    }

    /// Names and values of the headers, none for a policy without directives.
    #[must_use]
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        [("content-security-policy", &self.enforced), ("content-security-policy-report-only", &self.reported)]
            .into_iter()
            .map(|(name, header)| (name, header.value()))
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }
}

fn sha256(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Script,
    Style,
}

/// One policy: what is configured, and what the document adds.
#[derive(Debug)]
struct Header<'c> {
    directives: &'c Directives,
    /// Instead of what is configured.
    replaced: Vec<(&'static str, Vec<String>)>,
    added: Vec<Addition>,
}

/// Sources that a directive gets.
#[derive(Debug)]
struct Addition {
    kind: Kind,
    directive: &'static str,
    sources: Vec<String>,
}

/// Directives that decide about inline elements, and whether `default-src` stands in for them.
const DECIDING: [(Kind, &str, bool); 5] = [
    (Kind::Script, "script-src", true),
    (Kind::Script, "script-src-elem", false),
    (Kind::Style, "style-src", true),
    (Kind::Style, "style-src-attr", false),
    (Kind::Style, "style-src-elem", false),
];

impl<'c> Header<'c> {
    fn new(directives: &'c Directives, dev: bool) -> Self {
        let mut header = Header { directives, replaced: Vec::new(), added: Vec::new() };
        for (kind, directive, falls_back) in DECIDING {
            let Some(sources) = header.effective(directive, falls_back) else { continue };
            let has = |word: &str| sources.iter().any(|source| source == word);
            if dev && kind == Kind::Style {
                if !has("unsafe-inline") {
                    // Beside a nonce or hash it would not count.
                    let kept = sources
                        .iter()
                        .filter(|source| !source.starts_with("sha256-") && !source.starts_with("nonce-"));
                    let all = kept.cloned().chain(["unsafe-inline".to_owned()]).collect();
                    header.replaced.push((directive, all));
                }
                continue;
            }
            // Where `strict-dynamic` stands, browsers ignore `unsafe-inline` for scripts.
            let needed = !has("unsafe-inline") || (kind == Kind::Script && has("strict-dynamic"));
            if needed {
                header.added.push(Addition { kind, directive, sources: Vec::new() });
            }
        }
        header
    }

    /// The sources that count for a directive.
    fn effective(&self, directive: &str, falls_back: bool) -> Option<&'c [String]> {
        let default = || self.directives.get("default-src").filter(|_| falls_back);
        self.directives.get(directive).or_else(default)
    }

    fn needs(&self, kind: Kind) -> bool {
        self.added.iter().any(|addition| addition.kind == kind)
    }

    fn add(&mut self, kind: Kind, source: &str) {
        for addition in self.added.iter_mut().filter(|addition| addition.kind == kind) {
            let mut add = |source: &str| {
                if !addition.sources.iter().any(|known| known == source) {
                    addition.sources.push(source.to_owned());
                }
            };
            if addition.directive == "style-src-elem" {
                let empty = sha256(EMPTY_STYLE);
                let configured = self.directives.get("style-src-elem").unwrap_or_default();
                if !configured.contains(&empty) {
                    add(&empty);
                }
            }
            add(source);
        }
    }

    /// The header's value. `default-src` itself is left alone, since not every browser takes a nonce there.
    fn value(&self) -> String {
        let mut directives = Vec::new();
        for name in NAMES {
            let addition = self.added.iter().find(|addition| addition.directive == name);
            let more = addition.map(|addition| addition.sources.as_slice()).unwrap_or_default();
            let replaced = self.replaced.iter().find(|(key, _)| *key == name).map(|(_, all)| all.as_slice());
            let falls_back =
                !more.is_empty() && DECIDING.iter().any(|(_, key, falls)| *key == name && *falls);
            let Some(sources) = replaced.or_else(|| self.effective(name, falls_back)) else { continue };
            let mut text = name.to_owned();
            for source in sources.iter().chain(more) {
                text.push(' ');
                if is_quoted(source) {
                    text.push('\'');
                    text.push_str(source);
                    text.push('\'');
                } else {
                    text.push_str(source);
                }
            }
            directives.push(text);
        }
        directives.join("; ")
    }
}

/// Whether a source is a keyword, a nonce or a hash.
fn is_quoted(source: &str) -> bool {
    let is_hash = || {
        source.strip_prefix("sha").is_some_and(|rest| {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            digits == 3 && rest.as_bytes().get(digits) == Some(&b'-')
        })
    };
    KEYWORDS.contains(&source) || source.starts_with("nonce-") || is_hash()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directives(given: &[(&str, &[&str])]) -> Directives {
        let owned = given.iter().map(|(name, sources)| {
            ((*name).to_owned(), sources.iter().map(|source| (*source).to_owned()).collect())
        });
        Directives::new(owned).unwrap()
    }

    fn csp(mode: Mode, given: &[(&str, &[&str])]) -> Csp {
        Csp { mode, directives: directives(given), report_only: Directives::default() }
    }

    /// The header of a document with one script and one style.
    fn header(csp: &Csp, dev: bool) -> String {
        let mut policy = Policy::new(csp, "N".to_owned(), dev);
        policy.add_script("1");
        policy.add_style("a{}");
        policy.headers().into_iter().map(|(_, value)| value).collect()
    }

    const SCRIPT: &str = "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='";
    const STYLE: &str = "'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='";
    const EMPTY: &str = "'sha256-9OlNO0DNEeaVzHL4RZwCLsBHA8WBQ8toBp/4F5XV2nc='";

    #[test]
    fn f190_keywords_are_quoted() {
        let sources = [
            "self",
            "unsafe-eval",
            "none",
            "strict-dynamic",
            "report-sample",
            "wasm-unsafe-eval",
            "nonce-a",
            "sha256-a",
            "sha512-a",
            "https:",
            "https://a.example",
            "*",
            "data:",
            "sha25-a",
            "sha2567-a",
            "selfish",
        ];
        assert_eq!(
            header(
                &csp(Mode::Auto, &[("img-src", &sources), ("trusted-types", &["svelte-trusted-html"])]),
                false
            ),
            "img-src 'self' 'unsafe-eval' 'none' 'strict-dynamic' 'report-sample' 'wasm-unsafe-eval' 'nonce-a' \
             'sha256-a' 'sha512-a' https: https://a.example * data: sha25-a sha2567-a selfish; \
             trusted-types svelte-trusted-html"
        );
        let types = csp(Mode::Auto, &[("require-trusted-types-for", &["script"])]);
        assert_eq!(header(&types, false), "require-trusted-types-for 'script'");
    }

    /// F-190: what the framework's inline elements need is added, and nothing else.
    #[test]
    fn f190_sources_are_added_where_they_are_needed() {
        for (given, expected) in [
            (&[][..], ""),
            (&[("img-src", &["self"][..])][..], "img-src 'self'"),
            (&[("script-src", &["self"][..])][..], "script-src 'self' 'nonce-N'"),
            (&[("style-src", &["self"][..])][..], "style-src 'self' 'nonce-N'"),
            // From `default-src`, which stays as it is.
            (
                &[("default-src", &["self", "https:"][..])][..],
                "default-src 'self' https:; script-src 'self' https: 'nonce-N'; style-src 'self' https: 'nonce-N'",
            ),
            (
                &[
                    ("default-src", &["none"][..]),
                    ("script-src", &["self"][..]),
                    ("style-src", &["unsafe-inline"][..]),
                ][..],
                "default-src 'none'; script-src 'self' 'nonce-N'; style-src 'unsafe-inline'",
            ),
            // Inline is allowed anyway.
            (&[("script-src", &["self", "unsafe-inline"][..])][..], "script-src 'self' 'unsafe-inline'"),
            (&[("default-src", &["unsafe-inline"][..])][..], "default-src 'unsafe-inline'"),
            // But not where browsers ignore that.
            (
                &[("script-src", &["unsafe-inline", "strict-dynamic"][..])][..],
                "script-src 'unsafe-inline' 'strict-dynamic' 'nonce-N'",
            ),
            (
                &[("style-src", &["unsafe-inline", "strict-dynamic"][..])][..],
                "style-src 'unsafe-inline' 'strict-dynamic'",
            ),
            // More special directives, each on its own.
            (&[("script-src-elem", &["self"][..])][..], "script-src-elem 'self' 'nonce-N'"),
            (
                &[("script-src", &["self", "unsafe-inline"][..]), ("script-src-elem", &["self"][..])][..],
                "script-src 'self' 'unsafe-inline'; script-src-elem 'self' 'nonce-N'",
            ),
            (&[("script-src-attr", &["none"][..])][..], "script-src-attr 'none'"),
            (&[("style-src-attr", &["self"][..])][..], "style-src-attr 'self' 'nonce-N'"),
            // Without sources, and on or off.
            (
                &[("sandbox", &[][..]), ("upgrade-insecure-requests", &[][..])][..],
                "sandbox; upgrade-insecure-requests",
            ),
            // In the order of the list.
            (
                &[
                    ("form-action", &["self"][..]),
                    ("script-src", &["self"][..]),
                    ("child-src", &["none"][..]),
                ][..],
                "child-src 'none'; script-src 'self' 'nonce-N'; form-action 'self'",
            ),
        ] {
            assert_eq!(header(&csp(Mode::Auto, given), false), expected, "{given:?}");
            assert_eq!(header(&csp(Mode::Nonce, given), false), expected, "{given:?}");
        }
    }

    #[test]
    fn f190_style_elements_of_transitions() {
        assert_eq!(
            header(&csp(Mode::Nonce, &[("style-src-elem", &["self"])]), false),
            format!("style-src-elem 'self' {EMPTY} 'nonce-N'")
        );
        let configured = csp(Mode::Nonce, &[("style-src-elem", &[EMPTY.trim_matches('\'')])]);
        assert_eq!(header(&configured, false), format!("style-src-elem {EMPTY} 'nonce-N'"));
    }

    #[test]
    fn f190_hashes() {
        let csp = csp(Mode::Hash, &[("default-src", &["self"])]);
        assert_eq!(
            header(&csp, false),
            format!("default-src 'self'; script-src 'self' {SCRIPT}; style-src 'self' {STYLE}")
        );
        let mut policy = Policy::new(&csp, "N".to_owned(), false);
        assert_eq!(
            (policy.script_nonce(), policy.style_nonce(), policy.hashes_scripts()),
            (None, None, true)
        );
        for text in ["1", "1"] {
            policy.add_script(text);
        }
        policy.add_script_hash("sha256-x");
        assert_eq!(
            policy.headers(),
            [(
                "content-security-policy",
                format!("default-src 'self'; script-src 'self' {SCRIPT} 'sha256-x'")
            )]
        );
    }

    /// F-190: each of the two headers gets what it needs; an element is marked if either needs it.
    #[test]
    fn f190_report_only() {
        let csp = Csp {
            mode: Mode::Auto,
            directives: directives(&[("script-src", &["unsafe-inline"])]),
            report_only: directives(&[("script-src", &["self"]), ("report-to", &["endpoint"])]),
        };
        let mut policy = Policy::new(&csp, "N".to_owned(), false);
        assert_eq!((policy.script_nonce(), policy.style_nonce()), (Some("N"), None));
        policy.add_script("1");
        assert_eq!(
            policy.headers(),
            [
                ("content-security-policy", "script-src 'unsafe-inline'".to_owned()),
                (
                    "content-security-policy-report-only",
                    "script-src 'self' 'nonce-N'; report-to endpoint".to_owned()
                ),
            ]
        );
        for (given, lacks) in [
            (&[][..], false),
            (&[("script-src", &["self"][..])][..], true),
            (&[("script-src", &["self"][..]), ("report-uri", &[][..])][..], true),
            (&[("script-src", &["self"][..]), ("report-uri", &["/r"][..])][..], false),
            (&[("script-src", &["self"][..]), ("report-to", &["r"][..])][..], false),
        ] {
            assert_eq!(directives(given).lack_a_report(), lacks, "{given:?}");
        }
    }

    /// F-193: in development styles are not restricted.
    #[test]
    fn f193_development() {
        for (given, expected) in [
            (&[("script-src", &["self"][..])][..], "script-src 'self' 'nonce-N'"),
            (
                &[("default-src", &["self"][..])][..],
                "default-src 'self'; script-src 'self' 'nonce-N'; style-src 'self' 'unsafe-inline'",
            ),
            (
                &[
                    ("style-src", &["self", "nonce-a", "sha256-b"][..]),
                    ("style-src-elem", &["unsafe-inline"][..]),
                ][..],
                "style-src 'self' 'unsafe-inline'; style-src-elem 'unsafe-inline'",
            ),
            (&[("style-src-attr", &["none"][..])][..], "style-src-attr 'none' 'unsafe-inline'"),
        ] {
            let csp = csp(Mode::Auto, given);
            assert_eq!(header(&csp, true), expected, "{given:?}");
            assert_eq!(Policy::new(&csp, "N".to_owned(), true).style_nonce(), None);
        }
    }

    #[test]
    fn f190_what_a_header_cannot_carry() {
        let new = |name: &str, source: &str| Directives::new([(name.to_owned(), vec![source.to_owned()])]);
        assert_eq!(new("script", "self"), Err(DirectiveError::Unknown("script".to_owned())));
        for source in ["self; script-src *", "a,b", "a\r\nset-cookie: x", "\u{e9}", ""] {
            assert!(matches!(new("img-src", source), Err(DirectiveError::Source { .. })), "{source:?}");
        }
        assert!(new("img-src", "'self' https:").is_ok());
    }

    #[test]
    fn f190_nonces_and_the_manifest() {
        assert_eq!(nonce([0; 16]), "AAAAAAAAAAAAAAAAAAAAAA==");
        let csp = Csp {
            mode: Mode::Hash,
            report_only: directives(&[("report-uri", &["/r"])]),
            ..csp(Mode::Auto, &[("script-src", &["self"]), ("img-src", &["*"])])
        };
        let text = serde_json::to_string(&csp).unwrap();
        assert_eq!(serde_json::from_str::<Csp>(&text).unwrap(), csp);
        assert!(serde_json::from_str::<Csp>("{}").unwrap().is_empty());
        assert!(!csp.is_empty());
    }
}
