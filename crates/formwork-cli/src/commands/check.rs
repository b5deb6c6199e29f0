//! `formwork check`: what in an app works with Formwork, route by route, and what does not, with the place and a way out.

use std::io::Write;

use anstream::ColorChoice;
use formwork_compile::{Builder, Checked, Diagnostic, Severity};
use serde::Serialize;

use crate::args;
use crate::commands::{Outcome, app_directory, block_on, print_json};
use crate::report::{self, ERROR, GOOD, QUIET, STRONG};
use crate::routes_table;
use crate::table::{Align, Table};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    ok: bool,
    routes: Vec<Route<'a>>,
    diagnostics: Vec<Found<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Route<'a> {
    id: &'a str,
    supported: bool,
    /// Positions in `diagnostics`.
    problems: &'a [usize],
    warnings: &'a [usize],
}

#[derive(Serialize)]
struct Found<'a> {
    #[serde(flatten)]
    diagnostic: &'a Diagnostic,
    /// Ids of the routes it concerns; empty if it concerns the app as a whole.
    routes: &'a [String],
}

pub(super) fn run(flags: &args::Check) -> anyhow::Result<Outcome> {
    let app = app_directory(&flags.app)?;
    let checked =
        block_on(async { Ok(Builder::new().ignore_prerender(flags.ignore_prerender).check(&app).await) })?;
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) if flags.json => {
            let none: &[String] = &[];
            let found = error.diagnostics.iter().map(|diagnostic| Found { diagnostic, routes: none });
            print_json(&Report { ok: false, routes: Vec::new(), diagnostics: found.collect() })?;
            return Ok(Outcome::Failed);
        }
        Err(error) => {
            report::diagnostics(&error.diagnostics);
            return Ok(Outcome::Failed);
        }
    };
    let fails = |diagnostic: &Diagnostic| flags.strict || diagnostic.severity == Severity::Error;
    let ok = !checked.diagnostics.iter().any(fails);
    if flags.json {
        json(&checked, ok)?;
    } else {
        text(&checked, ok)?;
    }
    Ok(if ok { Outcome::Done } else { Outcome::Failed })
}

fn json(checked: &Checked, ok: bool) -> anyhow::Result<()> {
    let routes = checked.routes.iter().map(|route| Route {
        id: &route.id,
        supported: route.problems.is_empty(),
        problems: &route.problems,
        warnings: &route.warnings,
    });
    let found = checked.diagnostics.iter().zip(&checked.concerns);
    let diagnostics = found.map(|(diagnostic, routes)| Found { diagnostic, routes }).collect();
    print_json(&Report { ok, routes: routes.collect(), diagnostics })
}

fn text(checked: &Checked, ok: bool) -> anyhow::Result<()> {
    let mut stdout = anstream::stdout();
    let colour = stdout.current_choice() != ColorChoice::Never;
    let mut table = Table::new([("Route", Align::Left), ("Kind", Align::Left), ("Result", Align::Left)]);
    let rows = routes_table::of_app(&checked.app);
    for (route, row) in checked.routes.iter().zip(&rows) {
        let result = match (route.problems.len(), route.warnings.len()) {
            (0, 0) => format!("{GOOD}works{GOOD:#}"),
            (0, warnings) => format!("{GOOD}works{GOOD:#}, {}", report::plural(warnings, "warning")),
            (problems, _) => format!("{ERROR}{}{ERROR:#}", report::plural(problems, "problem")),
        };
        table.row([route.id.clone(), routes_table::kind(row).to_owned(), result]);
    }
    writeln!(stdout, "\n{}", table.render())?;
    for (diagnostic, routes) in checked.diagnostics.iter().zip(&checked.concerns) {
        writeln!(stdout, "{}", diagnostic.render(colour))?;
        writeln!(stdout, "  {QUIET}concerns {}{QUIET:#}\n", concerned(routes, checked.routes.len()))?;
    }
    let works = checked.routes.iter().filter(|route| route.problems.is_empty()).count();
    let problems = report::count(&checked.diagnostics);
    match (ok, checked.diagnostics.is_empty()) {
        (true, true) => writeln!(stdout, "{GOOD}Everything works with Formwork.{GOOD:#}")?,
        (true, false) => writeln!(stdout, "{GOOD}The app works with Formwork{GOOD:#}, with {problems}.")?,
        (false, _) => {
            let all = checked.routes.len();
            let of = report::plural(all, "route");
            writeln!(stdout, "{STRONG}{problems}{STRONG:#}; {works} of {of} without a problem of its own.")?;
        }
    }
    Ok(())
}

/// Whom a fault concerns, in few words.
fn concerned(routes: &[String], all: usize) -> String {
    const MOST: usize = 4;
    match routes {
        [] => "the app as a whole".to_owned(),
        _ if routes.len() == all && all > 1 => "every route".to_owned(),
        _ if routes.len() > MOST => {
            let (first, rest) = routes.split_at(MOST);
            format!("{} and {}", first.join(", "), report::plural(rest.len(), "other route"))
        }
        _ => routes.join(", "),
    }
}
