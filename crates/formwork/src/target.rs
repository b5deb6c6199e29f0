//! Which URL a request is for, and who sent it.
//!
//! Scheme and host come from the listener and the `Host` header, or from a fixed origin, or from headers
//! that the operator named because a proxy sets them (S-114, F-196…F-198). Headers a client could forge
//! are never read unless they were named. Unlike the reference's Node adapter the scheme of a plain
//! listener is `http` (S-192).

use std::net::IpAddr;

use formwork_wire::origin::{self, Authority, BadAuthority, Own, Source};
use http::{HeaderMap, Uri};
use url::Url;

use crate::config::Config;

/// Why no URL could be made; answered 400 `Bad Request` (S-114).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadTarget {
    #[error("{0}")]
    Authority(#[from] BadAuthority),
    #[error("the request has no Host header, or several")]
    Host,
    #[error("the request target is no path")]
    Path,
}

/// The full URL of a request.
pub(crate) fn request_url(config: &Config, uri: &Uri, headers: &HeaderMap) -> Result<Url, BadTarget> {
    let path = match uri.path_and_query().map(http::uri::PathAndQuery::as_str) {
        Some(path) if path.starts_with('/') => path,
        _ => return Err(BadTarget::Path),
    };
    // The target of an absolute-form request, or HTTP/2's authority, goes before the header. There has to
    // be one, whoever decides about the origin.
    let host = match uri.authority() {
        Some(authority) => authority.as_str(),
        None => single(headers, "host").ok_or(BadTarget::Host)?,
    };
    let origin = match &config.origin {
        Some(origin) => origin.trim_end_matches('/').to_owned(),
        None => origin::of_request(Authority {
            scheme: "http",
            host: Some(host),
            forwarded_protocol: named(headers, config.protocol_header.as_deref()).as_deref(),
            forwarded_host: named(headers, config.host_header.as_deref()).as_deref(),
            forwarded_port: named(headers, config.port_header.as_deref()).as_deref(),
        })?,
    };
    Url::parse(&format!("{origin}{path}")).map_err(|_| BadTarget::Path)
}

/// The origin of a URL of [`request_url`], with what it was made from.
pub(crate) fn own_origin<'a>(config: &'a Config, headers: &HeaderMap, origin: &'a str) -> Own<'a> {
    let used = |name: &'a Option<String>| name.as_deref().filter(|name| headers.contains_key(*name));
    let source = match config.origin {
        Some(_) => Source::Configured,
        None => Source::Request { scheme: used(&config.protocol_header), host: used(&config.host_header) },
    };
    Own { origin, source }
}

/// The value of a header that a proxy sets. Several lines are one list, which is none of what is expected here: the
/// first of them would be what a client sent past a proxy that adds to headers instead of setting them.
fn named(headers: &HeaderMap, name: Option<&str>) -> Option<String> {
    let lines: Vec<_> = headers.get_all(name?).iter().map(|line| line.to_str().unwrap_or(",")).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?;
    if all.next().is_some() { None } else { first.to_str().ok() }
}

/// The client's address (F-131), or why it cannot be known.
pub(crate) fn client_address(
    config: &Config,
    peer: Option<IpAddr>,
    headers: &HeaderMap,
) -> Result<String, String> {
    let Some(name) = &config.address_header else {
        return peer.map(|peer| peer.to_string()).ok_or_else(|| "the peer's address is not known".to_owned());
    };
    let missing = || {
        format!(
            "The address header {name} is set, but this request has none. Is the server reached past the proxy?"
        )
    };
    let values: Vec<&str> = headers.get_all(name.as_str()).iter().filter_map(|v| v.to_str().ok()).collect();
    if values.is_empty() {
        return Err(missing());
    }
    if !name.eq_ignore_ascii_case("x-forwarded-for") {
        return Ok(values.first().map(|value| value.trim().to_owned()).unwrap_or_default());
    }
    let entries: Vec<&str> = values.iter().flat_map(|value| value.split(',')).map(str::trim).collect();
    let depth = config.xff_depth.max(1);
    entries
        .len()
        .checked_sub(depth)
        .and_then(|at| entries.get(at))
        .map(|entry| (*entry).to_owned())
        .ok_or_else(|| format!("{name} holds {} addresses, but XFF_DEPTH is {depth}", entries.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        list.iter()
            .map(|(k, v)| (http::HeaderName::from_static(k), http::HeaderValue::from_static(v)))
            .collect()
    }

    fn url(
        config: &Config,
        target: &'static str,
        list: &[(&'static str, &'static str)],
    ) -> Result<String, BadTarget> {
        request_url(config, &Uri::from_static(target), &headers(list)).map(String::from)
    }

    /// F-197, S-114: the listener's scheme and the Host header.
    #[test]
    fn f197_scheme_of_the_listener_and_host_header() {
        let config = Config::default();
        assert_eq!(url(&config, "/a?b", &[("host", "x.test:3000")]).unwrap(), "http://x.test:3000/a?b");
        assert_eq!(url(&config, "/a", &[]), Err(BadTarget::Host));
        assert_eq!(url(&config, "/a", &[("host", "a"), ("host", "b")]), Err(BadTarget::Host));
        assert!(url(&config, "/a", &[("host", "a/b")]).is_err());
        let forged = [("host", "a"), ("x-forwarded-host", "evil"), ("x-forwarded-proto", "https")];
        assert_eq!(url(&config, "/", &forged).unwrap(), "http://a/");
        assert_eq!(url(&config, "/%2f%2fevil.test", &[("host", "a")]).unwrap(), "http://a/%2f%2fevil.test");
        assert_eq!(url(&config, "//evil.test/x", &[("host", "a")]).unwrap(), "http://a//evil.test/x");
    }

    /// S-114: named headers of a proxy, and what is refused in them.
    #[test]
    fn s114_headers_of_a_trusted_proxy() {
        let config = Config {
            protocol_header: Some("x-forwarded-proto".into()),
            host_header: Some("x-forwarded-host".into()),
            port_header: Some("x-forwarded-port".into()),
            ..Config::default()
        };
        let list = [("host", "in"), ("x-forwarded-proto", "https"), ("x-forwarded-host", "out.test:1")];
        assert_eq!(url(&config, "/", &list).unwrap(), "https://out.test:1/");
        let list = [("host", "in:3000"), ("x-forwarded-port", "8443"), ("x-forwarded-proto", "https")];
        assert_eq!(url(&config, "/", &list).unwrap(), "https://in:8443/");
        let list = [("host", "in"), ("x-forwarded-proto", "https://evil/")];
        assert_eq!(url(&config, "/", &list), Err(BadAuthority::Protocol.into()));
        let list = [("host", "in"), ("x-forwarded-port", "x")];
        assert_eq!(url(&config, "/", &list), Err(BadAuthority::Port.into()));
        // a client's line before the proxy's.
        for (name, problem) in [
            ("x-forwarded-proto", BadAuthority::Protocol),
            ("x-forwarded-host", BadAuthority::Host),
            ("x-forwarded-port", BadAuthority::Port),
        ] {
            let list = [("host", "in"), (name, "https"), (name, "out.test")];
            assert_eq!(url(&config, "/", &list), Err(problem.into()), "{name}");
        }
    }

    /// F-196: a fixed origin wins over everything.
    #[test]
    fn f196_fixed_origin() {
        let config = Config { origin: Some("https://my.site".into()), ..Config::default() };
        assert_eq!(url(&config, "/a", &[("host", "evil")]).unwrap(), "https://my.site/a");
    }

    /// F-131: counted from the right.
    #[test]
    fn f131_forwarded_addresses_count_from_the_right() {
        let config =
            Config { address_header: Some("x-forwarded-for".into()), xff_depth: 2, ..Config::default() };
        let list = headers(&[("x-forwarded-for", "1.1.1.1, 2.2.2.2"), ("x-forwarded-for", "3.3.3.3")]);
        assert_eq!(client_address(&config, None, &list).unwrap(), "2.2.2.2");
        let short = headers(&[("x-forwarded-for", "1.1.1.1")]);
        assert!(client_address(&config, None, &short).unwrap_err().contains("XFF_DEPTH"));
        assert!(client_address(&config, None, &HeaderMap::new()).is_err());
    }
}
