//! A client that sends exactly what it is told: a request is a list of header lines and the bytes of a body.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::answer::Answer;
use crate::server::App;

/// What a browser sends as Accept when it navigates.
pub(crate) const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// The boundary of multipart bodies made here.
pub(crate) const BOUNDARY: &str = "----boundary";

/// A request in the making. Unless told otherwise it has a `Host`, and an `Origin` when it may change something.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    app: &'static App,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    chunked: bool,
}

impl Request {
    pub(crate) fn new(app: &'static App, method: &str, target: &str) -> Request {
        let host = app.origin.split_once("://").map_or(app.origin.as_str(), |(_, host)| host);
        let mut request = Request {
            app,
            method: method.to_owned(),
            target: target.to_owned(),
            headers: vec![
                ("host".to_owned(), host.to_owned()),
                ("connection".to_owned(), "close".to_owned()),
            ],
            body: None,
            chunked: false,
        };
        request = request.header("x-test-protocol", "http");
        match method {
            "GET" | "HEAD" => request,
            _ => request.header("origin", &app.origin),
        }
    }

    /// Sets a header, in place of any of that name.
    pub(crate) fn header(self, name: &str, value: &str) -> Request {
        self.without(name).and_header(name, value)
    }

    /// Adds a header line.
    pub(crate) fn and_header(mut self, name: &str, value: &str) -> Request {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Request {
        self.headers.retain(|(present, _)| !present.eq_ignore_ascii_case(name));
        self
    }

    pub(crate) fn accept(self, value: &str) -> Request {
        self.header("accept", value)
    }

    pub(crate) fn cookie(self, value: &str) -> Request {
        self.header("cookie", value)
    }

    pub(crate) fn origin(self, value: &str) -> Request {
        self.header("origin", value)
    }

    /// As `use:enhance` asks: the action result as JSON.
    pub(crate) fn enhanced(self) -> Request {
        self.accept("application/json").header("x-sveltekit-action", "true")
    }

    /// As a browser asks that submits a form.
    pub(crate) fn native(self) -> Request {
        self.accept(BROWSER)
    }

    pub(crate) fn form(self, body: &str) -> Request {
        self.body("application/x-www-form-urlencoded", body)
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl AsRef<[u8]>) -> Request {
        self.body = Some(body.as_ref().to_vec());
        self.header("content-type", content_type)
    }

    /// A multipart body of the given parts: header lines, an empty line, the value.
    pub(crate) fn parts(self, parts: &[&str]) -> Request {
        self.body(&format!("multipart/form-data; boundary={BOUNDARY}"), multipart(parts))
    }

    /// Sends the body in chunks instead of announcing its length.
    pub(crate) fn chunked(mut self) -> Request {
        self.chunked = true;
        self
    }

    pub(crate) fn send(self) -> Answer {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let has_length = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let body = self.body.unwrap_or_default();
        if self.chunked {
            head.push_str("transfer-encoding: chunked\r\n");
        } else if !has_length && (!body.is_empty() || !matches!(self.method.as_str(), "GET" | "HEAD")) {
            let _ = write!(head, "content-length: {}\r\n", body.len());
        }
        head.push_str("\r\n");

        let mut bytes = head.into_bytes();
        if self.chunked {
            // Small chunks, so that nothing may rely on where they end.
            for chunk in body.chunks(7) {
                bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                bytes.extend_from_slice(chunk);
                bytes.extend_from_slice(b"\r\n");
            }
            bytes.extend_from_slice(b"0\r\n\r\n");
        } else {
            bytes.extend_from_slice(&body);
        }
        let mut connection = Connection::open(self.app);
        connection.write(&bytes);
        connection.read(&self.method)
    }
}

/// One connection, for tests of what happens between requests.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(app: &App) -> Connection {
        let stream = TcpStream::connect(app.address).expect("the server accepts");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a read timeout");
        Connection { stream, unread: Vec::new() }
    }

    /// Sends bytes. A server that has answered already may have closed its side; the answer tells.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let _ = self.try_write(bytes);
    }

    /// Sends bytes; fails if the server does not take them.
    pub(crate) fn try_write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Reads one response to a request of that method.
    pub(crate) fn read(&mut self, method: &str) -> Answer {
        loop {
            if let Some((answer, used)) = Answer::parse(method, &self.unread, false) {
                self.unread.drain(..used);
                return answer;
            }
            if self.fill() == 0 {
                let text = String::from_utf8_lossy(&self.unread).into_owned();
                let parsed = Answer::parse(method, &self.unread, true);
                return parsed.unwrap_or_else(|| panic!("the server closed within an answer: {text:?}")).0;
            }
        }
    }

    /// Waits for more bytes; how many came, 0 when there are no more.
    pub(crate) fn fill(&mut self) -> usize {
        let mut chunk = [0; 16 * 1024];
        match self.stream.read(&mut chunk) {
            Ok(read) => {
                self.unread.extend_from_slice(chunk.get(..read).unwrap_or_default());
                read
            }
            // A reset after the answer (the server did not want the rest of a body) is a close.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => 0,
            Err(error) => {
                panic!("no complete answer: {error}, so far {:?}", String::from_utf8_lossy(&self.unread))
            }
        }
    }
}

/// The bytes of a multipart body of the given parts.
pub(crate) fn multipart(parts: &[&str]) -> String {
    let mut body = String::new();
    for part in parts {
        let _ = write!(body, "--{BOUNDARY}\r\n{part}\r\n");
    }
    body + &format!("--{BOUNDARY}--\r\n")
}

/// Percent-encodes everything that may have a meaning in a query or a form.
pub(crate) fn escape(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            _ => _ = write!(out, "%{byte:02X}"),
        }
        out
    })
}
