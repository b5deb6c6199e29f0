//! Settings beyond the origin: the content security policy, F-190…F-192, and declared variables, F-165…F-170.

use serde_json::json;

use crate::answer::Answer;
use crate::server::{ORIGIN, csp, env, is_reference, start};

/// The nonce in the policy of a response.
fn nonce(r: &Answer) -> String {
    let policy = r.header("content-security-policy").unwrap_or_else(|| panic!("no policy: {:?}", r.headers));
    let (_, nonce) = policy.split_once("'nonce-").expect("a nonce");
    nonce.split('\'').next().unwrap_or_default().to_owned()
}

/// F-190, F-192, S-143: every script of the framework has the nonce of its response.
#[test]
fn f190_nonces() {
    let app = csp();
    for r in [
        app.get("/").native().send(),
        app.post("/").form("").native().send(),
        app.get("/nowhere").native().send(),
    ] {
        let nonce = nonce(&r);
        let directives = |start: &str| format!("{start} 'self' 'nonce-{nonce}'");
        assert_eq!(
            r.header("content-security-policy"),
            Some(format!("default-src 'self'; {}; form-action 'self'", directives("script-src")).as_str())
        );
        assert_eq!(
            r.header("content-security-policy-report-only"),
            Some(format!("{}; report-uri /reports", directives("script-src")).as_str())
        );
        let text = r.text();
        let scripts: Vec<_> = text.match_indices("<script").collect();
        assert!(scripts.len() >= 2, "{text}");
        for (at, _) in scripts {
            let tag = text[at..].split('>').next().unwrap_or_default();
            assert!(tag.contains(&format!(r#"nonce="{nonce}""#)), "{tag}");
        }
    }
    assert_ne!(
        nonce(&app.get("/").native().send()),
        nonce(&app.get("/").native().send()),
        "a new one each time"
    );
    let r = app.post("/").form("").enhanced().send();
    assert_eq!(r.header("content-security-policy"), None, "not for JSON");
}

/// F-191: streamed scripts as well.
#[test]
fn f191_streamed_scripts() {
    let r = csp().get("/?later").native().send();
    let nonce = nonce(&r);
    assert_eq!(r.header("etag"), None);
    for tag in r.text().split("<script").skip(1) {
        assert!(tag.split('>').next().is_some_and(|tag| tag.contains(&nonce)), "{tag}");
    }
}

/// F-158, F-165, F-168, F-172: declared variables are read at the start.
#[test]
fn f165_declared_variables() {
    let greeting = "<hi> \"there\"";
    let r = env().get("/").native().send();
    assert_eq!(
        r.json_of("page"),
        json!({"length": 4, "count": 3, "greeting": greeting, "optional": "default", "shown": greeting})
    );
    assert!(!r.text().contains("hush"), "F-170");
    assert!(r.text().contains(r#"<meta name="secret" content="" />"#), "{}", r.text());
}

/// F-165, F-169: static variables are those of the build, from `.env` files by mode; schemas give any kind of value.
#[test]
fn f165_static_variables_and_schemas() {
    let page = env().get("/more").native().send().json_of("page");
    assert_eq!(
        page,
        json!({"built": "in production", "flags": [true, "a"], "limit": 10, "since": "1970-01-01T00:00:00.000Z"})
    );
}

/// F-168, S-136: the browser gets the public variables that are not static, in the document and as a module.
#[test]
fn f168_public_variables_reach_the_browser() {
    let document = env().get("/").native().send().text();
    let module = env().get("/_app/env.js").send();
    assert_eq!(
        (module.status, module.header("content-type")),
        (200, Some("application/javascript; charset=utf-8"))
    );
    assert_eq!(module.ran(), None);
    let etag = module.header("etag").map(str::to_owned).expect("an etag");
    assert_eq!(env().get("/_app/env.js").header("if-none-match", &etag).send().status, 304);
    let module = module.text();
    assert!(module.starts_with("export const env"), "{module}");
    for text in [&document, &module] {
        assert!(text.contains(r#"GREETING:"\u003Chi> \"there\"""#), "inert in HTML: {text}");
        assert!(text.contains("SINCE:new Date("), "values of every kind: {text}");
        assert!(text.contains("LIMIT:10"), "{text}");
        for private in ["hush", "SECRET_OF_THE_APP", "COUNT", "BUILT"] {
            assert!(!text.contains(private), "F-170: {private} in {text}");
        }
    }
}

/// F-167, F-168: so do the variables of SvelteKit 2's kind.
#[test]
fn f168_env_module_without_declarations() {
    let app = start(
        "modules",
        &[("ORIGIN", ORIGIN), ("PUBLIC_OF_THE_TEST", "</script>"), ("PRIVATE_OF_IT", "hush")],
    );
    let text = app.expect("a server").get("/_app/env.js").send().text();
    if !is_reference() {
        assert!(text.contains(r#""PUBLIC_OF_THE_TEST":"\u003C/script"#), "{text}");
    }
    assert!(!text.contains("hush"), "{text}");
}

/// F-170: what is private is in no file for the browser.
#[test]
fn f170_private_values_stay() {
    for page in ["/", "/more"] {
        let html = env().get(page).native().send().text();
        let mut scripts = 0;
        for part in html.split(['"', '\'']).map(|part| part.trim_start_matches('.')) {
            if part.ends_with(".js") && part.contains("/immutable/") {
                let text = env().get(part).send().text();
                scripts += 1;
                for private in ["hush", "SECRET_OF_THE_APP", "kept by the server"] {
                    assert!(!text.contains(private), "{private} in {part}");
                }
            }
        }
        assert!(scripts > 1, "{html}");
    }
}

/// F-165: what is missing or wrong stops the start, all of it reported.
#[test]
fn f165_missing_variables() {
    let log = start("env", &[("ORIGIN", ORIGIN), ("COUNT", "many")]).expect_err("no server");
    for name in ["SECRET_OF_THE_APP", "GREETING", "COUNT"] {
        assert!(log.contains(name), "{name}: {log}");
    }
    assert!(!log.contains("OPTIONAL"), "{log}");
}
