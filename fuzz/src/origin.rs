//! The request's origin and the CSRF decision (S-108…S-115, R-32…R-35). The lines of the input are method,
//! Content-Type, Origin, Sec-Fetch-Site, a trusted origin, Host, and the headers of a proxy for protocol,
//! host and port; `-` is a header that is not there.

use crate::input::Lines;
use formwork_wire::media_type;
use formwork_wire::origin::{Authority, Head, Own, Source, check, of_request, refusal_body};
use url::Url;

/// The origin is one, of the host that was named and nothing else; the decision is that of the slow reading
/// of S-109 below; the refusal is well-formed whatever the method.
///
/// # Panics
/// When one of these does not hold.
pub fn run(data: &[u8]) {
    let mut lines = Lines::new(data);
    let method = lines.text();
    let (content_type, origin, site) = (lines.optional(), lines.optional(), lines.optional());
    let trusted: Vec<String> = lines.optional().map(Into::into).into_iter().collect();
    let (host, protocol, other_host, port) =
        (lines.optional(), lines.optional(), lines.optional(), lines.optional());

    let authority = Authority {
        scheme: "http",
        host: host.as_deref(),
        forwarded_protocol: protocol.as_deref(),
        forwarded_host: other_host.as_deref(),
        forwarded_port: port.as_deref(),
    };
    let own = of_request(authority);
    if let Ok(own) = &own {
        request_origin(own, authority);
    }

    let origin_text = own.as_deref().unwrap_or("http://own.test");
    let own = Own { origin: origin_text, source: Source::Configured };
    let head = Head {
        method: &method,
        content_type: content_type.as_deref(),
        origin: origin.as_deref(),
        sec_fetch_site: site.as_deref(),
    };
    assert_eq!(check(head, own, &trusted).is_ok(), allowed(head, origin_text, &trusted), "{head:?}");
    // The own origin is always allowed; one that is like it never is, unless it is listed.
    assert!(check(Head { origin: Some(origin_text), ..head }, own, &trusted).is_ok());
    let look_alike = format!("{origin_text}.");
    let head = Head { method: "POST", content_type: None, origin: Some(&look_alike), sec_fetch_site: None };
    assert!(check(head, own, &[]).is_err());

    let (kind, body) = refusal_body(&method, Some("application/json"));
    assert_eq!(kind, Some("application/json"));
    let body: serde_json::Value = serde_json::from_str(&body).expect("the refusal is JSON");
    assert_eq!(body["message"].as_str(), Some(&*refusal_body(&method, None).1));
}

fn request_origin(own: &str, authority: Authority<'_>) {
    let url = Url::parse(own).expect("an origin is a URL");
    assert_eq!(url.origin().ascii_serialization(), own);
    assert!(url.path() == "/" && url.query().is_none() && url.username().is_empty(), "{own}");
    let scheme = authority.forwarded_protocol.unwrap_or(authority.scheme).trim_matches([' ', '\t']);
    assert_eq!(url.scheme(), scheme.to_ascii_lowercase());
    let (_, host) = own.split_once("://").expect("an origin has a host");
    // A list of hosts is refused; escaped, a comma is a character like others.
    if !host.contains(',') {
        let again = Authority { scheme: url.scheme(), host: Some(host), ..Authority::default() };
        assert_eq!(of_request(again).as_deref(), Ok(own), "an origin's host gives the same origin");
    }
    if authority.forwarded_host.is_some() {
        let other = Authority { host: Some("other.test"), ..authority };
        assert_eq!(of_request(other).as_deref(), Ok(own), "the configured header wins");
    }
}

/// S-109 and its exceptions (S-113, R-34), as it is written.
fn allowed(head: Head<'_>, own: &str, trusted: &[String]) -> bool {
    let unsafe_method = ["POST", "PUT", "PATCH", "DELETE"].contains(&head.method);
    let content_type = head.content_type.unwrap_or("");
    let form_like =
        media_type::essence(content_type).is_empty() || media_type::form_type(Some(content_type)).is_some();
    if !unsafe_method || !form_like || trusted.iter().any(|entry| entry == "*") {
        return true;
    }
    match head.origin {
        Some(origin) => origin == own || trusted.iter().any(|entry| entry == origin),
        None => head.sec_fetch_site == Some("same-origin"),
    }
}
