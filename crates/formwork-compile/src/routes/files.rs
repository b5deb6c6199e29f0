//! What the name of one file in a route directory means (F-10…F-12).

use crate::config::Places;

/// The meaning of a file name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing to routing; may lie beside route files.
    Nothing,
    /// A component, with the segment after `@` if there is one.
    Component { part: Part, reset: Option<String> },
    /// `+page.js`, `+layout.js`
    Universal(Part),
    /// `+page.server.js`, `+layout.server.js`
    Server(Part),
    /// `+server.js`
    Endpoint,
    /// Starts with `+` and is none of the above.
    Reserved,
    /// `+page@x.js`: only components choose their layout.
    ModuleReset,
    /// A route file's name without its `+`.
    NoPlus,
}

/// What a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Page,
    Layout,
    Error,
}

/// Decides by the name alone.
pub(super) fn meaning(name: &str, places: &Places) -> Meaning {
    if !name.starts_with('+') {
        let known = name.ends_with(".svelte") || places.stem(name).is_some();
        let plus = known
            && matches!(
                meaning_of(&format!("+{name}"), places),
                Meaning::Component { .. } | Meaning::Universal(_) | Meaning::Server(_) | Meaning::Endpoint
            );
        return if plus { Meaning::NoPlus } else { Meaning::Nothing };
    }
    meaning_of(name, places)
}

fn meaning_of(name: &str, places: &Places) -> Meaning {
    let ignored =
        [".test.", ".spec.", ".stories."].iter().any(|part| name.contains(part)) || name.ends_with(".d.ts");
    if ignored {
        return Meaning::Nothing;
    }
    if let Some(stem) = name.strip_suffix(".svelte") {
        let (stem, reset) = match stem.split_once('@') {
            Some((stem, segment)) => (stem, Some(segment.to_owned())),
            None => (stem, None),
        };
        let part = match stem {
            "+page" => Part::Page,
            "+layout" => Part::Layout,
            "+error" if reset.is_none() => Part::Error,
            _ => return Meaning::Reserved,
        };
        return Meaning::Component { part, reset };
    }
    let Some(stem) = places.stem(name) else {
        // Other kinds of files mean nothing, whatever their name.
        return Meaning::Nothing;
    };
    match stem {
        "+page" => Meaning::Universal(Part::Page),
        "+layout" => Meaning::Universal(Part::Layout),
        "+page.server" => Meaning::Server(Part::Page),
        "+layout.server" => Meaning::Server(Part::Layout),
        "+server" => Meaning::Endpoint,
        _ if stem.contains('@')
            && (stem.starts_with("+page") || stem.starts_with("+layout") || stem.starts_with("+server")) =>
        {
            Meaning::ModuleReset
        }
        _ => Meaning::Reserved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f10_f11_f12_names() {
        use Meaning::*;
        let component = |part, reset: Option<&str>| Component { part, reset: reset.map(str::to_owned) };
        let cases = [
            ("+page.svelte", component(Part::Page, None)),
            ("+page@.svelte", component(Part::Page, Some(""))),
            ("+page@(app).svelte", component(Part::Page, Some("(app)"))),
            ("+layout@a.svelte", component(Part::Layout, Some("a"))),
            ("+error.svelte", component(Part::Error, None)),
            ("+page.js", Universal(Part::Page)),
            ("+layout.ts", Universal(Part::Layout)),
            ("+page.server.ts", Server(Part::Page)),
            ("+layout.server.js", Server(Part::Layout)),
            ("+server.js", Endpoint),
            ("+page.test.js", Nothing),
            ("+page.server.spec.ts", Nothing),
            ("+page.stories.svelte", Nothing),
            ("+page.d.ts", Nothing),
            ("+page.md", Nothing),
            ("+pages.svelte", Reserved),
            ("+error@x.svelte", Reserved),
            ("+thing.ts", Reserved),
            ("+page@x.js", ModuleReset),
            ("page.svelte", NoPlus),
            ("layout.server.ts", NoPlus),
            ("Page.svelte", Nothing),
            ("page.test.js", Nothing),
            ("README.md", Nothing),
            ("+page.server.mjs", Nothing),
        ];
        for (name, expected) in cases {
            assert_eq!(meaning(name, &Places::default()), expected, "{name}");
        }
    }
}
