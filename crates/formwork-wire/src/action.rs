//! Which action a POST names (S-27, S-28) and the location its result is about (S-29…S-32).
//!
//! Both are read from the query. The name is hostile text: it is only ever looked up among an action
//! set's own properties (S-5). The location goes back to the browser, so it must not be readable as
//! another host's address.

use crate::query;
use std::borrow::Cow;

/// What the query of the request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requested {
    /// No key starts with `/`: the action called `default`.
    Default,
    /// `?/name`. The name may contain anything and may be empty (S-4).
    Named(String),
    /// `?/default`: reserved, an unknown error even if a default action exists (S-28).
    Reserved,
}

impl Requested {
    /// Reads the query of the *original* request URL (S-27).
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        match action_key(query) {
            None => Self::Default,
            Some(key) => match key.get(1..).unwrap_or_default() {
                "default" => Self::Reserved,
                name => Self::Named(name.to_owned()),
            },
        }
    }

    /// The name to look up; `default` for both ways of asking for it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Default | Self::Reserved => "default",
            Self::Named(name) => name,
        }
    }
}

/// The first decoded key that starts with `/`.
fn action_key(query: &str) -> Option<Cow<'_, str>> {
    query::pairs(query).map(|(key, _)| key).find(|key| key.starts_with('/'))
}

/// The location of an action result: path and query of `event.url` as it was before the action ran,
/// without the pairs that named the action (S-29). `path` is encoded and includes the base (S-32).
#[must_use]
pub fn location(path: &str, query: Option<&str>) -> String {
    let query = query.unwrap_or_default();
    let rest = match action_key(query) {
        Some(action) => query::without(query, |key| key == action),
        None => Cow::Borrowed(query),
    };
    let mut out = String::with_capacity(path.len() + rest.len() + 3);
    // S-31: `//host` would be protocol-relative. Browsers read a backslash as a slash there.
    if path.strip_prefix('/').is_some_and(|path| path.starts_with(['/', '\\'])) {
        out.push_str("/.");
    }
    out.push_str(path);
    if !rest.is_empty() {
        out.push('?');
        out.push_str(&rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s27_s28_names() {
        let named = |name: &str| Requested::Named(name.into());
        for (query, expected) in [
            ("", Requested::Default),
            ("/login&/register", named("login")),
            ("register", Requested::Default),
            ("=/x", Requested::Default),
            ("%2Fregister", named("register")),
            ("/register=abc", named("register")),
            ("/a%2Fb", named("a/b")),
            ("/a/b", named("a/b")),
            ("/with%20space", named("with space")),
            ("/with+space", named("with space")),
            ("//x", named("/x")),
            ("/", named("")),
            ("x=1&/a=2", named("a")),
            ("/A", named("A")),
            ("/default", Requested::Reserved),
            ("/%00", named("\0")),
            ("/__proto__", named("__proto__")),
        ] {
            assert_eq!(Requested::from_query(query), expected, "{query}");
        }
        // a long name is only a name.
        assert_eq!(Requested::from_query(&format!("/{}", "n".repeat(10_240))).name().len(), 10_240);
    }

    #[test]
    fn s29_s32_locations() {
        for (path, query, expected) in [
            ("/named", Some("x=1&/register&y=2"), "/named?x=1&y=2"),
            ("/basic", Some("he&/zz"), "/basic?he="),
            ("/named", Some("/login&/register"), "/named?%2Fregister="),
            ("/named", Some("/login&x=1&/login=2"), "/named?x=1"),
            ("/p/a%20b%2Fc", Some("q=%20"), "/p/a%20b%2Fc?q=%20"),
            ("/p", Some("/a"), "/p"),
            ("/p", Some(""), "/p"),
            ("/p/", None, "/p/"),
            ("//evil.test/x", Some("/a"), "/.//evil.test/x"),
            ("/\\evil.test", None, "/./\\evil.test"),
        ] {
            assert_eq!(location(path, query), expected, "{path} {query:?}");
        }
    }
}
