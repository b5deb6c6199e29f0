//! The instances of an app: isolates that share nothing, each on a thread of its own (F-204).
//!
//! One is the rule, because apps keep state in module variables. With more, a request goes to the instance that
//! serves the fewest; which one that is means nothing to its next request. One that is down, which serves none and
//! would look like the best, gets no requests, and one that is stuck only if the others are stuck as well.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use formwork_engine::{EngineThread, IsolateOptions};
use futures_util::future::try_join_all;

use crate::service::{Job, STUCK};
use crate::site::{Blueprint, BootError, Site};

type StartError = formwork_engine::StartError<BootError>;

/// All instances of one app.
#[derive(Debug)]
pub(crate) struct Instances {
    all: Vec<Instance>,
    /// Where the search begins, so that equals take turns.
    turn: AtomicUsize,
}

#[derive(Debug)]
struct Instance {
    thread: EngineThread<Job>,
    /// Requests that are with it and not answered yet.
    running: AtomicUsize,
}

/// A place in an instance, for one request; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place<'i>(&'i Instance);

impl Instances {
    /// Starts `count` instances at the same time; the app's `init` runs in each. One that fails fails the start.
    pub(crate) async fn start(
        count: NonZeroUsize,
        isolate: &IsolateOptions,
        blueprint: Arc<Blueprint>,
    ) -> Result<Self, StartError> {
        let start = |_| EngineThread::start::<Site>(isolate.clone(), blueprint.clone());
        let threads = try_join_all((0..count.get()).map(start)).await?;
        let instance = |thread| Instance { thread, running: AtomicUsize::new(0) };
        Ok(Instances { all: threads.into_iter().map(instance).collect(), turn: AtomicUsize::new(0) })
    }

    /// A place in the instance that serves the fewest requests. `None`: all are down.
    pub(crate) fn place(&self) -> Option<Place<'_>> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.all.len().max(1);
        let (before, after) = self.all.split_at_checked(turn)?;
        let up = after.iter().chain(before).filter(|instance| !instance.thread.is_down());
        let instance = up.min_by_key(|instance| {
            (instance.thread.stuck_for() >= STUCK, instance.running.load(Ordering::Relaxed))
        })?;
        instance.running.fetch_add(1, Ordering::Relaxed);
        Some(Place(instance))
    }
}

impl Place<'_> {
    pub(crate) fn engine(&self) -> &EngineThread<Job> {
        &self.0.thread
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}
