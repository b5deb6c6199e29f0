//! The documents keep up with the program: links lead somewhere, every setting is explained, and every row of
//! the compatibility table names tests that exist.

use std::fs;
use std::path::{Path, PathBuf};

use super::support::Sandbox;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

const DOCUMENTS: [&str; 7] = [
    "README.md",
    "SECURITY.md",
    "docs/architecture.md",
    "docs/compatibility.md",
    "docs/deploying.md",
    "docs/moving.md",
    "docs/requirements.md",
];

#[test]
fn links_between_documents_lead_somewhere() {
    for document in DOCUMENTS {
        let folder = root().join(document);
        let folder = folder.parent().unwrap();
        for link in read(document).split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            if !target.is_empty() && !target.contains("://") {
                assert!(folder.join(target).exists(), "{document}: {target}");
            }
        }
    }
}

#[test]
fn every_setting_of_start_is_explained() {
    let help = Sandbox::empty().run(&["start", "--help"]).stdout;
    let text = read("docs/deploying.md");
    let flags =
        help.split(|c: char| !(c.is_ascii_lowercase() || c == '-')).filter(|word| word.starts_with("--"));
    for flag in flags.filter(|flag| *flag != "--help") {
        assert!(text.contains(&format!("`{flag}")), "{flag}");
    }
    for variable in [
        "HOST",
        "PORT",
        "SOCKET_PATH",
        "SOCKET_MODE",
        "INSTANCES",
        "IDLE_TIMEOUT",
        "ORIGIN",
        "PROTOCOL_HEADER",
        "HOST_HEADER",
        "PORT_HEADER",
        "ADDRESS_HEADER",
        "XFF_DEPTH",
        "BODY_SIZE_LIMIT",
        "SHUTDOWN_TIMEOUT",
        "KEEP_ALIVE_TIMEOUT",
        "HEADERS_TIMEOUT",
        "SPOOL_DIR",
        "SPOOL_SIZE_LIMIT",
    ] {
        assert!(text.contains(&format!("| `{variable}` |")), "{variable}");
    }
}

/// All text of the files below a directory.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.file_name().is_some_and(|name| name == "node_modules" || name == "results") {
            continue;
        }
        if path.is_dir() {
            text.push_str(&sources(&path));
        } else if let Ok(content) = fs::read_to_string(&path) {
            text.push_str(&content);
        }
    }
    text
}

#[test]
fn the_tests_in_the_compatibility_table_exist() {
    let browser = sources(&root().join("e2e/tests"));
    let mut rows = 0;
    for line in read("docs/compatibility.md").lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [feature, status, _note, tests] = cells[..] else { panic!("four cells: {line}") };
        if ["", "Feature", "---"].contains(&feature) {
            continue;
        }
        rows += 1;
        assert!(["works", "partly", "differs", "not yet"].contains(&status), "{line}");
        let named: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(status == "not yet" || !named.is_empty(), "no test: {line}");
        for test in named {
            let exists = if let Some((module, name)) = test.split_once("::") {
                let path = format!("crates/formwork-cli/tests/requirements/{module}.rs");
                read(&path).contains(&format!("fn {name}("))
            } else if test.starts_with("C-") {
                browser.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).any(|word| word == test)
            } else {
                root().join(test).exists()
            };
            assert!(exists, "{test}: {line}");
        }
    }
    assert!(rows > 40, "{rows}");
}
