//! The CSRF decision (S-108…S-115, R-32…R-34) and the request's own origin (S-114).
//!
//! A browser sends form-typed posts across sites without asking; that is what is refused here, before
//! anything of the app runs. `Origin` is compared as text: a look-alike, another port, another scheme
//! or a trailing slash is another origin. What a client could spoof (forwarded headers) only takes part
//! if the configuration names it.

use crate::{json, media_type};
use thiserror::Error;

/// The parts of a request that the decision looks at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Head<'a> {
    /// The method.
    pub method: &'a str,
    /// `Content-Type`.
    pub content_type: Option<&'a str>,
    /// `Origin`; when the header is repeated, all values joined by `, ` (which is no origin).
    pub origin: Option<&'a str>,
    /// `Sec-Fetch-Site`, which a page cannot forge.
    pub sec_fetch_site: Option<&'a str>,
}

/// Why a request was refused. Only for the log (S-115): the answer is the same for all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A client other than a current browser, or a browser that hides where the form is.
    #[error(
        "the request has a form's content type but no Origin header; the app's origin is {own}. Clients \
         that are no browsers can send `Origin: {own}`"
    )]
    MissingOrigin {
        /// The app's own origin.
        own: String,
    },
    /// The form is on another origin.
    #[error(
        "the form was sent from {origin}, the app's origin is {own}. If the first is right to send, add it to \
         csrf.trustedOrigins; if the second is wrong, set ORIGIN or paths.origin"
    )]
    ForeignOrigin {
        /// What the request says.
        origin: String,
        /// The app's own origin.
        own: String,
    },
}

/// Decides whether a request may go on (S-109, S-110). `own` is the app's origin (S-112), `trusted` the
/// configured list, in which `*` turns the check off (S-113). Call it in production only (S-108).
///
/// # Errors
/// The reason for the refusal; answer with [`refusal_body`].
pub fn check(head: Head<'_>, own: &str, trusted: &[String]) -> Result<(), Refusal> {
    if !matches!(head.method, "POST" | "PUT" | "PATCH" | "DELETE") {
        return Ok(());
    }
    let content_type = head.content_type.unwrap_or_default();
    if !media_type::essence(content_type).is_empty() && media_type::form_type(head.content_type).is_none() {
        return Ok(());
    }
    match head.origin {
        Some(origin) if origin == own => Ok(()),
        Some(origin) if trusted.iter().any(|trusted| trusted == origin || trusted == "*") => Ok(()),
        None if trusted.iter().any(|trusted| trusted == "*") => Ok(()),
        // Wider than upstream: a browser that withholds Origin still tells this truthfully.
        None if head.sec_fetch_site == Some("same-origin") => Ok(()),
        Some(origin) => Err(Refusal::ForeignOrigin { origin: origin.to_owned(), own: own.to_owned() }),
        None => Err(Refusal::MissingOrigin { own: own.to_owned() }),
    }
}

/// The 403 of S-111: its Content-Type (if any) and body.
#[must_use]
pub fn refusal_body(method: &str, accept: Option<&str>) -> (Option<&'static str>, String) {
    let text = format!("Cross-site {method} form submissions are forbidden");
    // Exactly this value, not what the client prefers (`accept::wants_json`).
    if accept == Some("application/json") {
        let mut body = String::from("{\"message\":");
        json::push_string(&mut body, &text);
        body.push('}');
        (Some("application/json"), body)
    } else {
        (None, text)
    }
}

/// Where a request came in, and the configured headers of a proxy in front (S-114). A field of the last
/// three is `Some` only if the configuration names a header for it *and* the request has it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Authority<'a> {
    /// `http` or `https`, by the listener.
    pub scheme: &'a str,
    /// `Host` header or `:authority`.
    pub host: Option<&'a str>,
    /// Value of the configured protocol header.
    pub forwarded_protocol: Option<&'a str>,
    /// Value of the configured host header.
    pub forwarded_host: Option<&'a str>,
    /// Value of the configured port header.
    pub forwarded_port: Option<&'a str>,
}

/// The headers make no origin: 400 `Bad Request` (S-114).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadAuthority {
    /// The protocol header holds something else than a protocol's name.
    #[error("the protocol header holds no protocol")]
    Protocol,
    /// No host, or one that no URL can have.
    #[error("the host is missing or malformed")]
    Host,
    /// The port header is no number.
    #[error("the port header holds no port number")]
    Port,
}

/// The origin of the request URL, in the form browsers send it.
///
/// # Errors
/// When headers are malformed.
pub fn of_request(authority: Authority<'_>) -> Result<String, BadAuthority> {
    let scheme = match authority.forwarded_protocol {
        Some(scheme) => scheme.trim_matches([' ', '\t']),
        None => authority.scheme,
    };
    if !(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")) {
        return Err(BadAuthority::Protocol);
    }
    let host =
        authority.forwarded_host.or(authority.host).ok_or(BadAuthority::Host)?.trim_matches([' ', '\t']);
    // Anything that could end the authority part of a URL would make `host` say something else.
    if host.is_empty()
        || host.bytes().any(|byte| matches!(byte, 0..=b' ' | 0x7f | b'/' | b'\\' | b'?' | b'#' | b'@' | b','))
    {
        return Err(BadAuthority::Host);
    }
    let mut text = format!("{scheme}://{host}");
    if let Some(port) = authority.forwarded_port {
        let port: u16 = port.trim_matches([' ', '\t']).parse().map_err(|_| BadAuthority::Port)?;
        let mut url = url::Url::parse(&text).map_err(|_| BadAuthority::Host)?;
        url.set_port(Some(port)).map_err(|()| BadAuthority::Port)?;
        return Ok(url.origin().ascii_serialization());
    }
    text.push('/');
    let url = url::Url::parse(&text).map_err(|_| BadAuthority::Host)?;
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "http://localhost:3000";

    fn post(content_type: Option<&'static str>, origin: Option<&'static str>) -> Head<'static> {
        Head { method: "POST", content_type, origin, sec_fetch_site: None }
    }

    #[test]
    fn s109_s110_r32_r33() {
        let form = Some("application/x-www-form-urlencoded");
        for (head, allowed) in [
            (post(form, Some(OWN)), true),
            (post(form, None), false),
            (post(form, Some("http://evil.test")), false),
            (post(form, Some("null")), false),
            (post(form, Some("")), false),
            (post(form, Some("http://localhost:3000, http://localhost:3000")), false),
            (post(form, Some("http://localhost:3000/")), false),
            (post(form, Some("http://localhost:3001")), false),
            (post(form, Some("https://localhost:3000")), false),
            (post(form, Some("http://127.0.0.1:3000")), false),
            (post(form, Some("http://loc\u{430}lhost:3000")), false),
            (post(form, Some("HTTP://LOCALHOST:3000")), false),
            (post(form, Some("https://friend.test")), true),
            (post(form, Some("https://friend.test.evil")), false),
            (post(None, Some("http://evil.test")), false),
            (post(Some(""), Some("http://evil.test")), false),
            (post(Some(" ; charset=utf-8"), Some("http://evil.test")), false),
            (post(Some("TEXT/Plain; x=y"), Some("http://evil.test")), false),
            (post(Some("multipart/form-data; boundary=b"), Some("http://evil.test")), false),
            (post(Some("application/x-sveltekit-formdata"), Some("http://evil.test")), false),
            (post(Some("application/json"), Some("http://evil.test")), true),
            (Head { method: "PUT", ..post(form, None) }, false),
            (Head { method: "PATCH", ..post(form, None) }, false),
            (Head { method: "DELETE", ..post(None, None) }, false),
            (Head { method: "GET", ..post(form, None) }, true),
            (Head { method: "HEAD", ..post(form, None) }, true),
            (Head { method: "OPTIONS", ..post(form, None) }, true),
            (Head { method: "QUERY", ..post(form, None) }, true),
        ] {
            assert_eq!(check(head, OWN, &["https://friend.test".into()]).is_ok(), allowed, "{head:?}");
        }
        assert!(check(post(form, None), OWN, &["*".into()]).is_ok());
        assert!(check(post(form, Some("http://evil.test")), OWN, &["*".into()]).is_ok());
    }

    #[test]
    fn r34_sec_fetch_site() {
        let form = Some("text/plain");
        for (site, allowed) in
            [("same-origin", true), ("cross-site", false), ("same-site", false), ("none", false)]
        {
            let head = Head { sec_fetch_site: Some(site), ..post(form, None) };
            assert_eq!(check(head, OWN, &[]).is_ok(), allowed, "{site}");
        }
        // It never overrides an Origin that is there.
        let head = Head { sec_fetch_site: Some("same-origin"), ..post(form, Some("null")) };
        assert!(check(head, OWN, &[]).is_err());
    }

    #[test]
    fn s111_body() {
        let text = "Cross-site POST form submissions are forbidden";
        assert_eq!(
            refusal_body("POST", Some("application/json")),
            (Some("application/json"), format!("{{\"message\":\"{text}\"}}"))
        );
        assert_eq!(refusal_body("POST", Some("application/json, */*")), (None, text.to_owned()));
        assert_eq!(refusal_body("POST", None), (None, text.to_owned()));
    }

    #[test]
    fn s114_request_origin() {
        let base = Authority { scheme: "http", host: Some("a.test:3000"), ..Authority::default() };
        for (authority, expected) in [
            (base, Ok("http://a.test:3000")),
            (Authority { host: Some("a.test:80"), ..base }, Ok("http://a.test")),
            (Authority { host: Some("A.Test"), ..base }, Ok("http://a.test")),
            (Authority { host: Some("[::1]:5"), ..base }, Ok("http://[::1]:5")),
            (Authority { forwarded_protocol: Some("https"), ..base }, Ok("https://a.test:3000")),
            (Authority { forwarded_host: Some("b.test"), ..base }, Ok("http://b.test")),
            (Authority { forwarded_port: Some("8080"), ..base }, Ok("http://a.test:8080")),
            (Authority { forwarded_port: Some("x"), ..base }, Err(BadAuthority::Port)),
            (Authority { forwarded_port: Some("80:"), ..base }, Err(BadAuthority::Port)),
            (Authority { forwarded_protocol: Some("https:"), ..base }, Err(BadAuthority::Protocol)),
            (Authority { forwarded_protocol: Some("javascript"), ..base }, Err(BadAuthority::Protocol)),
            (Authority { host: None, ..base }, Err(BadAuthority::Host)),
            (Authority { host: Some("a.test/x"), ..base }, Err(BadAuthority::Host)),
            (Authority { host: Some("u@a.test"), ..base }, Err(BadAuthority::Host)),
            (Authority { host: Some("a.test, b.test"), ..base }, Err(BadAuthority::Host)),
            (Authority { host: Some("a.test:99999"), ..base }, Err(BadAuthority::Host)),
        ] {
            assert_eq!(of_request(authority).as_deref(), expected.as_ref().map(|v| *v), "{authority:?}");
        }
    }
}
