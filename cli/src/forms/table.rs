//! The three sheets of an XLSForm, as rows by their headers.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};

/// Rows of one sheet, at most.
const ROWS_MAX: usize = 50_000;
/// Bytes of a workbook, at most.
const WORKBOOK_BYTES_MAX: usize = 16 * 1024 * 1024;

/// One row: its place in the sheet from 1, and its cells by header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) number: usize,
    cells: BTreeMap<String, String>,
}

/// The sheets of a form.
#[derive(Debug, Clone, Default)]
pub(super) struct Workbook {
    pub(super) survey: Vec<Row>,
    pub(super) choices: Vec<Row>,
    pub(super) settings: Row,
}

impl Row {
    /// A row of these cells; empty ones are none.
    pub(super) fn new(number: usize, cells: Vec<(String, String)>) -> Self {
        let cells = cells.into_iter().filter(|(_, text)| !text.is_empty());
        Self { number, cells: cells.collect() }
    }

    /// Puts a text into a cell.
    pub(super) fn set(&mut self, header: &str, text: &str) {
        self.cells.insert(header.to_owned(), text.to_owned());
    }

    /// A cell; empty where there is none.
    pub(super) fn cell(&self, header: &str) -> &str {
        self.cells.get(header).map(String::as_str).unwrap_or_default()
    }

    /// The cells by their headers.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        self.cells.iter().map(|(header, text)| (header.as_str(), text.as_str()))
    }
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, String> {
    if bytes.len() > WORKBOOK_BYTES_MAX {
        return Err(format!("the file has more than {WORKBOOK_BYTES_MAX} bytes"));
    }
    let opened = Xlsx::new(Cursor::new(bytes));
    let mut book = opened.map_err(|error| format!("this is no workbook: {error}"))?;
    let names = book.sheet_names();
    let mut sheet = |wanted: &str| -> Result<Vec<Row>, String> {
        let Some(name) = names.iter().find(|name| name.trim().eq_ignore_ascii_case(wanted)) else {
            return Ok(Vec::new());
        };
        let range = book.worksheet_range(name).map_err(|error| format!("{name}: {error}"))?;
        rows(&range)
    };
    let (survey, choices) = (sheet("survey")?, sheet("choices")?);
    let settings = sheet("settings")?.into_iter().next().unwrap_or_default();
    if survey.is_empty() {
        return Err("it has no sheet 'survey' with rows: it is no XLSForm".to_owned());
    }
    Ok(Workbook { survey, choices, settings })
}

fn rows(range: &Range<Data>) -> Result<Vec<Row>, String> {
    if range.height() > ROWS_MAX {
        return Err(format!("a sheet has more than {ROWS_MAX} rows"));
    }
    let first = range.start().map_or(0, |(row, _)| usize::try_from(row).unwrap_or(0));
    let mut lines = range.rows();
    let headers: Vec<String> = lines.next().unwrap_or_default().iter().map(header).collect();
    let row = |(place, line): (usize, &[Data])| {
        let filled = headers.iter().zip(line).map(|(header, cell)| (header.clone(), text(cell)));
        let cells = filled.filter(|(header, text)| !header.is_empty() && !text.is_empty());
        Row { number: first + place + 2, cells: cells.collect() }
    };
    Ok(lines.enumerate().map(row).filter(|row| !row.cells.is_empty()).collect())
}

fn header(cell: &Data) -> String {
    let text = text(cell);
    match text.split_once("::") {
        Some((column, language)) => {
            format!("{}::{}", column.trim().to_lowercase(), language.trim())
        }
        None => text.to_lowercase().replace(' ', "_"),
    }
}

/// A whole number is written without its point: choices are called 1, not 1.0.
fn text(cell: &Data) -> String {
    let text = match cell {
        Data::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        Data::Bool(yes) => format!("{yes}()"),
        other => other.to_string(),
    };
    text.trim().to_owned()
}
