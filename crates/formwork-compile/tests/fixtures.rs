//! Folder fixtures: add a folder under `fixtures/` or `invalid/` and a test is added.

mod common;

use std::{fmt::Write, fs, path::Path};

use formwork_compile::{BuildOptions, Builder, Mode};

#[tokio::test(flavor = "multi_thread")]
async fn builds() {
    let builder = Builder::new();
    for name in common::fixtures("fixtures") {
        let dir = tempfile::tempdir().unwrap();
        common::copy("fixtures", &name, dir.path());
        let options = BuildOptions {
            app: dir.path().to_owned(),
            out: dir.path().join("build"),
            mode: Mode::Production,
            version: Some("1".into()),
        };
        let built = builder.build(&options, |_| {}).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut manifest = built.manifest;
        // The same in every app, and said in the templates' own tests.
        manifest.template.clear();
        let mut report = serde_json::to_string_pretty(&manifest).unwrap();
        report.push_str("\n\n");
        for (file, ..) in &built.files {
            let _ = writeln!(report, "{file}");
        }
        for warning in &built.warnings {
            let _ = writeln!(report, "\n{}", warning.render(false));
        }
        for (file, ..) in built.files.iter().filter(|(file, ..)| file.ends_with(".css")) {
            let css = fs::read_to_string(dir.path().join("build").join(file)).unwrap();
            let _ = writeln!(report, "\n{file}\n{css}");
        }
        insta::with_settings!({ snapshot_suffix => name, omit_expression => true }, {
            insta::assert_snapshot!("builds", common::stable(&report));
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refuses() {
    let builder = Builder::new();
    for name in common::fixtures("invalid") {
        let dir = tempfile::tempdir().unwrap();
        common::copy("invalid", &name, dir.path());
        let out = dir.path().join("build");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("manifest.json"), "the last build").unwrap();
        let options = BuildOptions {
            app: dir.path().to_owned(),
            out: out.clone(),
            mode: Mode::Development,
            version: None,
        };
        let error = match builder.build(&options, |_| {}).await {
            Ok(built) => panic!("{name} builds: {:?}", built.warnings),
            Err(error) => error,
        };
        let left = fs::read_to_string(out.join("manifest.json")).unwrap();
        assert_eq!(left, "the last build", "a failed build leaves the old one");
        let mut report = String::new();
        for diagnostic in &error.diagnostics {
            let text = diagnostic.render(false);
            assert!(!text.contains(&*dir.path().to_string_lossy()), "{name} tells where it lies:\n{text}");
            let _ = writeln!(report, "{text}\n");
        }
        insta::with_settings!({ snapshot_suffix => name, omit_expression => true }, {
            insta::assert_snapshot!("refuses", report);
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_input_gives_the_same_bytes() {
    let builders = [Builder::new(), Builder::new()];
    for name in common::fixtures("fixtures") {
        let mut builds = Vec::new();
        for (builder, place) in builders.iter().zip(["a", "some/where/much/deeper"]) {
            let dir = tempfile::tempdir().unwrap();
            let app = dir.path().join(place);
            fs::create_dir_all(&app).unwrap();
            common::copy("fixtures", &name, &app);
            let options = BuildOptions {
                app: app.clone(),
                out: app.join("build"),
                mode: Mode::Production,
                version: None,
            };
            builder.build(&options, |_| {}).await.unwrap_or_else(|error| panic!("{name}: {error}"));
            builds.push(files(&app.join("build")));
        }
        let [first, second] = builds.as_slice() else { unreachable!() };
        let names =
            |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(first), names(second), "{name}");
        for ((file, a), (_, b)) in first.iter().zip(second) {
            assert!(a == b, "{name}: {file} differs");
        }
    }
}

/// F-7: a style sheet as a text has what it imports in it, and its files are part of the build.
#[tokio::test(flavor = "multi_thread")]
async fn f7_inline_style_sheets() {
    for mode in [Mode::Production, Mode::Development] {
        let dir = tempfile::tempdir().unwrap();
        common::copy("fixtures", "sheets", dir.path());
        let (app, out) = (dir.path().to_owned(), dir.path().join("build"));
        Builder::new()
            .build(&BuildOptions { app, out: out.clone(), mode, version: None }, |_| {})
            .await
            .unwrap();
        let server = fs::read_to_string(out.join("server/index.js")).unwrap();
        let text =
            server.replace(char::is_whitespace, "").replace("\\n", "").replace("\\t", "").replace('\\', "");
        assert!(text.contains("em{margin:1px}") || text.contains("em{margin:1px;}"), "{mode:?}: {text}");
        let (_, url) = text.split_once("strong{background:url(").unwrap();
        let url = url.split(')').next().unwrap().trim_matches(['"', '\'']);
        assert!(url.starts_with("/_app/immutable/assets/dot-"), "{mode:?}: {url}");
        assert!(out.join("client").join(url.trim_start_matches('/')).is_file(), "{mode:?}: {url}");
    }
}

/// F-16: routes behind symbolic links, into the app and out of it, are built like others.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn f16_linked_routes() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    common::copy("fixtures", "basic", dir.path());
    for (name, place) in [("near", dir.path().join("elsewhere")), ("far", outside.path().join("routes"))] {
        let inner = place.join("inner");
        fs::create_dir_all(&inner).unwrap();
        fs::write(place.join("n.js"), "export const n = 'shared';\n").unwrap();
        fs::write(inner.join("+page.server.js"), "export const load = () => ({});\n").unwrap();
        let page = "<script>\n\timport { n } from '../n.js';\n</script>\n\n<p>{n}</p>\n";
        fs::write(inner.join("+page.svelte"), page).unwrap();
        std::os::unix::fs::symlink(&place, dir.path().join("src/routes").join(name)).unwrap();
    }
    let options = BuildOptions {
        app: dir.path().to_owned(),
        out: dir.path().join("build"),
        mode: Mode::Production,
        version: None,
    };
    let built = Builder::new().build(&options, |_| {}).await.unwrap_or_else(|error| panic!("{error}"));
    for id in ["/near/inner", "/far/inner"] {
        let route = built.manifest.routes.iter().find(|route| route.id == id).expect(id);
        let leaf = &built.manifest.nodes[route.page.as_ref().unwrap().leaf];
        assert!(leaf.server_load && !leaf.imports.is_empty(), "{id}: {leaf:?}");
    }
}

fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = walkdir::WalkDir::new(dir)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(dir).unwrap().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}
