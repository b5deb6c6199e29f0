//! String literals of devalue text (S-150): JSON, in which `<`, U+2028, U+2029 and lone surrogates are
//! escaped too, so that the text is inert in HTML and valid UTF-8.

use super::text::Text;
use crate::json::push_unicode_escape;

/// What a byte needs: nothing, a short escape, a `\u` escape, or (0xE2) a look at what follows.
const PLAIN: u8 = 0;
const UNICODE: u8 = 1;
const SEPARATOR: u8 = 2;

const fn escapes() -> [u8; 256] {
    let mut table = [PLAIN; 256];
    let mut byte: u8 = 0;
    #[allow(clippy::indexing_slicing, reason = "constants; a wrong index would not compile")]
    {
        while byte < 0x20 {
            table[byte as usize] = UNICODE;
            byte += 1;
        }
        table[b'"' as usize] = b'"';
        table[b'\\' as usize] = b'\\';
        table[b'\n' as usize] = b'n';
        table[b'\r' as usize] = b'r';
        table[b'\t' as usize] = b't';
        table[0x08] = b'b';
        table[0x0c] = b'f';
        table[b'<' as usize] = b'<';
        table[0xE2] = SEPARATOR;
    }
    table
}

static ESCAPES: [u8; 256] = escapes();

/// Appends a string literal.
pub fn push_string_literal(out: &mut String, text: Text<'_>) {
    match text.simplest() {
        Text::Utf8(text) => {
            out.reserve(text.len() + 2);
            out.push('"');
            push_utf8(out, text);
            out.push('"');
        }
        other => {
            let units = other.to_utf16();
            out.push('"');
            let mut buffer = [0; 4];
            for character in char::decode_utf16(units.iter().copied()) {
                match character {
                    Ok(character) => push_utf8(out, character.encode_utf8(&mut buffer)),
                    Err(lone) => push_unicode_escape(out, lone.unpaired_surrogate()),
                }
            }
            out.push('"');
        }
    }
}

fn push_utf8(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut copied = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let action = ESCAPES.get(usize::from(*byte)).copied().unwrap_or(PLAIN);
        if action == PLAIN {
            continue;
        }
        let mut length = 1;
        if action == SEPARATOR {
            length = 3;
            let (Some(0x80), Some(0xA8 | 0xA9)) = (bytes.get(at + 1), bytes.get(at + 2)) else { continue };
        }
        out.push_str(text.get(copied..at).unwrap_or_default());
        copied = at + length;
        match action {
            UNICODE => push_unicode_escape(out, u16::from(*byte)),
            SEPARATOR => out.push_str(if bytes.get(at + 2) == Some(&0xA8) { "\\u2028" } else { "\\u2029" }),
            b'<' => out.push_str("\\u003C"),
            letter => {
                out.push('\\');
                out.push(char::from(letter));
            }
        }
    }
    out.push_str(text.get(copied..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: Text<'_>) -> String {
        let mut out = String::new();
        push_string_literal(&mut out, text);
        out
    }

    #[test]
    fn s150_table() {
        for (text, expected) in [
            ("", "\"\""),
            ("plain \u{e9}\u{1f600}\u{7f}>/&'", "\"plain \u{e9}\u{1f600}\u{7f}>/&'\""),
            ("\0\u{1f}\u{8}\u{c}\n\r\t\"\\", "\"\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\\""),
            ("</script>", "\"\\u003C/script>\""),
            ("a\u{2028}b\u{2029}\u{2027}\u{20ac}", "\"a\\u2028b\\u2029\u{2027}\u{20ac}\""),
        ] {
            assert_eq!(literal(Text::Utf8(text)), expected);
            assert_eq!(literal(Text::Wtf8(text.as_bytes())), expected);
            let units: Vec<u16> = text.encode_utf16().collect();
            assert_eq!(literal(Text::Utf16(&units)), expected);
        }
        assert_eq!(literal(Text::Utf16(&[0xD800, 0x61, 0xDC00])), "\"\\ud800a\\udc00\"");
        assert_eq!(literal(Text::Wtf8(b"\xED\xB0\x80<")), "\"\\udc00\\u003C\"");
        // Two halves that meet are one character.
        assert_eq!(literal(Text::Wtf8(b"\xED\xA0\xBD\xED\xB8\x80")), "\"\u{1f600}\"");
    }
}
