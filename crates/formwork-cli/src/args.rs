//! The command line as it was typed: the first of two stages.
//!
//! Nothing is checked or looked up here beyond the shape of the words; `settings` resolves these
//! together with environment variables. That is why ports and sizes are text here: a wrong value is
//! reported in one way, with the name of the flag or variable it came from, wherever it was given.

use std::path::PathBuf;

use clap::builder::Styles;
use clap::builder::styling::{AnsiColor, Effects};
use clap::{Args, Parser, Subcommand};

/// Headings and flags stand out, nothing else; clap leaves colour away where it is not wanted.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::White.on_default().effects(Effects::BOLD))
    .usage(AnsiColor::White.on_default().effects(Effects::BOLD))
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

#[derive(Debug, Parser)]
#[command(
    name = "formwork",
    version,
    about = "Build and serve a SvelteKit app with one program, without Node",
    styles = STYLES,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "\
Examples:
  formwork dev                    work on the app in this folder, on http://localhost:5173
  formwork build                  write what is needed to serve it to ./build
  formwork start                  serve ./build on port 3000
  formwork routes                 list its pages, endpoints and actions
  formwork check                  say what in it works with Formwork, and what does not
  formwork new my-app             begin a new app

Each command explains itself with --help."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(New),
    Dev(Dev),
    Build(Build),
    Start(Box<Start>),
    Routes(Routes),
    Check(Check),
    Sync(Sync),
}

/// Begin a new app
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  formwork new my-app                      ask what it should be, then write it
  formwork new my-app --yes                ask nothing: the demo, in TypeScript
  formwork new shop --template minimal --types jsdoc

Nothing is downloaded. The app is an ordinary SvelteKit app that needs no node_modules to
run with Formwork.")]
pub(crate) struct New {
    /// Where to put it; a folder that is new or empty
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,

    /// How much is in it: one page, or forms to look at [default: demo]
    #[arg(short, long, value_enum)]
    pub(crate) template: Option<Template>,

    /// How its types are written: TypeScript, or JavaScript with comments [default: ts]
    #[arg(long, value_enum)]
    pub(crate) types: Option<Types>,

    /// Ask nothing
    #[arg(short, long)]
    pub(crate) yes: bool,
}

/// What a new app begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Template {
    /// One page
    Minimal,
    /// A to-do list behind a log-in
    Demo,
}

/// The language of a new app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Types {
    /// TypeScript
    Ts,
    /// JavaScript with JSDoc comments
    Jsdoc,
}

/// Serve an app while you work on it: rebuilds and reloads on change
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  formwork dev                    the app in this folder, on http://localhost:5173
  formwork dev examples/tour      the app in another folder
  formwork dev --port 8080        on another port
  formwork dev --host             also for other machines in the network

An error in the app is shown here and in the browser; the next save that mends it
reloads the page.")]
pub(crate) struct Dev {
    /// The app's folder (the one with src/routes in it)
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) app: PathBuf,

    /// Port to listen on; the next free one if none is given and 5173 is taken
    #[arg(short, long)]
    pub(crate) port: Option<String>,

    /// Address to listen on; without an ADDRESS: all of them
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "0.0.0.0")]
    pub(crate) host: Option<String>,

    /// Do not mention routes that ask to be prerendered; they are served at every request
    #[arg(long)]
    pub(crate) ignore_prerender: bool,
}

/// Build an app for production
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  formwork build                  the app in this folder, to ./build
  formwork build examples/tour    the app in another folder, to build inside that
  formwork build --out /srv/shop  to another place
  formwork build --json           machine-readable: routes, files, sizes, warnings

If the build fails, what was there before is left as it was.")]
pub(crate) struct Build {
    /// The app's folder (the one with src/routes in it)
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) app: PathBuf,

    /// Where to write the build [default: build inside the app's folder]
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// Serve routes that ask to be prerendered at every request, instead of refusing them
    #[arg(long)]
    pub(crate) ignore_prerender: bool,

    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Serve a built app
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  formwork start                                  serve ./build on http://localhost:3000
  formwork start /srv/shop --port 8080            serve another build, on another port
  ORIGIN=https://shop.example formwork start      behind a proxy that ends TLS
  formwork start --env-file .env                  take variables from a file

Each setting can also be an environment variable, in capitals: BODY_SIZE_LIMIT for
--body-size-limit. A flag wins over a variable.

Ctrl-C and SIGTERM let running requests finish; a second one ends the process at once.")]
pub(crate) struct Start {
    /// What `formwork build` wrote
    #[arg(value_name = "BUILD_DIR", default_value = "build")]
    pub(crate) build: PathBuf,

    /// Port to listen on [default: 3000]
    #[arg(short, long)]
    pub(crate) port: Option<String>,

    /// Address to listen on [default: 0.0.0.0]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) host: Option<String>,

    /// A Unix socket to listen on, instead of a port
    #[arg(long, value_name = "FILE")]
    pub(crate) socket_path: Option<String>,

    /// Permissions of the socket, such as 660 [default: what the umask leaves]
    #[arg(long, value_name = "MODE")]
    pub(crate) socket_mode: Option<String>,

    /// How many copies of the app to run, or auto for one per core; each has its own variables [default: 1]
    #[arg(long, value_name = "N")]
    pub(crate) instances: Option<String>,

    /// The origin users see, such as https://shop.example
    #[arg(long, value_name = "URL")]
    pub(crate) origin: Option<String>,

    /// Read variables from a file; those already set stay as they are
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,

    /// Header in which a trusted proxy gives the scheme
    #[arg(long, value_name = "NAME", help_heading = "Behind a proxy")]
    pub(crate) protocol_header: Option<String>,

    /// Header in which a trusted proxy gives the host
    #[arg(long, value_name = "NAME", help_heading = "Behind a proxy")]
    pub(crate) host_header: Option<String>,

    /// Header in which a trusted proxy gives the port
    #[arg(long, value_name = "NAME", help_heading = "Behind a proxy")]
    pub(crate) port_header: Option<String>,

    /// Header in which a trusted proxy gives the client's address
    #[arg(long, value_name = "NAME", help_heading = "Behind a proxy")]
    pub(crate) address_header: Option<String>,

    /// How many trusted proxies add to X-Forwarded-For [default: 1]
    #[arg(long, value_name = "N", help_heading = "Behind a proxy")]
    pub(crate) xff_depth: Option<String>,

    /// Largest request body, such as 65536, 10M, 1G or Infinity [default: 512K]
    #[arg(long, value_name = "SIZE", help_heading = "Limits")]
    pub(crate) body_size_limit: Option<String>,

    /// Folder for uploads that are too large for memory [default: the system's]
    #[arg(long, value_name = "DIR", help_heading = "Limits")]
    pub(crate) spool_dir: Option<String>,

    /// Disk space that uploads may take together, such as 10G [default: 1G]
    #[arg(long, value_name = "SIZE", help_heading = "Limits")]
    pub(crate) spool_size_limit: Option<String>,

    /// Time for running requests to finish at the end, in seconds [default: 30]
    #[arg(long, value_name = "SECONDS", help_heading = "Limits")]
    pub(crate) shutdown_timeout: Option<String>,

    /// How long an idle connection is kept, in seconds [default: 5]
    #[arg(long, value_name = "SECONDS", help_heading = "Limits")]
    pub(crate) keep_alive_timeout: Option<String>,

    /// Time for a client to send a request's headers, in seconds [default: 10]
    #[arg(long, value_name = "SECONDS", help_heading = "Limits")]
    pub(crate) headers_timeout: Option<String>,

    /// With socket activation: end when nobody was connected for so long, in seconds [default: never]
    #[arg(long, value_name = "SECONDS", help_heading = "Limits")]
    pub(crate) idle_timeout: Option<String>,
}

/// List an app's pages, endpoints and actions, in the order they are matched
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  formwork routes                 the app in this folder
  formwork routes examples/tour   the app in another folder
  formwork routes --json          machine-readable")]
pub(crate) struct Routes {
    /// The app's folder (the one with src/routes in it)
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) app: PathBuf,

    /// Print the list as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Say what in an app works with Formwork, and what does not
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  formwork check                  the app in this folder
  formwork check ../shop          the app in another folder
  formwork check --strict         fail on warnings too, for continuous integration
  formwork check --json           machine-readable

Everything is compiled, and nothing but the compiler's own files is written, in .formwork.
The exit code is 0 if the app can be built and served, 1 if not.")]
pub(crate) struct Check {
    /// The app's folder (the one with src/routes in it)
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) app: PathBuf,

    /// Take routes that ask to be prerendered as served at every request, as a build with this flag does
    #[arg(long)]
    pub(crate) ignore_prerender: bool,

    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Let warnings count as problems
    #[arg(long)]
    pub(crate) strict: bool,
}

/// Write the types that editors and type checkers look for
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  formwork sync                   the app in this folder
  formwork sync && npx svelte-check

The types go to .svelte-kit, as with SvelteKit. A tsconfig.json or jsconfig.json finds them
with: \"extends\": \"./.svelte-kit/tsconfig.json\", or \"extends\": \"$app/tsconfig\". Where there
is one, `formwork dev` and `formwork build` keep the types up to date.")]
pub(crate) struct Sync {
    /// The app's folder (the one with src/routes in it)
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) app: PathBuf,

    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_consistent() {
        super::Arguments::command().debug_assert();
    }
}
