//! Ctrl-C and SIGTERM: the first asks to finish, the second ends at once (F-199, R-68).
//!
//! The handlers are installed explicitly, so they also work as process 1 of a container, which has no
//! default ones.

use std::io;

use tokio::sync::watch;

/// Whether this process was asked to stop.
#[derive(Debug, Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Begins to listen for the signals; `on_first` says so to the user.
    pub(crate) fn listen(on_first: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let mut signals = Signals::new()?;
        let (sender, receiver) = watch::channel(false);
        tokio::spawn(async move {
            signals.next().await;
            on_first();
            // Nobody may be waiting yet; the value stays for whoever will.
            sender.send_replace(true);
            signals.next().await;
            // 128 + SIGINT, as shells report a program that was interrupted.
            std::process::exit(130);
        });
        Ok(Stop(receiver))
    }

    /// Over as soon as a signal has come.
    pub(crate) async fn requested(mut self) {
        // An error means that the task above is gone, which happens only when the runtime ends.
        let _ = self.0.wait_for(|stopping| *stopping).await;
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Signals)
    }

    async fn next(&mut self) {
        // Without a handler there is nothing to wait for; the system ends the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
