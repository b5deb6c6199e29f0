//! `formwork dev`: builds the app, serves it, and does both again whenever a file changes.
//!
//! An error never ends it. While the app cannot be built, every document answers with the report, pages that
//! are open get it laid over them, and the next change is waited for (F-210).

use std::io::Write;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use formwork::{Address, App, AppSlot, Config, DevEvent, DevFaults, Server};
use formwork_compile::{BuildOptions, Builder, Built, Change, Code, CompileError, Mode};

use crate::args;
use crate::clock;
use crate::commands::{Outcome, app_directory, block_on, log_to_stderr, start};
use crate::fault;
use crate::overlay::{self, DEV_SCRIPT, Problem};
use crate::report::{self, ERROR, GOOD, LINK, QUIET, STRONG};
use crate::settings::{self, DevSettings, Environment};
use crate::signals::Stop;
use crate::types;
use crate::watch::Watcher;

/// Where Vite listens too, so that bookmarks and tests of an app keep working.
const PORT: u16 = 5173;
/// How many ports after that are tried.
const PORTS: u16 = 20;

pub(super) fn run(flags: &args::Dev) -> anyhow::Result<Outcome> {
    let app = app_directory(&flags.app)?;
    let settings = settings::for_dev(flags)?;
    // Nothing to watch; what is missing is said by whoever knows what an app is.
    if let Err(error) = formwork_compile::scan(&app)
        && error.diagnostics.iter().any(|found| found.code == Code::AppMissing)
    {
        report::diagnostics(&error.diagnostics);
        return Ok(Outcome::Failed);
    }
    take_variables(&app).context("the variables of .env could not be set")?;
    log_to_stderr();
    block_on(serve(app, settings, flags.ignore_prerender))?;
    Ok(Outcome::Done)
}

/// The variables that the app's code will see.
fn environment(app: &Path) -> anyhow::Result<Environment> {
    let mut environment = Environment::of_process();
    for path in formwork_compile::env_files(app, Mode::Development) {
        environment.add_file(&path)?;
    }
    Ok(environment)
}

async fn serve(app: PathBuf, settings: DevSettings, ignore_prerender: bool) -> anyhow::Result<()> {
    let stop = Stop::listen(|| ())?;
    let mut config = Config {
        host: settings.host.clone().unwrap_or_else(|| "localhost".to_owned()),
        port: settings.port.unwrap_or(PORT),
        // As in SvelteKit (S-189).
        max_body: None,
        // Every open page holds a connection for news.
        shutdown_timeout: Duration::from_millis(300),
        dev: true,
        dev_script: Some(DEV_SCRIPT.to_owned()),
        ..Config::default()
    };
    let server = bind(&mut config, settings.port.is_none()).await?;
    let mut watcher = Watcher::new(&app).context("the app's folder cannot be watched")?;
    if let Address::Tcp(address) = server.address() {
        announce(*address, &config.host, settings.host.is_some())?;
    }

    let out = out(&app, 0);
    let slot = AppSlot::failed(String::new(), &config);
    config.dev_faults = Some(faults(&app, &slot));
    let mut workshop = Workshop {
        builder: Builder::new().ignore_prerender(ignore_prerender),
        options: BuildOptions { app: app.clone(), out, mode: Mode::Development, version: None },
        slot,
        config,
        served: None,
    };
    watcher.follow(&workshop.builder.sources(&app));
    // Who connects before the first build is done waits for it.
    tokio::select! {
        () = workshop.build(&mut watcher, &[]) => {}
        () = stop.clone().requested() => return Ok(()),
    }
    let slot = workshop.slot.clone();
    let working = async {
        loop {
            let changed = watcher.changed().await;
            if changed.iter().any(|file| formwork_compile::is_env_file(file))
                && let Err(error) = take_variables(&app)
            {
                report::error(&error.into());
            }
            workshop.build(&mut watcher, &changed).await;
        }
    };
    tokio::select! {
        result = server.serve(slot, stop.requested()) => result.map_err(report::start_error)?,
        () = working => {}
    }
    Ok(())
}

/// Takes the port that was asked for; if none was, the first free one from 5173.
async fn bind(config: &mut Config, may_move: bool) -> anyhow::Result<Server> {
    let first = config.port;
    loop {
        match Server::bind(config).await {
            Err(error) if may_move && is_taken(&error) && config.port < first + PORTS => config.port += 1,
            result => return result.map_err(report::start_error),
        }
    }
}

fn is_taken(error: &(dyn std::error::Error + 'static)) -> bool {
    let chain = std::iter::successors(Some(error), |error| error.source());
    let mut io = chain.filter_map(|error| error.downcast_ref::<std::io::Error>());
    io.any(|error| error.kind() == std::io::ErrorKind::AddrInUse)
}

/// Variables of an app are part of its process: to change them it starts again, and the browser reconnects. Files that
/// cannot be read change nothing; what is wrong with them is for the build to say.
fn take_variables(app: &Path) -> std::io::Result<()> {
    environment(app).map_or(Ok(()), |environment| environment.put_in_effect())
}

fn announce(address: SocketAddr, host: &str, open: bool) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "\n  {STRONG}formwork{STRONG:#} {QUIET}{} dev{QUIET:#}\n", env!("CARGO_PKG_VERSION"))?;
    let local = match host {
        "localhost" => format!("http://localhost:{}", address.port()),
        _ => start::local_url(address),
    };
    writeln!(out, "  {QUIET}Local:{QUIET:#}    {LINK}{local}/{LINK:#}")?;
    match network_address().filter(|_| open) {
        Some(ip) => {
            let address = SocketAddr::new(ip, address.port());
            writeln!(out, "  {QUIET}Network:{QUIET:#}  {LINK}http://{address}/{LINK:#}\n")?;
        }
        None => writeln!(out)?,
    }
    out.flush()?;
    Ok(())
}

/// The address under which other machines most likely reach this one: that of the default route. Nothing is
/// sent to find it.
fn network_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_unspecified())
}

/// What is kept between builds.
struct Workshop {
    builder: Builder,
    options: BuildOptions,
    slot: AppSlot,
    config: Config,
    /// The build that is served, or was before the app broke: what open pages are from.
    served: Option<Built>,
}

/// The report for pages that are open.
fn told(problems: &[Problem]) -> DevEvent {
    let text = problems.first().map_or_else(String::new, |problem| {
        let place = problem.place.as_ref().map_or_else(String::new, |place| format!("{place}: "));
        format!("{place}{}", problem.message)
    });
    DevEvent::Error { text, html: overlay::panel(problems) }
}

/// Errors of the app's own code in requests, in the terminal and in the browser (F-97).
fn faults(app: &Path, slot: &AppSlot) -> DevFaults {
    let app = app.to_owned();
    let report = move |text: &str, request: Option<&str>| {
        let problem = fault::problem(&app, fault::REQUEST, text);
        if request.is_some() {
            fault::print(&problem, request);
        }
        told(&[problem])
    };
    DevFaults { report: Arc::new(report), events: slot.dev_events() }
}

/// Two directories take turns: while a build is written, the files of the one before are still asked for.
fn out(app: &Path, build: u64) -> PathBuf {
    app.join(format!(".formwork/dev-{}", build % 2))
}

impl Workshop {
    /// Builds and puts the result, or the report, in place of what is served.
    async fn build(&mut self, watcher: &mut Watcher, changed: &[String]) {
        let started = Instant::now();
        if types::may_change(changed) {
            types::keep(&self.options.app);
        }
        self.config.dev_build += 1;
        self.options.out = out(&self.options.app, self.config.dev_build);
        let built = match self.builder.build(&self.options, |_| ()).await {
            Ok(built) => built,
            Err(error) => {
                self.follow_broken(watcher, &error);
                report::diagnostics(&error.diagnostics);
                return self.fail(&overlay::problems(&error.diagnostics), changed);
            }
        };
        watcher.follow(&built.watch);
        report::diagnostics(&built.warnings);
        match App::load(&self.options.out, &self.config).await {
            Ok(app) => self.slot.replace(app),
            Err(error) => {
                let problem = fault::problem(&self.options.app, fault::START, &error.to_string());
                fault::print(&problem, None);
                return self.fail(&[problem], changed);
            }
        }
        let word = if self.served.is_some() { "rebuilt" } else { "built" };
        let event = self.event(&built, changed);
        self.served = Some(built);
        self.say(&format!("{GOOD}{word}{GOOD:#} in {}", clock::took(started.elapsed())), changed);
        // There is no receiver when no page is open.
        let _ = self.slot.dev_events().send(event);
    }

    /// What is watched while an app cannot be built: what its configuration names now and what was watched before, and
    /// the files that something is wrong with.
    fn follow_broken(&self, watcher: &mut Watcher, error: &CompileError) {
        let app = &self.options.app;
        let files = error.diagnostics.iter().filter_map(|found| Some(app.join(found.file.as_ref()?)));
        watcher.follow_also(self.builder.sources(app).into_iter().chain(files));
    }

    /// What open pages have to do.
    fn event(&self, built: &Built, changed: &[String]) -> DevEvent {
        // Static files are no part of the comparison, and `.` means that nobody knows what changed.
        let is_outside = |file: &String| file == "." || Path::new(file).starts_with(&built.statics);
        let update = match &self.served {
            Some(served) if !changed.iter().any(is_outside) => match built.since(served) {
                Change::Update(update) => serde_json::to_value(update).ok(),
                Change::Reload => None,
            },
            _ => None,
        };
        update.map_or(DevEvent::Reload, DevEvent::Update)
    }

    fn fail(&mut self, problems: &[Problem], changed: &[String]) {
        self.slot.fail(overlay::page(problems));
        let _ = self.slot.dev_events().send(told(problems));
        self.say(&format!("{ERROR}not built{ERROR:#}, waiting for a change"), changed);
    }

    fn say(&self, what: &str, changed: &[String]) {
        let files = match changed {
            [] => String::new(),
            [first, second, rest @ ..] if rest.len() > 1 => {
                format!(" {QUIET}({first}, {second} and {} more){QUIET:#}", rest.len())
            }
            few => format!(" {QUIET}({}){QUIET:#}", few.join(", ")),
        };
        // A terminal that went away is no reason to stop serving.
        let _ = writeln!(anstream::stdout(), "{QUIET}{}{QUIET:#} {what}{files}", clock::now());
    }
}
