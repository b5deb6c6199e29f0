//! Sizes as people write them in settings: `512K`, `10M`, `Infinity` (S-116).

/// A number of bytes with an optional suffix `K`, `M` or `G` (powers of 1024); `Some(None)` for `Infinity`,
/// which is no limit. `None` for anything else.
#[must_use]
pub fn parse(text: &str) -> Option<Option<u64>> {
    if text == "Infinity" {
        return Some(None);
    }
    let (digits, unit) = match text.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (text.get(..at), 1 << 10),
        Some((at, 'm' | 'M')) => (text.get(..at), 1 << 20),
        Some((at, 'g' | 'G')) => (text.get(..at), 1 << 30),
        _ => (Some(text), 1_u64),
    };
    digits
        .filter(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|digits| digits.parse::<u64>().ok())
        .and_then(|number| number.checked_mul(unit))
        .map(Some)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn s116_sizes() {
        for (text, expected) in [
            ("0", Some(Some(0))),
            ("524288", Some(Some(524_288))),
            ("512K", Some(Some(524_288))),
            ("10m", Some(Some(10 << 20))),
            ("1G", Some(Some(1 << 30))),
            ("Infinity", Some(None)),
            ("", None),
            ("K", None),
            ("-1", None),
            ("+1", None),
            ("1.5M", None),
            ("10KB", None),
            ("1 K", None),
            ("infinity", None),
            ("99999999999999999999", None),
            ("99999999999G", None),
        ] {
            assert_eq!(parse(text), expected, "{text:?}");
        }
    }
}
