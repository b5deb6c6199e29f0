//! Types are kept up to date beside other work, for apps that check them.

use std::path::Path;

/// Writes the types of an app that has a configuration for type checkers. What is wrong with the app is said by the
/// command at work; types that cannot be written are no reason to stop it.
pub(crate) fn keep(app: &Path) {
    if !formwork_compile::wants_types(app) {
        return;
    }
    if let Err(error) = formwork_compile::sync(app) {
        tracing::debug!(%error, "the types were not written");
    }
}

/// Whether a change of these files (none: everything is new) can change the types: what a component holds does not,
/// only whether it is there.
pub(crate) fn may_change(files: &[String]) -> bool {
    files.is_empty()
        || files.iter().any(|file| {
            let name = file.rsplit('/').next().unwrap_or(file);
            // A directory that came or went is reported by its own name.
            name.starts_with('+')
                || !name.contains('.')
                || file.starts_with("static/")
                || file.starts_with("src/params")
                || file.starts_with("src/env")
                || !file.contains('/')
        })
}

#[cfg(test)]
mod tests {
    use super::may_change;

    #[test]
    fn what_types_are_made_from() {
        let changes = |file: &str| may_change(&[file.to_owned()]);
        for file in [
            "src/routes/a/+page.svelte",
            "src/routes/a",
            "src/params.ts",
            "src/env.ts",
            ".env",
            "package.json",
        ] {
            assert!(changes(file), "{file}");
        }
        assert!(!changes("src/lib/db.js") && !changes("src/routes/Thing.svelte"));
        assert!(may_change(&[]));
    }
}
