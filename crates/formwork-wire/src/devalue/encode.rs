//! The encoder (S-144…S-154, S-180).
//!
//! Every value gets an index when it is first met, before its children, so a container's text is not
//! complete until its last child has been met, while the texts of the children belong after it. Leaves
//! are written straight into one arena; each open container writes into a buffer of its own, which goes
//! to the arena when it closes; the result is the arena's pieces in the order of their indices.
//!
//! Primitives are recognised again by their literal in the arena, so no string is ever copied for that.
//! The walk keeps its own stack: depth is bounded by memory, not by the native stack.

use super::date::format_iso_date;
use super::escape::push_string_literal;
use super::source::{Buffer, Class, Facet, Kind, Source, SourceView, Unsupported};
use super::text::Text;
use crate::json::push_integer;
use base64::Engine as _;
use hashbrown::{DefaultHashBuilder, HashMap, HashTable};
use std::fmt;
use std::hash::BuildHasher as _;

const UNDEFINED: i64 = -1;
const HOLE: i64 = -2;
const NAN: i64 = -3;
const POSITIVE_INFINITY: i64 = -4;
const NEGATIVE_INFINITY: i64 = -5;
const NEGATIVE_ZERO: i64 = -6;
const SPARSE: i64 = -7;

/// Encodes a value.
///
/// # Errors
/// The value, or something in it, cannot be encoded; see [`EncodeError`].
pub fn encode<S: Source>(source: &mut S, root: &S::Value) -> Result<String, EncodeError<S::Error>> {
    Encoder::default().encode(source, root)
}

/// Why and where encoding failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeError<E> {
    /// Path to the offending value (S-154): `.a[0].get("k")`; empty for the root.
    pub path: String,
    /// What is wrong with it.
    pub kind: EncodeErrorKind<E>,
}

/// What can be wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EncodeErrorKind<E> {
    /// It is of a kind that cannot be encoded.
    Unsupported(Unsupported),
    /// The text would exceed [`Encoder::max_bytes`].
    TooLarge,
    /// The source failed, for example because a getter threw.
    Source(E),
}

impl<E: fmt::Display> fmt::Display for EncodeError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            EncodeErrorKind::Unsupported(reason) => write!(f, "{reason}")?,
            EncodeErrorKind::TooLarge => f.write_str("the value is too large to be serialised")?,
            EncodeErrorKind::Source(error) => write!(f, "{error}")?,
        }
        write!(f, " (data{})", self.path)
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for EncodeError<E> {}

/// Settings of an encoding.
#[derive(Debug, Clone, Copy)]
pub struct Encoder {
    /// Bytes of text beyond which encoding fails.
    pub max_bytes: usize,
}

impl Default for Encoder {
    fn default() -> Self {
        // Indices and arena offsets are 32 bits wide.
        Self { max_bytes: 1 << 31 }
    }
}

impl Encoder {
    /// Encodes a value.
    ///
    /// # Errors
    /// See [`EncodeError`].
    pub fn encode<S: Source>(
        &self,
        source: &mut S,
        root: &S::Value,
    ) -> Result<String, EncodeError<S::Error>> {
        let mut walk = Walk {
            max_bytes: self.max_bytes.min(1 << 31),
            source,
            arena: String::new(),
            elements: Vec::new(),
            literals: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            objects: HashMap::default(),
            alive: Vec::new(),
            spare: Vec::new(),
        };
        let mut stack: Vec<Frame<S>> = Vec::new();
        match walk.run(root, &mut stack) {
            Ok(root) if root < 0 => Ok(root.to_string()),
            Ok(_) => Ok(walk.assemble()),
            Err(kind) => Err(EncodeError { path: path(walk.source, &stack), kind }),
        }
    }
}

/// A piece of the arena.
#[derive(Clone, Copy, Default)]
struct Piece {
    start: u32,
    length: u32,
}

struct Literal {
    piece: Piece,
    index: i64,
}

struct Walk<'s, S: Source> {
    max_bytes: usize,
    source: &'s mut S,
    arena: String,
    elements: Vec<Piece>,
    literals: HashTable<Literal>,
    hasher: DefaultHashBuilder,
    objects: HashMap<usize, i64>,
    /// Everything that has an entry in `objects`: an address must not be used again while it is there.
    alive: Vec<S::Value>,
    spare: Vec<String>,
}

/// A container whose children are being met.
struct Frame<S: Source> {
    index: i64,
    text: String,
    body: Body<S>,
}

enum Body<S: Source> {
    Plain {
        object: S::Value,
        keys: std::vec::IntoIter<S::Key>,
        current: Option<S::Key>,
        null_prototype: bool,
    },
    /// `dense` once a hole was met and the dense form chosen (S-151).
    Array {
        array: S::Value,
        next: u32,
        length: u32,
        dense: bool,
    },
    Sparse {
        array: S::Value,
        present: std::vec::IntoIter<u32>,
        current: u32,
    },
    Set {
        values: std::vec::IntoIter<S::Value>,
    },
    Map {
        entries: std::vec::IntoIter<(S::Value, S::Value)>,
        key: Option<S::Value>,
        value: Option<S::Value>,
    },
    /// `["Name",` one child, and a tail such as `,1,2`.
    Wrapper {
        child: Option<S::Value>,
        tail: String,
    },
}

enum Step<V> {
    Child(V),
    Hole,
    Close(&'static str),
}

type Outcome<T, S> = Result<T, EncodeErrorKind<<S as Source>::Error>>;

impl<S: Source> Walk<'_, S> {
    fn run(&mut self, root: &S::Value, stack: &mut Vec<Frame<S>>) -> Outcome<i64, S> {
        let (root, frame) = self.meet(root)?;
        stack.extend(frame);
        while let Some(top) = stack.last_mut() {
            match top.step(self.source)? {
                Step::Hole => push_integer(&mut top.text, HOLE),
                Step::Child(child) => {
                    let (reference, frame) = self.meet(&child)?;
                    push_integer(&mut top.text, reference);
                    if top.text.len() > self.max_bytes {
                        return Err(EncodeErrorKind::TooLarge);
                    }
                    stack.extend(frame);
                }
                Step::Close(bracket) => {
                    if let Some(mut frame) = stack.pop() {
                        if let Body::Wrapper { tail, .. } = &frame.body {
                            frame.text.push_str(tail);
                        }
                        frame.text.push_str(bracket);
                        self.close(frame)?;
                    }
                }
            }
        }
        Ok(root)
    }

    fn close(&mut self, mut frame: Frame<S>) -> Outcome<(), S> {
        let start = self.arena.len();
        self.arena.push_str(&frame.text);
        frame.text.clear();
        if self.spare.len() < 32 {
            self.spare.push(frame.text);
        }
        self.finish(frame.index, start)
    }

    /// Records that the arena from `start` on is the text of an element.
    fn finish(&mut self, index: i64, start: usize) -> Outcome<(), S> {
        let piece = self.piece(start)?;
        if let Some(element) = usize::try_from(index).ok().and_then(|index| self.elements.get_mut(index)) {
            *element = piece;
        }
        Ok(())
    }

    fn piece(&self, start: usize) -> Outcome<Piece, S> {
        // One byte per element for the commas between them.
        if self.arena.len() + self.elements.len() > self.max_bytes {
            return Err(EncodeErrorKind::TooLarge);
        }
        let start_32 = u32::try_from(start).map_err(|_| EncodeErrorKind::TooLarge)?;
        let length = u32::try_from(self.arena.len() - start).map_err(|_| EncodeErrorKind::TooLarge)?;
        Ok(Piece { start: start_32, length })
    }

    fn allocate(&mut self) -> i64 {
        let index = self.elements.len();
        self.elements.push(Piece::default());
        i64::try_from(index).unwrap_or(i64::MAX)
    }

    fn frame(&mut self, index: i64, opening: &str, body: Body<S>) -> Frame<S> {
        let mut text = self.spare.pop().unwrap_or_default();
        text.push_str(opening);
        Frame { index, text, body }
    }

    /// Meets a value: its reference, and a frame if it has children that are not met yet (S-147).
    fn meet(&mut self, value: &S::Value) -> Outcome<(i64, Option<Frame<S>>), S> {
        match self.source.kind(value).map_err(EncodeErrorKind::Source)? {
            Kind::Undefined => Ok((UNDEFINED, None)),
            Kind::Number(number) => match sentinel(number) {
                Some(sentinel) => Ok((sentinel, None)),
                None => self.primitive(value, |walk| {
                    push_number(&mut walk.arena, number);
                    Ok(())
                }),
            },
            Kind::Null => self.primitive(value, |walk| {
                walk.arena.push_str("null");
                Ok(())
            }),
            Kind::Boolean(boolean) => self.primitive(value, |walk| {
                walk.arena.push_str(if boolean { "true" } else { "false" });
                Ok(())
            }),
            Kind::String => self.primitive(value, |walk| walk.push_text(value, Facet::Main)),
            Kind::BigInt => self.primitive(value, |walk| {
                walk.arena.push_str("[\"BigInt\",");
                walk.push_text(value, Facet::Main)?;
                walk.arena.push(']');
                Ok(())
            }),
            Kind::Object { identity, class } => {
                if let Some(index) = self.objects.get(&identity) {
                    return Ok((*index, None));
                }
                let index = self.allocate();
                self.objects.insert(identity, index);
                self.alive.push(value.clone());
                if let Some(frame) = self.reduced(value, index)? {
                    return Ok((index, Some(frame)));
                }
                Ok((index, self.object(value, index, class)?))
            }
        }
    }

    /// Writes a literal at the end of the arena, and takes it back if it is there already.
    fn primitive(
        &mut self,
        value: &S::Value,
        write: impl FnOnce(&mut Self) -> Outcome<(), S>,
    ) -> Outcome<(i64, Option<Frame<S>>), S> {
        let start = self.arena.len();
        write(self)?;
        let piece = self.piece(start)?;
        let arena = self.arena.as_bytes();
        let bytes = |piece: Piece| {
            let start = piece.start as usize;
            arena.get(start..start + piece.length as usize).unwrap_or_default()
        };
        let text = bytes(piece);
        let hash = self.hasher.hash_one(text);
        if let Some(known) = self.literals.find(hash, |literal| bytes(literal.piece) == text) {
            let index = known.index;
            self.arena.truncate(start);
            return Ok((index, None));
        }
        let index = i64::try_from(self.elements.len()).unwrap_or(i64::MAX);
        self.elements.push(piece);
        let hasher = &self.hasher;
        self.literals
            .insert_unique(hash, Literal { piece, index }, |literal| hasher.hash_one(bytes(literal.piece)));
        // The literal stays in the arena, for recognition; only the element is another one then.
        Ok((index, self.reduced(value, index)?))
    }

    fn reduced(&mut self, value: &S::Value, index: i64) -> Outcome<Option<Frame<S>>, S> {
        if !self.source.has_reducers() {
            return Ok(None);
        }
        let Some(reduced) = self.source.reduce(value).map_err(EncodeErrorKind::Source)? else {
            return Ok(None);
        };
        let mut frame =
            self.frame(index, "[", Body::Wrapper { child: Some(reduced.payload), tail: String::new() });
        push_string_literal(&mut frame.text, Text::Utf8(&reduced.name));
        frame.text.push(',');
        Ok(Some(frame))
    }

    /// Encodes an object met for the first time.
    fn object(&mut self, value: &S::Value, index: i64, class: Class) -> Outcome<Option<Frame<S>>, S> {
        let start = self.arena.len();
        let (opening, body) = match class {
            Class::Unsupported(reason) => return Err(EncodeErrorKind::Unsupported(reason)),
            Class::Plain | Class::NullPrototype => {
                let keys = self.source.keys(value).map_err(EncodeErrorKind::Source)?.into_iter();
                let null_prototype = class == Class::NullPrototype;
                let opening = if null_prototype { "[\"null\"" } else { "{" };
                (opening, Body::Plain { object: value.clone(), keys, current: None, null_prototype })
            }
            Class::Array(length) => {
                ("[", Body::Array { array: value.clone(), next: 0, length, dense: false })
            }
            Class::Set => {
                let values = self.source.set_values(value).map_err(EncodeErrorKind::Source)?.into_iter();
                ("[\"Set\"", Body::Set { values })
            }
            Class::Map => {
                let entries = self.source.map_entries(value).map_err(EncodeErrorKind::Source)?.into_iter();
                ("[\"Map\"", Body::Map { entries, key: None, value: None })
            }
            Class::Boxed => {
                let child = Some(self.source.unboxed(value).map_err(EncodeErrorKind::Source)?);
                ("[\"Object\",", Body::Wrapper { child, tail: String::new() })
            }
            Class::View => return self.view(value, index),
            Class::ArrayBuffer => {
                self.push_bytes(value)?;
                self.finish(index, start)?;
                return Ok(None);
            }
            Class::Date(time) => {
                self.arena.push_str("[\"Date\",\"");
                self.arena.push_str(&format_iso_date(time).unwrap_or_default());
                self.arena.push_str("\"]");
                self.finish(index, start)?;
                return Ok(None);
            }
            Class::RegExp => {
                self.arena.push_str("[\"RegExp\",");
                self.push_text(value, Facet::Main)?;
                let flags = self.arena.len();
                self.arena.push(',');
                self.push_text(value, Facet::Flags)?;
                if self.arena.ends_with(",\"\"") && self.arena.len() == flags + 3 {
                    self.arena.truncate(flags);
                }
                self.arena.push(']');
                self.finish(index, start)?;
                return Ok(None);
            }
            Class::Url | Class::UrlSearchParams | Class::Temporal(_) => {
                self.arena.push_str("[\"");
                self.arena.push_str(match class {
                    Class::Url => "URL",
                    Class::Temporal(temporal) => temporal.name(),
                    _ => "URLSearchParams",
                });
                self.arena.push_str("\",");
                self.push_text(value, Facet::Main)?;
                self.arena.push(']');
                self.finish(index, start)?;
                return Ok(None);
            }
        };
        Ok(Some(self.frame(index, opening, body)))
    }

    fn view(&mut self, value: &S::Value, index: i64) -> Outcome<Option<Frame<S>>, S> {
        let SourceView { kind, buffer, window } = self.source.view(value).map_err(EncodeErrorKind::Source)?;
        let mut opening = format!("[\"{}\",", kind.name());
        let mut tail = String::new();
        let child = match buffer {
            Buffer::Whole(buffer) => {
                if let Some((offset, length)) = window {
                    tail = format!(",{offset},{length}");
                }
                Some(buffer)
            }
            Buffer::Visible => {
                let copy = self.allocate();
                let start = self.arena.len();
                self.push_bytes(value)?;
                self.finish(copy, start)?;
                push_integer(&mut opening, copy);
                None
            }
        };
        Ok(Some(self.frame(index, &opening, Body::Wrapper { child, tail })))
    }

    fn push_text(&mut self, value: &S::Value, facet: Facet) -> Outcome<(), S> {
        let arena = &mut self.arena;
        self.source
            .text(value, facet, |text| push_string_literal(arena, text))
            .map_err(EncodeErrorKind::Source)
    }

    fn push_bytes(&mut self, value: &S::Value) -> Outcome<(), S> {
        let arena = &mut self.arena;
        arena.push_str("[\"ArrayBuffer\",\"");
        self.source
            .bytes(value, |bytes| base64::engine::general_purpose::STANDARD.encode_string(bytes, arena))
            .map_err(EncodeErrorKind::Source)?;
        self.arena.push_str("\"]");
        Ok(())
    }

    fn assemble(&self) -> String {
        let length: usize = self.elements.iter().map(|piece| piece.length as usize + 1).sum();
        let mut out = String::with_capacity(length + 1);
        for (at, piece) in self.elements.iter().enumerate() {
            out.push(if at == 0 { '[' } else { ',' });
            let start = piece.start as usize;
            out.push_str(self.arena.get(start..start + piece.length as usize).unwrap_or_default());
        }
        out.push(']');
        out
    }
}

impl<S: Source> Frame<S> {
    /// Goes on to the next child and writes what stands before its reference.
    fn step(&mut self, source: &mut S) -> Outcome<Step<S::Value>, S> {
        let text = &mut self.text;
        match &mut self.body {
            Body::Plain { object, keys, current, null_prototype } => {
                *current = keys.next();
                let Some(key) = current else {
                    return Ok(Step::Close(if *null_prototype { "]" } else { "}" }));
                };
                if !text.ends_with('{') {
                    text.push(',');
                }
                let start = text.len();
                source
                    .key_text(key, |key| push_string_literal(text, key))
                    .map_err(EncodeErrorKind::Source)?;
                if text.get(start..) == Some("\"__proto__\"") {
                    *current = None;
                    return Err(EncodeErrorKind::Unsupported(Unsupported::ProtoKey));
                }
                text.push(if *null_prototype { ',' } else { ':' });
                source.property(object, key).map(Step::Child).map_err(EncodeErrorKind::Source)
            }
            Body::Array { array, next, length, dense } => {
                if *next >= *length {
                    return Ok(Step::Close("]"));
                }
                if *next > 0 {
                    text.push(',');
                }
                let index = *next;
                *next += 1;
                if let Some(child) = source.element(array, index).map_err(EncodeErrorKind::Source)? {
                    return Ok(Step::Child(child));
                }
                if *dense {
                    return Ok(Step::Hole);
                }
                let present = source.present(array).map_err(EncodeErrorKind::Source)?;
                if !sparse_is_shorter(*length, present.len()) {
                    *dense = true;
                    return Ok(Step::Hole);
                }
                text.clear();
                text.push('[');
                push_integer(text, SPARSE);
                text.push(',');
                push_integer(text, *length);
                let array = array.clone();
                self.body = Body::Sparse { array, present: present.into_iter(), current: 0 };
                self.step(source)
            }
            Body::Sparse { array, present, current } => loop {
                let Some(index) = present.next() else { return Ok(Step::Close("]")) };
                *current = index;
                // A getter may have removed it in the meantime.
                let Some(child) = source.element(array, index).map_err(EncodeErrorKind::Source)? else {
                    continue;
                };
                text.push(',');
                push_integer(text, index);
                text.push(',');
                return Ok(Step::Child(child));
            },
            Body::Set { values } => match values.next() {
                None => Ok(Step::Close("]")),
                Some(value) => {
                    text.push(',');
                    Ok(Step::Child(value))
                }
            },
            Body::Map { entries, key, value } => {
                if let Some(value) = value.take() {
                    text.push(',');
                    return Ok(Step::Child(value));
                }
                let Some((next, its_value)) = entries.next() else { return Ok(Step::Close("]")) };
                text.push(',');
                *key = Some(next.clone());
                *value = Some(its_value);
                Ok(Step::Child(next))
            }
            Body::Wrapper { child, .. } => Ok(child.take().map_or(Step::Close("]"), Step::Child)),
        }
    }

    /// Appends this container's part of a path (S-154).
    fn push_path(&self, source: &mut S, out: &mut String) {
        match &self.body {
            Body::Plain { current: Some(key), .. } => {
                // A key whose text cannot be had has no place in the path; the error itself is kept.
                let _ = source.key_text(key, |key| match key.simplest() {
                    Text::Utf8(name) if is_identifier(name) => {
                        out.push('.');
                        out.push_str(name);
                    }
                    name => {
                        out.push('[');
                        push_string_literal(out, name);
                        out.push(']');
                    }
                });
            }
            Body::Array { next, .. } => push_index(out, next.saturating_sub(1)),
            Body::Sparse { current, .. } => push_index(out, *current),
            Body::Map { key: Some(key), .. } => {
                out.push_str(".get(");
                match source.kind(key) {
                    Ok(Kind::String) => {
                        let _ = source.text(key, Facet::Main, |text| push_string_literal(out, text));
                    }
                    Ok(Kind::BigInt) => {
                        let _ = source.text(key, Facet::Main, |text| out.push_str(&text.to_string_lossy()));
                        out.push('n');
                    }
                    Ok(Kind::Number(number)) => push_number(out, number),
                    Ok(Kind::Boolean(boolean)) => out.push_str(if boolean { "true" } else { "false" }),
                    Ok(Kind::Null) => out.push_str("null"),
                    Ok(Kind::Undefined) => out.push_str("undefined"),
                    Ok(Kind::Object { .. }) | Err(_) => out.push_str("..."),
                }
                out.push(')');
            }
            Body::Plain { .. } | Body::Map { .. } | Body::Set { .. } | Body::Wrapper { .. } => {}
        }
    }
}

fn path<S: Source>(source: &mut S, stack: &[Frame<S>]) -> String {
    let mut out = String::new();
    for frame in stack {
        frame.push_path(source, &mut out);
    }
    out
}

fn push_index(out: &mut String, index: u32) {
    out.push('[');
    push_integer(out, index);
    out.push(']');
}

fn is_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$'))
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'))
}

fn sentinel(number: f64) -> Option<i64> {
    if number.is_nan() {
        Some(NAN)
    } else if number == f64::INFINITY {
        Some(POSITIVE_INFINITY)
    } else if number == f64::NEG_INFINITY {
        Some(NEGATIVE_INFINITY)
    } else if number == 0.0 && number.is_sign_negative() {
        Some(NEGATIVE_ZERO)
    } else {
        None
    }
}

/// JavaScript's shortest form (S-148).
fn push_number(out: &mut String, number: f64) {
    #[allow(clippy::cast_possible_truncation, reason = "compared afterwards")]
    let integer = number as i32;
    if f64::from(integer) == number {
        push_integer(out, integer);
    } else {
        out.push_str(ryu_js::Buffer::new().format(number));
    }
}

/// S-151: whether the sparse form is the shorter one.
fn sparse_is_shorter(length: u32, present: usize) -> bool {
    let length = u64::from(length);
    let present = (present as u64).min(length);
    let digits = u64::from(length.checked_ilog10().unwrap_or(0) + 1);
    3 * (length - present) > 4 + digits + present * (digits + 1)
}

#[cfg(test)]
#[path = "encode_tests.rs"]
mod tests;
