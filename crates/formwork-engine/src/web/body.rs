//! Bodies of incoming requests.
//!
//! A body is a stream of bytes that the pipeline limits and times; nothing is read until user code
//! asks. Reading it whole collects on the Rust side and parses there (`formData`), so that an upload
//! crosses into the engine once, as what user code asked for. An error of the stream (413, a client that
//! went away) rejects the read with the class it carries (S-117, S-119).
//!
//! Whether a body was used already is decided in `js/fetch.js` (S-120); here a second read finds nothing.

use std::cell::RefCell;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;

use bytes::Bytes;
use formwork_wire::form::Limits;
use futures_util::{Stream, StreamExt};
use rquickjs::class::Trace;
use rquickjs::function::Opt;
use rquickjs::{Ctx, Exception, IntoJs, JsLifetime, Value};
use tokio::sync::Notify;

use super::chunk::{Buffer, Chunk, decode, octets};
use super::form::{self, Entries, FormRules, Room};
use super::memory::{Octets, Text};
use crate::error::{ErrorClass, HostError};
use crate::isolate::Isolate;
use crate::promise::promise;

/// Incoming bytes; not `Send`, because it lives on the engine's thread.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, HostError>>>>;

/// Where the bytes of a body come from.
pub enum BodySource {
    /// There is no body.
    Empty,
    /// All of it is here already.
    Bytes(Bytes),
    /// It is still coming.
    Stream(BodyStream),
}

impl fmt::Debug for BodySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BodySource::Empty => f.write_str("Empty"),
            BodySource::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            BodySource::Stream(_) => f.write_str("Stream"),
        }
    }
}

/// The native half of a body that came from outside. Not visible to user code.
#[derive(Clone, Trace, JsLifetime)]
#[rquickjs::class]
pub(crate) struct IncomingBody {
    #[qjs(skip_trace)]
    inner: Rc<Inner>,
    #[qjs(skip_trace)]
    rules: Rc<FormRules>,
}

struct Inner {
    source: RefCell<BodySource>,
    cancelled: Notify,
}

impl fmt::Debug for IncomingBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IncomingBody").field(&*self.inner.source.borrow()).finish()
    }
}

impl IncomingBody {
    pub(crate) fn new(source: BodySource, rules: Rc<FormRules>) -> Self {
        let inner = Rc::new(Inner { source: RefCell::new(source), cancelled: Notify::new() });
        IncomingBody { inner, rules }
    }

    pub(crate) fn form_limits(&self) -> Limits {
        self.rules.limits.get()
    }

    pub(crate) fn take(&self) -> BodySource {
        self.inner.source.replace(BodySource::Empty)
    }

    /// The next piece, or `None` at the end. While one is being waited for, nobody else finds any.
    pub(crate) fn piece(&self) -> impl Future<Output = Result<Option<Bytes>, HostError>> + 'static {
        let (source, inner) = (self.take(), self.inner.clone());
        async move {
            let mut stream = match source {
                BodySource::Empty => return Ok(None),
                BodySource::Bytes(bytes) => return Ok(Some(bytes).filter(|bytes| !bytes.is_empty())),
                BodySource::Stream(stream) => stream,
            };
            let piece = loop {
                let next = tokio::select! {
                    next = stream.next() => next,
                    () = inner.cancelled.notified() => return Ok(None),
                };
                match next.transpose()? {
                    Some(piece) if piece.is_empty() => {}
                    piece => break piece,
                }
            };
            if piece.is_some() {
                inner.source.replace(BodySource::Stream(stream));
            }
            Ok(piece)
        }
    }

    /// Nobody will read on, also not what is being waited for.
    pub(crate) fn close(&self) {
        self.take();
        self.inner.cancelled.notify_waiters();
    }

    /// Reads all of it and converts it: at once when it is here, else as a promise.
    fn read<'js, T>(
        &self,
        ctx: &Ctx<'js>,
        convert: impl FnOnce(Bytes) -> Result<T, HostError> + 'static,
    ) -> rquickjs::Result<Value<'js>>
    where
        T: for<'a> IntoJs<'a> + 'static,
    {
        let bytes = match self.take() {
            BodySource::Empty => Bytes::new(),
            BodySource::Bytes(bytes) => bytes,
            BodySource::Stream(stream) => {
                let max = isolate(ctx)?.max_memory();
                return Ok(promise(ctx, async move { convert(collect(stream, max).await?) })?.into_value());
            }
        };
        match convert(bytes) {
            Ok(value) => value.into_js(ctx),
            Err(error) => Err(error.throw(ctx)),
        }
    }
}

#[rquickjs::methods]
impl IncomingBody {
    fn text<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        self.read(&ctx, |bytes| Ok(decode(&bytes)))
    }

    fn octets<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        self.read(&ctx, |bytes| Ok(Octets(bytes.into())))
    }

    fn buffer<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        self.read(&ctx, |bytes| Ok(Buffer(bytes)))
    }

    fn chunk<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        self.read(&ctx, |bytes| Ok(Chunk::new(bytes)))
    }

    /// The entries of a form body of this content type.
    fn form<'js>(
        &self,
        ctx: Ctx<'js>,
        content_type: Text,
        _limits: Opt<Value<'js>>,
    ) -> rquickjs::Result<Value<'js>> {
        match self.take() {
            BodySource::Stream(stream) => {
                let isolate = isolate(&ctx)?;
                let room = Room {
                    spool: isolate.spool().clone(),
                    rules: self.rules.clone(),
                    max_memory: isolate.max_memory(),
                };
                let entries = form::parse_stream(content_type.0, stream, room);
                Ok(promise(&ctx, entries)?.into_value())
            }
            source => {
                let bytes = if let BodySource::Bytes(bytes) = source { bytes } else { Bytes::new() };
                let entries: Result<Entries, HostError> =
                    form::parse(&content_type.0, &bytes, self.form_limits());
                entries.map_err(|error| error.throw(&ctx))?.into_js(&ctx)
            }
        }
    }

    /// The next piece as a `Uint8Array`, or `undefined` at the end: for a `ReadableStream`.
    fn next<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        if matches!(&*self.inner.source.borrow(), BodySource::Stream(_)) {
            let piece = self.piece();
            let next = async move { Ok(piece.await?.map(|bytes| Octets(bytes.into()))) };
            return Ok(promise(&ctx, next)?.into_value());
        }
        match self.take() {
            BodySource::Bytes(bytes) if !bytes.is_empty() => octets(&ctx, &bytes),
            _ => Ok(Value::new_undefined(ctx)),
        }
    }

    /// Nobody will read on.
    fn cancel(&self) {
        self.close();
    }
}

fn isolate(ctx: &Ctx<'_>) -> rquickjs::Result<Rc<Isolate>> {
    Isolate::current(ctx).ok_or_else(|| Exception::throw_internal(ctx, "no isolate is running here"))
}

/// All bytes of `stream`; how many there may be is the stream's own business. More than `max` would not fit
/// into the engine's memory, and are not put together first to find that out.
async fn collect(mut stream: BodyStream, max: usize) -> Result<Bytes, HostError> {
    let Some(first) = stream.next().await else {
        return Ok(Bytes::new());
    };
    let first = first?;
    let Some(second) = stream.next().await else {
        return Ok(first);
    };
    let mut all = Vec::from(first);
    all.extend_from_slice(&second?);
    while let Some(piece) = stream.next().await {
        all.extend_from_slice(&piece?);
        if all.len() > max {
            return Err(too_much(max));
        }
    }
    Ok(all.into())
}

/// A body that cannot be read as a whole.
pub(super) fn too_much(max: usize) -> HostError {
    let text = format!(
        "The body is larger than the memory of the app ({} MiB) and cannot be read as a whole. Read \
         `request.body` piece by piece; files of a multipart form may be larger",
        max >> 20
    );
    HostError::new(ErrorClass::RangeError, text)
}
