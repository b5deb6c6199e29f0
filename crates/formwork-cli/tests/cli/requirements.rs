//! Which test stands for which requirement of the specification: docs/requirements.md, made from the tests themselves.
//!
//! A Rust test names its numbers in its own name (`s42_s45_…`) or in the comment above it (`/// S-42, S-45: …`), a
//! browser test and one of the client's own in its title (`C-42: …`), an app of the compiler's tests in the name of its
//! folder (`f21-f22-…`). The document is compared with what is found; `UPDATE_DOCUMENTS=1` writes it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A family of numbers: its letter, what it is about, where it ends, and which of the numbers are not used.
struct Family {
    letter: char,
    title: &'static str,
    last: u32,
    unused: &'static [(u32, u32)],
}

impl Family {
    fn numbers(&self) -> impl Iterator<Item = u32> {
        let unused = |number: &u32| self.unused.iter().any(|(first, last)| (first..=last).contains(&number));
        (1..=self.last).filter(move |number| !unused(number))
    }
}

const FAMILIES: [Family; 3] = [
    Family { letter: 'S', title: "Form actions on the server", last: 193, unused: &[(168, 179), (181, 184)] },
    Family {
        letter: 'C',
        title: "Forms in the browser",
        last: 222,
        unused: &[(59, 66), (164, 184), (188, 189), (195, 199), (216, 219)],
    },
    Family {
        letter: 'F',
        title: "The framework around them",
        last: 224,
        unused: &[
            (8, 9),
            (18, 19),
            (33, 39),
            (48, 49),
            (59, 59),
            (67, 69),
            (84, 89),
            (98, 99),
            (107, 109),
            (119, 119),
            (126, 129),
            (136, 139),
            (147, 149),
            (162, 164),
            (171, 171),
            (178, 179),
            (183, 184),
            (200, 200),
            (208, 209),
            (214, 214),
        ],
    },
];

/// Tests by number, such as `S-42`.
type Found = BTreeMap<(char, u32), Vec<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Numbers in a text: `S-42`, and `S-42…S-45` for all from the first to the last.
fn numbers(text: &str) -> Vec<(char, u32)> {
    let mut found: Vec<(char, u32)> = Vec::new();
    // Where the last number ended, and what it was.
    let mut before = None;
    for (at, _) in text.match_indices(['S', 'C', 'F', 'R']) {
        let (ahead, word) = text.split_at(at);
        let Some(digits) = word[1..].strip_prefix('-') else { continue };
        let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let Ok(number) = digits[..length].parse::<u32>() else { continue };
        if ahead.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        let family = word.chars().next().unwrap();
        match before {
            Some((end, same, first)) if same == family && ahead.get(end..) == Some("…") => {
                found.extend((first + 1..=number).map(|number| (family, number)));
            }
            _ => found.push((family, number)),
        }
        before = Some((at + 2 + length, family, number));
    }
    found
}

/// Numbers that a name begins with: `s42_s45_what_it_says`.
fn numbers_of_name(name: &str) -> impl Iterator<Item = (char, u32)> {
    name.split('_').map_while(|word| {
        let family = word.chars().next().filter(|c| "scfr".contains(*c))?;
        Some((family.to_ascii_uppercase(), word[1..].parse().ok()?))
    })
}

fn rust_tests(file: &Path, found: &mut Found) {
    let text = fs::read_to_string(file).unwrap();
    let (mut comment, mut is_test, mut is_run) = (String::new(), false, true);
    for line in text.lines().map(str::trim) {
        if line.starts_with("//") && !line.starts_with("//!") {
            comment.push_str(line);
        } else if line.starts_with("#[") {
            is_test |= line == "#[test]" || line.starts_with("#[tokio::test");
            is_run &= !line.starts_with("#[ignore");
        } else {
            let name = line
                .trim_start_matches("async ")
                .strip_prefix("fn ")
                .filter(|_| is_test && is_run)
                .and_then(|rest| rest.split('(').next());
            if let Some(name) = name {
                let path = file.strip_prefix(root()).unwrap().display().to_string();
                let test = match path.strip_prefix("crates/formwork-cli/tests/requirements/") {
                    Some(module) => format!("{}::{name}", module.trim_end_matches(".rs")),
                    None => format!("{path}::{name}"),
                };
                for number in numbers(&comment).into_iter().chain(numbers_of_name(name)) {
                    let tests = found.entry(number).or_default();
                    if !tests.contains(&test) {
                        tests.push(test.clone());
                    }
                }
            }
            (comment, is_test, is_run) = (String::new(), false, true);
        }
    }
}

fn browser_tests(file: &Path, found: &mut Found) {
    let text = fs::read_to_string(file).unwrap();
    let path = file.strip_prefix(root()).unwrap().display().to_string();
    // Titles, also those of tables: whatever text begins with a number.
    for quote in ['\'', '"', '`'] {
        for title in text.split(quote).skip(1).filter(|title| !title.contains('\n')) {
            let begins = title.split_once('-').is_some_and(|(family, rest)| {
                ["C", "S", "F", "R"].contains(&family) && rest.starts_with(|c: char| c.is_ascii_digit())
            });
            for number in numbers(title).into_iter().filter(|_| begins) {
                let tests = found.entry(number).or_default();
                if !tests.contains(&path) {
                    tests.push(path.clone());
                }
            }
        }
    }
}

/// The apps of the compiler's tests.
fn apps(kind: &str, found: &mut Found) {
    let folder = format!("crates/formwork-compile/tests/{kind}");
    let entries = fs::read_dir(root().join(&folder)).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    for name in names {
        for number in numbers_of_name(&name.replace('-', "_")) {
            found.entry(number).or_default().push(format!("{folder}/{name}"));
        }
    }
}

fn files(folder: &Path, visit: &mut impl FnMut(&Path)) {
    const ELSEWHERE: [&str; 5] = ["node_modules", "apps", "fixtures", "results", "corpus"];
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            if !ELSEWHERE.iter().any(|name| path.ends_with(name)) {
                files(&path, visit);
            }
        } else {
            visit(&path);
        }
    }
}

fn find() -> Found {
    let mut found = Found::new();
    for folder in ["crates", "fuzz"] {
        files(&root().join(folder), &mut |file| {
            if file.extension().is_some_and(|extension| extension == "rs") {
                rust_tests(file, &mut found);
            }
        });
    }
    for folder in ["e2e/tests", "client/test"] {
        files(&root().join(folder), &mut |file| {
            if file.extension().is_some_and(|extension| extension == "js") {
                browser_tests(file, &mut found);
            }
        });
    }
    for kind in ["fixtures", "invalid"] {
        apps(kind, &mut found);
    }
    found
}

fn document(found: &Found) -> String {
    let mut text = String::from(
        "# Requirements and their tests\n\n\
         Every number of the specification, with the tests that stand for it. This file is made from the tests (`UPDATE_DOCUMENTS=1 \
         cargo test -p formwork-cli --test cli requirements`) and compared with them in every run. `module::name` is a test in \
         `crates/formwork-cli/tests/requirements/module.rs`, against the real binary over a socket; the rest are paths, a folder \
         being an app that the compiler is given. A number without a test is explained in [compatibility.md](compatibility.md#requirements-that-no-test-stands-for).\n",
    );
    for family in &FAMILIES {
        let (letter, title) = (family.letter, family.title);
        let _ = write!(text, "\n## {letter}: {title}\n\n| Number | Tests |\n| --- | --- |\n");
        for number in family.numbers() {
            let tests = found.get(&(letter, number)).map(Vec::as_slice).unwrap_or_default();
            let tests: Vec<_> = tests.iter().map(|test| format!("`{test}`")).collect();
            let cell = if tests.is_empty() { "–".to_owned() } else { tests.join(", ") };
            let _ = writeln!(text, "| {letter}-{number} | {cell} |");
        }
    }
    text
}

#[test]
fn every_requirement_has_a_test_or_a_reason() {
    let found = find();
    let compatibility = fs::read_to_string(root().join("docs/compatibility.md")).unwrap();
    let reasons = compatibility.split_once("## Requirements that no test stands for").unwrap().1;
    let excused: Vec<_> = reasons
        .lines()
        .filter(|line| line.starts_with("- "))
        .flat_map(|line| numbers(line.split(':').next().unwrap()))
        .collect();
    for family in &FAMILIES {
        let letter = family.letter;
        for number in family.numbers() {
            let tested = found.contains_key(&(letter, number));
            let is_excused = excused.contains(&(letter, number));
            assert!(
                tested || is_excused,
                "no test names {letter}-{number}, and docs/compatibility.md gives no reason"
            );
            assert!(
                !(tested && is_excused),
                "{letter}-{number} has a test now; docs/compatibility.md says it has none"
            );
        }
    }
    let (path, made) = (root().join("docs/requirements.md"), document(&found));
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        fs::write(&path, made).unwrap();
    } else {
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == made,
            "docs/requirements.md is behind the tests; write it with UPDATE_DOCUMENTS=1"
        );
    }
}

#[test]
fn numbers_are_found() {
    let shown = |text: &str| {
        numbers(text).iter().map(|(family, n)| format!("{family}{n}")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        shown("/// S-1, F-20 (R-3): what S-7…S-9 say, not XS-4, S-, or CSRF-5x"),
        "S1 F20 R3 S7 S8 S9"
    );
    assert_eq!(shown("S-2 … S-4, S-1…F-3"), "S2 S4 S1 F3");
    assert_eq!(numbers_of_name("s1_r22_bad_heads_s3").count(), 2);
}
