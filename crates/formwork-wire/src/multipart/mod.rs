//! `multipart/form-data` (S-122…S-125, R-17, R-19…R-26): a push parser.
//!
//! Bytes go in as they arrive, events come out; nothing is kept but an unfinished header block and a
//! count. The result does not depend on how the bytes are cut, and the work is linear in them: only the
//! first byte of a delimiter can be a carriage return, so a partial match never has to be looked at
//! twice. Everything is hostile. Limits are those of [`crate::form::Limits`]; a claim (such as a length
//! header) is never looked at. The size of the body as a whole is the caller's to count.

mod boundary;
mod headers;
mod parser;

pub use boundary::boundary;
pub use headers::PartHead;
pub use parser::{Event, Parser};
