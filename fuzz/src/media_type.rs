//! Content-Type: essence, form types, parameters and the boundary (S-38, R-17). The input is the header.

use formwork_wire::form::{FormError, Limits};
use formwork_wire::media_type::{essence, form_type, parameter};
use formwork_wire::multipart::{Parser, boundary};

/// The type does not depend on case or parameters; a parameter does not depend on the case of its name or
/// on what stands behind it; every boundary that is found can be used and written.
///
/// # Panics
/// When one of these does not hold.
pub fn run(data: &[u8]) {
    let header = String::from_utf8_lossy(data);
    let kind = essence(&header);
    assert!(!kind.contains(';') && !kind.bytes().any(|byte| byte.is_ascii_uppercase()), "{kind:?}");
    assert_eq!(essence(&kind), kind);
    assert_eq!(essence(&header.to_ascii_uppercase()), kind);
    assert_eq!(form_type(Some(&header)), form_type(Some(&kind)));
    if form_type(Some(&header)).is_some() {
        assert!(!kind.is_empty());
    }

    let found = parameter(&header, "boundary");
    assert_eq!(parameter(&header, "BoundarY"), found);
    if let Ok(found) = &found {
        assert!(found.as_ref().is_none_or(|found| found.len() <= header.len()));
        assert_eq!(parameter(&format!("{header}; other=1"), "boundary").as_ref(), Ok(found));
        let doubled = format!("{header}; boundary=again");
        let doubled = parameter(&doubled, "boundary");
        match found {
            // twice is never once.
            Some(_) => assert_eq!(doubled, Err(())),
            None => assert_eq!(doubled.as_ref().map(Option::as_deref), Ok(Some("again"))),
        }
    }

    match boundary(&header) {
        Ok(found) => {
            assert!((1..=70).contains(&found.len()) && found.bytes().all(|byte| matches!(byte, b' '..=b'~')));
            assert!(Parser::new(&found, Limits::default()).is_ok());
            let quoted = found.replace('\\', "\\\\").replace('"', "\\\"");
            assert_eq!(boundary(&format!("multipart/form-data; boundary=\"{quoted}\"")), Ok(found));
        }
        Err(error) => assert!(matches!(error, FormError::Boundary(_)) && error.status() == 400),
    }
}
