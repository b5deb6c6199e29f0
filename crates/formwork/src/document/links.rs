//! Which files of the build a document names: style sheets, scripts and fonts of what it shows (F-173, F-176, F-177).

use formwork_wire::manifest::{Font, Manifest};

/// The files of a document, each once, in the order in which they are named.
#[derive(Debug, Default)]
pub(crate) struct Links<'m> {
    pub(crate) fonts: Vec<&'m Font>,
    pub(crate) scripts: Vec<&'m str>,
    pub(crate) styles: Vec<&'m str>,
}

impl<'m> Links<'m> {
    /// The files of these nodes, and with `hydrated` of what starts the client. A page without client code has styles
    /// and fonts, and no scripts (F-142).
    pub(crate) fn of(manifest: &'m Manifest, nodes: &[usize], hydrated: bool) -> Self {
        let mut links = Links::default();
        if let Some(client) = &manifest.client {
            if hydrated {
                add(&mut links.scripts, [&client.start, &client.app]);
                add(&mut links.scripts, &client.imports);
            }
            add(&mut links.styles, &client.stylesheets);
        }
        for node in nodes.iter().filter_map(|index| manifest.nodes.get(*index)) {
            if hydrated {
                add(&mut links.scripts, &node.imports);
            }
            add(&mut links.styles, &node.stylesheets);
            for font in &node.fonts {
                if !links.fonts.iter().any(|known| known.file == font.file) {
                    links.fonts.push(font);
                }
            }
        }
        links
    }
}

fn add<'m>(list: &mut Vec<&'m str>, files: impl IntoIterator<Item = &'m String>) {
    for file in files {
        if !list.contains(&file.as_str()) {
            list.push(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use formwork_wire::manifest::{Client, Node};

    use super::*;

    #[test]
    fn f177_what_is_shown_and_nothing_else() {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let node = |imports: &[&str], stylesheets: &[&str], font: &str| Node {
            imports: list(imports),
            stylesheets: list(stylesheets),
            fonts: vec![Font { file: font.to_owned(), source: String::new() }],
            ..Node::default()
        };
        let manifest = Manifest {
            client: Some(Client {
                start: "start.js".to_owned(),
                app: "app.js".to_owned(),
                imports: list(&["start.js", "shared.js"]),
                stylesheets: list(&["root.css"]),
            }),
            nodes: vec![
                node(&["0.js", "shared.js"], &["0.css"], "f"),
                node(&["1.js"], &["1.css"], "g"),
                node(&["2.js", "0.js"], &["0.css", "2.css"], "f"),
            ],
            ..Manifest::default()
        };
        let links = Links::of(&manifest, &[0, 2, 9], true);
        assert_eq!(links.scripts, ["start.js", "app.js", "shared.js", "0.js", "2.js"]);
        assert_eq!(links.styles, ["root.css", "0.css", "2.css"]);
        assert_eq!(links.fonts.iter().map(|font| font.file.as_str()).collect::<Vec<_>>(), ["f"]);
        let plain = Links::of(&manifest, &[0], false);
        assert_eq!((plain.scripts.len(), plain.styles.len(), plain.fonts.len()), (0, 2, 1));
    }
}
