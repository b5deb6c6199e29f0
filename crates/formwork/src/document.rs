//! HTML documents: the app's template filled in, and the static error document (F-172…F-177, F-91).

mod links;
mod place;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::OnceLock;

use formwork_engine::Handle;
use formwork_engine::rquickjs;
use formwork_wire::csp::{self, Policy};
use formwork_wire::data_response::Settled;
use formwork_wire::html;
use formwork_wire::manifest::Manifest;
use xxhash_rust::xxh3::xxh3_64;

use self::links::Links;
use self::place::{Base, Place};
use crate::pipeline::{Call, Deferred, ErrorObject, Failure, Options, Thrown};
use crate::reply::{Reply, ReplyBody};

const BUILT_IN_ERROR: &str = include_str!("../assets/error.html");

/// `app.html` and `error.html`, cut at their placeholders.
#[derive(Debug)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
    error: String,
    /// Known when the app's own declarations are, if it has any.
    env: OnceLock<ShownEnv>,
}

/// The public variables, as documents show them.
#[derive(Debug, Default)]
pub(crate) struct ShownEnv {
    /// As text, for the placeholders of the template (F-172).
    pub(crate) values: PublicEnv,
    /// As JavaScript source that is inert in HTML, for the browser (F-168, S-136).
    pub(crate) source: String,
}

impl ShownEnv {
    /// Adds variables that are not declared; those that are win.
    pub(crate) fn add(&mut self, more: PublicEnv) {
        let prefixed = serde_json::to_string(&more).unwrap_or_else(|_| "{}".to_owned());
        self.source = format!("{{...{},...{}}}", html::script(&prefixed), self.source);
        for (name, value) in more {
            self.values.entry(name).or_insert(value);
        }
    }
}

/// Variables of the process that documents may show: those whose names begin with `PUBLIC_` (F-167).
pub(crate) type PublicEnv = BTreeMap<String, String>;

pub(crate) fn public_env() -> PublicEnv {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    std::env::vars_os().filter_map(text).filter(|(name, _)| name.starts_with("PUBLIC_")).collect()
}

#[derive(Debug, PartialEq)]
enum Piece {
    Text(String),
    /// A public variable.
    Env(String),
    Head,
    Body,
    /// `%sveltekit.assets%`: as the document refers to the build's files.
    Assets,
    Nonce,
}

impl Template {
    /// Cuts the templates of a manifest. Placeholders whose value is fixed are filled in here.
    pub(crate) fn new(manifest: &Manifest, env: &PublicEnv) -> Self {
        let pieces = cut(&manifest.template, &html::attribute(&manifest.version));
        let error = manifest.error_template.clone().unwrap_or_else(|| BUILT_IN_ERROR.to_owned());
        let template = Template { pieces, error, env: OnceLock::new() };
        if manifest.env.is_none() {
            let source = serde_json::to_string(env).unwrap_or_else(|_| "{}".to_owned());
            let source = html::script(&source).into_owned();
            template.set_env(ShownEnv { values: env.clone(), source });
        }
        template
    }

    /// Says what the public variables are. They do not change while a process runs: the first answer stays.
    pub(crate) fn set_env(&self, env: ShownEnv) {
        let _ = self.env.set(env);
    }

    /// The public variables as JavaScript source.
    pub(crate) fn env_source(&self) -> &str {
        self.env.get().map_or("{}", |env| env.source.as_str())
    }

    /// A public variable, else nothing (F-172).
    fn variable(&self, name: &str) -> &str {
        self.env.get().and_then(|env| env.values.get(name)).map(String::as_str).unwrap_or_default()
    }

    fn shows_nonce(&self) -> bool {
        self.pieces.contains(&Piece::Nonce)
    }
}

/// Cuts `app.html` at its placeholders (F-172). Done in one pass, so that nothing that is filled in can be taken for
/// a placeholder; what is none stays. Head and body are where they are named first.
fn cut(template: &str, version: &str) -> Vec<Piece> {
    const START: &str = "%sveltekit.";
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once(START) {
        text.push_str(before);
        let Some((name, behind)) = after.split_once('%') else {
            text.push_str(START);
            rest = after;
            continue;
        };
        let piece = match name {
            "head" => Some(Piece::Head).filter(|piece| !pieces.contains(piece)),
            "body" => Some(Piece::Body).filter(|piece| !pieces.contains(piece)),
            "assets" => Some(Piece::Assets),
            "nonce" => Some(Piece::Nonce),
            "version" => Some(Piece::Text(version.to_owned())),
            _ => name
                .strip_prefix("env.")
                .filter(|name| !name.is_empty())
                .map(|name| Piece::Env(name.to_owned())),
        };
        rest = match piece {
            Some(Piece::Text(value)) => {
                text.push_str(&value);
                behind
            }
            Some(piece) => {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                pieces.push(piece);
                behind
            }
            None => {
                text.push_str(START);
                after
            }
        };
    }
    text.push_str(rest);
    pieces.push(Piece::Text(text));
    pieces
}

/// A rendered page on its way into the template.
#[derive(Debug)]
pub(crate) struct Document<'c> {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
    /// Nodes shown, for their style sheets and scripts.
    pub(crate) nodes: Vec<usize>,
    /// What the browser starts with; None for pages without client code.
    pub(crate) payload: Option<Payload>,
    pub(crate) policy: Policy<'c>,
}

/// The content security policy of a document that is about to be made (F-190).
pub(crate) fn policy(call: &Call) -> Result<Policy<'_>, Failure> {
    let blueprint = &call.site.blueprint;
    let csp = &blueprint.manifest.csp;
    let nonce = if csp.is_empty() && !blueprint.template.shows_nonce() {
        String::new()
    } else {
        let mut random = [0; 16];
        getrandom::fill(&mut random)
            .map_err(|error| Failure::Fault(format!("No random numbers for a nonce: {error}")))?;
        csp::nonce(random)
    };
    Ok(Policy::new(csp, nonce, call.x.dev))
}

/// What the browser needs to take a document over (S-136).
#[derive(Debug)]
pub(crate) enum Payload {
    /// Nothing was rendered; the browser loads the page itself (S-142).
    Shell,
    /// The page as rendered. `data` and `form` are devalue text; `error`, which an error page of the branch shows, and
    /// `caught`, which one shows inside the document in place of a component that threw it (F-93), are JSON.
    Page {
        nodes: Vec<usize>,
        data: String,
        form: Option<String>,
        error: Option<String>,
        caught: Option<String>,
        status: u16,
    },
}

/// Puts the document together and answers with it.
///
/// With promises left in `deferred` the document is a stream: it is sent at once, and scripts that deliver the
/// promises follow (F-80, F-83). A policy that allows scripts by their hash must know all of them before the headers
/// are sent, so that document waits for its promises instead (F-191).
pub(crate) async fn respond(
    call: &Call,
    mut document: Document<'_>,
    options: &Options,
    deferred: Option<Rc<Deferred>>,
) -> Result<Reply, Thrown> {
    let mut text = assemble(call, &mut document, options.preload.as_ref())?;
    if let Some(transform) = &options.transform {
        text = transform_chunk(call, transform, &text).await?;
    }
    let Document { status, mut policy, .. } = document;
    let mut deferred = deferred.filter(|deferred| !deferred.is_empty());
    if policy.hashes_scripts()
        && let Some(deferred) = deferred.take()
    {
        while let Some(script) = deferred.next(&chunk_script).await {
            policy.add_script(&script);
            text.push_str(&chunk_element(&script, None));
        }
    }
    let mut reply = Reply::empty(status).with("content-type", "text/html").with("x-sveltekit-page", "true");
    for (name, value) in policy.headers() {
        reply = reply.with(name, value);
    }
    let nonce = policy.script_nonce().map(str::to_owned);
    let element = move |id, settled: Settled<'_>| chunk_element(&chunk_script(id, settled), nonce.as_deref());
    let stream = deferred.and_then(|deferred| deferred.into_body(text.clone(), element));
    if let Some(stream) = stream {
        return Ok(Reply { body: ReplyBody::Script(stream), ..reply });
    }
    let etag = format!("\"{:x}\"", xxh3_64(text.as_bytes()));
    // `handle` sees the length of a document, as on the reference; other answers get theirs on the way out.
    Ok(Reply { body: ReplyBody::Bytes(text.into()), ..reply.with("etag", etag) }.measured())
}

async fn transform_chunk(call: &Call, transform: &Handle, text: &str) -> Result<String, Thrown> {
    let site = &call.site;
    let changed = site
        .glue
        .call(&site.glue.transform_chunk, |ctx, args| {
            args.push_arg(transform.get(ctx)?)?;
            args.push_arg(text)
        })
        .await
        .map_err(|fault| call.thrown(fault))?;
    let text = site.isolate.enter(|ctx| {
        let text = changed.get_as::<rquickjs::Coerced<String>>(ctx);
        text.map(|text| text.0).map_err(|error| site.isolate.thrown(ctx, error))
    });
    text.map_err(|fault| call.thrown(fault))
}

/// What `preload` of the app is asked about (F-114).
enum Preload<'p> {
    Script(&'p str),
    Font { path: &'p str, source: &'p str },
}

/// Whether the app's `preload` option wants a file preloaded; without it scripts are, and fonts are not (F-114).
fn wants_preload(call: &Call, preload: Option<&Handle>, what: &Preload<'_>) -> Result<bool, Thrown> {
    let Some(preload) = preload else { return Ok(matches!(what, Preload::Script(_))) };
    let site = &call.site;
    let (kind, path, source) = match what {
        Preload::Script(path) => ("js", path, None),
        Preload::Font { path, source } => ("font", path, Some(source)),
    };
    let answer = site.glue.call_now(&site.glue.wants_preload, |ctx, args| {
        args.push_arg(preload.get(ctx)?)?;
        args.push_arg(kind)?;
        args.push_arg(*path)?;
        args.push_arg(source.copied())
    });
    let answer = answer.map_err(|fault| call.thrown(fault))?;
    Ok(site.isolate.enter(|ctx| answer.get_as::<bool>(ctx).unwrap_or(true)))
}

fn assemble(call: &Call, document: &mut Document<'_>, preload: Option<&Handle>) -> Result<String, Thrown> {
    let blueprint = &call.site.blueprint;
    let manifest = &blueprint.manifest;
    let place = Place::new(manifest, call.x.path());
    let links = Links::of(manifest, &document.nodes, document.payload.is_some());
    let mut preloads = String::new();
    for font in links.fonts {
        let path = place.file(&font.file);
        if wants_preload(call, preload, &Preload::Font { path: &path, source: &font.source })? {
            let kind = font.file.rsplit('.').next().unwrap_or_default();
            preloads.push_str(&format!(
                "\n\t\t<link rel=\"preload\" as=\"font\" type=\"font/{kind}\" href=\"{}\" crossorigin>",
                html::attribute(&path)
            ));
        }
    }
    for file in links.scripts {
        let path = place.file(file);
        if wants_preload(call, preload, &Preload::Script(&path))? {
            let path = html::attribute(&path);
            preloads.push_str(&format!("\n\t\t<link rel=\"modulepreload\" href=\"{path}\">"));
        }
    }
    let mut styles = String::new();
    for file in links.styles {
        let path = place.file(file);
        styles.push_str(&format!("\n\t\t<link rel=\"stylesheet\" href=\"{}\">", html::attribute(&path)));
    }
    let script = document
        .payload
        .as_ref()
        .and_then(|payload| start_script(manifest, &place, payload, blueprint.template.env_source()));
    let script = script.map_or_else(String::new, |script| {
        document.policy.add_script(&script);
        format!("\n\t\t\t<script{}>{script}</script>\n\t\t", nonce_attribute(document.policy.script_nonce()))
    });
    let fetched = call.x.take_fetched();
    let mut out = String::with_capacity(
        document.head.len() + document.body.len() + script.len() + preloads.len() + styles.len() + 1024,
    );
    for piece in &blueprint.template.pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Env(name) => out.push_str(blueprint.template.variable(name)),
            Piece::Assets => out.push_str(place.assets()),
            Piece::Nonce => out.push_str(document.policy.nonce()),
            Piece::Head => {
                out.push_str(&preloads);
                out.push_str(&place.relocated(&document.head));
                out.push_str(&styles);
                if blueprint.config.dev_script.is_some() {
                    out.push_str(&format!(
                        "\n\t\t<script type=\"module\" src=\"/_formwork/dev.js?{}\"{}></script>",
                        blueprint.config.dev_build,
                        nonce_attribute(document.policy.script_nonce())
                    ));
                }
            }
            Piece::Body => {
                out.push_str(&place.relocated(&document.body));
                if document.payload.is_some() {
                    out.push_str(&fetched);
                }
                out.push_str(&script);
            }
        }
    }
    Ok(out)
}

/// The script that starts the client; everything in it is inert inside HTML (S-139).
fn start_script(manifest: &Manifest, place: &Place<'_>, payload: &Payload, env: &str) -> Option<String> {
    let client = manifest.client.as_ref()?;
    let text = |text: &str| html::script(&serde_json::Value::from(text).to_string()).into_owned();
    let (page, status) = match payload {
        Payload::Shell => ("nodes: null".to_owned(), 200),
        Payload::Page { nodes, data, form, error, caught, status } => {
            let form = form.as_ref().map_or_else(|| "null".to_owned(), |form| text(form));
            let error =
                error.as_ref().map_or_else(|| "null".to_owned(), |error| html::script(error).into_owned());
            let caught = caught
                .as_ref()
                .map_or_else(String::new, |caught| format!(", caught: {}", html::script(caught)));
            (format!("nodes: {nodes:?}, data: {}, form: {form}, error: {error}{caught}", text(data)), *status)
        }
    };
    let base = match place.base() {
        // What it is relative to, the browser knows.
        Base::Relative(base) => format!("new URL({}, location).pathname.slice(0, -1)", text(base)),
        Base::Absolute(base) => text(base),
    };
    let assets =
        manifest.assets_url.as_ref().map_or_else(String::new, |assets| format!("assets: {}, ", text(assets)));
    Some(format!(
        "\n\t\t\t\t{{\n\t\t\t\t\tconst target = document.currentScript.parentElement;\n\
         \t\t\t\t\tPromise.all([import({start}), import({app})]).then(([s, a]) => s.start(a, target, \
         {{{page}, status: {status}, base: {base}, {assets}version: {version}, appDir: {app_dir}, env: {env}}}));\n\
         \t\t\t\t}}\n\t\t\t",
        start = text(&place.file(&client.start)),
        app = text(&place.file(&client.app)),
        version = text(&manifest.version),
        app_dir = text(&manifest.app_dir),
    ))
}

/// A chunk of a streamed document (S-140): a script that hands it to the client.
fn chunk_script(id: u32, settled: Settled<'_>) -> String {
    let (key, text) = match settled {
        Settled::Value(text) => ("data", text),
        Settled::Error(text) => ("error", text),
    };
    let text = serde_json::Value::from(text).to_string();
    format!("(self.__formwork_chunks??=[]).push({{id:{id},{key}:{}}})", html::script(&text))
}

fn chunk_element(script: &str, nonce: Option<&str>) -> String {
    format!("<script{}>{script}</script>\n", nonce_attribute(nonce))
}

fn nonce_attribute(nonce: Option<&str>) -> String {
    nonce.map_or_else(String::new, |nonce| format!(" nonce=\"{nonce}\""))
}

/// The document for errors that no page can show (S-55, F-91).
pub(crate) fn static_error(template: &Template, error: &ErrorObject) -> Reply {
    let text = template
        .error
        .replace("%sveltekit.status%", &error.status.to_string())
        .replace("%sveltekit.error.message%", &html::text(&error.message));
    Reply::text(error.status, text).with("content-type", "text/html; charset=utf-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    fn env(name: &str) -> Piece {
        Piece::Env(name.to_owned())
    }

    fn cut_with(template: &str) -> Vec<Piece> {
        cut(template, "1&quot;")
    }

    /// F-172: placeholders are replaced, everything else stays as it is.
    #[test]
    fn f172_template_is_cut_at_its_placeholders() {
        assert_eq!(
            cut_with(
                "<a>%sveltekit.assets%/x %sveltekit.env.PUBLIC_A%</a>%sveltekit.head%-%sveltekit.body%."
            ),
            [
                text("<a>"),
                Piece::Assets,
                text("/x "),
                env("PUBLIC_A"),
                text("</a>"),
                Piece::Head,
                text("-"),
                Piece::Body,
                text("."),
            ]
        );
        assert_eq!(
            cut_with("%sveltekit.nonce%%sveltekit.env.A.B%|%sveltekit.version%"),
            [text(""), Piece::Nonce, text(""), env("A.B"), text("|1&quot;")]
        );
        for other in [
            "%sveltekit",
            "%sveltekit.",
            "%sveltekit.head",
            "%sveltekit.env.%",
            "%sveltekit.x%",
            "100%",
            "%unknown%",
        ] {
            assert_eq!(cut_with(other), [text(other)], "{other}");
        }
        assert_eq!(
            cut_with("%sveltekit.head%%sveltekit.head%%sveltekit.x%sveltekit.body%"),
            [text(""), Piece::Head, text("%sveltekit.head%%sveltekit.x"), Piece::Body, text("")],
        );
    }

    /// F-91, R-49: the message is escaped.
    #[test]
    fn f91_static_error_escapes_the_message() {
        let template = "%sveltekit.status%: %sveltekit.error.message%".to_owned();
        let manifest = Manifest { error_template: Some(template), ..Manifest::default() };
        let template = Template::new(&manifest, &PublicEnv::new());
        let reply = static_error(&template, &ErrorObject::plain(418, "<b>& %sveltekit.status%"));
        assert_eq!(reply.status, 418);
        let ReplyBody::Bytes(body) = reply.body else { panic!("bytes") };
        assert_eq!(&body[..], b"418: &lt;b&gt;&amp; %sveltekit.status%");
    }
}
