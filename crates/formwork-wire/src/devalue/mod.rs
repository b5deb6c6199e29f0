//! devalue: the encoding of values between server and client (S-144…S-163, S-180).
//!
//! [`encode`] walks any value graph through a [`Source`] and writes text; [`decode`] reads text and
//! builds a graph through a [`Sink`]. The engine implements both for its live values; [`tree::Tree`]
//! implements both for plain Rust data.
//!
//! A *source* is trusted to describe values truthfully, but not to be shallow, small or well-behaved:
//! the walk keeps its own stack and every step may fail. Text given to the decoder is hostile: indices,
//! lengths and names are checked, nothing is allocated by a claimed size, and the depth of a graph is
//! never the depth of a call stack.

mod date;
mod decode;
mod encode;
mod escape;
mod scan;
mod sink;
mod source;
mod text;
pub mod tree;
mod uneval;

pub use date::{format_http_date, format_iso_date, parse_iso_date};
pub use decode::{DecodeError, DecodeErrorKind, decode, unflatten};
pub use encode::{EncodeError, EncodeErrorKind, Encoder, encode};
pub use escape::push_string_literal;
pub use sink::{Sink, View};
pub use source::{
    Buffer, Class, Entries, Facet, Kind, Reduced, Source, SourceView, Temporal, Unsupported, ViewKind,
};
pub use text::Text;
pub use uneval::{UnevalError, expression, uneval};
