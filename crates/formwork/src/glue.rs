//! The functions of js/glue/, kept by name.
//!
//! Glue is what has to be JavaScript: object shapes that user code sees, class checks, calls with the
//! request's context. Every function does one step; the order of steps is the pipeline's.

use std::rc::Rc;

use formwork_engine::rquickjs::function::Args;
use formwork_engine::rquickjs::{self, Ctx, Object, Value};
use formwork_engine::{Fault, Handle, Isolate, ModuleSource};

macro_rules! modules {
    ($($name:literal = $file:literal),* $(,)?) => {
        /// The host's own modules by the names that they import each other by.
        const MODULES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../js/", $file)))),*];
    };
}

modules! {
    "formwork:glue" = "glue/mod.js",
    "formwork:glue/app" = "glue/app.js",
    "formwork:glue/calls" = "glue/calls.js",
    "formwork:glue/embedded" = "glue/embedded.js",
    "formwork:glue/errors" = "glue/errors.js",
    "formwork:glue/event" = "glue/event.js",
    "formwork:glue/fetch" = "glue/fetch.js",
    "formwork:glue/loads" = "glue/loads.js",
    "formwork:glue/modules" = "glue/modules.js",
    "formwork:glue/render" = "glue/render.js",
    "formwork:glue/surroundings" = "glue/surroundings.js",
    "formwork:glue/uses" = "glue/uses.js",
    "formwork:server" = "server.js",
}

macro_rules! glue {
    ($($name:ident),* $(,)?) => {
        /// One handle for each function of the module.
        #[derive(Debug)]
        pub(crate) struct Glue {
            isolate: Rc<Isolate>,
            $(pub(crate) $name: Handle,)*
        }

        impl Glue {
            fn collect(isolate: &Rc<Isolate>, namespace: &Handle) -> Result<Self, Fault> {
                isolate.enter(|ctx| {
                    let read = || -> rquickjs::Result<Self> {
                        let module: Object = namespace.get_as(ctx)?;
                        Ok(Glue {
                            isolate: isolate.clone(),
                            $($name: Handle::new(isolate, ctx, module.get::<_, Value>(stringify!($name))?),)*
                        })
                    };
                    read().map_err(|error| isolate.thrown(ctx, error))
                })
            }
        }
    };
}

glue! {
    action_names,
    boot,
    call_action,
    call_endpoint,
    classify,
    create_deferred,
    create_event,
    create_page,
    current_url,
    find_action,
    handle,
    init,
    is_mixed,
    match_param,
    merge,
    render,
    request_of,
    reroute,
    server_load,
    set_handle_fetch,
    start_loading,
    to_error_object,
    transform_chunk,
    universal_load,
    wants_preload,
}

impl Glue {
    /// Defines the host's own modules in `isolate` and imports the glue.
    pub(crate) async fn load(isolate: &Rc<Isolate>) -> Result<Self, Fault> {
        for (name, source) in MODULES {
            isolate.define_module(name, ModuleSource((*source).into()), None);
        }
        let namespace = isolate.import("formwork:glue").await?;
        Self::collect(isolate, &namespace)
    }

    /// Calls a function and waits for its promise.
    pub(crate) async fn call<A>(&self, function: &Handle, arguments: A) -> Result<Handle, Fault>
    where
        A: for<'js> FnOnce(&Ctx<'js>, &mut Args<'js>) -> rquickjs::Result<()>,
    {
        self.isolate.call(function, arguments).await
    }

    /// Calls a function that gives its value at once.
    pub(crate) fn call_now<A>(&self, function: &Handle, arguments: A) -> Result<Handle, Fault>
    where
        A: for<'js> FnOnce(&Ctx<'js>, &mut Args<'js>) -> rquickjs::Result<()>,
    {
        self.isolate.enter(|ctx| {
            let call = || -> rquickjs::Result<Value> {
                let function: rquickjs::Function = function.get_as(ctx)?;
                let mut args = Args::new_unsized(ctx.clone());
                arguments(ctx, &mut args)?;
                function.call_arg(args)
            };
            match call() {
                Ok(value) => Ok(Handle::new(&self.isolate, ctx, value)),
                Err(error) => Err(self.isolate.thrown(ctx, error)),
            }
        })
    }
}
