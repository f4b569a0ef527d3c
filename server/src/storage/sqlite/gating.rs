//! Loading for the gate, and committing, on SQLite.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use counterfoil_domain::cbor;
use counterfoil_domain::envelope::SaltedBody;
use counterfoil_domain::ids::{ChainId, PersonId, SubjectId, TenantId};
use counterfoil_domain::log::{Leaf, Statement};
use counterfoil_domain::order::Card;
use counterfoil_domain::subject::{Key, Subject, SubjectKind};
use rusqlite::{Connection, Row, params};

use super::chains::all;
use super::rows::{
    self, access_reason, coded, coded_or_null, get, hashes_from_bytes, number, subject_kind,
    subject_kind_number, unsigned, unsigned_or_null,
};
use super::{SqliteStorage, append, chains, commit, duty, engine, leaving, sites};
use crate::gate;
use crate::storage::{
    AccessSpan, Batch, Committed, DocumentRow, GateStorage, HeldEnvelope, LeavingRow, LoadRequest,
    Loaded, LoadedSubject, RoleSpan, Stored, StoredEntry, StoredEnvelope, SubjectRow,
};

/// Waiting envelopes of one subject that are looked at again at once; the rest waits for the next time.
const HELD_MAX: i64 = 256;
/// Orders on which something waits that are looked at when a place brings a permission.
const ORDERS_WAITING_MAX: usize = 64;

#[async_trait]
impl GateStorage for SqliteStorage {
    async fn load_for_gate(&self, tenant: TenantId, request: LoadRequest) -> Stored<Loaded> {
        self.read_before_write(move |db| load(db, tenant, &request)).await
    }

    async fn leaving(&self, tenant: TenantId, limit: usize) -> Stored<Vec<LeavingRow>> {
        self.read(move |db| leaving::rows(db, tenant, limit)).await
    }

    async fn subjects_waiting(
        &self,
        tenant: TenantId,
        after: Option<SubjectId>,
        limit: usize,
    ) -> Stored<Vec<SubjectId>> {
        self.read(move |db| {
            let mut query = db
                .prepare_cached(
                    "SELECT DISTINCT subject FROM envelope
                     WHERE tenant = ?1 AND held IS NOT NULL AND subject > ?2
                     ORDER BY subject LIMIT ?3",
                )
                .map_err(engine)?;
            let after = after.map_or_else(Vec::new, |after| after.0.to_vec());
            let range = params![tenant.0, after, number(limit as u64)];
            all(query.query(range).map_err(engine)?, |row| rows::subject(row, 0))
        })
        .await
    }

    async fn commit(&self, tenant: TenantId, batch: Batch) -> Stored<Committed> {
        self.write(move |tx| commit::commit(tx, tenant, &batch)).await
    }
}

fn load(db: &Connection, tenant: TenantId, request: &LoadRequest) -> Stored<Loaded> {
    let tip = append::counter(db, tenant)?.tip;
    let mut keys = BTreeMap::new();
    for key in &request.keys {
        keys.insert(key.clone(), holders(db, tenant, key)?);
    }
    let mut wanted: BTreeSet<SubjectId> = request.subjects.iter().copied().collect();
    wanted.extend(keys.values().flatten());
    for person in request.persons.iter().filter(|_| request.duty) {
        wanted.extend(duty::waiting_subjects(db, tenant, *person)?);
    }
    if request.waiting {
        wanted.extend(orders_waiting(db, tenant)?);
    }
    let mut subjects = BTreeMap::new();
    while let Some(id) = wanted.pop_first() {
        if subjects.contains_key(&id) {
            continue;
        }
        let loaded = load_subject(db, tenant, id)?;
        wanted.extend(loaded.row.as_ref().and_then(|row| row.lead));
        wanted.extend(led_by(db, tenant, id)?);
        wanted.extend(&loaded.moved_here);
        wanted.extend(parent_of(&loaded, id));
        subjects.insert(id, loaded);
    }
    let mut persons: BTreeSet<PersonId> = request.persons.iter().copied().collect();
    for id in subjects.keys() {
        persons.extend(authors(db, tenant, *id)?);
    }
    let (mut roles, mut duty) = (BTreeMap::new(), BTreeMap::new());
    let mut shifts_waiting = Vec::new();
    for person in persons {
        roles.insert(person, role_spans(db, tenant, person)?);
        duty.insert(person, duty::log_of(db, tenant, person)?);
        shifts_waiting.extend(duty::shifts_waiting(db, tenant, person)?);
    }
    let office = chains::office(db, tenant)?;
    let mut stores = Vec::new();
    let held = subjects.values().flat_map(|subject| &subject.held);
    let mut approvers: BTreeSet<PersonId> =
        held.flat_map(|waiting| gate::named_in(&waiting.body.bytes)).collect();
    approvers.extend(&request.approvers);
    for person in approvers {
        roles.insert(person, role_spans(db, tenant, person)?);
        stores.extend(chains::stores_of(db, tenant, person)?);
    }
    Ok(Loaded { tip, subjects, roles, keys, office, duty, shifts_waiting, stores })
}

/// The subjects that a subject leads.
fn led_by(db: &Connection, tenant: TenantId, id: SubjectId) -> Stored<Vec<SubjectId>> {
    let mut query = db
        .prepare_cached("SELECT subject FROM subject WHERE tenant = ?1 AND lead = ?2")
        .map_err(engine)?;
    all(query.query([tenant.0, id.0]).map_err(engine)?, |row| rows::subject(row, 0))
}

/// Everybody who ever wrote about a subject, held envelopes included.
fn authors(db: &Connection, tenant: TenantId, id: SubjectId) -> Stored<Vec<PersonId>> {
    let mut query = db
        .prepare_cached("SELECT DISTINCT person FROM envelope WHERE tenant = ?1 AND subject = ?2")
        .map_err(engine)?;
    all(query.query([tenant.0, id.0]).map_err(engine)?, |row| Ok(PersonId(get(row, 0)?)))
}

fn load_subject(db: &Connection, tenant: TenantId, id: SubjectId) -> Stored<LoadedSubject> {
    let row = subject_row(db, tenant, id)?;
    let kind = row.as_ref().map(|row| row.subject.kind);
    Ok(LoadedSubject {
        row,
        head: head(db, tenant, id)?,
        entries: entries_of(db, tenant, id, 0, u64::MAX)?,
        documents: documents(db, tenant, id)?,
        access: access(db, tenant, id, kind)?,
        held: held(db, tenant, id)?,
        awaited: awaited(db, tenant, id)?,
        moved_here: moved_here(db, tenant, id)?,
    })
}

/// Open orders with a step that moved nothing and waits, the latest first.
fn orders_waiting(db: &Connection, tenant: TenantId) -> Stored<Vec<SubjectId>> {
    let mut query = db
        .prepare_cached(
            "SELECT subject, card FROM subject
             WHERE tenant = ?1 AND type = ?2 AND closed_at IS NULL AND card IS NOT NULL
             ORDER BY card_at DESC",
        )
        .map_err(engine)?;
    let kind = subject_kind_number(SubjectKind::Order);
    let mut found = query.query(params![tenant.0, kind]).map_err(engine)?;
    let mut waiting = Vec::new();
    while let Some(row) = found.next().map_err(engine)? {
        let card: Vec<u8> = get(row, 1)?;
        let card = cbor::decode::<Card>(&card).ok();
        if card.is_some_and(|card| card.counts.exceptions > 0) {
            waiting.push(rows::subject(row, 0)?);
        }
        if waiting.len() >= ORDERS_WAITING_MAX {
            break;
        }
    }
    Ok(waiting)
}

/// The order of which a subject is a part: it is told when that ends.
fn parent_of(loaded: &LoadedSubject, id: SubjectId) -> Option<SubjectId> {
    let mut said = loaded.entries.iter().filter_map(|entry| match &entry.statement {
        Some(Statement::SubOrder(word)) if word.child == id => Some(word.parent),
        _ => None,
    });
    said.next()
}

/// The subjects of which evidence was moved here.
fn moved_here(db: &Connection, tenant: TenantId, id: SubjectId) -> Stored<Vec<SubjectId>> {
    let mut query = db
        .prepare_cached("SELECT source FROM moved WHERE tenant = ?1 AND target = ?2")
        .map_err(engine)?;
    all(query.query([tenant.0, id.0]).map_err(engine)?, |row| rows::subject(row, 0))
}

/// Index of the last entry about a subject.
pub(super) fn head(db: &Connection, tenant: TenantId, id: SubjectId) -> Stored<Option<u64>> {
    let mut query = db
        .prepare_cached("SELECT max(idx) FROM about WHERE tenant = ?1 AND subject = ?2")
        .map_err(engine)?;
    let mut found = query.query([tenant.0, id.0]).map_err(engine)?;
    match found.next().map_err(engine)? {
        Some(row) => unsigned_or_null(row, 0),
        None => Ok(None),
    }
}

/// The subjects that share a key, earliest first.
pub(super) fn holders(db: &Connection, tenant: TenantId, key: &Key) -> Stored<Vec<SubjectId>> {
    let mut query = db
        .prepare_cached(
            "SELECT subject FROM key WHERE tenant = ?1 AND scheme = ?2 AND value = ?3
             ORDER BY idx, subject",
        )
        .map_err(engine)?;
    let found = query.query(params![tenant.0, key.scheme, key.value]).map_err(engine)?;
    all(found, |row| rows::subject(row, 0))
}

fn subject_row(db: &Connection, tenant: TenantId, id: SubjectId) -> Stored<Option<SubjectRow>> {
    let mut query = db
        .prepare_cached(
            "SELECT type, kind, playbook, founded_at, office, stage, closed_at, lead FROM subject
             WHERE tenant = ?1 AND subject = ?2",
        )
        .map_err(engine)?;
    let mut found = query.query([tenant.0, id.0]).map_err(engine)?;
    let Some(row) = found.next().map_err(engine)? else { return Ok(None) };
    Ok(Some(SubjectRow {
        subject: Subject { kind: subject_kind(row, 0)?, id },
        kind: get(row, 1)?,
        playbook: get(row, 2)?,
        founded_at: unsigned(row, 3)?,
        office: get(row, 4)?,
        stage: get(row, 5)?,
        closed_at: unsigned_or_null(row, 6)?,
        lead: get::<Option<[u8; 16]>>(row, 7)?.map(SubjectId),
    }))
}

/// The columns of a stored entry, from `entry e` with its envelope and body.
pub(super) const ENTRY: &str = "SELECT e.leaf, e.statement, v.header, b.salt, b.bytes, e.device,
    e.incarnation FROM entry e
    LEFT JOIN envelope v ON v.tenant = e.tenant AND v.device = e.device
      AND v.incarnation = e.incarnation AND v.seq = e.seq
    LEFT JOIN body b ON b.tenant = e.tenant AND b.hash = e.hash";

pub(super) fn entry_row(row: &Row<'_>) -> Stored<StoredEntry> {
    let leaf: Leaf = coded(row, 0, "a leaf")?;
    let header: Option<Vec<u8>> = get(row, 2)?;
    let (salt, bytes): (Option<[u8; 16]>, Option<Vec<u8>>) = (get(row, 3)?, get(row, 4)?);
    let body = salt.zip(bytes).map(|(salt, bytes)| SaltedBody { salt, bytes });
    let envelope = match header {
        Some(header) => Some(StoredEnvelope { chain: rows::chain(row, 5)?, header, body }),
        None => None,
    };
    Ok(StoredEntry { leaf, envelope, statement: coded_or_null(row, 1, "a statement")? })
}

pub(super) fn entries_of(
    db: &Connection,
    tenant: TenantId,
    id: SubjectId,
    from: u64,
    to: u64,
) -> Stored<Vec<StoredEntry>> {
    let sql = format!(
        "{ENTRY} JOIN about a ON a.tenant = e.tenant AND a.idx = e.idx
         WHERE a.tenant = ?1 AND a.subject = ?2 AND a.idx >= ?3 AND a.idx < ?4 ORDER BY a.idx"
    );
    let mut query = db.prepare_cached(&sql).map_err(engine)?;
    let range = params![tenant.0, id.0, number(from), number(to)];
    all(query.query(range).map_err(engine)?, entry_row)
}

pub(super) fn documents(
    db: &Connection,
    tenant: TenantId,
    id: SubjectId,
) -> Stored<Vec<DocumentRow>> {
    let mut query = db
        .prepare_cached(
            "SELECT audience, name, generation, heads, saved FROM document
             WHERE tenant = ?1 AND subject = ?2 ORDER BY audience, name",
        )
        .map_err(engine)?;
    all(query.query([tenant.0, id.0]).map_err(engine)?, |row| {
        Ok(DocumentRow {
            subject: id,
            audience: get(row, 0)?,
            name: get(row, 1)?,
            generation: get(row, 2)?,
            heads: hashes_from_bytes(&get::<Vec<u8>>(row, 3)?)?,
            saved: get(row, 4)?,
        })
    })
}

/// Who had access to a subject when, those included who have an order at a place.
pub(super) fn access(
    db: &Connection,
    tenant: TenantId,
    id: SubjectId,
    kind: Option<SubjectKind>,
) -> Stored<Vec<AccessSpan>> {
    let mut spans = access_rows(db, tenant, id)?;
    if kind == Some(SubjectKind::Place) {
        spans.extend(sites::access_by_orders(db, tenant, id)?);
    }
    Ok(spans)
}

/// What was written down of who had access.
pub(super) fn access_rows(
    db: &Connection,
    tenant: TenantId,
    id: SubjectId,
) -> Stored<Vec<AccessSpan>> {
    let mut query = db
        .prepare_cached(
            "SELECT person, reason, from_idx, to_idx FROM access
             WHERE tenant = ?1 AND subject = ?2 ORDER BY from_idx",
        )
        .map_err(engine)?;
    all(query.query([tenant.0, id.0]).map_err(engine)?, |row| {
        Ok(AccessSpan {
            person: PersonId(get(row, 0)?),
            reason: access_reason(row, 1)?,
            from: unsigned(row, 2)?,
            to: unsigned_or_null(row, 3)?,
        })
    })
}

fn held(db: &Connection, tenant: TenantId, id: SubjectId) -> Stored<Vec<HeldEnvelope>> {
    let mut query = db
        .prepare_cached(
            "SELECT v.device, v.incarnation, v.seq, v.hash, v.held, v.header, b.salt, b.bytes,
               d.person, d.revoked_at IS NOT NULL
             FROM envelope v JOIN body b ON b.tenant = v.tenant AND b.hash = v.hash
             JOIN device d ON d.tenant = v.tenant AND d.device = v.device
             WHERE v.tenant = ?1 AND v.subject = ?2 AND v.held IS NOT NULL
             ORDER BY v.received_at_ms, v.device, v.incarnation, v.seq LIMIT ?3",
        )
        .map_err(engine)?;
    all(query.query(params![tenant.0, id.0, HELD_MAX]).map_err(engine)?, |row| {
        Ok(HeldEnvelope {
            chain: rows::chain(row, 0)?,
            seq: unsigned(row, 2)?,
            hash: rows::hash(row, 3)?,
            why: get(row, 4)?,
            header: get(row, 5)?,
            body: SaltedBody { salt: get(row, 6)?, bytes: get(row, 7)? },
            owner: PersonId(get(row, 8)?),
            revoked: get(row, 9)?,
        })
    })
}

fn awaited(db: &Connection, tenant: TenantId, id: SubjectId) -> Stored<Vec<(ChainId, u64)>> {
    let mut query = db
        .prepare_cached(
            "SELECT device, incarnation, seq FROM envelope
             WHERE tenant = ?1 AND subject = ?2 AND verdict IS NULL",
        )
        .map_err(engine)?;
    all(query.query([tenant.0, id.0]).map_err(engine)?, |row| {
        Ok((rows::chain(row, 0)?, unsigned(row, 2)?))
    })
}

pub(super) fn role_spans(
    db: &Connection,
    tenant: TenantId,
    person: PersonId,
) -> Stored<Vec<RoleSpan>> {
    let mut query = db
        .prepare_cached(
            "SELECT from_idx, roles FROM role WHERE tenant = ?1 AND person = ?2 ORDER BY from_idx",
        )
        .map_err(engine)?;
    all(query.query([tenant.0, person.0]).map_err(engine)?, |row| {
        Ok(RoleSpan { from: unsigned(row, 0)?, roles: coded(row, 1, "roles")? })
    })
}
