//! A JavaScript value kept from Rust between two visits to the engine.

use std::fmt;
use std::rc::Rc;

use rquickjs::{Ctx, FromJs, Persistent, Value};

use crate::isolate::Isolate;

/// Keeps a JavaScript value alive from Rust, across awaits.
///
/// It holds the isolate too: QuickJS aborts the process when a runtime is freed before the last value
/// that was kept from it, so the two must go in this order, whatever drops them.
#[derive(Clone)]
pub struct Handle {
    // Declared first: fields are dropped in order of declaration, the value before its isolate.
    value: Persistent<Value<'static>>,
    isolate: Rc<Isolate>,
}

impl Handle {
    /// Keeps `value`.
    pub fn new<'js>(isolate: &Rc<Isolate>, ctx: &Ctx<'js>, value: Value<'js>) -> Self {
        Handle { value: Persistent::save(ctx, value), isolate: isolate.clone() }
    }

    /// The value, inside the engine.
    pub fn get<'js>(&self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        self.value.clone().restore(ctx)
    }

    /// The value as another type (`Function`, `Object`, `String` …).
    pub fn get_as<'js, T: FromJs<'js>>(&self, ctx: &Ctx<'js>) -> rquickjs::Result<T> {
        T::from_js(ctx, self.get(ctx)?)
    }

    /// The isolate the value lives in.
    pub fn isolate(&self) -> &Rc<Isolate> {
        &self.isolate
    }
}

impl<'js> rquickjs::IntoJs<'js> for Handle {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        self.get(ctx)
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handle")
    }
}
