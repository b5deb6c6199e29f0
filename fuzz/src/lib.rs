//! What must hold for every input of the parsers in `formwork-wire`.
//!
//! Each module is one fuzz target: a function `run` that takes any bytes and panics when a promise of a
//! parser is broken. Not crashing is the least of them; the others are that a result survives being
//! written and read again, does not depend on how the input was cut, agrees with a second and slower
//! implementation, or stays within its limits. `make fuzz` searches for inputs with coverage feedback;
//! `tests/corpus.rs` replays what was found so far, and mutations of it, as an ordinary test.
//!
//! Inputs are text where the parser takes text, so that a seed can be written and a finding be read: an
//! input with several fields has one in each line.

pub mod accept;
pub mod action;
pub mod cookies;
pub mod data_request;
pub mod devalue;
mod input;
pub mod media_type;
pub mod multipart;
pub mod origin;
pub mod redirect;
pub mod set_cookie;
pub mod urlencoded;

pub use input::Rng;

/// A fuzz target.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Name of its module, its corpus directory and its dictionary.
    pub name: &'static str,
    /// Checks one input; panics when a property does not hold.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: [Target; 11] = [
    Target { name: "accept", run: accept::run },
    Target { name: "action", run: action::run },
    Target { name: "cookies", run: cookies::run },
    Target { name: "data_request", run: data_request::run },
    Target { name: "devalue", run: devalue::run },
    Target { name: "media_type", run: media_type::run },
    Target { name: "multipart", run: multipart::run },
    Target { name: "origin", run: origin::run },
    Target { name: "redirect", run: redirect::run },
    Target { name: "set_cookie", run: set_cookie::run },
    Target { name: "urlencoded", run: urlencoded::run },
];
