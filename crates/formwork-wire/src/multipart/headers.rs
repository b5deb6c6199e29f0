//! The header block of a part.
//!
//! Names and file names are bytes of UTF-8 in which only `%22`, `%0D` and `%0A` are escapes, as browsers
//! write them; there are no backslash escapes and no `filename*`. Both are data, never paths.

use crate::form::{FormError, Limits};
use std::borrow::Cow;

/// What a part says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartHead {
    /// The field's name; may be empty.
    pub name: String,
    /// The file's name; the part is a text field when there is none (S-123).
    pub filename: Option<String>,
    /// Its `Content-Type`, as sent.
    pub content_type: Option<String>,
}

/// Reads a header block without its final empty line.
pub(super) fn parse(block: &[u8], limits: &Limits) -> Result<PartHead, FormError> {
    let mut disposition = None;
    let mut content_type = None;
    let mut count = 0;
    let mut rest = block;
    while !rest.is_empty() {
        let (line, tail) = match memchr::memmem::find(rest, b"\r\n") {
            Some(end) => (rest.get(..end).unwrap_or_default(), rest.get(end + 2..).unwrap_or_default()),
            None => (rest, &[][..]),
        };
        rest = tail;
        count += 1;
        if count > limits.max_headers {
            return Err(FormError::TooManyHeaders);
        }
        if matches!(line.first(), Some(b' ' | b'\t')) {
            return Err(FormError::Header("a header is folded"));
        }
        if line.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
            return Err(FormError::Header("a header has a control character"));
        }
        let colon = memchr::memchr(b':', line).ok_or(FormError::Header("a header has no colon"))?;
        let name = line.get(..colon).unwrap_or_default();
        let value = trim(line.get(colon + 1..).unwrap_or_default());
        if name.is_empty() || !name.iter().all(|byte| is_token(*byte)) {
            return Err(FormError::Header("a header has a malformed name"));
        }
        let slot = if name.eq_ignore_ascii_case(b"content-disposition") {
            &mut disposition
        } else if name.eq_ignore_ascii_case(b"content-type") {
            &mut content_type
        } else {
            continue;
        };
        if slot.replace(value).is_some() {
            return Err(FormError::Header("a header is given twice"));
        }
    }
    let disposition = disposition.ok_or(FormError::Header("Content-Disposition is missing"))?;
    let (name, filename) = parse_disposition(disposition, limits)?;
    Ok(PartHead {
        name,
        filename,
        content_type: content_type.map(|value| String::from_utf8_lossy(value).into_owned()),
    })
}

/// `form-data; name="…"; filename="…"`.
fn parse_disposition(value: &[u8], limits: &Limits) -> Result<(String, Option<String>), FormError> {
    let end = memchr::memchr(b';', value).unwrap_or(value.len());
    let (kind, mut rest) = value.split_at_checked(end).unwrap_or((value, &[]));
    if !trim(kind).eq_ignore_ascii_case(b"form-data") {
        return Err(FormError::Header("Content-Disposition is not form-data"));
    }
    let (mut name, mut filename) = (None, None);
    loop {
        rest = trim(rest);
        let Some(after) = rest.strip_prefix(b";") else {
            if rest.is_empty() {
                break;
            }
            return Err(FormError::Header("Content-Disposition is malformed"));
        };
        rest = trim(after);
        if rest.is_empty() || rest.starts_with(b";") {
            continue;
        }
        let equals = memchr::memchr2(b'=', b';', rest)
            .filter(|at| rest.get(*at) == Some(&b'='))
            .ok_or(FormError::Header("Content-Disposition is malformed"))?;
        let key = trim(rest.get(..equals).unwrap_or_default());
        rest = trim(rest.get(equals + 1..).unwrap_or_default());
        let text = if let Some(quoted) = rest.strip_prefix(b"\"") {
            let end = memchr::memchr(b'"', quoted).ok_or(FormError::Header("a quoted name does not end"))?;
            rest = quoted.get(end + 1..).unwrap_or_default();
            quoted.get(..end).unwrap_or_default()
        } else {
            let end = memchr::memchr(b';', rest).unwrap_or(rest.len());
            let text = rest.get(..end).unwrap_or_default();
            rest = rest.get(end..).unwrap_or_default();
            trim(text)
        };
        let slot = if key.eq_ignore_ascii_case(b"name") {
            &mut name
        } else if key.eq_ignore_ascii_case(b"filename") {
            &mut filename
        } else {
            continue;
        };
        // A file's name has the header block's limit.
        if text.len() > limits.max_name_bytes && key.eq_ignore_ascii_case(b"name") {
            return Err(FormError::NameTooLong(limits.max_name_bytes));
        }
        if slot.replace(decode(text)).is_some() {
            return Err(FormError::Header("a name is given twice"));
        }
    }
    Ok((name.ok_or(FormError::Header("the part has no name"))?, filename))
}

/// `%22`, `%0D` and `%0A`, and nothing else (S-122).
fn decode(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        let (decoded, tail) = match rest {
            [b'%', b'2', b'2', tail @ ..] => (b'"', tail),
            [b'%', b'0', b'D' | b'd', tail @ ..] => (b'\r', tail),
            [b'%', b'0', b'A' | b'a', tail @ ..] => (b'\n', tail),
            _ => (*byte, tail),
        };
        out.push(decoded);
        rest = tail;
    }
    match String::from_utf8_lossy(&out) {
        Cow::Owned(text) => text,
        Cow::Borrowed(text) => text.to_owned(),
    }
}

fn trim(bytes: &[u8]) -> &[u8] {
    let mut bytes = bytes;
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(block: &str) -> Result<(String, Option<String>, Option<String>), FormError> {
        parse(block.as_bytes(), &Limits::default()).map(|head| (head.name, head.filename, head.content_type))
    }

    #[test]
    fn r22_r24_r25_heads() {
        for (block, name, filename) in [
            ("Content-Disposition: form-data; name=\"a\"", "a", None),
            ("content-disposition:FORM-DATA;NAME=a", "a", None),
            ("Content-Disposition: form-data; name=a b ; x=y", "a b", None),
            ("Content-Disposition: form-data; name=\"\"", "", None),
            ("Content-Disposition: form-data; name=\"__proto__\"", "__proto__", None),
            ("Content-Disposition: form-data; name=\"a%22b%0D%0ac%20%\"", "a\"b\r\nc%20%", None),
            (
                "Content-Disposition: form-data; name=\"\u{e9}\"; filename=\"\u{1f600}.txt\"",
                "\u{e9}",
                Some("\u{1f600}.txt"),
            ),
            ("Content-Disposition: form-data; name=\"f\"; filename=\"C:\\x\\y\"", "f", Some("C:\\x\\y")),
            (
                "Content-Disposition: form-data; name=\"f\"; filename=\"../../etc/passwd\"",
                "f",
                Some("../../etc/passwd"),
            ),
            ("Content-Disposition: form-data; name=\"f\"; filename=\"\"", "f", Some("")),
            ("Content-Disposition: form-data; filename=\"x;name=y\"; name=\"f\"", "f", Some("x;name=y")),
            ("Content-Disposition: form-data; name=\"f\"; filename*=utf-8''x", "f", None),
            ("Content-Disposition: form-data; name=\"f\"; filename=\"a\0b\"", "f", Some("a\0b")),
            ("X-Other: 1\r\nContent-Disposition: form-data; name=\"f\";", "f", None),
        ] {
            assert_eq!(head(block), Ok((name.into(), filename.map(str::to_owned), None)), "{block}");
        }
        let (.., content_type) =
            head("Content-Type:  text/x; a=b \r\nContent-Disposition: form-data; name=f").unwrap();
        assert_eq!(content_type.as_deref(), Some("text/x; a=b"));
    }

    #[test]
    fn r22_bad_heads() {
        for block in [
            "",
            "Content-Type: text/plain",
            "Content-Disposition: form-data",
            "Content-Disposition: form-data; filename=\"a\"",
            "Content-Disposition: attachment; name=\"a\"",
            "Content-Disposition: form-data; name=\"a",
            "Content-Disposition: form-data; name=\"a\" b",
            "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
            "Content-Disposition: form-data; name",
            "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"a\"",
            "Content-Disposition: form-data;\r\n name=\"a\"",
            "Content-Disposition: form-data; name=\"a\"\nX: y",
            "Content-Disposition : form-data; name=\"a\"",
            "no colon",
            ": x",
        ] {
            assert!(matches!(head(block), Err(FormError::Header(_))), "{block:?} {:?}", head(block));
        }
        let many = "X: y\r\n".repeat(32) + "Content-Disposition: form-data; name=\"a\"";
        assert_eq!(head(&many), Err(FormError::TooManyHeaders));
        let long = format!("Content-Disposition: form-data; name=\"{}\"", "n".repeat(1_025));
        assert_eq!(head(&long), Err(FormError::NameTooLong(1_024)));
    }
}
