//! `formwork start`: serves a build until it is told to stop.
//!
//! The port is taken before the app is loaded, because loading runs the app's code: a port that is in use must
//! not cost a connection to its database. Whoever connects meanwhile waits until the app is there.

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context;
use formwork::{Address, App, AppSlot, Config, Server};

use crate::args;
use crate::commands::{Outcome, block_on, log_to_stderr};
use crate::report::{self, LINK, STRONG};
use crate::settings::{self, Environment};
use crate::signals::Stop;

pub(super) fn run(flags: &args::Start) -> anyhow::Result<Outcome> {
    let mut environment = Environment::of_process();
    if let Some(path) = &flags.env_file {
        environment.add_file(path)?;
    }
    let config = settings::for_start(flags, &environment)?;
    check_is_build(&flags.build)?;
    environment.put_in_effect().context("the variables of --env-file could not be set")?;
    log_to_stderr();
    block_on(serve(flags, &config))?;
    Ok(Outcome::Done)
}

/// Says what to do when the folder holds no build; often it is the app's folder, with the build inside.
fn check_is_build(folder: &Path) -> anyhow::Result<()> {
    if folder.join("manifest.json").is_file() {
        return Ok(());
    }
    let inside = folder.join("build");
    if inside.join("manifest.json").is_file() {
        anyhow::bail!("{} holds no build, but {} does", folder.display(), inside.display());
    }
    anyhow::bail!("{} holds no build; make one with: formwork build", folder.display())
}

async fn serve(flags: &args::Start, config: &Config) -> anyhow::Result<()> {
    let stop = Stop::listen(|| tracing::info!("stopping; running requests may finish"))?;
    let server = Server::bind(config).await.map_err(report::start_error)?;
    let address = server.address().clone();
    let app = tokio::select! {
        app = App::load(&flags.build, config) => app.map_err(report::start_error)?,
        () = stop.clone().requested() => return Ok(()),
    };
    announce(&address, config)?;
    server.serve(AppSlot::new(app), stop.requested()).await.map_err(report::start_error)?;
    Ok(())
}

/// One line, made to be read by scripts too: it holds the address that can be opened.
fn announce(address: &Address, config: &Config) -> anyhow::Result<()> {
    let mut stdout = anstream::stdout().lock();
    let url = match address {
        Address::Tcp(address) => local_url(*address),
        Address::Unix(_) => address.to_string(),
    };
    write!(stdout, "Listening on {LINK}{url}{LINK:#}")?;
    if let Some(origin) = config.origin.as_ref().filter(|origin| **origin != url) {
        write!(stdout, " as {STRONG}{origin}{STRONG:#}")?;
    }
    writeln!(stdout)?;
    stdout.flush()?;
    Ok(())
}

/// An address that can be opened on this machine: `0.0.0.0` is none.
pub(super) fn local_url(address: SocketAddr) -> String {
    let port = address.port();
    if address.ip().is_unspecified() || address.ip().is_loopback() && address.is_ipv6() {
        format!("http://localhost:{port}")
    } else {
        format!("http://{address}")
    }
}
