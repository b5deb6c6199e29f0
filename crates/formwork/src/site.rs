//! The application inside its isolate: modules, hooks, router.
//!
//! Server modules (`+page.server`, `+layout.server`, `+server`, hooks) are evaluated when the site
//! boots, so that a module that throws stops the start with its file and line. Universal modules
//! and components are evaluated when first needed: pages with `ssr = false` may hold code that only a
//! browser can run.

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use formwork_engine::rquickjs::{self, Atom, Coerced, Object, Value};
use formwork_engine::web::key_text;
use formwork_engine::{Fault, Guest, Handle, Isolate, ModuleSource, devalue};
use formwork_wire::manifest::{Manifest, Node, PageOptions, Prerender, TrailingSlash};
use tokio::sync::OnceCell;

use crate::admission::Advised;
use crate::config::Config;
use crate::document::{self, ShownEnv, Template};
use crate::glue::Glue;
use crate::host;
use crate::limits::{Limits, ModuleLimits};
use crate::pipeline;
use crate::router::Router;
use crate::service::Job;

const ENTRY: &str = "server/index.js";

/// Everything a site is booted from; shared by the isolates of one app.
#[derive(Debug)]
pub(crate) struct Blueprint {
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) config: Arc<Config>,
    pub(crate) template: Arc<Template>,
    pub(crate) server_source: Arc<str>,
    /// Where it stands.
    pub(crate) server_file: PathBuf,
    pub(crate) server_map: Option<Arc<[u8]>>,
    pub(crate) files: Arc<crate::files::Files>,
    pub(crate) advised: Arc<Advised>,
}

/// The running application, in one isolate.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) isolate: Rc<Isolate>,
    pub(crate) blueprint: Arc<Blueprint>,
    pub(crate) glue: Glue,
    pub(crate) hooks: Hooks,
    pub(crate) nodes: Vec<Rc<NodeModules>>,
    pub(crate) endpoints: HashMap<String, Endpoint>,
    pub(crate) router: Router,
    /// The `params` namespace with the matchers, if the app has any.
    pub(crate) matchers: Option<Handle>,
}

/// The app's hooks (F-110).
#[derive(Debug, Default)]
pub(crate) struct Hooks {
    pub(crate) handle: Option<Handle>,
    pub(crate) handle_error: Option<Handle>,
    pub(crate) reroute: Option<Handle>,
    pub(crate) transport: Vec<Transport>,
}

/// One custom type of the `transport` hook (S-164).
#[derive(Debug, Clone)]
pub(crate) struct Transport {
    pub(crate) name: String,
    pub(crate) encode: Handle,
    pub(crate) decode: Option<Handle>,
}

/// A `+server` module: its handlers by method.
#[derive(Debug, Default)]
pub(crate) struct Endpoint {
    pub(crate) handlers: HashMap<String, Handle>,
    pub(crate) trailing_slash: Option<TrailingSlash>,
    pub(crate) limits: Limits,
}

/// The modules of one node.
#[derive(Debug)]
pub(crate) struct NodeModules {
    pub(crate) manifest: Node,
    pub(crate) server: Option<ServerModule>,
    lazy: Handle,
    universal: OnceCell<Option<UniversalModule>>,
    component: OnceCell<Handle>,
}

/// A `+page.server` or `+layout.server` module.
#[derive(Debug)]
pub(crate) struct ServerModule {
    pub(crate) path: String,
    pub(crate) load: Option<Handle>,
    pub(crate) actions: Option<Actions>,
    pub(crate) options: PageOptions,
    pub(crate) limits: ModuleLimits,
}

/// A `+page` or `+layout` module.
#[derive(Debug, Clone)]
pub(crate) struct UniversalModule {
    pub(crate) load: Option<Handle>,
    pub(crate) options: PageOptions,
}

/// The `actions` export.
#[derive(Debug)]
pub(crate) struct Actions {
    pub(crate) object: Handle,
    /// The names it had when the app started.
    names: Vec<String>,
}

/// Why a site did not boot; the text is for the terminal.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct BootError(pub(crate) String);

impl Guest for Site {
    type Config = Blueprint;
    type Job = Job;
    type Error = BootError;

    async fn boot(isolate: Rc<Isolate>, blueprint: Arc<Blueprint>) -> Result<Self, BootError> {
        let explain = |fault: Fault| explain(&isolate, fault);
        let glue = Glue::load(&isolate).await.map_err(explain)?;
        isolate.define_module(
            ENTRY,
            ModuleSource(blueprint.server_source.to_string().into()),
            blueprint.server_map.as_ref().map(|map| map.to_vec()),
        );
        isolate.set_module_file(ENTRY, blueprint.server_file.clone());
        let entry = isolate.import(ENTRY).await.map_err(explain)?;
        glue.call(&glue.boot, |ctx, args| args.push_arg(entry.get(ctx)?)).await.map_err(explain)?;
        let loader = Modules { isolate: &isolate, glue: &glue };
        // Before anything that may read the variables.
        match loader.declared_env(&entry, &blueprint.manifest).await.map_err(explain)? {
            Some(Ok(env)) => blueprint.template.set_env(env),
            Some(Err(problems)) => return Err(BootError(problems)),
            None => {}
        }
        let hooks = loader.hooks(&entry).await.map_err(explain)?;
        let nodes = loader.nodes(&entry, &blueprint.manifest).await.map_err(explain)?;
        let endpoints = loader.endpoints(&entry).await.map_err(explain)?;
        let matchers = loader.matchers(&entry).await.map_err(explain)?;
        let router = Router::new(&blueprint.manifest).map_err(|error| BootError(error.to_string()))?;
        Ok(Site { isolate, blueprint, glue, hooks, nodes, endpoints, router, matchers })
    }

    async fn ready(self: &Rc<Self>) -> Result<(), BootError> {
        let site = Rc::downgrade(self);
        self.isolate.set_rejection_reporter(move |ctx, report, store| {
            let request = site.upgrade().zip(store).and_then(|(site, store)| site.request_of(ctx, store));
            let request = request.map(|request| format!("{request}: ")).unwrap_or_default();
            tracing::error!(target: "formwork::user", "{request}Unhandled promise rejection: {report}");
        });
        host::connect(self).await.map_err(|fault| explain(&self.isolate, fault))
    }

    async fn serve(self: Rc<Self>, job: Job) {
        pipeline::serve(self, job).await;
    }
}

impl Site {
    /// Method and path of the request that a context belongs to (F-207).
    fn request_of<'js>(&self, ctx: &rquickjs::Ctx<'js>, store: Value<'js>) -> Option<String> {
        let ask = || self.glue.request_of.get_as::<rquickjs::Function>(ctx)?.call((store,));
        ask().map_err(|_| ctx.catch()).ok()
    }
}

fn explain(isolate: &Rc<Isolate>, fault: Fault) -> BootError {
    match fault {
        Fault::Thrown(value) => isolate.enter(|ctx| match value.get(ctx) {
            Ok(value) => BootError(isolate.describe(ctx, value).to_string()),
            Err(_) => BootError("the application threw while it was starting".to_owned()),
        }),
        Fault::Interrupted => {
            BootError("the application's modules used up the CPU time they may take to start".to_owned())
        }
    }
}

/// Reads modules of the app's bundle.
struct Modules<'a> {
    isolate: &'a Rc<Isolate>,
    glue: &'a Glue,
}

impl Modules<'_> {
    fn read<T>(
        &self,
        from: &Handle,
        read: impl for<'js> FnOnce(&rquickjs::Ctx<'js>, Object<'js>) -> rquickjs::Result<T>,
    ) -> Result<T, Fault> {
        self.isolate.enter(|ctx| {
            from.get_as::<Object>(ctx)
                .and_then(|object| read(ctx, object))
                .map_err(|error| self.isolate.thrown(ctx, error))
        })
    }

    /// The function or object at `key`, if there is one.
    fn member(&self, from: &Handle, key: &str) -> Result<Option<Handle>, Fault> {
        self.read(from, |ctx, object| {
            let value: Value = object.get(key)?;
            Ok((!value.is_undefined() && !value.is_null()).then(|| Handle::new(self.isolate, ctx, value)))
        })
    }

    /// Evaluates the module behind `lazy`, a function that imports it.
    async fn module(&self, lazy: &Handle) -> Result<Handle, Fault> {
        self.glue.call(&self.glue.start_loading, |ctx, args| args.push_arg(lazy.get(ctx)?)).await
    }

    async fn module_at(&self, from: &Handle, key: &str) -> Result<Option<Handle>, Fault> {
        match self.member(from, key)? {
            Some(lazy) => Ok(Some(self.module(&lazy).await?)),
            None => Ok(None),
        }
    }

    fn keys(&self, from: &Handle) -> Result<Vec<String>, Fault> {
        self.read(from, |_, object| object.keys::<Atom>().map(|key| key_text(key?)).collect())
    }

    /// The variables that the app declares, checked against the environment (F-165), or everything that is wrong.
    async fn declared_env(
        &self,
        entry: &Handle,
        manifest: &Manifest,
    ) -> Result<Option<Result<ShownEnv, String>>, Fault> {
        let (Some(declared), Some(module)) = (manifest.env, self.module_at(entry, "env").await?) else {
            return Ok(None);
        };
        if let Some(problems) = self.read(&module, |_, module| module.get::<_, Option<String>>("problems"))? {
            return Ok(Some(Err(problems)));
        }
        let (source, values) = self.read(&module, |_, module| {
            let values: HashMap<String, String> = module.get("shown")?;
            Ok((module.get::<_, String>("source")?, values))
        })?;
        let mut shown = ShownEnv { values: values.into_iter().collect(), source };
        if declared.prefixed {
            shown.add(document::public_env());
        }
        Ok(Some(Ok(shown)))
    }

    async fn hooks(&self, entry: &Handle) -> Result<Hooks, Fault> {
        let mut hooks = Hooks::default();
        let Some(modules) = self.member(entry, "hooks")? else { return Ok(hooks) };
        if let Some(universal) = self.module_at(&modules, "universal").await? {
            hooks.reroute = self.member(&universal, "reroute")?;
            if let Some(transport) = self.member(&universal, "transport")? {
                for name in self.keys(&transport)? {
                    let Some(custom) = self.member(&transport, &name)? else { continue };
                    if let Some(encode) = self.member(&custom, "encode")? {
                        let decode = self.member(&custom, "decode")?;
                        hooks.transport.push(Transport { name, encode, decode });
                    }
                }
            }
        }
        if let Some(server) = self.module_at(&modules, "server").await? {
            hooks.handle = self.member(&server, "handle")?;
            hooks.handle_error = self.member(&server, "handleError")?;
            if let Some(hook) = self.member(&server, "handleFetch")? {
                self.glue
                    .call(&self.glue.set_handle_fetch, |ctx, args| args.push_arg(hook.get(ctx)?))
                    .await?;
            }
            if let Some(hook) = self.member(&server, "init")? {
                self.glue.call(&self.glue.init, |ctx, args| args.push_arg(hook.get(ctx)?)).await?;
            }
        }
        Ok(hooks)
    }

    async fn nodes(&self, entry: &Handle, manifest: &Manifest) -> Result<Vec<Rc<NodeModules>>, Fault> {
        let all = self.member(entry, "nodes")?;
        let mut nodes = Vec::with_capacity(manifest.nodes.len());
        for (index, node) in manifest.nodes.iter().enumerate() {
            let lazy = match &all {
                Some(all) => self.member(all, &index.to_string())?,
                None => None,
            };
            let lazy = match lazy {
                Some(lazy) => lazy,
                None => self.isolate.eval("({})")?,
            };
            let server = match self.module_at(&lazy, "server").await? {
                Some(module) => Some(self.server_module(node, &module)?),
                None => None,
            };
            nodes.push(Rc::new(NodeModules {
                manifest: node.clone(),
                server,
                lazy,
                universal: OnceCell::new(),
                component: OnceCell::new(),
            }));
        }
        Ok(nodes)
    }

    fn server_module(&self, node: &Node, module: &Handle) -> Result<ServerModule, Fault> {
        // An export that is falsy is none (S-33).
        let actions = self.member(module, "actions")?.filter(|actions| {
            self.isolate.enter(|ctx| actions.get(ctx).is_ok_and(|value| !devalue::is_falsy(&value)))
        });
        let actions = match actions {
            Some(object) => Some(self.actions(object)?),
            None => None,
        };
        let path = node.server.clone().unwrap_or_default();
        let limits = self.limits(module, &path)?;
        let known = |name: &&String| !actions.as_ref().is_some_and(|actions| actions.names.contains(name));
        if let Some(name) = limits.actions.keys().find(known) {
            let text =
                format!("{path}: `config.formwork.actions` names {name:?}, but there is no such action");
            return Err(self.refuse(text));
        }
        Ok(ServerModule {
            load: self.member(module, "load")?,
            actions,
            options: self.options(module)?,
            limits,
            path,
        })
    }

    /// What a module's `config` says about requests.
    fn limits(&self, module: &Handle, path: &str) -> Result<ModuleLimits, Fault> {
        let limits = self.read(module, |_, object| ModuleLimits::read(&object.get("config")?))?;
        limits.map_err(|problem| self.refuse(format!("{path}: {problem}")))
    }

    /// An error of the app that is found here.
    fn refuse(&self, text: String) -> Fault {
        self.isolate.enter(|ctx| {
            let error = rquickjs::Exception::throw_message(ctx, &text);
            self.isolate.thrown(ctx, error)
        })
    }

    fn actions(&self, object: Handle) -> Result<Actions, Fault> {
        let names =
            self.glue.call_now(&self.glue.action_names, |ctx, args| args.push_arg(object.get(ctx)?))?;
        let names = self
            .isolate
            .enter(|ctx| names.get_as::<Vec<String>>(ctx).map_err(|error| self.isolate.thrown(ctx, error)))?;
        Ok(Actions { object, names })
    }

    fn options(&self, module: &Handle) -> Result<PageOptions, Fault> {
        self.read(module, |_, object| {
            let flag = |key: &str| -> rquickjs::Result<Option<bool>> {
                let value: Value = object.get(key)?;
                if value.is_undefined() { Ok(None) } else { Ok(Some(value.get::<Coerced<bool>>()?.0)) }
            };
            let text = |key: &str| -> rquickjs::Result<Option<String>> {
                let value: Value = object.get(key)?;
                value.as_string().map(|text| text.to_string()).transpose()
            };
            let prerender = match text("prerender")?.as_deref() {
                Some("auto") => Some(Prerender::Auto),
                _ => flag("prerender")?.map(|on| if on { Prerender::Yes } else { Prerender::No }),
            };
            let trailing_slash = text("trailingSlash")?.and_then(|text| text.parse::<TrailingSlash>().ok());
            Ok(PageOptions { ssr: flag("ssr")?, csr: flag("csr")?, prerender, trailing_slash })
        })
    }

    async fn endpoints(&self, entry: &Handle) -> Result<HashMap<String, Endpoint>, Fault> {
        let mut endpoints = HashMap::new();
        let Some(all) = self.member(entry, "endpoints")? else { return Ok(endpoints) };
        for id in self.keys(&all)? {
            let Some(module) = self.module_at(&all, &id).await? else { continue };
            let limits = self.limits(&module, &format!("+server of {id}"))?;
            let mut endpoint = Endpoint {
                trailing_slash: self.options(&module)?.trailing_slash,
                limits: limits.own,
                ..Endpoint::default()
            };
            for name in self.keys(&module)? {
                let is_handler = name == "fallback" || pipeline::ENDPOINT_METHODS.contains(&name.as_str());
                if let Some(handler) = self.member(&module, &name)?.filter(|_| is_handler) {
                    endpoint.handlers.insert(name, handler);
                }
            }
            endpoints.insert(id, endpoint);
        }
        Ok(endpoints)
    }

    async fn matchers(&self, entry: &Handle) -> Result<Option<Handle>, Fault> {
        match self.member(entry, "params")? {
            Some(lazy) => Ok(Some(self.module(&lazy).await?)),
            None => Ok(None),
        }
    }
}

impl NodeModules {
    /// The universal module, evaluated when first asked for.
    pub(crate) async fn universal(&self, site: &Site) -> Result<Option<UniversalModule>, Fault> {
        let load = || async {
            let modules = Modules { isolate: &site.isolate, glue: &site.glue };
            let Some(module) = modules.module_at(&self.lazy, "universal").await? else { return Ok(None) };
            let load = modules.member(&module, "load")?;
            Ok(Some(UniversalModule { load, options: modules.options(&module)? }))
        };
        self.universal.get_or_try_init(load).await.cloned()
    }

    /// The component, evaluated when first asked for; None where a page has no component (F-13).
    pub(crate) async fn component(&self, site: &Site) -> Result<Option<Handle>, Fault> {
        if let Some(component) = self.component.get() {
            return Ok(Some(component.clone()));
        }
        let modules = Modules { isolate: &site.isolate, glue: &site.glue };
        let Some(module) = modules.module_at(&self.lazy, "component").await? else { return Ok(None) };
        let Some(component) = modules.member(&module, "default")? else { return Ok(None) };
        let _ = self.component.set(component.clone());
        Ok(Some(component))
    }

    pub(crate) fn universal_path(&self) -> &str {
        self.manifest.universal.as_deref().unwrap_or_default()
    }

    /// The node's options; those of a universal module count as far as they are known without running it.
    pub(crate) fn options(&self) -> PageOptions {
        let server = self.server.as_ref().map(|server| server.options.clone()).unwrap_or_default();
        let universal =
            self.universal.get().and_then(|module| module.as_ref()).map(|module| module.options.clone());
        server.overlaid(&self.manifest.options).overlaid(&universal.unwrap_or_default())
    }
}
