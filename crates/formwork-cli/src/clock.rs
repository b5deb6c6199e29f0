//! Times as people read them: the wall clock of this machine, and how long something took.

use std::time::Duration;

/// The time of day here, `12:03:04`.
pub(crate) fn now() -> String {
    jiff::ZonedDateTime::now().strftime("%H:%M:%S").to_string()
}

/// `85 ms`, `1.24 s`.
pub(crate) fn took(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    if milliseconds < 1000 {
        format!("{milliseconds} ms")
    } else {
        format!("{:.2} s", duration.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (milliseconds, expected) in [(0, "0 ms"), (85, "85 ms"), (999, "999 ms"), (1240, "1.24 s")] {
            assert_eq!(took(Duration::from_millis(milliseconds)), expected);
        }
    }

    #[test]
    fn time_of_day() {
        let text = now();
        assert_eq!(text.len(), 8, "{text}");
    }
}
