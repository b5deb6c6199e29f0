//! Variables that the app declares in `src/env` (F-165, F-166).
//!
//! The module is bundled on its own and run, within the limits of [`evaluate`], because only then it is known which
//! variables there are, which of them are public, and what the static ones come to: those are checked now and inlined.
//! The others are checked by the server when it starts; nothing of their values is in the build.

use std::{collections::BTreeMap, path::PathBuf};

use serde::Deserialize;
use serde_json::json;

use crate::{
    bundle::{self, Inputs},
    diagnostic::{Code, Diagnostic},
    evaluate::{Module, Running, Thrown},
    script,
};

/// The declarations of an app.
#[derive(Debug, Clone, Default)]
pub(crate) struct Declared {
    /// By name.
    pub(crate) variables: BTreeMap<String, Variable>,
    /// Files outside `src` that the declarations depend on.
    pub(crate) watch: Vec<PathBuf>,
}

/// One declared variable.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Variable {
    /// Whether browsers may see it.
    pub(crate) public: bool,
    /// The value of a static one, as JavaScript source.
    pub(crate) source: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    /// What is wrong with the module as a whole.
    problem: Option<String>,
    #[serde(default)]
    variables: BTreeMap<String, Variable>,
    /// What is wrong with static values: names with texts.
    #[serde(default)]
    issues: Vec<(String, String)>,
}

/// Reads the declarations of the module at `path`. `inputs` are those of the build, without declarations.
pub(crate) async fn read(inputs: &Inputs, path: &str) -> Result<Declared, Vec<Diagnostic>> {
    let (bundle, _) = bundle::declarations(inputs).await?;
    let text = |name: &str| bundle.files.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let module = Module {
        name: "env.js".to_owned(),
        code: text("env.js").unwrap_or_default(),
        map: bundle.files.get("env.js.map").cloned(),
        file: Some(inputs.root.join(path)),
    };
    let request = json!({ "variables": inputs.env.json() }).to_string();
    let asked =
        tokio::task::spawn_blocking(move || Running::start(vec![module], "env.js").ask(request)).await;
    let text = match asked {
        Ok(Ok(text)) => text,
        Ok(Err(thrown)) => return Err(vec![threw(inputs, path, &thrown)]),
        Err(error) => return Err(vec![Diagnostic::error(Code::Internal, error.to_string())]),
    };
    let answer: Answer = serde_json::from_str(&text)
        .map_err(|error| vec![Diagnostic::error(Code::Internal, error.to_string())])?;
    let mut found = Vec::new();
    let mut refuse = |message: String| {
        found.push(Diagnostic::error(Code::EnvDeclared, message).in_file(path));
    };
    if let Some(problem) = answer.problem {
        refuse(problem);
    }
    for name in answer.variables.keys().filter(|name| !is_name(name)) {
        refuse(format!(
            "`{name}` cannot be the name of a variable: it must be an identifier, and no reserved word"
        ));
    }
    if !answer.issues.is_empty() {
        let list: String = answer.issues.iter().map(|(name, text)| format!("\n  {name}: {text}")).collect();
        refuse(format!("Static variables are not as they are declared:{list}"));
    }
    if !found.is_empty() {
        return Err(found);
    }
    Ok(Declared { variables: answer.variables, watch: bundle.watch })
}

fn threw(inputs: &Inputs, path: &str, thrown: &Thrown) -> Diagnostic {
    let file = thrown.file.as_deref().unwrap_or(path);
    let message = format!("`{path}` cannot be run: {}", thrown.message);
    let diagnostic = Diagnostic::error(Code::EnvDeclared, message).in_file(file);
    match std::fs::read_to_string(inputs.root.join(file)) {
        Ok(source) if thrown.line > 0 => diagnostic.at_line(&source, thrown.line, thrown.column.max(1)),
        _ => diagnostic,
    }
}

/// F-166. Modules are strict, so more words are reserved there than elsewhere.
fn is_name(name: &str) -> bool {
    const STRICT: &[&str] = &[
        "arguments",
        "await",
        "enum",
        "eval",
        "implements",
        "interface",
        "let",
        "package",
        "private",
        "protected",
        "public",
        "static",
        "yield",
    ];
    script::is_identifier(name) && !STRICT.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f166_names() {
        for name in ["A", "a_1", "$x", "_"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "1A", "A-B", "A.B", "class", "static", "await", "eval", "ä b"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
