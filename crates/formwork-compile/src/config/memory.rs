//! What configuration files said when they were run, from one build to the next.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use xxhash_rust::xxh3::Xxh3;

use super::{
    evaluated::{self, Evaluated, Surroundings},
    program,
};
use crate::{diagnostic::Diagnostic, evaluate::Thrown};

/// What was run for the last build: it is run again when one of its files has changed.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    runs: Mutex<HashMap<&'static str, Run>>,
}

/// One run of a file.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) fingerprint: u64,
    pub(super) files: Vec<PathBuf>,
    pub(super) result: Arc<Result<Evaluated, Thrown>>,
}

impl Memory {
    pub(super) fn run(
        &self,
        file: &'static str,
        surroundings: &Surroundings<'_>,
    ) -> Result<Run, Vec<Diagnostic>> {
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
