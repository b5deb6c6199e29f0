//! Types for editors and type checkers (F-215…F-218): `./$types` of every route directory, the virtual modules, and
//! the `tsconfig.json` that an app's own extends.
//!
//! Everything lies where SvelteKit puts it, in `.svelte-kit/`, so that an app's configuration fits both. The modules
//! are declared by Formwork's own files (`library/`), unless the app has `@sveltejs/kit`: then its declarations are
//! used, and only what it lacks is added. Nothing here takes part in a build, and nothing of the app is run.
//!
//! - [`folder`]: the directories that get a `$types`, and what each refers to
//! - [`route`]: the text of one `$types.d.ts`
//! - [`proxy`]: copies of modules whose annotations would hide what their functions return
//! - [`app`]: `$app/types`; [`variables`]: the environment; [`project`]: the `tsconfig.json`

mod app;
mod folder;
mod project;
mod proxy;
mod route;
mod variables;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use crate::{
    app::App,
    builder::{Mode, configuration},
    config::{self, Config},
    diagnostic::{Code, CompileError, Diagnostic, sort},
    entries::StaticEnv,
    prerender::Prerendering,
    routes::{self, Checks},
    runtime::find_package,
};

/// Where SvelteKit keeps what it makes.
const DIRECTORY: &str = ".svelte-kit";
/// First line of whatever is written.
const HEAD: &str = "// Written by Formwork: changes made here are lost.\n";

/// What [`sync`] did.
#[derive(Debug, Clone, Default)]
pub struct Synced {
    /// Files that are there now, relative to the app, sorted.
    pub files: Vec<String>,
    /// Those among them that are new or have changed.
    pub written: Vec<String>,
    /// Files of an earlier run that nothing needs any more.
    pub removed: Vec<String>,
    /// What is wrong with the app's routes, or worth saying about them. The types of the others are written all the
    /// same: an editor needs them most while something is broken.
    pub diagnostics: Vec<Diagnostic>,
}

/// Writes the types of an app; files that are as they should be are left alone.
///
/// # Errors
/// When there is no app, or its directory cannot be written to.
pub fn sync(app: &Path) -> Result<Synced, CompileError> {
    let root = app.canonicalize().map_err(|error| {
        Diagnostic::error(Code::AppMissing, format!("`{}` cannot be read: {error}", app.display()))
    })?;
    // What is wrong with a configuration is for a build to say.
    let memory = config::Memory::default();
    let (config, env) = configuration(&root, Mode::Development, &memory, &mut Vec::new());
    let checks = Checks { dev: false, prerendering: Prerendering::Ignore };
    let scanned = routes::survey(&root, &config.places, checks)?;
    let files = generate(&scanned, &config, &env, &Installed::of(&root));
    let mut synced = write(&root, &files).map_err(|error| {
        Diagnostic::error(Code::Io, format!("The types cannot be written: {error}")).in_file(DIRECTORY)
    })?;
    // What Formwork cannot serve has types all the same.
    synced.diagnostics = scanned.warnings;
    synced.diagnostics.retain(|found| !matches!(found.code, Code::ImportUnsupported | Code::Prerender));
    sort(&mut synced.diagnostics);
    Ok(synced)
}

/// Whether an app checks types: without a `tsconfig.json` or `jsconfig.json` nothing finds what [`sync`] writes.
pub fn wants_types(app: &Path) -> bool {
    project::file(app).is_some()
}

/// Packages that bring declarations of their own.
#[derive(Debug, Clone, Default)]
struct Installed {
    /// The major version of `@sveltejs/kit`.
    kit: Option<u32>,
    vite: bool,
}

impl Installed {
    fn of(root: &Path) -> Self {
        let kit = find_package(root, "@sveltejs/kit").map(|package| {
            let text = fs::read_to_string(package.join("package.json")).unwrap_or_default();
            let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            let version = json.get("version").and_then(serde_json::Value::as_str).unwrap_or_default();
            version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(3)
        });
        Self { kit, vite: find_package(root, "vite").is_some() }
    }
}

/// All files with their texts, by path relative to the app.
fn generate(app: &App, config: &Config, env: &StaticEnv, installed: &Installed) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut put = |path: String, text: String| {
        files.insert(format!("{DIRECTORY}/{path}"), text);
    };
    put(".gitignore".to_owned(), "*\n".to_owned());
    put("formwork/shapes.d.ts".to_owned(), include_str!("library/shapes.d.ts").to_owned());
    let mut libraries = Vec::new();
    if installed.kit.is_none() {
        libraries.push(("kit", include_str!("library/kit.d.ts")));
        libraries.push(("app", include_str!("library/app.d.ts")));
    }
    if installed.kit != Some(2) {
        libraries.push(("earlier", include_str!("library/earlier.d.ts")));
    }
    if !installed.vite {
        libraries.push(("assets", include_str!("library/assets.d.ts")));
    }
    for (name, text) in &libraries {
        put(format!("formwork/{name}.d.ts"), (*text).to_owned());
    }
    let names: Vec<&str> = libraries.iter().map(|(name, _)| *name).collect();
    put("ambient.d.ts".to_owned(), ambient(app, env, installed, &names));
    put("non-ambient.d.ts".to_owned(), app::augmentations(app, installed.kit.is_some()));
    let folders = folder::all(app);
    for folder in &folders {
        put(format!("types/{}/$types.d.ts", folder.path), route::types(app, folder, &folders));
        for (name, text) in route::proxies(app, folder) {
            put(format!("types/{}/{name}", folder.path), text);
        }
    }
    put("tsconfig.json".to_owned(), project::config(app, config, installed.kit.is_some()));
    for (path, text) in project::for_extends(&app.root) {
        files.insert(path, text);
    }
    files
}

/// The declarations that need no import.
fn ambient(app: &App, env: &StaticEnv, installed: &Installed, libraries: &[&str]) -> String {
    let mut text = HEAD.to_owned();
    if installed.kit.is_some() {
        text.push_str("/// <reference types=\"@sveltejs/kit\" />\n");
    }
    if installed.vite {
        text.push_str("/// <reference types=\"vite/client\" />\n");
    }
    for name in libraries {
        text.push_str(&format!("/// <reference path=\"./formwork/{name}.d.ts\" />\n"));
    }
    text.push('\n');
    if installed.kit.is_none() {
        text.push_str(&app::module(app));
        text.push('\n');
    }
    text.push_str(&variables::modules(app, env));
    text
}

/// Writes what differs, and removes types of routes that are gone.
fn write(root: &Path, files: &BTreeMap<String, String>) -> io::Result<Synced> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let mut synced = Synced { files: files.keys().cloned().collect(), ..Synced::default() };
    for (path, text) in files {
        let target = root.join(path);
        if fs::read(&target).is_ok_and(|current| current == text.as_bytes()) {
            continue;
        }
        let parent = target.parent().unwrap_or(root);
        fs::create_dir_all(parent)?;
        // A type checker that watches must never see half a file.
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let part = parent.join(format!(".formwork-{}-{number}.tmp", std::process::id()));
        fs::write(&part, text).and_then(|()| fs::rename(&part, &target)).inspect_err(|_| {
            let _ = fs::remove_file(&part);
        })?;
        synced.written.push(path.clone());
    }
    for part in ["types", "formwork"] {
        stale(root, &root.join(DIRECTORY).join(part), files, &mut synced.removed);
    }
    Ok(synced)
}

/// Removes files below a directory that are not wanted, and directories that are empty then.
fn stale(root: &Path, directory: &Path, files: &BTreeMap<String, String>, removed: &mut Vec<String>) {
    // What a link leads to belongs to somebody else.
    let is_directory = |path: &Path| fs::symlink_metadata(path).is_ok_and(|data| data.is_dir());
    if !is_directory(directory) {
        return;
    }
    let entries: Vec<PathBuf> =
        fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    for path in entries {
        if is_directory(&path) {
            stale(root, &path, files, removed);
            // Fails where something is left in it, as it should.
            let _ = fs::remove_dir(&path);
            continue;
        }
        let Some(name) = crate::paths::relative(&path, root) else { continue };
        if !files.contains_key(&name) && fs::remove_file(&path).is_ok() {
            removed.push(name);
        }
    }
}

/// The way from one directory of the app to a file, both relative to the app, as an import writes it.
fn way(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = to.split('/').filter(|part| !part.is_empty()).collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - shared);
    let up = if up.is_empty() { "./".to_owned() } else { up };
    format!("{up}{}", to.get(shared..).unwrap_or_default().join("/"))
}

/// A string as TypeScript writes it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests;
