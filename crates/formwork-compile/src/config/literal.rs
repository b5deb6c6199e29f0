//! The literal part of a configuration file.
//!
//! A configuration file is a program. Where it cannot be run this is what is read of it, and where it can this gives
//! the places of its options. Objects, arrays, strings, numbers, booleans, `null` and plain variables of the same file
//! are read; anything else is [`Literal::Computed`].

use oxc::{
    ast::ast::{
        Argument, BindingPattern, CallExpression, ExportDefaultDeclarationKind, Expression,
        ObjectPropertyKind, Program, PropertyKey, Statement, UnaryOperator,
    },
    ast_visit::{Visit, walk},
    span::{GetSpan, Span},
};
use serde_json::Value;

/// A value in a configuration file, with its place.
#[derive(Debug, Clone)]
pub(super) struct Located {
    pub(super) span: Span,
    pub(super) literal: Literal,
}

#[derive(Debug, Clone)]
pub(super) enum Literal {
    /// Keys with their places, in order.
    Object(Vec<(String, Span, Located)>),
    Array(Vec<Located>),
    /// A string, number, boolean or null.
    Plain(Value),
    /// A function; only known when the program ran.
    Function,
    /// Something of a package, which is not run; only known when the program ran.
    Package {
        module: String,
        name: String,
    },
    /// A value of another kind, such as a regular expression; only known when the program ran.
    Other(String),
    /// Only known when the program runs.
    Computed,
}

impl Located {
    /// The value as JSON if all of it is literal.
    pub(super) fn json(&self) -> Option<Value> {
        match &self.literal {
            Literal::Plain(value) => Some(value.clone()),
            Literal::Array(items) => {
                items.iter().map(Located::json).collect::<Option<Vec<_>>>().map(Value::Array)
            }
            Literal::Object(entries) => {
                let pairs = entries.iter().map(|(key, _, value)| Some((key.clone(), value.json()?)));
                pairs.collect::<Option<serde_json::Map<_, _>>>().map(Value::Object)
            }
            _ => None,
        }
    }

    pub(super) fn entries(&self) -> &[(String, Span, Located)] {
        match &self.literal {
            Literal::Object(entries) => entries,
            _ => &[],
        }
    }
}

/// The default export of `svelte.config.js`.
pub(super) fn default_export(program: &Program<'_>) -> Option<Located> {
    program.body.iter().find_map(|statement| {
        let Statement::ExportDefaultDeclaration(export) = statement else { return None };
        match &export.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(_)
            | ExportDefaultDeclarationKind::ClassDeclaration(_) => None,
            other => other.as_expression().map(|expression| read(expression, program, 0)),
        }
    })
}

/// The options of the first call of `sveltekit(…)`; an empty call has none.
pub(super) fn plugin_options(program: &Program<'_>) -> Option<Located> {
    struct Calls<'p, 'a> {
        program: &'p Program<'a>,
        found: Option<Located>,
    }
    impl<'a> Visit<'a> for Calls<'_, 'a> {
        fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
            if self.found.is_none()
                && call.callee.is_specific_id("sveltekit")
                && let Some(options) = call.arguments.first().and_then(Argument::as_expression)
            {
                self.found = Some(read(options, self.program, 0));
            }
            walk::walk_call_expression(self, call);
        }
    }
    let mut calls = Calls { program, found: None };
    calls.visit_program(program);
    calls.found
}

fn read(expression: &Expression<'_>, program: &Program<'_>, depth: usize) -> Located {
    const DEEPEST: usize = 32;
    let span = expression.span();
    let computed = Located { span, literal: Literal::Computed };
    if depth > DEEPEST {
        return computed;
    }
    let literal = match expression {
        Expression::ParenthesizedExpression(inner) => return read(&inner.expression, program, depth + 1),
        Expression::TSAsExpression(inner) => return read(&inner.expression, program, depth + 1),
        Expression::TSSatisfiesExpression(inner) => return read(&inner.expression, program, depth + 1),
        Expression::StringLiteral(literal) => Literal::Plain(literal.value.as_str().into()),
        Expression::BooleanLiteral(literal) => Literal::Plain(literal.value.into()),
        Expression::NumericLiteral(literal) => Literal::Plain(number(literal.value)),
        Expression::NullLiteral(_) => Literal::Plain(Value::Null),
        Expression::UnaryExpression(unary) if unary.operator == UnaryOperator::UnaryNegation => {
            match &unary.argument {
                Expression::NumericLiteral(literal) => Literal::Plain(number(-literal.value)),
                _ => Literal::Computed,
            }
        }
        Expression::TemplateLiteral(template) if template.expressions.is_empty() => {
            match template.quasis.first().and_then(|quasi| quasi.value.cooked.as_ref()) {
                Some(text) => Literal::Plain(text.as_str().into()),
                None => Literal::Computed,
            }
        }
        Expression::ArrayExpression(array) => {
            let items = array.elements.iter().map(|element| element.as_expression());
            match items.collect::<Option<Vec<_>>>() {
                Some(items) => {
                    Literal::Array(items.into_iter().map(|item| read(item, program, depth + 1)).collect())
                }
                None => Literal::Computed,
            }
        }
        Expression::ObjectExpression(object) => {
            let mut entries = Vec::new();
            for property in &object.properties {
                // What a spread brings is not known; what stands beside it is.
                let ObjectPropertyKind::ObjectProperty(property) = property else { continue };
                let key = match &property.key {
                    PropertyKey::StaticIdentifier(id) => id.name.to_string(),
                    PropertyKey::StringLiteral(literal) => literal.value.to_string(),
                    _ => continue,
                };
                entries.push((key, property.key.span(), read(&property.value, program, depth + 1)));
            }
            Literal::Object(entries)
        }
        Expression::Identifier(id) if id.name == "undefined" => Literal::Plain(Value::Null),
        Expression::Identifier(id) => match variable(program, &id.name) {
            Some(value) => return read(value, program, depth + 1),
            None => Literal::Computed,
        },
        _ => Literal::Computed,
    };
    Located { span, literal }
}

fn number(value: f64) -> Value {
    // 3600000, not 3600000.0.
    if value.fract() == 0.0 && value.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "checked the line above")]
        let whole = value as i64;
        whole.into()
    } else {
        value.into()
    }
}

fn variable<'e, 'a>(program: &'e Program<'a>, name: &str) -> Option<&'e Expression<'a>> {
    program.body.iter().find_map(|statement| {
        let Statement::VariableDeclaration(variables) = statement else { return None };
        if !variables.kind.is_const() {
            return None;
        }
        variables.declarations.iter().find_map(|declarator| match &declarator.id {
            BindingPattern::BindingIdentifier(id) if id.name == name => declarator.init.as_ref(),
            _ => None,
        })
    })
}
