//! How much a request may bring, set by the app for its own routes and actions (R-15, R-18, R-19).
//!
//! SvelteKit leaves the `config` export of route modules to whoever runs the app. Formwork reads its key
//! `formwork` from the server modules of layouts, pages and endpoints:
//!
//! ```js
//! export const config = {
//!     formwork: { bodySizeLimit: '64K', actions: { upload: { bodySizeLimit: '1G' } } }
//! };
//! ```
//!
//! What a layout says holds for everything below it, and a deeper value wins. On other hosts nobody reads it.

use std::collections::HashMap;

use formwork_engine::rquickjs::{self, Atom, Object, Value};
use formwork_engine::web::key_text;
use formwork_wire::{form, size};

/// Limits; what is `None` was not set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Bytes of a body, `Some(None)` for no limit.
    pub(crate) max_body: Option<Option<u64>>,
    /// Fields, or parts, of a form.
    pub(crate) max_fields: Option<usize>,
    /// Bytes of one text field.
    pub(crate) max_field_size: Option<usize>,
}

impl Limits {
    /// These, and where they say nothing those of `outer`.
    pub(crate) fn within(self, outer: Limits) -> Limits {
        Limits {
            max_body: self.max_body.or(outer.max_body),
            max_fields: self.max_fields.or(outer.max_fields),
            max_field_size: self.max_field_size.or(outer.max_field_size),
        }
    }

    /// The limits of a form: what is not set here stays as in `base`.
    pub(crate) fn of_form(&self, base: form::Limits) -> form::Limits {
        form::Limits {
            max_fields: self.max_fields.unwrap_or(base.max_fields),
            max_value_bytes: self.max_field_size.unwrap_or(base.max_value_bytes),
            ..base
        }
    }
}

/// What a module sets: for all of it, and for single actions.
#[derive(Debug, Clone, Default)]
pub(crate) struct ModuleLimits {
    pub(crate) own: Limits,
    pub(crate) actions: HashMap<String, Limits>,
}

impl ModuleLimits {
    /// Reads the `config` export of a module.
    ///
    /// # Errors
    /// A sentence about the first key or value that is not understood; a limit that was meant and does not
    /// hold must stop the start (R-72).
    pub(crate) fn read(config: &Value<'_>) -> rquickjs::Result<Result<Self, String>> {
        let Some(ours) = config.as_object() else { return Ok(Ok(Self::default())) };
        let ours: Value = ours.get("formwork")?;
        if ours.is_undefined() {
            return Ok(Ok(Self::default()));
        }
        let Some(ours) = ours.as_object() else {
            return Ok(Err("`config.formwork` must be an object".to_owned()));
        };
        let own = match read(ours, "config.formwork", &["actions"])? {
            Ok(own) => own,
            Err(problem) => return Ok(Err(problem)),
        };
        let mut limits = ModuleLimits { own, actions: HashMap::new() };
        let Some(actions) = ours.get::<_, Option<Object>>("actions")? else { return Ok(Ok(limits)) };
        for entry in actions.props::<Atom, Value>() {
            let (name, value) = entry?;
            let name = key_text(name)?;
            let place = format!("config.formwork.actions[{name:?}]");
            let Some(object) = value.as_object() else {
                return Ok(Err(format!("`{place}` must be an object")));
            };
            match read(object, &place, &[])? {
                Ok(own) => limits.actions.insert(name, own),
                Err(problem) => return Ok(Err(problem)),
            };
        }
        Ok(Ok(limits))
    }
}

const KEYS: [&str; 3] = ["bodySizeLimit", "maxFields", "maxFieldSize"];

fn read(object: &Object<'_>, place: &str, also: &[&str]) -> rquickjs::Result<Result<Limits, String>> {
    let mut limits = Limits::default();
    for entry in object.props::<Atom, Value>() {
        let (key, value) = entry?;
        let key = key_text(key)?;
        let at = format!("{place}.{key}");
        let size = || -> rquickjs::Result<Result<Option<u64>, String>> {
            let parsed = match (value.as_number(), value.as_string()) {
                (Some(number), _) if number == f64::INFINITY => Some(None),
                (Some(number), _) if number >= 0.0 && number.fract() == 0.0 => Some(Some(number as u64)),
                (_, Some(text)) => size::parse(&text.to_string()?),
                _ => None,
            };
            Ok(parsed.ok_or_else(|| {
                format!("`{at}` must be a number of bytes, or a text such as '512K', '10M' or 'Infinity'")
            }))
        };
        let bounded =
            |size: Option<u64>| size.and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX);
        match key.as_str() {
            "bodySizeLimit" => match size()? {
                Ok(size) => limits.max_body = Some(size),
                Err(problem) => return Ok(Err(problem)),
            },
            "maxFieldSize" => match size()? {
                Ok(size) => limits.max_field_size = Some(bounded(size)),
                Err(problem) => return Ok(Err(problem)),
            },
            "maxFields" => match value.as_number() {
                Some(number) if number >= 0.0 && (number.fract() == 0.0 || number == f64::INFINITY) => {
                    limits.max_fields = Some(number as usize);
                }
                _ => return Ok(Err(format!("`{at}` must be a whole number"))),
            },
            other if also.contains(&other) => {}
            _ => {
                let known = KEYS.iter().chain(also).copied().collect::<Vec<_>>().join("`, `");
                return Ok(Err(format!("`{at}` is not known; there are `{known}`")));
            }
        }
    }
    Ok(Ok(limits))
}
