//! Errors that natives raise in user code.
//!
//! A Rust failure becomes a proper JavaScript exception: the class a script would expect, with a
//! message. [`ErrorClass::Framework`] marks failures whose status and text may be shown to the client
//! (413 for a body that is too large, say): the exception carries the status under the registered
//! symbol `formwork.status`, which the pipeline reads when it classifies what was thrown (S-76).

use rquickjs::atom::PredefinedAtom;
use rquickjs::function::Constructor;
use rquickjs::object::Property;
use rquickjs::{Ctx, Function, Object, Value};

/// Which JavaScript class an error becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// `Error`
    Error,
    /// `TypeError`
    TypeError,
    /// `RangeError`
    RangeError,
    /// `SyntaxError`
    SyntaxError,
    /// `DOMException` with this name
    DomException(&'static str),
    /// An `Error` with this `code`, as Node gives it to failures of the system.
    System {
        /// `ECONNREFUSED`, for example.
        code: &'static str,
    },
    /// An `Error` whose status and message are public (framework error of S-76).
    Framework {
        /// HTTP status it stands for.
        status: u16,
    },
}

/// A failure on the Rust side of a native function.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct HostError {
    /// The JavaScript class it becomes.
    pub class: ErrorClass,
    /// The message, for the developer (for `Framework`: the public text).
    pub message: String,
}

impl HostError {
    /// An error of `class` with `message`.
    pub fn new(class: ErrorClass, message: impl Into<String>) -> Self {
        HostError { class, message: message.into() }
    }

    /// A `TypeError`.
    pub fn type_error(message: impl Into<String>) -> Self {
        Self::new(ErrorClass::TypeError, message)
    }

    /// A framework error: `status` and `message` may be shown to the client.
    pub fn framework(status: u16, message: impl Into<String>) -> Self {
        Self::new(ErrorClass::Framework { status }, message)
    }

    /// Throws it in `ctx`; return the result from the native function.
    pub fn throw(self, ctx: &Ctx<'_>) -> rquickjs::Error {
        match self.make(ctx) {
            Ok(value) => ctx.throw(value),
            Err(error) => error,
        }
    }

    /// The exception as a value, for rejecting a promise.
    pub fn into_value<'js>(self, ctx: &Ctx<'js>) -> Value<'js> {
        self.make(ctx).unwrap_or_else(|_| ctx.catch())
    }

    /// Made by the class's own constructor, so that it is what a script would have made.
    fn make<'js>(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let class = match self.class {
            ErrorClass::TypeError => "TypeError",
            ErrorClass::RangeError => "RangeError",
            ErrorClass::SyntaxError => "SyntaxError",
            ErrorClass::Error | ErrorClass::System { .. } | ErrorClass::Framework { .. } => "Error",
            ErrorClass::DomException(_) => "DOMException",
        };
        let class: Constructor = ctx.globals().get(class)?;
        match self.class {
            ErrorClass::DomException(name) => class.construct((self.message, name)),
            ErrorClass::System { code } => {
                let error: Object = class.construct((self.message,))?;
                error.set("code", code)?;
                Ok(error.into_value())
            }
            ErrorClass::Framework { status } => {
                let error: Object = class.construct((self.message,))?;
                error.prop(status_key(ctx)?, Property::from(status))?;
                Ok(error.into_value())
            }
            _ => class.construct((self.message,)),
        }
    }
}

/// The registered symbol under which a framework error keeps its status.
fn status_key<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
    let symbol: Object = ctx.globals().get(PredefinedAtom::Symbol)?;
    let registered: Function = symbol.get("for")?;
    registered.call(("formwork.status",))
}
