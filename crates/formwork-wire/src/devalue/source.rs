//! What a value graph must tell the encoder about itself.

use super::text::Text;
use std::borrow::Cow;

/// A graph of values to encode: an engine's live values, or plain data.
///
/// `kind` is asked once per visit of a value and should be cheap; the other methods are asked only for
/// values of the class they belong to. A method may run user code (getters, proxies), which may fail or
/// return something new each time. Handles must keep their values alive: the encoder holds on to every
/// object it has seen, since it tells objects apart by [`Kind::Object::identity`].
pub trait Source {
    /// A handle to a value; cloning it is cheap and clones no value.
    type Value: Clone;
    /// A handle to a property name.
    type Key;
    /// What a step can fail with, for example an exception of a getter.
    type Error;

    /// Classifies a value.
    ///
    /// # Errors
    /// Whatever user code throws.
    fn kind(&mut self, value: &Self::Value) -> Result<Kind, Self::Error>;

    /// Lends a text that belongs to a value; `facet` says which.
    ///
    /// # Errors
    /// Whatever user code throws.
    fn text<R>(
        &mut self,
        value: &Self::Value,
        facet: Facet,
        lend: impl FnOnce(Text<'_>) -> R,
    ) -> Result<R, Self::Error>;

    /// The own enumerable string keys of an object, in JavaScript's order.
    ///
    /// # Errors
    /// Whatever user code throws.
    fn keys(&mut self, object: &Self::Value) -> Result<Vec<Self::Key>, Self::Error>;

    /// Lends the text of a key.
    ///
    /// # Errors
    /// Whatever user code throws.
    fn key_text<R>(&mut self, key: &Self::Key, lend: impl FnOnce(Text<'_>) -> R) -> Result<R, Self::Error>;

    /// Reads a property.
    ///
    /// # Errors
    /// Whatever a getter throws.
    fn property(&mut self, object: &Self::Value, key: &Self::Key) -> Result<Self::Value, Self::Error>;

    /// Reads an element; `None` is a hole.
    ///
    /// # Errors
    /// Whatever a getter throws.
    fn element(&mut self, array: &Self::Value, index: u32) -> Result<Option<Self::Value>, Self::Error>;

    /// The indices at which an array has elements, ascending; asked only when it has a hole. The cost
    /// must be proportional to their number (S-151).
    ///
    /// # Errors
    /// Whatever user code throws.
    fn present(&mut self, array: &Self::Value) -> Result<Vec<u32>, Self::Error>;

    /// The values of a set, in order.
    ///
    /// # Errors
    /// Whatever user code throws.
    fn set_values(&mut self, set: &Self::Value) -> Result<Vec<Self::Value>, Self::Error>;

    /// The entries of a map, in order.
    ///
    /// # Errors
    /// Whatever user code throws.
    fn map_entries(&mut self, map: &Self::Value) -> Result<Entries<Self::Value>, Self::Error>;

    /// The primitive inside a boxed one.
    ///
    /// # Errors
    /// Whatever user code throws.
    fn unboxed(&mut self, boxed: &Self::Value) -> Result<Self::Value, Self::Error>;

    /// Describes a typed array or `DataView`.
    ///
    /// # Errors
    /// Whatever user code throws.
    fn view(&mut self, view: &Self::Value) -> Result<SourceView<Self::Value>, Self::Error>;

    /// Lends the bytes of an `ArrayBuffer`, or the visible bytes of a view (see [`Buffer::Visible`]).
    ///
    /// # Errors
    /// Whatever user code throws.
    fn bytes<R>(&mut self, value: &Self::Value, lend: impl FnOnce(&[u8]) -> R) -> Result<R, Self::Error>;

    /// Whether [`Source::reduce`] may ever answer; saves the calls when it cannot.
    fn has_reducers(&self) -> bool {
        false
    }

    /// Tries the custom reducers in their order (S-180): for every value that is no sentinel, on first
    /// encounter, before anything else is made of it.
    ///
    /// # Errors
    /// Whatever a reducer throws.
    fn reduce(&mut self, value: &Self::Value) -> Result<Option<Reduced<Self::Value>>, Self::Error> {
        let _ = value;
        Ok(None)
    }
}

/// The entries of a map.
pub type Entries<V> = Vec<(V, V)>;

/// What a reducer made of a value: the element becomes `["name", index of payload]`.
#[derive(Debug, Clone)]
pub struct Reduced<V> {
    /// Name of the custom type.
    pub name: Cow<'static, str>,
    /// What it is rebuilt from; encoded like any other value.
    pub payload: V,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// `undefined`
    Undefined,
    /// `null`
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// Any number, special ones included.
    Number(f64),
    /// A bigint; its digits are [`Facet::Main`].
    BigInt,
    /// A string; its text is [`Facet::Main`].
    String,
    /// Anything with an identity, functions and symbols included.
    Object {
        /// The same for the same object, different for different ones, as long as handles to both live.
        identity: usize,
        /// How it is encoded.
        class: Class,
    },
}

/// How an object is encoded (S-149, S-152). Prototypes are examined by the source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Class {
    /// A plain object with a prototype.
    Plain,
    /// A plain object without one.
    NullPrototype,
    /// An array of this length.
    Array(u32),
    /// A date: milliseconds since 1970, NaN for an invalid one.
    Date(f64),
    /// A regular expression: [`Facet::Main`] is its source, [`Facet::Flags`] its flags.
    RegExp,
    /// A set.
    Set,
    /// A map.
    Map,
    /// A boxed number, string, boolean or bigint.
    Boxed,
    /// A `URL`; [`Facet::Main`] is its href.
    Url,
    /// A `URLSearchParams`; [`Facet::Main`] is its text.
    UrlSearchParams,
    /// An `ArrayBuffer`.
    ArrayBuffer,
    /// A typed array or `DataView`.
    View,
    /// One of the Temporal types; [`Facet::Main`] is its text.
    Temporal(Temporal),
    /// Nothing that can be encoded; an error, unless a reducer takes it.
    Unsupported(Unsupported),
}

/// Which text of a value is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// The text of a string, the digits of a bigint, the href of a URL, the source of a regular
    /// expression and so on.
    Main,
    /// The flags of a regular expression.
    Flags,
}

/// Why a value cannot be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    /// A function.
    #[error("functions cannot be serialised")]
    Function,
    /// A symbol.
    #[error("symbols cannot be serialised")]
    Symbol,
    /// A promise or another thenable.
    #[error("promises cannot be serialised here")]
    Thenable,
    /// An object with a prototype of its own.
    #[error("only plain objects and built-in types can be serialised, not class instances")]
    Instance,
    /// An object with enumerable symbol keys.
    #[error("objects with symbol keys cannot be serialised")]
    SymbolKeys,
    /// An object with an own property `__proto__`.
    #[error("objects with a `__proto__` key cannot be serialised")]
    ProtoKey,
}

/// A typed array or `DataView`.
#[derive(Debug, Clone)]
pub struct SourceView<V> {
    /// Its type.
    pub kind: ViewKind,
    /// Its buffer.
    pub buffer: Buffer<V>,
    /// `None` when it covers its whole buffer, else the byte offset and the length in elements (bytes
    /// for a `DataView`).
    pub window: Option<(usize, usize)>,
}

/// The buffer of a view.
#[derive(Debug, Clone)]
pub enum Buffer<V> {
    /// The real buffer, encoded as a whole (S-153).
    Whole(V),
    /// Only the visible bytes, as a buffer of their own: for views onto shared pools such as Node's
    /// `Buffer`. [`Source::bytes`] is asked for the view itself.
    Visible,
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the names are JavaScript's")]
        pub enum $name { $($variant),+ }

        impl $name {
            /// JavaScript's name of the type, as in the encoding.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The type with that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

named! {
    /// Typed arrays and `DataView`.
    ViewKind {
        Int8 = "Int8Array",
        Uint8 = "Uint8Array",
        Uint8Clamped = "Uint8ClampedArray",
        Int16 = "Int16Array",
        Uint16 = "Uint16Array",
        Int32 = "Int32Array",
        Uint32 = "Uint32Array",
        Float16 = "Float16Array",
        Float32 = "Float32Array",
        Float64 = "Float64Array",
        BigInt64 = "BigInt64Array",
        BigUint64 = "BigUint64Array",
        DataView = "DataView",
    }
}

impl ViewKind {
    /// Bytes of one element; 1 for a `DataView`.
    #[must_use]
    pub const fn element_size(self) -> usize {
        match self {
            Self::Int8 | Self::Uint8 | Self::Uint8Clamped | Self::DataView => 1,
            Self::Int16 | Self::Uint16 | Self::Float16 => 2,
            Self::Int32 | Self::Uint32 | Self::Float32 => 4,
            Self::Float64 | Self::BigInt64 | Self::BigUint64 => 8,
        }
    }
}

named! {
    /// The Temporal types.
    Temporal {
        Duration = "Temporal.Duration",
        Instant = "Temporal.Instant",
        PlainDate = "Temporal.PlainDate",
        PlainDateTime = "Temporal.PlainDateTime",
        PlainMonthDay = "Temporal.PlainMonthDay",
        PlainTime = "Temporal.PlainTime",
        PlainYearMonth = "Temporal.PlainYearMonth",
        ZonedDateTime = "Temporal.ZonedDateTime",
    }
}
