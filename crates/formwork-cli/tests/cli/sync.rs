//! `formwork sync`, and the other commands that keep types up to date. What is in the types is tested in `typecheck/`.

use super::support::Sandbox;

const TYPES: &str = ".svelte-kit/types/src/routes/$types.d.ts";

#[test]
fn f215_writes_where_sveltekit_does() {
    let sandbox = Sandbox::app();
    let ended = sandbox.run(&["sync"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.stdout.starts_with("Wrote types to .svelte-kit: "), "{}", ended.stdout);
    // Without a configuration nothing finds them.
    assert!(ended.stdout.contains("tsconfig.json"), "{}", ended.stdout);
    for file in [TYPES, ".svelte-kit/tsconfig.json", ".svelte-kit/ambient.d.ts", ".svelte-kit/.gitignore"] {
        assert!(sandbox.path().join(file).is_file(), "{file}");
    }
    sandbox.write("tsconfig.json", "{ \"extends\": \"./.svelte-kit/tsconfig.json\" }");
    let again = sandbox.run(&["sync"]);
    assert_eq!(again.stdout, "Types are up to date (.svelte-kit)\n");

    let ended = sandbox.run(&["sync", "--json"]);
    let result: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert!(result["files"].as_array().unwrap().iter().any(|file| file == TYPES));
    assert_eq!((&result["written"], &result["removed"]), (&serde_json::json!([]), &serde_json::json!([])));
}

#[test]
fn f215_what_is_broken_takes_nothing_from_the_rest() {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/[a][b]/+page.svelte", "");
    let ended = sandbox.run(&["sync"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(ended.stderr.contains("FW-ROUTES-PATTERN"), "{}", ended.stderr);
    assert!(sandbox.path().join(TYPES).is_file());
}

#[test]
fn f215_failures_as_json() {
    let sandbox = Sandbox::empty();
    let ended = sandbox.run(&["sync", "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), ""));
    let result: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(result["diagnostics"][0]["code"], "FW-APP-MISSING", "{result}");
    assert_eq!(result["files"], serde_json::json!([]));
}

#[test]
fn f215_build_and_dev_keep_types_of_apps_that_check_them() {
    let sandbox = Sandbox::app();
    assert_eq!(sandbox.run(&["build"]).code, Some(0));
    assert!(!sandbox.path().join(".svelte-kit").exists(), "nobody would find them");
    sandbox.write("jsconfig.json", "{ \"extends\": \"./.svelte-kit/tsconfig.json\" }");
    assert_eq!(sandbox.run(&["build"]).code, Some(0));
    assert!(sandbox.path().join(TYPES).is_file());

    let mut server = sandbox.serve(&["dev", "--host", "127.0.0.1", "--port", "0"]);
    server.line_with("built");
    sandbox.write("src/routes/new/+page.svelte", "<h1>New</h1>\n");
    server.line_with("rebuilt");
    assert!(sandbox.path().join(".svelte-kit/types/src/routes/new/$types.d.ts").is_file());
    server.terminate();
}
