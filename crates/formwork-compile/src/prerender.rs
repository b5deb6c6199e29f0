//! Routes that ask to be prerendered (F-144), which Formwork does not do.
//!
//! A build refuses them, all in one list, unless it is told to serve them dynamically; development serves them so
//! anyway. A page with actions cannot be prerendered in any case (S-6).

use formwork_wire::manifest::{PageOptions, Prerender};

use crate::{
    app::{Node, Route},
    diagnostic::{Code, Diagnostic},
};

/// What to do with such routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Prerendering {
    /// There is no build.
    #[default]
    Refuse,
    /// The same, each told at its own file.
    RefuseEach,
    /// They are named.
    Warn,
    /// It is known.
    Ignore,
}

/// The pages and endpoints that ask, with their files.
#[derive(Debug, Default)]
pub(crate) struct Asking {
    routes: Vec<(String, Option<String>)>,
}

fn asks(option: Option<Prerender>) -> bool {
    matches!(option, Some(Prerender::Yes | Prerender::Auto))
}

impl Asking {
    /// Looks at a page: its own options and those of its layouts.
    pub(crate) fn page(
        &mut self,
        nodes: &[Node],
        route: &Route,
        has_actions: bool,
        found: &mut Vec<Diagnostic>,
    ) {
        let Some(page) = &route.page else { return };
        let mut options = PageOptions::default();
        for index in page.layouts.iter().flatten().chain([&page.leaf]) {
            if let Some(node) = nodes.get(*index) {
                options = options.overlaid(&node.options);
            }
        }
        if !asks(options.prerender) {
            return;
        }
        let file = nodes
            .get(page.leaf)
            .and_then(|leaf| leaf.server.clone().or(leaf.universal.clone()).or(leaf.component.clone()));
        if has_actions {
            let message = format!("The route `{}` has actions and cannot be prerendered", route.id);
            let help = "Remove `prerender`, say `export const prerender = false` where a layout asks for it, or move the actions to another page.";
            let diagnostic = Diagnostic::error(Code::Prerender, message).with_help(help);
            found.push(in_file(diagnostic, file));
        } else {
            self.routes.push((route.id.clone(), file));
        }
    }

    /// Looks at an endpoint.
    pub(crate) fn endpoint(&mut self, id: &str, file: &str, options: &PageOptions) {
        if asks(options.prerender) {
            self.routes.push((id.to_owned(), Some(file.to_owned())));
        }
    }

    /// Says what was found.
    pub(crate) fn report(self, prerendering: Prerendering, found: &mut Vec<Diagnostic>) {
        if prerendering == Prerendering::RefuseEach {
            found.extend(self.routes.into_iter().map(|(id, file)| {
                let message = format!("The route `{id}` asks to be prerendered");
                in_file(Diagnostic::error(Code::Prerender, message), file)
            }));
            return;
        }
        let (message, file) = match self.routes.as_slice() {
            [] => return,
            [(id, file)] => (format!("The route `{id}` asks to be prerendered"), file.clone()),
            several => {
                let lines = several.iter().map(|(id, file)| match file {
                    Some(file) => format!("\n  {id}  ({file})"),
                    None => format!("\n  {id}"),
                });
                let list: String = lines.collect();
                (format!("{} routes ask to be prerendered:{list}", several.len()), None)
            }
        };
        let diagnostic = match prerendering {
            Prerendering::Refuse | Prerendering::RefuseEach => Diagnostic::error(Code::Prerender, message),
            Prerendering::Warn => Diagnostic::warning(Code::Prerender, message)
                .with_help("They are served dynamically, at every request."),
            Prerendering::Ignore => return,
        };
        found.push(in_file(diagnostic, file));
    }
}

fn in_file(diagnostic: Diagnostic, file: Option<String>) -> Diagnostic {
    match file {
        Some(file) => diagnostic.in_file(file),
        None => diagnostic,
    }
}
