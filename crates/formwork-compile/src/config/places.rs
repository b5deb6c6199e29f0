//! Where the files of an app lie (`files.*`, `moduleExtensions`): relative to the app, with `/`.

use std::{collections::BTreeMap, path::Path};

use crate::paths::{normal, slashes};

/// The places: SvelteKit's, unless the configuration names others. Modules are without their ending.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    pub(crate) src: String,
    pub(crate) assets: String,
    pub(crate) routes: String,
    pub(crate) params: String,
    pub(crate) hooks_server: String,
    pub(crate) hooks_universal: String,
    pub(crate) hooks_client: String,
    pub(crate) service_worker: String,
    pub(crate) env: String,
    pub(crate) app_template: String,
    pub(crate) error_template: String,
    /// Endings of modules, with their dot.
    pub(crate) module_extensions: Vec<String>,
}

impl Default for Places {
    fn default() -> Self {
        Self::new(&BTreeMap::new(), None)
    }
}

impl Places {
    /// From what stands under `files`, by role; everything else follows `src`.
    pub(super) fn new(named: &BTreeMap<String, String>, module_extensions: Option<Vec<String>>) -> Self {
        let place = |role: &str, usual: String| named.get(role).cloned().unwrap_or(usual);
        let src = place("src", "src".to_owned());
        let in_src = |role: &str, name: &str| place(role, format!("{src}/{name}"));
        Self {
            assets: place("assets", "static".to_owned()),
            routes: in_src("routes", "routes"),
            params: in_src("params", "params"),
            hooks_server: in_src("hooks.server", "hooks.server"),
            hooks_universal: in_src("hooks.universal", "hooks"),
            hooks_client: in_src("hooks.client", "hooks.client"),
            service_worker: in_src("serviceWorker", "service-worker"),
            env: format!("{src}/env"),
            app_template: in_src("appTemplate", "app.html"),
            error_template: in_src("errorTemplate", "error.html"),
            module_extensions: module_extensions.unwrap_or_else(|| vec![".js".to_owned(), ".ts".to_owned()]),
            src,
        }
    }

    /// `$lib` (F-6).
    pub(crate) fn lib(&self) -> String {
        format!("{}/lib", self.src)
    }

    /// A file's name without the ending of a module.
    pub(crate) fn stem<'n>(&self, name: &'n str) -> Option<&'n str> {
        self.module_extensions.iter().find_map(|end| name.strip_suffix(end.as_str()))
    }

    /// Whether a file lies where server-only names mean nothing (F-180).
    pub(crate) fn is_exempt(&self, path: &str) -> bool {
        let below = |place: &str| path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'));
        below(&self.routes) || below(&self.assets)
    }
}

/// A path of the configuration as one relative to the app; None when it leads out of it.
pub(super) fn inside(path: &str) -> Option<String> {
    let path = Path::new(path);
    let up = path.components().any(|part| matches!(part, std::path::Component::ParentDir));
    (path.is_relative() && !up).then(|| slashes(&normal(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_follows_src_unless_it_is_named() {
        let named = [("hooks.server", "server/hooks"), ("src", "app")]
            .map(|(role, place)| (role.to_owned(), place.to_owned()));
        let places = Places::new(&named.into(), None);
        assert_eq!(
            (places.routes.as_str(), places.hooks_server.as_str(), places.lib().as_str()),
            ("app/routes", "server/hooks", "app/lib")
        );
        assert!(places.is_exempt("app/routes/a.js") && !places.is_exempt("app/routesx/a.js"));
        assert_eq!(inside("./a/b/"), Some("a/b".to_owned()));
        assert_eq!(inside("../a"), None);
        assert_eq!(inside("/a"), None);
    }
}
