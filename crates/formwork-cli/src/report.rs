//! What a command says when something is wrong: on stderr, in colour where that is wanted, always with
//! the same first word.

use std::io;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use formwork::StartError;
use formwork_compile::{Diagnostic, Severity};

pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const LINK: Style = AnsiColor::Cyan.on_default();
pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const QUIET: Style = Style::new().dimmed();

/// Whether stderr takes colour (it is a terminal, and neither NO_COLOR nor the like says otherwise).
pub(crate) fn in_colour() -> bool {
    AutoStream::choice(&io::stderr()) != ColorChoice::Never
}

/// An error and what led to it.
pub(crate) fn error(error: &anyhow::Error) {
    anstream::eprintln!("{ERROR}error{ERROR:#}: {error:#}");
}

/// The server's errors hold their causes in their own texts, so these must not be told a second time.
pub(crate) fn start_error(error: StartError) -> anyhow::Error {
    anyhow::Error::msg(error.to_string())
}

/// Reports about an app: each with its code, place and frame, a blank line between, and a count at the end.
pub(crate) fn diagnostics(diagnostics: &[Diagnostic]) {
    let colour = in_colour();
    for diagnostic in diagnostics {
        anstream::eprintln!("{}\n", diagnostic.render(colour));
    }
}

/// `2 errors and 1 warning`.
pub(crate) fn count(diagnostics: &[Diagnostic]) -> String {
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    match (errors, warnings) {
        (errors, 0) => plural(errors, "error"),
        (0, warnings) => plural(warnings, "warning"),
        (errors, warnings) => format!("{} and {}", plural(errors, "error"), plural(warnings, "warning")),
    }
}

/// `1 route`, `2 routes`.
pub(crate) fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// Somebody who reads our output has stopped reading, as `head` does. That is no failure.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
