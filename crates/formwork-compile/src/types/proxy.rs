//! Copies of route modules whose annotations would hide what their functions return.
//!
//! `const load: PageServerLoad = …` says that `load` returns anything that a load may return, so the type of the page's
//! data cannot be read from it any more. The copy says `satisfies` instead, which checks the same and keeps the
//! result. Only annotations that name one of the generated types are touched; whoever annotates with a type of their
//! own, or gives a type argument, gets what that says. Copies are for the type checker alone, and report nothing.

use std::ops::Range;

use oxc::{
    allocator::Allocator,
    ast::ast::{
        BindingPattern, Declaration, Expression, Function, ImportDeclarationSpecifier, Program, Statement,
        VariableDeclaration,
    },
    span::GetSpan,
};

use crate::script;

/// The exports whose results are asked for.
const NAMES: &[&str] = &["load", "actions"];

/// The copy; None where the module says what it means itself.
pub(super) fn copy(source: &str, path: &str) -> Option<String> {
    if !source.contains("$types") {
        return None;
    }
    let allocator = Allocator::default();
    let parsed = script::parse(&allocator, source, path);
    if parsed.diagnostics.has_errors() {
        return None;
    }
    let mut copier = Copier { source, names: imported(&parsed.program, source), edits: Vec::new() };
    for statement in &parsed.program.body {
        let start = statement.span().start as usize;
        match statement {
            Statement::VariableDeclaration(variables) => copier.variables(variables, start),
            Statement::FunctionDeclaration(function) => copier.function(function, start),
            Statement::ExportDeclaration(export) => match &export.declaration {
                Declaration::VariableDeclaration(variables) => copier.variables(variables, start),
                Declaration::FunctionDeclaration(function) => copier.function(function, start),
                _ => {}
            },
            _ => {}
        }
    }
    if copier.edits.is_empty() {
        return None;
    }
    let mut text = source.to_owned();
    copier.edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    // One comment may stand before several declarations.
    copier.edits.dedup();
    for (range, replacement) in copier.edits {
        text.replace_range(range, &replacement);
    }
    Some(format!("// @ts-nocheck\n{text}"))
}

struct Copier<'s> {
    source: &'s str,
    /// Local names of generated types.
    names: Vec<String>,
    edits: Vec<(Range<usize>, String)>,
}

impl Copier<'_> {
    fn variables(&mut self, variables: &VariableDeclaration<'_>, statement: usize) {
        for declarator in &variables.declarations {
            let BindingPattern::BindingIdentifier(id) = &declarator.id else { continue };
            if !NAMES.contains(&id.name.as_str()) {
                continue;
            }
            let Some(init) = &declarator.init else { continue };
            if let Some(annotation) = &declarator.type_annotation {
                let span = annotation.span();
                let inner = annotation.type_annotation.span();
                let Some(name) = self.source.get(inner.start as usize..inner.end as usize) else { continue };
                if self.is_generated(name) {
                    let name = name.to_owned();
                    self.edits.push((span.start as usize..span.end as usize, String::new()));
                    self.satisfy(init, &name);
                }
            } else if let Some((word, _)) = self.annotated(statement) {
                self.edits.push((word, "@satisfies".to_owned()));
            }
        }
    }

    fn satisfy(&mut self, init: &Expression<'_>, name: &str) {
        let (start, end) = (init.span().start as usize, init.span().end as usize);
        self.edits.push((end..end, format!(") satisfies {name}")));
        self.edits.push((start..start, "(".to_owned()));
    }

    fn function(&mut self, function: &Function<'_>, statement: usize) {
        if !function.id.as_ref().is_some_and(|id| NAMES.contains(&id.name.as_str())) {
            return;
        }
        // `@satisfies` is for values only; a function's parameter can be told its type instead.
        if let Some((word, braces)) = self.annotated(statement) {
            let name = self.source.get(braces.start + 1..braces.end - 1).unwrap_or_default().trim();
            let text = format!("@param {{Parameters<{name}>[0]}} event");
            self.edits.push((word.start..braces.end, text));
        }
    }

    /// The place of `@type` and of the braces after it, in the comment before a statement, if it names a generated type.
    fn annotated(&self, statement: usize) -> Option<(Range<usize>, Range<usize>)> {
        let before = self.source.get(..statement)?.trim_end();
        let open = before.strip_suffix("*/").and_then(|inside| inside.rfind("/*"))?;
        let comment = before.get(open..)?;
        let word = open
            + comment.match_indices("@type").find_map(|(at, found)| {
                let next = comment.get(at + found.len()..)?.chars().next()?;
                (!next.is_alphanumeric()).then_some(at)
            })?;
        let from = word + before.get(word..)?.find('{')?;
        let mut depth = 0;
        let length = before.get(from..)?.char_indices().find_map(|(at, character)| {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(at + 1)
        })?;
        let name = before.get(from + 1..from + length - 1)?.trim();
        self.is_generated(name).then_some((word..word + "@type".len(), from..from + length))
    }

    /// Whether a type is a generated one, without type arguments.
    fn is_generated(&self, name: &str) -> bool {
        let direct = name.starts_with("import(") && name.contains("$types") && !name.contains('<');
        direct || self.names.iter().any(|known| known == name)
    }
}

/// What a module calls the types it imports from `./$types`, in code or in comments.
fn imported(program: &Program<'_>, source: &str) -> Vec<String> {
    let mut names = Vec::new();
    for statement in &program.body {
        let Statement::ImportDeclaration(import) = statement else { continue };
        if !script::is_type_module(import.source.value.as_str()) {
            continue;
        }
        for specifier in import.specifiers.iter().flatten() {
            if let ImportDeclarationSpecifier::ImportSpecifier(specifier) = specifier {
                names.push(specifier.local.name.to_string());
            }
        }
    }
    for comment in &program.comments {
        let span = comment.content_span();
        let text = source.get(span.start as usize..span.end as usize).unwrap_or_default();
        // `@import { A, B as C } from './$types'`
        for part in text.split("@import").skip(1) {
            let Some((list, rest)) = part.split_once('}') else { continue };
            let from = rest.lines().next().unwrap_or_default();
            if from.contains("$types") {
                let list = list.trim_start().trim_start_matches('{');
                let last = |name: &str| name.split_whitespace().last().map(str::to_owned);
                names.extend(list.split(',').filter_map(last));
            }
        }
        // `@typedef {import('./$types').A} B`
        for part in text.split("@typedef").skip(1) {
            let Some((target, rest)) = part.split_once('}') else { continue };
            if target.contains("$types") && !target.contains('<') {
                names.extend(rest.split_whitespace().next().map(str::to_owned));
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::copy;

    fn changed(source: &str, path: &str) -> Option<String> {
        copy(source, path).map(|text| text.strip_prefix("// @ts-nocheck\n").unwrap_or(&text).to_owned())
    }

    #[test]
    fn annotations_become_satisfies() {
        let import = "import type { PageServerLoad, Actions as All } from './$types';\n";
        let text = changed(
            &format!(
                "{import}export const load: PageServerLoad = async ({{ a }}) => ({{ a }});\nexport const actions: All = {{}};"
            ),
            "src/routes/+page.server.ts",
        );
        assert_eq!(
            text.as_deref(),
            Some(&*format!(
                "{import}export const load = (async ({{ a }}) => ({{ a }})) satisfies PageServerLoad;\nexport const actions = ({{}}) satisfies All;"
            ))
        );
        let text = changed(
            "/** @import { PageLoad } from './$types' */\n\n/** Why.\n * @type {PageLoad} */\nexport const load = () => {};",
            "a.js",
        );
        assert!(text.is_some_and(|text| text.contains("* @satisfies {PageLoad} */")));
        let text = changed(
            "/** @type {import('./$types').Actions} */\nexport const load = () => {}, actions = {};",
            "a.js",
        );
        assert!(text.is_some_and(|text| text.starts_with("/** @satisfies {import(")));
        let text = changed(
            "/** @type {import('./$types').PageLoad} */\nexport async function load({ a }) {}",
            "a.js",
        );
        assert_eq!(
            text.as_deref(),
            Some(
                "/** @param {Parameters<import('./$types').PageLoad>[0]} event */\nexport async function load({ a }) {}"
            )
        );
    }

    #[test]
    fn what_says_itself_what_it_is_stays() {
        for source in [
            "import type { Actions } from './$types';\nexport const actions = {} satisfies Actions;",
            "import type { PageLoad } from './$types';\nexport const load: PageLoad<{ a: 1 }> = () => ({ a: 1 });",
            "import type { PageLoad } from './$types';\nimport type { Mine } from './mine';\nexport const load: Mine = () => {};",
            "import type { PageLoadEvent } from './$types';\nexport function load(event: PageLoadEvent) {}",
            "export const load = () => {}",
            "import './$types'; export const load: = broken",
        ] {
            assert_eq!(copy(source, "a.ts"), None, "{source}");
        }
    }
}
