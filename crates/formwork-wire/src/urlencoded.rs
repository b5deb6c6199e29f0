//! `application/x-www-form-urlencoded` (S-121, R-12, R-18).
//!
//! Parsed as the URL standard says, always as UTF-8: malformed escapes stay as they are, invalid UTF-8
//! becomes U+FFFD, order and duplicates are kept, and only `&` separates. Linear in the body; limits
//! are checked while parsing.

use crate::form::{FormError, Limits};
use std::borrow::Cow;

/// A field: its name and value.
pub type Field<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The fields of a body, in order.
///
/// # Errors
/// A limit was exceeded.
pub fn parse<'a>(body: &'a [u8], limits: &Limits) -> Result<Vec<Field<'a>>, FormError> {
    let mut fields = Vec::new();
    for (name, value) in form_urlencoded::parse(body) {
        if fields.len() >= limits.max_fields {
            return Err(FormError::TooManyFields(limits.max_fields));
        }
        if name.len() > limits.max_name_bytes {
            return Err(FormError::NameTooLong(limits.max_name_bytes));
        }
        if value.len() > limits.max_value_bytes {
            return Err(FormError::ValueTooLong(limits.max_value_bytes));
        }
        fields.push((name, value));
    }
    Ok(fields)
}

/// Pairs as text, the way `URLSearchParams` serialises them.
pub fn serialize<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s121_r12_table() {
        type Row = (&'static [u8], &'static [(&'static str, &'static str)]);
        let table: &[Row] = &[
            (b"", &[]),
            (b"&&", &[]),
            (b"=", &[("", "")]),
            (b"=a", &[("", "a")]),
            (b"a", &[("a", "")]),
            (b"a=", &[("a", "")]),
            (b"a=b=c", &[("a", "b=c")]),
            (b"a=1&a=2&b=3", &[("a", "1"), ("a", "2"), ("b", "3")]),
            (b"a;b=c", &[("a;b", "c")]),
            (b"%zz=%", &[("%zz", "%")]),
            (b"a=%4", &[("a", "%4")]),
            (b"%ff=\xff\xfe", &[("\u{fffd}", "\u{fffd}\u{fffd}")]),
            (b"a=%E2%82", &[("a", "\u{fffd}")]),
            (b"a=%E2%82x%E2", &[("a", "\u{fffd}x\u{fffd}")]),
            (b"a=%F0%80%80", &[("a", "\u{fffd}\u{fffd}\u{fffd}")]),
            (b"+=%2B+%20", &[(" ", "+  ")]),
            (b"a=%00\0", &[("a", "\0\0")]),
            (b"a=%EF%BB%BFx", &[("a", "\u{feff}x")]),
            (
                b"__proto__=1&constructor.prototype.x=2&toString=3&a[__proto__][b]=4",
                &[
                    ("__proto__", "1"),
                    ("constructor.prototype.x", "2"),
                    ("toString", "3"),
                    ("a[__proto__][b]", "4"),
                ],
            ),
            ("n\u{e4}me=w\u{e9}rt".as_bytes(), &[("n\u{e4}me", "w\u{e9}rt")]),
        ];
        for (body, expected) in table {
            let fields = parse(body, &Limits::default()).unwrap();
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
            assert_eq!(&fields, expected, "{:?}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn r18_limits() {
        let limits = Limits::default();
        let fields = |count: usize| "a=&".repeat(count).into_bytes();
        assert_eq!(parse(&fields(1_000), &limits).unwrap().len(), 1_000);
        assert_eq!(parse(&fields(1_001), &limits).unwrap_err(), FormError::TooManyFields(1_000));
        assert_eq!(parse(&fields(200_000), &limits).unwrap_err().status(), 413);
        let name = format!("{}=1", "n".repeat(1_025));
        assert_eq!(parse(name.as_bytes(), &limits).unwrap_err().status(), 400);
        let value = format!("a={}", "v".repeat(1024 * 1024 + 1));
        assert_eq!(parse(value.as_bytes(), &limits).unwrap_err().status(), 413);
    }

    #[test]
    fn serialize_is_that_of_url_search_params() {
        assert_eq!(
            serialize([("a b", "\u{e9}&=+*-._~!'()"), ("", "")]),
            "a+b=%C3%A9%26%3D%2B*-._%7E%21%27%28%29&="
        );
    }
}
