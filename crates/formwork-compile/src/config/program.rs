//! A configuration file as a program that can be run: itself, the files of the app that it imports, and stand-ins for
//! everything else.
//!
//! Packages are never loaded: adapters, preprocessors and plugins have no part in a Formwork build, so each name that
//! is imported from one becomes an inert value that remembers where it came from (`host.js`). Modules of Node that the
//! engine has are the real ones. Import specifiers are rewritten to the names under which the engine knows the modules.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::{Path, PathBuf},
};

use oxc::{
    allocator::Allocator,
    ast::ast::{
        Expression, ImportDeclarationSpecifier, ImportExpression, ModuleExportName, Program, Statement,
        WithClause,
    },
    ast_visit::{Visit, walk},
    span::{GetSpan, Span},
};

use crate::{
    diagnostic::{Code, Diagnostic},
    evaluate::Module,
    paths::{normal, relative, slashes},
    resolve, script,
};

/// The name of the module that answers.
pub(super) const ENTRY: &str = "formwork:config/entry";
const HOST: &str = "formwork:config/host";

/// What `sveltekit`, `defineConfig` and their like are imported from, with the names that are real there.
const REAL: &[(&str, &[&str])] = &[
    ("@sveltejs/kit/vite", &["sveltekit"]),
    ("vite", &["defineConfig", "loadEnv", "mergeConfig"]),
    ("vitest/config", &["defineConfig", "mergeConfig"]),
];

/// A program and the files it was made from.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) modules: Vec<Module>,
    pub(super) files: Vec<PathBuf>,
}

/// Puts the program of a configuration file (a path relative to the app) together. The errors are those of the syntax.
pub(super) fn make(root: &Path, file: &str) -> Result<Made, Vec<Diagnostic>> {
    let mut gathered = Gathered { root, modules: Vec::new(), files: Vec::new(), packages: BTreeMap::new() };
    gathered.module(file)?;
    let Gathered { mut modules, files, packages, .. } = gathered;
    for (package, names) in packages {
        modules.push(stand_in(&package, &names));
    }
    modules.push(plain(HOST, include_str!("host.js")));
    modules.push(plain(
        ENTRY,
        &format!(
            "import {{ answer as host }} from '{HOST}';\nexport const answer = (text) => host(() => import({}), text);\n",
            quoted(file)
        ),
    ));
    Ok(Made { modules, files })
}

struct Gathered<'r> {
    root: &'r Path,
    modules: Vec<Module>,
    files: Vec<PathBuf>,
    /// Names that are imported from each package.
    packages: BTreeMap<String, BTreeSet<String>>,
}

impl Gathered<'_> {
    /// Adds a file of the app, and what it imports.
    fn module(&mut self, name: &str) -> Result<(), Vec<Diagnostic>> {
        let path = self.root.join(name);
        if self.files.contains(&path) {
            return Ok(());
        }
        self.files.push(path.clone());
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        if name.ends_with(".json") {
            let code = format!("export default {};\n", if text.trim().is_empty() { "null" } else { &text });
            self.modules.push(plain(name, &code));
            return Ok(());
        }
        let (code, map) = if name.ends_with(".ts") || name.ends_with(".mts") {
            let stripped = script::strip_types(&text, name, false)?;
            (stripped.code, stripped.map.map(String::into_bytes))
        } else {
            (text, None)
        };
        let allocator = Allocator::default();
        let parsed = script::parse(&allocator, &code, "config.js");
        if parsed.diagnostics.has_errors() {
            return Err(script::errors(parsed.diagnostics.errors(), &code, name));
        }
        let directory = path.parent().unwrap_or(self.root).to_owned();
        let mut edits = Vec::new();
        let mut inner = Vec::new();
        for import in imports(&parsed.program) {
            let target = self.target(&import.specifier, &directory);
            let key = match &target {
                Target::Missing => {
                    let message = format!("`{}` cannot be found", import.specifier);
                    let missing = Diagnostic::error(Code::ImportMissing, message).in_file(name);
                    // Erasing types moves what stands in the file.
                    return Err(vec![if map.is_none() { missing.at(&code, import.place) } else { missing }]);
                }
                Target::File(name) => {
                    inner.push(name.clone());
                    name.clone()
                }
                Target::Builtin(name) => name.clone(),
                Target::Package(name) => {
                    self.packages.entry(name.clone()).or_default().extend(import.names);
                    for place in import.everything {
                        edits.push((place, "{ formworkEverything as ".to_owned(), true));
                    }
                    format!("package:{name}")
                }
            };
            let specifier = quoted(&key);
            let after = import.place.end;
            match (import.call, &target) {
                (Some(call), Target::Package(_)) => {
                    edits.push((
                        call,
                        format!("import({specifier}).then((m) => m.formworkEverything)"),
                        false,
                    ));
                }
                (Some(call), _) => edits.push((call, format!("import({specifier})"), false)),
                (None, _) => edits.push((import.place, specifier, false)),
            }
            if let Some(attributes) = import.attributes {
                // With the word before it.
                edits.push((after..attributes.end, String::new(), false));
            }
        }
        let code = edited(&code, edits);
        self.modules.push(Module { name: name.to_owned(), code, map, file: Some(path) });
        for name in inner {
            self.module(&name)?;
        }
        Ok(())
    }

    fn target(&self, specifier: &str, directory: &Path) -> Target {
        if specifier.starts_with('.') || specifier.starts_with('/') {
            let path = normal(&directory.join(specifier));
            let found = [""]
                .iter()
                .chain(&[".js", ".ts", ".mjs", ".mts", ".json", "/index.js", "/index.ts"])
                .map(|end| PathBuf::from(format!("{}{end}", path.display())))
                .find(|path| path.is_file());
            // `./x.js` may be the name that `./x.ts` will have.
            let found = found.or_else(|| Some(path.with_extension("ts")).filter(|path| path.is_file()));
            // One outside the app keeps its whole path.
            return found.map_or(Target::Missing, |found| {
                Target::File(relative(&found, self.root).unwrap_or_else(|| slashes(&found)))
            });
        }
        match resolve::node_builtin(specifier) {
            Some(name) if resolve::is_host_module(&name) => Target::Builtin(name),
            Some(name) => Target::Package(name),
            None => Target::Package(specifier.to_owned()),
        }
    }
}

enum Target {
    /// By its name relative to the app.
    File(String),
    Builtin(String),
    Package(String),
    Missing,
}

/// One import of a module.
#[derive(Default)]
struct Import {
    specifier: String,
    /// The specifier with its quotes.
    place: Range<usize>,
    names: Vec<String>,
    /// `* as name`: the place of each up to the name.
    everything: Vec<Range<usize>>,
    /// `with { … }`.
    attributes: Option<Range<usize>>,
    /// A dynamic import: all of it.
    call: Option<Range<usize>>,
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

fn imports(program: &Program<'_>) -> Vec<Import> {
    let mut found = Vec::new();
    let named = |name: &ModuleExportName<'_>| name.name().to_string();
    let with = |clause: Option<&WithClause<'_>>| clause.map(|clause| range(clause.span));
    for statement in &program.body {
        match statement {
            Statement::ImportDeclaration(import) => {
                let mut one = Import {
                    specifier: import.source.value.to_string(),
                    place: range(import.source.span),
                    attributes: with(import.with_clause.as_deref()),
                    ..Import::default()
                };
                for specifier in import.specifiers.iter().flatten() {
                    match specifier {
                        ImportDeclarationSpecifier::ImportSpecifier(specifier) => {
                            one.names.push(named(&specifier.imported));
                        }
                        ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => {
                            one.names.push("default".to_owned());
                        }
                        ImportDeclarationSpecifier::ImportNamespaceSpecifier(specifier) => {
                            let start = specifier.span.start as usize;
                            one.everything.push(start..specifier.local.span.start as usize);
                        }
                    }
                }
                found.push(one);
            }
            Statement::ExportFromDeclaration(export) => found.push(Import {
                specifier: export.source.value.to_string(),
                place: range(export.source.span),
                names: export.specifiers.iter().map(|specifier| named(&specifier.local)).collect(),
                attributes: with(export.with_clause.as_deref()),
                ..Import::default()
            }),
            Statement::ExportAllDeclaration(export) => found.push(Import {
                specifier: export.source.value.to_string(),
                place: range(export.source.span),
                attributes: with(export.with_clause.as_deref()),
                ..Import::default()
            }),
            _ => {}
        }
    }
    struct Calls(Vec<Import>);
    impl<'a> Visit<'a> for Calls {
        fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
            if let Expression::StringLiteral(literal) = &import.source {
                self.0.push(Import {
                    specifier: literal.value.to_string(),
                    place: range(literal.span),
                    call: Some(range(import.span())),
                    ..Import::default()
                });
            }
            walk::walk_import_expression(self, import);
        }
    }
    let mut calls = Calls(found);
    calls.visit_program(program);
    calls.0
}

/// The text with its edits. `closed` ones open a brace that belongs behind the name that follows.
fn edited(code: &str, mut edits: Vec<(Range<usize>, String, bool)>) -> String {
    edits.sort_by_key(|(range, ..)| std::cmp::Reverse(range.start));
    let mut text = code.to_owned();
    for (range, replacement, closed) in edits {
        if closed {
            let after = text.get(range.end..).unwrap_or_default();
            let name = after.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
            text.insert_str(range.end + name.unwrap_or(after.len()), " }");
        }
        text.replace_range(range, &replacement);
    }
    text
}

/// A package as a module of stand-ins.
fn stand_in(package: &str, names: &BTreeSet<String>) -> Module {
    let real = REAL.iter().find(|(name, _)| *name == package).map_or(&[][..], |(_, names)| names);
    let mut code = format!("import {{ stub, every }} from '{HOST}';\n");
    if !real.is_empty() {
        code.push_str(&format!("import * as host from '{HOST}';\n"));
    }
    let from = quoted(package);
    let mut exports = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if real.contains(&name.as_str()) {
            code.push_str(&format!("const v{index} = host.{name};\n"));
        } else {
            code.push_str(&format!("const v{index} = stub({from}, {});\n", quoted(name)));
        }
        let shown =
            if script::is_identifier(name) || name == "default" { name.clone() } else { quoted(name) };
        exports.push(format!("v{index} as {shown}"));
    }
    let real_ones: Vec<String> = real.iter().map(|name| format!("{name}: host.{name}")).collect();
    code.push_str(&format!(
        "const all = every({from});\nconst known = {{ {} }};\n\
         export const formworkEverything = new Proxy(all, {{ get: (_, name) => known[name] ?? all[name] }});\n",
        real_ones.join(", ")
    ));
    if !exports.is_empty() {
        code.push_str(&format!("export {{ {} }};\n", exports.join(", ")));
    }
    plain(&format!("package:{package}"), &code)
}

fn plain(name: &str, code: &str) -> Module {
    Module { name: name.to_owned(), code: code.to_owned(), map: None, file: None }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
