//! The text of one `$types.d.ts` (F-215, F-216).
//!
//! A page has all names of pages and a layout all of layouts, whatever modules stand beside it: data that nothing loads is
//! `null` or empty. What a module exports is asked of the module's type, so nothing has to be known about it here. How data is merged and results are
//! unwrapped is in `library/shapes.d.ts`.

use std::{collections::BTreeMap, fmt::Write};

use formwork_wire::manifest::Param;

use super::{
    HEAD,
    folder::{self, Folder},
    proxy, quoted, way,
};
use crate::{
    app::{App, Params},
    script,
};

/// Where `library/shapes.d.ts` is written.
const SHAPES: &str = ".svelte-kit/formwork/shapes.js";

/// The text.
pub(super) fn types(app: &App, folder: &Folder, folders: &[Folder]) -> String {
    let own = format!(".svelte-kit/types/{}", folder.path);
    let params = folder.params();
    let mut text = HEAD.to_owned();
    let _ = write!(
        text,
        "import type * as Kit from '@sveltejs/kit';\nimport type * as Shapes from {};\n\n\
         export type RouteParams = {};\nexport type RouteId = {};\nexport type ErrorProps = {{ error: App.Error }};\n\
         export type Snapshot<T = any> = Kit.Snapshot<T>;\n\
         export type EntryGenerator = () => Promise<Array<RouteParams>> | Array<RouteParams>;\n\
         export type RequestEvent = Kit.RequestEvent<RouteParams, RouteId>;\n",
        quoted(&way(&own, SHAPES)),
        object(app, &own, &params, false),
        quoted(&folder.id),
    );
    if folder.endpoint {
        text.push_str("export type RequestHandler = Kit.RequestHandler<RouteParams, RouteId>;\n");
    }
    if let Some(layout) = folder.layout {
        self::layout(&mut text, app, folder, folders, layout);
    }
    if let Some(page) = folder.page {
        self::page(&mut text, app, folder, folders, page);
    }
    text
}

fn layout(text: &mut String, app: &App, folder: &Folder, folders: &[Folder], index: usize) {
    let from = format!(".svelte-kit/types/{}", folder.path);
    let own = folder.params();
    let mut more: BTreeMap<String, Vec<Param>> = BTreeMap::new();
    let mut ids = Vec::new();
    for route in folder::below(app, index) {
        ids.push(quoted(&route.id));
        for param in route.params.iter().filter(|param| !own.iter().any(|own| own.name == param.name)) {
            more.entry(param.name.clone()).or_default().push(param.clone());
        }
    }
    ids.sort();
    // Error pages of requests that no route matches are shown in the root layout.
    ids.push(if folder.id == "/" { "null".to_owned() } else { "RouteId".to_owned() });
    let mut more: Vec<String> =
        more.iter().map(|(name, params)| property(app, &from, name, params, true)).collect();
    more.sort();
    let more = if more.is_empty() { String::new() } else { format!(" & {{ {} }}", more.join("; ")) };
    let (server, universal) = modules(app, folder, index, "layout");
    let parent = folder::parent(app, folders, index).and_then(|parent| folders.get(parent));
    let (parent_data, parent_server) = parents(folder, parent);
    let _ = write!(
        text,
        "\nexport type LayoutParams = RouteParams{more};\nexport type LayoutRouteId = {ids};\n\
         export type LayoutServerParentData = {parent_server};\nexport type LayoutParentData = {parent_data};\n\
         export type LayoutServerLoad<OutputData extends Shapes.AnyOutput = Shapes.AnyOutput> = \
         Kit.ServerLoad<LayoutParams, LayoutServerParentData, OutputData, LayoutRouteId>;\n\
         export type LayoutServerLoadEvent = Parameters<LayoutServerLoad>[0];\n\
         export type LayoutServerData = Shapes.ServerData<Shapes.LoadOf<{server}>>;\n\
         export type LayoutServerChainData = Shapes.NodeData<LayoutServerParentData, Shapes.LoadOf<{server}>, never>;\n\
         export type LayoutLoad<OutputData extends Shapes.AnyOutput = Shapes.AnyOutput> = \
         Kit.Load<LayoutParams, LayoutServerData, LayoutParentData, OutputData, LayoutRouteId>;\n\
         export type LayoutLoadEvent = Parameters<LayoutLoad>[0];\n\
         export type LayoutData = Shapes.NodeData<LayoutParentData, Shapes.LoadOf<{server}>, Shapes.LoadOf<{universal}>>;\n\
         export type LayoutProps = {{ params: LayoutParams; data: LayoutData; children: import('svelte').Snippet }};\n",
        ids = ids.join(" | "),
    );
}

fn page(text: &mut String, app: &App, folder: &Folder, folders: &[Folder], index: usize) {
    let (server, universal) = modules(app, folder, index, "page");
    let parent = folder::parent(app, folders, index).and_then(|parent| folders.get(parent));
    let (parent_data, parent_server) = parents(folder, parent);
    // Only the last `load` has to bring what `App.PageData` demands.
    let has_universal = app.nodes.get(index).is_some_and(|node| node.universal.is_some());
    let server_output = if has_universal { "Shapes.AnyOutput" } else { "Shapes.PageOutput<PageParentData>" };
    let _ = write!(
        text,
        "\nexport type PageServerParentData = {parent_server};\nexport type PageParentData = {parent_data};\n\
         export type PageServerLoad<OutputData extends {server_output} = {server_output}> = \
         Kit.ServerLoad<RouteParams, PageServerParentData, OutputData, RouteId>;\n\
         export type PageServerLoadEvent = Parameters<PageServerLoad>[0];\n\
         export type PageServerData = Shapes.ServerData<Shapes.LoadOf<{server}>>;\n\
         export type PageLoad<OutputData extends Shapes.PageOutput<PageParentData> = Shapes.PageOutput<PageParentData>> = \
         Kit.Load<RouteParams, PageServerData, PageParentData, OutputData, RouteId>;\n\
         export type PageLoadEvent = Parameters<PageLoad>[0];\n\
         export type PageData = Shapes.NodeData<PageParentData, Shapes.LoadOf<{server}>, Shapes.LoadOf<{universal}>>;\n\
         export type Action<OutputData extends Shapes.ActionOutput = Shapes.ActionOutput> = \
         Kit.Action<RouteParams, OutputData, RouteId>;\n\
         export type Actions<OutputData extends Shapes.ActionOutput = Shapes.ActionOutput> = \
         Kit.Actions<RouteParams, OutputData, RouteId>;\n\
         export type ActionData = Shapes.ActionData<Shapes.ActionsOf<{server}>>;\n\
         export type SubmitFunction = import('$app/forms').SubmitFunction<\
         Shapes.SuccessData<Shapes.ActionsOf<{server}>>, Shapes.FailureData<Shapes.ActionsOf<{server}>>>;\n\
         export type PageProps = {{ params: RouteParams; data: PageData; form: ActionData }};\n",
    );
}

/// The types of a node's modules: of their copies where there are any. `{}` where there is no module.
fn modules(app: &App, folder: &Folder, index: usize, part: &str) -> (String, String) {
    let node = app.nodes.get(index);
    let of = |path: Option<&String>, name: &str| match path {
        // The directories of the app and of the types count as one (`rootDirs`).
        Some(path) if copy(app, path).is_some() => format!("typeof import('./proxy+{name}.js')"),
        Some(path) => {
            let file = path.rsplit('/').next().unwrap_or(path);
            let file = file.strip_suffix(".ts").map_or(file.to_owned(), |stem| format!("{stem}.js"));
            format!("typeof import({})", quoted(&way(&folder.path, &format!("{}/{file}", folder.path))))
        }
        None => "{}".to_owned(),
    };
    let server = of(node.and_then(|node| node.server.as_ref()), &format!("{part}.server"));
    let universal = of(node.and_then(|node| node.universal.as_ref()), part);
    (server, universal)
}

fn parents(folder: &Folder, parent: Option<&Folder>) -> (String, String) {
    let of = |name: &str| match parent {
        None => "{}".to_owned(),
        Some(parent) if parent.path == folder.path => name.to_owned(),
        Some(parent) => {
            let module = way(&folder.path, &format!("{}/$types.js", parent.path));
            format!("import({}).{name}", quoted(&module))
        }
    };
    (of("LayoutData"), of("LayoutServerChainData"))
}

/// Copies of a directory's modules, by name.
pub(super) fn proxies(app: &App, folder: &Folder) -> Vec<(String, String)> {
    let nodes = folder.layout.iter().chain(&folder.page).filter_map(|index| app.nodes.get(*index));
    nodes
        .flat_map(|node| [node.server.as_ref(), node.universal.as_ref()])
        .flatten()
        .filter_map(|path| Some((format!("proxy{}", path.rsplit('/').next()?), copy(app, path)?)))
        .collect()
}

fn copy(app: &App, path: &str) -> Option<String> {
    proxy::copy(&std::fs::read_to_string(app.root.join(path)).ok()?, path)
}

/// Parameters as a type, for a file in the directory `from`; with `optional`, each may be missing.
pub(super) fn object(app: &App, from: &str, params: &[Param], optional: bool) -> String {
    if params.is_empty() {
        return "{}".to_owned();
    }
    let properties: Vec<String> = params
        .iter()
        .map(|param| property(app, from, &param.name, std::slice::from_ref(param), optional))
        .collect();
    format!("{{ {} }}", properties.join("; "))
}

/// One property, for a parameter that several routes may have with different matchers.
pub(super) fn property(app: &App, from: &str, name: &str, params: &[Param], optional: bool) -> String {
    let mut values: Vec<String> = params.iter().map(|param| value(app, from, param)).collect();
    values.sort();
    values.dedup();
    let optional = optional || params.iter().any(|param| param.optional);
    let name = if script::is_identifier(name) { name.to_owned() } else { quoted(name) };
    let (mark, end) = if optional { ("?", " | undefined") } else { ("", "") };
    format!("{name}{mark}: {}{end}", values.join(" | "))
}

/// What a parameter's value is: text, or whatever its matcher makes of it (F-30).
fn value(app: &App, from: &str, param: &Param) -> String {
    let Some(matcher) = &param.matcher else { return "string".to_owned() };
    let shapes = quoted(&way(from, SHAPES));
    let module = |path: &str| {
        let path = path.strip_suffix(".ts").map_or(path.to_owned(), |stem| format!("{stem}.js"));
        quoted(&way(from, &path))
    };
    match &app.params {
        Params::Module(path) => {
            format!("import({shapes}).Matched<(typeof import({}).params)[{}]>", module(path), quoted(matcher))
        }
        Params::Directory(matchers) => match matchers.iter().find(|(name, _)| name == matcher) {
            Some((_, path)) => {
                format!("import({shapes}).MatchedText<typeof import({}).match>", module(path))
            }
            None => "string".to_owned(),
        },
        Params::None => "string".to_owned(),
    }
}
