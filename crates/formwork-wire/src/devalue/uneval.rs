//! Values as a JavaScript expression (S-185…S-188), for embedding in documents.
//!
//! The value is encoded and decoded into a [`Tree`] first, so exactly the values that [`super::encode`]
//! accepts are accepted here, with the same errors. What occurs more than once (and anything that is
//! nested deeply) becomes a variable of one function expression, declared empty and filled in an order
//! in which everything a decoder gets is complete; the rest is written in place. Strings, keys and
//! sources are escaped, so that the text is inert inside a `<script>` element.

use super::encode::{EncodeError, encode};
use super::escape::push_string_literal;
use super::source::Source;
use super::text::Text;
use super::tree::{Id, Node, Str, Tree, TreeError};
use super::{DecodeError, decode};
use std::collections::HashMap;
use std::fmt::Write as _;
use thiserror::Error;

/// How deep an expression nests before a part of it becomes a variable.
const MAX_DEPTH: u32 = 64;
/// Repeated strings shorter than this are written again.
const SHORT: usize = 24;

/// A value that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnevalError<E: std::fmt::Debug + std::fmt::Display> {
    /// It cannot be encoded at all.
    #[error(transparent)]
    Encode(EncodeError<E>),
    /// The tree cannot hold it, for example because a URL is malformed.
    #[error(transparent)]
    Tree(DecodeError<TreeError>),
}

/// Writes a value as an expression. `custom` are the names of custom types; their values become calls of
/// `hook`, a JavaScript expression: `hook("Name", payload)`. It must not use names such as `$0`.
///
/// # Errors
/// See [`UnevalError`].
pub fn uneval<S: Source>(
    source: &mut S,
    root: &S::Value,
    custom: &[&str],
    hook: &str,
) -> Result<String, UnevalError<S::Error>>
where
    S::Error: std::fmt::Debug + std::fmt::Display,
{
    let text = encode(source, root).map_err(UnevalError::Encode)?;
    let mut tree = Tree::with_revivers(custom.iter().copied());
    let root = decode(&text, &mut tree).map_err(UnevalError::Tree)?;
    Ok(expression(&tree, root, hook))
}

/// Writes a node of a tree as an expression. Property names `__proto__` are left out: no tree that was
/// decoded has any.
#[must_use]
pub fn expression(tree: &Tree, root: Id, hook: &str) -> String {
    let mut writer = Writer { tree, hook, variables: HashMap::new() };
    writer.choose_variables(root);
    if writer.variables.is_empty() {
        let mut out = String::new();
        writer.inline(&mut out, root);
        return out;
    }
    let mut declarations = String::from("var ");
    let mut statements = String::new();
    for (at, id) in writer.order(root).into_iter().enumerate() {
        if at > 0 {
            declarations.push(',');
        }
        writer.name(&mut declarations, id);
        writer.declare(&mut declarations, id);
        writer.fill(&mut statements, id);
    }
    let mut out = String::from("(function(){");
    out.push_str(&declarations);
    out.push(';');
    out.push_str(&statements);
    out.push_str("return ");
    writer.reference(&mut out, root);
    out.push_str("}())");
    out
}

struct Writer<'t> {
    tree: &'t Tree,
    hook: &'t str,
    variables: HashMap<Id, usize>,
}

impl Writer<'_> {
    /// Finds out what becomes a variable: by a walk with a stack of its own, since depth is unbounded.
    fn choose_variables(&mut self, root: Id) {
        let mut met: HashMap<Id, ()> = HashMap::new();
        let mut stack = vec![(root, 0_u32)];
        while let Some((id, depth)) = stack.pop() {
            let repeated = met.insert(id, ()).is_some();
            let next = self.variables.len();
            if repeated || depth >= MAX_DEPTH {
                let worth = match self.tree.get(id) {
                    Node::Undefined | Node::Null | Node::Boolean(_) | Node::Number(_) => false,
                    Node::BigInt(digits) => digits.len() >= SHORT,
                    Node::String(Str::Utf8(text)) => repeated && text.len() >= SHORT,
                    Node::String(Str::Utf16(units)) => repeated && units.len() >= SHORT,
                    _ => true,
                };
                if worth {
                    self.variables.entry(id).or_insert(next);
                }
            }
            if repeated {
                continue;
            }
            let depth = if depth >= MAX_DEPTH { 0 } else { depth };
            stack.extend(children(self.tree.get(id)).into_iter().map(|child| (child, depth + 1)));
        }
    }

    /// The variables in the order in which they can be filled: what one needs comes first, as far as
    /// there are no cycles.
    fn order(&self, root: Id) -> Vec<Id> {
        let mut order = Vec::with_capacity(self.variables.len());
        let mut met: HashMap<Id, ()> = HashMap::new();
        let mut stack = vec![(root, false)];
        while let Some((id, done)) = stack.pop() {
            if done {
                if self.variables.contains_key(&id) {
                    order.push(id);
                }
            } else if met.insert(id, ()).is_none() {
                stack.push((id, true));
                stack.extend(children(self.tree.get(id)).into_iter().rev().map(|child| (child, false)));
            }
        }
        order
    }

    fn name(&self, out: &mut String, id: Id) {
        // Writing to a String cannot fail, here and below.
        let _ = write!(out, "${}", self.variables.get(&id).copied().unwrap_or_default());
    }

    fn reference(&self, out: &mut String, id: Id) {
        if self.variables.contains_key(&id) { self.name(out, id) } else { self.inline(out, id) }
    }

    /// The initial value of a variable: containers begin empty, other values get theirs when their turn
    /// comes.
    fn declare(&self, out: &mut String, id: Id) {
        match self.tree.get(id) {
            Node::Object { null_prototype: false, .. } => out.push_str("={}"),
            Node::Object { null_prototype: true, .. } => out.push_str("=Object.create(null)"),
            Node::Array { length, elements } if u64::from(*length) == elements.len() as u64 => {
                out.push_str("=[]")
            }
            Node::Array { length, .. } => {
                let _ = write!(out, "=Array({length})");
            }
            Node::Set(_) => out.push_str("=new Set"),
            Node::Map(_) => out.push_str("=new Map"),
            _ => {}
        }
    }

    /// The statements that complete a variable.
    fn fill(&self, out: &mut String, id: Id) {
        match self.tree.get(id) {
            Node::Object { properties, .. } => {
                for (key, value) in properties {
                    if is_proto(key) {
                        continue;
                    }
                    self.name(out, id);
                    out.push('[');
                    push_string_literal(out, key.as_text());
                    out.push_str("]=");
                    self.reference(out, *value);
                    out.push(';');
                }
            }
            Node::Array { elements, .. } => {
                for (index, value) in elements {
                    self.name(out, id);
                    let _ = write!(out, "[{index}]=");
                    self.reference(out, *value);
                    out.push(';');
                }
            }
            Node::Set(values) => {
                for value in values {
                    self.name(out, id);
                    out.push_str(".add(");
                    self.reference(out, *value);
                    out.push_str(");");
                }
            }
            Node::Map(entries) => {
                for (key, value) in entries {
                    self.name(out, id);
                    out.push_str(".set(");
                    self.reference(out, *key);
                    out.push(',');
                    self.reference(out, *value);
                    out.push_str(");");
                }
            }
            _ => {
                self.name(out, id);
                out.push('=');
                self.inline(out, id);
                out.push(';');
            }
        }
    }

    /// Writes a value in place. The depth of this recursion is bounded by [`MAX_DEPTH`].
    fn inline(&self, out: &mut String, id: Id) {
        match self.tree.get(id) {
            Node::Undefined => out.push_str("void 0"),
            Node::Null => out.push_str("null"),
            Node::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Node::Number(value) if *value == 0.0 && value.is_sign_negative() => out.push_str("-0"),
            Node::Number(value) => out.push_str(ryu_js::Buffer::new().format(*value)),
            Node::BigInt(digits) => {
                let _ = write!(out, "BigInt(\"{digits}\")");
            }
            Node::String(text) => push_string_literal(out, text.as_text()),
            Node::Object { null_prototype, properties } => {
                out.push('{');
                if *null_prototype {
                    out.push_str("__proto__:null");
                }
                for (key, value) in properties.iter().filter(|(key, _)| !is_proto(key)) {
                    if !out.ends_with('{') {
                        out.push(',');
                    }
                    push_string_literal(out, key.as_text());
                    out.push(':');
                    self.reference(out, *value);
                }
                out.push('}');
            }
            Node::Array { length, elements } => self.array(out, *length, elements),
            Node::Set(values) => {
                out.push_str("new Set([");
                self.list(out, values);
                out.push_str("])");
            }
            Node::Map(entries) => {
                out.push_str("new Map([");
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if at == 0 { "[" } else { ",[" });
                    self.list(out, &[*key, *value]);
                    out.push(']');
                }
                out.push_str("])");
            }
            Node::Date(time) if time.is_nan() => out.push_str("new Date(NaN)"),
            Node::Date(time) => {
                let _ = write!(out, "new Date({})", ryu_js::Buffer::new().format(*time));
            }
            Node::RegExp { source, flags } => call(out, "new RegExp", &[source.as_text(), flags.as_text()]),
            Node::Url(href) => call(out, "new URL", &[href.as_text()]),
            Node::UrlSearchParams(text) => call(out, "new URLSearchParams", &[text.as_text()]),
            Node::Temporal(kind, text) => {
                out.push_str(kind.name());
                call(out, ".from", &[text.as_text()]);
            }
            Node::Boxed(primitive) => {
                out.push_str("Object(");
                self.reference(out, *primitive);
                out.push(')');
            }
            Node::ArrayBuffer(bytes) => {
                out.push_str("new Uint8Array([");
                for (at, byte) in bytes.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    crate::json::push_integer(out, *byte);
                }
                out.push_str("]).buffer");
            }
            Node::View { kind, buffer, window } => {
                let _ = write!(out, "new {}(", kind.name());
                self.reference(out, *buffer);
                if let Some((offset, length)) = window {
                    let _ = write!(out, ",{offset},{length}");
                }
                out.push(')');
            }
            Node::Custom { name, payload } => {
                out.push_str(self.hook);
                out.push('(');
                push_string_literal(out, Text::Utf8(name));
                out.push(',');
                self.reference(out, *payload);
                out.push(')');
            }
        }
    }

    fn array(&self, out: &mut String, length: u32, elements: &std::collections::BTreeMap<u32, Id>) {
        // As in S-151, roughly: the size must not follow the length.
        if u64::from(length) > 4 * (elements.len() as u64) + 16 {
            let _ = write!(out, "Object.assign(Array({length}),{{");
            for (at, (index, value)) in elements.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                let _ = write!(out, "{index}:");
                self.reference(out, *value);
            }
            out.push_str("})");
            return;
        }
        out.push('[');
        for index in 0..length {
            match elements.get(&index) {
                Some(value) => {
                    self.reference(out, *value);
                    if index + 1 < length {
                        out.push(',');
                    }
                }
                // A hole is a comma of its own, also at the end.
                None => out.push(','),
            }
        }
        out.push(']');
    }

    fn list(&self, out: &mut String, values: &[Id]) {
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            self.reference(out, *value);
        }
    }
}

fn call(out: &mut String, function: &str, texts: &[Text<'_>]) {
    out.push_str(function);
    out.push('(');
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_string_literal(out, *text);
    }
    out.push(')');
}

fn is_proto(key: &Str) -> bool {
    matches!(key, Str::Utf8(key) if key == "__proto__")
}

fn children(node: &Node) -> Vec<Id> {
    match node {
        Node::Object { properties, .. } => properties.iter().map(|(_, value)| *value).collect(),
        Node::Array { elements, .. } => elements.values().copied().collect(),
        Node::Set(values) => values.clone(),
        Node::Map(entries) => entries.iter().flat_map(|(key, value)| [*key, *value]).collect(),
        Node::Boxed(child) | Node::View { buffer: child, .. } | Node::Custom { payload: child, .. } => {
            vec![*child]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn js(text: &str) -> String {
        let mut tree = Tree::with_revivers(["V"]);
        let root = decode(text, &mut tree).unwrap();
        uneval(&mut tree, &root, &["V"], "h").unwrap()
    }

    #[test]
    fn s185_values_in_place() {
        for (text, expected) in [
            ("-1", "void 0"),
            ("-3", "NaN"),
            ("-4", "Infinity"),
            ("-5", "-Infinity"),
            ("-6", "-0"),
            ("[null]", "null"),
            (r#"[["BigInt","-12"]]"#, r#"BigInt("-12")"#),
            (r#"[{"a":1,"b c":2},1,[3],"</script>"]"#, r#"{"a":1,"b c":["\u003C/script>"]}"#),
            (r#"[[-2,1,-2],"b"]"#, r#"[,"b",,]"#),
            ("[[-7,101,100,1],1]", "Object.assign(Array(101),{100:1})"),
            ("[[-7,4294967295]]", "Object.assign(Array(4294967295),{})"),
            (r#"[["Map",1,2],"k",["Set",1]]"#, r#"new Map([["k",new Set(["k"])]])"#),
            (r#"[["RegExp","\u003C\\/","g"]]"#, r#"new RegExp("\u003C\\/","g")"#),
            (r#"[["Date","1970-01-01T00:00:00.001Z"]]"#, "new Date(1)"),
            (r#"[["Date",""]]"#, "new Date(NaN)"),
            (
                r#"[["Uint8Array",1,1,2],["ArrayBuffer","AQIDBA=="]]"#,
                "new Uint8Array(new Uint8Array([1,2,3,4]).buffer,1,2)",
            ),
            (r#"[["Object",1],"a"]"#, r#"Object("a")"#),
            (r#"[["null","a",1],1]"#, r#"{__proto__:null,"a":1}"#),
            (r#"[["V",1],{"x":2},1]"#, r#"h("V",{"x":1})"#),
            (r#"[["URL","http://a.b/"]]"#, r#"new URL("http://a.b/")"#),
            (r#"["\u2028\u2029"]"#, r#""\u2028\u2029""#),
        ] {
            assert_eq!(js(text), expected, "{text}");
        }
    }

    #[test]
    fn s185_sharing_and_cycles() {
        assert_eq!(js(r#"[[1,1],{"z":2},1]"#), r#"(function(){var $0={};$0["z"]=1;return [$0,$0]}())"#);
        assert_eq!(js(r#"[{"self":0}]"#), r#"(function(){var $0={};$0["self"]=$0;return $0}())"#);
        assert_eq!(
            js(r#"[[1,1],["V",2],[0]]"#),
            r#"(function(){var $1,$0=[];$1=h("V",[$0]);$0[0]=$1;$0[1]=$1;return $0}())"#
        );
        let long = "long ".repeat(100);
        assert!(
            js(&format!(r#"[[1,1,1,1],"{long}"]"#)).len() < 600,
            "S-188: a repeated string is written once"
        );
    }

    #[test]
    fn depth_is_no_matter() {
        let mut text = String::from("[[1]");
        for level in 2..=100_000 {
            let _ = write!(text, ",[{level}]");
        }
        text.push_str(",[]]");
        assert!(js(&text).starts_with("(function(){var $"));
    }
}
