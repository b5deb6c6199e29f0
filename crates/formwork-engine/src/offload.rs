//! Work that must not hold up the engine's thread: files, and keys that are expensive to derive.
//!
//! It runs on threads of the runtime that may block. Those are many; how much goes on at a time is limited here,
//! because each piece holds memory that no limit of an engine counts.

use std::sync::{Arc, LazyLock};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

use crate::error::{ErrorClass, HostError};

/// Derivations of keys, of all isolates of the process: a flood of logins waits for its turn here, rather than
/// taking the memory of `scrypt` hundreds of times at once. Files have pools of their own: neither waits for the other.
pub(crate) static KEYS: LazyLock<Pool> =
    LazyLock::new(|| Pool::new(std::thread::available_parallelism().map_or(2, usize::from).max(2)));

/// Room for some pieces of work at a time; what comes when there is none waits, first come first served.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    room: Arc<Semaphore>,
}

impl Pool {
    /// Room for `size` pieces of work.
    pub(crate) fn new(size: usize) -> Self {
        Pool { room: Arc::new(Semaphore::new(size)) }
    }

    /// Runs `work` when there is room; at once if there is. It is handed the room, which is free again when that is
    /// dropped. Must be called inside the event loop of an isolate. What has begun is brought to its end, even when
    /// nobody waits for it any more.
    ///
    /// # Errors
    /// An `Error` if the work panicked or the server ends.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(OwnedSemaphorePermit) -> T + Send + 'static,
    ) -> impl Future<Output = Result<T, HostError>> + 'static {
        let lost = || HostError::new(ErrorClass::Error, "The server ended before this was done");
        let begun = match self.room.clone().try_acquire_owned() {
            Ok(room) => Ok(begin(room, work)),
            Err(_) => Err((self.room.clone(), work)),
        };
        async move {
            let task = match begun {
                Ok(task) => task,
                Err((room, work)) => begin(room.acquire_owned().await.map_err(|_| lost())?, work),
            };
            task.await.map_err(|_| lost())
        }
    }
}

fn begin<T: Send + 'static>(
    room: OwnedSemaphorePermit,
    work: impl FnOnce(OwnedSemaphorePermit) -> T + Send + 'static,
) -> JoinHandle<T> {
    tokio::task::spawn_blocking(move || work(room))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn no_more_at_a_time_than_there_is_room_for() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let pool = Pool::new(2);
            let (busy, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
            let all = (0..20).map(|number| {
                let (busy, most) = (busy.clone(), most.clone());
                pool.run(move |room| {
                    most.fetch_max(busy.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::yield_now();
                    busy.fetch_sub(1, Ordering::SeqCst);
                    drop(room);
                    number
                })
            });
            let numbers = futures_util::future::join_all(all).await;
            assert!(numbers.into_iter().map(Result::unwrap).eq(0..20));
            assert!(most.load(Ordering::SeqCst) <= 2);
        });
    }

    #[test]
    fn a_panic_is_an_error_and_gives_its_room_back() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let pool = Pool::new(1);
            assert!(pool.run(|_room| panic!("on purpose")).await.is_err());
            assert_eq!(pool.run(|_room| 5).await.unwrap(), 5);
        });
    }
}
