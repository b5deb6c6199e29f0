//! The threads that hold one compiler each.
//!
//! Work goes through one queue; every thread takes the next piece when it is free. A thread loads its compiler when
//! it starts, so that the first pieces wait for that and nothing else does.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, mpsc},
};

use rquickjs::{CatchResultExt, Context, Ctx, Function, Module, Runtime};
use tokio::sync::oneshot;

use crate::config::Function as ConfigFunction;

const BOOTSTRAP: &str = include_str!("bootstrap.js");
/// The compiler walks syntax trees recursively; deeply nested markup needs room.
const STACK: usize = 16 << 20;
/// Below the thread's stack by a margin for native frames.
const ENGINE_STACK: usize = 14 << 20;

struct Job {
    source: String,
    filename: String,
    kind: &'static str,
    options: String,
    css_hash: Option<ConfigFunction>,
    answer: oneshot::Sender<Result<String, String>>,
}

#[derive(Debug)]
pub(super) struct Pool {
    queue: mpsc::Sender<Job>,
}

impl Pool {
    pub(super) fn start(source: Option<PathBuf>) -> Self {
        let (queue, jobs) = mpsc::channel::<Job>();
        let jobs = Arc::new(Mutex::new(jobs));
        let count = std::thread::available_parallelism().map_or(1, |n| n.get().min(4));
        for number in 0..count {
            let jobs = Arc::clone(&jobs);
            let source = source.clone();
            // If no thread can be had, the queue's receiver is dropped and every piece of work answers so.
            let _ = std::thread::Builder::new()
                .name(format!("svelte-{number}"))
                .stack_size(STACK)
                .spawn(move || serve(source, &jobs));
        }
        Self { queue }
    }

    pub(super) fn send(
        &self,
        source: String,
        filename: String,
        kind: &'static str,
        options: String,
        css_hash: Option<ConfigFunction>,
    ) -> oneshot::Receiver<Result<String, String>> {
        let (answer, receiver) = oneshot::channel();
        // A failed send drops the sender, which the receiver reports.
        let _ = self.queue.send(Job { source, filename, kind, options, css_hash, answer });
        receiver
    }
}

fn serve(source: Option<PathBuf>, jobs: &Mutex<mpsc::Receiver<Job>>) {
    let engine = Engine::load(source);
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let result = match &engine {
            Ok(engine) => engine.compile(&job),
            Err(message) => Err(message.clone()),
        };
        let _ = job.answer.send(result);
    }
}

struct Engine {
    context: Context,
    _runtime: Runtime,
}

impl Engine {
    fn load(source: Option<PathBuf>) -> Result<Self, String> {
        let runtime = Runtime::new().map_err(|error| error.to_string())?;
        runtime.set_max_stack_size(ENGINE_STACK);
        let context = Context::full(&runtime).map_err(|error| error.to_string())?;
        context.with(|ctx| {
            let module = match &source {
                None => embedded(&ctx)?,
                Some(path) => {
                    let text = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
                    Module::declare(ctx.clone(), "svelte/compiler", text)
                        .catch(&ctx)
                        .map_err(|error| error.to_string())?
                }
            };
            let (_, promise) = module.eval().catch(&ctx).map_err(|error| error.to_string())?;
            promise.finish::<()>().catch(&ctx).map_err(|error| error.to_string())?;
            ctx.eval::<(), _>(BOOTSTRAP).catch(&ctx).map_err(|error| error.to_string())
        })?;
        Ok(Self { context, _runtime: runtime })
    }

    fn compile(&self, job: &Job) -> Result<String, String> {
        self.context.with(|ctx| {
            let compile: Function<'_> =
                ctx.globals().get("__formwork_compile").catch(&ctx).map_err(|error| error.to_string())?;
            let css_hash = job.css_hash.clone().map(|function| {
                Function::new(ctx.clone(), move |argument: String| -> String {
                    let argument = serde_json::from_str(&argument).map_err(|error| error.to_string());
                    let answer = match argument.and_then(|argument| function.call(&argument)) {
                        Ok(value) => serde_json::json!({ "value": value }),
                        Err(problem) => serde_json::json!({ "problem": problem }),
                    };
                    answer.to_string()
                })
            });
            let css_hash = css_hash.transpose().catch(&ctx).map_err(|error| error.to_string())?;
            compile
                .call((job.source.as_str(), job.filename.as_str(), job.kind, job.options.as_str(), css_hash))
                .catch(&ctx)
                .map_err(|error| error.to_string())
        })
    }
}

#[expect(
    unsafe_code,
    reason = "loading bytecode is unsafe, see below; parsing the source takes ten times as long"
)]
fn embedded<'js>(ctx: &Ctx<'js>) -> Result<Module<'js>, String> {
    let bytes = crate::runtime::compiler_bytecode().map_err(|error| error.to_string())?;
    // SAFETY: the bytes are part of this binary; its build script wrote them with the same version of the engine.
    unsafe { Module::load(ctx.clone(), &bytes) }.catch(ctx).map_err(|error| error.to_string())
}
