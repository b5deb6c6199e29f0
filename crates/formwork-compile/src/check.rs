//! What `formwork check` finds: everything at once, and for each route what of it concerns that route.
//!
//! Two bundles are made and thrown away. What a build refuses is told as a build tells it; beside that stands what a
//! build would pass over, because it shows at run time only or not at all: `node:` modules that the server does not
//! have, packages with native code, `event.platform`. A fault concerns a route if the file that it is in can be reached
//! from the route's files by imports; what no route reaches (configuration, hooks) concerns the app as a whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use serde::Serialize;

use crate::{
    app::App,
    bundle::Survey,
    diagnostic::{Code, Diagnostic, Severity, sort},
    imports::{Importers, chain, importers},
};

mod platform;

/// An app, looked at.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Every route, in the order of matching.
    pub routes: Vec<CheckedRoute>,
    /// Everything found: errors first, then by place.
    pub diagnostics: Vec<Diagnostic>,
    /// For each diagnostic the ids of the routes it concerns; none means the app as a whole.
    pub concerns: Vec<Vec<String>>,
    /// The scanned app.
    pub app: App,
}

/// A route, and what stands in its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckedRoute {
    /// The route id.
    pub id: String,
    /// Positions in the list of all diagnostics.
    pub problems: Vec<usize>,
    /// The same for warnings.
    pub warnings: Vec<usize>,
}

/// Puts together what was found.
pub(crate) fn assemble(app: &App, mut found: Vec<Diagnostic>, server: Survey, client: Survey) -> Checked {
    let importers = importers(server.imports.iter().chain(&client.imports));
    for (name, importer) in &server.absent {
        let message = format!("`{name}` is not available in Formwork, and a call of it throws");
        found.push(placed(app, Diagnostic::warning(Code::NodeModule, message), name, importer, &importers));
    }
    found.extend(addons(app, &server, &importers));
    let own: BTreeSet<&str> = server
        .imports
        .iter()
        .flat_map(|(importer, module)| [importer.as_str(), module.as_str()])
        .filter(|name| !name.contains("node_modules/") && !name.starts_with('/'))
        .collect();
    for name in own {
        if let Ok(source) = std::fs::read_to_string(app.root.join(name)) {
            found.extend(platform::uses(&source, name));
        }
    }
    found.extend(server.diagnostics);
    found.extend(client.diagnostics);
    finish(app, &mut found);
    sort(&mut found);
    // The same fault seen from both sides differs in the way it was reached, which is told with the first.
    let mut seen = BTreeSet::new();
    found.retain(|d| {
        let place = (d.file.clone(), d.line, d.column);
        place.1.is_none() || seen.insert((d.code.as_str(), place))
    });

    let mut imports: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (importer, module) in server.imports.iter().chain(&client.imports) {
        imports.entry(importer).or_default().push(module);
    }
    let mut concerns: Vec<Vec<String>> = vec![Vec::new(); found.len()];
    let mut routes = Vec::new();
    for route in &app.routes {
        let reached = reached(files(app, route), &imports);
        let folder = format!("{}{}", app.places.routes, route.id);
        let mut checked = CheckedRoute { id: route.id.clone(), problems: Vec::new(), warnings: Vec::new() };
        for (index, diagnostic) in found.iter().enumerate() {
            let Some(file) = diagnostic.file.as_deref() else { continue };
            if !reached.contains(file) && file != folder {
                continue;
            }
            match diagnostic.severity {
                Severity::Error => checked.problems.push(index),
                Severity::Warning => checked.warnings.push(index),
            }
            if let Some(ids) = concerns.get_mut(index) {
                ids.push(route.id.clone());
            }
        }
        routes.push(checked);
    }
    Checked { routes, diagnostics: found, concerns, app: app.clone() }
}

/// What a build leaves open: the place of a `prerender`, what to do without a feature; and says twice.
fn finish(app: &App, found: &mut [Diagnostic]) {
    for diagnostic in found.iter_mut() {
        match diagnostic.code {
            Code::Prerender if diagnostic.line.is_none() => {
                let Some(file) = diagnostic.file.clone() else { continue };
                let source = std::fs::read_to_string(app.root.join(&file)).unwrap_or_default();
                if let Some(start) = source.find("prerender") {
                    *diagnostic = diagnostic.clone().at(&source, start..start + "prerender".len());
                }
            }
            Code::ImportUnsupported if diagnostic.help.is_none() => {
                diagnostic.help = Some("Do without it for now: take it out of the app.".to_owned());
            }
            _ => {}
        }
    }
}

/// The files that a route is made of.
fn files<'a>(app: &'a App, route: &'a crate::app::Route) -> Vec<&'a str> {
    let page = route.page.iter().flat_map(|page| {
        page.layouts.iter().chain(&page.errors).flatten().copied().chain([page.leaf]).collect::<Vec<_>>()
    });
    page.filter_map(|node| app.nodes.get(node))
        .flat_map(|node| [&node.component, &node.universal, &node.server])
        .chain([&route.endpoint])
        .flatten()
        .map(String::as_str)
        .collect()
}

fn reached<'a>(from: Vec<&'a str>, imports: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = from;
    while let Some(file) = open.pop() {
        if reached.insert(file) {
            open.extend(imports.get(file).into_iter().flatten());
        }
    }
    reached
}

/// A complaint about an import: at the import if the author of the app wrote it; else where the app imports the package,
/// with the way from there.
fn placed(
    app: &App,
    mut diagnostic: Diagnostic,
    what: &str,
    importer: &str,
    importers: &Importers<'_>,
) -> Diagnostic {
    let way = chain(importer, importers);
    let is_own = |name: &str| !name.contains("node_modules/") && !name.starts_with('/');
    let last_own = way.iter().rposition(|name| is_own(name));
    if way.len() > 1 || !is_own(importer) {
        let lines: Vec<String> = way
            .iter()
            .map(|name| shown(name))
            .chain(what.starts_with("node:").then(|| what.to_owned()))
            .enumerate()
            .map(|(depth, name)| format!("{}{name}", "  ".repeat(depth)))
            .collect();
        diagnostic.message = format!("{}; it is imported through\n{}", diagnostic.message, lines.join("\n"));
    }
    let Some(at) = last_own else { return diagnostic };
    let Some(file) = way.get(at) else { return diagnostic };
    let wanted = way.get(at + 1).map_or_else(|| what.to_owned(), |next| package(next).unwrap_or_default());
    diagnostic = diagnostic.in_file(*file);
    let source = std::fs::read_to_string(app.root.join(file)).unwrap_or_default();
    let bare = wanted.strip_prefix("node:").unwrap_or(&wanted);
    for quote in ['\'', '"'] {
        for name in [wanted.as_str(), bare] {
            let literal = format!("{quote}{name}{quote}");
            if let Some(start) = source.find(&literal) {
                return diagnostic.at(&source, start..start + literal.len());
            }
        }
    }
    diagnostic
}

/// A module as the author knows it: files of packages by package.
fn shown(name: &str) -> String {
    package(name).unwrap_or_else(|| name.to_owned())
}

/// The package that a file belongs to.
fn package(file: &str) -> Option<String> {
    let (_, inside) = file.rsplit_once("node_modules/")?;
    let mut parts = inside.split('/');
    let first = parts.next()?;
    Some(if first.starts_with('@') { format!("{first}/{}", parts.next()?) } else { first.to_owned() })
}

/// Packages that bring native code, each told once, where the app imports it.
fn addons(app: &App, server: &Survey, importers: &Importers<'_>) -> Vec<Diagnostic> {
    let mut packages: BTreeMap<String, (&str, PathBuf)> = BTreeMap::new();
    for (_, file) in &server.imports {
        if let Some(name) = package(file)
            && let Some((before, _)) = file.rsplit_once("node_modules/")
        {
            let directory = app.root.join(before).join("node_modules").join(&name);
            packages.entry(name).or_insert((file, directory));
        }
    }
    packages
        .into_iter()
        .filter(|(_, (_, directory))| is_native(directory))
        .map(|(name, (file, _))| {
            let message = format!("The package `{name}` has native code, which Formwork cannot load");
            placed(app, Diagnostic::error(Code::NativeAddon, message), &name, file, importers)
        })
        .collect()
}

/// Whether a package builds or finds an add-on when it is installed.
fn is_native(directory: &Path) -> bool {
    const LOADERS: &[&str] =
        &["bindings", "node-gyp-build", "node-pre-gyp", "@mapbox/node-pre-gyp", "prebuild-install"];
    if directory.join("binding.gyp").is_file() {
        return true;
    }
    let text = std::fs::read_to_string(directory.join("package.json")).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let needs = json.get("dependencies").and_then(serde_json::Value::as_object);
    json.get("gypfile") == Some(&serde_json::Value::Bool(true))
        || json.get("napi").is_some()
        || needs.is_some_and(|needs| LOADERS.iter().any(|name| needs.contains_key(*name)))
}
