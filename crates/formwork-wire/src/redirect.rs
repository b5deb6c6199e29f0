//! The rules of `redirect(...)` (S-65…S-69, R-44, R-45).
//!
//! A location may be built from user data, so one that leaves the app must be marked `external`; and it
//! becomes a header, so it must be able to be one. Everything that fails here is an unknown error (500)
//! raised where `redirect` is called.

use std::borrow::Cow;
use thiserror::Error;
use url::Url;

/// A redirect that may not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RedirectError {
    /// S-66.
    #[error("invalid redirect status {0}: it must be a number from 300 to 308")]
    Status(String),
    /// S-69.
    #[error(
        "a redirect location cannot contain line breaks, NUL or characters above U+00FF; encode it first"
    )]
    NotAHeaderValue,
    /// The location cannot be read as a URL at all.
    #[error("the redirect location is no valid URL")]
    NotAUrl,
    /// S-68, without `external`.
    #[error(
        "redirecting to another origin must be allowed explicitly: pass {{ external: true }} or a list of origins \
         as third argument"
    )]
    External,
    /// S-68, `external: true`.
    #[error("a redirect to {0} must be listed by name in `external`")]
    Scheme(String),
    /// S-68, a list.
    #[error("the redirect location matches no entry of `external`")]
    NotListed,
    /// S-68, anything else.
    #[error("`external` must be a boolean or an array of strings")]
    Option,
}

/// The `external` option of `redirect` (S-68).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum External<'a> {
    /// Absent or `false`.
    No,
    /// `true`.
    Any,
    /// An array.
    Listed(&'a [String]),
    /// Something else.
    Invalid,
}

/// The status of a redirect: its code, and how it is written in the JSON result. A numeric string is
/// passed on as it is (S-66).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    code: u16,
    json: Cow<'static, str>,
}

impl Status {
    /// From a number.
    ///
    /// # Errors
    /// [`RedirectError::Status`].
    pub fn from_number(number: f64) -> Result<Self, RedirectError> {
        let code = (300..=308_u16)
            .find(|code| f64::from(*code) == number)
            .ok_or_else(|| RedirectError::Status(ryu_js::Buffer::new().format(number).to_owned()))?;
        Ok(Self { code, json: Cow::Owned(code.to_string()) })
    }

    /// From a string that holds a number.
    ///
    /// # Errors
    /// [`RedirectError::Status`].
    pub fn from_text(text: &str) -> Result<Self, RedirectError> {
        let number = text.trim().parse().map_err(|_| RedirectError::Status(format!("{text:?}")))?;
        let code = Self::from_number(number)?.code;
        let mut json = String::new();
        crate::json::push_string(&mut json, text);
        Ok(Self { code, json: Cow::Owned(json) })
    }

    /// 303, for redirects the framework makes itself.
    #[must_use]
    pub const fn see_other() -> Self {
        Self { code: 303, json: Cow::Borrowed("303") }
    }

    /// The HTTP status.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.code
    }

    /// As in the JSON result: `303` or `"303"`.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// Whether a location can be a header value (S-69). Call it before anything else, since URL parsing
/// would silently drop line breaks.
///
/// # Errors
/// [`RedirectError::NotAHeaderValue`].
pub fn check_header_value(location: &str) -> Result<(), RedirectError> {
    let forbidden = |character| matches!(character, '\r' | '\n' | '\0') || character > '\u{ff}';
    if location.contains(forbidden) { Err(RedirectError::NotAHeaderValue) } else { Ok(()) }
}

/// The bytes of a location as a header value: Latin-1, as upstream sends it.
///
/// # Errors
/// [`RedirectError::NotAHeaderValue`].
pub fn header_value(location: &str) -> Result<Vec<u8>, RedirectError> {
    check_header_value(location)?;
    location.chars().map(|c| u8::try_from(u32::from(c)).map_err(|_| RedirectError::NotAHeaderValue)).collect()
}

/// Checks a location against S-67…S-69. `origin` is that of the current request, if there is one.
///
/// # Errors
/// The rule that it breaks.
pub fn check(location: &str, origin: Option<&str>, external: External<'_>) -> Result<(), RedirectError> {
    check_header_value(location)?;
    if external == External::Invalid {
        return Err(RedirectError::Option);
    }
    let base = Url::parse(origin.unwrap_or("http://formwork.invalid")).map_err(|_| RedirectError::NotAUrl)?;
    let target = base.join(location).map_err(|_| RedirectError::NotAUrl)?;
    if same_place(&target, &base) {
        return Ok(());
    }
    match external {
        External::No | External::Invalid => Err(RedirectError::External),
        External::Any => match target.scheme() {
            scheme @ ("javascript" | "data") => Err(RedirectError::Scheme(format!("{scheme}:"))),
            _ => Ok(()),
        },
        External::Listed(list) => {
            let listed = list.iter().any(|entry| {
                entry == location || Url::parse(entry).is_ok_and(|entry| same_place(&entry, &target))
            });
            if listed { Ok(()) } else { Err(RedirectError::NotListed) }
        }
    }
}

/// Same protocol, host and port.
fn same_place(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme() && a.host_str() == b.host_str() && a.port() == b.port()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: Option<&str> = Some("http://app.test:3000");

    #[test]
    fn s66_status() {
        for code in 300..=308_u16 {
            assert_eq!(Status::from_number(f64::from(code)).unwrap().code(), code);
        }
        for bad in [0.0, 200.0, 299.0, 309.0, 303.5, f64::NAN, f64::INFINITY] {
            assert!(Status::from_number(bad).is_err(), "{bad}");
        }
        assert_eq!(Status::from_number(303.0).unwrap().json(), "303");
        assert_eq!(Status::from_text("303").unwrap().json(), "\"303\"");
        assert_eq!(Status::from_text("303").unwrap().code(), 303);
        for bad in ["", "x", "200", "nan"] {
            assert!(Status::from_text(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn s67_external() {
        for (location, external) in [
            ("foo", false),
            ("./foo", false),
            ("../foo", false),
            ("?q", false),
            ("#h", false),
            ("/foo", false),
            ("", false),
            ("http://app.test:3000/x", false),
            ("http:/foo", false),
            ("/.//evil.test", false),
            ("http://app.test/x", true),
            ("https://app.test:3000/x", true),
            ("//evil.test", true),
            (" //evil.test", true),
            ("\\\\evil.test", true),
            ("/\\evil.test", true),
            ("/\t/evil.test", true),
            ("https:evil", true),
            ("mailto:a@b", true),
            ("x:foo", true),
            ("blob:http://app.test:3000/1", true),
            ("javascript:alert(1)", true),
        ] {
            let found = check(location, ORIGIN, External::No);
            assert_eq!(found, if external { Err(RedirectError::External) } else { Ok(()) }, "{location:?}");
        }
        assert_eq!(check("/x", None, External::No), Ok(()));
        assert_eq!(check("http://app.test/x", None, External::No), Err(RedirectError::External));
    }

    #[test]
    fn s68_allowing() {
        let list = ["https://ok.test".to_owned(), "exactly this:".to_owned(), "javascript:".to_owned()];
        for (location, external, expected) in [
            ("https://any.test/", External::Any, Ok(())),
            ("mailto:a@b", External::Any, Ok(())),
            ("JavaScript:alert(1)", External::Any, Err(RedirectError::Scheme("javascript:".into()))),
            ("data:text/html,x", External::Any, Err(RedirectError::Scheme("data:".into()))),
            ("https://ok.test/path", External::Listed(&list), Ok(())),
            ("//ok.test/path", External::Listed(&list), Err(RedirectError::NotListed)),
            ("http://ok.test/path", External::Listed(&list), Err(RedirectError::NotListed)),
            ("https://ok.test:8443/", External::Listed(&list), Err(RedirectError::NotListed)),
            ("javascript:alert(1)", External::Listed(&list), Ok(())),
            ("/local", External::Listed(&[]), Ok(())),
            ("/local", External::Invalid, Err(RedirectError::Option)),
        ] {
            assert_eq!(check(location, ORIGIN, external), expected, "{location:?}");
        }
    }

    #[test]
    fn s69_header_values() {
        for bad in ["/a\r\nb", "/a\nb", "/a\0", "/\u{100}", "/\u{1f600}"] {
            assert_eq!(check(bad, ORIGIN, External::No), Err(RedirectError::NotAHeaderValue), "{bad:?}");
        }
        assert_eq!(check("/caf\u{e9}", ORIGIN, External::No), Ok(()));
        assert_eq!(header_value("/caf\u{e9}").unwrap(), b"/caf\xe9");
    }
}
