//! The order of things around an action: S-8…S-13.

use serde_json::json;

use crate::server::{ORIGIN, actions};

/// S-8: origin, reserved query, decoding, trailing slash, handle, action, loads; each before the next.
#[test]
fn s8_what_comes_first() {
    // Origin before reserved query, before everything else.
    let r = actions().post("/default?x-sveltekit-x=1").form("").origin("http://other.test").send();
    assert_eq!((r.status, r.ran()), (403, None));
    // Reserved query before handle.
    let r = actions().post("/default?x-sveltekit-x=1").form("").enhanced().send();
    assert_eq!((r.status, r.ran()), (400, None));
    assert_eq!(r.text(), r#"Cannot use reserved query parameter "x-sveltekit-x""#, "S-9");
    // A path that cannot be decoded is rendered inside handle.
    let r = actions().post("/default/%E0%A4%A").form("").native().send();
    assert_eq!(r.status, 400);
    assert_eq!(r.ran(), Some("handle load:root"));
    assert_eq!(r.json_of("error-page")["error"], json!({"status": 400, "message": "Malformed URI"}));
    // Trailing slash before handle and action.
    let r = actions().post("/default/").form("").native().send();
    assert_eq!((r.status, r.ran()), (308, None));
    assert!(r.cookies().is_empty());
    // Then handle, the action, the loads.
    let r = actions().post("/outcome?/object").form("").native().send();
    assert_eq!(r.ran(), Some("handle action load:root load:page"));
    // No loads without a document.
    let r = actions().post("/outcome?/object").form("").enhanced().send();
    assert_eq!(r.ran(), Some("handle action"), "S-41");
}

/// S-8 (15): `handle` sees the complete response when `resolve` settles.
#[test]
fn s8_handle_sees_cookies_and_headers() {
    for accept in ["application/json", "text/html"] {
        let r = actions().post("/outcome?/object").form("").accept(accept).send();
        assert_eq!(r.header("x-cookies-in-handle"), Some("1"), "{accept}");
        assert_eq!(r.header("x-set-by-action"), Some("yes"), "{accept}");
        assert_eq!(r.cookie("set-by-action").map(|cookie| cookie.contains("=yes")), Some(true), "{accept}");
    }
    let r = actions().post("/outcome?/fail&status=422").form("").enhanced().send();
    assert_eq!(r.header("x-status-in-handle"), Some("422"));
}

/// S-12, S-13: `handle` ran once, before the action, so what it derived is what the loads see; `locals` is one.
#[test]
fn s12_handle_runs_once() {
    let r = actions().post("/outcome?/object").form("").native().cookie("user=anna").send();
    assert_eq!(r.ran(), Some("handle action load:root load:page"));
    let page = r.json_of("page");
    assert_eq!(page["data"]["user"], "anna");
    assert_eq!(page["data"]["cookie"], "yes", "S-96: a load sees the action's cookie");
    assert_eq!(page["data"]["cookie_in_page"], "yes");
}

/// S-9: any query key with that prefix.
#[test]
fn s9_reserved_query_keys() {
    for target in [
        "/default?x-sveltekit-foo",
        "/default?a=1&x-sveltekit-=2",
        "/?x%2Dsveltekit-y=1",
        "/nowhere?x-sveltekit-a",
    ] {
        let r = actions().get(target).native().send();
        assert_eq!((r.status, r.ran()), (400, None), "{target}");
        assert!(r.text().starts_with("Cannot use reserved query parameter \"x-sveltekit-"), "{}", r.text());
    }
    assert_eq!(actions().get("/default?X-sveltekit-foo&y=x-sveltekit-").native().send().status, 200);
}

/// S-10: a relative redirect that keeps method and query.
#[test]
fn s10_trailing_slash() {
    for (target, location) in [
        ("/slash/never/", "../never"),
        ("/slash/never/?a=b", "../never?a=b"),
        ("/slash/never/?", "../never"),
        ("/slash/always", "./always/"),
        ("/slash/always?a=%20b&c", "./always/?a=%20b&c"),
        ("/default/", "../default"),
    ] {
        for r in [actions().post(target).form("").native().send(), actions().get(target).native().send()] {
            assert_eq!(r.status, 308, "{target}");
            assert_eq!(r.header("location"), Some(location), "{target}");
            assert_eq!(r.header("x-sveltekit-normalize"), Some("1"), "{target}");
            assert_eq!(r.ran(), None, "{target}");
            assert!(r.cookies().is_empty(), "{target}");
        }
    }
    for target in ["/slash/never", "/slash/always/", "/slash/ignore", "/slash/ignore/"] {
        let r = actions().post(target).form("").enhanced().send();
        assert_eq!(r.data(), json!({"ran": true}), "{target}");
    }
    for target in ["/slash/always/__data.json", "/slash/never/__data.json"] {
        assert_eq!(actions().get(target).send().status, 200, "{target}: data requests are not redirected");
    }
}

/// S-11, S-192: a page that the client has already; for GET and HEAD only.
#[test]
fn s11_not_modified() {
    let first = actions().get("/default").native().send();
    let etag = first.header("etag").expect("an etag").to_owned();
    for known in [etag.clone(), format!("W/{etag}")] {
        let r = actions().get("/default").native().header("if-none-match", &known).send();
        assert_eq!(r.status, 304, "{known}");
        assert!(r.body.is_empty());
        assert_eq!(r.header("etag"), Some(etag.as_str()));
        assert_eq!(r.header("content-type"), None);
    }
    let r = actions().get("/default").native().header("if-none-match", "\"other\"").send();
    assert_eq!(r.status, 200);
}

/// S-8 (8), S-102: the URL is made of the configured origin.
#[test]
fn s8_the_url_has_the_own_origin() {
    let r = actions().post("/event?/describe").form("").enhanced().send();
    assert_eq!(r.data()["url"], format!("{ORIGIN}/event?/describe"));
}
