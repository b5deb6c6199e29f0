//! Layouts, error pages and their positions: F-40…F-43, F-58, F-90…F-95.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::http::BROWSER;
use crate::server::core;

/// The layouts of a document, from the outside in.
fn layouts(r: &Answer) -> Vec<String> {
    let html = r.text();
    let names = html.split(r#"data-layout=""#).skip(1);
    names.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

fn types(r: &Answer) -> Vec<String> {
    let json = r.json();
    let nodes = json["nodes"].as_array().cloned().unwrap_or_default();
    nodes.iter().map(|node| node["type"].as_str().unwrap_or("null").to_owned()).collect()
}

/// F-40, F-41: the layouts of a page, with what `@` leaves out, and the error page that is left.
#[test]
fn f40_f41_layouts_of_a_page() {
    for (path, expected, caught_by) in [
        ("", &["root", "reset", "app", "own"][..], "app"),
        ("/to-root", &["root"], "root"),
        ("/to-app", &["root", "reset", "app"], "app"),
        ("/to-reset", &["root", "reset"], "root"),
        ("/to-own", &["root", "reset", "app", "own"], "app"),
        ("/layout", &["root", "reset", "layout"], "root"),
        ("/layout/below", &["root", "reset", "layout"], "root"),
        ("/layout/again", &["root", "again"], "root"),
        ("/same", &["root", "reset", "app", "own"], "app"),
    ] {
        let path = format!("/reset/own{path}");
        let r = core().get(&path).native().send();
        assert_eq!(
            (r.status, layouts(&r)),
            (200, expected.iter().map(ToString::to_string).collect()),
            "{path}"
        );
        assert_eq!(r.text_of("page").as_deref(), Some("reset"));
        let r = core().get(&format!("{path}?fail")).native().send();
        assert_eq!((r.status, &r.json_of("error-page")["where"]), (500, &json!(caught_by)), "{path}");
    }
}

/// F-42: data arrays have a place for every directory with a layout or an error page.
#[test]
fn f42_positions() {
    let r = core().get("/foo/bar/baz/__data.json").send();
    assert_eq!(types(&r), ["data", "data", "null", "data", "data"]);
    assert_eq!(r.ran(), Some("handle load:root load:foo load:baz load:page"));
    for (digits, expected, ran) in [
        ("00001", ["skip", "skip", "null", "skip", "data"], "handle load:page"),
        ("01000", ["skip", "data", "null", "skip", "skip"], "handle load:foo"),
        ("10010", ["data", "skip", "null", "data", "skip"], "handle load:root load:baz"),
        ("00100", ["skip", "skip", "null", "skip", "skip"], "handle"),
    ] {
        let r = core().get(&format!("/foo/bar/baz/__data.json?x-sveltekit-invalidated={digits}")).send();
        let mut found = types(&r);
        // The gap has nothing to skip.
        assert!(["null", "skip"].contains(&found[2].as_str()), "{digits}");
        found[2] = "null".to_owned();
        assert_eq!((found, r.ran()), (expected.map(str::to_owned).to_vec(), Some(ran)), "{digits}");
    }
}

/// F-43, F-58: what components are given.
#[test]
fn f43_props() {
    let r = core().post("/foo/bar/baz").form("").native().send();
    let form = json!({"acted": true});
    let data = |names: &[&str], deepest: &str| {
        let mut data = json!({"deepest": deepest});
        for name in names {
            data[name] = json!(true);
        }
        data
    };
    for (id, names) in [("root", &["root"][..]), ("foo", &["root", "foo"]), ("baz", &["root", "foo", "baz"])]
    {
        let expected =
            json!({"data": data(names, id), "form": form, "params": {}, "children": "function", "rest": {}});
        assert_eq!(r.json_of(&format!("{id}-layout")), expected, "{id}");
    }
    let all = data(&["root", "foo", "baz", "page"], "page");
    let expected = json!({"data": all, "form": form, "params": {}, "rest": {}, "all": all});
    assert_eq!(r.json_of("page"), expected);

    let r = core().get("/foo/bar/baz?fail=page").native().send();
    let all = data(&["root", "foo", "baz"], "baz");
    let error = json!({"code": "page", "status": 418, "message": "in page"});
    let page = r.json_of("error-page");
    assert_eq!((&page["where"], &page["error"], &page["all"]), (&json!("baz"), &error, &all));
    assert_eq!((&page["same"], &page["status"], &page["rest"]), (&json!(true), &json!(418), &json!({})));
}

/// F-43, F-45: layouts with a slot.
#[test]
fn f43_slots() {
    for (r, form) in [
        (core().get("/legacy").native().send(), Value::Null),
        (core().post("/legacy").form("").native().send(), json!({"acted": true})),
    ] {
        assert_eq!(layouts(&r), ["root", "legacy"]);
        let layout = r.json_of("legacy-layout");
        assert_eq!((&layout["names"], &layout["form"]), (&json!("deepest root"), &form));
        assert_eq!(r.json_of("page")["form"], form);
    }
}

/// F-90, F-91, F-55: who shows the failure of whom, in documents, and what data requests tell.
#[test]
fn f90_where_errors_are_shown() {
    for (failing, position, shown_by, shown_in) in [
        ("root", 0, None, &[][..]),
        ("foo", 1, Some("root"), &["root"]),
        ("baz", 3, Some("bar"), &["root", "foo"]),
        ("universal-baz", 3, Some("bar"), &["root", "foo"]),
        ("page", 4, Some("baz"), &["root", "foo", "baz"]),
        ("universal-page", 4, Some("baz"), &["root", "foo", "baz"]),
        ("component", 4, Some("baz"), &["root", "foo", "baz"]),
    ] {
        for (with, status, message) in
            [("error", 418, format!("in {failing}")), ("throw", 500, "Internal Error".to_owned())]
        {
            if failing == "component" && with == "error" {
                continue;
            }
            let query = format!("fail={failing}&with={with}");
            let r = core().get(&format!("/foo/bar/baz?{query}")).native().send();
            assert_eq!(r.status, status, "{query}");
            assert!(!r.text().contains("secret"), "F-97: {query}");
            match shown_by {
                Some(shown_by) => {
                    assert_eq!(layouts(&r), shown_in, "{query}");
                    let page = r.json_of("error-page");
                    assert_eq!(
                        (&page["where"], &page["error"]["message"]),
                        (&json!(shown_by), &json!(message))
                    );
                    let code = if with == "error" { json!(failing) } else { Value::Null };
                    assert_eq!(
                        (&page["error"]["status"], &page["error"]["code"]),
                        (&json!(status), &code),
                        "F-95"
                    );
                }
                None => {
                    assert_eq!(r.text_of("static"), Some(format!("{status} {message}")), "{query}");
                    assert_eq!(r.header("content-type"), Some("text/html; charset=utf-8"));
                }
            }
            if failing.contains("universal") || failing == "component" {
                continue;
            }
            let r = core().get(&format!("/foo/bar/baz/__data.json?{query}")).send();
            assert_eq!(r.status, 200, "{query}");
            let node = &r.json()["nodes"][position];
            assert_eq!(
                (&node["type"], &node["error"]["message"]),
                (&json!("error"), &json!(message)),
                "{query}"
            );
            assert!(!r.text().contains("secret"), "F-97: {query}");
        }
        if failing == "component" {
            continue;
        }
        let query = format!("fail={failing}&with=redirect");
        let r = core().get(&format!("/foo/bar/baz?{query}")).native().send();
        assert_eq!(
            (r.status, r.header("location")),
            (307, Some(format!("/from-{failing}").as_str())),
            "{query}"
        );
    }
}

/// F-55: the failure nearest the root decides about a document.
#[test]
fn f55_the_shallowest_failure_decides() {
    for (failing, shown) in [("foo,page", "root"), ("baz,page", "bar"), ("page,universal-baz", "bar")] {
        let r = core().get(&format!("/foo/bar/baz?fail={failing}")).native().send();
        assert_eq!((r.status, &r.json_of("error-page")["where"]), (418, &json!(shown)), "{failing}");
    }
}

/// F-92: an unknown path has the root layout with its data, and the root error page.
#[test]
fn f92_no_route() {
    let r = core().get("/nowhere").native().send();
    assert_eq!((r.status, layouts(&r), r.ran()), (404, vec!["root".to_owned()], Some("handle load:root")));
    let page = r.json_of("error-page");
    assert_eq!(
        (&page["where"], &page["all"]["root"], &page["status"]),
        (&json!("root"), &json!(true), &json!(404))
    );
    assert_eq!(page["error"], json!({"status": 404, "message": "Not Found"}), "F-95");
    let r = core().get("/nowhere?fail=root&with=redirect").native().send();
    assert_eq!(
        (r.status, r.header("location")),
        (307, Some("/from-root")),
        "a redirect of the root layout is followed"
    );
    let r = core().get("/nowhere?fail=root").native().send();
    assert_eq!((r.status, r.text_of("static").as_deref()), (418, Some("418 in root")));
}

/// F-94, F-95, F-118: errors that no page shows are JSON for who prefers it.
#[test]
fn f94_f95_f118_fatal_errors() {
    let refused = |status: u16, failing: &str, with: &str| match with {
        "throw" => json!({"status": 500, "message": "Internal Error"}),
        _ => json!({"code": failing, "status": status, "message": format!("in {failing}")}),
    };
    for (target, failing) in [
        ("/fails?fail=endpoint", "endpoint"),
        ("/foo/bar/baz?fail=handle", "handle"),
        ("/fails?fail=handle", "handle"),
    ] {
        for (with, status) in [("error", 418), ("throw", 500)] {
            let target = format!("{target}&with={with}");
            for accept in ["application/json", "application/json, text/html"] {
                let r = core().get(&target).accept(accept).send();
                assert_eq!(
                    (r.status, r.header("content-type")),
                    (status, Some("application/json")),
                    "{target}"
                );
                assert_eq!(r.json(), refused(status, failing, with), "{target}");
            }
            for accept in [BROWSER, "text/html, application/json", "text/plain"] {
                let r = core().get(&target).accept(accept).send();
                assert_eq!(
                    (r.status, r.header("content-type")),
                    (status, Some("text/html; charset=utf-8")),
                    "{target}"
                );
                let message =
                    refused(status, failing, with)["message"].as_str().map(|text| format!("{status} {text}"));
                assert_eq!(r.text_of("static"), message, "{target}");
            }
        }
    }
    let r = core().get("/foo/bar/baz/__data.json?fail=handle").accept("text/html").send();
    assert_eq!((r.status, r.json()), (418, refused(418, "handle", "error")), "a data request is for JSON");
    let r = core().get("/foo/bar/baz/__data.json?fail=handle&with=redirect").send();
    assert_eq!(r.json(), json!({"type": "redirect", "status": 307, "location": "/from-handle"}));
    for target in ["/rerouted-badly", "/rerouted-badly/__data.json"] {
        let r = core().get(target).accept("application/json").send();
        assert_eq!((r.status, r.text().as_str()), (500, "Internal Server Error"), "F-123 is the exception");
    }
}

/// F-97: in production the log has all of an unknown error, with its place in the source, and the client nothing.
#[test]
fn f97_f205_only_the_log_knows() {
    let r = core().get("/cause").accept("application/json").send();
    assert_eq!((r.status, r.json()), (500, json!({"status": 500, "message": "Internal Error"})));
    if crate::server::is_reference() {
        return;
    }
    for text in [
        "OwnName: secret of cause",
        "src/routes/cause/+server.js:5",
        "SyntaxError",
        "src/routes/cause/+server.js:3",
    ] {
        assert!(core().logged(text), "{text} in {}", core().log());
    }
}

/// F-96: a page that asks for what fails, in order to show an error, must not do so for ever.
#[test]
fn f96_loop_guard() {
    let r = core().get("/nowhere").native().header("x-sveltekit-error", "true").send();
    assert_eq!((r.status, r.text_of("static").as_deref()), (404, Some("404 Not Found")));
}
