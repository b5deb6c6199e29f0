//! Form bodies as entries (S-121…S-126), parsed by `formwork-wire`.

use std::borrow::Cow;

use bytes::Bytes;
use formwork_wire::form::{FormError, Limits};
use formwork_wire::media_type::{self, FormType};
use formwork_wire::multipart::{self, Event, Parser, PartHead};
use formwork_wire::urlencoded;
use futures_util::StreamExt;
use rquickjs::{Array, Class, Ctx, IntoJs, Value};

use super::body::BodyStream;
use super::chunk::Chunk;
use crate::error::HostError;

/// One value of a form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Text(String),
    File { name: String, content_type: String, bytes: Bytes },
}

/// Names and values in the order they were sent.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Entries(pub(crate) Vec<(String, Entry)>);

/// A flat array: name, value, name, value, …; a file is an array of its chunk, name and type.
impl<'js> IntoJs<'js> for Entries {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let flat = Array::new(ctx.clone())?;
        for (index, (name, entry)) in self.0.into_iter().enumerate() {
            flat.set(index * 2, name)?;
            match entry {
                Entry::Text(text) => flat.set(index * 2 + 1, text)?,
                Entry::File { name, content_type, bytes } => {
                    let file = Array::new(ctx.clone())?;
                    file.set(0, Class::instance(ctx.clone(), Chunk::new(bytes))?)?;
                    file.set(1, name)?;
                    file.set(2, content_type)?;
                    flat.set(index * 2 + 1, file)?;
                }
            }
        }
        Ok(flat.into_value())
    }
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
    done: Entries,
    open: Option<(PartHead, Vec<u8>)>,
}

impl Parts {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::PartStart(head) => self.open = Some((head, Vec::new())),
            Event::Data(data) => {
                if let Some((_, content)) = &mut self.open {
                    content.extend_from_slice(data);
                }
            }
            Event::PartEnd => {
                if let Some((head, content)) = self.open.take() {
                    self.done.0.push(entry(head, content));
                }
            }
        }
    }
}

/// A part as an entry (S-123): with a file name it is a file, else text, whatever charset it declares.
fn entry(head: PartHead, content: Vec<u8>) -> (String, Entry) {
    let entry = match head.filename {
        Some(name) => Entry::File {
            name,
            content_type: head.content_type.unwrap_or_else(|| "text/plain".to_owned()),
            bytes: content.into(),
        },
        None => Entry::Text(
            String::from_utf8(content)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        ),
    };
    (head.name, entry)
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

    fn finish(self) -> Result<Entries, HostError> {
        match self {
            FormReader::UrlEncoded { body, limits } => url_encoded(&body, &limits),
            FormReader::Multipart { mut parser, parts } => {
                parser.finish().map_err(failure)?;
                Ok(parts.done)
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
pub(crate) async fn parse_stream(content_type: String, mut stream: BodyStream) -> Result<Entries, HostError> {
    let mut reader = FormReader::new(&content_type, Limits::default())?;
    while let Some(piece) = stream.next().await {
        reader.push(&piece?)?;
    }
    reader.finish()
}

fn url_encoded(body: &[u8], limits: &Limits) -> Result<Entries, HostError> {
    let pairs = urlencoded::parse(body, limits).map_err(failure)?;
    let owned =
        |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), Entry::Text(value.into_owned()));
    Ok(Entries(pairs.into_iter().map(owned).collect()))
}

/// Too much is a matter between server and client (413); anything else is what the platform makes of a
/// body that is no form: a TypeError (S-125).
fn failure(error: FormError) -> HostError {
    match error.status() {
        413 => HostError::framework(413, "Payload Too Large"),
        _ => HostError::type_error(format!("The body is no valid form: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MULTIPART: &str = "multipart/form-data; boundary=b";
    const BODY: &[u8] = b"--b\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n\xff\r\n--b\r\n\
        Content-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nbytes\r\n--b--\r\n";

    fn expected() -> Entries {
        let file = Entry::File { name: "x".into(), content_type: "text/plain".into(), bytes: "bytes".into() };
        Entries(vec![("t".into(), Entry::Text("\u{fffd}".into())), ("f".into(), file)])
    }

    #[test]
    fn s123_parts_become_entries_however_the_body_is_cut() {
        assert_eq!(parse(MULTIPART, BODY, Limits::default()).unwrap(), expected());
        let mut reader = FormReader::new(MULTIPART, Limits::default()).unwrap();
        for byte in BODY.chunks(1) {
            reader.push(byte).unwrap();
        }
        assert_eq!(reader.finish().unwrap(), expected());
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
