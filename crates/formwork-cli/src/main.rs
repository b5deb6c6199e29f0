//! The `formwork` command: `new`, `dev`, `build`, `start`, `routes`, `check` and `sync` for a SvelteKit app directory.
//!
//! This crate is thin. It turns arguments and environment variables into settings (`args`, then
//! `settings`), calls the compiler and the server, and shows what happened. Nothing about routing,
//! bundling or HTTP is decided here.
//!
//! Exit codes: 0 when it worked or was told to stop, 1 when it did not, 2 for a command line that was
//! not understood. What went wrong goes to stderr; what was asked for goes to stdout.

mod args;
mod clock;
mod commands;
mod fault;
mod overlay;
mod relaunch;
mod report;
mod routes_table;
mod settings;
mod signals;
mod sizes;
mod table;
mod types;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Arguments;
use crate::commands::Outcome;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match commands::run(arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        // The command has said already what is wrong.
        Ok(Outcome::Failed) => ExitCode::FAILURE,
        Err(error) if report::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report::error(&error);
            ExitCode::FAILURE
        }
    }
}
