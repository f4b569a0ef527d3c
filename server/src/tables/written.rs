//! Tables that are written: CSV and XLSX that Excel opens unchanged, that start no formula, and that read back
//! without loss.
//!
//! Excel takes a cell that begins with `=`, `+`, `-`, `@`, a tabulator or a carriage return for a formula; such a
//! text gets an apostrophe in front. It turns long digits into 7.73E+13, drops zeros at the front and makes dates
//! of `3-2`; such a text is written as `="…"`, which shows as it is. Reading takes both away again. In XLSX every
//! text is a text cell, and neither is needed.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Digits that Excel shows as they are; from 12 on it uses powers of ten.
const PLAIN_DIGITS_MAX: usize = 11;
/// Rows over which a sheet has its headers, at most, by the format.
const SHEET_ROWS_MAX: usize = 1_048_576;
/// Columns are this wide, in characters; most codes fit.
const COLUMN_WIDTH_CHARS: f64 = 16.0;

/// A cell that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text, letter by letter.
    Text(String),
    /// A number with which people calculate, as its decimal digits.
    Number(String),
}

impl Value {
    /// Nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self::Text(String::new())
    }
}

/// A table to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The headers.
    pub headers: Vec<String>,
    /// The rows, as wide as the headers.
    pub rows: Vec<Vec<Value>>,
}

/// Why a table was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The CSV writer.
    #[error("the table was not written: {0}")]
    Csv(#[from] csv::Error),
    /// The workbook.
    #[error("the workbook was not written: {0}")]
    Xlsx(#[from] XlsxError),
    /// More rows than a sheet has.
    #[error("more rows than a sheet has")]
    TooManyRows,
}

/// Whether a spreadsheet would calculate with a text.
pub(super) fn is_dangerous(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Whether Excel would show a text otherwise than it is written: a long number, zeros at the front, a date.
fn is_changed(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let quiet = |byte: u8| byte.is_ascii_digit() || b" ./:-,%eE+".contains(&byte);
    if digits == 0 || !text.bytes().all(quiet) {
        return false;
    }
    let plain = digits == text.len() && digits <= PLAIN_DIGITS_MAX;
    !plain || (text.len() > 1 && text.starts_with('0'))
}

/// A text as it stands in a CSV.
fn defused(text: &str) -> String {
    if is_changed(text) {
        return format!("=\"{text}\"");
    }
    // Apostrophes before such a sign are counted as well, so that reading takes away exactly one.
    let dangerous = is_dangerous(text.trim_start_matches('\''));
    if dangerous { format!("'{text}") } else { text.to_owned() }
}

/// A CSV in UTF-8 with the mark by which Excel knows it.
pub fn csv(sheet: &Sheet) -> Result<Vec<u8>, WriteError> {
    let mut bytes = vec![0xef, 0xbb, 0xbf];
    let mut builder = csv::WriterBuilder::new();
    let mut writer = builder.terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    writer.write_record(sheet.headers.iter().map(|header| defused(header)))?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(|value| match value {
            Value::Text(text) => defused(text),
            Value::Number(number) => number.clone(),
        }))?;
    }
    writer.flush().map_err(csv::Error::from)?;
    drop(writer);
    Ok(bytes)
}

/// A workbook of one sheet: headers bold and standing, every text a text.
pub fn xlsx(sheet: &Sheet, name: &str) -> Result<Vec<u8>, WriteError> {
    if sheet.rows.len() >= SHEET_ROWS_MAX {
        return Err(WriteError::TooManyRows);
    }
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(name)?.set_freeze_panes(1, 0)?;
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    for (column, header) in (0_u16..).zip(&sheet.headers) {
        page.set_column_width(column, COLUMN_WIDTH_CHARS)?;
        page.write_string_with_format(0, column, header, &bold)?;
    }
    for (row, cells) in (1_u32..).zip(&sheet.rows) {
        for (column, value) in (0_u16..).zip(cells) {
            match value {
                Value::Text(own) if own.is_empty() => {}
                Value::Text(own) => drop(page.write_string_with_format(row, column, own, &text)?),
                Value::Number(number) => match number.parse::<f64>() {
                    Ok(number) => drop(page.write_number(row, column, number)?),
                    Err(_) => drop(page.write_string_with_format(row, column, number, &text)?),
                },
            }
        }
    }
    Ok(book.save_to_buffer()?)
}
