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

/// The app's own origin, and where it is known from.
#[derive(Debug, Clone, Copy)]
pub struct Own<'a> {
    /// The origin, as browsers write it.
    pub origin: &'a str,
    /// Where it comes from.
    pub source: Source<'a>,
}

/// Where the app's own origin comes from (S-112, S-114).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// From the configuration.
    Configured,
    /// From the request: the scheme from this header or else from the listener, the host from this header
    /// or else from `Host`.
    Request {
        /// Name of the configured protocol header, if it was there.
        scheme: Option<&'a str>,
        /// Name of the configured host header, if it was there.
        host: Option<&'a str>,
    },
}

/// Why a request was refused: both origins, and the header each came from. Only for the log (S-115): the
/// answer is the same for all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct Refusal {
    /// What `Origin` said, if it was there.
    pub sent: Option<String>,
    /// The app's own origin.
    pub own: String,
    own_from: String,
    /// The one setting to change if the request should have been admitted.
    pub advice: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.sent {
            Some(sent) => write!(f, "the form was sent from {sent:?} (Origin header)")?,
            None => f.write_str("a form's content type, but no Origin header")?,
        }
        write!(f, "; the app's own origin is {:?} ({})", self.own, self.own_from)
    }
}

/// Decides whether a request may go on (S-109, S-110). `own` is the app's origin (S-112), `trusted` the
/// configured list, in which `*` turns the check off (S-113). Only production refuses (S-108).
///
/// # Errors
/// The reason for the refusal; answer with [`refusal_body`].
pub fn check(head: Head<'_>, own: Own<'_>, trusted: &[String]) -> Result<(), Refusal> {
    if !matches!(head.method, "POST" | "PUT" | "PATCH" | "DELETE") {
        return Ok(());
    }
    let content_type = head.content_type.unwrap_or_default();
    if !media_type::essence(content_type).is_empty() && media_type::form_type(head.content_type).is_none() {
        return Ok(());
    }
    match head.origin {
        Some(origin) if origin == own.origin => Ok(()),
        Some(origin) if trusted.iter().any(|trusted| trusted == origin || trusted == "*") => Ok(()),
        None if trusted.iter().any(|trusted| trusted == "*") => Ok(()),
        // Wider than upstream: a browser that withholds Origin still tells this truthfully.
        None if head.sec_fetch_site == Some("same-origin") => Ok(()),
        sent => Err(Refusal {
            sent: sent.map(ToOwned::to_owned),
            own: own.origin.to_owned(),
            own_from: own.source.to_string(),
            advice: advice(head, own),
        }),
    }
}

impl std::fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Source::Configured => f.write_str("from ORIGIN or paths.origin"),
            Source::Request { scheme, host } => {
                match scheme {
                    Some(name) => write!(f, "scheme from the {name} header")?,
                    None => f.write_str("scheme of the listener")?,
                }
                write!(f, ", host from the {} header", host.unwrap_or("Host"))
            }
        }
    }
}

/// The one setting to change, if anything is to be changed (F-197). A form on the app's own page was refused
/// when the app is wrong about its own origin: browsers say so (`Sec-Fetch-Site`), and where they do not, an
/// origin that is ours but for the scheme or the host looks like it. Else it is another site.
fn advice(head: Head<'_>, own: Own<'_>) -> String {
    let Some(sent) = head.origin else {
        return format!("Clients that are no browsers are to send `Origin: {}`", own.origin);
    };
    let (Ok(from), Ok(to)) = (url::Url::parse(sent), url::Url::parse(own.origin)) else {
        return format!(
            "{sent:?} is what browsers send for pages without an origin, such as sandboxed frames"
        );
    };
    let alike = from.host() == to.host() || (from.scheme() == to.scheme() && from.port() == to.port());
    let ours = match head.sec_fetch_site {
        Some("same-origin") => true,
        Some(_) => false,
        None => alike,
    };
    match (ours, own.source) {
        (true, Source::Configured) => {
            format!("If {sent} is where users see the app, ORIGIN (or paths.origin) must say so")
        }
        (true, Source::Request { .. }) => format!("If {sent} is where users see the app, set ORIGIN={sent}"),
        (false, _) => format!("If forms of {sent} may post here, add {sent:?} to csrf.trustedOrigins"),
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
        || host
            .bytes()
            .any(|byte| matches!(byte, 0..=b' ' | 0x7f | b'/' | b'\\' | b'?' | b'#' | b'@' | b',' | b'%'))
    {
        return Err(BadAuthority::Host);
    }
    let mut text = format!("{scheme}://{host}");
    if let Some(port) = authority.forwarded_port {
        let digits = port.trim_matches([' ', '\t']);
        let number = digits.parse::<u16>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let port = number.ok_or(BadAuthority::Port)?;
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

    const OWN: Own<'static> = Own { origin: "http://localhost:3000", source: Source::Configured };

    fn post(content_type: Option<&'static str>, origin: Option<&'static str>) -> Head<'static> {
        Head { method: "POST", content_type, origin, sec_fetch_site: None }
    }

    #[test]
    fn s109_s110_r32_r33() {
        let form = Some("application/x-www-form-urlencoded");
        for (head, allowed) in [
            (post(form, Some(OWN.origin)), true),
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
    fn s115_f197_explanations() {
        let form = Some("text/plain");
        let listener = Source::Request { scheme: None, host: None };
        let proxied = Source::Request { scheme: Some("x-forwarded-proto"), host: Some("x-forwarded-host") };
        let explain = |sent: Option<&'static str>, site: Option<&'static str>, origin: &str, source| {
            let head = Head { sec_fetch_site: site, ..post(form, sent) };
            let refusal = check(head, Own { origin, source }, &[]).unwrap_err();
            format!("{refusal}. {}", refusal.advice)
        };
        for (explained, expected) in [
            (
                explain(Some("https://shop.test"), None, "http://shop.test", listener),
                "the form was sent from \"https://shop.test\" (Origin header); the app's own origin is \
                 \"http://shop.test\" (scheme of the listener, host from the Host header). If https://shop.test is \
                 where users see the app, set ORIGIN=https://shop.test",
            ),
            (
                explain(Some("https://shop.test"), Some("same-origin"), "http://10.0.0.1:3000", listener),
                "the form was sent from \"https://shop.test\" (Origin header); the app's own origin is \
                 \"http://10.0.0.1:3000\" (scheme of the listener, host from the Host header). If \
                 https://shop.test is where users see the app, set ORIGIN=https://shop.test",
            ),
            (
                explain(Some("http://evil.test:8000"), Some("cross-site"), "https://shop.test", proxied),
                "the form was sent from \"http://evil.test:8000\" (Origin header); the app's own origin is \
                 \"https://shop.test\" (scheme from the x-forwarded-proto header, host from the x-forwarded-host \
                 header). If forms of http://evil.test:8000 may post here, add \"http://evil.test:8000\" to \
                 csrf.trustedOrigins",
            ),
            (
                explain(Some("https://www.shop.test"), None, "https://shop.test", Source::Configured),
                "the form was sent from \"https://www.shop.test\" (Origin header); the app's own origin is \
                 \"https://shop.test\" (from ORIGIN or paths.origin). If https://www.shop.test is where users see \
                 the app, ORIGIN (or paths.origin) must say so",
            ),
            (
                explain(Some("null"), None, "https://shop.test", Source::Configured),
                "the form was sent from \"null\" (Origin header); the app's own origin is \"https://shop.test\" \
                 (from ORIGIN or paths.origin). \"null\" is what browsers send for pages without an origin, such as \
                 sandboxed frames",
            ),
            (
                explain(None, None, "https://shop.test", Source::Configured),
                "a form's content type, but no Origin header; the app's own origin is \"https://shop.test\" (from \
                 ORIGIN or paths.origin). Clients that are no browsers are to send `Origin: https://shop.test`",
            ),
        ] {
            assert_eq!(explained, expected);
        }
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
            (Authority { forwarded_port: Some("+80"), ..base }, Err(BadAuthority::Port)),
            (Authority { host: Some("a.test%2cb"), ..base }, Err(BadAuthority::Host)),
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
