//! `application/x-www-form-urlencoded` bodies (S-121, R-12, R-18). The input is the body.

use formwork_wire::form::{FormError, Limits};
use formwork_wire::urlencoded::{parse, serialize};

const UNLIMITED: Limits = Limits {
    max_fields: usize::MAX,
    max_name_bytes: usize::MAX,
    max_value_bytes: usize::MAX,
    max_header_bytes: usize::MAX,
    max_headers: usize::MAX,
    max_preamble_bytes: usize::MAX,
};

/// The fields are those of the slow parser below, survive being written and parsed again, and limits
/// refuse exactly what exceeds them.
///
/// # Panics
/// When one of these does not hold.
pub fn run(data: &[u8]) {
    let fields = owned(parse(data, &UNLIMITED).expect("without limits every body is a form"));
    assert_eq!(fields, slow(data));

    let text = serialize(fields.iter().map(|(name, value)| (name, value)));
    assert!(
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"*-._+%&=".contains(&byte)),
        "unsafe serialisation {text:?}"
    );
    assert_eq!(owned(parse(text.as_bytes(), &UNLIMITED).expect("as above")), fields, "written and parsed");

    let limits = Limits {
        max_fields: data.len() % 5,
        max_name_bytes: data.len() % 7,
        max_value_bytes: data.len() % 11,
        ..UNLIMITED
    };
    assert_eq!(parse(data, &limits).map(owned), expected(&fields, &limits), "{limits:?}");
}

fn owned(fields: Vec<formwork_wire::urlencoded::Field<'_>>) -> Vec<(String, String)> {
    fields.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// What limits make of the fields of a body.
fn expected(fields: &[(String, String)], limits: &Limits) -> Result<Vec<(String, String)>, FormError> {
    for (at, (name, value)) in fields.iter().enumerate() {
        if at >= limits.max_fields {
            return Err(FormError::TooManyFields(limits.max_fields));
        }
        if name.len() > limits.max_name_bytes {
            return Err(FormError::NameTooLong(limits.max_name_bytes));
        }
        if value.len() > limits.max_value_bytes {
            return Err(FormError::ValueTooLong(limits.max_value_bytes));
        }
    }
    Ok(fields.to_vec())
}

/// The URL standard's parser, word for word.
fn slow(body: &[u8]) -> Vec<(String, String)> {
    body.split(|byte| *byte == b'&')
        .filter(|sequence| !sequence.is_empty())
        .map(|sequence| {
            let equals = sequence.iter().position(|byte| *byte == b'=').unwrap_or(sequence.len());
            (decode(&sequence[..equals]), decode(sequence.get(equals + 1..).unwrap_or_default()))
        })
        .collect()
}

fn decode(text: &[u8]) -> String {
    let mut bytes = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let escaped = text
            .get(at + 1..at + 3)
            .filter(|digits| *byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(match (escaped, byte) {
            (Some(escaped), _) => escaped,
            (None, b'+') => b' ',
            (None, byte) => *byte,
        });
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
