//! Decoding of request paths (F-25, R-43) and the trailing-slash redirect (S-10).
//!
//! A path is decoded exactly once. What `decodeURI` leaves encoded (`%2F`, `%3F`, `%23` and other
//! separators) and `%25` stay as they are until a parameter is decoded on its own, so no encoded
//! slash can ever act as one.

use crate::manifest::TrailingSlash;
use std::borrow::Cow;

/// The characters whose escapes `decodeURI` keeps, and `%` itself (F-25).
const KEPT: &[u8] = b";/?:@&=+$,#%";

/// Decodes a request path for matching; `None` is the 400 of S-8 step 6 (`Malformed URI`).
#[must_use]
pub fn decode_path(path: &str) -> Option<Cow<'_, str>> {
    percent_decode(path, KEPT)
}

/// Decodes a parameter like `decodeURIComponent`; `None` when the text is malformed.
#[must_use]
pub fn decode_uri_component(text: &str) -> Option<Cow<'_, str>> {
    percent_decode(text, b"")
}

fn percent_decode<'a>(text: &'a str, kept: &[u8]) -> Option<Cow<'a, str>> {
    let Some(first) = memchr::memchr(b'%', text.as_bytes()) else { return Some(Cow::Borrowed(text)) };
    let mut out = Vec::with_capacity(text.len());
    let (plain, mut rest) = text.as_bytes().split_at_checked(first)?;
    out.extend_from_slice(plain);
    while let [byte, tail @ ..] = rest {
        if *byte != b'%' {
            out.push(*byte);
            rest = tail;
            continue;
        }
        let [high, low, tail @ ..] = tail else { return None };
        let value = hex(*high)? << 4 | hex(*low)?;
        if kept.contains(&value) {
            out.extend_from_slice(&[b'%', *high, *low]);
        } else {
            out.push(value);
        }
        rest = tail;
    }
    // Escapes must make up valid UTF-8 among themselves: the text around them is, so it is enough to
    // look at the whole, except that an escape must not complete a literal character (it cannot:
    // literal characters are whole).
    String::from_utf8(out).ok().map(Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// A path in the form that the route demands, for requests that are not redirected (S-85, C-88).
#[must_use]
pub fn with_trailing_slash(path: &str, option: TrailingSlash) -> Cow<'_, str> {
    match option {
        TrailingSlash::Always if !path.ends_with('/') => Cow::Owned(format!("{path}/")),
        TrailingSlash::Never if path != "/" => Cow::Borrowed(path.strip_suffix('/').unwrap_or(path)),
        _ => Cow::Borrowed(path),
    }
}

/// The relative `Location` that brings a path into the form the route demands (S-10), or `None` when
/// it has it already. `path` is the encoded path, `query` the text after `?` (a bare `?` is dropped).
#[must_use]
pub fn trailing_slash_redirect(path: &str, query: Option<&str>, option: TrailingSlash) -> Option<String> {
    let ends = path.ends_with('/');
    let wanted = match option {
        _ if path == "/" => ends,
        TrailingSlash::Ignore => ends,
        TrailingSlash::Always => true,
        TrailingSlash::Never => false,
    };
    if wanted == ends {
        return None;
    }
    let bare = path.trim_end_matches('/');
    let last = bare.rsplit('/').next().unwrap_or_default();
    let mut location = if wanted { format!("./{last}/") } else { format!("../{last}") };
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        location.push('?');
        location.push_str(query);
    }
    Some(location)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f25_decoding() {
        for (path, expected) in [
            ("/plain", Some("/plain")),
            ("/a%20b", Some("/a b")),
            ("/%C3%A9", Some("/\u{e9}")),
            ("/a%2Fb%2fc", Some("/a%2Fb%2fc")),
            ("/%3F%23%3B%40", Some("/%3F%23%3B%40")),
            ("/%25", Some("/%25")),
            ("/%2525", Some("/%2525")),
            ("/%", None),
            ("/%4", None),
            ("/%zz", None),
            ("/%ff", None),
            ("/%C3", None),
            ("/%ED%A0%80", None),
        ] {
            assert_eq!(decode_path(path).as_deref(), expected, "{path}");
        }
        assert_eq!(decode_uri_component("a%2Fb%25%3F").as_deref(), Some("a/b%?"));
        assert_eq!(decode_uri_component("%E0%A4%A"), None);
    }

    #[test]
    fn s10_redirects() {
        use TrailingSlash::{Always, Ignore, Never};
        for (path, query, option, expected) in [
            ("/a/b/", None, Never, Some("../b")),
            ("/a/b", None, Always, Some("./b/")),
            ("/a/b/", Some("?/x"), Never, Some("../b??/x")),
            ("/a/b/", Some(""), Never, Some("../b")),
            ("/a/b/", None, Always, None),
            ("/a/b", None, Never, None),
            ("/a/b/", None, Ignore, None),
            ("/", None, Never, None),
        ] {
            assert_eq!(trailing_slash_redirect(path, query, option).as_deref(), expected, "{path}");
        }
    }
}
