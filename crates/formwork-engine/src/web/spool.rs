//! Uploaded files that are too large for memory, on disk (S-128, R-27, R-28).
//!
//! A form has at most one file here, in which the contents of its uploads lie one behind the other. It has
//! no name: when the last `File` object that reads from it is gone, or the process ends in whatever way, so
//! is its space. How much all forms may take together is limited, and some of the disk is left to others.
//!
//! Reading and writing happens on threads for blocking work, so that a slow disk only holds up the form
//! that waits for it. A write is awaited before more of the body is taken: the disk's pace is the client's.

use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use crate::error::HostError;

/// Of the disk, this part is never filled by uploads: a tenth.
const FREE_PART: u64 = 10;

/// The place for uploads, shared by everything that receives them.
#[derive(Debug)]
pub struct Spool {
    directory: PathBuf,
    max_bytes: u64,
    used: AtomicU64,
}

impl Spool {
    /// A place in `directory` for at most `max_bytes` at a time.
    pub fn new(directory: impl Into<PathBuf>, max_bytes: u64) -> Arc<Self> {
        Arc::new(Spool { directory: directory.into(), max_bytes, used: AtomicU64::new(0) })
    }

    /// Bytes that are held at the moment.
    pub fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    /// A file for one form.
    pub(crate) async fn create(self: &Arc<Self>) -> Result<SpoolFile, HostError> {
        let directory = self.directory.clone();
        let file = blocking(move || tempfile::tempfile_in(directory)).await;
        let file = file.map_err(|error| insufficient(&self.directory, &error.to_string()))?;
        Ok(SpoolFile { file: Arc::new(file), spool: self.clone(), length: 0 })
    }

    fn reserve(&self, bytes: u64) -> Result<(), HostError> {
        let reserve = |used: u64| used.checked_add(bytes).filter(|used| *used <= self.max_bytes);
        match self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, reserve) {
            Ok(_) => Ok(()),
            Err(_) => Err(insufficient(
                &self.directory,
                &format!("uploads would take more than {} bytes together (SPOOL_SIZE_LIMIT)", self.max_bytes),
            )),
        }
    }

    fn give_back(&self, bytes: u64) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// The file of one form.
#[derive(Debug)]
pub(crate) struct SpoolFile {
    file: Arc<File>,
    spool: Arc<Spool>,
    length: u64,
}

impl SpoolFile {
    /// Writes `bytes` behind what is there. Gives the place they got, and the buffer back, emptied.
    pub(crate) async fn append(&mut self, mut bytes: Vec<u8>) -> Result<(Range<u64>, Vec<u8>), HostError> {
        let size = bytes.len() as u64;
        self.spool.reserve(size)?;
        let file = self.file.clone();
        let written = blocking(move || {
            if !leaves_room(&file, size)? {
                return Err(std::io::Error::other("less than a tenth of the disk would be left free"));
            }
            (&*file).write_all(&bytes)?;
            bytes.clear();
            Ok(bytes)
        });
        match written.await {
            Ok(buffer) => {
                let start = self.length;
                self.length += size;
                Ok((start..self.length, buffer))
            }
            Err(error) => {
                self.spool.give_back(size);
                Err(insufficient(&self.spool.directory, &error.to_string()))
            }
        }
    }
}

impl Drop for SpoolFile {
    fn drop(&mut self) {
        self.spool.give_back(self.length);
    }
}

/// Part of a file on disk: one upload of a form, a file that the app opened, or a slice of either.
#[derive(Debug, Clone)]
pub(crate) struct Spooled {
    file: Arc<File>,
    /// For an upload: what gives its space back with the last part of it.
    space: Option<Rc<SpoolFile>>,
    range: Range<u64>,
}

impl Spooled {
    /// The bytes at `range`, which must have been written.
    pub(crate) fn new(upload: Rc<SpoolFile>, range: Range<u64>) -> Self {
        Spooled { file: upload.file.clone(), space: Some(upload), range }
    }

    /// All of a file of the app's, as long as it is now.
    ///
    /// # Errors
    /// Those of the operating system; a folder is none.
    pub(crate) fn open(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        let meta = file.metadata()?;
        if meta.is_dir() {
            return Err(std::io::ErrorKind::IsADirectory.into());
        }
        Ok(Spooled { file: Arc::new(file), space: None, range: 0..meta.len() })
    }

    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.range.end.saturating_sub(self.range.start)).unwrap_or(usize::MAX)
    }

    /// The part from `start` to `end`, both within the length.
    pub(crate) fn slice(&self, start: usize, end: usize) -> Self {
        let at = |offset: usize| self.range.start.saturating_add(offset as u64).min(self.range.end);
        Spooled { file: self.file.clone(), space: self.space.clone(), range: at(start)..at(end) }
    }

    /// All of it, without holding up the event loop.
    pub(crate) async fn read(self) -> Result<Bytes, HostError> {
        let (file, length, start) = (self.file.clone(), self.len(), self.range.start);
        let bytes = blocking(move || read_at(&file, length, start)).await;
        bytes.map_err(|error| HostError::type_error(format!("The file cannot be read: {error}")))
    }

    /// All of it, at once: for the few places of the web APIs that cannot wait.
    pub(crate) fn read_now(&self) -> std::io::Result<Bytes> {
        read_at(&self.file, self.len(), self.range.start)
    }
}

fn read_at(file: &File, length: usize, start: u64) -> std::io::Result<Bytes> {
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, start)?;
    Ok(bytes.into())
}

fn leaves_room(file: &File, bytes: u64) -> std::io::Result<bool> {
    let disk = rustix::fs::fstatvfs(file)?;
    let (free, all) =
        (disk.f_bavail.saturating_mul(disk.f_frsize), disk.f_blocks.saturating_mul(disk.f_frsize));
    // Some file systems do not say how large they are.
    Ok(all == 0 || free.saturating_sub(bytes) >= all / FREE_PART)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(std::io::Error::other(error)))
}

/// The client learns that there is no room; why stands in the log.
fn insufficient(directory: &Path, reason: &str) -> HostError {
    tracing::error!(
        target: "formwork::request",
        "507: an upload cannot be kept in {}: {reason}",
        directory.display()
    );
    HostError::framework(507, "Insufficient Storage")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorClass;

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    #[test]
    fn s128_what_was_written_is_read() {
        let spool = Spool::new(std::env::temp_dir(), 100);
        run(async {
            let mut file = spool.create().await.unwrap();
            let (first, buffer) = file.append(b"hello ".to_vec()).await.unwrap();
            assert!(buffer.is_empty());
            let (second, _) = file.append(b"world".to_vec()).await.unwrap();
            assert_eq!((first.clone(), second.clone()), (0..6, 6..11));
            let file = Rc::new(file);
            let all = Spooled::new(file.clone(), first.start..second.end);
            assert_eq!(all.read_now().unwrap(), "hello world");
            assert_eq!(all.slice(6, 100).read().await.unwrap(), "world");
            assert_eq!(spool.used(), 11);
            drop((file, all));
            assert_eq!(spool.used(), 0, "the last reader gives the space back");
        });
    }

    #[test]
    fn r28_no_room() {
        let class = |error: HostError| error.class;
        let full = ErrorClass::Framework { status: 507 };
        let spool = Spool::new(std::env::temp_dir(), 10);
        run(async {
            let mut file = spool.create().await.unwrap();
            file.append(vec![1; 8]).await.unwrap();
            assert_eq!(class(file.append(vec![1; 3]).await.unwrap_err()), full);
            assert_eq!(spool.used(), 8, "what was refused takes no space");
            file.append(vec![1; 2]).await.unwrap();
            drop(file);
            assert_eq!(spool.used(), 0);
            let nowhere = Spool::new("/nowhere/at/all", 10);
            assert_eq!(class(nowhere.create().await.unwrap_err()), full);
        });
    }
}
