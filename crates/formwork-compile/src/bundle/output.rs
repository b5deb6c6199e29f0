//! The bundler's output as files, and what the manifest needs to know about them.
//!
//! For a node: its chunk with everything it imports statically (to be preloaded), and the CSS of all these chunks. CSS
//! of components that are imported dynamically from there is included, so that they never appear unstyled.

use std::{collections::BTreeMap, path::PathBuf};

use formwork_wire::manifest::Font;
use rolldown_common::{Output, OutputChunk};
use rustc_hash::FxHashMap;

use super::{
    Inputs, asset, css, hot,
    sheet::Sheet,
    state::{Seen, State},
};

/// `server/index.js` and its map.
#[derive(Debug)]
pub(crate) struct ServerBundle {
    /// Files that its modules import for themselves; they are among the client's.
    pub(crate) assets: Vec<(String, Vec<u8>)>,
    /// Files outside `src` that went into it.
    pub(crate) watch: Vec<PathBuf>,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// In development: the modules of the app by id, with a hash of their text.
    pub(crate) modules: BTreeMap<String, u64>,
}

/// Everything under `client/`, and how it hangs together.
#[derive(Debug, Clone)]
pub(crate) struct ClientBundle {
    /// Files outside `src` that went into it.
    pub(crate) watch: Vec<PathBuf>,
    /// Paths relative to the client directory.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// The file of `entry/start`.
    pub(crate) start: Entry,
    /// The file of `entry/app`.
    pub(crate) app: Entry,
    /// By node.
    pub(crate) nodes: Vec<Entry>,
    /// Whether variables are read in the way of SvelteKit 2, though some are declared.
    pub(crate) prefixed_variables: bool,
    /// In development: where each module went.
    pub(crate) placed: BTreeMap<String, Placed>,
}

/// A module in a development client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Its file.
    pub(crate) file: String,
    /// The module's name and text, if the app's author wrote it.
    pub(crate) own: Option<(String, Seen)>,
}

/// An entry with what comes with it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Entry {
    /// The entry's own file first, then what it imports.
    pub(crate) imports: Vec<String>,
    pub(crate) stylesheets: Vec<String>,
    pub(crate) fonts: Vec<Font>,
}

/// The style sheet of a chunk.
struct Style {
    file: String,
    fonts: Vec<Font>,
}

pub(super) fn server(outputs: &[Output], state: &State) -> ServerBundle {
    let modules = state.modules().into_iter().map(|(id, seen)| (id, seen.hash)).collect();
    ServerBundle { watch: state.outside(outputs), files: files(outputs), assets: state.assets(), modules }
}

fn files(outputs: &[Output]) -> BTreeMap<String, Vec<u8>> {
    outputs.iter().map(|output| (output.filename().to_owned(), output.content_as_bytes().to_vec())).collect()
}

pub(super) fn client(inputs: &Inputs, outputs: &[Output], state: &State) -> ClientBundle {
    let mut files = files(outputs);
    files.extend(state.assets());
    let chunks: FxHashMap<&str, &OutputChunk> = outputs
        .iter()
        .filter_map(|output| match output {
            Output::Chunk(chunk) => Some((chunk.filename.as_str(), &**chunk)),
            Output::Asset(_) => None,
        })
        .collect();
    let constants = &inputs.constants;
    let mut styles: FxHashMap<&str, Style> = FxHashMap::default();
    for (name, chunk) in &chunks {
        let parts: Vec<Sheet> = chunk.module_ids.iter().filter_map(|id| state.sheet(id.as_str())).collect();
        if parts.is_empty() {
            continue;
        }
        let imports: Vec<&str> = parts.iter().flat_map(|part| &part.imports).map(String::as_str).collect();
        let texts: Vec<&str> = parts.iter().map(|part| part.css.as_str()).collect();
        let text = css::join(&imports, &texts, constants.dev);
        let file = if state.is_hot() {
            format!("{}.css", chunk.filename.strip_suffix(".js").unwrap_or(&chunk.filename))
        } else {
            let stem = chunk.name.rsplit('/').next().unwrap_or("style");
            asset::file_name(&constants.app_dir, stem, text.as_bytes(), "css")
        };
        files.insert(file.clone(), text.into_bytes());
        let fonts = parts.iter().flat_map(|part| part.fonts.iter().cloned()).collect();
        styles.insert(name, Style { file, fonts });
    }
    let by_name: FxHashMap<&str, &str> = chunks
        .values()
        .filter(|chunk| chunk.is_entry && !hot::is_for_modules(&chunk.name))
        .map(|chunk| (chunk.name.as_str(), chunk.filename.as_str()))
        .collect();
    // Files of another bundle are imported by their address.
    let prefix = format!("{}/", constants.base);
    let entry = |name: &str| {
        by_name.get(name).map(|file| collect(file, &chunks, &styles, &by_name, &prefix)).unwrap_or_default()
    };
    let nodes: Vec<Entry> =
        (0..inputs.app.nodes.len()).map(|index| entry(&format!("nodes/{index}"))).collect();
    let mut app = entry("entry/app");
    let start = entry("entry/start");
    let styled = if state.is_hot() {
        hot::with_styles(&app, &nodes)
    } else {
        with_styles(&constants.app_dir, &app, &nodes)
    };
    if let Some((file, text)) = styled {
        files.insert(file.clone(), text.into_bytes());
        app.imports.insert(0, file);
    }
    let prefixed_variables = state.has_prefixed_variables();
    let placed = if state.is_hot() { placed(&chunks, state) } else { BTreeMap::new() };
    ClientBundle { watch: state.outside(outputs), start, app, nodes, files, prefixed_variables, placed }
}

fn placed(chunks: &FxHashMap<&str, &OutputChunk>, state: &State) -> BTreeMap<String, Placed> {
    let own = state.modules();
    let mut placed = BTreeMap::new();
    for (file, chunk) in chunks {
        for id in &chunk.module_ids {
            let id = id.as_str();
            // The bundler's helpers keep no state, and are where they are used if that is one file only.
            if id.starts_with("\0rolldown/") {
                continue;
            }
            let own = own.get(id).map(|seen| (state.name(id), *seen));
            placed.insert(id.to_owned(), Placed { file: (*file).to_owned(), own });
        }
    }
    placed
}

/// The app's entry again, with the style sheets of each node: a page that the client navigates to needs its own before
/// it is shown (F-176). Their names are known after bundling, so this is a file around the bundled entry.
fn with_styles(app_dir: &str, app: &Entry, nodes: &[Entry]) -> Option<(String, String)> {
    let bundled = app.imports.first()?.rsplit('/').next()?;
    if nodes.iter().all(|node| node.stylesheets.is_empty()) {
        return None;
    }
    let styles: Vec<_> = nodes.iter().map(|node| &node.stylesheets).collect();
    let styles = serde_json::to_string(&styles).ok()?;
    let text = format!("export * from \"./{bundled}\";\nexport const styles = {styles};\n");
    let name = asset::file_name(app_dir, "styled", text.as_bytes(), "js");
    Some((name.replacen("/immutable/assets/", "/immutable/entry/", 1), text))
}

fn collect(
    file: &str,
    chunks: &FxHashMap<&str, &OutputChunk>,
    styles: &FxHashMap<&str, Style>,
    entries: &FxHashMap<&str, &str>,
    prefix: &str,
) -> Entry {
    let mut result = Entry::default();
    // Static imports in order of execution: what is imported runs before its importer, so its CSS comes first.
    let mut visited = Vec::new();
    visit(file, chunks, prefix, &mut visited);
    result.imports.push(file.to_owned());
    result.imports.extend(visited.iter().filter(|name| *name != file).cloned());
    let entry_files: Vec<&str> = entries.values().copied().collect();
    let mut seen = visited.clone();
    let mut next = 0;
    while let Some(name) = seen.get(next).cloned() {
        next += 1;
        let Some(chunk) = chunks.get(name.as_str()) else { continue };
        for import in &chunk.dynamic_imports {
            // The app's entry imports every node; those speak for themselves.
            if !entry_files.contains(&import.as_str()) {
                visit(import, chunks, prefix, &mut seen);
            }
        }
    }
    // The static imports stand first in `seen`, the dynamic ones after them.
    for style in seen.iter().filter_map(|name| styles.get(name.as_str())) {
        result.stylesheets.push(style.file.clone());
        result.fonts.extend(
            style.fonts.iter().filter(|font| !result.fonts.contains(font)).cloned().collect::<Vec<_>>(),
        );
    }
    result
}

fn visit(file: &str, chunks: &FxHashMap<&str, &OutputChunk>, prefix: &str, done: &mut Vec<String>) {
    fn walk(
        file: &str,
        chunks: &FxHashMap<&str, &OutputChunk>,
        prefix: &str,
        open: &mut Vec<String>,
        done: &mut Vec<String>,
    ) {
        let file = file.strip_prefix(prefix).unwrap_or(file);
        if done.iter().any(|name| name == file) || open.iter().any(|name| name == file) {
            return;
        }
        let Some(chunk) = chunks.get(file) else { return };
        open.push(file.to_owned());
        for import in &chunk.imports {
            walk(import, chunks, prefix, open, done);
        }
        open.pop();
        done.push(file.to_owned());
    }
    walk(file, chunks, prefix, &mut Vec::new(), done);
}

/// Whether a module is part of a bundle: what is imported and never used is not.
pub(super) fn holds(outputs: &[Output], id: &str) -> bool {
    outputs.iter().any(|output| match output {
        Output::Chunk(chunk) => chunk.module_ids.iter().any(|module| module.as_str() == id),
        Output::Asset(_) => false,
    })
}
