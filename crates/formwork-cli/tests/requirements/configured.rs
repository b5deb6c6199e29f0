//! Settings of the app that matter to forms: S-8 (7), S-113, F-4, F-195, F-196.

use serde_json::json;

use crate::server::{configured, trusting};

const OWN: &str = "http://configured.test";

/// S-8 (7), F-195: everything is under the base path.
#[test]
fn f195_base_path() {
    let r = configured().post("/base/form?/ok").form("").origin(OWN).enhanced().send();
    assert_eq!(r.data(), json!({"url": format!("{OWN}/base/form?/ok")}));
    assert_eq!(r.json()["location"], "/base/form", "S-32");
    assert_eq!(
        r.cookies(),
        [
            "a=1; Path=/; HttpOnly; Secure; SameSite=Lax",
            "b=2; Path=/base/form; HttpOnly; Secure; SameSite=Lax"
        ]
    );
    for target in ["/form", "/", "/form/__data.json"] {
        for r in [
            configured().post(target).form("").origin(OWN).enhanced().send(),
            configured().get(target).native().send(),
        ] {
            assert_eq!((r.status, r.text().as_str(), r.ran()), (404, "Not found", None), "{target}");
        }
    }
    // The reference compares beginnings, and runs `handle` for these.
    for target in ["/bases", "/basefoo/form"] {
        assert_eq!(configured().post(target).form("").origin(OWN).native().send().status, 404, "{target}");
    }
    let r = configured().get("/base/file.txt").send();
    assert_eq!((r.status, r.text().as_str()), (200, "static\n"));
    let r = configured().get("/base/form/__data.json").send();
    assert_eq!(r.status, 200);
    assert_eq!(configured().get("/base/nowhere").native().send().ran(), Some("handle"));
}

/// F-155: `match` takes paths with the base path and without it.
#[test]
fn f155_match_under_a_base_path() {
    for (url, expected) in [
        ("/base/form", json!({"id": "/form", "params": {}})),
        ("/form", json!({"id": "/form", "params": {}})),
        ("/base/nowhere", json!(null)),
        ("/nowhere", json!(null)),
    ] {
        let r = configured().get(&format!("/base/match?url={url}")).send();
        assert_eq!(r.json(), expected, "{url}: {}", r.lossy());
    }
}

/// F-195: nothing is added to redirects.
#[test]
fn f195_redirects_are_verbatim() {
    for (action, location) in [("redirect", "/base/form"), ("redirect_without_base", "/form")] {
        let target = format!("/base/form?/{action}");
        let r = configured().post(&target).form("").origin(OWN).native().send();
        assert_eq!((r.status, r.header("location")), (303, Some(location)));
        let r = configured().post(&target).form("").origin(OWN).enhanced().send();
        assert_eq!(r.json()["location"], location);
    }
}

/// F-143: the root of the base path ends in a slash.
#[test]
fn f143_root_of_the_base_path() {
    let r = configured().get("/base").native().send();
    assert_eq!((r.status, r.header("location")), (308, Some("./base/")));
    assert_eq!(configured().get("/base/").native().send().status, 200);
}

/// S-113, F-4: origins that the app trusts, exactly.
#[test]
fn s113_trusted_origins() {
    for (origin, status) in [
        (OWN, 200),
        ("http://trusted.test", 200),
        ("null", 200),
        ("https://trusted.test", 403),
        ("http://trusted.test:80", 403),
        ("http://trusted.test/", 403),
        ("http://TRUSTED.test", 403),
        ("http://evil.test", 403),
    ] {
        let r = configured().post("/base/form?/ok").form("").origin(origin).enhanced().send();
        assert_eq!(r.status, status, "{origin}");
    }
}

/// F-187, S-41: the version's name.
#[test]
fn f187_version() {
    let r = configured().post("/base/form?/ok").form("").origin(OWN).enhanced().send();
    assert_eq!(r.header("x-sveltekit-version"), Some("version-of-the-app"));
    let r = configured().get("/base/_app/version.json").send();
    assert_eq!(r.json(), json!({"version": "version-of-the-app"}));
}

/// S-113: `*` turns the check off.
#[test]
fn s113_every_origin() {
    for origin in ["http://evil.test", "null", ""] {
        let r = trusting().post("/").form("").origin(origin).enhanced().send();
        assert_eq!((r.status, r.data()), (200, json!({"ran": true})), "{origin}");
    }
    let r = trusting().post("/").form("").without("origin").enhanced().send();
    assert_eq!(r.status, 200);
    assert_eq!(trusting().post("/").origin("http://evil.test").enhanced().send().status, 415);
}

/// F-4: `appDir`.
#[test]
fn f4_app_dir() {
    assert_eq!(trusting().get("/_other/version.json").send().status, 200);
    assert!(trusting().get("/").native().send().text().contains("_other/immutable/"));
    assert!(trusting().get("/_app/version.json").native().send().is_page(), "a path like any other");
}
