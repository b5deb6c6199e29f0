//! Promises in the data of server loads: sent as ids, and delivered when they settle (F-80…F-83, C-95).
//!
//! Each promise found while data is encoded gets an id; what becomes of it is encoded when it settles,
//! which may find further promises. The stream ends when none is left.

use std::cell::RefCell;
use std::rc::Rc;

use formwork_engine::devalue::Defer;
use formwork_engine::rquickjs::class::Trace;
use formwork_engine::rquickjs::{
    self, Array, Class, Ctx, Function, IntoJs, JsLifetime, Object, Promise, TypedArray, Value,
};
use formwork_engine::web::response::StreamBody;
use formwork_engine::{Fault, Handle, HostError, promise};
use formwork_wire::data_response::Settled;
use futures_util::stream::{self, LocalBoxStream, StreamExt};
use tokio_util::sync::CancellationToken;

use super::{Call, ErrorObject, encode};

/// The promises of one answer.
#[derive(Debug)]
pub(crate) struct Deferred {
    call: Rc<Call>,
    /// The object of glue that waits for them; made with the first promise.
    object: RefCell<Option<Handle>>,
}

impl Deferred {
    pub(crate) fn new(call: &Rc<Call>) -> Rc<Self> {
        Rc::new(Deferred { call: call.clone(), object: RefCell::new(None) })
    }

    /// Whether no promise was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.object.borrow().is_none()
    }

    /// The next promise that settled: what `line` makes of it and its id. None when all did.
    pub(crate) async fn next(self: &Rc<Self>, line: &impl Fn(u32, Settled<'_>) -> String) -> Option<String> {
        let object = self.object.borrow().clone()?;
        let site = &self.call.site;
        let settled = site
            .isolate
            .settle(|ctx| {
                let next: Function = object.get_as::<Object>(ctx)?.get("next")?;
                next.call(())
            })
            .await
            .ok()?;
        let (id, fulfilled, value) = site.isolate.enter(|ctx| {
            let parts: Option<Array> = settled.get_as(ctx).ok().flatten();
            let parts = parts?;
            let value: Value = parts.get(2).ok()?;
            Some((
                parts.get::<u32>(0).ok()?,
                parts.get::<bool>(1).ok()?,
                Handle::new(&site.isolate, ctx, value),
            ))
        })?;
        if fulfilled {
            match encode::value(&self.call, &value, "data", Some(self)).await {
                Ok(text) => return Some(line(id, Settled::Value(&text))),
                Err(failure) => {
                    let error = self.call.error_object(&failure).await;
                    return Some(line(id, Settled::Error(&self.error_text(&error).await)));
                }
            }
        }
        let error = match self.call.thrown(Fault::Thrown(value)) {
            super::Thrown::Failure(failure) => self.call.error_object(&failure).await,
            super::Thrown::Redirect(_) => ErrorObject::plain(500, "Internal Error"),
        };
        Some(line(id, Settled::Error(&self.error_text(&error).await)))
    }

    /// An error object as devalue text.
    async fn error_text(&self, error: &ErrorObject) -> String {
        let text = match &error.value {
            Some(value) => encode::value(&self.call, value, "error", None).await.ok(),
            None => None,
        };
        text.unwrap_or_else(|| r#"[{"status":1,"message":2},500,"Internal Error"]"#.to_owned())
    }

    /// The answer's body: `first`, then a line for each promise as it settles.
    pub(crate) fn into_body(
        self: Rc<Self>,
        first: String,
        line: impl Fn(u32, Settled<'_>) -> String + 'static,
    ) -> Option<StreamBody> {
        let call = self.call.clone();
        let rest = stream::unfold((self, line), |(deferred, line)| async move {
            let text = deferred.next(&line).await?;
            Some((text, (deferred, line)))
        });
        let pieces = stream::once(async move { first }).chain(rest).boxed_local();
        let isolate = &call.site.isolate;
        isolate.enter(|ctx| {
            let source = Rc::new(RefCell::new(Some(pieces)));
            let reader = Class::instance(ctx.clone(), Pieces { source, cancelled: CancellationToken::new() });
            reader.ok().and_then(|reader| StreamBody::from_reader(ctx, reader.into_value()))
        })
    }
}

impl Defer for Deferred {
    fn defer<'js>(&self, ctx: &Ctx<'js>, value: &Value<'js>) -> rquickjs::Result<Value<'js>> {
        let site = &self.call.site;
        let known = self.object.borrow().clone();
        let object = match known {
            Some(object) => object,
            None => {
                let create: Function = site.glue.create_deferred.get_as(ctx)?;
                let object = Handle::new(&site.isolate, ctx, create.call(())?);
                *self.object.borrow_mut() = Some(object.clone());
                object
            }
        };
        let defer: Function = object.get_as::<Object>(ctx)?.get("defer")?;
        defer.call((value.clone(),))
    }
}

/// A stream of Rust as a reader of the engine.
#[derive(Trace, JsLifetime)]
#[rquickjs::class(rename = "Pieces")]
pub(crate) struct Pieces {
    #[qjs(skip_trace)]
    source: Rc<RefCell<Option<LocalBoxStream<'static, String>>>>,
    /// Nobody reads on: what waits for a promise, which may never settle, lets go of the request (F-83).
    #[qjs(skip_trace)]
    cancelled: CancellationToken,
}

/// One piece of a body, or its end.
struct Piece(Option<String>);

impl<'js> IntoJs<'js> for Piece {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        match self.0 {
            Some(text) => Ok(TypedArray::<u8>::new(ctx.clone(), text.into_bytes())?.into_value()),
            None => Ok(Value::new_null(ctx.clone())),
        }
    }
}

#[rquickjs::methods]
impl Pieces {
    fn next<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Promise<'js>> {
        let (source, cancelled) = (self.source.clone(), self.cancelled.clone());
        promise(&ctx, async move {
            let taken = source.borrow_mut().take();
            let Some(mut stream) = taken else { return Ok::<_, HostError>(Piece(None)) };
            let piece = tokio::select! {
                piece = stream.next() => piece,
                () = cancelled.cancelled() => None,
            };
            if piece.is_some() {
                *source.borrow_mut() = Some(stream);
            }
            Ok(Piece(piece))
        })
    }

    fn cancel(&self) {
        self.cancelled.cancel();
        *self.source.borrow_mut() = None;
    }
}
