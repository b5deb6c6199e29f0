//! The modules that the build writes: entries of both bundles, nodes, configuration, environment.
//!
//! They refer to files of the app as `formwork:app/<path>`, so that their text does not depend on where the app lies.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::json;

use crate::{
    app::{App, Node, Params, Role},
    declared::Declared,
    script,
};

/// The entry of the server bundle.
pub(crate) const SERVER: &str = "formwork:entry/server";
/// The entries of the client bundle, besides one per node.
pub(crate) const CLIENT_START: &str = "formwork:entry/start";
pub(crate) const CLIENT_APP: &str = "formwork:entry/app";
/// The entry that tells what `src/env` declares.
pub(crate) const DECLARATIONS: &str = "formwork:env/declarations";

/// Settings that are fixed at build time.
#[derive(Debug, Clone)]
pub(crate) struct Constants {
    pub(crate) base: String,
    pub(crate) assets: String,
    pub(crate) app_dir: String,
    pub(crate) version: String,
    pub(crate) dev: bool,
    pub(crate) poll_interval: u64,
    pub(crate) relative: bool,
    /// While modules run that only the build needs.
    pub(crate) building: bool,
}

/// Values of `$env/static/*`: sorted, so that the text is always the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct StaticEnv {
    pub(crate) public: BTreeMap<String, String>,
    pub(crate) private: BTreeMap<String, String>,
    /// Those that the app's own files name; the rest of the environment is not a property of the app.
    pub(crate) declared: BTreeMap<String, String>,
}

/// The module of a node, as the client loads it.
pub(crate) fn node_name(index: usize) -> String {
    format!("formwork:node/{index}")
}

/// The text of a generated module; None when there is no such module.
pub(crate) fn source(
    name: &str,
    app: &App,
    constants: &Constants,
    env: &StaticEnv,
    declared: Option<&Declared>,
) -> Option<String> {
    Some(match name {
        DECLARATIONS => declarations(app.env.as_deref()?),
        "formwork:env/values" => declared_values(app.env.as_deref()?, declared?),
        "formwork:env/server/public" => declared_exports(declared?, true, DYNAMIC_ON_SERVER),
        "formwork:env/server/private" => declared_exports(declared?, false, DYNAMIC_ON_SERVER),
        "formwork:env/browser/public" => declared_exports(declared?, true, DYNAMIC_IN_BROWSER),
        SERVER => server(app),
        CLIENT_START if constants.dev => DEV_START.to_owned(),
        CLIENT_START => START.to_owned(),
        CLIENT_APP => client(app),
        "formwork:config" => config(constants),
        "formwork:params" => params(&app.params)?,
        "formwork:hooks/client" => client_hooks(app)?,
        "formwork:layout.svelte" => LAYOUT.to_owned(),
        "formwork:error.svelte" => ERROR.to_owned(),
        "formwork:empty.svelte" => String::new(),
        "formwork:$env/static/public" => static_values(&env.public),
        "formwork:$env/static/private" => static_values(&env.private),
        _ if name.starts_with("formwork:require/") => required(name.strip_prefix("formwork:require/")?),
        _ if name.starts_with("formwork:absent/") => absent(name.strip_prefix("formwork:absent/")?),
        _ if name.starts_with("formwork:refused/") => refused(name.strip_prefix("formwork:refused/")?),
        _ if name.starts_with("formwork:imported/") => {
            let module = quoted(name.strip_prefix("formwork:imported/")?);
            format!("export * from {module};\nexport {{ default }} from {module};\n")
        }
        _ => {
            let index: usize = name.strip_prefix("formwork:node/")?.parse().ok()?;
            node(app.nodes.get(index)?)
        }
    })
}

const START: &str = "export * from 'formwork:client/browser/start.js';\n";
const DEV_START: &str = "export * from 'formwork:client/browser/start.js';\nexport { styled } from 'formwork:client/dev/hot.js';\n";

/// F-14: what stands in for a missing root layout and for layouts without a component (F-15).
const LAYOUT: &str = "<script>\n\tlet { children } = $props();\n</script>\n\n{@render children()}\n";
/// F-14: what stands in for a missing root error page.
const ERROR: &str =
    "<script>\n\tlet { error } = $props();\n</script>\n\n<h1>{error?.status}</h1>\n<p>{error?.message}</p>\n";

/// The module of a node's component. A page without one renders nothing (F-13).
fn component(node: &Node) -> String {
    match (&node.component, node.role) {
        (Some(path), _) => file(path),
        (None, Role::Layout) => "formwork:layout.svelte".to_owned(),
        (None, Role::Error) => "formwork:error.svelte".to_owned(),
        (None, Role::Page) => "formwork:empty.svelte".to_owned(),
    }
}

fn file(path: &str) -> String {
    format!("formwork:app/{path}")
}

/// A string as JavaScript source.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn lazy(module: &str) -> String {
    format!("() => import({})", quoted(module))
}

fn server(app: &App) -> String {
    let mut text = String::from("export const nodes = [\n");
    for node in &app.nodes {
        let mut parts = vec![format!("component: {}", lazy(&component(node)))];
        if let Some(path) = &node.universal {
            parts.push(format!("universal: {}", lazy(&file(path))));
        }
        if let Some(path) = &node.server {
            parts.push(format!("server: {}", lazy(&file(path))));
        }
        let _ = writeln!(text, "\t{{ {} }},", parts.join(", "));
    }
    text.push_str("];\nexport const endpoints = {\n");
    for route in &app.routes {
        if let Some(path) = &route.endpoint {
            let _ = writeln!(text, "\t{}: {},", quoted(&route.id), lazy(&file(path)));
        }
    }
    text.push_str("};\nexport const hooks = {\n");
    for (name, path) in [("server", &app.hooks.server), ("universal", &app.hooks.universal)] {
        if let Some(path) = path {
            let _ = writeln!(text, "\t{name}: {},", lazy(&file(path)));
        }
    }
    text.push_str("};\n");
    let params = match app.params {
        Params::None => "null".to_owned(),
        _ => "() => import('formwork:params').then((module) => module.params)".to_owned(),
    };
    let _ = writeln!(text, "export const params = {params};");
    if app.env.is_some() {
        let _ = writeln!(text, "export const env = {};", lazy("formwork:env/values"));
    }
    text.push_str("export { render } from 'svelte/server';\n");
    text.push_str("export { default as Root } from 'formwork:client/root.svelte';\n");
    text.push_str("export * as internal from 'formwork:client/kit/internal.js';\n");
    text.push_str("export { atPage } from 'formwork:client/server/relative.js';\n");
    text
}

/// The shape is that of `client/src/browser/app.d.ts`.
fn client(app: &App) -> String {
    let mut text = String::from("export const nodes = [\n");
    for index in 0..app.nodes.len() {
        let _ = writeln!(text, "\t{},", lazy(&node_name(index)));
    }
    text.push_str("];\n");
    let routes: Vec<_> = app
        .routes
        .iter()
        .filter_map(|route| {
            let page = route.page.as_ref()?;
            let params: Vec<_> = route.params.iter().map(|param| json!(param)).collect();
            Some(json!({
                "id": route.id,
                "pattern": route.pattern,
                "params": params,
                "layouts": page.layouts,
                "errors": page.errors,
                "leaf": page.leaf,
            }))
        })
        .collect();
    let _ = writeln!(text, "export const routes = {};", json!(routes));
    let server: Vec<usize> = app
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| {
            node.server.is_some() && (node.server_load || node.options.trailing_slash.is_some())
        })
        .map(|(index, _)| index)
        .collect();
    let _ = writeln!(text, "export const server = {};", json!(server));
    let hooks = match (&app.hooks.client, &app.hooks.universal) {
        (None, None) => "{}".to_owned(),
        _ => "() => import('formwork:hooks/client').then((module) => module.hooks)".to_owned(),
    };
    let _ = writeln!(text, "export const hooks = {hooks};");
    let params = match app.params {
        Params::None => "null".to_owned(),
        _ => "() => import('formwork:params').then((module) => module.params)".to_owned(),
    };
    let _ = writeln!(text, "export const params = {params};");
    // For errors that not even the root error page can show there (C-121).
    if let Some(template) = &app.error_template {
        let _ = writeln!(text, "export const errorTemplate = {};", json!(template));
    }
    text.push_str("export { default as Root } from 'formwork:client/root.svelte';\n");
    text
}

fn node(node: &Node) -> String {
    let mut text = String::new();
    if let Some(path) = &node.universal {
        let _ = writeln!(text, "export * as universal from {};", quoted(&file(path)));
    }
    let _ = writeln!(text, "export {{ default as component }} from {};", quoted(&component(node)));
    text
}

fn client_hooks(app: &App) -> Option<String> {
    let mut text = String::new();
    let mut names = Vec::new();
    for (name, path) in [("universal", &app.hooks.universal), ("client", &app.hooks.client)] {
        if let Some(path) = path {
            let _ = writeln!(text, "import * as {name} from {};", quoted(&file(path)));
            names.push(format!("...{name}"));
        }
    }
    if names.is_empty() {
        return None;
    }
    let _ = writeln!(text, "export const hooks = {{ {} }};", names.join(", "));
    Some(text)
}

fn params(params: &Params) -> Option<String> {
    match params {
        Params::None => None,
        Params::Module(path) => Some(format!("export {{ params }} from {};\n", quoted(&file(path)))),
        Params::Directory(matchers) => {
            let mut text = String::from("import { fromMatch } from 'formwork:client/kit/params.js';\n");
            for (index, (_, path)) in matchers.iter().enumerate() {
                let _ = writeln!(text, "import {{ match as m{index} }} from {};", quoted(&file(path)));
            }
            text.push_str("export const params = {\n");
            for (index, (name, _)) in matchers.iter().enumerate() {
                let _ = writeln!(text, "\t{}: fromMatch(m{index}),", quoted(name));
            }
            text.push_str("};\n");
            Some(text)
        }
    }
}

/// What CommonJS gets from a builtin module of Node: its default export, which has all the others.
fn required(module: &str) -> String {
    let module = quoted(&format!("formwork:imported/{module}"));
    format!("const module_ = require({module});\nmodule.exports = module_.default ?? module_;\n")
}

/// What is said of a module of Node that the host does not have; `import` is its name and the importer.
fn unavailable(import: &str) -> String {
    let (module, importer) = import.split_once('|').unwrap_or((import, ""));
    format!("`{module}` is not available in Formwork (imported by {importer})")
}

/// Stands in for such a module in a package: whatever name is taken from it is a function that throws. The names are
/// looked up in the prototype because the bundler copies a CommonJS module's own ones when it is imported.
fn absent(import: &str) -> String {
    format!(
        "const message = {};\n\
         const known = {{}};\n\
         const make = (name) => function unavailable() {{ throw new Error(`${{message}}: \\`${{name}}\\` cannot be used`); }};\n\
         const get = (_, name) => (typeof name !== 'string' || name === 'then' || name === 'default' || name.startsWith('__') \
         ? undefined : (known[name] ??= make(name)));\n\
         module.exports = Object.create(new Proxy({{}}, {{ get }}));\n",
        quoted(&unavailable(import))
    )
}

/// The same for `import()`, which its callers expect to fail.
fn refused(import: &str) -> String {
    format!("throw new Error({});\nexport {{}};\n", quoted(&unavailable(import)))
}

/// Stands in for a native add-on (F-203).
pub(crate) fn addon(name: &str) -> String {
    let message = format!("`{name}` is a native add-on, which Formwork cannot load");
    format!("throw new Error({});\nmodule.exports = {{}};\n", quoted(&message))
}

fn config(constants: &Constants) -> String {
    let Constants { base, assets, app_dir, version, dev, poll_interval, relative, building } = constants;
    format!(
        "export const base = {};\nexport const assets = {};\nexport const appDir = {};\nexport const version = {};\n\
         export const dev = {dev};\nexport const building = {building};\nexport const pollInterval = {poll_interval};\n\
         export const relative = {relative};\n",
        quoted(base),
        quoted(assets),
        quoted(app_dir),
        quoted(version),
    )
}

fn static_values(values: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (name, value) in values {
        if script::is_identifier(name) {
            let _ = writeln!(text, "export const {name} = {};", quoted(value));
        }
    }
    // A module without exports would not be a module.
    text.push_str("export {};\n");
    text
}

/// Where values come from that are only known when the app runs.
const DYNAMIC_ON_SERVER: &str = "import { values } from 'formwork:env/values';\n";
const DYNAMIC_IN_BROWSER: &str = "import { env as values } from 'formwork:client/browser/env.js';\n";

/// What the build asks of `src/env` (F-165).
fn declarations(path: &str) -> String {
    format!(
        "import * as env from {};\nimport {{ describe }} from 'formwork:client/server/declared.js';\n\
         export const answer = (text) => describe(env.variables, text);\n",
        quoted(&file(path))
    )
}

/// The values that the server reads when it starts.
fn declared_values(path: &str, declared: &Declared) -> String {
    let fixed = declared.variables.iter().filter(|(_, variable)| variable.public);
    let fixed: Vec<String> =
        fixed.filter_map(|(name, variable)| Some(format!("{name}: {}", variable.source.as_ref()?))).collect();
    format!(
        "import {{ variables }} from {};\nimport {{ read }} from 'formwork:client/server/declared.js';\n\
         export const {{ values, source, shown, problems }} = read(variables, {{ {} }});\n",
        quoted(&file(path)),
        fixed.join(", ")
    )
}

/// `$app/env/public` and `$app/env/private`.
fn declared_exports(declared: &Declared, public: bool, dynamic: &str) -> String {
    let mut text = String::new();
    let wanted = || declared.variables.iter().filter(|(_, variable)| variable.public == public);
    if wanted().any(|(_, variable)| variable.source.is_none()) {
        text.push_str(dynamic);
    }
    for (name, variable) in wanted() {
        let value = variable.source.clone().unwrap_or_else(|| format!("values.{name}"));
        let _ = writeln!(text, "export const {name} = {value};");
    }
    text.push_str("export {};\n");
    text
}
