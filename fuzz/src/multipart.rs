//! `multipart/form-data` bodies (S-122…S-125, R-19…R-26). The input is the boundary in a line of its own,
//! then the body.

use crate::input::{Lines, Rng};
use formwork_wire::form::{FormError, Limits};
use formwork_wire::multipart::{Event, Parser, boundary};

/// Limits that small inputs reach.
const TIGHT: Limits = Limits {
    max_fields: 2,
    max_name_bytes: 6,
    max_value_bytes: 12,
    max_header_bytes: 90,
    max_headers: 3,
    max_preamble_bytes: 8,
};

/// What a parser gave, consecutive data joined.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    Start { name: String, filename: Option<String>, content_type: Option<String> },
    Data(Vec<u8>),
    End,
}

/// The result does not depend on how the body is cut, events come in their order and add up to no more
/// than the body, an error stays, and a form that was read can be written and read again.
///
/// # Panics
/// When one of these does not hold.
pub fn run(data: &[u8]) {
    let mut lines = Lines::new(data);
    let boundary_text = lines.text().into_owned();
    let body = lines.rest();
    let as_parameter = boundary(&format!(
        "multipart/form-data; boundary=\"{}\"",
        boundary_text.replace('\\', "\\\\").replace('"', "\\\"")
    ));
    match Parser::new(&boundary_text, Limits::default()) {
        Ok(_) => assert_eq!(as_parameter.as_deref(), Ok(boundary_text.as_str())),
        Err(error) => {
            assert!(matches!(error, FormError::Boundary(_)));
            assert!(as_parameter.is_err());
            return;
        }
    }

    for limits in [Limits::generous(), TIGHT] {
        let (whole, result) = collect(&boundary_text, limits, [body]);
        compare(&whole, &result, collect(&boundary_text, limits, body.chunks(1)), "byte by byte");
        let mut rng = Rng::from_bytes(data);
        for _ in 0..2 {
            let chunks = cut(body, &mut rng);
            let sizes: Vec<usize> = chunks.iter().map(|chunk| chunk.len()).collect();
            compare(&whole, &result, collect(&boundary_text, limits, chunks), &format!("cut into {sizes:?}"));
        }
        match result {
            Ok(()) => {
                let again = write(&boundary_text, &whole);
                let (events, result) = collect(&boundary_text, Limits::generous(), [&again[..]]);
                assert_eq!(result, Ok(()), "written: {}", again.escape_ascii());
                assert_eq!(events, whole, "written: {}", again.escape_ascii());
                within(&whole, &limits);
            }
            Err(error) => {
                assert!(matches!(error.status(), 400 | 413) && error.code().starts_with("FW-FORM-"))
            }
        }
    }
}

/// Cuts of any size, some of them empty, most of them small.
fn cut<'a>(body: &'a [u8], rng: &mut Rng) -> Vec<&'a [u8]> {
    let mut chunks = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let most = [2, 8, 40, rest.len() + 1][rng.below(4)];
        let (chunk, after) = rest.split_at(rng.below(most).min(rest.len()));
        chunks.push(chunk);
        rest = after;
    }
    chunks
}

fn collect<'a>(
    boundary: &str,
    limits: Limits,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Found>, Result<(), FormError>) {
    let mut parser = Parser::new(boundary, limits).expect("checked before");
    let mut found = Vec::new();
    let (mut open, mut pushed, mut emitted) = (false, 0, 0);
    for chunk in chunks {
        pushed += chunk.len();
        let result = parser.push(chunk, |event| match event {
            Event::PartStart(head) => {
                assert!(!std::mem::replace(&mut open, true), "parts do not nest");
                found.push(Found::Start {
                    name: head.name,
                    filename: head.filename,
                    content_type: head.content_type,
                });
            }
            Event::Data(data) => {
                assert!(open && !data.is_empty(), "data belongs to a part");
                emitted += data.len();
                match found.last_mut() {
                    Some(Found::Data(known)) => known.extend_from_slice(data),
                    _ => found.push(Found::Data(data.to_vec())),
                }
            }
            Event::PartEnd => {
                assert!(std::mem::replace(&mut open, false), "a part that ends has begun");
                found.push(Found::End);
            }
        });
        assert!(emitted <= pushed, "{emitted} bytes out of {pushed}");
        if let Err(error) = result {
            for more in [&b"\r\n--b--"[..], b"x"] {
                let again = parser.push(more, |event| panic!("{event:?} after an error"));
                assert_eq!(again, Err(error.clone()), "an error stays");
            }
            assert_eq!(parser.finish(), Err(error.clone()), "an error stays");
            return (found, Err(error));
        }
    }
    let complete = parser.is_complete();
    let result = parser.finish();
    assert_eq!(result, if complete { Ok(()) } else { Err(FormError::Truncated) });
    assert!(!(complete && open), "a complete form has no open part");
    (found, result)
}

/// Two ways to cut a body give the same. Where it is broken off, what was found before may be more or
/// less, since data is handed on as it comes.
fn compare(
    whole: &[Found],
    result: &Result<(), FormError>,
    (events, cut_result): (Vec<Found>, Result<(), FormError>),
    how: &str,
) {
    assert_eq!(&cut_result, result, "{how}");
    if result.is_ok() {
        assert_eq!(events, whole, "{how}");
        return;
    }
    let (short, long) = if events.len() <= whole.len() { (&events[..], whole) } else { (whole, &events[..]) };
    let Some((last, before)) = short.split_last() else { return };
    assert_eq!(before, &long[..before.len()], "{how}");
    match (last, &long[before.len()]) {
        (Found::Data(a), Found::Data(b)) => assert!(a.starts_with(b) || b.starts_with(a), "{how}"),
        (a, b) => assert_eq!(a, b, "{how}"),
    }
}

/// Nothing that was accepted exceeds the limits.
fn within(events: &[Found], limits: &Limits) {
    let (mut fields, mut is_text) = (0, false);
    for event in events {
        match event {
            Found::Start { name, filename, .. } => {
                fields += 1;
                is_text = filename.is_none();
                // A byte that is no UTF-8 becomes three. A file's name has only its header's limit.
                assert!(name.len() <= limits.max_name_bytes.saturating_mul(3));
                let longest = limits.max_header_bytes.saturating_mul(3);
                assert!(filename.as_ref().is_none_or(|name| name.len() <= longest));
            }
            Found::Data(data) => assert!(!is_text || data.len() <= limits.max_value_bytes),
            Found::End => {}
        }
    }
    assert!(fields <= limits.max_fields);
}

/// Writes a form as browsers do.
fn write(boundary: &str, events: &[Found]) -> Vec<u8> {
    let escape = |name: &str| name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let mut out = Vec::new();
    for event in events {
        match event {
            Found::Start { name, filename, content_type } => {
                out.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
                let mut head = format!("Content-Disposition: form-data; name=\"{}\"", escape(name));
                if let Some(filename) = filename {
                    head += &format!("; filename=\"{}\"", escape(filename));
                }
                if let Some(content_type) = content_type {
                    head += &format!("\r\nContent-Type: {content_type}");
                }
                out.extend_from_slice(head.as_bytes());
                out.extend_from_slice(b"\r\n\r\n");
            }
            Found::Data(data) => out.extend_from_slice(data),
            Found::End => out.extend_from_slice(b"\r\n"),
        }
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    out
}
