//! The client behind the global `fetch`: HTTP/1.1 and HTTP/2, plain and over TLS.
//!
//! A request is a task on the I/O runtime, from the first look-up of a name to the last decoded byte; the engine's
//! thread only sends pieces of the body to it and takes pieces of the answer from it, one at a time, so that each
//! side waits for the other. The task ends when nobody wants its answer any more: its signal aborted, the response
//! was collected as garbage, the request of the app that it was made for was given up ([`Scope`]), or the isolate is
//! gone. A connection whose answer was not read to its end is closed; others are kept for [`IDLE_TIMEOUT`].
//!
//! What JavaScript sees is in `js/fetch.js`: options, signals, errors with their stacks.

mod connect;
mod decode;
mod failure;
mod native;
mod redirect;

use std::fmt;
use std::io;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, LOCATION, RANGE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri, Version};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Body, Frame, Incoming};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::headers::HeaderList;
use connect::{CONNECT_TIMEOUT, Connector};
pub(crate) use failure::Failure;
pub use native::Scope;
pub(crate) use native::register;
use redirect::{Content, Mode, Target};

/// Requests that may be under way at a time, for all apps of the process. What is more waits for [`CONNECT_TIMEOUT`].
const MAX_REQUESTS: usize = 256;

/// How long a server may take until its headers are here, and between two pieces of its answer; Node's values. What
/// waits for the answer has limits of its own.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(300);

/// How long a connection is kept that nobody uses: shorter than servers usually keep them.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// Connections to one server that are kept.
const MAX_IDLE: usize = 32;

/// How often an HTTP/2 connection that is in use is asked whether it is still there, and how long it may take to say
/// so: all requests to a server share one, and would all wait for [`ANSWER_TIMEOUT`] when it is gone without a word.
const PING_INTERVAL: Duration = Duration::from_secs(20);
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// Size of all headers of an answer, and their number.
const MAX_HEAD: usize = 64 << 10;
const MAX_HEADERS: usize = 256;

/// What belongs to a connection, or is worked out here: whatever user code copied from some other request.
const NOT_SENT: [&str; 9] = [
    "connection",
    "content-length",
    "expect",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

type RequestBody = UnsyncBoxBody<Bytes, Failure>;

/// Connections to other servers, shared by everything that asks for it.
pub struct Client {
    /// Made for the first request.
    pool: OnceLock<legacy::Client<Connector, RequestBody>>,
    slots: Semaphore,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("free", &self.slots.available_permits()).finish_non_exhaustive()
    }
}

impl Default for Client {
    fn default() -> Self {
        Client { pool: OnceLock::new(), slots: Semaphore::new(MAX_REQUESTS) }
    }
}

/// A request as user code made it.
#[derive(Debug)]
struct Outgoing {
    target: Target,
    /// The pieces of a body that is a stream.
    pieces: Option<mpsc::Receiver<Result<Bytes, Failure>>>,
    redirect: Mode,
}

/// An answer as user code sees it.
#[derive(Debug)]
struct Answer {
    status: u16,
    status_text: String,
    headers: HeaderList,
    /// Where it came from, after redirects.
    url: String,
    redirected: bool,
    crossed: bool,
    /// Whether its body had a content coding, which is gone now.
    decoded: bool,
    body: Option<Pieces>,
}

/// The pieces of an answer's body; `None` says that it is complete.
type Pieces = mpsc::Receiver<Result<Option<Bytes>, Failure>>;

impl Client {
    /// Makes a request; the answer's head goes to `head`, its body to the receiver that comes with it.
    async fn run(&self, outgoing: Outgoing, head: oneshot::Sender<Result<Answer, Failure>>) {
        let Ok(slot) = tokio::time::timeout(CONNECT_TIMEOUT, self.slots.acquire()).await else {
            let text = format!("{MAX_REQUESTS} requests to other servers are under way already");
            let _ = head.send(Err(Failure::new("UND_ERR_BUSY", text)));
            return;
        };
        let (mut answer, body) = match self.answer(outgoing).await {
            Ok(answered) => answered,
            Err(failure) => {
                let _ = head.send(Err(failure));
                return;
            }
        };
        let Some(body) = body else {
            let _ = head.send(Ok(answer));
            return;
        };
        let (sender, receiver) = mpsc::channel(1);
        answer.body = Some(receiver);
        if head.send(Ok(answer)).is_ok() {
            pump(body, sender).await;
        }
        drop(slot);
    }

    /// Follows redirects until there is an answer.
    async fn answer(&self, outgoing: Outgoing) -> Result<(Answer, Option<Pulled>), Failure> {
        let Outgoing { mut target, mut pieces, redirect } = outgoing;
        let mut again = true;
        loop {
            let uri = uri_of(&target)?;
            let place = place(&uri);
            let request = request(&target, uri, pieces.take())?;
            let response = match self.exchange(request, &place).await {
                // A kept connection may be closed at the moment in which it is used again (RFC 9110, section 9.2.2).
                Err(failure) if again && failure.is_closed() && is_safe(&target) => {
                    again = false;
                    continue;
                }
                answered => answered?,
            };
            let status = response.status().as_u16();
            let location = response.headers().get(LOCATION).filter(|_| redirect::is_redirect(status));
            match (location, redirect) {
                (Some(location), Mode::Follow) => {
                    // Servers write it as UTF-8, if they do not escape it.
                    let location =
                        str::from_utf8(location.as_bytes()).map_or_else(|_| latin1(location), str::to_owned);
                    redirect::follow(&mut target, status, &location)?;
                    again = true;
                }
                (Some(_), Mode::Error) => {
                    let text = format!("{} redirects, and the request has `redirect: 'error'`", target.url);
                    return Err(Failure::new("ERR_REDIRECT", text));
                }
                _ => return Ok(opened(target, response, place)),
            }
        }
    }

    /// One request, one answer.
    async fn exchange(
        &self,
        request: Request<RequestBody>,
        place: &str,
    ) -> Result<Response<Incoming>, Failure> {
        let pool = self.pool.get_or_init(pool);
        match tokio::time::timeout(ANSWER_TIMEOUT, pool.request(request)).await {
            Ok(answered) => answered.map_err(|error| Failure::of(&error, place)),
            Err(_) => {
                let text = format!("{place} sent no answer within {ANSWER_TIMEOUT:?}");
                Err(Failure::new("UND_ERR_HEADERS_TIMEOUT", text))
            }
        }
    }
}

fn pool() -> legacy::Client<Connector, RequestBody> {
    legacy::Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE_TIMEOUT)
        .pool_max_idle_per_host(MAX_IDLE)
        .http1_max_buf_size(MAX_HEAD)
        .http1_max_headers(MAX_HEADERS)
        .http2_max_header_list_size(MAX_HEAD as u32)
        .timer(TokioTimer::new())
        .http2_keep_alive_interval(PING_INTERVAL)
        .http2_keep_alive_timeout(PING_TIMEOUT)
        .build(Connector::new())
}

/// Whether a request changes nothing, so that it may be made twice.
fn is_safe(target: &Target) -> bool {
    matches!(target.method.as_str(), "GET" | "HEAD" | "OPTIONS") && !matches!(target.body, Content::Stream)
}

/// Host and port, for messages.
fn place(uri: &Uri) -> String {
    uri.authority().map(ToString::to_string).unwrap_or_default()
}

fn uri_of(target: &Target) -> Result<Uri, Failure> {
    let mut url = target.url.clone();
    url.set_fragment(None);
    // Credentials come with redirects only; nobody has asked to send them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let uri = Uri::try_from(url.as_str());
    uri.map_err(|error| Failure::new("ERR_INVALID_URL", format!("{url} cannot be asked for: {error}")))
}

fn request(
    target: &Target,
    uri: Uri,
    pieces: Option<mpsc::Receiver<Result<Bytes, Failure>>>,
) -> Result<Request<RequestBody>, Failure> {
    let refused = |what: String| Failure::new("ERR_INVALID_ARG_VALUE", what);
    let method = Method::from_bytes(target.method.as_bytes())
        .map_err(|_| refused(format!("{:?} is no method", target.method)))?;
    let mut headers = HeaderMap::with_capacity(target.headers.len() + 6);
    for (name, value) in &target.headers {
        // The length of a stream is known to nobody else; what is no length would be sent beside another one.
        let is_length = name == "content-length"
            && matches!(target.body, Content::Stream)
            && value.parse::<u64>().is_ok()
            && !headers.contains_key(CONTENT_LENGTH);
        if NOT_SENT.contains(&name.as_str()) && !is_length {
            continue;
        }
        let bytes: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let value = bytes.and_then(|bytes| HeaderValue::from_bytes(&bytes).ok());
        let name = HeaderName::from_bytes(name.as_bytes()).ok();
        let (Some(name), Some(value)) = (name, value) else {
            return Err(refused("a header has characters that HTTP cannot carry".to_owned()));
        };
        headers.append(name, value);
    }
    // Part of an encoded text cannot be decoded.
    let accepted = if headers.contains_key(RANGE) { "identity" } else { decode::ACCEPTED };
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(http::header::ACCEPT, "*/*");
    default(http::header::ACCEPT_LANGUAGE, "*");
    default(ACCEPT_ENCODING, accepted);
    default(USER_AGENT, "Formwork");
    let body = match (&target.body, pieces) {
        (Content::Stream, Some(pieces)) => {
            let frames = stream::unfold(pieces, |mut pieces| async move {
                let piece = pieces.recv().await?;
                Some((piece.map(Frame::data), pieces))
            });
            StreamBody::new(frames).boxed_unsync()
        }
        (Content::Bytes(bytes), _) if !bytes.is_empty() => {
            Full::new(bytes.clone()).map_err(|never| match never {}).boxed_unsync()
        }
        (empty, _) => {
            // Of a method that is expected to have a body, its length is said even then.
            if matches!(empty, Content::Bytes(_)) || matches!(method.as_str(), "POST" | "PUT" | "PATCH") {
                headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            Full::default().map_err(|never| match never {}).boxed_unsync()
        }
    };
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    Ok(request)
}

/// A body that is being received, and from whom.
struct Pulled {
    stream: BoxStream<'static, io::Result<Bytes>>,
    place: String,
}

/// The answer's head, and its body if there can be one.
fn opened(target: Target, response: Response<Incoming>, place: String) -> (Answer, Option<Pulled>) {
    let (head, body) = response.into_parts();
    let status = head.status.as_u16();
    let reason = head.extensions.get::<hyper::ext::ReasonPhrase>();
    let status_text = match reason {
        Some(reason) => reason.as_bytes().iter().copied().map(char::from).collect(),
        // HTTP/2 has none.
        None if head.version == Version::HTTP_2 => String::new(),
        None => head.status.canonical_reason().unwrap_or_default().to_owned(),
    };
    let bodiless = target.method == "HEAD" || matches!(status, 101 | 103 | 204 | 205 | 304);
    let codings = head.headers.get_all(CONTENT_ENCODING).iter().map(latin1).collect::<Vec<_>>().join(",");
    let codings = if bodiless { Vec::new() } else { decode::codings(&codings) };
    let mut url = target.url;
    url.set_fragment(None);
    let answer = Answer {
        status,
        status_text,
        headers: head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), latin1(value))).collect(),
        url: url.into(),
        redirected: target.hops > 0,
        crossed: target.crossed,
        decoded: !codings.is_empty(),
        body: None,
    };
    if bodiless {
        return (answer, None);
    }
    let ended = body.is_end_stream();
    let data = body.into_data_stream().map_err(io::Error::other);
    let stream = if codings.is_empty() || ended { data.boxed() } else { decode::decoded(data, &codings) };
    (answer, Some(Pulled { stream, place }))
}

fn latin1(value: &HeaderValue) -> String {
    value.as_bytes().iter().copied().map(char::from).collect()
}

/// Hands a body over piece by piece: the next one is only asked for when the last one was taken.
async fn pump(mut body: Pulled, pieces: mpsc::Sender<Result<Option<Bytes>, Failure>>) {
    loop {
        let next = tokio::select! {
            next = tokio::time::timeout(ANSWER_TIMEOUT, body.stream.next()) => next,
            () = pieces.closed() => return,
        };
        let piece = match next {
            Ok(piece) => piece.transpose().map_err(|error| broken(&error, &body.place)),
            Err(_) => {
                let text =
                    format!("{} paused for {ANSWER_TIMEOUT:?} in the middle of its answer", body.place);
                Err(Failure::new("UND_ERR_BODY_TIMEOUT", text))
            }
        };
        let ended = !matches!(piece, Ok(Some(_)));
        if pieces.send(piece).await.is_err() || ended {
            return;
        }
    }
}

/// Why a body has no end: its connection, or its content coding.
fn broken(error: &io::Error, place: &str) -> Failure {
    if error.get_ref().is_some_and(|inner| inner.is::<hyper::Error>()) {
        return Failure::of(error, place);
    }
    let text = format!("the answer of {place} cannot be decoded: {error}");
    Failure::new("ERR_CONTENT_DECODING", text)
}
