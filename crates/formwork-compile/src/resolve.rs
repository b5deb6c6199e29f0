//! What an import specifier means in an app, before the file system is asked.
//!
//! Names that the framework owns (`$app/*`, `$env/*`, `@sveltejs/kit`, `$lib`, `formwork:*`) are decided here, for
//! both sides; everything else is resolved as Node and the package say. Also which files may never reach a browser
//! (F-180). No file is read; the caller knows which of Formwork's own modules exist.

use std::path::Path;

use crate::{
    config::Places,
    diagnostic::{Code, Diagnostic},
    env::is_env_file,
    svelte::Side,
};

/// What to do with a specifier.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Meaning {
    /// Left as it is in the bundle, under this name; the host provides it.
    External(String),
    /// A module of Node that the host does not have.
    Absent(String),
    /// One of Formwork's own modules, the first of these paths in `client/src` that exists.
    Own(Vec<String>),
    /// A module that the build writes.
    Generated(String),
    /// A file of the app, by a path relative to the app.
    App(String),
    /// A package import (`#x`), with the meaning it has if the package does not define it.
    PackageImport(String),
    /// A package that Formwork brings along in case the app does not have it.
    Embedded,
    /// Only types: nothing at run time.
    Types,
    /// Whatever Node's rules say.
    Ordinary,
    /// May not be imported.
    Refused(Box<Diagnostic>),
}

/// Prefix of the modules that the build writes.
pub(crate) const GENERATED: &str = "formwork:";
/// Prefix of the app's files, in what the build writes.
const APP: &str = "formwork:app/";

/// `$app/*` that exist; also the list shown for an unknown one (F-160).
const APP_MODULES: &[&str] = &[
    "$app/env",
    "$app/env/private",
    "$app/env/public",
    "$app/environment",
    "$app/forms",
    "$app/navigation",
    "$app/paths",
    "$app/server",
    "$app/state",
    "$app/stores",
];

const ENV_MODULES: &[&str] =
    &["$env/dynamic/private", "$env/dynamic/public", "$env/static/private", "$env/static/public"];

/// Known in SvelteKit, not here yet (F-159, F-223).
const LATER: &[(&str, &str)] = &[
    ("$app/manifest", "the build's manifest as a module"),
    ("$app/service-worker", "service workers"),
    ("$service-worker", "service workers"),
    ("$app/tsconfig", "a shared TypeScript configuration"),
    ("@sveltejs/kit/node", "SvelteKit's Node adapter"),
    ("@sveltejs/kit/node/polyfills", "SvelteKit's Node adapter"),
    ("@sveltejs/kit/adapter", "adapters"),
    ("@sveltejs/kit/vite", "Vite"),
    ("@sveltejs/kit/internal", "SvelteKit's internals"),
    ("@sveltejs/kit/internal/server", "SvelteKit's internals"),
];

/// What the app's own aliases make of a specifier: a path relative to the app (or an absolute one).
pub(crate) fn alias(aliases: &[(String, String)], specifier: &str) -> Option<String> {
    aliases.iter().find_map(|(name, target)| match name.strip_suffix("/*") {
        Some(prefix) => {
            let rest = specifier.strip_prefix(prefix)?.strip_prefix('/')?;
            Some(format!("{target}/{rest}"))
        }
        None if specifier == name => Some(target.clone()),
        None => {
            specifier.strip_prefix(name.as_str())?.strip_prefix('/').map(|rest| format!("{target}/{rest}"))
        }
    })
}

/// Whether the app declares its variables in `src/env` (F-165).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Declarations {
    /// It does not.
    None,
    /// They are being read.
    Reading,
    /// They are known.
    Known,
}

/// What the meaning of a specifier depends on beside itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    pub(crate) side: Side,
    pub(crate) places: &'a Places,
    pub(crate) declarations: Declarations,
}

/// Decides.
pub(crate) fn meaning(specifier: &str, about: About<'_>) -> Meaning {
    let side = about.side;
    if crate::script::is_type_module(specifier) {
        return Meaning::Types;
    }
    if let Some(rest) = specifier.strip_prefix("$lib")
        && (rest.is_empty() || rest.starts_with('/'))
    {
        return Meaning::App(format!("{}{rest}", about.places.lib()));
    }
    if specifier == "#lib" || specifier.starts_with("#lib/") {
        let rest = specifier.get(4..).unwrap_or_default();
        return Meaning::PackageImport(format!("{}{rest}", about.places.lib()));
    }
    if specifier.starts_with("$app/")
        || specifier.starts_with("$env/")
        || specifier == "$service-worker"
        || specifier == "@sveltejs/kit"
        || specifier.starts_with("@sveltejs/kit/")
    {
        return framework(specifier, about);
    }
    if side == Side::Client && is_for_server(specifier) {
        return Meaning::Refused(Box::new(private(specifier)));
    }
    match specifier {
        "formwork:context" | "formwork:server" => Meaning::External(specifier.to_owned()),
        "formwork:origin" => Meaning::Own(vec![format!("{}/origin.js", own_side(side))]),
        _ if specifier.starts_with(GENERATED) => own(specifier),
        _ => match node_builtin(specifier) {
            Some(name) if side == Side::Server => match is_host_module(&name) {
                true => Meaning::External(name),
                false => Meaning::Absent(name),
            },
            _ if is_embedded(specifier) => Meaning::Embedded,
            _ => Meaning::Ordinary,
        },
    }
}

/// Whether one of the build's own names stands for private values, or for what only a server does (F-170).
fn is_for_server(specifier: &str) -> bool {
    matches!(
        specifier,
        "formwork:context"
            | "formwork:server"
            | "formwork:entry/server"
            | "formwork:env/declarations"
            | "formwork:env/values"
            | "formwork:$env/static/private"
    ) || ["formwork:env/server/", "formwork:client/server/"]
        .iter()
        .any(|prefix| specifier.starts_with(prefix))
}

/// Whether a specifier is a name that the build keeps to itself. Such names lead past what is decided here about those of
/// the framework, so nobody else may write them. What the build adds to modules of others is written in their name.
pub(crate) fn is_internal(specifier: &str) -> bool {
    const ADDED: &[&str] = &["formwork:client/dev/hot.js", "formwork:client/browser/app-paths.js"];
    // The bundler knows generated modules by an id that begins so.
    let name = specifier.trim_start_matches('\0');
    name.starts_with(GENERATED) && !specifier.starts_with(APP) && !ADDED.contains(&specifier)
}

fn own(specifier: &str) -> Meaning {
    if let Some(path) = specifier.strip_prefix(APP) {
        return Meaning::App(path.to_owned());
    }
    match specifier.strip_prefix("formwork:client/") {
        Some(path) => Meaning::Own(vec![path.to_owned()]),
        None => Meaning::Generated(specifier.to_owned()),
    }
}

fn framework(specifier: &str, about: About<'_>) -> Meaning {
    let side = about.side;
    if let Some((_, feature)) = LATER.iter().find(|(name, _)| *name == specifier) {
        let message = format!("`{specifier}` ({feature}) is not part of Formwork yet");
        return Meaning::Refused(Box::new(Diagnostic::error(Code::ImportUnsupported, message)));
    }
    if let Some(name) = specifier.strip_prefix("@sveltejs/kit") {
        let name = name.trim_start_matches('/');
        return match name {
            "" => Meaning::Own(vec!["kit/index.js".to_owned()]),
            "hooks" | "params" | "env" => Meaning::Own(vec![format!("kit/{name}.js")]),
            _ => unknown(
                specifier,
                &["@sveltejs/kit", "@sveltejs/kit/env", "@sveltejs/kit/hooks", "@sveltejs/kit/params"],
            ),
        };
    }
    if let Some(name) = specifier.strip_prefix("$app/") {
        if !APP_MODULES.contains(&specifier) {
            return unknown(specifier, APP_MODULES);
        }
        if side == Side::Client && matches!(name, "server" | "env/private") {
            return Meaning::Refused(Box::new(private(specifier)));
        }
        if about.declarations == Declarations::Reading && name != "env" {
            let env = &about.places.env;
            let message = format!("`{specifier}` is not there yet while `{env}` is read");
            let help = "Declarations may use `$app/env` and modules that use nothing else of `$app`.";
            return refused(Code::EnvDeclared, message, help);
        }
        if let Some(kind) = name.strip_prefix("env/") {
            if about.declarations == Declarations::None {
                let env = &about.places.env;
                let message =
                    format!("`{specifier}` holds what `{env}.js` declares, and there is no such file");
                let help = format!(
                    "Declare the variables there, or use `$env/dynamic/{kind}` or `$env/static/{kind}`."
                );
                return refused(Code::EnvDeclared, message, help);
            }
            return Meaning::Generated(format!("formwork:env/{}/{kind}", own_side(side)));
        }
        let file = format!("{}/app/{name}", own_side(side));
        return Meaning::Own(vec![format!("{file}.js"), format!("{file}.svelte.js")]);
    }
    if !ENV_MODULES.contains(&specifier) {
        return unknown(specifier, ENV_MODULES);
    }
    if side == Side::Client && specifier.ends_with("/private") {
        return Meaning::Refused(Box::new(private(specifier)));
    }
    match specifier.strip_prefix("$env/dynamic/") {
        Some(name) => Meaning::Own(vec![format!("{}/app/env-{name}.js", own_side(side))]),
        None => Meaning::Generated(format!("formwork:{specifier}")),
    }
}

fn refused(code: Code, message: String, help: impl Into<String>) -> Meaning {
    Meaning::Refused(Box::new(Diagnostic::error(code, message).with_help(help)))
}

fn own_side(side: Side) -> &'static str {
    match side {
        Side::Server => "server",
        Side::Client => "browser",
    }
}

fn unknown(specifier: &str, known: &[&str]) -> Meaning {
    let message = format!("There is no module `{specifier}`");
    let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Meaning::Refused(Box::new(
        Diagnostic::error(Code::ImportUnknown, message).with_help(format!("There are {list}.")),
    ))
}

/// The refusal of a server-only module; the caller adds the chain of imports.
pub(crate) fn private(what: &str) -> Diagnostic {
    Diagnostic::error(
        Code::ImportPrivate,
        format!("`{what}` is for the server only and may not reach the browser"),
    )
}

/// Names of Node's builtin modules that people write without `node:`.
const BUILTINS: &[&str] = &[
    "assert",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "domain",
    "events",
    "fs",
    "http",
    "http2",
    "https",
    "inspector",
    "module",
    "net",
    "os",
    "path",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "repl",
    "stream",
    "string_decoder",
    "sys",
    "timers",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
];

/// Node's modules that the host has (F-203).
fn host_modules() -> impl Iterator<Item = &'static str> {
    formwork_engine::node::modules().iter().map(|(name, _)| *name).filter(|name| name.starts_with("node:"))
}

/// Whether the host has a module of Node, by its `node:` name.
pub(crate) fn is_host_module(name: &str) -> bool {
    host_modules().any(|known| known == name)
}

/// The refusal of a module that the host does not have.
pub(crate) fn absent(name: &str) -> Diagnostic {
    let list = host_modules().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Diagnostic::error(Code::NodeModule, format!("`{name}` is not available in Formwork"))
        .with_help(format!("There are {list}."))
}

/// The `node:` name of a builtin module.
pub(crate) fn node_builtin(specifier: &str) -> Option<String> {
    if specifier.starts_with("node:") {
        return Some(specifier.to_owned());
    }
    let first = specifier.split('/').next().unwrap_or_default();
    // `punycode/` with a trailing slash is the way to name the package.
    (BUILTINS.contains(&first) && !specifier.ends_with('/')).then(|| format!("node:{specifier}"))
}

fn is_embedded(specifier: &str) -> bool {
    ["svelte", "esm-env", "clsx", "devalue"]
        .iter()
        .any(|name| specifier.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Endings of modules, whatever an app calls its own.
const MODULES: &[&str] = &[".js", ".ts", ".mjs", ".mts", ".cjs", ".cts"];

/// The bundler reads `a.js` where `a.js#b` is imported.
pub(crate) fn without_fragment(path: &str) -> &str {
    path.split_once('#').map_or(path, |(path, _)| path)
}

/// Whether a file may never reach a browser: modules named `*.server.*` or `server.*`, and every file below a directory
/// `server/`, except where routes and static files are (F-180); files of variables anywhere (F-170). `path` is relative
/// to the app; packages, and files outside the project (an absolute path), are exempt from the first (F-182).
pub(crate) fn is_server_only(path: &str, places: &Places) -> bool {
    if is_env_file(without_fragment(path)) {
        return true;
    }
    if path.starts_with('/') || path.split('/').any(|part| part == "node_modules") {
        return false;
    }
    is_named_for_server(path) || is_named_for_server(without_fragment(path)) || {
        // Whatever lies there: a key or a template is as secret as the module that reads it.
        let directory = Path::new(path).parent().unwrap_or(Path::new(""));
        !places.is_exempt(path) && directory.components().any(|part| part.as_os_str() == "server")
    }
}

fn is_named_for_server(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let named = name.starts_with("server.") || name.starts_with("+server.") || name.contains(".server.");
    named && MODULES.iter().chain(&[".svelte", ".json"]).any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(specifier: &str, side: Side) -> Meaning {
        let places = Places::default();
        super::meaning(specifier, About { side, places: &places, declarations: Declarations::None })
    }

    fn is_server_only(path: &str) -> bool {
        super::is_server_only(path, &Places::default())
    }

    #[test]
    fn f165_declared_variables() {
        let places = Places::default();
        let cases = [
            ("$app/env/private", Declarations::None, None),
            ("$app/env/private", Declarations::Reading, None),
            ("$app/state", Declarations::Reading, None),
            (
                "$app/env",
                Declarations::Reading,
                Some(Meaning::Own(vec!["server/app/env.js".into(), "server/app/env.svelte.js".into()])),
            ),
            (
                "$app/env/private",
                Declarations::Known,
                Some(Meaning::Generated("formwork:env/server/private".into())),
            ),
        ];
        for (specifier, declarations, expected) in cases {
            let meaning =
                super::meaning(specifier, About { side: Side::Server, places: &places, declarations });
            match expected {
                Some(expected) => assert_eq!(meaning, expected, "{specifier}"),
                None => assert!(matches!(meaning, Meaning::Refused(_)), "{specifier} {declarations:?}"),
            }
        }
    }

    #[test]
    fn f203_modules_of_node() {
        for (specifier, expected) in [
            ("node:fs", Meaning::External("node:fs".into())),
            ("path/posix", Meaning::External("node:path/posix".into())),
            ("child_process", Meaning::Absent("node:child_process".into())),
            ("node:nonsense", Meaning::Absent("node:nonsense".into())),
        ] {
            assert_eq!(meaning(specifier, Side::Server), expected, "{specifier}");
        }
    }

    #[test]
    fn knows_the_names_of_the_framework() {
        use Meaning::*;
        let own = |path: &str| Own(vec![path.to_owned()]);
        let cases = [
            ("$lib", Side::Client, App("src/lib".into())),
            ("$lib/a/b.js", Side::Client, App("src/lib/a/b.js".into())),
            ("$library", Side::Client, Ordinary),
            ("#lib/a", Side::Server, PackageImport("src/lib/a".into())),
            ("#other", Side::Server, Ordinary),
            ("@sveltejs/kit", Side::Server, own("kit/index.js")),
            ("@sveltejs/kit/hooks", Side::Server, own("kit/hooks.js")),
            ("@sveltejs/kitchen", Side::Server, Ordinary),
            ("./$types", Side::Server, Types),
            ("../$types.js", Side::Server, Types),
            ("$app/types", Side::Client, Types),
            ("fs", Side::Server, External("node:fs".into())),
            ("fs/promises", Side::Server, External("node:fs/promises".into())),
            ("node:sqlite", Side::Server, External("node:sqlite".into())),
            ("fs-extra", Side::Server, Ordinary),
            ("svelte/store", Side::Server, Embedded),
            ("svelte-x", Side::Server, Ordinary),
            ("formwork:context", Side::Server, External("formwork:context".into())),
            ("formwork:app/src/a.js", Side::Client, App("src/a.js".into())),
            ("formwork:client/root.svelte", Side::Client, own("root.svelte")),
            ("formwork:config", Side::Client, Generated("formwork:config".into())),
            ("formwork:origin", Side::Client, own("browser/origin.js")),
            ("$env/static/public", Side::Client, Generated("formwork:$env/static/public".into())),
        ];
        for (specifier, side, expected) in cases {
            assert_eq!(meaning(specifier, side), expected, "{specifier}");
        }
    }

    #[test]
    fn aliases_win() {
        let aliases =
            [("$ui/deep/*".to_owned(), "src/deep".to_owned()), ("$ui".to_owned(), "src/ui".to_owned())];
        let cases = [
            ("$ui", Some("src/ui")),
            ("$ui/a.js", Some("src/ui/a.js")),
            ("$ui/deep/b", Some("src/deep/b")),
            ("$uix", None),
        ];
        for (specifier, expected) in cases {
            assert_eq!(alias(&aliases, specifier).as_deref(), expected, "{specifier}");
        }
    }

    #[test]
    fn refuses_with_a_reason() {
        let cases = [
            ("$app/nope", Side::Client, Code::ImportUnknown),
            ("$env/nope", Side::Server, Code::ImportUnknown),
            ("@sveltejs/kit/vite", Side::Server, Code::ImportUnsupported),
            ("$app/manifest", Side::Server, Code::ImportUnsupported),
            ("$service-worker", Side::Client, Code::ImportUnsupported),
            ("$app/server", Side::Client, Code::ImportPrivate),
            ("$app/env/private", Side::Client, Code::ImportPrivate),
            ("$env/dynamic/private", Side::Client, Code::ImportPrivate),
            ("formwork:server", Side::Client, Code::ImportPrivate),
            ("formwork:entry/server", Side::Client, Code::ImportPrivate),
            ("formwork:env/declarations", Side::Client, Code::ImportPrivate),
            ("formwork:env/values", Side::Client, Code::ImportPrivate),
            ("formwork:env/server/private", Side::Client, Code::ImportPrivate),
            ("formwork:env/server/public", Side::Client, Code::ImportPrivate),
            ("formwork:$env/static/private", Side::Client, Code::ImportPrivate),
            ("formwork:client/server/declared.js", Side::Client, Code::ImportPrivate),
        ];
        for (specifier, side, code) in cases {
            let Meaning::Refused(diagnostic) = meaning(specifier, side) else {
                panic!("{specifier} is allowed")
            };
            assert_eq!(diagnostic.code, code, "{specifier}");
        }
    }

    #[test]
    fn f170_names_that_only_the_build_may_write() {
        for specifier in ["formwork:$env/static/private", "\0formwork:env/values", "formwork:config"] {
            assert!(is_internal(specifier), "{specifier}");
        }
        for specifier in
            ["formwork:app/src/a.js", "formwork:client/dev/hot.js", "$env/static/public", "./formwork:a"]
        {
            assert!(!is_internal(specifier), "{specifier}");
        }
    }

    #[test]
    fn server_only_files() {
        for path in [
            "src/lib/db.server.js",
            "src/lib/server.ts",
            "src/lib/server/db.js",
            "src/server/x.ts",
            "src/routes/a/+page.server.js",
            "src/routes/+server.js",
            "src/hooks.server.ts",
            "src/lib/db.server.mts",
            "src/lib/server/key.pem",
            "src/lib/server/deep/mail.html",
            "server/notes.txt",
            ".env",
            "settings/.env.local",
            "src/routes/.env",
            "static/.env.production",
            "/elsewhere/.env",
            "src/lib/db.server.js#x",
            ".env#x",
        ] {
            assert!(is_server_only(path), "{path}");
        }
        for path in [
            "src/lib/db.js",
            "src/lib/servers/db.js",
            "src/routes/server/Thing.svelte",
            "src/routes/server/+page.js",
            "src/lib/server-things.js",
            "node_modules/x/server/index.js",
            "/elsewhere/server/index.js",
            "src/routes/server/logo.png",
            "src/lib/logo.server.png",
            "src/env.js",
            "src/lib/.environment",
            "src/lib/a.env",
        ] {
            assert!(!is_server_only(path), "{path}");
        }
    }
}
