//! Which of page, endpoint, action and action result a request gets: S-14…S-26.

use serde_json::json;

use crate::http::BROWSER;
use crate::server::actions;

/// S-14, S-21: which Accept headers get an action result, and which a document.
#[test]
fn s21_json_or_document() {
    for (accept, json) in [
        ("*/*", true),
        ("application/json", true),
        ("application/*", true),
        ("application/json, text/html", true),
        ("text/html;q=0.5, application/json", true),
        ("application/json;q=0.9,text/html;q=0.9", true),
        ("application/json;q=0", true),
        ("application/json;charset=utf-8;q=0.1, text/html;q=0.5", true),
        ("text/html;q=0.1,*/*", true),
        (" \tapplication/json", true),
        ("text/html", false),
        (BROWSER, false),
        ("text/html, application/json", false),
        ("*/*, text/html", false),
        ("text/*", false),
        ("", false),
        ("text/plain", false),
        ("application/xml", false),
        ("nonsense", false),
        ("application/JSON", false),
        ("application/json;q=0.4, text/html;q=0.5", false),
        ("application/*, text/html", false),
    ] {
        let r = actions().post("/default").form("").accept(accept).send();
        assert_eq!(r.status, 200, "{accept}");
        let content_type = r.header("content-type");
        assert_eq!(content_type, Some(if json { "application/json" } else { "text/html" }), "{accept}");
    }
    let r = actions().post("/default").form("").send();
    assert_eq!(r.header("content-type"), Some("application/json"), "no Accept header");
}

/// S-21: the header that `enhance` sends does not decide.
#[test]
fn s21_the_action_header_does_not_decide() {
    let r = actions().post("/default").form("").native().header("x-sveltekit-action", "true").send();
    assert_eq!(r.header("content-type"), Some("text/html"));
    let r = actions().post("/default").form("").accept("application/json").send();
    assert_eq!(r.header("content-type"), Some("application/json"));
}

/// S-22: HEAD is GET without the body.
#[test]
fn s22_head_has_the_headers_of_get() {
    let get = actions().get("/outcome").native().send();
    let head = actions().request("HEAD", "/outcome").native().send();
    assert_eq!((get.status, head.status), (200, 200));
    assert!(head.body.is_empty());
    for name in ["content-type", "content-length", "etag", "x-sveltekit-page", "x-ran"] {
        assert_eq!(get.header(name), head.header(name), "{name}");
    }
    assert_eq!(head.header("content-length"), Some(get.body.len().to_string().as_str()));
}

/// S-23: what a page can do.
#[test]
fn s23_options() {
    for (page, allow) in [
        ("/default", "GET, HEAD, OPTIONS, POST"),
        ("/no-actions", "GET, HEAD, OPTIONS"),
        ("/no-server", "GET, HEAD, OPTIONS"),
    ] {
        let r = actions().request("OPTIONS", page).send();
        assert_eq!((r.status, r.header("allow")), (204, Some(allow)), "{page}");
        assert!(r.body.is_empty());
        assert!(!r.headers.iter().any(|(name, _)| name.starts_with("access-control-")));
    }
}

/// S-24: methods that pages do not have.
#[test]
fn s24_other_methods() {
    for method in ["PUT", "PATCH", "DELETE"] {
        let r = actions().request(method, "/default").form("").send();
        assert_eq!((r.status, r.header("allow")), (405, Some("GET, POST, OPTIONS, HEAD")), "{method}");
        assert_eq!(r.text(), format!("{method} method not allowed"));
        assert_eq!(r.ran(), Some("handle"));
        let r = actions().request(method, "/no-actions").form("").send();
        assert_eq!((r.status, r.header("allow")), (405, Some("GET, OPTIONS, HEAD")), "{method}");
    }
}

/// S-15, S-25: an endpoint without a page.
#[test]
fn s25_endpoint_alone() {
    assert_eq!(actions().get("/endpoint").native().send().text(), "GET");
    let r = actions().request("HEAD", "/endpoint").send();
    assert_eq!((r.status, r.body.len()), (200, 0));
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let r = actions().request(method, "/endpoint").body("application/json", "{}").native().send();
        assert_eq!((r.status, r.header("allow")), (405, Some("GET, PATCH, HEAD")), "{method}");
        assert_eq!(r.text(), format!("{method} method not allowed"));
    }
    let r = actions().get("/endpoint/__data.json").send();
    assert_eq!((r.status, r.body.len()), (404, 0), "S-15");
}

/// S-16, S-17: page or endpoint.
#[test]
fn s16_page_beside_endpoint() {
    let page = |method: &str, accept: Option<&str>| {
        let request = actions().request(method, "/beside").form("");
        let r = accept.map_or(request.clone(), |accept| request.accept(accept)).send();
        !r.lossy().starts_with("endpoint")
    };
    for (accept, is_page) in [
        (Some(BROWSER), true),
        (Some("text/html"), true),
        (Some("application/json, text/html"), true),
        (Some("text/*"), true),
        (Some("*/*"), false),
        (Some("application/json"), false),
        (Some("*/*, text/html"), true),
        (None, false),
    ] {
        for method in ["GET", "POST"] {
            assert_eq!(page(method, accept), is_page, "{method} {accept:?}");
        }
    }
    assert!(!page("PUT", Some(BROWSER)));
    // The page's own action, asked for by name.
    let r = actions().post("/beside").form("").enhanced().send();
    assert_eq!(r.data(), json!({"ran": "action"}));
    let r = actions().post("/beside").form("").enhanced().header("x-sveltekit-action", "TRUE").send();
    assert_eq!(r.text(), "endpoint POST");
}

/// S-18: a preferred endpoint that cannot do it leaves it to the page.
#[test]
fn s18_endpoint_without_the_method() {
    let r = actions().post("/beside/get").form("").accept("application/json").send();
    assert_eq!(r.data(), json!({"ran": "action"}));
    let r = actions().post("/beside/fallback").form("").accept("application/json").send();
    assert_eq!(r.text(), "fallback POST");
    let r = actions().request("PUT", "/beside/get").form("").send();
    assert_eq!(r.status, 405, "not one of the three methods that a page has");
}

/// S-20: caches must know.
#[test]
fn s20_vary() {
    for accept in ["text/html", "*/*"] {
        let r = actions().get("/beside").accept(accept).send();
        assert_eq!(r.header("vary"), Some("Accept"), "{accept}");
    }
    let r = actions().get("/beside/get").accept("*/*").send();
    assert_eq!(r.all("vary").join(", "), "x-other, Accept");
    let r = actions().post("/beside").form("").native().send();
    assert_eq!(r.header("vary"), None);
    assert_eq!(actions().get("/default").native().send().header("vary"), None);
}

/// S-26: a POST to nowhere is a page, whatever was asked for, unless it was for a part of a page.
#[test]
fn s26_post_to_nowhere() {
    for accept in ["application/json", BROWSER] {
        let r = actions().post("/nowhere?/login").form("").accept(accept).send();
        assert_eq!(r.status, 404, "{accept}");
        assert_eq!(r.header("content-type"), Some("text/html"), "{accept}");
        assert_eq!(r.json_of("error-page")["error"], json!({"status": 404, "message": "Not Found"}));
        assert_eq!(r.ran(), Some("handle load:root"));
    }
    for destination in ["image", "script", "style", "font", "json", "worker", "manifest"] {
        let r = actions().get("/nowhere").header("sec-fetch-dest", destination).send();
        assert_eq!((r.status, r.text().as_str()), (404, "Not Found"), "{destination}");
        assert_eq!(r.header("vary"), Some("Sec-Fetch-Dest"), "{destination}");
    }
    let r = actions().get("/nowhere").header("sec-fetch-dest", "document").send();
    assert!(r.is_page());
}

/// S-14, S-17, S-21, R-33: header lines of one name are one value.
#[test]
fn s21_repeated_header_lines() {
    let post = || actions().post("/default").form("");
    let r = post().accept("text/plain").and_header("accept", "application/json").send();
    assert_eq!(r.header("content-type"), Some("application/json"));
    let r = post().accept("text/html").and_header("accept", "application/json").send();
    assert_eq!(r.header("content-type"), Some("text/html"));
    let r = post().enhanced().and_header("origin", "http://evil.test").send();
    assert_eq!(r.status, 403, "two origins are none");
}

/// S-24, R-8: methods that nobody knows are methods that are not allowed.
#[test]
fn s24_unknown_methods() {
    for method in ["PROPFIND", "LINK", "PURGE"] {
        let r = actions().request(method, "/default").native().send();
        assert_eq!((r.status, r.text()), (405, format!("{method} method not allowed")), "{method}");
        assert_eq!(r.header("allow"), Some("GET, POST, OPTIONS, HEAD"), "{method}");
    }
}
