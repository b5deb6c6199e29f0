//! What the decoder needs in order to build values.

use super::source::{Temporal, ViewKind};
use super::text::Text;

/// Builds values: an engine's live values, or plain data.
///
/// Containers are made empty and filled afterwards, so that cycles come out right (S-156). What a text
/// means to a date, a URL, a bigint or a regular expression is the sink's to decide; it answers with an
/// error when the text is not acceptable. Lengths given to [`Sink::array`] are claims (S-159): nothing
/// may be allocated for them. Property names are never `__proto__`, but may be any other text.
#[allow(clippy::missing_errors_doc, reason = "every method fails only as its implementation does")]
pub trait Sink {
    /// A handle to a value; cloning it clones no value.
    type Value: Clone;
    /// What building can fail with.
    type Error;

    /// `undefined`
    fn undefined(&mut self) -> Result<Self::Value, Self::Error>;
    /// `null`
    fn null(&mut self) -> Result<Self::Value, Self::Error>;
    /// A boolean.
    fn boolean(&mut self, value: bool) -> Result<Self::Value, Self::Error>;
    /// A number, special ones included.
    fn number(&mut self, value: f64) -> Result<Self::Value, Self::Error>;
    /// A string.
    fn string(&mut self, text: Text<'_>) -> Result<Self::Value, Self::Error>;
    /// A bigint; the digits are not checked.
    fn bigint(&mut self, digits: &str) -> Result<Self::Value, Self::Error>;

    /// An empty object, with or without a prototype.
    fn object(&mut self, null_prototype: bool) -> Result<Self::Value, Self::Error>;
    /// Defines a property.
    fn set_property(
        &mut self,
        object: &Self::Value,
        key: Text<'_>,
        value: Self::Value,
    ) -> Result<(), Self::Error>;
    /// An array of holes; `length` is only a claim.
    fn array(&mut self, length: u32) -> Result<Self::Value, Self::Error>;
    /// Sets an element below the array's length.
    fn set_element(&mut self, array: &Self::Value, index: u32, value: Self::Value)
    -> Result<(), Self::Error>;
    /// An empty set.
    fn set(&mut self) -> Result<Self::Value, Self::Error>;
    /// Adds to a set.
    fn add_to_set(&mut self, set: &Self::Value, value: Self::Value) -> Result<(), Self::Error>;
    /// An empty map.
    fn map(&mut self) -> Result<Self::Value, Self::Error>;
    /// Adds to a map.
    fn add_to_map(
        &mut self,
        map: &Self::Value,
        key: Self::Value,
        value: Self::Value,
    ) -> Result<(), Self::Error>;

    /// A date; the empty text is an invalid date, and so is any other that is no date.
    fn date(&mut self, text: &str) -> Result<Self::Value, Self::Error>;
    /// A regular expression.
    fn regexp(&mut self, source: Text<'_>, flags: Text<'_>) -> Result<Self::Value, Self::Error>;
    /// A `URL`.
    fn url(&mut self, href: Text<'_>) -> Result<Self::Value, Self::Error>;
    /// A `URLSearchParams`.
    fn url_search_params(&mut self, text: Text<'_>) -> Result<Self::Value, Self::Error>;
    /// One of the Temporal types.
    fn temporal(&mut self, kind: Temporal, text: Text<'_>) -> Result<Self::Value, Self::Error>;
    /// A boxed primitive.
    fn boxed(&mut self, primitive: Self::Value) -> Result<Self::Value, Self::Error>;
    /// An `ArrayBuffer`.
    fn array_buffer(&mut self, bytes: Vec<u8>) -> Result<Self::Value, Self::Error>;
    /// A typed array or `DataView`. The sink checks that `view.buffer` is a real buffer and that the
    /// window lies in it.
    fn view(&mut self, view: View<Self::Value>) -> Result<Self::Value, Self::Error>;

    /// Whether there is a reviver of that name; it wins over a built-in type (S-158).
    fn has_reviver(&mut self, name: &str) -> bool {
        let _ = name;
        false
    }

    /// Runs a reviver on its complete payload. Called only for names that [`Sink::has_reviver`] knows.
    fn revive(&mut self, name: &str, payload: Self::Value) -> Result<Self::Value, Self::Error>;
}

/// A typed array or `DataView` to build.
#[derive(Debug, Clone)]
pub struct View<V> {
    /// Its type.
    pub kind: ViewKind,
    /// What should be its buffer.
    pub buffer: V,
    /// Byte offset and length in elements; `None` for the whole buffer.
    pub window: Option<(usize, usize)>,
}
