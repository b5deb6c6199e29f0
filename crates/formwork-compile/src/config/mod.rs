//! The app's configuration (F-3…F-5): `svelte.config.js`, or the options of `sveltekit({…})` in `vite.config.*`.
//!
//! Neither file is run; their literal part is read. An option that Formwork uses must therefore be a literal; one that
//! it does not know is an error with the nearest known name; one that it knows and does not have yet is a warning, so
//! that nothing is ignored silently. Adapters, preprocessors and other plugins have no part in a Formwork build.

mod literal;

use std::path::Path;

use oxc::{allocator::Allocator, span::Span};
use serde_json::{Map, Value};

use crate::{
    diagnostic::{Code, Diagnostic},
    script,
};
use literal::{Literal, Located};

/// What the configuration says, with SvelteKit's defaults.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) base: String,
    pub(crate) assets: String,
    pub(crate) origin: Option<String>,
    pub(crate) relative: bool,
    pub(crate) trusted_origins: Vec<String>,
    pub(crate) app_dir: String,
    pub(crate) version: Option<String>,
    pub(crate) poll_interval: u64,
    /// Names with what they stand for, the longest first.
    pub(crate) alias: Vec<(String, String)>,
    /// Options for the Svelte compiler.
    pub(crate) compiler: Map<String, Value>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            base: String::new(),
            assets: String::new(),
            origin: None,
            relative: true,
            trusted_origins: Vec::new(),
            app_dir: "_app".to_owned(),
            version: None,
            poll_interval: 3_600_000,
            alias: Vec::new(),
            compiler: Map::new(),
        }
    }
}

/// Files that are looked at, in this order; the first of each pair of lines that exists.
pub(crate) const FILES: &[&str] = &[
    "svelte.config.js",
    "svelte.config.ts",
    "svelte.config.mjs",
    "vite.config.js",
    "vite.config.ts",
    "vite.config.mjs",
];

/// How an option is treated.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    /// Read here.
    Read,
    /// Belongs to tools that have no part in a Formwork build.
    Irrelevant,
    /// Known and not here yet.
    Later,
    /// Not here yet, and an app that relies on it would be worse off than it believes.
    Refused(&'static str),
    /// Gone from SvelteKit; what to do instead.
    Removed(&'static str),
}

use Use::{Irrelevant, Later, Read, Refused, Removed};

/// Options of SvelteKit, by their path.
const KIT: &[(&str, Use)] = &[
    ("adapter", Irrelevant),
    ("alias", Read),
    ("appDir", Read),
    (
        "csp",
        Refused(
            "Remove it, and let `handle` or the proxy in front send `content-security-policy` until it is there.",
        ),
    ),
    ("csrf.trustedOrigins", Read),
    ("csrf.checkOrigin", Removed("List the origins that may post under `csrf.trustedOrigins`.")),
    ("embedded", Later),
    ("env", Later),
    ("experimental", Later),
    ("extensions", Later),
    ("moduleExtensions", Later),
    ("files.lib", Removed("Use `alias`, or `imports` in package.json.")),
    ("files", Later),
    ("inlineStyleThreshold", Later),
    ("outDir", Irrelevant),
    ("output.preloadStrategy", Removed("Remove it: scripts are preloaded with `modulepreload`.")),
    ("output", Later),
    ("paths.assets", Read),
    ("paths.base", Read),
    ("paths.origin", Read),
    ("paths.relative", Read),
    ("prerender", Later),
    ("router", Later),
    ("serviceWorker", Later),
    ("tracing", Later),
    ("typescript", Irrelevant),
    ("version.name", Read),
    ("version.pollInterval", Read),
];

/// Options beside `kit` in `svelte.config.js`.
const SVELTE: &[(&str, Use)] = &[
    ("compilerOptions", Read),
    ("preprocess", Irrelevant),
    ("vitePlugin", Removed("Formwork has no Vite; remove it.")),
    ("extensions", Later),
    ("formwork", Later),
    ("onwarn", Irrelevant),
    ("warningFilter", Irrelevant),
];

/// Options of the compiler that the build decides itself.
const OWN_COMPILER: &[&str] = &[
    "generate",
    "dev",
    "css",
    "filename",
    "rootDir",
    "hmr",
    "sourcemap",
    "outputFilename",
    "cssOutputFilename",
    "name",
];

/// Reads the configuration; what is wrong goes to `found`.
pub(crate) fn read(root: &Path, found: &mut Vec<Diagnostic>) -> Config {
    let mut config = Config::default();
    for file in FILES {
        let Ok(source) = std::fs::read_to_string(root.join(file)) else { continue };
        let allocator = Allocator::default();
        let parsed = script::parse(&allocator, &source, file);
        if parsed.diagnostics.has_errors() {
            found.extend(script::errors(parsed.diagnostics.errors(), &source, file));
            continue;
        }
        let mut reader = Reader { file, source: &source, config: &mut config, found };
        if file.starts_with("svelte.") {
            if let Some(options) = literal::default_export(&parsed.program) {
                let kit = options.entries().iter().find(|(name, ..)| name == "kit");
                if let Some((.., kit)) = kit {
                    reader.options(kit, "", KIT, "kit.");
                }
                reader.options(&options, "", SVELTE, "");
            }
        } else if let Some(options) = literal::plugin_options(&parsed.program) {
            let all: Vec<(&str, Use)> = KIT.iter().chain(SVELTE).copied().collect();
            reader.options(&options, "", &all, "");
        }
    }
    config
}

struct Reader<'r> {
    file: &'r str,
    source: &'r str,
    config: &'r mut Config,
    found: &'r mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn options(&mut self, object: &Located, path: &str, known: &[(&str, Use)], shown: &str) {
        for (key, span, value) in object.entries() {
            if shown.is_empty() && path.is_empty() && key == "kit" && self.file.starts_with("svelte.") {
                continue;
            }
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let name = format!("{shown}{path}");
            match known.iter().find(|(name, _)| *name == path).map(|(_, usage)| *usage) {
                Some(Read) => self.value(&path, &name, value),
                Some(Irrelevant) => {}
                Some(Later) => {
                    let message = format!("`{name}` is not part of Formwork yet and is ignored");
                    self.say(Diagnostic::warning(Code::Config, message), *span);
                }
                Some(Refused(advice)) => {
                    let message = format!("`{name}` is not part of Formwork yet");
                    self.say(Diagnostic::error(Code::Config, message).with_help(advice), *span);
                }
                Some(Removed(advice)) => {
                    let message = format!("`{name}` is gone");
                    self.say(Diagnostic::error(Code::Config, message).with_help(advice), *span);
                }
                None if known.iter().any(|(name, _)| name.starts_with(&format!("{path}."))) => {
                    if matches!(value.literal, Literal::Object(_)) {
                        self.options(value, &path, known, shown);
                    } else {
                        self.computed(&name, value.span);
                    }
                }
                None => {
                    let mut diagnostic =
                        Diagnostic::error(Code::Config, format!("There is no option `{name}`"));
                    if let Some(near) = nearest(&path, known) {
                        diagnostic = diagnostic.with_help(format!("Did you mean `{shown}{near}`?"));
                    }
                    self.say(diagnostic, *span);
                }
            }
        }
    }

    fn value(&mut self, path: &str, name: &str, value: &Located) {
        match path {
            "alias" => return self.alias(value),
            "compilerOptions" => return self.compiler(value),
            _ => {}
        }
        let Some(json) = value.json() else { return self.computed(name, value.span) };
        let text = json.as_str().map(str::to_owned);
        let config = &mut *self.config;
        let wrong = match path {
            "paths.base" => match text.filter(|base| is_base(base)) {
                Some(base) => {
                    if config.assets == config.base {
                        config.assets.clone_from(&base);
                    }
                    config.base = base;
                    None
                }
                None => Some("an empty string, or a path that begins with `/` and does not end with it"),
            },
            "paths.assets" => match text {
                Some(assets) if assets.is_empty() => None,
                Some(assets) if assets.contains("://") && !assets.ends_with('/') => {
                    config.assets = assets;
                    None
                }
                _ => Some("a URL without a slash at its end"),
            },
            "paths.origin" => match text.filter(|origin| is_origin(origin)) {
                Some(origin) => {
                    config.origin = Some(origin);
                    None
                }
                None => Some("an origin such as `https://example.com`"),
            },
            "paths.relative" => match json.as_bool() {
                Some(relative) => {
                    config.relative = relative;
                    None
                }
                None => Some("a boolean"),
            },
            "appDir" => {
                match text.filter(|dir| !dir.is_empty() && !dir.starts_with('/') && !dir.ends_with('/')) {
                    Some(dir) => {
                        config.app_dir = dir;
                        None
                    }
                    None => Some("a path without slashes at its ends"),
                }
            }
            "csrf.trustedOrigins" => match strings(&json) {
                Some(origins) => {
                    config.trusted_origins = origins;
                    None
                }
                None => Some("a list of origins"),
            },
            "version.name" => match text {
                Some(version) => {
                    config.version = Some(version);
                    None
                }
                None => Some("a string"),
            },
            _ => match json.as_u64() {
                Some(interval) => {
                    config.poll_interval = interval;
                    None
                }
                None => Some("a number of milliseconds"),
            },
        };
        if let Some(expected) = wrong {
            self.say(Diagnostic::error(Code::Config, format!("`{name}` must be {expected}")), value.span);
        }
    }

    fn alias(&mut self, value: &Located) {
        for (name, _, target) in value.entries() {
            match target.json().as_ref().and_then(Value::as_str) {
                Some(target) => {
                    let target = target.trim_start_matches("./").trim_end_matches("/*").trim_end_matches('/');
                    self.config.alias.push((name.clone(), target.to_owned()));
                }
                None => self.computed(&format!("alias.{name}"), target.span),
            }
        }
        self.config.alias.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }

    fn compiler(&mut self, value: &Located) {
        for (name, span, option) in value.entries() {
            if OWN_COMPILER.contains(&name.as_str()) {
                let message = format!("`compilerOptions.{name}` is decided by the build and ignored");
                self.say(Diagnostic::warning(Code::Config, message), *span);
                continue;
            }
            match option.json() {
                Some(json) => {
                    self.config.compiler.insert(name.clone(), json);
                }
                None => {
                    let message = format!("`compilerOptions.{name}` is not a literal and is ignored");
                    self.say(Diagnostic::warning(Code::Config, message), *span);
                }
            }
        }
    }

    fn computed(&mut self, name: &str, span: Span) {
        let message = format!("`{name}` is not a literal, and Formwork does not run the configuration");
        let help =
            "Write the value out. What depends on the place of deployment can be set when the server starts.";
        self.say(Diagnostic::error(Code::Config, message).with_help(help), span);
    }

    fn say(&mut self, diagnostic: Diagnostic, span: Span) {
        let range = span.start as usize..span.end as usize;
        self.found.push(diagnostic.in_file(self.file).at(self.source, range));
    }
}

fn is_base(base: &str) -> bool {
    base.is_empty() || (base.starts_with('/') && !base.ends_with('/'))
}

fn is_origin(origin: &str) -> bool {
    origin.split_once("://").is_some_and(|(scheme, host)| {
        matches!(scheme, "http" | "https") && !host.is_empty() && !host.contains(['/', '?', '#'])
    })
}

fn strings(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

/// The known option, or group of options, that a wrong name resembles.
fn nearest<'k>(name: &str, known: &[(&'k str, Use)]) -> Option<&'k str> {
    known
        .iter()
        .flat_map(|(option, _)| [*option, option.split('.').next().unwrap_or_default()])
        .map(|option| (distance(&name.to_lowercase(), &option.to_lowercase()), option))
        .filter(|(far, option)| *far <= 1 + option.len() / 4)
        .min()
        .map(|(_, option)| option)
}

/// Levenshtein distance; names are short.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let change = row.get(j).copied().unwrap_or_default() + usize::from(ca != *cb);
            let delete = row.get(j + 1).copied().unwrap_or_default() + 1;
            let insert = next.last().copied().unwrap_or_default() + 1;
            next.push(change.min(delete).min(insert));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(file: &str, source: &str) -> (Config, Vec<Diagnostic>) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(file), source).unwrap();
        let mut found = Vec::new();
        let config = read(dir.path(), &mut found);
        (config, found)
    }

    #[test]
    fn reads_both_files() {
        let (config, found) = read_one(
            "svelte.config.js",
            "import adapter from '@sveltejs/adapter-node';\nconst alias = { $ui: 'src/ui/', '$ui/deep/*': './src/deep/*' };\n\
             /** @type {import('@sveltejs/kit').Config} */\nconst config = {\n\tpreprocess: x(),\n\tcompilerOptions: { runes: true, experimental: { async: true } },\n\
             \tkit: { adapter: adapter(), alias, paths: { base: '/x', relative: false }, csrf: { trustedOrigins: ['https://a.example'] }, version: { pollInterval: 0 } }\n};\nexport default config;",
        );
        assert!(found.is_empty(), "{found:?}");
        assert_eq!((config.base.as_str(), config.assets.as_str(), config.relative), ("/x", "/x", false));
        assert_eq!(config.trusted_origins, ["https://a.example"]);
        assert_eq!(config.poll_interval, 0);
        assert_eq!(config.alias, [("$ui/deep/*".into(), "src/deep".into()), ("$ui".into(), "src/ui".into())]);
        assert_eq!(
            Value::Object(config.compiler),
            serde_json::json!({ "runes": true, "experimental": { "async": true } })
        );
        let (config, found) = read_one(
            "vite.config.ts",
            "export default defineConfig({ plugins: [other(), sveltekit({ paths: { base: '/y' as const }, adapter: a() })] });",
        );
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(config.base, "/y");
    }

    #[test]
    fn f5_names_what_is_wrong() {
        let (_, found) = read_one(
            "svelte.config.js",
            "export default { kit: { path: {}, csrf: { trustedOrigin: [], checkOrigin: false }, csp: {}, paths: { base: 'x/' }, appDir: process.env.DIR } , compilerOption: {} };",
        );
        let report: Vec<String> =
            found.iter().map(|d| format!("{:?} {} {:?}", d.severity, d.message, d.help)).collect();
        insta::assert_snapshot!(report.join("\n"));
    }
}
