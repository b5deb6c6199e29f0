//! The corpus, and mutations of it, as an ordinary test: what fuzzing found once stays found, and a change
//! of a parser is tried with inputs near the interesting ones. Everything is the same in every run.

mod mutator;

use formwork_fuzz::{TARGETS, Target};
use mutator::Mutator;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Mutations for each target, so that all of them take about ten seconds where tests are built with little
/// optimisation.
const MUTATIONS: usize = 30_000;

fn directory(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(of)
}

/// The inputs of a target, in the order of their names.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut inputs: Vec<_> = std::fs::read_dir(directory("corpus").join(target))
        .unwrap_or_else(|error| panic!("the corpus of {target} is missing: {error}"))
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap())
        })
        .collect();
    inputs.sort();
    inputs
}

/// Runs a target; a failure tells the input in a form that can be put into a test.
fn check(target: &Target, data: &[u8], origin: &str) {
    let Err(panic) = catch_unwind(AssertUnwindSafe(|| (target.run)(data))) else { return };
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or_default();
    panic!("target {} fails on {origin}, b\"{}\": {message}", target.name, data.escape_ascii());
}

fn replay_and_mutate(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("every test has a target");
    let corpus = corpus(name);
    assert!(corpus.len() >= 5, "{name} has few seeds");
    for (file, data) in &corpus {
        check(target, data, &format!("corpus/{name}/{file}"));
    }
    let dictionary = std::fs::read_to_string(directory("dictionaries").join(format!("{name}.txt"))).unwrap();
    let inputs = corpus.into_iter().map(|(_, data)| data).collect();
    let mut mutator = Mutator::new(name, inputs, mutator::dictionary(&dictionary));
    for number in 0..MUTATIONS {
        check(target, &mutator.next(), &format!("mutation {number}"));
    }
}

macro_rules! targets {
    ($($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            replay_and_mutate(stringify!($name));
        })+

        /// A target that nobody calls, or a corpus that belongs to none, would go unnoticed.
        #[test]
        fn every_target_is_tested() {
            let tested = [$(stringify!($name)),+];
            assert_eq!(TARGETS.map(|target| target.name), tested);
            for entry in std::fs::read_dir(directory("corpus")).unwrap() {
                let name = entry.unwrap().file_name();
                assert!(tested.iter().any(|target| name == *target), "{} belongs to no target", name.display());
            }
        }
    };
}

targets![
    accept,
    action,
    cookies,
    data_request,
    devalue,
    media_type,
    multipart,
    origin,
    redirect,
    set_cookie,
    urlencoded,
];

#[test]
fn a_failure_tells_the_target_and_the_input() {
    let target = Target { name: "broken", run: |data| assert!(data.is_empty(), "it holds something") };
    let panic = catch_unwind(|| check(&target, b"a\n\xff\"", "a test")).unwrap_err();
    assert_eq!(
        panic.downcast_ref::<String>().unwrap(),
        "target broken fails on a test, b\"a\\n\\xff\\\"\": it holds something"
    );
}

#[test]
fn mutations_are_the_same_in_every_run() {
    let inputs = || vec![b"one".to_vec(), b"two and more".to_vec()];
    let dictionary = || mutator::dictionary("# comment\n\"\\x0A\\x22\"\n\"word\"\n");
    assert_eq!(dictionary(), [b"\n\"".to_vec(), b"word".to_vec()]);
    let mut first = Mutator::new("seed", inputs(), dictionary());
    let mut second = Mutator::new("seed", inputs(), dictionary());
    let mut different = std::collections::HashSet::new();
    for _ in 0..1_000 {
        let mutation = first.next();
        assert_eq!(mutation, second.next());
        different.insert(mutation);
    }
    assert!(different.len() > 700, "{}", different.len());
}
