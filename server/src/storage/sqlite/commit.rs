//! One batch, one transaction: checked against what it expects, then written.

use std::collections::BTreeMap;

use counterfoil_domain::cbor;
use counterfoil_domain::envelope::SaltedBody;
use counterfoil_domain::ids::{ChainId, Hash, SubjectId, TenantId};
use counterfoil_domain::verdict::{Counts, Verdict};
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::rows::{bytes, hashes_to_bytes, number};
use super::{append, chains, engine, erasing, gating, leaving, notices};
use crate::storage::{
    Batch, Committed, DocumentRow, EntryOf, Expected, Filing, Judged, OFF_DUTY, StorageError,
    Stored, Tip,
};

pub(super) fn commit(tx: &Transaction<'_>, tenant: TenantId, batch: &Batch) -> Stored<Committed> {
    let counter = append::counter(tx, tenant)?;
    if !still_so(tx, tenant, &counter.tip, &batch.expected)? {
        return Err(StorageError::Moved);
    }
    let first = counter.tip.size;
    let mut verdicts = Verdicts::new(first, &batch.judged);
    for filing in &batch.filings {
        file(tx, tenant, filing, batch.hub_time_ms, &mut verdicts)?;
    }
    for late in &batch.late_bodies {
        write_body(tx, tenant, late.hash, &late.body)?;
    }
    for (chain, subject, audience, k) in &batch.salt_keys {
        if erasing::is_erased(tx, tenant, *subject)? {
            continue;
        }
        let key = params![tenant.0, chain.device.0, chain.incarnation.0, subject.0, audience, k];
        tx.prepare_cached("INSERT OR IGNORE INTO salt_key VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .and_then(|mut insert| insert.execute(key))
            .map_err(engine)?;
    }
    let committed = append::append(tx, tenant, counter, &batch.entries, batch.hub_time_ms)?;
    verdicts.write(tx, tenant)?;
    forget_places(tx, tenant, batch)?;
    for document in &batch.documents {
        write_document(tx, tenant, document)?;
    }
    leaving::note(tx, tenant, batch)?;
    for row in &batch.cards {
        let row = params![tenant.0, row.subject.0, row.card, number(committed.size), row.keys];
        tx.prepare_cached(
            "UPDATE subject SET card = ?3, card_at = ?4, keys = ?5
             WHERE tenant = ?1 AND subject = ?2 AND NOT EXISTS
               (SELECT 1 FROM erasure WHERE tenant = ?1 AND erasure.subject = ?2)",
        )
        .and_then(|mut update| update.execute(row))
        .map_err(engine)?;
    }
    for row in &batch.notices {
        notices::insert_unread(tx, tenant, row)?;
    }
    Ok(committed)
}

fn still_so(
    tx: &Transaction<'_>,
    tenant: TenantId,
    tip: &Tip,
    expected: &Expected,
) -> Stored<bool> {
    if expected.lineage.is_some_and(|lineage| lineage != tip.lineage)
        || expected.rules.is_some_and(|rules| rules != tip.rules)
    {
        return Ok(false);
    }
    for (subject, head) in &expected.subjects {
        if gating::head(tx, tenant, *subject)? != *head {
            return Ok(false);
        }
    }
    for (chain, size) in &expected.chains {
        let here = chains::chain(tx, tenant, *chain)?.map_or(0, |row| row.edge.size());
        if here != *size {
            return Ok(false);
        }
    }
    for (key, holders) in &expected.keys {
        if gating::holders(tx, tenant, key)? != *holders {
            return Ok(false);
        }
    }
    Ok(true)
}

fn file(
    tx: &Transaction<'_>,
    tenant: TenantId,
    filing: &Filing,
    now_ms: u64,
    verdicts: &mut Verdicts<'_>,
) -> Stored<()> {
    let ChainId { device, incarnation } = filing.chain;
    let before = chains::chain(tx, tenant, filing.chain)?;
    let counts = before.as_ref().map(|row| row.counts).unwrap_or_default();
    let known = before.as_ref().map_or(0, |row| row.sealed_size);
    let sealed = filing.sealed_size.max(known);
    let fork_of = filing.fork_of.map(|chain| chain.incarnation.0);
    let predecessor = filing.predecessor;
    tx.prepare_cached(
        "INSERT INTO chain VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL)
         ON CONFLICT DO UPDATE SET edge = excluded.edge,
           sealed_size = max(sealed_size, excluded.sealed_size)",
    )
    .and_then(|mut upsert| {
        upsert.execute(params![
            tenant.0,
            device.0,
            incarnation.0,
            bytes(&filing.edge),
            number(sealed),
            fork_of,
            predecessor.map(|chain| chain.device.0),
            predecessor.map(|chain| chain.incarnation.0),
            bytes(&counts),
        ])
    })
    .map_err(engine)?;
    for seal in &filing.seals {
        let size = number(seal.statement.size);
        let row = params![tenant.0, device.0, incarnation.0, size, cbor::encode(seal)];
        tx.prepare_cached("INSERT OR IGNORE INTO seal VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut insert| insert.execute(row))
            .map_err(engine)?;
    }
    file_headers(tx, tenant, filing, now_ms, verdicts)
}

fn file_headers(
    tx: &Transaction<'_>,
    tenant: TenantId,
    filing: &Filing,
    now_ms: u64,
    verdicts: &mut Verdicts<'_>,
) -> Stored<()> {
    let ChainId { device, incarnation } = filing.chain;
    let mut insert = tx
        .prepare_cached(
            "INSERT INTO envelope (tenant, device, incarnation, seq, hash, header, subject, person,
                                   received_at_ms, verdict, held, idx)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )
        .map_err(engine)?;
    for (at, header) in filing.headers.iter().enumerate() {
        let seq = filing.from + at as u64;
        let told = verdicts.of_new(filing.chain, seq);
        insert
            .execute(params![
                tenant.0,
                device.0,
                incarnation.0,
                number(seq),
                header.hash.0,
                header.bytes,
                header.subject.0,
                header.person.0,
                number(now_ms),
                told.map(|judged| bytes(&judged.verdict)),
                told.and_then(held_why),
                told.and_then(|judged| verdicts.index(judged)),
            ])
            .map_err(engine)?;
        if let Some(body) = &header.body {
            insert_body(tx, tenant, header.hash, header.subject, body)?;
        }
    }
    Ok(())
}

fn held_why(judged: &Judged) -> Option<&str> {
    match &judged.verdict {
        Verdict::Held { why } => Some(why.as_str()),
        _ => None,
    }
}

/// A position from outside a shift must not exist: its body goes with the refusal. Header and leaf stay, so the
/// chain verifies.
fn forget_places(tx: &Transaction<'_>, tenant: TenantId, batch: &Batch) -> Stored<()> {
    for entry in &batch.entries {
        let EntryOf::Envelope { hash, verdict: Verdict::Refused { code }, .. } = &entry.of else {
            continue;
        };
        if code == OFF_DUTY {
            tx.prepare_cached("DELETE FROM body WHERE tenant = ?1 AND hash = ?2")
                .and_then(|mut ready| ready.execute(params![tenant.0, hash.0]))
                .map_err(engine)?;
        }
    }
    Ok(())
}

fn insert_body(
    tx: &Transaction<'_>,
    tenant: TenantId,
    hash: Hash,
    subject: SubjectId,
    body: &SaltedBody,
) -> Stored<()> {
    if erasing::is_erased(tx, tenant, subject)? {
        return Ok(()); // it was filed, and nothing of it is kept
    }
    let row = params![tenant.0, hash.0, subject.0, body.salt, body.bytes];
    tx.prepare_cached("INSERT OR IGNORE INTO body VALUES (?1, ?2, ?3, ?4, ?5, NULL)")
        .and_then(|mut insert| insert.execute(row))
        .map_err(engine)?;
    Ok(())
}

fn write_body(tx: &Transaction<'_>, tenant: TenantId, hash: Hash, body: &SaltedBody) -> Stored<()> {
    let subject: Option<[u8; 16]> = tx
        .prepare_cached("SELECT subject FROM envelope WHERE tenant = ?1 AND hash = ?2 LIMIT 1")
        .and_then(|mut query| {
            query.query_row([&tenant.0[..], &hash.0], |row| row.get(0)).optional()
        })
        .map_err(engine)?;
    let subject = subject.ok_or(StorageError::Damaged("a body without its header"))?;
    insert_body(tx, tenant, hash, SubjectId(subject), body)
}

/// The verdicts of a batch: those on new headers are written with them, the others upon what is there.
struct Verdicts<'b> {
    first: u64,
    /// Not written yet.
    open: BTreeMap<(ChainId, u64), &'b Judged>,
    /// What each chain's counts grow by, and verdicts that no longer count.
    counts: BTreeMap<ChainId, Vec<(bool, &'b Verdict)>>,
}

impl<'b> Verdicts<'b> {
    fn new(first: u64, judged: &'b [Judged]) -> Self {
        let open = judged.iter().map(|one| ((one.chain, one.seq), one)).collect();
        Self { first, open, counts: BTreeMap::new() }
    }

    fn index(&self, judged: &Judged) -> Option<i64> {
        judged.entry.map(|entry| number(self.first + entry as u64))
    }

    /// The verdict on a header that is being filed.
    fn of_new(&mut self, chain: ChainId, seq: u64) -> Option<&'b Judged> {
        let judged = self.open.remove(&(chain, seq))?;
        self.counts.entry(chain).or_default().push((false, &judged.verdict));
        Some(judged)
    }

    fn write(mut self, tx: &Transaction<'_>, tenant: TenantId) -> Stored<()> {
        for ((chain, _), judged) in std::mem::take(&mut self.open) {
            let waited = upon_present(tx, tenant, judged, self.index(judged))?;
            self.counts.entry(chain).or_default().push((waited, &judged.verdict));
        }
        for (chain, moves) in self.counts {
            count(tx, tenant, chain, &moves)?;
        }
        Ok(())
    }
}

/// Writes a verdict upon an envelope that was filed earlier; says whether it had been held.
fn upon_present(
    tx: &Transaction<'_>,
    tenant: TenantId,
    judged: &Judged,
    index: Option<i64>,
) -> Stored<bool> {
    let ChainId { device, incarnation } = judged.chain;
    let place = params![tenant.0, device.0, incarnation.0, number(judged.seq)];
    let before: Option<Option<Vec<u8>>> = tx
        .prepare_cached(
            "SELECT verdict FROM envelope
             WHERE tenant = ?1 AND device = ?2 AND incarnation = ?3 AND seq = ?4",
        )
        .and_then(|mut query| query.query_row(place, |row| row.get(0)).optional())
        .map_err(engine)?;
    let before = before.ok_or(StorageError::Damaged("a verdict without its envelope"))?;
    let before: Option<Verdict> =
        before.map(|bytes| super::rows::decoded(&bytes, "a verdict")).transpose()?;
    if before.as_ref().is_some_and(Verdict::is_final) {
        return Err(StorageError::Moved); // another hub judged it meanwhile
    }
    let held = held_why(judged);
    let was_held = matches!(before, Some(Verdict::Held { .. }));
    let waited = was_held && held.is_none();
    tx.prepare_cached(
        "UPDATE envelope SET verdict = ?5, held = ?6, idx = ?7, waited = ?8
         WHERE tenant = ?1 AND device = ?2 AND incarnation = ?3 AND seq = ?4",
    )
    .and_then(|mut update| {
        let verdict = bytes(&judged.verdict);
        let seq = number(judged.seq);
        let (device, incarnation) = (device.0, incarnation.0);
        update.execute(params![tenant.0, device, incarnation, seq, verdict, held, index, waited])
    })
    .map_err(engine)?;
    Ok(was_held)
}

fn count(
    tx: &Transaction<'_>,
    tenant: TenantId,
    chain: ChainId,
    moves: &[(bool, &Verdict)],
) -> Stored<()> {
    let row = chains::chain(tx, tenant, chain)?;
    let mut counts: Counts =
        row.ok_or(StorageError::Damaged("a verdict without its chain"))?.counts;
    for (was_held, now) in moves {
        if *was_held {
            counts.held = counts.held.saturating_sub(1);
        }
        counts.add(now);
    }
    let row = params![tenant.0, chain.device.0, chain.incarnation.0, bytes(&counts)];
    tx.prepare_cached(
        "UPDATE chain SET counts = ?4 WHERE tenant = ?1 AND device = ?2 AND incarnation = ?3",
    )
    .and_then(|mut update| update.execute(row))
    .map_err(engine)?;
    Ok(())
}

fn write_document(tx: &Transaction<'_>, tenant: TenantId, row: &DocumentRow) -> Stored<()> {
    let heads = hashes_to_bytes(&row.heads);
    tx.prepare_cached("INSERT OR REPLACE INTO document VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        .and_then(|mut insert| {
            insert.execute(params![
                tenant.0,
                row.subject.0,
                row.audience,
                row.name,
                row.generation,
                heads,
                row.saved
            ])
        })
        .map_err(engine)?;
    Ok(())
}
