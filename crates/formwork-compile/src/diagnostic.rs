//! Everything that can be said about an app: one catalogue of permanent codes, and the form a report has.
//!
//! A [`Diagnostic`] names a [`Code`], a place in a file if there is one, what happened, and what to do. The codes are
//! permanent: they may be looked up, and tests and scripts may rely on them. Texts are free to improve.
//! Positions are counted from 1; columns count characters, as editors do. Paths are relative to the app, with `/`.

use std::{fmt, ops::Range};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::{Serialize, Serializer};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the build goes on.
    Warning,
    /// There is no build.
    Error,
}

macro_rules! catalogue {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $title:literal, $advice:literal;)*) => {
        /// The permanent code of a diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $title] $name,)* }

        impl Code {
            /// All codes, in the order of the catalogue.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The permanent name, such as `FW-SVELTE-SYNTAX`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// A short title.
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }

            /// What to do about it, in general; empty when the message says all.
            pub fn advice(self) -> &'static str {
                match self { $(Code::$name => $advice,)* }
            }
        }
    };
}

catalogue! {
    AppMissing = "FW-APP-MISSING", "No app here",
        "Give the directory that holds `src/routes`.";
    RoutesEmpty = "FW-ROUTES-EMPTY", "No route files",
        "Add a `src/routes/+page.svelte`.";
    RoutesReserved = "FW-ROUTES-RESERVED", "Reserved file name",
        "Only the known route files may start with `+`; rename the file.";
    RoutesDuplicate = "FW-ROUTES-DUPLICATE", "Two files for one role",
        "Keep one of the two files.";
    RoutesModuleReset = "FW-ROUTES-MODULE-RESET", "`@` in a module name",
        "Only components choose another layout: put the `@` in the name of the `.svelte` file.";
    RoutesReset = "FW-ROUTES-RESET", "Unknown layout to reset to",
        "The part after `@` must be the name of a directory above the file, or empty for the root layout.";
    RoutesPattern = "FW-ROUTES-PATTERN", "Malformed route",
        "See the routing rules: static text, `[name]`, `[[name]]`, `[...name]`, `(group)`.";
    RoutesConflict = "FW-ROUTES-CONFLICT", "Two routes for the same URLs",
        "Rename or remove one of the routes, or give one a matcher.";
    RoutesMatcher = "FW-ROUTES-MATCHER", "Unknown matcher",
        "Define the matcher in `src/params.js`.";
    RoutesMatchers = "FW-ROUTES-MATCHERS", "Matchers in two places",
        "Keep either `src/params.js` or the directory `src/params`.";
    RoutesNoPlus = "FW-ROUTES-NO-PLUS", "Looks like a route file without its `+`",
        "Add the `+` if it is meant to be a route file.";
    TemplateMissing = "FW-TEMPLATE-MISSING", "Unreadable template",
        "Every app has a `src/app.html`; see the documentation for the smallest one.";
    TemplatePlaceholder = "FW-TEMPLATE-PLACEHOLDER", "Placeholder missing in src/app.html",
        "The template needs `%sveltekit.head%` inside `<head>` and `%sveltekit.body%` inside `<body>`.";
    TemplateBody = "FW-TEMPLATE-BODY", "%sveltekit.body% directly inside <body>",
        "Wrap it in an element, `<div style=\"display: contents\">%sveltekit.body%</div>`: browser extensions put elements into `<body>`.";
    ExportUnknown = "FW-EXPORT-UNKNOWN", "Export that means nothing here",
        "Remove it, or start its name with `_`.";
    ExportActions = "FW-EXPORT-ACTIONS", "Actions outside a page's server module",
        "Move `actions` into `+page.server.js` or `+page.server.ts`.";
    Prerender = "FW-PRERENDER", "Prerendering is not supported yet",
        "Remove `prerender`, or build with `--ignore-prerender` (or `formwork: { ignorePrerender: true }` in the configuration): then they are served dynamically.";
    SvelteSyntax = "FW-SVELTE-SYNTAX", "Svelte cannot compile this component", "";
    SvelteWarning = "FW-SVELTE-WARNING", "Svelte warning", "";
    SveltePreprocess = "FW-SVELTE-PREPROCESS", "A language that needs a preprocessor",
        "Formwork compiles plain CSS and TypeScript; convert the block, or compile it beforehand.";
    Syntax = "FW-SYNTAX", "Syntax error", "";
    Css = "FW-CSS", "Malformed CSS", "";
    ImportMissing = "FW-IMPORT-MISSING", "Import that cannot be found",
        "Check the spelling and the path; a package must be installed in the app's node_modules.";
    ImportExport = "FW-IMPORT-EXPORT", "Import of something that is not exported",
        "Check the name. If it is a type, import it with `import type`.";
    ImportUnknown = "FW-IMPORT-UNKNOWN", "Unknown framework module", "";
    ImportUnsupported = "FW-IMPORT-UNSUPPORTED", "Not supported yet", "";
    NodeModule = "FW-NODE-MODULE", "Module of Node that is not there",
        "Do without it, or look for a package that does the same with web APIs.";
    NativeAddon = "FW-NATIVE-ADDON", "Native add-on",
        "Formwork's engine loads JavaScript only. Look for a package without native code; for SQLite there is `node:sqlite`.";
    Platform = "FW-PLATFORM", "`event.platform` is undefined",
        "Only adapters fill it, and they have no part in Formwork. Read settings from `$env/dynamic/private`.";
    ImportPrivate = "FW-IMPORT-PRIVATE", "Server-only module in the browser",
        "Import it from a server file only (`+page.server.js`, `+server.js`, `hooks.server.js`), or hand the data over through `load`.";
    EnvMissing = "FW-ENV-MISSING", "Environment variable that is not set",
        "Set it in `.env` or in the environment of the build.";
    EnvFile = "FW-ENV-FILE", "Malformed file of variables",
        "A line is `NAME=value`; quotes go around values of several lines.";
    EnvDeclared = "FW-ENV-DECLARED", "Declared environment variables",
        "See the declarations in `src/env`.";
    EnvMixed = "FW-ENV-MIXED", "Two styles of environment variables",
        "Declare the variable in `src/env`, and import it from `$app/env/public` or `$app/env/private`.";
    Config = "FW-CONFIG", "Configuration", "";
    Bundle = "FW-BUNDLE", "The bundler failed", "";
    Io = "FW-IO", "A file could not be read or written", "";
    Internal = "FW-INTERNAL", "A fault in Formwork",
        "Please report it, with the message.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One thing to say about an app.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diagnostic {
    /// Its permanent code.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// What happened, one or more sentences.
    pub message: String,
    /// The file, relative to the app.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<u32>,
    /// Column in characters, from 1.
    pub column: Option<u32>,
    /// The lines around the place, with marks, as plain text.
    pub frame: Option<String>,
    /// What to do.
    pub help: Option<String>,
    #[serde(skip)]
    excerpt: Option<Excerpt>,
}

/// The part of a source that a report shows.
#[derive(Debug, Clone, PartialEq)]
struct Excerpt {
    text: String,
    first_line: usize,
    span: Range<usize>,
}

impl Diagnostic {
    /// An error with the general advice of its code.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        let advice = code.advice();
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            file: None,
            line: None,
            column: None,
            frame: None,
            help: (!advice.is_empty()).then(|| advice.to_owned()),
            excerpt: None,
        }
    }

    /// A warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    pub(crate) fn into_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Names the file (relative to the app).
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Replaces the general advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Marks a span of bytes in the text of the file; out of range is cut to fit.
    #[must_use]
    pub fn at(mut self, source: &str, span: Range<usize>) -> Self {
        let start = floor(source, span.start);
        let end = floor(source, span.end).max(start);
        let before = source.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        let column = source.get(line_start..start).unwrap_or_default().chars().count() + 1;
        self.line = u32::try_from(line).ok();
        self.column = u32::try_from(column).ok();
        self.excerpt = Some(excerpt(source, line, start..end));
        self.frame = Some(self.draw_frame());
        self
    }

    /// Marks a place given as line and column (both from 1, columns in characters).
    #[must_use]
    pub fn at_line(self, source: &str, line: u32, column: u32) -> Self {
        let start = offset(source, line, column);
        self.at(source, start..start)
    }

    /// `file:line:column`, as far as known.
    pub fn place(&self) -> Option<String> {
        let file = self.file.as_deref()?;
        Some(match (self.line, self.column) {
            (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
            (Some(line), None) => format!("{file}:{line}"),
            _ => file.to_owned(),
        })
    }

    /// The whole report for a terminal.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(self.message.as_str()).id(self.code.as_str()));
        if let Some(excerpt) = &self.excerpt {
            group = group.element(excerpt.snippet(self.file.as_deref()));
        } else if let Some(file) = &self.file {
            group = group.element(annotate_snippets::Origin::path(file.as_str()));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }

    fn draw_frame(&self) -> String {
        match &self.excerpt {
            Some(excerpt) => {
                let group = Group::with_level(Level::ERROR).element(excerpt.snippet(self.file.as_deref()));
                Renderer::plain().render(&[group])
            }
            None => String::new(),
        }
    }
}

impl Excerpt {
    fn snippet<'a>(&'a self, file: Option<&'a str>) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        Snippet::source(self.text.as_str())
            .line_start(self.first_line)
            .fold(false)
            .path(file)
            .annotation(AnnotationKind::Primary.span(self.span.clone()))
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// Why there is no build.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", self.summary())]
pub struct CompileError {
    /// Everything found: the errors first, then the warnings.
    pub diagnostics: Vec<Diagnostic>,
}

impl CompileError {
    /// From what was found; sorts errors first and by place, and drops doubles.
    pub fn new(mut diagnostics: Vec<Diagnostic>) -> Self {
        sort(&mut diagnostics);
        Self { diagnostics }
    }

    fn summary(&self) -> String {
        let errors = self.diagnostics.iter().filter(|d| d.severity == Severity::Error);
        let mut text = String::new();
        for diagnostic in errors {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&diagnostic.render(false));
        }
        text
    }
}

impl From<Diagnostic> for CompileError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: vec![diagnostic] }
    }
}

/// Errors first, then by place; the same thing twice (server and client see the same file) counts once.
pub(crate) fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| (std::cmp::Reverse(d.severity), d.file.clone(), d.line, d.column);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    diagnostics.dedup_by(|a, b| {
        a.code == b.code
            && a.message == b.message
            && a.file == b.file
            && a.line == b.line
            && a.column == b.column
    });
}

/// The nearest character border at or before a byte offset.
fn floor(source: &str, mut at: usize) -> usize {
    at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Byte offset of a line and a column, both from 1.
fn offset(source: &str, line: u32, column: u32) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match source.get(start..).and_then(|rest| rest.find('\n')) {
            Some(at) => start += at + 1,
            None => return source.len(),
        }
    }
    let rest = source.get(start..).unwrap_or_default();
    let text = rest.split('\n').next().unwrap_or_default();
    let skip = text.char_indices().nth(column.saturating_sub(1) as usize);
    start + skip.map_or(text.len(), |(at, _)| at)
}

/// Byte offset of a line (from 1) and a column (from 0) in UTF-16 units, as compilers in JavaScript count.
pub(crate) fn offset_utf16(source: &str, line: u32, column: u32) -> usize {
    let start = offset(source, line, 1);
    let mut units = 0;
    for (at, character) in source.get(start..).unwrap_or_default().char_indices() {
        if units >= column || character == '\n' {
            return start + at;
        }
        units += u32::try_from(character.len_utf16()).unwrap_or(1);
    }
    source.len()
}

/// Two lines before, two after; very long lines (minified files) are cut around the place.
fn excerpt(source: &str, line: usize, span: Range<usize>) -> Excerpt {
    const AROUND: usize = 2;
    const WIDTH: usize = 160;
    let mut start = span.start;
    let mut first_line = line;
    start = source.get(..start).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1);
    for _ in 0..AROUND {
        if start == 0 {
            break;
        }
        start = source.get(..start - 1).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1);
        first_line -= 1;
    }
    let mut end = span.end;
    for _ in 0..=AROUND {
        match source.get(end..).and_then(|rest| rest.find('\n')) {
            Some(at) => end += at + 1,
            None => end = source.len(),
        }
    }
    if source.get(start..end).is_some_and(|text| text.lines().any(|l| l.len() > WIDTH * 4)) {
        first_line = line;
        start = floor(source, span.start.saturating_sub(WIDTH / 2));
        let here = source.get(..span.start).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1);
        start = start.max(here);
        end = floor(source, span.start + WIDTH / 2);
    }
    let end = end.max(start);
    let text = source.get(start..end).unwrap_or_default().trim_end_matches('\n');
    let cut = |at: usize| at.saturating_sub(start).min(text.len());
    Excerpt { text: text.to_owned(), first_line, span: cut(span.start)..cut(span.end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_well_formed() {
        let mut seen = std::collections::HashSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{code} twice");
            assert!(code.as_str().starts_with("FW-"));
            assert!(!code.title().is_empty());
        }
    }

    #[test]
    fn counts_lines_and_columns_from_one() {
        let source = "let ä = 1;\nlet b = ;\n";
        let at = source.find("= ;").unwrap() + 2;
        let d = Diagnostic::error(Code::Syntax, "no value").in_file("src/a.js").at(source, at..at + 1);
        assert_eq!((d.line, d.column), (Some(2), Some(9)));
        assert_eq!(d.place().as_deref(), Some("src/a.js:2:9"));
        let same = Diagnostic::error(Code::Syntax, "").at_line(source, 1, 7);
        assert_eq!((same.line, same.column), (Some(1), Some(7)));
        insta::assert_snapshot!(d.render(false));
    }

    #[test]
    fn survives_spans_outside_the_text() {
        let d = Diagnostic::error(Code::Syntax, "x").at("ä", 1..90);
        assert_eq!((d.line, d.column), (Some(1), Some(1)));
        let d = Diagnostic::error(Code::Syntax, "x").at("", 5..9);
        assert_eq!(d.line, Some(1));
        let d = Diagnostic::error(Code::Syntax, "x").at_line("a\nb", 9, 9);
        assert_eq!(d.line, Some(2));
    }

    #[test]
    fn long_lines_are_cut() {
        let source = format!("{}HERE{}", "a".repeat(5000), "b".repeat(5000));
        let d = Diagnostic::error(Code::Syntax, "x").at(&source, 5000..5004);
        assert!(d.frame.unwrap().len() < 1000);
    }
}
