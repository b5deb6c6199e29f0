//! Where operations on files happen: at once, or on threads that may wait for the disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rquickjs::{Ctx, Exception, IntoJs, JsLifetime, Value};
use tokio::sync::OwnedSemaphorePermit;

use super::failure::Failure;
use crate::error::HostError;
use crate::isolate::Isolate;
use crate::offload::Pool;
use crate::promise::promise;

/// Operations of one isolate that go on at a time. Those of another do not wait for them: a pipe that nobody writes to
/// can be opened, and takes a place until somebody does.
const AT_A_TIME: usize = 16;

/// The threads for the files of one isolate, and what waits for them.
#[derive(Debug, Clone, JsLifetime)]
pub(super) struct Disk {
    pool: Pool,
    waiting: Arc<AtomicUsize>,
    /// Bytes that may wait: as many as the engine may have itself.
    limit: usize,
}

/// Bytes that wait for the disk, until it is dropped.
#[derive(Debug)]
pub(super) struct Waiting {
    size: usize,
    all: Arc<AtomicUsize>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.all.fetch_sub(self.size, Ordering::Relaxed);
    }
}

impl Disk {
    /// Gives the isolate of `ctx` its own.
    pub(super) fn install(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
        let limit = Isolate::current(ctx).map_or(usize::MAX, |isolate| isolate.max_memory());
        let disk = Disk { pool: Pool::new(AT_A_TIME), waiting: Arc::default(), limit };
        ctx.store_userdata(disk).map(drop).map_err(|_| rquickjs::Error::Unknown)
    }

    /// That of the isolate of `ctx`.
    pub(super) fn of(ctx: &Ctx<'_>) -> rquickjs::Result<Disk> {
        let disk = ctx.userdata::<Disk>().map(|disk| disk.clone());
        disk.ok_or_else(|| Exception::throw_internal(ctx, "no files can be used here"))
    }

    /// Most bytes that fit into the engine.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// Counts `size` bytes that wait for the disk, unless it is used `now`. They are copies outside the engine's memory,
    /// and a script that does not wait for its operations could begin any number of them.
    pub(super) fn hold(&self, now: bool, size: usize, syscall: &'static str) -> Result<Waiting, Failure> {
        let size = if now { 0 } else { size };
        // Counted first: given back if it is refused.
        let before = self.waiting.fetch_add(size, Ordering::Relaxed);
        let waiting = Waiting { size, all: self.waiting.clone() };
        match before.saturating_add(size) > self.limit {
            true => Err(Failure::too_much(syscall, self.limit)),
            false => Ok(waiting),
        }
    }

    /// Runs `work` aside. What it gives keeps its room: results that the engine has not fetched yet take memory as well.
    pub(super) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> impl Future<Output = Result<Done<T>, HostError>> + 'static {
        self.pool.run(|room| Done { result: work(), room: Some(room) })
    }
}

/// What an operation gave, or why it gave nothing: becomes a value or an exception.
pub(super) struct Done<T> {
    pub(super) result: Result<T, Failure>,
    /// Free again when the value is the engine's.
    room: Option<OwnedSemaphorePermit>,
}

impl<T> Done<T> {
    /// Of an operation that did not run aside.
    pub(super) fn now(result: Result<T, Failure>) -> Self {
        Done { result, room: None }
    }
}

impl<'js, T: IntoJs<'js>> IntoJs<'js> for Done<T> {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let value = match self.result {
            Ok(value) => value.into_js(ctx),
            Err(failure) => Err(failure.throw(ctx)),
        };
        drop(self.room);
        value
    }
}

/// Does the work now, or gives a promise for it.
pub(super) fn perform<'js, T>(
    ctx: &Ctx<'js>,
    now: bool,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> rquickjs::Result<Value<'js>>
where
    T: for<'a> IntoJs<'a> + Send + 'static,
{
    if now {
        return Done::now(work()).into_js(ctx);
    }
    let work = Disk::of(ctx)?.run(work);
    Ok(promise(ctx, work)?.into_value())
}

/// A failure that is known before there is anything to do.
pub(super) fn refuse<'js>(ctx: &Ctx<'js>, now: bool, failure: Failure) -> rquickjs::Result<Value<'js>> {
    if now {
        return Err(failure.throw(ctx));
    }
    let failed = Done::<()>::now(Err(failure));
    Ok(promise(ctx, async move { Ok::<_, HostError>(failed) })?.into_value())
}
