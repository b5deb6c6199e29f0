//! Natives of `Buffer`: base64, hexadecimal, searching and comparing.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memmem;
use rquickjs::Object;
use rquickjs::prelude::Func;

use crate::web::{Octets, Text, View};

/// Node's decoder takes both alphabets, any padding, and ignores what is no base64 character.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

fn decode(text: &str) -> Vec<u8> {
    let mut digits: Vec<u8> = text
        .bytes()
        .take_while(|byte| *byte != b'=')
        .filter_map(|byte| match byte {
            b'-' => Some(b'+'),
            b'_' => Some(b'/'),
            b'+' | b'/' => Some(byte),
            _ => byte.is_ascii_alphanumeric().then_some(byte),
        })
        .collect();
    // A single digit at the end carries less than a byte.
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    LENIENT.decode(digits).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[char; 16] =
        &['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// What two digits each stand for, up to the first that are none.
fn unhex(text: &str) -> Vec<u8> {
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(value(*high)? << 4 | value(*low)?),
        _ => None,
    };
    text.as_bytes().chunks_exact(2).map_while(pair).collect()
}

/// Where `wanted` stands first, from `from` on; in time that grows with the length of both, whatever they are.
fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    memmem::find(bytes.get(from..)?, wanted).map(|at| from + at)
}

/// Where it stands last, at `from` or before.
fn find_last(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let end = from.saturating_add(wanted.len()).min(bytes.len());
    memmem::rfind(bytes.get(..end)?, wanted)
}

/// Adds the natives.
pub(super) fn register<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    native.set("base64Decode", Func::from(|text: Text| Octets(decode(&text.0))))?;
    native.set(
        "base64Encode",
        Func::from(|bytes: View<'js>, url: bool| {
            bytes.with(|bytes| if url { URL_SAFE_NO_PAD.encode(bytes) } else { STANDARD.encode(bytes) })
        }),
    )?;
    native.set("hexDecode", Func::from(|text: Text| Octets(unhex(&text.0))))?;
    native.set("hexEncode", Func::from(|bytes: View<'js>| bytes.with(hex)))?;
    native.set(
        "compare",
        Func::from(|first: View<'js>, second: View<'js>| {
            first.with(|first| second.with(|second| first.cmp(second))) as i32
        }),
    )?;
    native.set(
        "indexOf",
        Func::from(|bytes: View<'js>, wanted: View<'js>, from: usize| {
            bytes.with(|bytes| wanted.with(|wanted| find(bytes, wanted, from)))
        }),
    )?;
    native.set(
        "lastIndexOf",
        Func::from(|bytes: View<'js>, wanted: View<'js>, from: usize| {
            bytes.with(|bytes| wanted.with(|wanted| find_last(bytes, wanted, from)))
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_leniently() {
        for (text, bytes) in [
            ("aGk=", &b"hi"[..]),
            ("aGk", b"hi"),
            ("_-8", b"\xff\xef"),
            ("/+8=", b"\xff\xef"),
            (" aG\nk= ignored", b"hi"),
            ("a", b""),
            ("", b""),
        ] {
            assert_eq!(decode(text), bytes, "{text:?}");
        }
        assert_eq!(hex(b"\x00\x7f\xff"), "007fff");
        for (text, bytes) in
            [("007fFF", &b"\x00\x7f\xff"[..]), ("0g", b""), ("61 62", b"a"), ("616", b"a"), ("61é", b"a")]
        {
            assert_eq!(unhex(text), bytes, "{text:?}");
        }
    }
}
