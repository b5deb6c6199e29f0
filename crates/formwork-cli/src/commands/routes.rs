//! `formwork routes`: what an app consists of, read from its files without building it.

use std::io::Write;

use formwork_compile::Diagnostic;
use serde::Serialize;

use crate::args;
use crate::commands::{Outcome, app_directory, print_json};
use crate::report;
use crate::routes_table::{self, RouteRow};

#[derive(Serialize)]
struct List {
    routes: Vec<RouteRow>,
}

#[derive(Serialize)]
struct Problems<'a> {
    diagnostics: &'a [Diagnostic],
}

pub(super) fn run(flags: &args::Routes) -> anyhow::Result<Outcome> {
    let app = match formwork_compile::scan(&app_directory(&flags.app)?) {
        Ok(app) => app,
        Err(error) if flags.json => {
            print_json(&Problems { diagnostics: &error.diagnostics })?;
            return Ok(Outcome::Failed);
        }
        Err(error) => {
            report::diagnostics(&error.diagnostics);
            return Ok(Outcome::Failed);
        }
    };
    let rows = routes_table::of_app(&app);
    if flags.json {
        print_json(&List { routes: rows })?;
    } else {
        report::diagnostics(&app.warnings);
        write!(anstream::stdout().lock(), "{}", routes_table::render(&rows))?;
    }
    Ok(Outcome::Done)
}
