//! Cookies: S-83…S-100.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::http::{Request, escape};
use crate::server::{App, actions, actions_on_localhost, actions_without_origin};

/// Makes cookie calls in an action of that page, see `lib/cookies.js` of the app.
fn calling(app: &'static App, target: &str, calls: &Value) -> Request {
    app.post(target).form(&format!("calls={}", escape(&calls.to_string())))
}

fn call(calls: &Value) -> Answer {
    calling(actions(), "/cookies/deep?/success", calls).enhanced().send()
}

fn results(calls: &Value, cookie: &str) -> Value {
    let r = calling(actions(), "/cookies/deep?/success", calls).enhanced().cookie(cookie).send();
    r.data()["results"].clone()
}

/// S-83, S-84, S-92: defaults and the order of attributes.
#[test]
fn s84_defaults() {
    for (options, expected) in [
        (json!(null), "a=1; Path=/; HttpOnly; Secure; SameSite=Lax"),
        (json!({}), "a=1; Path=/; HttpOnly; Secure; SameSite=Lax"),
        (json!({"httpOnly": false}), "a=1; Path=/; Secure; SameSite=Lax"),
        (json!({"secure": false}), "a=1; Path=/; HttpOnly; SameSite=Lax"),
        (json!({"sameSite": "strict"}), "a=1; Path=/; HttpOnly; Secure; SameSite=Strict"),
        (json!({"sameSite": "none"}), "a=1; Path=/; HttpOnly; Secure; SameSite=None"),
        (json!({"sameSite": true}), "a=1; Path=/; HttpOnly; Secure; SameSite=Strict"),
        (json!({"sameSite": false}), "a=1; Path=/; HttpOnly; Secure"),
        (json!({"path": "/x"}), "a=1; Path=/x; HttpOnly; Secure; SameSite=Lax"),
        (json!({"maxAge": 60}), "a=1; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax"),
        (json!({"maxAge": 0}), "a=1; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax"),
        (json!({"maxAge": -1}), "a=1; Max-Age=-1; Path=/; HttpOnly; Secure; SameSite=Lax"),
        (
            json!({"expires": "2030-01-02T03:04:05Z"}),
            "a=1; Path=/; Expires=Wed, 02 Jan 2030 03:04:05 GMT; HttpOnly; Secure; SameSite=Lax",
        ),
        (
            json!({"priority": "high", "partitioned": true, "domain": "formwork.test", "maxAge": 1,
                   "expires": "2030-01-02T03:04:05Z", "sameSite": "strict"}),
            "a=1; Max-Age=1; Domain=formwork.test; Path=/; Expires=Wed, 02 Jan 2030 03:04:05 GMT; HttpOnly; Secure; \
             Partitioned; Priority=High; SameSite=Strict",
        ),
    ] {
        let call =
            if options.is_null() { json!([["set", "a", "1"]]) } else { json!([["set", "a", "1", options]]) };
        assert_eq!(self::call(&call).cookies(), [expected], "{options}");
    }
}

/// S-84: `Secure` by default, except on http://localhost.
#[test]
fn s84_secure() {
    let set = json!([["set", "a", "1"], ["delete", "b"]]);
    let r = calling(actions_on_localhost(), "/cookies?/success", &set).enhanced().send();
    assert_eq!(
        r.cookies(),
        ["a=1; Path=/; HttpOnly; SameSite=Lax", "b=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"]
    );
    // 127.0.0.1 over plain http is not localhost.
    let r = calling(actions_without_origin(), "/cookies?/success", &set).enhanced().send();
    assert!(r.cookies().iter().all(|cookie| cookie.contains("; Secure;")), "{:?}", r.cookies());
}

/// S-85: paths relative to the page, as links are.
#[test]
fn s85_relative_paths() {
    for (page, path, expected) in [
        ("/cookies/deep", "../x", "/x"),
        ("/cookies/deep", "", "/cookies/deep"),
        ("/cookies/deep", ".", "/cookies/"),
        ("/cookies/deep", "./x", "/cookies/x"),
        ("/cookies/deep", "x", "/cookies/x"),
        ("/cookies/slash/", "", "/cookies/slash/"),
        ("/cookies/slash/", "..", "/cookies/"),
        ("/cookies/slash/", "x", "/cookies/slash/x"),
        ("/cookies/deep", "/abs", "/abs"),
    ] {
        let set = json!([["set", "a", "1", {"path": path}]]);
        let r = calling(actions(), &format!("{page}?/success"), &set).enhanced().send();
        let cookie = format!("a=1; Path={expected}; HttpOnly; Secure; SameSite=Lax");
        assert_eq!(r.cookies(), [cookie], "{path:?} on {page}: {}", r.lossy());
    }
    // Another domain has other paths.
    let r = call(&json!([["set", "a", "1", {"path": "/x/../y", "domain": "other.test"}]]));
    assert!(r.cookies()[0].contains("Path=/x/../y;"), "{:?}", r.cookies());
}

/// S-86: deleting.
#[test]
fn s86_delete() {
    let r = call(&json!([["delete", "a"], ["delete", "b", {"maxAge": 60, "path": "/x"}]]));
    assert_eq!(
        r.cookies(),
        [
            "a=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax",
            "b=; Max-Age=0; Path=/x; HttpOnly; Secure; SameSite=Lax"
        ]
    );
}

/// S-87: one header per name, path and domain, in the order of the first setting.
#[test]
fn s87_setting_again() {
    let r = call(&json!([
        ["set", "a", "1"],
        ["set", "b", "1"],
        ["set", "a", "2"],
        ["set", "a", "other path", {"path": "/x"}],
        ["delete", "b"],
    ]));
    let starts: Vec<_> =
        r.cookies().iter().map(|cookie| cookie.split(';').next().unwrap_or_default()).collect();
    assert_eq!(starts, ["a=2", "b=", "a=other%20path"]);
}

/// S-88, S-89: what `get` and `getAll` see.
#[test]
fn s88_get() {
    for (calls, cookie, expected) in [
        (json!([["get", "a"]]), "a=1; b=2", json!(["1"])),
        (json!([["get", "z"]]), "a=1", json!(["undefined"])),
        (json!([["set", "a", "new"], ["get", "a"]]), "a=1", json!(["undefined", "new"])),
        (json!([["set", "a", "x y%"], ["get", "a"]]), "", json!(["undefined", "x y%"])),
        (json!([["delete", "a"], ["get", "a"]]), "a=1", json!(["undefined", "undefined"])),
        (json!([["set", "a", "new", {"path": "/other"}], ["get", "a"]]), "a=1", json!(["undefined", "1"])),
        (
            json!([["set", "a", "new", {"path": "/cookies/de"}], ["get", "a"]]),
            "a=1",
            json!(["undefined", "1"]),
        ),
        (
            json!([["set", "a", "new", {"path": "/cookies"}], ["get", "a"]]),
            "a=1",
            json!(["undefined", "new"]),
        ),
        (
            json!([["set", "a", "deep", {"path": "/cookies/deep"}], ["set", "a", "root"], ["get", "a"]]),
            "a=1",
            json!(["undefined", "undefined", "deep"]),
        ),
        (
            json!([["set", "a", "elsewhere", {"domain": "other.test"}], ["get", "a"]]),
            "a=1",
            json!(["undefined", "1"]),
        ),
        (
            json!([["set", "b", "new"], ["delete", "a"], ["getAll"]]),
            "a=1; c=3",
            json!(["undefined", "undefined", [{"name": "c", "value": "3"}, {"name": "b", "value": "new"}]]),
        ),
    ] {
        assert_eq!(results(&calls, cookie), expected, "{calls} with {cookie}");
    }
}

/// S-90: reading the request's header.
#[test]
fn s90_parsing() {
    for (header, expected) in [
        ("a=1;b=2;  c=3", json!([["a", "1"], ["b", "2"], ["c", "3"]])),
        ("a=1; a=2", json!([["a", "1"]])),
        ("a=\"quoted\"", json!([["a", "\"quoted\""]])),
        ("a=%C3%BC%20; b=%zz; c=%", json!([["a", "ü "], ["b", "%zz"], ["c", "%"]])),
        ("novalue; a=1; =x", json!([["a", "1"], ["", "x"]])),
        ("a=b=c; d=", json!([["a", "b=c"], ["d", ""]])),
        ("\ta\t=\t1\t", json!([["a", "1"]])),
        ("a=1,b=2", json!([["a", "1,b=2"]])),
        ("a=+", json!([["a", "+"]])),
    ] {
        let mut all: Vec<_> = results(&json!([["getAll"]]), header)[0]
            .as_array()
            .into_iter()
            .flatten()
            .map(|cookie| json!([cookie["name"], cookie["value"]]))
            .collect();
        if !expected.as_array().is_some_and(|expected| expected.iter().any(|pair| pair[0] == "")) {
            all.retain(|pair| pair[0] != "");
        }
        assert_eq!(json!(all), expected, "{header:?}");
    }
    for hostile in ["__proto__=1; a=2", "constructor=1; a=2", "toString=1; a=2"] {
        assert_eq!(
            results(&json!([["get", "a"], ["get", "hasOwnProperty"]]), hostile),
            json!(["2", "undefined"])
        );
    }
}

/// S-90, R-30: many cookies, as many as a head can hold.
#[test]
fn r30_many_cookies() {
    let many = (0..5000).map(|at| format!("c{at}={at}")).collect::<Vec<_>>().join("; ");
    let header = format!("{many}; c0=again; c4999=again");
    let header = header.get(..60_000.min(header.len())).unwrap_or_default();
    let calls = json!([["get", "c0"], ["get", "c4000"], ["get", "c9999"]]);
    let seen = results(&calls, header);
    assert_eq!(seen, json!(["0", "4000", "undefined"]));
    if !crate::server::is_reference() {
        let r = actions().get("/named").cookie(&format!("a={}", "x".repeat(66_000))).send();
        assert_eq!(r.status, 431);
    }
}

/// S-91: which values are encoded.
#[test]
fn s91_encoding_values() {
    for (value, expected) in [
        ("plain", "plain"),
        ("", ""),
        ("a b%é\"x", "a%20b%25%C3%A9%22x"),
        ("ok_!'()*~:/?@[]{}|^`=+&$#", "ok_!'()*~:/?@[]{}|^`=+&$#"),
        ("comma,", "comma%2C"),
        ("a;b", "a%3Bb"),
        ("back\\slash", "back%5Cslash"),
        ("line\nbreak", "line%0Abreak"),
        ("\u{7f}", "%7F"),
        ("\u{1F600}!", "%F0%9F%98%80!"),
        ("<a>", "<a>"),
    ] {
        let r = call(&json!([["set", "a", value]]));
        let cookie = r.cookies()[0].split(';').next().unwrap_or_default().to_owned();
        assert_eq!(cookie, format!("a={expected}"), "{value:?}");
    }
    let r = call(&json!([["set", "a", "loud", {"encode": "upper"}]]));
    assert!(r.cookies()[0].starts_with("a=LOUD;"));
    assert_eq!(results(&json!([["get", "a", {"decode": "upper"}]]), "a=b%20"), json!(["B%20"]));
}

/// S-83: `serialize` and `parse`.
#[test]
fn s83_serialize() {
    let r = call(&json!([["serialize", "a", "b c", {"path": "/x", "maxAge": 5}]]));
    assert_eq!(r.data()["results"][0], "a=b%20c; Max-Age=5; Path=/x; HttpOnly; Secure; SameSite=Lax");
    assert!(r.cookies().is_empty());
}

/// S-93, R-31: what cannot be written; permitted to be found out at the call.
#[test]
fn s93_invalid_cookies() {
    for set in [
        json!(["set", "a b", "1"]),
        json!(["set", "a;b", "1"]),
        json!(["set", "a=b", "1"]),
        json!(["set", "", "1"]),
        json!(["set", "ü", "1"]),
        json!(["set", "a\r\nb", "1"]),
        json!(["set", "a", "x;y", {"encode": "verbatim"}]),
        json!(["set", "a", "x\r\ny", {"encode": "verbatim"}]),
        json!(["set", "a", "1", {"maxAge": 1.5}]),
        json!(["set", "a", "1", {"path": "/x;y", "domain": "other.test"}]),
        json!(["set", "a", "1", {"domain": "a b"}]),
        json!(["set", "a", "1", {"expires": "nonsense"}]),
        json!(["set", "a", "1", {"priority": "urgent"}]),
        json!(["set", "a", "1", {"sameSite": "sometimes"}]),
    ] {
        let calls = json!([set]);
        let r = calling(actions(), "/cookies?/success", &calls).enhanced().send();
        let early = r.status == 200 && r.data()["results"] == json!(["TypeError"]);
        let late = r.status == 500 && r.json() == json!({"status": 500, "message": "Internal Error"});
        assert!(early || late, "{calls}: {} {}", r.status, r.lossy());
        assert!(r.cookies().is_empty() && r.header("y").is_none(), "{calls}");
        let r = calling(actions(), "/cookies?/success", &calls).native().send();
        assert!(r.cookies().is_empty(), "{calls}");
        if r.status == 500 {
            assert_eq!(r.header("content-type"), Some("text/html; charset=utf-8"), "the static document");
        }
    }
}

/// S-95: cookies are sent whatever comes of the action.
#[test]
fn s95_in_every_outcome() {
    let set = json!([["set", "a", "1"], ["delete", "b"]]);
    for (action, enhanced, native) in [
        ("success", 200, 200),
        ("fail", 400, 400),
        ("redirect", 200, 303),
        ("error", 418, 418),
        ("throw", 500, 500),
    ] {
        let target = format!("/cookies?/{action}");
        let r = calling(actions(), &target, &set).enhanced().send();
        assert_eq!((r.status, r.cookies().len()), (enhanced, 2), "{action}");
        let r = calling(actions(), &target, &set).native().send();
        assert_eq!((r.status, r.cookies().len()), (native, 2), "{action}");
        assert_eq!(
            r.cookies(),
            [
                "a=1; Path=/; HttpOnly; Secure; SameSite=Lax",
                "b=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax"
            ]
        );
    }
}

/// S-96: the rest of the request sees them.
#[test]
fn s96_seen_by_loads() {
    let set = json!([["set", "a", "new"], ["delete", "b"], ["set", "c", "hidden", {"path": "/other"}]]);
    let r = calling(actions(), "/cookies?/success", &set).native().cookie("a=old; b=2; d=4").send();
    let page = r.json_of("page");
    let mut seen: Vec<_> = page["data"]["all"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|c| format!("{}={}", c["name"], c["value"]))
        .collect();
    seen.sort();
    assert_eq!(seen, [r#""a"="new""#, r#""d"="4""#]);
    assert_eq!(page["form"]["header"], "a=old; b=2; d=4", "the request's header stays");
}

/// S-96, F-71: internal requests carry them.
#[test]
fn s96_sent_with_internal_requests() {
    let set = json!([["set", "a", "n w"], ["set", "e", "5"], ["set", "c", "hidden", {"path": "/other"}]]);
    let r = calling(actions(), "/cookies?/fetch", &set).enhanced().cookie("a=old; d=4").send();
    let seen = r.data()["seen"]["all"].clone();
    let mut seen: Vec<_> =
        seen.as_array().into_iter().flatten().map(|c| format!("{}={}", c["name"], c["value"])).collect();
    seen.sort();
    assert_eq!(seen, [r#""a"="n w""#, r#""d"="4""#, r#""e"="5""#]);
    assert_eq!(r.data()["header"], "a=old; d=4");
    let r = calling(actions(), "/cookies?/fetch_omit", &set).enhanced().cookie("a=old; d=4").send();
    assert_eq!(r.data()["seen"], json!({"header": null, "all": []}));
}

/// S-98: the data of a page that is called like a file has another path.
#[test]
fn s98_paths_that_end_in_html() {
    let r = call(&json!([["set", "a", "1", {"path": "/x/y.html"}], ["set", "b", "1", {"path": "/html"}]]));
    assert_eq!(
        r.cookies(),
        [
            "a=1; Path=/x/y.html; HttpOnly; Secure; SameSite=Lax",
            "a=1; Path=/x/y.html__data.json; HttpOnly; Secure; SameSite=Lax",
            "b=1; Path=/html; HttpOnly; Secure; SameSite=Lax"
        ]
    );
}

/// S-100: a response that was not modified still sets cookies.
#[test]
fn s100_cookies_of_not_modified_responses() {
    let target = format!("/cookies?calls={}", escape(&json!([["set", "a", "1"]]).to_string()));
    let first = actions().get(&target).native().send();
    assert_eq!((first.status, first.cookies().len()), (200, 1));
    let etag = first.header("etag").expect("an etag");
    let r = actions().get(&target).native().header("if-none-match", etag).send();
    assert_eq!((r.status, r.cookies()), (304, first.cookies()));
}

/// S-97: what an internal response sets is set outside too, as it was written.
#[test]
fn s97_set_by_internal_responses() {
    let r = actions().post("/cookies?/fetch_set").form("url=/cookies/sub/sets").enhanced().send();
    assert_eq!(r.status, 200, "{}", r.lossy());
    let attributes: Vec<Vec<_>> = r
        .cookies()
        .iter()
        .map(|cookie| {
            let (value, attributes) = cookie.split_once("; ").unwrap_or((cookie, ""));
            let mut all: Vec<_> = attributes.split("; ").collect();
            all.sort_unstable();
            all.insert(0, value);
            all
        })
        .collect();
    assert_eq!(
        attributes,
        [
            vec!["plain=1", "Path=/cookies/sub"],
            vec!["full=a%20b", "Max-Age=60", "Path=/", "SameSite=Strict"],
            vec!["raw=%C3%BC", "HttpOnly", "Path=/"]
        ]
    );
}

/// S-84, S-85: options that are given as nothing, and paths that are no plain ones.
#[test]
fn s85_odd_options() {
    for (options, expected) in [
        (json!({"path": "/x/../y"}), "a=1; Path=/y; HttpOnly; Secure; SameSite=Lax"),
        (json!({"path": "/ü b"}), "a=1; Path=/%C3%BC%20b; HttpOnly; Secure; SameSite=Lax"),
        (json!({"sameSite": null}), "a=1; Path=/; HttpOnly; Secure"),
        (json!({"httpOnly": null, "secure": null}), "a=1; Path=/; SameSite=Lax"),
    ] {
        assert_eq!(call(&json!([["set", "a", "1", options]])).cookies(), [expected], "{options}");
    }
    assert_eq!(call(&json!([["set", "a", null]])).cookies(), ["a=; Path=/; HttpOnly; Secure; SameSite=Lax"]);
}

/// S-83: `parse` keeps what is known and well-formed.
#[test]
fn s83_parse_odd_headers() {
    let parse = |header: &str| results(&json!([["parse", header]]), "")[0].clone();
    assert_eq!(parse("novalue"), json!({"name": "", "value": "novalue"}));
    assert_eq!(
        parse("a=%20; Max-Age=x; SameSite=odd; Path=; Secure"),
        json!({"name": "a", "value": " ", "secure": true})
    );
}
