//! Natives of `node:fs`.
//!
//! Each operation is a function of plain values, so that it can run where it is wanted: at once for the forms that
//! are called `…Sync`, on a thread that may wait for the disk for all others ([`disk`]). The first argument of each
//! native says which (`now`); the second kind gives a promise. An error is an `Error` with the fields that scripts look
//! at ([`failure`]).

mod disk;
mod failure;
mod open;
mod stat;
mod tree;

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use rquickjs::prelude::{Func, Opt};
use rquickjs::{Ctx, IntoJs, Object};

use crate::error::HostError;
use crate::promise::promise;
use crate::web::{Chunk, Octets, Text, TextOrBytes};
use disk::{Disk, Done, perform, refuse};
use failure::Failure;
use open::OpenFiles;
use stat::Stat;
use tree::Copying;

/// Largest file that `readFile` hands to the engine at once. Larger ones are read piece by piece (`fs_operations.js`):
/// the engine would stand still while all of it is copied.
const PIECE: u64 = 512 << 10;

/// Reads all of a file, up to what fits into the engine.
fn read(file: &fs::File, limit: usize, path: Option<&str>) -> Result<Octets, Failure> {
    let failed = |error: io::Error| Failure::open(&error, "read");
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let size = file.metadata().map_err(failed)?.len();
    let mut bytes = Vec::new();
    if size <= limit {
        bytes.reserve(usize::try_from(size).unwrap_or(0));
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    }
    if size > limit || u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        let message = format!("The file is larger than the {limit} bytes of the engine: read it as a stream");
        return Err(Failure::rule("ERR_FS_FILE_TOO_LARGE", message, "read", path.unwrap_or_default()));
    }
    Ok(Octets(bytes))
}

/// A place in a file; whatever is no place means where the file is.
fn place(place: Option<f64>) -> Option<u64> {
    place.filter(|place| *place >= 0.0).map(|place| place as u64)
}

fn register_open<'js>(native: &Object<'js>, files: &OpenFiles) -> rquickjs::Result<()> {
    let known = files.clone();
    native.set(
        "fsOpen",
        Func::from(move |ctx: Ctx<'js>, now: bool, path: Text, flags: u32, mode: Option<u32>| {
            let Text(path) = path;
            let known = known.clone();
            let name = path.clone();
            let failed = move |error: io::Error| Failure::new(&error, "open", &name);
            if now {
                let opened = open::open(&path, flags, mode).and_then(|file| known.add(file));
                return Done::now(opened.map_err(failed)).into_js(&ctx);
            }
            let opening = failed.clone();
            let work = Disk::of(&ctx)?.run(move || open::open(&path, flags, mode).map_err(opening));
            let number = async move {
                let opened = work.await?.result;
                Ok::<_, HostError>(Done::now(opened.and_then(|file| known.add(file).map_err(failed))))
            };
            Ok(promise(&ctx, number)?.into_value())
        }),
    )?;
    let known = files.clone();
    native.set(
        "fsClose",
        Func::from(move |ctx: Ctx<'js>, now: bool, number: i32| known.close(&ctx, now, number)),
    )?;
    let known = files.clone();
    native.set(
        "fsReadOpen",
        Func::from(move |ctx: Ctx<'js>, now: bool, number: i32, length: usize, at: Option<f64>| {
            let disk = Disk::of(&ctx)?;
            let length = length.min(disk.limit());
            let held = match disk.hold(now, length, "read") {
                Ok(held) => held,
                Err(failure) => return refuse(&ctx, now, failure),
            };
            known.perform(&ctx, now, number, "read", move |file| {
                let mut bytes = vec![0; length];
                let read = open::read_at(file, &mut bytes, place(at))?;
                bytes.truncate(read);
                drop(held);
                Ok(Octets(bytes))
            })
        }),
    )?;
    let known = files.clone();
    native.set(
        "fsReadAll",
        Func::from(move |ctx: Ctx<'js>, number: i32| {
            let file = known.get(number).map_err(|error| Failure::open(&error, "read"));
            let limit = Disk::of(&ctx)?.limit();
            Done::now(file.and_then(|file| read(&file, limit, None))).into_js(&ctx)
        }),
    )?;
    let known = files.clone();
    native.set(
        "fsWriteOpen",
        Func::from(move |ctx: Ctx<'js>, now: bool, number: i32, data: TextOrBytes<'js>, at: Option<f64>| {
            let held = match Disk::of(&ctx)?.hold(now, data.with(<[u8]>::len), "write") {
                Ok(held) => held,
                Err(failure) => return refuse(&ctx, now, failure),
            };
            let bytes = data.into_vec();
            known.perform(&ctx, now, number, "write", move |file| {
                let written = open::write_at(file, &bytes, place(at)).map(|()| bytes.len());
                drop(held);
                written
            })
        }),
    )?;
    let known = files.clone();
    native.set(
        "fsStatOpen",
        Func::from(move |ctx: Ctx<'js>, now: bool, number: i32| {
            known.perform(&ctx, now, number, "fstat", |file| file.metadata().map(Stat))
        }),
    )?;
    let known = files.clone();
    native.set(
        "fsTruncateOpen",
        Func::from(move |ctx: Ctx<'js>, now: bool, number: i32, length: f64| {
            known.perform(&ctx, now, number, "ftruncate", move |file| file.set_len(length.max(0.0) as u64))
        }),
    )?;
    let known = files.clone();
    native.set(
        "fsSyncOpen",
        Func::from(move |ctx: Ctx<'js>, now: bool, number: i32| {
            known.perform(&ctx, now, number, "fsync", fs::File::sync_all)
        }),
    )
}

/// A link at `path` that leads to `target`.
fn symlink(target: &Path, path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, path);
    #[cfg(not(unix))]
    return Err(io::Error::from(io::ErrorKind::Unsupported));
}

fn change_mode(path: &str, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    return fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    {
        let mut permissions = fs::metadata(path)?.permissions();
        permissions.set_readonly(mode & 0o222 == 0);
        fs::set_permissions(path, permissions)
    }
}

/// Whether this process may do to a file what `mode` says (the numbers of `access(2)`).
fn access(path: &str, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    return Ok(rustix::fs::access(path, rustix::fs::Access::from_bits_truncate(mode))?);
    #[cfg(not(unix))]
    match fs::metadata(path)?.permissions().readonly() && mode & 2 != 0 {
        true => Err(io::Error::from(io::ErrorKind::PermissionDenied)),
        false => Ok(()),
    }
}

fn set_times(path: &str, accessed: f64, modified: f64) -> io::Result<()> {
    let time = |millis: f64| {
        let away = Duration::try_from_secs_f64(millis.abs() / 1000.0).unwrap_or_default();
        let time = if millis < 0.0 { UNIX_EPOCH.checked_sub(away) } else { UNIX_EPOCH.checked_add(away) };
        time.unwrap_or(UNIX_EPOCH)
    };
    let times = fs::FileTimes::new().set_accessed(time(accessed)).set_modified(time(modified));
    fs::File::options().read(true).open(path)?.set_times(times)
}

/// A path that the operating system gave.
fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Defines a native of one path: the name, the operation, and what it gives.
macro_rules! of_path {
    ($native:ident, $name:literal, |$path:ident $(, $argument:ident: $type:ty)*| $work:expr) => {
        $native.set(
            $name,
            Func::from(|ctx: Ctx<'js>, now: bool, path: Text $(, $argument: $type)*| {
                let Text($path) = path;
                perform(&ctx, now, move || $work)
            }),
        )?;
    };
}

fn register_paths<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    fn failed(syscall: &'static str, path: &str) -> impl FnOnce(io::Error) -> Failure {
        move |error| Failure::new(&error, syscall, path)
    }
    of_path!(native, "fsExists", |path| Ok(Path::new(&path).exists()));
    of_path!(native, "fsAccess", |path, mode: u32| access(&path, mode).map_err(failed("access", &path)));
    of_path!(native, "fsMkdir", |path, recursive: bool, mode: Option<u32>| {
        tree::make_dir(&path, recursive, mode)
    });
    of_path!(native, "fsMkdtemp", |path| tree::make_temporary(&path));
    of_path!(native, "fsRemove", |path, recursive: bool, force: bool| tree::remove(&path, recursive, force));
    of_path!(native, "fsUnlink", |path| fs::remove_file(&path).map_err(failed("unlink", &path)));
    of_path!(native, "fsRmdir", |path| fs::remove_dir(&path).map_err(failed("rmdir", &path)));
    of_path!(native, "fsStat", |path, follow: bool| {
        let (meta, call) = match follow {
            true => (fs::metadata(&path), "stat"),
            false => (fs::symlink_metadata(&path), "lstat"),
        };
        meta.map(Stat).map_err(failed(call, &path))
    });
    of_path!(native, "fsReaddir", |path, recursive: bool| tree::read_dir(&path, recursive));
    of_path!(native, "fsRealpath", |path| {
        fs::canonicalize(&path).map(|real| text(&real)).map_err(failed("realpath", &path))
    });
    of_path!(native, "fsReadlink", |path| {
        fs::read_link(&path).map(|target| text(&target)).map_err(failed("readlink", &path))
    });
    of_path!(native, "fsChmod", |path, mode: u32| change_mode(&path, mode).map_err(failed("chmod", &path)));
    of_path!(native, "fsTimes", |path, accessed: f64, modified: f64| {
        set_times(&path, accessed, modified).map_err(failed("utime", &path))
    });
    of_path!(native, "fsTruncate", |path, length: f64| {
        let file = fs::File::options().write(true).open(&path).map_err(failed("open", &path))?;
        file.set_len(length.max(0.0) as u64).map_err(|error| Failure::open(&error, "ftruncate"))
    });
    Ok(())
}

fn register_pairs<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    fn failed(syscall: &'static str, from: &str, to: &str) -> impl FnOnce(io::Error) -> Failure {
        move |error| Failure::two(&error, syscall, from, to)
    }
    of_path!(native, "fsRename", |from, to: Text| {
        fs::rename(&from, &to.0).map_err(failed("rename", &from, &to.0))
    });
    of_path!(native, "fsCopy", |from, to: Text, exclusive: bool| tree::copy_file(&from, &to.0, exclusive));
    of_path!(native, "fsLink", |from, to: Text, symbolic: bool| match symbolic {
        true => symlink(Path::new(&from), Path::new(&to.0)).map_err(failed("symlink", &from, &to.0)),
        false => fs::hard_link(&from, &to.0).map_err(failed("link", &from, &to.0)),
    });
    native.set(
        "fsCopyTree",
        Func::from(|ctx: Ctx<'js>, now: bool, from: Text, to: Text, options: Object<'js>| {
            let copying = Copying {
                recursive: options.get("recursive")?,
                force: options.get("force")?,
                error_on_exist: options.get("errorOnExist")?,
                dereference: options.get("dereference")?,
                preserve_timestamps: options.get("preserveTimestamps")?,
            };
            perform(&ctx, now, move || copying.copy(&from.0, &to.0))
        }),
    )
}

/// Adds the natives.
pub(super) fn register<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    Disk::install(ctx)?;
    register_open(native, &OpenFiles::default())?;
    register_paths(native)?;
    register_pairs(native)?;
    native.set("fsPiece", PIECE as f64)?;
    native.set(
        "fsRead",
        // Gives nothing for a file that is better read piece by piece.
        Func::from(|ctx: Ctx<'js>, now: bool, path: Text, flags: u32| {
            let limit = Disk::of(&ctx)?.limit();
            perform(&ctx, now, move || {
                let failed = |error: io::Error| Failure::new(&error, "open", &path.0);
                let file = open::open(&path.0, flags, None).map_err(failed)?;
                let size = file.metadata().map_err(failed)?.len();
                if !now && size > PIECE && u64::try_from(limit).is_ok_and(|limit| size <= limit) {
                    return Ok(None);
                }
                read(&file, limit, Some(&path.0)).map(Some)
            })
        }),
    )?;
    native.set(
        "fsWrite",
        Func::from(
            |ctx: Ctx<'js>,
             now: bool,
             path: Text,
             data: TextOrBytes<'js>,
             flags: u32,
             mode: Opt<Option<u32>>| {
                let held = match Disk::of(&ctx)?.hold(now, data.with(<[u8]>::len), "write") {
                    Ok(held) => held,
                    Err(failure) => return refuse(&ctx, now, failure),
                };
                let bytes = data.into_vec();
                let mode = mode.0.flatten();
                perform(&ctx, now, move || {
                    let file = open::open(&path.0, flags, mode);
                    let mut file = file.map_err(|error| Failure::new(&error, "open", &path.0))?;
                    let written = file.write_all(&bytes).map_err(|error| Failure::open(&error, "write"));
                    drop(held);
                    written
                })
            },
        ),
    )?;
    native.set(
        "fsChunk",
        Func::from(|ctx: Ctx<'js>, path: Text| {
            Chunk::file(Path::new(&path.0)).map_err(|error| Failure::new(&error, "open", &path.0).throw(&ctx))
        }),
    )
}
