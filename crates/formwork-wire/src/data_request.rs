//! Recognising a data request (S-8 step 1, S-19, C-88, C-91).
//!
//! The client asks for the data of a page with the page's own path and a suffix, plus two query keys of
//! the framework. All of it is hostile; what comes out is the page's path and query as the app may see
//! them, and which nodes are wanted.

use crate::query;
use std::borrow::Cow;

const SUFFIX: &str = "/__data.json";
const HTML_SUFFIX: &str = ".html__data.json";
const INVALIDATED: &str = "x-sveltekit-invalidated";
const TRAILING_SLASH: &str = "x-sveltekit-trailing-slash";
/// Digits of `x-sveltekit-invalidated` that are looked at; no page has that many nodes.
const MAX_NODES: usize = 256;

/// A data request, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRequest<'a> {
    /// The page's path, encoded.
    pub path: String,
    /// The page's query without the framework's keys; `None` when nothing is left.
    pub query: Option<Cow<'a, str>>,
    /// Which nodes to compute, layouts from the root and then the leaf; `None` means all.
    pub invalidated: Option<Vec<bool>>,
}

impl<'a> DataRequest<'a> {
    /// `None` when the path is not that of a data request.
    #[must_use]
    pub fn from_target(path: &str, query: Option<&'a str>) -> Option<Self> {
        let mut page = strip_suffix(path)?;
        let query = query.unwrap_or_default();
        let (mut invalidated, mut slash) = (None, None);
        for (key, value) in query::pairs(query) {
            match key.as_ref() {
                TRAILING_SLASH if slash.is_none() => slash = Some(value == "1"),
                INVALIDATED if invalidated.is_none() => {
                    invalidated = Some(value.chars().take(MAX_NODES).map(|digit| digit == '1').collect());
                }
                _ => {}
            }
        }
        if page.is_empty() || slash == Some(true) {
            page.push('/');
        }
        let query = query::without(query, |key| key == INVALIDATED || key == TRAILING_SLASH);
        Some(Self { path: page, query: Some(query).filter(|query| !query.is_empty()), invalidated })
    }

    /// Whether this asks for the root layout's node only (C-96).
    #[must_use]
    pub fn wants_root_only(&self) -> bool {
        self.invalidated.as_deref() == Some(&[true])
    }
}

/// The page path of a data path.
#[must_use]
pub fn strip_suffix(path: &str) -> Option<String> {
    if let Some(page) = path.strip_suffix(HTML_SUFFIX) {
        return Some(format!("{page}.html"));
    }
    path.strip_suffix(SUFFIX).map(str::to_owned)
}

/// The data path of a page path (C-88).
#[must_use]
pub fn add_suffix(path: &str) -> String {
    match path.strip_suffix(".html") {
        Some(page) => format!("{page}{HTML_SUFFIX}"),
        None => format!("{}{SUFFIX}", path.strip_suffix('/').unwrap_or(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c88_c91_table() {
        for (path, query, expected) in [
            ("/__data.json", None, Some(("/", None, None))),
            ("/a/__data.json", Some("x=%20"), Some(("/a", Some("x=%20"), None))),
            ("/a.html__data.json", None, Some(("/a.html", None, None))),
            (
                "/a/__data.json",
                Some("x=1&x-sveltekit-trailing-slash=1&x-sveltekit-invalidated=011"),
                Some(("/a/", Some("x=1"), Some(vec![false, true, true]))),
            ),
            ("/__data.json", Some("x-sveltekit-trailing-slash=1"), Some(("/", None, None))),
            ("/a/__data.json", Some("x-sveltekit-invalidated="), Some(("/a", None, Some(vec![])))),
            ("/a", None, None),
            ("/a__data.json", None, None),
            ("/__data.json/", None, None),
        ] {
            let found = DataRequest::from_target(path, query);
            let expected = expected.map(|(path, query, invalidated): (&str, Option<&str>, _)| DataRequest {
                path: path.to_owned(),
                query: query.map(Cow::Borrowed),
                invalidated,
            });
            assert_eq!(found, expected, "{path} {query:?}");
        }
        let many = format!("x-sveltekit-invalidated={}", "1".repeat(100_000));
        assert_eq!(
            DataRequest::from_target("/__data.json", Some(&many)).unwrap().invalidated.unwrap().len(),
            256
        );
    }

    #[test]
    fn suffixes_round_trip() {
        for (page, data) in
            [("/", "/__data.json"), ("/a", "/a/__data.json"), ("/a.html", "/a.html__data.json")]
        {
            assert_eq!(add_suffix(page), data);
        }
        assert_eq!(add_suffix("/a/"), "/a/__data.json");
    }
}
