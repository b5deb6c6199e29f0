//! The web APIs and `node:` modules, checked from JavaScript: every file of `tests/web/` runs in an
//! isolate of its own, as a module, with `test` and `assert` as globals (`tests/web/harness.js`).
//! Adding a file adds its tests.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use formwork_engine::{Fault, Isolate, IsolateOptions, ModuleSource};
use tokio::task::LocalSet;

fn describe(isolate: &Rc<Isolate>, fault: &Fault) -> String {
    match fault {
        Fault::Interrupted => "interrupted".to_owned(),
        Fault::Thrown(thrown) => isolate.enter(|ctx| match thrown.get(ctx) {
            Ok(value) => isolate.describe(ctx, value).to_string(),
            Err(error) => error.to_string(),
        }),
    }
}

/// Runs one file; gives a line for each failed test.
async fn run(path: &Path) -> Result<u32, String> {
    let isolate = Isolate::new(&IsolateOptions::default()).map_err(|error| error.to_string())?;
    // A rejection that nobody handles is a fault of the classes under test: no check causes one.
    let unhandled = Rc::new(RefCell::new(String::new()));
    let seen = unhandled.clone();
    isolate.set_rejection_reporter(move |_, report, _| {
        seen.borrow_mut().push_str(&format!("  unhandled: {report}\n"))
    });
    isolate.eval(include_str!("web/harness.js")).map_err(|fault| describe(&isolate, &fault))?;
    let source = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    isolate.define_module(&name, ModuleSource(source.into()), None);
    isolate.import(&name).await.map_err(|fault| describe(&isolate, &fault))?;
    let outcome = isolate
        .settle(|ctx| {
            let run: rquickjs::Function = ctx.globals().get("runTests")?;
            run.call(())
        })
        .await
        .map_err(|fault| describe(&isolate, &fault))?;
    let (count, failures): (u32, String) = isolate.enter(|ctx| {
        let outcome: rquickjs::Array = outcome.get_as(ctx).unwrap();
        (outcome.get(0).unwrap(), outcome.get(1).unwrap())
    });
    let failures = failures + &unhandled.borrow();
    if failures.is_empty() { Ok(count) } else { Err(failures) }
}

use formwork_engine::rquickjs;

#[test]
fn javascript_checks() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let only = std::env::var("WEB_TEST").ok();
    let mut failures = String::new();
    let mut files: Vec<_> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
        .filter(|path| !path.ends_with("harness.js"))
        .collect();
    files.sort();
    for path in files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        match LocalSet::new().block_on(&runtime, run(&path)) {
            Ok(count) => println!("{name}: {count} passed"),
            Err(failed) => failures.push_str(&format!("\n== {name}\n{failed}")),
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
