//! The three sheets of an XLSForm, as rows by their headers.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use counterfoil_domain::limits::TABLE_COLUMNS_MAX;
use counterfoil_server::tables::sheet::count_unpacked;

/// Rows of one sheet, at most.
const ROWS_MAX: usize = 50_000;
/// Bytes of a workbook, at most.
pub(super) const WORKBOOK_BYTES_MAX: usize = 16 * 1024 * 1024;

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
    count_unpacked(bytes).map_err(|error| format!("this is no workbook: {error}"))?;
    let opened = Xlsx::new(Cursor::new(bytes));
    let mut book = opened.map_err(|error| format!("this is no workbook: {error}"))?;
    let names = book.sheet_names();
    let mut sheet = |wanted: &str| -> Result<Vec<Row>, String> {
        let Some(name) = names.iter().find(|name| name.trim().eq_ignore_ascii_case(wanted)) else {
            return Ok(Vec::new());
        };
        rows(&mut book, name).map_err(|error| format!("{name}: {error}"))
    };
    let (survey, choices) = (sheet("survey")?, sheet("choices")?);
    let settings = sheet("settings")?.into_iter().next().unwrap_or_default();
    if survey.is_empty() {
        return Err("it has no sheet 'survey' with rows: it is no XLSForm".to_owned());
    }
    Ok(Workbook { survey, choices, settings })
}

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// The rows below the first one that is filled, which holds the headers. Cell by cell: a cell far out in an empty sheet
/// makes no large table.
fn rows(book: &mut Book<'_>, name: &str) -> Result<Vec<Row>, String> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
    let (mut headers, mut found) = (None::<(u32, BTreeMap<u32, String>)>, Vec::<Row>::new());
    while let Some(cell) = reader.next_cell().map_err(|error| error.to_string())? {
        let ((at, column), written) = (cell.get_position(), cell.get_value());
        let filled = text(written);
        if filled.is_empty() {
            continue;
        }
        let (line, known) = headers.get_or_insert_with(|| (at, BTreeMap::new()));
        if at == *line {
            if known.len() >= TABLE_COLUMNS_MAX {
                return Err(format!("it has more than {TABLE_COLUMNS_MAX} columns"));
            }
            known.insert(column, header(&filled));
            continue;
        }
        let Some(under) = known.get(&column) else { continue };
        let number = usize::try_from(at).unwrap_or(usize::MAX).saturating_add(1);
        if found.last().is_none_or(|row| row.number != number) {
            if found.len() >= ROWS_MAX {
                return Err(format!("it has more than {ROWS_MAX} rows"));
            }
            found.push(Row { number, cells: BTreeMap::new() });
        }
        if let Some(row) = found.last_mut() {
            row.set(under, &filled);
        }
    }
    Ok(found)
}

fn header(text: &str) -> String {
    match text.split_once("::") {
        Some((column, language)) => {
            format!("{}::{}", column.trim().to_lowercase(), language.trim())
        }
        None => text.to_lowercase().replace(' ', "_"),
    }
}

/// A whole number is written without its point: choices are called 1, not 1.0.
fn text(cell: &DataRef<'_>) -> String {
    let text = match cell {
        DataRef::Empty => String::new(),
        DataRef::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        DataRef::Bool(yes) => format!("{yes}()"),
        DataRef::SharedString(text) => (*text).to_owned(),
        other => calamine::Data::from(other.clone()).to_string(),
    };
    text.trim().to_owned()
}
