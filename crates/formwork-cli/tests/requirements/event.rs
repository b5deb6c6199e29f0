//! The event that actions get: S-101…S-107.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::server::{App, ORIGIN, actions, start};

fn post(action: &str) -> Answer {
    actions().post(&format!("/event?/{action}")).form("a=b").enhanced().send()
}

/// S-101, F-130: its own keys.
#[test]
fn s101_keys() {
    assert_eq!(
        post("keys").data()["keys"],
        json!([
            "cookies",
            "fetch",
            "getClientAddress",
            "isDataRequest",
            "isRemoteRequest",
            "isSubRequest",
            "locals",
            "params",
            "platform",
            "request",
            "route",
            "setHeaders",
            "tracing",
            "url"
        ])
    );
}

/// S-102: what the request was.
#[test]
fn s102_the_request() {
    let r = actions().post("/event?a=1&/describe").form("").enhanced().header("x-mixed-CASE", "Value").send();
    assert_eq!(
        r.data(),
        json!({
            "url": "http://formwork.test/event?a=1&/describe",
            "route": "/event",
            "params": {},
            "method": "POST",
            "request_url": "http://formwork.test/event?a=1&/describe",
            "header": "Value",
            "isDataRequest": false,
            "isSubRequest": false,
            "isRemoteRequest": false,
        })
    );
}

/// S-102, F-25: parameters are decoded once.
#[test]
fn s102_parameters() {
    let target = "/event/a%20b%2Fc/d%252Fe/f?x=%20";
    let r = actions().post(target).form("").enhanced().send();
    assert_eq!(
        r.data(),
        json!({
            "url": format!("http://formwork.test{target}"),
            "route": "/event/[slug]/[...rest]",
            "params": {"slug": "a b/c", "rest": "d%2Fe/f"},
        })
    );
    let r = actions().post("/event/%C3%BC").form("").enhanced().send();
    assert_eq!(r.data()["params"], json!({"slug": "ü", "rest": ""}));
}

/// S-103: headers for whatever response there will be.
#[test]
fn s103_set_headers() {
    let r = post("headers");
    assert_eq!((r.header("x-one"), r.header("x-two")), (Some("1"), Some("2")));
    assert_eq!(r.header("cache-control"), Some("no-store"));
    assert_eq!(r.header("server-timing"), Some("a;dur=1, b;dur=2"));
    let r = actions().post("/event?/headers").form("").native().send();
    assert_eq!((r.header("x-one"), r.header("x-two")), (Some("1"), Some("2")));
    assert_eq!((post("headers_fail").status, post("headers_fail").header("x-one")), (400, Some("1")));
    for outcome in ["redirect", "error", "throw_error", "fail"] {
        for r in [
            actions().post(&format!("/outcome?/{outcome}")).form("").enhanced().send(),
            actions().post(&format!("/outcome?/{outcome}")).form("").native().send(),
        ] {
            assert_eq!(r.header("x-set-by-action"), Some("yes"), "{outcome}");
        }
    }
}

/// S-103: not twice, wherever; no cookies; names must be names.
#[test]
fn s103_set_headers_refuses() {
    for action in ["headers_twice", "headers_cookie"] {
        let r = post(action);
        assert_eq!((r.status, &r.json()["type"]), (500, &json!("error")), "{action}");
        assert!(r.cookies().is_empty());
    }
    assert!(actions().logged("cookies"), "the log advises `cookies`");
    let r = actions().post("/event?/headers_in_load&set-in-load=1").form("").native().send();
    assert_eq!((r.status, r.header("x-once")), (500, Some("action")));
    let r = post("headers_invalid");
    assert_eq!(r.status, 500);
}

/// S-105, F-133, F-202: `getRequestEvent` in actions, functions they call, after awaits, in loads and endpoints.
#[test]
fn s105_get_request_event() {
    let r = post("current");
    assert_eq!(
        r.data(),
        json!({
            "before": true,
            "elsewhere": true,
            "after_await": true,
            "after_timer": true,
            "in_catch": true,
            "after_body": true,
            "in_then": true,
            "all": [true, true],
        }),
        "{}",
        r.lossy()
    );
    let r = actions().get("/event").native().send();
    assert_eq!(r.json_of("page")["data"]["same"], true);
    let r = actions().get("/event/endpoint").send();
    assert_eq!((&r.json()["before"], &r.json()["after"]), (&json!(true), &json!(true)));
    assert_ne!(r.json()["outside"], "no error", "elsewhere it throws");
}

/// S-105, F-133: requests at the same time do not mix.
#[test]
fn s105_under_concurrency() {
    std::thread::scope(|scope| {
        let posts: Vec<_> = (0..8).map(|_| scope.spawn(|| post("current").data())).collect();
        for data in posts.into_iter().map(|post| post.join()) {
            let data = data.unwrap_or(Value::Null);
            assert!(!data.to_string().contains("false"), "{data}");
        }
    });
}

/// S-106, F-70, F-71: an action through `event.fetch`.
#[test]
fn s106_fetch_runs_actions() {
    let data = post("fetch_page").data();
    assert_eq!((&data["status"], &data["type"]), (&json!(200), &json!("application/json")));
    assert_eq!(data["body"]["type"], "success");
    let inner = crate::flat::decode(data["body"]["data"].as_str().unwrap_or_default());
    assert_eq!(inner["url"], "http://formwork.test/event?/describe");
    assert_eq!((&inner["isSubRequest"], &inner["method"]), (&json!(true), &json!("POST")));
}

/// S-106: not for ever.
#[test]
fn s106_recursion_ends() {
    let data = post("fetch_itself").data();
    assert_eq!(data["status"], 404);
    assert!(data["depth"].as_u64().is_some_and(|depth| (9..=11).contains(&depth)), "{data}");
}

/// F-71, F-117: what an internal request carries.
#[test]
fn f71_internal_requests() {
    let r = actions()
        .post("/event?/fetch_endpoint")
        .form("")
        .enhanced()
        .header("accept-language", "de")
        .header("authorization", "Basic x")
        .send();
    let data = r.data();
    assert_eq!(
        (&data["before"], &data["after"], &data["isSubRequest"]),
        (&json!(true), &json!(true), &json!(true))
    );
    assert_eq!((&data["accept"], &data["language"]), (&json!("*/*"), &json!("de")));
    assert_eq!(data["authorization"], "Basic x");
    assert_eq!(data["origin"], Value::Null, "not for a GET of the same origin");
    assert_eq!(data["own_locals"], 1, "its own locals");
}

/// F-75: an internal request can be given up.
#[test]
fn f75_aborted_fetch() {
    assert_eq!(post("fetch_aborted").data(), json!(["AbortError", "AbortError"]));
}

/// F-131: the address as configured proxies tell it.
#[test]
fn f131_address_header() {
    let address = |app: &'static App, header: Option<(&str, &str)>| {
        let request = app.post("/event?/address").form("").enhanced();
        let r = header.map_or(request.clone(), |(name, value)| request.header(name, value)).send();
        if r.status == 200 { r.data()["address"].as_str().map(str::to_owned) } else { None }
    };
    for (depth, expected) in [("1", "3.3.3.3"), ("2", "2.2.2.2"), ("3", "1.1.1.1")] {
        let settings = [("ORIGIN", ORIGIN), ("ADDRESS_HEADER", "X-Forwarded-For"), ("XFF_DEPTH", depth)];
        let app = start("actions", &settings).expect("a server");
        let list = Some(("x-forwarded-for", "1.1.1.1, 2.2.2.2,3.3.3.3"));
        assert_eq!(address(app, list).as_deref(), Some(expected), "{depth}");
        assert_eq!(address(app, None), None, "no header");
        let short = address(app, Some(("x-forwarded-for", "3.3.3.3")));
        assert_eq!(short.as_deref(), (depth == "1").then_some("3.3.3.3"), "{depth}");
    }
    let app =
        start("actions", &[("ORIGIN", ORIGIN), ("ADDRESS_HEADER", "true-client-ip")]).expect("a server");
    assert_eq!(address(app, Some(("true-client-ip", "9.9.9.9"))).as_deref(), Some("9.9.9.9"));
    assert_eq!(address(app, None), None);
}

/// S-107, F-131: the peer's address.
#[test]
fn s107_client_address() {
    assert_eq!(
        post("address").data(),
        json!({"address": "127.0.0.1", "platform": post("address").data()["platform"]})
    );
}
