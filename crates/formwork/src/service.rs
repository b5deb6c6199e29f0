//! One HTTP request, from hyper's hands and back: everything that can be decided without the engine is.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use formwork_engine::web::body::BodySource;
use futures_util::stream;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use tokio::sync::oneshot;
use url::Url;

use crate::admission;
use crate::app::{App, AppSlot, Slot};
use crate::body::{self, BodyLimits};
use crate::dev;
use crate::reply::{Answer, Headers, ReplyBody, StreamBroken};
use crate::target::{self, BadTarget};

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

/// The body of a job, before it is on the engine's thread.
pub(crate) enum JobBody {
    Empty,
    Incoming { incoming: Incoming, declared: Option<u64>, limits: BodyLimits },
}

impl std::fmt::Debug for JobBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JobBody")
    }
}

impl JobBody {
    pub(crate) fn into_source(self) -> BodySource {
        match self {
            JobBody::Empty => BodySource::Empty,
            JobBody::Incoming { incoming, declared, limits } => body::source(incoming, declared, limits),
        }
    }
}

/// One request on its way to the engine.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) head: Head,
    pub(crate) body: JobBody,
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
    if !is_known_method(request.method()) {
        return Answer::text(501, "Not Implemented");
    }
    let url = match target::request_url(&app.config, request.uri(), request.headers()) {
        Ok(url) => url,
        Err(problem) => return bad_target(&problem),
    };
    if let Some(reply) = app.files.respond(request.method(), url.path(), request.headers()).await {
        return reply;
    }
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let own = url.origin().ascii_serialization();
    let refusal = admission::refuse(
        app.config.dev,
        app.own_origin().unwrap_or(&own),
        &app.manifest.trusted_origins,
        request.method().as_str(),
        &url,
        header,
    );
    if let Some(refusal) = refusal {
        return refusal;
    }
    to_engine(&app, peer, url, request).await
}

async fn to_engine(app: &Arc<App>, peer: Option<IpAddr>, url: Url, request: Request<Incoming>) -> Answer {
    if app.engine.waiting() >= app.config.max_waiting {
        return Answer::text(503, "Service Unavailable").with("retry-after", "1");
    }
    let (parts, incoming) = request.into_parts();
    let declared = parts
        .headers
        .get(http::header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    let limits = BodyLimits { max: app.config.max_body, idle: app.config.body_idle_timeout };
    let body = if hyper::body::Body::is_end_stream(&incoming) {
        JobBody::Empty
    } else {
        JobBody::Incoming { incoming, declared, limits }
    };
    let head = Head {
        client: target::client_address(&app.config, peer, &parts.headers),
        method: parts.method.as_str().to_owned(),
        url,
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), latin1(value.as_bytes())))
            .collect(),
    };
    let (reply, answer) = oneshot::channel();
    if app.engine.send(Job { head, body, reply }).is_err() {
        return Answer::text(503, "Service Unavailable").with("retry-after", "1");
    }
    match answer.await {
        Ok(reply) => reply,
        Err(_) => Answer::text(503, "Service Unavailable"),
    }
}

fn bad_target(problem: &BadTarget) -> Answer {
    tracing::warn!(target: "formwork::request", "400: {problem}");
    Answer::text(400, "Bad Request")
}

fn is_known_method(method: &http::Method) -> bool {
    const KNOWN: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"];
    KNOWN.contains(&method.as_str())
}

/// Bytes as text with one `char` for each, which is how the web platform reads header values.
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Puts a reply into HTTP's terms. A header that HTTP cannot carry makes the answer a 500 (S-93, R-45).
pub(crate) fn into_http(reply: Answer, head_only: bool) -> Response<AnswerBody> {
    let Answer { status, headers, body } = reply;
    let mut response = Response::new(match body {
        ReplyBody::Empty => Empty::new().map_err(|never: Infallible| match never {}).boxed_unsync(),
        ReplyBody::Bytes(bytes) if head_only => {
            let length = bytes.len();
            let mut empty =
                Response::new(Empty::new().map_err(|never: Infallible| match never {}).boxed_unsync());
            return finish_head(&mut empty, status, headers, length).map_or_else(broken, |()| empty);
        }
        ReplyBody::Bytes(bytes) => Full::new(bytes).map_err(|never| match never {}).boxed_unsync(),
        ReplyBody::Script(never) => match never {},
        ReplyBody::Stream(receiver) => {
            let frames = stream::unfold(receiver, |mut receiver| async {
                receiver.recv().await.map(|piece| (piece.map(Frame::data), receiver))
            });
            StreamBody::new(frames).boxed_unsync()
        }
    });
    match put_head(&mut response, status, headers) {
        Ok(()) => response,
        Err(problem) => broken(problem),
    }
}

fn finish_head(
    response: &mut Response<AnswerBody>,
    status: u16,
    headers: Headers,
    length: usize,
) -> Result<(), String> {
    put_head(response, status, headers)?;
    response.headers_mut().entry(http::header::CONTENT_LENGTH).or_insert_with(|| HeaderValue::from(length));
    Ok(())
}

fn put_head(response: &mut Response<AnswerBody>, status: u16, headers: Headers) -> Result<(), String> {
    *response.status_mut() = StatusCode::from_u16(status).map_err(|_| format!("status {status}"))?;
    for (name, value) in headers {
        let bytes: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let value = bytes.and_then(|bytes| HeaderValue::from_bytes(&bytes).ok());
        let name =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("the header name {name:?}"))?;
        let value = value.ok_or_else(|| format!("the value of header {name}"))?;
        response.headers_mut().append(name, value);
    }
    Ok(())
}

fn broken(problem: String) -> Response<AnswerBody> {
    tracing::error!(target: "formwork::request", "HTTP cannot carry {problem}; the answer is a 500");
    let text = Bytes::from_static(b"Internal Server Error");
    let mut response = Response::new(Full::new(text).map_err(|never| match never {}).boxed_unsync());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
