//! The `node:` modules (F-203), `formwork:context`, and modules that only these use (`formwork:…`).
//!
//! Each is JavaScript source (`js/node/*.js`) over the same native object that the web APIs use; what
//! touches the file system, the process or SQLite is in the files here. Only what small applications
//! use is there: see docs/compatibility.md.

mod bytes;
mod fs;
mod process;
mod sqlite;

use rquickjs::{Ctx, Object};

use crate::modules::Builtin;

/// Name and text of every built-in module.
pub fn modules() -> &'static [(&'static str, Builtin)] {
    MODULES
}

macro_rules! sources {
    ($($name:literal $file:literal,)*) => {
        &[$(($name, Builtin::Source(include_str!(concat!("../../js/node/", $file))))),*]
    };
}

const MODULES: &[(&str, Builtin)] = sources! {
    "formwork:bound" "bound.js",
    "formwork:context" "context.js",
    "formwork:errors" "errors.js",
    "formwork:fs" "fs_operations.js",
    "formwork:stream/duplex" "stream/duplex.js",
    "formwork:stream/finished" "stream/finished.js",
    "formwork:stream/readable" "stream/readable.js",
    "formwork:stream/shared" "stream/shared.js",
    "formwork:stream/writable" "stream/writable.js",
    "node:assert" "assert.js",
    "node:assert/strict" "assert_strict.js",
    "node:async_hooks" "async_hooks.js",
    "node:buffer" "buffer.js",
    "node:console" "console.js",
    "node:crypto" "crypto.js",
    "node:diagnostics_channel" "diagnostics_channel.js",
    "node:events" "events.js",
    "node:fs" "fs.js",
    "node:fs/promises" "fs_promises.js",
    "node:http" "http.js",
    "node:https" "https.js",
    "node:module" "module.js",
    "node:os" "os.js",
    "node:path" "path.js",
    "node:path/posix" "path_posix.js",
    "node:perf_hooks" "perf_hooks.js",
    "node:process" "process.js",
    "node:querystring" "querystring.js",
    "node:sqlite" "sqlite.js",
    "node:stream" "stream.js",
    "node:stream/consumers" "stream_consumers.js",
    "node:stream/promises" "stream_promises.js",
    "node:stream/web" "stream_web.js",
    "node:string_decoder" "string_decoder.js",
    "node:timers" "timers.js",
    "node:timers/promises" "timers_promises.js",
    "node:tty" "tty.js",
    "node:url" "url.js",
    "node:util" "util.js",
    "node:util/types" "util_types.js",
    "node:worker_threads" "worker_threads.js",
    "node:zlib" "zlib.js",
};

/// Adds the natives of the modules.
pub(crate) fn register<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    bytes::register(native)?;
    fs::register(ctx, native)?;
    process::register(native)?;
    sqlite::register(ctx, native)
}
