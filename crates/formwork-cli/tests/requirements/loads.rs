//! Load functions on the server: F-50…F-63, F-65, F-77.

use serde_json::{Value, json};

use crate::server::site;

/// F-51, F-53, F-58: who gets whose data.
#[test]
fn f51_parents_and_merging() {
    let r = site().get("/loads").native().send();
    assert_eq!(
        r.json_of("page"),
        json!({
            "root": true,
            "universal": 2,
            "layer": "page.js",
            "server": {"parents": {"root": true, "server_only": 1, "layer": "layout"}, "layer": "page"},
            "parents": {"root": true, "universal": 2, "layer": "layout"},
        })
    );
}

/// F-51: all start at once.
#[test]
fn f51_loads_run_concurrently() {
    let r = site().get("/loads").native().send();
    let ran = r.ran().unwrap_or_default().to_owned();
    let at = |what: &str| ran.find(what).unwrap_or_else(|| panic!("no {what} in {ran}"));
    assert!(at("page:start") < at("layout:end"), "{ran}");
    assert!(at("layout:end") < at("page:end"), "{ran}: parent() waits");
}

/// F-55: in a document the failure nearest the root decides, in a data request any redirect.
#[test]
fn f55_which_failure_decides() {
    for (query, status, location) in [
        ("layout=error&page=redirect", 503, None),
        ("layout=redirect&page=error", 307, Some("/data")),
        ("page=redirect", 303, Some("/data")),
        ("page=error", 502, None),
    ] {
        let r = site().get(&format!("/loads?{query}")).native().send();
        assert_eq!((r.status, r.header("location")), (status, location), "{query}");
        if location.is_none() {
            assert_eq!(r.json_of("error-page")["status"], status, "{query}");
        }
    }
    let r = site().get("/loads/__data.json?layout=error&page=redirect").send();
    assert_eq!(r.json(), json!({"type": "redirect", "status": 303, "location": "/data"}));
}

/// F-56, F-60, F-62, F-70: the event.
#[test]
fn f60_the_event() {
    let r = site().get("/loads/event?a=1&a=2").native().send();
    assert_eq!(r.header("x-set-by-load"), Some("yes"));
    let page = r.json_of("page");
    assert_eq!((&page["arguments"], &page["this"]), (&json!(1), &json!("nothing")));
    assert_eq!(page["keys"], json!(["depends", "params", "parent", "route", "untrack", "url"]));
    assert_eq!(page["hash"], "an error");
    assert_eq!(page["fetched"], json!({"method": "GET", "body": null}), "relative to the page");
    assert_eq!(page["url"], "http://formwork.test/loads/event?a=1&a=2");
    assert_eq!((&page["query"], &page["params"]), (&json!([["a", "1"], ["a", "2"]]), &json!({})));
}

/// F-50, F-65: universal loads run on the server, with less.
#[test]
fn f65_universal_loads() {
    let r = site().get("/loads/universal").native().send();
    let page = r.json_of("page");
    for key in ["data", "depends", "fetch", "params", "parent", "route", "setHeaders", "untrack", "url"] {
        assert!(
            page["keys"].as_array().is_some_and(|keys| keys.contains(&json!(key))),
            "{key} in {}",
            page["keys"]
        );
    }
    for key in ["cookies", "locals", "request"] {
        assert!(page["keys"].as_array().is_some_and(|keys| !keys.contains(&json!(key))), "{key}");
    }
    assert_eq!((&page["url"], &page["route"]), (&json!("/loads/universal"), &json!("/loads/universal")));
    assert_eq!((&page["data"], &page["fetched"]["method"]), (&Value::Null, &json!("GET")));
}

/// F-77, C-145, S-141: what a universal load fetched is in the document, for the client not to fetch again.
#[test]
fn f77_fetched_responses_are_embedded() {
    let r = site().get("/loads/universal").native().send();
    let html = r.text();
    let start = html.find("data-sveltekit-fetched").expect("an embedded response");
    let (_, rest) = html[start..].split_once('>').expect("a tag");
    let (attributes, _) = html[start..].split_once('>').expect("a tag");
    let (content, _) = rest.split_once("</script>").expect("an end");
    assert!(attributes.contains(r#"data-url="/api""#), "{attributes}");
    let content: Value = serde_json::from_str(content).expect("JSON");
    assert_eq!(
        (&content["status"], &content["body"]),
        (&json!(200), &json!(r#"{"method":"GET","body":null}"#))
    );
}

/// F-52: a load may return nothing.
#[test]
fn f52_no_result() {
    let r = site().get("/loads/missing-return").native().send();
    assert_eq!(
        (r.status, r.json_of("page")),
        (200, json!({"root": true, "universal": 2, "layer": "layout"}))
    );
}
