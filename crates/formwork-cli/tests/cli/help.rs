//! What the program says about itself.

use super::support::Sandbox;

fn help(arguments: &[&str]) -> String {
    let ended = Sandbox::empty().run(arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    ended.stdout
}

#[test]
fn of_the_program() {
    insta::assert_snapshot!(help(&["--help"]));
}

#[test]
fn of_dev() {
    insta::assert_snapshot!(help(&["dev", "--help"]));
}

#[test]
fn of_build() {
    insta::assert_snapshot!(help(&["build", "--help"]));
}

#[test]
fn of_start() {
    insta::assert_snapshot!(help(&["start", "--help"]));
}

#[test]
fn of_routes() {
    insta::assert_snapshot!(help(&["routes", "--help"]));
}

#[test]
fn of_new() {
    insta::assert_snapshot!(help(&["new", "--help"]));
}

#[test]
fn of_check() {
    insta::assert_snapshot!(help(&["check", "--help"]));
}

#[test]
fn of_sync() {
    insta::assert_snapshot!(help(&["sync", "--help"]));
}

#[test]
fn version() {
    assert_eq!(help(&["--version"]), format!("formwork {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_command_line_that_is_not_understood_ends_with_2() {
    for arguments in [&[][..], &["serve"], &["build", "--fast"], &["start", "a", "b"]] {
        let ended = Sandbox::empty().run(arguments);
        assert_eq!(ended.code, Some(2), "{arguments:?}");
        assert!(!ended.stderr.is_empty() && ended.stdout.is_empty(), "{arguments:?}");
    }
}
