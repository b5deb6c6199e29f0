//! An app with as little as possible: F-3, F-13…F-15, F-45, F-91.

use serde_json::json;

use crate::server::{ORIGIN, bare, broken, start};

/// F-3, F-14: pages and forms without a layout or hooks; F-45: components in the older syntax.
#[test]
fn f14_built_in_layout() {
    assert_eq!(bare().get("/").native().send().text_of("home").as_deref(), Some("Home"));
    for (action, status, message) in [("ok", 200, "well done"), ("fail", 400, "try again")] {
        let r = bare().post(&format!("/form?/{action}")).form("").native().send();
        assert_eq!((r.status, r.text_of("message").as_deref()), (status, Some(message)));
    }
    let r = bare().get("/form").native().send();
    assert_eq!(r.text_of("message").as_deref(), Some("nothing yet"));
}

/// F-14: the built-in error page.
#[test]
fn f14_built_in_error_page() {
    for (target, status, message) in [
        ("/form?/error", 418, "short &amp; &lt;stout>"),
        ("/form?/throw", 500, "Internal Error"),
        ("/form?/nope", 404, "Not Found"),
        ("/nowhere", 404, "Not Found"),
    ] {
        let r = bare().post(target).form("").native().send();
        assert_eq!(r.status, status, "{target}");
        assert!(r.text().contains(&format!("<h1>{status}</h1>")), "{}", r.text());
        assert!(r.text().contains(&format!("<p>{message}</p>")), "{target}: {}", r.text());
        assert!(r.is_page());
    }
}

/// F-15: a layout with a load and no component.
#[test]
fn f15_layout_without_component() {
    let r = bare().get("/layout-only").native().send();
    assert_eq!(r.text_of("from").as_deref(), Some("a layout without a component"));
    let r = bare().get("/layout-only?away").native().send();
    assert_eq!((r.status, r.header("location")), (302, Some("/")));
}

/// F-13: a page without a component.
#[test]
fn f13_page_without_component() {
    let r = bare().get("/redirects").native().send();
    assert_eq!((r.status, r.header("location")), (307, Some("/form")));
    let r = bare().get("/empty").native().send();
    assert_eq!((r.status, r.is_page()), (200, true), "{}", r.lossy());
    let r = bare().post("/empty").form("").enhanced().send();
    assert_eq!(r.data(), json!({"ran": true}));
}

/// F-91, F-92: the root layout fails.
#[test]
fn f91_static_error_document() {
    let r = broken().get("/layout").native().send();
    assert_eq!((r.status, r.header("content-type")), (500, Some("text/html; charset=utf-8")));
    assert_eq!(r.text_of("static").as_deref(), Some("500 Internal Error"));
}

/// S-6: pages with actions cannot be prerendered; the action has run by then, no load has.
#[test]
fn s6_actions_and_prerender() {
    let app = start("bare", &[("ORIGIN", ORIGIN), ("PRERENDER_PAGES", "yes")]).expect("a server");
    let r = app.get("/prerender").native().send();
    assert_eq!(r.status, 500);
    let r = app.post("/prerender").form("").native().send();
    assert_eq!(r.status, 500);
    assert!(r.cookies().iter().any(|cookie| cookie.starts_with("ran=yes")), "{:?}", r.headers);
    assert!(!app.log().contains("no load runs"), "{}", app.log());
    let r = app.post("/prerender").form("").enhanced().send();
    assert_eq!((r.status, &r.json()["type"]), (200, &json!("success")), "a result needs no page");
}

/// F-80, F-83, S-140, C-95: promises in data, also without a hook around them.
#[test]
fn f83_streams_without_hooks() {
    let r = bare().get("/streamed").native().send();
    assert_eq!((r.status, r.text_of("home").as_deref()), (200, Some("1")));
    assert!(r.text().contains("came later"), "{}", r.text());
    let r = bare().get("/streamed/__data.json").send();
    let text = r.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines.last().is_some_and(|line| line.contains("came later")), "{text}");
}
