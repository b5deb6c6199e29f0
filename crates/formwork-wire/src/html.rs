//! Making text inert inside HTML (S-139).
//!
//! Three places, three rules: element text, a double-quoted attribute value, and the inside of a
//! `<script>` element that holds JSON or JavaScript. Text that needs no change is not copied.

use std::borrow::Cow;

/// Escapes text for element content.
#[must_use]
pub fn text(value: &str) -> Cow<'_, str> {
    replace(value, |character| match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        // Not needed by the HTML parser, but it keeps `]]>` and `-->` from looking like markup.
        '>' => Some("&gt;"),
        _ => None,
    })
}

/// Escapes a value for an attribute in double quotes; the quotes are not added.
#[must_use]
pub fn attribute(value: &str) -> Cow<'_, str> {
    replace(value, |character| match character {
        '&' => Some("&amp;"),
        '"' => Some("&quot;"),
        '<' => Some("&lt;"),
        _ => None,
    })
}

/// Makes JSON or JavaScript text inert inside a `<script>` element, given that `<`, U+2028 and U+2029
/// occur in it only within string literals and regular expressions, as in JSON.
#[must_use]
pub fn script(value: &str) -> Cow<'_, str> {
    replace(value, |character| match character {
        '<' => Some("\\u003C"),
        '\u{2028}' => Some("\\u2028"),
        '\u{2029}' => Some("\\u2029"),
        _ => None,
    })
}

fn replace(value: &str, escape: impl Fn(char) -> Option<&'static str>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for (at, character) in value.char_indices() {
        if let Some(escaped) = escape(character) {
            out.push_str(value.get(copied..at).unwrap_or_default());
            out.push_str(escaped);
            copied = at + character.len_utf8();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(value);
    }
    out.push_str(value.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s139_table() {
        let hostile = "</script><!-- \u{2028}\u{2029} & \" ]]>";
        assert_eq!(text(hostile), "&lt;/script&gt;&lt;!-- \u{2028}\u{2029} &amp; \" ]]&gt;");
        assert_eq!(attribute(hostile), "&lt;/script>&lt;!-- \u{2028}\u{2029} &amp; &quot; ]]>");
        assert_eq!(script(hostile), "\\u003C/script>\\u003C!-- \\u2028\\u2029 & \" ]]>");
        assert!(matches!(text("plain \u{e9}"), Cow::Borrowed(_)));
    }
}
