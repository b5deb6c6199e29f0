//! Another server, for apps under test to fetch from: HTTP/1.1 and HTTP/2, plain and over TLS, and one that sends
//! whatever bytes a test wants.

use std::convert::Infallible;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::sync::{Arc, OnceLock};
use std::thread;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use serde_json::json;
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// "brotli brotli brotli x", compressed by Node.
const BROTLI: &[u8] = &[
    139, 10, 128, 98, 114, 111, 116, 108, 105, 32, 98, 114, 111, 116, 108, 105, 32, 98, 114, 111, 116, 108,
    105, 32, 120, 3,
];

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
    })
}

/// Answers by path; a port of the loopback address.
pub(crate) fn plain() -> u16 {
    static PORT: OnceLock<u16> = OnceLock::new();
    *PORT.get_or_init(|| listen(None))
}

/// The same over TLS, for the name `localhost`, with these protocols.
pub(crate) fn secure(protocols: &[&str]) -> u16 {
    let protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    let (certificate, key) = {
        let identity = identity();
        (identity.certificate.clone(), PrivatePkcs8KeyDer::from(identity.key.clone()))
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key))
        .expect("a certificate");
    config.alpn_protocols = protocols;
    listen(Some(TlsAcceptor::from(Arc::new(config))))
}

struct Identity {
    certificate: tokio_rustls::rustls::pki_types::CertificateDer<'static>,
    key: Vec<u8>,
    file: PathBuf,
}

fn identity() -> &'static Identity {
    static IDENTITY: OnceLock<Identity> = OnceLock::new();
    IDENTITY.get_or_init(|| {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let file = crate::server::scratch().join("authority.pem");
        std::fs::write(&file, made.cert.pem()).expect("a file");
        Identity { certificate: made.cert.der().clone(), key: made.signing_key.serialize_der(), file }
    })
}

/// The file with the certificate of [`secure`].
pub(crate) fn authority() -> &'static Path {
    &identity().file
}

fn listen(tls: Option<TlsAcceptor>) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    listener.set_nonblocking(true).expect("a socket");
    runtime().spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
        while let Ok((stream, peer)) = listener.accept().await {
            let tls = tls.clone();
            tokio::spawn(async move {
                let service = service_fn(move |request| answer(request, peer));
                let server = auto::Builder::new(TokioExecutor::new());
                match tls {
                    None => drop(server.serve_connection(TokioIo::new(stream), service).await),
                    Some(tls) => {
                        if let Ok(stream) = tls.accept(stream).await {
                            drop(server.serve_connection(TokioIo::new(stream), service).await);
                        }
                    }
                }
            });
        }
    });
    port
}

async fn answer(request: Request<Incoming>, peer: SocketAddr) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let query = |name: &str| {
        let query = head.uri.query().unwrap_or_default();
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let mut response = match head.uri.path() {
        "/echo" => {
            let headers: serde_json::Map<_, _> = head
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), json!(String::from_utf8_lossy(value.as_bytes()))))
                .collect();
            let seen = json!({
                "method": head.method.as_str(), "target": head.uri.path_and_query().map(ToString::to_string),
                "version": format!("{:?}", head.version), "peer": peer.port(), "headers": headers,
                "body": String::from_utf8_lossy(&body),
            });
            let mut response = Response::new(Full::from(seen.to_string()));
            response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
            response
        }
        "/coded" => {
            let coding = query("as").unwrap_or_default();
            let mut response = Response::new(Full::from(coded(&coding)));
            let name = if coding == "raw" { "deflate" } else { &coding };
            response.headers_mut().insert("content-encoding", HeaderValue::from_str(name).expect("a value"));
            response.headers_mut().insert("content-type", HeaderValue::from_static("text/plain"));
            response
        }
        _ => Response::new(Full::from(query("body").unwrap_or_default())),
    };
    if let Some(status) = query("status").and_then(|status| status.parse().ok()) {
        *response.status_mut() = status;
    }
    for (name, header) in [
        ("to", "location"),
        ("allow", "access-control-allow-origin"),
        ("cache", "cache-control"),
        ("cookie", "set-cookie"),
    ] {
        if let Some(value) = query(name).and_then(|value| HeaderValue::from_str(&value).ok()) {
            response.headers_mut().insert(header, value);
        }
    }
    Ok(response)
}

/// "coded" a thousand times; for brotli see [`BROTLI`].
fn coded(coding: &str) -> Vec<u8> {
    let text = "coded".repeat(1000);
    let bytes = text.as_bytes();
    let gzip = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("gzip")
    };
    match coding {
        "gzip" => gzip(bytes),
        "gzip, gzip" => gzip(&gzip(bytes)),
        "raw" => {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("deflate")
        }
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("zlib")
        }
        "br" => BROTLI.to_vec(),
        _ => bytes.to_vec(),
    }
}

/// A server for one connection at a time: `serve` gets each, with the head of its first request read.
pub(crate) fn raw(serve: impl Fn(&mut TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read > 0) {
                head.push(byte[0]);
            }
            serve(&mut stream);
        }
    });
    port
}

/// A server that sends `bytes` and then waits until the other side closes the connection, which it reports.
pub(crate) fn hanging(bytes: &'static [u8]) -> (u16, mpsc::Receiver<()>) {
    let (closed, report) = mpsc::channel();
    let port = raw(move |stream| {
        let _ = stream.write_all(bytes);
        let _ = stream.read(&mut [0]);
        let _ = closed.send(());
    });
    (port, report)
}
