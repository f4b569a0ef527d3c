//! XLSX: counted before it is opened, then read cell by cell, so that a small file cannot become a large one.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader as _, Xlsx};

use counterfoil_domain::limits;

use super::grid::{Cell, CellKind, Grid, bounded};
use super::{Reading, TableError};

/// Whole numbers up to here are exact in a spreadsheet: it keeps 15 digits.
const EXACT_BELOW: f64 = 1e15;

/// Reads one sheet of a workbook.
pub(super) fn read(bytes: &[u8], name: Option<&str>) -> Result<(Grid, Reading), TableError> {
    count_unpacked(bytes)?;
    let mut book: Xlsx<Cursor<&[u8]>> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names = book.sheet_names();
    let sheet = match name {
        Some(name) => names.iter().find(|one| one.as_str() == name).ok_or(TableError::NoSheet)?,
        None => names.first().ok_or(TableError::Empty)?,
    };
    let grid = cells(&mut book, sheet)?;
    if grid.lines.is_empty() {
        return Err(TableError::Empty);
    }
    let others = names.iter().filter(|one| *one != sheet).cloned().collect();
    Ok((grid, Reading::Xlsx { sheet: sheet.clone(), others }))
}

fn damaged(error: impl core::fmt::Display) -> TableError {
    TableError::Workbook(error.to_string())
}

/// Unpacks every part once and throws it away: what a part claims to unpack to is not believed.
///
/// # Errors
/// More parts than `TABLE_PARTS_MAX`, more bytes than `TABLE_UNPACKED_BYTES_MAX`, or no workbook at all.
pub fn count_unpacked(bytes: &[u8]) -> Result<(), TableError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    bounded(archive.len(), limits::TABLE_PARTS_MAX, "parts")?;
    let mut left = limits::TABLE_UNPACKED_BYTES_MAX;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(damaged)?;
        let mut bounded = part.take(left + 1);
        let unpacked = std::io::copy(&mut bounded, &mut std::io::sink()).map_err(damaged)?;
        let max = limits::TABLE_UNPACKED_BYTES_MAX;
        left = left.checked_sub(unpacked).ok_or(TableError::TooLarge { unit: "bytes", max })?;
    }
    Ok(())
}

/// Rows as they come; a sheet whose cells stand out of order or far out is refused, not filled up.
fn cells(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<Grid, TableError> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut grid = Grid::default();
    let (mut row, mut line) = (0, Vec::new());
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let ((at, column), value) = (cell.get_position(), shown(cell.get_value()));
        if value.is_empty() {
            continue;
        }
        if at != row {
            if at < row {
                return Err(damaged("rows out of order"));
            }
            grid.push(row + 1, std::mem::take(&mut line))?;
            row = at;
        }
        let column = column as usize;
        bounded(column + 1, limits::TABLE_COLUMNS_MAX, "columns")?;
        if line.len() <= column {
            line.resize(column + 1, Cell::default());
        }
        line[column] = value;
    }
    grid.push(row + 1, line)?;
    Ok(grid)
}

fn shown(value: &DataRef<'_>) -> Cell {
    let of = |text: String, kind| Cell { text, kind };
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Bool(yes) => of(if *yes { "TRUE" } else { "FALSE" }.to_owned(), CellKind::Text),
        DataRef::Int(number) => of(number.to_string(), exactness(*number as f64)),
        DataRef::Float(number) => of(number_text(*number), exactness(*number)),
        DataRef::DateTime(moment) => of(time_text(moment), CellKind::Time),
        DataRef::DateTimeIso(text) => of(text.replace('T', " "), CellKind::Time),
        DataRef::DurationIso(text) => of(text.clone(), CellKind::Text),
        DataRef::Error(error) => of(error.to_string(), CellKind::Failed),
    }
}

fn exactness(number: f64) -> CellKind {
    if number.abs() < EXACT_BELOW { CellKind::Number } else { CellKind::Rounded }
}

/// Digits as a person would have typed them; Rust writes the shortest that reads back the same.
fn number_text(number: f64) -> String {
    if number.abs() < EXACT_BELOW { format!("{number}") } else { format!("{number:e}") }
}

/// A day alone has no clock, a clock alone stands on day 0.
fn time_text(moment: &calamine::ExcelDateTime) -> String {
    let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
    let (date, clock) =
        (format!("{year:04}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}"));
    match (moment.as_f64() < 1.0, (hour, minute)) {
        (true, _) => clock,
        (false, (0, 0)) => date,
        (false, _) => format!("{date} {clock}"),
    }
}
