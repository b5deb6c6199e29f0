//! Cookies: the request's header, `Set-Cookie`, and the jar behind `event.cookies` (S-83…S-98).
//!
//! The Cookie header is hostile: it is parsed in linear time, by the rules of the npm package `cookie`,
//! and its names are only ever compared. What an app sets is checked before it becomes a header, so that
//! no value can end an attribute or a line.

mod jar;
mod parse;
mod serialize;

pub use jar::{Found, Jar, JarError};
pub use parse::{SetCookie, decode_value, parse_header, parse_set_cookie};
pub use serialize::{CookieError, Options, SameSite, encode_value, secure_by_default, serialize};
