//! A JSON scanner for devalue text.
//!
//! The general JSON crate does not fit: strings may hold lone surrogates (S-150), and a tree of the
//! whole text would cost many times its size before a single check was made. One pass checks the syntax
//! and notes where each element begins; after that, elements are read where they stand. Nothing nests
//! deeper than an array or object inside the outer array, so there is no recursion.

use super::text::Text;
use std::borrow::Cow;

/// A scalar inside an element.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar<'a> {
    Null,
    Boolean(bool),
    Number(f64),
    String(Str<'a>),
}

/// A string of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Str<'a> {
    Utf8(Cow<'a, str>),
    /// With lone surrogates.
    Utf16(Vec<u16>),
}

impl Str<'_> {
    pub(super) fn as_text(&self) -> Text<'_> {
        match self {
            Self::Utf8(text) => Text::Utf8(text),
            Self::Utf16(units) => Text::Utf16(units),
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Utf8(text) => Some(text),
            Self::Utf16(_) => None,
        }
    }
}

/// The text is not what it should be, at this byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SyntaxError(pub(super) usize);

type Scanned<T> = Result<T, SyntaxError>;

/// A place in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn fail<T>(&self) -> Scanned<T> {
        Err(SyntaxError(self.at))
    }

    pub(super) fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.rest().first() {
            self.at += 1;
        }
    }

    /// The next byte that is no blank.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.skip_blanks();
        self.rest().first().copied()
    }

    /// Takes this byte if it comes next.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, byte: u8) -> Scanned<()> {
        if self.take(byte) { Ok(()) } else { self.fail() }
    }

    pub(super) fn scalar(&mut self) -> Scanned<Scalar<'a>> {
        match self.peek() {
            Some(b'"') => self.string().map(Scalar::String),
            Some(b'n') => self.word("null", Scalar::Null),
            Some(b't') => self.word("true", Scalar::Boolean(true)),
            Some(b'f') => self.word("false", Scalar::Boolean(false)),
            _ => self.number().map(Scalar::Number),
        }
    }

    fn word(&mut self, word: &str, value: Scalar<'a>) -> Scanned<Scalar<'a>> {
        if self.rest().starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            self.fail()
        }
    }

    pub(super) fn number(&mut self) -> Scanned<f64> {
        self.skip_blanks();
        let rest = self.rest();
        let mut length = usize::from(rest.first() == Some(&b'-'));
        let digits = |from: usize| {
            rest.get(from..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count()
        };
        let integer = digits(length);
        if integer == 0 || (integer > 1 && rest.get(length) == Some(&b'0')) {
            return self.fail();
        }
        length += integer;
        if rest.get(length) == Some(&b'.') {
            let fraction = digits(length + 1);
            if fraction == 0 {
                return self.fail();
            }
            length += 1 + fraction;
        }
        if let Some(b'e' | b'E') = rest.get(length) {
            let sign = usize::from(matches!(rest.get(length + 1), Some(b'+' | b'-')));
            let exponent = digits(length + 1 + sign);
            if exponent == 0 {
                return self.fail();
            }
            length += 1 + sign + exponent;
        }
        let text = self.text.get(self.at..self.at + length).unwrap_or_default();
        let number = text.parse().or_else(|_| self.fail())?;
        self.at += length;
        Ok(number)
    }

    pub(super) fn string(&mut self) -> Scanned<Str<'a>> {
        self.expect(b'"')?;
        let plain = self.plain();
        if self.rest().first() == Some(&b'"') {
            self.at += 1;
            return Ok(Str::Utf8(Cow::Borrowed(plain)));
        }
        let mut out = plain.to_owned();
        // Set as soon as a lone surrogate turns up; `out` is empty from then on.
        let mut wide: Option<Vec<u16>> = None;
        loop {
            match self.rest().first() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(wide.map_or(Str::Utf8(Cow::Owned(out)), Str::Utf16));
                }
                Some(b'\\') => match (self.escape()?, &mut wide) {
                    (Ok(character), None) => out.push(character),
                    (Ok(character), Some(units)) => {
                        units.extend_from_slice(character.encode_utf16(&mut [0; 2]))
                    }
                    (Err(unit), None) => {
                        let mut units: Vec<u16> = out.encode_utf16().collect();
                        units.push(unit);
                        out = String::new();
                        wide = Some(units);
                    }
                    (Err(unit), Some(units)) => units.push(unit),
                },
                Some(0x20..) => {
                    let plain = self.plain();
                    match &mut wide {
                        None => out.push_str(plain),
                        Some(units) => units.extend(plain.encode_utf16()),
                    }
                }
                _ => return self.fail(),
            }
        }
    }

    /// Text up to the next quote, backslash or control character.
    fn plain(&mut self) -> &'a str {
        let rest = self.rest();
        let length =
            rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F)).unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// An escape: a character, or a lone surrogate.
    fn escape(&mut self) -> Scanned<Result<char, u16>> {
        let Some(letter) = self.rest().get(1) else { return self.fail() };
        let character = match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let Some(unit) = self.unicode_escape() else { return self.fail() };
                self.at += 6;
                if (0xD800..0xDC00).contains(&unit)
                    && let Some(low @ 0xDC00..0xE000) = self.unicode_escape()
                {
                    self.at += 6;
                    let pair = char::decode_utf16([unit, low]).next();
                    return match pair {
                        Some(Ok(character)) => Ok(Ok(character)),
                        _ => self.fail(),
                    };
                }
                return Ok(char::from_u32(u32::from(unit)).ok_or(unit));
            }
            _ => return self.fail(),
        };
        self.at += 2;
        Ok(Ok(character))
    }

    /// The code unit of a `\uxxxx` that stands here; does not move.
    fn unicode_escape(&self) -> Option<u16> {
        let digits = self.rest().strip_prefix(b"\\u")?.get(..4)?;
        let mut unit = 0;
        for digit in digits {
            unit = unit << 4 | u16::try_from(char::from(*digit).to_digit(16)?).ok()?;
        }
        Some(unit)
    }
}

/// Checks the syntax of a text whose outermost value is an array, and gives the place of each element.
/// An element may be a scalar, or an array or object of scalars.
pub(super) fn elements(text: &str) -> Scanned<Vec<u32>> {
    if u32::try_from(text.len()).is_err() {
        return Err(SyntaxError(0));
    }
    let mut cursor = Cursor::new(text, 0);
    let mut starts = Vec::new();
    cursor.expect(b'[')?;
    loop {
        let first = cursor.peek();
        starts.push(u32::try_from(cursor.at).map_err(|_| SyntaxError(0))?);
        match first {
            Some(b'[') => {
                cursor.at += 1;
                if !cursor.take(b']') {
                    loop {
                        cursor.scalar()?;
                        if cursor.take(b']') {
                            break;
                        }
                        cursor.expect(b',')?;
                    }
                }
            }
            Some(b'{') => {
                cursor.at += 1;
                if !cursor.take(b'}') {
                    loop {
                        cursor.skip_blanks();
                        cursor.string()?;
                        cursor.expect(b':')?;
                        cursor.scalar()?;
                        if cursor.take(b'}') {
                            break;
                        }
                        cursor.expect(b',')?;
                    }
                }
            }
            _ => {
                cursor.scalar()?;
            }
        }
        if cursor.take(b']') {
            break;
        }
        cursor.expect(b',')?;
    }
    if cursor.peek().is_some() {
        return Err(SyntaxError(cursor.at));
    }
    Ok(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syntax_is_that_of_json() {
        for (text, elements_found) in [
            ("[1]", Some(1)),
            (" [ 1 , {\"a\" : 2} ,\n[ ] , { } , \"x\" ] ", Some(5)),
            ("[]", None),
            ("", None),
            ("[1", None),
            ("[1,]", None),
            ("[01]", None),
            ("[-]", None),
            ("[1.]", None),
            ("[.5]", None),
            ("[1e]", None),
            ("[+1]", None),
            ("[-0.5e-3,true,false,null]", Some(4)),
            ("[nul]", None),
            ("[\"a]", None),
            ("[\"\\x\"]", None),
            ("[\"\\u12\"]", None),
            ("[\"\n\"]", None),
            ("[1] 2", None),
            ("[{1:2}]", None),
            ("[{\"a\":1,}]", None),
            ("[[1,]]", None),
            ("[[[1]]]", None),
            ("[{\"a\":{}}]", None),
            ("[NaN]", None),
        ] {
            assert_eq!(elements(text).ok().map(|found| found.len()), elements_found, "{text}");
        }
    }

    #[test]
    fn strings() {
        let string = |text: &str| Cursor::new(text, 0).string().map(|s| s.as_text().to_utf16().into_owned());
        for (text, expected) in [
            (r#""plain""#, "plain"),
            (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r#""a\u00e9b\ud83d\ude00c""#, "a\u{e9}b\u{1f600}c"),
            (r#""\u003Cx""#, "<x"),
        ] {
            assert_eq!(string(text).unwrap(), expected.encode_utf16().collect::<Vec<_>>(), "{text}");
        }
        assert_eq!(string(r#""a\ud800b\u0041\n""#).unwrap(), [0x61, 0xD800, 0x62, 0x41, 0x0A]);
        assert_eq!(string(r#""\udc00\ud800""#).unwrap(), [0xDC00, 0xD800]);
        assert_eq!(string(r#""\ud800\ud83d\ude00""#).unwrap(), [0xD800, 0xD83D, 0xDE00]);
    }
}
