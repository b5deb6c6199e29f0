//! JavaScript strings without copying: whatever form an engine can lend them in.

use std::borrow::Cow;

/// A borrowed JavaScript string. Lone surrogates survive in the last two forms.
#[derive(Debug, Clone, Copy)]
pub enum Text<'a> {
    /// Well-formed text.
    Utf8(&'a str),
    /// UTF-8 in which lone surrogates are encoded as if they were characters. This is what C-string
    /// accessors of engines give; well-formed content costs one validation.
    Wtf8(&'a [u8]),
    /// UTF-16 code units.
    Utf16(&'a [u16]),
}

impl<'a> Text<'a> {
    /// As well-formed text, lone surrogates replaced by U+FFFD.
    #[must_use]
    pub fn to_string_lossy(self) -> Cow<'a, str> {
        match self.simplest() {
            Self::Utf8(text) => Cow::Borrowed(text),
            other => {
                let units = other.to_utf16();
                Cow::Owned(String::from_utf16_lossy(&units))
            }
        }
    }

    /// As UTF-16 code units.
    #[must_use]
    pub fn to_utf16(self) -> Cow<'a, [u16]> {
        match self {
            Self::Utf8(text) => Cow::Owned(text.encode_utf16().collect()),
            Self::Utf16(units) => Cow::Borrowed(units),
            Self::Wtf8(bytes) => Cow::Owned(wtf8_units(bytes)),
        }
    }

    /// The same text as `Utf8` if it is well-formed, else as it is.
    #[must_use]
    pub fn simplest(self) -> Self {
        match self {
            Self::Wtf8(bytes) => std::str::from_utf8(bytes).map_or(self, Self::Utf8),
            other => other,
        }
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::Utf8(text)
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.simplest(), other.simplest()) {
            (Self::Utf8(a), Self::Utf8(b)) => a == b,
            (a, b) => a.to_utf16() == b.to_utf16(),
        }
    }
}

impl Eq for Text<'_> {}

/// Code units of generalised UTF-8; bytes that are not even that become U+FFFD.
fn wtf8_units(bytes: &[u8]) -> Vec<u16> {
    let mut units = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let valid = match std::str::from_utf8(rest) {
            Ok(_) => rest.len(),
            Err(error) => error.valid_up_to(),
        };
        let (good, bad) = rest.split_at_checked(valid).unwrap_or((rest, &[]));
        units.extend(String::from_utf8_lossy(good).encode_utf16());
        rest = match bad {
            [] => bad,
            [0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF, tail @ ..] => {
                units.push(0xD000 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F));
                tail
            }
            [_, tail @ ..] => {
                units.push(0xFFFD);
                tail
            }
        };
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_agree() {
        let lone = Text::Wtf8(b"a\xED\xA0\x80b");
        assert_eq!(lone.to_utf16().as_ref(), [0x61, 0xD800, 0x62]);
        assert_eq!(lone, Text::Utf16(&[0x61, 0xD800, 0x62]));
        assert_eq!(lone.to_string_lossy(), "a\u{fffd}b");
        assert_eq!(Text::Wtf8("\u{1f600}".as_bytes()), Text::Utf8("\u{1f600}"));
        assert_eq!(Text::Wtf8(b"\xff").to_string_lossy(), "\u{fffd}");
    }
}
