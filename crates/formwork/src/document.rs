//! HTML documents: the app's template filled in, and the static error document (F-172…F-177, F-91).

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::OnceLock;

use formwork_engine::Handle;
use formwork_engine::rquickjs;
use formwork_wire::html;
use formwork_wire::manifest::{Font, Manifest};
use xxhash_rust::xxh3::xxh3_64;

use crate::pipeline::{Call, Deferred, ErrorObject, Options, Thrown, script_line};
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

#[derive(Debug)]
enum Piece {
    Text(String),
    /// A public variable.
    Env(String),
    Head,
    Body,
}

impl Template {
    /// Cuts the templates of a manifest. Placeholders whose value is fixed are filled in here.
    pub(crate) fn new(manifest: &Manifest, env: &PublicEnv) -> Self {
        let text = manifest
            .template
            .replace("%sveltekit.assets%", &manifest.base)
            .replace("%sveltekit.version%", &manifest.version)
            .replace("%sveltekit.nonce%", "");
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some((at, marker, piece)) =
            [("%sveltekit.head%", Piece::Head), ("%sveltekit.body%", Piece::Body)]
                .into_iter()
                .filter_map(|(marker, piece)| Some((rest.find(marker)?, marker, piece)))
                .min_by_key(|(at, ..)| *at)
        {
            let (before, after) = rest.split_at(at);
            variables(before, &mut pieces);
            pieces.push(piece);
            rest = after.strip_prefix(marker).unwrap_or(after);
        }
        variables(rest, &mut pieces);
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
}

/// Cuts a text at `%sveltekit.env.NAME%` (F-172).
fn variables(text: &str, pieces: &mut Vec<Piece>) {
    const START: &str = "%sveltekit.env.";
    let mut from = 0;
    let mut kept = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(START)).map(|at| from + at) {
        let start = at + START.len();
        let name = text.get(start..).and_then(|rest| rest.split_once('%')).map(|(name, _)| name);
        from = start;
        if let Some(name) =
            name.filter(|n| n.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$')))
        {
            pieces.push(Piece::Text(text.get(kept..at).unwrap_or_default().to_owned()));
            pieces.push(Piece::Env(name.to_owned()));
            from = start + name.len() + 1;
            kept = from;
        }
    }
    pieces.push(Piece::Text(text.get(kept..).unwrap_or_default().to_owned()));
}

/// A rendered page on its way into the template.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
    /// Nodes shown, for their style sheets and scripts.
    pub(crate) nodes: Vec<usize>,
    /// What the browser starts with; None for pages without client code.
    pub(crate) payload: Option<Payload>,
}

/// What the browser needs to take a document over (S-136).
#[derive(Debug)]
pub(crate) enum Payload {
    /// Nothing was rendered; the browser loads the page itself (S-142).
    Shell,
    /// The page as rendered. `data` and `form` are devalue text, `error` is JSON.
    Page { nodes: Vec<usize>, data: String, form: Option<String>, error: Option<String>, status: u16 },
}

/// Puts the document together and answers with it.
///
/// With promises left in `deferred` the document is a stream: it is sent at once, and scripts that deliver the
/// promises follow (F-80, F-83).
pub(crate) async fn respond(
    call: &Call,
    document: Document,
    options: &Options,
    deferred: Option<Rc<Deferred>>,
) -> Result<Reply, Thrown> {
    let status = document.status;
    let mut text = assemble(call, document, options.preload.as_ref());
    if let Some(transform) = &options.transform {
        text = transform_chunk(call, transform, &text).await?;
    }
    let reply = Reply::empty(status).with("content-type", "text/html").with("x-sveltekit-page", "true");
    let deferred = deferred.filter(|deferred| !deferred.is_empty());
    let stream = deferred.and_then(|deferred| deferred.into_body(text.clone(), script_line));
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

/// What the `preload` option of `resolve` is asked about (F-114).
#[derive(Debug, Clone, Copy)]
enum Preload<'a> {
    /// A script: preloaded unless the option says otherwise.
    Script,
    /// A font, by its file in the app: preloaded only if the option says so.
    Font(&'a str),
}

/// Whether a file is to be preloaded.
fn wants_preload(call: &Call, option: Option<&Handle>, kind: Preload<'_>, path: &str) -> bool {
    let default = matches!(kind, Preload::Script);
    let Some(option) = option else { return default };
    let site = &call.site;
    let answer = site.glue.call_now(&site.glue.wants_preload, |ctx, args| {
        args.push_arg(option.get(ctx)?)?;
        match kind {
            Preload::Script => args.push_args(["js", path]),
            Preload::Font(name) => args.push_args(["font", path, name]),
        }
    });
    answer.is_ok_and(|answer| site.isolate.enter(|ctx| answer.get_as::<bool>(ctx).unwrap_or(default)))
}

fn assemble(call: &Call, document: Document, preload: Option<&Handle>) -> String {
    let blueprint = &call.site.blueprint;
    let manifest = &blueprint.manifest;
    let base = &manifest.base;
    let mut links = String::new();
    let mut seen: Vec<&str> = Vec::new();
    let shown = document.nodes.iter().filter_map(|index| manifest.nodes.get(*index));
    let mut scripts: Vec<&str> = Vec::new();
    let mut styles: Vec<&str> = Vec::new();
    if let Some(client) = manifest.client.as_ref().filter(|_| document.payload.is_some()) {
        scripts.extend([client.start.as_str(), client.app.as_str()]);
        scripts.extend(client.imports.iter().map(String::as_str));
    }
    if let Some(client) = &manifest.client {
        styles.extend(client.stylesheets.iter().map(String::as_str));
    }
    for node in shown {
        if document.payload.is_some() {
            scripts.extend(node.imports.iter().map(String::as_str));
        }
        styles.extend(node.stylesheets.iter().map(String::as_str));
    }
    for file in scripts {
        if !seen.contains(&file) && wants_preload(call, preload, Preload::Script, &format!("{base}/{file}")) {
            seen.push(file);
            links.push_str(&format!(
                "\n\t\t<link rel=\"modulepreload\" href=\"{base}/{}\">",
                html::attribute(file)
            ));
        }
    }
    let mut style_links = String::new();
    for file in styles {
        if !seen.contains(&file) {
            seen.push(file);
            style_links.push_str(&format!(
                "\n\t\t<link rel=\"stylesheet\" href=\"{base}/{}\">",
                html::attribute(file)
            ));
        }
    }
    let nodes = document.nodes.iter().filter_map(|index| manifest.nodes.get(*index));
    for Font { file, source } in nodes.flat_map(|node| &node.fonts) {
        let path = format!("{base}/{file}");
        if !seen.contains(&file.as_str()) && wants_preload(call, preload, Preload::Font(source), &path) {
            seen.push(file);
            let kind = file.rsplit('.').next().unwrap_or_default();
            links.push_str(&format!(
                "\n\t\t<link rel=\"preload\" as=\"font\" type=\"font/{kind}\" href=\"{}\" crossorigin>",
                html::attribute(&path)
            ));
        }
    }
    let script = document
        .payload
        .as_ref()
        .map(|payload| start_script(manifest, payload, blueprint.template.env_source()))
        .unwrap_or_default();
    let fetched = call.x.take_fetched();
    let mut out = String::with_capacity(
        document.head.len() + document.body.len() + script.len() + links.len() + style_links.len() + 1024,
    );
    for piece in &blueprint.template.pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Env(name) => out.push_str(blueprint.template.variable(name)),
            Piece::Head => {
                out.push_str(&links);
                out.push_str(&document.head);
                out.push_str(&style_links);
                if blueprint.config.dev_script.is_some() {
                    let build = blueprint.config.dev_build;
                    out.push_str(&format!(
                        "\n\t\t<script type=\"module\" src=\"/_formwork/dev.js?{build}\"></script>"
                    ));
                }
            }
            Piece::Body => {
                out.push_str(&document.body);
                if document.payload.is_some() {
                    out.push_str(&fetched);
                }
                out.push_str(&script);
            }
        }
    }
    out
}

/// The script that starts the client; everything in it is inert inside HTML (S-139).
fn start_script(manifest: &Manifest, payload: &Payload, env: &str) -> String {
    let Some(client) = &manifest.client else { return String::new() };
    let base = &manifest.base;
    let text = |text: &str| html::script(&serde_json::Value::from(text).to_string()).into_owned();
    let (page, status) = match payload {
        Payload::Shell => ("nodes: null".to_owned(), 200),
        Payload::Page { nodes, data, form, error, status } => {
            let form = form.as_ref().map_or_else(|| "null".to_owned(), |form| text(form));
            let error =
                error.as_ref().map_or_else(|| "null".to_owned(), |error| html::script(error).into_owned());
            (format!("nodes: {nodes:?}, data: {}, form: {form}, error: {error}", text(data)), *status)
        }
    };
    format!(
        "\n\t\t\t<script>\n\t\t\t\t{{\n\t\t\t\t\tconst target = document.currentScript.parentElement;\n\
         \t\t\t\t\tPromise.all([import({start}), import({app})]).then(([s, a]) => s.start(a, target, \
         {{{page}, status: {status}, base: {base}, version: {version}, appDir: {app_dir}, env: {env}}}));\n\
         \t\t\t\t}}\n\t\t\t</script>\n\t\t",
        start = text(&format!("{base}/{}", client.start)),
        app = text(&format!("{base}/{}", client.app)),
        base = text(base),
        version = text(&manifest.version),
        app_dir = text(&manifest.app_dir),
    )
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

    fn template(text: &str) -> Template {
        let manifest = Manifest { template: text.to_owned(), base: "/b".to_owned(), ..Manifest::default() };
        Template::new(&manifest, &[("PUBLIC_A".to_owned(), "$a".to_owned())].into())
    }

    /// F-172: placeholders are replaced, everything else stays as it is.
    #[test]
    fn f172_template_is_cut_at_its_placeholders() {
        let cut = template(
            "<a>%sveltekit.assets%/x %sveltekit.env.PUBLIC_A% %sveltekit.env.a b%</a>%sveltekit.head%-%sveltekit.body%.",
        );
        let parts: Vec<String> = cut
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Env(name) => format!("{name}={}", cut.variable(name)),
                Piece::Head => "HEAD".to_owned(),
                Piece::Body => "BODY".to_owned(),
            })
            .collect();
        let expected = ["<a>/b/x ", "PUBLIC_A=$a", " %sveltekit.env.a b%</a>", "HEAD", "-", "BODY", "."];
        assert_eq!(parts, expected);
    }

    /// F-91, R-49: the message is escaped.
    #[test]
    fn f91_static_error_escapes_the_message() {
        let mut cut = template("");
        cut.error = "%sveltekit.status%: %sveltekit.error.message%".to_owned();
        let reply = static_error(&cut, &ErrorObject::plain(418, "<b>&"));
        assert_eq!(reply.status, 418);
        let ReplyBody::Bytes(body) = reply.body else { panic!("bytes") };
        assert_eq!(&body[..], b"418: &lt;b&gt;&amp;");
    }
}
