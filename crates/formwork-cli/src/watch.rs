//! Which files of an app matter while it is worked on, and when they change.
//!
//! Watched are `src/` and `static/` with everything below, the configuration and `.env` files beside them,
//! and what the build names on top of that. Single files are watched through their directory: editors put a
//! new file in the place of the old one, and one that is not there yet may come. What builds and editors write for themselves (`.formwork/`,
//! `build/`, `node_modules/`, swap and backup files) is not a change. Changes that come together, or while
//! a build runs, are reported together.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
    /// Directories whose own entries are watched.
    shallow: BTreeSet<PathBuf>,
    wanted: Arc<Mutex<Wanted>>,
    changes: mpsc::UnboundedReceiver<Vec<PathBuf>>,
}

/// What matters beyond what every app has.
#[derive(Debug, Default)]
struct Wanted {
    /// Directories that are watched with everything below.
    folders: BTreeSet<PathBuf>,
    /// Single files that the last build depended on.
    files: BTreeSet<PathBuf>,
}

fn lock(wanted: &Mutex<Wanted>) -> MutexGuard<'_, Wanted> {
    wanted.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watcher {
    /// Begins to watch the app in this directory, which must be an absolute path without links.
    pub(crate) fn new(app: &Path) -> notify::Result<Self> {
        let (sender, changes) = mpsc::unbounded_channel();
        let root = app.to_owned();
        let wanted = Arc::new(Mutex::new(Wanted::default()));
        let known = Arc::clone(&wanted);
        let debouncer = new_debouncer(SETTLE, None, move |result: DebounceEventResult| {
            let paths: Vec<PathBuf> = match result {
                Ok(events) => events
                    .iter()
                    .filter(|event| is_change(event.kind))
                    .flat_map(|event| event.paths.iter())
                    .filter(|path| concerns(&root, path, &lock(&known)))
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
        let mut watcher =
            Watcher { app: app.to_owned(), debouncer, shallow: BTreeSet::new(), wanted, changes };
        watcher.debouncer.watch(app, RecursiveMode::NonRecursive)?;
        watcher.shallow.insert(app.to_owned());
        watcher.look_again(&[]);
        Ok(watcher)
    }

    /// Watches what has appeared since the last look, and these paths that the build depends on; none if it failed,
    /// which leaves those of the build before.
    pub(crate) fn look_again(&mut self, more: &[PathBuf]) {
        let folders = ["src", "static"].map(|name| self.app.join(name));
        let (folders, files): (Vec<_>, Vec<_>) =
            folders.iter().chain(more).cloned().partition(|path| path.is_dir());
        for folder in folders {
            self.watch_folder(folder);
        }
        if !more.is_empty() {
            lock(&self.wanted).files = files.iter().cloned().collect();
        }
        for parent in files.iter().filter_map(|file| file.parent()) {
            let below = lock(&self.wanted).folders.iter().any(|folder| parent.starts_with(folder));
            if below || self.shallow.contains(parent) || !parent.is_dir() || in_generated(&self.app, parent) {
                continue;
            }
            // What fails here would fail for the build too, which says more about it.
            if self.debouncer.watch(parent, RecursiveMode::NonRecursive).is_ok() {
                self.shallow.insert(parent.to_owned());
            }
        }
    }

    fn watch_folder(&mut self, folder: PathBuf) {
        let below = lock(&self.wanted).folders.iter().any(|watched| folder.starts_with(watched));
        if below || in_generated(&self.app, &folder) {
            return;
        }
        if self.debouncer.watch(&folder, RecursiveMode::Recursive).is_ok() {
            lock(&self.wanted).folders.insert(folder);
        }
    }

    /// A directory that was removed and made again, or put in the place of another, needs a new watch.
    fn renew(&mut self, changed: &BTreeSet<PathBuf>) {
        let all = changed.contains(&self.app);
        let folders = lock(&self.wanted).folders.clone();
        for folder in folders.into_iter().filter(|folder| all || changed.contains(folder)) {
            // Its watch may have gone with it.
            let _ = self.debouncer.unwatch(&folder);
            lock(&self.wanted).folders.remove(&folder);
            if folder.is_dir() {
                self.watch_folder(folder);
            }
        }
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
        self.renew(&paths);
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
fn concerns(app: &Path, path: &Path, wanted: &Wanted) -> bool {
    if in_generated(app, path) {
        return false;
    }
    if wanted.files.contains(path) {
        return true;
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
    if wanted.folders.iter().any(|folder| path.starts_with(folder)) {
        return true;
    }
    // Beside those, some that a build looks for where there is an app.
    if path.parent() != Some(app) {
        return false;
    }
    is_env || matches!(name, "src" | "static" | "package.json" | "formwork.toml") || name.contains(".config.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_an_app() {
        let app = Path::new("/srv/shop");
        let paths = |names: &[&str]| names.iter().map(|name| app.join(name)).collect();
        let wanted = Wanted {
            folders: paths(&["src", "static", "/srv/theme"]),
            files: paths(&["settings/.env", "settings.js", "/srv/notes/a.md"]),
        };
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
            ("settings/data.db", false),
            ("settings.js", true),
            ("others.js", false),
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
            assert_eq!(concerns(app, &app.join(path), &wanted), expected, "{path}");
        }
        assert!(concerns(app, Path::new("/srv/theme/theme.css"), &wanted));
        assert!(concerns(app, Path::new("/srv/notes/a.md"), &wanted));
        assert!(!concerns(app, Path::new("/srv/notes/b.md"), &wanted));
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

    #[tokio::test]
    async fn single_files_that_a_build_depends_on() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let app = root.join("app");
        std::fs::create_dir_all(app.join("src")).unwrap();
        let (settings, notes, later) = (app.join("settings.js"), root.join("notes.md"), app.join("env/.env"));
        std::fs::create_dir(app.join("env")).unwrap();
        std::fs::write(&settings, "1").unwrap();
        std::fs::write(&notes, "1").unwrap();
        let mut watcher = Watcher::new(&app).unwrap();
        watcher.look_again(&[settings.clone(), notes.clone(), later.clone()]);

        // More than once, because a new file takes the place of the old one.
        for text in ["2", "3"] {
            for (file, name) in [(&settings, "settings.js"), (&notes, notes.to_str().unwrap())] {
                let part = file.with_extension("tmp");
                std::fs::write(&part, text).unwrap();
                std::fs::rename(&part, file).unwrap();
                told(&mut watcher, name).await;
            }
        }
        // A build that failed leaves them wanted.
        watcher.look_again(&[]);
        std::fs::write(&later, "A=1").unwrap();
        told(&mut watcher, "env/.env").await;
    }

    #[tokio::test]
    async fn a_folder_that_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().canonicalize().unwrap();
        std::fs::create_dir_all(app.join("src")).unwrap();
        std::fs::create_dir_all(app.join("other")).unwrap();
        let mut watcher = Watcher::new(&app).unwrap();
        std::fs::rename(app.join("src"), app.join("old")).unwrap();
        std::fs::rename(app.join("other"), app.join("src")).unwrap();
        told(&mut watcher, "src").await;
        watcher.look_again(&[]);
        std::fs::write(app.join("src/a.js"), "").unwrap();
        told(&mut watcher, "src/a.js").await;
    }
}
