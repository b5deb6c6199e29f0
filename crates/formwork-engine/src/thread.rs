//! One thread, one isolate, one event loop, one queue of jobs.
//!
//! An [`EngineThread`] boots a [`Guest`] (the application in its isolate) and hands it jobs; jobs run
//! concurrently on the thread's event loop, each as far as user code lets it. When user code was
//! interrupted the isolate cannot be trusted: running jobs end (their waiters were told), the guest is
//! booted again in a fresh isolate, and jobs that came in meanwhile are served by it. A guest that
//! does not boot again, because its database is away for example, is tried again and again; meanwhile the
//! thread is down, and its jobs are dropped.

use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use tokio::task::LocalSet;

use crate::isolate::{Isolate, IsolateOptions};

/// Native stack kept free above the limit given to the engine, for Rust frames between calls.
const STACK_MARGIN: usize = 7 << 20;
/// How long to wait before a guest that did not boot again is given another try.
const PAUSE: Duration = Duration::from_secs(1);

/// What lives in an engine thread: built in an isolate, serves jobs.
pub trait Guest: Sized + 'static {
    /// What it needs to start; kept for restarts.
    type Config: Send + Sync + 'static;
    /// One unit of work.
    type Job: Send + 'static;
    /// Why it could not start.
    type Error: std::fmt::Display + Send + 'static;

    /// Starts in a fresh isolate.
    fn boot(
        isolate: Rc<Isolate>,
        config: Arc<Self::Config>,
    ) -> impl Future<Output = Result<Self, Self::Error>>;

    /// Finishes what needs the guest itself; called once before the first job.
    fn ready(self: &Rc<Self>) -> impl Future<Output = Result<(), Self::Error>>;

    /// Serves one job. Runs concurrently with others on the same thread.
    fn serve(self: Rc<Self>, job: Self::Job) -> impl Future<Output = ()>;
}

/// A running engine thread. Dropping the last clone lets the thread finish its jobs and end.
#[derive(Debug)]
pub struct EngineThread<J> {
    jobs: mpsc::UnboundedSender<Counted<J>>,
    queue: Arc<Queue>,
}

/// The jobs that nobody has begun to serve.
#[derive(Debug)]
struct Queue {
    length: AtomicUsize,
    epoch: Instant,
    /// When a job was last taken, or began to wait where none did, in milliseconds since `epoch`.
    moved: AtomicU64,
    /// Whether the guest did not boot again.
    down: AtomicBool,
}

impl Queue {
    fn new() -> Arc<Self> {
        Arc::new(Queue {
            length: AtomicUsize::new(0),
            epoch: Instant::now(),
            moved: AtomicU64::new(0),
            down: AtomicBool::new(false),
        })
    }

    fn note_movement(&self) {
        let now = u64::try_from(self.epoch.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.moved.store(now, Ordering::Relaxed);
    }
}

impl<J> Clone for EngineThread<J> {
    fn clone(&self) -> Self {
        EngineThread { jobs: self.jobs.clone(), queue: self.queue.clone() }
    }
}

#[derive(Debug)]
struct Counted<J> {
    job: J,
    waits: Waits,
}

/// One place in the queue, given back when the job begins to be served.
#[derive(Debug)]
struct Waits(Arc<Queue>);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.length.fetch_sub(1, Ordering::Relaxed);
        self.0.note_movement();
    }
}

impl<J: Send + 'static> EngineThread<J> {
    /// Starts the thread and waits until the guest is ready to serve.
    pub async fn start<G>(
        mut options: IsolateOptions,
        config: Arc<G::Config>,
    ) -> Result<Self, StartError<G::Error>>
    where
        G: Guest<Job = J>,
    {
        // Requests to other servers go on while user code holds the thread.
        options.io.get_or_insert_with(tokio::runtime::Handle::current);
        let (jobs, received) = mpsc::unbounded_channel();
        let queue = Queue::new();
        let state = queue.clone();
        let (ready, started) = oneshot::channel();
        let stack = options.max_stack.saturating_add(STACK_MARGIN);
        std::thread::Builder::new()
            .name("formwork-engine".to_owned())
            .stack_size(stack)
            .spawn(move || run::<G>(&options, &config, received, &state, ready))
            .map_err(StartError::Thread)?;
        match started.await {
            Ok(Ok(())) => Ok(EngineThread { jobs, queue }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(StartError::Ended),
        }
    }

    /// Queues a job. `Err` gives it back when the thread has ended.
    pub fn send(&self, job: J) -> Result<(), J> {
        if self.queue.length.fetch_add(1, Ordering::Relaxed) == 0 {
            self.queue.note_movement();
        }
        let counted = Counted { job, waits: Waits(self.queue.clone()) };
        self.jobs.send(counted).map_err(|refused| refused.0.job)
    }

    /// Whether jobs are not served: the thread has ended, or the guest did not boot again yet.
    pub fn is_down(&self) -> bool {
        self.queue.down.load(Ordering::Relaxed) || self.jobs.is_closed()
    }

    /// Jobs that nobody has begun to serve, because user code keeps the thread busy.
    pub fn waiting(&self) -> usize {
        self.queue.length.load(Ordering::Relaxed)
    }

    /// For how long no waiting job has been taken; zero when none waits.
    pub fn stuck_for(&self) -> Duration {
        if self.waiting() == 0 {
            return Duration::ZERO;
        }
        let moved = Duration::from_millis(self.queue.moved.load(Ordering::Relaxed));
        self.queue.epoch.elapsed().saturating_sub(moved)
    }
}

/// Why an engine thread did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError<E> {
    /// The guest refused.
    #[error("the application could not be started")]
    Guest(E),
    /// The operating system gave no thread.
    #[error("no thread for the engine: {0}")]
    Thread(std::io::Error),
    /// The engine could not be set up.
    #[error("the JavaScript engine could not be set up: {0}")]
    Engine(String),
    /// The thread ended before it was ready.
    #[error("the engine thread ended while starting")]
    Ended,
}

type Ready<E> = oneshot::Sender<Result<(), StartError<E>>>;

fn run<G: Guest>(
    options: &IsolateOptions,
    config: &Arc<G::Config>,
    mut queue: mpsc::UnboundedReceiver<Counted<G::Job>>,
    state: &Queue,
    ready: Ready<G::Error>,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = ready.send(Err(StartError::Thread(error)));
            return;
        }
    };
    let mut ready = Some(ready);
    let mut carried = None;
    loop {
        // Tasks hold values of the isolate: the set is dropped, with all of them, before it.
        let isolate = match Isolate::new(options) {
            Ok(isolate) => isolate,
            Err(error) => {
                tracing::error!("The JavaScript engine could not be set up: {error}");
                if let Some(ready) = ready.take() {
                    let _ = ready.send(Err(StartError::Engine(error.to_string())));
                }
                return;
            }
        };
        let tasks = LocalSet::new();
        let end = tasks.block_on(
            &runtime,
            live::<G>(isolate.clone(), config.clone(), &mut queue, state, &mut carried, &mut ready),
        );
        drop(tasks);
        isolate.life().cancel();
        match end {
            End::Replace => {
                tracing::warn!(
                    "User code was interrupted or has used up its memory; the isolate is replaced"
                );
            }
            End::Down => {
                carried = None;
                if runtime.block_on(refuse(&mut queue, PAUSE)).is_err() {
                    return;
                }
            }
            End::Finished => return,
        }
        if Rc::strong_count(&isolate) > 1 {
            // Freeing a runtime under a value that is still kept would abort the process.
            tracing::warn!("A value of the replaced isolate is still kept; its memory is not returned");
            std::mem::forget(isolate);
        }
    }
}

enum End {
    Replace,
    /// The guest did not boot again.
    Down,
    Finished,
}

/// Nobody sends jobs any more.
struct Closed;

/// Drops the jobs that come within `time`, which tells their waiters.
async fn refuse<J>(queue: &mut mpsc::UnboundedReceiver<J>, time: Duration) -> Result<(), Closed> {
    let all = async { while queue.recv().await.is_some() {} };
    // It only ends when the channel is closed.
    match tokio::time::timeout(time, all).await {
        Ok(()) => Err(Closed),
        Err(_) => Ok(()),
    }
}

async fn live<G: Guest>(
    isolate: Rc<Isolate>,
    config: Arc<G::Config>,
    queue: &mut mpsc::UnboundedReceiver<Counted<G::Job>>,
    state: &Queue,
    carried: &mut Option<Counted<G::Job>>,
    ready: &mut Option<Ready<G::Error>>,
) -> End {
    let booted = async {
        let guest = Rc::new(G::boot(isolate.clone(), config).await?);
        guest.ready().await?;
        Ok(guest)
    };
    let guest = match booted.await {
        Ok(guest) => guest,
        Err(error) => {
            let Some(ready) = ready.take() else {
                if !state.down.swap(true, Ordering::Relaxed) {
                    tracing::error!(
                        "The application could not be started again, which is tried once a second; meanwhile its \
                         requests are refused: {error}"
                    );
                }
                return End::Down;
            };
            let _ = ready.send(Err(StartError::Guest(error)));
            return End::Finished;
        }
    };
    if state.down.swap(false, Ordering::Relaxed) {
        tracing::info!("The application runs again");
    }
    if let Some(ready) = ready.take() {
        let _ = ready.send(Ok(()));
    }
    let mut running = tokio::task::JoinSet::new();
    loop {
        let next = async {
            match carried.take() {
                Some(carried) => Some(carried),
                None => queue.recv().await,
            }
        };
        tokio::select! {
            job = next => match job {
                // It came while others were being told: the next isolate serves it.
                Some(counted) if isolate.is_broken() => *carried = Some(counted),
                Some(counted) => {
                    let guest = guest.clone();
                    running.spawn_local(async move {
                        let Counted { job, waits } = counted;
                        // From here on it is being served: what waits for a timer or a database is no queue.
                        drop(waits);
                        guest.serve(job).await;
                    });
                }
                None => {
                    while running.join_next().await.is_some() {}
                    return End::Finished;
                }
            },
            Some(_) = running.join_next(), if !running.is_empty() => {}
        }
        if isolate.is_broken() {
            // Everybody waiting for user code was told; what is left only writes its answer.
            while running.join_next().await.is_some() {}
            return End::Replace;
        }
    }
}
