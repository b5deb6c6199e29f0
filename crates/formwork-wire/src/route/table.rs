//! Finding the route of a request (F-23…F-27).
//!
//! The table keeps the manifest's routes in their order. A route without parameters is compared as
//! text; others first by their literal beginning and only then by their pattern.

use super::params::{ParamError, Params, extract};
use crate::manifest::{Param, Route};
use regex::Regex;
use thiserror::Error;

/// The routes of an app, ready to match.
#[derive(Debug)]
pub struct RouteTable {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    pattern: Regex,
    params: Vec<Param>,
    /// What a matching path begins with; for a route without parameters all of it but a last slash.
    prefix: String,
}

/// A matching route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a, T> {
    /// Its position in the manifest.
    pub route: usize,
    /// Its parameters; absent optional ones are missing.
    pub params: Params<'a, T>,
}

/// A pattern of the manifest is no regular expression.
#[derive(Debug, Clone, Error)]
#[error("route `{id}` has no valid pattern")]
pub struct TableError {
    /// The route's id.
    pub id: String,
    /// What the pattern parser says.
    #[source]
    pub source: Box<regex::Error>,
}

impl RouteTable {
    /// Prepares the routes, which are already in matching order.
    ///
    /// # Errors
    /// [`TableError`] for a manifest that Formwork did not write.
    pub fn new(routes: &[Route]) -> Result<Self, TableError> {
        let entries = routes
            .iter()
            .map(|route| {
                let pattern = Regex::new(&route.pattern)
                    .map_err(|source| TableError { id: route.id.clone(), source: Box::new(source) })?;
                Ok(Entry { pattern, params: route.params.clone(), prefix: literal_prefix(&route.pattern) })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { entries })
    }

    /// Finds the first route that matches a path, which [`super::decode_path`] decoded and which has
    /// lost its base path. `matcher` is described at [`extract`].
    ///
    /// # Errors
    /// [`ParamError`], see there.
    pub fn find<'a, T, E>(
        &'a self,
        path: &str,
        mut matcher: impl FnMut(&'a Param, &str) -> Result<Option<T>, E>,
    ) -> Result<Option<Found<'a, T>>, ParamError<E>> {
        for (route, entry) in self.entries.iter().enumerate() {
            if !path.starts_with(&entry.prefix) {
                continue;
            }
            if entry.params.is_empty() {
                if entry.pattern.is_match(path) {
                    return Ok(Some(Found { route, params: Vec::new() }));
                }
                continue;
            }
            let Some(captures) = entry.pattern.captures(path) else { continue };
            let texts: Vec<Option<&str>> =
                captures.iter().skip(1).map(|group| group.map(|group| group.as_str())).collect();
            if let Some(params) = extract(&entry.params, &texts, &mut matcher)? {
                return Ok(Some(Found { route, params }));
            }
        }
        Ok(None)
    }
}

/// The literal text at the start of a pattern that [`super::RouteId::pattern`] wrote, as far as it is
/// easy to tell; any shorter text is right too.
fn literal_prefix(pattern: &str) -> String {
    let mut out = String::new();
    for character in pattern.strip_prefix('^').unwrap_or_default().chars() {
        match character {
            '.' | '*' | '+' | '^' | '$' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '\\' => return out,
            '?' => {
                out.pop();
                return out;
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::RouteId;
    use std::convert::Infallible;

    fn route(id: &str) -> Route {
        let parsed = RouteId::parse(id).unwrap();
        Route { id: id.into(), pattern: parsed.pattern(), params: parsed.params(), ..Route::default() }
    }

    fn params(id: &str, path: &str) -> Option<Vec<(String, String)>> {
        let table = RouteTable::new(&[route(id)]).unwrap();
        let found = table.find(path, |param, text| {
            Ok::<_, Infallible>((param.matcher.as_deref() != Some("no")).then(|| text.to_owned()))
        });
        found
            .unwrap()
            .map(|found| found.params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    #[test]
    fn f27_table() {
        for (id, path, expected) in [
            ("/blog/[[slug]]/sub[[param]]", "/blog/subparam", Some(&[("param", "param")][..])),
            ("/[[slug]]/[...rest]", "/slug", Some(&[("slug", "slug"), ("rest", "")])),
            ("/[[slug]]/[...rest]", "/", Some(&[("rest", "")])),
            ("/[[slug=no]]/[...rest]", "/foo", Some(&[("rest", "foo")])),
            (
                "/[[a=no]]/[b]/[...c]/[d]/e",
                "/foo/bar/baz/qux/e",
                Some(&[("b", "foo"), ("c", "bar/baz"), ("d", "qux")]),
            ),
            (
                "/[[a=no]]/[[b=yes]]/[[c=no]]/[...rest].json",
                "/foo/bar/baz.json",
                Some(&[("b", "foo"), ("rest", "bar/baz")]),
            ),
            ("/[[a=no]]/[[b=yes]]/c", "/a/b/c", None),
            ("/[[a=no]]/[[b=no]]", "/foo", None),
            ("/[a]/[[lang=no]]/[[page=yes]]", "/a/2", Some(&[("a", "a"), ("page", "2")])),
            (
                "/[[lang=no]]/[asset=yes]/[[type]]/[...cats]",
                "/sfx/category/car/crash",
                Some(&[("asset", "sfx"), ("type", "category"), ("cats", "car/crash")]),
            ),
            ("/[...a=yes]/[b]/[c]", "/foo/bar", Some(&[("a", ""), ("b", "foo"), ("c", "bar")])),
            ("/[...a=no]/[b]", "/foo", None),
            ("/[[a=no]]/[...b=no]", "/a/b/c", None),
        ] {
            let expected = expected.map(|pairs| {
                pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
            });
            assert_eq!(params(id, path), expected, "{id} {path}");
        }
    }

    #[test]
    fn f23_matching() {
        for (id, path, matches) in [
            ("/", "/", true),
            ("/", "", false),
            ("/", "//", false),
            ("/(g)", "/", true),
            ("/a", "/a", true),
            ("/a", "/a/", true),
            ("/a", "/a//", false),
            ("/a", "/A", false),
            ("/[x]", "/", false),
            ("/[x]", "/a/b", false),
            ("/[...x]", "/", true),
            ("/[...x]", "/a\n/b", true),
            ("/a/[...x]", "/a", true),
            ("/a/[...x]", "/ab", false),
            ("/a[...x]b", "/ab", true),
            ("/a[...x]b", "/a/1/b", true),
            ("/a-[[x]]", "/a-", true),
            ("/a[x+2f]b", "/a%2fb", true),
            ("/a[x+2f]b", "/a%2Fb", true),
            ("/a[x+2f]b", "/a/b", false),
            ("/[a].[b]", "/x.y.z", true),
        ] {
            assert_eq!(params(id, path).is_some(), matches, "{id} {path}");
        }
        assert_eq!(
            params("/[a].[b]", "/x.y.z").unwrap(),
            [("a".to_owned(), "x".to_owned()), ("b".to_owned(), "y.z".to_owned())]
        );
    }

    #[test]
    fn f26_values_are_decoded_once_and_the_next_route_is_tried() {
        assert_eq!(params("/[x]", "/a%2Fb%2525").unwrap(), [("x".to_owned(), "a/b%25".to_owned())]);
        let table = RouteTable::new(&[route("/[a=no]"), route("/[b]")]).unwrap();
        let found = table
            .find("/q", |param, text| {
                Ok::<_, Infallible>((param.matcher.as_deref() != Some("no")).then_some(text.len()))
            })
            .unwrap()
            .unwrap();
        assert_eq!((found.route, found.params), (1, vec![("b", 1)]));
        assert_eq!(table.find("/q", |_, _| Err::<Option<()>, _>("boom")), Err(ParamError::Matcher("boom")));
    }
}
