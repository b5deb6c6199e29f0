//! `formwork sync`: the types that editors and type checkers look for.

use std::io::Write;

use formwork_compile::{Diagnostic, Severity, Synced};
use serde::Serialize;

use crate::args;
use crate::commands::{Outcome, app_directory, print_json};
use crate::report::{self, GOOD, QUIET, STRONG};

#[derive(Serialize)]
struct Result<'a> {
    files: &'a [String],
    written: &'a [String],
    removed: &'a [String],
    diagnostics: &'a [Diagnostic],
}

pub(super) fn run(flags: &args::Sync) -> anyhow::Result<Outcome> {
    let app = app_directory(&flags.app)?;
    let synced = match formwork_compile::sync(&app) {
        Ok(synced) => synced,
        Err(error) if flags.json => {
            let diagnostics = &error.diagnostics;
            print_json(&Result { files: &[], written: &[], removed: &[], diagnostics })?;
            return Ok(Outcome::Failed);
        }
        Err(error) => {
            report::diagnostics(&error.diagnostics);
            return Ok(Outcome::Failed);
        }
    };
    let Synced { files, written, removed, diagnostics } = &synced;
    let failed = diagnostics.iter().any(|found| found.severity == Severity::Error);
    if flags.json {
        print_json(&Result { files, written, removed, diagnostics })?;
        return Ok(if failed { Outcome::Failed } else { Outcome::Done });
    }
    report::diagnostics(diagnostics);
    if failed {
        return Ok(Outcome::Failed);
    }
    let mut stdout = anstream::stdout().lock();
    match (written.len(), removed.len()) {
        (0, 0) => writeln!(stdout, "{GOOD}Types are up to date{GOOD:#} {QUIET}(.svelte-kit){QUIET:#}")?,
        (count, gone) => {
            write!(stdout, "{GOOD}Wrote types{GOOD:#} to {STRONG}.svelte-kit{STRONG:#}: ")?;
            write!(stdout, "{}", report::plural(count, "file"))?;
            if gone > 0 {
                write!(stdout, ", {gone} removed")?;
            }
            writeln!(stdout)?;
        }
    }
    if !formwork_compile::wants_types(&app) {
        writeln!(
            stdout,
            "Nothing uses them yet: put {STRONG}{{ \"extends\": \"./.svelte-kit/tsconfig.json\" }}{STRONG:#} into a \
             tsconfig.json."
        )?;
    }
    Ok(Outcome::Done)
}
