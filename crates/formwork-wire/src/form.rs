//! Limits of form bodies and the ways in which they fail, shared by [`crate::urlencoded`] and
//! [`crate::multipart`].
//!
//! A limit is about what was received, never about what was announced. The size of the body as a whole
//! is counted by whoever reads it from the network.

use thiserror::Error;

/// How much of a form is accepted. The defaults are those of the reliability document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Fields, or parts, of one form.
    pub max_fields: usize,
    /// Bytes of one field's name.
    pub max_name_bytes: usize,
    /// Bytes of one text value. Files are not bounded by it.
    pub max_value_bytes: usize,
    /// Bytes of one part's header block.
    pub max_header_bytes: usize,
    /// Headers of one part.
    pub max_headers: usize,
    /// Bytes before the first boundary.
    pub max_preamble_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_fields: 1_000,
            max_name_bytes: 1024,
            max_value_bytes: 1024 * 1024,
            max_header_bytes: 8 * 1024,
            max_headers: 32,
            max_preamble_bytes: 1024,
        }
    }
}

impl Limits {
    /// No limits besides those that keep headers in memory small; for bodies the app made itself.
    #[must_use]
    pub fn generous() -> Self {
        Self {
            max_fields: usize::MAX,
            max_name_bytes: 64 * 1024,
            max_value_bytes: usize::MAX,
            max_header_bytes: 128 * 1024,
            max_headers: 1_000,
            max_preamble_bytes: 64 * 1024,
        }
    }
}

/// Why a body is no form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FormError {
    /// More fields than allowed.
    #[error("the form has more than {0} fields")]
    TooManyFields(usize),
    /// A longer name than allowed.
    #[error("a field name is longer than {0} bytes")]
    NameTooLong(usize),
    /// A longer text value than allowed.
    #[error("a field value is longer than {0} bytes")]
    ValueTooLong(usize),
    /// `multipart/form-data` without a usable boundary parameter.
    #[error("the content type has no usable boundary: {0}")]
    Boundary(&'static str),
    /// The body ended before the closing boundary.
    #[error("the body ends before its closing boundary")]
    Truncated,
    /// Too much before the first boundary.
    #[error("more than {0} bytes come before the first boundary")]
    Preamble(usize),
    /// Something else than a line break or `--` after a boundary.
    #[error("a boundary is followed by other text")]
    AfterBoundary,
    /// A part's headers are too long or too many.
    #[error("a part has too many or too long headers")]
    TooManyHeaders,
    /// A part's headers are malformed.
    #[error("a part has malformed headers: {0}")]
    Header(&'static str),
    /// More was pushed after an error or after the end.
    #[error("the form was already given up")]
    Failed,
}

impl FormError {
    /// The HTTP status for the error: 413 when something is too much, else 400.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::TooManyFields(_) | Self::ValueTooLong(_) => 413,
            _ => 400,
        }
    }

    /// A permanent code for logs and documentation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooManyFields(_) => "FW-FORM-FIELDS",
            Self::NameTooLong(_) => "FW-FORM-NAME",
            Self::ValueTooLong(_) => "FW-FORM-VALUE",
            Self::Boundary(_) => "FW-FORM-BOUNDARY",
            Self::Truncated => "FW-FORM-TRUNCATED",
            Self::Preamble(_) => "FW-FORM-PREAMBLE",
            Self::AfterBoundary | Self::Header(_) | Self::Failed => "FW-FORM-MALFORMED",
            Self::TooManyHeaders => "FW-FORM-HEADERS",
        }
    }
}
