//! The shape of a development client, so that an edit can be shown without loading the page again (F-210).
//!
//! Each module of the app is a file of its own whose name does not depend on its content, and so is each module of a
//! package that the app imports; Svelte and Formwork's own client are a bundle of their own (`warm`). All of them export
//! everything they have, whoever uses it. An edit then changes the text of the edited module's file and of no other,
//! unless it changes what other files are made of, and a file that is loaded again finds the same instances of everything
//! it imports. What a browser has to do about two builds is decided in `changes`; `client/src/dev/hot.js` does it.

use std::{borrow::Cow, sync::Arc};

use rolldown::{ManualCodeSplittingOptions, MatchGroup, MatchGroupName, PreserveEntrySignatures};
use rolldown_common::{EmittedChunk, ImportKind, ModuleType};
use rolldown_plugin::{
    HookTransformArgs, HookTransformOutput, HookTransformOutputMap, HookTransformReturn, HookUsage, Plugin,
    PluginContext, SharedTransformPluginContext,
};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    output::Entry,
    plugin::CSS_QUERY,
    state::{State, without_query},
    warm::Prebuilt,
};
use crate::script;

/// Modules of Svelte and of Formwork's own client that an app, or an edit of it, is likely to import.
const READY: &[&str] = &[
    "svelte",
    "svelte/animate",
    "svelte/attachments",
    "svelte/easing",
    "svelte/events",
    "svelte/internal/client",
    "svelte/internal/disclose-version",
    "svelte/internal/flags/async",
    "svelte/internal/flags/legacy",
    "svelte/legacy",
    "svelte/motion",
    "svelte/reactivity",
    "svelte/reactivity/window",
    "svelte/store",
    "svelte/transition",
    "$app/environment",
    "$app/forms",
    "$app/navigation",
    "$app/paths",
    "$app/state",
    "$app/stores",
    "@sveltejs/kit",
    "formwork:client/dev/hot.js",
    "formwork:client/root.svelte",
];

/// What stands for `import.meta.hot` in a module.
pub(super) const HOT: &str = "__formwork_hot__()";

/// The file that lists the style sheets of each node.
pub(crate) const STYLED: &str = "styled.js";

/// Names of entries that exist only so that a module's file exports everything.
pub(crate) const FACADES: &str = "facades/";
/// Names of the entries of Svelte and Formwork's own client.
const RUNTIME: &str = "runtime/";

/// Which file a module goes to.
pub(super) fn splitting(state: &Arc<State>) -> ManualCodeSplittingOptions {
    let state = Arc::clone(state);
    let name = MatchGroupName::Dynamic(Arc::new(move |id, _| {
        let name = file(&state, id);
        Box::pin(async move { Ok(name) })
    }));
    let group = MatchGroup { name, min_size: Some(0.0), ..MatchGroup::default() };
    ManualCodeSplittingOptions {
        groups: Some(vec![group]),
        // What a module imports has a file of its own.
        include_dependencies_recursively: Some(false),
        ..ManualCodeSplittingOptions::default()
    }
}

fn file(state: &State, id: &str) -> Option<String> {
    let id = id.strip_suffix(CSS_QUERY).unwrap_or(id);
    if id.starts_with('\0') {
        return None;
    }
    let (path, query) = id.split_once('?').unwrap_or((id, ""));
    let query = if query.is_empty() { String::new() } else { format!("~{query}") };
    if state.is_own(id) {
        return Some(format!("modules/{}{query}", state.name(path).trim_start_matches('/')));
    }
    let (_, package) = path.rsplit_once("/node_modules/")?;
    state.is_kept(id).then(|| format!("packages/{package}{query}"))
}

/// Sees that the file of a module exports all that the module does. `importer` is the module that asked for it.
pub(super) fn keep(ctx: &PluginContext, state: &State, id: &str, importer: Option<&str>) {
    let wanted = state.is_own(id) || importer.is_some_and(|importer| state.is_own(importer));
    if id.starts_with('\0') || !wanted || !state.keep(id) {
        return;
    }
    let name = state.name(id);
    let name = name.rsplit_once("node_modules/").map_or(name.as_str(), |(_, name)| name);
    emit(ctx, id, name);
}

fn emit(ctx: &PluginContext, id: &str, name: &str) {
    let name = format!("{FACADES}{}", name.trim_start_matches('/').replace(['$', ':'], ""));
    // It fails only when the bundler has ended already.
    let _ = ctx.emit_chunk(EmittedChunk {
        name: Some(name.into()),
        id: id.to_owned(),
        preserve_entry_signatures: Some(PreserveEntrySignatures::Strict),
        ..EmittedChunk::default()
    });
}

/// Whether an entry is there for the sake of a module, not of the framework.
pub(super) fn is_for_modules(name: &str) -> bool {
    name.starts_with(FACADES) || name.starts_with(RUNTIME)
}

/// The address of a module that belongs to the other bundle; None if it is bundled here.
pub(super) fn elsewhere(state: &State, runtime: &Prebuilt, id: &str, kind: ImportKind) -> Option<String> {
    let packages = ["svelte", "esm-env", "clsx", "devalue"];
    let is_runtime = id.starts_with(&*state.inputs.runtime.client("").to_string_lossy())
        || packages.iter().any(|name| id.contains(&format!("/node_modules/{name}/")));
    // `require` cannot wait for another file. What is required of these packages keeps no state.
    if !is_runtime || kind == ImportKind::Require {
        return None;
    }
    let Some(file) = runtime.file(id) else {
        state.add_lacking(id);
        return None;
    };
    Some(format!("{}/{file}", state.inputs.constants.base))
}

/// The entries of that bundle, as name and import. `more` are ids.
pub(super) fn runtime_entries(state: &State, more: &[String]) -> Vec<(String, String)> {
    let usual = present(state, READY).into_iter().map(|module| (module, module));
    let root = state.inputs.runtime.client("").to_string_lossy().into_owned();
    let short = |id: &'_ str| {
        let name = id.strip_prefix(&root).or_else(|| id.rsplit_once("/node_modules/").map(|(_, name)| name));
        name.unwrap_or(id).to_owned()
    };
    let more = more.iter().map(|id| (short(id), id.clone()));
    usual
        .map(|(name, import)| (name.replace(['$', '@', ':'], ""), import.to_owned()))
        .chain(more)
        .map(|(name, import)| (format!("{RUNTIME}{}", name.trim_start_matches('/')), import))
        .collect()
}

/// Those that there are: an app may have an older Svelte of its own.
fn present<'m>(state: &State, modules: &[&'m str]) -> Vec<&'m str> {
    let package = state.inputs.runtime.own_svelte.as_ref().and_then(|dir| {
        let text = std::fs::read_to_string(dir.join("package.json")).ok()?;
        serde_json::from_str::<serde_json::Value>(&text).ok()
    });
    let exports = package.as_ref().and_then(|package| package.get("exports"));
    let is_there = |module: &&&str| match (exports, module.strip_prefix("svelte")) {
        (Some(exports), Some(path)) => exports.get(format!(".{path}")).is_some(),
        _ => true,
    };
    modules.iter().filter(is_there).copied().collect()
}

/// The app's entry with loaders that bring the styles of their node, as in production (F-176), but for lists that change
/// while the page is open.
pub(super) fn with_styles(app: &Entry, nodes: &[Entry]) -> Option<(String, String)> {
    let bundled = app.imports.first()?;
    let (directory, name) = bundled.rsplit_once('/')?;
    let styles: Vec<_> = nodes.iter().map(|node| &node.stylesheets).collect();
    let styles = serde_json::to_string(&styles).ok()?;
    let text = format!(
        "import {{ nodes as loaders }} from \"./{name}\";\nimport {{ styled }} from \"./start.js\";\n\
         export * from \"./{name}\";\nexport const nodes = styled(loaders, {styles});\n"
    );
    Some((format!("{directory}/{STYLED}"), text))
}

/// Comes last: lets each module of the app tell the page that it is loaded.
#[derive(Debug)]
pub(super) struct HotPlugin {
    state: Arc<State>,
}

impl HotPlugin {
    pub(super) fn new(state: Arc<State>) -> Self {
        Self { state }
    }
}

impl Plugin for HotPlugin {
    fn name(&self) -> Cow<'static, str> {
        "formwork-hot".into()
    }

    async fn transform(
        &self,
        _ctx: SharedTransformPluginContext,
        args: &HookTransformArgs<'_>,
    ) -> HookTransformReturn {
        let own = self.state.is_own(args.id);
        let hash = xxh3_64(args.code.as_bytes());
        let is_script = matches!(args.module_type, ModuleType::Js | ModuleType::Ts);
        let tail = if own && is_script && without_query(args.id) == args.id && is_module(args) {
            let name = self.state.name(args.id);
            self.state.add_module(args.id, hash, true);
            tail(&name, args.id, hash)
        } else {
            if own {
                self.state.add_module(args.id, hash, false);
            }
            if !is_script || !args.code.contains("import.meta.hot") {
                return Ok(None);
            }
            "function __formwork_hot__() {}\n".to_owned()
        };
        Ok(Some(HookTransformOutput {
            code: Some(format!("{}\n{tail}", args.code)),
            // Nothing before the end has moved.
            map: HookTransformOutputMap::Null,
            ..HookTransformOutput::default()
        }))
    }

    fn register_hook_usage(&self) -> HookUsage {
        HookUsage::Transform
    }
}

/// Not CommonJS, which no `import` may be added to.
fn is_module(args: &HookTransformArgs<'_>) -> bool {
    let path = if *args.module_type == ModuleType::Ts { "module.ts" } else { "module.js" };
    let allocator = oxc::allocator::Allocator::default();
    script::parse(&allocator, args.code, path).module_record.has_module_syntax
}

/// A function declaration, because `import.meta.hot` may be used anywhere in the module.
fn tail(name: &str, id: &str, hash: u64) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    format!(
        "import {{ hot as __formwork_create__ }} from 'formwork:client/dev/hot.js';\n\
         import * as __formwork_self__ from {self_};\n\
         var __formwork_context__;\n\
         function __formwork_hot__() {{ return __formwork_context__ ??= __formwork_create__({name}, \"{hash:x}\"); }}\n\
         __formwork_hot__().ready(() => __formwork_self__);\n",
        self_ = quoted(id),
        name = quoted(name),
    )
}
