//! The JavaScript host: everything between Rust and user code.
//!
//! An [`Isolate`] is one QuickJS runtime with its globals, module registry and limits, owned by one
//! thread. Rust calls user code through [`Isolate::call`], which arms the CPU deadline, drains the
//! microtask queue and turns promises into futures; user code calls Rust through native functions
//! whose futures become promises ([`promise`]). [`EngineThread`] gives an isolate a thread, an event
//! loop and a queue of jobs, and replaces the isolate when user code had to be interrupted.
//!
//! The engine is not a sandbox for hostile code: it runs the application's own code and packages
//! (RELIABILITY.md). Limits protect the server from mistakes.

#![deny(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod deadline;
pub mod devalue;
mod error;
mod handle;
mod isolate;
mod modules;
pub mod node;
mod offload;
mod promise;
mod rejections;
mod stack;
mod thread;
pub mod web;

pub use error::{ErrorClass, HostError};
pub use handle::Handle;
pub use isolate::{Fault, Isolate, IsolateOptions};
pub use modules::{Builtin, ModuleSource};
pub use promise::{Rejection, promise, promise_with};
pub use stack::{ErrorReport, SourceMaps};
pub use thread::{EngineThread, Guest, StartError};

pub use rquickjs;
