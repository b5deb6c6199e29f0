//! The parser itself: a state machine over chunks.

use super::boundary;
use super::headers::{self, PartHead};
use crate::form::{FormError, Limits};
use memchr::memmem::Finder;

/// Blanks that may follow a boundary on its line.
const MAX_PADDING: usize = 64;

/// What the parser found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<'a> {
    /// A part begins.
    PartStart(PartHead),
    /// Some of its content; never empty.
    Data(&'a [u8]),
    /// It ends.
    PartEnd,
}

/// A push parser for one body.
#[derive(Debug)]
pub struct Parser {
    /// `\r\n--boundary`
    finder: Finder<'static>,
    limits: Limits,
    state: State,
    /// Bytes of the delimiter that the last chunk ended with.
    matched: usize,
    parts: usize,
}

#[derive(Debug)]
enum State {
    /// Before the first boundary; counts what was skipped.
    Preamble(usize),
    /// Behind a boundary.
    AfterDelimiter {
        seen: Seen,
        padding: usize,
    },
    Headers(Vec<u8>),
    /// In a part's content; counts a text field's bytes.
    Body {
        text_bytes: Option<usize>,
    },
    Epilogue,
    Failed(FormError),
}

/// What came behind a boundary so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Nothing,
    Dash,
    Padding,
    CarriageReturn,
}

impl Parser {
    /// A parser for a body with this boundary.
    ///
    /// # Errors
    /// [`FormError::Boundary`] for one that [`super::boundary`] would not have given.
    pub fn new(boundary: &str, limits: Limits) -> Result<Self, FormError> {
        boundary::check(boundary)?;
        let delimiter = format!("\r\n--{boundary}");
        Ok(Self {
            finder: Finder::new(delimiter.as_bytes()).into_owned(),
            limits,
            state: State::Preamble(0),
            // The first boundary needs no line break before it if it is at the very start.
            matched: 2,
            parts: 0,
        })
    }

    /// Takes the next bytes of the body and calls `emit` for everything found in them.
    ///
    /// # Errors
    /// The body is malformed or exceeds a limit; the parser answers everything after that with the same
    /// error.
    pub fn push(&mut self, chunk: &[u8], mut emit: impl FnMut(Event<'_>)) -> Result<(), FormError> {
        let mut rest = chunk;
        while !rest.is_empty() {
            let step = match &self.state {
                State::Preamble(_) | State::Body { .. } => self.scan(rest, &mut emit),
                State::AfterDelimiter { seen, padding } => {
                    let (seen, padding) = (*seen, *padding);
                    self.after_delimiter(rest, seen, padding)
                }
                State::Headers(_) => self.headers(rest, &mut emit),
                State::Epilogue => Ok(rest.len()),
                State::Failed(error) => return Err(error.clone()),
            };
            match step {
                Ok(used) => rest = rest.get(used..).unwrap_or_default(),
                Err(error) => {
                    self.state = State::Failed(error.clone());
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Tells the parser that the body is complete.
    ///
    /// # Errors
    /// [`FormError::Truncated`] unless the closing boundary was seen, or the error that `push` gave.
    pub fn finish(&mut self) -> Result<(), FormError> {
        match std::mem::replace(&mut self.state, State::Failed(FormError::Failed)) {
            State::Epilogue => {
                self.state = State::Epilogue;
                Ok(())
            }
            State::Failed(error) => Err(error),
            _ => Err(FormError::Truncated),
        }
    }

    /// Whether the closing boundary was seen; what follows is ignored.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        matches!(self.state, State::Epilogue)
    }

    /// Looks for the delimiter; everything before it is content (or preamble). Gives the number of bytes
    /// used up.
    fn scan(&mut self, chunk: &[u8], emit: &mut impl FnMut(Event<'_>)) -> Result<usize, FormError> {
        if self.matched > 0 {
            // Goes on with a delimiter that began in an earlier chunk.
            let open = self.finder.needle().get(self.matched..).unwrap_or_default();
            let same = open.iter().zip(chunk).take_while(|(a, b)| a == b).count();
            if same == open.len() {
                self.delimiter(emit);
                return Ok(same);
            }
            if same == chunk.len() {
                self.matched += same;
                return Ok(same);
            }
            // It was none. Only a delimiter's first byte is a carriage return, so no other one can have
            // begun inside what matched.
            let held = self.matched + same;
            self.matched = 0;
            let needle = self.finder.needle().get(..held).unwrap_or_default().to_vec();
            self.content(&needle, emit)?;
            return Ok(same);
        }
        if let Some(at) = self.finder.find(chunk) {
            self.content(chunk.get(..at).unwrap_or_default(), emit)?;
            self.delimiter(emit);
            return Ok(at + self.finder.needle().len());
        }
        // The chunk may end with the beginning of a delimiter.
        let tail = chunk.len().saturating_sub(self.finder.needle().len() - 1);
        let begun = chunk
            .get(tail..)
            .and_then(|end| memchr::memrchr(b'\r', end))
            .map(|at| tail + at)
            .filter(|at| chunk.get(*at..).is_some_and(|end| self.finder.needle().starts_with(end)));
        let end = begun.unwrap_or(chunk.len());
        self.content(chunk.get(..end).unwrap_or_default(), emit)?;
        self.matched = chunk.len() - end;
        Ok(chunk.len())
    }

    fn content(&mut self, bytes: &[u8], emit: &mut impl FnMut(Event<'_>)) -> Result<(), FormError> {
        match &mut self.state {
            State::Preamble(skipped) => {
                *skipped += bytes.len();
                // Two of them stand for the line break before the body; see `Parser::new`.
                if *skipped > self.limits.max_preamble_bytes.saturating_add(2) {
                    return Err(FormError::Preamble(self.limits.max_preamble_bytes));
                }
            }
            State::Body { text_bytes } => {
                if let Some(text_bytes) = text_bytes {
                    *text_bytes += bytes.len();
                    if *text_bytes > self.limits.max_value_bytes {
                        return Err(FormError::ValueTooLong(self.limits.max_value_bytes));
                    }
                }
                if !bytes.is_empty() {
                    emit(Event::Data(bytes));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn delimiter(&mut self, emit: &mut impl FnMut(Event<'_>)) {
        if matches!(self.state, State::Body { .. }) {
            emit(Event::PartEnd);
        }
        self.matched = 0;
        self.state = State::AfterDelimiter { seen: Seen::Nothing, padding: 0 };
    }

    /// Behind a boundary comes `--`, or a line break that blanks may precede.
    fn after_delimiter(&mut self, chunk: &[u8], seen: Seen, padding: usize) -> Result<usize, FormError> {
        let next = match (seen, chunk.first()) {
            (Seen::Nothing, Some(b'-')) => Seen::Dash,
            (Seen::Dash, Some(b'-')) => {
                self.state = State::Epilogue;
                return Ok(1);
            }
            (Seen::Nothing | Seen::Padding, Some(b' ' | b'\t')) if padding < MAX_PADDING => Seen::Padding,
            (Seen::Nothing | Seen::Padding, Some(b'\r')) => Seen::CarriageReturn,
            (Seen::CarriageReturn, Some(b'\n')) => {
                if self.parts >= self.limits.max_fields {
                    return Err(FormError::TooManyFields(self.limits.max_fields));
                }
                self.parts += 1;
                self.state = State::Headers(Vec::new());
                return Ok(1);
            }
            _ => return Err(FormError::AfterBoundary),
        };
        self.state = State::AfterDelimiter { seen: next, padding: padding + 1 };
        Ok(1)
    }

    /// Collects a header block up to its empty line.
    fn headers(&mut self, chunk: &[u8], emit: &mut impl FnMut(Event<'_>)) -> Result<usize, FormError> {
        const END: &[u8] = b"\r\n\r\n";
        let State::Headers(block) = &mut self.state else { return Ok(0) };
        let before = block.len();
        let most = self.limits.max_header_bytes.saturating_add(END.len());
        let fresh = chunk.get(..most.saturating_sub(before).min(chunk.len())).unwrap_or_default();
        // Line by line: what stands behind the block may be long, and is not to be copied.
        let line = memchr::memchr(b'\n', fresh).map_or(fresh.len(), |end| end + 1);
        block.extend_from_slice(fresh.get(..line).unwrap_or_default());
        // A block without headers consists of the empty line only.
        let end = if block.starts_with(b"\r\n") {
            Some((0, 2))
        } else {
            let from = before.saturating_sub(END.len() - 1);
            memchr::memmem::find(block.get(from..).unwrap_or_default(), END)
                .map(|at| (from + at, from + at + END.len()))
        };
        let Some((length, used)) = end else {
            if block.len() >= most {
                return Err(FormError::TooManyHeaders);
            }
            return Ok(line);
        };
        let head = headers::parse(block.get(..length).unwrap_or_default(), &self.limits)?;
        self.state = State::Body { text_bytes: head.filename.is_none().then_some(0) };
        emit(Event::PartStart(head));
        Ok(used - before)
    }
}

#[cfg(test)]
#[path = "parser_tests.rs"]
mod tests;
