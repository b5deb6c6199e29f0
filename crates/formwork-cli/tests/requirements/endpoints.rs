//! Endpoints: F-100…F-106.

use serde_json::json;

use crate::answer::Answer;
use crate::server::{ORIGIN, is_reference, site};

fn outcome(name: &str) -> Answer {
    site().get(&format!("/api/outcome?o={name}")).send()
}

/// F-100, F-101: each verb has its handler.
#[test]
fn f100_verbs() {
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "QUERY"] {
        let request = site().request(method, "/api");
        let r = if method == "GET" { request } else { request.body("application/json", r#"{"a":1}"#) }.send();
        let body = if method == "GET" { json!(null) } else { json!(r#"{"a":1}"#) };
        assert_eq!((r.status, r.json()), (200, json!({"method": method, "body": body})), "{method}");
    }
    let r = site().request("OPTIONS", "/api").send();
    assert_eq!((r.status, r.header("allow"), r.body.len()), (204, Some("everything"), 0));
}

/// F-100: `fallback` has the verbs that nothing else has.
#[test]
fn f100_fallback() {
    for (method, text) in
        [("GET", "GET"), ("PUT", "fallback PUT"), ("POST", "fallback POST"), ("DELETE", "fallback DELETE")]
    {
        let r = site().request(method, "/api/fallback").body("application/json", "{}").send();
        assert_eq!((r.status, r.text().as_str()), (200, text), "{method}");
    }
}

/// F-102: HEAD is GET without a body, unless there is a HEAD.
#[test]
fn f102_head() {
    let r = site().request("HEAD", "/api/head").send();
    assert_eq!((r.status, r.header("x-from"), r.body.len()), (200, Some("HEAD"), 0));
    let r = site().request("HEAD", "/api/fallback").send();
    assert_eq!((r.status, r.body.len()), (200, 0));
    let r = site().request("HEAD", "/api/outcome?o=status").send();
    assert_eq!((r.status, r.body.len()), (418, 0));
}

/// F-101, F-94: redirects and errors.
#[test]
fn f101_redirects_and_errors() {
    let r = outcome("redirect");
    assert_eq!((r.status, r.header("location"), r.body.len()), (303, Some("/data"), 0));
    let error = json!({"code": "TAKEN", "status": 409, "message": "a <b>conflict</b>"});
    for accept in ["*/*", "application/json", "application/json, text/html"] {
        let r = site().get("/api/outcome?o=error").accept(accept).send();
        assert_eq!((r.status, r.header("content-type")), (409, Some("application/json")), "{accept}");
        assert_eq!(r.json(), error);
    }
    for accept in ["text/html", "text/html, application/json", ""] {
        let r = site().get("/api/outcome?o=error").accept(accept).send();
        assert_eq!((r.status, r.header("content-type")), (409, Some("text/html; charset=utf-8")), "{accept}");
        assert_eq!(r.text_of("static").as_deref(), Some("409 a <b>conflict</b>"), "escaped, F-91");
        assert!(r.text().contains("&lt;b"));
    }
    for name in ["throw", "nothing", "object"] {
        let r = site().get(&format!("/api/outcome?o={name}")).accept("application/json").send();
        assert_eq!(
            (r.status, r.json()),
            (500, json!({"status": 500, "message": "Internal Error"})),
            "{name}"
        );
    }
}

/// F-101, S-75: responses.
#[test]
fn f101_responses() {
    let r = outcome("json");
    assert_eq!((r.status, r.header("content-type")), (201, Some("application/json")));
    assert_eq!((r.header("content-length"), r.text().as_str()), (Some("10"), r#"{"a":"ü"}"#));
    let r = outcome("text");
    assert_eq!((r.status, r.header("content-length"), r.text().as_str()), (200, Some("7"), "grüße"));
    let r = outcome("status");
    assert_eq!((r.status, r.text().as_str()), (418, "teapot"));
    let r = outcome("bytes");
    assert_eq!(
        (r.header("content-type"), r.body.as_slice()),
        (Some("application/x-bytes"), &[0, 1, 254, 255][..])
    );
    let r = outcome("empty");
    assert_eq!((r.status, r.body.len()), (204, 0));
    let r = outcome("params");
    assert_eq!(r.header("content-type"), Some("application/x-www-form-urlencoded;charset=UTF-8"));
    assert_eq!(r.text(), "a=b+c");
    let r = outcome("form");
    assert!(r.header("content-type").is_some_and(|kind| kind.starts_with("multipart/form-data; boundary=")));
    assert!(r.text().contains("name=\"a\"\r\n\r\nb\r\n"), "{}", r.text());
}

/// F-104: streams, event streams, several cookies.
#[test]
fn f104_streams() {
    assert_eq!(outcome("stream").text(), "one two three");
    let r = outcome("events");
    assert_eq!(
        (r.header("content-type"), r.header("x-accel-buffering")),
        (Some("text/event-stream"), Some("no"))
    );
    let mut cookies: Vec<_> = outcome("cookies").cookies().iter().map(ToString::to_string).collect();
    cookies.sort();
    assert_eq!(cookies, ["from=api; Path=/; HttpOnly; Secure; SameSite=Lax", "one=1", "two=2"]);
}

/// F-105: headers and cookies on responses that cannot be changed.
#[test]
fn f105_immutable_responses() {
    assert_eq!(outcome("headers").header("x-one"), Some("1"));
    if is_reference() {
        return; // answers 500
    }
    let r = outcome("immutable");
    assert_eq!((r.status, r.header("location")), (302, Some(format!("{ORIGIN}/data").as_str())));
    assert_eq!((r.header("x-outer"), r.cookies().len()), (Some("yes"), 1));
}

/// F-106, F-70: passing on what `fetch` gave.
#[test]
fn f106_proxying() {
    let r = outcome("proxy");
    assert_eq!((r.status, r.text().as_str()), (200, "x"));
    assert_eq!((r.header("x-one"), r.header("x-outer")), (Some("1"), Some("yes")));
    assert_eq!(r.cookies().len(), 1);
}

/// F-73: static files come from disk.
#[test]
fn f73_fetching_static_files() {
    if is_reference() {
        return; // asks for its own static files over the network
    }
    let r = outcome("static");
    assert_eq!((r.status, r.text().as_str()), (200, "plain text, 24 bytes now"));
    assert_eq!(r.header("content-type"), Some("text/plain"));
    assert_eq!(outcome("index").text(), "<h1>index</h1>");
    assert_eq!(outcome("missing").text(), "404");
}

/// S-11: an endpoint's own etag; only the headers that belong to a 304 are kept.
#[test]
fn s11_not_modified_endpoint() {
    let r = site().get("/api/outcome?o=not_modified").header("if-none-match", "\"e\"").send();
    assert_eq!((r.status, r.body.len()), (304, 0));
    assert_eq!(
        (r.header("etag"), r.header("vary"), r.header("cache-control")),
        (Some("\"e\""), Some("a"), Some("no-cache"))
    );
    assert_eq!(r.header("x-other"), None);
    let r = site().get("/api/outcome?o=not_modified").send();
    assert_eq!((r.status, r.header("x-other")), (200, Some("1")));
}

/// S-106, F-70, F-71: a body of any kind arrives at the app's own endpoint.
#[test]
fn f70_bodies_of_internal_requests() {
    let r = site().get("/api/sends").send();
    assert_eq!(
        r.json(),
        serde_json::json!({
            "text": "text", "text of a Request": "text",
            "params": "a=b", "params of a Request": "a=b",
            "form": "field,file", "form of a Request": "field,file",
            "blob": "blob", "blob of a Request": "blob",
            "bytes": "bytes", "bytes of a Request": "bytes",
            "buffer": "bytes", "buffer of a Request": "bytes",
            "view": "bytes", "view of a Request": "bytes",
            "stream": "stream", "nothing": "",
        })
    );
}
