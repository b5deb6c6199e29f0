//! The `tsconfig.json` that an app's own one extends.
//!
//! As `./.svelte-kit/tsconfig.json` (SvelteKit 2) it lies there; as `$app/tsconfig` (SvelteKit 3) type checkers look for
//! it in `node_modules`, so it is written there too, for apps that ask for it by that name.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::{HEAD, way};
use crate::{app::App, config::Config};

/// The app's own configuration for type checkers.
pub(super) fn file(root: &Path) -> Option<PathBuf> {
    ["tsconfig.json", "jsconfig.json"].into_iter().map(|name| root.join(name)).find(|path| path.is_file())
}

/// The generated configuration.
pub(super) fn config(app: &App, config: &Config, has_kit: bool) -> String {
    let from = ".svelte-kit";
    let mut paths = Map::new();
    let mut put = |name: &str, target: &str| {
        let target = if Path::new(target).is_absolute() { target.to_owned() } else { way(from, target) };
        paths.insert(name.to_owned(), json!([target]));
    };
    let (lib, inside_lib) = (app.places.lib(), format!("{}/*", app.places.lib()));
    put("$lib", &lib);
    put("$lib/*", &inside_lib);
    if !defines_lib(&app.root) {
        put("#lib", &lib);
        put("#lib/*", &inside_lib);
    }
    for (name, target) in &config.alias {
        put(name, &if name.ends_with("/*") { format!("{target}/*") } else { target.clone() });
        if !name.contains('*') && !config.alias.iter().any(|(other, _)| *other == format!("{name}/*")) {
            put(&format!("{name}/*"), &format!("{target}/*"));
        }
    }
    let mut include: Vec<String> =
        ["ambient.d.ts", "non-ambient.d.ts", "./types/**/$types.d.ts"].map(str::to_owned).to_vec();
    if has_kit {
        include.extend(["../vite.config.js", "../vite.config.ts"].map(str::to_owned));
    }
    for directory in [app.places.src.as_str(), "test", "tests"] {
        include.extend(["js", "ts", "svelte"].map(|end| format!("../{directory}/**/*.{end}")));
    }
    let worker = format!("../{}", app.places.service_worker);
    let value = json!({
        "compilerOptions": {
            "paths": Value::Object(paths),
            "rootDirs": ["..", "./types"],
            "lib": ["esnext", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
            "allowImportingTsExtensions": true,
            "allowJs": true,
            "checkJs": true,
            "esModuleInterop": true,
            "forceConsistentCasingInFileNames": true,
            "isolatedModules": true,
            "module": "esnext",
            "moduleDetection": "force",
            "moduleResolution": "bundler",
            "noEmit": true,
            "resolveJsonModule": true,
            "skipLibCheck": true,
            "target": "esnext",
            "verbatimModuleSyntax": true
        },
        "include": include,
        "exclude": ["../node_modules/**", format!("{worker}.js"), format!("{worker}/**"), format!("{worker}.ts")]
    });
    format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
}

/// Whether the app's package defines `#lib` itself.
fn defines_lib(root: &Path) -> bool {
    let text = std::fs::read_to_string(root.join("package.json")).unwrap_or_default();
    let json: Value = serde_json::from_str(&text).unwrap_or_default();
    let imports = json.get("imports").and_then(Value::as_object);
    imports.is_some_and(|imports| imports.keys().any(|name| name.starts_with("#lib") || name == "#*"))
}

/// What `"extends": "$app/tsconfig"` finds, for apps that say so.
pub(super) fn for_extends(root: &Path) -> Vec<(String, String)> {
    let text = file(root).and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    if !text.contains("$app/tsconfig") {
        return Vec::new();
    }
    let extends = json!({
        "extends": "../../.svelte-kit/tsconfig.json",
        // So that the declarations are there whatever files the app includes.
        "compilerOptions": { "types": ["$app/types"] }
    });
    let types = format!(
        "{HEAD}/// <reference path=\"../../../.svelte-kit/ambient.d.ts\" />\n\
         /// <reference path=\"../../../.svelte-kit/non-ambient.d.ts\" />\n"
    );
    vec![
        ("node_modules/$app/tsconfig.json".to_owned(), format!("{extends:#}\n")),
        ("node_modules/$app/types/index.d.ts".to_owned(), types),
    ]
}
