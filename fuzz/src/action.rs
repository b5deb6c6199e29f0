//! The action's name and the location of its result (S-9, S-27…S-32, R-39, R-41, R-43). The first line of
//! the input is the path, the rest the query.

use crate::input::Lines;
use formwork_wire::action::{Requested, location};
use formwork_wire::query;
use url::Url;

/// The location is a path on the own host whatever the request says, and has lost exactly the pairs that
/// named the action.
///
/// # Panics
/// When one of these does not hold.
pub fn run(data: &[u8]) {
    let mut lines = Lines::new(data);
    let path = encoded_path(lines.bytes());
    let query = lines.rest_text();

    let key = named(&query);
    let location = location(&path, Some(&query));
    own_host(&path, &location);
    let rest = location.split_once('?').map_or("", |(_, rest)| rest);
    let expected: Vec<_> = pairs(&query).into_iter().filter(|(name, _)| Some(name) != key.as_ref()).collect();
    assert_eq!(pairs(rest), expected);
    if key.is_none() {
        // S-30: byte for byte.
        assert_eq!(rest, query);
    }
    removed_until_none_is_left(&path, rest);

    let reserved = pairs(&query).into_iter().map(|(key, _)| key).find(|key| key.starts_with("x-sveltekit-"));
    assert_eq!(query::reserved_key(&query), reserved);
}

/// A path as it stands in a request line: one slash, then what a URL has there, escaped where it must be.
fn encoded_path(line: &[u8]) -> String {
    let mut path = String::from("/");
    for byte in line.strip_prefix(b"/").unwrap_or(line) {
        match byte {
            b'?' | b'#' | 0..=b' ' | 0x7F.. => path.push_str(&format!("%{byte:02X}")),
            byte => path.push(char::from(*byte)),
        }
    }
    path
}

fn pairs(query: &str) -> Vec<(String, String)> {
    query::pairs(query).map(|(key, value)| (key.into_owned(), value.into_owned())).collect()
}

/// The key that names the action, checked against the name.
fn named(query: &str) -> Option<String> {
    let key = pairs(query).into_iter().map(|(key, _)| key).find(|key| key.starts_with('/'));
    let requested = Requested::from_query(query);
    match &key {
        None => assert_eq!(requested, Requested::Default),
        Some(key) if key == "/default" => assert_eq!(requested, Requested::Reserved),
        Some(key) => assert_eq!(requested, Requested::Named(key[1..].to_owned())),
    }
    assert_eq!(requested.name(), key.as_deref().map_or("default", |key| &key[1..]));
    key
}

/// S-31: never another host's address, however a browser reads it.
fn own_host(path: &str, location: &str) {
    let mut bytes = location.bytes();
    assert_eq!(bytes.next(), Some(b'/'), "{location:?}");
    assert!(!matches!(bytes.next(), Some(b'/' | b'\\')), "{location:?}");
    assert!(location.contains(path), "S-32: the path is kept");
    let base = Url::parse("http://own.test:3000/base/").expect("it is one");
    let target = base.join(location).expect("a path on a host is always a URL");
    assert_eq!(target.origin(), base.origin(), "{location:?}");
}

/// S-29 and S-30 again on what they leave: each step removes a name, and the query is kept as it is as
/// soon as there is none.
fn removed_until_none_is_left(path: &str, query: &str) {
    let mut query = query.to_owned();
    let mut left = pairs(&query).len();
    loop {
        let location = location(path, Some(&query));
        let rest = location.split_once('?').map_or("", |(_, rest)| rest).to_owned();
        if named(&query).is_none() {
            assert_eq!(rest, query);
            return;
        }
        assert!(pairs(&rest).len() < left);
        left = pairs(&rest).len();
        query = rest;
    }
}
