//! Errors of user code, for people.
//!
//! Reads name, message, stack and the chain of causes of a thrown value, and maps every stack line that
//! lies in a module with a source map back to the file it was written in (F-205). A value that is not
//! an `Error` is described by what it is. Reading never runs user code that could throw unnoticed: a
//! getter that throws leaves the field out.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;

use rquickjs::{Ctx, Value};

use crate::web::memory::{AnyText, text_of};

/// Causes followed from one error; more are cut, cycles end.
const MAX_CAUSES: usize = 8;
const MAX_TEXT: usize = 16 * 1024;

/// A thrown value, read for the log.
#[derive(Debug, Clone, Default)]
pub struct ErrorReport {
    /// `Error`, `TypeError`, …; empty for values that are no errors.
    pub name: String,
    /// Message, or a description of the value.
    pub message: String,
    /// Stack lines, mapped to the source where possible.
    pub stack: Vec<Frame>,
    /// The `cause`, if there is one.
    pub cause: Option<Box<ErrorReport>>,
}

/// One line of a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Function name, possibly empty.
    pub function: String,
    /// Source file (relative to the app where a map gives it) or module name.
    pub file: String,
    /// Line, from 1; 0 when unknown.
    pub line: u32,
    /// Column, from 1; 0 when unknown.
    pub column: u32,
}

impl ErrorReport {
    pub(crate) fn read<'js>(ctx: &Ctx<'js>, value: Value<'js>, maps: &SourceMaps) -> ErrorReport {
        Self::read_to(ctx, value, maps, MAX_CAUSES)
    }

    fn read_to<'js>(ctx: &Ctx<'js>, value: Value<'js>, maps: &SourceMaps, depth: usize) -> ErrorReport {
        let Some(object) = value.as_object().filter(|_| value.is_error()) else {
            return ErrorReport { message: describe_value(ctx, &value), ..ErrorReport::default() };
        };
        let text = |key: &str| match object.get::<_, Value>(key) {
            Ok(value) => value.into_string().and_then(|text| text_of(text).ok()).map(cut),
            Err(_) => {
                ctx.catch();
                None
            }
        };
        let stack = text("stack").unwrap_or_default();
        let cause = match object.get::<_, Value>("cause") {
            Ok(cause) if !cause.is_undefined() && depth > 0 => {
                Some(Box::new(Self::read_to(ctx, cause, maps, depth - 1)))
            }
            Ok(_) => None,
            Err(_) => {
                ctx.catch();
                None
            }
        };
        ErrorReport {
            name: text("name").unwrap_or_else(|| "Error".to_owned()),
            message: text("message").unwrap_or_default(),
            stack: of_the_app(stack.lines().filter_map(parse_frame).map(|frame| maps.map(frame)).collect()),
            cause,
        }
    }
}

impl fmt::Display for ErrorReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name.is_empty(), self.message.is_empty()) {
            (true, _) => write!(f, "{}", self.message)?,
            (false, true) => write!(f, "{}", self.name)?,
            (false, false) => write!(f, "{}: {}", self.name, self.message)?,
        }
        for frame in &self.stack {
            write!(f, "\n    at {frame}")?;
        }
        if let Some(cause) = &self.cause {
            write!(f, "\nCaused by: {cause}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.function.is_empty() {
            write!(f, "{} ", self.function)?;
        }
        match (self.line, self.column) {
            (0, _) => write!(f, "({})", self.file),
            (line, 0) => write!(f, "({}:{line})", self.file),
            (line, column) => write!(f, "({}:{line}:{column})", self.file),
        }
    }
}

/// Without the host's own frames, which say nothing about the app; unless there are no others.
fn of_the_app(stack: Vec<Frame>) -> Vec<Frame> {
    let is_host = |frame: &Frame| frame.file == "native" || frame.file.starts_with("formwork:");
    if stack.iter().all(is_host) {
        stack
    } else {
        stack.into_iter().filter(|frame| !is_host(frame)).collect()
    }
}

fn cut(mut text: String) -> String {
    if text.len() > MAX_TEXT {
        let mut end = MAX_TEXT;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push('…');
    }
    text
}

fn describe_value<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> String {
    if let Some(text) = value.as_string() {
        return cut(text_of(text.clone()).unwrap_or_else(|_| "(text)".to_owned()));
    }
    if value.is_object() && !value.is_function() {
        if let Ok(Some(json)) = ctx.json_stringify(value.clone()) {
            return cut(text_of(json).unwrap_or_default());
        }
        ctx.catch();
        return "(object)".to_owned();
    }
    match value.get::<AnyText>() {
        Ok(text) => cut(text.0),
        Err(_) => {
            ctx.catch();
            format!("({})", value.type_name())
        }
    }
}

/// Reads `    at name (file:line:column)` and its shorter forms.
fn parse_frame(line: &str) -> Option<Frame> {
    let rest = line.trim().strip_prefix("at ")?;
    let (function, place) = match rest.rsplit_once('(') {
        Some((function, place)) => (function.trim(), place.trim_end_matches(')')),
        None => ("", rest),
    };
    let function = if function == "<anonymous>" { "" } else { function };
    let mut parts = place.rsplitn(3, ':');
    let (last, middle, first) = (parts.next(), parts.next(), parts.next());
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u32>().ok());
    let frame = match (first, number(middle), number(last)) {
        (Some(file), Some(line), Some(column)) => {
            Frame { function: function.to_owned(), file: file.to_owned(), line, column }
        }
        _ => match place.rsplit_once(':') {
            Some((file, line)) if line.parse::<u32>().is_ok() => Frame {
                function: function.to_owned(),
                file: file.to_owned(),
                line: line.parse().unwrap_or(0),
                column: 0,
            },
            _ => Frame { function: function.to_owned(), file: place.to_owned(), line: 0, column: 0 },
        },
    };
    Some(frame)
}

/// The source maps of an isolate's modules, parsed when first needed.
#[derive(Debug, Default)]
pub struct SourceMaps {
    maps: RefCell<HashMap<String, Map>>,
}

#[derive(Debug)]
enum Map {
    Text(Vec<u8>),
    Parsed(Box<sourcemap::SourceMap>),
    Broken,
}

impl SourceMaps {
    pub(crate) fn add(&self, module: &str, text: Vec<u8>) {
        self.maps.borrow_mut().insert(module.to_owned(), Map::Text(text));
    }

    fn map(&self, frame: Frame) -> Frame {
        let mut maps = self.maps.borrow_mut();
        let Some(entry) = maps.get_mut(&frame.file) else { return frame };
        if let Map::Text(text) = entry {
            *entry = match sourcemap::SourceMap::from_slice(text) {
                Ok(map) => Map::Parsed(Box::new(map)),
                Err(_) => Map::Broken,
            };
        }
        let Map::Parsed(map) = entry else { return frame };
        if frame.line == 0 {
            return frame;
        }
        match map.lookup_token(frame.line - 1, frame.column.saturating_sub(1)) {
            Some(token) => Frame {
                function: frame.function,
                file: token.get_source().map_or(frame.file, ToOwned::to_owned),
                line: token.get_src_line() + 1,
                column: token.get_src_col() + 1,
            },
            None => frame,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(function: &str, file: &str, line: u32, column: u32) -> Frame {
        Frame { function: function.into(), file: file.into(), line, column }
    }

    #[test]
    fn frames_of_every_form_are_read() {
        for (line, expected) in [
            ("    at f (server/index.js:10:5)", frame("f", "server/index.js", 10, 5)),
            ("    at <anonymous> (a.js:1)", frame("", "a.js", 1, 0)),
            ("    at call (native)", frame("call", "native", 0, 0)),
            ("    at a.js:3:4", frame("", "a.js", 3, 4)),
        ] {
            assert_eq!(parse_frame(line), Some(expected), "{line}");
        }
        assert_eq!(parse_frame("Error: x"), None);
    }
}
