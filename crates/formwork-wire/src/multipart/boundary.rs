//! The boundary parameter of a Content-Type.

use crate::form::FormError;
use crate::media_type;

/// The boundary of a `multipart/form-data` content type: 1 to 70 characters, quoted or not.
///
/// # Errors
/// [`FormError::Boundary`] when it is missing, doubled, empty, too long or has characters that no
/// boundary can have.
pub fn boundary(content_type: &str) -> Result<String, FormError> {
    let found = media_type::parameter(content_type, "boundary")
        .map_err(|()| FormError::Boundary("it is given twice or does not end"))?
        .ok_or(FormError::Boundary("it is missing"))?;
    check(&found)?;
    Ok(found.into_owned())
}

/// Line breaks would break the parser's reasoning; other rules are those of RFC 2046, a little wider,
/// because programs use more characters than it lists.
pub(super) fn check(boundary: &str) -> Result<(), FormError> {
    if boundary.is_empty() {
        return Err(FormError::Boundary("it is empty"));
    }
    if boundary.len() > 70 {
        return Err(FormError::Boundary("it is longer than 70 characters"));
    }
    if !boundary.bytes().all(|byte| matches!(byte, b' '..=b'~')) || boundary.ends_with(' ') {
        return Err(FormError::Boundary("it has characters that are not allowed"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r17_boundaries() {
        for (parameter, expected) in [
            ("; boundary=abc", Some("abc")),
            ("; charset=utf-8; Boundary=\"a b\"; x=y", Some("a b")),
            ("; boundary=----WebKitFormBoundaryAbC123", Some("----WebKitFormBoundaryAbC123")),
            ("", None),
            ("; boundary=", None),
            ("; boundary=\"\"", None),
            ("; boundary=\"abc", None),
            ("; boundary=a; boundary=b", None),
            ("; boundary=\"a\r\nb\"", None),
            ("; boundary=\"a \"", None),
            ("; boundary=\u{e9}", None),
        ] {
            assert_eq!(
                boundary(&format!("multipart/form-data{parameter}")).ok().as_deref(),
                expected,
                "{parameter}"
            );
        }
        for (length, ok) in [(1, true), (70, true), (71, false), (252, false)] {
            let content_type = format!("multipart/form-data; boundary={}", "b".repeat(length));
            assert_eq!(boundary(&content_type).is_ok(), ok, "{length}");
        }
    }
}
