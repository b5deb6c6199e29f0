//! Writing and reading `Set-Cookie` (S-91…S-93, S-97, R-31). The lines of the input are flags (`h`ttp only,
//! `s`ecure, `p`artitioned), name, value, domain, path, max-age, expires, priority and same-site of a
//! cookie that an app sets; what follows is a header that an inner fetch received.

use crate::input::Lines;
use formwork_wire::cookies::{Jar, Options, SameSite, SetCookie, parse_set_cookie, serialize};
use url::Url;

/// Nothing an app gives can end an attribute or the line; what is written is read back the same; a header
/// that was received is passed on as it was understood, or not at all.
///
/// # Panics
/// When one of these does not hold.
pub fn run(data: &[u8]) {
    let mut lines = Lines::new(data);
    let flags = lines.text();
    let (name, value) = (lines.text(), lines.text());
    let options = Options {
        domain: lines.optional().map(Into::into),
        path: lines.optional().map(Into::into),
        max_age: lines.optional().and_then(|text| text.parse().ok()),
        expires: lines.optional().and_then(|text| text.parse().ok()),
        http_only: flags.contains('h').then_some(true),
        secure: flags.contains('s').then_some(true),
        partitioned: flags.contains('p'),
        priority: lines.optional().map(Into::into),
        same_site: lines.optional().map(|name| SameSite::Name(name.into())),
    };
    if let Ok(header) = serialize(&name, &value, &options) {
        written(&header, &name, &value, &options);
    }
    received(&lines.rest_text());
}

fn written(header: &str, name: &str, value: &str, options: &Options) {
    assert!(header.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{header:?}");
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let lower = |text: &Option<String>| given(text).map(|text| text.to_ascii_lowercase());
    let same_site = match &options.same_site {
        Some(SameSite::Name(name)) => lower(&Some(name.clone())).map(SameSite::Name),
        _ => None,
    };
    let mut expected = Options {
        domain: given(&options.domain),
        // Blanks around a path mean nothing to a reader.
        path: given(&options.path).map(|path| path.trim_matches([' ', '\t']).to_owned()),
        priority: lower(&options.priority),
        same_site,
        expires: options.expires.map(|time| (time.trunc() / 1000.0).floor() * 1000.0),
        ..options.clone()
    };
    let parsed = parse_set_cookie(header);
    // Numbers of any size may be written; a reader need not take all of them.
    if expected.max_age.is_some_and(|seconds| seconds.abs() > f64::from(i32::MAX)) {
        assert!(parsed.options.max_age.is_none() || parsed.options.max_age == expected.max_age);
        expected.max_age = parsed.options.max_age;
    }
    assert_eq!(parsed, SetCookie { name, value, options: expected }, "{header:?}");
    let attributes = header.matches(';').count();
    assert!(attributes <= 9, "{header:?}");
}

fn received(header: &str) {
    let parsed = parse_set_cookie(header);
    assert!(header.contains(parsed.name) && header.contains(parsed.value));
    if let Ok(written) = serialize(parsed.name, parsed.value, &parsed.options) {
        let again = parse_set_cookie(&written);
        let mut expected = parsed.clone();
        // An attribute without a value is written as none.
        expected.options.domain = expected.options.domain.filter(|domain| !domain.is_empty());
        expected.options.path = expected.options.path.filter(|path| !path.is_empty());
        assert_eq!(again, expected, "{header:?} became {written:?}");
    }

    let url = Url::parse("http://app.test/").expect("it is one");
    let mut jar = Jar::new(None, &url, false);
    jar.set_path("/").expect("nothing is queued");
    jar.adopt(header, "/inner/path");
    // One that cannot be sent on is dropped: it must not cost the whole response.
    let headers = jar.headers().unwrap_or_else(|error| panic!("{header:?} was adopted: {error}"));
    assert!(headers.len() <= 2);
    for header in &headers {
        assert!(header.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{header:?}");
        let sent = parse_set_cookie(header);
        assert_eq!((sent.name, sent.value), (parsed.name, parsed.value));
    }
}
