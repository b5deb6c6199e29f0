//! Which modules an isolate can import, and where their text is.
//!
//! There is no file system behind `import` at run time: the server bundle is one module, and what it
//! leaves external are the host's own modules (`formwork:*`) and the `node:` modules of F-203. An
//! import of anything else names the module and the importer.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use rquickjs::loader::{ImportAttributes, Loader, Resolver};
use rquickjs::{Ctx, Error, Exception, Module, Result, module::Declared};

use crate::node;

/// A module that comes with the host.
#[derive(Debug, Clone, Copy)]
pub enum Builtin {
    /// JavaScript source of an ES module.
    Source(&'static str),
}

/// The text of a module.
#[derive(Debug, Clone)]
pub struct ModuleSource(pub Cow<'static, str>);

/// The registry behind `import` in one isolate.
#[derive(Debug, Default)]
pub(crate) struct Modules {
    sources: RefCell<HashMap<String, ModuleSource>>,
    /// Files that modules stand in, for `import.meta`.
    files: RefCell<HashMap<String, PathBuf>>,
}

impl Modules {
    pub(crate) fn define(&self, name: &str, source: ModuleSource) {
        self.sources.borrow_mut().insert(name.to_owned(), source);
    }

    pub(crate) fn set_file(&self, name: &str, file: PathBuf) {
        self.files.borrow_mut().insert(name.to_owned(), file);
    }
}

fn is_builtin(name: &str) -> bool {
    node::modules().iter().any(|(builtin, _)| *builtin == name)
}

/// Whether a module is only there for the built-in ones. What a bundle imports of the host's has a name as well.
fn is_internal(name: &str) -> bool {
    name.starts_with("formwork:") && name != "formwork:context" && is_builtin(name)
}

pub(crate) struct Registry(pub(crate) Rc<Modules>);

impl Resolver for Registry {
    fn resolve<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        base: &str,
        name: &str,
        _attributes: Option<ImportAttributes<'js>>,
    ) -> Result<String> {
        if self.0.sources.borrow().contains_key(name) && (!is_internal(name) || is_builtin(base)) {
            return Ok(name.to_owned());
        }
        let importer = if base.is_empty() { "the host" } else { base };
        let message = if let Some(module) = name.strip_prefix("node:") {
            format!(
                "The module `node:{module}` is not available in Formwork (imported by {importer}). See \
                 docs/compatibility.md for the `node:` modules there are."
            )
        } else {
            format!("Cannot find module `{name}` (imported by {importer})")
        };
        Err(Exception::throw_reference(ctx, &message))
    }
}

impl Loader for Registry {
    fn load<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        name: &str,
        _attributes: Option<ImportAttributes<'js>>,
    ) -> Result<Module<'js, Declared>> {
        let source = self.0.sources.borrow().get(name).cloned();
        let module = match source {
            Some(source) => Module::declare(ctx.clone(), name, source.0.as_bytes())?,
            None => return Err(Error::new_loading(name)),
        };
        if let Some(file) = self.0.files.borrow().get(name) {
            let meta = module.meta()?;
            let url = url::Url::from_file_path(file).map(String::from).unwrap_or_default();
            meta.set("url", url)?;
            meta.set("filename", file.to_string_lossy().as_ref())?;
            meta.set("dirname", file.parent().unwrap_or(file).to_string_lossy().as_ref())?;
        }
        Ok(module)
    }
}
