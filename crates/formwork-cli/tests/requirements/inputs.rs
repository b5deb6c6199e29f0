//! What a module may import besides modules: F-7.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::server::{inputs, is_reference};

fn page() -> (Answer, Value) {
    let r = inputs().get("/").native().send();
    let page = r.json_of("page");
    (r, page)
}

/// The value of an attribute of the first tag that begins so.
fn attribute(html: &str, tag: &str, name: &str) -> String {
    let (_, rest) = html.split_once(tag).unwrap_or_else(|| panic!("no {tag}: {html}"));
    let rest = rest.split('>').next().unwrap_or_default();
    let (_, value) = rest.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("no {name}: {rest}"));
    value.split('"').next().unwrap_or_default().to_owned()
}

/// F-7: `import './page.css'` gives the page its style.
#[test]
fn f7_style_sheets() {
    let (r, _) = page();
    let html = r.text();
    let mut css = String::new();
    for (at, _) in html.match_indices(".css\"") {
        let start = html[..at].rfind('"').map_or(0, |quote| quote + 1);
        let path = html[start..at + 4].trim_start_matches('.');
        css.push_str(&inputs().get(path).send().text());
    }
    assert!(css.replace(' ', "").contains(".imported{margin:7px"), "{css}");
    assert!(!css.contains("rgb(1"), "what is imported with `?inline` styles nothing: {css}");
}

/// F-7: `?raw`, `?url` and `?inline`.
#[test]
fn f7_queries() {
    let (r, page) = page();
    assert_eq!(page["imports"]["text"], "plain text\n");
    assert_eq!(page["imports"]["source"], "a { color: rgb(1, 2, 3); }\n");
    let style = page["imports"]["style"].as_str().map(|style| style.replace(' ', "")).unwrap_or_default();
    assert!(style.starts_with("a{color:"), "{style}");
    let url = attribute(&r.text(), "<a ", "href");
    if !url.starts_with("data:") {
        assert_eq!(inputs().get(url.trim_start_matches('.')).send().text(), "plain text\n", "{url}");
    }
    let inline = attribute(&r.text(), "id=\"inline\"", "src");
    assert!(inline.starts_with("data:image/svg+xml"), "{inline}");
}

/// F-7: an image is its URL. The reference puts small ones into the URL itself.
#[test]
fn f7_images() {
    let (r, _) = page();
    let url = attribute(&r.text(), "<img ", "src");
    if is_reference() && url.starts_with("data:image/png") {
        return;
    }
    let r = inputs().get(url.trim_start_matches('.')).send();
    assert_eq!((r.status, r.header("content-type")), (200, Some("image/png")), "{url}");
    assert_eq!(r.header("cache-control"), Some("public,max-age=31536000,immutable"));
}

/// F-7: JSON as a whole and by its names.
#[test]
fn f7_json() {
    let (_, page) = page();
    assert_eq!(page["imports"]["json"], json!({"name": "json", "list": [1, 2]}));
    assert_eq!(page["imports"]["name"], "json");
}

/// F-7, F-169: `import.meta.env`, with the variables that are meant for it.
#[test]
fn f7_import_meta_env() {
    let (_, page) = page();
    assert_eq!(
        page["meta"],
        json!({
            "dev": false,
            "prod": true,
            "mode": "production",
            "base": page["meta"]["base"],
            "ssr": true,
            "greeting": "hello, vite",
            "only": "production",
            "hidden": null,
            "all": true
        })
    );
    let base = page["meta"]["base"].as_str().unwrap_or_default();
    assert!(base == "/" || is_reference(), "{base}");
}

/// F-7: `import.meta.glob`, eager and lazy, with `import` and `query`.
#[test]
fn f7_glob() {
    let (_, page) = page();
    assert_eq!(page["lazy"], json!({"/src/lib/parts/one.js": "one", "/src/lib/parts/two.js": "two"}));
    assert_eq!(page["named"], json!({"/src/lib/parts/one.js": "first", "/src/lib/parts/two.js": "second"}));
    assert_eq!(page["eager"], json!({"../lib/parts/one.js": "first"}));
    assert_eq!(page["texts"], json!({"../lib/notes/a.md": "# A note\n", "../lib/notes/b.md": "# Another\n"}));
}
