//! `formwork routes`: the list, from the files alone.

use super::support::Sandbox;

fn app() -> Sandbox {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/todos/+page.svelte", "");
    sandbox.write(
        "src/routes/todos/+page.server.js",
        "export const actions = { create: async () => {}, 'set-done': async () => {} };\n",
    );
    sandbox.write(
        "src/routes/todos/+server.js",
        "export function GET() {}\nexport const PUT = () => new Response();\n",
    );
    sandbox.write("src/routes/(shop)/[lang=two]/[...rest]/+page.ts", "export const ssr: boolean = false;\n");
    sandbox.write(
        "src/params.js",
        "export const params = { two: (value) => value.length === 2 ? value : undefined };\n",
    );
    sandbox
}

#[test]
fn as_a_table() {
    let ended = app().run(&["routes"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ended.stdout);
}

#[test]
fn as_json() {
    let ended = app().run(&["routes", "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ended.stdout);
}

#[test]
fn a_route_that_cannot_be() {
    let sandbox = Sandbox::app();
    sandbox.write("src/routes/[a][b]/+page.svelte", "");
    let ended = sandbox.run(&["routes"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(ended.stderr.contains("error[FW-ROUTES-PATTERN]"), "{}", ended.stderr);
}
