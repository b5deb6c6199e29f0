//! `src/routes` as a list of directories, parents before children, with the route files of each.
//!
//! Directories are read in the order of their names, so that everything numbered after them comes out the same on
//! every machine. Symbolic links to directories are followed (F-16), circles are cut.

use std::path::{Path, PathBuf};

use super::files::{self, Meaning, Part};
use crate::{
    config::Places,
    diagnostic::{Code, Diagnostic},
};

/// All directories of `src/routes`; the first is the root.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) directories: Vec<Directory>,
}

#[derive(Debug, Default)]
pub(super) struct Directory {
    /// Where it lies, as the author sees it.
    pub(super) place: String,
    /// Route id, `/` for the root (F-17).
    pub(super) id: String,
    /// The directory's own name, empty for the root.
    pub(super) name: String,
    pub(super) parent: Option<usize>,
    pub(super) layout: NodeFiles,
    pub(super) page: NodeFiles,
    pub(super) error: Option<String>,
    pub(super) endpoint: Option<String>,
}

/// The files of a layout or a page, relative to the app.
#[derive(Debug, Default)]
pub(super) struct NodeFiles {
    pub(super) component: Option<Component>,
    pub(super) universal: Option<String>,
    pub(super) server: Option<String>,
}

#[derive(Debug)]
pub(super) struct Component {
    pub(super) path: String,
    /// The segment after `@`.
    pub(super) reset: Option<String>,
}

impl NodeFiles {
    /// F-13: a module alone makes a page; F-15: or a layout.
    pub(super) fn exists(&self) -> bool {
        self.component.is_some() || self.universal.is_some() || self.server.is_some()
    }

    pub(super) fn reset(&self) -> Option<(&str, &str)> {
        let component = self.component.as_ref()?;
        Some((component.reset.as_deref()?, component.path.as_str()))
    }
}

/// Reads the tree. Without a directory of routes it is the bare root (F-12).
pub(super) fn read(root: &Path, places: &Places, found: &mut Vec<Diagnostic>) -> Tree {
    let routes = &places.routes;
    let top = Directory { id: "/".to_owned(), place: routes.clone(), ..Directory::default() };
    let mut tree = Tree { directories: vec![top] };
    let base = root.join(routes);
    if !base.is_dir() {
        return tree;
    }
    let mut seen = Vec::new();
    walk(&base, places, 0, &mut tree, &mut seen, found);
    let any = tree
        .directories
        .iter()
        .any(|d| d.page.exists() || d.layout.exists() || d.error.is_some() || d.endpoint.is_some());
    if !any && found.is_empty() {
        let message = format!("`{routes}` holds no route files");
        found.push(Diagnostic::error(Code::RoutesEmpty, message).in_file(routes.as_str()));
    }
    tree
}

fn walk(
    path: &Path,
    places: &Places,
    index: usize,
    tree: &mut Tree,
    open: &mut Vec<PathBuf>,
    found: &mut Vec<Diagnostic>,
) {
    let Ok(real) = path.canonicalize() else { return };
    if open.contains(&real) {
        return;
    }
    let shown_path = tree.directories.get(index).map(|directory| directory.place.clone()).unwrap_or_default();
    open.push(real);
    let mut entries: Vec<(String, bool)> = match std::fs::read_dir(path) {
        Ok(entries) => entries
            .flatten()
            .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path().is_dir()))
            .collect(),
        Err(error) => {
            found.push(Diagnostic::error(Code::Io, error.to_string()).in_file(shown_path.as_str()));
            Vec::new()
        }
    };
    entries.sort();
    for (name, _) in entries.iter().filter(|(_, is_dir)| !is_dir) {
        if let Some(directory) = tree.directories.get_mut(index) {
            file(directory, name, &format!("{shown_path}/{name}"), places, found);
        }
    }
    for (name, _) in entries.iter().filter(|(_, is_dir)| *is_dir) {
        let parent_id = tree.directories.get(index).map(|parent| parent.id.clone()).unwrap_or_default();
        let id = if parent_id == "/" { format!("/{name}") } else { format!("{parent_id}/{name}") };
        tree.directories.push(Directory {
            id,
            place: format!("{shown_path}/{name}"),
            name: name.clone(),
            parent: Some(index),
            ..Directory::default()
        });
        let child = tree.directories.len() - 1;
        walk(&path.join(name), places, child, tree, open, found);
    }
    open.pop();
}

fn file(directory: &mut Directory, name: &str, path: &str, places: &Places, found: &mut Vec<Diagnostic>) {
    let place = directory.place.clone();
    let slot = match files::meaning(name, places) {
        Meaning::Nothing => return,
        Meaning::Reserved => {
            let message =
                format!("Files that start with `+` are reserved for route files, and `{name}` is none");
            found.push(Diagnostic::error(Code::RoutesReserved, message).in_file(path));
            return;
        }
        Meaning::ModuleReset => {
            let message = format!("`{name}` is a module, and modules choose no layout");
            found.push(Diagnostic::error(Code::RoutesModuleReset, message).in_file(path));
            return;
        }
        Meaning::NoPlus => {
            let message = format!("`{name}` is not a route file; `+{name}` would be one");
            found.push(Diagnostic::warning(Code::RoutesNoPlus, message).in_file(path));
            return;
        }
        Meaning::Component { part: Part::Error, .. } => &mut directory.error,
        Meaning::Component { part, reset } => {
            let files = part_files(directory, part);
            if let Some(other) = &files.component {
                found.push(duplicate(&other.path, path, &place));
            } else {
                files.component = Some(Component { path: path.to_owned(), reset });
            }
            return;
        }
        Meaning::Universal(part) => &mut part_files(directory, part).universal,
        Meaning::Server(part) => &mut part_files(directory, part).server,
        Meaning::Endpoint => &mut directory.endpoint,
    };
    match slot {
        Some(other) => found.push(duplicate(other, path, &place)),
        None => *slot = Some(path.to_owned()),
    }
}

fn part_files(directory: &mut Directory, part: Part) -> &mut NodeFiles {
    match part {
        Part::Layout | Part::Error => &mut directory.layout,
        Part::Page => &mut directory.page,
    }
}

fn duplicate(first: &str, second: &str, place: &str) -> Diagnostic {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let message = format!("`{}` and `{}` in `{place}` have the same role", name(first), name(second));
    Diagnostic::error(Code::RoutesDuplicate, message).in_file(second)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn f16_follows_links_and_cuts_circles() {
        let app = tempfile::tempdir().unwrap();
        let routes = app.path().join("src/routes");
        std::fs::create_dir_all(&routes).unwrap();
        std::fs::create_dir_all(app.path().join("elsewhere/inner")).unwrap();
        std::fs::write(app.path().join("elsewhere/inner/+page.svelte"), "").unwrap();
        std::os::unix::fs::symlink(app.path().join("elsewhere"), routes.join("linked")).unwrap();
        std::os::unix::fs::symlink(&routes, routes.join("circle")).unwrap();
        let mut found = Vec::new();
        let tree = read(app.path(), &Places::default(), &mut found);
        let pages: Vec<_> =
            tree.directories.iter().filter(|d| d.page.exists()).map(|d| d.id.as_str()).collect();
        assert_eq!(pages, ["/linked/inner"]);
        assert!(found.is_empty(), "{found:?}");
    }
}
