//! The listener: connections, their limits, and a graceful end (F-198, F-199, R-68).

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{AppSlot, StartError};
use crate::config::Config;
use crate::linger::Lingering;
use crate::listener::{Accepted, Address, Listener};
use crate::service;

/// Limits of a request's head (RELIABILITY.md).
const MAX_HEAD: usize = 64 * 1024;
const MAX_HEADERS: usize = 100;
/// How long to wait after `accept` failed for lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A server that listens, and takes no connection yet.
#[derive(Debug)]
pub struct Server {
    listener: Listener,
    config: Config,
}

impl Server {
    /// Opens what the configuration names: a port or a socket.
    pub async fn bind(config: &Config) -> Result<Server, StartError> {
        Ok(Server { listener: Listener::open(config).await?, config: config.clone() })
    }

    /// Where it listens.
    pub fn address(&self) -> &Address {
        self.listener.address()
    }

    /// Serves until `shutdown` completes, or nobody was connected for the configured time; then lets running
    /// requests finish for the configured time.
    pub async fn serve(self, app: AppSlot, shutdown: impl Future<Output = ()>) -> Result<(), StartError> {
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(self.config.headers_timeout.max(self.config.keep_alive_timeout))
            .max_buf_size(MAX_HEAD)
            .max_headers(MAX_HEADERS);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(100)
            .max_header_list_size(MAX_HEAD as u32);
        let builder = Arc::new(builder);
        let connections = TaskTracker::new();
        let closing = app.closing();
        let open = Arc::new(Activity::default());
        let unused = async {
            match self.config.idle_timeout {
                Some(time) => open.idle(time).await,
                None => std::future::pending().await,
            }
        };
        tokio::pin!(shutdown, unused);
        loop {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok(accepted) => {
                        let connection = Connection {
                            builder: builder.clone(),
                            app: app.clone(),
                            closing: closing.clone(),
                            keep_alive: self.config.keep_alive_timeout,
                        };
                        let open = open.begin();
                        connections.spawn(async move {
                            connection.serve(accepted).await;
                            drop(open);
                        });
                    }
                    Err(error) => {
                        tracing::warn!(target: "formwork::connection", "no connection could be taken: {error}");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
                () = &mut shutdown => break,
                () = &mut unused => {
                    tracing::info!("nobody was connected for a while; ending");
                    break;
                }
            }
        }
        drop(self.listener);
        closing.cancel();
        connections.close();
        if tokio::time::timeout(self.config.shutdown_timeout, connections.wait()).await.is_err() {
            tracing::warn!("Some requests did not finish within {:?}", self.config.shutdown_timeout);
        }
        Ok(())
    }
}

/// What serves one connection.
struct Connection {
    builder: Arc<auto::Builder<TokioExecutor>>,
    app: AppSlot,
    closing: CancellationToken,
    keep_alive: Duration,
}

impl Connection {
    async fn serve(self, (stream, peer): Accepted) {
        let activity = Arc::new(Activity::default());
        let (app, noted) = (self.app, activity.clone());
        let service = service_fn(move |request| {
            let (app, running) = (app.clone(), noted.begin());
            async move {
                let answer = service::answer(app, peer, request).await;
                drop(running);
                answer
            }
        });
        let connection = self
            .builder
            .serve_connection(TokioIo::new(Lingering::new(stream, self.closing.clone())), service);
        tokio::pin!(connection);
        let mut ending = false;
        let ended = loop {
            tokio::select! {
                ended = connection.as_mut() => break ended,
                // Either way a request that is running finishes, and no further one is taken.
                () = self.closing.cancelled(), if !ending => {}
                () = activity.idle(self.keep_alive), if !ending => {}
            }
            ending = true;
            connection.as_mut().graceful_shutdown();
        };
        if let Err(error) = ended {
            tracing::debug!(target: "formwork::connection", "{peer:?}: {error}");
        }
    }
}

/// Whether something is being used: a connection by requests, the server by connections.
#[derive(Default)]
struct Activity {
    running: AtomicUsize,
    changed: Notify,
}

/// One use.
struct Running(Arc<Activity>);

impl Activity {
    fn begin(self: &Arc<Self>) -> Running {
        self.running.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_one();
        Running(self.clone())
    }

    /// Completes when there was no use for `time`.
    async fn idle(&self, time: Duration) {
        loop {
            let changed = self.changed.notified();
            if self.running.load(Ordering::Relaxed) > 0 {
                changed.await;
            } else if tokio::time::timeout(time, changed).await.is_err() {
                return;
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
        self.0.changed.notify_one();
    }
}
