//! Query strings: the framework's reserved keys (S-9) and removal of keys by decoded name.
//!
//! A query is the text after `?`, still encoded. It is hostile; everything here is linear. Nothing is
//! re-encoded unless something was removed, because apps see their query byte for byte.

use std::borrow::Cow;

/// Keys that start so are the framework's own.
const RESERVED: &str = "x-sveltekit-";

/// The first key that an app's request may not use (S-9); the answer is a 400 with
/// `Cannot use reserved query parameter "<key>"`.
#[must_use]
pub fn reserved_key(query: &str) -> Option<String> {
    // Most queries cannot contain such a key: its first letters may be encoded, but not absent.
    if query.is_empty() {
        return None;
    }
    pairs(query).map(|(key, _)| key).find(|key| key.starts_with(RESERVED)).map(Cow::into_owned)
}

/// Decoded pairs in order.
pub fn pairs(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    form_urlencoded::parse(query.as_bytes())
}

/// The query without the pairs whose decoded key `remove` names: unchanged when there is none, else
/// serialised anew by the rules of `application/x-www-form-urlencoded` (S-30).
pub fn without<'a>(query: &'a str, mut remove: impl FnMut(&str) -> bool) -> Cow<'a, str> {
    let kept: Vec<_> = pairs(query).collect();
    let before = kept.len();
    let kept: Vec<_> = kept.into_iter().filter(|(key, _)| !remove(key)).collect();
    if kept.len() == before {
        return Cow::Borrowed(query);
    }
    Cow::Owned(form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s9_reserved_keys() {
        assert_eq!(reserved_key("a=1&x-sveltekit-foo=2"), Some("x-sveltekit-foo".into()));
        assert_eq!(reserved_key("%78-sveltekit-"), Some("x-sveltekit-".into()));
        assert_eq!(reserved_key("a=x-sveltekit-foo&X-sveltekit-a"), None);
        assert_eq!(reserved_key(""), None);
    }

    #[test]
    fn s30_removal() {
        assert_eq!(without("q=%20&r", |_| false), "q=%20&r");
        assert_eq!(without("q=%20&r&/x", |key| key == "/x"), "q=+&r=");
    }
}
