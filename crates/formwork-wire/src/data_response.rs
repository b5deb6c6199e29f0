//! The lines of a data response (C-92…C-96).
//!
//! The first line carries one entry per node; promises inside the data arrive later, one line each. The
//! devalue text of a node is embedded as it is (it is JSON), not as a string.

use crate::json::{push_integer, push_key, push_string};
use crate::manifest::TrailingSlash;

/// Content-Type when nothing is streamed (C-92).
pub const CONTENT_TYPE: &str = "application/json";
/// Content-Type when promises follow (C-95).
pub const STREAM_CONTENT_TYPE: &str = "text/sveltekit-data";
/// Cache-Control of every data response.
pub const CACHE_CONTROL: &str = "private, no-store";

/// One node's part of the response.
#[derive(Debug, Clone, Copy)]
pub enum Node<'a> {
    /// The node has no server file.
    Absent,
    /// It was not asked for.
    Skip,
    /// Its load ran.
    Data {
        /// Devalue text of what it returned; `[null]` when nothing.
        data: &'a str,
        /// What the load depended on.
        uses: &'a Uses,
        /// The `trailingSlash` option that the server file sets.
        slash: Option<TrailingSlash>,
    },
    /// Its load failed; the error object after `handleError`, as JSON.
    Error(&'a str),
}

/// What a server load depended on (C-93, S-137).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// Absolute URLs, and names given to `depends`.
    pub dependencies: Vec<String>,
    /// Query keys that were read.
    pub search_params: Vec<String>,
    /// Route parameters that were read.
    pub params: Vec<String>,
    /// `parent()` was awaited.
    pub parent: bool,
    /// `route` was read.
    pub route: bool,
    /// `url` was read.
    pub url: bool,
}

impl Uses {
    /// As JSON; empty parts are left out.
    pub fn push_json(&self, out: &mut String) {
        out.push('{');
        for (key, list) in [
            ("dependencies", &self.dependencies),
            ("search_params", &self.search_params),
            ("params", &self.params),
        ] {
            if list.is_empty() {
                continue;
            }
            push_key(out, key);
            out.push('[');
            for (at, item) in list.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                push_string(out, item);
            }
            out.push(']');
        }
        for (key, flag) in [("parent", self.parent), ("route", self.route), ("url", self.url)] {
            if flag {
                push_key(out, key);
                out.push('1');
            }
        }
        out.push('}');
    }
}

/// Appends one node's entry, as in [`first_line`] and in the document's start-up data (S-136).
pub fn push_node(out: &mut String, node: Node<'_>) {
    match node {
        Node::Absent => out.push_str("null"),
        Node::Skip => out.push_str("{\"type\":\"skip\"}"),
        Node::Data { data, uses, slash } => {
            out.push_str("{\"type\":\"data\",\"data\":");
            out.push_str(data);
            out.push_str(",\"uses\":");
            uses.push_json(out);
            if let Some(slash) = slash {
                push_key(out, "slash");
                push_string(out, slash.as_str());
            }
            out.push('}');
        }
        Node::Error(error) => {
            out.push_str("{\"type\":\"error\",\"error\":");
            out.push_str(error);
            out.push('}');
        }
    }
}

/// The first line, with its line break.
pub fn first_line<'a>(nodes: impl IntoIterator<Item = Node<'a>>) -> String {
    let mut out = String::from("{\"type\":\"data\",\"nodes\":[");
    for (at, node) in nodes.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_node(&mut out, node);
    }
    out.push_str("]}\n");
    out
}

/// How a promise ended; the text is devalue.
#[derive(Debug, Clone, Copy)]
pub enum Settled<'a> {
    /// Its value.
    Value(&'a str),
    /// The error object after `handleError`.
    Error(&'a str),
}

/// The line that delivers a promise, with its line break; `id` counts from 1 (S-163).
#[must_use]
pub fn chunk_line(id: u32, settled: Settled<'_>) -> String {
    let mut out = String::from("{\"type\":\"chunk\"");
    push_key(&mut out, "id");
    push_integer(&mut out, id);
    let (key, text) = match settled {
        Settled::Value(text) => ("data", text),
        Settled::Error(text) => ("error", text),
    };
    push_key(&mut out, key);
    out.push_str(text);
    out.push_str("}\n");
    out
}

/// The body of a redirect on a data request, sent with status 200 (C-94).
#[must_use]
pub fn redirect(status: u16, location: &str) -> String {
    let mut out = String::from("{\"type\":\"redirect\"");
    push_key(&mut out, "status");
    push_integer(&mut out, status);
    push_key(&mut out, "location");
    push_string(&mut out, location);
    out.push('}');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c92_c93_first_line() {
        let uses = Uses {
            dependencies: vec!["http://a.test/x".into(), "app:\"y\"".into()],
            params: vec!["slug".into()],
            parent: true,
            url: true,
            ..Uses::default()
        };
        let nothing = Uses::default();
        let line = first_line([
            Node::Absent,
            Node::Skip,
            Node::Data { data: "[{\"a\":1},1]", uses: &uses, slash: Some(TrailingSlash::Always) },
            Node::Data { data: "[null]", uses: &nothing, slash: None },
            Node::Error("{\"status\":404,\"message\":\"no\"}"),
        ]);
        assert_eq!(
            line,
            concat!(
                r#"{"type":"data","nodes":[null,{"type":"skip"},"#,
                r#"{"type":"data","data":[{"a":1},1],"uses":{"dependencies":["http://a.test/x","app:\"y\""],"#,
                r#""params":["slug"],"parent":1,"url":1},"slash":"always"},"#,
                r#"{"type":"data","data":[null],"uses":{}},"#,
                r#"{"type":"error","error":{"status":404,"message":"no"}}]}"#,
                "\n"
            )
        );
    }

    #[test]
    fn c94_c95_other_lines() {
        assert_eq!(redirect(303, "/x"), r#"{"type":"redirect","status":303,"location":"/x"}"#);
        assert_eq!(chunk_line(1, Settled::Value("[1]")), "{\"type\":\"chunk\",\"id\":1,\"data\":[1]}\n");
        assert_eq!(chunk_line(12, Settled::Error("[2]")), "{\"type\":\"chunk\",\"id\":12,\"error\":[2]}\n");
    }
}
