//! A built application, loaded and ready to answer; and the place where a server finds the current one.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use formwork_wire::manifest::Manifest;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::admission::Advised;
use crate::config::Config;
use crate::dev::DevEvent;
use crate::document::{self, Template};
use crate::files::Files;
use crate::instances::Instances;
use crate::site::{Blueprint, BootError};

/// Why an app or a server could not start. The text names the place and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The build directory, or a file in it, cannot be read.
    #[error("{path}: {source}. Is it a build directory? Run `formwork build` first.", path = path.display())]
    Build {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The manifest is not one of ours.
    #[error("{path} is not a manifest of this version of Formwork: {reason}. Run `formwork build` again.", path = path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// User code threw while it started.
    #[error("The app could not be started: {0}")]
    App(String),
    /// The engine could not be set up.
    #[error("{0}")]
    Engine(String),
    /// The address cannot be listened on.
    #[error("Cannot listen on {place}: {source}")]
    Bind {
        /// Host and port.
        place: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A loaded application: its files, its manifest and the instances that run it.
#[derive(Debug)]
pub struct App {
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) config: Arc<Config>,
    pub(crate) files: Arc<Files>,
    pub(crate) instances: Instances,
    pub(crate) advised: Arc<Advised>,
    pub(crate) template: Arc<Template>,
}

impl App {
    /// Loads the build directory and starts its user code.
    pub async fn load(build: &Path, config: &Config) -> Result<App, StartError> {
        let read = |name: &str| {
            let path = build.join(name);
            std::fs::read_to_string(&path).map_err(|source| StartError::Build { path, source })
        };
        let text = read("manifest.json")?;
        let bad = |reason: String| StartError::Manifest { path: build.join("manifest.json"), reason };
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
        if manifest.formwork != env!("CARGO_PKG_VERSION") {
            return Err(bad(format!("it was built by version {}", manifest.formwork)));
        }
        if manifest.dev && !config.dev {
            return Err(bad("it was built by `formwork dev`, for development only".to_owned()));
        }
        let mut config = config.clone();
        if config.origin.is_none() {
            config.origin = manifest.origin.clone();
        }
        if config.dev {
            // S-189.
            config.max_body = None;
        }
        let manifest = Arc::new(manifest);
        let config = Arc::new(config);
        let files = Arc::new(
            Files::index(build, &manifest).map_err(|(path, source)| StartError::Build { path, source })?,
        );
        let advised = Arc::new(Advised::default());
        let template = Arc::new(Template::new(&manifest, &document::public_env()));
        let blueprint = Blueprint {
            advised: advised.clone(),
            template: template.clone(),
            server_source: read("server/index.js")?.into(),
            server_file: std::path::absolute(build.join("server/index.js")).unwrap_or_default(),
            server_map: std::fs::read(build.join("server/index.js.map")).ok().map(Into::into),
            manifest: manifest.clone(),
            config: config.clone(),
            files: files.clone(),
        };
        let instances = Instances::start(config.instances, &config.isolate, Arc::new(blueprint)).await;
        let instances = instances.map_err(|error| match error {
            formwork_engine::StartError::Guest(BootError(text)) => StartError::App(text),
            other => StartError::Engine(other.to_string()),
        })?;
        Ok(App { manifest, config, files, instances, advised, template })
    }

    /// What was built.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }
}

/// Where a server finds the app of the moment: a development server replaces it after every build.
#[derive(Debug, Clone)]
pub struct AppSlot {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    slot: RwLock<Slot>,
    dev: DevState,
    closing: CancellationToken,
}

/// What every development document and its script come from.
#[derive(Debug)]
pub(crate) struct DevState {
    pub(crate) events: broadcast::Sender<DevEvent>,
    pub(crate) script: RwLock<Option<String>>,
}

/// What is in the slot.
#[derive(Debug, Clone)]
pub(crate) enum Slot {
    App(Arc<App>),
    /// The last build failed; the page says why.
    Failed(Arc<str>),
}

impl AppSlot {
    /// A slot holding `app`.
    pub fn new(app: App) -> Self {
        let script = app.config.dev_script.clone();
        Self::with(Slot::App(Arc::new(app)), script)
    }

    /// A slot without an app yet: every document is `page`. For a first build that fails in development.
    pub fn failed(page: String, config: &Config) -> Self {
        Self::with(Slot::Failed(page.into()), config.dev_script.clone())
    }

    fn with(slot: Slot, script: Option<String>) -> Self {
        let (events, _) = broadcast::channel(16);
        let dev = DevState { events, script: RwLock::new(script) };
        AppSlot { inner: Arc::new(Inner { slot: RwLock::new(slot), dev, closing: CancellationToken::new() }) }
    }

    /// Puts `app` in; running requests finish in the one they began with.
    pub fn replace(&self, app: App) {
        self.set(Slot::App(Arc::new(app)));
    }

    /// Answers every document with `page` (status 500) until the next [`AppSlot::replace`].
    pub fn fail(&self, page: String) {
        self.set(Slot::Failed(page.into()));
    }

    /// Where to announce builds to the browsers that listen.
    pub fn dev_events(&self) -> broadcast::Sender<DevEvent> {
        self.inner.dev.events.clone()
    }

    fn set(&self, slot: Slot) {
        *self.inner.slot.write().unwrap_or_else(std::sync::PoisonError::into_inner) = slot;
    }

    pub(crate) fn current(&self) -> Slot {
        self.inner.slot.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Cancelled when the server stops taking requests.
    pub(crate) fn closing(&self) -> CancellationToken {
        self.inner.closing.clone()
    }

    pub(crate) fn dev(&self) -> &DevState {
        &self.inner.dev
    }
}
