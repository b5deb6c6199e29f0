//! The CPU deadline of user code.
//!
//! QuickJS asks an interrupt handler every few thousand operations whether to go on. The handler
//! answers from a deadline that is armed each time Rust enters the isolate, so the limit is CPU time
//! of one uninterrupted stretch of user code, not the wall time of a request.
//!
//! The interrupt error cannot be caught by user code and skips `finally`; when it strikes after an
//! `await` the promise stays pending for ever and nothing is reported. Hence the `struck` flag: once
//! set, the isolate is unusable and every waiter is told so.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

#[derive(Debug)]
pub(crate) struct Deadline {
    budget: Duration,
    until: Cell<Option<Instant>>,
    struck: Cell<bool>,
}

impl Deadline {
    pub(crate) fn new(budget: Duration) -> Rc<Self> {
        Rc::new(Deadline { budget, until: Cell::new(None), struck: Cell::new(false) })
    }

    /// Starts the clock, unless it already runs (a nested entry shares the outer budget).
    /// Returns whether this call started it.
    pub(crate) fn arm(&self) -> bool {
        if self.until.get().is_some() {
            return false;
        }
        self.until.set(Instant::now().checked_add(self.budget));
        true
    }

    pub(crate) fn disarm(&self) {
        self.until.set(None);
    }

    /// True when the budget is used up; remembers that it was.
    pub(crate) fn is_over(&self) -> bool {
        let over = self.until.get().is_some_and(|until| Instant::now() >= until);
        if over {
            self.struck.set(true);
        }
        over
    }

    /// As if the budget was used up.
    pub(crate) fn strike(&self) {
        self.struck.set(true);
    }

    /// When the budget of what runs now is used up, if there is one.
    pub(crate) fn until(&self) -> Option<Instant> {
        self.until.get()
    }

    pub(crate) fn struck(&self) -> bool {
        self.struck.get()
    }
}
