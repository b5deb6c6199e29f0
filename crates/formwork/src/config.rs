//! The settings of a running server, resolved: no environment is read here.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use formwork_engine::IsolateOptions;

use crate::dev::DevFaults;

/// Settings of [`Server`](crate::Server) and [`App`](crate::App). The defaults are those of F-198 and of
/// the limits table in RELIABILITY.md.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address to listen on.
    pub host: String,
    /// Port to listen on; 0 takes a free one.
    pub port: u16,
    /// A Unix socket to listen on instead.
    pub socket_path: Option<PathBuf>,
    /// Permissions of that socket, as for `chmod`; by default what the umask leaves.
    pub socket_mode: Option<u32>,
    /// Whether a socket that the service manager passed on (`LISTEN_FDS`) goes before all of these.
    pub inherit: bool,
    /// End when nobody was connected for so long; for servers that are started by their first connection.
    pub idle_timeout: Option<Duration>,
    /// How many isolates run the app; each has its own module variables (F-204).
    pub instances: NonZeroUsize,
    /// The app's own origin, if it is fixed (F-196); otherwise it is read off each request.
    pub origin: Option<String>,
    /// Header with the protocol the client used, set by a trusted proxy (S-114).
    pub protocol_header: Option<String>,
    /// Header with the host the client asked for, set by a trusted proxy.
    pub host_header: Option<String>,
    /// Header with the port the client asked for, set by a trusted proxy.
    pub port_header: Option<String>,
    /// Header with the client's address, set by a trusted proxy (F-131).
    pub address_header: Option<String>,
    /// How many proxies to count from the right in `x-forwarded-for`.
    pub xff_depth: usize,
    /// Largest request body in bytes; `None` for no limit (S-116).
    pub max_body: Option<u64>,
    /// How long running requests may take to finish after a stop was asked for.
    pub shutdown_timeout: Duration,
    /// How long an idle connection is kept.
    pub keep_alive_timeout: Duration,
    /// How long a client may take to send a request's head.
    pub headers_timeout: Duration,
    /// How long a client may pause while sending a body.
    pub body_idle_timeout: Duration,
    /// How long a client may take to send a body, on top of the time its size needs at 16 KiB/s.
    pub body_timeout: Duration,
    /// How long an action, or a page with its loads, may take by the clock, not counting the
    /// time for which the client kept it waiting for the body.
    pub request_timeout: Duration,
    /// Requests that may wait while user code holds the engine; more are answered 503.
    pub max_waiting: usize,
    /// Limits of user code.
    pub isolate: IsolateOptions,
    /// Development: no CSRF check, cookies not `Secure`, detailed errors (F-211).
    pub dev: bool,
    /// Text of the script that every document of a development server loads.
    pub dev_script: Option<String>,
    /// Number of the build, counted by a development server.
    pub dev_build: u64,
    /// What a development server does with errors of user code (F-97).
    pub dev_faults: Option<DevFaults>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            host: "0.0.0.0".to_owned(),
            port: 3000,
            socket_path: None,
            socket_mode: None,
            inherit: false,
            idle_timeout: None,
            instances: NonZeroUsize::MIN,
            origin: None,
            protocol_header: None,
            host_header: None,
            port_header: None,
            address_header: None,
            xff_depth: 1,
            max_body: Some(512 * 1024),
            shutdown_timeout: Duration::from_secs(30),
            keep_alive_timeout: Duration::from_secs(5),
            headers_timeout: Duration::from_secs(10),
            body_idle_timeout: Duration::from_secs(15),
            body_timeout: Duration::from_secs(60),
            request_timeout: Duration::from_secs(30),
            max_waiting: 64,
            isolate: IsolateOptions::default(),
            dev: false,
            dev_script: None,
            dev_build: 0,
            dev_faults: None,
        }
    }
}
