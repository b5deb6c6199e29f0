//! What went wrong with a file, as Node tells it: `code`, `errno`, `syscall`, `path`, `dest`.

use std::io::{self, ErrorKind as Kind};

use rquickjs::Ctx;

use crate::web::raise;

/// Numbers of the errors that are raised here rather than by the operating system; all Unix systems share them.
pub(super) const EBADF: i32 = 9;
pub(super) const ENOMEM: i32 = 12;
pub(super) const EISDIR: i32 = 21;
pub(super) const EMFILE: i32 = 24;

/// A failed operation, before it is an exception: it may come from another thread.
#[derive(Debug)]
pub(super) struct Failure {
    code: &'static str,
    errno: i32,
    message: String,
    syscall: &'static str,
    path: Option<String>,
    dest: Option<String>,
}

impl Failure {
    /// The operating system refused `syscall` on `path`.
    pub(super) fn new(error: &io::Error, syscall: &'static str, path: &str) -> Self {
        Self::between(error, syscall, Some(path), None)
    }

    /// It refused to do something with an open file, whose name nobody knows.
    pub(super) fn open(error: &io::Error, syscall: &'static str) -> Self {
        Self::between(error, syscall, None, None)
    }

    /// It refused an operation on two paths.
    pub(super) fn two(error: &io::Error, syscall: &'static str, path: &str, dest: &str) -> Self {
        Self::between(error, syscall, Some(path), Some(dest))
    }

    fn between(error: &io::Error, syscall: &'static str, path: Option<&str>, dest: Option<&str>) -> Self {
        let (code, text) = name(error);
        let place = match (path, dest) {
            (Some(path), Some(dest)) => format!(" '{path}' -> '{dest}'"),
            (Some(path), None) => format!(" '{path}'"),
            (None, _) => String::new(),
        };
        Failure {
            code,
            errno: -error.raw_os_error().unwrap_or(0),
            message: format!("{code}: {text}, {syscall}{place}"),
            syscall,
            path: path.map(str::to_owned),
            dest: dest.map(str::to_owned),
        }
    }

    /// A rule of Node's own was broken.
    pub(super) fn rule(code: &'static str, message: String, syscall: &'static str, path: &str) -> Self {
        Failure { code, errno: 0, message, syscall, path: Some(path.to_owned()), dest: None }
    }

    /// More than `limit` bytes would wait for the disk outside the engine's memory.
    pub(super) fn too_much(syscall: &'static str, limit: usize) -> Self {
        let failure = Failure::open(&io::Error::from_raw_os_error(ENOMEM), syscall);
        let why = format!("{limit} bytes at most may wait for the disk: wait for some before the next");
        Failure { message: format!("{}: {why}", failure.message), ..failure }
    }

    /// Throws it in `ctx`.
    pub(super) fn throw(self, ctx: &Ctx<'_>) -> rquickjs::Error {
        let made = raise::error(ctx, "Error", &self.message, &[]).and_then(|object| {
            raise::set(&object, "errno", self.errno)?;
            raise::set(&object, "code", self.code)?;
            raise::set(&object, "syscall", self.syscall)?;
            if let Some(path) = &self.path {
                raise::set(&object, "path", path.as_str())?;
            }
            if let Some(dest) = &self.dest {
                raise::set(&object, "dest", dest.as_str())?;
            }
            Ok(object)
        });
        raise::throw(ctx, made)
    }
}

/// Name and text of an error; what has none of its own is an error of input or output.
fn name(error: &io::Error) -> (&'static str, &'static str) {
    match error.raw_os_error() {
        Some(EBADF) => return ("EBADF", "bad file descriptor"),
        Some(EMFILE) => return ("EMFILE", "too many open files"),
        Some(ENOMEM) => return ("ENOMEM", "not enough memory"),
        Some(1) => return ("EPERM", "operation not permitted"),
        Some(6) => return ("ENXIO", "no such device or address"),
        Some(23) => return ("ENFILE", "file table overflow"),
        #[cfg(unix)]
        Some(number) if number == rustix::io::Errno::LOOP.raw_os_error() => {
            return ("ELOOP", "too many symbolic links encountered");
        }
        _ => {}
    }
    match error.kind() {
        Kind::NotFound => ("ENOENT", "no such file or directory"),
        Kind::PermissionDenied => ("EACCES", "permission denied"),
        Kind::AlreadyExists => ("EEXIST", "file already exists"),
        Kind::NotADirectory => ("ENOTDIR", "not a directory"),
        Kind::IsADirectory => ("EISDIR", "illegal operation on a directory"),
        Kind::DirectoryNotEmpty => ("ENOTEMPTY", "directory not empty"),
        Kind::ReadOnlyFilesystem => ("EROFS", "read-only file system"),
        Kind::StorageFull => ("ENOSPC", "no space left on device"),
        Kind::QuotaExceeded => ("EDQUOT", "disk quota exceeded"),
        Kind::InvalidInput => ("EINVAL", "invalid argument"),
        Kind::InvalidFilename => ("ENAMETOOLONG", "name too long"),
        Kind::CrossesDevices => ("EXDEV", "cross-device link not permitted"),
        Kind::FileTooLarge => ("EFBIG", "file too large"),
        Kind::ResourceBusy => ("EBUSY", "resource busy or locked"),
        Kind::ExecutableFileBusy => ("ETXTBSY", "text file is busy"),
        Kind::TooManyLinks => ("EMLINK", "too many links"),
        Kind::NotSeekable => ("ESPIPE", "invalid seek"),
        Kind::BrokenPipe => ("EPIPE", "broken pipe"),
        Kind::Interrupted => ("EINTR", "interrupted system call"),
        Kind::Unsupported => ("ENOTSUP", "operation not supported on socket"),
        _ => ("EIO", "i/o error"),
    }
}
