//! `formwork build`: an app directory in, a build directory out, and a table of what is in it.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use formwork_compile::{BuildOptions, Builder, Built, Diagnostic, Mode, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use crate::args;
use crate::commands::{Outcome, app_directory, block_on, print_json};
use crate::report::{self, GOOD, QUIET, STRONG};
use crate::routes_table::{self, RouteRow};
use crate::{clock, sizes, types};

pub(super) fn run(flags: &args::Build) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let app = app_directory(&flags.app)?;
    let out = match &flags.out {
        Some(out) => std::path::absolute(out)?,
        None => app.join("build"),
    };
    refuse_to_replace(&app, &out)?;

    let progress = Progress::new(flags.json);
    let options = BuildOptions { app, out: out.clone(), mode: Mode::Production, version: None };
    let result = block_on(async {
        let builder = Builder::new().ignore_prerender(flags.ignore_prerender);
        Ok(builder.build(&options, |stage| progress.stage(stage)).await)
    });
    progress.finish();
    let result = result?;

    types::keep(&options.app);
    match result {
        Ok(built) if flags.json => json(&built, &out, started.elapsed())?,
        Ok(built) => summary(&built, &out, started.elapsed())?,
        Err(error) if flags.json => {
            print_json(&Failure { diagnostics: &error.diagnostics })?;
            return Ok(Outcome::Failed);
        }
        Err(error) => {
            report::diagnostics(&error.diagnostics);
            anstream::eprintln!("Nothing was built: {}.", report::count(&error.diagnostics));
            return Ok(Outcome::Failed);
        }
    }
    Ok(Outcome::Done)
}

/// The build directory is replaced as a whole. One that somebody else filled must not be: `--out .` is typed
/// quickly.
fn refuse_to_replace(app: &Path, out: &Path) -> anyhow::Result<()> {
    // Links resolved as far as the path exists, so that they do not hide where it leads.
    let real = out.ancestors().find_map(|part| {
        let rest = out.strip_prefix(part).ok()?;
        Some(part.canonicalize().ok()?.join(rest))
    });
    let real = real.unwrap_or_else(|| out.to_owned());
    anyhow::ensure!(
        !app.starts_with(&real),
        "--out: {} holds the app; the build would replace it",
        out.display()
    );
    if real.is_file() {
        anyhow::bail!("--out: {} is a file", out.display());
    }
    let mut entries = match real.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("--out: {}", out.display())),
    };
    let is_ours = real.join("manifest.json").is_file() && real.join("server").is_dir();
    anyhow::ensure!(
        is_ours || entries.next().is_none(),
        "--out: {} holds other files, which the build would replace; give a new or empty folder",
        out.display()
    );
    Ok(())
}

/// A moving line on a terminal; elsewhere one plain line for each stage; nothing beside JSON.
struct Progress {
    bar: ProgressBar,
    plain: bool,
}

impl Progress {
    fn new(quiet: bool) -> Self {
        let terminal = io::stderr().is_terminal();
        let bar = if quiet || !terminal {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
        } else {
            ProgressBar::new_spinner()
        };
        if let Ok(style) = ProgressStyle::with_template("  {spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(80));
        Progress { bar, plain: !quiet && !terminal }
    }

    fn stage(&self, stage: Stage) {
        if self.plain {
            anstream::eprintln!("formwork: {}", words(stage));
        } else {
            self.bar.set_message(words(stage));
        }
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn words(stage: Stage) -> &'static str {
    match stage {
        Stage::Scanning => "reading the app",
        Stage::Bundling => "compiling and bundling",
        Stage::Writing => "writing",
    }
}

fn summary(built: &Built, out: &Path, took: Duration) -> anyhow::Result<()> {
    if !built.warnings.is_empty() {
        report::diagnostics(&built.warnings);
    }
    let mut stdout = anstream::stdout().lock();
    let rows = routes_table::of_build(&built.manifest, &built.files);
    write!(stdout, "\n{}", routes_table::render_with_sizes(&rows))?;
    let total: u64 = built.files.iter().map(|(_, size, _)| size).sum();
    write!(
        stdout,
        "\n  {QUIET}JS and CSS: what the browser loads for a first visit, compressed.{QUIET:#}\n\
         \n  {GOOD}Built in {}{GOOD:#}: {}, {} in {STRONG}{}{STRONG:#}\n",
        clock::took(took),
        report::plural(built.files.len(), "file"),
        sizes::bytes(total),
        shown(out).display(),
    )?;
    let start = if out.ends_with("build") && shown(out) == Path::new("build") {
        "formwork start".to_owned()
    } else {
        format!("formwork start {}", shown(out).display())
    };
    writeln!(stdout, "  Serve it with: {STRONG}{start}{STRONG:#}\n")?;
    Ok(())
}

/// A path as short as it can be from here.
fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let short = here.ok().and_then(|here| Some(path.strip_prefix(here).ok()?.to_owned()));
    short.unwrap_or_else(|| path.to_owned())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Success<'a> {
    out: String,
    version: &'a str,
    duration_ms: u64,
    routes: Vec<RouteRow>,
    files: Vec<File<'a>>,
    warnings: &'a [Diagnostic],
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    gzip: Option<u64>,
}

#[derive(Serialize)]
struct Failure<'a> {
    diagnostics: &'a [Diagnostic],
}

fn json(built: &Built, out: &Path, took: Duration) -> anyhow::Result<()> {
    print_json(&Success {
        out: out.display().to_string(),
        version: &built.manifest.version,
        duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        routes: routes_table::of_build(&built.manifest, &built.files),
        files: built
            .files
            .iter()
            .map(|(path, bytes, gzip)| File { path, bytes: *bytes, gzip: *gzip })
            .collect(),
        warnings: &built.warnings,
    })
}
