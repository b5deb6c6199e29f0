//! JavaScript of the app's author that runs while the app is built: its configuration, and `src/env`.
//!
//! Every program gets an isolate of its own on a thread of its own, which ends when nobody can ask it any more. What
//! runs is limited: 128 MiB, two seconds of work at a time, five seconds for an answer. A program is one module that
//! exports `answer`, a function from text to text (or a promise of one).

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError, mpsc},
    time::Duration,
};

use formwork_engine::{Fault, Handle, Isolate, IsolateOptions, ModuleSource, rquickjs};
use tokio::task::LocalSet;

/// For the engine's limit of 1 MiB, and native frames.
const STACK: usize = 8 << 20;
/// How long an answer may take that waits for something.
const PATIENCE: Duration = Duration::from_secs(5);

/// One module of a program.
#[derive(Debug, Clone)]
pub(crate) struct Module {
    /// The name that it is imported by, and that stacks show.
    pub(crate) name: String,
    pub(crate) code: String,
    /// Source map (JSON).
    pub(crate) map: Option<Vec<u8>>,
    /// Where it stands, for `import.meta`.
    pub(crate) file: Option<PathBuf>,
}

/// What a program threw, with the first place of its stack.
#[derive(Debug, Clone, Default)]
pub(crate) struct Thrown {
    pub(crate) message: String,
    pub(crate) file: Option<String>,
    /// From 1; 0 when unknown.
    pub(crate) line: u32,
    /// From 1; 0 when unknown.
    pub(crate) column: u32,
}

impl Thrown {
    fn plain(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }
}

/// A program that can be asked.
#[derive(Debug)]
pub(crate) struct Running {
    requests: Mutex<mpsc::Sender<Request>>,
}

#[derive(Debug)]
struct Request {
    text: String,
    answer: mpsc::Sender<Result<String, Thrown>>,
}

impl Running {
    /// Starts a program; its modules are evaluated before the first answer.
    pub(crate) fn start(modules: Vec<Module>, entry: &str) -> Self {
        let (requests, queue) = mpsc::channel();
        let entry = entry.to_owned();
        // If no thread can be had, the queue is dropped and every question is answered so.
        let _ = std::thread::Builder::new()
            .name("formwork-evaluate".to_owned())
            .stack_size(STACK)
            .spawn(move || serve(modules, &entry, &queue));
        Self { requests: Mutex::new(requests) }
    }

    /// Asks, and waits for the answer.
    pub(crate) fn ask(&self, text: impl Into<String>) -> Result<String, Thrown> {
        let (answer, receiver) = mpsc::channel();
        // A failed send drops the sender, which the receiver reports.
        let _ = self
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .send(Request { text: text.into(), answer });
        receiver.recv().unwrap_or_else(|_| Err(Thrown::plain("the engine's thread has ended")))
    }
}

fn serve(modules: Vec<Module>, entry: &str, queue: &mpsc::Receiver<Request>) {
    let program = Program::load(modules);
    while let Ok(request) = queue.recv() {
        let answer = match &program {
            Ok(program) => program.answer(entry, &request.text),
            Err(message) => Err(Thrown::plain(message.clone())),
        };
        // Nobody waits any more: nothing to do about it.
        let _ = request.answer.send(answer);
    }
}

struct Program {
    isolate: std::rc::Rc<Isolate>,
    runtime: tokio::runtime::Runtime,
}

impl Program {
    fn load(modules: Vec<Module>) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let isolate = Isolate::new(&IsolateOptions::default()).map_err(|error| error.to_string())?;
        for module in modules {
            isolate.define_module(&module.name, ModuleSource(module.code.into()), module.map);
            if let Some(file) = module.file {
                isolate.set_module_file(&module.name, file);
            }
        }
        Ok(Self { isolate, runtime })
    }

    fn answer(&self, entry: &str, text: &str) -> Result<String, Thrown> {
        let tasks = LocalSet::new();
        let answered = tasks
            .block_on(&self.runtime, async { tokio::time::timeout(PATIENCE, self.ask(entry, text)).await });
        match answered {
            Ok(Ok(text)) => Ok(text),
            Ok(Err(fault)) => Err(self.explain(fault)),
            Err(_) => Err(Thrown::plain("it waits for something that does not come")),
        }
    }

    async fn ask(&self, entry: &str, text: &str) -> Result<String, Fault> {
        let module = self.isolate.import(entry).await?;
        let function = self.isolate.enter(|ctx| {
            let function = module.get_as::<rquickjs::Object<'_>>(ctx).and_then(|module| module.get("answer"));
            function
                .map(|function: rquickjs::Value<'_>| Handle::new(&self.isolate, ctx, function))
                .map_err(|error| self.isolate.thrown(ctx, error))
        })?;
        let answer = self.isolate.call(&function, |_, args| args.push_arg(text)).await?;
        self.isolate
            .enter(|ctx| answer.get_as::<String>(ctx).map_err(|error| self.isolate.thrown(ctx, error)))
    }

    fn explain(&self, fault: Fault) -> Thrown {
        let Fault::Thrown(value) = fault else { return Thrown::plain("it does not come to an end") };
        self.isolate.enter(|ctx| match value.get(ctx) {
            Ok(value) => {
                let report = self.isolate.describe(ctx, value);
                let frame = report.stack.iter().find(|frame| !frame.file.starts_with("formwork:"));
                Thrown {
                    message: if report.message.is_empty() { report.name } else { report.message },
                    file: frame.map(|frame| frame.file.clone()),
                    line: frame.map_or(0, |frame| frame.line),
                    column: frame.map_or(0, |frame| frame.column),
                }
            }
            Err(_) => Thrown::plain("it threw something"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(code: &str) -> Running {
        let module = Module { name: "a.js".to_owned(), code: code.to_owned(), map: None, file: None };
        Running::start(vec![module], "a.js")
    }

    #[test]
    fn answers_again_and_again() {
        let running = program("let n = 0; export const answer = async (text) => `${text} ${n++}`;");
        assert_eq!(running.ask("a").unwrap(), "a 0");
        assert_eq!(running.ask("b").unwrap(), "b 1");
    }

    #[test]
    fn tells_where_it_failed() {
        let thrown = program("\nthrow new Error('no');").ask("").unwrap_err();
        assert_eq!((thrown.message.as_str(), thrown.file.as_deref(), thrown.line), ("no", Some("a.js"), 2));
        let thrown = program("export const answer = () => { for (;;); };").ask("").unwrap_err();
        assert!(thrown.message.contains("end"), "{thrown:?}");
    }
}
