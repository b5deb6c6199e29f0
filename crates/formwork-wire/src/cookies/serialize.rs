//! Writing `Set-Cookie` headers (S-84, S-91…S-93).

use crate::devalue::format_http_date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::borrow::Cow;
use std::fmt::Write as _;
use thiserror::Error;

/// What `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// 1601-01-01 and 9999-12-31T23:59:59.999 (S-93).
const EXPIRES: std::ops::RangeInclusive<f64> = -11_644_473_600_000.0..=253_402_300_799_999.0;
/// `Number.MAX_SAFE_INTEGER`.
const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

/// The attributes of a cookie as an app gives them; checked by [`serialize`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// `domain`
    pub domain: Option<String>,
    /// `path`
    pub path: Option<String>,
    /// `maxAge` in seconds.
    pub max_age: Option<f64>,
    /// `expires` in milliseconds since 1970.
    pub expires: Option<f64>,
    /// `httpOnly`
    pub http_only: Option<bool>,
    /// `secure`
    pub secure: Option<bool>,
    /// `partitioned`
    pub partitioned: bool,
    /// `priority`
    pub priority: Option<String>,
    /// `sameSite`
    pub same_site: Option<SameSite>,
}

/// The `sameSite` option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SameSite {
    /// `true` is strict, `false` leaves the attribute out.
    Flag(bool),
    /// By name, in any case.
    Name(String),
}

impl Options {
    /// These options with the defaults of S-84 for what they leave open, except the path.
    #[must_use]
    pub fn with_defaults(mut self, secure: bool) -> Self {
        self.http_only.get_or_insert(true);
        self.secure.get_or_insert(secure);
        self.same_site.get_or_insert_with(|| SameSite::Name("lax".into()));
        self
    }
}

/// Whether cookies are `Secure` by default (S-84): not in development, and not for `http://localhost`.
#[must_use]
pub fn secure_by_default(dev: bool, url: &url::Url) -> bool {
    !(dev || (url.scheme() == "http" && url.host_str() == Some("localhost")))
}

/// A cookie that cannot be written; a TypeError for the app (S-93).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CookieError {
    /// Not a token.
    #[error("cookie name {0:?} is invalid")]
    Name(String),
    /// A custom `encode` gave characters that no cookie can have.
    #[error("the value of cookie {0:?} is invalid")]
    Value(String),
    /// Not a whole number.
    #[error("cookie maxAge {0} is invalid")]
    MaxAge(String),
    /// Not a host name.
    #[error("cookie domain {0:?} is invalid")]
    Domain(String),
    /// Control characters, `;`, `<` or other than ASCII.
    #[error("cookie path {0:?} is invalid")]
    Path(String),
    /// No date, or one out of range.
    #[error("cookie expires is invalid")]
    Expires,
    /// Not low, medium or high.
    #[error("cookie priority {0:?} is invalid")]
    Priority(String),
    /// Not strict, lax or none.
    #[error("cookie sameSite {0:?} is invalid")]
    SameSite(String),
    /// In development: the browser would drop it (S-94).
    #[error("cookie {0:?} is larger than 4096 bytes, browsers would ignore it")]
    TooLarge(String),
}

/// Encodes a value by the rule of S-91: as a whole, and only if it has characters that need it.
#[must_use]
pub fn encode_value(value: &str) -> Cow<'_, str> {
    let needs = |byte: u8| matches!(byte, 0..=b' ' | b'"' | b'%' | b',' | b';' | b'\\' | 0x7F..);
    if value.bytes().any(needs) { utf8_percent_encode(value, COMPONENT).into() } else { Cow::Borrowed(value) }
}

/// `encodeURIComponent`.
pub(super) fn encode_component(value: &str) -> Cow<'_, str> {
    utf8_percent_encode(value, COMPONENT).into()
}

/// A `Set-Cookie` header; `value` is encoded already. No defaults are applied.
///
/// # Errors
/// The first thing that is not acceptable (S-93).
pub fn serialize(name: &str, value: &str, options: &Options) -> Result<String, CookieError> {
    if name.is_empty()
        || !name.bytes().all(|byte| matches!(byte, b'!'..=b'~') && byte != b';' && byte != b'=')
    {
        return Err(CookieError::Name(name.to_owned()));
    }
    if !value.bytes().all(|byte| matches!(byte, b'!'..=b'~') && byte != b';') {
        return Err(CookieError::Value(name.to_owned()));
    }
    let mut out = format!("{name}={value}");
    if let Some(seconds) = options.max_age {
        let text = ryu_js::Buffer::new().format(seconds).to_owned();
        if seconds.fract() != 0.0 || seconds.abs() > MAX_SAFE || !seconds.is_finite() {
            return Err(CookieError::MaxAge(text));
        }
        push(&mut out, "Max-Age", &text);
    }
    if let Some(domain) = options.domain.as_deref().filter(|domain| !domain.is_empty()) {
        if !is_domain(domain) {
            return Err(CookieError::Domain(domain.to_owned()));
        }
        push(&mut out, "Domain", domain);
    }
    if let Some(path) = options.path.as_deref().filter(|path| !path.is_empty()) {
        if !is_path(path) {
            return Err(CookieError::Path(path.to_owned()));
        }
        push(&mut out, "Path", path);
    }
    if let Some(time) = options.expires {
        let date = format_http_date(time).filter(|_| EXPIRES.contains(&time)).ok_or(CookieError::Expires)?;
        push(&mut out, "Expires", &date);
    }
    for (flag, attribute) in [
        (options.http_only == Some(true), "; HttpOnly"),
        (options.secure == Some(true), "; Secure"),
        (options.partitioned, "; Partitioned"),
    ] {
        if flag {
            out.push_str(attribute);
        }
    }
    if let Some(priority) = options.priority.as_deref().filter(|priority| !priority.is_empty()) {
        let name = canonical(priority, &["Low", "Medium", "High"]);
        push(&mut out, "Priority", name.ok_or_else(|| CookieError::Priority(priority.to_owned()))?);
    }
    match &options.same_site {
        None | Some(SameSite::Flag(false)) => {}
        Some(SameSite::Flag(true)) => push(&mut out, "SameSite", "Strict"),
        Some(SameSite::Name(name)) if name.is_empty() => {}
        Some(SameSite::Name(name)) => {
            let canonical = canonical(name, &["Strict", "Lax", "None"]);
            push(&mut out, "SameSite", canonical.ok_or_else(|| CookieError::SameSite(name.clone()))?);
        }
    }
    Ok(out)
}

fn push(out: &mut String, attribute: &str, value: &str) {
    // Writing to a String cannot fail.
    let _ = write!(out, "; {attribute}={value}");
}

fn canonical(text: &str, names: &[&'static str]) -> Option<&'static str> {
    names.iter().find(|name| name.eq_ignore_ascii_case(text)).copied()
}

/// Whether a path can be written. `<` is refused by the npm package, too.
pub(super) fn is_path(path: &str) -> bool {
    path.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b';' && byte != b'<')
}

/// Labels of letters, digits and inner hyphens, at most 63 long, with an optional leading dot.
fn is_domain(domain: &str) -> bool {
    domain.strip_prefix('.').unwrap_or(domain).split('.').all(|label| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s91_values() {
        for (value, encoded) in [
            ("a b%\u{e9}\"x", "a%20b%25%C3%A9%22x"),
            ("ok_!'()*~:/?@[]{}|^`=+&$#", "ok_!'()*~:/?@[]{}|^`=+&$#"),
            ("", ""),
            ("a,b", "a%2Cb"),
            ("a;b/c", "a%3Bb%2Fc"),
            ("\\", "%5C"),
            ("\x7f\r\n\0", "%7F%0D%0A%00"),
            ("\u{1f600}", "%F0%9F%98%80"),
            ("(a) b", "(a)%20b"),
        ] {
            assert_eq!(encode_value(value), encoded);
        }
    }

    #[test]
    fn s92_order_and_spelling() {
        let options = Options {
            max_age: Some(5.0),
            domain: Some("a.b".into()),
            path: Some("/x".into()),
            expires: Some(0.0),
            http_only: Some(true),
            secure: Some(true),
            partitioned: true,
            priority: Some("HIGH".into()),
            same_site: Some(SameSite::Name("lax".into())),
        };
        assert_eq!(
            serialize("n", "v", &options).unwrap(),
            "n=v; Max-Age=5; Domain=a.b; Path=/x; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; \
             Partitioned; Priority=High; SameSite=Lax"
        );
        for (same_site, expected) in [
            (SameSite::Flag(true), "n=v; SameSite=Strict"),
            (SameSite::Flag(false), "n=v"),
            (SameSite::Name("NONE".into()), "n=v; SameSite=None"),
            (SameSite::Name(String::new()), "n=v"),
        ] {
            let options = Options { same_site: Some(same_site), ..Options::default() };
            assert_eq!(serialize("n", "v", &options).unwrap(), expected);
        }
    }

    #[test]
    fn s93_r31_invalid_input() {
        let ok = Options::default();
        for name in ["", "a b", "a;b", "a=b", "a\r\nb", "\u{e9}", "a\0", "a\x7f"] {
            assert!(matches!(serialize(name, "v", &ok), Err(CookieError::Name(_))), "{name:?}");
        }
        assert!(serialize("a(),/:<>?@[]{}\"\\b", "v", &ok).is_ok());
        for value in ["a b", "a;b", "a\r\nSet-Cookie: x", "\u{e9}"] {
            assert!(matches!(serialize("n", value, &ok), Err(CookieError::Value(_))), "{value:?}");
        }
        for max_age in [1.5, f64::NAN, f64::INFINITY, 1e21, 9_007_199_254_740_992.0] {
            let options = Options { max_age: Some(max_age), ..Options::default() };
            assert!(matches!(serialize("n", "v", &options), Err(CookieError::MaxAge(_))), "{max_age}");
        }
        for (max_age, text) in [(0.0, "0"), (-1.0, "-1"), (9_007_199_254_740_991.0, "9007199254740991")] {
            let options = Options { max_age: Some(max_age), ..Options::default() };
            assert_eq!(serialize("n", "v", &options).unwrap(), format!("n=v; Max-Age={text}"));
        }
        for (domain, valid) in [
            (".a.b", true),
            ("a", true),
            ("A.B", true),
            ("1.2.3.4", true),
            ("", true),
            ("a.", false),
            ("..a", false),
            ("a..b", false),
            ("-a.b", false),
            ("a-.b", false),
            ("a_b", false),
            (".", false),
            ("[::1]", false),
            ("a;b", false),
        ] {
            let options = Options { domain: Some(domain.into()), ..Options::default() };
            assert_eq!(serialize("n", "v", &options).is_ok(), valid, "{domain:?}");
        }
        for path in ["/a;b", "/a\r\nb", "/\u{e9}", "/a<b"] {
            let options = Options { path: Some(path.into()), ..Options::default() };
            assert!(matches!(serialize("n", "v", &options), Err(CookieError::Path(_))), "{path:?}");
        }
        for (expires, valid) in [
            (f64::NAN, false),
            (8.64e15, false),
            (-11_644_473_600_001.0, false),
            (-11_644_473_600_000.0, true),
            (253_402_300_799_999.0, true),
            (253_402_300_800_000.0, false),
        ] {
            let options = Options { expires: Some(expires), ..Options::default() };
            assert_eq!(serialize("n", "v", &options).is_ok(), valid, "{expires}");
        }
        let options = Options { priority: Some("x".into()), ..Options::default() };
        assert_eq!(serialize("n", "v", &options), Err(CookieError::Priority("x".into())));
        let options = Options { same_site: Some(SameSite::Name("x".into())), ..Options::default() };
        assert_eq!(serialize("n", "v", &options), Err(CookieError::SameSite("x".into())));
    }

    #[test]
    fn s84_secure() {
        for (dev, url, secure) in [
            (true, "https://a.test/", false),
            (false, "http://localhost:3000/", false),
            (false, "http://127.0.0.1/", true),
            (false, "https://localhost/", true),
            (false, "http://a.test/", true),
        ] {
            assert_eq!(secure_by_default(dev, &url::Url::parse(url).unwrap()), secure, "{dev} {url}");
        }
    }
}
