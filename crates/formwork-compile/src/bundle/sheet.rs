//! What a style sheet refers to: images and fonts by relative `url(…)`, other sheets by `@import`.
//!
//! Files become assets of the build, sheets are written out in place of their `@import`, under its conditions. URLs with
//! a scheme are left to the browser, and so are those with a leading slash unless they name a file of `static/`.
//! `$lib/…` works as in modules, and `@import` finds sheets of packages.

use std::{
    borrow::Cow,
    ops::Range,
    path::{Path, PathBuf},
};

use formwork_wire::manifest::Font;
use lightningcss::{
    error::PrinterError,
    printer::PrinterOptions,
    rules::{CssRule, import::ImportRule},
    stylesheet::{ParserOptions, StyleSheet},
    traits::ToCss,
};
use percent_encoding::percent_decode_str;

use super::{
    asset::publish,
    state::{State, without_query},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    paths::normal,
    runtime::find_package,
};

/// A style sheet ready for the build.
#[derive(Debug, Default, Clone)]
pub(super) struct Sheet {
    /// `@import` rules of other servers; they must come first in a file.
    pub(super) imports: Vec<String>,
    pub(super) css: String,
    /// Font files that it names, for preloading.
    pub(super) fonts: Vec<Font>,
}

/// Where the text of a sheet goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    /// Into a file of the build.
    File,
    /// Into a module: nobody knows where it will stand.
    Module,
}

/// Reads a style sheet: relative `url(…)` point into the build, `@import` of files is written out.
pub(super) fn references(state: &State, text: &str, id: &str) -> Result<Sheet, Box<Diagnostic>> {
    read(state, text, id, Goal::File)
}

/// The same for a sheet that a module wants as a text.
pub(super) fn inlined(state: &State, text: &str, id: &str) -> Result<Sheet, Box<Diagnostic>> {
    read(state, text, id, Goal::Module)
}

fn read(state: &State, text: &str, id: &str, goal: Goal) -> Result<Sheet, Box<Diagnostic>> {
    let mut sheet = Sheet::default();
    let mut open = vec![PathBuf::from(without_query(id))];
    sheet.css = include(state, text, goal, &mut open, &mut sheet.imports, &mut sheet.fonts)?;
    Ok(sheet)
}

fn include(
    state: &State,
    text: &str,
    goal: Goal,
    open: &mut Vec<PathBuf>,
    imports: &mut Vec<String>,
    fonts: &mut Vec<Font>,
) -> Result<String, Box<Diagnostic>> {
    let path = open.last().cloned().unwrap_or_default();
    let name = state.name(&path.to_string_lossy());
    let directory = path.parent().unwrap_or(Path::new(""));
    let text = published(state, text, goal, &path, fonts)?;
    if !text.contains("@import") {
        return Ok(text);
    }
    let fault = |message: String| Box::new(Diagnostic::error(Code::Css, message).in_file(&name));
    let options = ParserOptions { filename: name.clone(), ..ParserOptions::default() };
    let mut sheet = StyleSheet::parse(&text, options).map_err(|error| fault(error.kind.to_string()))?;
    let mut css = String::new();
    let mut kept = Vec::new();
    for rule in std::mem::take(&mut sheet.rules.0) {
        let CssRule::Import(import) = rule else {
            kept.push(rule);
            continue;
        };
        let Some(file) = local(state, directory, &import.url) else {
            let plain =
                import.to_css_string(PrinterOptions::default()).map_err(|error| fault(error.to_string()))?;
            imports.push(format!("{};", plain.trim_end_matches(';')));
            continue;
        };
        let file = if file.is_file() { file } else { of_package(directory, &import.url).unwrap_or(file) };
        if is_refused(state, &file, &import.url, &path) {
            continue;
        }
        let Ok(inner) = std::fs::read_to_string(&file) else {
            let message = format!("`@import` of `{}`, which cannot be found", import.url);
            let diagnostic = Diagnostic::error(Code::ImportMissing, message).in_file(&name);
            return Err(Box::new(diagnostic.at_line(&text, import.loc.line + 1, import.loc.column)));
        };
        state.add_file(&file);
        state.imported(&file.to_string_lossy(), Some(&path.to_string_lossy()));
        if open.contains(&file) {
            continue;
        }
        open.push(file);
        let inner = include(state, &inner, goal, open, imports, fonts)?;
        open.pop();
        css.push_str(&conditional(&inner, &import).map_err(|error| fault(error.to_string()))?);
    }
    sheet.rules.0 = kept;
    let own = sheet.to_css(PrinterOptions::default()).map_err(|error| fault(error.to_string()))?;
    css.push_str(&own.code);
    Ok(css)
}

/// The text with relative URLs replaced by those of assets. Works on the text, not on parsed rules: in the value of a
/// custom property a URL means nothing to a parser, and means the same file to the author.
fn published(
    state: &State,
    text: &str,
    goal: Goal,
    sheet: &Path,
    fonts: &mut Vec<Font>,
) -> Result<String, Box<Diagnostic>> {
    let id = sheet.to_string_lossy();
    let directory = sheet.parent().unwrap_or(Path::new(""));
    let mut result = String::with_capacity(text.len());
    let mut copied = 0;
    for found in urls(text) {
        let url = text.get(found.clone()).unwrap_or_default();
        if let Some(target) = of_static(state, goal, url) {
            result.push_str(text.get(copied..found.start).unwrap_or_default());
            result.push_str(&target);
            copied = found.end;
            continue;
        }
        let Some(path) = local(state, directory, url) else { continue };
        if is_refused(state, &path, url, sheet) {
            continue;
        }
        let Ok(target) = publish(state, &path) else {
            // Nobody who builds the app can mend a package.
            if !state.is_own(&id) {
                continue;
            }
            let message = format!("`url({url})` cannot be found");
            let diagnostic = Diagnostic::error(Code::ImportMissing, message).in_file(state.name(&id));
            return Err(Box::new(diagnostic.at(text, found)));
        };
        if path.extension().is_some_and(|e| e == "woff2" || e == "woff" || e == "ttf" || e == "otf") {
            let prefix = format!("{}/", state.inputs.constants.assets);
            fonts.push(Font {
                file: target.strip_prefix(&prefix).unwrap_or(&target).to_owned(),
                source: state.name(&path.to_string_lossy()),
            });
        }
        result.push_str(text.get(copied..found.start).unwrap_or_default());
        result.push_str(&from_sheet(state, goal, &target));
        // `x.svg#icon` keeps its fragment.
        let rest = url.find(['?', '#']).unwrap_or(url.len());
        result.push_str(url.get(rest..).unwrap_or_default());
        copied = found.end;
    }
    result.push_str(text.get(copied..).unwrap_or_default());
    Ok(result)
}

/// Whether a style sheet names a file that may not reach a browser; it has been said then.
fn is_refused(state: &State, file: &Path, url: &str, sheet: &Path) -> bool {
    // Modules are known by the place that links lead to.
    let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let real = real.to_string_lossy();
    let refused = state.is_server_only(&real);
    if refused {
        state.complain_private(&state.name(&real), url, Some(&sheet.to_string_lossy()));
    }
    refused
}

/// Whether URLs in a sheet are relative to it, so that all may be moved or served under a prefix that nobody knows
/// (F-175). In development a sheet's text may end up inside a document.
fn is_relative(state: &State, goal: Goal) -> bool {
    let constants = &state.inputs.constants;
    goal == Goal::File && !constants.dev && (constants.relative || constants.assets != constants.base)
}

/// The URL of an asset as a style sheet of the build writes it: they lie side by side.
fn from_sheet<'t>(state: &State, goal: Goal, target: &'t str) -> Cow<'t, str> {
    match target.rsplit('/').next() {
        Some(name) if is_relative(state, goal) => format!("./{name}").into(),
        _ => target.into(),
    }
}

/// The URL of a file of `static/`, which sheets name from the root, as it is served: below the base path.
fn of_static(state: &State, goal: Goal, url: &str) -> Option<String> {
    let rest = url.strip_prefix('/')?;
    let path = rest.split(['?', '#']).next().filter(|path| !path.is_empty() && !path.starts_with('/'))?;
    let places = &state.inputs.app.places;
    let file = percent_decode_str(path).decode_utf8_lossy();
    if !state.inputs.root.join(&places.assets).join(&*file).is_file() {
        return None;
    }
    let constants = &state.inputs.constants;
    if is_relative(state, goal) {
        // Out of `_app/immutable/assets/`.
        let depth = constants.app_dir.split('/').count() + 2;
        return Some(format!("{}{rest}", "../".repeat(depth)));
    }
    Some(format!("{}/{rest}", constants.assets))
}

/// Where the URLs inside `url(…)` stand, without quotes; not in comments, strings and `@import`.
fn urls(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or_default();
    let string_end = |start: usize| {
        let mut index = start + 1;
        while index < bytes.len() && at(index) != at(start) {
            index += if at(index) == b'\\' { 2 } else { 1 };
        }
        index.min(bytes.len())
    };
    let mut found = Vec::new();
    let mut index = 0;
    let mut import = false;
    while index < bytes.len() {
        match at(index) {
            b'/' if at(index + 1) == b'*' => {
                index = text
                    .get(index + 2..)
                    .and_then(|rest| rest.find("*/"))
                    .map_or(bytes.len(), |end| index + end + 4);
                continue;
            }
            b'"' | b'\'' => index = string_end(index),
            b';' | b'{' => import = false,
            b'@' => {
                import = text.get(index..index + 7).is_some_and(|word| word.eq_ignore_ascii_case("@import"))
            }
            b'u' | b'U'
                if text.get(index..index + 4).is_some_and(|word| word.eq_ignore_ascii_case("url(")) =>
            {
                let mut start = index + 4;
                while at(start).is_ascii_whitespace() {
                    start += 1;
                }
                let quoted = matches!(at(start), b'"' | b'\'');
                let end = if quoted {
                    string_end(start)
                } else {
                    text.get(start..).and_then(|rest| rest.find(')')).map_or(bytes.len(), |end| start + end)
                };
                let start = start + usize::from(quoted);
                if !import && start <= end {
                    let trimmed = text.get(start..end).unwrap_or_default().trim_end().len();
                    found.push(start..start + trimmed);
                }
                index = end;
            }
            _ => {}
        }
        index += 1;
    }
    found
}

/// The text of an imported sheet under the conditions of its `@import`.
fn conditional(css: &str, import: &ImportRule<'_>) -> Result<String, PrinterError> {
    let mut css = css.to_owned();
    if let Some(layer) = &import.layer {
        let name = match layer {
            Some(name) => name.to_css_string(PrinterOptions::default())?,
            None => String::new(),
        };
        css = format!("@layer {name} {{\n{css}\n}}\n");
    }
    if !import.media.media_queries.is_empty() {
        let media = import.media.to_css_string(PrinterOptions::default())?;
        css = format!("@media {media} {{\n{css}\n}}\n");
    }
    if let Some(supports) = &import.supports {
        let condition = supports.to_css_string(PrinterOptions::default())?;
        let condition = if condition.starts_with('(') { condition } else { format!("({condition})") };
        css = format!("@supports {condition} {{\n{css}\n}}\n");
    }
    Ok(css)
}

/// The file that a URL in a style sheet means, if it means one of the app's sources: by the name that is written, else by
/// the one that its escapes stand for.
fn local(state: &State, directory: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let library = || state.inputs.root.join(state.inputs.app.places.lib());
    let file = |path: &str| match path.strip_prefix("$lib/").or_else(|| path.strip_prefix("#lib/")) {
        Some(rest) => normal(&library().join(rest)),
        None => normal(&directory.join(path)),
    };
    if path.is_empty() || path.starts_with('/') || path.contains(':') {
        return None;
    }
    let written = file(path);
    if written.is_file() || !path.contains('%') {
        return Some(written);
    }
    let meant = file(&percent_decode_str(path).decode_utf8_lossy());
    Some(if meant.is_file() { meant } else { written })
}

/// The sheet of a package that an `@import` names: `name/path.css`, or the one that the package says is its own.
fn of_package(directory: &Path, url: &str) -> Option<PathBuf> {
    let in_scope = usize::from(url.starts_with('@'));
    let end = url.match_indices('/').nth(in_scope).map_or(url.len(), |(at, _)| at);
    let (name, path) = url.split_at(end);
    if name.starts_with('.') {
        return None;
    }
    let package = find_package(directory, name)?;
    let text = std::fs::read_to_string(package.join("package.json")).ok()?;
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let exported = json.get("exports").and_then(|exports| exports.get(format!(".{path}"))).and_then(style);
    let own = || ["style", "main"].iter().find_map(|field| json.get(field)?.as_str());
    let plain = path.strip_prefix('/').or_else(own);
    [exported, plain]
        .into_iter()
        .flatten()
        .map(|file| normal(&package.join(file)))
        .find(|file| file.is_file() && file.extension().is_some_and(|extension| extension == "css"))
}

/// What `exports` of a package offer to a style sheet.
fn style(target: &serde_json::Value) -> Option<&str> {
    target
        .as_str()
        .or_else(|| ["style", "default"].iter().find_map(|condition| style(target.get(condition)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_urls() {
        let text = "@import url('no.css'); /* url(no) */ a { b: url(x.png) , URL( \"y z.png\" ); content: 'url(no)'; --c: url('q.svg#i') } @font-face { src: url(f.woff2)format('x') } b{c:url(";
        let found: Vec<&str> = urls(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["x.png", "y z.png", "q.svg#i", "f.woff2", ""]);
    }
}
