//! `Chunk`: immutable bytes held on the Rust side.
//!
//! `Blob`, `File` and bodies keep their data in chunks, so that an upload is never copied into the
//! engine's heap unless user code asks for it, and slices share the memory. A large upload is on disk
//! instead (`spool`). Not visible to user code.

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;

use bytes::Bytes;
use formwork_wire::form::Limits;
use rquickjs::class::Trace;
use rquickjs::function::Opt;
use rquickjs::prelude::Func;
use rquickjs::{ArrayBuffer, Class, Ctx, Exception, FromJs, IntoJs, JsLifetime, Object, TypedArray, Value};

use super::body::IncomingBody;
use super::form::{self, Entries};
use super::memory::{Octets, Text, TextOrBytes};
use super::spool::Spooled;
use crate::error::HostError;
use crate::promise::promise;

/// Bytes that chunks made by user code may hold together. They are outside the engine's heap and its limit;
/// uploads do not count, because the pipeline limits bodies.
const MAX_MADE: usize = 256 << 20;

/// Immutable bytes.
#[derive(Debug, Clone, Trace, JsLifetime)]
#[rquickjs::class]
pub(crate) struct Chunk {
    #[qjs(skip_trace)]
    content: Content,
    #[qjs(skip_trace)]
    share: Option<Rc<Share>>,
}

/// Where the bytes of a chunk are.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Memory(Bytes),
    Spooled(Spooled),
}

impl Content {
    fn len(&self) -> usize {
        match self {
            Content::Memory(bytes) => bytes.len(),
            Content::Spooled(spooled) => spooled.len(),
        }
    }

    /// The bytes, read from disk while everything waits if they are there.
    fn now(&self, ctx: &Ctx<'_>) -> rquickjs::Result<Bytes> {
        match self {
            Content::Memory(bytes) => Ok(bytes.clone()),
            Content::Spooled(spooled) if spooled.len() > MAX_MADE => Err(Exception::throw_range(
                ctx,
                "The file is too large to be read as a whole; read its stream",
            )),
            Content::Spooled(spooled) => spooled
                .read_now()
                .map_err(|error| Exception::throw_type(ctx, &format!("The file cannot be read: {error}"))),
        }
    }
}

/// How much all chunks of an isolate hold that user code made.
#[derive(Debug, Clone, Default, JsLifetime)]
struct Made(Rc<Cell<usize>>);

/// Refuses `more` bytes of user code's when all would be more than [`MAX_MADE`].
fn room(ctx: &Ctx<'_>, more: usize) -> rquickjs::Result<()> {
    let total = ctx.userdata::<Made>().map_or(0, |made| made.0.get()).saturating_add(more);
    match total > MAX_MADE {
        true => Err(Exception::throw_range(ctx, "Too many bytes are held in blobs and bodies")),
        false => Ok(()),
    }
}

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
        Chunk::of(Content::Memory(bytes))
    }

    /// Bytes of the host, wherever they are.
    pub(crate) fn of(content: Content) -> Self {
        Chunk { content, share: None }
    }

    /// The content of a file, read when it is asked for.
    ///
    /// # Errors
    /// Those of the operating system.
    pub(crate) fn file(path: &Path) -> std::io::Result<Self> {
        Spooled::open(path).map(|file| Chunk::of(Content::Spooled(file)))
    }

    /// Bytes that user code put together, within [`room`].
    fn made(ctx: &Ctx<'_>, bytes: Bytes) -> rquickjs::Result<Self> {
        let size = bytes.len();
        room(ctx, size)?;
        let Some(made) = ctx.userdata::<Made>().map(|made| made.clone()) else {
            return Ok(Chunk::new(bytes));
        };
        made.0.set(made.0.get().saturating_add(size));
        Ok(Chunk { content: Content::Memory(bytes), share: Some(Rc::new(Share { size, made })) })
    }

    /// All bytes, converted: a value when they are in memory, else a promise.
    fn read<'js, T>(
        &self,
        ctx: &Ctx<'js>,
        convert: impl FnOnce(Bytes) -> T + 'static,
    ) -> rquickjs::Result<Value<'js>>
    where
        T: for<'a> IntoJs<'a> + 'static,
    {
        match &self.content {
            Content::Memory(bytes) => convert(bytes.clone()).into_js(ctx),
            Content::Spooled(spooled) if spooled.len() > MAX_MADE => Err(Exception::throw_range(
                ctx,
                "The file is too large to be read as a whole; read its stream",
            )),
            Content::Spooled(spooled) => {
                let spooled = spooled.clone();
                Ok(promise(ctx, async move { Ok::<_, HostError>(convert(spooled.read().await?)) })?
                    .into_value())
            }
        }
    }
}

/// Bytes that become a new `ArrayBuffer`.
pub(crate) struct Buffer(pub(crate) Bytes);

impl<'js> IntoJs<'js> for Buffer {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        Ok(ArrayBuffer::new_copy(ctx.clone(), &self.0)?.into_value())
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
        self.content.len()
    }

    /// Whether the bytes are on disk: reading them gives promises.
    #[qjs(get)]
    fn spooled(&self) -> bool {
        matches!(self.content, Content::Spooled(_))
    }

    /// The part from `start` to `end`, both within the size (JavaScript clamps them).
    fn slice(&self, start: usize, end: Opt<usize>) -> Chunk {
        let size = self.content.len();
        let end = end.0.unwrap_or(size).min(size);
        let start = start.min(end);
        let content = match &self.content {
            Content::Memory(bytes) => Content::Memory(bytes.slice(start..end)),
            Content::Spooled(spooled) => Content::Spooled(spooled.slice(start, end)),
        };
        Chunk { content, share: self.share.clone() }
    }

    fn text<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        self.read(&ctx, |bytes| decode(&bytes))
    }

    fn octets<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        match &self.content {
            Content::Memory(bytes) => octets(&ctx, bytes),
            Content::Spooled(_) => self.read(&ctx, |bytes| Octets(bytes.into())),
        }
    }

    /// Itself: what is read may be a chunk already or a body that is still coming.
    fn chunk(&self) -> Chunk {
        self.clone()
    }

    /// The entries of a form body of this content type, within limits: those of the request `limits` came
    /// with, the usual ones for `true`, or none.
    fn form<'js>(&self, ctx: Ctx<'js>, content_type: Text, limits: Value<'js>) -> rquickjs::Result<Entries> {
        let limits = match Class::<IncomingBody>::from_js(&ctx, limits.clone()) {
            Ok(incoming) => incoming.borrow().form_limits(),
            Err(_) if limits.as_bool() == Some(true) => Limits::default(),
            Err(_) => Limits::generous(),
        };
        let bytes = self.content.now(&ctx)?;
        form::parse(&content_type.0, &bytes, limits).map_err(|error| error.throw(&ctx))
    }

    fn buffer<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        self.read(&ctx, Buffer)
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
        return chunk.borrow().content.now(ctx);
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
                // One large part may be given a thousand times.
                room(&ctx, all.len())?;
                if let Ok(chunk) = Class::<Chunk>::from_js(&ctx, part.clone()) {
                    all.extend_from_slice(&chunk.borrow().content.now(&ctx)?);
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
