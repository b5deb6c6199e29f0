//! The request context over `await` (F-202, DESIGN §4).
//!
//! The engine has no hook around `await`, so the server bundle says itself what belongs to a suspension:
//! `await x` becomes `__formwork_restore(__formwork_capture(), await x)`; arguments are evaluated from left to right,
//! so the capture happens before the suspension, and `restore` returns its second argument. A rejected `await` never
//! gets to that call: a `try` that awaits captures before itself and restores first thing in `catch` and `finally`.
//! `for await` captures before the loop and restores at the head of its body and after it.
//!
//! Every edit stays on its line, so lines of stack traces stay true even without the map. `await` at the top level of
//! a module is left alone: no request is under way there. Callbacks of promises are the engine's business.

use oxc::{
    allocator::Allocator,
    ast::ast::{
        ArrowFunctionExpression, AwaitExpression, BlockStatement, ForOfStatement, Function, LabeledStatement,
        Statement, TryStatement,
    },
    ast_visit::{Visit, walk},
    span::GetSpan,
    syntax::scope::ScopeFlags,
};
use rolldown_sourcemap::SourceMap;
use string_wizard::{Hires, MagicString, SourceMapOptions};

use crate::script;

/// The module with its context kept, and the map back to what it was; None when it has nothing to keep.
pub(crate) fn keep(source: &str, path: &str) -> Option<(String, SourceMap)> {
    if !source.contains("await") {
        return None;
    }
    let allocator = Allocator::default();
    let parsed = script::parse(&allocator, source, path);
    if parsed.panicked {
        // The bundler will say what is wrong with it.
        return None;
    }
    let mut finder = Finder { edits: Vec::new(), awaits: vec![0], next: 0, label: None };
    finder.visit_program(&parsed.program);
    if finder.edits.is_empty() {
        return None;
    }
    let mut text = MagicString::new(source);
    for edit in finder.edits {
        // Inner expressions come first in the list: what is put before the same place later stands further out.
        let done = match edit {
            Edit::Open(at, insert) => text.prepend_right(at, insert).map(drop),
            Edit::Close(at, insert) => text.append_left(at, insert).map(drop),
        };
        // Insertions never split an edited chunk; if one did, the module would stay as it was.
        done.ok()?;
    }
    let map = text.source_map(SourceMapOptions {
        include_content: true,
        source: path.into(),
        hires: Hires::Boundary,
    });
    Some((text.to_string(), map))
}

enum Edit {
    /// Text before the character at an offset.
    Open(u32, String),
    /// Text after the character that ends at an offset.
    Close(u32, String),
}

struct Finder {
    edits: Vec<Edit>,
    /// Awaits seen per function, innermost last; the first entry is the module itself.
    awaits: Vec<usize>,
    next: usize,
    /// Start of the labels in front of the statement that is visited next.
    label: Option<u32>,
}

impl Finder {
    fn in_function(&self) -> bool {
        self.awaits.len() > 1
    }

    fn count(&self) -> usize {
        self.awaits.last().copied().unwrap_or_default()
    }

    fn awaited(&mut self) {
        if let Some(count) = self.awaits.last_mut() {
            *count += 1;
        }
    }

    fn variable(&mut self) -> String {
        let name = format!("__fw{}", self.next);
        self.next += 1;
        name
    }

    fn at_head(&mut self, block: &BlockStatement<'_>, insert: String) {
        self.edits.push(Edit::Close(block.span.start + 1, insert));
    }
}

impl<'a> Visit<'a> for Finder {
    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        self.awaits.push(0);
        walk::walk_function(self, function, flags);
        self.awaits.pop();
    }

    fn visit_arrow_function_expression(&mut self, arrow: &ArrowFunctionExpression<'a>) {
        self.awaits.push(0);
        walk::walk_arrow_function_expression(self, arrow);
        self.awaits.pop();
    }

    fn visit_await_expression(&mut self, expression: &AwaitExpression<'a>) {
        walk::walk_await_expression(self, expression);
        if self.in_function() {
            self.awaited();
            let open = "__formwork_restore(__formwork_capture(), ".to_owned();
            self.edits.push(Edit::Open(expression.span.start, open));
            self.edits.push(Edit::Close(expression.span.end, ")".to_owned()));
        }
    }

    fn visit_labeled_statement(&mut self, statement: &LabeledStatement<'a>) {
        // `continue label` needs the label right at its loop: what goes before the loop goes before the label.
        let start = self.label.take().unwrap_or(statement.span.start);
        if matches!(statement.body, Statement::ForOfStatement(_) | Statement::LabeledStatement(_)) {
            self.label = Some(start);
        }
        walk::walk_labeled_statement(self, statement);
        self.label = None;
    }

    fn visit_try_statement(&mut self, statement: &TryStatement<'a>) {
        let before = self.count();
        walk::walk_try_statement(self, statement);
        if !self.in_function() || self.count() == before {
            return;
        }
        let name = self.variable();
        let restore = format!("__formwork_restore({name});");
        if let Some(handler) = &statement.handler {
            self.at_head(&handler.body, restore.clone());
        }
        if let Some(finalizer) = &statement.finalizer {
            self.at_head(finalizer, restore);
        }
        let span = statement.span;
        self.edits.push(Edit::Open(span.start, format!("{{const {name} = __formwork_capture();")));
        self.edits.push(Edit::Close(span.end, "}".to_owned()));
    }

    fn visit_for_of_statement(&mut self, statement: &ForOfStatement<'a>) {
        let start = self.label.take().unwrap_or(statement.span.start);
        walk::walk_for_of_statement(self, statement);
        if !statement.r#await || !self.in_function() {
            return;
        }
        self.awaited();
        let name = self.variable();
        let restore = format!("__formwork_restore({name});");
        let body = statement.body.span();
        if let Statement::BlockStatement(block) = &statement.body {
            self.at_head(block, restore.clone());
        } else {
            self.edits.push(Edit::Open(body.start, format!("{{{restore}")));
            self.edits.push(Edit::Close(body.end, "}".to_owned()));
        }
        self.edits.push(Edit::Open(start, format!("{{const {name} = __formwork_capture();")));
        self.edits.push(Edit::Close(statement.span.end, format!("{restore}}}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        keep(source, "a.ts").map_or_else(|| source.to_owned(), |(text, _)| text)
    }

    #[test]
    fn leaves_alone_what_has_no_request() {
        for source in [
            "export const a = 1;",
            "const a = await fetch('x');",
            "try { await x } catch { }",
            "for await (const a of b) c();",
            "function f() { return 'await'; }",
        ] {
            assert!(keep(source, "a.js").is_none(), "{source}");
        }
    }

    #[test]
    fn keeps_the_context() {
        let cases = [
            "async () => await x",
            "async function f() { await f(await g()); return await await h }",
            "async () => { try { await x } catch (e) { y } finally { z } }",
            "async () => { try { await x } catch { } }",
            "async () => { try { x } catch (e) { await y } }",
            "async () => { try { x(async () => await y) } catch (e) { } }",
            "async () => { if (a) try { await x } finally { } else b }",
            "async () => { for await (const a of b) { c } }",
            "async () => { for await (const a of b) await c; }",
            "async () => { outer: inner: for await (const a of b) { continue outer } }",
            "async () => { a: try { await x; break a } finally {} }",
            "async () => { try {await x} catch {await y} }",
            "async () => { try { try {await x} catch {throw 1} } catch {await y} }",
            "class A { async m(a: number) { return (await a)! as string } }",
            "async () => {try {for await (const a of b)try{await c}catch{}} finally {}}",
        ];
        let mut report = String::new();
        for source in cases {
            let result = text(source);
            assert_eq!(result.lines().count(), source.lines().count());
            let allocator = Allocator::default();
            let parsed = script::parse(&allocator, &result, "a.ts");
            assert!(parsed.diagnostics.is_empty(), "{result}\n{:?}", parsed.diagnostics);
            report.push_str(&format!("{source}\n  {result}\n"));
        }
        insta::assert_snapshot!(report);
    }

    #[test]
    fn keeps_lines() {
        let source = "async function f() {\n\ttry {\n\t\tawait x;\n\t} catch {\n\t\ty();\n\t}\n}\n";
        let (result, map) = keep(source, "a.js").unwrap();
        assert_eq!(result.lines().count(), source.lines().count());
        assert!(map.get_tokens().all(|t| t.get_dst_line() == t.get_src_line()));
    }
}
