//! Uses of `event.platform`, which only adapters fill.

use oxc::{
    allocator::Allocator,
    ast::ast::{BindingPattern, Expression, FormalParameter, StaticMemberExpression},
    ast_visit::{Visit, walk},
    span::{GetSpan, Span},
};

use crate::{
    diagnostic::{Code, Diagnostic},
    script,
};

/// The first use in a module: `event.platform`, or `{ platform }` taken from what a function gets.
pub(super) fn uses(source: &str, file: &str) -> Option<Diagnostic> {
    let is_script = file.ends_with(".js") || file.ends_with(".ts");
    if !is_script || !source.contains("platform") {
        return None;
    }
    let allocator = Allocator::default();
    let parsed = script::parse(&allocator, source, file);
    let mut finder = Finder { found: None };
    finder.visit_program(&parsed.program);
    let span = finder.found?;
    let message = "`platform` is always undefined in Formwork";
    Some(
        Diagnostic::warning(Code::Platform, message)
            .in_file(file)
            .at(source, span.start as usize..span.end as usize),
    )
}

struct Finder {
    found: Option<Span>,
}

impl<'a> Visit<'a> for Finder {
    fn visit_formal_parameter(&mut self, parameter: &FormalParameter<'a>) {
        if let BindingPattern::ObjectPattern(pattern) = &parameter.pattern {
            for property in &pattern.properties {
                if property.key.is_specific_static_name("platform") && self.found.is_none() {
                    self.found = Some(property.key.span());
                }
            }
        }
        walk::walk_formal_parameter(self, parameter);
    }

    fn visit_static_member_expression(&mut self, member: &StaticMemberExpression<'a>) {
        let of_event = matches!(&member.object, Expression::Identifier(id) if id.name == "event");
        if of_event && member.property.name == "platform" && self.found.is_none() {
            self.found = Some(member.property.span);
        }
        walk::walk_static_member_expression(self, member);
    }
}

#[cfg(test)]
mod tests {
    use super::uses;

    #[test]
    fn finds_the_first_use() {
        let line = |source| uses(source, "a.js").and_then(|diagnostic| diagnostic.line);
        assert_eq!(line("export const load = ({ platform }) => platform?.env;"), Some(1));
        assert_eq!(line("export const load = (event) => {\n\treturn event.platform;\n};"), Some(2));
        assert_eq!(line("import { platform } from 'node:os';\nplatform(); process.platform;"), None);
    }
}
