//! Where a redirect leads, and with what (Fetch standard, "HTTP-redirect fetch").

use bytes::Bytes;
use url::Url;

use super::Failure;
use crate::web::headers::HeaderList;

/// Redirects that are followed for one `fetch`, as in browsers.
const MAX_REDIRECTS: u32 = 20;

/// What describes a body, and is meaningless once there is none.
const OF_BODIES: [&str; 5] =
    ["content-encoding", "content-language", "content-length", "content-location", "content-type"];

/// What another origin must not get to know.
const OF_ORIGINS: [&str; 4] = ["authorization", "cookie", "host", "proxy-authorization"];

/// The option `redirect` of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Follow,
    Manual,
    Error,
}

impl Mode {
    pub(crate) fn named(name: &str) -> Option<Mode> {
        match name {
            "follow" => Some(Mode::Follow),
            "manual" => Some(Mode::Manual),
            "error" => Some(Mode::Error),
            _ => None,
        }
    }
}

/// A request as far as it can be made again.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) method: String,
    pub(crate) url: Url,
    pub(crate) headers: HeaderList,
    pub(crate) body: Content,
    /// Redirects that led here.
    pub(crate) hops: u32,
    /// Whether one of them led to another origin.
    pub(crate) crossed: bool,
}

/// What is known of a request's body.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Nothing,
    Bytes(Bytes),
    /// A stream, which can be sent only once.
    Stream,
}

/// Whether a response of this status redirects.
pub(crate) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Turns `target` into the request that a redirect asks for.
///
/// # Errors
/// The redirect cannot be followed.
pub(crate) fn follow(target: &mut Target, status: u16, location: &str) -> Result<(), Failure> {
    let refused =
        |why: String| Failure::new("ERR_REDIRECT", format!("{} redirects {why}", target.url.as_str()));
    let mut next =
        target.url.join(location).map_err(|_| refused(format!("to {location:?}, which is no URL")))?;
    if !matches!(next.scheme(), "http" | "https") {
        return Err(refused(format!("to {next}, which is not http")));
    }
    if target.hops >= MAX_REDIRECTS {
        return Err(refused(format!("once more after {MAX_REDIRECTS} times")));
    }
    let crosses = next.origin() != target.url.origin();
    if crosses && (!next.username().is_empty() || next.password().is_some()) {
        return Err(refused("to another origin with credentials in the URL".to_owned()));
    }
    if status != 303 && matches!(target.body, Content::Stream) {
        return Err(refused(format!("with {status}, but the body was a stream and cannot be sent again")));
    }
    if next.fragment().is_none() {
        next.set_fragment(target.url.fragment());
    }
    let method = target.method.as_str();
    if matches!(status, 301 | 302) && method == "POST" || status == 303 && !matches!(method, "GET" | "HEAD") {
        target.method = "GET".to_owned();
        target.body = Content::Nothing;
        target.headers.retain(|(name, _)| !OF_BODIES.contains(&name.as_str()));
    }
    if crosses {
        target.headers.retain(|(name, _)| !OF_ORIGINS.contains(&name.as_str()));
        target.crossed = true;
    }
    target.url = next;
    target.hops += 1;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(url: &str) -> Target {
        let headers = ["content-type", "authorization", "cookie", "host", "x-own"];
        Target {
            method: "POST".to_owned(),
            url: Url::parse(url).unwrap(),
            headers: headers.iter().map(|name| ((*name).to_owned(), "1".to_owned())).collect(),
            body: Content::Bytes(Bytes::from_static(b"x")),
            hops: 0,
            crossed: false,
        }
    }

    fn after(status: u16, location: &str) -> Target {
        let mut target = post("http://a.test/x/y?z#f");
        follow(&mut target, status, location).unwrap();
        target
    }

    fn names(target: &Target) -> Vec<&str> {
        target.headers.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn methods_and_bodies() {
        for (status, method) in [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")] {
            let target = after(status, "../b");
            assert_eq!(
                (target.method.as_str(), target.url.as_str()),
                (method, "http://a.test/b#f"),
                "{status}"
            );
            assert_eq!(matches!(target.body, Content::Nothing), method == "GET", "{status}");
            assert_eq!(names(&target).contains(&"content-type"), method == "POST", "{status}");
            assert!(names(&target).contains(&"authorization"), "the origin is the same");
        }
        let mut put = Target { method: "PUT".to_owned(), ..post("http://a.test/") };
        follow(&mut put, 302, "/b").unwrap();
        assert_eq!(put.method, "PUT");
        let mut head = Target { method: "HEAD".to_owned(), ..post("http://a.test/") };
        follow(&mut head, 303, "/b").unwrap();
        assert_eq!(head.method, "HEAD");
    }

    #[test]
    fn another_origin_gets_no_secrets() {
        for location in ["http://b.test/", "https://a.test/", "//a.test:81/"] {
            let target = after(307, location);
            assert_eq!((names(&target), target.crossed), (vec!["content-type", "x-own"], true), "{location}");
        }
    }

    #[test]
    fn what_is_not_followed() {
        let refuse =
            |mut target: Target, status, location| follow(&mut target, status, location).unwrap_err();
        assert!(refuse(post("http://a.test/"), 302, "http://").message.contains("no URL"));
        assert!(refuse(post("http://a.test/"), 302, "file:///etc/passwd").message.contains("not http"));
        assert!(refuse(post("http://a.test/"), 302, "http://u:p@b.test/").message.contains("credentials"));
        let many = Target { hops: 20, ..post("http://a.test/") };
        assert!(refuse(many, 302, "/b").message.contains("20 times"));
        let streamed = Target { body: Content::Stream, ..post("http://a.test/") };
        assert!(refuse(streamed.clone(), 307, "/b").message.contains("stream"));
        assert!(refuse(streamed.clone(), 302, "/b").message.contains("stream"));
        let mut streamed = streamed;
        follow(&mut streamed, 303, "/b").unwrap();
    }
}
