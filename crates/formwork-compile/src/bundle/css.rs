//! Style sheets: parsed, checked and printed by lightningcss.
//!
//! The bundler has no CSS. A component's scoped CSS and each imported `.css` file are collected under the module that
//! asked for them; the sheets of a chunk are joined in the order in which its modules run. In production the result is
//! minified. What they refer to was settled before (`sheet`).

use lightningcss::{
    printer::PrinterOptions,
    stylesheet::{MinifyOptions, ParserOptions, StyleSheet},
};

use super::state::State;
use crate::diagnostic::{Code, Diagnostic};

/// Checks one sheet, so that a fault is reported with its file.
fn check(source: &str, file: &str) -> Result<(), Box<Diagnostic>> {
    StyleSheet::parse(source, parser(file))
        .map(drop)
        .map_err(|error| fault(&error.kind.to_string(), error.loc.as_ref(), source, file))
}

/// Checks an imported file and reports what is wrong; false if anything is.
pub(super) fn check_for(state: &State, source: &str, id: &str) -> bool {
    match check(source, &state.name(id)) {
        Ok(()) => true,
        Err(diagnostic) => {
            state.report(*diagnostic);
            false
        }
    }
}

/// Joins sheets into one file. `imports` of other servers come first, as they must.
pub(super) fn join(imports: &[&str], sheets: &[&str], dev: bool) -> String {
    let text = [imports, sheets].concat().join("\n");
    if dev {
        return text;
    }
    let minified = StyleSheet::parse(&text, parser("")).ok().and_then(|mut sheet| {
        sheet.minify(MinifyOptions::default()).ok()?;
        sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() }).ok()
    });
    // Each sheet was checked alone, so this does not happen; unminified CSS is still right.
    minified.map_or(text, |css| css.code)
}

fn parser<'a>(file: &str) -> ParserOptions<'a> {
    ParserOptions { filename: file.to_owned(), ..ParserOptions::default() }
}

fn fault(
    message: &str,
    place: Option<&lightningcss::error::ErrorLocation>,
    source: &str,
    file: &str,
) -> Box<Diagnostic> {
    let result = Diagnostic::error(Code::Css, message.to_owned()).in_file(file);
    Box::new(match place {
        Some(at) => result.at_line(source, at.line + 1, at.column),
        None => result,
    })
}
