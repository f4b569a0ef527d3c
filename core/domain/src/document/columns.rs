//! Column encodings of a change, read with every run bounded: a run is never expanded before its
//! length is known to fit the operations that the change may have.

use super::leb::Reader;
use super::refusal::GateRefusal;

/// A value that a run-length column may hold.
pub(super) trait Item<'a>: Copy {
    fn read(reader: &mut Reader<'a>) -> Result<Self, GateRefusal>;
}

impl Item<'_> for u64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, GateRefusal> {
        reader.unsigned()
    }
}

impl Item<'_> for i64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, GateRefusal> {
        reader.signed()
    }
}

impl<'a> Item<'a> for &'a str {
    fn read(reader: &mut Reader<'a>) -> Result<Self, GateRefusal> {
        let len = usize::try_from(reader.unsigned()?).map_err(|_| GateRefusal::BadChange)?;
        core::str::from_utf8(reader.take(len)?).map_err(|_| GateRefusal::BadChange)
    }
}

/// Expands a run-length column into exactly `rows` rows; an empty column is all `None`.
pub(super) fn rows<'a, T: Item<'a>>(
    column: &'a [u8],
    rows: usize,
) -> Result<Vec<Option<T>>, GateRefusal> {
    if column.is_empty() {
        return Ok(vec![None; rows]);
    }
    let expanded = at_most(column, rows)?;
    if expanded.len() == rows { Ok(expanded) } else { Err(GateRefusal::BadChange) }
}

/// Expands a run-length column of unknown length, up to `max` rows.
pub(super) fn at_most<'a, T: Item<'a>>(
    column: &'a [u8],
    max: usize,
) -> Result<Vec<Option<T>>, GateRefusal> {
    let mut reader = Reader::new(column);
    let mut out = Vec::new();
    while !reader.is_empty() {
        let run = reader.signed()?;
        let len = if run == 0 { reader.unsigned()? } else { run.unsigned_abs() };
        let len = usize::try_from(len).map_err(|_| GateRefusal::TooManyOps)?;
        if len == 0 {
            return Err(GateRefusal::BadChange);
        }
        if len > max - out.len() {
            return Err(GateRefusal::TooManyOps);
        }
        if run == 0 {
            out.resize(out.len() + len, None);
        } else if run > 0 {
            let value = T::read(&mut reader)?;
            out.resize(out.len() + len, Some(value));
        } else {
            for _ in 0..len {
                out.push(Some(T::read(&mut reader)?));
            }
        }
    }
    Ok(out)
}

/// Like [`rows`], for a column that may not hold `None`.
pub(super) fn all<'a, T: Item<'a>>(column: &'a [u8], count: usize) -> Result<Vec<T>, GateRefusal> {
    let expanded = rows(column, count)?;
    expanded.into_iter().collect::<Option<_>>().ok_or(GateRefusal::BadChange)
}

/// Like [`rows`], for a column of differences.
pub(super) fn deltas(column: &[u8], count: usize) -> Result<Vec<Option<u64>>, GateRefusal> {
    let mut last = 0i64;
    let mut absolute = |difference: Option<i64>| match difference {
        None => Ok(None),
        Some(by) => {
            last = last.checked_add(by).ok_or(GateRefusal::BadChange)?;
            u64::try_from(last).map(Some).map_err(|_| GateRefusal::BadChange)
        }
    };
    rows(column, count)?.into_iter().map(&mut absolute).collect()
}

/// Expands a column of booleans (runs of false and true by turns) into exactly `count`.
pub(super) fn booleans(column: &[u8], count: usize) -> Result<Vec<bool>, GateRefusal> {
    let mut reader = Reader::new(column);
    let mut out = Vec::with_capacity(count);
    let mut value = false;
    while !reader.is_empty() {
        let len = reader.count(count - out.len(), GateRefusal::TooManyOps)?;
        out.resize(out.len() + len, value);
        value = !value;
    }
    if out.len() == count { Ok(out) } else { Err(GateRefusal::BadChange) }
}
