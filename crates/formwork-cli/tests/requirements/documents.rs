//! Native form posts, answered with documents: S-48…S-59.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::server::{actions, broken};

fn post(target: &str) -> Answer {
    actions().post(target).form("").native().send()
}

/// S-48: success renders the page with the value.
#[test]
fn s48_success() {
    for (action, form) in [
        ("string", json!("text")),
        ("number", json!(7)),
        ("array", json!([1, "two"])),
        ("nothing", Value::Null),
        ("null", Value::Null),
        ("zero", json!(0)),
        ("empty", json!("")),
        ("false", json!(false)),
    ] {
        let r = post(&format!("/outcome?/{action}"));
        assert_eq!(r.status, 200, "{action}");
        let page = r.json_of("page");
        assert_eq!((&page["form"], &page["status"]), (&form, &json!(200)), "{action}");
        assert_eq!(r.ran(), Some("handle action load:root load:page"), "{action}");
    }
    let page = post("/outcome?/object").json_of("page");
    assert_eq!(page["form"]["nested"], json!({"b": [true, null, "text"]}));
}

/// S-48: universal loads run as well.
#[test]
fn s48_universal_loads_run() {
    let r = post("/universal?a=b");
    assert_eq!(r.ran(), Some("handle load:root load:page"));
    let page = r.json_of("page");
    assert_eq!(page["form"], json!({"done": true}));
    assert_eq!(page["data"]["server"], json!({"from": "server"}));
    assert_eq!((&page["data"]["universal"], &page["data"]["search"]), (&json!(true), &json!("?a=b")));
    assert_eq!(page["data"]["root"], "root");
}

/// S-49: failure is the same with its status.
#[test]
fn s49_failure() {
    for (action, status, form) in [
        ("fail", 400, json!({"missing": true})),
        ("fail&status=422", 422, json!({"missing": true})),
        ("fail_undefined", 422, Value::Null),
        ("fail_null", 400, Value::Null),
        ("fail_zero", 400, json!(0)),
        ("fail_string", 400, json!("text")),
    ] {
        let r = post(&format!("/outcome?/{action}"));
        assert_eq!(r.status, status, "{action}");
        let page = r.json_of("page");
        assert_eq!((&page["form"], &page["status"]), (&form, &json!(status)), "{action}");
        assert_eq!(r.ran(), Some("handle action load:root load:page"), "{action}");
    }
}

/// S-50: a redirect, verbatim, with what was set before.
#[test]
fn s50_redirect() {
    for (query, status, location) in [
        ("redirect", 303, "/default"),
        ("redirect&status=307", 307, "/default"),
        ("redirect&status=302&to=relative/path", 302, "relative/path"),
        ("redirect&to=?q=%2525", 303, "?q=%25"),
        ("redirect&to=http://formwork.test/default", 303, "http://formwork.test/default"),
    ] {
        let r = post(&format!("/outcome?/{query}"));
        assert_eq!((r.status, r.header("location")), (status, Some(location)), "{query}");
        assert!(r.body.is_empty(), "{query}");
        assert_eq!(r.ran(), Some("handle action"), "{query}: no loads");
        assert!(r.cookie("set-by-action").is_some(), "{query}");
        assert_eq!(r.header("x-set-by-action"), Some("yes"), "{query}");
    }
}

/// S-51: an error shows the error page; layouts load, the page does not.
#[test]
fn s51_error() {
    for (action, status, error) in [
        ("error", 418, json!({"status": 418, "message": "short and stout"})),
        ("error_props", 409, json!({"code": "TAKEN", "ids": [1, 2], "status": 409, "message": "conflict"})),
        ("throw_error", 500, json!({"status": 500, "message": "Internal Error"})),
        ("throw_string", 500, json!({"status": 500, "message": "Internal Error"})),
        ("throw_undefined", 500, json!({"status": 500, "message": "Internal Error"})),
        ("throw_fail", 500, json!({"status": 500, "message": "Internal Error"})),
    ] {
        let r = post(&format!("/outcome?/{action}"));
        assert_eq!(r.status, status, "{action}");
        assert_eq!(r.ran(), Some("handle action load:root"), "{action}");
        assert_eq!(
            r.json_of("error-page"),
            json!({"where": "root", "error": error, "page_error": error, "status": status, "form": null, "page_form": null}),
            "{action}"
        );
        assert!(r.is_page(), "{action}");
        assert!(!r.text().contains("secret"), "S-82");
        assert!(r.cookie("set-by-action").is_some(), "{action}: S-95");
    }
}

/// S-51: all layouts load, not only those that show.
#[test]
fn s51_every_layout_loads() {
    let r = post("/deep/mid/own/below?/error");
    assert_eq!(r.status, 418);
    let ran: Vec<_> = r.ran().unwrap_or_default().split(' ').collect();
    assert_eq!(ran[..2], ["handle", "action"]);
    let mut loads = ran[2..].to_vec();
    loads.sort_unstable();
    assert_eq!(loads, ["load:deep", "load:mid", "load:own", "load:root"]);
}

/// S-52: a layout that fails or redirects meanwhile takes over.
#[test]
fn s52_a_layout_takes_over() {
    let r = post("/deep/mid?/error&redirect=mid");
    assert_eq!((r.status, r.header("location")), (307, Some("/default")));
    let r = post("/deep/mid?/error&error=mid");
    assert_eq!(r.status, 503);
    assert_eq!(r.json_of("error-page")["error"], json!({"status": 503, "message": "in mid"}));
    assert_eq!(r.json_of("error-page")["where"], "deep");
    let r = post("/deep/mid?/error&error=deep");
    assert_eq!((r.status, &r.json_of("error-page")["where"]), (503, &json!("root")), "F-90");
    // The leaf's own load does not run, so it cannot take over.
    assert_eq!(post("/deep/mid?/error&error=page").status, 418);
}

/// S-53, F-90: the nearest error page, inside the layouts above it.
#[test]
fn s53_nearest_error_page() {
    for (page, shown_by, shown, hidden) in [
        ("/deep", "deep", &["root", "deep"][..], &[][..]),
        ("/deep/mid", "deep", &["root", "deep"], &["mid"]),
        ("/deep/mid/own", "own", &["root", "deep", "mid", "own"], &[]),
        ("/deep/mid/own/below", "own", &["root", "deep", "mid", "own"], &[]),
        ("/deep/mid/own/reset", "root", &["root"], &["deep", "mid", "own"]),
        ("/outcome", "root", &["root"], &[]),
    ] {
        let r = post(&format!("{page}?/error"));
        assert_eq!(r.status, 418, "{page}");
        let report = r.json_of("error-page");
        assert_eq!(report["where"], shown_by, "{page}");
        assert_eq!((&report["form"], &report["page_form"]), (&Value::Null, &Value::Null), "{page}");
        for layout in shown {
            let layout = r.json_of(&format!("{layout}-layout"));
            assert_eq!((&layout["form"], &layout["data"]["root"]), (&Value::Null, &json!("root")), "{page}");
        }
        for layout in hidden {
            assert_eq!(r.text_of(&format!("{layout}-layout")), None, "{page}");
        }
        // The same for an action that does not exist.
        let r = post(&format!("{page}?/nope"));
        assert_eq!((r.status, &r.json_of("error-page")["where"]), (404, &json!(shown_by)), "{page}");
    }
}

/// S-54: an exception while rendering.
#[test]
fn s54_rendering_fails() {
    assert_eq!(actions().get("/render-throws").native().send().status, 200);
    let r = post("/render-throws");
    assert_eq!(r.status, 500);
    assert_eq!(r.json_of("error-page")["error"], json!({"status": 500, "message": "Internal Error"}));
    assert!(!r.text().contains("secret"));
}

/// S-54, S-131: a value that renders but cannot be sent to the client.
#[test]
fn s54_serialising_fails() {
    for action in ["function", "class", "promise", "symbol"] {
        let r = post(&format!("/outcome?/{action}"));
        assert_eq!(r.status, 500, "{action}");
        let report = r.json_of("error-page");
        assert_eq!((&report["where"], &report["status"]), (&json!("root"), &json!(500)), "{action}");
        assert!(r.cookie("set-by-action").is_some(), "{action}");
    }
}

/// S-54, S-55: an error page that fails is an exception while rendering; if the root one fails too, there is a
/// static document.
#[test]
fn s55_static_error_document() {
    let r = post("/broken-error");
    assert_eq!((r.status, &r.json_of("error-page")["where"]), (500, &json!("root")));
    for r in [
        broken().post("/").form("").native().send(),
        broken().get("/nowhere").native().send(),
        broken().post("/?/nope").form("").native().send(),
    ] {
        assert_eq!(r.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(r.status, 500);
        assert_eq!(r.text_of("static").as_deref(), Some("500 Internal Error"), "{}", r.lossy());
        assert!(!r.text().contains("secret"));
        assert_eq!(r.header("x-sveltekit-page"), None);
    }
}

/// S-56: a load function that throws after the action decides.
#[test]
fn s56_load_after_the_action() {
    let r = post("/load-after?then=redirect");
    assert_eq!((r.status, r.header("location")), (303, Some("/default")));
    assert!(r.cookie("set-by-action").is_some());
    for (then, status, message) in [("error", 507, "load failed"), ("throw", 500, "Internal Error")] {
        let r = post(&format!("/load-after?then={then}"));
        assert_eq!(r.status, status);
        let report = r.json_of("error-page");
        assert_eq!(report["error"], json!({"status": status, "message": message}));
        assert_eq!(report["status"], json!(status));
        assert_eq!((&report["form"], &report["page_form"]), (&Value::Null, &Value::Null));
        assert!(r.cookie("set-by-action").is_some());
    }
    let r = post("/load-after");
    assert_eq!((r.status, &r.json_of("page")["form"]), (200, &json!({"done": true})));
    // No load, no trouble: the JSON path.
    let r = actions().post("/load-after?then=error").form("").enhanced().send();
    assert_eq!((r.status, r.data()), (200, json!({"done": true})));
}

/// S-57: the head of a document.
#[test]
fn s57_headers() {
    for r in [
        post("/outcome?/object"),
        post("/outcome?/fail"),
        post("/outcome?/error"),
        post("/nowhere"),
        actions().get("/outcome").native().send(),
    ] {
        assert_eq!(r.header("content-type"), Some("text/html"));
        assert_eq!(r.header("x-sveltekit-page"), Some("true"));
        assert_eq!(r.header("content-length"), Some(r.body.len().to_string().as_str()));
        assert!(r.header("etag").is_some_and(|etag| etag.ends_with('"')), "{:?}", r.headers);
    }
}

/// S-58, F-141: without server-side rendering the action runs and the result is lost.
#[test]
fn s58_without_ssr() {
    for (action, status) in [("ok", 200), ("fail", 422), ("error", 418)] {
        let r = post(&format!("/ssr-false?/{action}"));
        assert_eq!(r.status, status, "{action}");
        assert_eq!(r.header("content-type"), Some("text/html"), "{action}");
        if action == "error" {
            continue; // the error page has the options of the layouts, S-53
        }
        assert_eq!(r.text_of("page"), None, "{action}");
        assert!(!r.text().contains("returned-by-action"), "{action}");
        assert!(r.text().contains("<script"), "{action}: the client starts and renders");
    }
    let r = post("/ssr-false?/redirect");
    assert_eq!((r.status, r.header("location")), (303, Some("/default")));
    let r = actions().post("/ssr-false?/fail").form("").enhanced().send();
    assert_eq!((r.status, r.data()), (422, json!({"text": "returned-by-action"})));
}

/// S-59, S-142, F-142: no script at all.
#[test]
fn s59_without_csr() {
    for (action, status, shown) in [("ok", 200, "returned-by-action"), ("fail", 422, "returned-by-action")] {
        let r = post(&format!("/csr-false?/{action}"));
        assert_eq!(r.status, status, "{action}");
        assert_eq!(r.text_of("page").as_deref(), Some(shown), "{action}");
        assert!(!r.text().contains("<script") && !r.text().contains("modulepreload"), "{}", r.text());
    }
    let r = actions().get("/csr-false").native().send();
    assert!(!r.text().contains("<script"));
    let r = actions().post("/csr-false?/ok").form("").enhanced().send();
    assert_eq!((r.status, r.data()), (200, json!({"text": "returned-by-action"})));
    assert!(actions().get("/default").native().send().text().contains("<script"));
}

/// F-96: a page that asks for its own errors gets no page for them. The reference looks at sub-requests only by this.
#[test]
fn f96_loop_guard() {
    let r = actions().get("/nowhere").header("x-sveltekit-error", "true").native().send();
    assert_eq!((r.status, r.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert!(!r.is_page() && !r.text().contains("<script"), "{}", r.text());
}
