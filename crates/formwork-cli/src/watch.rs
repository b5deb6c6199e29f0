//! Which files of an app matter while it is worked on, and when they change.
//!
//! Watched are `src/` and `static/` with everything below, the configuration and `.env` files beside them,
//! and what the build names on top of that. What builds and editors write for themselves (`.formwork/`,
//! `build/`, `node_modules/`, swap and backup files) is not a change. Changes that come together, or while
//! a build runs, are reported together.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use notify::event::{EventKind, MetadataKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use tokio::sync::mpsc;

/// Editors and formatters write a file in several steps; this is as long as those take.
const SETTLE: Duration = Duration::from_millis(30);

/// Watches one app.
pub(crate) struct Watcher {
    app: PathBuf,
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    watched: BTreeSet<PathBuf>,
    changes: mpsc::UnboundedReceiver<Vec<PathBuf>>,
}

impl Watcher {
    /// Begins to watch the app in this directory, which must be an absolute path without links.
    pub(crate) fn new(app: &Path) -> notify::Result<Self> {
        let (sender, changes) = mpsc::unbounded_channel();
        let root = app.to_owned();
        let debouncer = new_debouncer(SETTLE, None, move |result: DebounceEventResult| {
            let paths: Vec<PathBuf> = match result {
                Ok(events) => events
                    .iter()
                    .filter(|event| is_change(event.kind))
                    .flat_map(|event| event.paths.iter())
                    .filter(|path| concerns(&root, path))
                    .cloned()
                    .collect(),
                // Events were lost, or a directory went away: what changed is not known, so look again.
                Err(_) => vec![root.clone()],
            };
            if !paths.is_empty() {
                // The receiver is gone only when the command is ending.
                let _ = sender.send(paths);
            }
        })?;
        let mut watcher = Watcher { app: app.to_owned(), debouncer, watched: BTreeSet::new(), changes };
        watcher.watch(app.to_owned(), RecursiveMode::NonRecursive)?;
        watcher.look_again(&[]);
        Ok(watcher)
    }

    /// Watches what has appeared since the last look, and these paths that the build depends on.
    pub(crate) fn look_again(&mut self, more: &[PathBuf]) {
        // A directory that was removed and made again needs a new watch.
        self.watched.retain(|path| path.exists());
        let folders = ["src", "static"].map(|name| self.app.join(name));
        for path in folders.iter().chain(more) {
            // Anything else that fails here would fail for the build too, which says more about it.
            if path.is_dir() {
                let _ = self.watch(path.clone(), RecursiveMode::Recursive);
            } else if path.is_file() && path.parent() != Some(self.app.as_path()) {
                let _ = self.watch(path.clone(), RecursiveMode::NonRecursive);
            }
        }
    }

    fn watch(&mut self, path: PathBuf, mode: RecursiveMode) -> notify::Result<()> {
        let below = |watched: &PathBuf| *watched != self.app && path.starts_with(watched);
        if self.watched.contains(&path) || self.watched.iter().any(below) || in_generated(&self.app, &path) {
            return Ok(());
        }
        self.debouncer.watch(&path, mode)?;
        self.watched.insert(path);
        Ok(())
    }

    /// Waits for a change; answers with all files that changed since the last call, relative to the app.
    pub(crate) async fn changed(&mut self) -> Vec<String> {
        let mut paths = BTreeSet::new();
        match self.changes.recv().await {
            Some(first) => paths.extend(first),
            // The sender lives as long as the debouncer that `self` holds.
            None => std::future::pending().await,
        }
        while let Ok(more) = self.changes.try_recv() {
            paths.extend(more);
        }
        paths.iter().map(|path| self.shown(path)).collect()
    }

    fn shown(&self, path: &Path) -> String {
        let short = path.strip_prefix(&self.app).unwrap_or(path);
        if short.as_os_str().is_empty() { ".".into() } else { short.display().to_string().replace('\\', "/") }
    }
}

/// Reading a file is an event too; the build itself causes those.
fn is_change(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)))
}

/// Whether a path lies in what is made from the app, not by its author.
fn in_generated(app: &Path, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(app) else { return false };
    let mut components = inside.components().filter_map(|component| match component {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    let top = inside.components().next().and_then(|first| first.as_os_str().to_str());
    matches!(top, Some("build" | ".formwork" | ".git" | ".svelte-kit"))
        || components.any(|name| name == "node_modules")
}

/// Whether a change of this path can change the app.
fn concerns(app: &Path, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(app) else {
        // Outside the app only what the build asked for is watched.
        return true;
    };
    if in_generated(app, path) {
        return false;
    }
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let is_env = name == ".env" || name.starts_with(".env.");
    let scratch = name.ends_with('~')
        || name.ends_with(".swp")
        || name.ends_with(".swx")
        || name.ends_with(".tmp")
        || name.starts_with(".#")
        || (name.starts_with('#') && name.ends_with('#'))
        || name == "4913"
        || name == ".DS_Store";
    if scratch {
        return false;
    }
    if inside.components().count() > 1 {
        return true;
    }
    // Configuration imports its neighbours, and those are named like it.
    is_env || matches!(name, "src" | "static" | "package.json" | "formwork.toml") || name.contains(".config.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_an_app() {
        let app = Path::new("/srv/shop");
        for (path, expected) in [
            ("src/routes/+page.svelte", true),
            ("src/lib/build/a.js", true),
            ("src", true),
            ("static/.well-known/x", true),
            (".env", true),
            (".env.local", true),
            ("package.json", true),
            ("svelte.config.js", true),
            ("vite.config.ts", true),
            ("mdsvex.config.js", true),
            ("settings/.env", true),
            ("tour.db", false),
            ("tour.db-journal", false),
            ("README.md", false),
            ("build/manifest.json", false),
            (".formwork/dev/manifest.json", false),
            ("node_modules/x/index.js", false),
            ("src/node_modules/x/index.js", false),
            ("src/routes/.+page.svelte.swp", false),
            ("src/routes/+page.svelte~", false),
            ("src/routes/4913", false),
        ] {
            assert_eq!(concerns(app, &app.join(path)), expected, "{path}");
        }
        assert!(concerns(app, Path::new("/srv/theme/theme.css")));
    }

    /// Waits until this file is told, however many steps the system makes of a change.
    async fn told(watcher: &mut Watcher, expected: &str) {
        loop {
            let changed = watcher.changed().await;
            assert!(!changed.iter().any(|path| path.starts_with("build")), "{changed:?}");
            if changed.iter().any(|path| path == expected) {
                return;
            }
        }
    }

    #[tokio::test]
    async fn changes_are_told_with_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().canonicalize().unwrap();
        std::fs::create_dir_all(app.join("src/routes")).unwrap();
        std::fs::create_dir_all(app.join("build")).unwrap();
        let mut watcher = Watcher::new(&app).unwrap();

        std::fs::write(app.join("build/out.js"), "").unwrap();
        std::fs::write(app.join("src/routes/+page.svelte"), "hello").unwrap();
        told(&mut watcher, "src/routes/+page.svelte").await;

        // A folder that was not there when watching began.
        std::fs::create_dir(app.join("static")).unwrap();
        told(&mut watcher, "static").await;
        watcher.look_again(&[]);
        std::fs::write(app.join("static/a.txt"), "a").unwrap();
        told(&mut watcher, "static/a.txt").await;
    }
}
