//! What is refused on sight of a request's head, before a hook, a route or a body is touched
//! (S-8.2–3, S-9, S-108…S-115).
//!
//! The same checks stand before requests from the socket and before those of `event.fetch`.

use formwork_wire::data_request::DataRequest;
use formwork_wire::{origin, query};
use url::Url;

use crate::reply::Answer;

/// Checks a head; `Some` is the refusal. `own` is the app's origin, `header` finds a request header.
pub(crate) fn refuse<'a>(
    dev: bool,
    own: &str,
    trusted: &[String],
    method: &str,
    url: &Url,
    header: impl Fn(&str) -> Option<&'a str>,
) -> Option<Answer> {
    let head = origin::Head {
        method,
        content_type: header("content-type"),
        origin: header("origin"),
        sec_fetch_site: header("sec-fetch-site"),
    };
    if !dev && let Err(reason) = origin::check(head, own, trusted) {
        tracing::warn!(target: "formwork::request", "403 {method} {}: {reason}", url.path());
        let (content_type, body) = origin::refusal_body(method, header("accept"));
        let reply = Answer::text(403, body);
        return Some(match content_type {
            Some(content_type) => reply.with("content-type", content_type),
            None => reply,
        });
    }
    // The framework's own keys of data requests are taken off first.
    let reserved = match DataRequest::from_target(url.path(), url.query()) {
        Some(data) => data.query.as_deref().and_then(query::reserved_key),
        None => url.query().and_then(query::reserved_key),
    };
    reserved.map(|key| Answer::text(400, format!("Cannot use reserved query parameter \"{key}\"")))
}
