//! Form bodies as entries (S-121…S-126), parsed by `formwork-wire`.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use formwork_wire::form::{FormError, Limits};
use formwork_wire::media_type::{self, FormType};
use formwork_wire::multipart::{self, Event, Parser, PartHead};
use formwork_wire::urlencoded;
use futures_util::StreamExt;
use rquickjs::{Array, Class, Ctx, IntoJs, Value};

use super::body::{BodyStream, too_much};
use super::chunk::{Chunk, Content};
use super::spool::{Spool, SpoolFile, Spooled};
use crate::error::HostError;

/// Bytes of uploaded files that one form keeps in memory; what is more goes to disk.
const IN_MEMORY: usize = 128 << 10;

/// What holds for the form of one request.
#[derive(Debug, Default)]
pub struct FormRules {
    /// Looked at when the form is read: the pipeline may set them until then.
    pub limits: Cell<Limits>,
    /// Whether some of it went to disk. Its space is free when user code has let go of the files; that is found
    /// out by a garbage collection ([`Isolate::collect_garbage`](crate::Isolate::collect_garbage)).
    pub spooled: Cell<bool>,
}

/// One value of a form.
#[derive(Debug)]
pub(crate) enum Entry {
    Text(String),
    File { name: String, content_type: String, content: Content },
}

/// Names and values in the order they were sent.
#[derive(Debug, Default)]
pub(crate) struct Entries(pub(crate) Vec<(String, Entry)>);

/// A flat array: name, value, name, value, …; a file is an array of its chunk, name and type.
impl<'js> IntoJs<'js> for Entries {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let flat = Array::new(ctx.clone())?;
        for (index, (name, entry)) in self.0.into_iter().enumerate() {
            flat.set(index * 2, name)?;
            match entry {
                Entry::Text(text) => flat.set(index * 2 + 1, text)?,
                Entry::File { name, content_type, content } => {
                    let file = Array::new(ctx.clone())?;
                    file.set(0, Class::instance(ctx.clone(), Chunk::of(content))?)?;
                    file.set(1, name)?;
                    file.set(2, content_type)?;
                    flat.set(index * 2 + 1, file)?;
                }
            }
        }
        Ok(flat.into_value())
    }
}

/// Where the bytes of a form may go while it is read.
#[derive(Debug)]
pub(crate) struct Room {
    /// For files that are too large for memory.
    pub(crate) spool: Arc<Spool>,
    pub(crate) rules: Rc<FormRules>,
    /// Bytes of a body that is no multipart form.
    pub(crate) max_memory: usize,
}

/// Takes a body in pieces and gives its entries.
enum FormReader {
    UrlEncoded { body: Vec<u8>, limits: Limits },
    Multipart { parser: Box<Parser>, parts: Parts },
}

/// The parts found so far. A multipart body is parsed while it arrives, so that limits of its fields
/// hold before the whole of it is in memory.
#[derive(Default)]
struct Parts {
    list: Vec<Part>,
    /// Parts before this one have nothing that would still have to be written.
    settled: usize,
    /// Bytes of files that are in memory.
    in_memory: usize,
    file: Option<SpoolFile>,
    /// Emptied by the disk, for the next part that fills up.
    spare: Vec<u8>,
}

struct Part {
    head: PartHead,
    /// What is in memory: all of it, or what came since some of it was written.
    buffer: Vec<u8>,
    /// Where the rest is.
    written: Option<Range<u64>>,
}

impl Parts {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::PartStart(head) => {
                let buffer = std::mem::take(&mut self.spare);
                self.list.push(Part { head, buffer, written: None });
            }
            Event::Data(data) => {
                if let Some(part) = self.list.last_mut() {
                    part.buffer.extend_from_slice(data);
                    if part.head.filename.is_some() {
                        self.in_memory += data.len();
                    }
                }
            }
            Event::PartEnd => {}
        }
    }

    /// Writes files to disk when there is too much of them in memory. All are written, in their order: so
    /// the next bytes of the last one, which is still coming, get their place right behind it.
    async fn make_room(&mut self, room: &Room) -> Result<(), HostError> {
        if self.in_memory <= IN_MEMORY {
            return Ok(());
        }
        room.rules.spooled.set(true);
        self.write(&room.spool, |_| true).await
    }

    /// Writes what is left of files that are on disk already.
    async fn finish(&mut self, spool: &Arc<Spool>) -> Result<(), HostError> {
        self.write(spool, |part| part.written.is_some()).await
    }

    async fn write(&mut self, spool: &Arc<Spool>, wanted: fn(&Part) -> bool) -> Result<(), HostError> {
        let unsettled = self.list.iter_mut().skip(self.settled);
        for part in unsettled.filter(|part| part.head.filename.is_some() && wanted(part)) {
            let bytes = std::mem::take(&mut part.buffer);
            if bytes.is_empty() {
                continue;
            }
            self.in_memory = self.in_memory.saturating_sub(bytes.len());
            let file = match &mut self.file {
                Some(file) => file,
                None => self.file.insert(spool.create().await?),
            };
            let (range, buffer) = file.append(bytes).await?;
            part.buffer = buffer;
            part.written = Some(match &part.written {
                Some(before) => before.start..range.end,
                None => range,
            });
        }
        // The last part may go on.
        let last = self.list.len().saturating_sub(1);
        if let Some(part) = self.list.get_mut(self.settled..last).and_then(|done| done.last_mut())
            && self.spare.capacity() == 0
            && part.buffer.is_empty()
        {
            self.spare = std::mem::take(&mut part.buffer);
        }
        self.settled = last;
        Ok(())
    }

    fn into_entries(self) -> Entries {
        let file = self.file.map(Rc::new);
        Entries(self.list.into_iter().map(|part| part.into_entry(file.as_ref())).collect())
    }
}

impl Part {
    /// With a file name it is a file, else text, whatever charset it declares (S-123).
    fn into_entry(self, file: Option<&Rc<SpoolFile>>) -> (String, Entry) {
        let entry = match self.head.filename {
            Some(name) => Entry::File {
                name,
                content_type: self.head.content_type.unwrap_or_else(|| "text/plain".to_owned()),
                content: match (self.written, file) {
                    (Some(range), Some(file)) => Content::Spooled(Spooled::new(file.clone(), range)),
                    _ => Content::Memory(self.buffer.into()),
                },
            },
            None => Entry::Text(
                String::from_utf8(self.buffer)
                    .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
            ),
        };
        (self.head.name, entry)
    }
}

impl FormReader {
    fn new(content_type: &str, limits: Limits) -> Result<Self, HostError> {
        match media_type::form_type(Some(content_type)) {
            Some(FormType::UrlEncoded) => Ok(FormReader::UrlEncoded { body: Vec::new(), limits }),
            Some(FormType::Multipart) => {
                let parser =
                    multipart::boundary(content_type).and_then(|boundary| Parser::new(&boundary, limits));
                Ok(FormReader::Multipart {
                    parser: Box::new(parser.map_err(failure)?),
                    parts: Parts::default(),
                })
            }
            _ => Err(HostError::type_error(format!(
                "A form is expected (application/x-www-form-urlencoded or multipart/form-data), but the \
                 content type is {content_type:?}"
            ))),
        }
    }

    fn push(&mut self, piece: &[u8]) -> Result<(), HostError> {
        match self {
            FormReader::UrlEncoded { body, .. } => body.extend_from_slice(piece),
            FormReader::Multipart { parser, parts } => {
                parser.push(piece, |event| parts.take(event)).map_err(failure)?;
            }
        }
        Ok(())
    }

    /// Keeps what is in memory within its bounds.
    async fn make_room(&mut self, room: &Room) -> Result<(), HostError> {
        match self {
            FormReader::UrlEncoded { body, .. } if body.len() > room.max_memory => {
                Err(too_much(room.max_memory))
            }
            FormReader::UrlEncoded { .. } => Ok(()),
            FormReader::Multipart { parts, .. } => parts.make_room(room).await,
        }
    }

    fn finish(self) -> Result<Entries, HostError> {
        match self {
            FormReader::UrlEncoded { body, limits } => url_encoded(&body, &limits),
            FormReader::Multipart { mut parser, parts } => {
                parser.finish().map_err(failure)?;
                Ok(parts.into_entries())
            }
        }
    }
}

/// The entries of a whole body.
pub(crate) fn parse(content_type: &str, body: &[u8], limits: Limits) -> Result<Entries, HostError> {
    let mut reader = FormReader::new(content_type, limits)?;
    if matches!(reader, FormReader::UrlEncoded { .. }) {
        return url_encoded(body, &limits);
    }
    reader.push(body)?;
    reader.finish()
}

/// The entries of a body that is still coming.
pub(crate) async fn parse_stream(
    content_type: String,
    mut stream: BodyStream,
    room: Room,
) -> Result<Entries, HostError> {
    let mut reader = FormReader::new(&content_type, room.rules.limits.get())?;
    while let Some(piece) = stream.next().await {
        reader.push(&piece?)?;
        reader.make_room(&room).await?;
    }
    if let FormReader::Multipart { parts, .. } = &mut reader {
        parts.finish(&room.spool).await?;
    }
    reader.finish()
}

fn url_encoded(body: &[u8], limits: &Limits) -> Result<Entries, HostError> {
    let pairs = urlencoded::parse(body, limits).map_err(failure)?;
    let owned =
        |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), Entry::Text(value.into_owned()));
    Ok(Entries(pairs.into_iter().map(owned).collect()))
}

/// Too much is a matter between server and client (413, or 400 for a name or header that nobody needs to be
/// that long); anything else is what the platform makes of a body that is no form: a TypeError (S-125).
fn failure(error: FormError) -> HostError {
    match error {
        FormError::TooManyFields(_) | FormError::ValueTooLong(_) => {
            HostError::framework(413, "Payload Too Large")
        }
        FormError::NameTooLong(_) | FormError::Preamble(_) | FormError::TooManyHeaders => {
            HostError::framework(400, "Bad Request")
        }
        malformed => HostError::type_error(format!("The body is no valid form: {malformed}")),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    const MULTIPART: &str = "multipart/form-data; boundary=b";
    const BODY: &[u8] = b"--b\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n\xff\r\n--b\r\n\
        Content-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nbytes\r\n--b--\r\n";

    /// Name of a field, name and type of its file, and content.
    type Shown = (String, Option<(String, String)>, Vec<u8>);

    fn shown(entries: Entries) -> Vec<Shown> {
        let show = |(field, entry)| match entry {
            Entry::Text(text) => (field, None, text.into_bytes()),
            Entry::File { name, content_type, content } => {
                let bytes = match content {
                    Content::Memory(bytes) => bytes,
                    Content::Spooled(spooled) => spooled.read_now().unwrap(),
                };
                (field, Some((name, content_type)), bytes.to_vec())
            }
        };
        entries.0.into_iter().map(show).collect()
    }

    #[test]
    fn s123_parts_become_entries_however_the_body_is_cut() {
        let expected = vec![
            ("t".to_owned(), None, "\u{fffd}".as_bytes().to_vec()),
            ("f".to_owned(), Some(("x".to_owned(), "text/plain".to_owned())), b"bytes".to_vec()),
        ];
        assert_eq!(shown(parse(MULTIPART, BODY, Limits::default()).unwrap()), expected);
        let mut reader = FormReader::new(MULTIPART, Limits::default()).unwrap();
        for byte in BODY.chunks(1) {
            reader.push(byte).unwrap();
        }
        assert_eq!(shown(reader.finish().unwrap()), expected);
    }

    /// S-128, R-28: whatever sizes files have and however the body is cut, they come out as they went in,
    /// little of them is in memory meanwhile, and the space is given back.
    #[test]
    fn s128_large_files_are_spooled() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let sizes = [10, 0, 100_000, 60_000, 400_000, 3, 131_072, 131_073, 1, 200_000];
        let content =
            |size: usize, seed: usize| (0..size).map(|at| (at * 31 + seed) as u8).collect::<Vec<_>>();
        let mut body = Vec::new();
        for (seed, size) in sizes.into_iter().enumerate() {
            let head =
                format!("--b\r\nContent-Disposition: form-data; name=\"{seed}\"; filename=\"f\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(&content(size, seed));
            body.extend_from_slice(b"\r\n--b\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\ntext\r\n");
        }
        body.extend_from_slice(b"--b--");
        for cut in [1_000, 16_384, 65_536, 300_000, 10_000_000] {
            let spool = Spool::new(std::env::temp_dir(), 10 << 20);
            let pieces: Vec<_> = body.chunks(cut).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
            let stream: BodyStream = Box::pin(futures_util::stream::iter(pieces));
            let rules = Rc::new(FormRules::default());
            let room = Room { spool: spool.clone(), rules: rules.clone(), max_memory: 1 << 20 };
            let entries = runtime.block_on(parse_stream(MULTIPART.to_owned(), stream, room)).unwrap();
            assert!(rules.spooled.get());
            let in_memory: usize = entries
                .0
                .iter()
                .map(|(_, entry)| match entry {
                    Entry::File { content: Content::Memory(bytes), .. } => bytes.len(),
                    _ => 0,
                })
                .sum();
            assert!(in_memory <= IN_MEMORY, "{in_memory}");
            assert!(spool.used() > 800_000);
            let files = shown(entries).into_iter().filter(|(_, file, _)| file.is_some());
            for ((seed, size), (name, _, bytes)) in sizes.into_iter().enumerate().zip(files) {
                assert_eq!(name, seed.to_string());
                assert!(bytes == content(size, seed), "file {seed}, cut by {cut}");
            }
            assert_eq!(spool.used(), 0);
        }
    }

    #[test]
    fn s125_r18_failures() {
        let class =
            |content_type: &str, body: &[u8], limits| parse(content_type, body, limits).unwrap_err().class;
        let cut = &BODY[..BODY.len() - 6];
        assert_eq!(class(MULTIPART, cut, Limits::default()), crate::ErrorClass::TypeError);
        assert_eq!(class("text/plain", b"", Limits::default()), crate::ErrorClass::TypeError);
        let few = Limits { max_fields: 1, ..Limits::default() };
        assert_eq!(class(MULTIPART, BODY, few), crate::ErrorClass::Framework { status: 413 });
    }
}
