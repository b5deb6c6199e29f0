//! SvelteKit's form actions, served from Rust.
//!
//! A request enters through [`Server`] (HTTP, limits), is looked at while only its head is there
//! (`admission`: whose origin, reserved names; `files`: static files), and goes as one job to the engine
//! thread, where `pipeline` does what SvelteKit documents: handle hook, route, action, loads, render.
//! The pipeline is Rust; user code is called through `glue` (js/glue/). The answer travels back the
//! same way as one [`Reply`](reply::Reply).
//!
//! docs/architecture.md follows one POST through these modules.

#![deny(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod admission;
mod app;
mod body;
mod config;
mod cookies;
mod dev;
mod document;
mod exchange;
mod files;
mod glue;
mod host;
mod instances;
mod limits;
mod linger;
mod listener;
mod pipeline;
mod reply;
mod router;
mod server;
mod service;
mod site;
mod target;

pub use app::StartError;
pub use app::{App, AppSlot};
pub use config::Config;
pub use dev::{DevEvent, DevFaults, FaultReport};
pub use formwork_engine::IsolateOptions;
pub use formwork_engine::web::spool::Spool;
pub use formwork_wire::manifest::Manifest;
pub use listener::Address;
pub use server::Server;
