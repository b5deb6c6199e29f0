//! The Cookie header of a request and what the jar makes of it (S-83…S-91, R-30). The input is the header.

use formwork_wire::cookies::{
    CookieError, Found, Jar, Options, decode_value, encode_value, parse_header, parse_set_cookie,
};
use url::Url;

/// The pairs are those of the slow parser below; the jar gives them back by name, as a list and as the
/// header of an inner fetch; any text at all can be a cookie's value.
///
/// # Panics
/// When one of these does not hold.
pub fn run(data: &[u8]) {
    let header = String::from_utf8_lossy(data);
    let pairs = parse_header(&header);
    assert_eq!(pairs, slow(&header));
    for (_, value) in &pairs {
        assert!(decode_value(value).len() <= value.len(), "decoding makes nothing longer");
    }

    let url = Url::parse("http://app.test/a/b").expect("it is one");
    let mut jar = Jar::new(Some(&header), &url, false);
    jar.set_path("/a/b").expect("nothing is queued");
    let all: Vec<_> = jar.all();
    let expected: Vec<_> = pairs.iter().map(|(name, value)| (*name, Found::Request(value))).collect();
    assert_eq!(all, expected);
    for (name, found) in &all {
        assert_eq!(jar.get(name), Some(*found));
    }
    let forwarded = jar.header_for(&url, None);
    // One pair without name and value makes a header that is too short to be read.
    if forwarded.len() > 1 {
        assert_eq!(parse_header(&forwarded), pairs);
    }

    let name = pairs.first().map_or("name", |(name, _)| *name);
    set(&mut jar, name, &header);
}

/// Sets a cookie to any text: it can be read at once, and comes back out of its header.
fn set(jar: &mut Jar, name: &str, value: &str) {
    let count = jar.all().len();
    jar.set(name, value, None, Options::default()).expect("names are checked when headers are written");
    assert_eq!(jar.get(name), Some(Found::Pending(value)));
    assert!(jar.all().len() <= count + 1);
    assert_eq!(decode_value(&encode_value(value)), value);
    match jar.headers() {
        Ok(headers) => {
            let [header] = &headers[..] else { panic!("one cookie, one header: {headers:?}") };
            assert!(header.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{header:?}");
            let parsed = parse_set_cookie(header);
            assert_eq!((parsed.name, &*decode_value(parsed.value)), (name, value));
        }
        Err(error) => assert!(matches!(error, CookieError::Name(_)), "{error:?}"),
    }
    jar.delete(name, Options::default()).expect("as above");
    assert_eq!(jar.get(name), None);
    assert!(jar.all().iter().all(|(other, _)| *other != name));
}

/// S-90, word for word.
fn slow(header: &str) -> Vec<(&str, &str)> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    if header.len() < 2 {
        return pairs;
    }
    for piece in header.split(';') {
        let Some(equals) = piece.find('=') else { continue };
        let trim = |text: &'_ str| -> (usize, usize) {
            let blank = |c: char| c == ' ' || c == '\t';
            let start = text.len() - text.trim_start_matches(blank).len();
            (start, text.trim_end_matches(blank).len().max(start))
        };
        let (name, value) = (&piece[..equals], &piece[equals + 1..]);
        let ((name_start, name_end), (value_start, value_end)) = (trim(name), trim(value));
        let (name, value) = (&name[name_start..name_end], &value[value_start..value_end]);
        if !pairs.iter().any(|(known, _)| *known == name) {
            pairs.push((name, value));
        }
    }
    pairs
}
