//! Routes that cannot be told apart (F-29).
//!
//! Two ids conflict when they become the same text after groups and names are removed, matchers kept,
//! for some choice of present and absent optional parameters.

use super::id::{Part, RouteId, Segment};
use std::collections::HashMap;

/// Optional parameters beyond this number (per route) are taken as present; 2¹⁰ forms are enough.
const MAX_OPTIONALS: usize = 10;

/// Two routes that match the same URLs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("routes `{first}` and `{second}` match the same URLs, so one of them could never be reached")]
pub struct Conflict {
    /// One id.
    pub first: String,
    /// The other id.
    pub second: String,
}

/// All pairs of conflicting routes, each pair once, in the order of the input.
pub fn conflicts<'a>(routes: impl IntoIterator<Item = &'a RouteId>) -> Vec<Conflict> {
    let mut owners: HashMap<String, (usize, &str)> = HashMap::new();
    let mut found: Vec<Conflict> = Vec::new();
    for (number, route) in routes.into_iter().enumerate() {
        for shape in shapes(route) {
            match owners.get(&shape) {
                Some((owner, _)) if *owner == number => {}
                Some((_, first)) => {
                    let conflict = Conflict { first: (*first).to_owned(), second: route.id().to_owned() };
                    if !found.contains(&conflict) {
                        found.push(conflict);
                    }
                }
                None => {
                    owners.insert(shape, (number, route.id()));
                }
            }
        }
    }
    found
}

/// Every form of the route with its optional parameters present or absent.
fn shapes(route: &RouteId) -> Vec<String> {
    let optionals = route.params().iter().filter(|param| param.optional).count().min(MAX_OPTIONALS);
    (0..1_u32 << optionals).map(|absent| shape(route, absent)).collect()
}

fn shape(route: &RouteId, absent: u32) -> String {
    let mut out = String::new();
    let mut optional = 0;
    for segment in route.segments() {
        let Segment::Parts(parts) = segment else { continue };
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Static(literal) => text.push_str(&literal.replace('[', "[[")),
                Part::Param(param) => {
                    if param.optional {
                        let bit = optional;
                        optional += 1;
                        if bit < MAX_OPTIONALS && absent & (1 << bit) != 0 {
                            continue;
                        }
                    }
                    text.push_str(if param.rest { "[..." } else { "[" });
                    if let Some(matcher) = &param.matcher {
                        text.push('=');
                        text.push_str(matcher);
                    }
                    text.push(']');
                }
            }
        }
        if !text.is_empty() {
            out.push('/');
            out.push_str(&text);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f29_table() {
        for (a, b, conflict) in [
            ("/[a]", "/[b]", true),
            ("/(x)/a", "/(y)/a", true),
            ("/[[lang]]", "/", true),
            ("/[[lang]]/about", "/about", true),
            ("/[[a]]/[[b]]", "/[c]", true),
            ("/a[[b]]", "/a", true),
            ("/[a=int]", "/[a]", false),
            ("/[a=int]", "/[b=int]", true),
            ("/[a]", "/[...b]", false),
            ("/a", "/b", false),
            ("/[a]-x", "/[b]-y", false),
            ("/[x+5b]a[x+5d]", "/[a]", false),
        ] {
            let routes = [RouteId::parse(a).unwrap(), RouteId::parse(b).unwrap()];
            let found = conflicts(&routes);
            assert_eq!(!found.is_empty(), conflict, "{a} {b}");
            if conflict {
                assert_eq!(found, [Conflict { first: a.into(), second: b.into() }]);
            }
        }
        // A route is never in conflict with itself.
        assert!(conflicts(&[RouteId::parse("/[[a]]/[[b]]").unwrap()]).is_empty());
    }
}
