//! From an app directory to a build directory: files in, files out.
//!
//! [`scan`] reads what an app consists of; [`Builder::build`] compiles its components with the official Svelte
//! compiler, bundles the server module and the client chunks, and writes both with the manifest that the server
//! reads. Of the app only its configuration and `src/env` are run, within limits ([`evaluate`]): what must be known
//! beforehand of the rest is read from the syntax tree. Everything that can be wrong with an app is a [`Diagnostic`] with a permanent code and a place.
//!
//! The input is trusted as far as its author may run code on this machine; it is not trusted to be well formed.

mod app;
mod builder;
mod bundle;
mod changes;
mod check;
mod compress;
mod config;
mod context;
mod declared;
mod diagnostic;
mod entries;
mod env;
pub mod env_file;
mod evaluate;
mod fingerprint;
mod glob;
mod imports;
mod options;
mod paths;
mod prerender;
mod resolve;
mod routes;
mod runtime;
mod script;
mod svelte;
mod template;
mod types;

pub use app::{App, Hooks, Node, Params, Role, Route};
pub use builder::{BuildOptions, Builder, Built, Mode, Stage, scan};
pub use changes::{Change, Module, Update};
pub use check::{Checked, CheckedRoute};
pub use diagnostic::{Code, CompileError, Diagnostic, Severity};
pub use env::{files as env_files, is_env_file};
pub use runtime::SVELTE_VERSION;
pub use types::{Synced, sync, wants_types};
