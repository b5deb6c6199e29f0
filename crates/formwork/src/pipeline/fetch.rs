//! `event.fetch` to the app itself: through the whole pipeline, in process (F-70…F-73, S-96, S-97, S-106).

use std::rc::Rc;

use formwork_engine::web::request::IncomingRequest;
use formwork_engine::{ErrorClass, Handle, HostError};
use formwork_wire::origin::{Own, Source};
use url::Url;

use super::resolve::ReplyResponse;
use crate::admission::Admission;
use crate::exchange::Exchange;
use crate::reply::{Headers, Reply, ReplyBody};
use crate::service::Head;
use crate::site::Site;

/// Sub-requests that may call each other (F-70).
const MAX_DEPTH: u32 = 10;

/// Whether a URL belongs to the app, as `event.fetch` sees it.
pub(crate) fn is_own(x: &Exchange, url: &Url) -> bool {
    url.origin() == x.url().origin() && crate::router::strip_base(url.path(), &x.base).is_some()
}

/// Whether another server is on the app's host or below it: only there do cookies go (F-72).
pub(crate) fn is_ours(own: &Url, other: &Url) -> bool {
    let (Some(own), Some(other)) = (own.host_str(), other.host_str()) else { return false };
    other.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Answers a request of user code to its own app. `context` is the one in which it was made.
pub(crate) async fn own(
    site: Rc<Site>,
    outer: Rc<Exchange>,
    request: IncomingRequest,
    credentials: String,
    context: Handle,
) -> Result<ReplyResponse, HostError> {
    let url = Url::parse(&request.url)
        .map_err(|error| HostError::new(ErrorClass::TypeError, format!("{}: {error}", request.url)))?;
    if outer.depth >= MAX_DEPTH {
        return Ok(ReplyResponse(Reply::text(404, "Not Found")));
    }
    if let Some((path, content_type)) = site.blueprint.files.find(url.path()) {
        let bytes = tokio::fs::read(path).await;
        let bytes = bytes.map_err(|error| HostError::new(ErrorClass::TypeError, error.to_string()))?;
        let length = bytes.len().to_string();
        let body = if request.method == "HEAD" { ReplyBody::Empty } else { ReplyBody::Bytes(bytes.into()) };
        let reply = Reply { status: 200, headers: Vec::new(), body };
        return Ok(ReplyResponse(reply.with("content-type", content_type).with("content-length", length)));
    }
    let headers = headers(&outer, &url, request.method.as_str(), request.headers, &credentials);
    let head = Head { method: request.method, url, headers, client: outer.client.clone() };
    let own = head.url.origin().ascii_serialization();
    let admission = Admission {
        dev: site.blueprint.config.dev,
        own: Own { origin: &own, source: Source::Configured },
        trusted: &site.blueprint.manifest.trusted_origins,
        advised: &site.blueprint.advised,
    };
    let refused = admission.refuse(&head.method, &head.url, |name| {
        head.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    });
    if let Some(refusal) = refused {
        return Ok(ReplyResponse(refusal.into()));
    }
    let inner = Exchange::sub(&site, &outer, head, request.body, context);
    // Boxed: a request may fetch a page that fetches.
    let mut reply = Box::pin(super::respond(&site, &inner)).await;
    if inner.method() == "HEAD" {
        reply.body = ReplyBody::Empty;
    }
    inner.close();
    for (name, value) in &reply.headers {
        if name == "set-cookie" {
            outer.adopt_cookie(value, inner.path());
        }
    }
    Ok(ReplyResponse(reply))
}

/// What an internal request carries on top of its own headers (F-71).
fn headers(outer: &Exchange, url: &Url, method: &str, mut headers: Headers, credentials: &str) -> Headers {
    let has = |headers: &Headers, name: &str| headers.iter().any(|(key, _)| key == name);
    if credentials != "omit" {
        let own = headers.iter().find(|(key, _)| key == "cookie").map(|(_, value)| value.clone());
        let cookie = outer.cookie_header(url, own.as_deref());
        headers.retain(|(key, _)| key != "cookie");
        if !cookie.is_empty() {
            headers.push(("cookie".to_owned(), cookie));
        }
        if !has(&headers, "authorization")
            && let Some(value) = outer.header("authorization")
        {
            headers.push(("authorization".to_owned(), value.to_owned()));
        }
    }
    if !has(&headers, "accept") {
        headers.push(("accept".to_owned(), "*/*".to_owned()));
    }
    if !has(&headers, "accept-language")
        && let Some(value) = outer.header("accept-language")
    {
        headers.push(("accept-language".to_owned(), value.to_owned()));
    }
    // F-96: the page for an error that fetches what fails as well must not do so for ever.
    if outer.is_failing() && !has(&headers, "x-sveltekit-error") {
        headers.push(("x-sveltekit-error".to_owned(), "true".to_owned()));
    }
    if method == "GET" || method == "HEAD" {
        headers.retain(|(key, _)| key != "origin");
    } else if !has(&headers, "origin") {
        headers.push(("origin".to_owned(), url.origin().ascii_serialization()));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f72_hosts_that_get_cookies() {
        let ours =
            |other: &str| is_ours(&Url::parse("http://my.app.test").unwrap(), &Url::parse(other).unwrap());
        assert!(
            ours("http://my.app.test:81/") && ours("https://my.app.test") && ours("http://api.my.app.test")
        );
        assert!(!ours("http://app.test") && !ours("http://api.app.test") && !ours("http://notmy.app.test"));
    }
}
