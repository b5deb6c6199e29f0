//! An answer on its way back to the socket.
//!
//! Inside the engine's thread a body may be a stream of user code ([`Reply`]); what leaves that thread is
//! an [`Answer`], whose bodies are plain Rust.

use std::convert::Infallible;

use bytes::Bytes;
use formwork_engine::web::response::StreamBody;
use http::{HeaderName, HeaderValue};
use tokio::sync::mpsc;

/// Header names are lower-case; values are what goes on the wire, one `char` per byte (Latin-1).
pub(crate) type Headers = Vec<(String, String)>;

/// Status, headers and body, before HTTP framing. `S` is what a stream of user code is here.
#[derive(Debug)]
pub(crate) struct Reply<S = StreamBody> {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: ReplyBody<S>,
}

/// A reply that can go to the socket.
pub(crate) type Answer = Reply<Infallible>;

#[derive(Debug)]
pub(crate) enum ReplyBody<S = StreamBody> {
    Empty,
    Bytes(Bytes),
    /// A stream that lives in the engine.
    Script(S),
    /// Pieces as they are made.
    Stream(Pieces),
}

/// A body that arrives in pieces. What ends without [`PieceSender::end`], because whoever made it failed, was given up
/// or is gone, is broken: the client must not take what it got for all of it.
#[derive(Debug)]
pub(crate) struct Pieces {
    /// `None` is the end.
    receiver: mpsc::Receiver<Option<Bytes>>,
    over: bool,
}

/// The other end of [`Pieces`].
#[derive(Debug)]
pub(crate) struct PieceSender(mpsc::Sender<Option<Bytes>>);

/// Nobody reads the body any more.
#[derive(Debug)]
pub(crate) struct Unread;

/// Both ends of a body, with room for `capacity` pieces that nobody has taken yet.
pub(crate) fn pieces(capacity: usize) -> (PieceSender, Pieces) {
    let (sender, receiver) = mpsc::channel(capacity);
    (PieceSender(sender), Pieces { receiver, over: false })
}

impl Pieces {
    /// The next piece; `None` when there was an end.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, StreamBroken>> {
        if self.over {
            return None;
        }
        let piece = self.receiver.recv().await;
        self.over = !matches!(piece, Some(Some(_)));
        match piece {
            Some(piece) => piece.map(Ok),
            None => Some(Err(StreamBroken)),
        }
    }
}

impl PieceSender {
    /// Waits until there is room.
    pub(crate) async fn send(&self, piece: impl Into<Bytes>) -> Result<(), Unread> {
        self.0.send(Some(piece.into())).await.map_err(|_| Unread)
    }

    /// Completes when nobody reads any more.
    pub(crate) async fn unread(&self) {
        self.0.closed().await;
    }

    /// The body is complete.
    pub(crate) async fn end(self) {
        let _ = self.0.send(None).await;
    }
}

/// The source of a streamed body failed; its text is in the log.
#[derive(Debug, thiserror::Error)]
#[error("the response body ended early")]
pub(crate) struct StreamBroken;

impl<S> Reply<S> {
    pub(crate) fn empty(status: u16) -> Self {
        Reply { status, headers: Vec::new(), body: ReplyBody::Empty }
    }

    pub(crate) fn text(status: u16, text: impl Into<String>) -> Self {
        let text: String = text.into();
        Reply { status, headers: Vec::new(), body: ReplyBody::Bytes(text.into()) }
    }

    pub(crate) fn json(status: u16, json: String) -> Self {
        Reply::text(status, json).with("content-type", "application/json")
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// With the length of its body, where that is known (S-57).
    pub(crate) fn measured(mut self) -> Self {
        if let ReplyBody::Bytes(bytes) = &self.body {
            let length = bytes.len().to_string();
            self.headers.retain(|(name, _)| name != "content-length");
            self.headers.push(("content-length".to_owned(), length));
        }
        self
    }
}

/// A header as HTTP has it; `Err` says what of it HTTP cannot carry.
pub(crate) fn to_http(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let parsed = HeaderName::from_bytes(name.as_bytes());
    let name = parsed.map_err(|_| format!("{name:?} cannot be the name of a header"))?;
    let bytes: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let value = bytes.and_then(|bytes| HeaderValue::from_bytes(&bytes).ok());
    let value = value
        .ok_or_else(|| format!("the value of the header {name} has characters that HTTP cannot carry"))?;
    Ok((name, value))
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        let body = match answer.body {
            ReplyBody::Empty => ReplyBody::Empty,
            ReplyBody::Bytes(bytes) => ReplyBody::Bytes(bytes),
            ReplyBody::Stream(stream) => ReplyBody::Stream(stream),
        };
        Reply { status: answer.status, headers: answer.headers, body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_without_its_end_is_broken() {
        let (sender, mut body) = pieces(2);
        sender.send("a").await.unwrap();
        sender.end().await;
        assert_eq!(body.next().await.unwrap().unwrap(), "a");
        assert!(body.next().await.is_none());

        let (sender, mut body) = pieces(2);
        sender.send("a").await.unwrap();
        drop(sender);
        assert_eq!(body.next().await.unwrap().unwrap(), "a");
        assert!(body.next().await.unwrap().is_err());
        assert!(body.next().await.is_none());
    }
}
