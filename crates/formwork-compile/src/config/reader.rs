//! One option after the other: what it means here, or why it means nothing.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use oxc::span::Span;
use serde_json::Value;

use super::{
    Config, Function,
    evaluated::Evaluated,
    literal::{Literal, Located},
    options::{COMPILER, Use, VITE, nearest},
    places,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    evaluate::{Running, Thrown},
};

/// Reads the options of one file into the configuration, and says what is wrong with them.
pub(super) struct Reader<'r> {
    /// The app's directory.
    pub(super) root: &'r Path,
    pub(super) file: &'r str,
    pub(super) source: &'r str,
    pub(super) config: &'r mut Config,
    /// `files.*`, by role.
    pub(super) places: &'r mut BTreeMap<String, String>,
    pub(super) module_extensions: &'r mut Option<Vec<String>>,
    pub(super) found: &'r mut Vec<Diagnostic>,
    /// Where functions are called, if the file was run.
    pub(super) run: Option<(&'r Arc<Running>, u64)>,
}

impl Reader<'_> {
    pub(super) fn options(&mut self, object: &Located, path: &str, known: &[(&str, Use)], shown: &str) {
        for (key, span, value) in object.entries() {
            if shown.is_empty() && path.is_empty() && key == "kit" && self.file.starts_with("svelte.") {
                continue;
            }
            let group = known.iter().find(|(name, _)| *name == path);
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let name = format!("{shown}{path}");
            let inner = known.iter().any(|(name, _)| name.starts_with(&format!("{path}.")));
            if inner && matches!(value.literal, Literal::Object(_)) {
                self.options(value, &path, known, shown);
                continue;
            }
            match known.iter().find(|(name, _)| *name == path).or(group).map(|(_, usage)| *usage) {
                Some(usage) => self.option(usage, &path, &name, *span, value),
                None if inner => self.computed(&name, value),
                None => {
                    let mut diagnostic =
                        Diagnostic::error(Code::Config, format!("There is no option `{name}`"));
                    if let Some(near) = nearest(&path, known) {
                        diagnostic = diagnostic.with_help(format!("Did you mean `{shown}{near}`?"));
                    }
                    self.say(diagnostic, *span);
                }
            }
        }
    }

    fn option(&mut self, usage: Use, path: &str, name: &str, span: Span, value: &Located) {
        let says_nothing =
            |neutral: &[&str]| value.json().is_some_and(|json| neutral.contains(&json.to_string().as_str()));
        match usage {
            Use::Read => self.value(path, name, value),
            Use::Irrelevant => {}
            Use::Later(neutral) if says_nothing(neutral) => {}
            Use::Later(_) => {
                let message = format!("`{name}` is not part of Formwork yet and is ignored");
                self.say(Diagnostic::warning(Code::Config, message), span);
            }
            Use::Refused(neutral, _) if says_nothing(neutral) => {}
            Use::Refused(_, advice) => {
                let message = format!("`{name}` is not part of Formwork yet");
                self.say(Diagnostic::error(Code::Config, message).with_help(advice), span);
            }
            Use::Removed(advice) => {
                let message = format!("`{name}` is gone");
                self.say(Diagnostic::error(Code::Config, message).with_help(advice), span);
            }
        }
    }

    fn value(&mut self, path: &str, name: &str, value: &Located) {
        match path {
            "alias" => return self.alias(name, value),
            "compilerOptions" => return self.compiler(name, value),
            "preprocess" => return self.preprocess(value),
            "onwarn" => return self.function("onwarn", "onwarn", value),
            "csp.directives" | "csp.reportOnly" => return self.directives(name, value),
            _ => {}
        }
        let Some(json) = value.json() else { return self.computed(name, value) };
        let text = json.as_str().map(str::to_owned);
        let config = &mut *self.config;
        let wrong = match path {
            "paths.base" => match text.filter(|base| is_base(base)) {
                Some(base) => {
                    if config.assets == config.base {
                        config.assets.clone_from(&base);
                    }
                    config.base = base;
                    None
                }
                None => Some("an empty string, or a path that begins with `/` and does not end with it"),
            },
            "paths.assets" => match text {
                Some(assets) if assets.is_empty() => None,
                Some(assets) if assets.contains("://") && !assets.ends_with('/') => {
                    config.assets = assets;
                    None
                }
                _ => Some("a URL without a slash at its end"),
            },
            "paths.origin" => match text.filter(|origin| is_origin(origin)) {
                Some(origin) => {
                    config.origin = Some(origin);
                    None
                }
                None => Some("an origin such as `https://example.com`"),
            },
            "paths.relative" => match json.as_bool() {
                Some(relative) => {
                    config.relative = relative;
                    None
                }
                None => Some("a boolean"),
            },
            "appDir" => {
                // Files of the build are written there: it must not lead out of it.
                match text.filter(|dir| !dir.is_empty() && places::inside(dir).as_ref() == Some(dir)) {
                    Some(dir) => {
                        config.app_dir = dir;
                        None
                    }
                    None => Some("a path without slashes at its ends, and without `..`"),
                }
            }
            "csp.mode" => match text.and_then(|mode| mode.parse().ok()) {
                Some(mode) => {
                    config.csp.mode = mode;
                    None
                }
                None => Some("`auto`, `hash` or `nonce`"),
            },
            "csrf.trustedOrigins" => match strings(&json) {
                Some(origins) => {
                    config.trusted_origins = origins;
                    None
                }
                None => Some("a list of origins"),
            },
            "version.name" => match text {
                Some(version) => {
                    config.version = Some(version);
                    None
                }
                None => Some("a string"),
            },
            "version.pollInterval" => match json.as_u64() {
                Some(interval) => {
                    config.poll_interval = interval;
                    None
                }
                None => Some("a number of milliseconds"),
            },
            "env.dir" => match text.and_then(|dir| places::inside(&dir)) {
                Some(dir) => {
                    config.env_dir = dir;
                    None
                }
                None => Some("a directory in the app"),
            },
            "moduleExtensions" => {
                match strings(&json).filter(|list| list.iter().all(|end| is_extension(end))) {
                    Some(extensions) => {
                        *self.module_extensions = Some(extensions);
                        None
                    }
                    None => Some("a list of endings such as `.js`"),
                }
            }
            "formwork.ignorePrerender" => match json.as_bool() {
                Some(ignore) => {
                    config.ignore_prerender = ignore;
                    None
                }
                None => Some("a boolean"),
            },
            _ => match (path.strip_prefix("files."), text.and_then(|place| places::inside(&place))) {
                (Some(role), Some(place)) if !place.is_empty() => {
                    self.places.insert(role.to_owned(), place);
                    None
                }
                _ => Some("a path in the app"),
            },
        };
        if let Some(expected) = wrong {
            self.say(Diagnostic::error(Code::Config, format!("`{name}` must be {expected}")), value.span);
        }
    }

    /// Whether a value is an object; what else it is has been said then. `undefined` says nothing.
    pub(super) fn is_object(&mut self, name: &str, members: &str, value: &Located) -> bool {
        match &value.literal {
            Literal::Object(_) => return true,
            Literal::Plain(Value::Null) => {}
            Literal::Plain(_) | Literal::Array(_) => {
                let message = format!("`{name}` must be an object, with {members}");
                self.say(Diagnostic::error(Code::Config, message), value.span);
            }
            _ => self.computed(name, value),
        }
        false
    }

    fn alias(&mut self, name: &str, value: &Located) {
        if !self.is_object(name, "a path for each name", value) {
            return;
        }
        for (name, _, target) in value.entries() {
            match target.json().as_ref().and_then(Value::as_str) {
                Some(target) => {
                    let target = target.trim_start_matches("./").trim_end_matches("/*").trim_end_matches('/');
                    self.config.alias.push((name.clone(), target.to_owned()));
                }
                None => self.computed(&format!("alias.{name}"), target),
            }
        }
        self.config.alias.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }

    fn compiler(&mut self, name: &str, value: &Located) {
        if !self.is_object(name, "options of the Svelte compiler", value) {
            return;
        }
        for (name, span, option) in value.entries() {
            let shown = format!("compilerOptions.{name}");
            match COMPILER.iter().find(|(known, _)| known == name) {
                None => {
                    let mut diagnostic =
                        Diagnostic::error(Code::Config, format!("There is no option `{shown}`"));
                    if let Some(near) = nearest(name, COMPILER) {
                        diagnostic = diagnostic.with_help(format!("Did you mean `compilerOptions.{near}`?"));
                    }
                    self.say(diagnostic, *span);
                }
                Some((_, Use::Read)) => match (option.json(), name.as_str()) {
                    (Some(json), _) => {
                        self.config.compiler.insert(name.clone(), json);
                    }
                    (None, "cssHash") => self.function("cssHash", &shown, option),
                    (None, "warningFilter") => self.function("warningFilter", &shown, option),
                    (None, "runes") => self.function("runes", &shown, option),
                    (None, _) => self.computed(&shown, option),
                },
                Some(_) => {
                    let message = format!("`{shown}` is decided by the build and ignored");
                    self.say(Diagnostic::warning(Code::Config, message), *span);
                }
            }
        }
    }

    /// Keeps a function for those who will call it.
    fn function(&mut self, name: &'static str, path: &str, value: &Located) {
        match (&value.literal, self.run) {
            (Literal::Function, Some((running, fingerprint))) => {
                let function = Function { running: Arc::clone(running), path: path.to_owned(), fingerprint };
                self.config.functions.insert(name, function);
            }
            _ => self.computed(path, value),
        }
    }

    /// Types are erased without a preprocessor, and that is all that `vitePreprocess` is mostly there for; a component
    /// that needs more says so itself.
    fn preprocess(&mut self, value: &Located) {
        let needless = |value: &Located| match &value.literal {
            Literal::Package { name, .. } => name == "vitePreprocess",
            Literal::Plain(Value::Null) => true,
            Literal::Computed => {
                let text = self.source.get(value.span.start as usize..value.span.end as usize);
                text.is_some_and(|text| text.starts_with("vitePreprocess("))
            }
            _ => false,
        };
        let all = match &value.literal {
            Literal::Array(items) => items.iter().all(needless),
            _ => needless(value),
        };
        if !all {
            let message = "`preprocess` is not part of Formwork: it compiles plain CSS and TypeScript";
            let help = "Remove it if it only handles TypeScript. Sass, Less, Markdown and the like must be compiled beforehand.";
            self.say(Diagnostic::error(Code::Config, message).with_help(help), value.span);
        }
    }

    /// Parts of a Vite configuration that mean something to Vite and nothing here.
    pub(super) fn vite(&mut self, evaluated: &Evaluated) {
        for package in &evaluated.opened {
            self.unknown(package);
        }
        if !evaluated.others.is_empty() {
            let names: Vec<String> = evaluated.others.iter().map(|name| format!("`{name}`")).collect();
            let message =
                format!("Plugins of Vite have no part in a Formwork build; ignored: {}", names.join(", "));
            self.found.push(Diagnostic::warning(Code::Config, message).in_file(self.file));
        }
        let keys: Vec<String> = evaluated
            .keys
            .iter()
            .filter(|key| VITE.contains(&key.as_str()))
            .map(|key| format!("`{key}`"))
            .collect();
        if !keys.is_empty() {
            let message = format!("Options of Vite that Formwork does not read: {}", keys.join(", "));
            self.found.push(Diagnostic::warning(Code::Config, message).in_file(self.file));
        }
    }

    /// Options that a package gives are not known: what it exports is only a stand-in.
    pub(super) fn unknown(&mut self, package: &str) {
        let message =
            format!("Options that come from `{package}` are not read, because packages are not run");
        let help = "Write the options that matter here into this file.";
        self.found.push(Diagnostic::warning(Code::Config, message).with_help(help).in_file(self.file));
    }

    pub(super) fn cannot_run(&mut self, thrown: &Thrown) {
        let mut diagnostic = Diagnostic::warning(
            Code::Config,
            format!("`{}` cannot be run: {}", self.file, thrown.message.trim_end_matches('.')),
        )
        .with_help("Only what is written out in it is read. Packages are not run, and `node:` modules as far as Formwork has them.");
        let place = thrown.file.as_deref().unwrap_or(self.file);
        diagnostic = diagnostic.in_file(place);
        if thrown.line > 0
            && let Ok(source) = std::fs::read_to_string(self.root.join(place))
        {
            diagnostic = diagnostic.at_line(&source, thrown.line, thrown.column.max(1));
        }
        self.found.push(diagnostic);
    }

    pub(super) fn computed(&mut self, name: &str, value: &Located) {
        let message = match &value.literal {
            Literal::Computed => format!("`{name}` is not a literal, and this file cannot be run"),
            Literal::Package { module, .. } => {
                format!(
                    "`{name}` comes from `{module}`, and packages are not run while the configuration is read"
                )
            }
            Literal::Function => format!("`{name}` must not be a function"),
            Literal::Other(what) => format!("`{name}` has a value that means nothing there: {what}"),
            _ => format!("`{name}` has a value that cannot be read"),
        };
        let help =
            "Write the value out. What depends on the place of deployment can be set when the server starts.";
        self.say(Diagnostic::error(Code::Config, message).with_help(help), value.span);
    }

    pub(super) fn say(&mut self, diagnostic: Diagnostic, span: Span) {
        let diagnostic = diagnostic.in_file(self.file);
        let range = span.start as usize..span.end as usize;
        // An option that comes from another file has no place in this one.
        self.found.push(if range.is_empty() { diagnostic } else { diagnostic.at(self.source, range) });
    }
}

fn is_base(base: &str) -> bool {
    base.is_empty() || (base.starts_with('/') && !base.ends_with('/'))
}

fn is_origin(origin: &str) -> bool {
    origin.split_once("://").is_some_and(|(scheme, host)| {
        matches!(scheme, "http" | "https") && !host.is_empty() && !host.contains(['/', '?', '#'])
    })
}

fn is_extension(end: &str) -> bool {
    end.strip_prefix('.')
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '.'))
}

pub(super) fn strings(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}
