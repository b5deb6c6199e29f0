//! JavaScript and TypeScript sources, through oxc: syntax errors with their place, type stripping, type-only imports.
//!
//! The bundler parses again; this pass exists because here the text is still the author's, so that errors point into
//! the author's file. Types are erased and never checked (F-2).

use std::path::Path;

use oxc::{
    allocator::Allocator,
    ast::ast::{Program, Statement, TSEnumDeclaration},
    ast_visit::Visit,
    codegen::{Codegen, CodegenOptions, CommentOptions},
    diagnostics::OxcDiagnostic,
    parser::{Parser, ParserReturn},
    semantic::SemanticBuilder,
    span::{GetSpan, SourceType},
    transformer::{TransformOptions, Transformer},
};

use crate::diagnostic::{Code, Diagnostic};

/// The language of a file, by its name.
pub(crate) fn source_type(path: &str) -> SourceType {
    if path.ends_with(".ts") || path.ends_with(".mts") {
        SourceType::ts()
    } else if path.ends_with(".cjs") || path.ends_with(".cts") {
        SourceType::cjs()
    } else {
        SourceType::mjs()
    }
}

/// Parses; what comes back may be partial when there are errors.
pub(crate) fn parse<'a>(allocator: &'a Allocator, source: &'a str, path: &str) -> ParserReturn<'a> {
    Parser::new(allocator, source, source_type(path)).parse()
}

/// Syntax errors of a file as diagnostics.
pub(crate) fn errors<'d>(
    found: impl IntoIterator<Item = &'d OxcDiagnostic>,
    source: &str,
    path: &str,
) -> Vec<Diagnostic> {
    found.into_iter().map(|error| diagnostic(error, source, path)).collect()
}

fn diagnostic(error: &OxcDiagnostic, source: &str, path: &str) -> Diagnostic {
    let mut result = Diagnostic::error(Code::Syntax, error.message.to_string()).in_file(path);
    if let Some(label) = error.labels.first() {
        let start = label.offset() as usize;
        result = result.at(source, start..start + label.len() as usize);
    }
    if let Some(help) = &error.help {
        result = result.with_help(help.to_string());
    }
    result
}

/// The text without imports of generated types (`./$types`, `$app/types`, F-219), if there are any. They are blanked,
/// so that every other character stays where it is.
pub(crate) fn without_type_modules(program: &Program<'_>, source: &str) -> Option<String> {
    if !source.contains("$types") && !source.contains("$app/types") {
        return None;
    }
    let mut text = source.to_owned();
    let mut changed = false;
    for statement in &program.body {
        let from = match statement {
            Statement::ImportDeclaration(import) => import.source.value.as_str(),
            Statement::ExportAllDeclaration(export) => export.source.value.as_str(),
            Statement::ExportFromDeclaration(export) => export.source.value.as_str(),
            _ => continue,
        };
        if is_type_module(from) {
            let span = statement.span();
            let range = span.start as usize..span.end as usize;
            let blank: String = text
                .get(range.clone())
                .unwrap_or_default()
                .chars()
                .flat_map(|c| std::iter::repeat_n(if c == '\n' { '\n' } else { ' ' }, c.len_utf8()))
                .collect();
            text.replace_range(range, &blank);
            changed = true;
        }
    }
    changed.then_some(text)
}

/// Modules that hold nothing but types.
pub(crate) fn is_type_module(specifier: &str) -> bool {
    specifier == "$app/types"
        || matches!(specifier.rsplit('/').next(), Some("$types" | "$types.js" | "$types.ts" | "$types.d.ts"))
            && specifier.starts_with('.')
}

/// Remote functions (F-156) that a module imports from `$app/server`, with their places.
pub(crate) fn remote_functions(program: &Program<'_>) -> Vec<(String, std::ops::Range<usize>)> {
    const REMOTE: &[&str] = &["query", "form", "command", "prerender", "requested"];
    let mut found = Vec::new();
    for statement in &program.body {
        let Statement::ImportDeclaration(import) = statement else { continue };
        if import.source.value != "$app/server" {
            continue;
        }
        for specifier in import.specifiers.iter().flatten() {
            let name = specifier.name();
            let span = specifier.span();
            if REMOTE.contains(&name.as_ref()) {
                found.push((name.to_string(), span.start as usize..span.end as usize));
            }
        }
    }
    found
}

/// Where TypeScript's enums stand, in order.
pub(crate) fn enums(source: &str) -> Vec<std::ops::Range<usize>> {
    struct Enums(Vec<std::ops::Range<usize>>);
    impl<'a> Visit<'a> for Enums {
        fn visit_ts_enum_declaration(&mut self, declaration: &TSEnumDeclaration<'a>) {
            self.0.push(declaration.span.start as usize..declaration.span.end as usize);
        }
    }
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::ts()).parse();
    let mut enums = Enums(Vec::new());
    enums.visit_program(&parsed.program);
    enums.0
}

/// Whether a name can be declared and exported in a module.
pub(crate) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '$')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
        && !oxc::syntax::keyword::is_reserved_keyword(name)
}

/// JavaScript from TypeScript, with a source map (JSON).
pub(crate) struct Stripped {
    pub(crate) code: String,
    pub(crate) map: Option<String>,
}

/// Erases types. With `keep_imports`, only imports marked `type` go: in a component an import may be used by the
/// markup alone.
pub(crate) fn strip_types(source: &str, path: &str, keep_imports: bool) -> Result<Stripped, Vec<Diagnostic>> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::ts()).parse();
    if parsed.diagnostics.has_errors() {
        return Err(errors(parsed.diagnostics.errors(), source, path));
    }
    let mut program = parsed.program;
    let scoping = SemanticBuilder::new().with_enum_eval(true).build(&program).semantic.into_scoping();
    let mut options = TransformOptions::default();
    options.typescript.only_remove_type_imports = keep_imports;
    let done =
        Transformer::new(&allocator, Path::new(path), &options).build_with_scoping(scoping, &mut program);
    if done.diagnostics.has_errors() {
        return Err(errors(done.diagnostics.errors(), source, path));
    }
    let printed = Codegen::new()
        .with_options(CodegenOptions {
            source_map_path: Some(Path::new(path).to_owned()),
            comments: CommentOptions::disabled(),
            ..CodegenOptions::default()
        })
        .build(&program);
    Ok(Stripped { code: printed.code, map: printed.map.map(|map| map.to_json_string()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_syntax_errors() {
        let allocator = Allocator::default();
        let source = "export const a = 1;\nexport const = 2;\n";
        let parsed = parse(&allocator, source, "src/a.ts");
        let found = errors(parsed.diagnostics.errors(), source, "src/a.ts");
        assert_eq!(found.first().and_then(|d| d.line), Some(2));
    }

    #[test]
    fn blanks_imports_of_generated_types() {
        let source = "import { PageLoad } from './$types';\nimport x from './types.js';\nexport { PageData } from '../$types';\n";
        let allocator = Allocator::default();
        let parsed = parse(&allocator, source, "src/a.ts");
        let text = without_type_modules(&parsed.program, source).unwrap();
        assert_eq!(text.len(), source.len());
        assert_eq!(text.trim(), "import x from './types.js';");
        let parsed = parse(&allocator, "import a from 'b'", "a.js");
        assert!(without_type_modules(&parsed.program, "import a from 'b'").is_none());
    }

    #[test]
    fn erases_types_and_compiles_enums() {
        let out = strip_types(
            "enum A { x = 1 }\nimport { T } from './t';\nexport const a: A = A.x;",
            "a.ts",
            false,
        )
        .unwrap_or_else(|_| panic!("valid"));
        assert!(!out.code.contains("./t"), "{}", out.code);
        assert!(!out.code.contains(": A"), "{}", out.code);
        assert!(out.map.is_some());
        let out = strip_types("import T from './T.svelte'; import type { U } from './u';", "a.ts", true)
            .unwrap_or_else(|_| panic!("valid"));
        assert!(out.code.contains("T.svelte") && !out.code.contains("./u"), "{}", out.code);
    }
}
