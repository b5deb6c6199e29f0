//! From a path to a route and its parameters: F-20…F-30.

use serde_json::{Value, json};

use crate::server::site;

/// The route and parameters found for a path, or nothing.
fn found(path: &str) -> Option<(String, Value)> {
    let r = site().get(path).send();
    if r.header("content-type") != Some("application/json") {
        return None;
    }
    let json = r.json();
    Some((json["route"].as_str()?.to_owned(), json["params"].clone()))
}

fn params(path: &str) -> Value {
    found(path).unwrap_or_else(|| panic!("nothing at {path}")).1
}

/// F-26, F-27: optional, rest and matched parameters.
#[test]
fn f27_parameters() {
    for (path, expected) in [
        ("/match/01/blog/subparam", json!({"param": "param"})),
        ("/match/01/blog/sub", json!({})),
        ("/match/01/blog/x/suby", json!({"slug": "x", "param": "y"})),
        ("/match/02/slug", json!({"slug": "slug", "rest": ""})),
        ("/match/02", json!({"rest": ""})),
        ("/match/02/a/b/c", json!({"slug": "a", "rest": "b/c"})),
        ("/match/03/foo", json!({"rest": "foo"})),
        ("/match/04/foo/bar/baz/qux/e", json!({"b": "foo", "c": "bar/baz", "d": "qux"})),
        ("/match/05/foo/bar/baz.json", json!({"b": "foo", "rest": "bar/baz"})),
        ("/match/08/a/2", json!({"a": "a", "page": "2"})),
        (
            "/match/09/sfx/category/car/crash",
            json!({"asset": "sfx", "type": "category", "cats": "car/crash"}),
        ),
        ("/match/10/foo/bar", json!({"a": "", "b": "foo", "c": "bar"})),
    ] {
        assert_eq!(params(path), expected, "{path}");
    }
    for path in ["/match/06/a/b/c", "/match/07/foo", "/match/11/foo", "/match/12/a/b/c"] {
        assert_eq!(found(path), None, "{path}");
    }
}

/// F-28: the more specific route is tried first.
#[test]
fn f28_order() {
    for (path, route) in [
        ("", ""),
        ("/a", "/a"),
        ("/b", "/b"),
        ("/b/x", "/b/[required]"),
        ("/c/bar", "/c/bar"),
        ("/c/b9.json", "/c/b[x].json"),
        ("/c/bx", "/c/b[x]"),
        ("/c/foo", "/c/foo"),
        ("/d/e", "/d/e"),
        ("/d/efg/h", "/d/e[...rest]"),
        ("/e/f", "/e/f"),
        ("/e/x/y/f", "/e/[...rest]/f"),
        ("/f/staticx/y", "/f/static[...rest]"),
        ("/f/x/ystatic", "/f/[...rest]static"),
        ("/g/x/static", "/g/[[optional]]/static"),
        ("/g/static", "/g/[[optional]]/static"),
        ("/g/x", "/g/[required]"),
        ("/g/x/y", "/g/[...rest]/[required]"),
        ("/h/a/b", "/h/a/b"),
        ("/h/a/x/b", "/h/a/[required]/b"),
        ("/h/a/x/y/b", "/h/a/[...rest]/b"),
        ("/x/y/z", "/x/[...rest]"),
        ("/q/x", "/[...rest]/x"),
        ("/q/x/z/y", "/[...rest]/x/[...deep_rest]/y"),
        ("/q/x/z", "/[...rest]/x/[...deep_rest]"),
        ("/exactly", "/[required=exactly]"),
        ("/other", "/[required]"),
        ("/other/more", "/[...rest]"),
    ] {
        let (id, _) = found(&format!("/order{path}")).unwrap_or_else(|| panic!("nothing at {path}"));
        assert_eq!(id, format!("/order{route}"), "{path}");
    }
}

/// F-20, F-21, F-23: several parameters in a segment, groups, escapes.
#[test]
fn f20_segments() {
    for (path, route, expected) in [
        ("/:colon", "/[x+3a]colon", json!({})),
        ("/grouped", "/(group)/grouped", json!({})),
        ("/deeper/7", "/(group)/(inner)/deeper/[id]", json!({"id": "7"})),
        ("/many/x-y-z", "/many/[a]-[b]", json!({"a": "x", "b": "y-z"})),
        ("/many/x.y.x", "/many/[a].[b=yes].x", json!({"a": "x", "b": "y"})),
        ("/rest/edit", "/rest/[...path]/edit", json!({"path": ""})),
        ("/rest/a/b/edit", "/rest/[...path]/edit", json!({"path": "a/b"})),
        ("/opt/page", "/opt/[[lang]]/page", json!({})),
        ("/opt/de/page", "/opt/[[lang]]/page", json!({"lang": "de"})),
        ("/%F0%9F%98%80", "/emoji/[u+1f600]", json!({})),
    ] {
        let path = if path.starts_with("/%F0") {
            format!("/segments/emoji{path}")
        } else {
            format!("/segments{path}")
        };
        assert_eq!(found(&path), Some((format!("/segments{route}"), expected)), "{path}");
    }
    for path in
        ["/segments/(group)/grouped", "/segments/many/x-", "/segments/many/-x", "/segments/opt/a/b/page"]
    {
        assert_eq!(found(path), None, "{path}");
    }
    assert_eq!(found("/segments/case/path"), None, "case matters");
}

/// F-25: the path is decoded once; what would be structure stays encoded; parameters are decoded fully.
#[test]
fn f25_decoding() {
    for (path, expected) in [
        ("/match/02/a%20b", json!({"slug": "a b", "rest": ""})),
        ("/match/02/a%2Fb", json!({"slug": "a/b", "rest": ""})),
        ("/match/02/a%252Fb", json!({"slug": "a%2Fb", "rest": ""})),
        ("/match/02/%3F%23", json!({"slug": "?#", "rest": ""})),
        ("/match/02/%C3%BC/x%2Fy/z", json!({"slug": "ü", "rest": "x/y/z"})),
        ("/match/02/+", json!({"slug": "+", "rest": ""})),
        ("/m%61tch/02/x", json!({"slug": "x", "rest": ""})),
        ("/match/02/%25", json!({"slug": "%", "rest": ""})),
        ("/match/02/a?b=/c", json!({"slug": "a", "rest": ""})),
    ] {
        assert_eq!(params(path), expected, "{path}");
    }
    for (path, route) in [
        ("/segments/slash/a%2Fb", "/segments/slash/a[x+2f]b"),
        ("/segments/slash/a%2fb", "/segments/slash/a[x+2f]b"),
        ("/segments/chars/%25", "/segments/chars/[x+25]"),
        ("/segments/chars/%3F", "/segments/chars/[x+3f]"),
    ] {
        assert_eq!(found(path), Some((route.to_owned(), json!({}))), "{path}");
    }
    for path in ["/segments/slash/a/b", "/segments/%3Acolon"] {
        assert_eq!(found(path), None, "{path}: not decoded");
    }
    for path in ["/match/02/%", "/match/02/%zz", "/match/02/%C3", "/%E0%A4%A"] {
        let r = site().get(path).native().send();
        assert_eq!(r.status, 400, "{path}");
        assert_eq!(
            r.json_of("error-page")["error"],
            json!({"status": 400, "message": "Malformed URI"}),
            "{path}"
        );
    }
}

/// F-30: matchers may convert.
#[test]
fn f30_converted_parameters() {
    assert_eq!(params("/segments/typed/-12"), json!({"n": -12}));
    assert_eq!(params("/segments/typed/on/x"), json!({"f": true}));
    assert_eq!(params("/segments/typed/off/x"), json!({"f": false}));
    for path in ["/segments/typed/1.5", "/segments/typed/x", "/segments/typed/maybe/x"] {
        assert_eq!(found(path), None, "{path}");
    }
}

/// S-10, F-23: one trailing slash is taken off.
#[test]
fn f23_trailing_slash() {
    let r = site().get("/match/02/x/").send();
    assert_eq!((r.status, r.header("location")), (308, Some("../x")));
}
