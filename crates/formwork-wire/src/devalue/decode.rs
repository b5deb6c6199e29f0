//! The decoder (S-155…S-160).
//!
//! Values are built from element 0 on and remembered by index. A container is remembered before its
//! children are built; a value that a reviver makes is not, so a payload that needs itself is an error.
//! The decoder keeps its own stack. A container's children are complete before the walk goes on behind
//! it, except for those that are open further down (a cycle), as in the reference.

use super::scan::{self, Cursor, Scalar, Str, SyntaxError};
use super::sink::{Sink, View};
use super::source::{Temporal, ViewKind};
use super::text::Text;
use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use thiserror::Error;

/// The text cannot be decoded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("devalue text is invalid at byte {at}: {kind}")]
pub struct DecodeError<E> {
    /// Where; the place is near the mistake.
    pub at: usize,
    /// Why.
    pub kind: DecodeErrorKind<E>,
}

/// What can be wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeErrorKind<E> {
    /// It is no JSON of the right shape.
    #[error("malformed")]
    Syntax,
    /// A reference is no number, no index of an element, and no sentinel that may stand there.
    #[error("bad reference")]
    Reference,
    /// A type that is neither built in nor known to a reviver.
    #[error("unknown type `{0}`")]
    UnknownType(String),
    /// The payload of a type is not what the type needs.
    #[error("bad payload of type `{0}`")]
    Payload(&'static str),
    /// An object has a key `__proto__`.
    #[error("`__proto__` is no acceptable key")]
    ProtoKey,
    /// A reviver's payload needs the value that is to be made of it.
    #[error("a value needs itself before it exists")]
    Circular,
    /// The sink refused.
    #[error("{0}")]
    Sink(E),
}

/// Browsers write padding; texts without it are read too, other variants are not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

/// Decodes devalue text.
///
/// # Errors
/// See [`DecodeErrorKind`].
pub fn decode<S: Sink>(text: &str, sink: &mut S) -> Result<S::Value, DecodeError<S::Error>> {
    let syntax = |SyntaxError(at)| DecodeError { at, kind: DecodeErrorKind::Syntax };
    let mut cursor = Cursor::new(text, 0);
    if cursor.peek() != Some(b'[') {
        let number = cursor.number().map_err(syntax)?;
        if cursor.peek().is_some() {
            return Err(syntax(SyntaxError(cursor.at)));
        }
        let value = special(number).map(|special| special.build(sink));
        return value
            .ok_or(DecodeErrorKind::Reference)
            .and_then(|built| built.map_err(DecodeErrorKind::Sink))
            .map_err(|kind| DecodeError { at: 0, kind });
    }
    let starts = scan::elements(text).map_err(syntax)?;
    let mut slots = Vec::new();
    slots.resize_with(starts.len(), || Slot::Empty);
    let mut walk = Walk { text, starts, slots, sink, at: 0 };
    walk.run().map_err(|kind| DecodeError { at: walk.at, kind })
}

/// Decodes a value that was parsed as JSON already (S-160), such as a node of a data response.
///
/// # Errors
/// See [`DecodeErrorKind`].
pub fn unflatten<S: Sink>(
    value: &serde_json::Value,
    sink: &mut S,
) -> Result<S::Value, DecodeError<S::Error>> {
    decode(&value.to_string(), sink)
}

/// Values that have no element of their own.
#[derive(Clone, Copy)]
enum Special {
    Undefined,
    Number(f64),
}

impl Special {
    fn build<S: Sink>(self, sink: &mut S) -> Result<S::Value, S::Error> {
        match self {
            Self::Undefined => sink.undefined(),
            Self::Number(number) => sink.number(number),
        }
    }
}

fn special(number: f64) -> Option<Special> {
    if number == -1.0 {
        Some(Special::Undefined)
    } else if number == -3.0 {
        Some(Special::Number(f64::NAN))
    } else if number == -4.0 {
        Some(Special::Number(f64::INFINITY))
    } else if number == -5.0 {
        Some(Special::Number(f64::NEG_INFINITY))
    } else if number == -6.0 {
        Some(Special::Number(-0.0))
    } else {
        None
    }
}

enum Slot<V> {
    Empty,
    /// Waiting for its payload.
    Pending,
    Ready(V),
}

struct Walk<'a, 's, S: Sink> {
    text: &'a str,
    starts: Vec<u32>,
    slots: Vec<Slot<S::Value>>,
    sink: &'s mut S,
    /// Where the walk is, for errors.
    at: usize,
}

/// An open container, or a value that waits for its payload.
struct Frame<'a, V> {
    /// Behind the last child that was read.
    cursor: Cursor<'a>,
    work: Work<'a, V>,
    /// A child that had to be built first.
    waiting: Option<(Place<'a>, usize)>,
}

enum Work<'a, V> {
    Object {
        object: V,
        null_prototype: bool,
    },
    Array {
        array: V,
        next: u32,
    },
    Sparse {
        array: V,
        length: u32,
    },
    Set {
        set: V,
    },
    Map {
        map: V,
        key: Option<V>,
    },
    /// Becomes the value of `index` when its payload is there.
    Wrap {
        index: usize,
        wrapper: Wrapper<'a>,
    },
}

enum Wrapper<'a> {
    Reviver(Str<'a>),
    View(ViewKind, Option<(usize, usize)>),
}

/// Where a child goes.
enum Place<'a> {
    Key(Str<'a>),
    Index(u32),
    Member,
    Payload,
}

/// A child as it is written.
enum Reference {
    Special(Special),
    Hole,
    Element(usize),
}

type Outcome<T, S> = Result<T, DecodeErrorKind<<S as Sink>::Error>>;

impl<E> From<SyntaxError> for DecodeErrorKind<E> {
    fn from(_: SyntaxError) -> Self {
        Self::Syntax
    }
}

impl<'a, S: Sink> Walk<'a, '_, S> {
    fn run(&mut self) -> Outcome<S::Value, S> {
        let mut stack = Vec::new();
        self.open(0, &mut stack)?;
        while let Some(top) = stack.last_mut() {
            match self.step(top)? {
                Some(child) => self.open(child, &mut stack)?,
                None => {
                    stack.pop();
                }
            }
        }
        match self.slots.first() {
            Some(Slot::Ready(value)) => Ok(value.clone()),
            _ => Err(DecodeErrorKind::Circular),
        }
    }

    fn settle(&mut self, index: usize, slot: Slot<S::Value>) {
        if let Some(place) = self.slots.get_mut(index) {
            *place = slot;
        }
    }

    /// Goes on with a container until it is complete (`None`) or a child must be built first.
    fn step(&mut self, frame: &mut Frame<'a, S::Value>) -> Outcome<Option<usize>, S> {
        if let Some((place, index)) = frame.waiting.take() {
            let value = match self.slots.get(index) {
                Some(Slot::Ready(value)) => value.clone(),
                Some(Slot::Empty) => {
                    frame.waiting = Some((place, index));
                    return Ok(Some(index));
                }
                Some(Slot::Pending) | None => return Err(DecodeErrorKind::Circular),
            };
            self.put(&mut frame.work, place, value)?;
        }
        loop {
            self.at = frame.cursor.at;
            let Some((place, reference)) = self.next_child(frame)? else { return Ok(None) };
            let value = match reference {
                Reference::Hole => continue,
                Reference::Special(special) => special.build(self.sink).map_err(DecodeErrorKind::Sink)?,
                Reference::Element(index) => match self.slots.get(index) {
                    None => return Err(DecodeErrorKind::Reference),
                    Some(Slot::Pending) => return Err(DecodeErrorKind::Circular),
                    Some(Slot::Ready(value)) => value.clone(),
                    Some(Slot::Empty) => {
                        frame.waiting = Some((place, index));
                        return Ok(Some(index));
                    }
                },
            };
            self.put(&mut frame.work, place, value)?;
        }
    }

    /// Reads the next child of a container.
    fn next_child(&mut self, frame: &mut Frame<'a, S::Value>) -> Outcome<Option<(Place<'a>, Reference)>, S> {
        let cursor = &mut frame.cursor;
        if let Work::Wrap { .. } = frame.work {
            return Ok(None);
        }
        // A map whose last key has no value ends here too.
        let lone_key = matches!(frame.work, Work::Map { key: Some(_), .. });
        match cursor.peek() {
            Some(b']' | b'}') if lone_key => return Err(DecodeErrorKind::Reference),
            Some(b']' | b'}') => return Ok(None),
            Some(b',') => cursor.at += 1,
            _ => {}
        }
        let place = match &mut frame.work {
            Work::Object { null_prototype, .. } => {
                let Scalar::String(key) = cursor.scalar()? else {
                    return Err(DecodeErrorKind::Payload("null"));
                };
                if key.as_str() == Some("__proto__") {
                    return Err(DecodeErrorKind::ProtoKey);
                }
                if *null_prototype && cursor.peek() != Some(b',') {
                    return Err(DecodeErrorKind::Reference);
                }
                cursor.at += 1;
                Place::Key(key)
            }
            Work::Array { next, .. } => {
                *next += 1;
                Place::Index(*next - 1)
            }
            Work::Sparse { length, .. } => {
                let index = integer(&cursor.scalar()?).and_then(|index| u32::try_from(index).ok());
                let index = index.filter(|index| index < length).ok_or(DecodeErrorKind::Reference)?;
                cursor.expect(b',').map_err(|_| DecodeErrorKind::Reference)?;
                Place::Index(index)
            }
            Work::Set { .. } | Work::Map { .. } | Work::Wrap { .. } => Place::Member,
        };
        let reference = reference(&cursor.scalar()?).ok_or(DecodeErrorKind::Reference)?;
        if matches!(reference, Reference::Hole) && !matches!(frame.work, Work::Array { .. }) {
            return Err(DecodeErrorKind::Reference);
        }
        Ok(Some((place, reference)))
    }

    fn put(&mut self, work: &mut Work<'a, S::Value>, place: Place<'a>, value: S::Value) -> Outcome<(), S> {
        let done = match (work, place) {
            (Work::Object { object, .. }, Place::Key(key)) => {
                self.sink.set_property(object, key.as_text(), value)
            }
            (Work::Array { array, .. } | Work::Sparse { array, .. }, Place::Index(index)) => {
                self.sink.set_element(array, index, value)
            }
            (Work::Set { set }, _) => self.sink.add_to_set(set, value),
            (Work::Map { map, key }, _) => match key.take() {
                None => {
                    *key = Some(value);
                    Ok(())
                }
                Some(key) => self.sink.add_to_map(map, key, value),
            },
            (Work::Wrap { index, wrapper }, _) => {
                let index = *index;
                let built = match wrapper {
                    Wrapper::Reviver(name) => self.sink.revive(name.as_str().unwrap_or_default(), value),
                    Wrapper::View(kind, window) => {
                        self.sink.view(View { kind: *kind, buffer: value, window: *window })
                    }
                };
                let built = built.map_err(DecodeErrorKind::Sink)?;
                self.settle(index, Slot::Ready(built));
                Ok(())
            }
            // A place is made for the work it is put to.
            (Work::Object { .. } | Work::Array { .. } | Work::Sparse { .. }, _) => Ok(()),
        };
        done.map_err(DecodeErrorKind::Sink)
    }

    /// Begins to build an element: it is ready afterwards, or the stack has a frame that makes it so.
    fn open(&mut self, index: usize, stack: &mut Vec<Frame<'a, S::Value>>) -> Outcome<(), S> {
        let mut cursor = self.element(index)?;
        self.at = cursor.at;
        let (value, work) = match cursor.peek() {
            Some(b'{') => {
                cursor.at += 1;
                let object = self.sink.object(false).map_err(DecodeErrorKind::Sink)?;
                (object.clone(), Work::Object { object, null_prototype: false })
            }
            Some(b'[') => {
                cursor.at += 1;
                match cursor.peek() {
                    Some(b'"') => return self.open_typed(index, cursor, stack),
                    _ => self.open_array(&mut cursor)?,
                }
            }
            _ => {
                let value = self.scalar(&cursor.scalar()?)?;
                self.settle(index, Slot::Ready(value));
                return Ok(());
            }
        };
        self.settle(index, Slot::Ready(value));
        stack.push(Frame { cursor, work, waiting: None });
        Ok(())
    }

    fn element(&self, index: usize) -> Outcome<Cursor<'a>, S> {
        let start = self.starts.get(index).ok_or(DecodeErrorKind::Reference)?;
        Ok(Cursor::new(self.text, *start as usize))
    }

    fn scalar(&mut self, scalar: &Scalar<'_>) -> Outcome<S::Value, S> {
        match scalar {
            Scalar::Null => self.sink.null(),
            Scalar::Boolean(value) => self.sink.boolean(*value),
            Scalar::Number(value) => self.sink.number(*value),
            Scalar::String(text) => self.sink.string(text.as_text()),
        }
        .map_err(DecodeErrorKind::Sink)
    }

    /// A dense or sparse array; the cursor is behind its bracket.
    fn open_array(&mut self, cursor: &mut Cursor<'a>) -> Outcome<(S::Value, Work<'a, S::Value>), S> {
        let mut ahead = *cursor;
        let mut length = 0_u32;
        while ahead.peek() != Some(b']') {
            let item = ahead.scalar()?;
            if length == 0 && item == Scalar::Number(-7.0) {
                ahead.expect(b',').map_err(|_| DecodeErrorKind::Reference)?;
                let claimed = integer(&ahead.scalar()?).and_then(|claimed| u32::try_from(claimed).ok());
                let length = claimed.ok_or(DecodeErrorKind::Reference)?;
                *cursor = ahead;
                let array = self.sink.array(length).map_err(DecodeErrorKind::Sink)?;
                return Ok((array.clone(), Work::Sparse { array, length }));
            }
            length += 1;
            if !ahead.take(b',') {
                break;
            }
        }
        let array = self.sink.array(length).map_err(DecodeErrorKind::Sink)?;
        Ok((array.clone(), Work::Array { array, next: 0 }))
    }

    /// `["Name",…]` (S-158); the cursor is before the name.
    fn open_typed(
        &mut self,
        index: usize,
        mut cursor: Cursor<'a>,
        stack: &mut Vec<Frame<'a, S::Value>>,
    ) -> Outcome<(), S> {
        let written = cursor.string()?;
        let Some(name) = written.as_str() else {
            return Err(DecodeErrorKind::UnknownType(written.as_text().to_string_lossy().into_owned()));
        };
        if self.sink.has_reviver(name) {
            let payload = next_scalar(&mut cursor)?.ok_or(DecodeErrorKind::Reference)?;
            return match payload {
                Scalar::Number(_) => {
                    let reference = reference(&payload).ok_or(DecodeErrorKind::Reference)?;
                    self.wrap(index, reference, Wrapper::Reviver(written), cursor, stack)
                }
                // Encoded by a built-in of the same name.
                inline => {
                    let payload = self.scalar(&inline)?;
                    let value = self.sink.revive(name, payload).map_err(DecodeErrorKind::Sink)?;
                    self.settle(index, Slot::Ready(value));
                    Ok(())
                }
            };
        }
        let (value, work) = match name {
            "null" => {
                let object = self.sink.object(true).map_err(DecodeErrorKind::Sink)?;
                (object.clone(), Work::Object { object, null_prototype: true })
            }
            "Set" => {
                let set = self.sink.set().map_err(DecodeErrorKind::Sink)?;
                (set.clone(), Work::Set { set })
            }
            "Map" => {
                let map = self.sink.map().map_err(DecodeErrorKind::Sink)?;
                (map.clone(), Work::Map { map, key: None })
            }
            "Object" => {
                let value = self.boxed(&mut cursor, stack)?;
                self.settle(index, Slot::Ready(value));
                return Ok(());
            }
            _ => {
                if let Some(kind) = ViewKind::from_name(name) {
                    return self.open_view(index, kind, cursor, stack);
                }
                let value = self.inline(name, &mut cursor)?;
                self.settle(index, Slot::Ready(value));
                return Ok(());
            }
        };
        self.settle(index, Slot::Ready(value));
        stack.push(Frame { cursor, work, waiting: None });
        Ok(())
    }

    /// The built-in types whose payload is written in place.
    fn inline(&mut self, name: &str, cursor: &mut Cursor<'a>) -> Outcome<S::Value, S> {
        let known: &'static str = match name {
            "Date" => "Date",
            "RegExp" => "RegExp",
            "BigInt" => "BigInt",
            "URL" => "URL",
            "URLSearchParams" => "URLSearchParams",
            "ArrayBuffer" => "ArrayBuffer",
            _ => Temporal::from_name(name)
                .map(Temporal::name)
                .ok_or_else(|| DecodeErrorKind::UnknownType(name.to_owned()))?,
        };
        let bad = || DecodeErrorKind::Payload(known);
        let Some(Scalar::String(payload)) = next_scalar(cursor)? else { return Err(bad()) };
        let text = payload.as_text();
        match known {
            "Date" => self.sink.date(payload.as_str().ok_or_else(bad)?),
            "RegExp" => match next_scalar(cursor)? {
                None => self.sink.regexp(text, Text::Utf8("")),
                Some(Scalar::String(flags)) => self.sink.regexp(text, flags.as_text()),
                Some(_) => return Err(bad()),
            },
            "BigInt" => {
                let digits = payload.as_str().ok_or_else(bad)?;
                let unsigned = digits.strip_prefix('-').unwrap_or(digits);
                if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(bad());
                }
                self.sink.bigint(digits)
            }
            "URL" => self.sink.url(text),
            "URLSearchParams" => self.sink.url_search_params(text),
            "ArrayBuffer" => {
                let encoded = payload.as_str().ok_or_else(bad)?;
                // Half of the padding is neither of the two forms, though the decoder takes it.
                if encoded.ends_with('=') && !encoded.len().is_multiple_of(4) {
                    return Err(bad());
                }
                let bytes = BASE64.decode(encoded).map_err(|_| bad())?;
                self.sink.array_buffer(bytes)
            }
            _ => match Temporal::from_name(known) {
                Some(kind) => self.sink.temporal(kind, text),
                None => return Err(bad()),
            },
        }
        .map_err(DecodeErrorKind::Sink)
    }

    /// `["Object",i]` may only wrap primitives and bigints (S-159).
    fn boxed(
        &mut self,
        cursor: &mut Cursor<'a>,
        stack: &mut Vec<Frame<'a, S::Value>>,
    ) -> Outcome<S::Value, S> {
        let bad = DecodeErrorKind::Payload("Object");
        let primitive = match next_scalar(cursor)?.as_ref().and_then(reference) {
            Some(Reference::Special(special @ Special::Number(_))) => {
                special.build(self.sink).map_err(DecodeErrorKind::Sink)?
            }
            Some(Reference::Element(index)) => {
                let mut payload = self.element(index)?;
                let primitive = match payload.peek() {
                    Some(b'[') => {
                        payload.at += 1;
                        payload.peek() == Some(b'"') && payload.string()?.as_str() == Some("BigInt")
                    }
                    Some(b'{' | b'n') | None => false,
                    Some(_) => true,
                };
                if !primitive {
                    return Err(bad);
                }
                if matches!(self.slots.get(index), Some(Slot::Empty)) {
                    self.open(index, stack)?;
                }
                match self.slots.get(index) {
                    Some(Slot::Ready(value)) => value.clone(),
                    _ => return Err(bad),
                }
            }
            _ => return Err(bad),
        };
        self.sink.boxed(primitive).map_err(DecodeErrorKind::Sink)
    }

    /// A typed array or `DataView`, which must refer to an element that is an `ArrayBuffer` (S-159).
    fn open_view(
        &mut self,
        index: usize,
        kind: ViewKind,
        mut cursor: Cursor<'a>,
        stack: &mut Vec<Frame<'a, S::Value>>,
    ) -> Outcome<(), S> {
        let bad = || DecodeErrorKind::Payload(kind.name());
        let Some(Reference::Element(buffer)) = next_scalar(&mut cursor)?.as_ref().and_then(reference) else {
            return Err(bad());
        };
        let mut payload = self.element(buffer)?;
        if !payload.take(b'[')
            || payload.peek() != Some(b'"')
            || payload.string()?.as_str() != Some("ArrayBuffer")
        {
            return Err(bad());
        }
        let window = match (next_scalar(&mut cursor)?, next_scalar(&mut cursor)?) {
            (None, _) => None,
            (Some(offset), Some(length)) => {
                let size =
                    |scalar| integer(scalar).and_then(|size| usize::try_from(size).ok()).ok_or_else(bad);
                Some((size(&offset)?, size(&length)?))
            }
            (Some(_), None) => return Err(bad()),
        };
        self.wrap(index, Reference::Element(buffer), Wrapper::View(kind, window), cursor, stack)
    }

    /// Makes an element out of its payload as soon as that is there.
    fn wrap(
        &mut self,
        index: usize,
        payload: Reference,
        wrapper: Wrapper<'a>,
        cursor: Cursor<'a>,
        stack: &mut Vec<Frame<'a, S::Value>>,
    ) -> Outcome<(), S> {
        let mut work = Work::Wrap { index, wrapper };
        self.settle(index, Slot::Pending);
        let payload = match payload {
            Reference::Hole => return Err(DecodeErrorKind::Reference),
            Reference::Special(special) => {
                let value = special.build(self.sink).map_err(DecodeErrorKind::Sink)?;
                return self.put(&mut work, Place::Payload, value);
            }
            Reference::Element(payload) => payload,
        };
        match self.slots.get(payload) {
            None => Err(DecodeErrorKind::Reference),
            Some(Slot::Pending) => Err(DecodeErrorKind::Circular),
            Some(Slot::Ready(value)) => {
                let value = value.clone();
                self.put(&mut work, Place::Payload, value)
            }
            Some(Slot::Empty) => {
                // The main loop opens the payload: payloads of payloads must not recurse here.
                stack.push(Frame { cursor, work, waiting: Some((Place::Payload, payload)) });
                Ok(())
            }
        }
    }
}

/// The next item of an array, or `None` at its end.
fn next_scalar<'a>(cursor: &mut Cursor<'a>) -> Result<Option<Scalar<'a>>, SyntaxError> {
    if cursor.peek() == Some(b']') {
        return Ok(None);
    }
    cursor.take(b',');
    cursor.scalar().map(Some)
}

/// A whole number from 0 to 2³²−1 (S-159).
fn integer(scalar: &Scalar<'_>) -> Option<u64> {
    match scalar {
        Scalar::Number(number)
            if *number >= 0.0 && number.fract() == 0.0 && *number <= f64::from(u32::MAX) =>
        {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just above")]
            Some(*number as u64)
        }
        _ => None,
    }
}

/// S-157; whether the index is that of an element is checked when it is followed.
fn reference(scalar: &Scalar<'_>) -> Option<Reference> {
    let Scalar::Number(number) = scalar else { return None };
    if *number == -2.0 {
        return Some(Reference::Hole);
    }
    if let Some(special) = special(*number) {
        return Some(Reference::Special(special));
    }
    integer(scalar).and_then(|index| usize::try_from(index).ok()).map(Reference::Element)
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
