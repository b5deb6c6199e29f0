//! Exceptions with the fields that Node gives them.
//!
//! `Exception::from_message` of the bindings makes `message` enumerable, and its `throw_*` functions cut
//! at 255 bytes; errors that user code prints or compares are made by the constructors themselves.

use rquickjs::function::Constructor;
use rquickjs::object::Property;
use rquickjs::{Ctx, Object};

/// A new `Error` (or `TypeError`, `RangeError`) with enumerable string fields such as `code`.
pub(crate) fn error<'js>(
    ctx: &Ctx<'js>,
    class: &str,
    message: &str,
    fields: &[(&str, &str)],
) -> rquickjs::Result<Object<'js>> {
    let class: Constructor = ctx.globals().get(class)?;
    let error: Object = class.construct((message,))?;
    for (name, value) in fields {
        set(&error, name, *value)?;
    }
    Ok(error)
}

/// Adds an ordinary field.
pub(crate) fn set<'js, T>(error: &Object<'js>, name: &str, value: T) -> rquickjs::Result<()>
where
    T: rquickjs::IntoJs<'js>,
{
    error.prop(name, Property::from(value).writable().configurable().enumerable())
}

/// Throws what was made.
pub(crate) fn throw<'js>(ctx: &Ctx<'js>, made: rquickjs::Result<Object<'js>>) -> rquickjs::Error {
    match made {
        Ok(error) => ctx.throw(error.into_value()),
        Err(error) => error,
    }
}
