//! What entries change in the tables that gate and scope read.

use counterfoil_domain::cbor;
use counterfoil_domain::ids::TenantId;
use counterfoil_domain::log::{Enrolled, Granted, PlaybookPublished, Received, Statement};
use counterfoil_domain::subject::Subject;
use rusqlite::{Params, Transaction, params};

use super::rows::{bytes, number, subject_kind_number};
use super::{engine, erasing, sites, wipes};
use crate::storage::{Effect, Stored};

fn run<P: Params>(tx: &Transaction<'_>, sql: &str, params: P) -> Stored<()> {
    tx.prepare_cached(sql).and_then(|mut ready| ready.execute(params)).map_err(engine)?;
    Ok(())
}

/// What one entry changes for one subject.
pub(super) fn effect(
    tx: &Transaction<'_>,
    tenant: TenantId,
    index: u64,
    effect: &Effect,
) -> Stored<()> {
    let at = number(index);
    match effect {
        Effect::Founded { subject, kind, playbook, stage, office } => {
            founded(tx, tenant, at, (subject, kind, *playbook, stage, *office))
        }
        Effect::Stage { subject, stage, closed } => {
            let row = params![tenant.0, subject.0, at, stage, closed];
            run(tx, "INSERT OR REPLACE INTO stage VALUES (?1, ?2, ?3, ?4, ?5)", row)?;
            let closed_at = closed.then_some(at);
            run(
                tx,
                "UPDATE subject SET stage = ?3, closed_at = ?4 WHERE tenant = ?1 AND subject = ?2",
                params![tenant.0, subject.0, stage, closed_at],
            )
        }
        Effect::Access { subject, person, reason, begins: true } => run(
            tx,
            "INSERT INTO access SELECT ?1, ?2, ?3, ?4, ?5, NULL WHERE NOT EXISTS (SELECT 1 FROM access
             WHERE tenant = ?1 AND subject = ?2 AND person = ?3 AND reason = ?4 AND to_idx IS NULL)",
            params![tenant.0, subject.0, person.0, *reason as i64, at],
        ),
        Effect::Access { subject, person, reason, begins: false } => run(
            tx,
            "UPDATE access SET to_idx = ?5 WHERE tenant = ?1 AND subject = ?2 AND person = ?3
             AND reason = ?4 AND to_idx IS NULL",
            params![tenant.0, subject.0, person.0, *reason as i64, at],
        ),
        Effect::Keyed { subject, key } => run(
            tx,
            "INSERT OR IGNORE INTO key VALUES (?1, ?2, ?3, ?4, ?5)",
            params![tenant.0, key.scheme, key.value, subject.0, at],
        ),
        Effect::Duty { person, mark } => run(
            tx,
            "INSERT OR IGNORE INTO duty VALUES (?1, ?2, ?3, ?4)",
            params![tenant.0, person.0, at, cbor::encode(mark)],
        ),
        Effect::Moved { from, to } => run(
            tx,
            "INSERT OR IGNORE INTO moved VALUES (?1, ?2, ?3)",
            params![tenant.0, to.0, from.0],
        ),
        Effect::Sites { order, places } => sites::note(tx, tenant, at, (*order, places)),
        Effect::Stocked { place, subject } => run(
            tx,
            "INSERT OR REPLACE INTO stocked VALUES (?1, ?2, ?3, ?4)",
            params![tenant.0, place.0, subject.0, at],
        ),
        Effect::Lead { subject, lead } => {
            sites::note_lead(tx, tenant, at, (*subject, *lead))?;
            run(
                tx,
                "UPDATE subject SET lead = ?3 WHERE tenant = ?1 AND subject = ?2",
                params![tenant.0, subject.0, lead.map(|lead| lead.0)],
            )
        }
    }
}

fn founded(
    tx: &Transaction<'_>,
    tenant: TenantId,
    at: i64,
    (subject, kind, playbook, stage, office): (&Subject, &str, u32, &str, bool),
) -> Stored<()> {
    run(
        tx,
        "INSERT OR IGNORE INTO subject
           (tenant, subject, type, kind, playbook, founded_at, office, stage)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            tenant.0,
            subject.id.0,
            subject_kind_number(subject.kind),
            kind,
            playbook,
            at,
            office,
            stage
        ],
    )?;
    let row = params![tenant.0, subject.id.0, at, stage];
    run(tx, "INSERT OR IGNORE INTO stage VALUES (?1, ?2, ?3, ?4, 0)", row)
}

/// What a statement changes for the whole tenant; `true` if it changes rules that the gate judges by.
pub(super) fn statement(
    tx: &Transaction<'_>,
    tenant: TenantId,
    index: u64,
    statement: &Statement,
) -> Stored<bool> {
    match statement {
        Statement::Enrolled(enrolled) => {
            erasing::enrolled(tx, tenant, index, enrolled.device)?;
            enrol(tx, tenant, index, enrolled)?;
        }
        Statement::Revoked(revoked) => run(
            tx,
            "UPDATE device SET revoked_at = ?3
             WHERE tenant = ?1 AND device = ?2 AND revoked_at IS NULL",
            params![tenant.0, revoked.device.0, number(index)],
        )?,
        Statement::Granted(granted) => grant(tx, tenant, index, granted)?,
        Statement::Playbook(published) => publish(tx, tenant, index, published)?,
        Statement::Lineage(_) => {}
        Statement::Received(received) => {
            receive(tx, tenant, index, received)?;
            return Ok(false);
        }
        Statement::WipeOrdered(said) => {
            wipes::ordered(tx, tenant, index, said)?;
            return Ok(false);
        }
        Statement::Wiped(said) => {
            wipes::done(tx, tenant, index, said)?;
            return Ok(false);
        }
        Statement::Erased(said) => {
            erasing::entered(tx, tenant, index, said)?;
            return Ok(false);
        }
        Statement::ErasedSaid(said) => {
            erasing::said(tx, tenant, said)?;
            return Ok(false);
        }
        Statement::LegalHold(said) => {
            erasing::held(tx, tenant, index, said)?;
            return Ok(false);
        }
        Statement::Adopted(said) => {
            let said = &said.adoption.statement;
            let row = params![tenant.0, said.device.0, bytes(&said.seal_key)];
            let sql = "UPDATE device SET seal_key = ?3 WHERE tenant = ?1 AND device = ?2";
            run(tx, sql, row)?;
            return Ok(false);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn enrol(tx: &Transaction<'_>, tenant: TenantId, index: u64, enrolled: &Enrolled) -> Stored<()> {
    // Enrolling again gives new keys to the same store and lifts a revocation.
    run(
        tx,
        "INSERT OR REPLACE INTO device VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL)",
        params![
            tenant.0,
            enrolled.device.0,
            enrolled.person.0,
            bytes(&enrolled.seal_key),
            bytes(&enrolled.session_key),
            enrolled.recipient,
            enrolled.office,
            number(index)
        ],
    )
}

fn receive(tx: &Transaction<'_>, tenant: TenantId, index: u64, received: &Received) -> Stored<()> {
    let chain = received.chain;
    run(
        tx,
        "UPDATE chain SET received_at = ?4
         WHERE tenant = ?1 AND device = ?2 AND incarnation = ?3",
        params![tenant.0, chain.device.0, chain.incarnation.0, number(index)],
    )
}

fn grant(tx: &Transaction<'_>, tenant: TenantId, index: u64, granted: &Granted) -> Stored<()> {
    let roles = bytes(&granted.roles);
    let row = params![tenant.0, granted.person.0, number(index), roles];
    run(tx, "INSERT OR REPLACE INTO role VALUES (?1, ?2, ?3, ?4)", row)
}

fn publish(
    tx: &Transaction<'_>,
    tenant: TenantId,
    index: u64,
    published: &PlaybookPublished,
) -> Stored<()> {
    run(
        tx,
        "UPDATE playbook SET idx = ?3 WHERE tenant = ?1 AND version = ?2",
        params![tenant.0, published.version, number(index)],
    )
}
