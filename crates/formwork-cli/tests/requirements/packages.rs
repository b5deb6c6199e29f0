//! Packages from npm (F-2), what they need of the host (F-201, F-203), and what becomes of what they cannot have.

use std::path::Path;

use serde_json::{Value, json};

use crate::server::{packages, scratch, start};

fn get(route: &str) -> Value {
    let r = packages().get(route).send();
    assert_eq!(r.status, 200, "{route}: {}\n{}", r.lossy(), packages().log());
    r.json()
}

fn post(route: &str, content_type: &str, body: impl AsRef<[u8]>) -> (u16, Value) {
    let r = packages().post(route).body(content_type, body).send();
    assert!(r.status < 500, "{route}: {}\n{}", r.lossy(), packages().log());
    (r.status, r.json())
}

fn form(route: &str, body: &str) -> (u16, Value) {
    post(route, "application/x-www-form-urlencoded", body)
}

/// F-2: zod.
#[test]
fn f2_zod() {
    let (status, answer) = form("/zod", "email=a@b.example&age=30&role=admin&born=2000-01-31");
    assert_eq!(
        (status, &answer["user"]),
        (200, &json!({"email": "a@b.example", "age": 30, "tags": [], "role": "admin", "born": "2000-01-31"}))
    );
    assert_eq!((&answer["async"], &answer["schema"]["properties"]["a"]["maxLength"]), (&json!(4), &json!(5)));
    let (status, answer) = form("/zod", "email=a&age=3&role=none");
    assert_eq!(status, 400);
    assert_eq!(answer["fieldErrors"]["age"], json!(["must be an adult"]));
    assert_eq!(answer["fieldErrors"]["email"], json!(["Invalid email address"]));
    let (_, answer) = form("/zod", "email=a@b.example&age=20&role=admin");
    assert_eq!(answer["fieldErrors"], json!({"role": ["too young"]}));
}

/// F-2: valibot.
#[test]
fn f2_valibot() {
    let (status, answer) = form("/valibot", "email=+a@b.example+&password=long+enough&remember=on");
    assert_eq!(
        (status, answer),
        (200, json!({"email": "a@b.example", "password": "long enough", "remember": true}))
    );
    let (status, answer) = form("/valibot", "email=x&password=y");
    assert_eq!((status, answer), (400, json!({"email": ["not an address"], "password": ["too short"]})));
}

/// F-2: arktype, which compiles its types with `new Function`.
#[test]
fn f2_arktype() {
    let (status, answer) = form("/arktype", "name=Ada&email=a@b.example&age=36&platform=ios");
    assert_eq!(
        (status, answer),
        (200, json!({"name": "Ada", "email": "a@b.example", "age": 36, "platform": "ios"}))
    );
    let (status, answer) = form("/arktype", "name=A&email=a&age=1&platform=desk");
    assert_eq!(status, 400);
    for field in ["name", "email", "age", "platform"] {
        assert!(answer.to_string().contains(field), "{field}: {answer}");
    }
}

/// F-2, F-201: jose, with every algorithm that `crypto.subtle` knows.
#[test]
fn f201_jose() {
    let keys = include_bytes!("../packages/rsa.json");
    let (_, answer) = post("/jose", "application/json", keys);
    let broken = "ERR_JWS_SIGNATURE_VERIFICATION_FAILED";
    assert_eq!(
        answer["results"],
        json!([
            ["HS256", true, broken],
            ["ES256", true, broken],
            ["ES384", true, broken],
            ["ES512", true, broken],
            ["EdDSA", true, broken],
            ["RS256", true, broken],
            ["PS512", true, broken]
        ])
    );
    assert_eq!((&answer["hidden"], &answer["expired"]), (&json!(true), &json!("ERR_JWT_EXPIRED")));
    assert_eq!((&answer["unknown"], &answer["thumbprint"]), (&json!("ERR_JWKS_NO_MATCHING_KEY"), &json!(43)));
    let refused = answer["rsa"].as_str().unwrap_or_default();
    assert!(refused.contains("generate") && refused.contains("RSASSA-PKCS1-v1_5"), "{refused}");
}

/// F-2: small packages, as ESM and CommonJS.
#[test]
fn f2_small_packages() {
    let answer = get("/small");
    for (key, expected) in [
        ("nanoid", json!([21, 10, true, 21])),
        ("uuid", json!([true, true, "fdda765f-fc57-5604-a269-52a7df8164ec"])),
        ("slugify", json!("unicode-and-strasse-schon")),
        ("ms", json!([172_800_000, "1 minute"])),
        ("debug", json!([null, "app:small"])),
        ("cookie", json!(["1", "n=v%20w; Max-Age=60; Path=/; HttpOnly"])),
        ("clsx", json!("a b d")),
        ("devalue", json!("1970-01-01T00:00:00.000Z")),
    ] {
        assert_eq!(answer[key], expected, "{key}");
    }
    let answer = get("/lodash");
    assert_eq!(answer["es"], json!([[[1, 2], [3]], {"1": ["a", "c"], "2": ["bb"]}, "function"]));
    assert_eq!(answer["cjs"], json!([{"a": {"b": 1, "c": 2}}, "Hello you", {"x": 1}]));
    assert_eq!((&answer["fp"], &answer["one"]), (&json!(12), &json!("foo-bar")));
}

/// F-2, F-201: packages for dates, over `Intl` with time zones.
#[test]
fn f201_dates() {
    let answer = get("/dates");
    assert_eq!(
        answer["fns"],
        json!([
            "2024-03-01 Friday",
            "28. Februar 2024",
            "Thursday, February 29th, 2024",
            "about 1 month ago",
            58,
            false,
            "February 28, 2024"
        ])
    );
    assert_eq!(
        answer["dayjs"],
        json!(["2024-02-29", "2024-01-06 00:00", "2024-07-01T10:00:00.000Z", "2 years ago"])
    );
    assert_eq!(
        answer["calendar"],
        json!(["2024-03-01", "2024-01-04T23:00:00.000Z", "January 1, 1970", "string"])
    );
}

/// F-2: packages that make and clean HTML.
#[test]
fn f2_markup() {
    let (_, answer) =
        post("/markup", "text/plain", "# Title\n\n* a\n* **b** https://example.com\n\n<i>raw</i>");
    let marked = answer["marked"].as_str().unwrap_or_default();
    assert!(marked.starts_with("<h1>Title</h1>\n<ul>\n<li>a</li>\n<li><strong>b</strong>"), "{marked}");
    assert_eq!(answer["own"], "<pre><code class=\"language-js\">x\n</code></pre>\n");
    let rendered = answer["markdownIt"].as_str().unwrap_or_default();
    assert!(rendered.contains("<a href=\"https://example.com\">https://example.com</a>"), "{rendered}");
    assert_eq!(answer["sanitized"], "<p>ok <a>a</a><b style=\"color:red\">b</b></p>");
}

/// F-2: packages for passwords, sessions and webhooks.
#[test]
fn f2_passwords_and_webhooks() {
    let answer = get("/passwords");
    assert_eq!(answer["bcrypt"], json!(["$2b$04$", true, false]));
    assert_eq!((&answer["token"], &answer["session"]), (&json!(32), &json!("ba7816bf")));
    assert_eq!((&answer["hmac"], &answer["random"]), (&json!("5031fe3d"), &json!(12)));
    assert_eq!((&answer["equal"], &answer["decoded"]), (&json!(true), &json!("hi")));

    let (_, answer) = post("/stripe", "application/json", r#"{"id": "evt_1", "object": "event"}"#);
    assert_eq!(
        answer,
        json!({"id": "evt_1", "async": "evt_1", "refused": "StripeSignatureVerificationError", "version": "string"})
    );
}

/// F-2, F-203: pino, over `node:stream`, `node:fs` and more.
#[test]
fn f203_pino() {
    assert_eq!(
        get("/pino"),
        json!({
            "level": 40, "app": "packages", "request": 1, "user": {"name": "x", "password": "[Redacted]"},
            "msg": "careful", "err": ["Error", "broken"]
        })
    );
    assert!(packages().logged(r#""msg":"logged by pino""#));
}

/// F-203: drizzle over `node:sqlite`, with a file that outlives the server.
#[test]
fn f203_drizzle() {
    let file = scratch().join("packages.db");
    let variables = [("ORIGIN", crate::server::ORIGIN), ("PACKAGES_DB", &*file.to_string_lossy())];
    let app = start("packages", &variables).unwrap_or_else(|log| panic!("{log}"));
    let r = app.post("/drizzle").form("").send();
    assert_eq!(r.status, 200, "{}\n{}", r.lossy(), app.log());
    let answer = r.json();
    assert_eq!(answer["returning"], json!([true, {"theme": "dark"}, true]));
    assert_eq!(answer["active"], json!(["Alan", "Ada L."]));
    assert_eq!(answer["join"], json!([{"title": "On engines", "by": "Ada L."}]));
    assert_eq!(
        answer["counted"],
        json!([{"author": "Ada L.", "posts": 3}, {"author": "Grace H.", "posts": 0}, {"author": "Alan", "posts": 0}])
    );
    assert_eq!(
        answer["relations"],
        json!({"name": "Ada L.", "posts": [{"title": "On engines"}, {"title": "Notes"}, {"title": "kept"}]})
    );
    assert_eq!(
        (&answer["conflict"], &answer["rolledBack"]),
        (&json!("ERR_SQLITE_ERROR"), &json!("Rollback"))
    );
    assert_eq!(answer["prepared"], json!({"n": 3}));

    assert!(Path::new(&file).exists());
    let again = start("packages", &variables).unwrap_or_else(|log| panic!("{log}"));
    assert_eq!(again.get("/drizzle").send().json(), json!(["Ada L.", "Grace H.", "Alan"]));
}

/// F-2: superforms with zod: the form of a page, errors, messages, and the same as an action result.
#[test]
fn f2_superforms_zod() {
    let html = packages().get("/superforms/zod").native().send().text();
    assert!(html.contains("name=\"name\" ") && html.contains("value=\"Hello world!\""), "{html}");
    assert!(html.contains("unchanged") && html.contains("value=\"b\""), "{html}");

    let invalid = "name=x&email=nope&age=5&tags=a&tags=b";
    let r = packages().post("/superforms/zod").form(invalid).native().send();
    let html = r.text();
    assert_eq!(r.status, 400, "{html}\n{}", packages().log());
    for text in ["name: too short", "email: not an address", "age: "] {
        assert!(html.contains(text), "{text}: {html}");
    }
    assert!(html.contains("value=\"nope\""), "what was typed stays: {html}");

    let r = packages().post("/superforms/zod").form(invalid).enhanced().send();
    let data = r.data();
    assert_eq!((r.status, &data["form"]["valid"]), (400, &json!(false)), "{data}");
    assert_eq!(data["form"]["errors"]["email"], json!(["not an address"]));
    assert_eq!(data["form"]["data"]["tags"], json!(["a", "b"]));

    let valid = "name=Ada&email=a@b.example&age=36&tags=x&tags=y&terms=on";
    let html = packages().post("/superforms/zod").form(valid).native().send().text();
    assert!(html.contains("<p role=\"status\">Welcome, Ada: 36, x+y</p>"), "{html}");
    let data = packages().post("/superforms/zod").form(valid).enhanced().send().data();
    assert_eq!(data["form"]["message"], "Welcome, Ada: 36, x+y");

    let taken = "name=Ada&email=taken@example.com&age=36&terms=on";
    let r = packages().post("/superforms/zod").form(taken).native().send();
    assert_eq!((r.status, r.text().contains("email: already in use")), (400, true));
    let r = packages().post("/superforms/zod").form("name=Teapot&email=a@b.example&age=36").enhanced().send();
    assert_eq!((r.status, &r.data()["form"]["message"]), (418, &json!("no coffee here")));
}

/// F-2: superforms with valibot, and its JSON mode.
#[test]
fn f2_superforms_valibot() {
    let html = packages().get("/superforms/valibot").native().send().text();
    assert!(html.contains("value=\"you@example.com\"") && html.contains("0 errors"), "{html}");
    let r = packages()
        .post("/superforms/valibot")
        .form("email=a@b.example&password=wrong+password")
        .native()
        .send();
    assert_eq!((r.status, r.text().contains("wrong e-mail or password")), (401, true), "{}", r.lossy());
    let r = packages()
        .post("/superforms/valibot")
        .form("email=a@b.example&password=right+password")
        .enhanced()
        .send();
    assert_eq!((&r.json()["type"], &r.json()["location"]), (&json!("redirect"), &json!("/superforms/zod")));
    assert!(r.all("set-cookie").iter().any(|cookie| cookie.starts_with("who=a")));

    // As the package itself posts in that mode: devalue text in one field.
    let packed =
        "__superform_json=%5B%7B%22email%22%3A1%2C%22password%22%3A2%7D%2C%22nope%22%2C%22short%22%5D";
    let data = packages().post("/superforms/valibot").form(packed).enhanced().send().data();
    assert_eq!(data["form"]["errors"], json!({"email": ["not an address"], "password": ["too short"]}));
}

/// F-2: component libraries out of `node_modules`, rendered on the server.
#[test]
fn f2_components() {
    let r = packages().get("/components").native().send();
    let html = r.text();
    assert_eq!(r.status, 200, "{html}\n{}", packages().log());
    for text in
        ["lucide-heart", "lucide-star", "data-accordion-trigger", "data-checkbox-root", "data-dialog-trigger"]
    {
        assert!(html.contains(text), "{text}: {html}");
    }
}
