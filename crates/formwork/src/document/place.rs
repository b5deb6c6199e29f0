//! Where a document stands: how it refers to the app and to the files of the build (F-175).
//!
//! With `paths.relative` a document names everything relative to its own path, so that it works behind a proxy that
//! adds a prefix which this process does not know. Its own path is the one of the request: the answer to a native post
//! and an error page are at the address that was asked for.

use std::borrow::Cow;

use formwork_wire::manifest::Manifest;

/// A document's place in the app.
#[derive(Debug)]
pub(crate) struct Place<'m> {
    base: Base<'m>,
    /// Other than the base only if the files are elsewhere.
    assets: &'m str,
    app_dir: &'m str,
    /// `../..` or the like, for the relative base.
    up: String,
}

/// The base path as a document knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base<'p> {
    /// Relative to the document; ends without a slash.
    Relative(&'p str),
    Absolute(&'p str),
}

impl<'m> Place<'m> {
    /// The place of the document at `path`, which is still encoded.
    pub(crate) fn new(manifest: &'m Manifest, path: &str) -> Self {
        let base = manifest.base.as_str();
        let inside = path.strip_prefix(base).filter(|rest| rest.starts_with('/'));
        let up = inside.filter(|_| manifest.relative).map(up).unwrap_or_default();
        let assets = manifest.assets_url.as_deref().unwrap_or_default();
        Place { base: Base::Absolute(base), assets, app_dir: &manifest.app_dir, up }
    }

    pub(crate) fn base(&self) -> Base<'_> {
        if self.up.is_empty() { self.base } else { Base::Relative(&self.up) }
    }

    /// What the addresses of files begin with.
    pub(crate) fn assets(&self) -> &str {
        if !self.assets.is_empty() {
            return self.assets;
        }
        match self.base() {
            Base::Relative(base) | Base::Absolute(base) => base,
        }
    }

    /// The address of a file of the build.
    pub(crate) fn file(&self, file: &str) -> String {
        format!("{}/{file}", self.assets())
    }

    /// What components rendered, with the files that they imported relative as well. Such a URL is a constant of a
    /// module, and only a document knows where it stands; so attributes that begin with one are looked for.
    pub(crate) fn relocated<'h>(&self, html: &'h str) -> Cow<'h, str> {
        let Base::Absolute(base) = self.base else { return html.into() };
        if self.up.is_empty() || !self.assets.is_empty() {
            return html.into();
        }
        let written = format!("=\"{base}/{}/immutable/", self.app_dir);
        if !html.contains(&written) {
            return html.into();
        }
        html.replace(&written, &format!("=\"{}/{}/immutable/", self.up, self.app_dir)).into()
    }
}

/// The way from `path`, which is below the base and begins with a slash, up to the base.
fn up(path: &str) -> String {
    let depth = path.matches('/').count().saturating_sub(1);
    if depth == 0 { ".".to_owned() } else { vec![".."; depth].join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(base: &str, assets: Option<&str>, relative: bool) -> Manifest {
        Manifest {
            base: base.to_owned(),
            assets_url: assets.map(str::to_owned),
            relative,
            ..Manifest::default()
        }
    }

    #[test]
    fn f175_table() {
        for (base, path, expected) in [
            ("", "/", "./f"),
            ("", "/a", "./f"),
            ("", "/a/", "../f"),
            ("", "/a/b", "../f"),
            ("", "/a/b/c%2Fd", "../../f"),
            ("", "//a/b", "../../f"),
            ("/x", "/x/", "./f"),
            ("/x", "/x/a/b", "../f"),
            ("/x/y", "/x/y/a/", "../f"),
            // Nothing is shown there; if it were, only an absolute address would be right.
            ("/x", "/xy", "/x/f"),
            ("/x", "/%zz", "/x/f"),
        ] {
            assert_eq!(Place::new(&manifest(base, None, true), path).file("f"), expected, "{base} {path}");
            // The browser comes to the same place.
            if expected.starts_with('.') {
                let page = url::Url::parse(&format!("http://a.test/prefix{path}")).unwrap();
                let file = page.join(expected).unwrap();
                assert_eq!(file.path().trim_start_matches('/'), format!("prefix{base}/f"), "{base} {path}");
            }
        }
    }

    #[test]
    fn f175_imported_files() {
        let html =
            r#"<img src="/x/_app/immutable/assets/a.png" alt="/x/_app/"><a href="/x/_app/version.json">"#;
        let moved =
            r#"<img src="../_app/immutable/assets/a.png" alt="/x/_app/"><a href="/x/_app/version.json">"#;
        let at = |assets, relative, path| {
            let manifest = Manifest { app_dir: "_app".to_owned(), ..manifest("/x", assets, relative) };
            Place::new(&manifest, path).relocated(html).into_owned()
        };
        assert_eq!(at(None, true, "/x/a/b"), moved);
        for other in
            [at(None, false, "/x/a/b"), at(Some("https://cdn.test"), true, "/x/a/b"), at(None, true, "/y")]
        {
            assert_eq!(other, html);
        }
    }

    #[test]
    fn f175_absolute_addresses() {
        let fixed = manifest("/x", None, false);
        let place = Place::new(&fixed, "/x/a/b");
        assert_eq!((place.base(), place.file("f").as_str()), (Base::Absolute("/x"), "/x/f"));
        let elsewhere = manifest("/x", Some("https://cdn.test/y"), true);
        let place = Place::new(&elsewhere, "/x/a/b");
        assert_eq!((place.base(), place.file("f").as_str()), (Base::Relative(".."), "https://cdn.test/y/f"));
    }
}
