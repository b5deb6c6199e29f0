//! The bundler's complaints, in the words of our catalogue.
//!
//! Most errors are found before the bundler sees them, with better places (`plugin`). What remains is told with the
//! bundler's message and, if its place lies in a file as the author wrote it, with that.

use std::path::Path;

use rolldown_error::{BatchedBuildDiagnostic, BuildDiagnostic, EventKind};

use crate::diagnostic::{Code, Diagnostic, Severity, offset_utf16};

pub(super) fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error
}

pub(super) fn errors(errors: BatchedBuildDiagnostic, root: &Path) -> Vec<Diagnostic> {
    errors.into_vec().iter().map(|error| translate(error, root)).collect()
}

/// Only warnings that say something about the app are passed on.
pub(super) fn warnings(warnings: Vec<BuildDiagnostic>, root: &Path) -> Vec<Diagnostic> {
    warnings
        .iter()
        .filter(|warning| matches!(warning.kind(), EventKind::ImportIsUndefined))
        .map(|warning| translate(warning, root).into_warning())
        .filter(|warning| warning.file.as_deref().is_some_and(|file| !file.contains("node_modules/")))
        .collect()
}

fn translate(error: &BuildDiagnostic, root: &Path) -> Diagnostic {
    let code = match error.kind() {
        EventKind::MissingExportError | EventKind::ImportIsUndefined => Code::ImportExport,
        EventKind::ParseError | EventKind::JsonParseError | EventKind::TransformError => Code::Syntax,
        EventKind::ResolveError | EventKind::UnresolvedImport | EventKind::FileNotFoundError => {
            Code::ImportMissing
        }
        _ => Code::Bundle,
    };
    let detail = error.to_diagnostic();
    let mut message = error.to_string();
    if message.trim().is_empty() {
        message = detail.convert_to_string(false);
    }
    if code == Code::ImportExport
        && let Some(variable) = message.split('"').nth(1)
        && let Some(diagnostic) = no_variable(variable, &message)
    {
        return with_place(diagnostic, &detail, error, root, variable);
    }
    let prefix = format!("{}/", root.display());
    let message = message.replace(&prefix, "").trim().to_owned();
    let name = message.split('"').nth(1).unwrap_or_default().to_owned();
    with_place(Diagnostic::error(code, message), &detail, error, root, &name)
}

/// An import of a variable that is not there, said in the words of its author.
fn no_variable(name: &str, message: &str) -> Option<Diagnostic> {
    let (_, module) = message.split_once("formwork:")?;
    if module.starts_with("$env/static/") {
        return Some(Diagnostic::error(Code::EnvMissing, format!("The variable `{name}` is not set")));
    }
    let kind = module.strip_prefix("env/")?.split(['/', '"']).nth(1)?;
    let message = format!("`src/env` declares no {kind} variable `{name}`");
    Some(Diagnostic::error(Code::EnvDeclared, message))
}

/// With the place of a complaint; `name` is what it is about.
fn with_place(
    mut result: Diagnostic,
    detail: &rolldown_error::Diagnostic,
    error: &BuildDiagnostic,
    root: &Path,
    name: &str,
) -> Diagnostic {
    let prefix = format!("{}/", root.display());
    let place = detail.get_primary_location();
    let file = place.as_ref().map(|(file, ..)| file.clone()).or_else(|| error.id());
    let Some(file) = file else { return result };
    let file = file.strip_prefix(&prefix).unwrap_or(&file).to_owned();
    let compiled = file.ends_with(".svelte") || file.contains(".svelte.");
    let is_import =
        matches!(result.code, Code::ImportExport | Code::EnvMissing | Code::EnvDeclared) && !name.is_empty();
    if is_import
        && compiled
        && let Ok(source) = std::fs::read_to_string(root.join(&file))
        && let Some(at) = source.find(name)
    {
        // The place in the compiled text says nothing; the name is the same in both.
        result = result.at(&source, at..at + name.len());
    }
    if let (Some((_, line, column, _)), false) = (place, compiled)
        && let Ok(source) = std::fs::read_to_string(root.join(&file))
    {
        let line = u32::try_from(line).unwrap_or(1);
        let start = offset_utf16(&source, line, u32::try_from(column).unwrap_or_default());
        result = result.at(&source, start..word_end(&source, start));
    }
    result.in_file(file)
}

/// The end of the name that begins at a place, so that all of it is marked.
fn word_end(source: &str, start: usize) -> usize {
    let rest = source.get(start..).unwrap_or_default();
    start + rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len())
}
