//! What the app's `$app/server` and `$app/paths` ask Rust for (js/server.js).

use std::rc::{Rc, Weak};

use formwork_engine::rquickjs::class::Trace;
use formwork_engine::rquickjs::{self, Class, Ctx, Exception, Function, JsLifetime, Object, Value};
use formwork_engine::{Fault, Handle, devalue};
use url::Url;

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

    /// Route id and params of a URL, or null (F-155).
    #[qjs(rename = "match")]
    fn find<'js>(&self, ctx: Ctx<'js>, url: String) -> rquickjs::Result<Value<'js>> {
        let site = self.site(&ctx)?;
        let null = Value::new_null(ctx.clone());
        let Ok(url) = Url::parse(&url) else { return Ok(null) };
        let Found::Route(route) = site.router.find_in(&ctx, &site, url.path()) else { return Ok(null) };
        let found = Object::new(ctx.clone())?;
        found.set("id", route.id.as_str())?;
        found.set("params", route.params_object(&ctx)?)?;
        Ok(found.into_value())
    }
}

impl Host {
    fn site(&self, ctx: &Ctx<'_>) -> rquickjs::Result<Rc<Site>> {
        self.site.upgrade().ok_or_else(|| Exception::throw_message(ctx, "the application is shutting down"))
    }
}
