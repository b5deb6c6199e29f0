//! What went wrong with an outgoing request, in words and as a code.
//!
//! User code gets `TypeError: fetch failed` with a `cause` that has both. Codes are those of Node where it has one,
//! because programs look at them.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use crate::error::{ErrorClass, HostError};

/// Why a request got no answer, or its answer no end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Failure { code, message: message.into() }
    }

    /// Whether the connection was closed instead of an answer.
    pub(crate) fn is_closed(&self) -> bool {
        matches!(self.code, "ECONNRESET" | "EPIPE" | "UND_ERR_SOCKET")
    }

    /// The request was given up by whoever made it.
    pub(crate) fn given_up() -> Self {
        Failure::new("ERR_GIVEN_UP", "the request that this one was made for was given up")
    }

    /// What an error of the client says about a request to `place` (host and port).
    pub(crate) fn of(error: &(dyn Error + 'static), place: &str) -> Self {
        let chain: Vec<&(dyn Error + 'static)> =
            std::iter::successors(Some(error), |error| below(*error)).collect();
        for error in &chain {
            if let Some(failure) = error.downcast_ref::<Failure>() {
                return failure.clone();
            }
            if let Some(error) = error.downcast_ref::<rustls::Error>() {
                return of_tls(error, place);
            }
        }
        if let Some(error) = chain.iter().find_map(|error| error.downcast_ref::<hyper::Error>())
            && !chain.iter().any(|error| error.is::<io::Error>())
        {
            return of_http(error, place);
        }
        for error in chain.iter().rev() {
            if let Some(error) = error.downcast_ref::<io::Error>() {
                return of_io(error, place);
            }
        }
        let last = chain.last().map(ToString::to_string).unwrap_or_default();
        Failure::new("UND_ERR", format!("the request to {place} failed: {last}"))
    }

    /// As an error that user code finds under `cause`.
    pub(crate) fn into_cause(self) -> HostError {
        HostError::new(ErrorClass::System { code: self.code }, self.message)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Failure {}

/// The cause of an error, also one that an `io::Error` only wraps.
fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn of_io(error: &io::Error, place: &str) -> Failure {
    let code = match error.kind() {
        io::ErrorKind::ConnectionRefused => "ECONNREFUSED",
        io::ErrorKind::ConnectionReset => "ECONNRESET",
        io::ErrorKind::HostUnreachable => "EHOSTUNREACH",
        io::ErrorKind::NetworkUnreachable => "ENETUNREACH",
        io::ErrorKind::TimedOut => "ETIMEDOUT",
        io::ErrorKind::BrokenPipe => "EPIPE",
        io::ErrorKind::UnexpectedEof => "UND_ERR_SOCKET",
        _ if error.to_string().contains("failed to lookup address") => {
            return Failure::new("ENOTFOUND", format!("the host of {place} cannot be found: {error}"));
        }
        _ => "UND_ERR_SOCKET",
    };
    Failure::new(code, format!("the connection to {place} failed: {error}"))
}

fn of_http(error: &hyper::Error, place: &str) -> Failure {
    if error.is_incomplete_message() {
        let text = format!("{place} closed the connection before its answer was complete");
        Failure::new("UND_ERR_SOCKET", text)
    } else if error.is_parse_too_large() {
        Failure::new(
            "UND_ERR_HEADERS_OVERFLOW",
            format!("the headers of the answer of {place} are too large"),
        )
    } else if error.is_parse() {
        Failure::new("HPE_INVALID", format!("the answer of {place} is no HTTP: {error}"))
    } else {
        Failure::new("UND_ERR_SOCKET", format!("the connection to {place} broke off: {error}"))
    }
}

fn of_tls(error: &rustls::Error, place: &str) -> Failure {
    let (code, hint) = match error {
        rustls::Error::InvalidCertificate(problem) => match problem {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => ("CERT_HAS_EXPIRED", ""),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                ("CERT_NOT_YET_VALID", "")
            }
            CertificateError::Revoked => ("CERT_REVOKED", ""),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                ("ERR_TLS_CERT_ALTNAME_INVALID", "")
            }
            CertificateError::UnknownIssuer => (
                "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
                ". If its authority is one of your own, name its file in NODE_EXTRA_CA_CERTS",
            ),
            _ => ("ERR_TLS_CERT", ""),
        },
        _ => ("ERR_SSL", ""),
    };
    Failure::new(code, format!("no secure connection to {place}: {error}{hint}"))
}
