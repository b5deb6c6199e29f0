//! The framework's own modules, requests and hooks: F-100…F-135, F-150…F-161.

use std::time::Duration;

use serde_json::{Value, json};

use crate::server::{App, core, develop, is_reference, wait};

/// F-111: which requests `handle` sees.
#[test]
fn f111_what_handle_sees() {
    for (target, sees) in [
        ("/", true),
        ("/nowhere", true),
        ("/foo/bar/baz/__data.json", true),
        ("/nowhere/__data.json", true),
        ("/fails", true),
        ("/renamed", true),
        ("/note.txt", false),
        ("/_app/version.json", false),
        ("/_app/immutable/nowhere.js", false),
        ("/foo/bar/baz/", false),
        ("/?x-sveltekit-invalidated=1", false),
        ("/%zz", true),
    ] {
        let r = core().get(target).native().send();
        assert_eq!(r.ran().is_some(), sees, "{target} ({}): {:?}", r.status, r.headers);
    }
    let r = core().post("/foo/bar/baz").form("").origin("http://evil.test").native().send();
    assert_eq!((r.status, r.ran()), (403, None), "a form from elsewhere");
}

/// F-1: what an app is made of, in one: hooks, parameters, library, templates, static files, declarations.
#[test]
fn f1_inputs() {
    let r = core().get("/renamed").native().send();
    assert_eq!((r.status, r.ran().is_some()), (200, true), "src/hooks and src/hooks.server");
    assert!(r.text().starts_with("<!doctype html>\n<html lang=\"en\">"), "src/app.html");
    assert_eq!(core().get("/schema/abc").send().status, 200, "src/params");
    assert_eq!(
        core().get("/fails?fail=endpoint").native().send().text_of("static").as_deref(),
        Some("418 in endpoint")
    );
    assert_eq!(core().get("/note.txt").send().text(), "a note\n", "static");
}

/// F-112: `resolve` gives `handle` the answer, whatever became of the request.
#[test]
fn f112_resolve_never_rejects() {
    for (target, status) in [
        ("/", 200),
        ("/nowhere", 404),
        ("/%zz", 400),
        ("/fails?fail=endpoint&with=throw", 500),
        ("/fails?fail=endpoint&with=redirect", 307),
        ("/foo/bar/baz?fail=page", 418),
        ("/foo/bar/baz?fail=root&with=throw", 500),
        ("/foo/bar/baz?fail=component", 500),
        ("/unsendable?what=function", 500),
        ("/foo/bar/baz/__data.json?fail=page&with=redirect", 200),
        ("/nowhere/__data.json", 404),
    ] {
        let r = core().get(target).native().send();
        let seen = r.header("x-resolved").and_then(|status| status.parse().ok());
        assert_eq!((r.status, seen), (status, Some(status)), "{target}");
    }
}

/// F-114: what `preload` is asked, and what it is asked for.
#[test]
fn f114_preload() {
    let links = |query: &str| {
        let r = core().get(&format!("/font{query}")).native().send();
        let text = r.text();
        let scripts = text.matches(r#"rel="modulepreload""#).count();
        let fonts = text.matches(r#"rel="preload" as="font" type="font/woff2""#).count();
        let asked = r.header("x-preload").map(str::to_owned).unwrap_or_default();
        (scripts > 0, fonts, asked, text.contains(r#"rel="stylesheet""#))
    };
    assert_eq!(links(""), (true, 0, String::new(), true));
    let asked = "font:src/routes/font/own-face.woff2 js";
    assert_eq!(links("?preload=fonts"), (false, 1, asked.to_owned(), true));
    assert_eq!(links("?preload=all"), (true, 1, asked.to_owned(), true));
    assert_eq!(links("?preload=none"), (false, 0, asked.to_owned(), true));
    let html = core().get("/font?preload=fonts").native().send().text();
    let link = html.split('<').find(|tag| tag.contains(r#"as="font""#)).expect("a link");
    let href = link.split_once(r#"href=""#).and_then(|(_, rest)| rest.split('"').next()).expect("an address");
    let r = core().get(href.trim_start_matches('.')).send();
    assert_eq!(
        (r.status, r.text().as_str()),
        (200, "not really a font, but large enough for a file of its own\n".repeat(100).as_str()),
        "{href}"
    );
    assert!(link.contains("crossorigin"), "{link}");
}

/// F-130, F-131, F-132, F-133, F-134, F-135: the event of an endpoint, and of a request that it makes to its own app.
#[test]
fn f130_f131_f132_f133_f134_f135_the_event() {
    let r = core().get("/event/inside").send();
    assert_eq!(
        r.json(),
        json!({
            // The reference's server puts the request of Node there.
            "platform": if is_reference() { "object" } else { "undefined" },
            "tracing": [false, false, false, "string"],
            "flags": [false, false, false],
            "inside": {"flags": [false, true, false], "cookie": "yes", "ran": ["handle"]},
            "same": true,
            "cookie": "yes",
            "address": "127.0.0.1",
        })
    );
}

/// F-150, F-151, F-154: what the modules export.
#[test]
fn f150_f151_f154_exports() {
    let found = core().get("/kit").send().json();
    let exported: Vec<_> = found["kit"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for name in [
        "VERSION",
        "defineParams",
        "error",
        "fail",
        "invalid",
        "isActionFailure",
        "isHttpError",
        "isRedirect",
        "isValidationError",
        "json",
        "normalizeUrl",
        "redirect",
        "text",
    ] {
        assert!(
            exported.contains(&name) || (is_reference() && name == "defineParams"),
            "{name} in {exported:?}"
        );
    }
    for name in ["defineEnvVars", "defineParams", "sequence"] {
        assert!(found["others"].as_array().is_some_and(|names| names.contains(&json!(name))), "{name}");
    }
    for name in ["browser", "building", "dev", "version"] {
        assert!(found["app"].as_array().is_some_and(|names| names.contains(&json!(name))), "{name}");
    }
    assert_eq!(found["environment"], json!([false, false, false, "string"]));
    assert_eq!(found["guards"], json!([true, true, false, true]));
    assert_eq!(found["others_guarded"], json!([false, false, false, false]));
    assert!(is_reference() || found["same"] == true, "one function under both names");
}

/// F-152: to the page's URL and back.
#[test]
fn f152_normalize_url() {
    for (url, expected) in [
        ("/a/b", json!(["/a/b", false, "/a/b", "/other"])),
        ("/a/b/", json!(["/a/b", true, "/a/b/", "/other/"])),
        ("/a/__data.json%3Fx=1", json!(["/a?x=1", true, "/a/__data.json?x=1", "/other/__data.json"])),
        ("/a.html__data.json", json!(["/a.html", true, "/a.html__data.json", "/other/__data.json"])),
        ("http://x.test/", json!(["/", false, "/", "/other"])),
    ] {
        assert_eq!(core().get(&format!("/kit?normalize={url}")).send().json(), expected, "{url}");
    }
}

/// F-155: `resolve`, `asset` and the older names, on pages at several depths.
#[test]
fn f155_paths() {
    for (at, prefix) in [("/paths", "."), ("/paths/a", ".."), ("/paths/a/b", "../..")] {
        let shown = core().get(at).native().send().json_of("page");
        let same = |name: &str, expected: &str| {
            let value = shown[name].as_str().unwrap_or_default();
            // Relative to the page, or absolute (`paths.relative`): both lead to the same place.
            let relative = format!("{prefix}{expected}");
            assert!(
                value == expected || value == relative,
                "{at} {name}: {value}, not {expected} or {relative}"
            );
        };
        same("fixed", "/");
        same("param", "/track/x/y z");
        same("matched", "/typed/7/false");
        same("optional", "/typed/7/true/9");
        same("rest", "/paths/a/b");
        same("empty", "/paths");
        same("group", "/reset/own");
        same("plain", "/about");
        same("escape", "/[a%2F");
        same("asset", "/note.txt");
        same("slashed", "/note.txt");
        for (name, about) in [
            ("missing", "'b'"),
            ("leading", "slash"),
            ("trailing", "slash"),
            ("full", "URL"),
            ("authority", "URL"),
        ] {
            let text = shown[name].as_str().unwrap_or_default();
            assert!(text.starts_with("! ") && (is_reference() || text.contains(about)), "{name}: {text}");
        }
    }
}

/// F-155: `match`, which asks `reroute` first.
#[test]
fn f155_match() {
    for (url, expected) in [
        ("/track/a/b%20c", json!({"id": "/track/[a]/[b]", "params": {"a": "a", "b": "b c"}})),
        ("/typed/7/on", json!({"id": "/typed/[n=number]/[f=flag]/[[b=big]]", "params": {"n": 7, "f": true}})),
        ("/renamed", json!({"id": "/foo/bar/baz", "params": {}})),
        ("/reset/own", json!({"id": "/reset/(app)/own", "params": {}})),
        ("http://formwork.test/event?x", json!({"id": "/event", "params": {}})),
        ("/nowhere", Value::Null),
        ("/rerouted-badly", Value::Null),
    ] {
        assert_eq!(core().get(&format!("/match?url={url}")).send().json(), expected, "{url}");
    }
}

/// F-156: `read`, of what was imported and of static files.
#[test]
fn f156_read() {
    let read = |what: &str| core().get(&format!("/read?what={what}")).send();
    for what in ["text", "query"] {
        let kind = if is_reference() { read(what).json()[1].clone() } else { json!("text/plain") };
        assert_eq!(read(what).json(), json!(["imported\n", kind, "9"]), "{what}");
    }
    let picture = read("picture").json();
    assert_eq!((&picture[1], &picture[2]), (&json!("image/svg+xml"), &json!("5056")));
    assert_eq!(read("inline").json(), json!(["inlined", "text/plain", "7"]));
    assert_eq!(read("percent").json(), json!(["a b", "application/octet-stream", "3"]));
    if !is_reference() {
        // The reference knows only what was imported.
        assert_eq!(read("static").json(), json!(["a note\n", "text/plain", "7"]));
    }
    for what in ["missing", "outside"] {
        let r = read(what);
        assert_eq!(r.status, 500, "{}", r.lossy());
        assert!(is_reference() || r.text().contains("there is no such file"), "{}", r.text());
    }
}

/// F-161: outside of rendering `page` explains itself.
#[test]
fn f161_outside_of_rendering() {
    let text = core().get("/kit").send().json()["state"].as_str().map(str::to_owned).unwrap_or_default();
    assert!(!text.is_empty(), "it throws");
    assert!(is_reference() || text.contains("while a component is being rendered"), "{text}");
}

/// F-125: changed hooks are in force for the next request.
#[test]
fn f125_hooks_while_developing() {
    if is_reference() {
        return;
    }
    let app: &'static App = Box::leak(Box::new(develop("core")));
    assert_eq!(app.get("/renamed").native().send().header("x-resolved"), Some("200"));
    app.edit("src/hooks.server.js", |text| text.replace("'x-resolved'", "'x-changed'"));
    let changed = wait(Duration::from_secs(60), || {
        app.get("/renamed").native().send().header("x-changed").map(str::to_owned)
    });
    assert_eq!(changed.as_deref(), Some("200"), "{}", app.log());
    app.edit("src/hooks.js", |text| text.replace("'/renamed'", "'/renamed-again'"));
    let changed =
        wait(Duration::from_secs(60), || (app.get("/renamed").native().send().status == 404).then_some(()));
    assert!(changed.is_some(), "{}", app.log());
    assert_eq!(app.get("/renamed-again").native().send().status, 200);
}

/// F-211, F-154, F-156, F-97: what a developer's app is told, and sees of an error.
#[test]
fn f211_f97_development() {
    if is_reference() {
        return;
    }
    let app: &'static App = Box::leak(Box::new(develop("core")));
    assert_eq!(app.get("/kit").send().json()["environment"], json!([false, true, false, "string"]));
    assert_eq!(app.get("/read?what=text").send().json()[0], "imported\n");
    assert_eq!(app.get("/read?what=static").send().json()[0], "a note\n");
    let r = app.get("/cause").accept("application/json").send();
    assert_eq!(r.json(), json!({"status": 500, "message": "Internal Error"}));
    for text in ["OwnName: secret of cause", "src/routes/cause/+server.js:5"] {
        assert!(app.logged(text), "{text} in {}", app.log());
    }
    let cookies = app.get("/").native().send();
    assert_eq!(cookies.cookies(), ["of-handle=yes; Path=/; HttpOnly; SameSite=Lax"], "not Secure");
    let r = app.post("/foo/bar/baz").form("").origin("http://evil.test").native().send();
    assert_eq!(r.status, 200, "no origin is refused");
}
