//! The format of `.env` files: `NAME=value` lines, `#` comments, an optional `export`.
//!
//! A value may be bare (trimmed, ends before ` #`), in single quotes or backquotes (verbatim, may span
//! lines) or in double quotes (`\n`, `\r`, `\t`, `\\` and `\"` are escapes, may span lines). There is no
//! expansion of `$NAME`: a password may hold a dollar. What cannot be read is an error with its line, not
//! a variable left out in silence.

/// A line that is no variable.
#[derive(Debug, PartialEq, Eq)]
pub struct EnvFileError {
    /// From 1.
    pub line: usize,
    /// What was expected; never a value.
    pub message: String,
}

/// The variables of a file, in order.
pub fn parse(text: &str) -> Result<Vec<(String, String)>, EnvFileError> {
    let mut variables = Vec::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut line = 1;
    while !rest.is_empty() {
        let (first, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let content = first.trim();
        if content.is_empty() || content.starts_with('#') {
            rest = after;
            line += 1;
            continue;
        }
        let error = |message: String| EnvFileError { line, message };
        let content = content.strip_prefix("export ").map_or(content, str::trim_start);
        let (name, start) = content
            .split_once('=')
            .ok_or_else(|| error(format!("expected NAME=value, found {:?}", shortened(content))))?;
        let name = name.trim_end();
        if !is_name(name) {
            return Err(error(format!("{:?} is not the name of a variable", shortened(name))));
        }
        let (value, lines, after) = match start.trim_start().chars().next() {
            Some(quote @ ('"' | '\'' | '`')) => {
                let opened = rest.find(quote).map_or(rest.len(), |at| at + 1);
                quoted(rest.get(opened..).unwrap_or_default(), quote).map_err(error)?
            }
            _ => (bare(start).to_owned(), 1, after),
        };
        variables.push((name.to_owned(), value));
        rest = after;
        line += lines;
    }
    Ok(variables)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// A value without quotes: a `#` after a space begins a comment.
fn bare(value: &str) -> &str {
    let end = value.char_indices().find(|&(at, c)| {
        c == '#' && value.get(..at).is_none_or(|before| before.is_empty() || before.ends_with([' ', '\t']))
    });
    end.map_or(value, |(at, _)| value.get(..at).unwrap_or_default()).trim()
}

/// Reads up to the closing quote: the value, the number of lines it took, and what follows its last line.
fn quoted(text: &str, quote: char) -> Result<(String, usize, &str), String> {
    let mut value = String::new();
    let mut lines = 1;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => {
                let after = text.get(at + 1..).unwrap_or_default();
                let (same_line, after) = after.split_once('\n').unwrap_or((after, ""));
                let same_line = same_line.trim();
                if !same_line.is_empty() && !same_line.starts_with('#') {
                    return Err(format!("{:?} stands after the closing quote", shortened(same_line)));
                }
                return Ok((value, lines, after));
            }
            '\\' if quote == '"' => match chars.next().map(|(_, escaped)| escaped) {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some(escaped @ ('\\' | '"')) => value.push(escaped),
                Some(other) => {
                    lines += usize::from(other == '\n');
                    value.extend(['\\', other]);
                }
                None => break,
            },
            '\r' if text.get(at..).is_some_and(|text| text.starts_with("\r\n")) => {}
            c => {
                lines += usize::from(c == '\n');
                value.push(c);
            }
        }
    }
    Err(format!("the value that begins with {quote} does not end"))
}

/// Enough of a text to recognise it. Values may be secrets: only names and stray words come here.
fn shortened(text: &str) -> String {
    let short: String = text.chars().take(20).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(text: &str) -> Vec<(String, String)> {
        parse(text).unwrap()
    }

    #[test]
    fn values() {
        for (text, expected) in [
            ("A=1", "1"),
            ("A = 1 ", "1"),
            ("export A=1", "1"),
            ("\u{feff}A=1", "1"),
            ("A=", ""),
            ("A=a b # a comment", "a b"),
            ("A=#comment", ""),
            ("A=a#b", "a#b"),
            ("A=x=y", "x=y"),
            ("A=$HOME", "$HOME"),
            ("A='a # b'", "a # b"),
            ("A='a\\nb' # c", "a\\nb"),
            ("A=\"a\\nb\\t\\\"c\\\"\"", "a\nb\t\"c\""),
            ("A=\"a\nb\"", "a\nb"),
            ("A=\"a\r\nb\"\r\n", "a\nb"),
            ("A=`it's \"x\"`", "it's \"x\""),
            ("A=\"C:\\dir\"", "C:\\dir"),
        ] {
            assert_eq!(variables(text), [("A".to_owned(), expected.to_owned())], "{text:?}");
        }
    }

    #[test]
    fn several() {
        let text = "# first\nA=1\n\nB='x\ny'\r\nC=3\r\n";
        let expected = [("A", "1"), ("B", "x\ny"), ("C", "3")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(variables(text), expected);
    }

    #[test]
    fn errors_have_their_line() {
        for (text, line) in [("A=1\nnonsense", 2), ("\n\n1A=2", 3), ("A='x\ny'\nB='", 3), ("A='x' y", 1)] {
            assert_eq!(parse(text).map_err(|error| error.line), Err(line), "{text:?}");
        }
    }

    #[test]
    fn an_error_does_not_print_a_long_word() {
        let error = parse("supersecretsupersecretsupersecret").unwrap_err();
        assert!(!error.message.contains("supersecretsupersecretsupersecret"), "{}", error.message);
    }
}
