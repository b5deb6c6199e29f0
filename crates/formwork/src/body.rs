//! The request body on its way from the socket to user code: limited, timed, pulled.
//!
//! Nothing is read before user code asks. The limit counts every byte (S-116, S-117); a declared length
//! above it fails the first read, before a byte is taken. Which limit holds may depend on the action, which
//! is known before the body is read, so it is looked up then. A client that pauses too long, or
//! that is too slow as a whole, fails the read with 408.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use formwork_engine::HostError;
use formwork_engine::web::body::{BodySource, BodyStream};
use futures_util::stream;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

/// The slowest client that is waited for, in bytes a second.
const SLOWEST: u64 = 16 * 1024;

/// A body as it came from the socket.
pub(crate) struct Received {
    pub(crate) incoming: Incoming,
    /// Its `Content-Length`.
    pub(crate) declared: Option<u64>,
}

impl std::fmt::Debug for Received {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Received").field("declared", &self.declared).finish_non_exhaustive()
    }
}

/// Limits of one body, and how long it has been waited for.
#[derive(Debug)]
pub(crate) struct Reception {
    /// Largest size in bytes; `None` for no limit.
    pub(crate) max: Cell<Option<u64>>,
    /// How long the client may pause.
    idle: Duration,
    /// How long it may take altogether, on top of the time that its size needs.
    total: Duration,
    /// Time spent waiting for the client, without the wait that is going on.
    waited: Cell<Duration>,
    waiting_since: Cell<Option<Instant>>,
}

impl Reception {
    pub(crate) fn new(max: Option<u64>, idle: Duration, total: Duration) -> Rc<Self> {
        Rc::new(Reception {
            max: Cell::new(max),
            idle,
            total,
            waited: Cell::new(Duration::ZERO),
            waiting_since: Cell::new(None),
        })
    }

    /// Time for which the client, not user code, kept this request waiting.
    pub(crate) fn waited(&self) -> Duration {
        let now = self.waiting_since.get().map(|since| since.elapsed());
        self.waited.get().saturating_add(now.unwrap_or_default())
    }

    fn is_over(&self, size: u64) -> bool {
        self.max.get().is_some_and(|max| size > max)
    }

    /// Waits for the client.
    async fn wait<T>(&self, taken: u64, next: impl Future<Output = T>) -> Result<T, HostError> {
        let allowed = self.total.saturating_add(Duration::from_secs(taken / SLOWEST));
        let left = allowed.saturating_sub(self.waited.get()).min(self.idle);
        let waiting = Waiting { reception: self, since: Instant::now() };
        self.waiting_since.set(Some(waiting.since));
        let next = tokio::time::timeout(left, next).await;
        drop(waiting);
        next.map_err(|_| HostError::framework(408, "Request Timeout"))
    }
}

/// One wait, which also ends when nobody wants its result any more.
struct Waiting<'a> {
    reception: &'a Reception,
    since: Instant,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let waited = &self.reception.waited;
        waited.set(waited.get().saturating_add(self.since.elapsed()));
        self.reception.waiting_since.set(None);
    }
}

/// The body as the engine reads it.
pub(crate) fn source(received: Received, reception: Rc<Reception>) -> BodySource {
    if received.incoming.is_end_stream() {
        return BodySource::Empty;
    }
    let state = State { received, reception, taken: 0, ended: false };
    let stream: BodyStream = Box::pin(stream::unfold(state, next));
    BodySource::Stream(stream)
}

struct State {
    received: Received,
    reception: Rc<Reception>,
    taken: u64,
    ended: bool,
}

async fn next(mut state: State) -> Option<(Result<Bytes, HostError>, State)> {
    if state.ended {
        return None;
    }
    let piece = state.piece().await.transpose()?;
    state.ended = piece.is_err();
    Some((piece, state))
}

impl State {
    async fn piece(&mut self) -> Result<Option<Bytes>, HostError> {
        let too_large = || HostError::framework(413, "Payload Too Large");
        if self.received.declared.is_some_and(|declared| self.reception.is_over(declared)) {
            return Err(too_large());
        }
        loop {
            let frame = self.reception.wait(self.taken, self.received.incoming.frame()).await?;
            let Some(frame) = frame else { return Ok(None) };
            let frame = frame.map_err(|error| broken(&error))?;
            // Trailers carry nothing for us.
            let Ok(data) = frame.into_data() else { continue };
            self.taken = self.taken.saturating_add(data.len() as u64);
            return if self.reception.is_over(self.taken) { Err(too_large()) } else { Ok(Some(data)) };
        }
    }
}

/// A client that went away, or one whose chunks are none.
fn broken(error: &hyper::Error) -> HostError {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<std::io::Error>());
    match cause.map(std::io::Error::kind) {
        Some(std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData) => {
            HostError::framework(400, "Bad Request")
        }
        _ => HostError::type_error(format!("The request body ended early: {error}")),
    }
}
