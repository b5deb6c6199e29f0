//! Responses of universal loads, embedded in the page for hydration (C-145, F-77).
//!
//! The client takes a matching `<script data-sveltekit-fetched>` instead of fetching again, so URL and
//! hash must come out the same on both sides. Bodies and URLs are hostile text and are made inert here.

use crate::html;
use crate::json::{push_integer, push_key, push_string};
use base64::Engine as _;
use url::Url;

/// A response to embed.
#[derive(Debug, Clone, Copy)]
pub struct Fetched<'a> {
    /// See [`stored_url`].
    pub url: &'a str,
    /// Status of the response.
    pub status: u16,
    /// Its status text.
    pub status_text: &'a str,
    /// The headers that `filterSerializedResponseHeaders` admitted.
    pub headers: &'a [(String, String)],
    /// Its body.
    pub body: Body<'a>,
    /// See [`hash`]; `None` for a request without headers and body.
    pub hash: Option<&'a str>,
    /// See [`ttl`].
    pub ttl: Option<i64>,
}

/// The body of an embedded response.
#[derive(Debug, Clone, Copy)]
pub enum Body<'a> {
    /// Text.
    Text(&'a str),
    /// Bytes, embedded as base64.
    Bytes(&'a [u8]),
    /// None: the status does not allow one.
    Nothing,
}

impl Fetched<'_> {
    /// The script element.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut json = String::from("{");
        push_key(&mut json, "status");
        push_integer(&mut json, self.status);
        push_key(&mut json, "statusText");
        push_string(&mut json, self.status_text);
        push_key(&mut json, "headers");
        json.push('{');
        for (at, (name, value)) in self.headers.iter().enumerate() {
            if at > 0 {
                json.push(',');
            }
            push_string(&mut json, name);
            json.push(':');
            push_string(&mut json, value);
        }
        json.push('}');
        match self.body {
            Body::Nothing => {}
            Body::Text(text) => {
                push_key(&mut json, "body");
                push_string(&mut json, text);
            }
            Body::Bytes(bytes) => {
                push_key(&mut json, "body");
                json.push('"');
                base64::engine::general_purpose::STANDARD.encode_string(bytes, &mut json);
                json.push('"');
            }
        }
        json.push('}');

        let mut out = String::with_capacity(json.len() + 128);
        out.push_str("<script type=\"application/json\" data-sveltekit-fetched data-url=\"");
        out.push_str(&html::attribute(self.url));
        out.push('"');
        if matches!(self.body, Body::Bytes(_)) {
            out.push_str(" data-b64");
        }
        if let Some(hash) = self.hash {
            out.push_str(" data-hash=\"");
            out.push_str(&html::attribute(hash));
            out.push('"');
        }
        if let Some(ttl) = self.ttl {
            out.push_str(" data-ttl=\"");
            push_integer(&mut out, ttl);
            out.push('"');
        }
        out.push('>');
        out.push_str(&html::script(&json));
        out.push_str("</script>");
        out
    }
}

/// The URL under which a response is stored: without the origin when it is the page's own.
#[must_use]
pub fn stored_url(url: &Url, page: &Url) -> String {
    if url.origin() == page.origin() && url.origin().is_tuple() {
        match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        }
    } else {
        url.as_str().to_owned()
    }
}

/// What goes into [`hash`].
#[derive(Debug, Clone, Copy)]
pub enum HashPart<'a> {
    /// Text, taken as UTF-16 code units.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

/// The hash that tells requests with headers or a body apart: djb2 with xor over 32 bits, each value
/// from its last unit to its first, in base 36 (F-77).
#[must_use]
pub fn hash(parts: &[HashPart<'_>]) -> String {
    let mut hash: u32 = 5381;
    let mut step = |unit: u32| hash = hash.wrapping_mul(33) ^ unit;
    for part in parts {
        match part {
            HashPart::Text(text) => {
                let units: Vec<u16> = text.encode_utf16().collect();
                units.iter().rev().for_each(|unit| step(u32::from(*unit)));
            }
            HashPart::Bytes(bytes) => bytes.iter().rev().for_each(|byte| step(u32::from(*byte))),
        }
    }
    base36(hash)
}

/// The hash of a request: its header pairs joined by commas, then its body.
#[must_use]
pub fn request_hash(headers: &[(String, String)], body: Option<HashPart<'_>>) -> Option<String> {
    let joined = headers.iter().map(|(name, value)| format!("{name},{value}")).collect::<Vec<_>>().join(",");
    let mut parts = Vec::new();
    if !headers.is_empty() {
        parts.push(HashPart::Text(&joined));
    }
    parts.extend(body);
    (!parts.is_empty()).then(|| hash(&parts))
}

fn base36(mut number: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(number % 36, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

/// Seconds for which the client may use the response again: `s-maxage` or `max-age` minus `age`. Only
/// meant for GET pages; a response that varies on `*` has none.
#[must_use]
pub fn ttl(cache_control: Option<&str>, age: Option<&str>, vary: Option<&str>) -> Option<i64> {
    if vary.is_some_and(|vary| vary.split(',').any(|name| name.trim() == "*")) {
        return None;
    }
    let cache_control = cache_control?;
    let seconds = |directive: &str| {
        cache_control.split(',').find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case(directive).then(|| value.trim().parse::<u32>().ok())?
        })
    };
    let lifetime = seconds("s-maxage").or_else(|| seconds("max-age"))?;
    let age = age.and_then(|age| age.trim().parse::<u32>().ok()).unwrap_or(0);
    Some(i64::from(lifetime) - i64::from(age))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c145_element() {
        let fetched = Fetched {
            url: "/api?a=1&b=\"2\"",
            status: 200,
            status_text: "OK",
            headers: &[("content-type".into(), "text/html".into())],
            body: Body::Text("</script><!--\u{2028}"),
            hash: Some("1abc"),
            ttl: Some(60),
        };
        assert_eq!(
            fetched.to_html(),
            concat!(
                r#"<script type="application/json" data-sveltekit-fetched data-url="/api?a=1&amp;b=&quot;2&quot;" "#,
                r#"data-hash="1abc" data-ttl="60">{"status":200,"statusText":"OK","#,
                r#""headers":{"content-type":"text/html"},"body":"\u003C/script>\u003C!--\u2028"}</script>"#
            )
        );
        let bytes = Fetched { body: Body::Bytes(&[1, 2, 3, 4]), hash: None, ttl: None, ..fetched };
        assert!(bytes.to_html().contains(" data-b64>"), "{}", bytes.to_html());
        assert!(bytes.to_html().contains(r#""body":"AQIDBA==""#));
    }

    #[test]
    fn f77_hash() {
        // Recorded from an independent JavaScript implementation of the rule.
        assert_eq!(hash(&[]), "45h");
        assert_eq!(hash(&[HashPart::Text("a")]), HASH_A);
        assert_eq!(hash(&[HashPart::Text("x-a,1"), HashPart::Text("body \u{e9}\u{1f600}")]), HASH_TEXT);
        assert_eq!(hash(&[HashPart::Bytes(&[0, 255, 7])]), HASH_BYTES);
        assert_eq!(
            request_hash(&[("a".into(), "1".into()), ("b".into(), "2".into())], None),
            Some(hash(&[HashPart::Text("a,1,b,2")]))
        );
        assert_eq!(request_hash(&[], None), None);
    }

    const HASH_A: &str = "3t1g";
    const HASH_TEXT: &str = "17xkrs8";
    const HASH_BYTES: &str = "374j3x";

    #[test]
    fn f77_ttl() {
        for (cache_control, age, vary, expected) in [
            (Some("max-age=60"), None, None, Some(60)),
            (Some("public, max-age=60, s-maxage=100"), Some("10"), Some("accept"), Some(90)),
            (Some("max-age=60"), None, Some("*"), None),
            (Some("no-store"), None, None, None),
            (Some("max-age=x"), None, None, None),
            (None, None, None, None),
        ] {
            assert_eq!(ttl(cache_control, age, vary), expected, "{cache_control:?}");
        }
    }

    #[test]
    fn c145_urls() {
        let page = Url::parse("http://a.test/page").unwrap();
        for (url, expected) in [
            ("http://a.test/x?y=1#z", "/x?y=1"),
            ("http://a.test:80/x", "/x"),
            ("http://b.test/x", "http://b.test/x"),
        ] {
            assert_eq!(stored_url(&Url::parse(url).unwrap(), &page), expected);
        }
    }
}
