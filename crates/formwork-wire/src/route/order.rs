//! Matching order of routes (F-28): which of two routes is tried first.
//!
//! Compared segment by segment and, inside a segment, static and dynamic parts in turn. The relation
//! is *not* transitive in rare corners (a rest parameter that is followed by text stands above a plain
//! parameter, but below one that is followed by text), so [`sort`] inserts one route after the other
//! instead of relying on a library sort, which may panic when an order is inconsistent.

use super::id::{Part, RouteId, Segment};
use crate::manifest::Param;
use std::cmp::Ordering;

/// Puts routes into matching order. The result depends on the input order only where F-28 itself is
/// undecided, so give the ids sorted.
pub fn sort(routes: &mut Vec<RouteId>) {
    sort_by_id(routes, |route| route);
}

/// Like [`sort`], for anything that has a route id.
pub fn sort_by_id<T>(items: &mut Vec<T>, id: impl Fn(&T) -> &RouteId) {
    let mut sorted: Vec<(Vec<Key>, T)> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        let key = keys(id(&item));
        let at = sorted.partition_point(|(other_key, other)| {
            compare_keys(other_key, &key).then_with(|| id(&item).id().cmp(id(other).id()))
                != Ordering::Greater
        });
        sorted.insert(at, (key, item));
    }
    items.extend(sorted.into_iter().map(|(_, item)| item));
}

/// `Less` when `a` is tried before `b`.
#[must_use]
pub fn compare(a: &RouteId, b: &RouteId) -> Ordering {
    compare_keys(&keys(a), &keys(b)).then_with(|| b.id().cmp(a.id()))
}

/// A segment as static and dynamic parts in turn: even positions are static (maybe empty).
type Key = Vec<KeyPart>;

#[derive(Debug)]
enum KeyPart {
    Static(String),
    Dynamic { rank: Dynamic, matched: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dynamic {
    Required,
    Optional,
    Rest,
}

fn keys(id: &RouteId) -> Vec<Key> {
    let segments: Vec<&Segment> =
        id.segments().iter().filter(|segment| matches!(segment, Segment::Parts(_))).collect();
    let last = segments.len().saturating_sub(1);
    segments
        .iter()
        .enumerate()
        .map(|(at, segment)| key(segment, at == last))
        .filter(|key| !key.is_empty())
        .collect()
}

/// Optional parameters that are not at the end of the route do not count, inside a segment neither; a
/// segment that consists of one vanishes.
fn key(segment: &Segment, last: bool) -> Key {
    let mut out = Vec::new();
    let Segment::Parts(parts) = segment else { return out };
    for part in parts {
        match part {
            Part::Static(text) => match out.last_mut() {
                Some(KeyPart::Static(before)) => before.push_str(text),
                _ => out.push(KeyPart::Static(text.clone())),
            },
            Part::Param(param) if param.optional && !last => {}
            Part::Param(param) => {
                if out.len() % 2 == 0 {
                    out.push(KeyPart::Static(String::new()));
                }
                out.push(KeyPart::Dynamic { rank: rank(param), matched: param.matcher.is_some() });
            }
        }
    }
    out
}

fn rank(param: &Param) -> Dynamic {
    match (param.rest, param.optional) {
        (true, _) => Dynamic::Rest,
        (false, true) => Dynamic::Optional,
        (false, false) => Dynamic::Required,
    }
}

fn compare_keys(a: &[Key], b: &[Key]) -> Ordering {
    for at in 0..a.len().max(b.len()) {
        let (segment_a, segment_b) = (a.get(at), b.get(at));
        let length = segment_a.map_or(0, Vec::len).max(segment_b.map_or(0, Vec::len));
        for part in 0..length {
            let part_a = segment_a.and_then(|segment| segment.get(part));
            let part_b = segment_b.and_then(|segment| segment.get(part));
            let order = if part % 2 == 1 {
                compare_dynamic(part_a, part_b, followed(a, at, part), followed(b, at, part))
            } else {
                compare_static(part_a, part_b, segment_a.is_none(), segment_b.is_none())
            };
            if order != Ordering::Equal {
                return order;
            }
        }
    }
    Ordering::Equal
}

/// Whether static text comes right after this parameter, in its segment or at the start of the next.
fn followed(keys: &[Key], at: usize, part: usize) -> bool {
    let is_text = |part: Option<&KeyPart>| matches!(part, Some(KeyPart::Static(text)) if !text.is_empty());
    is_text(keys.get(at).and_then(|segment| segment.get(part + 1)))
        || is_text(keys.get(at + 1).and_then(|segment| segment.first()))
}

fn compare_dynamic(
    a: Option<&KeyPart>,
    b: Option<&KeyPart>,
    text_after_a: bool,
    text_after_b: bool,
) -> Ordering {
    let (a, b) = match (a, b) {
        (None, None) => return Ordering::Equal,
        (None, Some(_)) => return Ordering::Less,
        (Some(_), None) => return Ordering::Greater,
        (Some(a), Some(b)) => (a, b),
    };
    let (
        KeyPart::Dynamic { rank: rank_a, matched: matched_a },
        KeyPart::Dynamic { rank: rank_b, matched: matched_b },
    ) = (a, b)
    else {
        return Ordering::Equal;
    };
    match (*rank_a == Dynamic::Rest, *rank_b == Dynamic::Rest) {
        (true, true) => match (text_after_a, text_after_b) {
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            (true, true) => return Ordering::Equal,
            (false, false) => {}
        },
        (true, false) => {
            return if text_after_a && !text_after_b { Ordering::Less } else { Ordering::Greater };
        }
        (false, true) => {
            return if text_after_b && !text_after_a { Ordering::Greater } else { Ordering::Less };
        }
        (false, false) => {}
    }
    matched_b.cmp(matched_a).then_with(|| (*rank_a == Dynamic::Optional).cmp(&(*rank_b == Dynamic::Optional)))
}

fn compare_static(a: Option<&KeyPart>, b: Option<&KeyPart>, a_ended: bool, b_ended: bool) -> Ordering {
    let text = |part: Option<&KeyPart>| match part {
        Some(KeyPart::Static(text)) => text.clone(),
        _ => String::new(),
    };
    let (a, b) = (text(a), text(b));
    if a == b {
        Ordering::Equal
    } else if a_ended {
        Ordering::Less
    } else if b_ended {
        Ordering::Greater
    } else if a.starts_with(&b) {
        Ordering::Less
    } else if b.starts_with(&a) {
        Ordering::Greater
    } else {
        // JavaScript's order of strings, by UTF-16 code units, so that both sides agree.
        a.encode_utf16().cmp(b.encode_utf16())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: &[&str] = &[
        "/",
        "/a",
        "/b",
        "/b/[required]",
        "/c",
        "/c/bar",
        "/c/b[x].json",
        "/c/b[x]",
        "/c/foo",
        "/d/e",
        "/d/e[...rest]",
        "/e/f",
        "/e/[...rest]/f",
        "/f/static[...rest]",
        "/f/[...rest]static",
        "/g/[[optional]]/static",
        "/g/[required]",
        "/g/[...rest]/[required]",
        "/h/a/b",
        "/h/a/[required]/b",
        "/h/a/[...rest]/b",
        "/x/[...rest]",
        "/[...rest]/x",
        "/[...rest]/x/[...deep_rest]/y",
        "/[...rest]/x/[...deep_rest]",
        "/[required=matcher]",
        "/[required]",
        "/[...rest]",
    ];

    fn sorted(ids: impl IntoIterator<Item = &'static str>) -> Vec<String> {
        let mut routes: Vec<_> = ids.into_iter().map(|id| RouteId::parse(id).unwrap()).collect();
        sort(&mut routes);
        routes.iter().map(|route| route.id().to_owned()).collect()
    }

    #[test]
    fn f28_table() {
        assert_eq!(sorted(EXPECTED.iter().copied()), EXPECTED);
        assert_eq!(sorted(EXPECTED.iter().rev().copied()), EXPECTED);
        // Some shuffles that need no random numbers.
        for step in [3, 5, 9, 11, 13, 17, 19] {
            let shuffled = (0..EXPECTED.len()).map(|n| EXPECTED[n * step % EXPECTED.len()]);
            assert_eq!(sorted(shuffled), EXPECTED, "step {step}");
        }
    }

    #[test]
    fn f28_details() {
        assert_eq!(sorted(["/foo", "/foobar"]), ["/foobar", "/foo"]);
        assert_eq!(sorted(["/a/[x]", "/b/[x]", "/[y]/b"]), ["/a/[x]", "/b/[x]", "/[y]/b"]);
        assert_eq!(sorted(["/(a)/x/[p]", "/x/[p=m]"]), ["/x/[p=m]", "/(a)/x/[p]"]);
        assert_eq!(sorted(["/x/[[p]]", "/x/[p]/y", "/x/[q=m]"]), ["/x/[q=m]", "/x/[p]/y", "/x/[[p]]"]);
        assert_eq!(sorted(["/x-[[p]]", "/x-[[p]]/y"]), ["/x-[[p]]/y", "/x-[[p]]"]);
        assert_eq!(sorted(["/[a]", "/[b]"]), ["/[b]", "/[a]"], "all equal: the greater id first");
    }
}
