//! A value graph as plain Rust data: both a [`Source`] and a [`Sink`].
//!
//! Nodes refer to each other by number, so graphs with cycles and shared parts are no different from
//! trees. Used by tests, by actions written in Rust, and wherever devalue text must be looked into
//! without an engine.

use super::date::parse_iso_date;
use super::sink::{Sink, View};
use super::source::{Buffer, Class, Facet, Kind, Reduced, Source, SourceView, Temporal, ViewKind};
use super::text::Text;
use std::collections::BTreeMap;
use std::convert::Infallible;

/// Number of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(u32);

/// A graph.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    nodes: Vec<Node>,
    revivers: Vec<String>,
}

/// A string that may hold lone surrogates.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Str {
    /// Well-formed.
    Utf8(String),
    /// With lone surrogates.
    Utf16(Vec<u16>),
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the names are JavaScript's")]
pub enum Node {
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    BigInt(String),
    String(Str),
    Object { null_prototype: bool, properties: Vec<(Str, Id)> },
    Array { length: u32, elements: BTreeMap<u32, Id> },
    Set(Vec<Id>),
    Map(Vec<(Id, Id)>),
    Date(f64),
    RegExp { source: Str, flags: Str },
    Url(Str),
    UrlSearchParams(Str),
    Temporal(Temporal, Str),
    Boxed(Id),
    ArrayBuffer(Vec<u8>),
    View { kind: ViewKind, buffer: Id, window: Option<(usize, usize)> },
    Custom { name: String, payload: Id },
}

/// The tree refuses to build a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A view whose buffer is none, or whose window is not in it.
    #[error("a view does not fit its buffer")]
    View,
    /// A URL that is none.
    #[error("a URL is malformed")]
    Url,
    /// More nodes than a tree can number.
    #[error("too many values")]
    TooMany,
}

impl Str {
    /// Borrows the text.
    #[must_use]
    pub fn as_text(&self) -> Text<'_> {
        match self {
            Self::Utf8(text) => Text::Utf8(text),
            Self::Utf16(units) => Text::Utf16(units),
        }
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Self::Utf8(text.to_owned())
    }
}

impl From<Text<'_>> for Str {
    fn from(text: Text<'_>) -> Self {
        match text.simplest() {
            Text::Utf8(text) => Self::Utf8(text.to_owned()),
            other => {
                let units = other.to_utf16().into_owned();
                String::from_utf16(&units).map_or(Self::Utf16(units), Self::Utf8)
            }
        }
    }
}

static UNDEFINED: Node = Node::Undefined;

impl Tree {
    /// An empty tree that decodes values of these custom types as [`Node::Custom`].
    #[must_use]
    pub fn with_revivers<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self { nodes: Vec::new(), revivers: names.into_iter().map(str::to_owned).collect() }
    }

    /// Adds a node.
    pub fn add(&mut self, node: Node) -> Id {
        // A tree of 2³² nodes would not fit the memory; should it ever, the last ones are undefined.
        let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }

    /// Adds a string.
    pub fn text(&mut self, text: &str) -> Id {
        self.add(Node::String(text.into()))
    }

    /// Adds a plain object.
    pub fn plain(&mut self, properties: &[(&str, Id)]) -> Id {
        let properties = properties.iter().map(|(key, id)| ((*key).into(), *id)).collect();
        self.add(Node::Object { null_prototype: false, properties })
    }

    /// Adds a dense array.
    pub fn list(&mut self, items: &[Id]) -> Id {
        let elements: BTreeMap<u32, Id> = (0_u32..).zip(items.iter().copied()).collect();
        self.add(Node::Array { length: u32::try_from(elements.len()).unwrap_or(u32::MAX), elements })
    }

    /// A node; numbers of another tree give `undefined`.
    #[must_use]
    pub fn get(&self, id: Id) -> &Node {
        self.nodes.get(id.0 as usize).unwrap_or(&UNDEFINED)
    }

    /// A node, to be changed; used to close cycles.
    pub fn get_mut(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes.get_mut(id.0 as usize)
    }

    /// A property of an object.
    #[must_use]
    pub fn property(&self, object: Id, name: &str) -> Option<Id> {
        match self.get(object) {
            Node::Object { properties, .. } => properties
                .iter()
                .find(|(key, _)| matches!(key, Str::Utf8(key) if key == name))
                .map(|(_, id)| *id),
            _ => None,
        }
    }
}

impl Source for Tree {
    type Value = Id;
    type Key = (Str, Id);
    type Error = Infallible;

    fn kind(&mut self, value: &Id) -> Result<Kind, Infallible> {
        let class = match self.get(*value) {
            Node::Undefined => return Ok(Kind::Undefined),
            Node::Null => return Ok(Kind::Null),
            Node::Boolean(value) => return Ok(Kind::Boolean(*value)),
            Node::Number(value) => return Ok(Kind::Number(*value)),
            Node::BigInt(_) => return Ok(Kind::BigInt),
            Node::String(_) => return Ok(Kind::String),
            Node::Object { null_prototype: false, .. } => Class::Plain,
            Node::Object { null_prototype: true, .. } => Class::NullPrototype,
            Node::Array { length, .. } => Class::Array(*length),
            Node::Set(_) => Class::Set,
            Node::Map(_) => Class::Map,
            Node::Date(time) => Class::Date(*time),
            Node::RegExp { .. } => Class::RegExp,
            Node::Url(_) => Class::Url,
            Node::UrlSearchParams(_) => Class::UrlSearchParams,
            Node::Temporal(kind, _) => Class::Temporal(*kind),
            Node::Boxed(_) => Class::Boxed,
            Node::ArrayBuffer(_) => Class::ArrayBuffer,
            Node::View { .. } => Class::View,
            Node::Custom { .. } => Class::Unsupported(super::source::Unsupported::Instance),
        };
        Ok(Kind::Object { identity: value.0 as usize, class })
    }

    fn text<R>(
        &mut self,
        value: &Id,
        facet: Facet,
        lend: impl FnOnce(Text<'_>) -> R,
    ) -> Result<R, Infallible> {
        Ok(lend(match (self.get(*value), facet) {
            (Node::RegExp { flags, .. }, Facet::Flags) => flags.as_text(),
            (Node::BigInt(digits), _) => Text::Utf8(digits),
            (
                Node::String(text)
                | Node::Url(text)
                | Node::UrlSearchParams(text)
                | Node::Temporal(_, text)
                | Node::RegExp { source: text, .. },
                _,
            ) => text.as_text(),
            _ => Text::Utf8(""),
        }))
    }

    fn keys(&mut self, object: &Id) -> Result<Vec<(Str, Id)>, Infallible> {
        let Node::Object { properties, .. } = self.get(*object) else { return Ok(Vec::new()) };
        // JavaScript's order: integer-like keys ascending, then the others as they came.
        let index = |key: &Str| match key {
            Str::Utf8(key) => key.parse::<u32>().ok().filter(|n| *n < u32::MAX && n.to_string() == *key),
            Str::Utf16(_) => None,
        };
        let mut keys = properties.clone();
        keys.sort_by_key(|(key, _)| index(key).map_or((1, 0), |index| (0, index)));
        Ok(keys)
    }

    fn key_text<R>(&mut self, key: &(Str, Id), lend: impl FnOnce(Text<'_>) -> R) -> Result<R, Infallible> {
        Ok(lend(key.0.as_text()))
    }

    fn property(&mut self, _object: &Id, key: &(Str, Id)) -> Result<Id, Infallible> {
        Ok(key.1)
    }

    fn element(&mut self, array: &Id, index: u32) -> Result<Option<Id>, Infallible> {
        Ok(match self.get(*array) {
            Node::Array { elements, .. } => elements.get(&index).copied(),
            _ => None,
        })
    }

    fn present(&mut self, array: &Id) -> Result<Vec<u32>, Infallible> {
        Ok(match self.get(*array) {
            Node::Array { elements, .. } => elements.keys().copied().collect(),
            _ => Vec::new(),
        })
    }

    fn set_values(&mut self, set: &Id) -> Result<Vec<Id>, Infallible> {
        Ok(if let Node::Set(values) = self.get(*set) { values.clone() } else { Vec::new() })
    }

    fn map_entries(&mut self, map: &Id) -> Result<Vec<(Id, Id)>, Infallible> {
        Ok(if let Node::Map(entries) = self.get(*map) { entries.clone() } else { Vec::new() })
    }

    fn unboxed(&mut self, boxed: &Id) -> Result<Id, Infallible> {
        Ok(if let Node::Boxed(primitive) = self.get(*boxed) { *primitive } else { *boxed })
    }

    fn view(&mut self, view: &Id) -> Result<SourceView<Id>, Infallible> {
        Ok(match self.get(*view) {
            Node::View { kind, buffer, window } => {
                SourceView { kind: *kind, buffer: Buffer::Whole(*buffer), window: *window }
            }
            _ => SourceView { kind: ViewKind::Uint8, buffer: Buffer::Visible, window: None },
        })
    }

    fn bytes<R>(&mut self, value: &Id, lend: impl FnOnce(&[u8]) -> R) -> Result<R, Infallible> {
        Ok(lend(if let Node::ArrayBuffer(bytes) = self.get(*value) { bytes } else { &[] }))
    }

    fn has_reducers(&self) -> bool {
        true
    }

    fn reduce(&mut self, value: &Id) -> Result<Option<Reduced<Id>>, Infallible> {
        Ok(match self.get(*value) {
            Node::Custom { name, payload } => Some(Reduced { name: name.clone().into(), payload: *payload }),
            _ => None,
        })
    }
}

impl Tree {
    fn build(&mut self, node: Node) -> Result<Id, TreeError> {
        u32::try_from(self.nodes.len()).map_err(|_| TreeError::TooMany)?;
        Ok(self.add(node))
    }
}

impl Sink for Tree {
    type Value = Id;
    type Error = TreeError;

    fn undefined(&mut self) -> Result<Id, TreeError> {
        self.build(Node::Undefined)
    }

    fn null(&mut self) -> Result<Id, TreeError> {
        self.build(Node::Null)
    }

    fn boolean(&mut self, value: bool) -> Result<Id, TreeError> {
        self.build(Node::Boolean(value))
    }

    fn number(&mut self, value: f64) -> Result<Id, TreeError> {
        self.build(Node::Number(value))
    }

    fn string(&mut self, text: Text<'_>) -> Result<Id, TreeError> {
        self.build(Node::String(text.into()))
    }

    fn bigint(&mut self, digits: &str) -> Result<Id, TreeError> {
        self.build(Node::BigInt(digits.to_owned()))
    }

    fn object(&mut self, null_prototype: bool) -> Result<Id, TreeError> {
        self.build(Node::Object { null_prototype, properties: Vec::new() })
    }

    fn set_property(&mut self, object: &Id, key: Text<'_>, value: Id) -> Result<(), TreeError> {
        if let Some(Node::Object { properties, .. }) = self.get_mut(*object) {
            properties.push((key.into(), value));
        }
        Ok(())
    }

    fn array(&mut self, length: u32) -> Result<Id, TreeError> {
        self.build(Node::Array { length, elements: BTreeMap::new() })
    }

    fn set_element(&mut self, array: &Id, index: u32, value: Id) -> Result<(), TreeError> {
        if let Some(Node::Array { elements, .. }) = self.get_mut(*array) {
            elements.insert(index, value);
        }
        Ok(())
    }

    fn set(&mut self) -> Result<Id, TreeError> {
        self.build(Node::Set(Vec::new()))
    }

    fn add_to_set(&mut self, set: &Id, value: Id) -> Result<(), TreeError> {
        if let Some(Node::Set(values)) = self.get_mut(*set) {
            values.push(value);
        }
        Ok(())
    }

    fn map(&mut self) -> Result<Id, TreeError> {
        self.build(Node::Map(Vec::new()))
    }

    fn add_to_map(&mut self, map: &Id, key: Id, value: Id) -> Result<(), TreeError> {
        if let Some(Node::Map(entries)) = self.get_mut(*map) {
            entries.push((key, value));
        }
        Ok(())
    }

    fn date(&mut self, text: &str) -> Result<Id, TreeError> {
        self.build(Node::Date(parse_iso_date(text).unwrap_or(f64::NAN)))
    }

    fn regexp(&mut self, source: Text<'_>, flags: Text<'_>) -> Result<Id, TreeError> {
        self.build(Node::RegExp { source: source.into(), flags: flags.into() })
    }

    fn url(&mut self, href: Text<'_>) -> Result<Id, TreeError> {
        url::Url::parse(&href.to_string_lossy()).map_err(|_| TreeError::Url)?;
        self.build(Node::Url(href.into()))
    }

    fn url_search_params(&mut self, text: Text<'_>) -> Result<Id, TreeError> {
        self.build(Node::UrlSearchParams(text.into()))
    }

    fn temporal(&mut self, kind: Temporal, text: Text<'_>) -> Result<Id, TreeError> {
        self.build(Node::Temporal(kind, text.into()))
    }

    fn boxed(&mut self, primitive: Id) -> Result<Id, TreeError> {
        self.build(Node::Boxed(primitive))
    }

    fn array_buffer(&mut self, bytes: Vec<u8>) -> Result<Id, TreeError> {
        self.build(Node::ArrayBuffer(bytes))
    }

    fn view(&mut self, view: View<Id>) -> Result<Id, TreeError> {
        let View { kind, buffer, window } = view;
        let Node::ArrayBuffer(bytes) = self.get(buffer) else { return Err(TreeError::View) };
        let size = kind.element_size();
        let fits = match window {
            None => bytes.len().is_multiple_of(size),
            Some((offset, length)) => {
                offset.is_multiple_of(size)
                    && length
                        .checked_mul(size)
                        .and_then(|length| length.checked_add(offset))
                        .is_some_and(|end| end <= bytes.len())
            }
        };
        if !fits {
            return Err(TreeError::View);
        }
        self.build(Node::View { kind, buffer, window })
    }

    fn has_reviver(&mut self, name: &str) -> bool {
        self.revivers.iter().any(|known| known == name)
    }

    fn revive(&mut self, name: &str, payload: Id) -> Result<Id, TreeError> {
        self.build(Node::Custom { name: name.to_owned(), payload })
    }
}
