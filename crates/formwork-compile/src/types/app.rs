//! `$app/types` (F-218): the names of an app's routes, paths and static files as types.

use std::{collections::BTreeMap, collections::BTreeSet, fmt::Write};

use formwork_wire::{
    manifest::Param,
    route::{Part, RouteId, Segment},
};

use super::{
    DIRECTORY, HEAD,
    folder::{self, Folder},
    quoted, route,
};
use crate::app::App;

/// More optional segments than this in one route are not written out.
const MOST_OPTIONAL: usize = 6;

/// What has to be in a module, because it adds to one that exists: attributes of elements, and the names of the app
/// where `$app/types` is SvelteKit's.
pub(super) fn augmentations(app: &App, has_kit: bool) -> String {
    let mut text = format!("{HEAD}{}", include_str!("library/elements.d.ts"));
    if has_kit {
        // Only a module can add to one.
        text = text.replacen("export {};", "import '@sveltejs/kit';", 1);
        let _ = write!(text, "\ndeclare module '$app/types' {{\n{}}}\n", interface(app));
    }
    text
}

/// The whole module, for apps without `@sveltejs/kit`.
pub(super) fn module(app: &App) -> String {
    format!("declare module '$app/types' {{\n{}{}}}\n", interface(app), include_str!("library/names.txt"))
}

fn interface(app: &App) -> String {
    let ids = |keep: &dyn Fn(&crate::app::Route) -> bool| {
        let ids: BTreeSet<String> =
            app.routes.iter().filter(|route| keep(route)).map(|route| quoted(&route.id)).collect();
        union(ids)
    };
    let folders = folder::all(app);
    let mut with_params = String::new();
    for found in app.routes.iter().filter(|route| !route.params.is_empty()) {
        let object = route::object(app, DIRECTORY, &found.params, false);
        let _ = writeln!(with_params, "\t\t\t{}: {object};", quoted(&found.id));
    }
    let paths = union(app.routes.iter().flat_map(|route| paths(&route.id)).collect());
    let files = union(app.assets.iter().map(|file| quoted(file)).collect());
    format!(
        "\texport interface AppTypes {{\n\t\tPageRouteId(): {};\n\t\tEndpointRouteId(): {};\n\t\tRouteId(): {};\n\
         \t\tRouteParams(): {{\n{with_params}\t\t}};\n\t\tLayoutParams(): {{\n{}\t\t}};\n\
         \t\tPath(): {paths};\n\t\tPathname(): `/${{ReturnType<AppTypes['Path']>}}`;\n\
         \t\tResolvedPathname(): `${{'' | `/${{string}}`}}/${{ReturnType<AppTypes['Path']>}}`;\n\
         \t\tAssetPath(): {files};\n\t\tAsset(): `/${{ReturnType<AppTypes['AssetPath']>}}`;\n\t}}\n",
        ids(&|route| route.page.is_some()),
        ids(&|route| route.endpoint.is_some()),
        ids(&|_| true),
        layouts(app, &folders),
    )
}

/// Parameters of layouts; the root has an entry in any case, with all there are.
fn layouts(app: &App, folders: &[Folder]) -> String {
    let mut text = String::new();
    let mut rows: BTreeMap<String, (Vec<Param>, Vec<&crate::app::Route>)> = BTreeMap::new();
    rows.insert("/".to_owned(), (Vec::new(), app.routes.iter().collect()));
    for folder in folders.iter().filter(|folder| folder.id != "/") {
        if let Some(layout) = folder.layout {
            rows.insert(folder.id.clone(), (folder.params(), folder::below(app, layout).collect()));
        }
    }
    for (id, (own, routes)) in rows {
        let mut more: BTreeMap<String, Vec<Param>> = BTreeMap::new();
        for param in routes.iter().flat_map(|route| &route.params) {
            if !own.iter().any(|known| known.name == param.name) {
                more.entry(param.name.clone()).or_default().push(param.clone());
            }
        }
        let mut all: Vec<String> = own
            .iter()
            .map(|param| route::property(app, DIRECTORY, &param.name, std::slice::from_ref(param), false))
            .collect();
        all.extend(more.iter().map(|(name, params)| route::property(app, DIRECTORY, name, params, true)));
        let object = if all.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", all.join("; ")) };
        let _ = writeln!(text, "\t\t\t{}: {object};", quoted(&id));
    }
    text
}

fn union(parts: BTreeSet<String>) -> String {
    if parts.is_empty() { "never".to_owned() } else { parts.into_iter().collect::<Vec<_>>().join(" | ") }
}

/// The paths that a route stands for, without the leading slash, as template literal types.
fn paths(id: &str) -> BTreeSet<String> {
    let Ok(id) = RouteId::parse(id) else { return BTreeSet::new() };
    let mut variants: Vec<Vec<String>> = vec![Vec::new()];
    let mut optional = 0;
    for segment in id.segments() {
        let Segment::Parts(parts) = segment else { continue };
        let whole = match parts.as_slice() {
            [Part::Param(param)] => Some(param),
            _ => None,
        };
        let text: String = parts
            .iter()
            .map(|part| match part {
                Part::Static(text) => text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${"),
                Part::Param(_) => "${string}".to_owned(),
            })
            .collect();
        let without = if whole.is_some_and(|param| param.optional || param.rest) && optional < MOST_OPTIONAL {
            optional += 1;
            variants.clone()
        } else {
            Vec::new()
        };
        for variant in &mut variants {
            variant.push(text.clone());
        }
        variants.extend(without);
    }
    variants
        .into_iter()
        .map(|variant| {
            let path = variant.join("/");
            // `& {}` keeps the other members of a union from being swallowed.
            if path.contains("${string}") { format!("(`{path}` & {{}})") } else { quoted(&path) }
        })
        .collect()
}
