//! Content-Type: the media type itself, form types (S-38) and parameters.
//!
//! Values come from the network. Types compare lower-cased, with blanks and parameters ignored.

use std::borrow::Cow;

/// The media types a form can be posted with (S-38).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormType {
    /// `application/x-www-form-urlencoded`
    UrlEncoded,
    /// `multipart/form-data`
    Multipart,
    /// `text/plain`; accepted, but `formData()` rejects for it (S-126).
    Text,
    /// `application/x-sveltekit-formdata`; likewise.
    SvelteKit,
}

/// The media type of a Content-Type value, lower-cased, without parameters and blanks.
#[must_use]
pub fn essence(content_type: &str) -> Cow<'_, str> {
    let essence = content_type.split(';').next().unwrap_or_default().trim_matches([' ', '\t', '\r', '\n']);
    if essence.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(essence.to_ascii_lowercase())
    } else {
        Cow::Borrowed(essence)
    }
}

/// The form type of a Content-Type, or `None` when a page must answer 415 (S-37): a missing or empty
/// header is no form type.
#[must_use]
pub fn form_type(content_type: Option<&str>) -> Option<FormType> {
    match essence(content_type?).as_ref() {
        "application/x-www-form-urlencoded" => Some(FormType::UrlEncoded),
        "multipart/form-data" => Some(FormType::Multipart),
        "text/plain" => Some(FormType::Text),
        "application/x-sveltekit-formdata" => Some(FormType::SvelteKit),
        _ => None,
    }
}

/// A parameter of a media type: `;name=value` or `;name="value"` with backslash escapes. Names compare
/// case-insensitively.
///
/// `Err` when the parameter occurs twice, since two readers could then disagree, or when its quoted
/// form does not end.
#[allow(clippy::result_unit_err, reason = "every caller turns this into an error of its own")]
pub fn parameter<'a>(content_type: &'a str, name: &str) -> Result<Option<Cow<'a, str>>, ()> {
    let Some((_, mut rest)) = content_type.split_once(';') else { return Ok(None) };
    let mut found = None;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ';']);
        if rest.is_empty() {
            return Ok(found);
        }
        let end = rest.find(['=', ';']).unwrap_or(rest.len());
        let (key, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let Some(value) = after.strip_prefix('=') else {
            rest = after;
            continue;
        };
        let value = value.trim_start_matches([' ', '\t']);
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => {
                let (value, after) = quoted_string(quoted).ok_or(())?;
                (value, after.find(';').and_then(|at| after.get(at..)).unwrap_or_default())
            }
            None => {
                let end = value.find(';').unwrap_or(value.len());
                let (value, after) = value.split_at_checked(end).unwrap_or((value, ""));
                (Cow::Borrowed(value.trim_end_matches([' ', '\t'])), after)
            }
        };
        rest = after;
        if key.trim_matches([' ', '\t']).eq_ignore_ascii_case(name) && found.replace(value).is_some() {
            return Err(());
        }
    }
}

/// The rest of a quoted string after its opening quote: its text, and what comes after it.
fn quoted_string(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let end = text.find(['"', '\\'])?;
    let (plain, rest) = text.split_at_checked(end)?;
    if let Some(after) = rest.strip_prefix('"') {
        return Some((Cow::Borrowed(plain), after));
    }
    let mut out = plain.to_owned();
    let mut characters = rest.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => return Some((Cow::Owned(out), characters.as_str())),
            '\\' => out.push(characters.next()?),
            _ => out.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s38_form_types() {
        for (content_type, expected) in [
            (Some("application/x-www-form-urlencoded"), Some(FormType::UrlEncoded)),
            (Some("Multipart/Form-Data; boundary=x"), Some(FormType::Multipart)),
            (Some(" TEXT/PLAIN ;charset=utf-16"), Some(FormType::Text)),
            (Some("application/x-sveltekit-formdata"), Some(FormType::SvelteKit)),
            (Some("application/json"), None),
            (Some("text/plainx"), None),
            (Some(""), None),
            (Some(";"), None),
            (None, None),
        ] {
            assert_eq!(form_type(content_type), expected, "{content_type:?}");
        }
    }

    #[test]
    fn parameters() {
        for (content_type, expected) in [
            ("a/b", Ok(None)),
            ("a/b; boundary=x", Ok(Some("x"))),
            ("a/b;BOUNDARY=x ; c=d", Ok(Some("x"))),
            ("a/b; boundary=\"x;y\"; c=d", Ok(Some("x;y"))),
            ("a/b; boundary=\"x\\\"y\"", Ok(Some("x\"y"))),
            ("a/b; boundary=\"x", Err(())),
            ("a/b; boundary=x; boundary=x", Err(())),
            ("a/b; boundary", Ok(None)),
            ("a/b; boundary=", Ok(Some(""))),
            ("a/b; x=\"boundary=1\"; boundary=2", Ok(Some("2"))),
        ] {
            let found = parameter(content_type, "boundary");
            assert_eq!(found.as_ref().map(Option::as_deref), expected.as_ref().map(|v| *v), "{content_type}");
        }
    }
}
