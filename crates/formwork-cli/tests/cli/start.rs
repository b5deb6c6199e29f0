//! `formwork start`: settings, and its end.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};

use super::support::Sandbox;

/// F-198, S-116, R-72
#[test]
fn a_wrong_value_stops_the_start_and_is_named() {
    let sandbox = Sandbox::empty();
    for (name, value) in [
        ("HOST", "not a host"),
        ("PORT", "http"),
        ("PORT", "65536"),
        ("SOCKET_PATH", "no/such/folder/socket"),
        ("SOCKET_MODE", "rw"),
        ("INSTANCES", "0"),
        ("ORIGIN", "shop.example"),
        ("PROTOCOL_HEADER", "a b"),
        ("HOST_HEADER", "a:b"),
        ("PORT_HEADER", "a b"),
        ("ADDRESS_HEADER", "a b"),
        ("XFF_DEPTH", "0"),
        ("BODY_SIZE_LIMIT", "1MB"),
        ("SHUTDOWN_TIMEOUT", "-1"),
        ("KEEP_ALIVE_TIMEOUT", "5s"),
        ("HEADERS_TIMEOUT", "soon"),
    ] {
        let ended = sandbox.run_with(&["start"], &[(name, value)]);
        assert_eq!(ended.code, Some(1), "{name}={value}");
        assert!(ended.stderr.starts_with(&format!("error: {name}: {value:?} ")), "{}", ended.stderr);
        assert_eq!(ended.stdout, "");

        let flag = format!("--{}", name.to_lowercase().replace('_', "-"));
        let ended = sandbox.run(&["start", &format!("{flag}={value}")]);
        assert_eq!(ended.code, Some(1), "{flag}={value}");
        assert!(ended.stderr.starts_with(&format!("error: {flag}: {value:?} ")), "{}", ended.stderr);
    }
}

#[test]
fn texts_of_wrong_values() {
    let sandbox = Sandbox::empty();
    let error =
        |name: &str, value: &str| sandbox.run_with(&["start"], &[(name, value)]).stderr.trim_end().to_owned();
    insta::assert_snapshot!(error("PORT", "http"), @r#"error: PORT: "http" is not a port; expected a number from 0 to 65535"#);
    insta::assert_snapshot!(error("ORIGIN", "https://shop.example/cart"), @r#"error: ORIGIN: "https://shop.example/cart" is more than an origin; use https://shop.example"#);
    insta::assert_snapshot!(error("BODY_SIZE_LIMIT", "1MB"), @r#"error: BODY_SIZE_LIMIT: "1MB" is not a size; expected bytes such as 524288, or 512K, 10M, 1G, or Infinity"#);
}

#[test]
fn the_file_of_variables() {
    let sandbox = Sandbox::empty();
    sandbox.write("wrong.env", "# comment\nPORT=http\n");
    sandbox.write("broken.env", "PORT=1\nnonsense\n");
    let stderr = |arguments: &[&str], variables: &[(&str, &str)]| {
        let ended = sandbox.run_with(arguments, variables);
        assert_eq!(ended.code, Some(1));
        ended.stderr
    };
    assert!(stderr(&["start", "--env-file", "wrong.env"], &[]).contains("PORT: \"http\""));
    // A variable of the process wins.
    assert!(stderr(&["start", "--env-file", "wrong.env"], &[("PORT", "1")]).contains("holds no build"));
    assert!(
        stderr(&["start", "--env-file", "broken.env"], &[]).contains("broken.env:2: expected NAME=value")
    );
    assert!(stderr(&["start", "--env-file", "none.env"], &[]).contains("none.env: No such file"));
}

#[test]
fn no_build_to_serve() {
    let ended = Sandbox::empty().run(&["start"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.stderr, "error: build holds no build; make one with: formwork build\n");

    let sandbox = Sandbox::app();
    assert_eq!(sandbox.run(&["build"]).code, Some(0));
    let ended = sandbox.run(&["start", "."]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.stderr, "error: . holds no build, but ./build does\n");
}

/// R-72
#[test]
fn a_build_that_is_cut_off_or_of_another_version() {
    let sandbox = Sandbox::app();
    assert_eq!(sandbox.run(&["build"]).code, Some(0));
    let manifest = std::fs::read_to_string(sandbox.path().join("build/manifest.json")).unwrap();

    let mut other: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    other["formwork"] = "0.0.0-other".into();
    sandbox.write("build/manifest.json", &other.to_string());
    let ended = sandbox.run(&["start", "--port", "0"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("0.0.0-other"), "{}", ended.stderr);

    sandbox.write("build/manifest.json", &manifest[..manifest.len() / 2]);
    let ended = sandbox.run(&["start", "--port", "0"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("manifest.json"), "{}", ended.stderr);
}

#[test]
fn a_taken_port() {
    let sandbox = Sandbox::app();
    assert_eq!(sandbox.run(&["build"]).code, Some(0));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ended = sandbox.run(&["start", "--host", "127.0.0.1", "--port", &port]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains(&format!("127.0.0.1:{port}")), "{}", ended.stderr);
}

/// F-199
#[test]
fn serves_until_it_is_told_to_stop_and_sees_the_file_of_variables() {
    let sandbox = Sandbox::app();
    sandbox.write(
        "src/routes/+page.server.js",
        "export const load = () => ({ greeting: process.env.GREETING });\n",
    );
    sandbox.write(
        "src/routes/+page.svelte",
        "<script>let { data } = $props();</script><h1>{data.greeting}</h1>\n",
    );
    sandbox.write("my.env", "GREETING=\"Good morning\"\n");
    assert_eq!(sandbox.run(&["build", "--out", "served"]).code, Some(0));

    let server =
        sandbox.serve(&["start", "served", "--host", "127.0.0.1", "--port", "0", "--env-file", "my.env"]);
    let answer = server.get("/");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("Good morning"), "{answer}");
    assert_eq!(server.terminate(), Some(0));
}

/// An app whose page takes as long as there is no file called `go`, and says when it begins to wait.
fn slow_app() -> Sandbox {
    let sandbox = Sandbox::app();
    sandbox.write(
        "src/routes/slow/+server.js",
        "import { existsSync } from 'node:fs';\n\
         export async function GET() {\n\
         \tconsole.log('waiting');\n\
         \twhile (!existsSync('go')) await new Promise((done) => setTimeout(done, 5));\n\
         \treturn new Response('done');\n\
         }\n",
    );
    let ended = sandbox.run(&["build"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    sandbox
}

/// F-199, R-68
#[test]
fn a_signal_lets_running_requests_finish() {
    let sandbox = slow_app();
    let mut server = sandbox.serve(&["start", "--host", "127.0.0.1", "--port", "0"]);
    let mut request = server.open("/slow", "");
    server.line_with("waiting");
    server.signal();
    // The signal has been taken when nobody is let in any more.
    while TcpStream::connect(&server.address).is_ok() {}
    sandbox.write("go", "");
    let mut answer = String::new();
    request.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("done"), "{answer}");
    assert_eq!(server.wait(), Some(0));
}

/// R-68
#[test]
fn a_second_signal_ends_at_once() {
    let sandbox = slow_app();
    let mut server = sandbox.serve(&["start", "--host", "127.0.0.1", "--port", "0"]);
    let _request = server.open("/slow", "");
    server.line_with("waiting");
    server.signal();
    while TcpStream::connect(&server.address).is_ok() {}
    server.signal();
    assert_eq!(server.wait(), Some(130));
}

/// F-199: after SHUTDOWN_TIMEOUT
#[test]
fn requests_that_take_too_long_are_cut() {
    let sandbox = slow_app();
    let mut server =
        sandbox.serve(&["start", "--host", "127.0.0.1", "--port", "0", "--shutdown-timeout", "0.05"]);
    let _request = server.open("/slow", "");
    server.line_with("waiting");
    assert_eq!(server.terminate(), Some(0));
}

#[test]
fn a_unix_socket() {
    // F-198
    let sandbox = Sandbox::app();
    assert_eq!(sandbox.run(&["build"]).code, Some(0));
    let socket = sandbox.path().join("app.sock");
    // What a process left that was killed is no obstacle.
    drop(UnixListener::bind(&socket).unwrap());
    let arguments = ["start", "--socket-path", "app.sock", "--socket-mode", "600"];
    let server = sandbox.serve(&arguments);
    assert_eq!(server.address, "unix:app.sock");
    let mode = std::fs::metadata(&socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let answer = get(UnixStream::connect(&socket).unwrap());
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Hello"), "{answer}");
    // A second server does not take it away from the first.
    let ended = sandbox.run(&arguments);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("app.sock"), "{}", ended.stderr);
    assert_eq!(server.terminate(), Some(0));
    assert!(!socket.exists());
}

#[test]
fn a_socket_that_was_opened_before() {
    // F-198: LISTEN_FDS, and IDLE_TIMEOUT with it
    let sandbox = Sandbox::app();
    assert_eq!(sandbox.run(&["build"]).code, Some(0));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // Whoever comes before the server is there, waits.
    let early = TcpStream::connect(address).unwrap();
    let server = sandbox.serve_on(&["start", "--idle-timeout", "0.1"], OwnedFd::from(listener));
    assert_eq!(server.address, address.to_string());
    let answer = get(early);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Hello"), "{answer}");
    assert_eq!(server.wait(), Some(0), "nobody is connected any more");

    let ended = sandbox.run_with(&["start"], &[("IDLE_TIMEOUT", "60")]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("IDLE_TIMEOUT: works with socket activation only"), "{}", ended.stderr);
}

fn get(mut stream: impl Read + Write) -> String {
    stream.write_all(b"GET / HTTP/1.1\r\nhost: app.test\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn instances_share_nothing_and_wait_for_nobody() {
    // F-204, R-66
    let sandbox = Sandbox::app();
    sandbox.write(
        "src/routes/busy/+server.js",
        "import { existsSync } from 'node:fs';\n\
         let calls = 0;\n\
         export function GET({ url }) {\n\
         \tcalls += 1;\n\
         \tif (url.search === '') return new Response(`calls ${calls}`);\n\
         \tconsole.log('busy');\n\
         \twhile (!existsSync('go'));\n\
         \treturn new Response(`calls ${calls}`);\n\
         }\n",
    );
    assert_eq!(sandbox.run(&["build"]).code, Some(0));
    let mut server = sandbox.serve(&["start", "--host", "127.0.0.1", "--port", "0", "--instances", "2"]);
    let mut busy = server.open("/busy?wait", "connection: close\r\n");
    server.line_with("busy");
    for calls in 1..=3 {
        let answer = server.get("/busy");
        assert!(answer.ends_with(&format!("calls {calls}")), "of the other instance: {answer}");
    }
    sandbox.write("go", "");
    let mut answer = String::new();
    busy.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("calls 1"), "{answer}");
    assert_eq!(server.terminate(), Some(0));
}
