//! An allocator that counts what the current thread does: tests run beside each other.

#![allow(unsafe_code, reason = "an allocator cannot be written without; each call is handed on unchanged")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What a piece of work allocated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use {
    /// The most bytes at one time.
    pub(crate) peak: usize,
    /// All bytes together, those given back included.
    pub(crate) total: usize,
}

thread_local! {
    // Without destructors and lazy initialisation, so that the allocator may use them at any time.
    static LIVE: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
    static TOTAL: Cell<usize> = const { Cell::new(0) };
}

/// Runs something and tells what it allocated beyond what was there.
pub(crate) fn measure(work: impl FnOnce()) -> Use {
    let before = LIVE.get();
    PEAK.set(before);
    TOTAL.set(0);
    work();
    Use { peak: PEAK.get() - before, total: TOTAL.get() }
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn taken(bytes: usize) {
    let live = LIVE.get() + bytes;
    LIVE.set(live);
    PEAK.set(PEAK.get().max(live));
    TOTAL.set(TOTAL.get().wrapping_add(bytes));
}

fn given_back(bytes: usize) {
    // What another thread allocated may be given back here.
    LIVE.set(LIVE.get().saturating_sub(bytes));
}

// SAFETY: every call goes to the system's allocator with the arguments it came with.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        given_back(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Counted as if both lived for a moment, as they do when the place has to change.
        taken(size);
        given_back(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
