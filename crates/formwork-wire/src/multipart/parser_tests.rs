use super::*;

/// A part as a test sees it: name, file name, content type, content.
type Part = (String, Option<String>, Option<String>, Vec<u8>);

fn part(name: &str, content: &str) -> Part {
    (name.into(), None, None, content.into())
}

fn collect<'a>(chunks: impl IntoIterator<Item = &'a [u8]>, limits: Limits) -> Result<Vec<Part>, FormError> {
    let mut parser = Parser::new("b", limits).unwrap();
    let mut parts: Vec<Part> = Vec::new();
    let mut open = false;
    for chunk in chunks {
        parser.push(chunk, |event| match event {
            Event::PartStart(head) => {
                assert!(!open, "parts do not nest");
                open = true;
                parts.push((head.name, head.filename, head.content_type, Vec::new()));
            }
            Event::Data(data) => {
                assert!(open && !data.is_empty());
                parts.last_mut().unwrap().3.extend_from_slice(data);
            }
            Event::PartEnd => {
                assert!(open);
                open = false;
            }
        })?;
    }
    parser.finish()?;
    assert!(!open);
    Ok(parts)
}

/// Parses a body whole, byte by byte, and cut in two at every offset: the results must be the same.
fn parse(body: &[u8]) -> Result<Vec<Part>, FormError> {
    let whole = collect([body], Limits::default());
    assert_eq!(collect(body.chunks(1), Limits::default()), whole, "byte by byte");
    assert_eq!(collect(body.chunks(3), Limits::default()), whole, "by three");
    for at in 0..=body.len() {
        let (first, second) = body.split_at(at);
        assert_eq!(collect([first, &[], second], Limits::default()), whole, "cut at {at}");
    }
    whole
}

const FIELD: &str = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";

#[test]
fn s122_s123_parts() {
    let body = "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nline 1\r\nline 2\n\r\n\
                --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\u{e9}.txt\"\r\n\
                Content-Type: text/html\r\n\r\n<p>\r\n--b\r\n\
                Content-Disposition: form-data; name=\"none\"; filename=\"\"\r\n\
                Content-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n";
    assert_eq!(
        parse(body.as_bytes()).unwrap(),
        [
            part("text", "line 1\r\nline 2\n"),
            ("file".into(), Some("\u{e9}.txt".into()), Some("text/html".into()), b"<p>".to_vec()),
            ("none".into(), Some(String::new()), Some("application/octet-stream".into()), Vec::new()),
        ]
    );
}

#[test]
fn s124_r25_duplicates_keep_their_order() {
    let mut body = String::new();
    for n in 0..3 {
        body += &format!("--b\r\n{FIELD}{n}\r\n");
    }
    body += "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\nx\r\n--b--";
    let parts = parse(body.as_bytes()).unwrap();
    assert_eq!(parts[..3], [part("a", "0"), part("a", "1"), part("a", "2")]);
    assert_eq!(parts[3].1.as_deref(), Some("f"));
}

#[test]
fn s125_r21_r23_edges() {
    for (body, expected) in [
        ("--b--", Ok(vec![])),
        ("--b--\r\n", Ok(vec![])),
        ("--b--garbage after the end", Ok(vec![])),
        ("\r\n--b--", Ok(vec![])),
        ("preamble\r\n--b--", Ok(vec![])),
        ("preamble with --b inside\r\n--b--", Ok(vec![])),
        ("--x\r\n--b--", Ok(vec![])),
        ("\r\r\n--b--", Ok(vec![])),
        ("", Err(FormError::Truncated)),
        ("--b", Err(FormError::Truncated)),
        ("--b-", Err(FormError::Truncated)),
        ("--b\r\n", Err(FormError::Truncated)),
        ("--b\n", Err(FormError::AfterBoundary)),
        ("--bx", Err(FormError::AfterBoundary)),
        ("--b-x", Err(FormError::AfterBoundary)),
        ("--b \tx", Err(FormError::AfterBoundary)),
        ("--b\rx", Err(FormError::AfterBoundary)),
        ("preamble--b--", Err(FormError::Truncated)),
        ("--b\r\n\r\nx\r\n--b--", Err(FormError::Header("Content-Disposition is missing"))),
    ] {
        assert_eq!(parse(body.as_bytes()), expected, "{body:?}");
    }
    // Lines that end with LF only are never a form.
    let lf = format!("--b\r\n{FIELD}x\r\n--b--").replace("\r\n", "\n");
    assert!(parse(lf.as_bytes()).is_err());
    // Padding behind a boundary.
    let padded = format!("--b \t\r\n{FIELD}x\r\n--b  \r\n{FIELD}y\r\n--b--");
    assert_eq!(parse(padded.as_bytes()).unwrap(), [part("a", "x"), part("a", "y")]);
}

#[test]
fn r23_truncation_at_every_offset() {
    let body = format!("--b\r\n{FIELD}some\r\ntext\r\n--b\r\n{FIELD}\r\n--b--");
    for at in 0..body.len() {
        assert_eq!(
            collect([&body.as_bytes()[..at]], Limits::default()),
            Err(FormError::Truncated),
            "cut at {at}"
        );
    }
    assert_eq!(collect([body.as_bytes()], Limits::default()).unwrap().len(), 2);
}

#[test]
fn r26_content_that_looks_like_a_boundary() {
    for content in [
        "",
        "\r",
        "\r\n",
        "\r\n-",
        "\r\n--",
        "\r\n--c",
        "\r\r\n--",
        "\r\n\r\n--\r\n-\r\n",
        "--b",
        "\n--b",
        "\r--b",
        "-\r\n-b",
        "\r\n--\r\n--\r\n--",
    ] {
        let body = format!("--b\r\n{FIELD}{content}\r\n--b--");
        assert_eq!(parse(body.as_bytes()).unwrap(), [part("a", content)], "{content:?}");
    }
}

#[test]
fn r26_a_storm_of_near_boundaries_is_linear() {
    let mut parser = Parser::new("bound-bound-bound", Limits::default()).unwrap();
    let head = "--bound-bound-bound\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\n";
    parser.push(head.as_bytes(), |_| {}).unwrap();
    let storm = "\r\n--bound-bound-boun".repeat(1_000);
    let mut bytes = 0;
    for _ in 0..500 {
        parser
            .push(storm.as_bytes(), |event| {
                if let Event::Data(data) = event {
                    bytes += data.len()
                }
            })
            .unwrap();
    }
    parser
        .push(b"\r\n--bound-bound-bound--", |event| {
            if let Event::Data(data) = event {
                bytes += data.len()
            }
        })
        .unwrap();
    parser.finish().unwrap();
    assert_eq!(bytes, storm.len() * 500);
}

#[test]
fn r19_r20_r21_r22_limits() {
    let limits = Limits { max_fields: 3, max_value_bytes: 10, max_header_bytes: 60, ..Limits::default() };
    let run = |body: &str| {
        let whole = collect([body.as_bytes()], limits);
        assert_eq!(collect(body.as_bytes().chunks(1), limits), whole);
        whole.map(|parts| parts.len())
    };
    let field = |content: &str| format!("--b\r\n{FIELD}{content}\r\n");
    assert_eq!(run(&(field("x").repeat(3) + "--b--")), Ok(3));
    assert_eq!(run(&(field("x").repeat(4) + "--b--")), Err(FormError::TooManyFields(3)));
    assert_eq!(run(&(field(&"v".repeat(10)) + "--b--")), Ok(1));
    assert_eq!(run(&(field(&"v".repeat(11)) + "--b--")), Err(FormError::ValueTooLong(10)));
    let file = "--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n".to_owned();
    assert_eq!(run(&(file + &"v".repeat(1_000) + "\r\n--b--")), Ok(1), "files have no such limit");
    let header = |length: usize| {
        let head = "Content-Disposition: form-data; name=a";
        format!("--b\r\n{head}\r\nX: {}\r\n\r\n\r\n--b--", "y".repeat(length - head.len() - 5))
    };
    assert_eq!(run(&header(60)), Ok(1));
    assert_eq!(run(&header(61)), Err(FormError::TooManyHeaders));
    assert_eq!(run(&format!("--b\r\n{}", "y".repeat(1_000))), Err(FormError::TooManyHeaders));
    assert_eq!(run(&("p".repeat(1_024) + "\r\n--b--")), Ok(0));
    assert_eq!(run(&("p".repeat(1_100) + "\r\n--b--")), Err(FormError::Preamble(1_024)));
}

#[test]
fn an_error_stays() {
    let mut parser = Parser::new("b", Limits::default()).unwrap();
    assert_eq!(parser.push(b"--bx", |_| {}), Err(FormError::AfterBoundary));
    assert_eq!(
        parser.push(b"--b--", |_| panic!("nothing is found after an error")),
        Err(FormError::AfterBoundary)
    );
    assert_eq!(parser.finish(), Err(FormError::AfterBoundary));
    for bad in ["", "a\r\nb", "a ", &"b".repeat(71)] {
        assert!(matches!(Parser::new(bad, Limits::default()), Err(FormError::Boundary(_))), "{bad:?}");
    }
}
