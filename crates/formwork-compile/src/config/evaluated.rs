//! What a configuration file says when it is run.
//!
//! The values come from the run, their places from the literal part of the text as far as that shows them. A file that
//! cannot be run is read by its literals alone, and the reader says why.

use std::{path::PathBuf, sync::Arc};

use oxc::span::Span;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    literal::{Literal, Located},
    program::{self, Made},
};
use crate::evaluate::{Running, Thrown};

/// A configuration file that was run.
#[derive(Debug)]
pub(super) struct Evaluated {
    /// The options; None when a Vite configuration has no `sveltekit()`.
    options: Option<Value>,
    /// Other plugins of Vite, by name.
    pub(super) others: Vec<String>,
    /// Keys of a Vite configuration.
    pub(super) keys: Vec<String>,
    /// Packages whose members were looked for.
    pub(super) opened: Vec<String>,
    pub(super) running: Arc<Running>,
}

/// What a run is told.
pub(super) struct Surroundings<'s> {
    pub(super) root: &'s std::path::Path,
    pub(super) dev: bool,
    /// Variables for `loadEnv`.
    pub(super) variables: Value,
}

#[derive(Deserialize)]
struct Answer {
    options: Option<Value>,
    others: Vec<String>,
    keys: Vec<String>,
    opened: Vec<String>,
}

/// Runs a file.
pub(super) fn run(
    made: Made,
    vite: bool,
    surroundings: &Surroundings<'_>,
) -> (Vec<PathBuf>, Result<Evaluated, Thrown>) {
    let running = Running::start(made.modules, program::ENTRY);
    let (mode, command) = if surroundings.dev { ("development", "serve") } else { ("production", "build") };
    let request = json!({
        "vite": vite,
        "root": surroundings.root.to_string_lossy(),
        "mode": mode,
        "command": command,
        "variables": surroundings.variables,
    });
    let evaluated = running.ask(request.to_string()).and_then(|text| {
        let answer: Answer = serde_json::from_str(&text)
            .map_err(|error| Thrown { message: error.to_string(), ..Thrown::default() })?;
        Ok(Evaluated {
            options: answer.options,
            others: answer.others,
            keys: answer.keys,
            opened: answer.opened,
            running: Arc::new(running),
        })
    });
    (made.files, evaluated)
}

impl Evaluated {
    /// The options with their places.
    pub(super) fn options(&self, literal: Option<&Located>) -> Option<Located> {
        let nowhere = literal.map_or(Span::empty(0), |literal| literal.span);
        self.options.as_ref().and_then(|shape| located(shape, literal, nowhere))
    }
}

/// Lays the places of the text under the values of the run. None for `undefined`, which says nothing.
fn located(shape: &Value, literal: Option<&Located>, around: Span) -> Option<Located> {
    let span = literal.map_or(around, |literal| literal.span);
    let part = |index: usize| shape.get(index).cloned().unwrap_or_default();
    let text = |index: usize| part(index).as_str().unwrap_or_default().to_owned();
    let literal = match text(0).as_str() {
        "undefined" => return None,
        "value" => Literal::Plain(part(1)),
        "package" => Literal::Package { module: text(1), name: text(2) },
        "function" => Literal::Function,
        "array" => {
            let items = part(1);
            let items = items.as_array().into_iter().flatten();
            Literal::Array(items.filter_map(|item| located(item, None, span)).collect())
        }
        "object" => {
            let pairs = part(1);
            let pairs = pairs.as_array().into_iter().flatten();
            Literal::Object(
                pairs
                    .filter_map(|pair| {
                        let key = pair.get(0)?.as_str()?;
                        let known = literal
                            .and_then(|literal| literal.entries().iter().find(|(name, ..)| name == key));
                        let place = known.map_or(span, |(_, place, _)| *place);
                        let value = located(pair.get(1)?, known.map(|(.., value)| value), place)?;
                        Some((key.to_owned(), place, value))
                    })
                    .collect(),
            )
        }
        _ => Literal::Other(text(1)),
    };
    Some(Located { span, literal })
}
