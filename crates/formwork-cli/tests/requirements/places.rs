//! An app that is not where SvelteKit would put it, by a configuration that has to be run: F-4.

use serde_json::json;

use crate::server::{App, is_reference, places};

/// The configuration is that of SvelteKit 2; the reference is 3.
fn app() -> Option<&'static App> {
    (!is_reference()).then(places)
}

/// F-4: `files.*`, `moduleExtensions`, `env.dir`.
#[test]
fn f4_files() {
    let Some(app) = app() else { return };
    let r = app.get("/").native().send();
    assert_eq!(r.json_of("page"), json!({"name": "lib", "place": "config", "form": null}));
    assert_eq!(r.ran(), Some("handle"), "files.hooks.server");
    assert!(r.text().contains("<main>"), "files.appTemplate");
    let r = app.post("/").form("").native().send();
    assert_eq!(r.json_of("page")["form"], json!({"done": true}), "a module that ends in .mjs");
    assert_eq!(app.get("/elsewhere").native().send().status, 200, "files.hooks.universal");
    assert_eq!(app.get("/file.txt").send().text(), "from public\n");
    assert_eq!(app.get("/word").send().text(), "word");
    assert_eq!(app.get("/w0rd").native().send().status, 404, "files.params");
    let r = app.get("/?fail").native().send();
    assert_eq!((r.status, r.text().as_str()), (500, "<h1>own 500</h1>\n"), "files.errorTemplate");
}

/// F-4: values that only a run of the configuration gives, functions among them.
#[test]
fn f4_computed_options() {
    let Some(app) = app() else { return };
    assert_eq!(app.get("/_client/version.json").send().json(), json!({"version": "3.1.4-local"}));
    let html = app.get("/").native().send().text();
    assert!(html.contains("class=\"own-"), "compilerOptions.cssHash: {html}");
}
