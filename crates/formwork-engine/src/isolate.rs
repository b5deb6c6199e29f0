//! One QuickJS runtime with its globals, modules and limits.
//!
//! Every visit from Rust goes through [`Isolate::enter`]: it arms the CPU deadline, runs the closure,
//! drains the microtask queue and reports rejections that nobody handled (F-207). An isolate whose
//! code was interrupted is `broken`: promises of that code stay pending for ever, so everybody who
//! waits for one is told ([`Fault::Interrupted`]) and the owner must replace the isolate. So is one whose
//! memory is full of what user code keeps: nothing that runs in it would succeed any more.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Duration;

use rquickjs::function::Args;
use rquickjs::promise::PromiseState;
use rquickjs::{CaughtError, Context, Ctx, Function, JsLifetime, Promise, Runtime, Value};
use tokio::sync::{Notify, oneshot};
use tokio_util::sync::CancellationToken;

use crate::deadline::Deadline;
use crate::handle::Handle;
use crate::modules::{Builtin, ModuleSource, Modules, Registry};
use crate::rejections::Rejections;
use crate::stack::{ErrorReport, SourceMaps};
use crate::web::client::Client;
use crate::web::spool::Spool;
use crate::{devalue, node, web};

/// Microtasks run between two looks at the clock: a chain of tiny jobs never reaches the engine's own
/// interrupt counter.
const JOBS_BETWEEN_CHECKS: u32 = 256;

/// What the engine says when an allocation failed.
const OUT_OF_MEMORY: &str = "out of memory";

/// Limits of one isolate; the defaults are those of RELIABILITY.md.
#[derive(Debug, Clone)]
pub struct IsolateOptions {
    /// Heap limit in bytes.
    pub max_memory: usize,
    /// Stack limit in bytes; the thread's own stack must be well above it.
    pub max_stack: usize,
    /// CPU time of one uninterrupted stretch of user code.
    pub cpu_timeout: Duration,
    /// Where uploads go that are too large for memory; shared by all isolates of a server.
    pub spool: Arc<Spool>,
    /// The connections to other servers; shared by all isolates of a server.
    pub client: Arc<Client>,
    /// Where requests to other servers run; `None` for the runtime of the isolate's own thread.
    pub io: Option<tokio::runtime::Handle>,
}

impl Default for IsolateOptions {
    fn default() -> Self {
        IsolateOptions {
            max_memory: 128 << 20,
            max_stack: 1 << 20,
            cpu_timeout: Duration::from_secs(2),
            spool: Spool::new(std::env::temp_dir(), 1 << 30),
            client: Arc::default(),
            io: None,
        }
    }
}

/// Why a call into user code gave no value.
#[derive(Debug, Clone)]
pub enum Fault {
    /// User code threw this value, or its promise was rejected with it.
    Thrown(Handle),
    /// User code used up its CPU time, or keeps nearly all of its memory; the isolate is broken.
    Interrupted,
}

/// What happens to an unhandled rejection; set by the owner, who knows which request it belongs to.
type RejectionReporter = Rc<dyn for<'js> Fn(&Ctx<'js>, ErrorReport, Option<Value<'js>>)>;

/// One runtime, owned by one thread. See the module's text.
pub struct Isolate {
    context: Context,
    runtime: Runtime,
    deadline: Rc<Deadline>,
    broken: Notify,
    rejections: Rc<Rejections>,
    modules: Rc<Modules>,
    maps: Rc<SourceMaps>,
    on_rejection: RefCell<RejectionReporter>,
    max_memory: usize,
    /// Whether something failed for want of memory: whether there is any left has to be found out.
    ran_out: Cell<bool>,
    spool: Arc<Spool>,
    client: Arc<Client>,
    io: Option<tokio::runtime::Handle>,
    life: CancellationToken,
}

impl fmt::Debug for Isolate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Isolate").field("broken", &self.is_broken()).finish_non_exhaustive()
    }
}

/// How natives find the isolate they run in.
#[derive(JsLifetime)]
struct Current(Weak<Isolate>);

impl Isolate {
    /// A fresh isolate with all globals and built-in modules.
    pub fn new(options: &IsolateOptions) -> rquickjs::Result<Rc<Isolate>> {
        let runtime = Runtime::new()?;
        runtime.set_memory_limit(options.max_memory);
        runtime.set_max_stack_size(options.max_stack);
        let deadline = Deadline::new(options.cpu_timeout);
        let clock = deadline.clone();
        runtime.set_interrupt_handler(Some(Box::new(move || clock.is_over())));
        let rejections = Rc::new(Rejections::default());
        let tracked = rejections.clone();
        runtime.set_host_promise_rejection_tracker(Some(Box::new(move |ctx, promise, reason, handled| {
            tracked.track(&ctx, promise, reason, handled);
        })));
        let modules = Rc::new(Modules::default());
        for (name, builtin) in node::modules() {
            let Builtin::Source(text) = builtin;
            modules.define(name, ModuleSource((*text).into()));
        }
        runtime.set_loader(Registry(modules.clone()), Registry(modules.clone()));
        let context = Context::full(&runtime)?;
        let isolate = Rc::new(Isolate {
            context,
            runtime,
            deadline,
            broken: Notify::new(),
            rejections,
            modules,
            maps: Rc::new(SourceMaps::default()),
            on_rejection: RefCell::new(Rc::new(|_: &Ctx<'_>, report, _| {
                tracing::error!(target: "formwork::user", "Unhandled promise rejection: {report}");
            })),
            max_memory: options.max_memory,
            ran_out: Cell::new(false),
            spool: options.spool.clone(),
            client: options.client.clone(),
            io: options.io.clone(),
            life: CancellationToken::new(),
        });
        let weak = Rc::downgrade(&isolate);
        isolate.enter(|ctx| {
            ctx.store_userdata(Current(weak)).map_err(|_| rquickjs::Error::Unknown)?;
            web::install(ctx)?;
            devalue::install(ctx)
        })?;
        Ok(isolate)
    }

    /// When the code that runs now is interrupted.
    pub(crate) fn cpu_deadline(&self) -> Option<std::time::Instant> {
        self.deadline.until()
    }

    /// The isolate that runs `ctx`, if it still exists.
    pub fn current(ctx: &Ctx<'_>) -> Option<Rc<Isolate>> {
        ctx.userdata::<Current>().and_then(|current| current.0.upgrade())
    }

    /// Its heap limit in bytes.
    pub(crate) fn max_memory(&self) -> usize {
        self.max_memory
    }

    /// Where uploads go that are too large for memory.
    pub(crate) fn spool(&self) -> &Arc<Spool> {
        &self.spool
    }

    /// The connections to other servers.
    pub(crate) fn client(&self) -> &Arc<Client> {
        &self.client
    }

    /// Where requests to other servers run; `None` where nothing can.
    pub(crate) fn io(&self) -> Option<tokio::runtime::Handle> {
        self.io.clone().or_else(|| tokio::runtime::Handle::try_current().ok())
    }

    /// Cancelled when the isolate is at its end: what runs elsewhere on its behalf ends as well.
    pub(crate) fn life(&self) -> &CancellationToken {
        &self.life
    }

    /// Makes `source` importable under `name`. `map` is its source map, if it has one.
    pub fn define_module(&self, name: &str, source: ModuleSource, map: Option<Vec<u8>>) {
        self.modules.define(name, source);
        if let Some(map) = map {
            self.maps.add(name, map);
        }
    }

    /// Says in which file a module stands: `import.meta.url` and its neighbours (F-205).
    pub fn set_module_file(&self, name: &str, file: std::path::PathBuf) {
        self.modules.set_file(name, file);
    }

    /// Says what to do with rejections that nobody handled: the report, and the store of the request whose code was
    /// running when it happened (F-207).
    pub fn set_rejection_reporter(
        &self,
        reporter: impl for<'js> Fn(&Ctx<'js>, ErrorReport, Option<Value<'js>>) + 'static,
    ) {
        *self.on_rejection.borrow_mut() = Rc::new(reporter);
    }

    /// Whether user code was interrupted here, or has used up the memory; nothing in this isolate can be relied on any more.
    pub fn is_broken(&self) -> bool {
        self.deadline.struck()
    }

    /// Runs `visit` inside the engine, then all microtasks it left behind.
    ///
    /// Must not be called from within another visit of the same isolate: natives get their `Ctx`.
    pub fn enter<R>(&self, visit: impl for<'js> FnOnce(&Ctx<'js>) -> R) -> R {
        let armed = self.deadline.arm();
        let result = self.context.with(|ctx| {
            let result = visit(&ctx);
            self.run_jobs(&ctx);
            self.report_rejections(&ctx);
            result
        });
        if armed {
            self.deadline.disarm();
            self.check_memory();
        }
        if self.is_broken() {
            self.broken.notify_waiters();
        }
        result
    }

    /// Notes whether `reason` says that memory was short. What the engine throws then is an error, or, when there is not
    /// even room for one, `null`.
    fn note_reason<'js>(&self, ctx: &Ctx<'js>, reason: &Value<'js>) {
        let short = match reason.as_object().filter(|_| reason.is_error()) {
            Some(error) => {
                error.get::<_, String>("message").unwrap_or_else(|_| {
                    ctx.catch();
                    String::new()
                }) == OUT_OF_MEMORY
            }
            None => reason.is_null(),
        };
        if short {
            self.ran_out.set(true);
        }
    }

    /// After something failed for want of memory: one greedy request is over now, and its memory free; what is still
    /// taken when the garbage is gone stays taken.
    fn check_memory(&self) {
        if !self.ran_out.take() || self.is_broken() {
            return;
        }
        self.collect_garbage();
        let used = usize::try_from(self.memory_used()).unwrap_or_default();
        if used > self.max_memory - self.max_memory / 8 {
            tracing::error!(
                target: "formwork::user",
                "The app keeps {} MiB of the {} MiB of memory that it may have, also between requests: it is started anew",
                used >> 20,
                self.max_memory >> 20
            );
            self.deadline.strike();
        }
    }

    fn run_jobs(&self, ctx: &Ctx<'_>) {
        let mut jobs: u32 = 0;
        loop {
            web::leave_context(ctx);
            if !ctx.execute_pending_job() {
                return;
            }
            jobs = jobs.wrapping_add(1);
            if jobs.is_multiple_of(JOBS_BETWEEN_CHECKS) && self.deadline.is_over() {
                return;
            }
        }
    }

    fn report_rejections(&self, ctx: &Ctx<'_>) {
        if !self.rejections.is_empty() {
            let report = self.on_rejection.borrow().clone();
            for (reason, store) in self.rejections.take(ctx) {
                self.note_reason(ctx, &reason);
                report(ctx, self.describe(ctx, reason), store);
            }
        }
    }

    /// Calls `function` with the arguments `arguments` puts together, and waits if it gives a promise.
    ///
    /// Dropping the future abandons the result; the user code goes on.
    pub async fn call<A>(self: &Rc<Self>, function: &Handle, arguments: A) -> Result<Handle, Fault>
    where
        A: for<'js> FnOnce(&Ctx<'js>, &mut Args<'js>) -> rquickjs::Result<()>,
    {
        self.settle(|ctx| {
            let function: Function = function.get_as(ctx)?;
            let mut args = Args::new_unsized(ctx.clone());
            arguments(ctx, &mut args)?;
            function.call_arg(args)
        })
        .await
    }

    /// Runs `visit`; if it gives a promise, waits for it.
    pub async fn settle<V>(self: &Rc<Self>, visit: V) -> Result<Handle, Fault>
    where
        V: for<'js> FnOnce(&Ctx<'js>) -> rquickjs::Result<Value<'js>>,
    {
        if self.is_broken() {
            return Err(Fault::Interrupted);
        }
        // Registered before the visit, so that an interruption during it is not missed.
        let broken = self.broken.notified();
        let look = self.enter(|ctx| match visit(ctx) {
            Ok(value) => self.look(ctx, value),
            Err(error) => Look::Settled(Err(self.thrown(ctx, error))),
        });
        if self.is_broken() {
            return Err(Fault::Interrupted);
        }
        match look {
            Look::Settled(result) => result,
            Look::Pending(receiver) => tokio::select! {
                biased;
                outcome = receiver => outcome.unwrap_or(Err(Fault::Interrupted)),
                () = broken => Err(Fault::Interrupted),
            },
        }
    }

    /// Looks at a value that may be a promise, after the microtasks ran: most async functions that do
    /// not really wait are settled by then, and need no callbacks.
    fn look<'js>(self: &Rc<Self>, ctx: &Ctx<'js>, value: Value<'js>) -> Look {
        let Some(promise) = value.as_promise().cloned() else {
            return Look::Settled(Ok(Handle::new(self, ctx, value)));
        };
        self.run_jobs(ctx);
        match promise.state() {
            PromiseState::Pending => match self.subscribe(ctx, &promise) {
                Ok(receiver) => Look::Pending(receiver),
                Err(error) => Look::Settled(Err(self.thrown(ctx, error))),
            },
            PromiseState::Resolved | PromiseState::Rejected => {
                self.rejections.forget(ctx, &value);
                Look::Settled(match promise.result::<Value>() {
                    Some(Ok(value)) => Ok(Handle::new(self, ctx, value)),
                    Some(Err(error)) => Err(self.thrown(ctx, error)),
                    None => Err(Fault::Interrupted),
                })
            }
        }
    }

    fn subscribe<'js>(
        self: &Rc<Self>,
        ctx: &Ctx<'js>,
        promise: &Promise<'js>,
    ) -> rquickjs::Result<oneshot::Receiver<Result<Handle, Fault>>> {
        let (sender, receiver) = oneshot::channel();
        let sender = Rc::new(Cell::new(Some(sender)));
        let weak = Rc::downgrade(self);
        let send = move |ctx: Ctx<'js>, value: Value<'js>, rejected: bool| {
            if let (Some(sender), Some(isolate)) = (sender.take(), weak.upgrade()) {
                if rejected {
                    isolate.note_reason(&ctx, &value);
                }
                let handle = Handle::new(&isolate, &ctx, value);
                let _ = sender.send(if rejected { Err(Fault::Thrown(handle)) } else { Ok(handle) });
            }
        };
        let resolved = send.clone();
        let on_resolved = Function::new(ctx.clone(), move |ctx: Ctx<'js>, value: Value<'js>| {
            resolved(ctx, value, false);
        })?;
        let on_rejected = Function::new(ctx.clone(), move |ctx: Ctx<'js>, value: Value<'js>| {
            send(ctx, value, true);
        })?;
        let then: Function = promise.then()?;
        then.call::<_, ()>((rquickjs::function::This(promise.clone()), on_resolved, on_rejected))?;
        Ok(receiver)
    }

    /// Imports a module by name and gives its namespace.
    pub async fn import(self: &Rc<Self>, name: &str) -> Result<Handle, Fault> {
        self.settle(|ctx| Ok(rquickjs::Module::import(ctx, name)?.into_value())).await
    }

    /// The fault for `error`, taking the pending exception from `ctx`.
    pub fn thrown(self: &Rc<Self>, ctx: &Ctx<'_>, error: rquickjs::Error) -> Fault {
        if self.is_broken() {
            ctx.catch();
            return Fault::Interrupted;
        }
        let value = match CaughtError::from_error(ctx, error) {
            CaughtError::Exception(exception) => exception.into_value(),
            CaughtError::Value(value) => value,
            CaughtError::Error(error) => {
                let thrown = rquickjs::Exception::from_message(ctx.clone(), &error.to_string());
                thrown.map_or_else(|_| Value::new_undefined(ctx.clone()), |e| e.into_value())
            }
        };
        self.note_reason(ctx, &value);
        Fault::Thrown(Handle::new(self, ctx, value))
    }

    /// Reads an error for people: name, message, stack mapped to the source, causes.
    pub fn describe<'js>(&self, ctx: &Ctx<'js>, value: Value<'js>) -> ErrorReport {
        ErrorReport::read(ctx, value, &self.maps)
    }

    /// Frees what user code cannot reach any more, also where it points at itself.
    pub fn collect_garbage(&self) {
        self.runtime.run_gc();
    }

    /// Bytes of heap in use.
    pub fn memory_used(&self) -> i64 {
        self.runtime.memory_usage().malloc_size
    }

    /// Evaluates a script, for tests and start-up code.
    pub fn eval(self: &Rc<Self>, source: &str) -> Result<Handle, Fault> {
        self.enter(|ctx| match ctx.eval::<Value, _>(source) {
            Ok(value) => Ok(Handle::new(self, ctx, value)),
            Err(error) => Err(self.thrown(ctx, error)),
        })
    }
}

impl Drop for Isolate {
    fn drop(&mut self) {
        self.life.cancel();
        self.rejections.clear();
        self.runtime.set_host_promise_rejection_tracker(None);
    }
}

enum Look {
    Settled(Result<Handle, Fault>),
    Pending(oneshot::Receiver<Result<Handle, Fault>>),
}
