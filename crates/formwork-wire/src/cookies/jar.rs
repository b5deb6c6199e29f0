//! The cookies of one request: what came with it, and what the app sets (S-83…S-98).
//!
//! Pending cookies are kept by domain, path and name in first-set order and become headers at the end.
//! The jar knows the request's host, and its path once the route is known; before that, `set` is queued
//! and `serialize` fails (S-85). Decoding values with an app's own function is left to the caller, who
//! gets them raw ([`Found::Request`]).

use super::parse::{decode_value, parse_header, parse_set_cookie};
use super::serialize::{CookieError, Options, encode_component, encode_value, serialize};
use std::borrow::Cow;
use thiserror::Error;
use url::Url;

/// In development, what a cookie's name and value may take together (S-94).
const MAX_COOKIE_BYTES: usize = 4096;

/// The cookies of a request.
#[derive(Debug, Default)]
pub struct Jar {
    request: Vec<(String, String)>,
    pending: Vec<Pending>,
    queued: Vec<Pending>,
    host: String,
    /// The normalised path of the request.
    path: Option<String>,
    secure: bool,
    dev: bool,
    closed: bool,
}

#[derive(Debug, Clone)]
struct Pending {
    name: String,
    value: String,
    /// What a custom `encode` made of the value.
    encoded: Option<String>,
    options: Options,
}

/// A cookie that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// Set during this request: the value itself.
    Pending(&'a str),
    /// Sent by the browser: the raw text, to be decoded.
    Request(&'a str),
}

impl<'a> Found<'a> {
    /// The value, decoded the usual way.
    #[must_use]
    pub fn decoded(self) -> Cow<'a, str> {
        match self {
            Self::Pending(value) => Cow::Borrowed(value),
            Self::Request(raw) => decode_value(raw),
        }
    }
}

/// A use of the jar that is not possible.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JarError {
    /// S-99.
    #[error("cookies cannot be set after the response has been produced")]
    Closed,
    /// S-85.
    #[error("cookies cannot be serialised before the route is known")]
    TooEarly,
    /// S-93, S-94.
    #[error(transparent)]
    Cookie(#[from] CookieError),
}

impl Jar {
    /// A jar for a request to `url` with that Cookie header. `dev` changes defaults and makes `set`
    /// check at once (S-84, S-93, S-94).
    #[must_use]
    pub fn new(header: Option<&str>, url: &Url, dev: bool) -> Self {
        Self {
            request: parse_header(header.unwrap_or_default())
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            host: url.host_str().unwrap_or_default().to_owned(),
            secure: super::secure_by_default(dev, url),
            dev,
            ..Self::default()
        }
    }

    /// Tells the jar the normalised path of the request; what was queued is set now.
    ///
    /// # Errors
    /// In development, a queued cookie that is not acceptable.
    pub fn set_path(&mut self, path: &str) -> Result<(), JarError> {
        self.path = Some(path.to_owned());
        for mut cookie in std::mem::take(&mut self.queued) {
            cookie.options.path = Some(self.resolve(&cookie.options, path));
            self.put(cookie)?;
        }
        Ok(())
    }

    /// `cookies.set`; `encoded` is the result of a custom `encode`.
    ///
    /// # Errors
    /// After [`Jar::close`]; in development also for a cookie that is not acceptable.
    pub fn set(
        &mut self,
        name: &str,
        value: &str,
        encoded: Option<String>,
        options: Options,
    ) -> Result<(), JarError> {
        if self.closed {
            return Err(JarError::Closed);
        }
        let mut cookie = Pending {
            name: name.to_owned(),
            value: value.to_owned(),
            encoded,
            options: options.with_defaults(self.secure),
        };
        match &self.path {
            None => {
                self.queued.push(cookie);
                Ok(())
            }
            Some(path) => {
                cookie.options.path = Some(self.resolve(&cookie.options, path));
                self.put(cookie)
            }
        }
    }

    /// `cookies.delete` (S-86).
    ///
    /// # Errors
    /// As [`Jar::set`].
    pub fn delete(&mut self, name: &str, options: Options) -> Result<(), JarError> {
        self.set(name, "", None, Options { max_age: Some(0.0), ..options })
    }

    /// `cookies.get` (S-88); `None` for a cookie that is not there or was deleted.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Found<'_>> {
        let path = self.path.as_deref().unwrap_or("/");
        match self.visible(name, &self.host, path) {
            Some(cookie) => (!cookie.is_deletion()).then_some(Found::Pending(&cookie.value)),
            None => {
                self.request.iter().find(|(known, _)| known == name).map(|(_, value)| Found::Request(value))
            }
        }
    }

    /// `cookies.getAll` (S-89).
    #[must_use]
    pub fn all(&self) -> Vec<(&str, Found<'_>)> {
        let path = self.path.as_deref().unwrap_or("/");
        let mut all: Vec<(&str, Option<Found<'_>>)> =
            self.request.iter().map(|(name, value)| (name.as_str(), Some(Found::Request(value)))).collect();
        for cookie in &self.pending {
            // Only the cookie that `get` would find counts for its name.
            if !self.visible(&cookie.name, &self.host, path).is_some_and(|best| std::ptr::eq(best, cookie)) {
                continue;
            }
            let found = (!cookie.is_deletion()).then_some(Found::Pending(cookie.value.as_str()));
            match all.iter_mut().find(|(name, _)| *name == cookie.name) {
                Some(entry) => entry.1 = found,
                None => all.push((&cookie.name, found)),
            }
        }
        all.into_iter().filter_map(|(name, found)| Some((name, found?))).collect()
    }

    /// `cookies.serialize`: a header with the defaults applied, for use elsewhere.
    ///
    /// # Errors
    /// Before the path is known, and for a cookie that is not acceptable.
    pub fn serialize(
        &self,
        name: &str,
        value: &str,
        encoded: Option<&str>,
        options: Options,
    ) -> Result<String, JarError> {
        let path = self.path.as_deref().ok_or(JarError::TooEarly)?;
        let mut options = options.with_defaults(self.secure);
        options.path = Some(self.resolve(&options, path));
        let value = encoded.map_or_else(|| encode_value(value), Cow::Borrowed);
        Ok(serialize(name, &value, &options)?)
    }

    /// Adds the cookie of an internal fetch's `Set-Cookie` header with the attributes it came with and its
    /// value as it is (S-97); `fetched_path` is the path that was fetched. Headers that cannot be sent on
    /// are dropped.
    pub fn adopt(&mut self, header: &str, fetched_path: &str) {
        if self.closed || header.chars().any(|c| c.is_control() || c > '\u{ff}') {
            return;
        }
        let parsed = parse_set_cookie(header);
        let mut options = parsed.options;
        options.path = Some(match &options.path {
            Some(_) => self.resolve(&options, self.path.as_deref().unwrap_or("/")),
            None => {
                let directory =
                    fetched_path.rfind('/').and_then(|end| fetched_path.get(..end)).unwrap_or_default();
                if directory.is_empty() { "/" } else { directory }.to_owned()
            }
        });
        let cookie = Pending {
            name: parsed.name.to_owned(),
            value: parsed.value.to_owned(),
            encoded: Some(parsed.value.to_owned()),
            options,
        };
        if cookie.header(None).is_ok() {
            self.replace(cookie);
        }
    }

    /// The Cookie header of an inner fetch (S-96): the browser's cookies, overridden by matching pending
    /// ones, overridden by those of `explicit`, a Cookie header that the app gave itself.
    #[must_use]
    pub fn header_for(&self, url: &Url, explicit: Option<&str>) -> String {
        let host = url.host_str().unwrap_or_default();
        let mut pairs: Vec<(&str, Option<Cow<'_, str>>)> = self
            .request
            .iter()
            .map(|(name, value)| (name.as_str(), Some(Cow::Borrowed(value.as_str()))))
            .collect();
        let mut put = |name, value| match pairs.iter_mut().find(|(known, _)| *known == name) {
            Some(entry) => entry.1 = value,
            None => pairs.push((name, value)),
        };
        for cookie in &self.pending {
            if cookie.matches(host, url.path()) {
                // Here every value is encoded, and a deleted cookie is an empty one.
                let value = match &cookie.encoded {
                    Some(encoded) => Cow::Borrowed(encoded.as_str()),
                    None => encode_component(&cookie.value),
                };
                put(cookie.name.as_str(), Some(value));
            }
        }
        for (name, value) in parse_header(explicit.unwrap_or_default()) {
            put(name, Some(Cow::Borrowed(value)));
        }
        let pairs = pairs.iter().filter_map(|(name, value)| Some(format!("{name}={}", value.as_ref()?)));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// The `Set-Cookie` headers of the response, in first-set order (S-87, S-98).
    ///
    /// # Errors
    /// The first cookie that is not acceptable (S-93).
    pub fn headers(&self) -> Result<Vec<String>, CookieError> {
        let mut headers = Vec::with_capacity(self.pending.len());
        for cookie in &self.pending {
            headers.push(cookie.header(None)?);
            if let Some(path) = cookie.options.path.as_deref().filter(|path| path.ends_with(".html")) {
                headers.push(cookie.header(Some(&crate::data_request::add_suffix(path)))?);
            }
        }
        Ok(headers)
    }

    /// Whether anything was set.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.pending.is_empty() && self.queued.is_empty()
    }

    /// The response has been produced: from now on nothing can be set (S-99).
    pub fn close(&mut self) {
        self.closed = true;
    }

    fn put(&mut self, cookie: Pending) -> Result<(), JarError> {
        if self.dev {
            cookie.header(None)?;
            let encoded =
                cookie.encoded.as_deref().map_or_else(|| encode_value(&cookie.value), Cow::Borrowed);
            if cookie.name.len() + encoded.len() > MAX_COOKIE_BYTES {
                return Err(CookieError::TooLarge(cookie.name).into());
            }
        }
        self.replace(cookie);
        Ok(())
    }

    fn replace(&mut self, cookie: Pending) {
        match self.pending.iter_mut().find(|known| known.key() == cookie.key()) {
            Some(known) => *known = cookie,
            None => self.pending.push(cookie),
        }
    }

    /// The path of a cookie (S-85).
    fn resolve(&self, options: &Options, request_path: &str) -> String {
        let Some(path) = options.path.as_deref() else { return "/".to_owned() };
        let foreign = options.domain.as_deref().is_some_and(|domain| domain != self.host);
        // URL parsing would hide characters that must be refused.
        if foreign || path.chars().any(char::is_control) {
            return path.to_owned();
        }
        const NOWHERE: &str = "http://formwork.invalid";
        let joined =
            Url::parse(NOWHERE).and_then(|base| base.join(request_path)).and_then(|base| base.join(path));
        match joined {
            // Of another origin it is left as it is.
            Ok(url) => url.as_str().strip_prefix(NOWHERE).unwrap_or(path).to_owned(),
            Err(_) => path.to_owned(),
        }
    }

    /// Among the pending cookies of a name that a host and path can see: the one with the longest path,
    /// the first one on a tie (S-88).
    fn visible(&self, name: &str, host: &str, path: &str) -> Option<&Pending> {
        let mut best: Option<&Pending> = None;
        for cookie in self.pending.iter().filter(|cookie| cookie.name == name && cookie.matches(host, path)) {
            if best.is_none_or(|best| cookie.path().len() > best.path().len()) {
                best = Some(cookie);
            }
        }
        best
    }
}

impl Pending {
    fn key(&self) -> (&str, &str, &str) {
        (self.options.domain.as_deref().unwrap_or_default(), self.path(), &self.name)
    }

    fn path(&self) -> &str {
        self.options.path.as_deref().unwrap_or_default()
    }

    fn is_deletion(&self) -> bool {
        self.options.max_age == Some(0.0)
    }

    fn matches(&self, host: &str, path: &str) -> bool {
        domain_matches(host, self.options.domain.as_deref()) && path_matches(path, self.path())
    }

    /// The header, with another path if one is given.
    fn header(&self, path: Option<&str>) -> Result<String, CookieError> {
        let value = self.encoded.as_deref().map_or_else(|| encode_value(&self.value), Cow::Borrowed);
        match path {
            None => serialize(&self.name, &value, &self.options),
            Some(path) => {
                let options = Options { path: Some(path.to_owned()), ..self.options.clone() };
                serialize(&self.name, &value, &options)
            }
        }
    }
}

fn domain_matches(host: &str, domain: Option<&str>) -> bool {
    let Some(domain) = domain.filter(|domain| !domain.is_empty()) else { return true };
    let domain = domain.strip_prefix('.').unwrap_or(domain);
    match host.len().checked_sub(domain.len()) {
        Some(0) => host.eq_ignore_ascii_case(domain),
        Some(rest) => {
            host.get(rest..).is_some_and(|end| end.eq_ignore_ascii_case(domain))
                && host.get(..rest).is_some_and(|start| start.ends_with('.'))
        }
        None => false,
    }
}

/// Whether a cookie's path is a prefix of a request's, on `/` boundaries.
fn path_matches(path: &str, constraint: &str) -> bool {
    let constraint = constraint.strip_suffix('/').unwrap_or(constraint);
    path.strip_prefix(constraint).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
#[path = "jar_tests.rs"]
mod tests;
