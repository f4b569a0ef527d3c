//! A subject as it was at a size of the log: stage, closing and own access, from their histories.

use counterfoil_domain::ids::{PersonId, SubjectId, TenantId};
use counterfoil_domain::log::Digest;
use counterfoil_domain::subject::{Subject, SubjectKind};
use rusqlite::{Connection, params};

use super::chains::all;
use super::engine;
use super::gating::{access, head};
use super::rows::{get, number, subject, subject_kind, unsigned, unsigned_or_null};
use crate::storage::{
    AccessSpan, DigestPart, StorageError, Stored, SubjectAt, SubjectState, Touched,
};

/// What `subject` says now.
struct Now {
    subject: Subject,
    kind: String,
    playbook: u32,
    founded_at: u64,
    stage: String,
    closed_at: Option<u64>,
    keys: Option<Vec<u8>>,
}

const NOW: &str =
    "SELECT s.subject, s.type, s.kind, s.playbook, s.founded_at, s.stage, s.closed_at,
    s.keys
    FROM subject s WHERE s.tenant = ?1 AND s.subject > ?2";

pub(super) fn subjects_at(
    db: &Connection,
    tenant: TenantId,
    person: PersonId,
    which: Touched,
    sizes: (u64, u64),
    (after, limit): (Option<SubjectId>, usize),
) -> Stored<Vec<SubjectAt>> {
    let own = match which {
        Touched::All => "",
        Touched::Own => {
            "AND EXISTS (SELECT 1 FROM access a WHERE a.tenant = s.tenant
               AND a.person = ?4 AND a.subject = s.subject)"
        }
    };
    let sql = format!("{NOW} {own} ORDER BY s.subject LIMIT ?3");
    let mut query = db.prepare_cached(&sql).map_err(engine)?;
    let after = after.map_or_else(Vec::new, |after| after.0.to_vec());
    let limit = number(limit as u64);
    let rows = match which {
        Touched::All => query.query(params![tenant.0, after, limit]),
        Touched::Own => query.query(params![tenant.0, after, limit, person.0]),
    };
    let found = all(rows.map_err(engine)?, |row| {
        Ok(Now {
            subject: Subject { kind: subject_kind(row, 1)?, id: subject(row, 0)? },
            kind: get(row, 2)?,
            playbook: get(row, 3)?,
            founded_at: unsigned(row, 4)?,
            stage: get(row, 5)?,
            closed_at: unsigned_or_null(row, 6)?,
            keys: get(row, 7)?,
        })
    })?;
    found.into_iter().map(|now| subject_at(db, tenant, person, sizes, now)).collect()
}

fn subject_at(
    db: &Connection,
    tenant: TenantId,
    person: PersonId,
    (before, now): (u64, u64),
    row: Now,
) -> Stored<SubjectAt> {
    let id = row.subject.id;
    let kind = Some(row.subject.kind);
    let spans: Vec<AccessSpan> =
        access(db, tenant, id, kind)?.into_iter().filter(|span| span.person == person).collect();
    let head = head(db, tenant, id)?.map_or(0, |last| last + 1);
    let touched = head > before;
    let earlier = state_at(db, tenant, &row, &spans, (before, head))?;
    // A place comes and goes with the orders at it, of which no entry of its own tells.
    let state = if touched || before > now || kind == Some(SubjectKind::Place) {
        state_at(db, tenant, &row, &spans, (now, head))?
    } else {
        earlier.clone()
    };
    let (digests, keys) = (digests(db, tenant, id)?, row.keys);
    Ok(SubjectAt { before: earlier, now: state, touched, digests, keys })
}

fn state_at(
    db: &Connection,
    tenant: TenantId,
    row: &Now,
    spans: &[AccessSpan],
    (size, head): (u64, u64),
) -> Stored<Option<SubjectState>> {
    if row.founded_at >= size {
        return Ok(None);
    }
    let (stage, closed_at) = if head <= size {
        (row.stage.clone(), row.closed_at)
    } else {
        stage_at(db, tenant, row.subject.id, size)?
    };
    Ok(Some(SubjectState {
        subject: row.subject,
        kind: row.kind.clone(),
        playbook: row.playbook,
        stage,
        closed_at,
        own: spans.iter().any(|span| span.stood_at(size)),
    }))
}

fn stage_at(
    db: &Connection,
    tenant: TenantId,
    id: SubjectId,
    size: u64,
) -> Stored<(String, Option<u64>)> {
    let mut query = db
        .prepare_cached(
            "SELECT stage, closed, idx FROM stage
             WHERE tenant = ?1 AND subject = ?2 AND idx < ?3 ORDER BY idx DESC LIMIT 1",
        )
        .map_err(engine)?;
    let mut found = query.query(params![tenant.0, id.0, number(size)]).map_err(engine)?;
    let row = found.next().map_err(engine)?.ok_or(StorageError::Damaged("a stage"))?;
    let closed: bool = get(row, 1)?;
    let index = unsigned(row, 2)?;
    Ok((get(row, 0)?, closed.then_some(index)))
}

fn digests(db: &Connection, tenant: TenantId, id: SubjectId) -> Stored<Vec<DigestPart>> {
    let mut query = db
        .prepare_cached(
            "SELECT audience, plain, decided FROM digest WHERE tenant = ?1 AND subject = ?2",
        )
        .map_err(engine)?;
    all(query.query([tenant.0, id.0]).map_err(engine)?, |row| {
        Ok(DigestPart {
            audience: get(row, 0)?,
            plain: Digest::from_bytes(get(row, 1)?),
            decided: Digest::from_bytes(get(row, 2)?),
        })
    })
}
