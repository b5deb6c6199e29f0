//! The one place that knows the bundler.
//!
//! rolldown is used as a library, pinned to a version whose Rust API may change in any release; nothing outside this
//! directory names it (the source map type of `context` aside). Two bundles come out, in memory: one server module
//! with everything in it, and client chunks: hashed ones, or for development one per module (`hot`, `warm`). What the bundler cannot know (components, the framework's names,
//! CSS, assets) is in `plugin`; reading its answers is in `output`, its complaints in `fault`.

mod asset;
mod component;
mod css;
mod fault;
mod hot;
mod output;
mod plugin;
mod sheet;
mod state;
mod warm;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rolldown::{
    Bundler, BundlerOptions, ChunkFilenamesOutputOption, CodeSplittingMode, HashCharacters, InputItem,
    LogLevel, OutputFormat, Platform, PreserveEntrySignatures, RawMinifyOptions, ResolveOptions,
    SourceMapPathTransform, SourceMapType, TsConfig,
};

use rolldown_common::{ChunkOptimizationOption, ExperimentalOptions};

use crate::{
    app::App,
    config::Config,
    declared::Declared,
    diagnostic::Diagnostic,
    entries::{self, Constants, StaticEnv},
    paths::{normal, relative},
    runtime::Runtime,
    script,
    svelte::{Compiler, Side},
};

use hot::HotPlugin;
pub(crate) use hot::{FACADES, STYLED};
pub(crate) use output::{ClientBundle, Entry, Placed, ServerBundle};
use plugin::{ContextPlugin, GlobPlugin, SourcePlugin};
use state::{Part, State};
pub(crate) use warm::Warm;

/// Everything that a bundle is made from.
#[derive(Debug, Clone)]
pub(crate) struct Inputs {
    pub(crate) app: Arc<App>,
    pub(crate) root: PathBuf,
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) compiler: Arc<Compiler>,
    pub(crate) constants: Arc<Constants>,
    pub(crate) env: Arc<StaticEnv>,
    pub(crate) config: Arc<Config>,
    /// What `src/env` declares, once it is known.
    pub(crate) declared: Option<Arc<Declared>>,
    pub(crate) warm: Arc<Warm>,
}

/// Errors, or what came out with warnings.
pub(crate) type Bundled<T> = Result<(T, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Bundles the server module.
pub(crate) async fn server(inputs: &Inputs) -> Bundled<ServerBundle> {
    let (raw, state) = run(State::new(inputs.clone(), Side::Server, Part::Whole)).await?;
    Ok((output::server(&raw, &state), state.take_diagnostics()))
}

/// Bundles `src/env` with what asks it: `env.js`.
pub(crate) async fn declarations(inputs: &Inputs) -> Bundled<ServerBundle> {
    let constants = Constants { building: true, ..inputs.constants.as_ref().clone() };
    let inputs = Inputs { constants: Arc::new(constants), ..inputs.clone() };
    let (raw, state) = run(State::new(inputs, Side::Server, Part::Declarations)).await?;
    Ok((output::server(&raw, &state), state.take_diagnostics()))
}

/// Bundles the client.
pub(crate) async fn client(inputs: &Inputs) -> Bundled<ClientBundle> {
    if inputs.constants.dev {
        return warm::client(inputs).await;
    }
    let (raw, state) = run(State::new(inputs.clone(), Side::Client, Part::Whole)).await?;
    let bundle = output::client(inputs, &raw, &state);
    let diagnostics = state.take_diagnostics();
    if diagnostics.iter().any(fault::is_error) {
        return Err(diagnostics);
    }
    Ok((bundle, diagnostics))
}

/// What one bundle tells about the app, whether or not it can be made.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Who imports whom: names of modules, relative to the app.
    pub(crate) imports: Vec<(String, String)>,
    /// Modules of Node that the host does not have, each with a module of a package that imports it.
    pub(crate) absent: Vec<(String, String)>,
}

/// Makes a bundle for what is learnt on the way.
pub(crate) async fn survey(inputs: &Inputs, side: Side) -> Survey {
    let state = Arc::new(State::new(inputs.clone(), side, Part::Whole));
    let mut absent;
    let diagnostics = match bundle(&state).await {
        Ok(outputs) => {
            absent = state.absent();
            absent.retain(|id, _| output::holds(&outputs, id));
            state.take_diagnostics()
        }
        // What would be left of an app that cannot be bundled is not known.
        Err(found) => {
            absent = state.absent();
            found
        }
    };
    Survey { diagnostics, imports: state.imports(), absent: absent.into_values().collect() }
}

async fn run(state: State) -> Result<(Vec<rolldown_common::Output>, Arc<State>), Vec<Diagnostic>> {
    let state = Arc::new(state);
    Ok((bundle(&state).await?, state))
}

async fn bundle(state: &Arc<State>) -> Result<Vec<rolldown_common::Output>, Vec<Diagnostic>> {
    let mut plugins: Vec<rolldown_plugin::__inner::SharedPluginable> =
        vec![Arc::new(SourcePlugin::new(Arc::clone(state))), Arc::new(GlobPlugin::new(Arc::clone(state)))];
    if state.side == Side::Server {
        plugins.push(Arc::new(ContextPlugin::new(Arc::clone(state))));
    }
    if state.is_hot() {
        plugins.push(Arc::new(HotPlugin::new(Arc::clone(state))));
    }
    let result = async {
        let mut bundler = Bundler::with_plugins(options(state), plugins)?;
        let output = bundler.generate().await?;
        bundler.close().await?;
        Ok::<_, rolldown_error::BatchedBuildDiagnostic>(output)
    }
    .await;
    match result {
        Ok(output) => {
            state.report_all(fault::warnings(output.warnings, &state.inputs.root));
            let found = state.take_diagnostics();
            if found.iter().any(fault::is_error) {
                return Err(found);
            }
            state.report_all(found);
            Ok(output.assets)
        }
        Err(errors) => {
            let mut found = state.take_diagnostics();
            // What the bundler says after one of ours is only a consequence of it.
            if !found.iter().any(fault::is_error) {
                found.extend(fault::errors(errors, &state.inputs.root));
            }
            Err(found)
        }
    }
}

fn options(state: &Arc<State>) -> BundlerOptions {
    let (inputs, side, is_hot) = (&state.inputs, state.side, state.is_hot());
    let constants = &inputs.constants;
    let dev = constants.dev;
    let client = side == Side::Client;
    let entry =
        |name: &str, import: &str| InputItem { name: Some(name.to_owned()), import: import.to_owned() };
    let nodes = || {
        (0..inputs.app.nodes.len()).map(|index| entry(&format!("nodes/{index}"), &entries::node_name(index)))
    };
    let input = match (side, &state.part) {
        (_, Part::Declarations) => vec![entry("env", entries::DECLARATIONS)],
        (Side::Server, _) => vec![entry("index", entries::SERVER)],
        (Side::Client, Part::Runtime(more)) => hot::runtime_entries(state, more)
            .iter()
            .map(|(name, import)| entry(name, import))
            .chain([entry("entry/start", entries::CLIENT_START)])
            .collect(),
        (Side::Client, Part::App(_)) => {
            [entry("entry/app", entries::CLIENT_APP)].into_iter().chain(nodes()).collect()
        }
        (Side::Client, Part::Whole) => {
            let first =
                [entry("entry/start", entries::CLIENT_START), entry("entry/app", entries::CLIENT_APP)];
            first.into_iter().chain(nodes()).collect()
        }
    };
    let mode = if dev { "development" } else { "production" };
    let conditions = if client {
        ["svelte", "browser", mode, "module", "import", "default"]
    } else {
        ["svelte", "node", mode, "module", "import", "default"]
    };
    let strings = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    let immutable = format!("{}/immutable", constants.app_dir);
    let name = |pattern: String| Some(ChunkFilenamesOutputOption::String(pattern));
    let root = inputs.root.clone();
    BundlerOptions {
        input: Some(input),
        cwd: Some(inputs.root.clone()),
        // Nothing is written there; it is what source maps are relative to, so it must not depend on the real output.
        dir: Some(format!(".formwork/{}", side.name())),
        platform: Some(if client { Platform::Browser } else { Platform::Neutral }),
        format: Some(OutputFormat::Esm),
        sourcemap: (dev || !client).then_some(SourceMapType::File),
        sourcemap_path_transform: Some(SourceMapPathTransform::new(Arc::new(move |source, map| {
            let path = source_path(source, map, &root);
            Box::pin(async move { Ok(path) })
        }))),
        minify: Some(match (side, &state.part, dev) {
            // What stands behind a `throw` is dead code too, but its exports are asked for.
            (_, Part::Declarations, _) | (_, _, true) => RawMinifyOptions::Bool(false),
            (Side::Client, _, false) => RawMinifyOptions::Bool(true),
            (Side::Server, _, false) => RawMinifyOptions::DeadCodeEliminationOnly,
        }),
        entry_filenames: name(match &state.part {
            Part::Whole if client => format!("{immutable}/[name]-[hash:10].js"),
            Part::Whole | Part::Declarations => "[name].js".to_owned(),
            // The name of a file is that of its module: it stays while the content changes.
            Part::Runtime(_) | Part::App(_) => format!("{immutable}/[name].js"),
        }),
        chunk_filenames: name(match &state.part {
            Part::Whole if client => format!("{immutable}/chunks/[name]-[hash:10].js"),
            Part::Whole | Part::Declarations => "[name].js".to_owned(),
            Part::Runtime(_) => format!("{immutable}/runtime/chunks/[name].js"),
            Part::App(_) => format!("{immutable}/[name].js"),
        }),
        hash_characters: Some(HashCharacters::Hex),
        // One server module: dynamic imports are kept lazy inside it.
        code_splitting: Some(if is_hot {
            CodeSplittingMode::Advanced(hot::splitting(state))
        } else {
            CodeSplittingMode::Bool(client)
        }),
        preserve_entry_signatures: match state.part {
            Part::Whole | Part::Declarations => None,
            Part::Runtime(_) => Some(PreserveEntrySignatures::Strict),
            Part::App(_) => Some(PreserveEntrySignatures::AllowExtension),
        },
        experimental: Some(ExperimentalOptions {
            // A module that is imported for its effect must stay apart from what others import.
            chunk_optimization: matches!(state.part, Part::Runtime(_))
                .then_some(ChunkOptimizationOption::Bool(false)),
            // A package that declares no side effects and has one module that exports everything: what nobody
            // imports of it is neither read nor compiled. A library of components costs seconds otherwise.
            lazy_barrel: Some(true),
            ..ExperimentalOptions::default()
        }),
        minify_internal_exports: is_hot.then_some(false),
        resolve: Some(ResolveOptions {
            condition_names: Some(strings(&conditions)),
            main_fields: Some(strings(if client {
                &["svelte", "browser", "module", "main"]
            } else {
                &["svelte", "module", "main"]
            })),
            extensions: Some(strings(&[".mjs", ".js", ".ts", ".json", ".svelte.js", ".svelte.ts"])),
            // A TypeScript file imports its neighbour by the name it will have.
            extension_alias: Some(vec![
                (".js".to_owned(), strings(&[".js", ".ts"])),
                (".mjs".to_owned(), strings(&[".mjs", ".mts"])),
            ]),
            ..ResolveOptions::default()
        }),
        define: Some(defines(constants, &inputs.env, side).into_iter().collect()),
        // An app's tsconfig extends one that SvelteKit generates; nothing in it matters for erasing types.
        tsconfig: Some(TsConfig::Auto(false)),
        log_level: Some(LogLevel::Silent),
        ..BundlerOptions::default()
    }
}

/// What bundled code may ask about its build (F-7, F-212).
fn defines(constants: &Constants, env: &StaticEnv, side: Side) -> Vec<(String, String)> {
    let mode = if constants.dev { "development" } else { "production" };
    let base = serde_json::Value::from(format!("{}/", constants.base)).to_string();
    let flag = |value: bool| value.to_string();
    let mut values = vec![
        ("DEV", flag(constants.dev)),
        ("PROD", flag(!constants.dev)),
        ("SSR", flag(side == Side::Server)),
        ("MODE", format!("\"{mode}\"")),
        ("BASE_URL", base),
    ];
    let of_vite = env.of_vite().filter(|(name, _)| script::is_identifier(name));
    values.extend(
        of_vite.map(|(name, value)| (name.as_str(), serde_json::Value::from(value.as_str()).to_string())),
    );
    let object =
        values.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect::<Vec<_>>().join(",");
    let mut all: Vec<(String, String)> =
        values.iter().map(|(name, value)| (format!("import.meta.env.{name}"), value.clone())).collect();
    all.push(("import.meta.env".to_owned(), format!("{{{object}}}")));
    let hot = if constants.dev && side == Side::Client { hot::HOT } else { "undefined" };
    all.push(("import.meta.hot".to_owned(), hot.to_owned()));
    all.push(("process.env.NODE_ENV".to_owned(), format!("\"{mode}\"")));
    all
}

/// Sources in maps are named relative to the app, wherever the map lies.
fn source_path(source: &str, map: &str, root: &Path) -> String {
    let base = Path::new(map).parent().unwrap_or(Path::new(""));
    relative(&normal(&base.join(source)), root).unwrap_or_else(|| source.to_owned())
}
