//! What a document carries for the client to go on from: S-136…S-142. The markup is Formwork's own, so the reference
//! is not asked.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::flat;
use crate::server::{actions, hooks, is_reference, site};

/// What the client is started with, read off the call in the document.
struct Start(String);

impl Start {
    fn of(r: &Answer) -> Start {
        let text = r.text();
        let call = text.split_once(".start(a, target, {").expect("a start-up call").1;
        Start(call.split_once("}));").expect("the call's end").0.to_owned())
    }

    /// A member of the object that the call is given.
    fn member(&self, name: &str) -> Value {
        let (_, rest) =
            self.0.split_once(&format!("{name}: ")).unwrap_or_else(|| panic!("{name} in {}", self.0));
        let mut values = serde_json::Deserializer::from_str(rest).into_iter();
        values.next().expect("a value").expect("JSON")
    }

    /// The same, decoded.
    fn decoded(&self, name: &str) -> Value {
        match self.member(name) {
            Value::String(text) => flat::decode(&text),
            other => other,
        }
    }
}

/// S-136: nodes, data of server loads with what they used, form, error, status, base, version, environment.
#[test]
fn s136_what_the_client_is_started_with() {
    if is_reference() {
        return;
    }
    let start = Start::of(&actions().get("/outcome").native().send());
    assert_eq!(start.member("nodes").as_array().map(Vec::len), Some(2));
    assert_eq!(
        start.decoded("data"),
        json!([
            {"data": {"root": "root", "layer": "root", "user": null, "cookie": null}, "uses": {}},
            {"data": {"page": "page", "layer": "page", "cookie_in_page": null}, "uses": {}},
        ])
    );
    assert_eq!((start.member("form"), start.member("error")), (Value::Null, Value::Null));
    assert_eq!(start.member("env"), json!({}));
    assert!(start.0.contains("base: new URL(\".\", location).pathname.slice(0, -1),"), "F-175: {}", start.0);
    let version = actions().get("/_app/version.json").send().json();
    assert_eq!(start.member("version"), version["version"]);

    let r = actions().post("/outcome?/fail&status=422").form("").native().send();
    let start = Start::of(&r);
    assert_eq!((start.member("status"), start.decoded("form")), (json!(422), json!({"missing": true})));
    let start = Start::of(&actions().post("/outcome?/object").form("").native().send());
    assert_eq!((start.member("status"), &start.decoded("form")["a"]), (json!(200), &json!(1)));

    // A page without a server file is null; one whose file has no load gives nothing.
    let start = Start::of(&actions().get("/no-server").native().send());
    assert_eq!(start.decoded("data")[1], Value::Null);
    let start = Start::of(&actions().get("/named").native().send());
    assert_eq!(start.decoded("data")[1], json!({"data": null, "uses": {}}));
}

/// S-136: a node that decides about trailing slashes says so.
#[test]
fn s136_trailing_slashes() {
    if is_reference() {
        return;
    }
    let start = Start::of(&actions().get("/slash/always/").native().send());
    let slashes: Vec<_> =
        start.decoded("data").as_array().into_iter().flatten().map(|node| node["slash"].clone()).collect();
    assert!(slashes.contains(&json!("always")), "{}", start.0);
}

/// S-137: what a load used, in the words of data requests; what is empty is left out.
#[test]
fn s137_uses() {
    if is_reference() {
        return;
    }
    let target = "/data/7";
    let r = site().get(&format!("{target}/__data.json?q=1&hidden=2")).send();
    let inline = Start::of(&site().get(&format!("{target}?q=1&hidden=2")).native().send()).decoded("data");
    let nodes = r.json()["nodes"].as_array().cloned().unwrap_or_default();
    let uses = |node: Option<&Value>| node.map(|node| node["uses"].clone()).unwrap_or_default();
    let last = uses(inline.as_array().and_then(|nodes| nodes.last()));
    assert_eq!(last, uses(nodes.last()));
    assert_eq!(last["search_params"], json!(["q"]));
    assert_eq!((&last["parent"], &last["url"]), (&json!(1), &Value::Null));
}

/// S-138: for an error page the branch is cut at its layouts, and ends with the error page.
#[test]
fn s138_error_pages() {
    if is_reference() {
        return;
    }
    let full = Start::of(&actions().get("/deep/mid/own/below").native().send());
    let r = actions().post("/deep/mid/own/below?/error").form("").native().send();
    assert!(r.status >= 400, "{}", r.lossy());
    let cut = Start::of(&r);
    let nodes = |start: &Start| start.member("nodes").as_array().cloned().unwrap_or_default();
    let (full_nodes, cut_nodes) = (nodes(&full), nodes(&cut));
    let layouts = full_nodes.len() - 1;
    assert_eq!(full_nodes.get(..layouts), cut_nodes.get(..layouts), "the layouts stay");
    assert_eq!(cut_nodes.len(), layouts + 1);
    assert_ne!(full_nodes.last(), cut_nodes.last());
    assert_eq!(cut.member("form"), Value::Null);
    assert_eq!(cut.member("error")["status"], r.status);
    let data = cut.decoded("data");
    assert_eq!(data.as_array().map(Vec::len), Some(layouts + 1));
    assert_eq!(data[layouts], Value::Null, "an error page has no data");
    assert_eq!(data[0]["data"]["root"], "root");

    let nowhere = Start::of(&actions().get("/nowhere").native().send());
    assert_eq!(nowhere.member("nodes"), json!([0, 1]));
    assert_eq!(nowhere.member("error"), json!({"status": 404, "message": "Not Found"}));
}

/// S-139, R-48: values in the document cannot end the script they are in.
#[test]
fn s139_inert_in_html() {
    let r = actions().post("/outcome?/html").form("").native().send();
    let text = r.text();
    let scripts: Vec<&str> = text.split("<script").skip(1).collect();
    for script in scripts {
        let inside = script.split("</script>").next().unwrap_or_default();
        assert!(!inside.contains("alert(1)") || !inside.contains("<script>alert"), "{inside}");
        assert!(!inside.contains(['\u{2028}', '\u{2029}']), "{inside}");
    }
    if !is_reference() {
        let form = Start::of(&r).decoded("form");
        assert_eq!(form["text"], "</script><script>alert(1)</script>\u{2028}\u{2029}");
    }
}

/// S-166, S-139: values of the app's own types are in the document with their name and encoding.
#[test]
fn s166_own_types() {
    if is_reference() {
        return;
    }
    let r = hooks().post("/plain?/money").form("").native().send();
    assert_eq!(r.status, 200, "{}", r.lossy());
    let form = Start::of(&r).member("form");
    assert!(form.as_str().is_some_and(|text| text.contains("\"Money\"")), "{form}");
}
