//! Variables from files for the app's code.
//!
//! User code reads its configuration from the environment of the process. Changing that from inside is not
//! sound in a program with threads, so the process replaces itself by one that has the variables from the
//! start: same process id, same arguments. The names that came from files are handed on in one variable, so
//! that the new process can still tell them from its own and can read the files again when they change.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::env;
use std::io;
use std::process::Command;

/// Names of the variables that came from files, separated by commas.
pub(crate) const NAMES: &str = "FORMWORK_FROM_FILES";

/// Starts this program again in this process, with these variables added and those from files before removed.
pub(crate) fn with_variables(variables: &BTreeMap<&str, &str>) -> io::Result<Infallible> {
    let mut command = Command::new(env::current_exe()?);
    command.args(env::args_os().skip(1));
    for name in names_from_files() {
        command.env_remove(name);
    }
    command.env(NAMES, variables.keys().copied().collect::<Vec<_>>().join(","));
    command.envs(variables);
    replace_with(command)
}

/// The names of this process's variables that a process before it took from files.
pub(crate) fn names_from_files() -> Vec<String> {
    let names = env::var(NAMES).unwrap_or_default();
    names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(unix)]
fn replace_with(mut command: Command) -> io::Result<Infallible> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

#[cfg(not(unix))]
fn replace_with(mut command: Command) -> io::Result<Infallible> {
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(1))
}
