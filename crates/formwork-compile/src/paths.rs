//! Paths as the author sees them: relative to the app, with `/`, without `.` and `..`.

use std::path::{Component, Path, PathBuf};

/// A path relative to the app; None when it lies outside.
pub(crate) fn relative(path: &Path, root: &Path) -> Option<String> {
    path.strip_prefix(root).ok().map(slashes)
}

/// With `/` on every system.
pub(crate) fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Without `.` and `..`, by the text alone.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                result.pop();
            }
            Component::CurDir => {}
            other => result.push(other),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_author_sees_them() {
        assert_eq!(relative(Path::new("/app/src/a.js"), Path::new("/app")).as_deref(), Some("src/a.js"));
        assert_eq!(relative(Path::new("/apple/src/a.js"), Path::new("/app")), None);
        assert_eq!(normal(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
