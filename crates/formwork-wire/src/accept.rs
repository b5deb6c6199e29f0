//! What a client prefers to get back (S-14…S-21).
//!
//! [`prefer`] is the one rule behind every such decision. It is deliberately not RFC 9110 negotiation:
//! a weight of zero does not exclude, comparison is case-sensitive, and parameters before `q` hide it.
//! Header text is hostile; pieces that do not fit are dropped, and the work is linear in the header
//! times the number of pieces worth sorting.

use std::cmp::Ordering;

/// Pieces of an Accept header that are looked at. Browsers send fewer than ten; the bound keeps the
/// sort small for hostile headers.
const MAX_PIECES: usize = 256;

struct Piece<'a> {
    kind: &'a str,
    subtype: &'a str,
    weight: f64,
}

/// The candidate (`type/subtype`) that an Accept header prefers, or `None` when it names none (S-14).
#[must_use]
pub fn prefer<'a>(accept: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let mut pieces: Vec<Piece<'_>> = accept.split(',').filter_map(piece).take(MAX_PIECES).collect();
    pieces.sort_by(|a, b| {
        b.weight
            .partial_cmp(&a.weight)
            .unwrap_or(Ordering::Equal)
            .then_with(|| (a.subtype == "*").cmp(&(b.subtype == "*")))
            .then_with(|| (a.kind == "*").cmp(&(b.kind == "*")))
    });
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let Some((kind, subtype)) = candidate.split_once('/') else { continue };
        let rank = pieces.iter().position(|piece| {
            (piece.kind == kind || piece.kind == "*") && (piece.subtype == subtype || piece.subtype == "*")
        });
        if let Some(rank) = rank
            && best.is_none_or(|(lowest, _)| rank < lowest)
        {
            best = Some((rank, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// `type/subtype`, then an immediately following `;q=<number>`; anything else hides the weight.
fn piece(text: &str) -> Option<Piece<'_>> {
    const BLANK: [char; 2] = [' ', '\t'];
    let (kind, rest) = text.trim_start_matches(BLANK).split_once('/')?;
    if kind.is_empty() || kind.contains(BLANK) {
        return None;
    }
    let end = rest.find([';', ' ', '\t']).unwrap_or(rest.len());
    let (subtype, rest) = rest.split_at_checked(end)?;
    if subtype.is_empty() {
        return None;
    }
    Some(Piece { kind, subtype, weight: weight(rest).unwrap_or(1.0) })
}

fn weight(parameters: &str) -> Option<f64> {
    const BLANK: [char; 2] = [' ', '\t'];
    let text = parameters.trim_start_matches(BLANK).strip_prefix(';')?;
    let text = text.trim_start_matches(BLANK).strip_prefix("q=")?;
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// Whether a POST that reached a page is answered with JSON (S-21). A missing header counts as `*/*`.
#[must_use]
pub fn wants_json(accept: Option<&str>) -> bool {
    prefer(accept.unwrap_or("*/*"), &["application/json", "text/html"]) == Some("application/json")
}

/// Whether a fatal error is answered with JSON (S-62): here an empty or missing header means HTML.
#[must_use]
pub fn wants_json_error(accept: Option<&str>) -> bool {
    let accept = accept.filter(|accept| !accept.is_empty()).unwrap_or("text/html");
    prefer(accept, &["application/json", "text/html"]) == Some("application/json")
}

/// Whether the endpoint of a route that also has a page is preferred (S-16, S-17). S-18 still lets a
/// page serve what the endpoint cannot. `action_header` is the value of `x-sveltekit-action`.
#[must_use]
pub fn prefers_endpoint(method: &str, accept: Option<&str>, action_header: Option<&str>) -> bool {
    match method {
        "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "QUERY" => true,
        "POST" if action_header == Some("true") => false,
        _ => prefer(accept.unwrap_or("*/*"), &["*/*", "text/html"]) != Some("text/html"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSER: &str =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

    #[test]
    fn s21_table() {
        for (accept, json) in [
            (None, true),
            (Some("*/*"), true),
            (Some("application/json"), true),
            (Some("application/*"), true),
            (Some("application/json, text/html"), true),
            (Some("text/html;q=0.5, application/json"), true),
            (Some("application/json;q=0.9,text/html;q=0.9"), true),
            (Some("application/json;q=0"), true),
            (Some("text/html"), false),
            (Some(BROWSER), false),
            (Some("text/html, application/json"), false),
            (Some("*/*, text/html"), false),
            (Some("text/*"), false),
            (Some(""), false),
            (Some("text/plain"), false),
            (Some("application/xml"), false),
            (Some("malformed"), false),
            (Some("application/JSON"), false),
            (Some(",,;q=1,/,a/,/b"), false),
        ] {
            assert_eq!(wants_json(accept), json, "{accept:?}");
        }
    }

    #[test]
    fn s14_weights() {
        for (accept, expected) in [
            ("application/json;charset=utf-8;q=0.1, text/html;q=0.9", Some("application/json")),
            ("application/json;q=0.1, text/html;q=0.2", Some("text/html")),
            (" \tapplication/json ; q=0.1,\ttext/html", Some("text/html")),
            ("application/json;Q=0.1, text/html", Some("application/json")),
            ("text/html;q=.5, application/json;q=.6", Some("application/json")),
            ("*/*, application/*", Some("application/json")),
            ("text/html;q=x, application/json", Some("text/html")),
            ("a b/c", None),
        ] {
            assert_eq!(prefer(accept, &["application/json", "text/html"]), expected, "{accept}");
        }
        assert_eq!(
            prefer("*/*", &["text/html", "application/json"]),
            Some("text/html"),
            "tie: the earlier one"
        );
    }

    #[test]
    fn s16_s17_endpoint_or_page() {
        for (method, accept, header, endpoint) in [
            ("GET", Some(BROWSER), None, false),
            ("GET", Some("*/*"), None, true),
            ("GET", None, None, true),
            ("GET", Some("application/json"), None, true),
            ("GET", Some("application/json, text/html"), None, false),
            ("GET", Some(""), None, true),
            ("POST", Some("application/json"), None, true),
            ("POST", Some("application/json"), Some("true"), false),
            ("POST", Some("application/json"), Some("1"), true),
            ("PUT", Some("text/html"), None, true),
            ("OPTIONS", Some("text/html"), None, true),
            ("HEAD", Some("text/html"), None, false),
        ] {
            assert_eq!(prefers_endpoint(method, accept, header), endpoint, "{method} {accept:?} {header:?}");
        }
    }

    #[test]
    fn s62_fatal_errors() {
        assert!(!wants_json_error(None));
        assert!(!wants_json_error(Some("")));
        assert!(wants_json_error(Some("application/json")));
        assert!(wants_json_error(Some("*/*")));
    }

    #[test]
    fn hostile_headers_stay_cheap() {
        let long = "a/b,".repeat(100_000);
        assert_eq!(prefer(&long, &["text/html"]), None);
    }
}
