//! Natives of `TextEncoder` and `TextDecoder`: every label of the Encoding standard, by `encoding_rs`.

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding};
use rquickjs::class::Trace;
use rquickjs::prelude::Func;
use rquickjs::{Class, Ctx, Exception, JsLifetime, Object};

use super::memory::{AnyText, Octets, Text, View};

/// A decoder that keeps its state between pieces. Not visible to user code.
#[derive(Trace, JsLifetime)]
#[rquickjs::class]
pub(crate) struct StreamDecoder {
    #[qjs(skip_trace)]
    decoder: Decoder,
    #[qjs(skip_trace)]
    fatal: bool,
}

fn decoder(encoding: &'static Encoding, ignore_bom: bool) -> Decoder {
    if ignore_bom {
        encoding.new_decoder_without_bom_handling()
    } else {
        encoding.new_decoder_with_bom_removal()
    }
}

fn decode(decoder: &mut Decoder, bytes: &[u8], last: bool, fatal: bool) -> Option<String> {
    let mut text = String::new();
    let mut rest = bytes;
    loop {
        let room = match fatal {
            true => decoder.max_utf8_buffer_length_without_replacement(rest.len()),
            false => decoder.max_utf8_buffer_length(rest.len()),
        };
        text.reserve(room?);
        if fatal {
            match decoder.decode_to_string_without_replacement(rest, &mut text, last) {
                (DecoderResult::InputEmpty, _) => return Some(text),
                (DecoderResult::OutputFull, read) => rest = rest.get(read..)?,
                (DecoderResult::Malformed(..), _) => return None,
            }
        } else {
            match decoder.decode_to_string(rest, &mut text, last) {
                (CoderResult::InputEmpty, ..) => return Some(text),
                (CoderResult::OutputFull, read, _) => rest = rest.get(read..)?,
            }
        }
    }
}

fn malformed(ctx: &Ctx<'_>, encoding: &str) -> rquickjs::Error {
    Exception::throw_type(ctx, &format!("The bytes are not valid {encoding}"))
}

#[rquickjs::methods]
impl StreamDecoder {
    fn decode<'js>(&mut self, ctx: Ctx<'js>, bytes: View<'js>, last: bool) -> rquickjs::Result<String> {
        let (decoder, fatal) = (&mut self.decoder, self.fatal);
        bytes
            .with(|bytes| decode(decoder, bytes, last, fatal))
            .ok_or_else(|| malformed(&ctx, self.decoder.encoding().name()))
    }
}

fn encoding(ctx: &Ctx<'_>, label: &str) -> rquickjs::Result<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes())
        .ok_or_else(|| Exception::throw_range(ctx, &format!("{label:?} is no known encoding")))
}

/// How much of `text` fits into `out`, in whole characters: UTF-16 units read and bytes written.
fn encode_into(text: &str, out: &mut [u8]) -> (usize, usize) {
    let end = text.floor_char_boundary(out.len());
    let fitting = text.get(..end).unwrap_or_default();
    if let Some(target) = out.get_mut(..fitting.len()) {
        target.copy_from_slice(fitting.as_bytes());
    }
    (fitting.encode_utf16().count(), fitting.len())
}

/// Natives for `js/encoding.js`.
pub(crate) fn register<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    native.set("utf8Encode", Func::from(|text: AnyText| Octets(text.0.into_bytes())))?;
    native.set("utf8Length", Func::from(|text: Text| text.0.len()))?;
    native.set(
        "utf8EncodeInto",
        Func::from(|text: AnyText, target: View<'js>| {
            let (read, written) = target.with_mut(|out| encode_into(&text.0, out));
            vec![read, written]
        }),
    )?;
    native.set(
        "encodingName",
        Func::from(|ctx: Ctx<'js>, label: Text| {
            rquickjs::Result::Ok(encoding(&ctx, label.0.trim_ascii())?.name().to_ascii_lowercase())
        }),
    )?;
    native.set(
        "decode",
        Func::from(|ctx: Ctx<'js>, label: Text, bytes: View<'js>, fatal: bool, ignore_bom: bool| {
            let encoding = encoding(&ctx, &label.0)?;
            let mut decoder = decoder(encoding, ignore_bom);
            bytes
                .with(|bytes| decode(&mut decoder, bytes, true, fatal))
                .ok_or_else(|| malformed(&ctx, encoding.name()))
        }),
    )?;
    native.set(
        "streamDecoder",
        Func::from(|ctx: Ctx<'js>, label: Text, fatal: bool, ignore_bom: bool| {
            let decoder = decoder(encoding(&ctx, &label.0)?, ignore_bom);
            Class::instance(ctx, StreamDecoder { decoder, fatal })
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_joined_and_fatal_finds_the_error() {
        let mut utf8 = decoder(encoding_rs::UTF_8, false);
        let text: String = [&b"\xEF\xBB"[..], b"\xBFa\xF0\x9D", b"\x84\x9E"]
            .iter()
            .map(|piece| decode(&mut utf8, piece, false, false).unwrap())
            .collect();
        assert_eq!(text, "a𝄞");
        assert_eq!(decode(&mut decoder(encoding_rs::UTF_8, false), b"a\xFF", true, true), None);
        assert_eq!(
            decode(&mut decoder(encoding_rs::WINDOWS_1252, false), b"\x80", true, true).as_deref(),
            Some("€")
        );
    }

    #[test]
    fn encode_into_stops_at_a_whole_character() {
        let mut out = [0; 4];
        assert_eq!(encode_into("a𝄞b", &mut out), (1, 1));
        let mut out = [0; 5];
        assert_eq!(encode_into("a𝄞b", &mut out), (3, 5));
    }
}
