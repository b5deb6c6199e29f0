//! What a development server need not bundle again (DESIGN §5: 150 ms after an edit).
//!
//! Svelte and Formwork's own client never change while the server runs: they are one bundle of their own, made once, and
//! the app's bundle imports its files by their addresses. Its entries are the modules that apps import; when an app wants
//! another one, it is made again with that. And a client whose sources are what they were is the client of last time:
//! edits of server modules are of that kind.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rolldown_common::Output;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::Xxh3;

use super::{
    Bundled, ClientBundle, Inputs, fault, output, run,
    state::{Part, State},
};
use crate::{diagnostic::Diagnostic, svelte::Side};

/// Kept by the builder from one build to the next.
#[derive(Debug, Default)]
pub(crate) struct Warm {
    runtime: tokio::sync::Mutex<Option<(String, Arc<Prebuilt>)>>,
    /// Ids of modules that apps wanted beside the usual ones.
    wanted: Mutex<BTreeSet<String>>,
    client: Mutex<Option<Last>>,
}

/// Svelte and Formwork's own client.
#[derive(Debug)]
pub(super) struct Prebuilt {
    outputs: Vec<Output>,
    files: FxHashMap<String, String>,
}

impl Prebuilt {
    /// The file that exports everything of a module.
    pub(super) fn file(&self, id: &str) -> Option<&str> {
        self.files.get(id).map(String::as_str)
    }
}

/// The last client.
#[derive(Debug)]
struct Last {
    key: u128,
    used: Vec<PathBuf>,
    bundle: ClientBundle,
    diagnostics: Vec<Diagnostic>,
}

/// Bundles the client of a development server, as far as that has to be done.
pub(super) async fn client(inputs: &Inputs) -> Bundled<ClientBundle> {
    if let Some(Last { key, used, bundle, diagnostics }) = &*lock(&inputs.warm.client)
        && *key == fingerprint(inputs, used)
    {
        return Ok((bundle.clone(), diagnostics.clone()));
    }
    let (outputs, state) = bundle(inputs).await?;
    let bundle = output::client(inputs, &outputs, &state);
    let diagnostics = state.take_diagnostics();
    if diagnostics.iter().any(fault::is_error) {
        return Err(diagnostics);
    }
    let used = state.used(&outputs);
    let last = Last {
        key: fingerprint(inputs, &used),
        used,
        bundle: bundle.clone(),
        diagnostics: diagnostics.clone(),
    };
    *lock(&inputs.warm.client) = Some(last);
    Ok((bundle, diagnostics))
}

async fn bundle(inputs: &Inputs) -> Result<(Vec<Output>, Arc<State>), Vec<Diagnostic>> {
    loop {
        let runtime = prebuilt(inputs).await?;
        let part = Part::App(Arc::clone(&runtime));
        let (outputs, state) = run(State::new(inputs.clone(), Side::Client, part)).await?;
        let mut wanted = lock(&inputs.warm.wanted);
        let known = wanted.len();
        wanted.extend(state.lacking());
        if wanted.len() == known {
            return Ok(([runtime.outputs.clone(), outputs].concat(), state));
        }
    }
}

async fn prebuilt(inputs: &Inputs) -> Result<Arc<Prebuilt>, Vec<Diagnostic>> {
    let mut kept = inputs.warm.runtime.lock().await;
    let wanted = lock(&inputs.warm.wanted).clone();
    // An app may install another version of its own Svelte meanwhile.
    let package = inputs.runtime.own_svelte.as_ref().map(|dir| std::fs::read(dir.join("package.json")).ok());
    let key =
        format!("{:?}", (&inputs.constants, &inputs.runtime, package, &inputs.config.compiler, &wanted));
    if let Some((known, prebuilt)) = &*kept
        && *known == key
    {
        return Ok(Arc::clone(prebuilt));
    }
    let part = Part::Runtime(wanted.into_iter().collect());
    let (outputs, _) = run(State::new(inputs.clone(), Side::Client, part)).await?;
    let files = outputs.iter().filter_map(|output| match output {
        Output::Chunk(chunk) if chunk.is_entry => {
            Some((chunk.facade_module_id.as_ref()?.to_string(), chunk.filename.to_string()))
        }
        _ => None,
    });
    let prebuilt = Arc::new(Prebuilt { files: files.collect(), outputs });
    *kept = Some((key, Arc::clone(&prebuilt)));
    Ok(prebuilt)
}

/// Stands for everything that a client depends on: what is known of the app, the names of all its files (a new one may
/// be found where another was) and the text of those that went into it.
fn fingerprint(inputs: &Inputs, used: &[PathBuf]) -> u128 {
    let mut hasher = Xxh3::new();
    let mut add = |bytes: &[u8]| {
        hasher.update(&bytes.len().to_le_bytes());
        hasher.update(bytes);
    };
    let Inputs { app, root, runtime, constants, env, config, declared, .. } = inputs;
    add(format!("{:?}", (app, runtime, constants, &env.public, config, declared)).as_bytes());
    let sources = walkdir::WalkDir::new(root.join(&app.places.src)).follow_links(true).sort_by_file_name();
    let folders = used
        .iter()
        .filter(|path| path.is_dir())
        .map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name());
    for entry in [sources].into_iter().chain(folders).flatten().flatten() {
        add(entry.path().to_string_lossy().as_bytes());
    }
    let package = root.join("package.json");
    for file in used.iter().chain([&package]).filter(|path| !path.is_dir()) {
        match std::fs::read(file) {
            Ok(bytes) => add(&bytes),
            Err(error) => add(error.to_string().as_bytes()),
        }
    }
    hasher.digest128()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
