//! devalue over the engine's live values (S-144…S-167).
//!
//! The encoding itself is `formwork_wire::devalue`; here is what it needs to know of JavaScript values.
//! Primitives, arrays and plain objects are read natively. Everything rarer is described by one script
//! (js/devalue.js), asked once per value.

mod sink;
mod source;

use formwork_wire::devalue::{DecodeError, DecodeErrorKind, EncodeErrorKind};
use rquickjs::context::EvalOptions;
use rquickjs::object::Property;
use rquickjs::{Ctx, Function, Object, Value};

use crate::error::HostError;
use crate::handle::Handle;

/// The hidden global that holds the functions of js/devalue.js.
const SCRIPT: &str = "__formwork_devalue";

pub(crate) fn install(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let mut options = EvalOptions::default();
    options.filename = Some("formwork:devalue".to_owned());
    let script: Object = ctx.eval_with_options(include_str!("../../js/devalue.js"), options)?;
    ctx.globals().prop(SCRIPT, Property::from(script))
}

fn script<'js>(ctx: &Ctx<'js>, name: &str) -> rquickjs::Result<Function<'js>> {
    ctx.globals().get::<_, Object>(SCRIPT)?.get(name)
}

/// Why a value has no text.
#[derive(Debug)]
pub enum EncodeFault {
    /// It, or something in it, cannot be encoded.
    Unencodable {
        /// Why.
        reason: String,
        /// Where: `.a[0]`; empty for the value itself.
        path: String,
    },
    /// User code threw while the value was read; the exception is pending in the context.
    Thrown(rquickjs::Error),
}

/// Takes promises: each gets an id, under which its value is sent later (S-163).
pub trait Defer {
    /// Takes a promise, or another thenable, and gives its id.
    fn defer<'js>(&self, ctx: &Ctx<'js>, promise: &Value<'js>) -> rquickjs::Result<Value<'js>>;
}

/// The devalue text of `value`. `reducers` are the custom types: name and encoder (S-164). Promises are
/// an error unless `defer` takes them (S-46, S-163).
pub fn encode<'js>(
    ctx: &Ctx<'js>,
    value: &Value<'js>,
    reducers: &[(&str, &Handle)],
    defer: Option<&dyn Defer>,
) -> Result<String, EncodeFault> {
    let mut source = source::Live::new(ctx, reducers, defer).map_err(EncodeFault::Thrown)?;
    formwork_wire::devalue::encode(&mut source, value).map_err(|error| match error.kind {
        EncodeErrorKind::Source(thrown) => EncodeFault::Thrown(thrown),
        EncodeErrorKind::Unsupported(reason) => {
            EncodeFault::Unencodable { reason: reason.to_string(), path: error.path }
        }
        EncodeErrorKind::TooLarge => EncodeFault::Unencodable {
            reason: "the value is too large to be serialised".to_owned(),
            path: error.path,
        },
    })
}

/// The value that devalue text stands for. `revivers` are the custom types: name and decoder (S-165).
pub fn decode<'js>(ctx: &Ctx<'js>, text: &str, revivers: &[(&str, &Handle)]) -> rquickjs::Result<Value<'js>> {
    let mut sink = sink::Live::new(ctx, revivers)?;
    formwork_wire::devalue::decode(text, &mut sink).map_err(|error: DecodeError<rquickjs::Error>| match error
        .kind
    {
        DecodeErrorKind::Sink(thrown) => thrown,
        kind => {
            HostError::type_error(format!("This is no devalue text: {kind} (at {})", error.at)).throw(ctx)
        }
    })
}

/// Whether JavaScript takes the value for false (S-42).
pub fn is_falsy(value: &Value<'_>) -> bool {
    match value.type_of() {
        rquickjs::Type::Undefined | rquickjs::Type::Null => true,
        rquickjs::Type::Bool => value.as_bool() == Some(false),
        rquickjs::Type::Int | rquickjs::Type::Float => {
            value.as_number().is_none_or(|n| n == 0.0 || n.is_nan())
        }
        rquickjs::Type::String => {
            value.as_string().is_some_and(|text| text.clone().to_string().is_ok_and(|text| text.is_empty()))
        }
        rquickjs::Type::BigInt => {
            value.get::<rquickjs::Coerced<String>>().is_ok_and(|digits| digits.0 == "0")
        }
        _ => false,
    }
}
