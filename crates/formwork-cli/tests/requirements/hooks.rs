//! Hooks around actions: S-60…S-62, S-76…S-82, S-99, S-164…S-166 and F-110…F-124.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::http::BROWSER;
use crate::server::{hooks, is_reference};

fn enhanced(target: &str) -> Answer {
    hooks().post(target).form("").enhanced().send()
}

fn native(target: &str) -> Answer {
    hooks().post(target).form("").native().send()
}

/// S-60, F-111, F-118: a redirect thrown by `handle`.
#[test]
fn s60_handle_redirects() {
    let r = enhanced("/plain?/ok&in-handle=redirect");
    assert_eq!((r.status, r.header("location")), (200, None));
    assert_eq!(r.json(), json!({"type": "redirect", "status": 303, "location": "/plain"}));
    for r in [
        native("/plain?/ok&in-handle=redirect"),
        hooks().get("/plain?in-handle=redirect").native().send(),
        hooks().get("/plain?in-handle=redirect").accept("application/json").send(),
        hooks().post("/endpoint?in-handle=redirect").form("").enhanced().send(),
        hooks().post("/nowhere?in-handle=redirect").form("").native().send(),
    ] {
        assert_eq!((r.status, r.header("location")), (303, Some("/plain")));
        assert!(r.cookie("set-by-handle").is_some());
        assert_eq!(r.header("x-set-by-handle"), None, "headers are lost");
    }
    let r = enhanced("/plain?/ok&in-handle=redirect");
    assert!(r.cookie("set-by-handle").is_some());
    assert_eq!(r.header("x-set-by-handle"), None);
    let r = hooks().get("/plain/__data.json?in-handle=redirect").send();
    assert_eq!(r.json(), json!({"type": "redirect", "status": 303, "location": "/plain"}), "C-94");
}

/// S-61, F-111: a response from `handle` is passed on.
#[test]
fn s61_handle_responds() {
    for r in
        [enhanced("/plain?/ok&in-handle=response-redirect"), native("/plain?/ok&in-handle=response-redirect")]
    {
        assert_eq!((r.status, r.header("location"), r.body.len()), (303, Some("/plain"), 0));
    }
    for r in [enhanced("/plain?/ok&in-handle=response"), native("/plain?/ok&in-handle=response")] {
        assert_eq!((r.status, r.text().as_str(), r.header("x-own")), (202, "from handle", Some("1")));
    }
}

/// S-62, S-43, F-94, F-118: an error thrown by `handle`.
#[test]
fn s62_handle_fails() {
    let expected = json!({"kind": "app", "shape": "not here", "status": 403, "message": "not here"});
    let r = enhanced("/plain?/ok&in-handle=error");
    assert_eq!((r.status, sorted(&r.json())), (403, sorted(&expected)), "{}", r.lossy());
    assert!(r.cookies().is_empty());
    assert_eq!(r.header("x-sveltekit-version"), None);
    for accept in [BROWSER, "", "text/plain"] {
        let r = hooks().post("/plain?/ok&in-handle=error").form("").accept(accept).send();
        assert_eq!((r.status, r.header("content-type")), (403, Some("text/html; charset=utf-8")), "{accept}");
        assert_eq!(r.text_of("static").as_deref(), Some("403 not here"), "{accept}");
        assert!(r.cookies().is_empty());
    }
    let r = hooks().post("/plain?/ok&in-handle=error").form("").send();
    assert_eq!(
        (r.status, r.header("content-type")),
        (403, Some("text/html; charset=utf-8")),
        "no Accept header"
    );
    let r = native("/plain?/ok&in-handle=throw");
    assert_eq!(r.text_of("static").as_deref(), Some("500 Internal Error"));
}

fn sorted(value: &Value) -> Vec<(String, Value)> {
    let mut members: Vec<_> =
        value.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect();
    members.sort_by(|(a, _), (b, _)| a.cmp(b));
    members
}

/// S-76, S-77, F-110, F-121: every error passes the hook, with its kind; what it gives is added to the error.
#[test]
fn s77_kinds() {
    for (target, status, kind, shape, message) in [
        ("/plain?/error", 418, "app", "short and stout", "short and stout"),
        ("/plain?/nope", 404, "framework", "Not Found", "Not Found"),
        ("/fails", 405, "framework", "Method Not Allowed", "Method Not Allowed"),
        ("/plain?/throw", 500, "unknown", "the message", "Internal Error"),
        ("/plain?/throw_string", 500, "unknown", "a string", "Internal Error"),
        ("/plain?/throw_undefined", 500, "unknown", "undefined", "Internal Error"),
    ] {
        let r = enhanced(target);
        assert_eq!(r.status, status, "{target}");
        let error = r.json()["error"].clone();
        assert_eq!((&error["kind"], &error["shape"]), (&json!(kind), &json!(shape)), "{target}");
        assert_eq!((&error["status"], &error["message"]), (&json!(status), &json!(message)), "{target}");
        let r = native(target);
        assert_eq!(r.status, status, "{target}");
        assert_eq!(r.json_of("error-page")["error"]["kind"], kind, "{target}");
    }
    assert_eq!(enhanced("/plain?/error").json()["error"]["extra"], 1, "properties of the error stay");
    let r = hooks().post("/plain?/ok").body("application/json", "{}").enhanced().send();
    assert_eq!(r.json()["error"]["kind"], "framework");
    for target in ["/nowhere", "/fails"] {
        let r = hooks().get(target).native().send();
        let kind = if target == "/fails" { "unknown" } else { "framework" };
        assert_eq!(r.json_of("error-page")["error"]["kind"], kind, "{target}");
    }
    let r = hooks().get("/endpoint?error").accept("application/json").send();
    assert_eq!((r.status, &r.json()["kind"], &r.json()["code"]), (409, &json!("app"), &json!(1)));
    assert_eq!(enhanced("/plain?/encode").json()["error"]["kind"], "unknown");
}

/// S-78, F-121: the hook's status is the response's, everywhere.
#[test]
fn s78_status_of_the_hook() {
    let expected = json!({"status": 499, "message": "by hook", "extra": {"a": 1}});
    for action in ["error", "throw", "nope", "encode"] {
        let r = enhanced(&format!("/plain?/{action}&in-error=status"));
        assert_eq!((r.status, sorted(&r.json()["error"])), (499, sorted(&expected)), "{action}");
        let r = native(&format!("/plain?/{action}&in-error=status"));
        assert_eq!(r.status, 499, "{action}");
        assert_eq!(r.json_of("error-page")["status"], 499);
    }
    for target in ["/fails?in-error=status", "/nowhere?in-error=status", "/endpoint?throw&in-error=status"] {
        assert_eq!(hooks().get(target).native().send().status, 499, "{target}");
    }
    let r = hooks().get("/fails/__data.json?in-error=status").send();
    assert_eq!((r.status, &r.json()["nodes"][1]["error"]["status"]), (200, &json!(499)));
    let r = enhanced("/plain?/ok&in-handle=throw&in-error=status");
    assert_eq!((r.status, &r.json()["message"]), (499, &json!("by hook")));
}

/// S-77: nothing, a part, a promise.
#[test]
fn s77_results_of_the_hook() {
    for (wish, action, expected) in [
        ("nothing", "throw", json!({"status": 500, "message": "Internal Error"})),
        ("message", "throw", json!({"status": 500, "message": "by hook"})),
        ("message", "error", json!({"status": 418, "message": "by hook", "extra": 1})),
        ("nothing", "error", json!({"status": 418, "message": "short and stout", "extra": 1})),
        ("promise", "throw", json!({"status": 500, "message": "later", "code": "X"})),
    ] {
        let r = enhanced(&format!("/plain?/{action}&in-error={wish}"));
        assert_eq!(sorted(&r.json()["error"]), sorted(&expected), "{wish} {action}");
    }
}

/// S-79: the hook itself fails.
#[test]
fn s79_the_hook_fails() {
    for (action, status) in [("throw", 500), ("error", 418), ("nope", 404)] {
        let r = enhanced(&format!("/plain?/{action}&in-error=throw"));
        assert_eq!(r.status, status, "{action}");
        assert_eq!(r.json()["error"], json!({"status": status, "message": "Internal Error"}), "{action}");
    }
    assert!(hooks().logged("secret of handleError"));
}

/// F-115, F-151: handlers in sequence.
#[test]
fn f115_sequence() {
    assert_eq!(enhanced("/plain?/ok").header("x-order"), Some("outer inner"));
    let r = hooks().get("/plain").native().send();
    assert!(r.text().contains(r#"<html lang="en">"#));
}

/// F-112, F-113: transforming documents; the inner handler first.
#[test]
fn f113_transform() {
    let r = native("/plain?/ok&in-handle=transform");
    assert!(r.text().contains(r#"<html lang="de" data-done="true">"#), "{}", r.text());
    let plain = native("/plain?/ok&in-handle=other");
    assert_ne!(r.header("etag"), plain.header("etag"), "of the transformed text");
    assert_eq!(r.header("content-length"), Some(r.body.len().to_string().as_str()));
    assert!(native("/plain?/ok&in-handle=transform-async").text().contains(r#"lang="fr""#));
}

/// F-116: another event for `resolve`.
#[test]
fn f116_replacing_the_event() {
    let r = enhanced("/plain?/ok&in-handle=replace");
    assert_eq!(r.data()["locals"]["replaced"], true);
    let r = native("/plain?/ok&in-handle=replace");
    assert_eq!(r.json_of("page")["data"]["locals"]["replaced"], true);
}

/// S-99, F-112: after the response it is too late for cookies.
#[test]
fn s99_late_cookies() {
    for r in [enhanced("/plain?/ok&in-handle=late-cookie"), native("/plain?/ok&in-handle=late-cookie")] {
        assert_eq!(r.header("x-thrown"), Some("an error"));
        assert!(r.cookie("late").is_none());
    }
}

/// S-99: nor for headers. The reference ignores the call without a word.
#[test]
fn s99_late_headers() {
    let r = enhanced("/plain?/ok&in-handle=late-header");
    assert_eq!(r.header("x-thrown"), Some(if is_reference() { "nothing" } else { "an error" }));
    assert_eq!(r.header("x-late"), None);
}

/// F-120, F-110: `init` ran once, before the first request.
#[test]
fn f120_init() {
    assert_eq!(enhanced("/plain?/ok").data()["locals"]["initialised"], 1);
    assert_eq!(enhanced("/plain?/ok").data()["locals"]["initialised"], 1);
}

/// F-122, F-74: `handleFetch` sees every request.
#[test]
fn f122_handle_fetch() {
    assert_eq!(enhanced("/plain?/intercepted").data()["text"], "intercepted PUT for /plain");
    assert_eq!(enhanced("/plain?/elsewhere").data()["text"], "endpoint");
}

/// F-123: `reroute`.
#[test]
fn f123_reroute() {
    for target in ["/renamed", "/renamed-async"] {
        let r = enhanced(&format!("{target}?/ok&x=1"));
        assert_eq!((&r.data()["path"], &r.data()["route"]), (&json!(target), &json!("/plain")));
        assert_eq!(r.json()["location"], format!("{target}?x=1"), "S-29: the URL stays the original");
        let r = hooks().get(target).native().send();
        assert_eq!(r.json_of("page")["data"]["route"], "/plain");
    }
    for target in ["/reroute-throws", "/reroute-throws/__data.json"] {
        let r = hooks().get(target).native().send();
        assert_eq!((r.status, r.text().as_str()), (500, "Internal Server Error"), "{target}");
        assert_eq!(r.header("content-type"), None);
    }
}

/// S-150: text that is not well-formed is sent as a browser would send it, with U+FFFD.
#[test]
fn s150_lone_surrogates() {
    let r = native("/plain?/half");
    assert_eq!(r.status, 200, "{}", r.lossy());
    assert!(r.text().contains("<p id=\"half\">half a \u{fffd} pair</p>"), "{}", r.lossy());
}

/// S-164, S-165, S-42, F-124: own types in action results.
#[test]
fn s165_transport() {
    let r = enhanced("/plain?/money");
    assert_eq!(
        r.json()["data"],
        r#"[{"price":1,"same":5},["Money",2],[3,4],5,"EUR",[6],["Money",7],[8,9],1,"CHF"]"#
    );
    let r = enhanced("/plain?/fail_money");
    assert_eq!((r.status, r.json()["data"].as_str()), (422, Some(r#"[["Money",1],[2,3],7,"EUR"]"#)));
}

/// S-167, S-180: types count in the order of the hook, and the first that answers decides.
#[test]
fn s167_order_of_types() {
    let r = enhanced("/plain?/special_money");
    assert_eq!(r.json()["data"], r#"[{"own":1,"plain":3},["Coin",2],3,["Money",4],[5,6],2,"EUR"]"#);
}

/// S-165, C-67: `deserialize` on the server.
#[test]
fn s165_deserialize_on_the_server() {
    assert_eq!(
        enhanced("/plain?/deserialize").data(),
        json!({"type": "success", "own": true, "price": "5 EUR"})
    );
}

/// S-131, S-166: on the server the page gets the instance itself; the document has its encoding.
#[test]
fn s131_instances_reach_the_page() {
    let r = native("/plain?/money");
    assert_eq!(r.status, 200, "{}", r.lossy());
    assert_eq!(r.text_of("price").as_deref(), Some("money 5 EUR"));
    assert!(r.text().contains("Money"), "the client can decode it");
}

/// F-93, S-77: what a component throws is shown by the nearest error page, inside its layouts, with the status that
/// `handleError` gave, whether the hook waits or not; a redirect is one.
#[test]
fn f93_components_that_throw() {
    let shown = |query: &str| {
        let r = hooks().get(&format!("/throws?{query}")).native().send();
        assert!(
            r.text_of("inner-layout").is_some() || r.text().contains("id=\"inner-layout\""),
            "{}",
            r.text()
        );
        assert!(r.text_of("fine").is_none());
        (r.status, r.json_of("nearest"))
    };
    let (status, page) = shown("what=error");
    assert_eq!((status, &page["status"], &page["error"]["message"]), (418, &json!(418), &json!("short")));
    assert_eq!((&page["error"]["kind"], &page["same"]), (&json!("app"), &json!(true)));
    let (status, page) = shown("what=unknown");
    assert_eq!((status, &page["error"]["kind"]), (500, &json!("unknown")));
    let (status, page) = shown("what=unknown&in-error=status");
    assert_eq!((status, &page["error"]["message"]), (499, &json!("by hook")));
    if !is_reference() {
        // Svelte does not wait here, and the reference does not try again.
        let (status, page) = shown("what=unknown&in-error=promise");
        assert_eq!(
            (status, &page["error"]["message"], &page["error"]["code"]),
            (500, &json!("later"), &json!("X"))
        );
    }
    let r = hooks().get("/throws?what=redirect").native().send();
    assert_eq!((r.status, r.header("location")), (303, Some("/plain")));
    let r = hooks().post("/throws?what=error").form("").native().send();
    assert_eq!((r.status, &r.json_of("nearest")["error"]["message"]), (418, &json!("short")));
}

/// F-116: members that `handle` puts in the place of others, and ones of its own, reach actions and loads, and decide.
#[test]
fn f116_replaced_members() {
    let r = hooks().post("/plain?/seen&in-handle=members").form("").enhanced().send();
    assert_eq!(r.data(), json!({"own": "from handle", "url": "/plain?replaced"}), "{}", r.lossy());
    let r = hooks().get("/plain?in-handle=members").native().send();
    assert_eq!(r.json_of("page")["data"]["own"], "from handle");
    // As a browser would, but `handle` asks for JSON.
    let r = hooks().post("/plain?/ok&in-handle=request").form("").native().send();
    assert_eq!((r.header("content-type"), &r.json()["type"]), (Some("application/json"), &json!("success")));
}

/// F-123: `reroute` may ask the app itself; null changes nothing, and a path that cannot be decoded stays one.
#[test]
fn f123_reroute_asks_the_app() {
    let r = hooks().get("/renamed-by-fetch").native().send();
    assert_eq!((r.status, &r.json_of("page")["data"]["route"]), (200, &json!("/plain")), "{}", r.lossy());
    let r = hooks().post("/renamed-by-fetch?/fields").form("a=1&b=2").enhanced().send();
    assert_eq!(r.data(), json!({"a": "1", "b": "2"}), "the body is the action's still");
    assert_eq!(native("/rerouted-null").status, 404);
    assert!(native("/rerouted-null").json_of("error-page")["error"].is_object());
}

/// S-8 (15), S-22, S-57: `handle` sees the length of the answer, of HEAD as of GET.
#[test]
fn s57_handle_sees_the_length() {
    let get = hooks().get("/plain?in-handle=length").native().send();
    let length = get.body.len().to_string();
    assert_eq!(get.header("x-length"), Some(length.as_str()));
    let head = hooks().request("HEAD", "/plain?in-handle=length").native().send();
    assert_eq!(
        (head.header("x-length"), head.header("content-length")),
        (Some(length.as_str()), Some(length.as_str()))
    );
    assert!(head.body.is_empty());
}

/// S-77, S-93, S-103: headers and cookies that cannot be written make a bare error, which passes `handleError`.
#[test]
fn s103_what_cannot_be_written() {
    for action in ["bad_header_name", "bad_header_value", "bad_cookie"] {
        let r = enhanced(&format!("/plain?/{action}"));
        assert_eq!((r.status, &r.json()["kind"]), (500, &json!("unknown")), "{action}: {}", r.lossy());
        let r = native(&format!("/plain?/{action}"));
        assert_eq!((r.status, r.header("content-type")), (500, Some("text/html; charset=utf-8")), "{action}");
    }
}

/// F-17: without a route its id is null.
#[test]
fn f17_no_route() {
    let r = native("/nowhere-at-all?in-handle=route");
    assert_eq!(r.header("x-route"), Some("null"));
}

/// F-106: framing headers that user code copied from somewhere are not sent.
#[test]
fn f106_framing_is_the_servers() {
    let r = enhanced("/plain?/framing");
    assert_eq!((r.status, &r.json()["type"]), (200, &json!("success")), "{}", r.lossy());
    assert_eq!(r.header("transfer-encoding"), None);
}
