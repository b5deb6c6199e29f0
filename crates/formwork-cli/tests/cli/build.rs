//! `formwork build`: what it writes, what it says, what it refuses to overwrite.

use super::support::Sandbox;

#[test]
fn says_what_was_built() {
    let sandbox = Sandbox::app();
    sandbox.write(
        "src/routes/login/+page.server.js",
        "export const actions = { login: async () => {}, register: async () => {} };\n",
    );
    sandbox.write("src/routes/login/+page.svelte", "<form method=\"POST\"></form>\n");
    sandbox.write("src/routes/api/+server.js", "export const GET = () => new Response('ok');\n");
    let ended = sandbox.run(&["build"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(sandbox.path().join("build/manifest.json").is_file());

    let lines: Vec<Vec<&str>> = ended
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect())
        .filter(|words: &Vec<_>| !words.is_empty())
        .collect();
    assert_eq!(lines[0], ["Route", "Kind", "JS", "CSS", "Actions"]);
    let route = |id: &str| {
        lines.iter().find(|words| words[0] == id).unwrap_or_else(|| panic!("{id}: {}", ended.stdout))
    };
    assert_eq!(route("/")[1], "page");
    assert_eq!(route("/login")[1], "page");
    assert!(route("/login").ends_with(&["login,", "register"]));
    assert_eq!(route("/api")[..4], ["/api", "endpoint", "–", "–"]);
    assert!(ended.stdout.contains("Built in "));
    // Not a terminal: nothing moves, nothing is coloured, one line for each stage.
    assert!(!ended.stderr.contains(['\u{1b}', '\r']) && !ended.stdout.contains('\u{1b}'));
    assert!(ended.stderr.lines().all(|line| line.starts_with("formwork: ")), "{}", ended.stderr);
}

#[test]
fn as_json() {
    let sandbox = Sandbox::app();
    let ended = sandbox.run(&["build", "--json", "--out", "elsewhere"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let result: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(result["out"], sandbox.path().join("elsewhere").display().to_string());
    assert_eq!(result["routes"][0]["id"], "/");
    assert_eq!(result["routes"][0]["files"][0], "src/routes/+page.svelte");
    assert!(result["routes"][0]["client"]["js"].as_u64().unwrap() > 1000);
    let files = result["files"].as_array().unwrap();
    assert!(files.iter().any(|file| file["path"] == "server/index.js" && file["bytes"].as_u64() > Some(0)));
    assert_eq!(result["warnings"], serde_json::json!([]));
    assert!(!sandbox.path().join("build").exists());
}

#[test]
fn an_error_has_a_code_a_place_and_a_frame() {
    let sandbox = Sandbox::app();
    assert_eq!(sandbox.run(&["build"]).code, Some(0));
    let before = std::fs::read(sandbox.path().join("build/manifest.json")).unwrap();

    sandbox.write(
        "src/routes/+page.svelte",
        "<script>\n\tlet name = 'world';\n</script>\n\n<h1>Hello {name</h1>\n",
    );
    let ended = sandbox.run(&["build"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.stdout, "");
    let report: Vec<&str> = ended.stderr.lines().filter(|line| !line.starts_with("formwork: ")).collect();
    insta::assert_snapshot!(report.join("\n"));

    // What was there stays as it was.
    assert_eq!(std::fs::read(sandbox.path().join("build/manifest.json")).unwrap(), before);
    let names: Vec<_> = sandbox.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.iter().filter(|name| name.to_string_lossy().contains("build")).count(), 1, "{names:?}");
}

#[test]
fn an_error_as_json() {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/+page.server.js", "export const actions = {\n");
    let ended = sandbox.run(&["build", "--json"]);
    assert_eq!(ended.code, Some(1));
    let result: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let first = &result["diagnostics"][0];
    assert_eq!((&first["code"], &first["severity"]), (&"FW-SYNTAX".into(), &"error".into()));
    assert_eq!(first["file"], "src/routes/+page.server.js");
    assert!(first["line"].is_u64() && first["column"].is_u64() && first["frame"].is_string(), "{first}");
}

#[test]
fn colour_only_where_it_is_wanted() {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/+page.svelte", "{#if}");
    let stderr = |variables: &[(&str, &str)]| sandbox.run_with(&["build"], variables).stderr;
    assert!(!stderr(&[]).contains('\u{1b}'));
    assert!(stderr(&[("CLICOLOR_FORCE", "1")]).contains('\u{1b}'));
    assert!(!stderr(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).contains('\u{1b}'));
}

#[test]
fn no_app_here() {
    let sandbox = Sandbox::empty();
    let ended = sandbox.run(&["build"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("FW-APP-MISSING"), "{}", ended.stderr);
    let ended = sandbox.run(&["build", "nowhere"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.starts_with("error: the app's folder nowhere: "), "{}", ended.stderr);
}

#[test]
fn files_that_are_no_build_are_not_replaced() {
    let sandbox = Sandbox::app();
    sandbox.write("data/important.txt", "");
    sandbox.write("file", "");
    for out in [".", "..", "src", "data", "file", "data/.."] {
        let ended = sandbox.run(&["build", "--out", out]);
        assert_eq!(ended.code, Some(1), "{out}: {}", ended.stdout);
        assert!(ended.stderr.starts_with("error: --out: "), "{out}: {}", ended.stderr);
    }
    assert!(sandbox.path().join("data/important.txt").is_file());
    // A new one, an empty one, and one of ours again are fine.
    std::fs::create_dir(sandbox.path().join("empty")).unwrap();
    for out in ["new/deep", "empty", "empty"] {
        let ended = sandbox.run(&["build", "--out", out]);
        assert_eq!(ended.code, Some(0), "{out}: {}", ended.stderr);
    }
}

/// The dependencies of an example are installed by `make setup`.
#[test]
fn the_examples_have_no_warnings() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let examples = std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path());
    let examples: Vec<_> = examples.filter(|path| path.join("src").is_dir()).collect();
    assert!(examples.len() >= 4, "{examples:?}");
    for example in examples {
        let out = Sandbox::empty();
        let target = out.path().join("build").display().to_string();
        let ended = out.run(&["build", &example.display().to_string(), "--json", "--out", &target]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{}", example.display());
        let result: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(result["warnings"], serde_json::json!([]), "{}", example.display());
    }
}

/// F-144: routes that ask to be prerendered are refused in one list, or served dynamically when that is asked for.
#[test]
fn f144_routes_that_ask_to_be_prerendered() {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/about/+page.js", "export const prerender = true;\n");
    sandbox.write("src/routes/about/+page.svelte", "<h1>About</h1>\n");
    sandbox.write(
        "src/routes/feed/+server.js",
        "export const prerender = 'auto';\nexport const GET = () => new Response('feed');\n",
    );
    sandbox.write(
        "src/routes/[slug]/+page.server.js",
        "import { dev } from '$app/environment';\nexport const prerender = !dev;\nexport const entries = () => [{ slug: 'a' }];\n",
    );
    sandbox.write("src/routes/[slug]/+page.svelte", "<h1>Slug</h1>\n");
    sandbox.write("src/routes/free/+page.js", "export const prerender = false;\n");
    sandbox.write("src/routes/free/+page.svelte", "<h1>Free</h1>\n");
    let refused = sandbox.run(&["build"]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.stderr.contains("error[FW-PRERENDER]: 3 routes ask to be prerendered"),
        "{}",
        refused.stderr
    );
    for route in ["/about", "/feed", "/[slug]"] {
        assert!(
            refused.stderr.contains(&format!("  {route}  (src/routes{route}/")),
            "{route}: {}",
            refused.stderr
        );
    }
    assert!(
        !refused.stderr.contains("/free") && refused.stderr.contains("--ignore-prerender"),
        "{}",
        refused.stderr
    );

    let built = sandbox.run(&["build", "--ignore-prerender"]);
    assert_eq!(built.code, Some(0), "{}", built.stderr);
    assert!(built.stderr.contains("warning[FW-PRERENDER]"), "{}", built.stderr);
    let server = sandbox.serve(&["start", "--port", "0", "--host", "127.0.0.1"]);
    assert!(server.get("/about").contains("<h1>About</h1>"));
    assert!(server.get("/feed").ends_with("feed"));

    sandbox.write("svelte.config.js", "export default { formwork: { ignorePrerender: true } };\n");
    let built = sandbox.run(&["build"]);
    assert_eq!(built.code, Some(0), "{}", built.stderr);
}

/// S-6, F-144: a page with actions is never prerendered, whatever is ignored.
#[test]
fn s6_actions_are_not_prerendered() {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/+layout.js", "export const prerender = true;\n");
    sandbox.write("src/routes/form/+page.server.js", "export const actions = { default: () => {} };\n");
    sandbox.write("src/routes/form/+page.svelte", "<form method=\"POST\"></form>\n");
    for arguments in [&["build"][..], &["build", "--ignore-prerender"]] {
        let ended = sandbox.run(arguments);
        assert_eq!(ended.code, Some(1));
        assert!(
            ended.stderr.contains("The route `/form` has actions and cannot be prerendered"),
            "{}",
            ended.stderr
        );
    }
    sandbox.write("src/routes/form/+page.js", "export const prerender = false;\n");
    assert_eq!(sandbox.run(&["build", "--ignore-prerender"]).code, Some(0));
}
