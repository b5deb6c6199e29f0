//! Declaring actions and naming one: S-2…S-5, S-27, S-28.

use serde_json::json;

use crate::server::actions;

/// S-2: one argument, the event; `this` is undefined; sync and async alike.
#[test]
fn s2_actions_are_called_with_the_event_alone() {
    let r = actions().post("/calls?/arguments").form("a=b").enhanced().send();
    assert_eq!(r.data(), json!({"count": 1, "this": "undefined", "event": true}));
    for name in ["synchronous", "asynchronous"] {
        let r = actions().post(&format!("/calls?/{name}")).form("").enhanced().send();
        assert_eq!(r.data(), json!({ name: true }));
    }
}

/// S-3, S-34, S-43, S-54: a default action beside named ones fails every POST before any action runs.
#[test]
fn s3_default_and_named_actions_do_not_mix() {
    for target in ["/mixed", "/mixed?/named", "/mixed?/nope"] {
        let r = actions().post(target).form("").enhanced().send();
        assert_eq!(r.status, 500);
        assert_eq!(r.json(), json!({"status": 500, "message": "Internal Error"}));
        assert_eq!(r.header("x-sveltekit-version"), None, "S-43: no action result");
        assert!(!r.ran().unwrap_or_default().contains("action"), "{:?}", r.ran());

        let r = actions().post(target).form("").native().send();
        assert_eq!(r.status, 500);
        assert_eq!(r.json_of("error-page")["error"], json!({"status": 500, "message": "Internal Error"}));
        assert!(!r.ran().unwrap_or_default().contains("action"), "{:?}", r.ran());
    }
    assert!(actions().logged("default"), "the log tells why");
    assert_eq!(actions().get("/mixed").native().send().status, 200);
}

/// S-4, S-27: names are any strings; the first query key that begins with a slash, decoded, gives it.
#[test]
fn s27_the_name_comes_from_the_query() {
    for (query, name) in [
        ("?/login&/register", "login"),
        ("?/register&/login", "register"),
        ("?%2Fregister", "register"),
        ("?/register=abc", "register"),
        ("?x=1&/login", "login"),
        ("?/a%2Fb", "a/b"),
        ("?/a/b", "a/b"),
        ("?/with%20space", "with space"),
        ("?/with+space", "with space"),
        ("?//x", "/x"),
        ("?/", ""),
        ("?/gr%C3%B6%C3%9Fe", "größe"),
        ("?/UPPER", "UPPER"),
        ("?/a%3Db", "a=b"),
        ("?/a%26b", "a&b"),
        ("?/100%25", "100%"),
        ("?/100%", "100%"),
        ("?/has%22quotes%27%3C%3E", "has\"quotes'<>"),
        ("?&&/login", "login"),
    ] {
        let r = actions().post(&format!("/named{query}")).form("").enhanced().send();
        assert_eq!(r.status, 200, "{query}: {}", r.lossy());
        assert_eq!(r.data(), json!({ "ran": name }), "{query}");
    }
}

/// S-4, S-36: names are case-sensitive and must exist.
#[test]
fn s4_names_must_match_exactly() {
    for query in ["?/upper", "?/Login", "?/login%20", "?/nope", "?/login/", "?/LOGIN"] {
        let r = actions().post(&format!("/named{query}")).form("").enhanced().send();
        assert_eq!(r.status, 404, "{query}");
        assert_eq!(r.json()["error"], json!({"status": 404, "message": "Not Found"}), "{query}");
        assert_eq!(r.ran(), Some("handle"), "{query}");
    }
}

/// S-5: inherited members are no actions.
#[test]
fn s5_only_own_properties_are_actions() {
    for page in ["/named", "/default"] {
        for name in ["toString", "constructor", "__proto__", "hasOwnProperty", "valueOf", "isPrototypeOf"] {
            let r = actions().post(&format!("{page}?/{name}")).form("").enhanced().send();
            assert_eq!(r.status, 404, "{name}");
            assert_eq!(r.json()["type"], "error", "{name}");
            let r = actions().post(&format!("{page}?/{name}")).form("").native().send();
            assert_eq!(r.status, 404, "{name}");
            assert!(r.is_page(), "{name}");
        }
    }
}

/// S-27: without such a key it is the default action.
#[test]
fn s27_without_a_name_it_is_default() {
    for query in ["", "?", "?register", "?=/x", "?x=/login", "?login=/"] {
        let r = actions().post(&format!("/default{query}")).form("").enhanced().send();
        assert_eq!(r.data(), json!({"ran": "default"}), "{query}");
        let r = actions().post(&format!("/named{query}")).form("").enhanced().send();
        assert_eq!(r.status, 404, "{query}: the page has no default action");
    }
    let r = actions().post("/default?/login").form("").enhanced().send();
    assert_eq!(r.status, 404, "the page has no named action");
}

/// S-28, S-35: the name `default` is reserved, whether there is such an action or not.
#[test]
fn s28_default_cannot_be_named() {
    for page in ["/default", "/named"] {
        let r = actions().post(&format!("{page}?/default")).form("").enhanced().send();
        assert_eq!(r.status, 500, "{page}");
        assert_eq!(r.json()["type"], "error");
        assert_eq!(r.json()["error"], json!({"status": 500, "message": "Internal Error"}));
        assert_eq!(r.ran(), Some("handle"));
        let r = actions().post(&format!("{page}?/default")).form("").native().send();
        assert_eq!(r.status, 500, "{page}");
        assert!(!r.ran().unwrap_or_default().contains("action"));
    }
}

/// S-7: nothing but POST runs an action.
#[test]
fn s7_other_methods_do_not_run_actions() {
    for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let r = actions().request(method, "/named?/login").form("").enhanced().send();
        assert!(!r.ran().unwrap_or_default().contains("action"), "{method}");
    }
    let r = actions().post("/named/__data.json?/login").form("").enhanced().send();
    assert!(!r.ran().unwrap_or_default().contains("action"), "S-19");
    assert_eq!(r.json()["type"], "data");
}
