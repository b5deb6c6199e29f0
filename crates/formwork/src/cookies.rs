//! `event.cookies` between user code and the jar (S-83…S-95).
//!
//! The rules are the jar's (`formwork_wire::cookies`); here options are read off JavaScript objects and
//! an app's own `encode` and `decode` are called. What is wrong with an option shows when the headers are
//! written, in development at once (S-93).

use formwork_engine::rquickjs::{self, Coerced, Ctx, Function, Object, Value};
use formwork_wire::cookies::{Found, Options, SameSite};

/// The options of `set`, `delete` and `serialize`.
pub(crate) fn options(object: Option<&Object<'_>>) -> rquickjs::Result<Options> {
    let Some(object) = object else { return Ok(Options::default()) };
    let given = |name: &str| -> rquickjs::Result<Option<Value<'_>>> {
        let value: Value = object.get(name)?;
        Ok((!value.is_undefined() && !value.is_null()).then_some(value))
    };
    let text = |name: &str| -> rquickjs::Result<Option<String>> {
        given(name)?.map(|value| Ok(value.get::<Coerced<String>>()?.0)).transpose()
    };
    let flag = |name: &str| -> rquickjs::Result<Option<bool>> {
        given(name)?.map(|value| Ok(value.get::<Coerced<bool>>()?.0)).transpose()
    };
    Ok(Options {
        domain: text("domain")?,
        path: text("path")?,
        max_age: given("maxAge")?.map(|value| value.as_number().unwrap_or(f64::NAN)),
        expires: given("expires")?.map(|value| milliseconds(&value)).transpose()?,
        http_only: flag("httpOnly")?,
        secure: flag("secure")?,
        partitioned: flag("partitioned")?.unwrap_or_default(),
        priority: text("priority")?,
        same_site: given("sameSite")?
            .map(|value| match value.as_bool() {
                Some(flag) => Ok::<_, rquickjs::Error>(SameSite::Flag(flag)),
                None => Ok(SameSite::Name(value.get::<Coerced<String>>()?.0)),
            })
            .transpose()?,
    })
}

/// The time of a Date; anything else is no date, which the jar refuses.
fn milliseconds(value: &Value<'_>) -> rquickjs::Result<f64> {
    let Some(object) = value.as_object() else { return Ok(f64::NAN) };
    let Some(time) = object.get::<_, Value>("getTime")?.into_function() else { return Ok(f64::NAN) };
    time.call((rquickjs::function::This(object.clone()),))
}

/// The value of a cookie that was found; `decode` is for those of the request only.
pub(crate) fn value<'js>(
    ctx: &Ctx<'js>,
    found: Found<'_>,
    decode: Option<&Function<'js>>,
) -> rquickjs::Result<Value<'js>> {
    match (found, decode) {
        (Found::Request(raw), Some(decode)) => decode.call((raw,)),
        (found, _) => Ok(rquickjs::String::from_str(ctx.clone(), &found.decoded())?.into_value()),
    }
}
