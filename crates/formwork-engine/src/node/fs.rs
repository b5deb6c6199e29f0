//! Natives of `node:fs`: each does one thing at once, on the engine's thread.
//!
//! An error is an `Error` with the fields that scripts look at: `code`, `errno`, `syscall`, `path`. The
//! promise forms of `node:fs/promises` wrap the same functions: files that small applications keep
//! (JSON, SQLite, settings) are read faster than a thread could be woken.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use rquickjs::prelude::Func;
use rquickjs::{Ctx, Object};

use crate::web::raise;
use crate::web::{Chunk, Octets, Text, TextOrBytes, View};

/// Names of the errors that occur with files, by kind; others keep the number.
fn code(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.raw_os_error() {
        Some(9) => return "EBADF",
        Some(24) => return "EMFILE",
        Some(1) => return "EPERM",
        _ => {}
    }
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
    let place = if path.is_empty() { String::new() } else { format!(" '{path}'") };
    let message = format!("{}: {}, {syscall}{place}", code(error), describe(error));
    let fields = [("code", code(error)), ("syscall", syscall), ("path", path)];
    let fields = fields.get(..if path.is_empty() { 2 } else { 3 }).unwrap_or_default();
    let made = raise::error(ctx, "Error", &message, fields).and_then(|object| {
        raise::set(&object, "errno", -error.raw_os_error().unwrap_or(0))?;
        Ok(object)
    });
    raise::throw(ctx, made)
}

fn options(flags: &str) -> Option<OpenOptions> {
    let mut options = OpenOptions::new();
    match flags {
        "r" | "rs" => options.read(true),
        "w" => options.write(true).create(true).truncate(true),
        "wx" => options.write(true).create_new(true),
        "a" => options.append(true).create(true),
        "ax" => options.append(true).create_new(true),
        "r+" | "rs+" => options.read(true).write(true),
        "w+" => options.read(true).write(true).create(true).truncate(true),
        "wx+" => options.read(true).write(true).create_new(true),
        "a+" => options.read(true).append(true).create(true),
        "#c" => options.read(true).write(true).create(true).truncate(false),
        "#t" => options.read(true).write(true).truncate(true),
        "#ct" => options.read(true).write(true).create(true).truncate(true),
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

/// Files that a script has open, by numbers that begin after those of the standard streams. What it leaves open is
/// closed with the engine.
#[derive(Default)]
struct OpenFiles {
    files: RefCell<HashMap<i32, File>>,
}

/// Most files that a script may have open.
const MAX_OPEN: usize = 1024;

impl OpenFiles {
    fn add(&self, file: File) -> io::Result<i32> {
        let mut files = self.files.borrow_mut();
        let free = (3..).find(|number| !files.contains_key(number)).filter(|_| files.len() < MAX_OPEN);
        let number = free.ok_or_else(|| io::Error::from_raw_os_error(24))?;
        files.insert(number, file);
        Ok(number)
    }

    fn with<R>(&self, number: i32, call: impl FnOnce(&mut File) -> io::Result<R>) -> io::Result<R> {
        match self.files.borrow_mut().get_mut(&number) {
            Some(file) => call(file),
            None => Err(io::Error::from_raw_os_error(9)),
        }
    }
}

/// Does something at a place of a file; without a place, where it is.
fn at<R>(
    file: &mut File,
    place: Option<f64>,
    call: impl FnOnce(&mut File) -> io::Result<R>,
) -> io::Result<R> {
    let Some(place) = place.filter(|place| *place >= 0.0) else { return call(file) };
    let before = file.stream_position()?;
    file.seek(SeekFrom::Start(place as u64))?;
    let result = call(file);
    file.seek(SeekFrom::Start(before))?;
    result
}

fn register_open<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    let files = Rc::new(OpenFiles::default());
    let known = files.clone();
    native.set(
        "fsOpen",
        Func::from(move |ctx: Ctx<'js>, path: Text, flags: Text, mode: Option<u32>| {
            open(Path::new(&path.0), &flags.0, mode)
                .and_then(|file| known.add(file))
                .map_err(|error| throw(&ctx, &error, "open", &path.0))
        }),
    )?;
    let known = files.clone();
    native.set(
        "fsClose",
        Func::from(move |ctx: Ctx<'js>, number: i32| match known.files.borrow_mut().remove(&number) {
            Some(_) => Ok(()),
            None => Err(throw(&ctx, &io::Error::from_raw_os_error(9), "close", "")),
        }),
    )?;
    let known = files.clone();
    native.set(
        "fsReadOpen",
        Func::from(move |ctx: Ctx<'js>, number: i32, target: View<'js>, place: Option<f64>| {
            target
                .with_mut(|bytes| known.with(number, |file| at(file, place, |file| file.read(bytes))))
                .map_err(|error| throw(&ctx, &error, "read", ""))
        }),
    )?;
    let known = files.clone();
    native.set(
        "fsWriteOpen",
        Func::from(move |ctx: Ctx<'js>, number: i32, data: TextOrBytes<'js>, place: Option<f64>| {
            let write = |bytes: &[u8]| {
                known.with(number, |file| at(file, place, |file| file.write_all(bytes).map(|()| bytes.len())))
            };
            data.with(write).map_err(|error| throw(&ctx, &error, "write", ""))
        }),
    )?;
    let known = files.clone();
    native.set(
        "fsStatOpen",
        Func::from(move |ctx: Ctx<'js>, number: i32| {
            let meta = known.with(number, |file| file.metadata());
            stat(&ctx, &meta.map_err(|error| throw(&ctx, &error, "fstat", ""))?)
        }),
    )?;
    let known = files.clone();
    native.set(
        "fsTruncateOpen",
        Func::from(move |ctx: Ctx<'js>, number: i32, length: f64| {
            let cut = known.with(number, |file| file.set_len(length.max(0.0) as u64));
            cut.map_err(|error| throw(&ctx, &error, "ftruncate", ""))
        }),
    )?;
    native.set(
        "fsSyncOpen",
        Func::from(move |ctx: Ctx<'js>, number: i32| {
            files.with(number, |file| file.sync_all()).map_err(|error| throw(&ctx, &error, "fsync", ""))
        }),
    )
}

fn register_links<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    native.set(
        "fsReadlink",
        Func::from(|ctx: Ctx<'js>, path: Text| {
            let target = fs::read_link(&path.0).map_err(|error| throw(&ctx, &error, "readlink", &path.0))?;
            rquickjs::Result::Ok(target.to_string_lossy().into_owned())
        }),
    )?;
    native.set(
        "fsLink",
        Func::from(|ctx: Ctx<'js>, from: Text, to: Text, symbolic: bool| {
            #[cfg(unix)]
            let made = match symbolic {
                true => std::os::unix::fs::symlink(&from.0, &to.0),
                false => fs::hard_link(&from.0, &to.0),
            };
            #[cfg(not(unix))]
            let made = match symbolic {
                true => Err(io::Error::from(io::ErrorKind::Unsupported)),
                false => fs::hard_link(&from.0, &to.0),
            };
            made.map_err(|error| throw(&ctx, &error, if symbolic { "symlink" } else { "link" }, &from.0))
        }),
    )?;
    native.set(
        "fsChmod",
        Func::from(|ctx: Ctx<'js>, path: Text, mode: u32| {
            #[cfg(unix)]
            let set = fs::set_permissions(&path.0, std::os::unix::fs::PermissionsExt::from_mode(mode));
            #[cfg(not(unix))]
            let set = fs::metadata(&path.0).and_then(|meta| {
                let mut permissions = meta.permissions();
                permissions.set_readonly(mode & 0o222 == 0);
                fs::set_permissions(&path.0, permissions)
            });
            set.map_err(|error| throw(&ctx, &error, "chmod", &path.0))
        }),
    )?;
    native.set(
        "fsTimes",
        Func::from(|ctx: Ctx<'js>, path: Text, accessed: f64, modified: f64| {
            let time = |millis: f64| {
                let since = std::time::Duration::try_from_secs_f64(millis / 1000.0).unwrap_or_default();
                UNIX_EPOCH.checked_add(since).unwrap_or(UNIX_EPOCH)
            };
            let times = fs::FileTimes::new().set_accessed(time(accessed)).set_modified(time(modified));
            let set = File::options().read(true).open(&path.0).and_then(|file| file.set_times(times));
            set.map_err(|error| throw(&ctx, &error, "utime", &path.0))
        }),
    )
}

/// Adds the natives.
pub(super) fn register<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    register_open(native)?;
    register_links(native)?;
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
