//! What is refused on sight of a request's head, before a hook, a route or a body is touched
//! (S-8.2–3, S-9, S-108…S-115).
//!
//! The same checks stand before requests from the socket and before those of `event.fetch`.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use formwork_wire::data_request::DataRequest;
use formwork_wire::origin::{self, Own};
use formwork_wire::query;
use url::Url;

use crate::reply::Answer;

/// Pairs of origins that are remembered, so that nobody can fill the memory with made-up ones.
const MAX_ADVISED: usize = 256;

/// For which pairs of origins the log says already what to do.
#[derive(Debug, Default)]
pub(crate) struct Advised(Mutex<HashSet<(Option<String>, String)>>);

impl Advised {
    /// Whether advice on this refusal is new (F-197: once per value).
    fn is_new(&self, refusal: &origin::Refusal) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.len() < MAX_ADVISED && seen.insert((refusal.sent.clone(), refusal.own.clone()))
    }
}

/// What the checks need to know beside the request.
#[derive(Debug)]
pub(crate) struct Admission<'a> {
    /// Development refuses nothing for its origin (S-108), but says what production would do.
    pub(crate) dev: bool,
    pub(crate) own: Own<'a>,
    pub(crate) trusted: &'a [String],
    pub(crate) advised: &'a Advised,
}

impl Admission<'_> {
    /// Checks a head; `Some` is the refusal. `header` finds a request header.
    pub(crate) fn refuse<'h>(
        &self,
        method: &str,
        url: &Url,
        header: impl Fn(&str) -> Option<&'h str>,
    ) -> Option<Answer> {
        let head = origin::Head {
            method,
            content_type: header("content-type"),
            origin: header("origin"),
            sec_fetch_site: header("sec-fetch-site"),
        };
        if let Err(refusal) = origin::check(head, self.own, self.trusted) {
            self.explain(method, url, &refusal);
            if !self.dev {
                let (content_type, body) = origin::refusal_body(method, header("accept"));
                let reply = Answer::text(403, body);
                return Some(match content_type {
                    Some(content_type) => reply.with("content-type", content_type),
                    None => reply,
                });
            }
        }
        // The framework's own keys of data requests are taken off first.
        let reserved = match DataRequest::from_target(url.path(), url.query()) {
            Some(data) => data.query.as_deref().and_then(query::reserved_key),
            None => url.query().and_then(query::reserved_key),
        };
        reserved.map(|key| Answer::text(400, format!("Cannot use reserved query parameter \"{key}\"")))
    }

    fn explain(&self, method: &str, url: &Url, refusal: &origin::Refusal) {
        let path = url.path();
        match (self.dev, self.advised.is_new(refusal)) {
            (false, true) => tracing::warn!(
                target: "formwork::request",
                "403 {method} {path} [FW-CSRF-ORIGIN]: {refusal}. {}",
                refusal.advice
            ),
            (false, false) => {
                tracing::warn!(target: "formwork::request", "403 {method} {path} [FW-CSRF-ORIGIN]: {refusal}");
            }
            (true, true) => tracing::warn!(
                target: "formwork::request",
                "{method} {path} [FW-CSRF-ORIGIN]: production would answer 403: {refusal}. {}",
                refusal.advice
            ),
            (true, false) => {}
        }
    }
}
