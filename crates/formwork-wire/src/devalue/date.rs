//! Dates as text: JavaScript's ISO form and the form of HTTP headers.
//!
//! Times are milliseconds since 1970 as JavaScript counts them, ±8.64e15 at most; anything else,
//! including NaN, is an invalid date.

const DAY: i64 = 86_400_000;
/// The largest time a JavaScript date can hold.
const MAX_TIME: f64 = 8.64e15;

struct Civil {
    year: i64,
    month: i64,
    day: i64,
    weekday: i64,
    hour: i64,
    minute: i64,
    second: i64,
    millisecond: i64,
}

/// Proleptic Gregorian calendar, by era of 400 years (counted from 1 March of year 0).
fn civil(time: f64) -> Option<Civil> {
    if time.is_nan() || time.abs() > MAX_TIME {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "bounded just above")]
    let time = time.trunc() as i64;
    let (days, clock) = (time.div_euclid(DAY), time.rem_euclid(DAY));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    Some(Civil {
        year: year_of_era + era * 400 + i64::from(month <= 2),
        month,
        day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
        weekday: (days + 4).rem_euclid(7),
        hour: clock / 3_600_000,
        minute: clock / 60_000 % 60,
        second: clock / 1000 % 60,
        millisecond: clock % 1000,
    })
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// `Date.prototype.toISOString`; `None` for an invalid date.
#[must_use]
pub fn format_iso_date(time: f64) -> Option<String> {
    let Civil { year, month, day, hour, minute, second, millisecond, .. } = civil(time)?;
    let year = match year {
        0..=9999 => format!("{year:04}"),
        10_000.. => format!("+{year:06}"),
        _ => format!("-{:06}", -year),
    };
    Some(format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z"))
}

/// `Date.prototype.toUTCString`, which for years from 1000 to 9999 is the form of HTTP headers; `None`
/// for an invalid date or another year.
#[must_use]
pub fn format_http_date(time: f64) -> Option<String> {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Civil { year, month, day, weekday, hour, minute, second, .. } = civil(time)?;
    if !(1000..=9999).contains(&year) {
        return None;
    }
    let weekday = DAYS.get(usize::try_from(weekday).ok()?)?;
    let month = MONTHS.get(usize::try_from(month - 1).ok()?)?;
    Some(format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT"))
}

/// Reads exactly the form that [`format_iso_date`] writes.
#[must_use]
pub fn parse_iso_date(text: &str) -> Option<f64> {
    let (sign, rest, digits) = match text.as_bytes().first()? {
        b'+' => (1, text.get(1..)?, 6),
        b'-' => (-1, text.get(1..)?, 6),
        _ => (1, text, 4),
    };
    let (year, rest) = rest.split_at_checked(digits)?;
    let number = |text: &str| -> Option<i64> {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
    };
    let year = sign * number(year)?;
    // -MM-DDTHH:MM:SS.mmmZ
    let shape = [(0, '-'), (3, '-'), (6, 'T'), (9, ':'), (12, ':'), (15, '.'), (19, 'Z')];
    if rest.len() != 20
        || !shape.iter().all(|(at, c)| rest.get(*at..).is_some_and(|rest| rest.starts_with(*c)))
    {
        return None;
    }
    let field = |from: usize, to: usize| number(rest.get(from..to)?);
    let (month, day) = (field(1, 3)?, field(4, 6)?);
    let (hour, minute, second, millisecond) = (field(7, 9)?, field(10, 12)?, field(13, 15)?, field(16, 19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 24 || minute > 59 || second > 59 {
        return None;
    }
    let clock = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
    if clock > DAY {
        return None;
    }
    #[allow(clippy::cast_precision_loss, reason = "below 2^53 for six-digit years")]
    let time = (days_from_civil(year, month, day) * DAY + clock) as f64;
    // A day that the month does not have would come out as another one.
    (civil(time).is_some_and(|c| c.day == day || hour == 24)).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_dates_match_recorded_ones() {
        for (time, text) in [
            (0.0, "1970-01-01T00:00:00.000Z"),
            (8.64e15, "+275760-09-13T00:00:00.000Z"),
            (-8.64e15, "-271821-04-20T00:00:00.000Z"),
            (-62_198_755_200_000.0, "-000001-01-01T00:00:00.000Z"),
            (1_000_000_000_000.5, "2001-09-09T01:46:40.000Z"),
            (951_782_399_999.0, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000.0, "2000-02-29T00:00:00.000Z"),
            (-1.0, "1969-12-31T23:59:59.999Z"),
            (253_402_300_800_000.0, "+010000-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(format_iso_date(time).as_deref(), Some(text));
            assert_eq!(parse_iso_date(text), Some(time.trunc()));
        }
        assert_eq!(format_iso_date(f64::NAN), None);
        assert_eq!(format_iso_date(8.64e15 + 1.0), None);
        for bad in [
            "",
            "garbage",
            "2000-02-30T00:00:00.000Z",
            "2000-13-01T00:00:00.000Z",
            "2000-01-01",
            "+1-",
            "\u{e9}",
        ] {
            assert_eq!(parse_iso_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn http_dates() {
        assert_eq!(format_http_date(0.0).as_deref(), Some("Thu, 01 Jan 1970 00:00:00 GMT"));
        assert_eq!(format_http_date(784_111_777_000.0).as_deref(), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(format_http_date(f64::INFINITY), None);
        assert_eq!(format_http_date(8.64e15), None);
    }
}
