//! What separates two builds of a development server, for a page that runs the earlier one (F-210, F-213).
//!
//! A page keeps what it has loaded. It can take a new build without being loaded again only if every file it may hold is
//! either the same as before, or that of a module which tells the page about itself, so that the page can see whether the
//! module can be replaced (`client/src/dev/hot.js`); and if no module has moved to another file, because there would be two
//! of it then. Everything else is a reload.

use std::collections::{BTreeMap, BTreeSet};

use formwork_wire::manifest::{Client, Manifest};
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::bundle::{ClientBundle, FACADES, Placed, STYLED, ServerBundle};

/// What a page has to do about a new build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Be loaded again.
    Reload,
    /// Take these changes.
    Update(Update),
}

/// Changes that a page can take as they are. Paths of files begin with the base path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Update {
    /// Modules of the app whose text is another one.
    pub modules: Vec<Module>,
    /// Style sheets whose text is another one.
    pub sheets: Vec<String>,
    /// Style sheets that are no more.
    pub gone: Vec<String>,
    /// The style sheets of each node, if the lists are others; these paths are below the base path.
    pub styles: Option<Vec<Vec<String>>>,
    /// What runs on the server is another one: loads may answer something else.
    pub data: bool,
}

/// A changed module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Module {
    /// Its path in the app.
    pub id: String,
    /// Its file.
    pub url: String,
    /// Stands for its text.
    pub hash: String,
}

/// What of a build is kept to compare the next one with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Snapshot {
    /// Without the lists that other fields stand for.
    manifest: Manifest,
    /// Scripts and style sheets of the client, with hashes of their text.
    files: BTreeMap<String, u64>,
    placed: BTreeMap<String, Placed>,
    server: BTreeMap<String, u64>,
    styles: Vec<Vec<String>>,
}

impl Snapshot {
    pub(crate) fn new(manifest: &Manifest, server: &ServerBundle, client: &ClientBundle) -> Self {
        let mut manifest = manifest.clone();
        let styles = manifest.nodes.iter().map(|node| node.stylesheets.clone()).collect();
        for node in &mut manifest.nodes {
            node.imports.clear();
            node.stylesheets.clear();
            node.fonts.clear();
            // Which loads and actions there are is the server's business, or it shows in the client's files.
            (node.server_load, node.universal_load) = (false, false);
        }
        for route in &mut manifest.routes {
            route.actions.clear();
            route.methods.clear();
        }
        manifest.client =
            manifest.client.map(|client| Client { imports: Vec::new(), stylesheets: Vec::new(), ..client });
        let is_code = |name: &str| name.ends_with(".js") || name.ends_with(".css");
        Self {
            manifest,
            files: client
                .files
                .iter()
                .filter(|(name, _)| is_code(name))
                .map(|(name, bytes)| (name.clone(), xxh3_64(bytes)))
                .collect(),
            placed: client.placed.clone(),
            server: server.modules.clone(),
            styles,
        }
    }

    /// What a page that runs `earlier` has to do.
    pub(crate) fn since(&self, earlier: &Self) -> Change {
        if self.manifest != earlier.manifest {
            return Change::Reload;
        }
        let has_moved =
            |(id, was): (&String, &Placed)| self.placed.get(id).is_some_and(|now| now.file != was.file);
        if earlier.placed.iter().any(has_moved) {
            return Change::Reload;
        }
        let url = |file: &str| format!("{}/{file}", self.manifest.base);
        let mut update = Update::default();
        for (file, was) in &earlier.files {
            let is_sheet = file.ends_with(".css");
            match self.files.get(file) {
                Some(now) if now == was => {}
                Some(_) if is_sheet => update.sheets.push(url(file)),
                None if is_sheet => update.gone.push(url(file)),
                // The page gets these lists, and nothing is kept of a module that has no importer any more.
                Some(_) if self.is_generated(file) => {}
                None => {}
                Some(_) => match self.modules_of(file) {
                    Some(modules) => update.modules.extend(modules.into_iter().map(|(id, hash)| Module {
                        id,
                        url: url(file),
                        hash: format!("{hash:x}"),
                    })),
                    None => return Change::Reload,
                },
            }
        }
        if self.styles != earlier.styles {
            update.styles = Some(self.styles.clone());
        }
        update.data = code(&self.server) != code(&earlier.server);
        Change::Update(update)
    }

    /// Whether a file holds none of the app's modules: the lists of style sheets, and what makes files export everything.
    fn is_generated(&self, file: &str) -> bool {
        file.strip_prefix(self.manifest.app_dir.as_str())
            .and_then(|file| file.strip_prefix("/immutable/"))
            .is_some_and(|file| file.starts_with(FACADES) || file.strip_prefix("entry/") == Some(STYLED))
    }

    /// The modules of a file, if all of them tell the page that they are loaded.
    fn modules_of(&self, file: &str) -> Option<Vec<(String, u64)>> {
        let held = self.placed.iter().filter(|(id, placed)| placed.file == file && !id.contains('?'));
        let modules: Option<Vec<_>> = held
            .map(|(_, placed)| {
                let (name, seen) = placed.own.as_ref().filter(|(_, seen)| seen.tells)?;
                Some((name.clone(), seen.hash))
            })
            .collect();
        modules.filter(|modules| !modules.is_empty())
    }
}

/// What loads may depend on: not the components.
fn code(modules: &BTreeMap<String, u64>) -> BTreeSet<(&str, u64)> {
    let modules = modules.iter().filter(|(id, _)| !id.ends_with(".svelte"));
    modules.map(|(id, hash)| (id.as_str(), *hash)).collect()
}
