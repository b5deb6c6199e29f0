//! What one run of the bundler gathers beside its output: diagnostics, CSS, assets, who imports whom.
//!
//! Hooks run concurrently, so everything is behind its own lock, held for moments. Nothing here decides; the order in
//! which things arrive must not show in the output (the same input gives the same bytes), so lists are sorted when
//! they are read.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use rolldown_common::Output;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Inputs, sheet::Sheet, warm::Prebuilt};
use crate::{
    diagnostic::{Code, Diagnostic, sort},
    imports::{Importers, chain, importers},
    paths::relative,
    resolve::{self, About, Declarations},
    svelte::Side,
};

#[derive(Debug)]
pub(super) struct State {
    pub(super) inputs: Inputs,
    pub(super) side: Side,
    pub(super) part: Part,
    diagnostics: Mutex<Vec<Diagnostic>>,
    refused: Mutex<Vec<Refused>>,
    sheets: Mutex<FxHashMap<String, Sheet>>,
    assets: Mutex<BTreeMap<String, Vec<u8>>>,
    imports: Mutex<BTreeSet<(String, String)>>,
    absent: Mutex<BTreeMap<String, (String, String)>>,
    files: Mutex<FxHashSet<PathBuf>>,
    prefixed: AtomicBool,
    kept: Mutex<FxHashSet<String>>,
    lacking: Mutex<BTreeSet<String>>,
    modules: Mutex<BTreeMap<String, Seen>>,
}

/// How much of a side one run bundles.
#[derive(Debug)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// Of the server: what `src/env` declares.
    Declarations,
    /// Of a development client: what the app imports of Svelte and of Formwork's own client. These ids beside the usual
    /// modules.
    Runtime(Vec<String>),
    /// Of a development client: the app, which imports the rest from there.
    App(Arc<Prebuilt>),
}

/// A module of the app as it was bundled, for comparing two builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Of its text before bundling.
    pub(crate) hash: u64,
    /// Whether it tells the page that it is loaded.
    pub(crate) tells: bool,
}

/// An import of something that may not reach a browser.
#[derive(Debug)]
struct Refused {
    what: String,
    specifier: String,
    importer: Option<String>,
}

impl State {
    pub(super) fn new(inputs: Inputs, side: Side, part: Part) -> Self {
        Self {
            inputs,
            side,
            part,
            diagnostics: Mutex::default(),
            refused: Mutex::default(),
            sheets: Mutex::default(),
            assets: Mutex::default(),
            imports: Mutex::default(),
            absent: Mutex::default(),
            files: Mutex::default(),
            prefixed: AtomicBool::new(false),
            kept: Mutex::default(),
            lacking: Mutex::default(),
            modules: Mutex::default(),
        }
    }

    /// Whether the result is the app's part of a client that takes edits while it runs.
    pub(super) fn is_hot(&self) -> bool {
        matches!(self.part, Part::App(_))
    }

    /// What the meaning of specifiers depends on.
    pub(super) fn about(&self) -> About<'_> {
        let declarations = match (&self.inputs.declared, self.inputs.constants.building) {
            (_, true) => Declarations::Reading,
            (None, false) => Declarations::None,
            (Some(_), false) => Declarations::Known,
        };
        About { side: self.side, places: &self.inputs.app.places, declarations }
    }

    /// Variables in the way of SvelteKit 2 in an app that declares its variables.
    pub(super) fn prefixed_variables(&self, specifier: &str, importer: Option<&str>) {
        self.prefixed.store(true, Ordering::Relaxed);
        if importer.is_some_and(|importer| self.is_own(importer)) {
            let message =
                format!("`{specifier}` knows nothing of what `{}` declares", self.inputs.app.places.env);
            self.complain(Diagnostic::warning(Code::EnvMixed, message), specifier, importer);
        }
    }

    pub(super) fn has_prefixed_variables(&self) -> bool {
        self.prefixed.load(Ordering::Relaxed)
    }

    pub(super) fn report(&self, diagnostic: Diagnostic) {
        lock(&self.diagnostics).push(diagnostic);
    }

    pub(super) fn report_all(&self, diagnostics: Vec<Diagnostic>) {
        lock(&self.diagnostics).extend(diagnostics);
    }

    /// What was reported so far, sorted.
    pub(super) fn take_diagnostics(&self) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut *lock(&self.diagnostics));
        let refused = std::mem::take(&mut *lock(&self.refused));
        if !refused.is_empty() {
            let imports = self.imports();
            let importers = importers(&imports);
            found.extend(refused.into_iter().map(|refused| self.explained(&refused, &importers)));
        }
        sort(&mut found);
        found
    }

    /// The CSS that belongs to a module id.
    pub(super) fn add_sheet(&self, id: &str, css: Sheet) {
        lock(&self.sheets).insert(id.to_owned(), css);
    }

    pub(super) fn sheet(&self, id: &str) -> Option<Sheet> {
        lock(&self.sheets).get(id).cloned()
    }

    /// A file for the client directory, by its path there.
    pub(super) fn add_asset(&self, path: String, bytes: Vec<u8>) {
        lock(&self.assets).insert(path, bytes);
    }

    pub(super) fn assets(&self) -> Vec<(String, Vec<u8>)> {
        lock(&self.assets).iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
    }

    /// A file outside the bundler's own reading that the result depends on; of a directory, on what there is in it.
    pub(super) fn add_file(&self, path: &Path) {
        lock(&self.files).insert(path.to_owned());
    }

    /// What the result depends on outside `src`, which is watched anyway, and outside packages.
    pub(super) fn outside(&self, modules: &[Output]) -> Vec<PathBuf> {
        let source = self.inputs.root.join(&self.inputs.app.places.src);
        self.used(modules).into_iter().filter(|path| !path.starts_with(&source)).collect()
    }

    /// The files of the app that the result is made of.
    pub(super) fn used(&self, modules: &[Output]) -> Vec<PathBuf> {
        let mut files = lock(&self.files).clone();
        for output in modules {
            if let Output::Chunk(chunk) = output {
                files.extend(chunk.module_ids.iter().map(|id| PathBuf::from(without_query(id.as_str()))));
            }
        }
        let own = |path: &PathBuf| self.is_own(&path.to_string_lossy());
        let mut files: Vec<PathBuf> = files.into_iter().filter(own).collect();
        files.sort();
        files
    }

    /// Notes a module whose file has to export everything; false if it was noted before.
    pub(super) fn keep(&self, id: &str) -> bool {
        lock(&self.kept).insert(id.to_owned())
    }

    pub(super) fn is_kept(&self, id: &str) -> bool {
        lock(&self.kept).contains(id)
    }

    /// Notes a module that the prebuilt part lacks.
    pub(super) fn add_lacking(&self, id: &str) {
        lock(&self.lacking).insert(id.to_owned());
    }

    pub(super) fn lacking(&self) -> BTreeSet<String> {
        lock(&self.lacking).clone()
    }

    /// Notes a module of the app.
    pub(super) fn add_module(&self, id: &str, hash: u64, tells: bool) {
        lock(&self.modules).insert(id.to_owned(), Seen { hash, tells });
    }

    /// The modules of the app, by id.
    pub(super) fn modules(&self) -> BTreeMap<String, Seen> {
        lock(&self.modules).clone()
    }

    pub(super) fn imported(&self, id: &str, importer: Option<&str>) {
        if let Some(importer) = importer {
            lock(&self.imports).insert((self.name(importer), self.name(id)));
        }
    }

    /// Who imports whom, by name; one who imports many stands in it many times.
    pub(super) fn imports(&self) -> Vec<(String, String)> {
        lock(&self.imports).iter().cloned().collect()
    }

    /// Notes the stand-in for a module that the host does not have, and who imports it.
    pub(super) fn add_absent(&self, id: &str, name: &str, importer: &str) {
        lock(&self.absent).insert(id.to_owned(), (name.to_owned(), importer.to_owned()));
    }

    /// Stand-ins by id, each with the module that is not there and its importer.
    pub(super) fn absent(&self) -> BTreeMap<String, (String, String)> {
        lock(&self.absent).clone()
    }

    /// A module id as the author knows it: relative to the app, without query.
    pub(super) fn name(&self, id: &str) -> String {
        let path = without_query(id);
        relative(Path::new(path), &self.inputs.root)
            .unwrap_or_else(|| path.trim_start_matches('\0').to_owned())
    }

    /// Whether a module was written by the author of the app.
    pub(super) fn is_own(&self, id: &str) -> bool {
        match relative(Path::new(without_query(id)), &self.inputs.root) {
            Some(path) => {
                !path.starts_with(".formwork/") && !path.split('/').any(|part| part == "node_modules")
            }
            None => !id.starts_with('\0') && !id.contains("/node_modules/"),
        }
    }

    /// Whether the build itself wrote a module, or brought it along; None stands for its entries.
    pub(super) fn is_of_the_build(&self, importer: Option<&str>) -> bool {
        importer.is_none_or(|id| {
            id.starts_with('\0') || Path::new(id).starts_with(self.inputs.runtime.client(""))
        })
    }

    /// Whether a file may not reach a browser (F-180).
    pub(super) fn is_server_only(&self, id: &str) -> bool {
        self.is_own(id) && resolve::is_server_only(&self.name(id), &self.inputs.app.places)
    }

    /// A complaint about an import, placed at the specifier in the importer's text.
    pub(super) fn complain(&self, diagnostic: Diagnostic, specifier: &str, importer: Option<&str>) {
        self.report(self.placed(diagnostic, specifier, importer));
    }

    fn placed(&self, diagnostic: Diagnostic, specifier: &str, importer: Option<&str>) -> Diagnostic {
        let Some(importer) = importer.filter(|id| !id.starts_with('\0')) else { return diagnostic };
        let name = self.name(importer);
        let mut diagnostic = diagnostic.in_file(name);
        if let Ok(source) = std::fs::read_to_string(without_query(importer)) {
            // Parentheses are those of `url(…)` in a style sheet.
            let found =
                [('\'', '\''), ('"', '"'), ('`', '`'), ('(', ')')].iter().find_map(|(open, close)| {
                    let wanted = format!("{open}{specifier}{close}");
                    source.find(&wanted).map(|at| at..at + wanted.len())
                });
            if let Some(span) = found {
                diagnostic = diagnostic.at(&source, span);
            }
        }
        diagnostic
    }

    /// Refuses a server-only module. The way it was reached is told when all ways are known (F-180).
    pub(super) fn complain_private(&self, what: &str, specifier: &str, importer: Option<&str>) {
        lock(&self.refused).push(Refused {
            what: what.to_owned(),
            specifier: specifier.to_owned(),
            importer: importer.map(str::to_owned),
        });
    }

    fn explained(&self, refused: &Refused, importers: &Importers<'_>) -> Diagnostic {
        let Refused { what, specifier, importer } = refused;
        let mut diagnostic = resolve::private(what);
        if let Some(importer) = importer {
            let name = self.name(importer);
            let lines: Vec<String> = chain(&name, importers)
                .into_iter()
                .chain([what.as_str()])
                .enumerate()
                .map(|(depth, name)| format!("{}{name}", "  ".repeat(depth)))
                .collect();
            diagnostic.message =
                format!("{}; it is imported through\n{}", diagnostic.message, lines.join("\n"));
        }
        self.placed(diagnostic, specifier, importer.as_deref())
    }

    pub(super) fn missing(&self, specifier: &str, importer: Option<&str>) {
        let diagnostic = Diagnostic::error(Code::ImportMissing, format!("`{specifier}` cannot be found"));
        self.complain(diagnostic, specifier, importer);
    }
}

/// A module id without `?query`.
pub(super) fn without_query(id: &str) -> &str {
    id.split_once('?').map_or(id, |(path, _)| path)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
