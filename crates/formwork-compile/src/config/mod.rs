//! The app's configuration (F-3…F-5): `svelte.config.js`, and the options of `sveltekit({…})` in `vite.config.*`.
//!
//! Both files are run with stand-ins for every package they import ([`program`]), because adapters, preprocessors and
//! plugins have no part in a Formwork build; one that cannot be run is read by its literals ([`literal`]). An option
//! that does not exist is an error with the nearest known name; one that is known and not here yet is named in a
//! warning, or refused where an app would be worse off than it believes. Our own options are under `formwork`.

mod csp;
mod evaluated;
mod literal;
mod memory;
mod options;
mod places;
mod program;
mod reader;

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::Arc,
};

use formwork_wire::csp::Csp;
use oxc::allocator::Allocator;
use serde_json::{Map, Value};

use crate::{diagnostic::Diagnostic, evaluate::Running, script};
use evaluated::Surroundings;
use literal::Literal;
use options::{KIT, PLUGIN, SVELTE, Use};
use reader::Reader;

pub(crate) use memory::Memory;
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

#[cfg(test)]
mod tests;
