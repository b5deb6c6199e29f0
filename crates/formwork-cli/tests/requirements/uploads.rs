//! Bodies at and beyond their limits, and uploads that are larger than memory: S-128, R-13…R-28.
//!
//! The limits of single actions and the spool are Formwork's own; most of this has no meaning on the reference.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::answer::Answer;
use crate::http::{BOUNDARY, Connection, multipart};
use crate::server::{
    App, ORIGIN, develop, is_reference, refused, scratch, start, uploads, uploads_small_spool, wait,
};

const MULTIPART: &str = "multipart/form-data; boundary=----boundary";
const MIB: usize = 1 << 20;

/// The start of a multipart body with one file in it.
fn file_head(name: &str) -> String {
    format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}.bin\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    )
}

fn file_tail() -> String {
    format!("\r\n--{BOUNDARY}--\r\n")
}

/// Bytes that do not repeat soon.
fn noise(size: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A body of one file, sent as it is made: `size` bytes, in pieces of one MiB.
fn upload(app: &App, target: &str, size: usize) -> (Answer, String) {
    let mut connection = Connection::open(app);
    connection.write(head(target, size).as_bytes());
    let sha256 = write_file(&mut connection, size);
    connection.write(file_tail().as_bytes());
    (connection.read("POST"), sha256)
}

fn head(target: &str, size: usize) -> String {
    let length = file_head("file").len() + size + file_tail().len();
    format!(
        "POST {target} HTTP/1.1\r\nhost: formwork.test\r\norigin: {ORIGIN}\r\naccept: application/json\r\n\
         content-type: {MULTIPART}\r\ncontent-length: {length}\r\n\r\n{}",
        file_head("file")
    )
}

fn write_file(connection: &mut Connection, size: usize) -> String {
    let piece = noise(MIB);
    let mut hash = Sha256::new();
    let mut left = size;
    while left > 0 {
        let now = piece.get(..left.min(MIB)).unwrap_or_default();
        connection.write(now);
        hash.update(now);
        left -= now.len();
    }
    hex(&hash.finalize())
}

/// R-15, S-116, S-117: each action's own limit, to the byte, with a length and without, in both paths.
#[test]
fn r15_limits_of_actions() {
    if is_reference() {
        return;
    }
    for (action, limit) in [("page", 64 * 1024), ("tiny", 100), ("many", MIB)] {
        let field = "-".repeat(90);
        let body = |size: usize| {
            let mut body = format!("a={field}&");
            while body.len() < size {
                body.push('&');
            }
            body.truncate(size);
            body
        };
        for (size, status) in [(limit, 200), (limit + 1, 413)] {
            let request = || uploads().post(&format!("/?/{action}")).form(&body(size));
            assert_eq!(request().enhanced().send().status, status, "{action} {size}");
            assert_eq!(request().chunked().enhanced().send().status, status, "{action} {size} chunked");
            let r = request().native().send();
            assert_eq!(r.status, status, "{action} {size} native");
            if status == 413 {
                let error = json!({"status": 413, "message": "Payload Too Large"});
                assert_eq!(r.json_of("error-page"), json!({"status": 413, "error": error}));
            }
        }
    }
    // An action that is not named has the page's limit, an endpoint its own.
    assert_eq!(uploads().post("/?/count").form(&"a".repeat(65_537)).enhanced().send().status, 413);
    for (size, status) in [(1024, 200), (1025, 413)] {
        let r = uploads().post("/endpoint").body("application/octet-stream", vec![0; size]).send();
        assert_eq!(r.status, status, "{size}");
    }
}

/// R-15: what a layout says holds below it; a page and its actions say it more exactly.
#[test]
fn r15_limits_of_layouts() {
    if is_reference() {
        return;
    }
    let post = |action: &str, fields: usize, size: usize| {
        let body = "a=b&".repeat(fields) + &"&".repeat(size - fields * 4);
        uploads().post(&format!("/inside?/{action}")).form(&body).enhanced().send().status
    };
    assert_eq!((post("narrow", 2, 200), post("narrow", 2, 201)), (200, 413));
    assert_eq!((post("wide", 2, 400), post("wide", 2, 401)), (200, 413));
    assert_eq!((post("narrow", 3, 100), post("wide", 3, 100)), (413, 413));
}

/// R-15: a limit that is set counts in development too, where the usual one does not.
#[test]
fn r15_limits_in_development() {
    if is_reference() {
        return;
    }
    let app: &'static App = Box::leak(Box::new(develop("uploads")));
    assert_eq!(app.post("/?/tiny").form(&"&".repeat(100)).enhanced().send().status, 200);
    assert_eq!(app.post("/?/tiny").form(&"&".repeat(101)).enhanced().send().status, 413);
}

/// R-15: with a declared length the answer comes before any byte of the body.
#[test]
fn r15_declared_length() {
    if is_reference() {
        return;
    }
    let mut connection = Connection::open(uploads());
    connection.write(head("/?/tiny", 10 * MIB).as_bytes());
    let r = connection.read("POST");
    assert_eq!(r.status, 413, "{}", r.lossy());
    assert_eq!(r.json()["error"], json!({"status": 413, "message": "Payload Too Large"}));
}

/// R-18, R-20: fields and parts are counted, with limits of their own for an action.
#[test]
fn r18_r20_number_of_fields() {
    if is_reference() {
        return;
    }
    let urlencoded = |action: &str, count: usize| {
        uploads().post(&format!("/?/{action}")).form(&"a=1&".repeat(count)).enhanced().send()
    };
    let parts = |action: &str, count: usize| {
        let part = "content-disposition: form-data; name=a\r\n\r\n";
        uploads().post(&format!("/?/{action}")).parts(&vec![part; count]).enhanced().send()
    };
    for (action, limit) in [("few", 3), ("page", 1000), ("many", 5000)] {
        assert_eq!(urlencoded(action, limit).status, 200, "{action}");
        assert_eq!(urlencoded(action, limit + 1).status, 413, "{action}");
    }
    for (action, limit) in [("few", 3), ("page", 700), ("many", 5000)] {
        assert_eq!(parts(action, limit).status, 200, "{action}: {}", parts(action, limit).lossy());
    }
    assert_eq!((parts("few", 4).status, parts("many", 5001).status), (413, 413));
    // 200 000 fields inside a limit of bytes.
    assert_eq!(urlencoded("large", 200_000).status, 413);
}

/// R-19: a text field has a limit of its own, whatever the body's is.
#[test]
fn r19_text_fields() {
    if is_reference() {
        return;
    }
    let post = |action: &str, size: usize| {
        let field = format!("content-disposition: form-data; name=a\r\n\r\n{}", "v".repeat(size));
        let parts = uploads().post(&format!("/?/{action}")).parts(&[&field]).enhanced().send().status;
        let form = format!("a={}", "v".repeat(size));
        (parts, uploads().post(&format!("/?/{action}")).form(&form).enhanced().send().status)
    };
    assert_eq!((post("few", 10), post("few", 11)), ((200, 200), (413, 413)));
    assert_eq!((post("large", MIB), post("large", MIB + 1)), ((200, 200), (413, 413)));
}

/// R-16: encoded bodies are not taken.
#[test]
fn r16_content_encoding() {
    if is_reference() {
        return;
    }
    for coding in ["gzip", "br", "gzip, gzip", "unknown", "GZIP"] {
        let r = uploads().post("/?/count").form("a=b").header("content-encoding", coding).enhanced().send();
        assert_eq!((r.status, &r.json()["error"]["status"]), (415, &json!(415)), "{coding}");
        let r = uploads().post("/?/count").form("a=b").header("content-encoding", coding).native().send();
        assert_eq!(r.json_of("error-page")["error"]["message"], "Unsupported Media Type", "{coding}");
    }
    for coding in ["identity", ""] {
        let r = uploads().post("/?/page").form("a=b").header("content-encoding", coding).enhanced().send();
        assert_eq!(r.status, 200, "{coding}");
    }
}

/// R-17: boundaries. That a body without a usable one is no form is S-125's TypeError.
#[test]
fn r17_boundaries() {
    if is_reference() {
        return;
    }
    let attempt = |content_type: &str, boundary: &str| {
        let body =
            format!("--{boundary}\r\ncontent-disposition: form-data; name=a\r\n\r\nb\r\n--{boundary}--");
        uploads().post("/?/page").body(content_type, body).enhanced().send().status
    };
    for (length, status) in [(1, 200), (70, 200), (71, 500), (252, 500)] {
        let boundary = "b".repeat(length);
        assert_eq!(
            attempt(&format!("multipart/form-data; boundary={boundary}"), &boundary),
            status,
            "{length}"
        );
    }
    for (parameter, status) in [
        ("", 500),
        ("; boundary=", 500),
        ("; boundary=\"\"", 500),
        ("; boundary=x; boundary=x", 500),
        ("; boundary=\"x\"", 200),
        ("; charset=utf-16; boundary=x", 200),
    ] {
        assert_eq!(attempt(&format!("multipart/form-data{parameter}"), "x"), status, "{parameter}");
    }
}

/// R-14, R-21, R-22: names, preambles and headers of parts beyond their limits are a bad request.
#[test]
fn r14_r21_r22_limits_of_parts() {
    if is_reference() {
        return;
    }
    let post = |content_type: &str, body: &str| {
        let r = uploads().post("/?/large").body(content_type, body).enhanced().send();
        (r.status, r.json()["error"]["message"].as_str().unwrap_or_default().to_owned())
    };
    let bad = (400, "Bad Request".to_owned());
    let fine = (200, String::new());
    let part =
        |headers: &str| multipart(&[&format!("{headers}content-disposition: form-data; name=a\r\n\r\nb")]);
    assert_eq!(post(MULTIPART, &("p".repeat(1025) + "\r\n" + &part(""))), bad, "preamble");
    assert_eq!(post(MULTIPART, &(part("") + &"e".repeat(10 * MIB))), fine, "epilogue");
    assert_eq!(post(MULTIPART, &part(&"x: y\r\n".repeat(31))), fine, "32 headers");
    assert_eq!(post(MULTIPART, &part(&"x: y\r\n".repeat(32))), bad, "33 headers");
    assert_eq!(post(MULTIPART, &part(&format!("x: {}\r\n", "y".repeat(9000)))), bad, "long headers");
    let name = "n".repeat(1025);
    let long = format!("content-disposition: form-data; name=\"{name}\"\r\n\r\nb");
    assert_eq!(post(MULTIPART, &multipart(&[&long])), bad, "name of a part");
    assert_eq!(post("application/x-www-form-urlencoded", &format!("{name}=b")), bad, "name of a field");
    // A part's headers that are malformed make the body no form (S-125).
    for malformed in ["content-type: text/plain\r\n folded\r\n", "no colon\r\n"] {
        assert_eq!(post(MULTIPART, &part(malformed)).0, 500, "{malformed:?}");
    }
}

/// R-13, R-14, R-25: names are data, however they look.
#[test]
fn r13_names_are_data() {
    let names = [
        "__proto__",
        "constructor.prototype.x",
        "a[__proto__][polluted]",
        "toString",
        "hasOwnProperty",
        "",
        "a[99999999]",
        "a[-1]",
        "a",
        "a[b]",
    ];
    let form: Vec<String> = names.iter().map(|name| format!("{}=1", crate::http::escape(name))).collect();
    let parts: Vec<String> = names
        .iter()
        .map(|name| format!("content-disposition: form-data; name=\"{name}\"\r\n\r\n1"))
        .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    for r in [
        uploads().post("/?/prototypes").form(&form.join("&")).enhanced().send(),
        uploads().post("/?/prototypes").parts(&parts).enhanced().send(),
    ] {
        assert_eq!(r.data(), json!({"names": names, "polluted": 0}));
    }
    let many = vec!["content-disposition: form-data; name=a\r\n\r\nb"; 600];
    let mut mixed = many.clone();
    mixed.push("content-disposition: form-data; name=a; filename=f\r\n\r\nb");
    let r = uploads().post("/?/page").parts(&mixed).enhanced().send();
    let fields = r.data()["fields"].as_array().cloned().unwrap_or_default();
    assert_eq!(fields.len(), 601);
    assert_eq!(fields.last().map(|last| last["file"].clone()), Some(json!("f")));
}

/// R-23, S-125: a body that is cut anywhere is no form.
#[test]
fn r23_cut_bodies() {
    let body = multipart(&[
        "content-disposition: form-data; name=\"a\"\r\n\r\nb",
        "content-disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nc",
    ]);
    let end = body.len() - 2;
    for at in (0..end).step_by(3) {
        let r =
            uploads().post("/?/page").body(MULTIPART, body.get(..at).unwrap_or_default()).enhanced().send();
        assert_eq!((r.status, &r.json()["error"]["message"]), (500, &json!("Internal Error")), "cut at {at}");
    }
    assert_eq!(uploads().post("/?/page").body(MULTIPART, &body).enhanced().send().status, 200);
}

/// S-128: a file that went to disk is a `File` like any other.
#[test]
fn s128_spooled_files() {
    if is_reference() {
        return;
    }
    let app = uploads();
    let bytes = vec![b'x'; 400_000];
    let mut body = file_head("file").into_bytes();
    body.extend_from_slice(&bytes);
    body.extend_from_slice(file_tail().as_bytes());
    let r = app.post("/?/methods").body(MULTIPART, &body).enhanced().send();
    assert_eq!(
        r.data(),
        json!({
            "size": 400_000,
            "text": 400_000,
            "buffer": 400_000,
            "bytes": 400_000,
            "part": [200_000, 3, 200_000],
            "same": true,
            "copy": ["copy", 400_000, true],
            "joined": "<xxxxx>",
            "response": 400_000,
            "cloned": 400_000,
        }),
        "{}",
        r.lossy()
    );
    let r = app.post("/?/cloned").body(MULTIPART, &body).enhanced().send();
    assert_eq!(r.data()["first"], r.data()["second"]);
    assert_eq!(r.data()["first"][0]["sha256"], hex(&Sha256::digest(&bytes)));
    let r = app.post("/echo").body(MULTIPART, &body).send();
    assert!(r.body == bytes, "it comes back as it was sent");
    assert_eq!(r.header("content-type"), Some("application/octet-stream"));
    // It stays as long as somebody has it.
    let r = app.post("/?/keep").body(MULTIPART, &body).enhanced().send();
    assert_eq!(r.data(), json!({"size": 400_000}));
    let r = app.post("/?/kept").form("").enhanced().send();
    assert_eq!(r.data(), json!({"sha256": hex(&Sha256::digest(&bytes)), "text": "xxxx"}));
}

/// R-27, R-28, S-128: what is uploaded passes through little memory, also when many do it at once.
#[test]
#[cfg(target_os = "linux")]
fn r27_r28_memory_stays_flat() {
    if is_reference() {
        return;
    }
    let app = start("uploads", &[("ORIGIN", ORIGIN)]).expect("a server");
    let (r, _) = upload(app, "/?/large", 1000);
    assert_eq!(r.status, 200);
    let before = app.peak_memory();
    let (r, sha256) = upload(app, "/?/large", 96 * MIB);
    assert_eq!(r.status, 200, "{}", r.lossy());
    assert_eq!(
        (&r.data()["fields"][0]["sha256"], &r.data()["fields"][0]["size"]),
        (&json!(sha256), &json!(96 * MIB))
    );
    let grown = app.peak_memory() - before;
    assert!(grown < 16 * MIB as u64, "one upload of 96 MiB took {grown} bytes");
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..24).map(|_| scope.spawn(|| upload(app, "/?/large", 4 * MIB))).collect();
        for one in all {
            let (r, sha256) = one.join().expect("an upload");
            assert_eq!(r.data()["fields"][0]["sha256"], json!(sha256));
        }
    });
    let grown = app.peak_memory() - before;
    assert!(grown < 32 * MIB as u64, "24 uploads of 4 MiB took {grown} bytes");
}

/// R-27: the client goes away in the middle: the signal fires, the read fails, the space is free again.
#[test]
#[cfg(target_os = "linux")]
fn r27_abandoned_uploads() {
    if is_reference() {
        return;
    }
    let spool = scratch().join("abandoned-uploads");
    std::fs::create_dir_all(&spool).expect("a folder");
    let app = start("uploads", &[("ORIGIN", ORIGIN), ("SPOOL_DIR", &spool.display().to_string())]);
    let app = app.expect("a server");
    let spooled = || app.open_files().iter().filter(|path| path.starts_with(&spool)).count();
    let fate = || app.post("/?/fate&id=1").form("").enhanced().send().data();
    let mut connection = Connection::open(app);
    connection.write(head("/?/watched&id=1", 100 * MIB).as_bytes());
    write_file(&mut connection, 8 * MIB);
    assert!(wait(Duration::from_secs(10), || (spooled() == 1).then_some(())).is_some(), "it is on disk");
    let names = std::fs::read_dir(&spool).expect("the folder").count();
    assert_eq!(names, 0, "under no name, so that nothing can be left behind");
    drop(connection);
    assert!(wait(Duration::from_secs(10), || (spooled() == 0).then_some(())).is_some(), "it is gone");
    let over = wait(Duration::from_secs(10), || {
        let fate = fate();
        (fate["aborted"] == true && fate["rejected"] == "TypeError").then_some(())
    });
    assert!(over.is_some(), "{}", fate());
}

/// R-27: an action that never reads its body does not have it received; the connection is not used again.
#[test]
fn r27_unread_uploads() {
    if is_reference() {
        return;
    }
    let mut stream = TcpStream::connect(uploads().address).expect("the server accepts");
    stream.write_all(head("/?/ignored", 100 * MIB).as_bytes()).expect("a head");
    let mut answer = Vec::new();
    let mut chunk = [0; 4096];
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    while let Ok(read) = stream.read(&mut chunk) {
        answer.extend_from_slice(chunk.get(..read).unwrap_or_default());
        if read == 0 || answer.ends_with(b"}") {
            break;
        }
    }
    let text = String::from_utf8_lossy(&answer).into_owned();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
}

/// R-27: back-pressure: when nobody takes the answer, nobody takes the body either.
#[test]
#[cfg(target_os = "linux")]
fn r27_back_pressure() {
    if is_reference() {
        return;
    }
    let app = start("uploads", &[("ORIGIN", ORIGIN)]).expect("a server");
    let (r, _) = upload(app, "/?/large", 1000);
    assert_eq!(r.status, 200);
    let before = app.peak_memory();
    let mut stream = TcpStream::connect(app.address).expect("the server accepts");
    let head = format!(
        "PUT /echo HTTP/1.1\r\nhost: formwork.test\r\norigin: {ORIGIN}\r\n\
         content-type: application/octet-stream\r\ncontent-length: {}\r\n\r\n",
        200 * MIB
    );
    stream.write_all(head.as_bytes()).expect("a head");
    stream.set_nonblocking(true).expect("a socket that does not wait");
    let piece = noise(MIB);
    let mut sent = 0;
    // Until nothing was taken for a while.
    let stuck = wait(Duration::from_secs(20), || {
        let mut quiet = std::time::Instant::now();
        while quiet.elapsed() < Duration::from_millis(500) {
            match stream.write(&piece) {
                Ok(written) => {
                    sent += written;
                    quiet = std::time::Instant::now();
                }
                Err(_) => std::thread::park_timeout(Duration::from_millis(5)),
            }
            if sent >= 200 * MIB {
                return None;
            }
        }
        Some(())
    });
    assert!(stuck.is_some(), "all of {sent} bytes was taken, though nobody reads the answer");
    let grown = app.peak_memory() - before;
    assert!(grown < 16 * MIB as u64, "{grown} bytes are held");
}

/// R-28: no space for uploads: 507, and everything else goes on.
#[test]
fn r28_no_space() {
    if is_reference() {
        return;
    }
    let (r, _) = upload(uploads_small_spool(), "/?/large", 2 * MIB);
    assert_eq!(r.status, 507);
    assert_eq!(r.json()["error"], json!({"status": 507, "message": "Insufficient Storage"}));
    assert!(uploads_small_spool().logged("SPOOL_SIZE_LIMIT"));
    // What fits is taken, again and again: space is given back.
    for _ in 0..4 {
        let (r, sha256) = upload(uploads_small_spool(), "/?/large", 600 * 1024);
        assert_eq!(r.data()["fields"][0]["sha256"], json!(sha256), "{}", r.lossy());
    }
    assert_eq!(uploads_small_spool().get("/").native().send().status, 200);

    let gone = scratch().join("removed-spool");
    std::fs::create_dir_all(&gone).expect("a folder");
    let app = start("uploads", &[("ORIGIN", ORIGIN), ("SPOOL_DIR", &gone.display().to_string())]);
    let app = app.expect("a server");
    std::fs::remove_dir(&gone).expect("the folder goes");
    let (r, _) = upload(app, "/?/large", MIB);
    assert_eq!(r.status, 507);
    assert!(app.logged(&gone.display().to_string()));
    assert_eq!(upload(app, "/?/large", 1000).0.status, 200, "small files need no disk");
    let missing = start("uploads", &[("ORIGIN", ORIGIN), ("SPOOL_DIR", &gone.display().to_string())]);
    assert!(missing.expect_err("no server").contains("SPOOL_DIR"));
}

/// R-72, R-15: limits that are not understood stop the start, with the module and the key.
#[test]
fn r72_limits_that_are_not_understood() {
    if is_reference() {
        return;
    }
    for (wrong, said) in [
        ("bodySizeLimit: '64KB'", "config.formwork.bodySizeLimit"),
        ("bodySizeLimt: '64K'", "config.formwork.bodySizeLimt"),
        ("maxFields: 1.5", "config.formwork.maxFields"),
        ("bodySizeLimit: 1, maxFieldSize: -1", "config.formwork.maxFieldSize"),
    ] {
        let log = refused("uploads", "src/routes/+page.server.js", |text| {
            text.replace("bodySizeLimit: '64K'", wrong)
        });
        assert!(log.contains("src/routes/+page.server.js") && log.contains(said), "{wrong}: {log}");
    }
    let log = refused("uploads", "src/routes/+page.server.js", |text| {
        text.replace("tiny: { bodySizeLimit", "tinny: { bodySizeLimit")
    });
    assert!(log.contains("\"tinny\"") && log.contains("no such action"), "{log}");
}
