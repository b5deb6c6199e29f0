//! Servers under test: one per fixture app and set of variables, built and started by the first test that asks.
//!
//! With `FORMWORK_TEST_SERVE=tests/reference/serve` the same apps are served by that command instead. It gets the
//! app's directory as its argument and the same variables (`PORT`, `HOST`, `ORIGIN`, …).
//!
//! Servers end with the test process, however that ends: each runs under a shell that holds the read end of a pipe
//! and kills its child when the pipe closes. Only the test process has the write end.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::http::Request;

/// The origin that the servers are told to have. Nothing resolves it; the tests connect to the loopback address.
pub(crate) const ORIGIN: &str = "http://formwork.test";

/// Runs the command in its arguments until it ends, or until standard input does.
const KEEPER: &str = r#"
exec 3<&0
"$@" 3<&- &
server=$!
{ read -r _; kill "$server"; } <&3 2>/dev/null &
wait "$server"
"#;

/// What the tests decide themselves, whatever the environment they run in.
const SETTINGS: [&str; 7] = [
    "ORIGIN",
    "PROTOCOL_HEADER",
    "HOST_HEADER",
    "PORT_HEADER",
    "ADDRESS_HEADER",
    "XFF_DEPTH",
    "BODY_SIZE_LIMIT",
];

/// A running server.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) address: SocketAddr,
    /// Own origin: what requests carry as `Origin` unless they say otherwise.
    pub(crate) origin: String,
    /// The app's directory while developing, the build otherwise.
    directory: PathBuf,
    log: PathBuf,
    _keeper: Child,
}

macro_rules! app {
    ($(#[$doc:meta])* $name:ident, $directory:literal, [$($variable:literal = $value:expr),*]) => {
        $(#[$doc])*
        pub(crate) fn $name() -> &'static App {
            static RUNNING: OnceLock<App> = OnceLock::new();
            RUNNING.get_or_init(|| {
                let started = App::start($directory, &[$(($variable, $value)),*]);
                started.unwrap_or_else(|log| panic!("the server of {} did not start:\n{log}", $directory))
            })
        }
    };
}

app!(
    /// Actions with every kind of name, outcome and surrounding.
    actions, "actions", ["ORIGIN" = ORIGIN]
);
app!(
    /// The same app, which knows its origin only from the request. The reference takes the scheme from a header.
    actions_without_origin, "actions", ["PROTOCOL_HEADER" = "x-test-protocol"]
);
app!(
    /// The same app as seen by a developer on their own machine.
    actions_on_localhost, "actions", ["ORIGIN" = "http://localhost"]
);
app!(
    /// The same app with a body limit of 2 KiB.
    actions_small_bodies, "actions", ["ORIGIN" = ORIGIN, "BODY_SIZE_LIMIT" = "2K"]
);
app!(
    /// An app whose only error page fails, with a static error document of its own.
    broken, "broken", ["ORIGIN" = ORIGIN]
);
app!(
    /// The smallest app: no hooks, no layout, no error page, no template for errors.
    bare, "bare", ["ORIGIN" = ORIGIN]
);
app!(
    /// Components with `await` in them.
    awaiting, "async", ["ORIGIN" = ORIGIN]
);
app!(
    /// What is around forms: layouts, error pages, loads, parameters, modules.
    core, "core", ["ORIGIN" = ORIGIN]
);
app!(
    /// Every hook, each doing what the query asks for.
    hooks, "hooks", ["ORIGIN" = ORIGIN]
);
app!(
    /// Configured by its `vite.config.js`: base path, origin, trusted origins.
    configured, "configured", []
);
app!(
    /// Trusts every origin, and has another directory for its client files.
    trusting, "trusting", []
);
app!(
    /// With a content security policy.
    csp, "csp", ["ORIGIN" = ORIGIN]
);
app!(
    /// With a policy that allows scripts by their hash.
    csp_hash, "csp-hash", ["ORIGIN" = ORIGIN]
);
app!(
    /// Pages at several depths that show where things are; a font; `preload`.
    placed, "placed", ["ORIGIN" = ORIGIN]
);
app!(
    /// `paths.relative: false`.
    fixed, "fixed", ["ORIGIN" = ORIGIN]
);
app!(
    /// `paths.assets`.
    elsewhere, "elsewhere", ["ORIGIN" = ORIGIN]
);
app!(
    /// As SvelteKit 2 had it.
    kit2, "kit2", ["ORIGIN" = ORIGIN]
);
app!(
    /// Imports of every kind, TypeScript, styles, a template with all placeholders.
    modules, "modules", ["ORIGIN" = ORIGIN]
);
app!(
    /// Imports of files that are no modules, and what the build puts into modules.
    inputs, "inputs", ["ORIGIN" = ORIGIN]
);
app!(
    /// Everything that `files` can name lies somewhere else, and the configuration has to be run.
    places, "places", ["ORIGIN" = ORIGIN]
);
app!(
    /// Declares its environment variables.
    env, "env", [
        "ORIGIN" = ORIGIN,
        "SECRET_OF_THE_APP" = "hush",
        "GREETING" = "<hi> \"there\"",
        "COUNT" = "3"
    ]
);
app!(
    /// Exports what route modules may not export.
    extra_exports, "extra-exports", ["ORIGIN" = ORIGIN]
);
app!(
    /// Mistakes that must not take the server down.
    faults, "faults", ["ORIGIN" = ORIGIN]
);
app!(
    /// The same app, for what interrupts everybody.
    faults_endless, "faults", ["ORIGIN" = ORIGIN]
);
app!(
    /// The same app, for limits that only one request at a time may reach.
    faults_limits, "faults", ["ORIGIN" = ORIGIN]
);
app!(
    /// The same app, for what it remembers.
    faults_state, "faults", ["ORIGIN" = ORIGIN]
);
app!(
    /// Pages, endpoints, data requests, static files.
    site, "site", ["ORIGIN" = ORIGIN]
);

app!(
    /// Limits of its own for almost every action.
    uploads, "uploads", ["ORIGIN" = ORIGIN]
);
app!(
    /// The same app with little space for uploads.
    uploads_small_spool, "uploads", ["ORIGIN" = ORIGIN, "SPOOL_SIZE_LIMIT" = "1M"]
);
app!(
    /// Who is who, asked in every way that there is.
    users, "users", ["ORIGIN" = ORIGIN]
);
app!(
    /// Packages from npm, each used as its own documentation shows. `scripts/setup.sh` installs them.
    packages, "packages", ["ORIGIN" = ORIGIN]
);

/// The first app again, served for development.
pub(crate) fn development() -> &'static App {
    static RUNNING: OnceLock<App> = OnceLock::new();
    RUNNING.get_or_init(|| develop("actions"))
}

/// A development server for one test.
pub(crate) fn develop(name: &str) -> App {
    App::develop(name).unwrap_or_else(|log| panic!("no development server of {name}:\n{log}"))
}

impl App {
    pub(crate) fn get(&'static self, target: &str) -> Request {
        Request::new(self, "GET", target)
    }

    pub(crate) fn post(&'static self, target: &str) -> Request {
        Request::new(self, "POST", target)
    }

    pub(crate) fn request(&'static self, method: &str, target: &str) -> Request {
        Request::new(self, method, target)
    }

    /// Changes a file of an app that is being developed.
    pub(crate) fn edit(&self, file: &str, change: impl Fn(String) -> String) {
        let file = self.directory.join(file);
        let text = std::fs::read_to_string(&file).expect("the file");
        std::fs::write(&file, change(text)).expect("the change");
    }

    /// Waits until the server has logged the text.
    pub(crate) fn logged(&self, text: &str) -> bool {
        wait(Duration::from_secs(5), || self.log().contains(text).then_some(())).is_some()
    }

    /// What the server wrote to its standard output and error so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// The most memory that the server has had so far, in bytes.
    #[cfg(target_os = "linux")]
    pub(crate) fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process())).expect("a status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
    }

    /// What the server has open: files, also ones without a name any more.
    #[cfg(target_os = "linux")]
    pub(crate) fn open_files(&self) -> Vec<PathBuf> {
        let handles = std::fs::read_dir(format!("/proc/{}/fd", self.process())).expect("open files");
        handles.flatten().filter_map(|handle| std::fs::read_link(handle.path()).ok()).collect()
    }

    /// The keeper's first child is the server.
    #[cfg(target_os = "linux")]
    fn process(&self) -> u32 {
        let keeper = self._keeper.id();
        let children = std::fs::read_to_string(format!("/proc/{keeper}/task/{keeper}/children"));
        let children = children.expect("the keeper's children");
        children.split_whitespace().next().and_then(|id| id.parse().ok()).expect("a server")
    }

    fn start(name: &str, variables: &[(&str, &str)]) -> Result<App, String> {
        let directory = fixture(name);
        let command = match std::env::var_os("FORMWORK_TEST_SERVE") {
            Some(serve) => vec![PathBuf::from(serve), directory],
            None => vec![formwork(), "start".into(), built(name, &directory)],
        };
        App::run(name, free_port(), &command, variables)
    }

    /// The development server, on a copy of the app.
    fn develop(name: &str) -> Result<App, String> {
        let port = free_port();
        let copy = scratch().join(format!("{name}-{port}"));
        copy_directory(&fixture(name), &copy).expect("a copy of the app");
        let flags = ["--host", "127.0.0.1", "--port", &port.to_string()].map(PathBuf::from);
        let command: Vec<_> = [formwork(), "dev".into(), copy].into_iter().chain(flags).collect();
        App::run(name, port, &command, &[])
    }

    fn run(name: &str, port: u16, command: &[PathBuf], variables: &[(&str, &str)]) -> Result<App, String> {
        let log = scratch().join(format!("{name}-{port}.log"));
        let output = File::create(&log).expect("a log file");
        let mut keeper = Command::new("sh");
        for variable in SETTINGS {
            keeper.env_remove(variable);
        }
        let mut keeper = keeper
            .args(["-c", KEEPER, "sh"])
            .args(command)
            .envs([("HOST", "127.0.0.1"), ("PORT", &port.to_string())])
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(output.try_clone().expect("a second handle of the log file"))
            .stderr(output)
            .spawn()
            .expect("sh starts");

        let address = SocketAddr::from(([127, 0, 0, 1], port));
        // The reference may have to be installed and built first.
        let ready = wait(Duration::from_secs(180), || {
            if keeper.try_wait().is_ok_and(|ended| ended.is_some()) {
                return Some(false);
            }
            // The port is taken before the app is loaded; only then the address is said.
            let said = std::fs::read_to_string(&log).is_ok_and(|log| log.contains("http://"));
            (said && TcpStream::connect(address).is_ok()).then_some(true)
        });
        if ready != Some(true) {
            return Err(std::fs::read_to_string(&log).unwrap_or_default());
        }

        let origin =
            variables.iter().find(|(name, _)| *name == "ORIGIN").map(|(_, value)| (*value).to_owned());
        Ok(App {
            address,
            origin: origin.unwrap_or_else(|| format!("http://{address}")),
            directory: command.get(2).cloned().unwrap_or_default(),
            log,
            _keeper: keeper,
        })
    }
}

/// A server for one test, or what it said instead of starting. It stays until the tests end.
pub(crate) fn start(name: &str, variables: &[(&str, &str)]) -> Result<&'static App, String> {
    App::start(name, variables).map(|app| &*Box::leak(Box::new(app)))
}

/// What a server says that does not start, because a file of the app was changed.
pub(crate) fn refused(name: &str, file: &str, change: impl Fn(String) -> String) -> String {
    let port = free_port();
    let copy = scratch().join(format!("{name}-changed-{port}"));
    copy_directory(&fixture(name), &copy).expect("a copy of the app");
    let file = copy.join(file);
    std::fs::write(&file, change(std::fs::read_to_string(&file).expect("the file"))).expect("the change");
    let build = Command::new(formwork()).arg("build").arg(&copy).output().expect("formwork starts");
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
    let mut server = Command::new(formwork())
        .arg("start")
        .arg(copy.join("build"))
        .envs([("HOST", "127.0.0.1"), ("PORT", &port.to_string()), ("ORIGIN", ORIGIN)])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("formwork starts");
    let ended = wait(Duration::from_secs(30), || server.try_wait().ok().flatten());
    let _ = server.kill();
    assert_eq!(ended.and_then(|status| status.code()), Some(1), "the server does not start");
    let mut log = String::new();
    let mut output = server.stderr.take().expect("its standard error");
    std::io::Read::read_to_string(&mut output, &mut log).expect("text");
    log
}

/// Whether the tests run against SvelteKit. For the few rows in which the specification permits or demands
/// something else than the reference does.
pub(crate) fn is_reference() -> bool {
    std::env::var_os("FORMWORK_TEST_SERVE").is_some()
}

fn formwork() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_formwork"))
}

fn fixture(name: &str) -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    if name == "packages" { tests.join(name) } else { tests.join("apps").join(name) }
}

fn copy_directory(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_name() == "node_modules" {
            // Packages are many files, and nobody writes there.
            std::os::unix::fs::symlink(entry.path(), target)?;
        } else if entry.file_type()?.is_dir() {
            copy_directory(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Builds an app once per run, however many servers show it; a copy, so that the source tree stays clean.
fn built(name: &str, directory: &Path) -> PathBuf {
    static BUILT: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let app = scratch().join(name);
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if !built.iter().any(|done| done == name) {
        copy_directory(directory, &app).expect("a copy of the app");
        let build = Command::new(formwork()).arg("build").arg(&app).output().expect("formwork starts");
        assert!(
            build.status.success(),
            "formwork build {name} failed:\n{}{}",
            String::from_utf8_lossy(&build.stdout),
            String::from_utf8_lossy(&build.stderr)
        );
        built.push(name.to_owned());
    }
    app.join("build")
}

/// Where builds and logs of this run go. What runs before this one left is removed.
pub(crate) fn scratch() -> &'static Path {
    static SCRATCH: OnceLock<PathBuf> = OnceLock::new();
    SCRATCH.get_or_init(|| {
        let runs = Path::new(env!("CARGO_TARGET_TMPDIR")).join("requirements");
        for run in std::fs::read_dir(&runs).into_iter().flatten().flatten() {
            let ended = Command::new("kill").arg("-0").arg(run.file_name()).stderr(Stdio::null()).status();
            if ended.is_ok_and(|status| !status.success()) {
                let _ = std::fs::remove_dir_all(run.path());
            }
        }
        let scratch = runs.join(std::process::id().to_string());
        std::fs::create_dir_all(&scratch).expect("a directory for this run");
        scratch
    })
}

/// A port that was free a moment ago, another one each time.
fn free_port() -> u16 {
    static GIVEN: Mutex<Vec<u16>> = Mutex::new(Vec::new());
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound address").port();
        if !given.contains(&port) {
            given.push(port);
            return port;
        }
    }
}

/// Asks again until there is an answer or the time is up.
pub(crate) fn wait<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if started.elapsed() > limit {
            return None;
        }
        thread::park_timeout(Duration::from_millis(5));
    }
}
