//! Closing a connection whose client may still be sending.
//!
//! A socket that is closed while bytes wait in it, or still arrive, is reset, and a client that is told of a reset
//! forgets what it has not read yet: the answer that says why its upload was refused. So the side that sends is closed
//! first, and what comes is thrown away until the client has closed its own, for a short while. A server that ends does
//! not wait.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::sync::CancellationToken;

use crate::listener::Stream;

/// How long to wait for the client to close its side. There is no bound in bytes: they go nowhere.
const TIME: Duration = Duration::from_secs(1);

/// A connection that is closed with patience.
pub(crate) struct Lingering {
    stream: Box<dyn Stream>,
    closing: CancellationToken,
    /// The end of the wait, once this side is closed.
    until: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    closed: bool,
}

impl Lingering {
    /// `closing` is cancelled when the server ends.
    pub(crate) fn new(stream: Box<dyn Stream>, closing: CancellationToken) -> Self {
        Lingering { stream, closing, until: None, closed: false }
    }
}

impl AsyncRead for Lingering {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Lingering {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.closed {
            return Poll::Ready(Ok(()));
        }
        if this.until.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(cx))?;
        }
        let until = this.until.get_or_insert_with(|| {
            let closing = this.closing.clone();
            Box::pin(async move {
                let _ = tokio::time::timeout(TIME, closing.cancelled_owned()).await;
            })
        });
        let mut thrown_away = [0; 16 * 1024];
        while until.as_mut().poll(cx).is_pending() {
            let mut buffer = ReadBuf::new(&mut thrown_away);
            let read = ready!(Pin::new(&mut this.stream).poll_read(cx, &mut buffer));
            if read.is_err() || buffer.filled().is_empty() {
                break;
            }
        }
        this.closed = true;
        Poll::Ready(Ok(()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
