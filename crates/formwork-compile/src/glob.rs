//! `import.meta.glob` (F-7): an object of the files that match, as imports.
//!
//! Understood are one pattern or a list, `!` for exceptions, and the literal options `eager`, `import` and `query`.
//! Patterns are relative to the module (`./`, `../`), to the app (`/`), or begin with `$lib`. Keys are as written:
//! relative for relative patterns, `/src/…` for the others, sorted. The edit stays on its line.

use std::path::{Path, PathBuf};

use oxc::{
    allocator::Allocator,
    ast::ast::{Argument, CallExpression, Expression, ObjectPropertyKind, PropertyKey},
    ast_visit::{Visit, walk},
    span::Span,
};
use rolldown_sourcemap::SourceMap;
use string_wizard::{Hires, MagicString, SourceMapOptions, UpdateOptions};

use crate::{
    diagnostic::{Code, Diagnostic},
    paths::{normal, relative, slashes},
    script,
};

/// A module with its globs written out.
#[derive(Debug)]
pub(crate) struct Expanded {
    pub(crate) code: String,
    pub(crate) map: SourceMap,
    /// Where other files may appear that match; they need not exist. The app's own directory is never among them: much
    /// appears there that is none of its sources.
    pub(crate) folders: Vec<PathBuf>,
}

/// The module with its globs written out; None when it has none.
pub(crate) fn expand(
    source: &str,
    name: &str,
    root: &Path,
    lib: &str,
) -> Option<Result<Expanded, Box<Diagnostic>>> {
    if !source.contains("import.meta.glob") {
        return None;
    }
    let allocator = Allocator::default();
    let parsed = script::parse(&allocator, source, name);
    if parsed.panicked {
        return None;
    }
    let mut finder = Finder { calls: Vec::new() };
    finder.visit_program(&parsed.program);
    if finder.calls.is_empty() {
        return None;
    }
    Some(write(source, name, root, lib, finder.calls))
}

/// One call: where it stands and what it asks for.
struct Call {
    span: Span,
    request: Option<Request>,
}

#[derive(Default)]
struct Request {
    patterns: Vec<String>,
    eager: bool,
    import: Option<String>,
    query: String,
}

struct Finder {
    calls: Vec<Call>,
}

impl<'a> Visit<'a> for Finder {
    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        if let Expression::StaticMemberExpression(callee) = &call.callee
            && callee.property.name == "glob"
            && matches!(callee.object, Expression::ImportMeta(_))
        {
            self.calls.push(Call { span: call.span, request: request(call) });
        }
        walk::walk_call_expression(self, call);
    }
}

/// None if any part of it is not literal.
fn request(call: &CallExpression<'_>) -> Option<Request> {
    let mut request = Request::default();
    let patterns = match call.arguments.first().and_then(Argument::as_expression)? {
        Expression::ArrayExpression(list) => list
            .elements
            .iter()
            .map(|item| item.as_expression().and_then(text))
            .collect::<Option<Vec<_>>>()?,
        single => vec![text(single)?],
    };
    request.patterns = patterns;
    let Some(options) = call.arguments.get(1).and_then(Argument::as_expression) else { return Some(request) };
    let Expression::ObjectExpression(options) = options else { return None };
    for property in &options.properties {
        let ObjectPropertyKind::ObjectProperty(property) = property else { return None };
        let PropertyKey::StaticIdentifier(key) = &property.key else { return None };
        match (key.name.as_str(), &property.value) {
            ("eager", Expression::BooleanLiteral(value)) => request.eager = value.value,
            ("import", value) => request.import = Some(text(value)?),
            ("query", value) => {
                let query = text(value)?;
                request.query =
                    if query.is_empty() || query.starts_with('?') { query } else { format!("?{query}") };
            }
            _ => return None,
        }
    }
    Some(request)
}

fn text(expression: &Expression<'_>) -> Option<String> {
    match expression {
        Expression::StringLiteral(literal) => Some(literal.value.to_string()),
        Expression::TemplateLiteral(template) if template.expressions.is_empty() => {
            Some(template.quasis.first()?.value.cooked.as_ref()?.to_string())
        }
        _ => None,
    }
}

fn write(
    source: &str,
    name: &str,
    root: &Path,
    lib: &str,
    calls: Vec<Call>,
) -> Result<Expanded, Box<Diagnostic>> {
    let refuse =
        |message: String| Box::new(Diagnostic::error(Code::ImportUnsupported, message).in_file(name));
    let mut text = MagicString::new(source);
    let mut imports = String::new();
    let mut folders = Vec::new();
    for (number, call) in calls.into_iter().enumerate() {
        let Some(request) = call.request else {
            let message =
                "`import.meta.glob` takes literal patterns and the options `eager`, `import` and `query`";
            return Err(refuse(message.to_owned()));
        };
        let mut entries = Vec::new();
        for (index, (key, specifier)) in
            matches(&request, name, root, lib, &mut folders).into_iter().enumerate()
        {
            let specifier = quoted(&format!("{specifier}{}", request.query));
            let import = request.import.as_deref().filter(|import| *import != "*");
            let value = if request.eager {
                let variable = format!("__glob{number}_{index}");
                match import {
                    Some(import) => {
                        imports.push_str(&format!(
                            "import {{ {} as {variable} }} from {specifier};",
                            member(import)
                        ));
                    }
                    None => imports.push_str(&format!("import * as {variable} from {specifier};")),
                }
                variable
            } else {
                match import {
                    Some(import) => format!("() => import({specifier}).then((m) => m[{}])", quoted(import)),
                    None => format!("() => import({specifier})"),
                }
            };
            entries.push(format!("{}: {value}", quoted(&key)));
        }
        let object = format!("({{{}}})", entries.join(", "));
        let done = text.update_with(
            call.span.start,
            call.span.end,
            object,
            UpdateOptions { overwrite: true, ..UpdateOptions::default() },
        );
        if let Err(error) = done {
            return Err(refuse(format!("`import.meta.glob` cannot be replaced: {error}")));
        }
    }
    if !imports.is_empty() {
        // Imports are hoisted wherever they stand, and at the end they move nothing.
        text.append(format!("\n{imports}\n"));
    }
    let map = text.source_map(SourceMapOptions {
        include_content: true,
        source: name.into(),
        hires: Hires::Boundary,
    });
    Ok(Expanded { code: text.to_string(), map, folders })
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn member(name: &str) -> String {
    if script::is_identifier(name) || name == "default" { name.to_owned() } else { quoted(name) }
}

/// Keys and specifiers of the matching files, sorted by key; where they were looked for goes to `folders`.
fn matches(
    request: &Request,
    name: &str,
    root: &Path,
    lib: &str,
    folders: &mut Vec<PathBuf>,
) -> Vec<(String, String)> {
    let directory = Path::new(name).parent().unwrap_or(Path::new(""));
    let absolute = |pattern: &str| -> (String, bool) {
        if let Some(rest) = pattern.strip_prefix('/') {
            (rest.to_owned(), false)
        } else if let Some(rest) = pattern.strip_prefix("$lib/").or_else(|| pattern.strip_prefix("#lib/")) {
            (format!("{lib}/{rest}"), false)
        } else {
            (slashes(&normal(&directory.join(pattern))), true)
        }
    };
    let mut wanted = Vec::new();
    let mut unwanted = Vec::new();
    for pattern in &request.patterns {
        match pattern.strip_prefix('!') {
            Some(pattern) => unwanted.push(absolute(pattern).0),
            None => wanted.push(absolute(pattern)),
        }
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for (pattern, beside) in &wanted {
        // Only below the part without wildcards.
        let fixed = pattern.split(['*', '?', '[', '{']).next().unwrap_or_default();
        let base = fixed.rsplit_once('/').map_or("", |(base, _)| base);
        if !base.is_empty() {
            folders.push(root.join(base));
        }
        let walk =
            walkdir::WalkDir::new(root.join(base)).sort_by_file_name().into_iter().filter_entry(|entry| {
                let name = entry.file_name().to_string_lossy();
                entry.depth() == 0 || (name != "node_modules" && !name.starts_with('.'))
            });
        for entry in walk.flatten().filter(|entry| entry.file_type().is_file()) {
            let Some(path) = relative(entry.path(), root) else { continue };
            let excluded =
                path == name || unwanted.iter().any(|pattern| fast_glob::glob_match(pattern, &path));
            if excluded || !fast_glob::glob_match(pattern, &path) {
                continue;
            }
            let key = if *beside { relative_key(directory, &path) } else { format!("/{path}") };
            found.push((key, format!("formwork:app/{path}")));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// `./x` or `../x` from a directory to a file, both relative to the app.
fn relative_key(directory: &Path, path: &str) -> String {
    let from: Vec<_> = directory.components().collect();
    let to: Vec<_> = Path::new(path).components().collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - common);
    let down: PathBuf = to.iter().skip(common).collect();
    let down = slashes(&down);
    if up.is_empty() { format!("./{down}") } else { format!("{up}{down}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for path in [
            "src/routes/posts/a.md",
            "src/routes/posts/b.md",
            "src/routes/posts/deep/c.md",
            "src/lib/x.js",
            "src/lib/y.js",
        ] {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        dir
    }

    #[test]
    fn writes_globs_out() {
        let app = app();
        let mut report = String::new();
        for source in [
            "const a = import.meta.glob('./posts/*.md');",
            "const a = import.meta.glob('./posts/**/*.md', { eager: true, query: 'raw', import: 'default' });",
            "const a = import.meta.glob(['/src/lib/*.js', '!/src/lib/y.js'], { eager: true });",
            "const a = import.meta.glob('../lib/*.js', { import: 'x' });",
            "const a = import.meta.glob('./none/*.md');",
        ] {
            let expanded = expand(source, "src/routes/+page.js", app.path(), "src/lib").unwrap().unwrap();
            report.push_str(&format!("{source}\n  {}\n", expanded.code.replace('\n', "\n  ")));
        }
        insta::assert_snapshot!(report);
    }

    #[test]
    fn where_other_files_may_appear() {
        let app = app();
        let source =
            "import.meta.glob(['/content/posts/**/*.md', '/*.md', '../lib/x.js', '!/content/drafts/*'])";
        let expanded = expand(source, "src/routes/+page.js", app.path(), "src/lib").unwrap().unwrap();
        assert_eq!(expanded.folders, ["content/posts", "src/lib"].map(|folder| app.path().join(folder)));
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        let app = app();
        for source in ["import.meta.glob(pattern)", "import.meta.glob('./*', { exhaustive: true })"] {
            assert!(expand(source, "a.js", app.path(), "src/lib").unwrap().is_err(), "{source}");
        }
        assert!(expand("const glob = 1;", "a.js", app.path(), "src/lib").is_none());
    }
}
