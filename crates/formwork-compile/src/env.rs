//! Values of `$env/static/*` (F-167, F-169): `.env` files and the environment of the build.
//!
//! Later files win over earlier ones and the environment wins over all. Names that start with `PUBLIC_` are public,
//! all others private. Only what a module imports ends up in its bundle.

use std::{collections::BTreeMap, path::Path};

use crate::{builder::Mode, entries::StaticEnv};

/// All files that are ever read, for watching.
pub(crate) const FILES: &[&str] = &[
    ".env",
    ".env.local",
    ".env.development",
    ".env.development.local",
    ".env.production",
    ".env.production.local",
];

/// Reads them.
pub(crate) fn read(root: &Path, mode: Mode) -> StaticEnv {
    let name = match mode {
        Mode::Development => "development",
        Mode::Production => "production",
    };
    let mut values = BTreeMap::new();
    for file in
        [".env".to_owned(), ".env.local".to_owned(), format!(".env.{name}"), format!(".env.{name}.local")]
    {
        if let Ok(text) = std::fs::read_to_string(root.join(file)) {
            parse(&text, &mut values);
        }
    }
    let mut declared = values.clone();
    values.extend(
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
    );
    for (name, value) in &mut declared {
        if let Some(current) = values.get(name) {
            value.clone_from(current);
        }
    }
    let (public, private) = values.into_iter().partition(|(name, _)| name.starts_with("PUBLIC_"));
    StaticEnv { public, private, declared }
}

/// `NAME=value` lines; `export` before, quotes around, comments after, several lines between quotes.
fn parse(text: &str, values: &mut BTreeMap<String, String>) {
    let mut rest = text;
    while !rest.is_empty() {
        let line = rest.split('\n').next().unwrap_or_default();
        let after = rest.get(line.len() + 1..).unwrap_or_default();
        rest = after;
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=') else { continue };
        let name = name.trim();
        if name.is_empty() || name.starts_with('#') || name.contains(char::is_whitespace) {
            continue;
        }
        let value = value.trim();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        let value = match quote {
            Some(quote) => {
                let mut inner = value.get(1..).unwrap_or_default().to_owned();
                while !inner.contains(quote) && !rest.is_empty() {
                    let more = rest.split('\n').next().unwrap_or_default();
                    inner.push('\n');
                    inner.push_str(more.trim_end_matches('\r'));
                    rest = rest.get(more.len() + 1..).unwrap_or_default();
                }
                let inner = inner.split(quote).next().unwrap_or_default();
                if quote == '"' { inner.replace("\\n", "\n").replace("\\r", "\r") } else { inner.to_owned() }
            }
            None => value.split('#').next().unwrap_or_default().trim().to_owned(),
        };
        values.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_usual_forms() {
        let mut values = BTreeMap::new();
        parse(
            "# comment\nA=1\nexport B = two words # why\nC=\"a#b\\nc\"\nD='x\ny'\nE=\n=no\nnothing\nF=`q`",
            &mut values,
        );
        let pairs: Vec<_> = values.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(
            pairs,
            [("A", "1"), ("B", "two words"), ("C", "a#b\nc"), ("D", "x\ny"), ("E", ""), ("F", "q")]
        );
    }
}
