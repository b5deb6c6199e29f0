//! Futures of natives as promises of user code.

use std::future::Future;

use rquickjs::{Ctx, Exception, IntoJs, Promise, Value};

use crate::error::HostError;
use crate::handle::Handle;
use crate::isolate::Isolate;

/// Why a promise is rejected.
#[derive(Debug)]
pub enum Rejection {
    /// A failure on the Rust side.
    Host(HostError),
    /// A value of user code, passed on as it is.
    Value(Handle),
}

impl From<HostError> for Rejection {
    fn from(error: HostError) -> Self {
        Rejection::Host(error)
    }
}

impl From<Handle> for Rejection {
    fn from(value: Handle) -> Self {
        Rejection::Value(value)
    }
}

impl Rejection {
    fn into_value<'js>(self, ctx: &Ctx<'js>) -> Value<'js> {
        match self {
            Rejection::Host(error) => error.into_value(ctx),
            Rejection::Value(value) => value.get(ctx).unwrap_or_else(|_| Value::new_undefined(ctx.clone())),
        }
    }
}

/// Runs `future` on the isolate's event loop and gives user code a promise for it.
///
/// Must be called on the isolate's own thread, inside its event loop. When the isolate is gone before
/// the future is done, the future is dropped with it.
pub fn promise<'js, F, T>(ctx: &Ctx<'js>, future: F) -> rquickjs::Result<Promise<'js>>
where
    F: Future<Output = Result<T, HostError>> + 'static,
    T: for<'a> IntoJs<'a> + 'static,
{
    promise_with(ctx, future)
}

/// Like [`promise`], for futures that may fail with a value of user code.
pub fn promise_with<'js, F, T, E>(ctx: &Ctx<'js>, future: F) -> rquickjs::Result<Promise<'js>>
where
    F: Future<Output = Result<T, E>> + 'static,
    T: for<'a> IntoJs<'a> + 'static,
    E: Into<Rejection> + 'static,
{
    let Some(isolate) = Isolate::current(ctx) else {
        return Err(Exception::throw_internal(ctx, "no isolate is running here"));
    };
    let (promise, resolve, reject) = ctx.promise()?;
    let resolve = Handle::new(&isolate, ctx, resolve.into_value());
    let reject = Handle::new(&isolate, ctx, reject.into_value());
    tokio::task::spawn_local(async move {
        let outcome = future.await;
        let isolate = resolve.isolate().clone();
        isolate.enter(|ctx| {
            let settled = match outcome {
                Ok(value) => match value.into_js(ctx) {
                    Ok(value) => settle(ctx, &resolve, value),
                    Err(_) => settle(ctx, &reject, ctx.catch()),
                },
                Err(error) => settle(ctx, &reject, error.into().into_value(ctx)),
            };
            if settled.is_err() {
                ctx.catch();
            }
        });
    });
    Ok(promise)
}

fn settle<'js>(ctx: &Ctx<'js>, with: &Handle, value: Value<'js>) -> rquickjs::Result<()> {
    with.get_as::<rquickjs::Function>(ctx)?.call::<_, ()>((value,))
}
