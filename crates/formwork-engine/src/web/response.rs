//! `Response` objects between user code and the pipeline.
//!
//! A response that Rust made is handed to hooks without copying its body; one that user code made is
//! taken apart: text and bytes leave as one buffer, a `ReadableStream` leaves as a [`StreamBody`] that
//! the pipeline pulls, so that the client's pace is the stream's pace.

use std::rc::Rc;

use bytes::Bytes;
use rquickjs::function::This;
use rquickjs::{Array, Class, Ctx, FromJs, Function, Object, Value};

use super::Doors;
use super::body::IncomingBody;
use super::chunk::{Chunk, bytes_of};
use super::headers::{Guard, Headers, shared};
use super::memory::AnyText;
use crate::handle::Handle;
use crate::isolate::{Fault, Isolate};

/// The body of a response as Rust data.
#[derive(Debug)]
pub enum ResponseBody {
    /// There is no body.
    Empty,
    /// All of it.
    Bytes(Bytes),
    /// A stream of user code.
    Stream(StreamBody),
}

/// A response as Rust data. Header values hold the code points 0–255 of the bytes on the wire.
#[derive(Debug)]
pub struct OutgoingResponse {
    /// Status code.
    pub status: u16,
    /// Reason phrase; may be empty.
    pub status_text: String,
    /// Header names (lower case) and values in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: ResponseBody,
}

/// A stream that Rust reads: a `ReadableStream` of user code, or what another server sends.
#[derive(Debug, Clone)]
pub struct StreamBody(Source);

#[derive(Debug, Clone)]
enum Source {
    /// `{ next(): Promise<Uint8Array | null>, cancel(): void }`, made by `js/fetch.js`.
    Reader(Handle),
    /// Bytes that user code has not looked at.
    Native(Rc<Isolate>, IncomingBody),
}

impl StreamBody {
    /// A stream that `reader` gives: an object with `next()`, a promise of a `Uint8Array` or null, and
    /// `cancel()`. None outside an isolate.
    pub fn from_reader<'js>(ctx: &Ctx<'js>, reader: Value<'js>) -> Option<Self> {
        let isolate = Isolate::current(ctx)?;
        Some(StreamBody(Source::Reader(Handle::new(&isolate, ctx, reader))))
    }

    pub(crate) fn from_parts<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Option<Self> {
        let object = value.as_object()?;
        if let Ok(native) = Class::<IncomingBody>::from_js(ctx, value.clone()) {
            let body = IncomingBody::clone(&native.borrow());
            return Some(StreamBody(Source::Native(Isolate::current(ctx)?, body)));
        }
        if Class::<Chunk>::from_js(ctx, value.clone()).is_ok() || !object.contains_key("next").ok()? {
            return None;
        }
        Self::from_reader(ctx, value.clone())
    }

    /// The next piece, `None` at the end. A piece that is no bytes faults with a TypeError.
    pub async fn next(&self) -> Result<Option<Bytes>, Fault> {
        let reader = match &self.0 {
            Source::Reader(reader) => reader,
            Source::Native(isolate, body) => {
                let piece = body.piece().await;
                return piece.map_err(|error| {
                    isolate.enter(|ctx| Fault::Thrown(Handle::new(isolate, ctx, error.into_value(ctx))))
                });
            }
        };
        let isolate = reader.isolate();
        let piece = isolate
            .settle(|ctx| {
                let reader: Object = reader.get_as(ctx)?;
                let next: Function = reader.get("next")?;
                next.call((This(reader),))
            })
            .await?;
        isolate.enter(|ctx| {
            let bytes = piece.get(ctx).and_then(|value| match value.is_null() || value.is_undefined() {
                true => Ok(None),
                false => bytes_of(ctx, value).map(Some),
            });
            bytes.map_err(|error| isolate.thrown(ctx, error))
        })
    }

    /// Nobody will read on: the stream's `cancel` runs. Its outcome does not matter to anyone.
    pub fn cancel(&self) {
        let reader = match &self.0 {
            Source::Reader(reader) => reader,
            Source::Native(_, body) => return body.close(),
        };
        reader.isolate().enter(|ctx| {
            let cancelled = reader.get_as::<Object>(ctx).and_then(|reader| {
                let cancel: Function = reader.get("cancel")?;
                cancel.call::<_, ()>((This(reader),))
            });
            if cancelled.is_err() {
                ctx.catch();
            }
        });
    }
}

/// A JavaScript `Response`; its body is looked at when user code does.
pub fn to_js<'js>(ctx: &Ctx<'js>, response: OutgoingResponse) -> rquickjs::Result<Object<'js>> {
    let headers = Class::instance(ctx.clone(), Headers::new(shared(response.headers), Guard::None))?;
    let body = match response.body {
        ResponseBody::Empty => Value::new_null(ctx.clone()),
        ResponseBody::Bytes(bytes) => Class::instance(ctx.clone(), Chunk::new(bytes))?.into_value(),
        ResponseBody::Stream(StreamBody(Source::Reader(reader))) => reader.get(ctx)?,
        ResponseBody::Stream(StreamBody(Source::Native(_, body))) => {
            Class::instance(ctx.clone(), body)?.into_value()
        }
    };
    Doors::get(ctx, |doors| &doors.make_response)?.call((
        response.status,
        response.status_text,
        headers,
        body,
    ))
}

/// Takes a JavaScript `Response` apart; its body counts as read from then on.
///
/// Throws a TypeError for anything that is no `Response`, and for one whose body was read already.
pub fn from_js<'js>(ctx: &Ctx<'js>, response: Object<'js>) -> rquickjs::Result<OutgoingResponse> {
    let parts: Array = Doors::get(ctx, |doors| &doors.open_response)?.call((response,))?;
    let headers: Class<Headers> = parts.get(2)?;
    let mut headers = headers.borrow().to_list();
    // F-106: they describe what another server has sent, not what is passed on.
    if parts.get(4)? {
        headers.retain(|(name, _)| name != "content-encoding" && name != "content-length");
    }
    let body: Value = parts.get(3)?;
    let body = if body.is_null() {
        ResponseBody::Empty
    } else {
        match StreamBody::from_parts(ctx, &body) {
            Some(stream) => ResponseBody::Stream(stream),
            None => ResponseBody::Bytes(bytes_of(ctx, body)?),
        }
    };
    Ok(OutgoingResponse { status: parts.get(0)?, status_text: parts.get::<AnyText>(1)?.0, headers, body })
}

/// Whether `value` is a `Response`.
pub fn is_response<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> bool {
    value.is_object()
        && Doors::get(ctx, |doors| &doors.is_response)
            .and_then(|is_response| is_response.call::<_, bool>((value.clone(),)))
            .unwrap_or(false)
}
