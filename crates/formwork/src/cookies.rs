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
    // Given as undefined or null it is not the default either.
    let unset = |name: &str| object.contains_key(name).is_ok_and(|given| given).then_some(false);
    Ok(Options {
        domain: text("domain")?,
        path: text("path")?,
        max_age: Some(object.get::<_, Value>("maxAge")?)
            .filter(|value| !value.is_undefined())
            .map(|value| value.as_number().unwrap_or(f64::NAN)),
        expires: given("expires")?.map(|value| milliseconds(&value)).transpose()?,
        http_only: flag("httpOnly")?.or(unset("httpOnly")),
        secure: flag("secure")?.or(unset("secure")),
        partitioned: flag("partitioned")?.unwrap_or_default(),
        priority: text("priority")?,
        same_site: given("sameSite")?
            .map(|value| match value.as_bool() {
                Some(flag) => Ok::<_, rquickjs::Error>(SameSite::Flag(flag)),
                None => Ok(SameSite::Name(value.get::<Coerced<String>>()?.0)),
            })
            .transpose()?
            .or(unset("sameSite").map(SameSite::Flag)),
    })
}

/// The options as `cookies.parse` gives them.
pub(crate) fn to_js<'js>(ctx: &Ctx<'js>, options: &Options) -> rquickjs::Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    if let Some(seconds) = options.max_age {
        object.set("maxAge", seconds)?;
    }
    if let Some(milliseconds) = options.expires {
        let date: rquickjs::function::Constructor = ctx.globals().get("Date")?;
        object.set("expires", date.construct::<_, Object>((milliseconds,))?)?;
    }
    let same_site = options.same_site.as_ref().and_then(|same_site| match same_site {
        SameSite::Name(name) => Some(name),
        SameSite::Flag(_) => None,
    });
    for (name, text) in [
        ("domain", options.domain.as_ref()),
        ("path", options.path.as_ref()),
        ("priority", options.priority.as_ref()),
        ("sameSite", same_site),
    ] {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            object.set(name, text.as_str())?;
        }
    }
    for (name, flag) in [
        ("httpOnly", options.http_only),
        ("secure", options.secure),
        ("partitioned", Some(options.partitioned)),
    ] {
        if flag == Some(true) {
            object.set(name, true)?;
        }
    }
    Ok(object)
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
