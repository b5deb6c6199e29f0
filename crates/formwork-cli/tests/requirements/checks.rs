//! What is checked before an action runs: S-33…S-40.

use serde_json::json;

use crate::server::actions;

/// S-33, S-40: a page without actions.
#[test]
fn s33_no_actions() {
    for page in ["/no-actions", "/no-server", "/no-actions?/login", "/no-server?/login"] {
        let r = actions().post(page).form("").enhanced().send();
        assert_eq!(r.status, 405, "{page}");
        assert_eq!(r.header("allow"), Some("GET"), "{page}");
        assert_eq!(r.json()["type"], "error");
        assert_eq!(r.json()["error"], json!({"status": 405, "message": "Method Not Allowed"}), "{page}");
        assert_eq!(r.ran(), Some("handle"), "{page}");

        let r = actions().post(page).form("").native().send();
        assert_eq!(r.status, 405, "{page}");
        assert_eq!(r.header("allow"), Some("GET"), "{page}");
        assert_eq!(r.json_of("error-page")["error"], json!({"status": 405, "message": "Method Not Allowed"}));
        assert_eq!(r.ran(), Some("handle load:root"), "{page}: S-51");
    }
}

/// S-40: the header was set as by `setHeaders`, so a load function cannot set it again.
#[test]
fn s40_allow_is_taken() {
    let r = actions().post("/sets-allow?allow").form("").native().send();
    assert_eq!(r.status, 500, "the layout's setHeaders threw, S-52");
    assert_eq!(r.header("allow"), Some("GET"));
    let r = actions().get("/sets-allow?allow").native().send();
    assert_eq!((r.status, r.header("allow")), (200, Some("PATCH")));
}

/// S-36, S-39: an unknown name; the public text tells nothing.
#[test]
fn s36_unknown_action() {
    let r = actions().post("/named?/secret-name").form("").enhanced().send();
    assert_eq!(r.status, 404);
    assert_eq!(r.json()["type"], "error");
    assert_eq!(r.json()["error"], json!({"status": 404, "message": "Not Found"}));
    let r = actions().post("/named?/secret-name").form("").native().send();
    assert_eq!(r.status, 404);
    assert_eq!(r.json_of("error-page")["error"], json!({"status": 404, "message": "Not Found"}));
    assert!(!r.text_of("error-page").unwrap_or_default().contains("secret-name"));
}

/// S-37, S-38: the media types that forms have, and no others.
#[test]
fn s38_media_types() {
    for (content_type, acceptable) in [
        ("application/x-www-form-urlencoded", true),
        ("APPLICATION/X-WWW-FORM-URLENCODED", true),
        ("application/x-www-form-urlencoded;charset=UTF-8", true),
        ("application/x-www-form-urlencoded ; charset=UTF-8", true),
        ("multipart/form-data; boundary=x", true),
        ("Multipart/Form-Data", true),
        ("text/plain", true),
        ("text/plain;charset=utf-8", true),
        ("application/x-sveltekit-formdata", true),
        ("application/json", false),
        ("application/xml", false),
        ("text/html", false),
        ("multipart/mixed; boundary=x", false),
        ("application/x-www-form-urlencodedx", false),
        ("x", false),
        ("", false),
    ] {
        let r = actions().post("/default").body(content_type, "a=b").enhanced().send();
        if acceptable {
            assert_eq!(r.status, 200, "{content_type}: {}", r.lossy());
            assert_eq!(r.data(), json!({"ran": "default"}), "{content_type}");
        } else {
            assert_eq!(r.status, 415, "{content_type}");
            assert_eq!(r.json()["type"], "error");
            assert_eq!(r.json()["error"], json!({"status": 415, "message": "Unsupported Media Type"}));
            assert_eq!(r.ran(), Some("handle"), "{content_type}");
        }
    }
}

/// S-38: no content type is not acceptable either, and S-37 in a document.
#[test]
fn s38_no_media_type() {
    let r = actions().post("/default").enhanced().send();
    assert_eq!(r.status, 415);
    let r = actions().post("/default").native().send();
    assert_eq!(r.status, 415);
    assert_eq!(r.json_of("error-page")["error"], json!({"status": 415, "message": "Unsupported Media Type"}));
    assert_eq!(r.ran(), Some("handle load:root"));
}

/// S-33…S-37: the first failing check decides.
#[test]
fn s33_order_of_the_checks() {
    for (target, content_type, status) in [
        ("/no-actions?/default", "application/json", 405),
        ("/mixed?/nope", "application/json", 500),
        ("/named?/default", "application/json", 500),
        ("/named?/nope", "application/json", 404),
        ("/named?/login", "application/json", 415),
    ] {
        let r = actions().post(target).body(content_type, "{}").enhanced().send();
        assert_eq!(r.status, status, "{target}");
    }
}

/// S-39: the log has the reason that the answer keeps to itself.
#[test]
fn s39_reasons_are_logged_for_developers_only() {
    let r = actions().post("/named?/default").form("").enhanced().send();
    assert_eq!(r.json()["error"]["message"], "Internal Error");
    assert!(actions().logged("reserved"), "S-28: the log says that the name is reserved");
}
