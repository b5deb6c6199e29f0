//! Where connections come from: a TCP port, a Unix socket, or a socket that the service manager opened (F-198).

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use listenfd::ListenFd;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::net::UnixListener;

use crate::app::StartError;
use crate::config::Config;

/// A bound socket.
#[derive(Debug)]
pub(crate) struct Listener {
    kind: Kind,
    address: Address,
}

#[derive(Debug)]
enum Kind {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix {
        listener: UnixListener,
        /// The file to remove at the end; none if somebody else made it.
        file: Option<PathBuf>,
    },
}

/// What a server listens on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// Address and port.
    Tcp(SocketAddr),
    /// A file.
    Unix(PathBuf),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp(address) => address.fmt(f),
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// Both directions of a connection.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// A connection, and who is at its other end, as far as that is known.
pub(crate) type Accepted = (Box<dyn Stream>, Option<IpAddr>);

impl Listener {
    /// The socket that the service manager passed on if there is one, else the configured one.
    pub(crate) async fn open(config: &Config) -> Result<Self, StartError> {
        if config.inherit
            && let Some(listener) = Self::inherited()?
        {
            return Ok(listener);
        }
        match &config.socket_path {
            Some(path) => Self::unix(path.clone(), config.socket_mode),
            None => Self::tcp(format!("{}:{}", bracketed(&config.host), config.port)).await,
        }
    }

    async fn tcp(place: String) -> Result<Self, StartError> {
        let listener = TcpListener::bind(&place).await;
        let bound = listener.and_then(|listener| Ok((listener.local_addr()?, listener)));
        let (address, listener) = bound.map_err(|source| StartError::Bind { place, source })?;
        Ok(Listener { kind: Kind::Tcp(listener), address: Address::Tcp(address) })
    }

    #[cfg(unix)]
    fn unix(path: PathBuf, mode: Option<u32>) -> Result<Self, StartError> {
        use std::os::unix::fs::PermissionsExt;
        let bind = || {
            remove_stale(&path)?;
            let listener = UnixListener::bind(&path)?;
            if let Some(mode) = mode {
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode))?;
            }
            Ok(listener)
        };
        let listener =
            bind().map_err(|source| StartError::Bind { place: path.display().to_string(), source })?;
        Ok(Listener { kind: Kind::Unix { listener, file: Some(path.clone()) }, address: Address::Unix(path) })
    }

    #[cfg(not(unix))]
    fn unix(path: PathBuf, _: Option<u32>) -> Result<Self, StartError> {
        let source = io::Error::from(io::ErrorKind::Unsupported);
        Err(StartError::Bind { place: path.display().to_string(), source })
    }

    fn inherited() -> Result<Option<Self>, StartError> {
        let take = || -> io::Result<Option<Self>> {
            let mut passed = ListenFd::from_env();
            if passed.len() == 0 {
                return Ok(None);
            }
            if passed.len() > 1 {
                return Err(io::Error::other(format!(
                    "{} sockets were passed, one is expected",
                    passed.len()
                )));
            }
            #[cfg(unix)]
            if let Ok(Some(listener)) = passed.take_unix_listener(0) {
                listener.set_nonblocking(true)?;
                let path = listener.local_addr()?.as_pathname().map(PathBuf::from).unwrap_or_default();
                let listener = UnixListener::from_std(listener)?;
                let kind = Kind::Unix { listener, file: None };
                return Ok(Some(Listener { kind, address: Address::Unix(path) }));
            }
            let Some(listener) = passed.take_tcp_listener(0)? else { return Ok(None) };
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            let kind = Kind::Tcp(TcpListener::from_std(listener)?);
            Ok(Some(Listener { kind, address: Address::Tcp(address) }))
        };
        take().map_err(|source| StartError::Bind { place: "the socket in LISTEN_FDS".to_owned(), source })
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// The next connection.
    pub(crate) async fn accept(&self) -> io::Result<Accepted> {
        match &self.kind {
            Kind::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                let _ = stream.set_nodelay(true);
                Ok((Box::new(stream), Some(peer.ip())))
            }
            #[cfg(unix)]
            Kind::Unix { listener, .. } => {
                let (stream, _) = listener.accept().await?;
                Ok((Box::new(stream), None))
            }
        }
    }
}

impl Drop for Kind {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Kind::Unix { file: Some(path), .. } = self {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A socket file that nobody listens on, such as one of a process that was killed, would be in the way for ever.
#[cfg(unix)]
fn remove_stale(path: &std::path::Path) -> io::Result<()> {
    use std::os::unix::fs::FileTypeExt;
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|meta| meta.file_type().is_socket());
    let refused = || {
        std::os::unix::net::UnixStream::connect(path)
            .is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
    };
    if is_socket && refused() { std::fs::remove_file(path) } else { Ok(()) }
}

fn bracketed(host: &str) -> String {
    if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() }
}
