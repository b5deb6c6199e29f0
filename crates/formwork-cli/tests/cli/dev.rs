//! `formwork dev`: builds again on change, tells the browser, and stays up when the app is broken (F-210).

use std::io::{BufRead, BufReader};

use super::support::Sandbox;

const DEV: [&str; 5] = ["dev", "--host", "127.0.0.1", "--port", "0"];

#[test]
fn a_change_is_built_and_the_browser_told() {
    let sandbox = Sandbox::app();
    let mut server = sandbox.serve(&DEV);
    server.line_with("built in");
    let answer = server.get("/");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Hello"), "{answer}");
    assert!(answer.contains("/_formwork/dev.js"), "{answer}");
    assert!(server.get("/_formwork/dev.js").contains("EventSource"));

    let news = server.open("/_formwork/events", "");
    let mut news = BufReader::new(news).lines();
    // The first comment says that nothing will be missed from here on.
    assert!(news.any(|line| line.unwrap().starts_with(": ")));
    sandbox.write("src/routes/+page.svelte", "<h1>Good morning</h1>\n");
    let line = server.line_with("rebuilt in");
    assert!(line.contains("(src/routes/+page.svelte)"), "{line}");
    let mut next = || news.find(|line| line.as_ref().unwrap().starts_with("data: ")).unwrap().unwrap();
    assert_eq!(next(), "data: {\"type\":\"hello\",\"build\":1}");
    let event = next();
    assert!(event.contains("\"type\":\"update\"") && event.contains("+page.svelte"), "{event}");
    assert!(server.get("/").contains("Good morning"));

    sandbox.write("src/routes/more/+page.svelte", "<h1>More</h1>\n");
    server.line_with("rebuilt in");
    assert_eq!(next(), "data: {\"type\":\"reload\"}");
}

/// F-97: an error of the app's own code is told with its place, in the terminal and with the document.
#[test]
fn f97_an_error_in_a_request_is_told_with_its_source() {
    let sandbox = Sandbox::app();
    sandbox.write(
        "src/routes/+page.server.js",
        "const find = () => {\n\tthrow new TypeError('no <row>');\n};\nexport const load = () => find();\n",
    );
    let mut server = sandbox.serve(&DEV);
    server.line_with("built in");
    let answer = server.get("/");
    assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
    assert!(answer.contains("TypeError: no &lt;row&gt;") && !answer.contains("no <row>"), "{answer}");
    assert!(answer.contains("src/routes/+page.server.js:2:"), "{answer}");
}

#[test]
fn an_error_is_shown_and_mended() {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/+page.svelte", "<h1>{</h1>\n");
    let mut server = sandbox.serve(&DEV);
    server.line_with("not built");
    let answer = server.get("/");
    assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
    assert!(
        answer.contains("class=\"fw fw-page\"") && answer.contains("src/routes/+page.svelte:1:"),
        "{answer}"
    );

    sandbox.write("src/routes/+page.svelte", "<h1>Mended</h1>\n");
    server.line_with("built in");
    assert!(server.get("/").contains("Mended"));

    sandbox.write("src/hooks.server.js", "throw new Error('no database');\n");
    server.line_with("not built");
    assert!(server.get("/").contains("no database"));
    std::fs::remove_file(sandbox.path().join("src/hooks.server.js")).unwrap();
    server.line_with("rebuilt in");
    assert!(server.get("/").contains("Mended"));
    assert_eq!(server.terminate(), Some(0));
}

#[test]
fn variables_come_from_files_and_follow_them() {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/+page.server.js", "export const load = () => ({ word: process.env.WORD });\n");
    sandbox
        .write("src/routes/+page.svelte", "<script>let { data } = $props();</script><h1>{data.word}</h1>\n");
    sandbox.write(".env", "WORD=first\n");
    sandbox.write(".env.local", "");
    let mut server = sandbox.serve(&DEV);
    server.line_with("built in");
    assert!(server.get("/").contains("<h1>first</h1>"));

    // The process starts again, so with port 0 it gets another one.
    sandbox.write(".env.local", "WORD=second\n");
    let line = server.line_with("http://");
    server.address = line.split_once("http://").unwrap().1.split('/').next().unwrap().to_owned();
    server.line_with("built in");
    assert!(server.get("/").contains("<h1>second</h1>"));
}

/// What is named like no part of an app is watched if the build used it.
#[test]
fn files_beside_the_sources_are_followed() {
    let sandbox = Sandbox::app();
    sandbox.write("settings.js", "export const base = '/one';\n");
    sandbox.write(
        "svelte.config.js",
        "import { base } from './settings.js';\nexport default { kit: { paths: { base } } };\n",
    );
    let mut server = sandbox.serve(&DEV);
    server.line_with("built in");
    assert!(server.get("/one/").starts_with("HTTP/1.1 200"));
    sandbox.write("settings.js", "export const base = '/two';\n");
    let line = server.line_with("rebuilt in");
    assert!(line.contains("(settings.js)"), "{line}");
    assert!(server.get("/two/").starts_with("HTTP/1.1 200"));
}

/// The places that a configuration names are watched before anything could be built.
#[test]
fn f4_an_app_that_lies_elsewhere_is_followed_from_the_start() {
    let sandbox = Sandbox::empty();
    sandbox.write(
        "svelte.config.js",
        "export default { kit: { files: { src: 'app', assets: 'files', appTemplate: 'page.html' } } };\n",
    );
    sandbox
        .write("page.html", "<html><head>%sveltekit.head%</head><body><p>%sveltekit.body%</p></body></html>");
    sandbox.write("app/routes/+page.svelte", "<h1>{</h1>\n");
    let mut server = sandbox.serve(&DEV);
    server.line_with("not built");
    sandbox.write("app/routes/+page.svelte", "<h1>Mended</h1>\n");
    server.line_with("built in");
    assert!(server.get("/").contains("Mended"));
    for (file, text) in [
        ("page.html", "<html><head>%sveltekit.head%</head><body><i>%sveltekit.body%</i></body></html>"),
        ("files/a.txt", "a"),
    ] {
        sandbox.write(file, text);
        let line = server.line_with("rebuilt in");
        assert!(line.contains(file.split('/').next().unwrap()), "{line}");
    }
    assert!(server.get("/").contains("<i>"));
}

/// F-7: a file that a glob finds is new, outside the sources, for both sides.
#[test]
fn f7_what_a_glob_finds_is_followed() {
    let sandbox = Sandbox::app();
    sandbox.write("content/a.txt", "one");
    sandbox.write(
        "src/routes/+page.js",
        "const texts = import.meta.glob('/content/*.txt', { eager: true, query: '?raw', import: 'default' });\n\
         export const load = () => ({ texts: Object.values(texts).join('+') });\n",
    );
    sandbox
        .write("src/routes/+page.svelte", "<script>let { data } = $props();</script><h1>{data.texts}</h1>\n");
    let mut server = sandbox.serve(&DEV);
    server.line_with("built in");
    assert!(server.get("/").contains("<h1>one</h1>"));
    sandbox.write("content/b.txt", "two");
    server.line_with("rebuilt in");
    assert!(server.get("/").contains("<h1>one+two</h1>"));
    let module = server.get("/_app/immutable/modules/src/routes/_page.js.js");
    assert!(module.contains("b.txt"), "{module}");
}

/// An editor that puts a new file in the place of the old one, more than once, and outside `src`.
#[test]
fn files_that_are_replaced_are_followed() {
    let sandbox = Sandbox::app();
    let app = "svelte.config.js";
    sandbox.write(app, "export default { kit: { paths: { base: '/0' } } };\n");
    let mut server = sandbox.serve(&DEV);
    server.line_with("built in");
    for base in ["/1", "/2"] {
        sandbox
            .write("config.part", &format!("export default {{ kit: {{ paths: {{ base: '{base}' }} }} }};\n"));
        std::fs::rename(sandbox.path().join("config.part"), sandbox.path().join(app)).unwrap();
        server.line_with("rebuilt in");
        assert!(server.get(&format!("{base}/")).starts_with("HTTP/1.1 200"), "{base}");
    }
}

#[test]
fn f169_variables_that_cannot_be_read_are_told_and_mended() {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/+page.server.js", "export const load = () => ({ word: process.env.WORD });\n");
    sandbox
        .write("src/routes/+page.svelte", "<script>let { data } = $props();</script><h1>{data.word}</h1>\n");
    sandbox.write(".env", "WORD=first\nnonsense\n");
    let mut server = sandbox.serve(&DEV);
    server.line_with("not built");
    let answer = server.get("/");
    assert!(answer.contains("FW-ENV-FILE") && answer.contains(".env:2"), "{answer}");
    assert!(!answer.contains("first"), "{answer}");
    sandbox.write(".env", "WORD=second\n");
    let line = server.line_with("http://");
    server.address = line.split_once("http://").unwrap().1.split('/').next().unwrap().to_owned();
    server.line_with("built in");
    assert!(server.get("/").contains("<h1>second</h1>"));
}

#[test]
fn the_next_free_port() {
    let sandbox = Sandbox::app();
    let first = sandbox.serve(&["dev"]);
    let second = sandbox.serve(&["dev"]);
    assert_ne!(first.address, second.address);
}
