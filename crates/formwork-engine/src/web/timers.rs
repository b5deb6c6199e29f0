//! Timers: which callback is due when.
//!
//! One task per isolate sleeps until the earliest timer and runs what is due in the order in which it
//! became due, which a task per timer would not guarantee. It knows the isolate weakly and ends with it;
//! callbacks live on the JavaScript side (`js/timers.js`), under the timer's number.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::{Rc, Weak};
use std::time::Duration;

use rquickjs::prelude::Func;
use rquickjs::{Ctx, Exception, Function, JsLifetime, Object};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::isolate::Isolate;

/// Delays beyond this are cut, as in browsers and Node (2³¹−1 ms), where they mean "at once".
const MAX_DELAY: f64 = 2_147_483_647.0;

#[derive(Default)]
struct Timers {
    due: RefCell<BTreeSet<(Instant, u32)>>,
    deadlines: RefCell<HashMap<u32, Instant>>,
    last: Cell<u32>,
    running: Cell<bool>,
    /// Wakes the task: an earlier timer, or the end of the isolate.
    changed: Rc<Notify>,
}

impl Drop for Timers {
    fn drop(&mut self) {
        self.changed.notify_one();
    }
}

#[derive(JsLifetime, Clone)]
struct Current(Rc<Timers>);

impl Timers {
    /// Also sets one anew that runs already.
    fn add(&self, id: u32, delay: Duration) {
        self.remove(id);
        let now = Instant::now();
        let at = now.checked_add(delay).unwrap_or(now);
        self.due.borrow_mut().insert((at, id));
        self.deadlines.borrow_mut().insert(id, at);
        self.changed.notify_one();
    }

    fn remove(&self, id: u32) {
        if let Some(at) = self.deadlines.borrow_mut().remove(&id) {
            self.due.borrow_mut().remove(&(at, id));
            // The task may now sleep longer than needed: it looks again when it wakes.
        }
    }

    fn earliest(&self) -> Option<Instant> {
        self.due.borrow().first().map(|(at, _)| *at)
    }

    fn pop_due(&self, now: Instant) -> Option<u32> {
        let mut due = self.due.borrow_mut();
        let first = due.first().copied().filter(|(at, _)| *at <= now)?;
        due.remove(&first);
        self.deadlines.borrow_mut().remove(&first.1);
        Some(first.1)
    }
}

async fn run(timers: Weak<Timers>, isolate: Weak<Isolate>) {
    loop {
        let (at, changed) = {
            let Some(timers) = timers.upgrade() else { return };
            let Some(at) = timers.earliest() else {
                timers.running.set(false);
                return;
            };
            (at, timers.changed.clone())
        };
        tokio::select! {
            () = tokio::time::sleep_until(at) => {}
            () = changed.notified() => continue,
        }
        let (Some(strong), Some(isolate)) = (timers.upgrade(), isolate.upgrade()) else { return };
        // Timers that callbacks add now are later than this moment and wait for the next round.
        let now = Instant::now();
        while let Some(id) = strong.pop_due(now) {
            if isolate.is_broken() {
                return;
            }
            isolate.enter(|ctx| {
                if fire(ctx, id).is_err() {
                    // `js/timers.js` reports errors itself; what arrives here is an interruption.
                    ctx.catch();
                }
            });
        }
    }
}

fn fire(ctx: &Ctx<'_>, id: u32) -> rquickjs::Result<()> {
    let fire: Function = super::Doors::get(ctx, |doors| &doors.fire_timer)?;
    fire.call((id,))
}

/// Natives for `js/timers.js`.
pub(crate) fn register<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    ctx.store_userdata(Current(Rc::default())).map_err(|_| rquickjs::Error::Unknown)?;
    native.set(
        "timerStart",
        // `id` 0 asks for a new timer, another one arms that timer again (intervals).
        Func::from(|ctx: Ctx<'js>, id: u32, delay: f64| {
            let current = ctx.userdata::<Current>().map(|current| current.clone());
            let (Some(Current(timers)), Some(isolate)) = (current, Isolate::current(&ctx)) else {
                return Err(Exception::throw_internal(&ctx, "Timers need a running isolate"));
            };
            let id = if id == 0 {
                timers.last.set(timers.last.get().wrapping_add(1).max(1));
                timers.last.get()
            } else {
                id
            };
            let delay = if delay.is_finite() && (0.0..=MAX_DELAY).contains(&delay) { delay } else { 0.0 };
            timers.add(id, Duration::from_secs_f64(delay / 1000.0));
            if !timers.running.replace(true) {
                tokio::task::spawn_local(run(Rc::downgrade(&timers), Rc::downgrade(&isolate)));
            }
            rquickjs::Result::Ok(id)
        }),
    )?;
    native.set(
        "timerStop",
        Func::from(|ctx: Ctx<'js>, id: u32| {
            if let Some(current) = ctx.userdata::<Current>() {
                current.0.remove(id);
            }
        }),
    )
}
