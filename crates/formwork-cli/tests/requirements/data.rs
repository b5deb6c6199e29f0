//! Data requests: what the client's router asks for, C-88…C-98, and promises in load data, S-162, S-163.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::flat;
use crate::server::site;

fn data(target: &str) -> Answer {
    site().get(target).send()
}

fn types(r: &Answer) -> Vec<String> {
    let json = r.json();
    let nodes = json["nodes"].as_array().cloned().unwrap_or_default();
    nodes.iter().map(|node| node["type"].as_str().unwrap_or("null").to_owned()).collect()
}

/// C-88, C-91, C-92, F-57, F-134: the head, the body, the suffix.
#[test]
fn c92_data_of_every_node() {
    let r = data("/data/7/__data.json?q=1&hidden=2");
    assert_eq!(r.status, 200);
    assert_eq!(r.header("content-type"), Some("application/json"));
    assert_eq!(r.header("cache-control"), Some("private, no-store"));
    assert!(r.header("x-sveltekit-version").is_some_and(|version| !version.is_empty()));
    assert!(r.text().ends_with("}\n") && r.text().matches('\n').count() == 1);
    assert_eq!(r.header("x-data-request"), Some("true"));
    assert_eq!(r.header("x-url"), Some("/data/7?q=1&hidden=2"), "without the suffix");
    assert_eq!(types(&r), ["data", "null", "data", "data"]);
    assert_eq!(r.json()["nodes"][0], json!({"type": "data", "data": [{"root": 1}, true], "uses": {}}));
    assert_eq!(
        flat::unflatten(&r.json()["nodes"][3]["data"]),
        json!({"id": "7", "q": "1", "hidden": "2", "layout": "/data/[id]", "isDataRequest": true,
               "when": {"Date": ["1970-01-01T00:00:00.000Z"]}})
    );
    assert!(r.cookie("set-in-load").is_some(), "C-98");
    for (target, url) in [
        ("/__data.json", "/"),
        ("/data/__data.json?a=b", "/data?a=b"),
        ("/data/file.html__data.json", "/data/file.html"),
    ] {
        let r = data(target);
        assert_eq!(
            (r.status, r.header("x-url"), r.header("x-data-request")),
            (200, Some(url), Some("true")),
            "{target}"
        );
    }
}

/// C-93, F-61, F-63: what a load depended on.
#[test]
fn c93_uses() {
    let r = data("/data/7/__data.json?q=1&hidden=2");
    assert_eq!(
        r.json()["nodes"][3]["uses"],
        json!({
            "dependencies": ["app:one", "http://formwork.test/relative"],
            "search_params": ["q"],
            "params": ["id"],
            "parent": 1,
        })
    );
    assert_eq!(r.json()["nodes"][2]["uses"], json!({"dependencies": ["app:layout"], "route": 1}));
    let r = data("/data/url/__data.json");
    assert_eq!(r.json()["nodes"][2]["uses"], json!({"url": 1}));
}

/// C-91, C-92, F-57: only what was asked for is computed.
#[test]
fn c92_skipped_nodes() {
    for (digits, expected, ran) in [
        ("0001", ["skip", "null", "skip", "data"], "handle load:layout load:page"),
        ("0010", ["skip", "null", "data", "skip"], "handle load:layout"),
        ("1000", ["data", "null", "skip", "skip"], "handle load:root"),
        ("1111", ["data", "null", "data", "data"], "handle load:root load:layout load:page"),
    ] {
        let r = data(&format!("/data/7/__data.json?q=1&x-sveltekit-invalidated={digits}"));
        // A node without a server file that was not asked for may be either.
        let mut types = types(&r);
        if digits == "0001" || digits == "0010" || digits == "1000" {
            assert!(["null", "skip"].contains(&types[1].as_str()));
            types[1] = "null".to_owned();
        }
        assert_eq!(types, expected, "{digits}");
        // C-97: the page asks for `parent()`, so its parents run though they are not reported.
        let mut loads: Vec<_> = r.ran().unwrap_or_default().split(' ').collect();
        loads.retain(|load| digits != "0001" || *load != "load:root");
        loads.sort_unstable();
        let mut expected: Vec<_> = ran.split(' ').collect();
        expected.sort_unstable();
        assert_eq!(loads, expected, "{digits}");
        assert_eq!(r.header("x-url"), Some("/data/7?q=1"), "the key is not part of the URL");
    }
}

/// C-88, C-92: trailing slashes.
#[test]
fn c92_slash() {
    let r = data("/data/slash/__data.json?x-sveltekit-trailing-slash=1");
    assert_eq!(r.header("x-url"), Some("/data/slash/"));
    assert_eq!(
        r.json()["nodes"][2],
        json!({"type": "data", "data": [{"path": 1}, "/data/slash/"], "uses": {"url": 1}, "slash": "always"})
    );
}

/// C-92: nodes without a load, or whose load gives nothing.
#[test]
fn c92_no_data() {
    for page in ["no-load", "nothing"] {
        let r = data(&format!("/data/{page}/__data.json"));
        assert_eq!(r.json()["nodes"][2]["type"], "data", "{page}");
        assert_eq!(r.json()["nodes"][2]["data"], json!([null]), "{page}");
    }
    assert_eq!(types(&data("/data/__data.json")), ["data", "null", "null"], "C-90: no server file");
}

/// C-94, F-55: redirects.
#[test]
fn c94_redirect() {
    let r = data("/data/redirect/__data.json");
    assert_eq!((r.status, r.header("location")), (200, None));
    assert_eq!(r.json(), json!({"type": "redirect", "status": 307, "location": "/data?x=1"}));
    assert!(r.cookie("before").is_some());
    assert_eq!(r.header("cache-control"), Some("private, no-store"));
    let r = data("/data/7/__data.json?in-handle=response-redirect");
    assert_eq!(r.json(), json!({"type": "redirect", "status": 302, "location": "/data"}));
    let r = site().get("/data/redirect").native().send();
    assert_eq!((r.status, r.header("location")), (307, Some("/data?x=1")));
}

/// C-92, C-97, F-54: every node has its own outcome.
#[test]
fn c92_errors() {
    let r = data("/data/error/__data.json");
    assert_eq!(r.status, 200);
    assert_eq!(types(&r), ["data", "null", "data", "error"]);
    assert_eq!(r.json()["nodes"][3]["error"], json!({"code": 1, "status": 409, "message": "conflict"}));
    let error = json!({"status": 500, "message": "Internal Error"});
    let r = data("/data/throw/__data.json");
    assert_eq!(r.status, 200);
    assert_eq!(r.json()["nodes"][3], json!({"type": "error", "error": error}));
    assert!(!r.text().contains("secret"));
    // F-54: data that cannot be sent. In the reference they fail the whole request; it may as well be the node.
    let r = data("/data/function/__data.json");
    let of_node = r.json()["nodes"][3]["error"].clone();
    assert!((r.status == 500 && r.json() == error) || (r.status == 200 && of_node == error), "{}", r.lossy());
    assert!(site().logged("data.f"), "the log has the path to the value");
}

/// C-95, S-162, S-163, F-80, F-82: promises follow, in the order in which they settle.
#[test]
fn c95_promises() {
    let r = data("/data/promise/__data.json");
    assert_eq!(r.header("content-type"), Some("text/sveltekit-data"));
    assert_eq!(r.header("cache-control"), Some("private, no-store"));
    let lines: Vec<Value> = r
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}")))
        .collect();
    let head = flat::unflatten(&lines[0]["nodes"][2]["data"]);
    assert_eq!(head["now"], 1);
    let chunk = |promise: &Value| {
        let id = &promise["Promise"][0];
        lines[1..]
            .iter()
            .find(|line| &line["id"] == id)
            .unwrap_or_else(|| panic!("no chunk {id} in {lines:?}"))
    };
    assert_eq!(lines.len(), 5);
    assert!(lines[1..].iter().all(|line| line["type"] == "chunk"));
    assert_eq!(flat::unflatten(&chunk(&head["later"])["data"]), json!({"value": 2}));
    let failing = chunk(&head["failing"]);
    assert_eq!(flat::unflatten(&failing["error"]), json!({"status": 418, "message": "short and stout"}));
    let nested = flat::unflatten(&chunk(&head["nested"][0])["data"]);
    assert_eq!(flat::unflatten(&chunk(&nested["inner"])["data"]), json!(3));
}

/// F-80, F-83, S-140: a document with promises is a stream; each is delivered by a script.
#[test]
fn f83_streamed_documents() {
    let r = site().get("/data/promise").native().send();
    assert_eq!((r.status, r.header("content-type")), (200, Some("text/html")));
    assert_eq!((r.header("etag"), r.header("content-length")), (None, None));
    assert_eq!(r.json_of("page")["now"], 1);
    assert!(r.text().contains("short and stout"), "the rejection was sent after the document");
    assert!(site().get("/data/url").native().send().header("etag").is_some());
}

/// C-96: what is no page.
#[test]
fn c96_failures() {
    let r = data("/nowhere/__data.json");
    assert_eq!((r.status, r.json()), (404, json!({"status": 404, "message": "Not Found"})));
    let r = data("/nowhere/__data.json?x-sveltekit-invalidated=1");
    assert_eq!((r.status, types(&r)), (200, vec!["data".to_owned()]), "the root layout, for an error page");
    let r = data("/api/__data.json");
    assert_eq!((r.status, r.body.len()), (404, 0));
    let r = data("/data/7/__data.json?x-sveltekit-other=1");
    assert_eq!(r.status, 400, "S-9");
}

/// C-98, S-19, S-7: a POST to a data URL loads.
#[test]
fn c98_post_does_not_act() {
    let r = site().post("/data/7/__data.json").form("").native().send();
    assert_eq!((r.status, types(&r).len()), (200, 4));
    assert_eq!(r.ran().map(|ran| ran.contains("action")), Some(false));
}
