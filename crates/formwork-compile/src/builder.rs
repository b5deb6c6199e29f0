//! A whole build: scan, two bundles, manifest, files; and what stays warm for the next one.
//!
//! The output is written beside its place and moved there at the end, so a failed build leaves the last one standing; a
//! development build is written only if nothing failed, over the last one in its directory.
//! Both bundles are made at the same time. The same input gives the same bytes, wherever the app lies.

use std::{
    collections::BTreeMap,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use flate2::{Compression, write::GzEncoder};
use formwork_wire::manifest::{self, Manifest};
use xxhash_rust::xxh3::xxh3_128;

use crate::{
    app::App,
    bundle::{self, Bundled, ClientBundle, Inputs, Warm},
    changes::{Change, Snapshot},
    check::{self, Checked},
    compress,
    config::{self, Config, Places},
    declared,
    diagnostic::{Code, CompileError, Diagnostic, Severity, sort},
    entries::{Constants, StaticEnv},
    env, fingerprint,
    prerender::Prerendering,
    routes::{self, Checks},
    runtime::{self, Runtime},
    svelte::{Compiler, Side},
};

/// Development or production.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Readable output, source maps, stricter checks.
    Development,
    /// Minified output.
    Production,
}

/// What to build, and how.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The app's directory.
    pub app: PathBuf,
    /// Where the build goes; replaced as a whole.
    pub out: PathBuf,
    /// Development or production.
    pub mode: Mode,
    /// The version name (F-187); by default made from the input.
    pub version: Option<String>,
}

/// A step of a build, for whoever shows progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading the app's routes and modules.
    Scanning,
    /// Compiling and bundling both sides.
    Bundling,
    /// Writing the build directory.
    Writing,
}

/// A finished build.
#[derive(Debug, Clone)]
pub struct Built {
    /// As written to `manifest.json`.
    pub manifest: Manifest,
    /// Directories and files whose change calls for a rebuild, whether or not they are there now.
    pub watch: Vec<PathBuf>,
    /// Where the app has its static files, relative to it.
    pub statics: String,
    /// What is worth saying.
    pub warnings: Vec<Diagnostic>,
    /// Files of the build with their size, and for client code in production the gzipped size.
    pub files: Vec<(String, u64, Option<u64>)>,
    snapshot: Snapshot,
}

impl Built {
    /// What a page has to do that was made by an earlier build, in development.
    pub fn since(&self, earlier: &Built) -> Change {
        self.snapshot.since(&earlier.snapshot)
    }
}

/// Reads an app's routes without building anything.
pub fn scan(app: &Path) -> Result<App, CompileError> {
    let root = canonical(app)?;
    let mut found = Vec::new();
    let env = env::read(&root, &root, Mode::Production, &mut found);
    let config = config::read(&root, false, env.json(), &config::Memory::default(), &mut found);
    let scanned =
        routes::scan(&root, &config.places, Checks { dev: false, prerendering: Prerendering::Warn });
    match scanned {
        Ok(mut app) if !has_error(&found) => {
            app.warnings.extend(found);
            Ok(app)
        }
        Ok(_) => Err(CompileError::new(found)),
        Err(mut error) => {
            found.append(&mut error.diagnostics);
            Err(CompileError::new(found))
        }
    }
}

fn has_error(found: &[Diagnostic]) -> bool {
    found.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Builds apps, and keeps what makes the next build quick: compiler threads, compiled components, what the
/// configuration said.
#[derive(Debug, Default)]
pub struct Builder {
    compiler: Arc<Compiler>,
    configuration: config::Memory,
    warm: Arc<Warm>,
    /// What lies in the directories of development builds.
    written: Mutex<BTreeMap<PathBuf, Written>>,
    ignore_prerender: bool,
}

impl Builder {
    /// A builder with nothing warm yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether routes that ask to be prerendered are served dynamically: production refuses them otherwise, and
    /// development says so (F-144).
    #[must_use]
    pub fn ignore_prerender(self, ignore: bool) -> Self {
        Self { ignore_prerender: ignore, ..self }
    }

    /// Builds. `progress` is called at the beginning of each stage.
    pub async fn build(
        &self,
        options: &BuildOptions,
        progress: impl Fn(Stage),
    ) -> Result<Built, CompileError> {
        progress(Stage::Scanning);
        let root = canonical(&options.app)?;
        let dev = options.mode == Mode::Development;
        let runtime = Runtime::prepare(&root).map_err(|error| unwritable(&root.join(".formwork"), &error))?;
        self.compiler.prepare(runtime.own_svelte.as_deref());
        self.compiler.begin();
        let mut found = Vec::new();
        let (config, env) = configuration(&root, options.mode, &self.configuration, &mut found);
        let prerendering = match (dev, self.ignore_prerender || config.ignore_prerender) {
            (true, true) => Prerendering::Ignore,
            // Development serves everything dynamically anyway.
            (true, false) | (false, true) => Prerendering::Warn,
            (false, false) => Prerendering::Refuse,
        };
        let app = match routes::scan(&root, &config.places, Checks { dev, prerendering }) {
            Ok(app) => app,
            Err(mut error) => {
                found.append(&mut error.diagnostics);
                return Err(CompileError::new(found));
            }
        };
        found.extend(app.warnings.iter().cloned());
        if has_error(&found) {
            return Err(CompileError::new(found));
        }
        let mut inputs = self.inputs(app, runtime, (config, env), options.mode, options.version.as_ref())?;
        if let Some(path) = inputs.app.env.clone() {
            let declared = declared::read(&inputs, &path).await.map_err(CompileError::new)?;
            inputs.declared = Some(Arc::new(declared));
        }

        progress(Stage::Bundling);
        // On their own tasks, so that they share the machine's cores.
        let (for_server, for_client) = (inputs.clone(), inputs.clone());
        let server = tokio::spawn(async move { bundle::server(&for_server).await });
        let client = tokio::spawn(async move { bundle::client(&for_client).await });
        let (server, client) = (finished(server).await, finished(client).await);
        let (server, client, mut warnings) = match (server, client) {
            (Ok((server, mut more)), Ok((client, warnings))) => {
                more.extend(warnings);
                (server, client, more)
            }
            (server, client) => {
                let mut found = server.map_or_else(|errors| errors, |(_, warnings)| warnings);
                found.extend(client.map_or_else(|errors| errors, |(_, warnings)| warnings));
                return Err(CompileError::new(found));
            }
        };
        warnings.extend(found);
        sort(&mut warnings);

        progress(Stage::Writing);
        let manifest = manifest(&inputs, &client);
        let snapshot = if dev { Snapshot::new(&manifest, &server, &client) } else { Snapshot::default() };
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for (name, bytes) in server.files {
            files.insert(format!("server/{name}"), bytes);
        }
        let version = serde_json::json!({ "version": manifest.version }).to_string();
        files.insert(format!("client/{}/version.json", manifest.app_dir), version.into_bytes());
        for (name, bytes) in server.assets.into_iter().chain(client.files) {
            files.insert(format!("client/{name}"), bytes);
        }
        let text = serde_json::to_string_pretty(&manifest)
            .map_err(|error| Diagnostic::error(Code::Internal, error.to_string()))?;
        files.insert("manifest.json".to_owned(), text.into_bytes());
        let statics = root.join(&inputs.app.places.assets);
        let contents =
            Contents { files: &files, statics: &statics, assets: &manifest.assets, compressed: !dev };
        let done = if dev { self.update(&options.out, &contents) } else { write(&options.out, &contents) };
        done.map_err(|error| unwritable(&options.out, &error))?;
        Ok(Built {
            manifest,
            watch: watched(&inputs, server.watch.iter().chain(&client.watch)),
            statics: inputs.app.places.assets.clone(),
            warnings,
            files: sizes(&files, dev),
            snapshot,
        })
    }
}

/// The files of a build directory, with what stands for their content.
type Written = BTreeMap<String, u128>;

impl Builder {
    /// Writes a development build into a directory that nobody reads meanwhile: only what is not there already, because
    /// most of it is, and making and removing files is slow.
    fn update(&self, out: &Path, contents: &Contents<'_>) -> io::Result<()> {
        let Contents { files, statics, assets, .. } = contents;
        let mut now: Written = files.iter().map(|(name, bytes)| (name.clone(), xxh3_128(bytes))).collect();
        for name in *assets {
            let meta = fs::metadata(statics.join(name))?;
            let state = format!("{} {:?}", meta.len(), meta.modified()?);
            now.insert(format!("static/{name}"), xxh3_128(state.as_bytes()));
        }
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken out, so that a directory that could not be finished is written as a whole the next time.
        let there = written.remove(out).filter(|_| out.join("manifest.json").is_file());
        // Also as a whole where the difference cannot be written: a file may have become a directory.
        if there.is_none_or(|there| patch(out, contents, &there, &now).is_err()) {
            write(out, contents)?;
        }
        written.insert(out.to_owned(), now);
        Ok(())
    }
}

/// Writes what differs between two states of a build directory.
fn patch(out: &Path, contents: &Contents<'_>, there: &Written, now: &Written) -> io::Result<()> {
    for name in there.keys().filter(|name| !now.contains_key(*name)) {
        fs::remove_file(out.join(name))?;
    }
    let is_new = |name: &str| there.get(name) != now.get(name);
    for (name, bytes) in contents.files.iter().filter(|(name, _)| is_new(name)) {
        put(&out.join(name), |path| fs::write(path, bytes))?;
    }
    for name in contents.assets.iter().filter(|name| is_new(&format!("static/{name}"))) {
        put(&out.join("static").join(name), |path| fs::copy(contents.statics.join(name), path).map(drop))?;
    }
    Ok(())
}

impl Builder {
    /// Directories and files whose change calls for a build of an app in development, as far as its configuration tells:
    /// what there is to watch before an app was built, and while it cannot be. They need not exist.
    pub fn sources(&self, app: &Path) -> Vec<PathBuf> {
        let (config, _) = configuration(app, Mode::Development, &self.configuration, &mut Vec::new());
        sources(app, &config)
    }

    /// Compiles both sides of an app and writes nothing: everything that keeps it from working, and for each route
    /// what of that concerns it.
    ///
    /// # Errors
    /// When there is no app, or no room beside it for the compiler's own files.
    pub async fn check(&self, app: &Path) -> Result<Checked, CompileError> {
        let root = canonical(app)?;
        let runtime = Runtime::prepare(&root).map_err(|error| unwritable(&root.join(".formwork"), &error))?;
        self.compiler.prepare(runtime.own_svelte.as_deref());
        self.compiler.begin();
        let mut found = Vec::new();
        let (config, env) = configuration(&root, Mode::Production, &self.configuration, &mut found);
        let ignored = self.ignore_prerender || config.ignore_prerender;
        let prerendering = if ignored { Prerendering::Ignore } else { Prerendering::RefuseEach };
        let scanned = routes::survey(&root, &config.places, Checks { dev: false, prerendering })?;
        found.extend(scanned.warnings.iter().cloned());
        // What only development refuses is worth knowing, and is in nobody's way to production (S-1).
        let stricter = routes::survey(&root, &config.places, Checks { dev: true, prerendering })?;
        let unknown = stricter.warnings.into_iter().filter(|found| found.code == Code::ExportUnknown);
        found.extend(unknown.map(Diagnostic::into_warning));
        let version = "check".to_owned();
        let mut inputs = self.inputs(scanned, runtime, (config, env), Mode::Production, Some(&version))?;
        if let Some(path) = inputs.app.env.clone() {
            match declared::read(&inputs, &path).await {
                Ok(declared) => inputs.declared = Some(Arc::new(declared)),
                Err(more) => found.extend(more),
            }
        }
        let (for_server, for_client) = (inputs.clone(), inputs.clone());
        let server = tokio::spawn(async move { bundle::survey(&for_server, Side::Server).await });
        let client = tokio::spawn(async move { bundle::survey(&for_client, Side::Client).await });
        let stopped = |error| bundle::Survey {
            diagnostics: vec![Diagnostic::error(Code::Internal, format!("The bundler stopped: {error}"))],
            ..bundle::Survey::default()
        };
        let server = server.await.unwrap_or_else(stopped);
        let client = client.await.unwrap_or_else(stopped);
        Ok(check::assemble(&inputs.app, found, server, client))
    }

    /// What both bundles are made from; the declared variables come later.
    fn inputs(
        &self,
        app: App,
        runtime: Runtime,
        (config, env): (Config, StaticEnv),
        mode: Mode,
        version: Option<&String>,
    ) -> Result<Inputs, CompileError> {
        let root = app.root.clone();
        let dev = mode == Mode::Development;
        let version = match version.or(config.version.as_ref()) {
            Some(version) => version.clone(),
            None if dev => "development".to_owned(),
            None => fingerprint::of(&root, &config, &env).map_err(|error| unreadable(&root, &error))?,
        };
        let constants = Constants {
            base: config.base.clone(),
            assets: config.assets.clone(),
            app_dir: config.app_dir.clone(),
            version,
            dev,
            poll_interval: config.poll_interval,
            relative: config.relative,
            building: false,
        };
        Ok(Inputs {
            app: Arc::new(app),
            root,
            runtime: Arc::new(runtime),
            compiler: Arc::clone(&self.compiler),
            constants: Arc::new(constants),
            env: Arc::new(env),
            config: Arc::new(config),
            declared: None,
            warm: Arc::clone(&self.warm),
        })
    }
}

/// The configuration and the variables. `env.dir` decides where variables lie, and the configuration may look at them:
/// those beside it are the ones that it sees.
pub(crate) fn configuration(
    root: &Path,
    mode: Mode,
    memory: &config::Memory,
    found: &mut Vec<Diagnostic>,
) -> (Config, StaticEnv) {
    let mut unread = Vec::new();
    let env = env::read(root, root, mode, &mut unread);
    let dev = mode == Mode::Development;
    let config = config::read(root, dev, env.json(), memory, found);
    if config.env_dir.is_empty() {
        found.append(&mut unread);
        return (config, env);
    }
    let env = env::read(root, &root.join(&config.env_dir), mode, found);
    (config, env)
}

/// A bundler that panics must not take its caller down.
async fn finished<T>(task: tokio::task::JoinHandle<Bundled<T>>) -> Bundled<T> {
    task.await.unwrap_or_else(|error| {
        Err(vec![Diagnostic::error(Code::Internal, format!("The bundler stopped: {error}"))])
    })
}

fn canonical(app: &Path) -> Result<PathBuf, CompileError> {
    app.canonicalize().map_err(|error| {
        let message = format!("`{}` cannot be read: {error}", app.display());
        Diagnostic::error(Code::AppMissing, message).into()
    })
}

fn unwritable(path: &Path, error: &io::Error) -> CompileError {
    Diagnostic::error(Code::Io, format!("`{}` cannot be written: {error}", path.display())).into()
}

fn unreadable(path: &Path, error: &io::Error) -> CompileError {
    Diagnostic::error(Code::Io, format!("`{}` cannot be read: {error}", path.display())).into()
}

fn manifest(inputs: &Inputs, client: &ClientBundle) -> Manifest {
    let app = &inputs.app;
    let constants = &inputs.constants;
    let nodes = app
        .nodes
        .iter()
        .enumerate()
        .map(|(index, node)| {
            let entry = client.nodes.get(index).cloned().unwrap_or_default();
            manifest::Node {
                component: node.component.clone(),
                universal: node.universal.clone(),
                server: node.server.clone(),
                imports: entry.imports,
                stylesheets: entry.stylesheets,
                fonts: entry.fonts,
                options: node.options.clone(),
                server_load: node.server_load,
                universal_load: node.universal_load,
            }
        })
        .collect();
    let routes = app
        .routes
        .iter()
        .map(|route| manifest::Route {
            id: route.id.clone(),
            pattern: route.pattern.clone(),
            params: route.params.clone(),
            page: route.page.clone(),
            endpoint: route.endpoint.clone(),
            actions: route.actions.clone(),
            methods: route.methods.clone(),
        })
        .collect();
    let first = |entry: &bundle::Entry| entry.imports.first().cloned().unwrap_or_default();
    let mut imports = client.start.imports.clone();
    let mut stylesheets = client.start.stylesheets.clone();
    for (list, more) in [(&mut imports, &client.app.imports), (&mut stylesheets, &client.app.stylesheets)] {
        for file in more {
            if !list.contains(file) {
                list.push(file.clone());
            }
        }
    }
    Manifest {
        formwork: env!("CARGO_PKG_VERSION").to_owned(),
        dev: constants.dev,
        version: constants.version.clone(),
        app_dir: constants.app_dir.clone(),
        base: constants.base.clone(),
        assets_url: (constants.assets != constants.base).then(|| constants.assets.clone()),
        relative: constants.relative,
        csp: inputs.config.csp.clone(),
        origin: inputs.config.origin.clone(),
        trusted_origins: inputs.config.trusted_origins.clone(),
        template: app.template.clone(),
        error_template: app.error_template.clone(),
        nodes,
        routes,
        client: Some(manifest::Client {
            start: first(&client.start),
            app: first(&client.app),
            imports,
            stylesheets,
        }),
        hooks: manifest::Hooks {
            server: app.hooks.server.is_some(),
            universal: app.hooks.universal.is_some(),
            client: app.hooks.client.is_some(),
        },
        env: inputs.declared.as_ref().map(|_| manifest::Env { prefixed: client.prefixed_variables }),
        assets: app.assets.clone(),
    }
}

/// What a build directory consists of.
struct Contents<'b> {
    /// By path in the build directory.
    files: &'b BTreeMap<String, Vec<u8>>,
    /// Where the app has its static files.
    statics: &'b Path,
    /// Which of them there are.
    assets: &'b [String],
    /// Whether compressed forms are stored beside (F-188).
    compressed: bool,
}

/// Writes beside the place and moves there.
fn write(out: &Path, contents: &Contents<'_>) -> io::Result<()> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let number = format!("{}-{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
    let name =
        out.file_name().ok_or_else(|| io::Error::other("the path has no last part"))?.to_string_lossy();
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if parent.file_name().is_some_and(|name| name == ".formwork")
        && let Some(app) = parent.parent()
    {
        runtime::work_dir(app)?;
    }
    fs::create_dir_all(parent)?;
    let part = parent.join(format!(".{name}-{number}"));
    let filled = fill(&part, contents)
        .and_then(|()| replace(&part, out, &parent.join(format!(".{name}-old-{number}"))));
    if filled.is_err() {
        let _ = fs::remove_dir_all(&part);
    }
    filled
}

fn fill(part: &Path, contents: &Contents<'_>) -> io::Result<()> {
    for (name, bytes) in contents.files {
        put(&part.join(name), |path| fs::write(path, bytes))?;
    }
    for name in contents.assets {
        put(&part.join("static").join(name), |path| fs::copy(contents.statics.join(name), path).map(drop))?;
    }
    if contents.compressed {
        let client = contents.files.keys().filter(|name| name.starts_with("client/")).cloned();
        let assets = contents.assets.iter().map(|name| format!("static/{name}"));
        compress::store(part, &client.chain(assets).collect::<Vec<_>>())?;
    }
    Ok(())
}

fn put(path: &Path, write: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    write(path)
}

fn replace(part: &Path, out: &Path, old: &Path) -> io::Result<()> {
    if out.exists() {
        if !out.join("manifest.json").is_file() && fs::read_dir(out)?.next().is_some() {
            return Err(io::Error::other("it exists and is no build of Formwork"));
        }
        fs::rename(out, old)?;
    }
    match fs::rename(part, out) {
        Ok(()) => {
            // A leftover does no harm.
            let _ = fs::remove_dir_all(old);
            Ok(())
        }
        Err(error) => {
            let _ = fs::rename(old, out);
            Err(error)
        }
    }
}

/// Where an app has its files, or may come to have them, whatever they import.
fn sources(root: &Path, config: &Config) -> Vec<PathBuf> {
    let Places {
        src,
        assets,
        routes,
        params,
        hooks_server,
        hooks_universal,
        hooks_client,
        service_worker,
        env,
        app_template,
        error_template,
        module_extensions,
    } = &config.places;
    let folders = [src, routes, assets].map(|place| root.join(place));
    let modules = [params, hooks_server, hooks_universal, hooks_client, service_worker, env];
    let modules = modules.into_iter().flat_map(|stem| {
        let ends = module_extensions.iter().flat_map(|end| [end.clone(), format!("/index{end}")]);
        [String::new()].into_iter().chain(ends).map(move |end| root.join(format!("{stem}{end}")))
    });
    let templates = [app_template, error_template].map(|place| root.join(place));
    let beside = ["package.json"].iter().chain(config::FILES).map(|name| root.join(name));
    let variables = env::watched(&root.join(&config.env_dir));
    let found = folders.into_iter().chain(modules).chain(templates).chain(beside).chain(variables);
    found.chain(config.files.iter().cloned()).collect()
}

/// What a change of which may change the build; `.formwork`, `build` and `node_modules` are not below these.
fn watched<'f>(inputs: &'f Inputs, files: impl Iterator<Item = &'f PathBuf>) -> Vec<PathBuf> {
    let mut watched: Vec<PathBuf> = Vec::new();
    let declared = inputs.declared.iter().flat_map(|declared| &declared.watch);
    // Also what is not there yet: it may come.
    for path in sources(&inputs.root, &inputs.config).into_iter().chain(files.chain(declared).cloned()) {
        let inside = watched.iter().any(|seen| seen.is_dir() && path.starts_with(seen));
        if !inside && !watched.contains(&path) {
            watched.push(path);
        }
    }
    watched
}

fn sizes(files: &BTreeMap<String, Vec<u8>>, dev: bool) -> Vec<(String, u64, Option<u64>)> {
    files
        .iter()
        .map(|(name, bytes)| {
            let text = name.starts_with("client/") && (name.ends_with(".js") || name.ends_with(".css"));
            let gzipped = (text && !dev).then(|| gzipped(bytes)).flatten();
            (name.clone(), bytes.len() as u64, gzipped)
        })
        .collect()
}

fn gzipped(bytes: &[u8]) -> Option<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(|data| data.len() as u64)
}
