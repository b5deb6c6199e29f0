//! The hooks: what a specifier means, what is in a module that no file holds, what a source becomes.
//!
//! `SourcePlugin` works on both sides; `ContextPlugin` comes after it, on the server, over everything that runs there
//! (Svelte's runtime too, so that its own context survives `await`). A fault is reported to [`State`] and the hook
//! goes on with an empty module, so that one run finds all faults.

use std::{borrow::Cow, path::Path, sync::Arc};

use rolldown_common::{ImportKind, ModuleType, side_effects::HookSideEffects};
use rolldown_plugin::{
    HookLoadArgs, HookLoadOutput, HookLoadReturn, HookResolveIdArgs, HookResolveIdOutput,
    HookResolveIdReturn, HookTransformArgs, HookTransformOutput, HookTransformOutputMap, HookTransformReturn,
    HookUsage, Plugin, PluginContext, PluginContextResolveOptions, SharedLoadPluginContext,
    SharedTransformPluginContext,
};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    asset, component, hot,
    state::{Part, State, without_query},
};
use crate::{
    context,
    diagnostic::{Code, Diagnostic},
    entries, env, glob,
    paths::relative,
    resolve::{self, Meaning},
    script,
    svelte::Side,
};

/// Stands in for what may not be imported; the build fails anyway.
const NOTHING: &str = "\0formwork:nothing";
/// Marks the virtual module that holds a component's place for its CSS.
pub(super) const CSS_QUERY: &str = "?formwork-css";

#[derive(Debug)]
pub(super) struct SourcePlugin {
    state: Arc<State>,
}

impl SourcePlugin {
    pub(super) fn new(state: Arc<State>) -> Self {
        Self { state }
    }

    async fn resolve(&self, ctx: &PluginContext, args: &HookResolveIdArgs<'_>) -> HookResolveIdReturn {
        let state = &self.state;
        let (path, query) = match args.specifier.split_once('?') {
            Some((path, query)) if asset::is_query(query) => (path, Some(query)),
            _ => (args.specifier, None),
        };
        if args.specifier.ends_with(CSS_QUERY) {
            return Ok(Some(HookResolveIdOutput::from_id(args.specifier)));
        }
        if resolve::is_internal(path) && !state.is_of_the_build(args.importer) {
            let message = format!("There is no module `{}`", path.trim_start_matches('\0'));
            state.complain(Diagnostic::error(Code::ImportUnknown, message), args.specifier, args.importer);
            return Ok(Some(HookResolveIdOutput::from_id(NOTHING)));
        }
        let alias = resolve::alias(&state.inputs.config.alias, path);
        if path.starts_with("$env/") && state.inputs.declared.is_some() {
            state.prefixed_variables(path, args.importer);
        }
        let found = match alias.map_or_else(|| resolve::meaning(path, state.about()), Meaning::App) {
            // `require` of a module that only `import` can reach goes through one that imports it.
            Meaning::External(name) if args.kind == ImportKind::Require => {
                return Ok(Some(HookResolveIdOutput::from_id(format!("\0formwork:require/{name}"))));
            }
            Meaning::External(name) => {
                return Ok(Some(HookResolveIdOutput {
                    id: name.into(),
                    external: Some(true.into()),
                    normalize_external_id: Some(false),
                    ..HookResolveIdOutput::default()
                }));
            }
            Meaning::Absent(name) => return Ok(Some(self.absent(&name, args))),
            Meaning::Types => return Ok(Some(HookResolveIdOutput::from_id(NOTHING))),
            Meaning::Refused(diagnostic) => {
                if diagnostic.code == Code::ImportPrivate {
                    state.complain_private(path, args.specifier, args.importer);
                } else {
                    state.complain(*diagnostic, args.specifier, args.importer);
                }
                return Ok(Some(HookResolveIdOutput::from_id(NOTHING)));
            }
            Meaning::Generated(name) => return Ok(Some(HookResolveIdOutput::from_id(format!("\0{name}")))),
            Meaning::Own(candidates) => {
                let files = candidates.iter().map(|path| state.inputs.runtime.client(path));
                match files.into_iter().find(|file| file.is_file()) {
                    Some(file) => self.file(ctx, &file, args).await?,
                    None => {
                        let message = format!("`{path}` is not part of Formwork yet");
                        let diagnostic = Diagnostic::error(Code::ImportUnsupported, message);
                        state.complain(diagnostic, args.specifier, args.importer);
                        return Ok(Some(HookResolveIdOutput::from_id(NOTHING)));
                    }
                }
            }
            Meaning::App(path) => self.file(ctx, &state.inputs.root.join(path), args).await?,
            Meaning::PackageImport(default) => match self.ordinary(ctx, path, args).await? {
                Some(found) => Some(found),
                None => self.file(ctx, &state.inputs.root.join(default), args).await?,
            },
            Meaning::Embedded => self.embedded(ctx, path, args).await?,
            Meaning::Ordinary => self.ordinary(ctx, path, args).await?,
        };
        if let (Some(found), Part::App(runtime)) = (&found, &state.part)
            && let Some(url) = hot::elsewhere(state, runtime, &found.id, args.kind)
        {
            return Ok(Some(HookResolveIdOutput {
                id: url.into(),
                external: Some(true.into()),
                normalize_external_id: Some(false),
                ..HookResolveIdOutput::default()
            }));
        }
        let Some(mut found) = found else {
            let own = args.importer.is_none_or(|importer| state.is_own(importer));
            if let (Some(name), Side::Client) = (resolve::node_builtin(path), state.side) {
                // A package may have a branch for Node that never runs in a browser.
                if own {
                    state.complain_private(&name, args.specifier, args.importer);
                }
                return Ok(Some(HookResolveIdOutput::from_id(NOTHING)));
            }
            if !own {
                // What a package does without (an optional `require`) is for the bundler to judge.
                return Ok(None);
            }
            state.missing(args.specifier, args.importer);
            return Ok(Some(HookResolveIdOutput::from_id(NOTHING)));
        };
        let name = state.name(&found.id);
        if state.side == Side::Client && state.is_server_only(&found.id) {
            state.complain_private(&name, args.specifier, args.importer);
            return Ok(Some(HookResolveIdOutput::from_id(NOTHING)));
        }
        // What a server asks the URL of lies among the client's files.
        if query == Some("url") && env::is_env_file(resolve::without_fragment(&name)) {
            let help = "A file whose URL is imported can be fetched by everybody. Import the variables from `$env/dynamic/private`.";
            state.complain(resolve::private(&name).with_help(help), args.specifier, args.importer);
            return Ok(Some(HookResolveIdOutput::from_id(NOTHING)));
        }
        if let Some(query) = query {
            found.id = format!("{}?{query}", found.id).into();
        }
        state.imported(&found.id, args.importer);
        if state.is_hot() {
            hot::keep(ctx, state, &found.id, args.importer);
        }
        Ok(Some(found))
    }

    /// A module of Node that is not there. The author of the app is told at once. A package may do without it (or only
    /// need it for what the app does not use), so there the error comes when it is used.
    fn absent(&self, name: &str, args: &HookResolveIdArgs<'_>) -> HookResolveIdOutput {
        let state = &self.state;
        let lazy = matches!(args.kind, ImportKind::DynamicImport);
        if !lazy && args.importer.is_none_or(|importer| state.is_own(importer)) {
            state.complain(resolve::absent(name), args.specifier, args.importer);
            return HookResolveIdOutput::from_id(NOTHING);
        }
        let importer = args.importer.map(|importer| state.name(importer)).unwrap_or_default();
        let kind = if lazy { "refused" } else { "absent" };
        let id = format!("\0formwork:{kind}/{name}|{importer}");
        if !lazy {
            state.add_absent(&id, name, &importer);
        }
        HookResolveIdOutput::from_id(id)
    }

    async fn file(
        &self,
        ctx: &PluginContext,
        path: &Path,
        args: &HookResolveIdArgs<'_>,
    ) -> anyhow::Result<Option<HookResolveIdOutput>> {
        self.ask(ctx, &path.to_string_lossy(), &self.base(), args.kind).await
    }

    /// As Node and the importer's package say.
    async fn ordinary(
        &self,
        ctx: &PluginContext,
        specifier: &str,
        args: &HookResolveIdArgs<'_>,
    ) -> anyhow::Result<Option<HookResolveIdOutput>> {
        let base = self.base();
        let importer = match args.importer {
            Some(importer) if !importer.starts_with('\0') => without_query(importer),
            _ => base.as_str(),
        };
        self.ask(ctx, specifier, importer, args.kind).await
    }

    /// One Svelte for all: the app's own if it has one, else the embedded one. What Svelte imports comes from beside
    /// the importer if it is there.
    async fn embedded(
        &self,
        ctx: &PluginContext,
        specifier: &str,
        args: &HookResolveIdArgs<'_>,
    ) -> anyhow::Result<Option<HookResolveIdOutput>> {
        let runtime = &self.state.inputs.runtime;
        let is_svelte = specifier == "svelte" || specifier.starts_with("svelte/");
        let embedded = runtime.dir.join("client/index.js").to_string_lossy().into_owned();
        if is_svelte {
            let base = if runtime.own_svelte.is_some() { self.base() } else { embedded };
            return self.ask(ctx, specifier, &base, args.kind).await;
        }
        match self.ordinary(ctx, specifier, args).await? {
            Some(found) => Ok(Some(found)),
            None => self.ask(ctx, specifier, &embedded, args.kind).await,
        }
    }

    async fn ask(
        &self,
        ctx: &PluginContext,
        specifier: &str,
        importer: &str,
        kind: ImportKind,
    ) -> anyhow::Result<Option<HookResolveIdOutput>> {
        let options =
            PluginContextResolveOptions { import_kind: kind, ..PluginContextResolveOptions::default() };
        let found = ctx.resolve(specifier, Some(importer), Some(options)).await?;
        Ok(found.ok().map(HookResolveIdOutput::from_resolved_id))
    }

    /// Stands for "the app" as an importer.
    fn base(&self) -> String {
        self.state.inputs.root.join("package.json").to_string_lossy().into_owned()
    }

    fn load_module(&self, id: &str) -> HookLoadReturn {
        let inputs = &self.state.inputs;
        if id == NOTHING {
            // CommonJS, because any name may be imported from that.
            return Ok(Some(code("module.exports = {};\n")));
        }
        if let Some(name) = id.strip_prefix('\0') {
            if !name.starts_with(resolve::GENERATED) {
                return Ok(None);
            }
            let declared = inputs.declared.as_deref();
            return match entries::source(name, &inputs.app, &inputs.constants, &inputs.env, declared) {
                Some(text) => Ok(Some(code(text))),
                None => {
                    let message = format!("There is no module `{name}`");
                    self.state.report(Diagnostic::error(Code::ImportUnknown, message));
                    Ok(Some(code("export {};")))
                }
            };
        }
        if id.ends_with(".node") {
            // Packages may do without: the error comes when it is asked for.
            return Ok(Some(code(entries::addon(&self.state.name(id)))));
        }
        if id.ends_with(CSS_QUERY) {
            return Ok(Some(HookLoadOutput {
                side_effects: Some(HookSideEffects::NoTreeshake),
                ..code("export {};\n")
            }));
        }
        asset::load(&self.state, id)
    }
}

/// A JavaScript module as a load result.
pub(super) fn code(text: impl Into<arcstr::ArcStr>) -> HookLoadOutput {
    HookLoadOutput { code: text.into(), module_type: Some(ModuleType::Js), ..HookLoadOutput::default() }
}

impl Plugin for SourcePlugin {
    fn name(&self) -> Cow<'static, str> {
        "formwork".into()
    }

    async fn resolve_id(&self, ctx: &PluginContext, args: &HookResolveIdArgs<'_>) -> HookResolveIdReturn {
        self.resolve(ctx, args).await
    }

    async fn load(&self, _ctx: SharedLoadPluginContext, args: &HookLoadArgs<'_>) -> HookLoadReturn {
        self.load_module(args.id)
    }

    async fn transform(
        &self,
        _ctx: SharedTransformPluginContext,
        args: &HookTransformArgs<'_>,
    ) -> HookTransformReturn {
        let path = without_query(args.id);
        if path.ends_with(".svelte") && path == args.id {
            return Ok(Some(component::component(&self.state, args.id, args.code).await));
        }
        let script = matches!(args.module_type, ModuleType::Js | ModuleType::Ts);
        if script && (path.ends_with(".svelte.js") || path.ends_with(".svelte.ts")) {
            return Ok(Some(component::module(&self.state, args.id, args.code).await));
        }
        if script && path == args.id && self.state.is_own(args.id) {
            return Ok(self.check(path, args.code));
        }
        Ok(None)
    }

    fn register_hook_usage(&self) -> HookUsage {
        HookUsage::ResolveId | HookUsage::Load | HookUsage::Transform
    }
}

impl SourcePlugin {
    /// Syntax errors in the author's words; generated types go.
    fn check(&self, path: &str, source: &str) -> Option<HookTransformOutput> {
        let name = self.state.name(path);
        let allocator = oxc::allocator::Allocator::default();
        let parsed = script::parse(&allocator, source, &name);
        if parsed.diagnostics.has_errors() {
            // CommonJS may look broken as a module; the bundler knows better.
            if name.ends_with(".cjs") {
                return None;
            }
            self.state.report_all(script::errors(parsed.diagnostics.errors(), source, &name));
            return Some(transformed("export default undefined;".to_owned(), HookTransformOutputMap::Null));
        }
        for (function, span) in script::remote_functions(&parsed.program) {
            let message =
                format!("Remote functions (`{function}` from `$app/server`) are not part of Formwork yet");
            let help = "Use an action or an endpoint.";
            let diagnostic = Diagnostic::error(Code::ImportUnsupported, message).with_help(help);
            self.state.report(diagnostic.in_file(&*name).at(source, span));
        }
        let text = script::without_type_modules(&parsed.program, source)?;
        Some(HookTransformOutput {
            code: Some(text),
            // Blanked in place: every position is what it was.
            map: HookTransformOutputMap::Null,
            ..HookTransformOutput::default()
        })
    }
}

/// A transform's JavaScript.
pub(super) fn transformed(code: String, map: HookTransformOutputMap) -> HookTransformOutput {
    HookTransformOutput { code: Some(code), map, side_effects: None, module_type: Some(ModuleType::Js) }
}

/// Writes `import.meta.glob` out, after components have become modules.
#[derive(Debug)]
pub(super) struct GlobPlugin {
    state: Arc<State>,
}

impl GlobPlugin {
    pub(super) fn new(state: Arc<State>) -> Self {
        Self { state }
    }
}

impl Plugin for GlobPlugin {
    fn name(&self) -> Cow<'static, str> {
        "formwork-glob".into()
    }

    async fn transform(
        &self,
        _ctx: SharedTransformPluginContext,
        args: &HookTransformArgs<'_>,
    ) -> HookTransformReturn {
        if !matches!(args.module_type, ModuleType::Js | ModuleType::Ts) || !self.state.is_own(args.id) {
            return Ok(None);
        }
        let inputs = &self.state.inputs;
        match glob::expand(args.code, &self.state.name(args.id), &inputs.root, &inputs.app.places.lib()) {
            None => Ok(None),
            Some(Ok(expanded)) => {
                for folder in &expanded.folders {
                    self.state.add_file(folder);
                }
                Ok(Some(HookTransformOutput {
                    code: Some(expanded.code),
                    map: expanded.map.into(),
                    ..HookTransformOutput::default()
                }))
            }
            Some(Err(diagnostic)) => {
                self.state.report(*diagnostic);
                Ok(None)
            }
        }
    }

    fn register_hook_usage(&self) -> HookUsage {
        HookUsage::Transform
    }
}

/// Keeps the request context over `await` in everything that runs on the server.
#[derive(Debug)]
pub(super) struct ContextPlugin {
    state: Arc<State>,
}

impl ContextPlugin {
    pub(super) fn new(state: Arc<State>) -> Self {
        Self { state }
    }
}

impl Plugin for ContextPlugin {
    fn name(&self) -> Cow<'static, str> {
        "formwork-context".into()
    }

    async fn transform(
        &self,
        _ctx: SharedTransformPluginContext,
        args: &HookTransformArgs<'_>,
    ) -> HookTransformReturn {
        let state = &self.state;
        if state.inputs.constants.dev && state.is_own(args.id) {
            state.add_module(args.id, xxh3_64(args.code.as_bytes()), false);
        }
        let mut name = without_query(args.id).to_owned();
        match args.module_type {
            ModuleType::Ts => name.push_str(".ts"),
            ModuleType::Js => name.push_str(".js"),
            _ => return Ok(None),
        }
        let name = relative(Path::new(&name), &state.inputs.root).unwrap_or(name);
        Ok(context::keep(args.code, &name).map(|(code, map)| HookTransformOutput {
            code: Some(code),
            map: map.into(),
            ..HookTransformOutput::default()
        }))
    }

    fn register_hook_usage(&self) -> HookUsage {
        HookUsage::Transform
    }
}
