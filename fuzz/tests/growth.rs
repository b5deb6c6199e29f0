//! Memory, and with it time, without a clock: an allocator that counts.
//!
//! No parser may allocate by what an input *claims* (R-19, R-51): the peak is bounded by the bytes that
//! really came. And twice the input may cost about twice the allocations (R-18, R-26, R-30), which shows work
//! that is copied again and again.

mod allocator;

use allocator::{Use, measure};
use formwork_wire::accept::prefer;
use formwork_wire::cookies::parse_header;
use formwork_wire::devalue::{decode, tree::Tree};
use formwork_wire::form::Limits;
use formwork_wire::multipart::Parser;
use formwork_wire::urlencoded;

/// What anything may take whatever its input.
const CONSTANT: usize = 64 << 10;

/// `peak` bytes at most for each byte of the input, while the input grows to many times its size.
#[track_caller]
fn grows_with_input(name: &str, factor: usize, input: impl Fn(usize) -> Vec<u8>, run: fn(&[u8])) {
    let mut before: Option<Use> = None;
    for count in [1, 1 << 10, 1 << 14, 1 << 15, 1 << 16] {
        let data = input(count);
        let used = measure(|| run(&data));
        assert!(
            used.peak <= factor * data.len() + CONSTANT,
            "{name}: {} bytes took {} at once, more than {factor} each",
            data.len(),
            used.peak
        );
        // From 2¹⁴ on each input is twice the one before.
        if let Some(before) = before.filter(|_| count > 1 << 14) {
            assert!(
                used.total <= 2 * before.total + before.total / 2 + CONSTANT,
                "{name}: {count} pieces took {} bytes in all, half of them {}",
                used.total,
                before.total
            );
        }
        before = Some(used);
    }
}

fn parse_urlencoded(body: &[u8]) {
    let _ = urlencoded::parse(body, &Limits::generous());
}

fn parse_multipart(body: &[u8]) {
    // One byte more than a power of two, so that cuts fall everywhere.
    parse_multipart_by(body, 4_097);
}

fn parse_multipart_bytes(body: &[u8]) {
    parse_multipart_by(body, 1);
}

fn parse_multipart_by(body: &[u8], chunk: usize) {
    let mut parser = Parser::new("bound", Limits::generous()).expect("the boundary is a good one");
    for chunk in body.chunks(chunk) {
        if parser.push(chunk, |_| {}).is_err() {
            return;
        }
    }
    let _ = parser.finish();
}

fn parse_cookies(header: &[u8]) {
    let header = std::str::from_utf8(header).expect("the tests' headers are text");
    let _ = parse_header(header);
}

fn parse_accept(header: &[u8]) {
    let header = std::str::from_utf8(header).expect("the tests' headers are text");
    let _ = prefer(header, &["application/json", "text/html"]);
}

fn decode_devalue(text: &[u8]) {
    let text = std::str::from_utf8(text).expect("the tests' texts are text");
    let _ = decode(text, &mut Tree::with_revivers(["V"]));
}

/// Two owned or borrowed texts for each field make 48 bytes, of which half are spare room, and the old list
/// lives while the new one is filled: 144 for a field of two bytes.
#[test]
fn r18_urlencoded() {
    grows_with_input("fields", 72, |n| b"a&".repeat(n), parse_urlencoded);
    grows_with_input("empty fields", 72, |n| b"=&".repeat(n), parse_urlencoded);
    grows_with_input("separators", 1, |n| b"&".repeat(n), parse_urlencoded);
    grows_with_input("one value", 4, |n| b"a=".repeat(n), parse_urlencoded);
    grows_with_input("escapes", 4, |n| b"%41".repeat(n), parse_urlencoded);
    // A byte that is no text becomes three, and is copied once more while the text is repaired.
    grows_with_input("invalid", 8, |n| b"\xff".repeat(n), parse_urlencoded);
    grows_with_input(
        "distinct names",
        36,
        |n| (0..n).flat_map(|n| format!("{n:x}=&").into_bytes()).collect(),
        parse_urlencoded,
    );
}

#[test]
fn r18_urlencoded_within_default_limits() {
    let body = b"a&".repeat(1 << 20);
    let used = measure(|| {
        let _ = urlencoded::parse(&body, &Limits::default());
    });
    assert!(used.peak < 256 << 10, "{} bytes for a form that is refused", used.peak);
}

/// A push parser keeps an unfinished header and nothing else, so its peak does not depend on the body.
#[test]
fn r19_r20_r26_multipart() {
    let head = "--bound\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\n";
    let file =
        |piece: &'static str| move |n: usize| [head, &piece.repeat(n), "\r\n--bound--"].concat().into_bytes();
    for run in [parse_multipart, parse_multipart_bytes] {
        grows_with_input("content", 0, file("some content "), run);
        grows_with_input("line breaks", 0, file("\r\n"), run);
        grows_with_input("near-boundaries", 0, file("\r\n--boun"), run);
        grows_with_input("carriage returns", 0, file("\r"), run);
        grows_with_input(
            "parts",
            0,
            |n| [&format!("{head}x\r\n").repeat(n), "--bound--"].concat().into_bytes(),
            run,
        );
        grows_with_input("epilogue", 0, |n| [&b"--bound--"[..], &b"x".repeat(n)].concat(), run);
    }
    let limited = |body: &str| {
        let used = measure(|| {
            let mut parser = Parser::new("bound", Limits::default()).expect("the boundary is a good one");
            let _ = parser.push(body.as_bytes(), |_| {});
        });
        assert!(used.peak < CONSTANT, "{} bytes", used.peak);
    };
    // R-21, R-22: what has no end.
    limited(&"p".repeat(10 << 20));
    limited(&format!("--bound\r\n{}", "X: y\r\n".repeat(1 << 20)));
    limited(&format!("--bound\r\nX: {}", "y".repeat(10 << 20)));
    // A claim in a part's own header.
    limited("--bound\r\nContent-Disposition: form-data; name=a\r\nContent-Length: 1099511627776\r\n\r\nx");
}

/// A pair of slices and its place in the set of names; both double as they grow.
#[test]
fn r30_cookies() {
    let numbered = |n: usize| (0..n).flat_map(|n| format!("{n:x}=;").into_bytes()).collect();
    grows_with_input("distinct names", 36, numbered, parse_cookies);
    grows_with_input("one name", 0, |n| b"a=b;".repeat(n), parse_cookies);
    grows_with_input("no pairs", 0, |n| b";".repeat(n), parse_cookies);
    grows_with_input("one value", 0, |n| [&b"a="[..], &b"=".repeat(n)].concat(), parse_cookies);
}

/// Only so many pieces are looked at.
#[test]
fn accept() {
    grows_with_input("pieces", 0, |n| b"a/b,".repeat(n), parse_accept);
    grows_with_input("commas", 0, |n| b",".repeat(n), parse_accept);
    grows_with_input("digits", 0, |n| [&b"a/b;q="[..], &b"1".repeat(n)].concat(), parse_accept);
}

/// A value of the tree is 56 bytes and needs two or three bytes of text; its place in an array is another
/// entry in a map.
#[test]
fn r50_r51_devalue_decode() {
    let list = |piece: &str, n: usize| format!("[[{}-1]]", format!("{piece},").repeat(n)).into_bytes();
    grows_with_input("values", 110, |n| list("-1", n), decode_devalue);
    grows_with_input("references", 24, |n| list("0", n), decode_devalue);
    grows_with_input("holes", 8, |n| list("-2", n), decode_devalue);
    grows_with_input("elements", 16, |n| format!("[{}0]", "0,".repeat(n)).into_bytes(), decode_devalue);
    grows_with_input("nested", 60, |n| nested(n, |level| format!("[{level}]")), decode_devalue);
    grows_with_input(
        "nested custom values",
        60,
        |n| nested(n, |level| format!("[\"V\",{level}]")),
        decode_devalue,
    );
    grows_with_input("escapes", 8, |n| format!("[\"{}\"]", "\\n".repeat(n)).into_bytes(), decode_devalue);
    grows_with_input(
        "lone surrogates",
        8,
        |n| format!("[\"{}\"]", "\\ud800".repeat(n)).into_bytes(),
        decode_devalue,
    );
    grows_with_input(
        "bytes",
        4,
        |n| format!("[[\"ArrayBuffer\",\"{}\"]]", "AAAA".repeat(n)).into_bytes(),
        decode_devalue,
    );
    grows_with_input("brackets", 8, |n| b"[".repeat(n), decode_devalue);
    grows_with_input(
        "keys",
        110,
        |n| format!("[{{{}\"\":-1}}]", "\"\":-1,".repeat(n)).into_bytes(),
        decode_devalue,
    );
}

fn nested(levels: usize, element: impl Fn(usize) -> String) -> Vec<u8> {
    let elements: Vec<String> = (1..=levels).map(element).collect();
    format!("[{},0]", elements.join(",")).into_bytes()
}

#[test]
fn r51_devalue_claims() {
    for text in [
        "[[-7,4294967295]]",
        "[[-7,4294967295,4294967294,0]]",
        r#"[["Float64Array",1,0,4294967295],["ArrayBuffer","AAAAAAAAAAA="]]"#,
        r#"[["Float64Array",1,4294967288,4294967295],["ArrayBuffer","AAAAAAAAAAA="]]"#,
        r#"[["BigInt","99999999999999999999999999999999999999"]]"#,
        "[1e308]",
        "[[4294967295]]",
    ] {
        let used = measure(|| decode_devalue(text.as_bytes()));
        assert!(used.peak < 4 << 10, "{text} took {} bytes", used.peak);
    }
}
