//! A failure of the app's own code in `dev`, while it is loaded or in a request: found again in its source.
//!
//! The server reports it as text: a message, then a stack whose places are mapped to the files of the app. The
//! first place that is one of those files gets a frame, like the errors of a build have.

use std::path::Path;

use formwork_compile::{Code, Diagnostic};

use crate::clock;
use crate::overlay::Problem;
use crate::report::{ERROR, QUIET};

/// The codes of such failures, beside those of the build's catalogue.
pub(crate) const START: &str = "FW-APP-START";
pub(crate) const REQUEST: &str = "FW-APP-ERROR";

/// What the server said, with the place it is about.
pub(crate) fn problem(app: &Path, code: &str, text: &str) -> Problem {
    let (message, stack) = text.split_once('\n').unwrap_or((text, ""));
    let found = stack.lines().find_map(|line| {
        let (file, line, column) = place(line)?;
        let source = std::fs::read_to_string(app.join(file)).ok()?;
        Some(Diagnostic::error(Code::Internal, "").in_file(file).at_line(&source, line, column))
    });
    let stack = stack.trim_end();
    Problem {
        code: code.to_owned(),
        message: message.to_owned(),
        place: found.as_ref().and_then(Diagnostic::place),
        frame: found.and_then(|found| found.frame),
        help: (!stack.is_empty()).then(|| stack.to_owned()),
    }
}

/// `    at load (src/routes/+page.server.js:1:11)`, with or without a name and parentheses.
fn place(line: &str) -> Option<(&str, u32, u32)> {
    let call = line.trim().strip_prefix("at ")?;
    // Directories may hold parentheses, `src/routes/(shop)/…`, so only the outer pair is taken off.
    let call = call.rsplit_once(" (").map_or(call, |(_, place)| place);
    let place = call.strip_prefix('(').unwrap_or(call);
    let mut parts = place.strip_suffix(')').unwrap_or(place).rsplitn(3, ':');
    let (column, row, file) = (parts.next()?, parts.next()?, parts.next()?);
    // A path that leads out of the app is none of its files.
    let inside = !file.is_empty() && !file.starts_with('/') && !file.split('/').any(|part| part == "..");
    inside.then_some((file, row.parse().ok()?, column.parse().ok()?))
}

/// The same in the terminal, with the request in which it happened.
pub(crate) fn print(problem: &Problem, request: Option<&str>) {
    if let Some(request) = request {
        anstream::eprintln!("{QUIET}{} {request}{QUIET:#}", clock::now());
    }
    anstream::eprintln!("{ERROR}error[{}]{ERROR:#}: {}", problem.code, problem.message);
    if let Some(frame) = &problem.frame {
        anstream::eprintln!("{frame}");
    }
    if let Some(stack) = &problem.help {
        anstream::eprintln!("{QUIET}{stack}{QUIET:#}");
    }
    anstream::eprintln!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        for (line, expected) in [
            ("    at load (src/routes/+page.server.js:1:11)", Some(("src/routes/+page.server.js", 1, 11))),
            ("    at (src/a.js:2:3)", Some(("src/a.js", 2, 3))),
            ("    at src/a.js:2:3", Some(("src/a.js", 2, 3))),
            ("    at src/routes/(shop)/a.js:2:3", Some(("src/routes/(shop)/a.js", 2, 3))),
            ("    at f (src/routes/(shop)/a.js:2:3)", Some(("src/routes/(shop)/a.js", 2, 3))),
            ("    at native", None),
            ("    at x (/etc/passwd:1:1)", None),
            ("    at x (src/../../x:1:1)", None),
            ("Error: at x:1:1", None),
        ] {
            assert_eq!(place(line), expected, "{line}");
        }
    }

    #[test]
    fn the_first_place_in_the_app_gets_a_frame() {
        let app = tempfile::tempdir().unwrap();
        std::fs::create_dir(app.path().join("src")).unwrap();
        std::fs::write(app.path().join("src/db.js"), "let a;\nthrow new Error('x');\n").unwrap();
        let text =
            "The app could not be started: Error: x\n    at (formwork:web/a:1:1)\n    at (src/db.js:2:7)\n";
        let problem = problem(app.path(), START, text);
        assert_eq!(problem.message, "The app could not be started: Error: x");
        assert_eq!(problem.place.as_deref(), Some("src/db.js:2:7"));
        assert!(problem.frame.unwrap().contains("throw new Error('x');"));
    }
}
