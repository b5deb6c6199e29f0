//! The requirements of the specification, by number, against the real binary over real sockets.
//!
//! Every test names the numbers it covers (S-42 …) in a comment. The servers run apps out of `tests/apps`, each
//! built and started once; see `server.rs` for running the same tests against SvelteKit. What a page was given is
//! read from `<pre id="…">` elements that hold JSON (`page.rs`).

mod answer;
mod flat;
mod http;
mod server;
mod upstream;

mod addresses;
mod assets;
mod awaiting;
mod bare;
mod body;
mod checks;
mod classify;
mod configured;
mod cookies;
mod data;
mod development;
mod documents;
mod endpoints;
mod event;
mod faults;
mod fetch;
mod form_prop;
mod helpers;
mod hooks;
mod hydration;
mod inputs;
mod interleaved;
mod kit;
mod kit2;
mod loading;
mod loads;
mod location;
mod modules;
mod names;
mod options;
mod origin;
mod packages;
mod pipeline;
mod places;
mod policies;
mod results;
mod routing;
mod settings;
mod tree;
mod uploads;
