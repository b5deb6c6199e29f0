//! The report of an error in the browser, for `formwork dev`: a panel that lies over the page, and a page
//! that is nothing but that panel, for when there is no page to show.
//!
//! Every text in it comes from files of the app or from tools, so all of it is escaped. The script in
//! `assets/dev.js` shows the panel in a shadow tree, closes it on Escape and reloads when the app is well.

use formwork_compile::{Diagnostic, Severity};
use formwork_wire::html;

/// The script of every page in dev.
pub(crate) const DEV_SCRIPT: &str = include_str!("../assets/dev.js");

const STYLE: &str = include_str!("../assets/overlay.css");
const PAGE: &str = include_str!("../assets/overlay.html");

/// What is shown of one thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// A permanent code, such as `FW-SVELTE-SYNTAX`.
    pub(crate) code: String,
    pub(crate) message: String,
    /// `file:line:column`.
    pub(crate) place: Option<String>,
    /// Some lines of source with numbers and marks.
    pub(crate) frame: Option<String>,
    pub(crate) help: Option<String>,
}

impl From<&Diagnostic> for Problem {
    fn from(diagnostic: &Diagnostic) -> Self {
        Problem {
            code: diagnostic.code.to_string(),
            message: diagnostic.message.clone(),
            place: diagnostic.place(),
            frame: diagnostic.frame.clone(),
            help: diagnostic.help.clone(),
        }
    }
}

/// The errors among these, as problems.
pub(crate) fn problems(diagnostics: &[Diagnostic]) -> Vec<Problem> {
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(Problem::from)
        .collect()
}

/// The panel with its style, to lie over a page.
pub(crate) fn panel(problems: &[Problem]) -> String {
    format!("<style>{STYLE}</style>{}", dialog(problems, "fw"))
}

/// A document with the panel.
pub(crate) fn page(problems: &[Problem]) -> String {
    let title = problems.first().map_or("Error", |problem| problem.message.lines().next().unwrap_or("Error"));
    let panel = format!("<style>{STYLE}</style>{}", dialog(problems, "fw fw-page"));
    // Cut at the placeholders of the page before anything is put in: a message may hold the same text.
    let (head, tail) = PAGE.split_once("%panel%").unwrap_or((PAGE, ""));
    let (before, after) = head.split_once("%title%").unwrap_or((head, ""));
    format!("{before}{}{after}{panel}{tail}", html::text(title))
}

fn dialog(problems: &[Problem], class: &str) -> String {
    let mut text = format!(
        "<div class=\"{class}\"><div class=\"fw-panel\" role=\"alertdialog\" aria-modal=\"true\" \
         aria-label=\"Error in the app\" tabindex=\"-1\">"
    );
    for problem in problems {
        section(&mut text, problem);
    }
    text.push_str(
        "<p class=\"fw-foot\">This goes away when it is mended. \
         <span class=\"fw-dismiss\"><kbd>Esc</kbd> closes this report.</span></p></div></div>",
    );
    text
}

fn section(text: &mut String, problem: &Problem) {
    text.push_str("<section class=\"fw-problem\">");
    element(text, "p", "fw-code", &problem.code);
    prose(text, "h1", "fw-message", &problem.message);
    if let Some(place) = &problem.place {
        element(text, "p", "fw-place", place);
    }
    if let Some(frame) = &problem.frame {
        frame_lines(text, frame);
    }
    if let Some(help) = &problem.help {
        prose(text, "p", "fw-help", help);
    }
    text.push_str("</section>");
}

fn element(text: &mut String, name: &str, class: &str, content: &str) {
    text.push_str(&format!("<{name} class=\"{class}\">{}</{name}>", html::text(content)));
}

/// Like [`element`], with what stands between backquotes as code.
fn prose(text: &mut String, name: &str, class: &str, content: &str) {
    let pieces: Vec<&str> = content.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return element(text, name, class, content);
    }
    text.push_str(&format!("<{name} class=\"{class}\">"));
    for (at, piece) in pieces.into_iter().enumerate() {
        let piece = html::text(piece);
        if at % 2 == 0 { text.push_str(&piece) } else { text.push_str(&format!("<code>{piece}</code>")) }
    }
    text.push_str(&format!("</{name}>"));
}

/// The lines of a frame: the one that is meant stands out, and so do the marks below it. The line with the
/// file's name is left out, because it stands above already.
fn frame_lines(text: &mut String, frame: &str) {
    let lines: Vec<&str> = frame.lines().filter(|line| !line.trim_start().starts_with("-->")).collect();
    let is_blank = |line: &&str| line.trim().is_empty() || line.trim() == "|";
    let first = lines.iter().position(|line| !is_blank(line)).unwrap_or(0);
    let last = lines.iter().rposition(|line| !is_blank(line)).map_or(0, |at| at + 1);
    text.push_str("<div class=\"fw-frame\" tabindex=\"0\" role=\"group\" aria-label=\"Source\">");
    let shown = lines.get(first..last).unwrap_or_default();
    for (at, line) in shown.iter().enumerate() {
        let marked = shown.get(at + 1).is_some_and(|next| is_mark(next));
        let class = match (is_mark(line), marked) {
            (true, _) => "fw-line fw-mark",
            (false, true) => "fw-line fw-here",
            (false, false) => "fw-line",
        };
        element(text, "span", class, line);
    }
    text.push_str("</div>");
}

/// A line without a number that holds `^` or `~` marks.
fn is_mark(line: &str) -> bool {
    line.trim_start().strip_prefix('|').is_some_and(|rest| rest.contains(['^', '~']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem() -> Problem {
        Problem {
            code: "FW-SYNTAX".into(),
            message: "Expected </script> & more".into(),
            place: Some("src/<a>.js:2:9".into()),
            frame: Some(" --> src/a.js:2:9\n  |\n1 | let a;\n2 | let b = <;\n  |         ^\n  |\n".into()),
            help: None,
        }
    }

    #[test]
    fn everything_is_escaped() {
        let text = page(&[problem()]);
        assert!(!text.contains("Expected </script>"));
        assert!(text.contains("Expected &lt;/script&gt; &amp; more"));
        assert!(!text.contains("src/<a>.js"));
        assert!(!text.contains("b = <;"));
    }

    #[test]
    fn the_line_that_is_meant_stands_out() {
        let text = panel(&[problem()]);
        assert!(
            text.contains("<span class=\"fw-line\">1 | let a;</span><span class=\"fw-line fw-here\">2 |")
        );
        assert!(text.contains("<span class=\"fw-line fw-mark\">  |         ^</span></div>"));
        assert!(!text.contains("-->"));
    }

    #[test]
    fn backquotes_are_code() {
        let text = |content: &str| {
            let mut text = String::new();
            prose(&mut text, "p", "x", content);
            text
        };
        assert_eq!(
            text("use `<b>` or `c`"),
            "<p class=\"x\">use <code>&lt;b&gt;</code> or <code>c</code></p>"
        );
        assert_eq!(text("one ` only"), "<p class=\"x\">one ` only</p>");
    }

    #[test]
    fn placeholders_in_a_message_stay_as_they_are() {
        let mut problem = problem();
        problem.message = "%panel% %title% missing".into();
        let text = page(&[problem]);
        assert!(text.contains("<title>%panel% %title% missing</title>"));
        assert!(text.contains("<script src=\"/_formwork/dev.js\">"));
    }
}
