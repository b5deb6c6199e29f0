//! What is different while developing: S-1, S-72, S-84, S-94, S-108, S-117, S-189.
//!
//! Not verified against the reference, whose development server is another program.

use serde_json::json;

use crate::http::escape;
use crate::server::{App, develop, development, extra_exports, is_reference};

/// The server, if there is one to test.
fn server() -> Option<&'static App> {
    (!is_reference()).then(development)
}

/// S-108, F-211: no origin is refused.
#[test]
fn s108_no_origin_check() {
    let Some(app) = server() else { return };
    for origin in ["http://evil.test", "null"] {
        let r = app.post("/default").form("").origin(origin).enhanced().send();
        assert_eq!((r.status, r.data()), (200, json!({"ran": "default"})), "{origin}");
    }
    assert_eq!(app.post("/default").form("").without("origin").enhanced().send().status, 200);
    assert_eq!(app.post("/default").origin("http://evil.test").enhanced().send().status, 415);
}

/// S-84, F-211: cookies are not `Secure`.
#[test]
fn s84_cookies_are_not_secure() {
    let Some(app) = server() else { return };
    let calls = escape(&json!([["set", "a", "1"], ["set", "b", "1", {"secure": true}]]).to_string());
    let r = app.post("/cookies?/success").form(&format!("calls={calls}")).enhanced().send();
    assert_eq!(
        r.cookies(),
        ["a=1; Path=/; HttpOnly; SameSite=Lax", "b=1; Path=/; HttpOnly; Secure; SameSite=Lax"]
    );
}

/// S-94: cookies that browsers would drop.
#[test]
fn s94_large_cookies() {
    let Some(app) = server() else { return };
    let calls = |size: usize| escape(&json!([["set", "a", "x".repeat(size)]]).to_string());
    let post = |size| app.post("/cookies?/success").form(&format!("calls={}", calls(size))).enhanced().send();
    assert_eq!(post(4095).cookies().len(), 1);
    let r = post(4096);
    assert_eq!((r.status, r.cookies().len()), (200, 0));
    let thrown = r.data()["results"][0].as_str().map(|name| name.ends_with("Error"));
    assert_eq!(thrown, Some(true), "{}", r.lossy());
}

/// S-189: no body limit.
#[test]
fn s189_no_body_limit() {
    let Some(app) = server() else { return };
    let r = app.post("/form-data?/size").form(&"a".repeat(600_000)).enhanced().send();
    assert_eq!((r.status, r.data()), (200, json!({"size": 600_000})));
}

/// S-72, S-82: details are for the log, not for the client, here too.
#[test]
fn s72_hints_are_logged() {
    let Some(app) = server() else { return };
    let r = app.post("/helpers?/return_redirect").form("").enhanced().send();
    assert_eq!(r.json()["error"], json!({"status": 500, "message": "Internal Error"}));
    assert!(app.logged("redirect"));
    let r = app.post("/outcome?/throw_error").form("").enhanced().send();
    assert_eq!(r.json()["error"]["message"], "Internal Error");
    assert!(app.logged("secret detail of throw_error"));
    assert!(app.logged("+page.server.js:"), "S-191: with a place in the source");
}

/// S-190: while developing the log names the route; S-33 has the same public text.
#[test]
fn s190_pages_without_actions_are_named() {
    let Some(app) = server() else { return };
    let r = app.post("/no-actions").form("").enhanced().send();
    assert_eq!((r.status, &r.json()["error"]["message"]), (405, &json!("Method Not Allowed")));
    assert!(app.logged("/no-actions has no form actions"), "{}", app.log());
}

/// S-191, F-97, F-205: an error of an action is logged with a stack that leads into the source, line by line.
#[test]
fn s191_stacks_lead_into_the_source() {
    let Some(app) = server() else { return };
    let source = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/apps/actions/src/routes/outcome/+page.server.js"
    ));
    let source = source.expect("the source");
    let line = source.lines().position(|line| line.contains("new Error('secret detail of throw_error'"));
    let place = format!("src/routes/outcome/+page.server.js:{}:", line.expect("the line") + 1);
    app.post("/outcome?/throw_error").form("").enhanced().send();
    assert!(app.logged(&place), "{place} in {}", app.log());
}

/// S-115, F-197: what production would refuse is said while developing.
#[test]
fn s115_refusals_to_come_are_logged() {
    let Some(app) = server() else { return };
    let r = app.post("/default").form("").origin("http://elsewhere.test").enhanced().send();
    assert_eq!(r.status, 200);
    assert!(app.logged("production would answer 403: the form was sent from \"http://elsewhere.test\""));
}

/// S-104: directives that no cache knows.
#[test]
fn s104_malformed_headers_are_warned_about() {
    let Some(app) = server() else { return };
    let r = app.post("/event?/headers_malformed").form("").enhanced().send();
    assert_eq!((r.status, r.header("cache-control")), (200, Some("public, max_age=5")));
    assert!(app.logged("max_age"));
}

/// S-58, F-141: a result that will not be seen.
#[test]
fn s58_lost_results_are_warned_about() {
    let Some(app) = server() else { return };
    let r = app.post("/ssr-false?/ok").form("").native().send();
    assert_eq!(r.status, 200);
    assert!(app.logged("use:enhance"));
}

/// S-1, F-146: exports that a route module may not have. In production nobody minds; the reference refuses to build.
#[test]
fn s1_unknown_exports() {
    if is_reference() {
        return;
    }
    let r = extra_exports().get("/").native().send();
    assert_eq!((r.status, r.json_of("page")), (200, json!({"private": "allowed"})));
    let r = extra_exports().post("/").form("").enhanced().send();
    assert_eq!(r.data(), json!({"ran": true}));

    let app: &'static App = Box::leak(Box::new(develop("extra-exports")));
    let r = app.get("/").native().send();
    assert_eq!(r.status, 500);
    assert!(app.logged("helper"), "{}", app.log());
    assert!(app.logged("+page.server.js"));
    assert_eq!(app.log().matches("error[").count(), 1, "not for `_private`");
}
