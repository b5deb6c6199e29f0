//! The isolate's own promises: values and promises in and out, limits, interruption.

use std::rc::Rc;
use std::time::Duration;

use formwork_engine::{Fault, HostError, Isolate, IsolateOptions, ModuleSource, promise};
use rquickjs::{Ctx, Function, Promise, Value};

fn on_loop<T>(work: impl AsyncFnOnce(Rc<Isolate>) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let options = IsolateOptions { cpu_timeout: Duration::from_millis(150), ..IsolateOptions::default() };
    let isolate = Isolate::new(&options).unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, work(isolate))
}

async fn run(isolate: &Rc<Isolate>, source: &'static str) -> Result<i32, Fault> {
    let value = isolate.settle(|ctx| ctx.eval::<Value, _>(source)).await?;
    Ok(isolate.enter(|ctx| value.get_as(ctx).unwrap()))
}

#[test]
fn values_and_promises_come_out() {
    on_loop(async |isolate| {
        assert_eq!(run(&isolate, "40 + 2").await.unwrap(), 42);
        assert_eq!(run(&isolate, "(async () => { await null; return 7 })()").await.unwrap(), 7);
    });
}

#[test]
fn thrown_values_are_described_with_their_causes() {
    on_loop(async |isolate| {
        let fault = run(&isolate, "(async () => { throw new TypeError('no', { cause: 'why' }) })()").await;
        let Err(Fault::Thrown(value)) = fault else { panic!("{fault:?}") };
        let report = isolate.enter(|ctx| isolate.describe(ctx, value.get(ctx).unwrap()));
        assert_eq!((report.name.as_str(), report.message.as_str()), ("TypeError", "no"));
        assert_eq!(report.cause.unwrap().message, "why");
    });
}

fn later<'js>(ctx: Ctx<'js>, good: bool) -> rquickjs::Result<Promise<'js>> {
    promise(&ctx, async move {
        tokio::task::yield_now().await;
        if good { Ok(5) } else { Err(HostError::framework(413, "Payload Too Large")) }
    })
}

#[test]
fn natives_give_promises() {
    on_loop(async |isolate| {
        isolate.enter(|ctx| {
            ctx.globals().set("later", Function::new(ctx.clone(), later).unwrap()).unwrap();
        });
        assert_eq!(run(&isolate, "later(true).then((v) => v + 1)").await.unwrap(), 6);
        let caught = "later(false).catch((e) => e[Symbol.for('formwork.status')])";
        assert_eq!(run(&isolate, caught).await.unwrap(), 413);
    });
}

/// loops, endless microtask chains, loops after an await and regular expressions without end are
/// stopped, and whoever waits is told.
#[test]
fn r55_runaway_code_is_interrupted() {
    for source in [
        "while (true) {}",
        "(function f() { return Promise.resolve().then(f) })()",
        "(async () => { await null; while (true) {} })()",
        "/(x+x+)+y/.test('x'.repeat(40))",
    ] {
        on_loop(async |isolate| {
            let fault = run(&isolate, source).await;
            assert!(matches!(fault, Err(Fault::Interrupted)), "{source}: {fault:?}");
            assert!(isolate.is_broken());
        });
    }
}

/// a statement of SQLite without end is stopped as well, which QuickJS alone could not do.
#[test]
fn r58_runaway_statements_are_interrupted() {
    on_loop(async |isolate| {
        isolate.define_module(
            "endless.js",
            ModuleSource(
                "import { DatabaseSync } from 'node:sqlite';
                 const db = new DatabaseSync(':memory:');
                 db.exec('CREATE TABLE t (n)');
                 globalThis.few = () => db.prepare('SELECT 42 AS n').get().n;
                 globalThis.endless = () => db.prepare('WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c').get();"
                    .into(),
            ),
            None,
        );
        isolate.import("endless.js").await.unwrap();
        assert_eq!(run(&isolate, "few()").await.unwrap(), 42);
        let fault = run(&isolate, "(() => { try { endless() } catch {} for (;;); })()").await;
        assert!(matches!(fault, Err(Fault::Interrupted)), "{fault:?}");
    });
}

/// deep recursion is an ordinary RangeError.
#[test]
fn r57_deep_recursion_is_an_error_of_the_script() {
    on_loop(async |isolate| {
        let source = "(() => { try { (function f() { f() })() } catch (e) { return e instanceof RangeError ? 1 : 2 } })()";
        assert_eq!(run(&isolate, source).await.unwrap(), 1);
    });
}

/// memory is limited, and running out of it is an ordinary error.
#[test]
fn r56_memory_is_limited() {
    on_loop(async |isolate| {
        let source =
            "(() => { try { const a = []; for (;;) a.push(new Uint8Array(1 << 20)) } catch { return 1 } })()";
        assert_eq!(run(&isolate, source).await.unwrap(), 1);
    });
}

/// one request that wants too much is over, and its memory free; what is kept for good ends the isolate.
#[test]
fn r56_memory_that_stays_full_breaks_the_isolate() {
    on_loop(async |isolate| {
        let greedy = "(async () => { await null; const a = []; for (;;) a.push(new Uint8Array(1 << 20)) })()";
        assert!(matches!(run(&isolate, greedy).await, Err(Fault::Thrown(_))));
        assert!(!isolate.is_broken(), "its memory is free again");
        assert_eq!(run(&isolate, "40 + 2").await.unwrap(), 42);
        let leak = "globalThis.kept = []; for (;;) kept.push(new Uint8Array(1 << 20), {})";
        assert!(matches!(run(&isolate, leak).await, Err(Fault::Interrupted)));
        assert!(isolate.is_broken());
    });
}

/// Reads that never end take the places of their isolate, and hold up nobody else: not the engine, not another isolate,
/// and not the end of their own.
#[cfg(unix)]
#[test]
fn files_that_wait_hold_up_nobody() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    let dir = tempfile::tempdir().unwrap();
    mknodat(CWD, dir.path().join("pipe"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    std::fs::write(dir.path().join("plain"), "plain").unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let tasks = tokio::task::LocalSet::new();
    let isolates = [(); 2].map(|()| Isolate::new(&IsolateOptions::default()).unwrap());
    tasks.block_on(&runtime, async {
        for isolate in &isolates {
            let dir = dir.path().display();
            let source = format!(
                "import fs from 'node:fs'; Object.assign(globalThis, {{ fs, dir: '{dir}', seen: 0 }});"
            );
            isolate.define_module("set-up", ModuleSource(source.into()), None);
            isolate.import("set-up").await.unwrap();
        }
        let [stuck, other] = &isolates;
        // Nobody writes to the pipe. More of them than there is room for.
        let pipes = "for (let i = 0; i < 100; i++) fs.promises.readFile(`${dir}/pipe`); seen";
        assert_eq!(run(stuck, pipes).await.unwrap(), 0);
        let behind = "fs.promises.readFile(`${dir}/plain`).then((bytes) => (seen = bytes.length)); seen";
        assert_eq!(run(stuck, behind).await.unwrap(), 0);
        let read = "fs.promises.readFile(`${dir}/plain`).then((bytes) => bytes.length)";
        assert_eq!(run(other, read).await.unwrap(), 5);
        assert_eq!(run(stuck, "fs.readFileSync(`${dir}/plain`).length").await.unwrap(), 5);
        assert_eq!(run(stuck, "seen").await.unwrap(), 0);
    });
    drop(tasks);
    drop(isolates);
    // Threads that wait for the pipe cannot be ended.
    runtime.shutdown_background();
}
