//! Writing JSON text the way JavaScript's `JSON.stringify` does.
//!
//! Action results and data lines embed text that others made (devalue, error objects), so they are
//! put together from strings instead of going through a value tree.

/// Appends a JSON string literal.
pub fn push_string(out: &mut String, value: &str) {
    out.reserve(value.len() + 2);
    out.push('"');
    let mut copied = 0;
    for (at, byte) in value.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0..=0x1f => "",
            _ => continue,
        };
        out.push_str(value.get(copied..at).unwrap_or_default());
        out.push_str(short);
        if short.is_empty() {
            push_unicode_escape(out, u16::from(byte));
        }
        copied = at + 1;
    }
    out.push_str(value.get(copied..).unwrap_or_default());
    out.push('"');
}

/// Appends `\uxxxx` with lower-case digits.
pub(crate) fn push_unicode_escape(out: &mut String, unit: u16) {
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        out.push(char::from_digit(u32::from(unit >> shift) & 15, 16).unwrap_or('0'));
    }
}

/// Appends `,"key":` or, right after an opening brace, `"key":`. Keys are the crate's own words.
pub(crate) fn push_key(out: &mut String, key: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    out.push('"');
    out.push_str(key);
    out.push_str("\":");
}

/// Appends an integer.
pub(crate) fn push_integer(out: &mut String, value: impl itoa::Integer) {
    out.push_str(itoa::Buffer::new().format(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_those_of_json_stringify() {
        let mut out = String::new();
        push_string(&mut out, "a\"b\\c\n\r\t\u{8}\u{c}\0\u{1f}\u{7f}\u{e9}\u{1f600}</\u{2028}");
        assert_eq!(out, "\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0000\\u001f\u{7f}\u{e9}\u{1f600}</\u{2028}\"");
    }
}
