//! One module for each command; each takes its part of the command line and answers how it ended.

mod build;
mod check;
mod dev;
mod new;
mod routes;
mod start;
mod sync;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Serialize;

use crate::args::{Arguments, Command};

/// How a command ended when nothing unforeseen happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did what was asked.
    Done,
    /// It could not, and has said why.
    Failed,
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    match arguments.command {
        Command::New(flags) => new::run(&flags),
        Command::Dev(flags) => dev::run(&flags),
        Command::Build(flags) => build::run(&flags),
        Command::Start(flags) => start::run(&flags),
        Command::Routes(flags) => routes::run(&flags),
        Command::Check(flags) => check::run(&flags),
        Command::Sync(flags) => sync::run(&flags),
    }
}

/// The app's directory as an absolute path without links: the form in which files are reported by the system.
fn app_directory(path: &Path) -> anyhow::Result<PathBuf> {
    let found = path.canonicalize().with_context(|| format!("the app's folder {}", path.display()))?;
    anyhow::ensure!(found.is_dir(), "{} is a file; give the folder of the app", path.display());
    Ok(found)
}

/// Runs a command to its end on the threads that sockets, timers and the compiler need. What still runs on
/// other threads then is not waited for.
fn block_on<T>(command: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("threads could not be started")?;
    let result = runtime.block_on(command);
    // The process ends now, and its threads with it. To shut the runtime down without waiting would detach threads at
    // the moment in which they end; glibc may then read memory of theirs that is gone already, and everything that was
    // done ends with a segmentation fault.
    std::mem::forget(runtime);
    result
}

/// What `--json` prints: one value, indented, so that people can read it too.
fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    writeln!(io::stdout().lock(), "{text}")?;
    Ok(())
}

/// Log lines go to stderr: our own from `info` up, those of libraries from `warn` up, unless FORMWORK_LOG says
/// otherwise.
fn log_to_stderr() {
    let wanted = std::env::var("FORMWORK_LOG").unwrap_or_else(|_| "warn,formwork=info".to_owned());
    let filter = tracing_subscriber::EnvFilter::builder().parse_lossy(wanted);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(anstream::stderr)
        .with_ansi(crate::report::in_colour())
        .with_target(false)
        .with_timer(LocalTime)
        .init();
}

/// The time of day in front of a log line, as in our own lines.
struct LocalTime;

impl tracing_subscriber::fmt::time::FormatTime for LocalTime {
    fn format_time(&self, writer: &mut tracing_subscriber::fmt::format::Writer<'_>) -> std::fmt::Result {
        writer.write_str(&crate::clock::now())
    }
}
