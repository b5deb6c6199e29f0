//! What is known about a file without reading it.

use std::fs::{FileType, Metadata};
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use rquickjs::{Ctx, IntoJs, Object, Value};

/// The raw material of `Stats`.
#[derive(Debug)]
pub(super) struct Stat(pub(super) Metadata);

/// What kind of thing it is, in the words of `js/node/fs_operations.js`.
pub(super) fn kind(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "fifo";
        } else if kind.is_socket() {
            return "socket";
        } else if kind.is_block_device() {
            return "block";
        } else if kind.is_char_device() {
            return "character";
        }
    }
    if kind.is_dir() {
        "directory"
    } else if kind.is_symlink() {
        "symlink"
    } else {
        "file"
    }
}

fn millis(time: io::Result<SystemTime>) -> f64 {
    match time.map(|time| time.duration_since(UNIX_EPOCH)) {
        Ok(Ok(since)) => since.as_secs_f64() * 1000.0,
        Ok(Err(before)) => before.duration().as_secs_f64() * -1000.0,
        Err(_) => 0.0,
    }
}

impl<'js> IntoJs<'js> for Stat {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let Stat(meta) = self;
        let object = Object::new(ctx.clone())?;
        object.set("kind", kind(meta.file_type()))?;
        object.set("size", meta.len() as f64)?;
        object.set("mtimeMs", millis(meta.modified()))?;
        object.set("atimeMs", millis(meta.accessed()))?;
        object.set("birthtimeMs", millis(meta.created()))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            object.set("mode", meta.mode())?;
            object.set("ino", meta.ino() as f64)?;
            object.set("dev", meta.dev() as f64)?;
            object.set("rdev", meta.rdev() as f64)?;
            object.set("nlink", meta.nlink() as f64)?;
            object.set("uid", meta.uid())?;
            object.set("gid", meta.gid())?;
            object.set("blksize", meta.blksize() as f64)?;
            object.set("blocks", meta.blocks() as f64)?;
            object.set("ctimeMs", meta.ctime() as f64 * 1000.0 + meta.ctime_nsec() as f64 / 1e6)?;
        }
        Ok(object.into_value())
    }
}
