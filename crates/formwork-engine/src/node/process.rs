//! Natives of `process` and `node:os`.

use rquickjs::Object;
use rquickjs::prelude::Func;

fn environment() -> Vec<String> {
    // Names or values that are no Unicode are left out: a script could not give them back unchanged.
    std::env::vars_os()
        .filter_map(|(name, value)| Some([name.into_string().ok()?, value.into_string().ok()?]))
        .flatten()
        .collect()
}

/// Node's name of the platform.
fn platform() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    }
}

/// Node's name of the processor architecture.
fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        other => other,
    }
}

fn hostname() -> String {
    let named = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::fs::read_to_string("/etc/hostname"));
    match named {
        Ok(name) => name.trim().to_owned(),
        Err(_) => std::env::var("HOSTNAME").unwrap_or_else(|_| "localhost".to_owned()),
    }
}

/// Adds the natives.
pub(super) fn register(native: &Object<'_>) -> rquickjs::Result<()> {
    native.set("environment", Func::from(environment))?;
    native.set("platform", Func::from(platform))?;
    native.set("arch", Func::from(arch))?;
    native.set("pid", Func::from(std::process::id))?;
    native.set("version", env!("CARGO_PKG_VERSION"))?;
    native.set("hostname", Func::from(hostname))?;
    native.set("tmpdir", Func::from(|| std::env::temp_dir().to_string_lossy().into_owned()))?;
    native.set(
        "cpuCount",
        Func::from(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get)),
    )?;
    native.set(
        "cwd",
        Func::from(|| {
            std::env::current_dir().map_or_else(|_| "/".to_owned(), |dir| dir.to_string_lossy().into_owned())
        }),
    )?;
    native.set(
        "execPath",
        Func::from(|| {
            std::env::current_exe().map_or_else(|_| String::new(), |path| path.to_string_lossy().into_owned())
        }),
    )
}
