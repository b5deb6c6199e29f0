//! The layouts and error pages of a page (F-40…F-42).
//!
//! A page's branch is the chain of directories from the root to its own; `@` on a component continues with an
//! ancestor instead of the parent, leaving out what lies between. Over that chain two aligned lists are kept, one of
//! layouts and one of error pages, for every directory that has either.

use formwork_wire::manifest::Page;

use super::tree::Tree;
use crate::diagnostic::{Code, Diagnostic};

/// The manifest's entry of a page; None when a reset names no ancestor, which is reported.
pub(super) fn page(
    tree: &Tree,
    directory: usize,
    layouts: &[Option<usize>],
    errors: &[Option<usize>],
    leaf: usize,
    found: &mut Vec<Diagnostic>,
) -> Option<Page> {
    let own = tree.directories.get(directory)?;
    let start = match own.page.reset() {
        // The page's own directory is left out as well, unless it is the one named.
        Some((segment, file)) => ancestor(tree, Some(directory), segment, file, found)?,
        None => directory,
    };
    let mut chain = Vec::new();
    let mut current = Some(start);
    while let Some(index) = current {
        chain.push(index);
        let directory = tree.directories.get(index)?;
        current = match directory.layout.reset() {
            Some((segment, file)) => Some(ancestor(tree, directory.parent, segment, file, found)?),
            None => directory.parent,
        };
    }
    let mut page = Page { leaf, ..Page::default() };
    for index in chain.into_iter().rev() {
        let layout = layouts.get(index).copied().flatten();
        let error = errors.get(index).copied().flatten();
        if layout.is_some() || error.is_some() {
            page.layouts.push(layout);
            page.errors.push(error);
        }
    }
    Some(page)
}

/// The nearest directory with a name, from `from` upwards; the empty name is the root.
fn ancestor(
    tree: &Tree,
    from: Option<usize>,
    segment: &str,
    file: &str,
    found: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let mut current = from;
    while let Some(index) = current {
        let directory = tree.directories.get(index)?;
        if directory.name == segment {
            return Some(index);
        }
        current = directory.parent;
    }
    let message = format!(
        "`{}` names `{segment}`, and no directory above has that name",
        file.rsplit('/').next().unwrap_or(file)
    );
    let diagnostic = Diagnostic::error(Code::RoutesReset, message).in_file(file);
    if !found.contains(&diagnostic) {
        found.push(diagnostic);
    }
    None
}
