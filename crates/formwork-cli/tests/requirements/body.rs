//! Request bodies: limits and `formData()`, S-116…S-128.

use std::time::Duration;

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::http::{BOUNDARY, Connection, multipart};
use crate::server::{ORIGIN, actions, actions_small_bodies, is_reference, start, wait};

const URLENCODED: &str = "application/x-www-form-urlencoded";

fn entries(r: &Answer) -> Value {
    assert_eq!(r.status, 200, "{}", r.lossy());
    r.data()["entries"].clone()
}

/// S-116, S-117: the default limit, to the byte.
#[test]
fn s116_default_limit() {
    for (size, status) in [(524_288, 200), (524_289, 413)] {
        let body = "a".repeat(size);
        let r = actions().post("/form-data?/size").form(&body).enhanced().send();
        assert_eq!(r.status, status, "{size}");
        let r = actions().post("/form-data?/size").form(&body).chunked().enhanced().send();
        assert_eq!(r.status, status, "{size} in chunks");
    }
}

/// who is refused while it is still sending may send on and reads why; what it sends is no request. A proxy that
/// cannot send on answers 502.
#[test]
fn r9_refused_while_sending() {
    let hidden = "GET /form-data HTTP/1.1\r\nhost: formwork.test\r\n\r\n";
    let body = hidden.repeat((8 << 20) / hidden.len());
    let head = |origin: &str| {
        format!(
            "POST /form-data?/size HTTP/1.1\r\nhost: formwork.test\r\norigin: {origin}\r\naccept: application/json\r\n\
             content-type: {URLENCODED}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
    };
    for (origin, status) in [(ORIGIN, 413), ("http://elsewhere.example", 403)] {
        let mut connection = Connection::open(actions());
        connection.write(head(origin).as_bytes());
        // Much more than the buffers of both sides hold, and nothing is read before all of it was sent.
        connection.try_write(body.as_bytes()).expect("what nobody wants is thrown away");
        assert_eq!(connection.read("POST").status, status);
        assert_eq!(connection.fill(), 0, "nothing else is answered");
    }
}

/// S-116: how the limit is written, and what stops the start.
#[test]
fn s116_configured_limit() {
    for (limit, within, beyond) in
        [("10", 10, Some(11)), ("1K", 1024, Some(1025)), ("Infinity", 600_000, None)]
    {
        let app = start("actions", &[("ORIGIN", ORIGIN), ("BODY_SIZE_LIMIT", limit)]).expect("a server");
        let size = |size: usize| app.post("/form-data?/size").form(&"a".repeat(size)).enhanced().send();
        assert_eq!(size(within).data(), json!({"size": within}), "{limit}");
        if let Some(beyond) = beyond {
            assert_eq!(size(beyond).status, 413, "{limit}");
        }
    }
    // The reference takes the last two.
    let invalid = ["lots", "10X", "1e", "10KB", "K", "-1"];
    for limit in &invalid[..if is_reference() { 4 } else { 6 }] {
        let log = start("actions", &[("ORIGIN", ORIGIN), ("BODY_SIZE_LIMIT", limit)]).expect_err("no server");
        assert!(log.contains("BODY_SIZE_LIMIT"), "{limit}: {log}");
    }
}

/// S-117: beyond the limit reading fails, in both paths.
#[test]
fn s117_too_large() {
    let body = format!("a={}", "b".repeat(3000));
    for action in ["entries", "text", "stream", "size", "clone"] {
        let post = |chunked: bool| {
            let request = actions_small_bodies().post(&format!("/form-data?/{action}")).form(&body);
            if chunked { request.chunked() } else { request }
        };
        for chunked in [false, true] {
            let r = post(chunked).enhanced().send();
            assert_eq!(r.status, 413, "{action} {chunked}: {}", r.lossy());
            assert_eq!(r.json()["type"], "error");
            assert_eq!(r.json()["error"], json!({"status": 413, "message": "Payload Too Large"}));
            let r = post(chunked).native().send();
            assert_eq!(r.status, 413, "{action} {chunked}");
            assert_eq!(
                r.json_of("error-page")["error"],
                json!({"status": 413, "message": "Payload Too Large"})
            );
        }
    }
    let r = actions_small_bodies().post("/form-data?/caught").form(&body).enhanced().send();
    assert_eq!((r.status, r.data()), (200, json!({"caught": true})), "an action may handle it");
    let within = format!("a={}", "b".repeat(2046));
    let r = actions_small_bodies().post("/form-data?/size").form(&within).enhanced().send();
    assert_eq!((r.status, r.data()), (200, json!({"size": 2048})));
}

/// S-118: an action that does not look at the body is not disturbed, nor is the connection's next request.
#[test]
fn s118_unread_bodies() {
    let body = "b".repeat(3000);
    let r = actions_small_bodies().post("/form-data?/ignore").form(&body).enhanced().send();
    assert_eq!((r.status, r.data()), (200, json!({"ignored": true})));

    let post = format!(
        "POST /form-data?/ignore HTTP/1.1\r\nhost: formwork.test\r\norigin: http://formwork.test\r\n\
         accept: application/json\r\ncontent-type: {URLENCODED}\r\ncontent-length: 1000\r\n\r\n{}",
        "GET /a=b ".repeat(112).get(..1000).unwrap_or_default()
    );
    let mut connection = Connection::open(actions());
    for _ in 0..3 {
        connection.write(post.as_bytes());
        let r = connection.read("POST");
        assert_eq!((r.status, r.data()), (200, json!({"ignored": true})));
    }
    connection.write(b"GET /endpoint HTTP/1.1\r\nhost: formwork.test\r\n\r\n");
    assert_eq!(connection.read("GET").text(), "GET");
}

/// S-119: the client goes away in the middle of its body. F-204: the next request sees what the first left.
#[test]
fn s119_aborted_uploads() {
    let mut connection = Connection::open(actions());
    connection.write(
        format!(
            "POST /form-data?/wait&id=1 HTTP/1.1\r\nhost: formwork.test\r\norigin: {ORIGIN}\r\n\
             content-type: {URLENCODED}\r\ncontent-length: 1000\r\n\r\na=b"
        )
        .as_bytes(),
    );
    let fate = || actions().post("/form-data?/interrupted&id=1").form("").enhanced().send().json();
    let begun = wait(Duration::from_secs(10), || fate()["data"].as_str().map(str::to_owned));
    assert!(begun.is_some(), "the action runs");
    drop(connection);
    let rejected = wait(Duration::from_secs(10), || {
        let fate = crate::flat::decode(fate()["data"].as_str()?);
        (fate["rejected"] == "an error" && fate["signal"] == true).then_some(())
    });
    assert!(rejected.is_some(), "{}", fate());
}

/// S-120: once only, by whatever method.
#[test]
fn s120_a_body_is_read_once() {
    let r = actions().post("/form-data?/twice").form("a=b").enhanced().send();
    assert_eq!(
        r.data(),
        json!({
            "used_before": false,
            "used_after": true,
            "a": "b",
            "formData": "TypeError",
            "text": "TypeError",
            "json": "TypeError",
            "arrayBuffer": "TypeError",
        })
    );
    let r = actions().post("/form-data?/clone").form("a=b").enhanced().send();
    assert_eq!(r.data(), json!({"first": "b", "second": "b"}));
    let r =
        actions().post("/form-data?/clone").parts(&["content-disposition: form-data; name=\"a\"\r\n\r\nb"]);
    assert_eq!(r.enhanced().send().data(), json!({"first": "b", "second": "b"}));
}

/// S-121, S-124: URL-encoded forms.
#[test]
fn s121_urlencoded() {
    let cases: [(&[u8], Value); 15] = [
        (b"", json!([])),
        (b"a=b", json!([["a", "b"]])),
        (b"a=1&b=2&a=3", json!([["a", "1"], ["b", "2"], ["a", "3"]])),
        (b"a+b=c+d%20e%2B", json!([["a b", "c d e+"]])),
        (b"a&b=&=c&=", json!([["a", ""], ["b", ""], ["", "c"], ["", ""]])),
        (b"&&a=1&&", json!([["a", "1"]])),
        (b"a=%zz&b=%&c=%4", json!([["a", "%zz"], ["b", "%"], ["c", "%4"]])),
        (b"a=%C3%BC&\xC3\xBC=%e2%82%ac", json!([["a", "ü"], ["ü", "€"]])),
        (b"a=%ff&b=\xff&c=%C3", json!([["a", "\u{fffd}"], ["b", "\u{fffd}"], ["c", "\u{fffd}"]])),
        (b"a=1;b=2", json!([["a", "1;b=2"]])),
        (b"a=b=c", json!([["a", "b=c"]])),
        (b"a=%00%0D%0A%0a", json!([["a", "\0\r\n\n"]])),
        (
            b"__proto__=1&constructor=2&toString=3",
            json!([["__proto__", "1"], ["constructor", "2"], ["toString", "3"]]),
        ),
        (b"_charset_=x&a=b", json!([["_charset_", "x"], ["a", "b"]])),
        (b"\xEF\xBB\xBFa=%EF%BB%BFb", json!([["\u{feff}a", "\u{feff}b"]])),
    ];
    for (body, expected) in cases {
        for content_type in [URLENCODED, "application/x-www-form-urlencoded; charset=iso-8859-1"] {
            let r = actions().post("/form-data?/entries").body(content_type, body).enhanced().send();
            assert_eq!(entries(&r), expected, "{:?}", String::from_utf8_lossy(body));
            let r =
                actions().post("/form-data?/entries").body(content_type, body).chunked().enhanced().send();
            assert_eq!(entries(&r), expected, "chunked {:?}", String::from_utf8_lossy(body));
        }
    }
}

/// S-122, S-124: multipart forms.
#[test]
fn s122_multipart() {
    let cases: [(&[&str], Value); 9] = [
        (&["Content-Disposition: form-data; name=\"a\"\r\n\r\nb"], json!([["a", "b"]])),
        (
            &[
                "content-disposition: form-data; name=\"a\"\r\n\r\n1",
                "content-disposition: form-data; name=\"a\"\r\n\r\n2",
            ],
            json!([["a", "1"], ["a", "2"]]),
        ),
        (&["content-disposition: form-data; name=\"\"\r\n\r\nb"], json!([["", "b"]])),
        (&["content-disposition: form-data; name=\"a\"\r\n\r\n"], json!([["a", ""]])),
        (
            &["content-disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo\nthree\r\r\n--x--\r\n"],
            json!([["a", "one\r\ntwo\nthree\r\r\n--x--\r\n"]]),
        ),
        (&["content-disposition: form-data; name=\"%22q%22%0D%0A\"\r\n\r\nb"], json!([["\"q\"\r\n", "b"]])),
        (&["content-disposition: form-data; name=\"ü%20+\"\r\n\r\nä+%20"], json!([["ü%20+", "ä+%20"]])),
        (
            &[
                "content-disposition: form-data; name=\"a\"\r\ncontent-type: text/plain; charset=iso-8859-1\r\n\r\nü",
            ],
            json!([["a", "ü"]]),
        ),
        (
            &["content-type: text/x\r\ncontent-disposition: form-data; name=\"__proto__\"\r\n\r\nb"],
            json!([["__proto__", "b"]]),
        ),
    ];
    for (parts, expected) in cases {
        let r = actions().post("/form-data?/entries").parts(parts).enhanced().send();
        assert_eq!(entries(&r), expected, "{parts:?}");
        let r = actions().post("/form-data?/entries").parts(parts).chunked().enhanced().send();
        assert_eq!(entries(&r), expected, "chunked {parts:?}");
    }
    let quoted = format!("multipart/form-data; boundary=\"{BOUNDARY}\"");
    let body = multipart(&["content-disposition: form-data; name=\"a\"\r\n\r\nb"]);
    let r = actions().post("/form-data?/entries").body(&quoted, &body).enhanced().send();
    assert_eq!(entries(&r), json!([["a", "b"]]));
    let more = format!("multipart/form-data; charset=utf-8; boundary={BOUNDARY}; x=y");
    let r = actions().post("/form-data?/entries").body(&more, &body).enhanced().send();
    assert_eq!(entries(&r), json!([["a", "b"]]));
}

/// S-123: files.
#[test]
fn s123_files() {
    let file = |name: &str, kind: &str, text: &str| json!({"name": name, "type": kind, "size": text.len(), "text": text, "recent": true});
    let cases: [(&str, Value); 8] = [
        (
            "content-disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\ncontent-type: text/css\r\n\r\nbody{}",
            file("a.txt", "text/css", "body{}"),
        ),
        (
            "content-disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\n\r\nx",
            file("a.bin", "text/plain", "x"),
        ),
        (
            "content-disposition: form-data; name=\"f\"; filename=\"\"\r\ncontent-type: application/octet-stream\r\n\r\n",
            file("", "application/octet-stream", ""),
        ),
        (
            "content-disposition: form-data; name=\"f\"; filename=\"ü %22x%22.txt\"\r\ncontent-type: text/plain\r\n\r\nä",
            file("ü \"x\".txt", "text/plain", "ä"),
        ),
        (
            "content-disposition: form-data; name=\"f\"; filename=\"../../etc/passwd\"\r\ncontent-type: a/b\r\n\r\nx",
            file("../../etc/passwd", "a/b", "x"),
        ),
        (
            "content-disposition: form-data; name=\"f\"; filename=\"C:\\dir\\x.txt\"\r\ncontent-type: a/b\r\n\r\nx",
            file("C:\\dir\\x.txt", "a/b", "x"),
        ),
        (
            "content-disposition: form-data; name=\"f\"; filename=\"x\"\r\ncontent-type: a/b\r\n\r\none\r\ntwo\n",
            file("x", "a/b", "one\r\ntwo\n"),
        ),
        (
            "content-disposition: form-data; filename=\"x\"; name=\"f\"\r\ncontent-type: a/b\r\n\r\ny",
            file("x", "a/b", "y"),
        ),
    ];
    for (part, expected) in cases {
        let r = actions().post("/form-data?/entries").parts(&[part]).enhanced().send();
        assert_eq!(entries(&r), json!([["f", expected]]), "{part:?}");
    }
}

/// S-123: bytes stay as they are.
#[test]
fn s123_binary_files() {
    let mut body = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x.bin\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    let bytes: Vec<u8> = (0..=255).collect();
    body.extend_from_slice(&bytes);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let r = actions().post("/form-data?/methods").body(&content_type, &body).enhanced().send();
    assert_eq!(r.data()["file"]["buffer"], json!(bytes));
    assert_eq!(r.data()["file"]["bytes"], json!(bytes));
    assert_eq!(r.data()["file"]["size"], 256);
}

/// S-125: bodies that are no forms.
#[test]
fn s125_malformed_multipart() {
    let good = multipart(&["content-disposition: form-data; name=\"a\"\r\n\r\nb"]);
    let with = |boundary: &str| format!("multipart/form-data{boundary}");
    let boundary = with(&format!("; boundary={BOUNDARY}"));
    for (content_type, body) in [
        (with(""), good.clone()),
        (with("; boundary="), good.clone()),
        (with("; boundary=other"), good.clone()),
        (boundary.clone(), String::new()),
        (boundary.clone(), good.replace("--\r\n", "")),
        (boundary.clone(), good.get(..good.len() - 20).unwrap_or_default().to_owned()),
        (boundary.clone(), good.replace("\r\n", "\n")),
        (boundary.clone(), good.replace("; name=\"a\"", "")),
        (boundary.clone(), good.replace("content-disposition: form-data; name=\"a\"", "x-other: 1")),
        (boundary.clone(), "a=b".to_owned()),
    ] {
        let r = actions().post("/form-data?/attempt").body(&content_type, &body).enhanced().send();
        assert_eq!((r.status, r.data()), (200, json!({"threw": "TypeError"})), "{content_type} {body:?}");
        let r = actions().post("/form-data?/entries").body(&content_type, &body).enhanced().send();
        assert_eq!((r.status, &r.json()["error"]["message"]), (500, &json!("Internal Error")), "{body:?}");
    }
    let r = actions()
        .post("/form-data?/entries")
        .body(&boundary, format!("--{BOUNDARY}--\r\n"))
        .enhanced()
        .send();
    assert_eq!(entries(&r), json!([]));
}

/// S-126: types that may be posted but are no forms.
#[test]
fn s126_plain_text() {
    for content_type in ["text/plain", "application/x-sveltekit-formdata"] {
        let post = |action: &str| {
            let target = format!("/form-data?/{action}");
            actions().post(&target).body(content_type, "a=b\r\nü").enhanced().send()
        };
        let r = post("attempt");
        assert_eq!((r.status, &r.data()["threw"]), (200, &json!("TypeError")), "{content_type}");
        assert_eq!(post("text").data(), json!({"text": "a=b\r\nü"}), "{content_type}");
        assert_eq!(post("bytes").data()["bytes"], json!("a=b\r\nü".as_bytes()), "{content_type}");
        assert_eq!(post("stream").data(), json!({"size": 7}), "{content_type}");
    }
}

/// S-127: the whole of `FormData` and `File`.
#[test]
fn s127_classes() {
    let r = actions()
        .post("/form-data?/methods")
        .parts(&[
            "content-disposition: form-data; name=\"a\"\r\n\r\n1",
            "content-disposition: form-data; name=\"b\"\r\n\r\n2",
            "content-disposition: form-data; name=\"a\"\r\n\r\n3",
            "content-disposition: form-data; name=\"c\"\r\n\r\n4",
            "content-disposition: form-data; name=\"file\"; filename=\"x.txt\"\r\ncontent-type: text/plain\r\n\r\nabcd",
        ])
        .enhanced()
        .send();
    assert_eq!(r.status, 200, "{}", r.lossy());
    assert_eq!(
        r.data(),
        json!({
            "is_form_data": true,
            "keys": ["a", "b", "a", "c", "file"],
            "values": ["string", "string", "string", "string", "object"],
            "entries": 5,
            "has": [true, false],
            "get": ["1", null],
            "all": [["1", "3"], []],
            "visited": [["a", true], ["b", true], ["a", true], ["c", true], ["file", true]],
            "after": [["a", "1"], ["b", "replaced"], ["a", "3"], ["a", "added"]],
            "file": {
                "is_file": true,
                "is_blob": true,
                "name": "x.txt",
                "size": 4,
                "type": "text/plain",
                "modified": "number",
                "text": "abcd",
                "buffer": [97, 98, 99, 100],
                "bytes": [97, 98, 99, 100],
                "slice": "bc",
                "slice_type": "text/x",
                "stream": [97, 98, 99, 100],
            },
        })
    );
    let r = actions().post("/form-data?/from_entries").form("a=1&b=2&a=3").enhanced().send();
    assert_eq!(r.data(), json!({"a": "3", "b": "2"}));
    let r = actions().post("/form-data?/nested").form("a=1&b=2+3").enhanced().send();
    assert_eq!(r.data(), json!({"names": ["a", "b"], "url": "a=1&b=2+3"}));
}
