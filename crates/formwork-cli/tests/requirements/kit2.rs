//! An app as SvelteKit 2 and Svelte 4 had them: F-4, F-6, F-31, F-45, F-154, F-157 and S-81.
//!
//! Verified against SvelteKit 2.70; the reference of the other tests is SvelteKit 3, which refuses it.

use serde_json::json;

use crate::server::{App, is_reference, kit2};

/// The server, if there is one to test.
fn server() -> Option<&'static App> {
    (!is_reference()).then(kit2)
}

/// F-45, F-154, F-157: components with `export let`, `$:`, slots and stores.
#[test]
fn f45_legacy_components() {
    let Some(app) = server() else { return };
    let r = app.get("/").native().send();
    assert_eq!(r.status, 200, "{}", r.lossy());
    let text = r.text();
    let (_, old) = text.split_once(r#"id="old""#).expect("the component");
    let (old, _) = old.split_once("</section>").expect("its end");
    assert!(
        old.contains("Title 4") && old.contains("<em>default</em>") && old.contains(">extra</b>"),
        "{old}"
    );
    assert_eq!(r.text_of("environment").as_deref(), Some("false false string"));
    assert_eq!(r.text_of("path").as_deref(), Some("/ 200 /"));
}

/// F-155: the older names of `$app/paths`; while a page is rendered they are relative to it.
#[test]
fn f155_older_names() {
    let Some(app) = server() else { return };
    let page = app.get("/paths").native().send().json_of("page");
    let route = page["shown"][2].as_str().unwrap_or_default().trim_start_matches('.').to_owned();
    assert_eq!(
        (&page["shown"][0], &page["shown"][1], route.as_str()),
        (&json!("."), &json!("."), "/fruits/pear/1")
    );
    assert_eq!(page["same"], true);
}

/// The login form of SvelteKit's guide, S-48…S-50.
#[test]
fn s48_the_form_of_the_guide() {
    let Some(app) = server() else { return };
    let post = |body: &str| app.post("/login?/login").form(body).native().send();
    for (body, status, message) in [
        ("password=x", 400, "The email field is required"),
        ("email=anna%40example.test&password=x", 400, "Invalid credentials!"),
        ("email=anna%40example.test&password=secret", 200, "Welcome"),
    ] {
        let r = post(body);
        assert_eq!((r.status, r.text_of("message").as_deref()), (status, Some(message)), "{body}");
        assert_eq!(r.text_of("path"), Some(format!("/login {status} /login")), "{body}");
    }
    let r = post("email=anna%40example.test&password=x");
    assert!(r.text().contains(r#"value="anna@example.test""#), "the field keeps its value");
    let r = app
        .post("/login?/login&redirectTo=/fruits/apple")
        .form("email=anna%40example.test&password=secret")
        .native()
        .send();
    assert_eq!((r.status, r.header("location")), (303, Some("/fruits/apple")));
    assert!(r.cookie("session").is_some());
    let r = app.get("/fruits/apple").native().cookie("session=anna").send();
    assert_eq!(r.text_of("user").as_deref(), Some("anna"));
}

/// S-81: `handleError` also gets `status` and `message`.
#[test]
fn s81_handle_error() {
    let Some(app) = server() else { return };
    let r = app.post("/login?/register").form("").native().send();
    assert_eq!((r.status, r.text_of("error").as_deref()), (500, Some("500: 500 Internal Error")));
    let r = app.get("/nowhere").native().send();
    assert_eq!((r.status, r.text_of("error").as_deref()), (404, Some("404: 404 Not Found")));
}

/// F-31: matchers in files of their own.
#[test]
fn f31_matchers() {
    let Some(app) = server() else { return };
    for (path, expected) in [
        ("/fruits/apple", Some(json!({"kind": "apple"}))),
        ("/fruits/pear/12", Some(json!({"kind": "pear", "number": "12"}))),
        ("/fruits/stone", None),
        ("/fruits/pear/x", None),
    ] {
        let r = app.get(path).native().send();
        assert_eq!(r.status, if expected.is_some() { 200 } else { 404 }, "{path}");
        if let Some(expected) = expected {
            assert_eq!(r.json_of("page"), expected, "{path}");
        }
    }
}

/// F-4: the settings of `svelte.config.js`.
#[test]
fn f4_settings() {
    let Some(app) = server() else { return };
    for (origin, status) in [("http://trusted.test", 400), ("http://evil.test", 403)] {
        assert_eq!(
            app.post("/login?/login").form("").origin(origin).native().send().status,
            status,
            "{origin}"
        );
    }
    assert_eq!(app.get("/_app/version.json").send().json(), json!({"version": "kit2"}));
}

/// F-155, F-175: `base` and `assets` are relative while a page is rendered.
#[test]
fn f155_base() {
    let Some(app) = server() else { return };
    let html = app.get("/").native().send().text();
    assert!(html.contains(r#"href="./login" data-assets="."#), "{html}");
}
