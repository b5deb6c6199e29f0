//! Fixtures in temporary directories.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::path::{Path, PathBuf};

/// The template of every fixture that has none of its own.
const TEMPLATE: &str = "<!doctype html>\n<html lang=\"en\">\n\t<head>\n\t\t%sveltekit.head%\n\t</head>\n\t<body>\n\t\t<div style=\"display: contents\">%sveltekit.body%</div>\n\t</body>\n</html>\n";

/// A directory of fixtures under `tests/`.
pub(crate) fn fixtures(kind: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(root(kind))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn root(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(kind)
}

/// Copies a fixture to a place, with the template if it has none.
pub(crate) fn copy(kind: &str, name: &str, to: &Path) {
    let from = root(kind).join(name);
    for entry in walkdir::WalkDir::new(&from).into_iter().flatten() {
        // Version control ignores directories that have the real name.
        let inside = entry
            .path()
            .strip_prefix(&from)
            .unwrap()
            .to_string_lossy()
            .replace("_node_modules", "node_modules");
        let target = to.join(inside);
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).unwrap();
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
    let template = to.join("src/app.html");
    if !template.exists() {
        std::fs::write(template, TEMPLATE).unwrap();
    }
}

/// Text without what changes with every edit of Formwork's own client: hashes, and shared chunks.
pub(crate) fn stable(text: &str) -> String {
    let mut result = String::new();
    for line in text.lines().filter(|line| !line.contains("/chunks/")) {
        let mut rest = line;
        while let Some(at) = rest.find("/immutable/") {
            let (before, path) = rest.split_at(at);
            result.push_str(before);
            let end = path.find(['"', ' ', ',', ')']).unwrap_or(path.len());
            let (path, after) = path.split_at(end);
            match (path.rfind('-'), path.rfind('.')) {
                (Some(dash), Some(dot)) if dash < dot => {
                    result.push_str(&path[..dash]);
                    result.push_str("-HASH");
                    result.push_str(&path[dot..]);
                }
                _ => result.push_str(path),
            }
            rest = after;
        }
        result.push_str(rest);
        result.push('\n');
    }
    result
}
