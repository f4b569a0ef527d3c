//! A grid: rows of cells as they stand in a file, numbered as a spreadsheet numbers them.

use counterfoil_domain::limits;

use super::TableError;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// What stands in it, letter by letter.
    pub text: String,
    /// What the file says that it is.
    pub kind: CellKind,
}

/// What a file says that a cell is. Text files know nothing but text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellKind {
    /// Text.
    #[default]
    Text,
    /// A number that is exact.
    Number,
    /// A number with more digits than a spreadsheet keeps: the last ones are lost.
    Rounded,
    /// A date, a time or both: `2026-11-22 09:00`.
    Time,
    /// A formula that failed: `#N/A`.
    Failed,
}

impl Cell {
    /// A cell of a text file.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self { text: text.to_owned(), kind: CellKind::Text }
    }

    /// Whether nothing but white space stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.chars().all(is_space)
    }
}

/// White space, and the marks without width that come along when people copy from web pages.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in a spreadsheet; the first is 1.
    pub number: u32,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// All rows that hold something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// The rows in order; empty ones are left out.
    pub lines: Vec<Line>,
    cells: usize,
}

impl Grid {
    /// Adds a row unless it is empty.
    pub(super) fn push(&mut self, number: u32, cells: Vec<Cell>) -> Result<(), TableError> {
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        if filled == 0 {
            return Ok(());
        }
        self.cells += filled;
        bounded(self.lines.len() + 1, limits::TABLE_ROWS_MAX, "rows")?;
        bounded(cells.len(), limits::TABLE_COLUMNS_MAX, "columns")?;
        bounded(self.cells, limits::TABLE_CELLS_MAX, "cells")?;
        self.lines.push(Line { number, cells });
        Ok(())
    }
}

pub(super) fn bounded(count: usize, max: usize, unit: &'static str) -> Result<(), TableError> {
    match count <= max {
        true => Ok(()),
        false => Err(TableError::TooLarge { unit, max: max as u64 }),
    }
}
