//! Reading a route id (F-20…F-22) and writing its pattern (F-23…F-25).
//!
//! The pattern is the *source* of a regular expression without flags that means the same to Rust's
//! `regex` crate and to JavaScript's `RegExp`, because the client matches routes too. "Any character"
//! is therefore `[\s\S]`: `.` leaves out different characters in the two.

use crate::manifest::Param;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;

/// A route id, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteId {
    id: String,
    segments: Vec<Segment>,
}

/// One directory of a route id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// `(name)`, which has no part in the URL.
    Group(String),
    /// Static text and parameters in turn; never empty.
    Parts(Vec<Part>),
}

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Literal text, escapes decoded, in Unicode NFC (F-24).
    Static(String),
    /// A parameter.
    Param(Param),
}

/// Why a route id is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("route `{id}`: {kind}")]
pub struct RouteError {
    /// The whole id.
    pub id: String,
    /// What is wrong with it.
    pub kind: RouteErrorKind,
}

/// The rules of F-21 and F-22.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RouteErrorKind {
    /// `[a][b]`.
    #[error("parameters must be separated by text: nothing tells where `{0}` ends and the next begins")]
    AdjacentParameters(String),
    /// `[a`, `a]`, `[[a]`.
    #[error("brackets are unbalanced in `{0}`")]
    UnbalancedBrackets(String),
    /// `[...a]/[[b]]`.
    #[error("an optional parameter cannot follow a rest parameter, which takes everything")]
    OptionalAfterRest,
    /// `[[...a]]`.
    #[error("rest parameter `{0}` cannot be optional, it may match nothing anyway")]
    OptionalRest(String),
    /// `[a b]`, `[]`.
    #[error("`{0}` is no parameter: names are made of letters, digits, `_` and `-`")]
    InvalidName(String),
    /// `[X+3A]`, `[x+3]`, `[u+d800]`.
    #[error("`{0}` is no character escape: write `[x+nn]` or `[u+nnnn]` with lower-case hexadecimal digits")]
    InvalidEscape(String),
    /// `#`.
    #[error("a directory name cannot contain `#`; write `[x+23]`")]
    Hash,
}

impl RouteId {
    /// Reads a route id. `/` is the root.
    ///
    /// # Errors
    /// The first rule of F-21 or F-22 that the id breaks.
    pub fn parse(id: &str) -> Result<Self, RouteError> {
        let fail = |kind| RouteError { id: id.to_owned(), kind };
        let mut segments = Vec::new();
        let mut after_rest = false;
        for text in id.split('/').filter(|text| !text.is_empty()) {
            let segment = parse_segment(text).map_err(fail)?;
            if let Segment::Parts(parts) = &segment {
                let whole = segment.whole_param();
                if after_rest && whole.is_some_and(|param| param.optional) {
                    return Err(fail(RouteErrorKind::OptionalAfterRest));
                }
                after_rest = whole.is_some_and(|param| param.rest);
                debug_assert!(!parts.is_empty());
            }
            segments.push(segment);
        }
        Ok(Self { id: id.to_owned(), segments })
    }

    /// The id as it was given.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// All segments, groups included.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The parameters in the order of the pattern's capture groups.
    #[must_use]
    pub fn params(&self) -> Vec<Param> {
        self.parts()
            .filter_map(|part| if let Part::Param(param) = part { Some(param.clone()) } else { None })
            .collect()
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.segments.iter().flat_map(|segment| match segment {
            Segment::Group(_) => &[][..],
            Segment::Parts(parts) => parts,
        })
    }

    /// Source of the anchored regular expression that a decoded path must match (F-23).
    #[must_use]
    pub fn pattern(&self) -> String {
        let mut out = String::from("^");
        let mut any = false;
        for segment in &self.segments {
            let Segment::Parts(parts) = segment else { continue };
            any = true;
            match segment.whole_param() {
                Some(Param { rest: true, .. }) => out.push_str(r"(?:/([\s\S]*))?"),
                Some(Param { optional: true, .. }) => out.push_str("(?:/([^/]+))?"),
                _ => {
                    out.push('/');
                    for part in parts {
                        match part {
                            Part::Static(text) => push_static(&mut out, text),
                            Part::Param(Param { rest: true, .. }) => out.push_str(r"([\s\S]*?)"),
                            Part::Param(Param { optional: true, .. }) => out.push_str("([^/]*)?"),
                            Part::Param(_) => out.push_str("([^/]+?)"),
                        }
                    }
                }
            }
        }
        out.push_str(if any { "/?$" } else { "/$" });
        out
    }
}

impl Segment {
    /// The parameter that is the whole segment, if it is one.
    #[must_use]
    pub fn whole_param(&self) -> Option<&Param> {
        match self {
            Self::Parts(parts) => match parts.as_slice() {
                [Part::Param(param)] => Some(param),
                _ => None,
            },
            Self::Group(_) => None,
        }
    }
}

fn parse_segment(text: &str) -> Result<Segment, RouteErrorKind> {
    if text.contains('#') {
        return Err(RouteErrorKind::Hash);
    }
    if let Some(name) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return Ok(Segment::Group(name.to_owned()));
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(open) = rest.find(['[', ']']) {
        let (before, from) = rest.split_at(open);
        literal.push_str(before);
        let unbalanced = || RouteErrorKind::UnbalancedBrackets(text.to_owned());
        let (inner, optional, after) = if let Some(inner) = from.strip_prefix("[[") {
            let (inner, after) = inner.split_once("]]").ok_or_else(unbalanced)?;
            (inner, true, after)
        } else {
            let inner = from.strip_prefix('[').ok_or_else(unbalanced)?;
            let (inner, after) = inner.split_once(']').ok_or_else(unbalanced)?;
            (inner, false, after)
        };
        if inner.contains(['[', ']']) {
            return Err(unbalanced());
        }
        rest = after;
        if !optional && let Some(character) = escape(inner)? {
            literal.push(character);
            continue;
        }
        if literal.is_empty() && matches!(parts.last(), Some(Part::Param(_))) {
            return Err(RouteErrorKind::AdjacentParameters(text.to_owned()));
        }
        push_literal(&mut parts, &mut literal);
        let param = parse_param(inner, optional)?;
        parts.push(Part::Param(param));
    }
    literal.push_str(rest);
    push_literal(&mut parts, &mut literal);

    let whole = parts.len() == 1;
    if let Some(Part::Param(param)) = parts.first_mut() {
        param.chained = param.rest || (param.optional && whole);
    }
    Ok(Segment::Parts(parts))
}

fn push_literal(parts: &mut Vec<Part>, literal: &mut String) {
    if !literal.is_empty() {
        parts.push(Part::Static(literal.nfc().collect()));
        literal.clear();
    }
}

/// `x+3a`, `u+1f600`: the character; `None` when the text is no escape at all.
fn escape(inner: &str) -> Result<Option<char>, RouteErrorKind> {
    let Some((kind, digits)) = inner.split_once('+') else { return Ok(None) };
    let invalid = || RouteErrorKind::InvalidEscape(format!("[{inner}]"));
    let length_fits = match kind {
        "x" => digits.len() == 2,
        "u" => (4..=6).contains(&digits.len()),
        "X" | "U" => return Err(invalid()),
        _ => return Ok(None),
    };
    if !length_fits || !digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(invalid());
    }
    u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).map(Some).ok_or_else(invalid)
}

fn parse_param(inner: &str, optional: bool) -> Result<Param, RouteErrorKind> {
    let (rest, name) = match inner.strip_prefix("...") {
        Some(name) => (true, name),
        None => (false, inner),
    };
    let (name, matcher) = match name.split_once('=') {
        Some((name, matcher)) => (name, Some(matcher)),
        None => (name, None),
    };
    if !is_name(name) || !matcher.is_none_or(is_name) {
        return Err(RouteErrorKind::InvalidName(format!("[{inner}]")));
    }
    if rest && optional {
        return Err(RouteErrorKind::OptionalRest(name.to_owned()));
    }
    Ok(Param { name: name.to_owned(), matcher: matcher.map(str::to_owned), optional, rest, chained: false })
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Writes literal text so that it matches the decoded path: `/ ? # %` are still encoded there (F-25).
fn push_static(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '/' => out.push_str("%2[Ff]"),
            '?' => out.push_str("%3[Ff]"),
            '#' => out.push_str("%23"),
            '%' => out.push_str("%25"),
            '.' | '*' | '+' | '^' | '$' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            // A line break or a NUL may stand in a pattern as it is; JavaScript and Rust agree.
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f20_segments() {
        let id = RouteId::parse("/(app)/blog/[year]-[month=int].html/[[page]]/[...rest]").unwrap();
        assert_eq!(id.pattern(), r"^/blog/([^/]+?)-([^/]+?)\.html(?:/([^/]+))?(?:/([\s\S]*))?/?$");
        let names: Vec<_> =
            id.params().into_iter().map(|p| (p.name, p.matcher, p.optional, p.rest, p.chained)).collect();
        assert_eq!(
            names,
            [
                ("year".to_owned(), None, false, false, false),
                ("month".to_owned(), Some("int".to_owned()), false, false, false),
                ("page".to_owned(), None, true, false, true),
                ("rest".to_owned(), None, false, true, true),
            ]
        );
        assert_eq!(RouteId::parse("/").unwrap().pattern(), "^/$");
        assert_eq!(RouteId::parse("/(marketing)").unwrap().pattern(), "^/$");
    }

    #[test]
    fn f21_escapes_and_f24_normal_form() {
        for (id, pattern) in [
            ("/[x+3a]-)", r"^/:-\)/?$"),
            ("/[u+1f600]", "^/\u{1f600}/?$"),
            ("/[x+2f][x+3f][x+23][x+25]", "^/%2[Ff]%3[Ff]%23%25/?$"),
            ("/e\u{301}", "^/\u{e9}/?$"),
            ("/[x+5b]a[x+5d]", r"^/\[a\]/?$"),
            ("/.well-known", r"^/\.well-known/?$"),
        ] {
            assert_eq!(RouteId::parse(id).unwrap().pattern(), pattern, "{id}");
        }
    }

    #[test]
    fn f21_f22_errors() {
        use RouteErrorKind as E;
        for (id, kind) in [
            ("/[a][b]", E::AdjacentParameters("[a][b]".into())),
            ("/[a", E::UnbalancedBrackets("[a".into())),
            ("/a]", E::UnbalancedBrackets("a]".into())),
            ("/[[a]", E::UnbalancedBrackets("[[a]".into())),
            ("/[...a]/[[b]]", E::OptionalAfterRest),
            ("/[...a]/(g)/[[b]]", E::OptionalAfterRest),
            ("/[[...a]]", E::OptionalRest("a".into())),
            ("/[a b]", E::InvalidName("[a b]".into())),
            ("/[]", E::InvalidName("[]".into())),
            ("/[a=]", E::InvalidName("[a=]".into())),
            ("/[X+3a]", E::InvalidEscape("[X+3a]".into())),
            ("/[x+3A]", E::InvalidEscape("[x+3A]".into())),
            ("/[x+3]", E::InvalidEscape("[x+3]".into())),
            ("/[u+d800]", E::InvalidEscape("[u+d800]".into())),
            ("/[u+0000041]", E::InvalidEscape("[u+0000041]".into())),
            ("/a#b", E::Hash),
        ] {
            assert_eq!(RouteId::parse(id).unwrap_err().kind, kind, "{id}");
        }
    }
}
