//! What app code may import and be written in: F-2, F-6, F-7, F-154, F-155, F-203, and documents, F-172…F-176.

use serde_json::{Value, json};

use crate::server::modules;

/// F-2, F-219: TypeScript on both sides of a form, types only erased.
#[test]
fn f2_typescript() {
    let described = |method: &str| json!({"method": method, "level": 2});
    let r = modules().get("/typed").native().send();
    assert_eq!(r.json_of("page"), json!({"data": {"described": described("GET")}, "form": null}));
    let r = modules().post("/typed").form("name=x").native().send();
    assert_eq!(r.json_of("page")["form"], json!({"described": described("POST"), "name": "x"}));
    let r = modules().post("/typed").form("").enhanced().send();
    assert_eq!((r.status, r.data()), (400, json!({"missing": true})));
}

/// F-2, F-6, F-7, F-154, F-203: imports on the server.
#[test]
fn f6_imports() {
    let page = modules().get("/imports").native().send().json_of("page");
    for (key, expected) in [
        ("index", json!("from the index of lib")),
        ("secret", json!("only on the server")),
        ("config", json!("from json")),
        ("raw", json!("raw text\n")),
        ("double", json!(4)),
        ("env", json!({"browser": false, "building": false, "dev": false, "version": "string"})),
        ("path", json!("/b")),
        ("hash", json!("2d711642")),
        ("uuid", json!(36)),
        ("stored", json!("kept")),
        ("fs", json!("function")),
        ("meta", json!([false, true, true, "production"])),
    ] {
        assert_eq!(page[key], expected, "{key}");
    }
}

/// F-155: `$app/paths`. Paths may be relative to the page or absolute, they lead to the same place.
#[test]
fn f155_paths() {
    let page = modules().get("/paths").native().send().json_of("page");
    let absolute = |value: &Value| value.as_str().map(|path| path.trim_start_matches('.').to_owned());
    let resolved: Vec<_> = page["resolved"].as_array().into_iter().flatten().filter_map(absolute).collect();
    assert_eq!(resolved, ["/blog/hello", "/opt/x", "/rest/a/b", "/imports"]);
    assert_eq!(absolute(&page["asset"]).as_deref(), Some("/icon.svg"));
    assert_eq!(page["matched"], json!({"id": "/blog/[slug]", "params": {"slug": "x"}}));
    assert_eq!(page["unmatched"], Value::Null);
}

/// F-46, F-161: route and parameters through `$app/state`.
#[test]
fn f161_state() {
    let r = modules().get("/blog/a%20b").native().send();
    assert_eq!(r.json_of("page"), json!({"params": {"slug": "a b"}, "route": {"id": "/blog/[slug]"}}));
}

/// F-172: the template, placeholders apart, stays as it is.
#[test]
fn f172_template() {
    let r = modules().get("/styled").native().send();
    let html = r.text();
    let version = modules().get("/_app/version.json").send().json()["version"].as_str().map(str::to_owned);
    let version = version.unwrap_or_default();
    assert!(html.contains(&format!(r#"data-version="{version}" data-unknown="%unknown%""#)), "{html}");
    assert!(html.contains(r#"data-price="$& $1 100%""#), "nothing in it is a pattern");
    assert!(html.contains(r#"href="./icon.svg""#) || html.contains(r#"href="/icon.svg""#), "{html}");
    assert!(!html.contains("%sveltekit."));
}

/// F-46, F-173, F-176: the head, styles before scripts run, images as URLs.
#[test]
fn f173_head_and_styles() {
    let html = modules().get("/styled").native().send().text();
    assert!(html.contains("<title>Styled &amp; titled</title>"));
    assert!(html.contains(r#"<meta name="description" content="a &quot;page&quot;""#));
    assert!(html.contains(r#"<b id="raw">raw</b>"#));
    let mut css = String::new();
    for (at, _) in html.match_indices(".css") {
        let start = html[..at].rfind('"').map_or(0, |quote| quote + 1);
        let path = html[start..at + 4].trim_start_matches('.').trim_start_matches('/');
        let r = modules().get(&format!("/{path}")).send();
        assert_eq!(
            (r.status, r.header("content-type").map(|kind| kind.starts_with("text/css"))),
            (200, Some(true))
        );
        css.push_str(&r.text());
    }
    assert!(css.contains("margin:7px") || css.contains("margin: 7px"), "{css}");
    let class =
        html.split_once(r#"class="scoped "#).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
    assert!(css.contains(&format!(".scoped.{class}")), "{class} in {css}");

    let (_, image) = html.split_once(r#"<img src=""#).expect("an image");
    let path = image.split('"').next().unwrap_or_default().trim_start_matches('.');
    let r = modules().get(path).send();
    assert_eq!((r.status, r.header("content-type")), (200, Some("image/svg+xml")), "{path}");
    assert_eq!(r.header("cache-control"), Some("public,max-age=31536000,immutable"));
}

/// F-180, F-181: what is only for the server stays there.
#[test]
fn f181_server_code_is_not_shipped() {
    for page in ["/imports", "/typed"] {
        let html = modules().get(page).native().send().text();
        for part in html.split(['"', '\'']) {
            let path = part.trim_start_matches('.');
            if path.ends_with(".js") && path.contains("immutable") {
                let r = modules().get(path).send();
                assert_eq!(r.status, 200, "{path}");
                for secret in ["only on the server", "raw text", "satisfies", "missing:"] {
                    assert!(!r.text().contains(secret), "{secret} in {path}");
                }
            }
        }
    }
}
