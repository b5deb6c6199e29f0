//! One HTTP request, from hyper's hands and back: everything that can be decided without the engine is.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http::{HeaderName, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use tokio::sync::oneshot;
use url::Url;

use crate::admission::Admission;
use crate::app::{App, AppSlot, Slot};
use crate::body::Received;
use crate::dev;
use crate::reply::{self, Answer, Headers, ReplyBody, StreamBroken};
use crate::target::{self, BadTarget};

/// For so long no request was taken while others wait: the engine is busy with one.
pub(crate) const STUCK: Duration = Duration::from_millis(100);
/// Requests that may wait in any case.
const MAX_QUEUE: usize = 4096;
/// Longest request target in bytes.
const MAX_TARGET: usize = 8 * 1024;

/// Body of an answer.
pub(crate) type AnswerBody = UnsyncBoxBody<Bytes, StreamBroken>;

/// A request's head, as the pipeline gets it.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) method: String,
    pub(crate) url: Url,
    pub(crate) headers: Headers,
    /// The client's address, or why it is not known.
    pub(crate) client: Result<String, String>,
}

/// One request on its way to the engine.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) head: Head,
    /// `None`: there is none.
    pub(crate) body: Option<Received>,
    pub(crate) reply: oneshot::Sender<Answer>,
}

/// Answers one request.
pub(crate) async fn answer(
    slot: AppSlot,
    peer: Option<IpAddr>,
    request: Request<Incoming>,
) -> Result<Response<AnswerBody>, Infallible> {
    let head_only = request.method() == http::Method::HEAD;
    let reply = route(&slot, peer, request).await;
    Ok(into_http(reply, head_only))
}

async fn route(slot: &AppSlot, peer: Option<IpAddr>, request: Request<Incoming>) -> Answer {
    if let Some(reply) = dev::respond(slot, request.uri().path(), request.headers()) {
        return reply;
    }
    let app = match slot.current() {
        Slot::App(app) => app,
        Slot::Failed(page) => {
            return Answer::text(500, page.to_string()).with("content-type", "text/html; charset=utf-8");
        }
    };
    if [http::Method::CONNECT, http::Method::TRACE].contains(request.method()) {
        // No app can do anything with these.
        let text = format!("{} method not allowed", request.method());
        return Answer::text(405, text).with("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
    if let Some(refusal) = malformed(&request) {
        return refusal;
    }
    let url = match target::request_url(&app.config, request.uri(), request.headers()) {
        Ok(url) => url,
        Err(problem) => return bad_target(&problem),
    };
    if let Some(reply) = public_env(&app, request.method(), url.path(), request.headers()) {
        return reply;
    }
    if let Some(reply) = app.files.respond(request.method(), url.path(), request.headers()).await {
        return reply;
    }
    let headers = joined(request.headers());
    let header = |name: &str| headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let origin = url.origin().ascii_serialization();
    let admission = Admission {
        dev: app.config.dev,
        own: target::own_origin(&app.config, request.headers(), &origin),
        trusted: &app.manifest.trusted_origins,
        advised: &app.advised,
    };
    if let Some(refusal) = admission.refuse(request.method().as_str(), &url, header) {
        return refusal;
    }
    to_engine(&app, peer, url, headers, request).await
}

/// `/_app/env.js`: the public variables of this process as a module (F-168).
fn public_env(app: &App, method: &http::Method, path: &str, headers: &http::HeaderMap) -> Option<Answer> {
    let manifest = &app.manifest;
    let file = path.strip_prefix(manifest.base.as_str())?.strip_prefix('/')?;
    if file.strip_prefix(manifest.app_dir.as_str())? != "/env.js" {
        return None;
    }
    if method != http::Method::GET && method != http::Method::HEAD {
        return Some(Answer::text(405, "Method Not Allowed").with("allow", "GET, HEAD"));
    }
    let text = format!("export const env = {};\n", app.template.env_source());
    let etag = format!("W/\"{:x}\"", xxhash_rust::xxh3::xxh3_64(text.as_bytes()));
    let known =
        headers.get(http::header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let answer = if known { Answer::empty(304) } else { Answer::text(200, text) };
    let answer = answer.with("content-type", "application/javascript; charset=utf-8").with("etag", etag);
    Some(answer.with("cache-control", "public, max-age=0, must-revalidate"))
}

async fn to_engine(
    app: &Arc<App>,
    peer: Option<IpAddr>,
    url: Url,
    headers: Headers,
    request: Request<Incoming>,
) -> Answer {
    // A burst is served as fast as it can be; what piles up behind user code that holds the engine is refused.
    let Some(place) = app.instances.place() else { return unavailable() };
    let engine = place.engine();
    let waiting = engine.waiting();
    if waiting >= app.config.max_waiting && engine.stuck_for() >= STUCK || waiting >= MAX_QUEUE {
        return unavailable();
    }
    let (parts, incoming) = request.into_parts();
    let declared = parts
        .headers
        .get(http::header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    // A body of GET or HEAD means nothing, and is dropped.
    let wanted = parts.method != http::Method::GET && parts.method != http::Method::HEAD;
    let body =
        (wanted && !hyper::body::Body::is_end_stream(&incoming)).then_some(Received { incoming, declared });
    let head = Head {
        client: target::client_address(&app.config, peer, &parts.headers),
        method: parts.method.as_str().to_owned(),
        url,
        headers,
    };
    let (reply, answer) = oneshot::channel();
    if engine.send(Job { head, body, reply }).is_err() {
        return unavailable();
    }
    match answer.await {
        Ok(reply) => reply,
        Err(_) => unavailable(),
    }
}

fn unavailable() -> Answer {
    Answer::text(503, "Service Unavailable").with("retry-after", "1")
}

/// What hyper lets pass, though no two servers would agree on what it means.
fn malformed(request: &Request<Incoming>) -> Option<Answer> {
    let length = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if length > MAX_TARGET {
        return Some(Answer::text(414, "URI Too Long").with("connection", "close"));
    }
    let mut codings = request.headers().get_all(http::header::TRANSFER_ENCODING).iter();
    let plain = match (codings.next(), codings.next()) {
        (None, _) => true,
        (Some(only), None) => only.as_bytes().eq_ignore_ascii_case(b"chunked"),
        _ => false,
    };
    (!plain).then(|| Answer::text(400, "Bad Request").with("connection", "close"))
}

fn bad_target(problem: &BadTarget) -> Answer {
    tracing::warn!(target: "formwork::request", "400: {problem}");
    Answer::text(400, "Bad Request")
}

/// Bytes as text with one `char` for each, which is how the web platform reads header values.
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Puts a reply into HTTP's terms. A header that HTTP cannot carry makes the answer a 500 (S-93, R-45).
pub(crate) fn into_http(reply: Answer, head_only: bool) -> Response<AnswerBody> {
    let Answer { status, headers, body } = reply.measured();
    let body = match body {
        // HEAD: the headers of GET, and no body (S-22).
        _ if head_only => empty(),
        ReplyBody::Empty => empty(),
        ReplyBody::Bytes(bytes) => Full::new(bytes).map_err(|never| match never {}).boxed_unsync(),
        ReplyBody::Script(never) => match never {},
        ReplyBody::Stream(pieces) => {
            let frames = stream::unfold(pieces, |mut pieces| async {
                let piece = pieces.next().await?;
                Some((piece.map(Frame::data), pieces))
            });
            StreamBody::new(frames).boxed_unsync()
        }
    };
    let mut response = Response::new(body);
    match put_head(&mut response, status, headers) {
        Ok(()) => response,
        Err(problem) => broken(problem),
    }
}

fn empty() -> AnswerBody {
    Empty::new().map_err(|never: Infallible| match never {}).boxed_unsync()
}

fn put_head(response: &mut Response<AnswerBody>, status: u16, headers: Headers) -> Result<(), String> {
    *response.status_mut() = StatusCode::from_u16(status).map_err(|_| format!("status {status}"))?;
    // How the body is framed is decided here: what user code copied from another server does not count.
    let framing = |name: &str, value: &str| {
        matches!(name, "transfer-encoding" | "keep-alive" | "upgrade")
            || name == "connection" && value != "close"
    };
    for (name, value) in headers {
        if framing(&name, &value) {
            continue;
        }
        let (name, value) = reply::to_http(&name, &value)?;
        response.headers_mut().append(name, value);
    }
    Ok(())
}

fn broken(problem: String) -> Response<AnswerBody> {
    tracing::error!(target: "formwork::request", "The answer is a 500: {problem}");
    let text = Bytes::from_static(b"Internal Server Error");
    let mut response = Response::new(Full::new(text).map_err(|never| match never {}).boxed_unsync());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

/// Header lines of which only the first counts, as for Node's HTTP server. Lines of other names are one value,
/// separated by commas.
const SINGLE: [&str; 17] = [
    "age",
    "authorization",
    "content-length",
    "content-type",
    "etag",
    "expires",
    "from",
    "host",
    "if-modified-since",
    "if-unmodified-since",
    "last-modified",
    "location",
    "max-forwards",
    "proxy-authorization",
    "referer",
    "retry-after",
    "user-agent",
];

/// The headers of a request, one value for each name.
fn joined(headers: &http::HeaderMap) -> Headers {
    let value = |name: &HeaderName| {
        let mut lines = headers.get_all(name).iter().map(|line| latin1(line.as_bytes()));
        let first = lines.next().unwrap_or_default();
        if SINGLE.contains(&name.as_str()) {
            return first;
        }
        let separator = if *name == http::header::COOKIE { "; " } else { ", " };
        lines.fold(first, |all, line| all + separator + &line)
    };
    headers.keys().map(|name| (name.as_str().to_owned(), value(name))).collect()
}
