//! Files that a script has open, by numbers.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::convert::Infallible;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use rquickjs::{Ctx, IntoJs, Value};
use tokio::sync::oneshot;

use super::disk::{Disk, Done, refuse};
use super::failure::{EBADF, EMFILE, Failure};
use crate::promise::promise;

/// Flags of `open`, with the values that `js/node/fs_operations.js` gives them (those of Linux).
mod flag {
    pub(super) const ACCESS: u32 = 3;
    pub(super) const WRITE_ONLY: u32 = 1;
    pub(super) const CREATE: u32 = 0o100;
    pub(super) const EXCLUSIVE: u32 = 0o200;
    pub(super) const TRUNCATE: u32 = 0o1000;
    pub(super) const APPEND: u32 = 0o2000;
    #[cfg(unix)]
    pub(super) const SYNC: u32 = 0o4_010_000;
}

/// Opens a file as `open(2)` would.
///
/// # Errors
/// Those of the operating system.
pub(super) fn open(path: &str, flags: u32, mode: Option<u32>) -> io::Result<File> {
    let has = |flag: u32| flags & flag == flag;
    let writes = flags & flag::ACCESS != 0;
    let mut options = OpenOptions::new();
    options
        .read(flags & flag::ACCESS != flag::WRITE_ONLY)
        .write(writes)
        .append(writes && has(flag::APPEND))
        .truncate(writes && has(flag::TRUNCATE))
        .create(writes && has(flag::CREATE))
        .create_new(writes && has(flag::CREATE | flag::EXCLUSIVE));
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        if has(flag::SYNC) {
            options.custom_flags(rustix::fs::OFlags::SYNC.bits().cast_signed());
        }
        options.mode(mode.unwrap_or(0o666));
    }
    options.open(Path::new(path))
}

/// Most files that a script may have open.
const MAX_OPEN: usize = 1024;

/// The open files of one isolate. What a script leaves open is closed with the engine.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenFiles {
    files: Rc<RefCell<HashMap<i32, Opened>>>,
    last: Rc<Cell<i32>>,
}

#[derive(Debug)]
struct Opened {
    file: Arc<File>,
    /// Closed when the last operation that waits for this file is over.
    busy: Option<oneshot::Receiver<Infallible>>,
}

impl Opened {
    fn turn(&mut self) -> Turn {
        let (over, busy) = oneshot::channel();
        Turn { before: self.busy.replace(busy), over: Over(over) }
    }
}

/// A place in the row of operations on one file: they happen in the order in which they were asked for, because most of
/// them move on where the file is.
#[derive(Debug)]
struct Turn {
    before: Option<oneshot::Receiver<Infallible>>,
    over: Over,
}

/// Lets the next one go on when it is dropped.
#[derive(Debug)]
struct Over(#[allow(dead_code, reason = "dropping it is what it is for")] oneshot::Sender<Infallible>);

impl Turn {
    async fn comes(self) -> Over {
        if let Some(before) = self.before {
            // It is never sent anything: it ends.
            let _ = before.await;
        }
        self.over
    }
}

impl OpenFiles {
    /// Keeps a file. Numbers begin after those of the standard streams and come back as late as possible: whoever
    /// still has the number of a closed file must not meet another.
    pub(super) fn add(&self, file: File) -> io::Result<i32> {
        let mut files = self.files.borrow_mut();
        if files.len() >= MAX_OPEN {
            return Err(io::Error::from_raw_os_error(EMFILE));
        }
        let mut number = self.last.get();
        loop {
            number = number.checked_add(1).filter(|next| *next > 2).unwrap_or(3);
            if !files.contains_key(&number) {
                break;
            }
        }
        self.last.set(number);
        files.insert(number, Opened { file: Arc::new(file), busy: None });
        Ok(number)
    }

    /// The file of a number.
    pub(super) fn get(&self, number: i32) -> io::Result<Arc<File>> {
        self.files.borrow().get(&number).map(|opened| opened.file.clone()).ok_or_else(bad_number)
    }

    /// Does something with an open file: now, or when it is its turn.
    pub(super) fn perform<'js, T>(
        &self,
        ctx: &Ctx<'js>,
        now: bool,
        number: i32,
        syscall: &'static str,
        work: impl FnOnce(&File) -> io::Result<T> + Send + 'static,
    ) -> rquickjs::Result<Value<'js>>
    where
        T: for<'a> IntoJs<'a> + Send + 'static,
    {
        let failed = move |error: io::Error| Failure::open(&error, syscall);
        if now {
            let done = self.get(number).and_then(|file| work(&file));
            return Done::now(done.map_err(failed)).into_js(ctx);
        }
        let place = match self.files.borrow_mut().get_mut(&number) {
            Some(opened) => Ok((opened.file.clone(), opened.turn())),
            None => Err(failed(bad_number())),
        };
        match place {
            Ok((file, turn)) => in_turn(ctx, turn, move || work(&file).map_err(failed)),
            Err(failure) => refuse(ctx, false, failure),
        }
    }

    /// Closes a file: now, or when all that was asked for before is done. Its number is nobody's at once.
    pub(super) fn close<'js>(&self, ctx: &Ctx<'js>, now: bool, number: i32) -> rquickjs::Result<Value<'js>> {
        let closed = self.files.borrow_mut().remove(&number);
        let Some(mut opened) = closed else {
            return refuse(ctx, now, Failure::open(&bad_number(), "close"));
        };
        if now {
            return Done::now(Ok(())).into_js(ctx);
        }
        let turn = opened.turn();
        in_turn(ctx, turn, move || {
            drop(opened.file);
            Ok(())
        })
    }
}

fn bad_number() -> io::Error {
    io::Error::from_raw_os_error(EBADF)
}

fn in_turn<'js, T>(
    ctx: &Ctx<'js>,
    turn: Turn,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> rquickjs::Result<Value<'js>>
where
    T: for<'a> IntoJs<'a> + Send + 'static,
{
    let disk = Disk::of(ctx)?;
    let done = async move {
        let over = turn.comes().await;
        let given = disk.run(work).await;
        drop(over);
        given
    };
    Ok(promise(ctx, done)?.into_value())
}

/// Reads from a place, or from where the file is.
pub(super) fn read_at(file: &File, bytes: &mut [u8], place: Option<u64>) -> io::Result<usize> {
    let mut file = file;
    match place {
        None => io::Read::read(&mut file, bytes),
        #[cfg(unix)]
        Some(place) => std::os::unix::fs::FileExt::read_at(file, bytes, place),
        #[cfg(not(unix))]
        Some(place) => around(file, place, |mut file| io::Read::read(&mut file, bytes)),
    }
}

/// Writes all of it at a place, or where the file is.
pub(super) fn write_at(file: &File, bytes: &[u8], place: Option<u64>) -> io::Result<()> {
    let mut file = file;
    match place {
        None => io::Write::write_all(&mut file, bytes),
        #[cfg(unix)]
        Some(place) => std::os::unix::fs::FileExt::write_all_at(file, bytes, place),
        #[cfg(not(unix))]
        Some(place) => around(file, place, |mut file| io::Write::write_all(&mut file, bytes)),
    }
}

/// Does something at a place, and comes back to where the file was.
#[cfg(not(unix))]
fn around<R>(mut file: &File, place: u64, call: impl FnOnce(&File) -> io::Result<R>) -> io::Result<R> {
    use std::io::{Seek, SeekFrom};
    let before = file.stream_position()?;
    file.seek(SeekFrom::Start(place))?;
    let result = call(file);
    file.seek(SeekFrom::Start(before))?;
    result
}
