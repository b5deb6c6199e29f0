//! Natives of `node:fs`: each does one thing at once, on the engine's thread.
//!
//! An error is an `Error` with the fields that scripts look at: `code`, `errno`, `syscall`, `path`. The
//! promise forms of `node:fs/promises` wrap the same functions: files that small applications keep
//! (JSON, SQLite, settings) are read faster than a thread could be woken.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use rquickjs::prelude::Func;
use rquickjs::{Ctx, Object};

use crate::web::raise;
use crate::web::{Chunk, Octets, Text, TextOrBytes};

/// Names of the errors that occur with files, by kind; others keep the number.
fn code(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => "ENOENT",
        Kind::PermissionDenied => "EACCES",
        Kind::AlreadyExists => "EEXIST",
        Kind::NotADirectory => "ENOTDIR",
        Kind::IsADirectory => "EISDIR",
        Kind::DirectoryNotEmpty => "ENOTEMPTY",
        Kind::ReadOnlyFilesystem => "EROFS",
        Kind::StorageFull => "ENOSPC",
        Kind::InvalidInput | Kind::InvalidFilename => "EINVAL",
        Kind::CrossesDevices => "EXDEV",
        Kind::FileTooLarge => "EFBIG",
        Kind::ResourceBusy => "EBUSY",
        Kind::Interrupted => "EINTR",
        _ => "EIO",
    }
}

fn describe(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn throw(ctx: &Ctx<'_>, error: &io::Error, syscall: &str, path: &str) -> rquickjs::Error {
    let message = format!("{}: {}, {syscall} '{path}'", code(error), describe(error));
    let fields = [("code", code(error)), ("syscall", syscall), ("path", path)];
    let made = raise::error(ctx, "Error", &message, &fields).and_then(|object| {
        raise::set(&object, "errno", -error.raw_os_error().unwrap_or(0))?;
        Ok(object)
    });
    raise::throw(ctx, made)
}

fn options(flags: &str) -> Option<OpenOptions> {
    let mut options = OpenOptions::new();
    match flags {
        "w" => options.write(true).create(true).truncate(true),
        "wx" => options.write(true).create_new(true),
        "a" => options.append(true).create(true),
        "ax" => options.append(true).create_new(true),
        "r+" => options.read(true).write(true),
        _ => return None,
    };
    Some(options)
}

fn open(path: &Path, flags: &str, mode: Option<u32>) -> io::Result<File> {
    let mut options = options(flags).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    #[cfg(unix)]
    if let Some(mode) = mode {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    }
    options.open(path)
}

fn make_dir(path: &Path, recursive: bool) -> io::Result<Option<String>> {
    if !recursive {
        return fs::create_dir(path).map(|()| None);
    }
    // The first directory that had to be made is what Node gives back.
    let first = path.ancestors().take_while(|dir| !dir.as_os_str().is_empty() && !dir.exists()).last();
    let first = first.map(|dir| dir.to_string_lossy().into_owned());
    fs::create_dir_all(path).map(|()| first)
}

fn remove(path: &Path, recursive: bool, force: bool) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() && recursive => fs::remove_dir_all(path),
        Ok(meta) if meta.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if force && error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn millis(time: io::Result<SystemTime>) -> f64 {
    time.ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0.0, |since| since.as_secs_f64() * 1000.0)
}

fn stat<'js>(ctx: &Ctx<'js>, meta: &Metadata) -> rquickjs::Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    object.set("size", meta.len() as f64)?;
    object.set("file", meta.is_file())?;
    object.set("directory", meta.is_dir())?;
    object.set("symlink", meta.is_symlink())?;
    object.set("mtimeMs", millis(meta.modified()))?;
    object.set("atimeMs", millis(meta.accessed()))?;
    object.set("birthtimeMs", millis(meta.created()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        object.set("mode", meta.mode())?;
        object.set("ino", meta.ino() as f64)?;
        object.set("dev", meta.dev() as f64)?;
        object.set("nlink", meta.nlink() as f64)?;
        object.set("uid", meta.uid())?;
        object.set("gid", meta.gid())?;
        object.set("ctimeMs", meta.ctime() as f64 * 1000.0 + meta.ctime_nsec() as f64 / 1e6)?;
    }
    Ok(object)
}

/// Names of a directory, sorted, each followed by its kind.
fn read_dir(path: &Path) -> io::Result<Vec<[String; 2]>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let kind = if kind.is_dir() {
            "directory"
        } else if kind.is_symlink() {
            "symlink"
        } else {
            "file"
        };
        entries.push([entry.file_name().to_string_lossy().into_owned(), kind.to_owned()]);
    }
    entries.sort();
    Ok(entries)
}

/// Adds the natives.
pub(super) fn register<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    native.set(
        "fsRead",
        Func::from(|ctx: Ctx<'js>, path: Text| {
            fs::read(&path.0).map(Octets).map_err(|error| throw(&ctx, &error, "open", &path.0))
        }),
    )?;
    native.set(
        "fsWrite",
        Func::from(|ctx: Ctx<'js>, path: Text, data: TextOrBytes<'js>, flags: Text, mode: Option<u32>| {
            let written = open(Path::new(&path.0), &flags.0, mode)
                .and_then(|mut file| data.with(|bytes| file.write_all(bytes)));
            written.map_err(|error| throw(&ctx, &error, "open", &path.0))
        }),
    )?;
    native.set(
        "fsChunk",
        Func::from(|ctx: Ctx<'js>, path: Text| {
            Chunk::file(Path::new(&path.0)).map_err(|error| throw(&ctx, &error, "open", &path.0))
        }),
    )?;
    native.set("fsExists", Func::from(|path: Text| Path::new(&path.0).exists()))?;
    native.set(
        "fsMkdir",
        Func::from(|ctx: Ctx<'js>, path: Text, recursive: bool| {
            make_dir(Path::new(&path.0), recursive).map_err(|error| throw(&ctx, &error, "mkdir", &path.0))
        }),
    )?;
    native.set(
        "fsRemove",
        Func::from(|ctx: Ctx<'js>, path: Text, recursive: bool, force: bool| {
            remove(Path::new(&path.0), recursive, force).map_err(|error| throw(&ctx, &error, "rm", &path.0))
        }),
    )?;
    native.set(
        "fsUnlink",
        Func::from(|ctx: Ctx<'js>, path: Text| {
            fs::remove_file(&path.0).map_err(|error| throw(&ctx, &error, "unlink", &path.0))
        }),
    )?;
    native.set(
        "fsRmdir",
        Func::from(|ctx: Ctx<'js>, path: Text| {
            fs::remove_dir(&path.0).map_err(|error| throw(&ctx, &error, "rmdir", &path.0))
        }),
    )?;
    native.set(
        "fsStat",
        Func::from(|ctx: Ctx<'js>, path: Text, follow: bool| {
            let meta = if follow { fs::metadata(&path.0) } else { fs::symlink_metadata(&path.0) };
            let call = if follow { "stat" } else { "lstat" };
            stat(&ctx, &meta.map_err(|error| throw(&ctx, &error, call, &path.0))?)
        }),
    )?;
    native.set(
        "fsReaddir",
        Func::from(|ctx: Ctx<'js>, path: Text| {
            let entries =
                read_dir(Path::new(&path.0)).map_err(|error| throw(&ctx, &error, "scandir", &path.0))?;
            rquickjs::Result::Ok(entries.into_iter().flatten().collect::<Vec<String>>())
        }),
    )?;
    native.set(
        "fsRename",
        Func::from(|ctx: Ctx<'js>, from: Text, to: Text| {
            fs::rename(&from.0, &to.0).map_err(|error| throw(&ctx, &error, "rename", &from.0))
        }),
    )?;
    native.set(
        "fsCopy",
        Func::from(|ctx: Ctx<'js>, from: Text, to: Text| {
            fs::copy(&from.0, &to.0).map(drop).map_err(|error| throw(&ctx, &error, "copyfile", &from.0))
        }),
    )?;
    native.set(
        "fsRealpath",
        Func::from(|ctx: Ctx<'js>, path: Text| {
            let real = fs::canonicalize(&path.0).map_err(|error| throw(&ctx, &error, "realpath", &path.0))?;
            rquickjs::Result::Ok(real.to_string_lossy().into_owned())
        }),
    )
}
