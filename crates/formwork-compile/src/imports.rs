//! Who imports whom: the way by which a module comes into an app.

use std::collections::{BTreeMap, BTreeSet};

/// For each module those that import it, by name.
pub(crate) type Importers<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// From pairs of an importer and what it imports.
pub(crate) fn importers<'a>(imports: impl IntoIterator<Item = &'a (String, String)>) -> Importers<'a> {
    let mut importers = Importers::new();
    for (importer, module) in imports {
        importers.entry(module).or_default().insert(importer);
    }
    importers
}

/// The shortest way from one of the app's entries to a module, as a list of names; the module stands last. Of several
/// ways of the same length always the same one.
pub(crate) fn chain<'a>(module: &'a str, importers: &Importers<'a>) -> Vec<&'a str> {
    let mut ways: Vec<Vec<&str>> = vec![vec![module]];
    let mut seen = BTreeSet::from([module]);
    let mut longest = vec![module];
    while !ways.is_empty() {
        let mut next = Vec::new();
        for way in ways {
            let Some(first) = way.last() else { continue };
            let above = importers.get(first);
            // The generated entries mean nothing to the author.
            if above.is_none_or(|above| above.iter().any(|name| name.starts_with("formwork:"))) {
                return way.into_iter().rev().collect();
            }
            for name in above.into_iter().flatten() {
                if seen.insert(name) {
                    next.push(way.iter().copied().chain([*name]).collect());
                }
            }
            longest.clone_from(&way);
        }
        ways = next;
    }
    longest.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f180_the_shortest_way_and_always_the_same() {
        let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
        };
        let list = pairs(&[
            ("formwork:node/2", "z.svelte"),
            ("formwork:node/3", "a.svelte"),
            ("z.svelte", "lib.js"),
            ("a.svelte", "lib.js"),
            ("long.js", "lib.js"),
            ("a.svelte", "long.js"),
            // A page that another module imports too is an entry all the same.
            ("lib.js", "a.svelte"),
            ("around.js", "circle.js"),
            ("circle.js", "around.js"),
        ]);
        let importers = importers(&list);
        assert_eq!(chain("lib.js", &importers), ["a.svelte", "lib.js"]);
        assert_eq!(chain("a.svelte", &importers), ["a.svelte"]);
        assert_eq!(chain("unknown.js", &importers), ["unknown.js"]);
        assert_eq!(chain("circle.js", &importers), ["around.js", "circle.js"]);
    }
}
