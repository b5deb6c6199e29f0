//! Promises that were rejected and that nobody has looked at.
//!
//! QuickJS reports a rejection as unhandled when it happens and as handled when a handler is attached
//! later, possibly in the same turn. Only what is left once the microtask queue is empty counts.

use std::cell::RefCell;

use rquickjs::{Ctx, Persistent, Value};

use crate::web;

#[derive(Default)]
pub(crate) struct Rejections {
    open: RefCell<Vec<Rejection>>,
}

struct Rejection {
    /// The store of the request that was being served when it happened.
    store: Option<Persistent<Value<'static>>>,
    promise: Persistent<Value<'static>>,
    reason: Persistent<Value<'static>>,
}

impl Rejections {
    pub(crate) fn track<'js>(&self, ctx: &Ctx<'js>, promise: Value<'js>, reason: Value<'js>, handled: bool) {
        let promise = Persistent::save(ctx, promise);
        if handled {
            self.open.borrow_mut().retain(|rejection| rejection.promise != promise);
        } else {
            let store = web::current_store(ctx).map(|store| Persistent::save(ctx, store));
            self.open.borrow_mut().push(Rejection { store, promise, reason: Persistent::save(ctx, reason) });
        }
    }

    /// Rust has looked at `promise`: its rejection is not unhandled.
    pub(crate) fn forget<'js>(&self, ctx: &Ctx<'js>, promise: &Value<'js>) {
        let promise = Persistent::save(ctx, promise.clone());
        self.open.borrow_mut().retain(|rejection| rejection.promise != promise);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.open.borrow().is_empty()
    }

    /// Takes the reasons that are still unhandled, each with the store of its request.
    pub(crate) fn take<'js>(&self, ctx: &Ctx<'js>) -> Vec<(Value<'js>, Option<Value<'js>>)> {
        let open = std::mem::take(&mut *self.open.borrow_mut());
        let restored = open.into_iter().map(|rejection| {
            let store = rejection.store.and_then(|store| store.restore(ctx).ok());
            Some((rejection.reason.restore(ctx).ok()?, store))
        });
        restored.flatten().collect()
    }

    pub(crate) fn clear(&self) {
        self.open.borrow_mut().clear();
    }
}
