//! The JSON body of an action's outcome (S-41…S-47).
//!
//! Keys come in the reference's order and the texts are put together from parts: `data` is devalue
//! text and travels as a *string*; an error object is JSON the caller made (it is what `handleError`
//! returned). The HTTP status is not always the one in the body: see [`Outcome::http_status`].

use crate::json::{push_integer, push_key, push_string};
use crate::redirect::Status;

/// Content-Type of every action result (S-41).
pub const CONTENT_TYPE: &str = "application/json";

/// The outcome of an action on the JSON path.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// It returned a value; `data` is its devalue text, or `None` when the value was falsy.
    Success {
        /// S-29.
        location: &'a str,
        /// Devalue text.
        data: Option<&'a str>,
    },
    /// It returned `fail(status, value)`; `data` is always there (`-1` for undefined).
    Failure {
        /// As given to `fail`.
        status: u16,
        /// S-29.
        location: &'a str,
        /// Devalue text.
        data: &'a str,
    },
    /// It threw `redirect(status, location)`.
    Redirect {
        /// As given to `redirect`.
        status: &'a Status,
        /// As given to `redirect`, maybe relative.
        location: &'a str,
    },
    /// It threw anything else, or a check failed.
    Error {
        /// The `status` of the error object.
        status: u16,
        /// S-29.
        location: &'a str,
        /// The error object as JSON.
        error: &'a str,
    },
}

impl Outcome<'_> {
    /// The status of the HTTP response (S-42, S-44).
    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self {
            Self::Success { .. } | Self::Redirect { .. } => 200,
            Self::Failure { status, .. } | Self::Error { status, .. } => *status,
        }
    }

    /// The body.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{");
        let (kind, location) = match self {
            Self::Success { location, .. } => ("success", location),
            Self::Failure { location, .. } => ("failure", location),
            Self::Redirect { location, .. } => ("redirect", location),
            Self::Error { location, .. } => ("error", location),
        };
        push_key(&mut out, "type");
        push_string(&mut out, kind);
        match self {
            Self::Success { data, .. } => {
                push_key(&mut out, "status");
                push_integer(&mut out, if data.is_some() { 200 } else { 204 });
            }
            Self::Failure { status, .. } => {
                push_key(&mut out, "status");
                push_integer(&mut out, *status);
            }
            Self::Redirect { status, .. } => {
                push_key(&mut out, "status");
                out.push_str(status.json());
            }
            Self::Error { .. } => {}
        }
        push_key(&mut out, "location");
        push_string(&mut out, location);
        match self {
            Self::Success { data: Some(data), .. } | Self::Failure { data, .. } => {
                push_key(&mut out, "data");
                push_string(&mut out, data);
            }
            Self::Error { error, .. } => {
                push_key(&mut out, "error");
                out.push_str(error);
            }
            Self::Success { data: None, .. } | Self::Redirect { .. } => {}
        }
        out.push('}');
        out
    }
}

/// The error object of a framework or unknown error before `handleError`, and the whole body where a
/// failure is no action result (S-43).
#[must_use]
pub fn error_object(status: u16, message: &str) -> String {
    let mut out = String::from("{");
    push_key(&mut out, "status");
    push_integer(&mut out, status);
    push_key(&mut out, "message");
    push_string(&mut out, message);
    out.push('}');
    out
}

/// Whether `fail` with this status can become a response with a body (S-47).
#[must_use]
pub fn can_carry_body(status: f64) -> Option<u16> {
    (200..=599_u16).find(|code| f64::from(*code) == status).filter(|code| !matches!(code, 204 | 205 | 304))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s42_shapes() {
        let see_other = Status::see_other();
        let quoted = Status::from_text("303").unwrap();
        for (outcome, status, body) in [
            (
                Outcome::Success { location: "/a?x=1", data: Some("[{\"a\":1},\"\\u003C\"]") },
                200,
                r#"{"type":"success","status":200,"location":"/a?x=1","data":"[{\"a\":1},\"\\u003C\"]"}"#,
            ),
            (
                Outcome::Success { location: "/a", data: None },
                200,
                r#"{"type":"success","status":204,"location":"/a"}"#,
            ),
            (
                Outcome::Failure { status: 422, location: "/a", data: "-1" },
                422,
                r#"{"type":"failure","status":422,"location":"/a","data":"-1"}"#,
            ),
            (
                Outcome::Redirect { status: &see_other, location: "../x" },
                200,
                r#"{"type":"redirect","status":303,"location":"../x"}"#,
            ),
            (
                Outcome::Redirect { status: &quoted, location: "/" },
                200,
                r#"{"type":"redirect","status":"303","location":"/"}"#,
            ),
            (
                Outcome::Error { status: 499, location: "/a", error: r#"{"status":499,"message":"m"}"# },
                499,
                r#"{"type":"error","location":"/a","error":{"status":499,"message":"m"}}"#,
            ),
        ] {
            assert_eq!((outcome.http_status(), outcome.to_json().as_str()), (status, body));
        }
    }

    #[test]
    fn s43_bare_error() {
        assert_eq!(error_object(500, "Internal \"E\""), r#"{"status":500,"message":"Internal \"E\""}"#);
    }

    #[test]
    fn s47_statuses() {
        for (status, ok) in [
            (200.0, true),
            (400.0, true),
            (599.0, true),
            (204.0, false),
            (205.0, false),
            (304.0, false),
            (199.0, false),
        ] {
            assert_eq!(can_carry_body(status).is_some(), ok, "{status}");
        }
        assert_eq!(can_carry_body(600.0), None);
        assert_eq!(can_carry_body(f64::NAN), None);
        assert_eq!(can_carry_body(400.5), None);
    }
}
