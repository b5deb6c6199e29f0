//! The app's configuration (F-3…F-5): `svelte.config.js`, and the options of `sveltekit({…})` in `vite.config.*`.
//!
//! Both files are run with stand-ins for every package they import ([`program`]), because adapters, preprocessors and
//! plugins have no part in a Formwork build; one that cannot be run is read by its literals ([`literal`]). An option
//! that does not exist is an error with the nearest known name; one that is known and not here yet is named in a
//! warning, or refused where an app would be worse off than it believes. Our own options are under `formwork`.

mod csp;
mod evaluated;
mod literal;
mod options;
mod places;
mod program;

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use formwork_wire::csp::Csp;
use oxc::{allocator::Allocator, span::Span};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::Xxh3;

use crate::{
    diagnostic::{Code, Diagnostic},
    evaluate::{Running, Thrown},
    script,
};
use evaluated::{Evaluated, Surroundings};
use literal::{Literal, Located};
use options::{COMPILER, KIT, PLUGIN, SVELTE, Use, VITE, nearest};

pub(crate) use places::Places;

/// What the configuration says, with SvelteKit's defaults.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) base: String,
    pub(crate) assets: String,
    pub(crate) origin: Option<String>,
    pub(crate) relative: bool,
    pub(crate) csp: Csp,
    pub(crate) trusted_origins: Vec<String>,
    pub(crate) app_dir: String,
    pub(crate) version: Option<String>,
    pub(crate) poll_interval: u64,
    /// Names with what they stand for, the longest first.
    pub(crate) alias: Vec<(String, String)>,
    /// Options for the Svelte compiler.
    pub(crate) compiler: Map<String, Value>,
    /// Options of the compiler that are functions, by their name; `onwarn` too.
    pub(crate) functions: Functions,
    /// Where the app's files lie.
    pub(crate) places: Places,
    /// `env.dir`, relative to the app.
    pub(crate) env_dir: String,
    /// `formwork.ignorePrerender` (F-144).
    pub(crate) ignore_prerender: bool,
    /// The configuration's own files.
    pub(crate) files: Vec<PathBuf>,
}

/// Functions of the configuration.
pub(crate) type Functions = HashMap<&'static str, Function>;

/// A function of the configuration, which stays where it was evaluated.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    running: Arc<Running>,
    path: String,
    /// Changes when the configuration does.
    pub(crate) fingerprint: u64,
}

impl Function {
    /// Calls it with one argument; JSON each way.
    pub(crate) fn call(&self, argument: &Value) -> Result<Value, String> {
        let request = serde_json::json!({ "call": self.path, "argument": argument });
        let answer = self.running.ask(request.to_string()).map_err(|thrown| thrown.message)?;
        serde_json::from_str(&answer).map_err(|error| error.to_string())
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            base: String::new(),
            assets: String::new(),
            origin: None,
            relative: true,
            csp: Csp::default(),
            trusted_origins: Vec::new(),
            app_dir: "_app".to_owned(),
            version: None,
            poll_interval: 3_600_000,
            alias: Vec::new(),
            compiler: Map::new(),
            functions: HashMap::new(),
            places: Places::default(),
            env_dir: String::new(),
            ignore_prerender: false,
            files: Vec::new(),
        }
    }
}

/// Files that are looked at, in this order.
pub(crate) const FILES: &[&str] = &[
    "svelte.config.js",
    "svelte.config.ts",
    "svelte.config.mjs",
    "vite.config.js",
    "vite.config.ts",
    "vite.config.mjs",
];

/// What was run for the last build: it is run again when one of its files has changed.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    runs: Mutex<HashMap<&'static str, Run>>,
}

#[derive(Debug, Clone)]
struct Run {
    fingerprint: u64,
    files: Vec<PathBuf>,
    result: Arc<Result<Evaluated, Thrown>>,
}

impl Memory {
    fn run(&self, file: &'static str, surroundings: &Surroundings<'_>) -> Result<Run, Vec<Diagnostic>> {
        let fingerprint = |files: &[PathBuf]| {
            let mut hasher = Xxh3::new();
            hasher.update(&[u8::from(surroundings.dev)]);
            hasher.update(surroundings.variables.to_string().as_bytes());
            for file in files {
                let content = std::fs::read(file).unwrap_or_default();
                hasher.update(file.to_string_lossy().as_bytes());
                hasher.update(&content.len().to_le_bytes());
                hasher.update(&content);
            }
            hasher.digest()
        };
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(run) = runs.get(file).filter(|run| fingerprint(&run.files) == run.fingerprint) {
            return Ok(run.clone());
        }
        let made = program::make(surroundings.root, file)?;
        let (files, result) = evaluated::run(made, file.starts_with("vite."), surroundings);
        let run = Run { fingerprint: fingerprint(&files), files, result: Arc::new(result) };
        runs.insert(file, run.clone());
        Ok(run)
    }
}

/// Reads the configuration; what is wrong goes to `found`. `variables` are those that Vite's `loadEnv` gives.
pub(crate) fn read(
    root: &Path,
    dev: bool,
    variables: Value,
    memory: &Memory,
    found: &mut Vec<Diagnostic>,
) -> Config {
    let mut config = Config::default();
    let mut places = BTreeMap::new();
    let mut module_extensions = None;
    let surroundings = Surroundings { root, dev, variables };
    for file in FILES.iter().copied() {
        let Ok(source) = std::fs::read_to_string(root.join(file)) else { continue };
        let allocator = Allocator::default();
        let parsed = script::parse(&allocator, &source, file);
        if parsed.diagnostics.has_errors() {
            found.extend(script::errors(parsed.diagnostics.errors(), &source, file));
            continue;
        }
        let is_svelte = file.starts_with("svelte.");
        let literal = match is_svelte {
            true => literal::default_export(&parsed.program),
            false => literal::plugin_options(&parsed.program),
        };
        let run = match memory.run(file, &surroundings) {
            Ok(run) => run,
            Err(errors) => {
                found.extend(errors);
                continue;
            }
        };
        config.files.extend(run.files.iter().cloned());
        let evaluated = run.result.as_ref().as_ref();
        let mut reader = Reader {
            root,
            file,
            source: &source,
            config: &mut config,
            places: &mut places,
            module_extensions: &mut module_extensions,
            found,
            run: None,
        };
        let options = match evaluated {
            Ok(evaluated) => {
                reader.run = Some((&evaluated.running, run.fingerprint));
                reader.vite(evaluated);
                evaluated.options(literal.as_ref())
            }
            Err(thrown) => {
                reader.cannot_run(thrown);
                literal
            }
        };
        let Some(options) = options else { continue };
        if let Literal::Package { module, .. } = &options.literal {
            reader.unknown(module);
        }
        if is_svelte {
            if let Some((.., kit)) = options.entries().iter().find(|(name, ..)| name == "kit") {
                reader.options(kit, "", KIT, "kit.");
            }
            reader.options(&options, "", SVELTE, "");
        } else {
            let all: Vec<(&str, Use)> = KIT.iter().chain(SVELTE).chain(PLUGIN).copied().collect();
            reader.options(&options, "", &all, "");
        }
    }
    config.places = Places::new(&places, module_extensions);
    config
}

struct Reader<'r> {
    /// The app's directory.
    root: &'r Path,
    file: &'r str,
    source: &'r str,
    config: &'r mut Config,
    /// `files.*`, by role.
    places: &'r mut BTreeMap<String, String>,
    module_extensions: &'r mut Option<Vec<String>>,
    found: &'r mut Vec<Diagnostic>,
    /// Where functions are called, if the file was run.
    run: Option<(&'r Arc<Running>, u64)>,
}

impl Reader<'_> {
    fn options(&mut self, object: &Located, path: &str, known: &[(&str, Use)], shown: &str) {
        for (key, span, value) in object.entries() {
            if shown.is_empty() && path.is_empty() && key == "kit" && self.file.starts_with("svelte.") {
                continue;
            }
            let group = known.iter().find(|(name, _)| *name == path);
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let name = format!("{shown}{path}");
            let inner = known.iter().any(|(name, _)| name.starts_with(&format!("{path}.")));
            if inner && matches!(value.literal, Literal::Object(_)) {
                self.options(value, &path, known, shown);
                continue;
            }
            match known.iter().find(|(name, _)| *name == path).or(group).map(|(_, usage)| *usage) {
                Some(usage) => self.option(usage, &path, &name, *span, value),
                None if inner => self.computed(&name, value),
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

    fn option(&mut self, usage: Use, path: &str, name: &str, span: Span, value: &Located) {
        let says_nothing =
            |neutral: &[&str]| value.json().is_some_and(|json| neutral.contains(&json.to_string().as_str()));
        match usage {
            Use::Read => self.value(path, name, value),
            Use::Irrelevant => {}
            Use::Later(neutral) if says_nothing(neutral) => {}
            Use::Later(_) => {
                let message = format!("`{name}` is not part of Formwork yet and is ignored");
                self.say(Diagnostic::warning(Code::Config, message), span);
            }
            Use::Refused(neutral, _) if says_nothing(neutral) => {}
            Use::Refused(_, advice) => {
                let message = format!("`{name}` is not part of Formwork yet");
                self.say(Diagnostic::error(Code::Config, message).with_help(advice), span);
            }
            Use::Removed(advice) => {
                let message = format!("`{name}` is gone");
                self.say(Diagnostic::error(Code::Config, message).with_help(advice), span);
            }
        }
    }

    fn value(&mut self, path: &str, name: &str, value: &Located) {
        match path {
            "alias" => return self.alias(name, value),
            "compilerOptions" => return self.compiler(name, value),
            "preprocess" => return self.preprocess(value),
            "onwarn" => return self.function("onwarn", "onwarn", value),
            "csp.directives" | "csp.reportOnly" => return self.directives(name, value),
            _ => {}
        }
        let Some(json) = value.json() else { return self.computed(name, value) };
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
                // Files of the build are written there: it must not lead out of it.
                match text.filter(|dir| !dir.is_empty() && places::inside(dir).as_ref() == Some(dir)) {
                    Some(dir) => {
                        config.app_dir = dir;
                        None
                    }
                    None => Some("a path without slashes at its ends, and without `..`"),
                }
            }
            "csp.mode" => match text.and_then(|mode| mode.parse().ok()) {
                Some(mode) => {
                    config.csp.mode = mode;
                    None
                }
                None => Some("`auto`, `hash` or `nonce`"),
            },
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
            "version.pollInterval" => match json.as_u64() {
                Some(interval) => {
                    config.poll_interval = interval;
                    None
                }
                None => Some("a number of milliseconds"),
            },
            "env.dir" => match text.and_then(|dir| places::inside(&dir)) {
                Some(dir) => {
                    config.env_dir = dir;
                    None
                }
                None => Some("a directory in the app"),
            },
            "moduleExtensions" => {
                match strings(&json).filter(|list| list.iter().all(|end| is_extension(end))) {
                    Some(extensions) => {
                        *self.module_extensions = Some(extensions);
                        None
                    }
                    None => Some("a list of endings such as `.js`"),
                }
            }
            "formwork.ignorePrerender" => match json.as_bool() {
                Some(ignore) => {
                    config.ignore_prerender = ignore;
                    None
                }
                None => Some("a boolean"),
            },
            _ => match (path.strip_prefix("files."), text.and_then(|place| places::inside(&place))) {
                (Some(role), Some(place)) if !place.is_empty() => {
                    self.places.insert(role.to_owned(), place);
                    None
                }
                _ => Some("a path in the app"),
            },
        };
        if let Some(expected) = wrong {
            self.say(Diagnostic::error(Code::Config, format!("`{name}` must be {expected}")), value.span);
        }
    }

    /// Whether a value is an object; what else it is has been said then. `undefined` says nothing.
    fn is_object(&mut self, name: &str, members: &str, value: &Located) -> bool {
        match &value.literal {
            Literal::Object(_) => return true,
            Literal::Plain(Value::Null) => {}
            Literal::Plain(_) | Literal::Array(_) => {
                let message = format!("`{name}` must be an object, with {members}");
                self.say(Diagnostic::error(Code::Config, message), value.span);
            }
            _ => self.computed(name, value),
        }
        false
    }

    fn alias(&mut self, name: &str, value: &Located) {
        if !self.is_object(name, "a path for each name", value) {
            return;
        }
        for (name, _, target) in value.entries() {
            match target.json().as_ref().and_then(Value::as_str) {
                Some(target) => {
                    let target = target.trim_start_matches("./").trim_end_matches("/*").trim_end_matches('/');
                    self.config.alias.push((name.clone(), target.to_owned()));
                }
                None => self.computed(&format!("alias.{name}"), target),
            }
        }
        self.config.alias.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }

    fn compiler(&mut self, name: &str, value: &Located) {
        if !self.is_object(name, "options of the Svelte compiler", value) {
            return;
        }
        for (name, span, option) in value.entries() {
            let shown = format!("compilerOptions.{name}");
            match COMPILER.iter().find(|(known, _)| known == name) {
                None => {
                    let mut diagnostic =
                        Diagnostic::error(Code::Config, format!("There is no option `{shown}`"));
                    if let Some(near) = nearest(name, COMPILER) {
                        diagnostic = diagnostic.with_help(format!("Did you mean `compilerOptions.{near}`?"));
                    }
                    self.say(diagnostic, *span);
                }
                Some((_, Use::Read)) => match (option.json(), name.as_str()) {
                    (Some(json), _) => {
                        self.config.compiler.insert(name.clone(), json);
                    }
                    (None, "cssHash") => self.function("cssHash", &shown, option),
                    (None, "warningFilter") => self.function("warningFilter", &shown, option),
                    (None, "runes") => self.function("runes", &shown, option),
                    (None, _) => self.computed(&shown, option),
                },
                Some(_) => {
                    let message = format!("`{shown}` is decided by the build and ignored");
                    self.say(Diagnostic::warning(Code::Config, message), *span);
                }
            }
        }
    }

    /// Keeps a function for those who will call it.
    fn function(&mut self, name: &'static str, path: &str, value: &Located) {
        match (&value.literal, self.run) {
            (Literal::Function, Some((running, fingerprint))) => {
                let function = Function { running: Arc::clone(running), path: path.to_owned(), fingerprint };
                self.config.functions.insert(name, function);
            }
            _ => self.computed(path, value),
        }
    }

    /// Types are erased without a preprocessor, and that is all that `vitePreprocess` is mostly there for; a component
    /// that needs more says so itself.
    fn preprocess(&mut self, value: &Located) {
        let needless = |value: &Located| match &value.literal {
            Literal::Package { name, .. } => name == "vitePreprocess",
            Literal::Plain(Value::Null) => true,
            Literal::Computed => {
                let text = self.source.get(value.span.start as usize..value.span.end as usize);
                text.is_some_and(|text| text.starts_with("vitePreprocess("))
            }
            _ => false,
        };
        let all = match &value.literal {
            Literal::Array(items) => items.iter().all(needless),
            _ => needless(value),
        };
        if !all {
            let message = "`preprocess` is not part of Formwork: it compiles plain CSS and TypeScript";
            let help = "Remove it if it only handles TypeScript. Sass, Less, Markdown and the like must be compiled beforehand.";
            self.say(Diagnostic::error(Code::Config, message).with_help(help), value.span);
        }
    }

    /// Parts of a Vite configuration that mean something to Vite and nothing here.
    fn vite(&mut self, evaluated: &Evaluated) {
        for package in &evaluated.opened {
            self.unknown(package);
        }
        if !evaluated.others.is_empty() {
            let names: Vec<String> = evaluated.others.iter().map(|name| format!("`{name}`")).collect();
            let message =
                format!("Plugins of Vite have no part in a Formwork build; ignored: {}", names.join(", "));
            self.found.push(Diagnostic::warning(Code::Config, message).in_file(self.file));
        }
        let keys: Vec<String> = evaluated
            .keys
            .iter()
            .filter(|key| VITE.contains(&key.as_str()))
            .map(|key| format!("`{key}`"))
            .collect();
        if !keys.is_empty() {
            let message = format!("Options of Vite that Formwork does not read: {}", keys.join(", "));
            self.found.push(Diagnostic::warning(Code::Config, message).in_file(self.file));
        }
    }

    /// Options that a package gives are not known: what it exports is only a stand-in.
    fn unknown(&mut self, package: &str) {
        let message =
            format!("Options that come from `{package}` are not read, because packages are not run");
        let help = "Write the options that matter here into this file.";
        self.found.push(Diagnostic::warning(Code::Config, message).with_help(help).in_file(self.file));
    }

    fn cannot_run(&mut self, thrown: &Thrown) {
        let mut diagnostic = Diagnostic::warning(
            Code::Config,
            format!("`{}` cannot be run: {}", self.file, thrown.message.trim_end_matches('.')),
        )
        .with_help("Only what is written out in it is read. Packages are not run, and `node:` modules as far as Formwork has them.");
        let place = thrown.file.as_deref().unwrap_or(self.file);
        diagnostic = diagnostic.in_file(place);
        if thrown.line > 0
            && let Ok(source) = std::fs::read_to_string(self.root.join(place))
        {
            diagnostic = diagnostic.at_line(&source, thrown.line, thrown.column.max(1));
        }
        self.found.push(diagnostic);
    }

    fn computed(&mut self, name: &str, value: &Located) {
        let message = match &value.literal {
            Literal::Computed => format!("`{name}` is not a literal, and this file cannot be run"),
            Literal::Package { module, .. } => {
                format!(
                    "`{name}` comes from `{module}`, and packages are not run while the configuration is read"
                )
            }
            Literal::Function => format!("`{name}` must not be a function"),
            Literal::Other(what) => format!("`{name}` has a value that means nothing there: {what}"),
            _ => format!("`{name}` has a value that cannot be read"),
        };
        let help =
            "Write the value out. What depends on the place of deployment can be set when the server starts.";
        self.say(Diagnostic::error(Code::Config, message).with_help(help), value.span);
    }

    fn say(&mut self, diagnostic: Diagnostic, span: Span) {
        let diagnostic = diagnostic.in_file(self.file);
        let range = span.start as usize..span.end as usize;
        // An option that comes from another file has no place in this one.
        self.found.push(if range.is_empty() { diagnostic } else { diagnostic.at(self.source, range) });
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

fn is_extension(end: &str) -> bool {
    end.strip_prefix('.')
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '.'))
}

fn strings(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(files: &[(&str, &str)]) -> (Config, Vec<Diagnostic>) {
        let dir = tempfile::tempdir().unwrap();
        for (file, source) in files {
            std::fs::write(dir.path().join(file), source).unwrap();
        }
        let mut found = Vec::new();
        let variables = serde_json::json!({ "BASE_PATH": "/from-env", "SECRET": "x" });
        let config = read(dir.path(), false, variables, &Memory::default(), &mut found);
        (config, found)
    }

    fn read_one(file: &str, source: &str) -> (Config, Vec<Diagnostic>) {
        read_all(&[(file, source)])
    }

    fn report(found: &[Diagnostic]) -> String {
        let lines = found.iter().map(|d| {
            let place = d.line.map(|line| format!(":{line}")).unwrap_or_default();
            format!(
                "{:?} {}{place} {} {:?}",
                d.severity,
                d.file.as_deref().unwrap_or_default(),
                d.message,
                d.help
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn f4_reads_both_files() {
        let (config, found) = read_one(
            "svelte.config.js",
            "import adapter from '@sveltejs/adapter-node';\nconst alias = { $ui: 'src/ui/', '$ui/deep/*': './src/deep/*' };\n\
             /** @type {import('@sveltejs/kit').Config} */\nconst config = {\n\tcompilerOptions: { runes: true, experimental: { async: true } },\n\
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
            "import { sveltekit } from '@sveltejs/kit/vite';\nimport { defineConfig } from 'vite';\nimport a from 'a';\n\
             export default defineConfig({ plugins: [sveltekit({ paths: { base: '/y' as const }, adapter: a() })] });",
        );
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(config.base, "/y");
    }

    #[test]
    fn f4_runs_what_is_not_literal() {
        let (config, found) = read_all(&[
            (
                "svelte.config.js",
                "import adapter, * as rest from '@sveltejs/adapter-auto';\nimport { vitePreprocess } from '@sveltejs/vite-plugin-svelte';\n\
                 import { readFileSync } from 'node:fs';\nimport { join } from 'path';\nimport { fileURLToPath } from 'node:url';\n\
                 import pkg from './package.json' with { type: 'json' };\nimport { origins } from './settings.ts';\n\
                 const here = fileURLToPath(new URL('.', import.meta.url));\n\
                 const again = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));\n\
                 export default { preprocess: [vitePreprocess({ script: true })], onwarn: (w, next) => w.code === 'a' || next(w),\n\
                 compilerOptions: { runes: ({ filename }) => !filename.includes('node_modules'), cssHash: ({ name, hash, css }) => `${name}-${typeof hash(css)}` },\n\
                 kit: { adapter: rest.default(adapter({ out: 'x' })), version: { name: `${pkg.version}-${again.name}` }, csrf: { trustedOrigins: origins() },\n\
                 env: { dir: './settings' }, files: { src: 'app', hooks: { server: 'app/server-hooks' } }, moduleExtensions: ['.js', '.mjs'] },\n\
                 formwork: { ignorePrerender: process.env.NO_SUCH_VARIABLE === undefined } };",
            ),
            ("package.json", "{ \"name\": \"n\", \"version\": \"1.2.3\" }"),
            ("settings.ts", "export const origins = (): string[] => ['https://x.example'];"),
        ]);
        assert!(found.is_empty(), "{}", report(&found));
        assert_eq!(config.version.as_deref(), Some("1.2.3-n"));
        assert_eq!(config.trusted_origins, ["https://x.example"]);
        assert_eq!(config.places.routes, "app/routes");
        assert_eq!(config.places.hooks_server, "app/server-hooks");
        assert_eq!(config.places.module_extensions, [".js", ".mjs"]);
        assert_eq!(config.env_dir, "settings");
        assert!(config.ignore_prerender);
        assert_eq!(config.files.len(), 3, "{:?}", config.files);
        let call = |name: &str, argument| config.functions[name].call(&argument).unwrap();
        assert_eq!(call("runes", serde_json::json!({ "filename": "src/a.svelte" })), true);
        assert_eq!(call("cssHash", serde_json::json!({ "name": "A", "css": "" })), "A-string");
        assert_eq!(call("onwarn", serde_json::json!({ "code": "a" })), false);
        assert_eq!(call("onwarn", serde_json::json!({ "code": "b" })), true);
    }

    #[test]
    fn f4_vite_configurations() {
        let (config, found) = read_one(
            "vite.config.ts",
            "import tailwindcss from '@tailwindcss/vite';\nimport { sveltekit } from '@sveltejs/kit/vite';\nimport { defineConfig } from 'vitest/config';\n\
             import * as vite from 'vite';\nconst { playwright } = await import('@vitest/browser-playwright');\n\
             export default defineConfig(async ({ mode }) => { const env = vite.loadEnv(mode, process.cwd(), 'BASE_'); return vite.mergeConfig({\n\
             plugins: [tailwindcss(), [mode === 'development' && tailwindcss(), { name: 'own' }]] }, { define: { X: '1' },\n\
             plugins: [sveltekit({ paths: { base: env.BASE_PATH }, version: { name: String(env.SECRET) } })],\n\
             test: { expect: { requireAssertions: true }, projects: [{ extends: './vite.config.ts', test: { browser: { provider: playwright() } } }] } }); });",
        );
        assert_eq!((config.base.as_str(), config.version.as_deref()), ("/from-env", Some("undefined")));
        insta::assert_snapshot!(report(&found));
    }

    #[test]
    fn f4_what_cannot_be_run_is_read() {
        let (config, found) = read_one(
            "svelte.config.js",
            "import { execSync } from 'node:child_process';\nconst revision = `${execSync('git rev-parse HEAD')}`;\n\
             export default { preprocess: vitePreprocess(), kit: { paths: { base: '/x' }, version: { name: revision } } };",
        );
        assert_eq!(config.base, "/x");
        let (_, direct) = read_one(
            "svelte.config.js",
            "import { execSync } from 'child_process';\nimport { mdsvex } from 'mdsvex';\n\
             export default { preprocess: [mdsvex()], kit: { version: { name: execSync('git rev-parse HEAD').toString().trim() }, paths: { assets: /x/ } } };",
        );
        let (_, endless) = read_one("vite.config.js", "for (;;);");
        let (_, elsewhere) = read_one("svelte.config.js", "export { default } from '@org/config';");
        let (_, spread) =
            read_one("svelte.config.js", "import x from '@org/config';\nexport default { ...x };");
        let (_, missing) = read_one("svelte.config.js", "import x from './nowhere.js';\nexport default x;");
        let all = [found, direct, endless, elsewhere, spread, missing];
        insta::assert_snapshot!(all.iter().map(|found| report(found)).collect::<Vec<_>>().join("\n\n"));
    }

    #[test]
    fn f4_an_imported_file_that_cannot_be_run_is_told_with_its_line() {
        let (_, found) = read_all(&[
            (
                "svelte.config.js",
                "import { base } from './settings.ts';\nexport default { kit: { paths: { base } } };",
            ),
            (
                "settings.ts",
                "interface A {\n\ta: string;\n}\nconst a: A = null;\nexport const base: string = a.a;\n",
            ),
        ]);
        let place = |found: &Diagnostic| found.place().unwrap_or_default();
        assert!(found.iter().any(|found| place(found).starts_with("settings.ts:5:")), "{}", report(&found));
    }

    #[test]
    fn f5_names_what_is_wrong() {
        let (_, found) = read_one(
            "svelte.config.js",
            "export default { kit: { path: {}, csrf: { trustedOrigin: [], checkOrigin: false }, paths: { base: 'x/' }, appDir: 1, files: { lib: 'src/lib', sorce: 'x', assets: '../x' },\n\
             output: { preloadStrategy: 'preload-js', bundleStrategy: 'single' }, prerender: { entries: [] }, router: { type: 'hash' }, extensions: ['.svelte', '.md'], inlineStyleThreshold: 100 },\n\
             compilerOption: {}, vitePlugin: {}, formwork: { ignorePrerenders: true }, compilerOptions: { rune: true, dev: true } };",
        );
        insta::assert_snapshot!(report(&found));
        let (config, found) = read_one(
            "svelte.config.js",
            "export default { compilerOptions: 'runes', kit: { appDir: '../out', alias: ['$ui'] } };",
        );
        assert_eq!(config.app_dir, "_app");
        insta::assert_snapshot!("f5_shapes", report(&found));
        let (_, found) = read_one(
            "svelte.config.js",
            "export default { kit: { extensions: ['.svelte'], inlineStyleThreshold: 0, router: { type: 'pathname' }, output: { bundleStrategy: 'split' }, embedded: false } };",
        );
        assert!(found.is_empty(), "what asks for nothing is fine: {}", report(&found));
    }
}
