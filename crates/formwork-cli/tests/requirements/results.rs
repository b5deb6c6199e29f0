//! Action results as JSON: S-41…S-47.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::server::actions;

fn post(action: &str) -> Answer {
    actions().post(&format!("/outcome?/{action}")).form("").enhanced().send()
}

/// S-41, S-162, S-193: the head of an action result; its type has no charset.
#[test]
fn s41_headers() {
    let r = post("object");
    assert_eq!(r.status, 200);
    assert_eq!(r.header("content-type"), Some("application/json"));
    assert_eq!(r.header("content-length"), Some(r.body.len().to_string().as_str()));
    assert!(r.header("x-sveltekit-version").is_some_and(|version| !version.is_empty()));
    assert_eq!(r.header("cache-control"), None);
    assert_eq!(r.ran(), Some("handle action"), "no load functions");
}

/// S-42, S-45: success with a value.
#[test]
fn s42_success() {
    for (action, data) in [
        ("object", r#"[{"a":1,"nested":2,"when":6,"map":7},1,{"b":3},[4,5,-7],true]"#),
        ("string", r#"["text"]"#),
        ("number", "[7]"),
        ("array", r#"[[1,2],1,"two"]"#),
        ("true", "[true]"),
    ] {
        let r = post(action);
        assert_eq!(r.status, 200, "{action}");
        let json = r.json();
        assert_eq!((&json["type"], &json["status"]), (&json!("success"), &json!(200)), "{action}");
        assert_eq!(json["location"], "/outcome");
        if action != "object" {
            assert_eq!(json["data"], data, "{action}");
        }
        let keys: Vec<_> = json.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["type", "status", "location", "data"], "{action}");
    }
    assert_eq!(
        post("object").json()["data"],
        r#"[{"a":1,"nested":2,"when":7,"map":8},1,{"b":3},[4,5,6],true,null,"text",["Date","1970-01-01T00:00:00.000Z"],["Map",9,10],"k","v"]"#
    );
}

/// S-42, S-44: success without a value is 204 in the body, 200 as the status.
#[test]
fn s42_empty_success() {
    for action in ["nothing", "null", "zero", "empty", "false"] {
        let r = post(action);
        assert_eq!(r.status, 200, "{action}");
        assert_eq!(r.json(), json!({"type": "success", "status": 204, "location": "/outcome"}), "{action}");
    }
}

/// S-42: failure, with the status that was given.
#[test]
fn s42_failure() {
    for (action, status, data) in [
        ("fail", 400, r#"[{"missing":1},true]"#),
        ("fail&status=422", 422, r#"[{"missing":1},true]"#),
        ("fail&status=500", 500, r#"[{"missing":1},true]"#),
        ("fail_undefined", 422, "-1"),
        ("fail_null", 400, "[null]"),
        ("fail_zero", 400, "[0]"),
        ("fail_string", 400, r#"["text"]"#),
    ] {
        let r = post(action);
        assert_eq!(r.status, status, "{action}");
        let location =
            if action.contains('&') { format!("/outcome?status={status}") } else { "/outcome".to_owned() };
        assert_eq!(
            r.json(),
            json!({"type": "failure", "status": status, "location": location, "data": data}),
            "{action}"
        );
        assert!(r.header("x-sveltekit-version").is_some());
    }
}

/// S-42: a redirect is news, not a redirect of this request.
#[test]
fn s42_redirect() {
    for (query, status, location) in [
        ("redirect", 303, "/default"),
        ("redirect&status=307&to=/default?a=b%23c", 307, "/default?a=b#c"),
        ("redirect&to=relative/path", 303, "relative/path"),
        ("redirect&to=../up", 303, "../up"),
        ("redirect&to=?q", 303, "?q"),
        ("redirect&status=308&to=http://formwork.test/default", 308, "http://formwork.test/default"),
    ] {
        let r = post(query);
        assert_eq!(r.status, 200, "{query}");
        assert_eq!(r.header("location"), None, "{query}");
        assert_eq!(r.json(), json!({"type": "redirect", "status": status, "location": location}), "{query}");
    }
}

/// S-42: `error(...)`.
#[test]
fn s42_error() {
    for (action, status, error) in [
        ("error", 418, json!({"status": 418, "message": "short and stout"})),
        ("error_props", 409, json!({"code": "TAKEN", "ids": [1, 2], "status": 409, "message": "conflict"})),
        ("error_bare", 404, json!({"status": 404, "message": "Error: 404"})),
        ("error_body", 410, json!({"message": "gone", "extra": 1, "status": 410})),
    ] {
        let r = post(action);
        assert_eq!(r.status, status, "{action}");
        assert_eq!(r.json(), json!({"type": "error", "location": "/outcome", "error": error}), "{action}");
        assert!(r.header("x-sveltekit-version").is_some());
    }
}

/// S-42, S-73, S-82: anything else that was thrown is an internal error without details.
#[test]
fn s42_other_throws() {
    for action in [
        "throw_error",
        "throw_string",
        "throw_undefined",
        "throw_object",
        "throw_error_with_status",
        "throw_fail",
        "reject",
    ] {
        let r = post(action);
        assert_eq!(r.status, 500, "{action}");
        let error = json!({"status": 500, "message": "Internal Error"});
        assert_eq!(r.json(), json!({"type": "error", "location": "/outcome", "error": error}), "{action}");
    }
}

/// S-80: the default hook prints what is unknown, with its causes, and nothing else.
#[test]
fn s80_unknown_errors_are_logged() {
    post("error_props");
    post("throw_error");
    assert!(actions().logged("secret detail of throw_error"));
    assert!(actions().logged("secret cause"));
    assert!(actions().logged("outcome/+page.server.js"), "S-191: where in the source");
    assert!(!actions().log().contains("TAKEN"));
}

/// S-46: values that cannot be sent; what the action did before remains.
#[test]
fn s46_values_that_cannot_be_encoded() {
    for action in [
        "function",
        "symbol",
        "class",
        "promise",
        "response",
        "an_error",
        "file",
        "symbol_key",
        "proto_key",
        "fail_function",
    ] {
        let r = post(action);
        assert_eq!(r.status, 500, "{action}: {}", r.lossy());
        let error = json!({"status": 500, "message": "Internal Error"});
        assert_eq!(r.json(), json!({"type": "error", "location": "/outcome", "error": error}), "{action}");
        assert!(r.cookie("set-by-action").is_some(), "{action}");
        assert_eq!(r.header("x-set-by-action"), Some("yes"), "{action}");
    }
    assert!(actions().logged("data.a[0].f"), "the log has the path to the value");
    assert!(actions().logged("/outcome"), "and the route");
}

/// S-47: statuses that HTTP cannot carry; 200 is allowed.
#[test]
fn s47_statuses_of_fail() {
    for status in [204, 205, 304, 199, 600, 0] {
        let r = post(&format!("fail&status={status}"));
        assert_eq!(r.status, 500, "{status}");
        assert_eq!(r.json()["error"], json!({"status": 500, "message": "Internal Error"}), "{status}");
    }
    let r = post("fail&status=200");
    assert_eq!((r.status, &r.json()["type"], &r.json()["status"]), (200, &json!("failure"), &json!(200)));
}

/// S-150: nothing in a result could end a script.
#[test]
fn s150_results_are_inert_in_html() {
    let r = post("html");
    let text = r.json()["data"].as_str().map(str::to_owned).unwrap_or_default();
    assert!(!text.contains('<') && text.contains("\\u003C") && text.contains("\\u2028"), "{text}");
    assert_eq!(r.data()["text"], Value::from("</script><script>alert(1)</script>\u{2028}\u{2029}"));
}
