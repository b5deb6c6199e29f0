//! Mistakes of user code: the answer says so, and the next request is served as if nothing had been.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use crate::http::Connection;
use crate::server::{
    App, ORIGIN, faults, faults_endless, faults_limits, faults_state, is_reference, scratch, start, wait,
};

fn answers(app: &'static App) {
    let r = app.get("/").native().send();
    assert_eq!(r.status, 200, "{}", r.lossy());
}

/// F-206: endless code is stopped, wherever it is; the engine is replaced.
#[test]
fn r55_endless_code() {
    if is_reference() {
        return;
    }
    for action in ["loop", "loop_later", "microtasks", "regex"] {
        let r = faults_endless().post(&format!("/?/{action}")).form("").enhanced().send();
        assert_eq!(r.status, 503, "{action}: {}", r.lossy());
        answers(faults_endless());
        let r = faults_endless().post(&format!("/?/{action}")).form("").native().send();
        assert_eq!(r.status, 503, "{action}: {}", r.lossy());
        answers(faults_endless());
    }
}

/// F-206: running out of memory or stack is an ordinary error.
#[test]
fn r56_r57_memory_and_stack() {
    if is_reference() {
        return;
    }
    for action in ["memory", "recursion"] {
        let r = faults().post(&format!("/?/{action}")).form("").enhanced().send();
        assert_eq!((r.status, &r.json()["error"]["message"]), (500, &json!("Internal Error")), "{action}");
        answers(faults());
    }
}

/// whatever is thrown, it is one 500.
#[test]
fn r54_thrown_oddities() {
    for kind in ["string", "nothing", "null", "frozen", "proxy", "to_string", "surrogate"] {
        let r = faults().post(&format!("/?/thrown&kind={kind}")).form("").enhanced().send();
        assert_eq!((r.status, &r.json()["type"]), (500, &json!("error")), "{kind}");
        answers(faults());
    }
    // Text that UTF-8 cannot carry is replaced, and the rest of it is told.
    assert!(is_reference() || faults().logged("Error: half a \u{fffd} pair"), "{}", faults().log());
}

/// R-60, F-207: errors that nobody waits for are logged, and nothing else happens.
#[test]
fn r60_errors_that_nobody_waits_for() {
    if is_reference() {
        return;
    }
    for (action, text) in [("rejection", "nobody looked"), ("timer", "in a timer")] {
        let r = faults().post(&format!("/?/{action}")).form("").enhanced().send();
        assert_eq!(r.status, 200, "{}", r.lossy());
        assert!(faults().logged(text), "{text}");
        if action == "rejection" {
            let place = "ERROR POST /: Unhandled promise rejection: Error: nobody looked";
            assert!(faults().logged(place), "{}", faults().log());
        }
        answers(faults());
    }
}

/// F-205: errors keep names, messages and causes, and their stacks lead to the source.
#[test]
fn f205_errors() {
    let r = faults().post("/?/caught").form("").enhanced().send();
    assert_eq!(r.data(), json!({"name": "TypeError", "is": true, "cause": true, "errors": 1, "stack": true}));
    if is_reference() {
        return;
    }
    assert_eq!(faults().post("/?/caused").form("").enhanced().send().status, 500);
    assert!(faults().logged("SyntaxError: the outer") && faults().logged("TypeError: the inner"));
    let log = faults().log();
    let (_, stack) = log.split_once("SyntaxError: the outer").unwrap_or_default();
    let source = include_str!("../apps/faults/src/routes/+page.server.js");
    let line = source.lines().position(|line| line.contains("new SyntaxError")).map_or(0, |line| line + 1);
    let place = format!("src/routes/+page.server.js:{line}:");
    assert!(stack.lines().nth(1).is_some_and(|frame| frame.contains(&place)), "{place}: {stack}");
}

/// F-206: an endless loop is a 503, too much memory a 500; both are logged.
#[test]
fn f206_time_and_memory() {
    if is_reference() {
        return;
    }
    assert_eq!(faults_limits().post("/?/loop").form("").enhanced().send().status, 503);
    assert_eq!(faults_limits().post("/?/memory").form("").enhanced().send().status, 500);
    answers(faults_limits());
    assert!(
        faults_limits().logged("/?/loop") || faults_limits().logged("POST /"),
        "{}",
        faults_limits().log()
    );
    assert!(faults_limits().logged("out of memory"), "{}", faults_limits().log());
}

/// F-207: rejections that nobody handles are logged with the request they belong to, also after `await`.
#[test]
fn f207_unhandled_rejections() {
    if is_reference() {
        return;
    }
    for (action, text) in
        [("rejection", "Error: nobody looked"), ("rejection_later", "RangeError: nobody waited")]
    {
        let r = faults().post(&format!("/?/{action}")).form("").enhanced().send();
        assert_eq!(r.status, 200, "{}", r.lossy());
        assert!(
            faults().logged(&format!("POST /: Unhandled promise rejection: {text}")),
            "{}",
            faults().log()
        );
        answers(faults());
    }
    assert!(faults().logged("TypeError: the cause"));
}

/// F-204: what a module keeps is there for the next request.
#[test]
fn f204_module_state() {
    let app = faults_state();
    for count in 1..=3 {
        assert_eq!(app.post("/?/count").form("").enhanced().send().status, 200);
        assert_eq!(app.get("/").native().send().json_of("page"), json!({ "count": count }));
    }
}

/// requests that wait for something else are no queue; only a busy engine has one. More of them wait at the same
/// time than may be queued, and all of them for the last one.
#[test]
fn r66_waiting_is_not_queueing() {
    const ALL: usize = 100;
    let target = format!("/?/meet&all={ALL}");
    std::thread::scope(|scope| {
        let requests: Vec<_> = (0..ALL)
            .map(|_| scope.spawn(|| faults_state().post(&target).form("").enhanced().send().status))
            .collect();
        for request in requests {
            assert_eq!(request.join().expect("an answer"), 200);
        }
    });
}

/// R-71, F-204: an instance that does not start again gets no requests until it does; the others answer.
#[test]
fn r71_an_instance_that_does_not_start_again() {
    if is_reference() {
        return;
    }
    let mark = scratch().join("not-now");
    let app = start(
        "restarting",
        &[("ORIGIN", ORIGIN), ("INSTANCES", "2"), ("NOT_WHILE", mark.to_str().expect("a path"))],
    )
    .expect("the server starts");
    let instance = || {
        let r = app.get("/").send();
        assert_eq!(r.status, 200, "{}", r.lossy());
        r.text()
    };
    let before = instance();
    assert_ne!(instance(), before, "equals take turns");
    std::fs::write(&mark, "").expect("a mark");
    assert_eq!(app.request("PUT", "/").body("application/json", "{}").send().status, 503);
    assert!(app.logged("is tried once a second; meanwhile its requests are refused: Error: the database"));
    let left = instance();
    for _ in 0..8 {
        assert_eq!(instance(), left);
    }
    std::fs::remove_file(&mark).expect("no mark");
    assert!(wait(Duration::from_secs(20), || (instance() != left).then_some(())).is_some(), "{}", app.log());
}

/// an answer that waited for its slow reader when the isolate was replaced does not look complete.
#[test]
fn r55_a_stream_that_is_cut_is_not_complete() {
    if is_reference() {
        return;
    }
    let app = start("restarting", &[("ORIGIN", ORIGIN)]).expect("the server starts");
    let mut stream = TcpStream::connect(app.address).expect("a connection");
    write!(stream, "GET /stream?endless HTTP/1.1\r\nhost: formwork.test\r\nconnection: close\r\n\r\n")
        .expect("sent");
    let given = || app.get("/stream?given").send().json();
    let full = wait(Duration::from_secs(20), || {
        let so_far = given();
        (so_far != json!(0) && (0..20).all(|_| given() == so_far)).then_some(())
    });
    assert!(full.is_some(), "nobody reads, so the stream comes to a stop");
    assert_eq!(app.request("PUT", "/").body("application/json", "{}").send().status, 503);
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received);
    assert!(received.starts_with(b"HTTP/1.1 200 OK\r\n"));
    assert!(!received.ends_with(b"\r\n0\r\n\r\n"), "{} bytes", received.len());
}

/// S-102, F-83: who reads a stream goes away: the stream is cancelled, and `request.signal` fires.
#[test]
fn s102_a_reader_goes_away() {
    let app = start("restarting", &[("ORIGIN", ORIGIN)]).expect("the server starts");
    let mut stream = TcpStream::connect(app.address).expect("a connection");
    write!(stream, "GET /stream HTTP/1.1\r\nhost: formwork.test\r\n\r\n").expect("sent");
    let mut piece = [0; 1024];
    assert!(stream.read(&mut piece).is_ok_and(|length| length > 0));
    drop(stream);
    let told = || app.get("/stream?told").send().json();
    let all = wait(Duration::from_secs(10), || (told() == json!(["cancel", "signal"])).then_some(()));
    assert!(all.is_some(), "{}", told());
}

/// what no two servers would understand alike is refused before the app sees it.
#[test]
fn r3_r5_r6_malformed_heads() {
    if is_reference() {
        return;
    }
    let status = |head: &str| {
        let mut connection = Connection::open(faults());
        connection.write(head.as_bytes());
        connection.read("POST").status
    };
    let host = "host: formwork.test\r\norigin: http://formwork.test\r\n";
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    assert_eq!(status(&format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(9000))), 414);
    assert_eq!(status("GET / HTTP/1.1\r\n\r\n"), 400, "no host");
    assert_eq!(status("GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n"), 400, "two hosts");
    for coding in ["chunked, chunked", "gzip, chunked", "xchunked"] {
        let head = format!("POST / HTTP/1.1\r\n{host}{form}transfer-encoding: {coding}\r\n\r\n0\r\n\r\n");
        assert_eq!(status(&head), 400, "{coding}");
    }
    assert_eq!(status(&format!("TRACE / HTTP/1.1\r\n{host}\r\n")), 405);
    answers(faults());
}
