//! From a path to a route and its parameters (S-8.6–8, F-23…F-27, F-30).

use std::rc::Rc;

use formwork_engine::rquickjs::{self, Ctx, Function, Object, Value};
use formwork_engine::{Fault, Handle};
use formwork_wire::manifest::{Manifest, Page};
use formwork_wire::route::{ParamError, RouteTable, TableError, decode_path};

use crate::site::Site;

/// The routes of a site.
#[derive(Debug)]
pub(crate) struct Router {
    table: RouteTable,
    routes: Vec<RouteEntry>,
    base: String,
}

#[derive(Debug)]
struct RouteEntry {
    id: String,
    page: Option<Page>,
}

/// A route that matched.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) id: String,
    pub(crate) page: Option<Page>,
    pub(crate) params: Vec<(String, ParamValue)>,
}

/// The value of a parameter: the text, or what a matcher made of it.
#[derive(Debug, Clone)]
pub(crate) enum ParamValue {
    Text(String),
    Converted(Handle),
}

/// What a path led to.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    Route(Rc<Route>),
    /// No route matches.
    Nothing,
    /// The path cannot be decoded.
    Malformed,
    /// The path is not under the base path.
    OutsideBase,
    /// A matcher failed.
    Failed(Fault),
}

impl Router {
    pub(crate) fn new(manifest: &Manifest) -> Result<Self, TableError> {
        let routes = manifest
            .routes
            .iter()
            .map(|route| RouteEntry { id: route.id.clone(), page: route.page.clone() })
            .collect();
        Ok(Router { table: RouteTable::new(&manifest.routes)?, routes, base: manifest.base.clone() })
    }

    /// Finds the route for a path as it stands in a URL.
    pub(crate) fn find(&self, site: &Site, path: &str) -> Found {
        // Only matchers need the engine.
        let Some(decoded) = decode_path(path) else { return Found::Malformed };
        let Some(path) = strip_base(&decoded, &self.base) else { return Found::OutsideBase };
        self.find_by(path, |matcher, text| site.isolate.enter(|ctx| ask_matcher(ctx, site, matcher, text)))
    }

    /// The same for `match` of `$app/paths`, a native, which is inside the engine already. As on the reference a path
    /// that is not under the base path is taken for one below it.
    pub(crate) fn find_in(&self, ctx: &Ctx<'_>, site: &Site, path: &str) -> Found {
        let Some(decoded) = decode_path(path) else { return Found::Malformed };
        let path = strip_base(&decoded, &self.base).unwrap_or(&decoded);
        self.find_by(path, |matcher, text| ask_matcher(ctx, site, matcher, text))
    }

    /// Finds the route for a decoded path below the base path.
    fn find_by(&self, path: &str, ask: impl Fn(&str, &str) -> Result<Option<ParamValue>, Fault>) -> Found {
        let found = self.table.find(path, |param, text| match &param.matcher {
            None => Ok(Some(ParamValue::Text(text.to_owned()))),
            Some(matcher) => ask(matcher, text),
        });
        match found {
            Ok(Some(found)) => {
                let Some(entry) = self.routes.get(found.route) else { return Found::Nothing };
                let params = found.params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                Found::Route(Rc::new(Route { id: entry.id.clone(), page: entry.page.clone(), params }))
            }
            Ok(None) => Found::Nothing,
            Err(ParamError::Malformed) => Found::Malformed,
            Err(ParamError::Matcher(fault)) => Found::Failed(fault),
        }
    }
}

impl Route {
    /// The parameters as user code gets them.
    pub(crate) fn params_object<'js>(&self, ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
        let params = Object::new(ctx.clone())?;
        for (name, value) in &self.params {
            match value {
                ParamValue::Text(text) => params.set(name.as_str(), text.as_str())?,
                ParamValue::Converted(handle) => params.set(name.as_str(), handle.get(ctx)?)?,
            }
        }
        Ok(params)
    }
}

/// The path below the base path; None if it is not under it (S-8.7).
pub(crate) fn strip_base<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    match path.strip_prefix(base)? {
        "" => Some("/"),
        rest if base.is_empty() => Some(rest),
        rest if rest.starts_with('/') => Some(rest),
        _ => None,
    }
}

/// What a matcher makes of a text; None if it refuses, and what it threw if it failed (F-30).
fn ask_matcher(ctx: &Ctx<'_>, site: &Site, matcher: &str, text: &str) -> Result<Option<ParamValue>, Fault> {
    let Some(matchers) = &site.matchers else { return Ok(None) };
    let ask = || -> rquickjs::Result<Option<ParamValue>> {
        let function: Function = site.glue.match_param.get_as(ctx)?;
        let value: Value = function.call((matchers.get(ctx)?, matcher, text))?;
        if value.is_undefined() {
            return Ok(None);
        }
        Ok(Some(match value.as_string() {
            Some(text) => ParamValue::Text(text.to_string()?),
            None => ParamValue::Converted(Handle::new(&site.isolate, ctx, value)),
        }))
    };
    ask().map_err(|error| site.isolate.thrown(ctx, error))
}
