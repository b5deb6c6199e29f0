use super::*;

fn read_all(files: &[(&str, &str)]) -> (Config, Vec<Diagnostic>) {
    let dir = tempfile::tempdir().unwrap();
    for (file, source) in files {
        std::fs::write(dir.path().join(file), source).unwrap();
    }
    let mut found = Vec::new();
    let variables = serde_json::json!({ "BASE_PATH": "/from-env", "SECRET": "x" });
    let config = read(dir.path(), false, variables, &Memory::default(), &mut found);
    (config, found)
}

fn read_one(file: &str, source: &str) -> (Config, Vec<Diagnostic>) {
    read_all(&[(file, source)])
}

fn report(found: &[Diagnostic]) -> String {
    let lines = found.iter().map(|d| {
        let place = d.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!(
            "{:?} {}{place} {} {:?}",
            d.severity,
            d.file.as_deref().unwrap_or_default(),
            d.message,
            d.help
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn f4_reads_both_files() {
    let (config, found) = read_one(
        "svelte.config.js",
        "import adapter from '@sveltejs/adapter-node';\nconst alias = { $ui: 'src/ui/', '$ui/deep/*': './src/deep/*' };\n\
             /** @type {import('@sveltejs/kit').Config} */\nconst config = {\n\tcompilerOptions: { runes: true, experimental: { async: true } },\n\
             \tkit: { adapter: adapter(), alias, paths: { base: '/x', relative: false }, csrf: { trustedOrigins: ['https://a.example'] }, version: { pollInterval: 0 } }\n};\nexport default config;",
    );
    assert!(found.is_empty(), "{found:?}");
    assert_eq!((config.base.as_str(), config.assets.as_str(), config.relative), ("/x", "/x", false));
    assert_eq!(config.trusted_origins, ["https://a.example"]);
    assert_eq!(config.poll_interval, 0);
    assert_eq!(config.alias, [("$ui/deep/*".into(), "src/deep".into()), ("$ui".into(), "src/ui".into())]);
    assert_eq!(
        Value::Object(config.compiler),
        serde_json::json!({ "runes": true, "experimental": { "async": true } })
    );
    let (config, found) = read_one(
        "vite.config.ts",
        "import { sveltekit } from '@sveltejs/kit/vite';\nimport { defineConfig } from 'vite';\nimport a from 'a';\n\
             export default defineConfig({ plugins: [sveltekit({ paths: { base: '/y' as const }, adapter: a() })] });",
    );
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(config.base, "/y");
}

#[test]
fn f4_runs_what_is_not_literal() {
    let (config, found) = read_all(&[
        (
            "svelte.config.js",
            "import adapter, * as rest from '@sveltejs/adapter-auto';\nimport { vitePreprocess } from '@sveltejs/vite-plugin-svelte';\n\
                 import { readFileSync } from 'node:fs';\nimport { join } from 'path';\nimport { fileURLToPath } from 'node:url';\n\
                 import pkg from './package.json' with { type: 'json' };\nimport { origins } from './settings.ts';\n\
                 const here = fileURLToPath(new URL('.', import.meta.url));\n\
                 const again = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));\n\
                 export default { preprocess: [vitePreprocess({ script: true })], onwarn: (w, next) => w.code === 'a' || next(w),\n\
                 compilerOptions: { runes: ({ filename }) => !filename.includes('node_modules'), cssHash: ({ name, hash, css }) => `${name}-${typeof hash(css)}` },\n\
                 kit: { adapter: rest.default(adapter({ out: 'x' })), version: { name: `${pkg.version}-${again.name}` }, csrf: { trustedOrigins: origins() },\n\
                 env: { dir: './settings' }, files: { src: 'app', hooks: { server: 'app/server-hooks' } }, moduleExtensions: ['.js', '.mjs'] },\n\
                 formwork: { ignorePrerender: process.env.NO_SUCH_VARIABLE === undefined } };",
        ),
        ("package.json", "{ \"name\": \"n\", \"version\": \"1.2.3\" }"),
        ("settings.ts", "export const origins = (): string[] => ['https://x.example'];"),
    ]);
    assert!(found.is_empty(), "{}", report(&found));
    assert_eq!(config.version.as_deref(), Some("1.2.3-n"));
    assert_eq!(config.trusted_origins, ["https://x.example"]);
    assert_eq!(config.places.routes, "app/routes");
    assert_eq!(config.places.hooks_server, "app/server-hooks");
    assert_eq!(config.places.module_extensions, [".js", ".mjs"]);
    assert_eq!(config.env_dir, "settings");
    assert!(config.ignore_prerender);
    assert_eq!(config.files.len(), 3, "{:?}", config.files);
    let call = |name: &str, argument| config.functions[name].call(&argument).unwrap();
    assert_eq!(call("runes", serde_json::json!({ "filename": "src/a.svelte" })), true);
    assert_eq!(call("cssHash", serde_json::json!({ "name": "A", "css": "" })), "A-string");
    assert_eq!(call("onwarn", serde_json::json!({ "code": "a" })), false);
    assert_eq!(call("onwarn", serde_json::json!({ "code": "b" })), true);
}

#[test]
fn f4_vite_configurations() {
    let (config, found) = read_one(
        "vite.config.ts",
        "import tailwindcss from '@tailwindcss/vite';\nimport { sveltekit } from '@sveltejs/kit/vite';\nimport { defineConfig } from 'vitest/config';\n\
             import * as vite from 'vite';\nconst { playwright } = await import('@vitest/browser-playwright');\n\
             export default defineConfig(async ({ mode }) => { const env = vite.loadEnv(mode, process.cwd(), 'BASE_'); return vite.mergeConfig({\n\
             plugins: [tailwindcss(), [mode === 'development' && tailwindcss(), { name: 'own' }]] }, { define: { X: '1' },\n\
             plugins: [sveltekit({ paths: { base: env.BASE_PATH }, version: { name: String(env.SECRET) } })],\n\
             test: { expect: { requireAssertions: true }, projects: [{ extends: './vite.config.ts', test: { browser: { provider: playwright() } } }] } }); });",
    );
    assert_eq!((config.base.as_str(), config.version.as_deref()), ("/from-env", Some("undefined")));
    insta::assert_snapshot!(report(&found));
}

#[test]
fn f4_what_cannot_be_run_is_read() {
    let (config, found) = read_one(
        "svelte.config.js",
        "import { execSync } from 'node:child_process';\nconst revision = `${execSync('git rev-parse HEAD')}`;\n\
             export default { preprocess: vitePreprocess(), kit: { paths: { base: '/x' }, version: { name: revision } } };",
    );
    assert_eq!(config.base, "/x");
    let (_, direct) = read_one(
        "svelte.config.js",
        "import { execSync } from 'child_process';\nimport { mdsvex } from 'mdsvex';\n\
             export default { preprocess: [mdsvex()], kit: { version: { name: execSync('git rev-parse HEAD').toString().trim() }, paths: { assets: /x/ } } };",
    );
    let (_, endless) = read_one("vite.config.js", "for (;;);");
    let (_, elsewhere) = read_one("svelte.config.js", "export { default } from '@org/config';");
    let (_, spread) = read_one("svelte.config.js", "import x from '@org/config';\nexport default { ...x };");
    let (_, missing) = read_one("svelte.config.js", "import x from './nowhere.js';\nexport default x;");
    let all = [found, direct, endless, elsewhere, spread, missing];
    insta::assert_snapshot!(all.iter().map(|found| report(found)).collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn f4_an_imported_file_that_cannot_be_run_is_told_with_its_line() {
    let (_, found) = read_all(&[
        (
            "svelte.config.js",
            "import { base } from './settings.ts';\nexport default { kit: { paths: { base } } };",
        ),
        (
            "settings.ts",
            "interface A {\n\ta: string;\n}\nconst a: A = null;\nexport const base: string = a.a;\n",
        ),
    ]);
    let place = |found: &Diagnostic| found.place().unwrap_or_default();
    assert!(found.iter().any(|found| place(found).starts_with("settings.ts:5:")), "{}", report(&found));
}

#[test]
fn f5_names_what_is_wrong() {
    let (_, found) = read_one(
        "svelte.config.js",
        "export default { kit: { path: {}, csrf: { trustedOrigin: [], checkOrigin: false }, paths: { base: 'x/' }, appDir: 1, files: { lib: 'src/lib', sorce: 'x', assets: '../x' },\n\
             output: { preloadStrategy: 'preload-js', bundleStrategy: 'single' }, prerender: { entries: [] }, router: { type: 'hash' }, extensions: ['.svelte', '.md'], inlineStyleThreshold: 100 },\n\
             compilerOption: {}, vitePlugin: {}, formwork: { ignorePrerenders: true }, compilerOptions: { rune: true, dev: true } };",
    );
    insta::assert_snapshot!(report(&found));
    let (config, found) = read_one(
        "svelte.config.js",
        "export default { compilerOptions: 'runes', kit: { appDir: '../out', alias: ['$ui'] } };",
    );
    assert_eq!(config.app_dir, "_app");
    insta::assert_snapshot!("f5_shapes", report(&found));
    let (_, found) = read_one(
        "svelte.config.js",
        "export default { kit: { extensions: ['.svelte'], inlineStyleThreshold: 0, router: { type: 'pathname' }, output: { bundleStrategy: 'split' }, embedded: false } };",
    );
    assert!(found.is_empty(), "what asks for nothing is fine: {}", report(&found));
}
