//! What can be known about a module without running it (F-145): its exports, page options, actions, verbs.
//!
//! Only plain forms are read: `export const name = literal`, `export function`, `export { a }`, an object literal,
//! with TypeScript's `as` and `satisfies` around them; of computed values those that follow from what a build knows,
//! such as `!dev`. `export *` and other values make the answer "unsure", and then the server decides at run time. In
//! development exports that mean nothing are errors (S-1, F-146).

use formwork_wire::manifest::{PageOptions, Prerender, TrailingSlash};
use oxc::{
    allocator::Allocator,
    ast::ast::{
        BindingPattern, Declaration, Expression, ImportDeclarationSpecifier, LogicalOperator,
        ModuleExportName, ObjectPropertyKind, Program, PropertyKey, Statement, UnaryOperator,
        VariableDeclaration,
    },
    span::{GetSpan, Span},
};

use crate::{
    diagnostic::{Code, Diagnostic},
    script,
};

/// The kind of a route module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Module {
    PageServer,
    Page,
    LayoutServer,
    Layout,
    Endpoint,
}

const VERBS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "QUERY"];

impl Module {
    const ALL: &'static [Module] =
        &[Module::PageServer, Module::Page, Module::LayoutServer, Module::Layout, Module::Endpoint];

    /// S-1, F-100, F-146.
    fn allowed(self) -> &'static [&'static str] {
        match self {
            Module::PageServer => {
                &["load", "actions", "prerender", "ssr", "csr", "trailingSlash", "config", "entries"]
            }
            Module::Page => {
                &["load", "prerender", "ssr", "csr", "trailingSlash", "config", "entries", "snapshot"]
            }
            Module::LayoutServer | Module::Layout => {
                &["load", "prerender", "ssr", "csr", "trailingSlash", "config"]
            }
            Module::Endpoint => &[
                "GET",
                "POST",
                "PUT",
                "PATCH",
                "DELETE",
                "OPTIONS",
                "HEAD",
                "QUERY",
                "fallback",
                "prerender",
                "trailingSlash",
                "config",
                "entries",
            ],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Module::PageServer => "+page.server",
            Module::Page => "+page",
            Module::LayoutServer => "+layout.server",
            Module::Layout => "+layout",
            Module::Endpoint => "+server",
        }
    }
}

/// What was found in a module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    pub(crate) options: PageOptions,
    /// The module exports `load`, or may.
    pub(crate) load: bool,
    pub(crate) actions: Vec<String>,
    pub(crate) has_actions: bool,
    pub(crate) methods: Vec<String>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads a route module. A module with syntax errors yields no facts; the bundle reports the errors.
pub(crate) fn read(source: &str, file: &str, module: Module, dev: bool) -> Facts {
    let allocator = Allocator::default();
    let parsed = script::parse(&allocator, source, file);
    if parsed.diagnostics.has_errors() {
        return Facts { load: true, ..Facts::default() };
    }
    let exports = exports(&parsed.program);
    let mut facts = Facts { load: exports.unsure, ..Facts::default() };
    let known = Known { program: &parsed.program, dev, building: false };
    // SvelteKit asks for this option while it builds.
    let at_build = Known { building: !dev, ..known };
    for export in &exports.list {
        match export.name.as_str() {
            "load" => facts.load = true,
            "ssr" => facts.options.ssr = export.value.and_then(|value| known.boolean(value)),
            "csr" => facts.options.csr = export.value.and_then(|value| known.boolean(value)),
            "trailingSlash" => {
                facts.options.trailing_slash =
                    export.value.and_then(text).and_then(|text| text.parse::<TrailingSlash>().ok());
                // A computed one is only known to the server: the browser must ask it, as it does for `load`.
                facts.load |= facts.options.trailing_slash.is_none();
            }
            "prerender" => {
                facts.options.prerender = export.value.and_then(|value| at_build.prerender(value));
                if facts.options.prerender.is_none() {
                    let message = "What `prerender` is here is only known when the server runs";
                    let diagnostic = Diagnostic::warning(Code::Prerender, message)
                        .with_help("The route is served dynamically, whatever it says.");
                    facts.diagnostics.push(diagnostic.in_file(file).at(source, range(export.span)));
                }
            }
            "actions" => {
                facts.has_actions = true;
                facts.actions = export.value.map(keys).unwrap_or_default();
            }
            verb if module == Module::Endpoint && (VERBS.contains(&verb) || verb == "fallback") => {
                facts.methods.push(verb.to_owned());
            }
            _ => {}
        }
        if let Some(diagnostic) = misplaced(export, module, dev) {
            facts.diagnostics.push(diagnostic.in_file(file).at(source, range(export.span)));
        }
    }
    facts.methods.sort_by_key(|verb| VERBS.iter().position(|known| known == verb).unwrap_or(VERBS.len()));
    facts
}

/// The keys of `defineParams({…})` or of the object in `export const params = …` (F-30); None if they are not plain.
pub(crate) fn matcher_names(source: &str, file: &str) -> Option<Vec<String>> {
    let allocator = Allocator::default();
    let parsed = script::parse(&allocator, source, file);
    let exports = exports(&parsed.program);
    let value = exports.list.iter().find(|export| export.name == "params")?.value?;
    let object = match plain(value) {
        Expression::CallExpression(call) => plain(call.arguments.first()?.as_expression()?),
        other => other,
    };
    let Expression::ObjectExpression(object) = object else { return None };
    let spread =
        |property: &ObjectPropertyKind<'_>| matches!(property, ObjectPropertyKind::SpreadProperty(_));
    if object.properties.iter().any(spread) {
        return None;
    }
    Some(keys(value))
}

fn range(span: Span) -> std::ops::Range<usize> {
    span.start as usize..span.end as usize
}

struct Export<'e, 'a> {
    name: String,
    span: Span,
    value: Option<&'e Expression<'a>>,
}

#[derive(Default)]
struct Exports<'e, 'a> {
    list: Vec<Export<'e, 'a>>,
    /// `export *`: there may be more.
    unsure: bool,
}

fn exports<'e, 'a>(program: &'e Program<'a>) -> Exports<'e, 'a> {
    let mut found = Exports::default();
    for statement in &program.body {
        match statement {
            Statement::ExportDeclaration(export) => declared(&export.declaration, &mut found.list),
            Statement::ExportNamedDeclaration(export) if export.export_kind.is_value() => {
                for specifier in export.specifiers.iter().filter(|s| s.export_kind.is_value()) {
                    let value = local(&specifier.local).and_then(|name| variable(program, name));
                    found.list.push(Export {
                        name: specifier.exported.name().to_string(),
                        span: specifier.exported.span(),
                        value,
                    });
                }
            }
            Statement::ExportFromDeclaration(export) if export.export_kind.is_value() => {
                for specifier in export.specifiers.iter().filter(|s| s.export_kind.is_value()) {
                    found.list.push(Export {
                        name: specifier.exported.name().to_string(),
                        span: specifier.exported.span(),
                        value: None,
                    });
                }
            }
            Statement::ExportAllDeclaration(export) if export.export_kind.is_value() => {
                match &export.exported {
                    Some(name) => {
                        found.list.push(Export {
                            name: name.name().to_string(),
                            span: name.span(),
                            value: None,
                        });
                    }
                    None => found.unsure = true,
                }
            }
            Statement::ExportDefaultDeclaration(export) => {
                let start = export.span.start;
                found.list.push(Export {
                    name: "default".to_owned(),
                    span: Span::new(start, start + "export default".len() as u32),
                    value: None,
                });
            }
            _ => {}
        }
    }
    found
}

fn local<'e>(name: &'e ModuleExportName<'_>) -> Option<&'e str> {
    match name {
        ModuleExportName::IdentifierReference(id) => Some(id.name.as_str()),
        ModuleExportName::IdentifierName(id) => Some(id.name.as_str()),
        ModuleExportName::StringLiteral(_) => None,
    }
}

fn declared<'e, 'a>(declaration: &'e Declaration<'a>, list: &mut Vec<Export<'e, 'a>>) {
    match declaration {
        Declaration::VariableDeclaration(variables) if !variables.declare => of_variables(variables, list),
        Declaration::FunctionDeclaration(function) if !function.declare => {
            if let Some(id) = &function.id {
                list.push(Export { name: id.name.to_string(), span: id.span, value: None });
            }
        }
        Declaration::ClassDeclaration(class) if !class.declare => {
            if let Some(id) = &class.id {
                list.push(Export { name: id.name.to_string(), span: id.span, value: None });
            }
        }
        Declaration::TSEnumDeclaration(declaration) if !declaration.declare => {
            list.push(Export {
                name: declaration.id.name.to_string(),
                span: declaration.id.span,
                value: None,
            });
        }
        _ => {}
    }
}

fn of_variables<'e, 'a>(variables: &'e VariableDeclaration<'a>, list: &mut Vec<Export<'e, 'a>>) {
    for declarator in &variables.declarations {
        for id in declarator.id.get_binding_identifiers() {
            let value = match &declarator.id {
                BindingPattern::BindingIdentifier(_) => declarator.init.as_ref(),
                _ => None,
            };
            list.push(Export { name: id.name.to_string(), span: id.span, value });
        }
    }
}

/// The initial value of a module's own variable.
fn variable<'e, 'a>(program: &'e Program<'a>, name: &str) -> Option<&'e Expression<'a>> {
    program.body.iter().find_map(|statement| {
        let Statement::VariableDeclaration(variables) = statement else { return None };
        variables.declarations.iter().find_map(|declarator| match &declarator.id {
            BindingPattern::BindingIdentifier(id) if id.name == name => declarator.init.as_ref(),
            _ => None,
        })
    })
}

/// Without parentheses and TypeScript around it.
fn plain<'e, 'a>(expression: &'e Expression<'a>) -> &'e Expression<'a> {
    match expression {
        Expression::ParenthesizedExpression(inner) => plain(&inner.expression),
        Expression::TSAsExpression(inner) => plain(&inner.expression),
        Expression::TSSatisfiesExpression(inner) => plain(&inner.expression),
        Expression::TSNonNullExpression(inner) => plain(&inner.expression),
        other => other,
    }
}

/// Values that follow from what a build knows: whether it is for development, and that this is the server.
#[derive(Clone, Copy)]
struct Known<'e, 'a> {
    program: &'e Program<'a>,
    dev: bool,
    building: bool,
}

impl<'a> Known<'_, 'a> {
    fn boolean(&self, value: &Expression<'a>) -> Option<bool> {
        self.value(value, 0)
    }

    fn prerender(&self, value: &Expression<'a>) -> Option<Prerender> {
        match (self.boolean(value), text(value)) {
            (Some(true), _) => Some(Prerender::Yes),
            (Some(false), _) => Some(Prerender::No),
            (None, Some("auto")) => Some(Prerender::Auto),
            _ => None,
        }
    }

    fn value(&self, expression: &Expression<'a>, depth: u32) -> Option<bool> {
        const DEEPEST: u32 = 32;
        if depth > DEEPEST {
            return None;
        }
        let value = |expression: &Expression<'a>| self.value(expression, depth + 1);
        match plain(expression) {
            Expression::BooleanLiteral(literal) => Some(literal.value),
            Expression::UnaryExpression(unary) if unary.operator == UnaryOperator::LogicalNot => {
                value(&unary.argument).map(|value| !value)
            }
            Expression::LogicalExpression(both) => match (both.operator, value(&both.left)?) {
                (LogicalOperator::And, true) | (LogicalOperator::Or, false) => value(&both.right),
                (LogicalOperator::And | LogicalOperator::Or, left) => Some(left),
                (LogicalOperator::Coalesce, _) => None,
            },
            Expression::ConditionalExpression(choice) => match value(&choice.test)? {
                true => value(&choice.consequent),
                false => value(&choice.alternate),
            },
            Expression::Identifier(id) => match self.imported(&id.name) {
                Some(name) => self.of_the_build(name),
                None => constant(self.program, &id.name).and_then(value),
            },
            Expression::StaticMemberExpression(member) => match &member.object {
                Expression::StaticMemberExpression(env)
                    if env.property.name == "env" && matches!(env.object, Expression::ImportMeta(_)) =>
                {
                    match member.property.name.as_str() {
                        "DEV" => Some(self.dev),
                        "PROD" => Some(!self.dev),
                        "SSR" => Some(true),
                        _ => None,
                    }
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Constants of `$app/env`.
    fn of_the_build(&self, name: &str) -> Option<bool> {
        match name {
            "dev" => Some(self.dev),
            "building" => Some(self.building),
            "browser" => Some(false),
            _ => None,
        }
    }

    /// The name under which `$app/env` (or `$app/environment`) exports what is called `local` here.
    fn imported(&self, local: &str) -> Option<&str> {
        self.program.body.iter().find_map(|statement| {
            let Statement::ImportDeclaration(import) = statement else { return None };
            if !matches!(import.source.value.as_str(), "$app/env" | "$app/environment") {
                return None;
            }
            import.specifiers.iter().flatten().find_map(|specifier| match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(specifier) if specifier.local.name == local => {
                    match &specifier.imported {
                        ModuleExportName::IdentifierName(name) => Some(name.name.as_str()),
                        _ => None,
                    }
                }
                _ => None,
            })
        })
    }
}

/// The initial value of a module's own constant.
fn constant<'e, 'a>(program: &'e Program<'a>, name: &str) -> Option<&'e Expression<'a>> {
    let constant = program.body.iter().any(|statement| {
        let variables = match statement {
            Statement::VariableDeclaration(variables) => variables,
            _ => return false,
        };
        variables.kind.is_const()
            && variables.declarations.iter().any(
                |declarator| matches!(&declarator.id, BindingPattern::BindingIdentifier(id) if id.name == name),
            )
    });
    if constant { variable(program, name) } else { None }
}

fn text<'e>(value: &'e Expression<'_>) -> Option<&'e str> {
    match plain(value) {
        Expression::StringLiteral(literal) => Some(literal.value.as_str()),
        _ => None,
    }
}

/// The plain keys of an object, or of the object that a call is given.
fn keys(value: &Expression<'_>) -> Vec<String> {
    let object = match plain(value) {
        Expression::ObjectExpression(object) => object,
        Expression::CallExpression(call) => {
            match call.arguments.first().and_then(|argument| argument.as_expression()).map(plain) {
                Some(Expression::ObjectExpression(object)) => object,
                _ => return Vec::new(),
            }
        }
        _ => return Vec::new(),
    };
    object
        .properties
        .iter()
        .filter_map(|property| match property {
            ObjectPropertyKind::ObjectProperty(property) => match &property.key {
                PropertyKey::StaticIdentifier(id) => Some(id.name.to_string()),
                PropertyKey::StringLiteral(literal) => Some(literal.value.to_string()),
                _ => None,
            },
            ObjectPropertyKind::SpreadProperty(_) => None,
        })
        .collect()
}

/// `actions` in the wrong file is always an error; any other export without a meaning is one in development.
fn misplaced(export: &Export<'_, '_>, module: Module, dev: bool) -> Option<Diagnostic> {
    let name = export.name.as_str();
    if name.starts_with('_') || module.allowed().contains(&name) {
        return None;
    }
    if name == "actions" {
        return Some(Diagnostic::error(
            Code::ExportActions,
            format!("`actions` means nothing in a {} module", module.name()),
        ));
    }
    if !dev {
        return None;
    }
    let message = format!("`{name}` means nothing in a {} module", module.name());
    let places: Vec<String> = Module::ALL
        .iter()
        .filter(|other| other.allowed().contains(&name))
        .map(|other| format!("`{}`", other.name()))
        .collect();
    let help = if places.is_empty() {
        Code::ExportUnknown.advice().to_owned()
    } else {
        format!("It is legal in {}. Move it there, or start its name with `_`.", places.join(", "))
    };
    Some(Diagnostic::error(Code::ExportUnknown, message).with_help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_page_options() {
        let source = "export const ssr = false;\nexport const csr = true as const;\nconst slash = 'always';\nexport { slash as trailingSlash };\nexport const prerender: boolean = (true);\nexport async function load() {}";
        let facts = read(source, "src/routes/+page.ts", Module::Page, true);
        assert_eq!(facts.options.ssr, Some(false));
        assert_eq!(facts.options.csr, Some(true));
        assert_eq!(facts.options.trailing_slash, Some(TrailingSlash::Always));
        assert_eq!(facts.options.prerender, Some(Prerender::Yes));
        assert!(facts.load);
        assert!(facts.diagnostics.is_empty());
    }

    #[test]
    fn f145_values_that_the_build_knows() {
        let head = "import { dev, building, browser as here } from '$app/environment';\nimport { other } from './other';\nconst no = false;\nlet changing = true;\nexport const prerender = ";
        for (value, dev, production) in [
            ("!dev", Some(Prerender::No), Some(Prerender::Yes)),
            ("building", Some(Prerender::No), Some(Prerender::Yes)),
            ("here || (dev as boolean)", Some(Prerender::Yes), Some(Prerender::No)),
            ("no ? other : import.meta.env.PROD", Some(Prerender::No), Some(Prerender::Yes)),
            ("dev && other", None, Some(Prerender::No)),
            ("changing", None, None),
            ("other", None, None),
            ("'auto'", Some(Prerender::Auto), Some(Prerender::Auto)),
        ] {
            let source = format!("{head}{value};");
            for (mode, expected) in [(true, dev), (false, production)] {
                let facts = read(&source, "a.ts", Module::Page, mode);
                assert_eq!(facts.options.prerender, expected, "{value} {mode}");
                assert_eq!(facts.diagnostics.is_empty(), expected.is_some(), "{value}: it is said");
            }
        }
    }

    #[test]
    fn computed_values_are_left_to_the_server() {
        let facts = read("export const ssr = !dev; export * from './x';", "a.js", Module::Page, true);
        assert_eq!(facts.options.ssr, None);
        assert!(facts.load, "unsure");
        assert!(!read("export const ssr = true", "a.js", Module::Page, true).load);
    }

    #[test]
    fn reads_actions_and_verbs() {
        let source = "export const actions = { default: async () => {}, 'a b': x, [c]: y, ...z, m() {} } satisfies Actions;";
        let facts = read(source, "src/routes/+page.server.ts", Module::PageServer, true);
        assert_eq!(facts.actions, ["default", "a b", "m"]);
        let source =
            "export const POST = () => {}; export function GET() {} export { x as fallback }; const x = 1;";
        assert_eq!(read(source, "+server.js", Module::Endpoint, true).methods, ["GET", "POST", "fallback"]);
    }

    #[test]
    fn s1_unknown_exports_are_errors_in_development() {
        let source = "export const snapshot = {};\nexport const _own = 1;\nexport type T = 1;\nexport const helper = 2;";
        let facts = read(source, "src/routes/+page.server.ts", Module::PageServer, true);
        let said: Vec<_> = facts.diagnostics.iter().map(|d| (d.line, d.help.clone().unwrap())).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert_eq!(said[0].0, Some(1));
        assert!(said[0].1.contains("`+page`"), "{said:?}");
        assert!(read(source, "a.ts", Module::PageServer, false).diagnostics.is_empty());
        let actions = "export const actions = {};";
        assert_eq!(read(actions, "+page.js", Module::Page, false).diagnostics.len(), 1);
    }

    #[test]
    fn knows_matchers() {
        let names = |source| matcher_names(source, "src/params.ts");
        assert_eq!(
            names("export const params = defineParams({ int: (v) => 1, 'b-c': x });"),
            Some(vec!["int".into(), "b-c".into()])
        );
        assert_eq!(names("export const params = { a };"), Some(vec!["a".into()]));
        assert_eq!(names("export const params = make();"), None);
        assert_eq!(names("export const params = defineParams({ ...x });"), None);
    }
}
