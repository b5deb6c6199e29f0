//! Load functions again, each rule with all that it says: F-50…F-66, F-80…F-83, and parameters in them, F-24, F-30.

use serde_json::{Value, json};

use crate::flat;
use crate::http::Connection;
use crate::server::{App, core, develop, is_reference};

/// The development server of the app, if there is one to test.
fn development() -> Option<&'static App> {
    static RUNNING: std::sync::OnceLock<App> = std::sync::OnceLock::new();
    (!is_reference()).then(|| RUNNING.get_or_init(|| develop("core")))
}

/// F-52: only development minds what a load returns, and says what it got.
#[test]
fn f52_results_of_loads() {
    for (query, status) in [
        ("server=object", 200),
        ("server=bare", 200),
        ("server=nothing", 200),
        ("server=null", 200),
        ("server=array", 200),
    ] {
        assert_eq!(core().get(&format!("/returns?{query}")).native().send().status, status, "{query}");
    }
    let Some(app) = development() else { return };
    for (query, got) in [
        ("server=object", None),
        ("server=bare", None),
        ("server=nothing", None),
        ("server=null", None),
        ("server=array", Some("an array")),
        ("server=class", Some("an instance of Thing")),
        ("server=date", Some("an instance of Date")),
        ("server=response", Some("a Response")),
        ("server=number", Some("a number")),
        ("server=string", Some("a string")),
        ("server=function", Some("a function")),
        ("universal=object", None),
        ("universal=array", Some("an array")),
        ("universal=class", Some("an instance of Thing")),
        ("universal=response", Some("a Response")),
        ("universal=number", Some("a number")),
    ] {
        let r = app.get(&format!("/returns?{query}")).native().send();
        assert_eq!(r.status, if got.is_some() { 500 } else { 200 }, "{query}");
        let file = if query.starts_with("server") { "+page.server.js" } else { "+page.js" };
        if let Some(got) = got {
            let text = format!(
                "A load function must return a plain object or nothing; the one in src/routes/returns/{file} returned {got}"
            );
            assert!(app.logged(&text), "{text} in {}", app.log());
        }
    }
}

/// F-54: the message names the route and the path to the value, in documents and in data.
#[test]
fn f54_what_cannot_be_sent() {
    for (what, path) in
        [("function", "data.a.list[1]"), ("class", "data.item"), ("symbol", "data.a[\"not an identifier\"]")]
    {
        for target in ["/unsendable", "/unsendable/__data.json"] {
            let r = core().get(&format!("{target}?what={what}")).native().send();
            assert_eq!(r.status, 500, "{target} {what}");
            if !is_reference() {
                assert!(core().logged(path), "{path} in {}", core().log());
                assert!(core().logged("Data of /unsendable cannot be sent"), "{}", core().log());
            }
        }
    }
}

/// F-60, F-65, F-132: the keys of both events.
#[test]
fn f60_f65_keys() {
    let page = core().get("/event").native().send().json_of("page");
    let request = [
        "cookies",
        "fetch",
        "getClientAddress",
        "isDataRequest",
        "isRemoteRequest",
        "isSubRequest",
        "locals",
        "params",
        "platform",
        "request",
        "route",
        "setHeaders",
        "tracing",
        "url",
    ];
    let mut server: Vec<&str> = request.into_iter().chain(["depends", "parent", "untrack"]).collect();
    server.sort_unstable();
    assert_eq!(page["keys"], json!(server));
    assert_eq!(
        page["universal"],
        json!([
            "data",
            "depends",
            "fetch",
            "params",
            "parent",
            "route",
            "setHeaders",
            "tracing",
            "untrack",
            "url"
        ])
    );
    assert_eq!(page["tracing"], json!([false, false, false]));
}

/// What the load of the page is said to have used.
fn uses(what: &str) -> Value {
    let r = core().get(&format!("/track/x/y/__data.json?what={what}&q=1&z=2")).send();
    let line = r.text().lines().next().map(str::to_owned).unwrap_or_default();
    let json: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {}", r.lossy()));
    json["nodes"][2]["uses"].clone()
}

/// F-61, F-63: what each way of reading records.
#[test]
fn f61_f63_what_is_tracked() {
    let url = json!({"url": 1});
    for (what, expected) in [
        ("nothing", json!({})),
        ("href", url.clone()),
        ("pathname", url.clone()),
        ("search", url.clone()),
        ("toString", url.clone()),
        ("toJSON", url.clone()),
        ("text", url.clone()),
        ("origin", json!({})),
        ("host", json!({})),
        ("credentials", json!({})),
        ("get", json!({"search_params": ["q"]})),
        ("getAll", json!({"search_params": ["q"]})),
        ("has", json!({"search_params": ["other"]})),
        ("both", json!({"search_params": ["q", "z"]})),
        ("entries", url.clone()),
        ("keys", url.clone()),
        ("size", url.clone()),
        ("paramsText", url.clone()),
        ("a", json!({"params": ["a"]})),
        ("b", json!({"params": ["b"]})),
        ("spread", json!({"params": ["a", "b"]})),
        ("route", json!({"route": 1})),
        ("parent", json!({"parent": 1})),
        (
            "depends",
            json!({"dependencies": [
                "app:one",
                "http://formwork.test/two",
                "http://formwork.test/track/x/three?x",
                "https://four.test/"
            ]}),
        ),
        // The reference asks for its own static files over the network, which is not there.
        (if is_reference() { "nothing" } else { "fetch" }, json!({})),
        ("untracked", json!({})),
        ("untrackedLater", url.clone()),
        ("untrackedParent", json!({})),
        ("late", json!({"params": ["a"]})),
    ] {
        assert_eq!(uses(what), expected, "{what}");
    }
}

/// F-62: the fragment.
#[test]
fn f62_no_hash() {
    let r = core().get("/track/x/y?what=hash").native().send();
    let text = r.json_of("page")["what"].as_str().map(str::to_owned).unwrap_or_default();
    assert!(text.contains(if is_reference() { "url_hash_unavailable" } else { "url.hash" }), "{text}");
}

/// F-64: what is read only after the load has returned is not tracked, and development says so, once for each thing.
#[test]
fn f64_late_reads_are_warned_about() {
    let Some(app) = development() else { return };
    let r = app.get("/track/x/y?what=late&q=1").native().send();
    assert_eq!(r.status, 200, "{}", r.lossy());
    let file = "src/routes/track/[a]/[b]/+page.server.js: ";
    for what in [
        "`params.b`",
        "`route.id`",
        "`url`",
        "`url.searchParams.get(\"q\")`",
        "`depends(\"app:late\")`",
        "`parent()`",
    ] {
        let text = format!("{file}{what} was read after the load function had returned");
        assert!(app.logged(&text), "{text} in {}", app.log());
    }
    assert!(!app.log().contains("`params.a` was read"), "it is tracked already");
}

/// F-81: without client code what is pending stays pending; development says so.
#[test]
fn f81_promises_without_client_code() {
    let r = core().get("/pending").native().send();
    assert_eq!((r.status, r.text_of("page").as_deref()), (200, Some("pending")));
    // The reference sends what arrives, to nobody.
    assert!(is_reference() || !r.text().contains("<script"), "{}", r.text());
    let Some(app) = development() else { return };
    assert_eq!(app.get("/pending").native().send().text_of("page").as_deref(), Some("pending"));
    assert!(app.logged("The data of /pending holds a promise"), "{}", app.log());
}

/// F-80, F-81, F-82, F-83: promises at every depth, and ones that fail before anything is sent.
#[test]
fn f80_f81_f82_f83_streams() {
    // An early one ends the reference.
    let early = if is_reference() { "" } else { "?early" };
    let r = core().get(&format!("/streams{early}")).native().send();
    assert_eq!((r.status, r.text_of("page").as_deref()), (200, Some("pending")), "{}", r.lossy());
    assert_eq!((r.header("etag"), r.header("content-length")), (None, None));
    let text = r.text();
    assert!(text.contains("the end"), "also promises in what promises gave: {text}");
    let (document, scripts) = text.split_once("</html>").expect("the document is whole before");
    assert!(!document.contains("the end") && scripts.contains("<script"));
    assert_eq!(scripts.matches("Internal Error").count(), 2, "{scripts}");
    assert!(!text.contains("secret"));

    let r = core().get(&format!("/streams/__data.json{early}")).send();
    let lines: Vec<Value> =
        r.text().lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!(lines.len(), 6, "{lines:?}");
    let errors: Vec<Value> = lines
        .iter()
        .filter(|line| line["error"].is_array())
        .map(|line| flat::unflatten(&line["error"]))
        .collect();
    assert_eq!(errors, vec![json!({"status": 500, "message": "Internal Error"}); 2]);
    assert_eq!(core().get("/").native().send().status, 200, "nobody minds the early rejection");
    if !is_reference() {
        assert!(core().logged("secret of early") && core().logged("secret of late"), "they passed the hook");
    }
}

/// F-83: a client that leaves takes nothing with it.
#[test]
fn f83_a_client_that_leaves() {
    let mut connection = Connection::open(core());
    connection.write(b"GET /streams HTTP/1.1\r\nhost: formwork.test\r\n\r\n");
    assert!(connection.fill() > 0, "the beginning");
    drop(connection);
    assert_eq!(core().get("/streams").native().send().status, 200);
}

/// F-30: numbers, booleans and bigints, in loads of both kinds, actions, props, `page.params` and data requests.
#[test]
fn f30_converted_parameters() {
    let r = core().get("/typed/-12/on/9007199254740993n").native().send();
    let types = "number boolean bigint";
    assert_eq!(r.status, 200, "{}", r.lossy());
    assert_eq!(r.text_of("server").as_deref(), Some("number boolean bigint -12 true 9007199254740993"));
    for id in ["universal", "of-data", "of-props", "of-state"] {
        assert_eq!(r.text_of(id).as_deref(), Some(types), "{id}");
    }
    let r = core().get("/typed/0/off").native().send();
    assert_eq!(r.text_of("server").as_deref(), Some("number boolean undefined 0 false undefined"));
    let r = core().post("/typed/7/off/1n").form("").enhanced().send();
    assert_eq!(r.data(), json!("number boolean bigint 7 false 1"));
    let r = core().get("/typed/7/off/12n/__data.json").send();
    let node = r.json()["nodes"][1]["data"].clone();
    assert!(node.to_string().contains(r#"["BigInt","12"]"#), "{node}");
    assert_eq!(core().get("/typed/1.5/on").native().send().status, 404);
    assert_eq!(core().get("/typed/1/on/12").native().send().status, 404);
    assert_eq!(core().get("/schema/abc").send().json(), json!({"word": "ABC"}), "a Standard Schema");
    assert_eq!(core().get("/schema/ABC").native().send().status, 404);
}

/// F-30: matchers that are asynchronous, give something else, or throw, are errors of the app.
#[test]
fn f30_matchers_that_fail() {
    for (matcher, why) in [
        ("later", "`later` is asynchronous"),
        ("thing", "`thing` must give a string, a number, a boolean or a bigint"),
        ("fails", "secret of a matcher"),
    ] {
        let r = core().get(&format!("/matchers/x/{matcher}")).native().send();
        assert_eq!(
            (r.status, r.text_of("static").as_deref()),
            (500, Some("500 Internal Error")),
            "{matcher}"
        );
        assert_eq!(r.ran(), None);
        let r = core().get(&format!("/matchers/x/{matcher}")).accept("application/json").send();
        assert_eq!(r.json(), json!({"status": 500, "message": "Internal Error"}), "{matcher}");
        assert!(is_reference() || core().logged(why), "{why} in {}", core().log());
    }
}

/// F-24: names of directories are compared in NFC, whatever the file system has; paths as they come.
#[test]
fn f24_normal_form() {
    let r = core().get("/caf%C3%A9").send();
    assert_eq!((r.status, r.text().as_str()), (200, "/cafe\u{301}"), "the id stays as it is");
    assert_eq!(core().get("/cafe%CC%81").native().send().status, 404);
}
