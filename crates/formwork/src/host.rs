//! What the app's `$app/server` and `$app/paths` ask Rust for (js/server.js).

use std::rc::{Rc, Weak};

use formwork_engine::rquickjs::class::Trace;
use formwork_engine::rquickjs::{self, Class, Ctx, Exception, Function, JsLifetime, Object, Value};
use formwork_engine::{Fault, Handle, devalue};

use crate::pipeline::ReplyResponse;
use crate::reply::{Reply, ReplyBody};
use crate::router::Found;
use crate::site::Site;

/// The natives of `formwork:server`.
#[derive(Trace, JsLifetime)]
#[rquickjs::class(rename = "Host")]
pub(crate) struct Host {
    // Weak: the site keeps values of the isolate, and this object is one of them.
    #[qjs(skip_trace)]
    site: Weak<Site>,
}

/// Gives `formwork:server` its natives, once the site stands.
pub(crate) async fn connect(site: &Rc<Site>) -> Result<(), Fault> {
    let module = site.isolate.import("formwork:server").await?;
    site.isolate.enter(|ctx| {
        let connect = || -> rquickjs::Result<()> {
            let connect: Function = module.get_as::<Object>(ctx)?.get("connect")?;
            connect.call((Class::instance(ctx.clone(), Host { site: Rc::downgrade(site) })?,))
        };
        connect().map_err(|error| site.isolate.thrown(ctx, error))
    })
}

#[rquickjs::methods]
impl Host {
    /// A devalue text as a value, with the app's own types (C-67).
    fn decode<'js>(&self, ctx: Ctx<'js>, text: String) -> rquickjs::Result<Value<'js>> {
        let site = self.site(&ctx)?;
        let revivers: Vec<(&str, &Handle)> = site
            .hooks
            .transport
            .iter()
            .filter_map(|custom| Some((custom.name.as_str(), custom.decode.as_ref()?)))
            .collect();
        devalue::decode(&ctx, &text, &revivers)
    }

    /// The app's `reroute` hook, if it has one.
    #[qjs(get)]
    fn reroute<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Option<Value<'js>>> {
        self.site(&ctx)?.hooks.reroute.as_ref().map(|hook| hook.get(&ctx)).transpose()
    }

    /// Route id and params of the path of a URL, or null (F-155).
    #[qjs(rename = "match")]
    fn find<'js>(&self, ctx: Ctx<'js>, path: String) -> rquickjs::Result<Value<'js>> {
        let site = self.site(&ctx)?;
        let null = Value::new_null(ctx.clone());
        let Found::Route(route) = site.router.find_in(&ctx, &site, &path) else { return Ok(null) };
        let found = Object::new(ctx.clone())?;
        found.set("id", route.id.as_str())?;
        found.set("params", route.params_object(&ctx)?)?;
        Ok(found.into_value())
    }

    /// A file of the build or of `static` as a `Response`, by its URL (F-156).
    fn read(&self, ctx: Ctx<'_>, asset: String) -> rquickjs::Result<ReplyResponse> {
        let site = self.site(&ctx)?;
        let path = asset.split(['?', '#']).next().unwrap_or_default();
        let Some((file, content_type)) = site.blueprint.files.find(path) else {
            let message = format!(
                "`read({asset:?})`: there is no such file in the build. Import the file and pass on the URL that the import \
                 gives, or name a file of `static` with `asset(…)` of `$app/paths`"
            );
            return Err(Exception::throw_message(&ctx, &message));
        };
        let bytes = std::fs::read(file)
            .map_err(|error| Exception::throw_message(&ctx, &format!("`read({asset:?})`: {error}")))?;
        let length = bytes.len().to_string();
        let reply = Reply { status: 200, headers: Vec::new(), body: ReplyBody::Bytes(bytes.into()) };
        Ok(ReplyResponse(reply.with("content-type", content_type).with("content-length", length)))
    }
}

impl Host {
    fn site(&self, ctx: &Ctx<'_>) -> rquickjs::Result<Rc<Site>> {
        self.site.upgrade().ok_or_else(|| Exception::throw_message(ctx, "the application is shutting down"))
    }
}
