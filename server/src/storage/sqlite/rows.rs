//! How values stand in columns: numbers, ids and CBOR, and back again.

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{ChainId, DeviceId, Hash, Incarnation, SubjectId};
use counterfoil_domain::subject::SubjectKind;
use minicbor::{Decode, Encode};
use rusqlite::Row;
use rusqlite::types::FromSql;

use super::engine;
use crate::storage::{AccessReason, StorageError, Stored};

/// An index, size or time as SQLite has numbers; ours stay far below 2⁶³.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The column's number back.
pub(super) fn unsigned(row: &Row<'_>, column: usize) -> Stored<u64> {
    u64::try_from(get::<i64>(row, column)?).map_err(|_| StorageError::Damaged("a number below 0"))
}

pub(super) fn unsigned_or_null(row: &Row<'_>, column: usize) -> Stored<Option<u64>> {
    let value: Option<i64> = get(row, column)?;
    value
        .map(|value| u64::try_from(value).map_err(|_| StorageError::Damaged("a number below 0")))
        .transpose()
}

/// A column as SQLite gives it.
pub(super) fn get<T: FromSql>(row: &Row<'_>, column: usize) -> Stored<T> {
    row.get(column).map_err(engine)
}

/// A column that holds CBOR.
pub(super) fn coded<T>(row: &Row<'_>, column: usize, what: &'static str) -> Stored<T>
where
    T: for<'b> Decode<'b, ()>,
{
    decoded(&get::<Vec<u8>>(row, column)?, what)
}

pub(super) fn coded_or_null<T>(
    row: &Row<'_>,
    column: usize,
    what: &'static str,
) -> Stored<Option<T>>
where
    T: for<'b> Decode<'b, ()>,
{
    let bytes: Option<Vec<u8>> = get(row, column)?;
    bytes.map(|bytes| decoded(&bytes, what)).transpose()
}

pub(super) fn decoded<T>(bytes: &[u8], what: &'static str) -> Stored<T>
where
    T: for<'b> Decode<'b, ()>,
{
    cbor::decode(bytes).map_err(|_| StorageError::Damaged(what))
}

/// A value as CBOR, for a column.
pub(super) fn bytes<T: Encode<()>>(value: &T) -> Vec<u8> {
    cbor::encode(value)
}

pub(super) fn hash(row: &Row<'_>, column: usize) -> Stored<Hash> {
    Ok(Hash(get(row, column)?))
}

pub(super) fn subject(row: &Row<'_>, column: usize) -> Stored<SubjectId> {
    Ok(SubjectId(get(row, column)?))
}

pub(super) fn chain(row: &Row<'_>, column: usize) -> Stored<ChainId> {
    let device = DeviceId(get(row, column)?);
    Ok(ChainId { device, incarnation: Incarnation(get(row, column + 1)?) })
}

pub(super) fn subject_kind(row: &Row<'_>, column: usize) -> Stored<SubjectKind> {
    Ok(match get::<i64>(row, column)? {
        1 => SubjectKind::Order,
        2 => SubjectKind::Shift,
        3 => SubjectKind::Place,
        4 => SubjectKind::Asset,
        _ => return Err(StorageError::Damaged("a subject of no kind")),
    })
}

pub(super) fn subject_kind_number(kind: SubjectKind) -> i64 {
    match kind {
        SubjectKind::Order => 1,
        SubjectKind::Shift => 2,
        SubjectKind::Place => 3,
        SubjectKind::Asset => 4,
    }
}

pub(super) fn access_reason(row: &Row<'_>, column: usize) -> Stored<AccessReason> {
    Ok(match get::<i64>(row, column)? {
        1 => AccessReason::Assigned,
        2 => AccessReason::Custody,
        3 => AccessReason::Founded,
        _ => return Err(StorageError::Damaged("access for no reason")),
    })
}

/// Hashes one after the other.
pub(super) fn hashes_to_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

pub(super) fn hashes_from_bytes(bytes: &[u8]) -> Stored<Vec<Hash>> {
    let (parts, rest) = bytes.as_chunks::<32>();
    if rest.is_empty() {
        Ok(parts.iter().map(|part| Hash(*part)).collect())
    } else {
        Err(StorageError::Damaged("hashes"))
    }
}
