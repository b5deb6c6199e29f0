//! Sizes of files as people read them, in powers of 1000 like browsers and bundlers show them.

/// `812 B`, `18.2 kB`, `1.3 MB`.
pub(crate) fn bytes(count: u64) -> String {
    // Exact enough: what is shown has four digits at most.
    #[allow(clippy::cast_precision_loss)]
    let size = count as f64;
    match count {
        0..1_000 => format!("{count} B"),
        // 999 950 would be shown as 1000.0 kB.
        1_000..999_950 => format!("{:.1} kB", size / 1e3),
        999_950..999_950_000 => format!("{:.1} MB", size / 1e6),
        _ => format!("{:.1} GB", size / 1e9),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes() {
        for (count, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (18_249, "18.2 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.0 MB"),
            (1_300_000, "1.3 MB"),
            (2_000_000_000, "2.0 GB"),
        ] {
            assert_eq!(super::bytes(count), expected);
        }
    }
}
