//! The list of an app's routes, in the order in which they are matched: what `formwork routes` shows, and with
//! sizes what `formwork build` shows at its end.

use std::collections::{BTreeSet, HashMap};

use formwork_compile::App;
use formwork_wire::manifest::{Manifest, Node, Route};
use serde::Serialize;

use crate::sizes;
use crate::table::{Align, Table};

/// One route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RouteRow {
    pub(crate) id: String,
    /// Has a page.
    pub(crate) page: bool,
    /// Source file of the endpoint.
    pub(crate) endpoint: Option<String>,
    /// Names of the page's actions, as far as they can be told from the source.
    pub(crate) actions: Vec<String>,
    /// Methods that the endpoint has handlers for, as far as they can be told from the source.
    pub(crate) methods: Vec<String>,
    /// Source files of the page itself, without layouts.
    pub(crate) files: Vec<String>,
    /// What a browser loads for a first visit to the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client: Option<ClientSize>,
}

/// Compressed bytes where a compressed size is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct ClientSize {
    pub(crate) js: u64,
    pub(crate) css: u64,
}

/// The routes of an app that was only scanned.
pub(crate) fn of_app(app: &App) -> Vec<RouteRow> {
    let row = |route: &formwork_compile::Route| {
        let leaf = route.page.as_ref().and_then(|page| app.nodes.get(page.leaf));
        RouteRow {
            id: route.id.clone(),
            page: route.page.is_some(),
            endpoint: route.endpoint.clone(),
            actions: route.actions.clone(),
            methods: route.methods.clone(),
            files: leaf.map_or_else(Vec::new, |leaf| files([&leaf.component, &leaf.universal, &leaf.server])),
            client: None,
        }
    };
    app.routes.iter().map(row).collect()
}

/// The routes of a build, with what each loads; `sizes` are the files of the build with their sizes.
pub(crate) fn of_build(manifest: &Manifest, sizes: &[(String, u64, Option<u64>)]) -> Vec<RouteRow> {
    let sizes: HashMap<&str, u64> = sizes
        .iter()
        .map(|(path, size, gzip)| (path.strip_prefix("client/").unwrap_or(path), gzip.unwrap_or(*size)))
        .collect();
    let row = |route: &Route| {
        let leaf = route.page.as_ref().and_then(|page| manifest.nodes.get(page.leaf));
        RouteRow {
            id: route.id.clone(),
            page: route.page.is_some(),
            endpoint: route.endpoint.clone(),
            actions: route.actions.clone(),
            methods: route.methods.clone(),
            files: leaf.map_or_else(Vec::new, |leaf| files([&leaf.component, &leaf.universal, &leaf.server])),
            client: client_size(manifest, route, &sizes),
        }
    };
    manifest.routes.iter().map(row).collect()
}

fn files(of_node: [&Option<String>; 3]) -> Vec<String> {
    of_node.into_iter().flatten().cloned().collect()
}

fn client_size(manifest: &Manifest, route: &Route, sizes: &HashMap<&str, u64>) -> Option<ClientSize> {
    let (page, client) = (route.page.as_ref()?, manifest.client.as_ref()?);
    let branch = page.layouts.iter().flatten().copied().chain([page.leaf]);
    let nodes: Vec<&Node> = branch.filter_map(|index| manifest.nodes.get(index)).collect();
    // The deepest value wins (F-140).
    let runs = nodes.iter().rev().find_map(|node| node.options.csr).unwrap_or(true);
    let scripts: BTreeSet<&str> = if runs {
        let own = nodes.iter().flat_map(|node| &node.imports);
        own.chain(&client.imports).chain([&client.start, &client.app]).map(String::as_str).collect()
    } else {
        BTreeSet::new()
    };
    let sheets: BTreeSet<&str> = nodes
        .iter()
        .flat_map(|node| &node.stylesheets)
        .chain(&client.stylesheets)
        .map(String::as_str)
        .collect();
    let sum = |names: BTreeSet<&str>| names.iter().filter_map(|name| sizes.get(name)).sum();
    Some(ClientSize { js: sum(scripts), css: sum(sheets) })
}

/// Route, what it is, its actions.
pub(crate) fn render(rows: &[RouteRow]) -> String {
    let mut table = Table::new([
        ("Route", Align::Left),
        ("Kind", Align::Left),
        ("Methods", Align::Left),
        ("Actions", Align::Left),
        ("Files", Align::Left),
    ]);
    for row in rows {
        let files = row.files.iter().chain(&row.endpoint).map(|file| file.rsplit('/').next().unwrap_or(file));
        table.row([
            row.id.clone(),
            kind(row).to_owned(),
            row.methods.join(" "),
            row.actions.join(", "),
            files.collect::<Vec<_>>().join(", "),
        ]);
    }
    table.render()
}

/// Route, what it is, its actions, and what a browser loads.
pub(crate) fn render_with_sizes(rows: &[RouteRow]) -> String {
    let mut table = Table::new([
        ("Route", Align::Left),
        ("Kind", Align::Left),
        ("JS", Align::Right),
        ("CSS", Align::Right),
        ("Actions", Align::Left),
    ]);
    let size = |bytes: Option<u64>| bytes.filter(|bytes| *bytes > 0).map_or("–".to_owned(), sizes::bytes);
    for row in rows {
        table.row([
            row.id.clone(),
            kind(row).to_owned(),
            size(row.client.map(|client| client.js)),
            size(row.client.map(|client| client.css)),
            row.actions.join(", "),
        ]);
    }
    table.render()
}

/// What a route is.
pub(crate) fn kind(row: &RouteRow) -> &'static str {
    match (row.page, row.endpoint.is_some()) {
        (true, true) => "page + endpoint",
        (true, false) => "page",
        (false, _) => "endpoint",
    }
}
