//! The directories of an app that hold route files, and where the data of each comes from.

use std::collections::BTreeMap;

use formwork_wire::{manifest::Param, route::RouteId};

use crate::app::{App, Role};

/// A directory with route files.
#[derive(Debug, Clone, Default)]
pub(super) struct Folder {
    /// Relative to the app, such as `src/routes/posts`.
    pub(super) path: String,
    /// As a route id, whether or not there is a route.
    pub(super) id: String,
    /// Index of the page's node.
    pub(super) page: Option<usize>,
    /// Index of the layout's node.
    pub(super) layout: Option<usize>,
    pub(super) endpoint: bool,
}

impl Folder {
    /// Parameters in its id.
    pub(super) fn params(&self) -> Vec<Param> {
        RouteId::parse(&self.id).map(|id| id.params()).unwrap_or_default()
    }
}

/// All of them, by path.
pub(super) fn all(app: &App) -> Vec<Folder> {
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    for (index, node) in app.nodes.iter().enumerate() {
        let Some(folder) = entry(&mut folders, app, node_file(node)) else { continue };
        match node.role {
            Role::Page => folder.page = Some(index),
            Role::Layout => folder.layout = Some(index),
            Role::Error => {}
        }
    }
    for route in &app.routes {
        if let Some(folder) = entry(&mut folders, app, route.endpoint.as_deref()) {
            folder.endpoint = true;
        }
    }
    folders.into_values().collect()
}

fn node_file(node: &crate::app::Node) -> Option<&str> {
    node.component.as_deref().or(node.universal.as_deref()).or(node.server.as_deref())
}

fn entry<'f>(
    folders: &'f mut BTreeMap<String, Folder>,
    app: &App,
    file: Option<&str>,
) -> Option<&'f mut Folder> {
    let (path, _) = file?.rsplit_once('/')?;
    let id = match path.strip_prefix(app.places.routes.as_str()) {
        Some("") | None => "/".to_owned(),
        Some(id) => id.to_owned(),
    };
    let new = Folder { path: path.to_owned(), id, ..Folder::default() };
    Some(folders.entry(path.to_owned()).or_insert(new))
}

/// The nearest layout that the data of a node comes through, as an index into `folders`: of those that have files.
pub(super) fn parent(app: &App, folders: &[Folder], node: usize) -> Option<usize> {
    let page = app
        .routes
        .iter()
        .filter_map(|route| route.page.as_ref())
        .find(|page| page.leaf == node || page.layouts.iter().flatten().any(|layout| *layout == node))?;
    let above: Vec<usize> =
        page.layouts.iter().flatten().copied().take_while(|layout| *layout != node).collect();
    above.iter().rev().find_map(|layout| folders.iter().position(|folder| folder.layout == Some(*layout)))
}

/// The routes whose pages a layout is shown on.
pub(super) fn below(app: &App, layout: usize) -> impl Iterator<Item = &crate::app::Route> {
    app.routes
        .iter()
        .filter(move |route| route.page.as_ref().is_some_and(|page| page.layouts.contains(&Some(layout))))
}
