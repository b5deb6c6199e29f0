//! The request body on its way from the socket to user code: limited, timed, pulled.
//!
//! Nothing is read before user code asks. The limit counts every byte (S-116, S-117); a declared length
//! above it fails the first read, before a byte is taken. A client that pauses too long fails the read
//! with 408.

use std::time::Duration;

use bytes::Bytes;
use formwork_engine::HostError;
use formwork_engine::web::body::{BodySource, BodyStream};
use futures_util::stream;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

/// Limits of one body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimits {
    pub(crate) max: Option<u64>,
    pub(crate) idle: Duration,
}

fn too_large() -> HostError {
    HostError::framework(413, "Payload Too Large")
}

/// The body as the engine reads it.
pub(crate) fn source(incoming: Incoming, declared: Option<u64>, limits: BodyLimits) -> BodySource {
    if incoming.is_end_stream() {
        return BodySource::Empty;
    }
    let over = match (declared, limits.max) {
        (Some(declared), Some(max)) => declared > max,
        _ => false,
    };
    if over {
        let refused: BodyStream = Box::pin(stream::once(async { Err(too_large()) }));
        return BodySource::Stream(refused);
    }
    let state = State { incoming, taken: 0, limits, ended: false };
    BodySource::Stream(Box::pin(stream::unfold(state, next)))
}

struct State {
    incoming: Incoming,
    taken: u64,
    limits: BodyLimits,
    ended: bool,
}

async fn next(mut state: State) -> Option<(Result<Bytes, HostError>, State)> {
    if state.ended {
        return None;
    }
    loop {
        let frame = match tokio::time::timeout(state.limits.idle, state.incoming.frame()).await {
            Ok(frame) => frame?,
            Err(_) => {
                state.ended = true;
                return Some((Err(HostError::framework(408, "Request Timeout")), state));
            }
        };
        let data = match frame.map(hyper::body::Frame::into_data) {
            Ok(Ok(data)) => data,
            // Trailers carry nothing for us.
            Ok(Err(_)) => continue,
            Err(error) => {
                state.ended = true;
                let text = format!("The request body ended early: {error}");
                return Some((Err(HostError::type_error(text)), state));
            }
        };
        state.taken = state.taken.saturating_add(data.len() as u64);
        if state.limits.max.is_some_and(|max| state.taken > max) {
            state.ended = true;
            return Some((Err(too_large()), state));
        }
        return Some((Ok(data), state));
    }
}
