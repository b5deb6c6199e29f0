//! The web-platform classes (F-201).
//!
//! Each class is thin JavaScript (`js/*.js`) over native functions gathered in one object, the global
//! `__formwork_native`, which the `node:` modules use as well. Scripts are evaluated when the first of
//! their globals is looked at, so that a small app does not pay for streams or crypto at start-up.
//! `Headers` and `URL`, and what requests, responses and blobs keep their bytes in, are native classes.
//!
//! `fetch` of other servers is [`client`]. Rust's doors for the pipeline are in [`request`], [`response`] and [`body`].

pub mod body;
mod chunk;
mod cipher;
pub mod client;
mod compression;
mod console;
mod crypto;
mod curves;
mod encoding;
mod form;
mod headers;
pub(crate) mod memory;
pub(crate) mod raise;
pub mod request;
pub mod response;
mod rsa;
mod scripts;
pub mod spool;
mod timers;
mod url;
mod zone;

use rquickjs::object::Property;
use rquickjs::prelude::Func;
use rquickjs::{Ctx, Exception, Function, JsLifetime, Object, Value};

pub(crate) use chunk::Chunk;
pub use chunk::bytes_of;
pub use form::FormRules;
pub use memory::key_text;
pub(crate) use memory::{Octets, Text, TextOrBytes, View, with_encoded};

/// JavaScript functions that Rust calls.
#[derive(Clone, JsLifetime)]
pub(crate) struct Doors<'js> {
    make_request: Function<'js>,
    open_request: Function<'js>,
    make_response: Function<'js>,
    open_response: Function<'js>,
    is_response: Function<'js>,
    fire_timer: Function<'js>,
    leave_context: Function<'js>,
    current_store: Function<'js>,
}

impl<'js> Doors<'js> {
    /// The door that `choose` picks.
    fn get(
        ctx: &Ctx<'js>,
        choose: impl for<'a> FnOnce(&'a Doors<'js>) -> &'a Function<'js>,
    ) -> rquickjs::Result<Function<'js>> {
        match ctx.userdata::<Doors<'js>>() {
            Some(doors) => Ok(choose(&doors).clone()),
            None => Err(Exception::throw_internal(ctx, "The web APIs are not installed here")),
        }
    }
}

/// Forgets the request context that the last job left behind (js/context.js). What a job needs of it, it brings along:
/// one that brings nothing, such as the `then` of an object that somebody awaits, must not find another request's.
pub(crate) fn leave_context(ctx: &Ctx<'_>) {
    let left = Doors::get(ctx, |doors| &doors.leave_context).and_then(|leave| leave.call::<_, ()>(()));
    if left.is_err() {
        // Before the globals are installed, or out of memory: there is no context then.
        ctx.catch();
    }
}

/// The store of the request whose code is running (js/context.js); None outside of requests.
pub(crate) fn current_store<'js>(ctx: &Ctx<'js>) -> Option<Value<'js>> {
    let store = Doors::get(ctx, |doors| &doors.current_store).and_then(|get| get.call::<_, Value>(()));
    match store {
        Ok(store) => (!store.is_undefined()).then_some(store),
        Err(_) => {
            ctx.catch();
            None
        }
    }
}

/// Installs the globals.
pub fn install(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let native = Object::new(ctx.clone())?;
    headers::register(ctx, &native)?;
    url::register(ctx, &native)?;
    chunk::register(ctx, &native)?;
    encoding::register(&native)?;
    crypto::register(&native)?;
    cipher::register(&native)?;
    curves::register(&native)?;
    rsa::register(&native)?;
    compression::register(&native)?;
    zone::register(&native)?;
    console::register(&native)?;
    timers::register(ctx, &native)?;
    client::register(&native)?;
    crate::node::register(ctx, &native)?;
    native.set("script", Func::from(scripts::evaluate))?;
    let boot: Function = scripts::evaluate(ctx.clone(), "boot".to_owned())?;
    let doors: Object = boot.call((native.clone(),))?;
    ctx.globals().prop("__formwork_native", Property::from(native))?;
    let door = |name: &str| doors.get::<_, Function>(name);
    let doors = Doors {
        make_request: door("makeRequest")?,
        open_request: door("openRequest")?,
        make_response: door("makeResponse")?,
        open_response: door("openResponse")?,
        is_response: door("isResponse")?,
        fire_timer: door("fireTimer")?,
        leave_context: door("leaveContext")?,
        current_store: door("currentStore")?,
    };
    ctx.store_userdata(doors).map(drop).map_err(|_| rquickjs::Error::Unknown)
}
