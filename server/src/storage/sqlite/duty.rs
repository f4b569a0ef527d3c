//! Duty, on SQLite: the marks of a person, and what waits for them.

use counterfoil_domain::cbor;
use counterfoil_domain::envelope::Header;
use counterfoil_domain::ids::{ChainId, PersonId, SubjectId, TenantId};
use counterfoil_domain::shift::{DutyLog, DutyMark};
use counterfoil_domain::subject::SubjectKind;
use rusqlite::{Connection, params};

use super::chains::all;
use super::engine;
use super::rows::{self, get, unsigned};
use crate::storage::Stored;

/// Marks of one person that are looked at: some weeks of shifts with their breaks.
const MARKS_MAX: i64 = 256;
/// Waiting envelopes of one person that are looked at.
const WAITING_MAX: i64 = 256;

/// A person's duty facts, oldest first.
pub(super) fn log_of(db: &Connection, tenant: TenantId, person: PersonId) -> Stored<DutyLog> {
    let mut query = db
        .prepare_cached(
            "SELECT mark FROM duty WHERE tenant = ?1 AND person = ?2 ORDER BY idx DESC LIMIT ?3",
        )
        .map_err(engine)?;
    let found = query.query(params![tenant.0, person.0, MARKS_MAX]).map_err(engine)?;
    let marks = all(found, |row| Ok(cbor::decode::<DutyMark>(&get::<Vec<u8>>(row, 0)?).ok()))?;
    Ok(DutyLog::new(marks.into_iter().rev().flatten().collect()))
}

/// A person's envelopes on shifts that are held, or whose bodies have not come.
pub(super) fn shifts_waiting(
    db: &Connection,
    tenant: TenantId,
    person: PersonId,
) -> Stored<Vec<(ChainId, u64)>> {
    let mut waiting = Vec::new();
    for condition in ["held IS NOT NULL", "verdict IS NULL"] {
        let sql = format!(
            "SELECT device, incarnation, seq, header FROM envelope
             WHERE tenant = ?1 AND {condition} AND person = ?2 LIMIT ?3"
        );
        let mut query = db.prepare_cached(&sql).map_err(engine)?;
        let found = query.query(params![tenant.0, person.0, WAITING_MAX]).map_err(engine)?;
        let rows = all(found, |row| {
            let header = Header::from_bytes(&get::<Vec<u8>>(row, 3)?).ok();
            Ok((rows::chain(row, 0)?, unsigned(row, 2)?, header))
        })?;
        waiting.extend(rows.into_iter().filter_map(|(chain, seq, header)| {
            let is_shift = header.is_some_and(|one| one.subject.kind == SubjectKind::Shift);
            is_shift.then_some((chain, seq))
        }));
    }
    Ok(waiting)
}

/// The subjects on which a person's positions wait for a shift.
pub(super) fn waiting_subjects(
    db: &Connection,
    tenant: TenantId,
    person: PersonId,
) -> Stored<Vec<SubjectId>> {
    let mut query = db
        .prepare_cached(
            "SELECT DISTINCT subject FROM envelope
             WHERE tenant = ?1 AND held = 'duty' AND person = ?2 LIMIT ?3",
        )
        .map_err(engine)?;
    let found = query.query(params![tenant.0, person.0, WAITING_MAX]).map_err(engine)?;
    all(found, |row| rows::subject(row, 0))
}
