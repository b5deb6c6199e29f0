//! Which files of an app matter while it is worked on, and when they change.
//!
//! The build names directories, which are watched with everything below, and single files, which are watched through
//! their directory: editors put a new file in the place of the old one, and one that is not there yet may come. What
//! lies in the app's own directory and is named like a configuration or a file of variables counts in any case. What
//! builds and editors write for themselves (`.formwork/`, `build/`, `node_modules/`, swap and backup files) is not a
//! change. Changes that come together, or while a build runs, are reported together.

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
    /// What was asked for, whether or not it exists.
    paths: BTreeSet<PathBuf>,
    wanted: Arc<Mutex<Wanted>>,
    changes: mpsc::UnboundedReceiver<Vec<PathBuf>>,
}

/// What is watched, and what of it matters.
#[derive(Debug, Default, Clone)]
struct Wanted {
    /// Directories that are watched with everything below.
    folders: BTreeSet<PathBuf>,
    /// Directories whose own entries are watched, for the sake of files in them.
    shallow: BTreeSet<PathBuf>,
    /// Those files, and directories that are not there yet.
    files: BTreeSet<PathBuf>,
}

impl Wanted {
    /// The directories that are watched.
    fn directories(&self) -> impl Iterator<Item = &PathBuf> {
        self.folders.iter().chain(&self.shallow)
    }
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
        let mut watcher = Watcher { app: app.to_owned(), debouncer, paths: BTreeSet::new(), wanted, changes };
        watcher.debouncer.watch(app, RecursiveMode::NonRecursive)?;
        lock(&watcher.wanted).shallow.insert(app.to_owned());
        Ok(watcher)
    }

    /// Watches these directories and files from now on, and nothing else beside the app's own directory.
    pub(crate) fn follow(&mut self, paths: &[PathBuf]) {
        self.paths = paths.iter().cloned().collect();
        self.settle();
    }

    /// Watches these too.
    pub(crate) fn follow_also(&mut self, paths: impl IntoIterator<Item = PathBuf>) {
        self.paths.extend(paths);
        self.settle();
    }

    /// Makes what is watched fit to what is asked for and is there now.
    fn settle(&mut self) {
        let next = wanted(&self.app, &self.paths);
        let now = lock(&self.wanted).clone();
        // Before others are added: to end the watch of a directory ends those of all below.
        for folder in now.folders.difference(&next.folders).chain(now.shallow.difference(&next.shallow)) {
            // It may have gone, and its watch with it.
            let _ = self.debouncer.unwatch(folder);
        }
        // What fails here would fail for the build too, which says more about it; it is tried again next time.
        let mut next = next;
        let mut watch = |folder: &PathBuf, mode| self.debouncer.watch(folder, mode).is_ok();
        next.folders.retain(|folder| now.folders.contains(folder) || watch(folder, RecursiveMode::Recursive));
        next.shallow
            .retain(|folder| now.shallow.contains(folder) || watch(folder, RecursiveMode::NonRecursive));
        *lock(&self.wanted) = next;
    }

    /// A directory that was removed and made again, or put in the place of another, needs a new watch.
    fn renew(&mut self, changed: &BTreeSet<PathBuf>) {
        let all = changed.contains(&self.app);
        let known = lock(&self.wanted).clone();
        let may_be_another =
            |folder: &&PathBuf| all || folder.ancestors().any(|folder| changed.contains(folder));
        for folder in known.directories().filter(may_be_another) {
            let _ = self.debouncer.unwatch(folder);
            let mut wanted = lock(&self.wanted);
            wanted.folders.remove(folder);
            wanted.shallow.remove(folder);
        }
        self.settle();
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

/// How to watch what was asked for.
fn wanted(app: &Path, paths: &BTreeSet<PathBuf>) -> Wanted {
    let (mut folders, mut files): (BTreeSet<PathBuf>, BTreeSet<PathBuf>) =
        paths.iter().filter(|path| !in_generated(app, path)).cloned().partition(|path| path.is_dir());
    // Nothing may ask for everything beside the sources, and what is below another one is watched already.
    folders.retain(|folder| !app.starts_with(folder));
    let all = folders.clone();
    folders.retain(|folder| !folder.ancestors().skip(1).any(|above| all.contains(above)));
    let mut shallow = BTreeSet::from([app.to_owned()]);
    for file in files.clone() {
        let Some(directory) = file.ancestors().skip(1).find(|above| above.is_dir()) else { continue };
        // What has to appear before the file can.
        files.extend(file.ancestors().take_while(|path| *path != directory).map(Path::to_owned));
        if !directory.ancestors().any(|above| folders.contains(above)) {
            shallow.insert(directory.to_owned());
        }
    }
    Wanted { folders, shallow, files }
}

/// Whether a change of this path can change the app.
fn concerns(app: &Path, path: &Path, wanted: &Wanted) -> bool {
    if in_generated(app, path) {
        return false;
    }
    // A directory that is watched, or one above it, may be another one now. What is in the app's own changes all the time.
    let is_above = |folder: &PathBuf| folder.starts_with(path) && !app.starts_with(path);
    if wanted.files.contains(path) || wanted.directories().any(is_above) {
        return true;
    }
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
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
    formwork_compile::is_env_file(name) || name == "package.json" || name.contains(".config.")
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
            shallow: paths(&["", "settings/deep", "/srv/notes"]),
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
            ("settings/deep", true),
            ("settings", true),
            ("", false),
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
        watcher.follow(&["src", "static"].map(|name| app.join(name)));

        std::fs::write(app.join("build/out.js"), "").unwrap();
        std::fs::write(app.join("src/routes/+page.svelte"), "hello").unwrap();
        told(&mut watcher, "src/routes/+page.svelte").await;

        // A folder that was not there when watching began.
        std::fs::create_dir(app.join("static")).unwrap();
        told(&mut watcher, "static").await;
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
        watcher.follow(&[settings.clone(), notes.clone(), later.clone()]);

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
        watcher.follow_also([app.join("src")]);
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
        watcher.follow(&[app.join("src")]);
        std::fs::rename(app.join("src"), app.join("old")).unwrap();
        std::fs::rename(app.join("other"), app.join("src")).unwrap();
        told(&mut watcher, "src").await;
        std::fs::write(app.join("src/a.js"), "").unwrap();
        told(&mut watcher, "src/a.js").await;
    }

    /// Of a single file outside the app, and of one whose directory is not there yet.
    #[tokio::test]
    async fn directories_of_single_files_that_are_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (app, shared) = (root.join("app"), root.join("around/shared"));
        std::fs::create_dir_all(&app).unwrap();
        std::fs::create_dir_all(&shared).unwrap();
        let notes = shared.join("notes.md");
        std::fs::write(&notes, "1").unwrap();
        let mut watcher = Watcher::new(&app).unwrap();
        watcher.follow(&[notes.clone(), app.join("a/b/c.js")]);

        std::fs::remove_dir_all(&shared).unwrap();
        // The file that went with it may not be told of its own.
        while shared.parent().unwrap() != *lock(&watcher.wanted).shallow.last().unwrap() {
            watcher.changed().await;
        }
        std::fs::create_dir(&shared).unwrap();
        told(&mut watcher, shared.to_str().unwrap()).await;
        std::fs::write(&notes, "2").unwrap();
        told(&mut watcher, notes.to_str().unwrap()).await;

        for (made, name) in [("a", "a"), ("a/b", "a/b")] {
            std::fs::create_dir(app.join(made)).unwrap();
            told(&mut watcher, name).await;
        }
        std::fs::write(app.join("a/b/c.js"), "").unwrap();
        told(&mut watcher, "a/b/c.js").await;
    }

    #[test]
    fn what_is_watched_is_what_was_asked_for_last() {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().canonicalize().unwrap();
        for name in ["src/lib", "content", "settings"] {
            std::fs::create_dir_all(app.join(name)).unwrap();
        }
        let mut watcher = Watcher::new(&app).unwrap();
        let paths = |names: &[&str]| names.iter().map(|name| app.join(name)).collect::<Vec<_>>();
        let watched = |watcher: &Watcher| {
            let wanted = lock(&watcher.wanted);
            wanted.directories().map(|path| path.strip_prefix(&app).unwrap().to_owned()).collect::<Vec<_>>()
        };
        watcher.follow(&paths(&[
            "src",
            "src/lib",
            "content",
            "settings/a.js",
            "src/lib/b.js",
            "build/c.js",
            "",
        ]));
        assert_eq!(watched(&watcher), ["content", "src", "", "settings"].map(PathBuf::from));
        watcher.follow_also(paths(&["later"]));
        assert_eq!(watched(&watcher), ["content", "src", "", "settings"].map(PathBuf::from));
        watcher.follow(&paths(&["src"]));
        assert_eq!(watched(&watcher), ["src", ""].map(PathBuf::from));
        watcher.follow(&paths(&["src/lib"]));
        assert_eq!(watched(&watcher), ["src/lib", ""].map(PathBuf::from));
        std::fs::remove_dir_all(app.join("src")).unwrap();
        watcher.follow_also([]);
        assert_eq!(watched(&watcher), [PathBuf::new()]);
    }
}
