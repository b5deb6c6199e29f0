//! Reading `Cookie` (S-90) and `Set-Cookie` headers.

use super::serialize::{Options, SameSite};
use crate::route::decode_uri_component;
use std::borrow::Cow;
use std::collections::HashSet;

const BLANK: [char; 2] = [' ', '\t'];

/// The pairs of a Cookie header, values not decoded; of equal names only the first.
pub fn parse_header(header: &str) -> Vec<(&str, &str)> {
    // The shortest header that the npm package reads has two characters; `=` alone is none.
    let header = if header.len() < 2 { "" } else { header };
    let mut seen = HashSet::new();
    header
        .split(';')
        .filter_map(|piece| piece.split_once('='))
        .map(|(name, value)| (name.trim_matches(BLANK), value.trim_matches(BLANK)))
        .filter(|(name, _)| seen.insert(*name))
        .collect()
}

/// Decodes a value; text that cannot be decoded is taken as it is.
#[must_use]
pub fn decode_value(value: &str) -> Cow<'_, str> {
    decode_uri_component(value).unwrap_or(Cow::Borrowed(value))
}

/// A `Set-Cookie` header, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct SetCookie<'a> {
    /// Its name; empty when the header has no `=`.
    pub name: &'a str,
    /// Its value, not decoded.
    pub value: &'a str,
    /// Its attributes, as far as they are known and well-formed.
    pub options: Options,
}

/// Reads a `Set-Cookie` header (`cookies.parse`, S-97).
#[must_use]
pub fn parse_set_cookie(header: &str) -> SetCookie<'_> {
    let mut pieces = header.split(';');
    let pair = pieces.next().unwrap_or_default();
    let (name, value) = pair.split_once('=').unwrap_or(("", pair));
    let mut options = Options::default();
    for piece in pieces {
        let (key, value) = match piece.split_once('=') {
            Some((key, value)) => (key.trim_matches(BLANK), Some(value.trim_matches(BLANK))),
            None => (piece.trim_matches(BLANK), None),
        };
        match (key.to_ascii_lowercase().as_str(), value) {
            ("httponly", _) => options.http_only = Some(true),
            ("secure", _) => options.secure = Some(true),
            ("partitioned", _) => options.partitioned = true,
            ("path", Some(path)) => options.path = Some(path.to_owned()),
            ("domain", Some(domain)) => options.domain = Some(domain.to_owned()),
            ("max-age", Some(seconds)) => {
                options.max_age = parse_seconds(seconds).or(options.max_age);
            }
            ("expires", Some(date)) => options.expires = parse_http_date(date).or(options.expires),
            ("samesite", Some(same_site)) if is_one_of(same_site, &["strict", "lax", "none"]) => {
                options.same_site = Some(SameSite::Name(same_site.to_ascii_lowercase()));
            }
            ("priority", Some(priority)) if is_one_of(priority, &["low", "medium", "high"]) => {
                options.priority = Some(priority.to_ascii_lowercase());
            }
            _ => {}
        }
    }
    SetCookie { name: name.trim_matches(BLANK), value: value.trim_matches(BLANK), options }
}

fn is_one_of(text: &str, names: &[&str]) -> bool {
    names.iter().any(|name| text.eq_ignore_ascii_case(name))
}

/// A whole number of seconds that a JavaScript number holds exactly.
fn parse_seconds(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    text.parse::<i64>().ok().filter(|seconds| whole && seconds.abs() < 1 << 53).map(|seconds| seconds as f64)
}

/// A date in milliseconds: as in HTTP, in its older forms, or as JavaScript writes it.
fn parse_http_date(text: &str) -> Option<f64> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Some(time) = crate::devalue::parse_iso_date(text) {
        return Some(time);
    }
    let (mut day, mut month, mut year, mut clock, mut offset) = (None, None, None, None, 0);
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        if word.contains(':') {
            clock = Some(word);
            continue;
        }
        if clock.is_some()
            && let Some(zone) = word.strip_prefix(['+', '-'])
        {
            let zone: i32 = zone.parse().ok().filter(|_| zone.len() == 4)?;
            let minutes = zone / 100 * 60 + zone % 100;
            offset = if word.starts_with('-') { -minutes } else { minutes };
            continue;
        }
        // `02-Jan-30` is three words.
        for part in word.split('-') {
            let name = part.get(..3).unwrap_or_default().to_ascii_lowercase();
            if let Ok(number) = part.parse::<u32>() {
                if day.is_none() {
                    day = Some(number);
                } else {
                    let century = if part.len() > 2 {
                        0
                    } else if number < 50 {
                        2000
                    } else {
                        1900
                    };
                    year = number.checked_add(century);
                }
            } else if let Some(at) = MONTHS.iter().position(|month| *month == name) {
                month = Some(at + 1);
            }
        }
    }
    let (day, month, year, clock) = (day?, month?, year?, clock?);
    let time = crate::devalue::parse_iso_date(&format!("{year:04}-{month:02}-{day:02}T{clock:0>8}.000Z"))?;
    Some(time - f64::from(offset) * 60_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s90_r30_cookie_header() {
        for (header, expected) in [
            ("", &[][..]),
            ("a=1; b=2", &[("a", "1"), ("b", "2")]),
            ("a", &[]),
            ("=", &[]),
            ("=1", &[("", "1")]),
            (" a = 1 ;b=\"q\"", &[("a", "1"), ("b", "\"q\"")]),
            ("a=1;a=2", &[("a", "1")]),
            ("a=b=c", &[("a", "b=c")]),
            ("a=1,b=2", &[("a", "1,b=2")]),
            ("\ta\t=\t1\t", &[("a", "1")]),
            ("a=1;;b=2;", &[("a", "1"), ("b", "2")]),
            ("__proto__=1", &[("__proto__", "1")]),
            ("a= ", &[("a", "")]),
            ("a=\u{a0}x", &[("a", "\u{a0}x")]),
            ("a=1\n;b=2", &[("a", "1\n"), ("b", "2")]),
        ] {
            assert_eq!(parse_header(header), expected, "{header:?}");
        }
        for (value, decoded) in
            [("%41", "A"), ("%zz", "%zz"), ("%E0", "%E0"), ("a+b", "a+b"), ("%F0%9F%98%80", "\u{1f600}")]
        {
            assert_eq!(decode_value(value), decoded);
        }
        let many: String = (0..5_000).map(|n| format!("name{n}=value; ")).collect();
        assert_eq!(parse_header(&many).len(), 5_000);
    }

    #[test]
    fn set_cookie_headers() {
        let all = "a=b; Path=/; HttpOnly; Max-Age=5; SameSite=Lax; Priority=High; Domain=x; Secure; Partitioned; \
                   Expires=Thu, 01 Jan 1970 00:00:01 GMT; Foo=bar";
        let parsed = parse_set_cookie(all);
        assert_eq!((parsed.name, parsed.value), ("a", "b"));
        assert_eq!(
            parsed.options,
            Options {
                path: Some("/".into()),
                http_only: Some(true),
                max_age: Some(5.0),
                same_site: Some(SameSite::Name("lax".into())),
                priority: Some("high".into()),
                domain: Some("x".into()),
                secure: Some(true),
                partitioned: true,
                expires: Some(1000.0),
            }
        );
        for (header, name, value) in
            [("a", "", "a"), ("=v", "", "v"), ("a=%20", "a", "%20"), ("a=b=c;path", "a", "b=c")]
        {
            let parsed = parse_set_cookie(header);
            assert_eq!((parsed.name, parsed.value), (name, value), "{header}");
            assert_eq!(parsed.options, Options::default());
        }
        for ignored in [
            "a=b; max-age=x",
            "a=b; samesite=bad",
            "a=b; expires=bad",
            "a=b; priority=",
            "a=b; expires=\u{e9}",
        ] {
            assert_eq!(parse_set_cookie(ignored).options, Options::default(), "{ignored}");
        }
        for (date, seconds) in [
            ("Wed, 02 Jan 2030 03:04:05 GMT", 1_893_553_445.0),
            ("Wednesday, 02-Jan-30 03:04:05 GMT", 1_893_553_445.0),
            ("Wed, 02-Jan-30 03:04:05 GMT", 1_893_553_445.0),
            ("Wed Jan  2 03:04:05 2030", 1_893_553_445.0),
            ("2030-01-02T03:04:05.000Z", 1_893_553_445.0),
            ("Wed, 02 Jan 2030 04:04:05 +0100", 1_893_553_445.0),
            ("Thu, 01-Jan-70 00:00:01 GMT", 1.0),
        ] {
            let parsed = parse_set_cookie(&format!("a=b; expires={date}")).options.expires;
            assert_eq!(parsed, Some(seconds * 1000.0), "{date}");
        }
        for (age, seconds) in [
            ("9999999999", Some(9_999_999_999.0)),
            ("-1", Some(-1.0)),
            ("+5", None),
            ("1.5", None),
            ("", None),
        ] {
            let parsed = parse_set_cookie(&format!("a=b; max-age={age}")).options.max_age;
            assert_eq!(parsed, seconds, "{age}");
        }
        assert_eq!(parse_set_cookie("a=b; SECURE=1").options.secure, Some(true));
    }
}
