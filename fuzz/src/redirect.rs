//! What `redirect(...)` accepts (S-65…S-69, R-44, R-45). The first line of the input is the status, the
//! second an entry of `external`, the rest the location.

use crate::input::Lines;
use formwork_wire::redirect::{External, RedirectError, Status, check, check_header_value, header_value};
use url::Url;

const ORIGIN: &str = "http://app.test:3000";

/// A location that is accepted without `external` leads nowhere else; each way to allow more allows no
/// less; what is accepted can be a header.
///
/// # Panics
/// When one of these does not hold.
pub fn run(data: &[u8]) {
    let mut lines = Lines::new(data);
    status(&lines.text());
    let entry = [lines.text().into_owned()];
    let location = lines.rest_text();

    let header = header_value(&location);
    assert_eq!(header.is_ok(), check_header_value(&location).is_ok());
    match &header {
        Ok(bytes) => {
            assert_eq!(bytes.len(), location.chars().count());
            assert!(!bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)), "R-45");
        }
        Err(error) => assert_eq!(*error, RedirectError::NotAHeaderValue),
    }

    let base = Url::parse(ORIGIN).expect("it is one");
    let own = check(&location, Some(ORIGIN), External::No);
    let any = check(&location, Some(ORIGIN), External::Any);
    let listed = check(&location, Some(ORIGIN), External::Listed(&entry));
    for result in [&own, &any, &listed] {
        assert!(result.is_err() || header.is_ok(), "S-69");
    }
    assert!(check(&location, Some(ORIGIN), External::Invalid).is_err());
    if own.is_ok() {
        assert_eq!((&any, &listed), (&Ok(()), &Ok(())));
        assert_eq!(check(&location, Some(ORIGIN), External::Listed(&[])), Ok(()));
        let target = base.join(&location).expect("it was accepted");
        assert_eq!(target.origin(), base.origin(), "{location:?}");
        assert!(!looks_foreign(&location), "{location:?}");
    }
    if any.is_ok() {
        let target = base.join(&location).expect("it was accepted");
        assert!(!matches!(target.scheme(), "javascript" | "data"), "S-68");
    }
    if own.is_err() && listed.is_ok() {
        let target = base.join(&location).expect("it was accepted");
        let entry = &entry[0];
        let same = |entry: &Url| {
            (entry.scheme(), entry.host_str(), entry.port())
                == (target.scheme(), target.host_str(), target.port())
        };
        assert!(*entry == location || Url::parse(entry).is_ok_and(|entry| same(&entry)), "S-68");
    }
    // Without a request at hand nothing becomes possible that names a host (S-67).
    if check(&location, None, External::No).is_ok() {
        assert!(!looks_foreign(&location), "{location:?}");
    }
}

fn status(text: &str) {
    if let Ok(status) = Status::from_text(text) {
        assert!((300..=308).contains(&status.code()));
        // S-66: what the app wrote, as a JSON string.
        assert_eq!(serde_json::from_str::<String>(status.json()).ok().as_deref(), Some(text));
        assert_eq!(
            Status::from_number(f64::from(status.code())).map(|status| status.code()),
            Ok(status.code())
        );
    }
}

/// A second opinion that shares no code with the URL parser: whether an ASCII location names a host that is
/// not the app's, the way browsers read it. Texts in which the host may be written in disguise are left to
/// the parser.
fn looks_foreign(location: &str) -> bool {
    if !location.is_ascii() || location.contains('%') {
        return false;
    }
    let text: String = location
        .trim_matches(|character| character <= ' ')
        .chars()
        .filter(|character| !matches!(character, '\t' | '\r' | '\n'))
        .map(|character| if character == '\\' { '/' } else { character.to_ascii_lowercase() })
        .collect();
    let Some(rest) = text.strip_prefix("//") else {
        return ["javascript:", "data:", "https:", "mailto:"].iter().any(|scheme| text.starts_with(scheme));
    };
    let rest = rest.trim_start_matches('/');
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    !host.starts_with("app.test") && !host.starts_with("formwork.invalid")
}
