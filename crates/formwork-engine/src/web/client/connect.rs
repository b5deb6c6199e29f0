//! Connections to other servers: names, TCP, TLS, all within one time.
//!
//! Certificates are checked against the system's authorities, or those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name,
//! or, on a machine without any, the ones of Mozilla that came with the program; what `NODE_EXTRA_CA_CERTS` names is
//! trusted as well. They are read when the first `https` URL is asked for: most apps start without.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tower_service::Service;

use super::{Failure, place};

/// Time for a name, a connection and its encryption.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// More authorities, in addition to the system's; the name is Node's.
const EXTRA_AUTHORITIES: &str = "NODE_EXTRA_CA_CERTS";

/// Connects, with TLS where the URL says so.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector,
    secure: Arc<OnceCell<HttpsConnector<HttpConnector>>>,
}

impl Connector {
    pub(super) fn new() -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        // Shared out among the addresses of a name: one that is not reached does not take the time of all.
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        Connector { tcp, secure: Arc::default() }
    }

    async fn connect(mut self, uri: Uri) -> Result<MaybeHttpsStream<TokioIo<TcpStream>>, BoxError> {
        if uri.scheme_str() != Some("https") {
            return Ok(MaybeHttpsStream::Http(self.tcp.call(uri).await?));
        }
        let tcp = self.tcp;
        let secure = self.secure.get_or_try_init(|| async move {
            let config = tokio::task::spawn_blocking(config).await??;
            let builder = HttpsConnectorBuilder::new().with_tls_config(config).https_or_http();
            Ok::<_, BoxError>(builder.enable_all_versions().wrap_connector(tcp))
        });
        secure.await?.clone().call(uri).await
    }
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<TokioIo<TcpStream>>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let place = place(&uri);
        let connect = tokio::time::timeout(CONNECT_TIMEOUT, self.clone().connect(uri));
        Box::pin(async move {
            connect.await.unwrap_or_else(|_| {
                let text = format!("{place} did not accept a connection within {CONNECT_TIMEOUT:?}");
                Err(Failure::new("UND_ERR_CONNECT_TIMEOUT", text).into())
            })
        })
    }
}

/// How TLS is spoken, and who vouches for servers. Reads files.
fn config() -> Result<ClientConfig, BoxError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(authorities()).with_no_client_auth())
}

fn authorities() -> RootCertStore {
    let mut store = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!("An authority for TLS cannot be read: {error}");
    }
    store.add_parsable_certificates(found.certs);
    if store.is_empty() {
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    if let Some(path) = std::env::var_os(EXTRA_AUTHORITIES).filter(|path| !path.is_empty()) {
        let read = CertificateDer::pem_file_iter(&path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        match read {
            Ok(more) => {
                store.add_parsable_certificates(more);
            }
            Err(error) => {
                tracing::warn!("{EXTRA_AUTHORITIES}={}: {error}", path.to_string_lossy());
            }
        }
    }
    store
}
