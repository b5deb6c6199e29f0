//! Every option there is, and what is done with it.

/// How an option is treated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Use {
    /// Read here.
    Read,
    /// Belongs to tools that have no part in a Formwork build.
    Irrelevant,
    /// Known and not here yet. Values (as JSON) that ask for nothing are fine.
    Later(&'static [&'static str]),
    /// Not here yet, and an app that relies on it would be worse off than it believes.
    Refused(&'static [&'static str], &'static str),
    /// Gone from SvelteKit; what to do instead.
    Removed(&'static str),
}

use Use::{Irrelevant, Later, Read, Refused, Removed};

/// Options of SvelteKit, by their path. A group's own row is for its members that have none.
pub(super) const KIT: &[(&str, Use)] = &[
    ("adapter", Irrelevant),
    ("alias", Read),
    ("appDir", Read),
    ("csp.directives", Read),
    ("csp.mode", Read),
    ("csp.reportOnly", Read),
    ("csrf.trustedOrigins", Read),
    (
        "csrf.checkOrigin",
        Removed("List the origins that may post under `csrf.trustedOrigins`; `['*']` stands for all."),
    ),
    ("embedded", Later(&["false"])),
    ("env.dir", Read),
    (
        "env.publicPrefix",
        Removed("Declare public variables in `src/env.js`, or give them names that begin with `PUBLIC_`."),
    ),
    (
        "env.privatePrefix",
        Removed("Remove it: every variable whose name does not begin with `PUBLIC_` is private."),
    ),
    ("experimental.forkPreloads", Later(&["false"])),
    ("experimental.instrumentation", Removed("Remove it.")),
    ("experimental.remoteFunctions", Later(&["false"])),
    ("experimental.tracing", Removed("Remove it.")),
    ("experimental", Later(&["{}", "false"])),
    (
        "extensions",
        Refused(&[r#"[".svelte"]"#], "Components are `.svelte` files; compile others to them beforehand."),
    ),
    ("files.appTemplate", Read),
    ("files.assets", Read),
    ("files.errorTemplate", Read),
    ("files.hooks.client", Read),
    ("files.hooks.server", Read),
    ("files.hooks.universal", Read),
    ("files.lib", Removed("Use `alias`, or `imports` in package.json.")),
    ("files.params", Read),
    ("files.routes", Read),
    ("files.serviceWorker", Read),
    ("files.src", Read),
    ("inlineStyleThreshold", Later(&["0"])),
    ("moduleExtensions", Read),
    ("outDir", Irrelevant),
    ("output.bundleStrategy", Later(&[r#""split""#])),
    ("output.linkHeaderPreload", Later(&["false"])),
    ("output.preloadStrategy", Removed("Remove it: scripts are preloaded with `modulepreload`.")),
    ("paths.assets", Read),
    ("paths.base", Read),
    ("paths.origin", Read),
    ("paths.relative", Read),
    ("prerender.concurrency", Later(&[])),
    ("prerender.crawl", Later(&[])),
    ("prerender.entries", Later(&[])),
    ("prerender.handleEntryGeneratorMismatch", Later(&[])),
    ("prerender.handleHttpError", Later(&[])),
    ("prerender.handleInvalidUrl", Later(&[])),
    ("prerender.handleMissingId", Later(&[])),
    ("prerender.handleUnseenRoutes", Later(&[])),
    ("prerender.origin", Removed("Use `paths.origin`.")),
    ("router.resolution", Refused(&[r#""client""#], "Remove it: the browser finds the routes itself.")),
    ("router.type", Refused(&[r#""pathname""#], "Remove it: routes are found by the path of the URL.")),
    ("serviceWorker.files", Removed("Choose among the files in the service worker itself.")),
    ("serviceWorker.options", Later(&[])),
    ("serviceWorker.register", Later(&["true", "false"])),
    ("tracing.server", Later(&["false"])),
    ("typescript", Irrelevant),
    ("version.name", Read),
    ("version.pollInterval", Read),
];

/// Options beside `kit` in `svelte.config.js`.
pub(super) const SVELTE: &[(&str, Use)] = &[
    ("compilerOptions", Read),
    ("preprocess", Read),
    ("onwarn", Read),
    ("vitePlugin", Removed("Formwork has no Vite; remove it.")),
    (
        "extensions",
        Refused(&[r#"[".svelte"]"#], "Components are `.svelte` files; compile others to them beforehand."),
    ),
    ("formwork.ignorePrerender", Read),
];

/// Options of the Svelte plugin that may stand in `sveltekit({…})`.
pub(super) const PLUGIN: &[(&str, Use)] = &[
    ("kit", Removed("Write the options directly into `sveltekit({…})`.")),
    ("configFile", Irrelevant),
    ("disableDependencyReinclusion", Irrelevant),
    ("dynamicCompileOptions", Later(&[])),
    ("emitCss", Later(&["true"])),
    ("exclude", Later(&["[]"])),
    ("hot", Irrelevant),
    ("ignorePluginPreprocessors", Irrelevant),
    ("include", Later(&["[]"])),
    ("inspector", Irrelevant),
    ("prebundleSvelteLibraries", Irrelevant),
];

/// Options of the Svelte compiler; those that the build decides itself are irrelevant.
pub(super) const COMPILER: &[(&str, Use)] = &[
    ("accessors", Read),
    ("compatibility", Read),
    ("css", Read),
    ("cssHash", Read),
    ("customElement", Read),
    ("experimental", Read),
    ("fragments", Read),
    ("immutable", Read),
    ("modernAst", Irrelevant),
    ("namespace", Read),
    ("preserveComments", Read),
    ("preserveWhitespace", Read),
    ("runes", Read),
    ("warningFilter", Read),
    ("cssOutputFilename", Irrelevant),
    ("dev", Irrelevant),
    ("discloseVersion", Irrelevant),
    ("filename", Irrelevant),
    ("generate", Irrelevant),
    ("hmr", Irrelevant),
    ("name", Irrelevant),
    ("outputFilename", Irrelevant),
    ("rootDir", Irrelevant),
    ("sourcemap", Irrelevant),
];

/// Options of Vite that would change what an app is; others concern Vite's own server and tools.
pub(super) const VITE: &[&str] =
    &["base", "css", "define", "envDir", "envPrefix", "esbuild", "oxc", "publicDir", "resolve", "root"];

/// The known option, or group of options, that a wrong name resembles.
pub(super) fn nearest<'k>(name: &str, known: &[(&'k str, Use)]) -> Option<&'k str> {
    let groups = |option: &'k str| option.match_indices('.').filter_map(|(at, _)| option.get(..at));
    resembling(name, known.iter().flat_map(|(option, _)| groups(option).chain([*option])))
}

/// The one that a wrong name resembles.
pub(super) fn resembling<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known
        .map(|option| (distance(&name.to_lowercase(), &option.to_lowercase()), option))
        .filter(|(far, option)| *far <= 1 + option.len() / 4)
        .min()
        .map(|(_, option)| option)
}

/// Levenshtein distance; names are short.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let change = row.get(j).copied().unwrap_or_default() + usize::from(ca != *cb);
            let delete = row.get(j + 1).copied().unwrap_or_default() + 1;
            let insert = next.last().copied().unwrap_or_default() + 1;
            next.push(change.min(delete).min(insert));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
