//! `csp.directives` and `csp.reportOnly` (F-190).

use formwork_wire::csp::{self, Directives};

use super::{
    literal::Located,
    options::resembling,
    reader::{Reader, strings},
};
use crate::diagnostic::{Code, Diagnostic};

impl Reader<'_> {
    /// Reads one of the two sets of directives; `name` is the option as the author wrote it.
    pub(super) fn directives(&mut self, name: &str, value: &Located) {
        if !self.is_object(name, "a list of sources for each directive", value) {
            return;
        }
        let mut given = Vec::new();
        for (directive, span, sources) in value.entries() {
            if !csp::NAMES.contains(&directive.as_str()) {
                let message = format!("There is no directive `{directive}` in `{name}`");
                let mut diagnostic = Diagnostic::error(Code::Config, message);
                if let Some(near) = resembling(directive, csp::NAMES.into_iter()) {
                    diagnostic = diagnostic.with_help(format!("Did you mean `{near}`?"));
                }
                self.say(diagnostic, *span);
                continue;
            }
            let Some(json) = sources.json() else {
                self.computed(&format!("{name}.{directive}"), sources);
                continue;
            };
            let is_flag = csp::FLAGS.contains(&directive.as_str());
            let listed =
                if is_flag { json.as_bool().map(|on| on.then(Vec::new)) } else { strings(&json).map(Some) };
            match listed {
                Some(Some(sources)) => given.push((directive.clone(), sources)),
                Some(None) => {}
                // `undefined`
                None if json.is_null() => {}
                None => {
                    let expected = if is_flag { "a boolean" } else { "a list of sources" };
                    let message = format!("`{name}.{directive}` must be {expected}");
                    self.say(Diagnostic::error(Code::Config, message), sources.span);
                }
            }
        }
        let directives = match Directives::new(given) {
            Ok(directives) => directives,
            Err(error) => {
                let message = format!("`{name}`: {error}");
                return self.say(Diagnostic::error(Code::Config, message), value.span);
            }
        };
        let has = |name: &str, source: &str| {
            directives.get(name).is_some_and(|sources| sources.iter().any(|given| given == source))
        };
        if has("require-trusted-types-for", "script") && !has("trusted-types", "svelte-trusted-html") {
            let message = format!("`{name}` requires trusted types, but does not allow the one of Svelte");
            let help =
                "Add `svelte-trusted-html` to `trusted-types`: components make their elements with it.";
            self.say(Diagnostic::error(Code::Config, message).with_help(help), value.span);
        }
        if name.ends_with("reportOnly") {
            if directives.lack_a_report() {
                let message = format!("`{name}` has neither `report-uri` nor `report-to`");
                let help =
                    "Say with one of them where browsers report to; without it the directives do nothing.";
                self.say(Diagnostic::error(Code::Config, message).with_help(help), value.span);
            }
            self.config.csp.report_only = directives;
        } else {
            self.config.csp.directives = directives;
        }
    }
}
