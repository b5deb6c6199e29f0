//! A response, and how tests look into it: headers, action results, and what a page says it was given.

use serde_json::Value;

use crate::flat;

/// A response as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The first response in the bytes and its length, or nothing if it is not complete. `closed` tells that there
    /// will be no more bytes.
    pub(crate) fn parse(method: &str, bytes: &[u8], closed: bool) -> Option<(Answer, usize)> {
        let mut lines = [httparse::EMPTY_HEADER; 128];
        let mut head = httparse::Response::new(&mut lines);
        let httparse::Status::Complete(start) = head.parse(bytes).expect("a response head") else {
            return None;
        };
        let status = head.code.expect("a status");
        let headers: Vec<_> = head
            .headers
            .iter()
            .map(|line| {
                (line.name.to_ascii_lowercase(), line.value.iter().map(|&byte| char::from(byte)).collect())
            })
            .collect();
        if status == 100 {
            let (answer, used) = Answer::parse(method, bytes.get(start..)?, closed)?;
            return Some((answer, start + used));
        }
        let mut answer = Answer { status, headers, body: Vec::new() };
        let rest = bytes.get(start..)?;
        let used = if method == "HEAD" || matches!(status, 204 | 304) {
            0
        } else if answer.header("transfer-encoding") == Some("chunked") {
            answer.read_chunks(rest)?
        } else if let Some(length) = answer.header("content-length") {
            let length = length.parse().expect("a number as content-length");
            answer.body = rest.get(..length)?.to_vec();
            length
        } else if closed {
            answer.body = rest.to_vec();
            rest.len()
        } else {
            return None;
        };
        Some((answer, start + used))
    }

    fn read_chunks(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            let httparse::Status::Complete((line, size)) =
                httparse::parse_chunk_size(bytes.get(at..)?).expect("a chunk size")
            else {
                return None;
            };
            let end = at + line + usize::try_from(size).expect("a chunk that fits");
            self.body.extend_from_slice(bytes.get(at + line..end)?);
            at = end + 2;
            bytes.get(..at)?;
            if size == 0 {
                return Some(at);
            }
        }
    }

    /// The only header of that name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.all(name).into_iter();
        let first = all.next();
        assert!(all.next().is_none(), "more than one header {name}: {:?}", self.headers);
        first
    }

    /// All headers of that name.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(present, _)| present == name).map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.all("set-cookie")
    }

    /// The first cookie of that name, with its attributes.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies().into_iter().find(|cookie| cookie.split('=').next() == Some(name))
    }

    /// What ran, in order, as the fixture's `handle` tells. Nothing if `handle` did not run.
    pub(crate) fn ran(&self) -> Option<&str> {
        self.header("x-ran")
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("text")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {:?}", self.lossy()))
    }

    /// The body for messages.
    pub(crate) fn lossy(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The data of an action result of type success or failure, decoded.
    pub(crate) fn data(&self) -> Value {
        let result = self.json();
        let text =
            result.get("data").and_then(Value::as_str).unwrap_or_else(|| panic!("no data in {result}"));
        flat::decode(text)
    }

    pub(crate) fn is_page(&self) -> bool {
        self.header("x-sveltekit-page") == Some("true")
    }

    /// The text of the element with that id, which must hold text only.
    pub(crate) fn text_of(&self, id: &str) -> Option<String> {
        let html = self.text();
        let start = html.find(&format!(r#" id="{id}""#))?;
        let (_, rest) = html.get(start..)?.split_once('>')?;
        let (inner, _) = rest.split_once("</")?;
        let mut text = String::new();
        let mut left = inner;
        // Markers for hydration.
        while let Some((before, comment)) = left.split_once("<!--") {
            text.push_str(before);
            left = comment.split_once("-->")?.1;
        }
        text.push_str(left);
        Some(text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
    }

    /// The JSON in the element with that id.
    pub(crate) fn json_of(&self, id: &str) -> Value {
        let text =
            self.text_of(id).unwrap_or_else(|| panic!("no #{id} in ({}) {}", self.status, self.lossy()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in #{id}: {text}"))
    }
}
