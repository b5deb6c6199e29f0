//! Time zones for `Intl.DateTimeFormat`: what an IANA zone says at a moment, from the system's database through `jiff`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rquickjs::Object;
use rquickjs::prelude::Func;

use super::memory::Text;

/// Seconds east of UTC, and the abbreviation, at a time in milliseconds since 1970.
fn at(zone: &TimeZone, millis: f64) -> Option<(i32, String)> {
    if !millis.is_finite() {
        return None;
    }
    let time = Timestamp::from_millisecond(millis as i64).ok()?;
    let info = zone.to_offset_info(time);
    Some((info.offset().seconds(), info.abbreviation().to_owned()))
}

/// Adds the natives.
pub(crate) fn register(native: &Object<'_>) -> rquickjs::Result<()> {
    // The name as the database writes it, or nothing: there is no such zone.
    native.set(
        "zoneName",
        Func::from(|name: Text| TimeZone::get(&name.0).ok()?.iana_name().map(str::to_owned)),
    )?;
    native.set(
        "zoneOffset",
        Func::from(|name: Text, millis: f64| {
            at(&TimeZone::get(&name.0).ok()?, millis).map(|(seconds, _)| seconds)
        }),
    )?;
    native.set(
        "zoneAbbreviation",
        Func::from(|name: Text, millis: f64| at(&TimeZone::get(&name.0).ok()?, millis).map(|(_, name)| name)),
    )?;
    native.set("systemZone", Func::from(|| TimeZone::try_system().ok()?.iana_name().map(str::to_owned)))
}
