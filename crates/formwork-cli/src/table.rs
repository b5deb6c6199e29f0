//! A plain table: a heading, rows, columns as wide as their widest cell, numbers on the right.
//!
//! Colour is written as escape codes; the stream takes them out where they are not wanted. Rows end with
//! no spaces, so that copied and piped output stays clean.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// Where a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// One table, built row by row.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    columns: [(&'static str, Align); N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(columns: [(&'static str, Align); N]) -> Self {
        Table { columns, rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// The lines, each indented by two and ended.
    pub(crate) fn render(&self) -> String {
        let heading = self.columns.map(|(name, _)| name.to_owned());
        let mut widths = [0; N];
        for row in std::iter::once(&heading).chain(&self.rows) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().max(*width);
            }
        }
        let mut text = String::new();
        self.line(&mut text, &heading, &widths, Style::new().dimmed());
        for row in &self.rows {
            self.line(&mut text, row, &widths, Style::new());
        }
        text
    }

    fn line(&self, text: &mut String, cells: &[String; N], widths: &[usize; N], style: Style) {
        let mut line = String::new();
        for ((cell, width), (_, align)) in cells.iter().zip(widths).zip(&self.columns) {
            let space = " ".repeat(width - cell.width());
            match align {
                Align::Left => line.extend(["  ", cell, &space]),
                Align::Right => line.extend(["  ", &space, cell]),
            }
        }
        text.push_str(&format!("{style}{}{style:#}\n", line.trim_end()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_needed_and_lines_end_without_spaces() {
        let mut table = Table::new([("Route", Align::Left), ("Size", Align::Right), ("Note", Align::Left)]);
        table.row(["/".into(), "12 B".into(), String::new()]);
        table.row(["/日本".into(), "1.0 kB".into(), "x".into()]);
        let plain = anstream::adapter::strip_str(&table.render()).to_string();
        assert_eq!(plain, "  Route    Size  Note\n  /        12 B\n  /日本  1.0 kB  x\n");
    }
}
