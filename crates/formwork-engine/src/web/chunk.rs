//! `Chunk`: immutable bytes held on the Rust side.
//!
//! `Blob`, `File` and bodies keep their data in chunks, so that an upload is never copied into the
//! engine's heap unless user code asks for it, and slices share the memory. Not visible to user code.

use std::cell::Cell;
use std::rc::Rc;

use bytes::Bytes;
use formwork_wire::form::Limits;
use rquickjs::class::Trace;
use rquickjs::function::Opt;
use rquickjs::prelude::Func;
use rquickjs::{ArrayBuffer, Class, Ctx, Exception, FromJs, IntoJs, JsLifetime, Object, TypedArray, Value};

use super::form::{self, Entries};
use super::memory::{Text, TextOrBytes};

/// Bytes that chunks made by user code may hold together. They are outside the engine's heap and its limit;
/// uploads do not count, because the pipeline limits bodies.
const MAX_MADE: usize = 256 << 20;

/// Immutable bytes.
#[derive(Debug, Clone, Trace, JsLifetime)]
#[rquickjs::class]
pub(crate) struct Chunk {
    #[qjs(skip_trace)]
    pub(crate) bytes: Bytes,
    #[qjs(skip_trace)]
    share: Option<Rc<Share>>,
}

/// How much all chunks of an isolate hold that user code made.
#[derive(Debug, Clone, Default, JsLifetime)]
struct Made(Rc<Cell<usize>>);

/// One chunk's part of it, given back when the last slice is gone.
#[derive(Debug)]
struct Share {
    size: usize,
    made: Made,
}

impl Drop for Share {
    fn drop(&mut self) {
        self.made.0.set(self.made.0.get().saturating_sub(self.size));
    }
}

impl Chunk {
    /// Bytes of the host.
    pub(crate) fn new(bytes: Bytes) -> Self {
        Chunk { bytes, share: None }
    }

    /// Bytes that user code put together.
    fn made(ctx: &Ctx<'_>, bytes: Bytes) -> rquickjs::Result<Self> {
        let Some(made) = ctx.userdata::<Made>().map(|made| made.clone()) else {
            return Ok(Chunk::new(bytes));
        };
        let size = bytes.len();
        let total = made.0.get().saturating_add(size);
        if total > MAX_MADE {
            return Err(Exception::throw_range(ctx, "Too many bytes are held in blobs and bodies"));
        }
        made.0.set(total);
        Ok(Chunk { bytes, share: Some(Rc::new(Share { size, made })) })
    }
}

/// A copy as a `Uint8Array`.
pub(crate) fn octets<'js>(ctx: &Ctx<'js>, bytes: &[u8]) -> rquickjs::Result<Value<'js>> {
    TypedArray::<u8>::new_copy(ctx.clone(), bytes)?.into_js(ctx)
}

#[rquickjs::methods]
impl Chunk {
    #[qjs(get)]
    fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The part from `start` to `end`, both within the size (JavaScript clamps them).
    fn slice(&self, start: usize, end: Opt<usize>) -> Chunk {
        let end = end.0.unwrap_or(self.bytes.len()).min(self.bytes.len());
        Chunk { bytes: self.bytes.slice(start.min(end)..end), share: self.share.clone() }
    }

    fn text(&self) -> String {
        decode(&self.bytes)
    }

    fn octets<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        octets(&ctx, &self.bytes)
    }

    /// Itself: what is read may be a chunk already or a body that is still coming.
    fn chunk(&self) -> Chunk {
        self.clone()
    }

    /// The entries of a form body of this content type, within the limits of forms or not.
    fn form<'js>(&self, ctx: Ctx<'js>, content_type: Text, limited: bool) -> rquickjs::Result<Entries> {
        let limits = if limited { Limits::default() } else { Limits::generous() };
        form::parse(&content_type.0, &self.bytes, limits).map_err(|error| error.throw(&ctx))
    }

    fn buffer<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<ArrayBuffer<'js>> {
        ArrayBuffer::new_copy(ctx, &self.bytes)
    }
}

/// UTF-8 decode of the Encoding standard: a byte order mark is dropped, bad sequences become U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> String {
    encoding_rs::UTF_8.decode_with_bom_removal(bytes).0.into_owned()
}

/// The bytes of what bodies and blobs are made of: text, an `ArrayBuffer`, a view, or bytes of the host.
///
/// # Errors
/// A TypeError for anything else.
pub fn bytes_of<'js>(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Bytes> {
    if let Ok(chunk) = Class::<Chunk>::from_js(ctx, value.clone()) {
        return Ok(chunk.borrow().bytes.clone());
    }
    Ok(Bytes::from(TextOrBytes::from_js(ctx, value)?.into_vec()))
}

/// Natives for the JavaScript halves of `Blob` and bodies.
pub(crate) fn register<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    ctx.store_userdata(Made::default()).map_err(|_| rquickjs::Error::Unknown)?;
    native.set(
        "chunk",
        // One chunk of many parts: strings, chunks and byte views. A single chunk is shared, not copied.
        Func::from(|ctx: Ctx<'js>, parts: Vec<Value<'js>>| {
            if let [only] = parts.as_slice()
                && let Ok(chunk) = Class::<Chunk>::from_js(&ctx, only.clone())
            {
                return Ok(chunk.borrow().clone());
            }
            let mut all = Vec::new();
            for part in parts {
                if let Ok(chunk) = Class::<Chunk>::from_js(&ctx, part.clone()) {
                    all.extend_from_slice(&chunk.borrow().bytes);
                } else {
                    let part = TextOrBytes::from_js(&ctx, part)?;
                    if all.is_empty() {
                        all = part.into_vec();
                    } else {
                        part.with(|bytes| all.extend_from_slice(bytes));
                    }
                }
            }
            Chunk::made(&ctx, all.into())
        }),
    )
}
