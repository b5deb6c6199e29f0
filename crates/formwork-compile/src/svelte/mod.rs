//! The official Svelte compiler, in an engine of its own on its own threads.
//!
//! The compiler is plain JavaScript and needs a deep stack, so each thread has a large one and one QuickJS runtime;
//! it stays loaded between builds (loading costs 30–50 ms, a component 2–3 ms). The source is either the embedded
//! one, as bytecode written by this crate's build script, or the app's own `svelte/compiler`. Results are kept by the
//! hash of everything that goes in, so that a rebuild compiles what changed. Of the app's own code only `cssHash` of its
//! configuration is asked.

mod thread;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::SystemTime,
};

use rustc_hash::FxHashMap;
use serde::Deserialize;
use xxhash_rust::xxh3::Xxh3;

use crate::config::Function;
use thread::Pool;

/// Which half of an app a module is compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    Server,
    Client,
}

impl Side {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Side::Server => "server",
            Side::Client => "client",
        }
    }
}

/// A component, or a module with runes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Component,
    Module,
}

/// What the compiler is given. `filename` is relative to the app: it gives the scoping class of the CSS, which must
/// not depend on where the app lies.
#[derive(Debug, Clone)]
pub(crate) struct Input<'a> {
    pub(crate) source: &'a str,
    pub(crate) filename: &'a str,
    pub(crate) kind: Kind,
    pub(crate) side: Side,
    pub(crate) dev: bool,
    /// Whether a component can be replaced while it is shown.
    pub(crate) hot: bool,
    /// Further compiler options as a JSON object (from the app's configuration).
    pub(crate) options: &'a serde_json::Map<String, serde_json::Value>,
    /// Names the scoping classes of CSS.
    pub(crate) css_hash: Option<&'a Function>,
}

/// What comes out.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Compiled {
    pub(crate) code: String,
    pub(crate) map: Option<String>,
    pub(crate) css: Option<String>,
    pub(crate) warnings: Vec<Note>,
}

/// An error or warning of the compiler: lines from 1, columns from 0 in UTF-16 units.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Note {
    pub(crate) code: Option<String>,
    pub(crate) message: String,
    pub(crate) start: Option<(u32, u32)>,
    pub(crate) end: Option<(u32, u32)>,
}

/// Why nothing came out.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// The component is at fault.
    Source(Note),
    /// A function of the app's configuration is.
    Configuration(String),
    /// The compiler or its engine is.
    Compiler(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Misconfigured { problem: String },
    Failed { error: Note, stack: Option<String> },
    Done(Compiled),
}

type Outcome = Result<Arc<Compiled>, Failure>;

/// A compiler of the app's own, and what it was when it was loaded: a package is updated while a development server runs.
#[derive(Debug, PartialEq, Eq)]
struct Source {
    file: PathBuf,
    package: Option<Vec<u8>>,
    written: Option<(u64, SystemTime)>,
}

impl Source {
    /// The compiler of the package in this directory.
    fn of(package: &Path) -> Self {
        let file = package.join("compiler/index.js");
        let written = std::fs::metadata(&file).and_then(|data| Ok((data.len(), data.modified()?))).ok();
        Self { file, package: std::fs::read(package.join("package.json")).ok(), written }
    }
}

/// The compiler threads and what they have compiled.
#[derive(Debug, Default)]
pub(crate) struct Compiler {
    pool: Mutex<Option<(Option<Source>, Pool)>>,
    cache: Mutex<FxHashMap<u128, (Outcome, u32)>>,
    build: AtomicU32,
    compiled: AtomicU32,
}

impl Compiler {
    /// Starts the threads, if they are not there, with the compiler of `own_svelte` or the embedded one. They start again
    /// when that has become another.
    pub(crate) fn prepare(&self, own_svelte: Option<&Path>) {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        let source = own_svelte.map(Source::of);
        if pool.as_ref().is_none_or(|(current, _)| *current != source) {
            let file = source.as_ref().map(|source| source.file.clone());
            *pool = Some((source, Pool::start(file)));
            self.cache.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    /// Begins a build: results that no build has used for a while are forgotten.
    pub(crate) fn begin(&self) {
        const KEPT_BUILDS: u32 = 8;
        let build = self.build.fetch_add(1, Ordering::Relaxed) + 1;
        self.cache
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|_, (_, used)| build.saturating_sub(*used) <= KEPT_BUILDS);
    }

    /// How many components and modules have really been compiled so far.
    #[cfg(test)]
    pub(crate) fn compiled(&self) -> u32 {
        self.compiled.load(Ordering::Relaxed)
    }

    /// Compiles, or remembers.
    pub(crate) async fn compile(&self, input: Input<'_>) -> Outcome {
        let key = key(&input);
        let build = self.build.load(Ordering::Relaxed);
        if let Some((outcome, used)) = self.cache.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&key)
        {
            *used = build;
            return outcome.clone();
        }
        let outcome = self.run(&input).await;
        // A fault of the engine may pass; a fault of the source stays until the source changes.
        if !matches!(outcome, Err(Failure::Compiler(_))) {
            self.cache.lock().unwrap_or_else(PoisonError::into_inner).insert(key, (outcome.clone(), build));
        }
        outcome
    }

    async fn run(&self, input: &Input<'_>) -> Outcome {
        self.compiled.fetch_add(1, Ordering::Relaxed);
        let mut options = input.options.clone();
        options.insert("generate".into(), input.side.name().into());
        options.insert("dev".into(), input.dev.into());
        options.insert("hmr".into(), input.hot.into());
        let kind = match input.kind {
            Kind::Component => "component",
            Kind::Module => {
                // The only other options that the compiler takes for modules.
                options
                    .retain(|name, _| matches!(name.as_str(), "generate" | "dev" | "experimental" | "runes"));
                "module"
            }
        };
        let answer = {
            let pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
            let Some((_, pool)) = pool.as_ref() else {
                return Err(Failure::Compiler("the compiler was not started".into()));
            };
            pool.send(
                input.source.to_owned(),
                input.filename.to_owned(),
                kind,
                serde_json::Value::Object(options).to_string(),
                input.css_hash.cloned(),
            )
        };
        let text = match answer.await {
            Ok(Ok(text)) => text,
            Ok(Err(message)) => return Err(Failure::Compiler(message)),
            Err(_) => return Err(Failure::Compiler("the compiler's thread has ended".into())),
        };
        match serde_json::from_str::<Answer>(&text) {
            Ok(Answer::Done(compiled)) => Ok(Arc::new(compiled)),
            Ok(Answer::Misconfigured { problem }) => Err(Failure::Configuration(problem)),
            Ok(Answer::Failed { error, stack: None }) => Err(Failure::Source(error)),
            Ok(Answer::Failed { error, stack: Some(stack) }) => {
                Err(Failure::Compiler(format!("{}\n{stack}", error.message)))
            }
            Err(error) => Err(Failure::Compiler(format!("unreadable answer: {error}"))),
        }
    }
}

fn key(input: &Input<'_>) -> u128 {
    let mut hasher = Xxh3::new();
    for part in [
        input.source,
        input.filename,
        input.side.name(),
        match input.kind {
            Kind::Component => "c",
            Kind::Module => "m",
        },
        if input.dev { "dev" } else { "" },
        if input.hot { "hot" } else { "" },
        &serde_json::to_string(input.options).unwrap_or_default(),
        &input.css_hash.map_or_else(String::new, |function| function.fingerprint.to_string()),
    ] {
        hasher.update(&part.len().to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.digest128()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input<'a>(
        source: &'a str,
        side: Side,
        options: &'a serde_json::Map<String, serde_json::Value>,
    ) -> Input<'a> {
        Input {
            source,
            filename: "src/A.svelte",
            kind: Kind::Component,
            side,
            dev: false,
            hot: false,
            options,
            css_hash: None,
        }
    }

    #[tokio::test]
    async fn compiles_both_sides_and_remembers() {
        let compiler = Compiler::default();
        compiler.prepare(None);
        compiler.begin();
        let none = serde_json::Map::new();
        let source = "<script lang=\"ts\">let { n }: { n: number } = $props();</script>\n<p class=\"a\">{n}</p>\n<style>.a { color: red }</style>";
        let server = compiler.compile(input(source, Side::Server, &none)).await.unwrap();
        assert!(server.code.contains("svelte/internal/server"), "{}", server.code);
        assert!(server.map.is_some());
        let client = compiler.compile(input(source, Side::Client, &none)).await.unwrap();
        assert!(client.code.contains("svelte/internal/client"));
        assert_eq!(client.css, server.css, "one scoping class for both sides");
        let _ = compiler.compile(input(source, Side::Client, &none)).await;
        assert_eq!(compiler.compiled(), 2);
    }

    /// `npm update` beside `formwork dev`: the runtime that is bundled is the new one, so the compiler must be as well.
    #[tokio::test]
    async fn takes_another_compiler_when_the_package_is_updated() {
        let package = tempfile::tempdir().unwrap();
        std::fs::create_dir(package.path().join("compiler")).unwrap();
        let compiler = Compiler::default();
        let none = serde_json::Map::new();
        for version in ["1.0.0", "1.0.1"] {
            let text =
                format!("globalThis.svelte = {{ compile: () => ({{ js: {{ code: '{version}' }} }}) }};");
            std::fs::write(package.path().join("compiler/index.js"), text).unwrap();
            std::fs::write(package.path().join("package.json"), format!("{{\"version\":\"{version}\"}}"))
                .unwrap();
            for _ in 0..2 {
                compiler.prepare(Some(package.path()));
                let compiled = compiler.compile(input("<p></p>", Side::Server, &none)).await.unwrap();
                assert_eq!(compiled.code, version);
            }
        }
        assert_eq!(compiler.compiled(), 2);
    }

    #[tokio::test]
    async fn reports_the_place_of_an_error() {
        let compiler = Compiler::default();
        compiler.prepare(None);
        let none = serde_json::Map::new();
        let failure = compiler.compile(input("<p>\n\t{#if}\n</p>", Side::Server, &none)).await;
        let Err(Failure::Source(note)) = failure else { panic!("{failure:?}") };
        assert_eq!(note.start.map(|(line, _)| line), Some(2));
        assert!(note.code.is_some());
    }
}
