//! Rebuilding: what stays warm, and what a change reaches.

mod common;

use std::fs;

use formwork_compile::{BuildOptions, Builder, Mode, Severity, Stage};

fn options(app: &std::path::Path) -> BuildOptions {
    BuildOptions {
        app: app.to_owned(),
        out: app.join(".formwork/dev"),
        mode: Mode::Development,
        version: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_reaches_the_next_build_and_a_mistake_leaves_the_last_one() {
    let dir = tempfile::tempdir().unwrap();
    common::copy("fixtures", "basic", dir.path());
    let builder = Builder::new();
    let stages = std::sync::Mutex::new(Vec::new());
    let built =
        builder.build(&options(dir.path()), |stage| stages.lock().unwrap().push(stage)).await.unwrap();
    assert_eq!(*stages.lock().unwrap(), [Stage::Scanning, Stage::Bundling, Stage::Writing]);
    assert!(built.watch.contains(&dir.path().canonicalize().unwrap().join("src")), "{:?}", built.watch);

    let page = dir.path().join("src/routes/+page.svelte");
    let server = || fs::read_to_string(dir.path().join(".formwork/dev/server/index.js")).unwrap();
    fs::write(&page, "<h1>Changed</h1>\n").unwrap();
    builder.build(&options(dir.path()), |_| {}).await.unwrap();
    assert!(server().contains("Changed"));

    fs::write(&page, "<h1>Broken</h2>\n").unwrap();
    let error = builder.build(&options(dir.path()), |_| {}).await.unwrap_err();
    assert_eq!(error.diagnostics[0].severity, Severity::Error);
    assert!(server().contains("Changed"), "the last build stands");

    fs::write(&page, "<h1>Mended</h1>\n").unwrap();
    builder.build(&options(dir.path()), |_| {}).await.unwrap();
    assert!(server().contains("Mended"));
    let left: Vec<_> = fs::read_dir(dir.path().join(".formwork"))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with("runtime-") && name != "dev" && name != ".gitignore")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

/// A static file and a directory may change places, which no writing of single files can follow.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_becomes_a_directory_and_a_file_again() {
    let dir = tempfile::tempdir().unwrap();
    common::copy("fixtures", "basic", dir.path());
    let builder = Builder::new();
    let place = dir.path().join("static/place");
    fs::create_dir_all(dir.path().join("static")).unwrap();
    let built = dir.path().join(".formwork/dev/static/place");
    for _ in 0..2 {
        fs::write(&place, "file").unwrap();
        builder.build(&options(dir.path()), |_| {}).await.unwrap();
        assert_eq!(fs::read_to_string(&built).unwrap(), "file");
        fs::remove_file(&place).unwrap();
        fs::create_dir(&place).unwrap();
        fs::write(place.join("inner"), "inner").unwrap();
        builder.build(&options(dir.path()), |_| {}).await.unwrap();
        assert_eq!(fs::read_to_string(built.join("inner")).unwrap(), "inner");
        fs::remove_dir_all(&place).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn never_replaces_a_directory_that_is_no_build() {
    let dir = tempfile::tempdir().unwrap();
    common::copy("fixtures", "basic", dir.path());
    let options = BuildOptions { out: dir.path().join("src"), ..options(dir.path()) };
    let error = Builder::new().build(&options, |_| {}).await.unwrap_err();
    assert!(error.to_string().contains("is no build of Formwork"), "{error}");
    assert!(dir.path().join("src/app.html").is_file());
}

#[test]
fn scanning_needs_no_build() {
    let dir = tempfile::tempdir().unwrap();
    common::copy("fixtures", "routing", dir.path());
    let app = formwork_compile::scan(dir.path()).unwrap();
    let ids: Vec<_> = app.routes.iter().map(|route| route.id.as_str()).collect();
    assert!(ids.contains(&"/files/[...path]"), "{ids:?}");
    assert!(!dir.path().join(".formwork").exists());
}

/// An app that has its own Svelte keeps it, compiler and runtime.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_apps_own_svelte_is_preferred() {
    let dir = tempfile::tempdir().unwrap();
    common::copy("fixtures", "basic", dir.path());
    let modules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../client/node_modules");
    std::os::unix::fs::symlink(modules.canonicalize().unwrap(), dir.path().join("node_modules")).unwrap();
    Builder::new().build(&options(dir.path()), |_| {}).await.unwrap_or_else(|error| panic!("{error}"));
    let map = fs::read_to_string(dir.path().join(".formwork/dev/server/index.js.map")).unwrap();
    assert!(map.contains("svelte/src/internal/server/index.js"));
    let embedded =
        map.split('"').any(|part| part.contains("/runtime-") && part.contains("/node_modules/svelte/"));
    assert!(!embedded);
}
