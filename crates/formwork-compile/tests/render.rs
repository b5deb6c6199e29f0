//! A build's server module, evaluated in a bare engine: the page renders.

mod common;

use formwork_compile::{BuildOptions, Builder, Mode};
use rquickjs::{
    CatchResultExt, Context, Module, Runtime,
    loader::{BuiltinLoader, BuiltinResolver},
};

const STUBS: &[(&str, &str)] = &[
    ("formwork:context", "export const getStore = () => undefined; export const run = (store, fn) => fn();"),
    (
        "formwork:server",
        "export const getRequestEvent = () => {}; export const read = () => {}; export const deserialize = JSON.parse;\
         export const currentOrigin = () => undefined; export const publicEnv = {}; export const privateEnv = {};\
         export const match = async () => null;",
    ),
    ("node:path", "export const join = (...parts) => parts.join('/'); export default { join };"),
    ("node:events", "export default class EventEmitter { emit() { return 'emitted' } }"),
    ("node:async_hooks", "export class AsyncLocalStorage { run(s, f) { return f() } getStore() {} }"),
];

const DRIVER: &str = r"
    import { nodes, endpoints, hooks, params, render, Root, internal } from 'server';
    const load = async (name, index) => (await nodes[index][name]()) ;
    const components = [(await load('component', 0)).default, (await load('component', 2)).default];
    const data = { todos: ['<one>', 'two'] };
    const props = { components, data: [data, data], boundaries: [null, null], form: { missing: true }, params: {}, error: null };
    const page = { url: new URL('http://x/'), data, form: null, params: {}, route: { id: '/' }, status: 200, error: null, state: {} };
    const result = await render(Root, { props, context: new Map([['__formwork__', { page }]]) });
    const actions = (await load('server', 2)).actions;
    globalThis.result = JSON.stringify({
        head: result.head, body: result.body, actions: Object.keys(actions), endpoints, hooks, params,
        internal: Object.keys(internal).sort(),
    });
";

#[tokio::test]
async fn renders_a_page() {
    let dir = tempfile::tempdir().unwrap();
    let app = dir.path().join("app");
    std::fs::create_dir(&app).unwrap();
    common::copy("fixtures", "basic", &app);
    for mode in [Mode::Development, Mode::Production] {
        let options =
            BuildOptions { app: app.clone(), out: app.join("build"), mode, version: Some("1".into()) };
        let builder = Builder::new();
        let built = builder.build(&options, |_| {}).await.unwrap_or_else(|error| panic!("{error}"));
        assert!(built.warnings.is_empty(), "{:?}", built.warnings);
        let source = std::fs::read_to_string(app.join("build/server/index.js")).unwrap();
        let text = evaluate(source, DRIVER);
        let result: serde_json::Value = serde_json::from_str(&text).unwrap();
        let body = result["body"].as_str().unwrap();
        assert!(
            body.contains("&lt;one>") && body.contains("Todos (2)") && body.contains("Say something"),
            "{body}"
        );
        assert!(body.contains("<nav"), "{body}");
        assert!(result["head"].as_str().unwrap().contains("<title>Todos</title>"));
        assert_eq!(result["actions"], serde_json::json!(["add", "clear"]));
    }
}

fn evaluate(source: String, driver: &str) -> String {
    let runtime = Runtime::new().unwrap();
    runtime.set_max_stack_size(1 << 20);
    let mut resolver = BuiltinResolver::default();
    let mut loader = BuiltinLoader::default();
    for (name, source) in STUBS.iter().copied().chain([("server", source.as_str())]) {
        resolver = resolver.with_module(name);
        loader = loader.with_module(name, source);
    }
    runtime.set_loader(resolver, loader);
    let context = Context::full(&runtime).unwrap();
    context.with(|ctx| {
        ctx.eval::<(), _>(
            "globalThis.__formwork_capture = () => 0; globalThis.__formwork_restore = (token, value) => value;\
             globalThis.console = { log() {}, warn() {}, error() {} }; globalThis.URL = class { constructor(href) { this.href = href; } };",
        )
        .unwrap();
        let promise = Module::evaluate(ctx.clone(), "driver", driver)
            .catch(&ctx)
            .unwrap_or_else(|error| panic!("{error}"));
        promise.finish::<()>().catch(&ctx).unwrap_or_else(|error| panic!("{error}"));
        ctx.globals().get("result").unwrap()
    })
}

/// F-2: CommonJS on the server, with Node's builtin modules; components from packages; conditions per side.
#[tokio::test]
async fn packages_run() {
    let dir = tempfile::tempdir().unwrap();
    common::copy("fixtures", "packages", dir.path());
    let options = BuildOptions {
        app: dir.path().to_owned(),
        out: dir.path().join("build"),
        mode: Mode::Production,
        version: None,
    };
    let built = Builder::new().build(&options, |_| {}).await.unwrap_or_else(|error| panic!("{error}"));
    let read = |name: &str| std::fs::read_to_string(dir.path().join("build").join(name)).unwrap();
    let driver = r"
        import { nodes } from 'server';
        const { load } = await nodes[2].server();
        globalThis.result = JSON.stringify(await load(), null, 1);
    ";
    let result = evaluate(read("server/index.js"), driver);
    assert!(result.starts_with("{\n \"path\": \"a/b\",\n \"bus\": \"Bus\","), "{result}");
    // F-203: what Node has and Formwork has not is refused by name when it is used.
    for failure in [
        "`node:child_process` is not available in Formwork (imported by node_modules/cjs/index.js): `spawn` cannot be used",
        "`node:inspector` is not available in Formwork (imported by node_modules/cjs/index.js)\"",
        "`node:net` is not available in Formwork (imported by node_modules/esm/index.js): `connect` cannot be used",
        "`node:net` is not available in Formwork (imported by node_modules/esm/index.js): `Socket` cannot be used",
        "`node_modules/cjs/native.node` is a native add-on, which Formwork cannot load",
    ] {
        assert!(result.contains(failure), "{failure}: {result}");
    }
    let client: String =
        built.files.iter().filter(|(name, ..)| name.ends_with(".js")).map(|(name, ..)| read(name)).collect();
    let client = client.replace(&read("server/index.js"), "");
    assert!(client.contains("browser") && !client.contains("unused"));
    assert!(read("server/index.js").contains("where = \"server\""));
}

/// F-205: a line of the bundle leads back to the line that the author wrote, through every transformation.
#[tokio::test]
async fn maps_lead_to_the_source() {
    let dir = tempfile::tempdir().unwrap();
    common::copy("fixtures", "typescript", dir.path());
    let options = BuildOptions {
        app: dir.path().to_owned(),
        out: dir.path().join("build"),
        mode: Mode::Production,
        version: None,
    };
    Builder::new().build(&options, |_| {}).await.unwrap_or_else(|error| panic!("{error}"));
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let code = read("build/server/index.js");
    let map = sourcemap::SourceMap::from_slice(read("build/server/index.js.map").as_bytes()).unwrap();
    for (generated, file, original) in [
        ("Promise.resolve(add(", "src/routes/+page.server.ts", "Promise.resolve(add("),
        ("resolve(event)", "src/hooks.server.ts", "resolve(event)"),
        ("a + b", "src/lib/math.ts", "a + b"),
        ("this.range[1]", "src/lib/counter.svelte.ts", "this.range[1]"),
        (".toFixed(1)", "src/routes/+page.svelte", ".toFixed(1)"),
    ] {
        let (line, column) = place(&code, generated);
        let token = map.lookup_token(line, column).unwrap_or_else(|| panic!("{generated} is not mapped"));
        assert_eq!(token.get_source(), Some(file));
        assert_eq!(token.get_src_line(), place(&read(file), original).0, "{generated} in {file}");
    }
}

fn place(text: &str, wanted: &str) -> (u32, u32) {
    let at = text.find(wanted).unwrap_or_else(|| panic!("no {wanted} in {text}"));
    let before = &text[..at];
    let column = before.rsplit('\n').next().unwrap().chars().count();
    (u32::try_from(before.matches('\n').count()).unwrap(), u32::try_from(column).unwrap())
}
