//! `fail`, `redirect`, `error` and their relatives: S-63…S-75.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::http::escape;
use crate::server::actions;

/// Calls a helper with the arguments, in an action.
fn call(helper: &str, args: &Value) -> Answer {
    let form = format!("args={}", escape(&args.to_string()));
    actions().post(&format!("/helpers?/{helper}")).form(&form).enhanced().send()
}

/// S-63, S-64, S-70, S-71: the classes.
#[test]
fn s71_classes() {
    let r = actions().post("/helpers?/classes").form("").enhanced().send();
    assert_eq!(
        r.data(),
        json!({
            "failure": [400, {"a": 1}, true],
            "look_alike": false,
            "http_error": [404, {"extra": 1, "status": 404, "message": "m"}, false],
            "is_http_error": [true, true, false],
            "redirect": [303, "/default", false],
            "is_redirect": [true, false, false],
        })
    );
}

/// S-64: what merely looks like a failure is data.
#[test]
fn s64_look_alikes_are_data() {
    let r = actions().post("/helpers?/look_alike").form("").enhanced().send();
    assert_eq!((r.status, &r.json()["type"]), (200, &json!("success")));
    assert_eq!(r.data(), json!({"status": 400, "data": {"a": 1}}));
}

/// S-63: `fail` must be returned, and does not check its status.
#[test]
fn s63_fail_is_returned() {
    let r = actions().post("/outcome?/throw_fail").form("").enhanced().send();
    assert_eq!((r.status, &r.json()["type"]), (500, &json!("error")));
    assert!(actions().logged("fail"), "the log says that it must be returned");
    assert_eq!(call("fail", &json!([200, 1])).json()["type"], "failure");
}

/// S-65: a URL as location.
#[test]
fn s65_location_may_be_a_url() {
    let r = actions().post("/helpers?/redirect_url").form("").enhanced().send();
    assert_eq!(
        r.json(),
        json!({"type": "redirect", "status": 303, "location": "http://formwork.test/default?x=1"})
    );
}

/// S-66: the statuses of redirects.
#[test]
fn s66_redirect_statuses() {
    for status in [300, 301, 302, 303, 304, 307, 308] {
        let r = call("redirect", &json!([status, "/default"]));
        assert_eq!(r.json(), json!({"type": "redirect", "status": status, "location": "/default"}));
    }
    let r = call("redirect", &json!(["303", "/default"]));
    assert_eq!(r.json(), json!({"type": "redirect", "status": "303", "location": "/default"}));
    for status in [json!(200), json!(299), json!(309), json!(404), json!(null), json!("x"), json!({})] {
        let r = call("redirect", &json!([status, "/default"]));
        assert_eq!((r.status, &r.json()["type"]), (500, &json!("error")), "{status}");
    }
}

/// S-67, S-68: locations on this site and elsewhere.
#[test]
fn s67_internal_and_external() {
    for location in [
        "foo",
        "./foo",
        "../foo",
        "?q",
        "#h",
        "/foo",
        "",
        "http://formwork.test/foo",
        "/foo//bar",
        "HTTP://FORMWORK.TEST/",
    ] {
        let r = call("redirect", &json!([303, location]));
        assert_eq!((r.status, &r.json()["type"]), (200, &json!("redirect")), "{location}");
        assert_eq!(r.json()["location"], location);
    }
    for location in [
        "http://evil.test/",
        "https://formwork.test/",
        "http://formwork.test:81/",
        "//evil.test/x",
        " //evil.test",
        "\\\\evil.test",
        "/\\evil.test",
        "/\t/evil.test",
        "http:\t//evil.test",
        "mailto:a@b.test",
        "x:foo",
        "blob:http://formwork.test/1",
        "javascript:alert(1)",
        "data:text/html,x",
        " javascript:alert(1)",
    ] {
        for options in
            [json!({}), json!({"external": false}), json!({"external": []}), json!({"external": "yes"})]
        {
            let r = call("redirect", &json!([303, location, options]));
            assert_eq!((r.status, &r.json()["type"]), (500, &json!("error")), "{location} {options}");
            assert_eq!(r.json()["error"]["message"], "Internal Error");
        }
        assert_eq!(call("redirect", &json!([303, location])).status, 500, "{location}");
    }
}

/// S-68: external locations that are allowed.
#[test]
fn s68_external() {
    for (location, external, allowed) in [
        ("https://other.test/x", json!(true), true),
        ("mailto:a@b.test", json!(true), true),
        ("//other.test/x", json!(true), true),
        ("javascript:alert(1)", json!(true), false),
        (" JavaScript:alert(1)", json!(true), false),
        ("data:text/html,x", json!(true), false),
        ("https://other.test/x", json!(["https://other.test"]), true),
        ("https://other.test/x", json!(["https://other.test/y"]), true),
        ("https://other.test/x", json!(["https://else.test", "https://other.test/x"]), true),
        ("https://other.test/x", json!(["http://other.test"]), false),
        ("https://other.test:8/x", json!(["https://other.test"]), false),
        ("https://sub.other.test/x", json!(["https://other.test"]), false),
        ("https://other.test/x", json!(["other.test"]), false),
        ("javascript:alert(1)", json!(["javascript:"]), true),
        ("javascript:alert(1)", json!(["javascript:alert(1)"]), true),
        ("/inside", json!([]), true),
    ] {
        let r = call("redirect", &json!([303, location, {"external": external}]));
        assert_eq!(r.status, if allowed { 200 } else { 500 }, "{location} {external}: {}", r.lossy());
    }
}

/// S-69: locations that no header can hold; Latin-1 can be.
#[test]
fn s69_locations_must_fit_a_header() {
    for location in ["/a\r\nx-injected: 1", "/a\nb", "/a\0b", "/\u{100}", "/\u{1F600}"] {
        for native in [false, true] {
            let form = format!("args={}", escape(&json!([303, location]).to_string()));
            let request = actions().post("/helpers?/redirect").form(&form);
            let r = if native { request.native() } else { request.enhanced() }.send();
            assert_eq!(r.status, 500, "{location:?}");
            assert_eq!(r.header("x-injected"), None);
        }
    }
    let form = format!("args={}", escape(&json!([303, "/gr\u{fc}n"]).to_string()));
    let r = actions().post("/helpers?/redirect").form(&form).native().send();
    assert_eq!((r.status, r.header("location")), (303, Some("/gr\u{fc}n")));
}

/// S-70: the statuses and messages of errors.
#[test]
fn s70_error() {
    for (args, error) in [
        (json!([400]), json!({"status": 400, "message": "Error: 400"})),
        (json!([599, "m"]), json!({"status": 599, "message": "m"})),
        (json!([404, "m", {"a": 1}]), json!({"a": 1, "status": 404, "message": "m"})),
        (json!([404, "m", {"status": 500, "message": "x"}]), json!({"status": 404, "message": "m"})),
        (json!([418, {"message": "m", "a": [1]}]), json!({"message": "m", "a": [1], "status": 418})),
    ] {
        let r = call("error", &args);
        assert_eq!(json!(r.status), error["status"], "{args}");
        assert_eq!(r.json()["error"], error, "{args}");
    }
    for args in
        [json!([399, "m"]), json!([600, "m"]), json!([200, "m"]), json!(["x", "m"]), json!([null, "m"])]
    {
        let r = call("error", &args);
        assert_eq!(r.json()["error"], json!({"status": 500, "message": "Internal Error"}), "{args}");
    }
}

/// S-72: a redirect that was returned is a value that cannot be sent.
#[test]
fn s72_returning_instead_of_throwing() {
    let r = actions().post("/helpers?/return_redirect").form("").enhanced().send();
    assert_eq!((r.status, &r.json()["type"]), (500, &json!("error")));
}

/// S-74: names that belong to remote functions can be imported.
#[test]
fn s74_names_of_remote_functions() {
    let r = actions().post("/helpers?/for_remote_functions").form("").enhanced().send();
    assert_eq!(r.data(), json!(["function", false]));
}

/// S-75: `json` and `text`.
#[test]
fn s75_responses() {
    let r = actions().post("/helpers?/responses").form("").enhanced().send();
    assert_eq!(
        r.data(),
        json!([
            [200, "application/json", "10", "{\"a\":\"ü\"}"],
            [201, "application/problem+json", "2", "[]"],
            [200, r.data()[2][1], "7", "grüße"],
            [202, "text/x", "1", "x"],
        ])
    );
}
