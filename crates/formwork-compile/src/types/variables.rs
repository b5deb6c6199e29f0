//! The environment modules, with the variables that there are (F-165, F-167, F-217).

use std::{collections::BTreeMap, fmt::Write};

use oxc::{
    allocator::Allocator,
    ast::ast::{BindingPattern, Declaration, Expression, ObjectPropertyKind, PropertyKey, Statement},
};

use super::quoted;
use crate::{app::App, entries::StaticEnv, script};

/// Declarations of `$env/*` and `$app/env/*`.
pub(super) fn modules(app: &App, env: &StaticEnv) -> String {
    let mut text = String::new();
    for (name, values) in [("private", &env.private), ("public", &env.public)] {
        let _ = write!(
            text,
            "declare module '$env/static/{name}' {{\n{}}}\n\ndeclare module '$env/dynamic/{name}' {{\n\
             \texport const env: {{\n{}\t}};\n}}\n\n",
            constants(values),
            dynamic(values, env, name == "public"),
        );
    }
    let declared = app.env.as_deref().and_then(|file| {
        let source = std::fs::read_to_string(app.root.join(file)).ok()?;
        Some((file, declared(&source, file)))
    });
    for public in [false, true] {
        let _ = writeln!(
            text,
            "declare module '$app/env/{}' {{\n{}}}\n",
            if public { "public" } else { "private" },
            declared.as_ref().map(|(file, all)| of_file(file, all, public)).unwrap_or_default()
        );
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn constants(values: &BTreeMap<String, String>) -> String {
    let names = values.keys().filter(|name| script::is_identifier(name));
    let mut text: String = names.map(|name| format!("\texport const {name}: string;\n")).collect();
    if text.is_empty() {
        // A declaration without exports would declare nothing.
        text.push_str("\texport {};\n");
    }
    text
}

/// Only what the app's own files set is known to be there when the server runs.
fn dynamic(values: &BTreeMap<String, String>, env: &StaticEnv, public: bool) -> String {
    let names = values.keys().filter(|name| env.declared.contains_key(*name));
    let mut text: String = names.map(|name| format!("\t\t{}: string;\n", quoted(name))).collect();
    let rest = if public { "`PUBLIC_${string}`" } else { "string" };
    let _ = writeln!(text, "\t\t[name: {rest}]: string | undefined;");
    text
}

fn of_file(file: &str, declared: &[(String, bool)], public: bool) -> String {
    let module =
        quoted(&format!("../{}", file.strip_suffix(".ts").map_or(file.to_owned(), |s| format!("{s}.js"))));
    declared
        .iter()
        .filter(|(name, is_public)| *is_public == public && script::is_identifier(name))
        .map(|(name, _)| {
            format!(
                "\texport const {name}: import('./formwork/shapes.js').Variable<(typeof import({module}).variables)[{}]>;\n",
                quoted(name)
            )
        })
        .collect()
}

/// Names of the variables that `src/env` declares, and whether each is public.
fn declared(source: &str, file: &str) -> Vec<(String, bool)> {
    let allocator = Allocator::default();
    let parsed = script::parse(&allocator, source, file);
    let variables = parsed.program.body.iter().find_map(|statement| {
        let declared = match statement {
            Statement::ExportDeclaration(export) => match &export.declaration {
                Declaration::VariableDeclaration(variables) => variables,
                _ => return None,
            },
            Statement::VariableDeclaration(variables) => variables,
            _ => return None,
        };
        declared.declarations.iter().find_map(|declarator| match &declarator.id {
            BindingPattern::BindingIdentifier(id) if id.name == "variables" => declarator.init.as_ref(),
            _ => None,
        })
    });
    let object = match variables.map(Expression::without_parentheses) {
        Some(Expression::CallExpression(call)) => {
            call.arguments.first().and_then(|argument| argument.as_expression())
        }
        other => other,
    };
    properties(object)
        .into_iter()
        .map(|(name, value)| {
            let public = properties(Some(value)).into_iter().any(|(key, value)| {
                key == "public" && matches!(value, Expression::BooleanLiteral(literal) if literal.value)
            });
            (name, public)
        })
        .collect()
}

fn properties<'e, 'a>(object: Option<&'e Expression<'a>>) -> Vec<(String, &'e Expression<'a>)> {
    let Some(Expression::ObjectExpression(object)) = object.map(Expression::get_inner_expression) else {
        return Vec::new();
    };
    object
        .properties
        .iter()
        .filter_map(|property| {
            let ObjectPropertyKind::ObjectProperty(property) = property else { return None };
            let name = match &property.key {
                PropertyKey::StaticIdentifier(id) => id.name.to_string(),
                PropertyKey::StringLiteral(literal) => literal.value.to_string(),
                _ => return None,
            };
            Some((name, &property.value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::declared;

    #[test]
    fn f165_reads_what_is_declared() {
        let source = "import { defineEnvVars } from '@sveltejs/kit/env';\nexport const variables = defineEnvVars({ A: { public: true }, 'B': {}, C: { schema: Number, public: false } as const });";
        let expected = [("A".to_owned(), true), ("B".to_owned(), false), ("C".to_owned(), false)];
        assert_eq!(declared(source, "src/env.ts"), expected);
        assert!(declared("export const other = 1;", "src/env.ts").is_empty());
    }
}
