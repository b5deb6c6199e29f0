//! `formwork check`: everything that does not work, with its place, and for each route whether it does.

use std::path::Path;

use super::support::Sandbox;

/// A copy of a fixture app.
fn copied(name: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/apps").join(name);
    copy(&from, &sandbox.path());
    sandbox
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap() {
        let path = entry.unwrap().path();
        // Version control ignores directories that have the real name.
        let name = path.file_name().unwrap().to_str().unwrap().replace("_node_modules", "node_modules");
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            std::fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

#[test]
fn f144_f156_f203_f222_f223_all_problems_together() {
    let sandbox = copied("unsupported");
    let ended = sandbox.run(&["check"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), ""));
    assert!(!ended.stdout.contains('\u{1b}') && !ended.stdout.contains(sandbox.path().to_str().unwrap()));
    insta::assert_snapshot!(ended.stdout);
    assert!(!sandbox.path().join("build").exists() && !sandbox.path().join(".svelte-kit").exists());
}

#[test]
fn as_json() {
    let ended = copied("unsupported").run(&["check", "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), ""));
    let result: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    for diagnostic in result["diagnostics"].as_array().unwrap() {
        let place = diagnostic["file"].as_str().unwrap();
        assert!(!place.starts_with('/') && diagnostic["message"].is_string(), "{diagnostic}");
    }
    insta::assert_snapshot!(ended.stdout);
}

#[test]
fn an_app_that_works() {
    let sandbox = Sandbox::app();
    let ended = sandbox.run(&["check"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ended.stdout);
}

#[test]
fn warnings_fail_only_where_that_is_asked_for() {
    let sandbox = Sandbox::app();
    sandbox.write(
        "src/routes/+page.server.js",
        "export const load = ({ platform }) => ({ at: platform?.at });\n",
    );
    let ended = sandbox.run(&["check"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    assert!(ended.stdout.contains("warning[FW-PLATFORM]"), "{}", ended.stdout);
    assert!(ended.stdout.contains("src/routes/+page.server.js:1:24"), "{}", ended.stdout);
    assert_eq!(sandbox.run(&["check", "--strict"]).code, Some(1));
}

/// The flag means what it means to `formwork build`.
#[test]
fn f144_routes_that_ask_to_be_prerendered() {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/+page.js", "export const prerender = true;\n");
    let refused = sandbox.run(&["check"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stdout.contains("src/routes/+page.js:1:14"), "{}", refused.stdout);
    let ignored = sandbox.run(&["check", "--strict", "--ignore-prerender"]);
    assert_eq!(ignored.code, Some(0), "{}", ignored.stdout);
    // With actions there is no way to serve it as it asks.
    sandbox.write("src/routes/+page.server.js", "export const actions = { default: () => {} };\n");
    assert_eq!(sandbox.run(&["check", "--ignore-prerender"]).code, Some(1));
}

#[test]
fn errors_of_the_scan_and_of_both_bundles_come_together() {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/[a][b]/+page.svelte", "");
    sandbox.write("src/routes/broken/+page.svelte", "{#if}");
    sandbox.write("src/routes/secret/+page.svelte", "<script>\n\timport '$env/static/private';\n</script>\n");
    let ended = sandbox.run(&["check"]);
    assert_eq!(ended.code, Some(1));
    for code in ["FW-ROUTES-PATTERN", "FW-SVELTE-SYNTAX", "FW-IMPORT-PRIVATE"] {
        assert_eq!(ended.stdout.matches(&format!("error[{code}]")).count(), 1, "{code}: {}", ended.stdout);
    }
}

#[test]
fn colour_only_where_it_is_wanted() {
    let sandbox = Sandbox::app();
    let coloured = sandbox.run_with(&["check"], &[("CLICOLOR_FORCE", "1")]);
    assert!(coloured.stdout.contains('\u{1b}'));
    assert!(
        !sandbox
            .run_with(&["check"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")])
            .stdout
            .contains('\u{1b}')
    );
}

#[test]
fn no_app_here() {
    let ended = Sandbox::empty().run(&["check"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(ended.stderr.contains("FW-APP-MISSING"), "{}", ended.stderr);
}

/// What only one of the two refuses would be found when it is too late.
#[test]
fn f145_check_and_build_agree() {
    let sandbox = Sandbox::app();
    sandbox.write(
        "src/routes/+page.js",
        "import { dev } from '$app/environment';\nexport const prerender = !dev;\n",
    );
    assert_eq!(sandbox.run(&["build"]).code, Some(1));
    let ended = sandbox.run(&["check"]);
    assert_eq!(ended.code, Some(1), "{}", ended.stdout);
    assert!(ended.stdout.contains("error[FW-PRERENDER]"), "{}", ended.stdout);

    sandbox.write("src/routes/+page.js", "export const helper = 1;\n");
    assert_eq!(sandbox.run(&["build"]).code, Some(0));
    let ended = sandbox.run(&["check"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    // Development refuses it (S-1).
    assert!(ended.stdout.contains("warning[FW-EXPORT-UNKNOWN]"), "{}", ended.stdout);
}
