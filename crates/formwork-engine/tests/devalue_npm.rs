//! devalue held against the npm package that it must agree with (S-144…S-160, S-180, S-185…S-188, R-50, R-51).
//!
//! Both work on the same values in the same isolate: `tests/devalue_npm/` makes values and texts from a
//! seed, asks both, and tells where they differ. `DEVALUE_SEED` and `DEVALUE_COUNT` choose others than the
//! usual ones; every case depends only on the seed and its own number, so one that failed comes back
//! alone. Differences that are meant stand in `tables.js`, each with the requirement it comes from.

use std::path::{Path, PathBuf};
use std::rc::{Rc, Weak};
use std::time::Duration;

use formwork_engine::devalue::{self, EncodeFault};
use formwork_engine::rquickjs::function::Opt;
use formwork_engine::rquickjs::{self, Array, Ctx, Exception, Function, Object, Value};
use formwork_engine::{Fault, Handle, Isolate, IsolateOptions, ModuleSource};
use formwork_wire::devalue::tree::Tree;
use formwork_wire::devalue::{decode as decode_tree, expression};
use tokio::task::LocalSet;

/// Where `make setup` puts the package.
fn package() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../client/node_modules/devalue")
}

fn define(isolate: &Isolate, name: &str, path: &Path) {
    let source = std::fs::read_to_string(path).unwrap_or_else(|error| {
        panic!("{}: {error}. The npm package devalue is needed here: run `make setup` first.", path.display())
    });
    isolate.define_module(name, ModuleSource(source.into()), None);
}

/// An argument that may be left out.
type Given<'js> = Opt<Option<Object<'js>>>;

/// The custom types of a call: the functions of an object, in the object's order.
struct Custom(Vec<(String, Handle)>);

impl Custom {
    fn of<'js>(ctx: &Ctx<'js>, isolate: &Weak<Isolate>, object: Given<'js>) -> rquickjs::Result<Self> {
        let isolate = isolate.upgrade().ok_or(rquickjs::Error::Unknown)?;
        let mut custom = Vec::new();
        for entry in object.0.flatten().iter().flat_map(Object::props::<String, Value>) {
            let (name, function) = entry?;
            custom.push((name, Handle::new(&isolate, ctx, function)));
        }
        Ok(Custom(custom))
    }

    fn pairs(&self) -> Vec<(&str, &Handle)> {
        self.0.iter().map(|(name, function)| (name.as_str(), function)).collect()
    }
}

/// Throws as the package does: an error with the path of what cannot be encoded.
fn text_of<'js>(ctx: &Ctx<'js>, value: &Value<'js>, custom: &Custom) -> rquickjs::Result<String> {
    devalue::encode(ctx, value, &custom.pairs(), None).map_err(|fault| match fault {
        EncodeFault::Thrown(error) => error,
        EncodeFault::Unencodable { reason, path } => match Exception::from_message(ctx.clone(), &reason) {
            Ok(error) => match error.set("path", path) {
                Ok(()) => ctx.throw(error.into_value()),
                Err(error) => error,
            },
            Err(error) => error,
        },
    })
}

/// `encode(value, reducers?)`, `decode(text, revivers?)` and `uneval(value, reducers?, hook?)` as JavaScript
/// sees them.
fn ours<'js>(ctx: &Ctx<'js>, isolate: &Weak<Isolate>) -> rquickjs::Result<Object<'js>> {
    let ours = Object::new(ctx.clone())?;
    let owner = isolate.clone();
    let encode = move |ctx: Ctx<'js>, value: Value<'js>, reducers: Given<'js>| {
        text_of(&ctx, &value, &Custom::of(&ctx, &owner, reducers)?)
    };
    ours.set("encode", Function::new(ctx.clone(), encode)?)?;
    let owner = isolate.clone();
    let decode = move |ctx: Ctx<'js>, text: String, revivers: Given<'js>| {
        devalue::decode(&ctx, &text, &Custom::of(&ctx, &owner, revivers)?.pairs())
    };
    ours.set("decode", Function::new(ctx.clone(), decode)?)?;
    let owner = isolate.clone();
    // The steps of `wire::devalue::uneval`, with the engine's encoder as the first one.
    let uneval = move |ctx: Ctx<'js>, value: Value<'js>, reducers: Given<'js>, hook: Opt<String>| {
        let custom = Custom::of(&ctx, &owner, reducers)?;
        let text = text_of(&ctx, &value, &custom)?;
        let mut tree = Tree::with_revivers(custom.0.iter().map(|(name, _)| name.as_str()));
        match decode_tree(&text, &mut tree) {
            Ok(root) => Ok(expression(&tree, root, hook.0.as_deref().unwrap_or_default())),
            Err(error) => Err(Exception::throw_type(&ctx, &error.to_string())),
        }
    };
    ours.set("uneval", Function::new(ctx.clone(), uneval)?)?;
    Ok(ours)
}

fn number_of(variable: &str, usual: u32) -> u32 {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable} must be a number, not {text:?}")),
        Err(_) => usual,
    }
}

/// Runs the function `run` of a file; it gives the number of its cases, a line about them, and what is
/// wrong.
fn check(file: &str, count: u32) {
    let seed = number_of("DEVALUE_SEED", 20_260_801);
    // One call runs thousands of cases, and holds the values of all it complains about.
    let options = IsolateOptions {
        max_memory: 1 << 30,
        cpu_timeout: Duration::from_secs(600),
        ..IsolateOptions::default()
    };
    let isolate = Isolate::new(&options).unwrap();
    let package = package();
    define(&isolate, "devalue", &package.join("index.js"));
    for part in ["base64", "constants", "operations", "parse", "stringify", "uneval", "utils"] {
        let path = package.join("src").join(part).with_extension("js");
        // Named as the imports of its files write it, since the registry knows no folders.
        define(&isolate, &format!("./{part}.js"), &path);
        define(&isolate, &format!("./src/{part}.js"), &path);
    }
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/devalue_npm");
    for part in ["compare", "custom", "generate", "hostile", "random", "tables", "values"] {
        define(&isolate, &format!("test:{part}"), &tests.join(part).with_extension("js"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = LocalSet::new().block_on(&runtime, async {
        let module = isolate.import(&format!("test:{file}")).await?;
        let owner = Rc::downgrade(&isolate);
        isolate
            .settle(|ctx| {
                let run: Function = module.get_as::<Object>(ctx)?.get("run")?;
                run.call((ours(ctx, &owner)?, seed, count))
            })
            .await
    });
    let read = |handle: &Handle| {
        isolate.enter(|ctx| {
            let list: Array = handle.get_as(ctx).unwrap();
            (list.get::<u32>(0).unwrap(), list.get::<String>(1).unwrap(), list.get::<String>(2).unwrap())
        })
    };
    match outcome {
        Ok(result) => {
            let (cases, note, failures) = read(&result);
            println!("{file}: {cases} cases, seed {seed}; {note}");
            assert!(failures.is_empty(), "{file}, DEVALUE_SEED={seed} DEVALUE_COUNT={count}\n{failures}");
            assert!(cases >= count, "{file}: {cases} of {count} cases ran");
        }
        Err(Fault::Thrown(error)) => isolate.enter(|ctx| {
            panic!("{file}: {}", isolate.describe(ctx, error.get(ctx).unwrap()));
        }),
        Err(Fault::Interrupted) => panic!("{file}: interrupted"),
    }
}

/// S-144…S-154, S-180 and, on the same values, S-155…S-158 and S-185…S-188.
#[test]
fn generated_values_are_written_and_read_as_the_package_does() {
    check("values", number_of("DEVALUE_COUNT", 6_000));
}

/// R-51, S-155…S-159: what the package refuses is refused, and the rest means the same.
#[test]
fn r51_damaged_texts_are_refused_where_the_package_refuses() {
    check("hostile", number_of("DEVALUE_COUNT", 8_000));
}

/// Values and texts that chance would not find, and everything in which the two differ on purpose.
#[test]
fn tables_and_deliberate_differences() {
    check("tables", 1);
}
