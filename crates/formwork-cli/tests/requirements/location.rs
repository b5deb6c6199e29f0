//! Where an action result says it belongs: S-29…S-32.

use crate::server::{actions, hooks};

fn location(target: &str) -> String {
    let r = actions().post(target).form("").enhanced().send();
    r.json()["location"].as_str().unwrap_or_else(|| panic!("{target}: {}", r.lossy())).to_owned()
}

/// S-29, S-30: the query without the action's key; untouched if there is none, else written anew.
#[test]
fn s30_the_query_without_the_action() {
    for (target, expected) in [
        ("/named?/login", "/named"),
        ("/named?x=1&/register&y=2", "/named?x=1&y=2"),
        ("/named?/login&/register", "/named?%2Fregister="),
        ("/named?/login=1&x=2&/login=3", "/named?x=2"),
        ("/named?/login&a", "/named?a="),
        ("/named?/login&a=b%20c&d=e+f", "/named?a=b+c&d=e+f"),
        ("/named?/login&a=%2F%C3%BC~*-._%7E%21", "/named?a=%2F%C3%BC%7E*-._%7E%21"),
        ("/named?a=1&a=2&/login", "/named?a=1&a=2"),
        ("/named?%2Flogin&x", "/named?x="),
        ("/default", "/default"),
        ("/default?a=b%20c&d=e+f&g", "/default?a=b%20c&d=e+f&g"),
        ("/default?q=%20", "/default?q=%20"),
        ("/default?a=%zz&=&&b", "/default?a=%zz&=&&b"),
        ("/default?he&/zz", "/default?he="),
    ] {
        assert_eq!(location(target), expected, "{target}");
    }
}

/// S-30: a lone question mark is no query.
#[test]
fn s30_an_empty_query() {
    let location = location("/default?");
    assert!(["/default", "/default?"].contains(&location.as_str()), "{location}");
}

/// S-32: the path as the request wrote it.
#[test]
fn s32_the_path_as_requested() {
    for (target, expected) in [
        ("/event/a%20b/c%2Fd?q=%20", "/event/a%20b/c%2Fd?q=%20"),
        ("/event/%C3%BC/x", "/event/%C3%BC/x"),
        ("/event/a/", "/event/a/"),
        ("/slash/always/", "/slash/always/"),
        ("/slash/ignore/", "/slash/ignore/"),
        ("/slash/ignore", "/slash/ignore"),
    ] {
        let path = expected;
        let r = actions().post(target).form("").enhanced().send();
        if r.status == 308 {
            continue; // S-10: /event/a/ is not the form that this route has
        }
        assert_eq!(r.json()["location"], path, "{target}: {}", r.lossy());
    }
}

/// S-31: never something that reads as another host.
#[test]
fn s31_never_protocol_relative() {
    for (target, location) in [
        ("//evil.test/x?/ok&a=b", "/.//evil.test/x?a=b"),
        ("//evil.test?/ok", "/.//evil.test"),
        ("///evil.test?/ok", "/.///evil.test"),
        ("//?/ok", "/.//"),
    ] {
        let r = hooks().post(target).form("").enhanced().send();
        if r.status != 308 {
            assert_eq!(r.json()["location"], location, "{target}");
        } else {
            assert!(r.header("location").is_some_and(|location| location.starts_with('.')), "{target}");
        }
    }
}

/// S-29: errors carry it too, redirects do not.
#[test]
fn s29_in_every_result_but_redirects() {
    for (target, expected) in [
        ("/outcome?/object&x=1", "/outcome?x=1"),
        ("/outcome?/nothing&x=1", "/outcome?x=1"),
        ("/outcome?/fail&x=1", "/outcome?x=1"),
        ("/outcome?/error&x=1", "/outcome?x=1"),
        ("/outcome?/throw_error&x=1", "/outcome?x=1"),
        ("/outcome?/nope&x=1", "/outcome?x=1"),
        ("/no-actions?/nope&x=1", "/no-actions?x=1"),
    ] {
        assert_eq!(location(target), expected, "{target}");
    }
    let r = actions().post("/outcome?/redirect").form("").enhanced().send();
    assert_eq!(r.json()["location"], "/default");
}
