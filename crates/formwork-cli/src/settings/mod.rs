//! What the commands need, resolved from flags, environment variables and an optional file of variables:
//! the second of two stages.
//!
//! A flag wins over a variable, a variable of the process over one from `--env-file`. A variable that is
//! set but empty counts as not set, because container tools pass empty ones along. Every wrong value is
//! reported with the name it was given under, and nothing is started (F-198, R-72).

mod value;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use formwork::{Config, IsolateOptions, Spool};
use formwork_compile::env_file;

use crate::{args, relaunch};

/// Environment variables: those this process was given, and below them those of files.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    process: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
}

impl Environment {
    /// The variables of this process. Ones that are not Unicode cannot be settings of ours and are left out.
    pub(crate) fn of_process() -> Self {
        let from_files = relaunch::names_from_files();
        let process = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name != relaunch::NAMES && !from_files.contains(name))
            .collect();
        Environment { process, files: BTreeMap::new() }
    }

    /// Adds the variables of a file; a later file wins over an earlier one. See [`env_file`] for the format.
    pub(crate) fn add_file(&mut self, path: &Path) -> Result<(), SettingError> {
        let name = path.display().to_string();
        let text =
            std::fs::read_to_string(path).map_err(|error| SettingError::new(&name, error.to_string()))?;
        let variables = env_file::parse(&text)
            .map_err(|error| SettingError::new(format!("{name}:{}", error.line), error.message))?;
        self.files.extend(variables);
        Ok(())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let value = self.process.get(name).or_else(|| self.files.get(name));
        value.map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The variables of files that the process was not given itself.
    pub(crate) fn added(&self) -> BTreeMap<&str, &str> {
        let added = self.files.iter().filter(|(name, _)| !self.process.contains_key(*name));
        added.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// Makes the variables of files visible to the app's code; see [`relaunch`]. Answers when they are.
    pub(crate) fn put_in_effect(&self) -> std::io::Result<()> {
        let wanted = self.added();
        let before = relaunch::names_from_files();
        let same_names =
            before.len() == wanted.len() && before.iter().all(|name| wanted.contains_key(name.as_str()));
        let same_values =
            wanted.iter().all(|(name, value)| std::env::var(name).is_ok_and(|now| now == *value));
        if same_names && same_values {
            return Ok(());
        }
        match relaunch::with_variables(&wanted)? {}
    }
}

/// A setting with a value that cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SettingError {
    /// The flag or variable as the user wrote it: `--port` or `PORT`.
    name: String,
    message: String,
}

impl SettingError {
    fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        SettingError { name: name.into(), message: message.into() }
    }
}

impl std::fmt::Display for SettingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name, self.message)
    }
}

impl std::error::Error for SettingError {}

/// Looks a setting up under both of its names.
struct Lookup<'a> {
    environment: &'a Environment,
}

impl Lookup<'_> {
    /// The parsed value, from the flag if there is one, else from the variable.
    fn get<T>(
        &self,
        flag: Option<&str>,
        variable: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, SettingError> {
        let (name, text) = match (flag, self.environment.get(variable)) {
            (Some(text), _) => (flag_name(variable), text),
            (None, Some(text)) => (variable.to_owned(), text),
            (None, None) => return Ok(None),
        };
        parse(text.trim()).map(Some).map_err(|message| SettingError::new(name, message))
    }
}

/// `BODY_SIZE_LIMIT` is `--body-size-limit`.
fn flag_name(variable: &str) -> String {
    format!("--{}", variable.to_ascii_lowercase().replace('_', "-"))
}

/// Disk space for uploads (RELIABILITY.md).
const DEFAULT_SPOOL_SIZE: u64 = 1 << 30;

/// The server's settings for `formwork start` (F-198, S-116).
pub(crate) fn for_start(flags: &args::Start, environment: &Environment) -> Result<Config, SettingError> {
    let lookup = Lookup { environment };
    let default = Config::default();
    let spool_dir = lookup.get(flags.spool_dir.as_deref(), "SPOOL_DIR", value::directory)?;
    let spool_size = lookup.get(flags.spool_size_limit.as_deref(), "SPOOL_SIZE_LIMIT", value::size)?;
    let spool = Spool::new(
        spool_dir.unwrap_or_else(std::env::temp_dir),
        spool_size.map_or(DEFAULT_SPOOL_SIZE, |size| size.unwrap_or(u64::MAX)),
    );
    Ok(Config {
        isolate: IsolateOptions { spool, ..default.isolate },
        host: lookup.get(flags.host.as_deref(), "HOST", value::host)?.unwrap_or(default.host),
        port: lookup.get(flags.port.as_deref(), "PORT", value::port)?.unwrap_or(default.port),
        socket_path: lookup.get(flags.socket_path.as_deref(), "SOCKET_PATH", value::socket)?,
        socket_mode: lookup.get(flags.socket_mode.as_deref(), "SOCKET_MODE", value::mode)?,
        inherit: true,
        idle_timeout: idle_timeout(&lookup, flags)?,
        instances: lookup
            .get(flags.instances.as_deref(), "INSTANCES", value::instances)?
            .unwrap_or(default.instances),
        origin: lookup.get(flags.origin.as_deref(), "ORIGIN", value::origin)?,
        protocol_header: lookup.get(flags.protocol_header.as_deref(), "PROTOCOL_HEADER", value::header)?,
        host_header: lookup.get(flags.host_header.as_deref(), "HOST_HEADER", value::header)?,
        port_header: lookup.get(flags.port_header.as_deref(), "PORT_HEADER", value::header)?,
        address_header: lookup.get(flags.address_header.as_deref(), "ADDRESS_HEADER", value::header)?,
        xff_depth: lookup
            .get(flags.xff_depth.as_deref(), "XFF_DEPTH", value::depth)?
            .unwrap_or(default.xff_depth),
        max_body: lookup
            .get(flags.body_size_limit.as_deref(), "BODY_SIZE_LIMIT", value::size)?
            .unwrap_or(default.max_body),
        shutdown_timeout: lookup
            .get(flags.shutdown_timeout.as_deref(), "SHUTDOWN_TIMEOUT", value::seconds)?
            .unwrap_or(default.shutdown_timeout),
        keep_alive_timeout: lookup
            .get(flags.keep_alive_timeout.as_deref(), "KEEP_ALIVE_TIMEOUT", value::seconds)?
            .unwrap_or(default.keep_alive_timeout),
        headers_timeout: lookup
            .get(flags.headers_timeout.as_deref(), "HEADERS_TIMEOUT", value::seconds)?
            .unwrap_or(default.headers_timeout),
        dev: false,
        ..default
    })
}

/// A server that ends by itself is only of use where the service manager starts it again (F-198).
fn idle_timeout(lookup: &Lookup<'_>, flags: &args::Start) -> Result<Option<Duration>, SettingError> {
    let name = "IDLE_TIMEOUT";
    let time = lookup.get(flags.idle_timeout.as_deref(), name, value::seconds)?;
    // Zero is adapter-node's way to say never.
    let time = time.filter(|time| !time.is_zero());
    if time.is_some() && lookup.environment.get("LISTEN_FDS").is_none() {
        let message = "works with socket activation only: nothing would start the server again";
        let given = if flags.idle_timeout.is_some() { flag_name(name) } else { name.to_owned() };
        return Err(SettingError::new(given, message));
    }
    Ok(time)
}

/// The port and address for `formwork dev`, which takes neither from the environment: `PORT` in a shell is
/// meant for what will be deployed.
pub(crate) fn for_dev(flags: &args::Dev) -> Result<DevSettings, SettingError> {
    let environment = Environment::default();
    let lookup = Lookup { environment: &environment };
    Ok(DevSettings {
        host: lookup.get(flags.host.as_deref(), "HOST", value::host)?,
        port: lookup.get(flags.port.as_deref(), "PORT", value::port)?,
    })
}

/// What `formwork dev` can be told about where to listen.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DevSettings {
    /// `None`: this machine only.
    pub(crate) host: Option<String>,
    /// `None`: 5173, or the next free one.
    pub(crate) port: Option<u16>,
}

#[cfg(test)]
mod tests;
