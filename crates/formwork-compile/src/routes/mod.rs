//! From the files of an app to its nodes and routes (F-10…F-17, F-40…F-42).
//!
//! [`files`] says what one file name means, [`tree`] reads `src/routes` into directories, [`branch`] finds the layouts
//! and error pages of a page. Here they are put together, with the files outside `src/routes` that have a role.
//! Everything wrong is collected and reported at once.

mod branch;
mod files;
mod tree;

use std::path::Path;

use formwork_wire::{
    manifest::PageOptions,
    route::{self, RouteErrorKind, RouteId},
};

use crate::{
    app::{App, Hooks, Node, Params, Role, Route},
    config::Places,
    diagnostic::{Code, CompileError, Diagnostic, Severity},
    options::{self, Module},
    prerender::{Asking, Prerendering},
    template,
};

use tree::Tree;

/// How strict a scan is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Checks {
    /// The checks that only development makes (S-1).
    pub(crate) dev: bool,
    /// What happens to routes that ask to be prerendered (F-144).
    pub(crate) prerendering: Prerendering,
}

/// Scans an app.
pub(crate) fn scan(root: &Path, places: &Places, checks: Checks) -> Result<App, CompileError> {
    let app = survey(root, places, checks)?;
    if app.warnings.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(CompileError::new(app.warnings));
    }
    Ok(app)
}

/// Scans an app as far as that goes: what is wrong is among its warnings.
pub(crate) fn survey(root: &Path, places: &Places, checks: Checks) -> Result<App, CompileError> {
    let mut found = Vec::new();
    if !root.join(&places.src).is_dir() {
        let message = format!("`{}` holds no `{}` directory", root.display(), places.src);
        return Err(Diagnostic::error(Code::AppMissing, message).into());
    }
    let tree = tree::read(root, places, &mut found);
    let (template, error_template) = template::read(root, places, &mut found);
    let mut module = |stem: &str| module(root, stem, places, &mut found);
    let hooks = Hooks {
        server: module(&places.hooks_server),
        universal: module(&places.hooks_universal),
        client: module(&places.hooks_client),
    };
    let env = module(&places.env);
    let service_worker = module(&places.service_worker);
    let params = matchers(root, places, &mut found);
    if let Some(path) = service_worker {
        // Parts of SvelteKit that are not here yet are named, not ignored (DESIGN §1).
        let message = format!("Service workers are not part of Formwork yet, and there is a `{path}`");
        found.push(Diagnostic::error(Code::ImportUnsupported, message).in_file(path));
    }

    let (nodes, routes) = assemble(root, &tree, checks, &mut found);
    let routes = ordered(routes, &params, root, places, &mut found);
    Ok(App {
        root: root.to_owned(),
        places: places.clone(),
        nodes,
        routes,
        hooks,
        env,
        params,
        template,
        error_template,
        assets: static_files(root, places),
        warnings: found,
    })
}

fn assemble(
    root: &Path,
    tree: &Tree,
    checks: Checks,
    found: &mut Vec<Diagnostic>,
) -> (Vec<Node>, Vec<Route>) {
    let dev = checks.dev;
    let mut nodes = vec![node(Role::Layout), node(Role::Error)];
    // Directory by directory: the nodes of its layout and error page. The root always has both (F-14).
    let mut layouts: Vec<Option<usize>> = vec![None; tree.directories.len()];
    let mut errors = layouts.clone();
    for (index, directory) in tree.directories.iter().enumerate() {
        let is_root = directory.parent.is_none();
        if is_root || directory.layout.exists() {
            let at = slot(&mut nodes, is_root.then_some(0), Role::Layout);
            fill(root, nodes.get_mut(at), &directory.layout, dev, found);
            put(&mut layouts, index, at);
        }
        if is_root || directory.error.is_some() {
            let at = slot(&mut nodes, is_root.then_some(1), Role::Error);
            if let Some(node) = nodes.get_mut(at) {
                node.component.clone_from(&directory.error);
            }
            put(&mut errors, index, at);
        }
    }
    let mut routes = Vec::new();
    let mut asking = Asking::default();
    for (index, directory) in tree.directories.iter().enumerate() {
        if !directory.page.exists() && directory.endpoint.is_none() {
            continue;
        }
        let mut route = Route {
            id: directory.id.clone(),
            pattern: String::new(),
            params: Vec::new(),
            page: None,
            endpoint: directory.endpoint.clone(),
            actions: Vec::new(),
            methods: Vec::new(),
        };
        if directory.page.exists() {
            let leaf = slot(&mut nodes, None, Role::Page);
            let has_actions;
            (route.actions, has_actions) = fill(root, nodes.get_mut(leaf), &directory.page, dev, found);
            route.page = branch::page(tree, index, &layouts, &errors, leaf, found);
            asking.page(&nodes, &route, has_actions, found);
        }
        if let Some(path) = &directory.endpoint
            && let Some(facts) = facts(root, path, Module::Endpoint, dev, found)
        {
            route.methods = facts.methods;
            asking.endpoint(&route.id, path, &facts.options);
        }
        routes.push(route);
    }
    asking.report(checks.prerendering, found);
    (nodes, routes)
}

fn node(role: Role) -> Node {
    Node {
        role,
        component: None,
        universal: None,
        server: None,
        options: PageOptions::default(),
        server_load: false,
        universal_load: false,
    }
}

fn slot(nodes: &mut Vec<Node>, fixed: Option<usize>, role: Role) -> usize {
    fixed.unwrap_or_else(|| {
        nodes.push(node(role));
        nodes.len() - 1
    })
}

fn put(list: &mut [Option<usize>], index: usize, value: usize) {
    if let Some(place) = list.get_mut(index) {
        *place = Some(value);
    }
}

/// Fills a layout or page node from its files; returns the names of its actions, and whether it has any.
fn fill(
    root: &Path,
    node: Option<&mut Node>,
    files: &tree::NodeFiles,
    dev: bool,
    found: &mut Vec<Diagnostic>,
) -> (Vec<String>, bool) {
    let Some(node) = node else { return (Vec::new(), false) };
    node.component = files.component.as_ref().map(|component| component.path.clone());
    node.universal.clone_from(&files.universal);
    node.server.clone_from(&files.server);
    let (server, universal) = match node.role {
        Role::Page => (Module::PageServer, Module::Page),
        _ => (Module::LayoutServer, Module::Layout),
    };
    let server =
        files.server.as_ref().and_then(|path| facts(root, path, server, dev, found)).unwrap_or_default();
    let universal = files
        .universal
        .as_ref()
        .and_then(|path| facts(root, path, universal, dev, found))
        .unwrap_or_default();
    node.options = server.options.overlaid(&universal.options);
    node.server_load = server.load;
    node.universal_load = universal.load;
    (server.actions, server.has_actions)
}

fn facts(
    root: &Path,
    path: &str,
    module: Module,
    dev: bool,
    found: &mut Vec<Diagnostic>,
) -> Option<options::Facts> {
    match std::fs::read_to_string(root.join(path)) {
        Ok(source) => {
            let mut facts = options::read(&source, path, module, dev);
            found.append(&mut facts.diagnostics);
            Some(facts)
        }
        Err(error) => {
            found.push(Diagnostic::error(Code::Io, error.to_string()).in_file(path));
            None
        }
    }
}

/// Patterns, the order of matching, conflicts and unknown matchers.
fn ordered(
    routes: Vec<Route>,
    params: &Params,
    root: &Path,
    places: &Places,
    found: &mut Vec<Diagnostic>,
) -> Vec<Route> {
    let mut parsed = Vec::new();
    for mut route in routes {
        match RouteId::parse(&route.id) {
            Ok(id) => {
                route.pattern = id.pattern();
                route.params = id.params();
                parsed.push((id, route));
            }
            Err(error) => {
                let file = format!("{}{}", places.routes, route.id);
                let mut diagnostic = Diagnostic::error(Code::RoutesPattern, error.to_string()).in_file(file);
                if let Some(help) = help(&error.kind) {
                    diagnostic = diagnostic.with_help(help);
                }
                found.push(diagnostic);
            }
        }
    }
    parsed.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
    route::sort_by_id(&mut parsed, |(id, _)| id);
    for conflict in route::conflicts(parsed.iter().map(|(id, _)| id)) {
        let message =
            format!("The routes `{}` and `{}` match the same URLs", conflict.first, conflict.second);
        let file = format!("{}{}", places.routes, conflict.second);
        found.push(Diagnostic::error(Code::RoutesConflict, message).in_file(file));
    }
    let routes: Vec<Route> = parsed.into_iter().map(|(_, route)| route).collect();
    let known = known_matchers(params, root);
    for route in &routes {
        for matcher in route.params.iter().filter_map(|param| param.matcher.as_deref()) {
            if known.as_ref().is_some_and(|known| !known.iter().any(|name| name == matcher)) {
                let message =
                    format!("The route `{}` uses the matcher `{matcher}`, which is not defined", route.id);
                let mut diagnostic = Diagnostic::error(Code::RoutesMatcher, message)
                    .in_file(format!("{}{}", places.routes, route.id));
                if let Some(known) = known.as_ref().filter(|known| !known.is_empty()) {
                    let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                    diagnostic =
                        diagnostic.with_help(format!("Define it beside the ones that there are: {list}."));
                }
                found.push(diagnostic);
            }
        }
    }
    routes
}

/// What to do about a malformed route id, where the message does not say it (F-21, F-22).
fn help(kind: &RouteErrorKind) -> Option<&'static str> {
    Some(match kind {
        RouteErrorKind::AdjacentParameters(_) => "Put text between the two, as in `[a]-[b]`.",
        RouteErrorKind::UnbalancedBrackets(_) => {
            "Close every bracket. A bracket that is meant as a character is written `[x+5b]` or `[x+5d]`."
        }
        RouteErrorKind::OptionalAfterRest => "Make one of the two required, or put text between them.",
        RouteErrorKind::OptionalRest(_) => "Take one pair of brackets away.",
        RouteErrorKind::InvalidName(_) => "Rename the directory, as in `[name]` or `[name=matcher]`.",
        RouteErrorKind::InvalidEscape(_) => "A colon, for example, is `[x+3a]` or `[u+003a]`.",
        RouteErrorKind::Hash => return None,
    })
}

/// None when they cannot be known without running the module.
fn known_matchers(params: &Params, root: &Path) -> Option<Vec<String>> {
    match params {
        Params::None => Some(Vec::new()),
        Params::Directory(matchers) => Some(matchers.iter().map(|(name, _)| name.clone()).collect()),
        Params::Module(path) => {
            let source = std::fs::read_to_string(root.join(path)).ok()?;
            options::matcher_names(&source, path)
        }
    }
}

/// A module with a fixed name: with an ending of modules, or `index` in a directory of that name; two of them are an
/// error. A place that is named with its ending is that file.
fn module(root: &Path, stem: &str, places: &Places, found: &mut Vec<Diagnostic>) -> Option<String> {
    let endings = places.module_extensions.iter();
    let candidates = [stem.to_owned()]
        .into_iter()
        .chain(endings.clone().map(|end| format!("{stem}{end}")))
        .chain(endings.map(|end| format!("{stem}/index{end}")));
    let mut present = candidates.filter(|path| root.join(path).is_file());
    let first = present.next()?;
    if let Some(second) = present.next() {
        let message = format!("`{first}` and `{second}` have the same role");
        found.push(Diagnostic::error(Code::RoutesDuplicate, message).in_file(second));
    }
    Some(first)
}

fn matchers(root: &Path, places: &Places, found: &mut Vec<Diagnostic>) -> Params {
    let directory = &places.params;
    let single = [directory.clone()]
        .into_iter()
        .chain(places.module_extensions.iter().map(|end| format!("{directory}{end}")))
        .find(|path| root.join(path).is_file());
    let mut several: Vec<(String, String)> = Vec::new();
    for entry in std::fs::read_dir(root.join(directory)).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(stem) = places.stem(&name).filter(|stem| !stem.contains('.')) {
            several.push((stem.to_owned(), format!("{directory}/{name}")));
        }
    }
    several.sort();
    match single {
        Some(path) if several.is_empty() => Params::Module(path),
        Some(path) => {
            let message = format!("`{path}` and `{directory}/` both define matchers");
            found.push(Diagnostic::error(Code::RoutesMatchers, message).in_file(path.as_str()));
            Params::Module(path)
        }
        None if several.is_empty() => Params::None,
        None => Params::Directory(several),
    }
}

/// Files of `static/`; dot files are not served, `.well-known` is (F-185).
fn static_files(root: &Path, places: &Places) -> Vec<String> {
    let base = root.join(&places.assets);
    let mut files: Vec<String> = walkdir::WalkDir::new(&base)
        .follow_links(true)
        .into_iter()
        .filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0 || !name.starts_with('.') || name == ".well-known"
        })
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| crate::paths::relative(entry.path(), &base))
        .collect();
    files.sort();
    files
}
