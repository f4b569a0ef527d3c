//! How the domain's values lie in columns: ids as BLOBs, CBOR for what is nested.

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::subject::{Subject, SubjectKind};
use minicbor::Decode;
use rusqlite::Row;

use crate::error::StoreError;

/// Stands for "none" in columns that are sorted by: after everything else.
pub(crate) const LAST: i64 = i64::MAX;

/// The number that stands for a kind of subject, as on the wire.
pub(crate) fn kind_code(kind: SubjectKind) -> u8 {
    match kind {
        SubjectKind::Order => 1,
        SubjectKind::Shift => 2,
        SubjectKind::Place => 3,
        SubjectKind::Asset => 4,
    }
}

/// The kind of subject that a number stands for.
pub(crate) fn kind_of(code: u8) -> Result<SubjectKind, StoreError> {
    match code {
        1 => Ok(SubjectKind::Order),
        2 => Ok(SubjectKind::Shift),
        3 => Ok(SubjectKind::Place),
        4 => Ok(SubjectKind::Asset),
        _ => Err(StoreError::Damaged { what: "kind of subject" }),
    }
}

/// A hash in a column.
pub(crate) fn hash(row: &Row<'_>, column: &str) -> rusqlite::Result<Hash> {
    row.get(column).map(Hash)
}

/// A hash or NULL.
pub(crate) fn hash_or_null(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Hash>> {
    Ok(row.get::<_, Option<[u8; 32]>>(column)?.map(Hash))
}

/// A subject's id in column `subject`.
pub(crate) fn subject_id(row: &Row<'_>) -> rusqlite::Result<SubjectId> {
    row.get("subject").map(SubjectId)
}

/// A subject in the columns `kind` and `subject`.
pub(crate) fn subject(row: &Row<'_>) -> Result<Subject, StoreError> {
    Ok(Subject { kind: kind_of(row.get("kind")?)?, id: subject_id(row)? })
}

/// A value that this store encoded itself; anything else in the column is damage.
pub(crate) fn decoded<'b, T: Decode<'b, ()>>(
    bytes: &'b [u8],
    what: &'static str,
) -> Result<T, StoreError> {
    cbor::decode(bytes).map_err(|_| StoreError::Damaged { what })
}

/// The same for a column that may be NULL.
pub(crate) fn decoded_or_null<T: for<'b> Decode<'b, ()>>(
    bytes: Option<Vec<u8>>,
    what: &'static str,
) -> Result<Option<T>, StoreError> {
    bytes.map(|bytes| decoded(&bytes, what)).transpose()
}
