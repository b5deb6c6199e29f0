//! Which of the stored forms of a file a client takes, by its Accept-Encoding (F-188, RFC 9110 §12.5.3).

/// Pieces of an Accept-Encoding header that are looked at; browsers send four.
const MAX_PIECES: usize = 32;

/// A content coding in which files are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// `br`
    Brotli,
    /// `gzip`
    Gzip,
}

impl Coding {
    /// All of them, the one that is smaller on average first.
    pub const ALL: [Coding; 2] = [Coding::Brotli, Coding::Gzip];

    /// The name in `Accept-Encoding` and `Content-Encoding`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Gzip => "gzip",
        }
    }

    /// What the name of a stored form ends in.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Gzip => "gz",
        }
    }

    fn is_named(self, name: &str) -> bool {
        name.eq_ignore_ascii_case(self.name()) || self == Coding::Gzip && name.eq_ignore_ascii_case("x-gzip")
    }
}

/// The coding to answer with, or `None` for the file as it is. Without the header nothing is encoded: who does
/// not ask for a coding may not know it. Between codings of one weight the first of `available` wins; the plain
/// file only wins where the client gives it more weight by name.
#[must_use]
pub fn choose(accept: Option<&str>, available: &[Coding]) -> Option<Coding> {
    let pieces: Vec<(&str, f64)> = accept?.split(',').take(MAX_PIECES).filter_map(piece).collect();
    let weight =
        |named: &dyn Fn(&str) -> bool| pieces.iter().find(|(name, _)| named(name)).map(|(_, weight)| *weight);
    let any = weight(&|name| name == "*");
    let plain = weight(&|name| name.eq_ignore_ascii_case("identity")).unwrap_or(0.0);
    let mut best: Option<(Coding, f64)> = None;
    for coding in available {
        let wanted = weight(&|name| coding.is_named(name)).or(any).unwrap_or(0.0);
        if wanted > 0.0 && wanted >= plain && best.is_none_or(|(_, most)| wanted > most) {
            best = Some((*coding, wanted));
        }
    }
    best.map(|(coding, _)| coding)
}

/// `name;q=0.5`; a weight that is no number from 0 to 1 takes the piece out.
fn piece(text: &str) -> Option<(&str, f64)> {
    let Some((name, parameter)) = text.split_once(';') else { return Some((text.trim(), 1.0)) };
    let (key, value) = parameter.trim().split_once('=')?;
    let weight = value.trim().parse::<f64>().ok().filter(|weight| (0.0..=1.0).contains(weight))?;
    key.trim().eq_ignore_ascii_case("q").then_some((name.trim(), weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f188_table() {
        for (accept, expected) in [
            (None, None),
            (Some(""), None),
            (Some("gzip, deflate, br, zstd"), Some(Coding::Brotli)),
            (Some("gzip"), Some(Coding::Gzip)),
            (Some("x-gzip"), Some(Coding::Gzip)),
            (Some("GZIP"), Some(Coding::Gzip)),
            (Some("deflate"), None),
            (Some("*"), Some(Coding::Brotli)),
            (Some("br;q=0, *"), Some(Coding::Gzip)),
            (Some("*;q=0"), None),
            (Some("br;q=0.5, gzip"), Some(Coding::Gzip)),
            (Some("br ; q=0.5 , gzip ; q=0.4"), Some(Coding::Brotli)),
            (Some("identity, br;q=0.5"), None),
            (Some("identity;q=0.5, br"), Some(Coding::Brotli)),
            (Some("br;q=2, gzip;q=x"), None),
            (Some("br;level=3"), None),
        ] {
            assert_eq!(choose(accept, &Coding::ALL), expected, "{accept:?}");
        }
        assert_eq!(choose(Some("br, gzip"), &[Coding::Gzip]), Some(Coding::Gzip));
        assert_eq!(choose(Some("br"), &[]), None);
    }
}
