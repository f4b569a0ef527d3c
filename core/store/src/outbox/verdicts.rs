//! What the hub answered, noted on the outbox. Every answer may come any number of times.

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{Hash, Incarnation};
use counterfoil_domain::verdict::Verdict;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::error::StoreError;

const RETRY: u8 = 5;
const HELD: u8 = 6;

/// One answer of the hub about one envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The envelope.
    pub hash: Hash,
    /// What the hub said.
    pub verdict: Verdict,
    /// The entry that holds it: the verdict's own when it is final, that of the stored slice when
    /// the envelope is held.
    pub index: Option<u64>,
}

/// Notes verdicts. Returns how many were about envelopes of this store. A final verdict stands: a
/// later one with another index replaces it only when the earlier was not final.
pub fn apply_verdicts(
    tx: &Transaction<'_>,
    answers: &[Answered],
    now_ms: i64,
) -> Result<usize, StoreError> {
    let mut known = 0;
    for answer in answers {
        known += usize::from(apply(tx, answer, now_ms)?);
    }
    Ok(known)
}

fn apply(tx: &Transaction<'_>, answer: &Answered, now_ms: i64) -> Result<bool, StoreError> {
    let Some(before) = code_before(tx, answer.hash)? else {
        return Ok(false);
    };
    let is_settled = before.is_some_and(|code| code != RETRY && code != HELD);
    match (&answer.verdict, answer.index) {
        // What is final stays: an older answer that arrives late changes nothing.
        _ if is_settled => {}
        (Verdict::Retry { after_ms }, _) => {
            let until = now_ms.saturating_add(i64::try_from(*after_ms).unwrap_or(i64::MAX));
            note(tx, answer)?;
            tx.prepare_cached("UPDATE envelope SET not_before_ms = ?2 WHERE header_hash = ?1")?
                .execute(params![answer.hash.0, until])?;
        }
        (Verdict::Held { .. }, None) => note(tx, answer)?,
        (_, Some(index)) => {
            note(tx, answer)?;
            tx.prepare_cached(
                "UPDATE envelope SET state = 'stored', hub_index = ?2
                 WHERE header_hash = ?1 AND hub_index IS NOT ?2",
            )?
            .execute(params![answer.hash.0, index])?;
        }
        (_, None) => {
            return Err(StoreError::Conflict { what: "a final verdict names its entry" });
        }
    }
    Ok(true)
}

/// The code of the verdict that stands, or `None` for an unknown envelope.
fn code_before(tx: &Transaction<'_>, hash: Hash) -> Result<Option<Option<u8>>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT verdict_code FROM envelope WHERE header_hash = ?1")?;
    Ok(statement.query_row([hash.0], |row| row.get(0)).optional()?)
}

fn note(tx: &Transaction<'_>, answer: &Answered) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE envelope SET verdict = ?2, verdict_code = ?3 WHERE header_hash = ?1",
    )?
    .execute(params![answer.hash.0, cbor::encode(&answer.verdict), answer.verdict.code()])?;
    Ok(())
}

/// The cursor passed: envelopes with a final verdict at an index below `size` leave the overlay.
/// Returns how many.
pub fn mark_seen(tx: &Transaction<'_>, size: u64) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE envelope SET state = 'seen'
             WHERE state = 'stored' AND hub_index < ?1 AND verdict_code < ?2",
        )?
        .execute(params![size, RETRY])?)
}

/// The signed horizon passed: what the phone has seen, or the hub holds, at an index below `size`
/// is safe. Returns how many envelopes became so.
pub fn mark_safe(tx: &Transaction<'_>, size: u64) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE envelope SET state = 'safe'
             WHERE hub_index < ?1 AND (state = 'seen' OR (state = 'stored' AND verdict_code = ?2))",
        )?
        .execute(params![size, HELD])?)
}

/// The hub lost every entry from `kept` on: what it had acknowledged there is offered again, as its
/// original envelopes. Returns how many.
pub fn offer_again(tx: &Transaction<'_>, kept: u64) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE envelope SET state = 'unsent', hub_index = NULL, verdict = NULL,
                    verdict_code = NULL, not_before_ms = 0
             WHERE hub_index >= ?1",
        )?
        .execute([kept])?)
}

/// The hub holds only the first `seq` headers of a chain: everything behind them is offered again.
/// Returns how many.
pub fn offer_again_from(
    tx: &Transaction<'_>,
    incarnation: Incarnation,
    seq: u64,
) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE envelope SET state = 'unsent', hub_index = NULL, verdict = NULL,
                    verdict_code = NULL, not_before_ms = 0
             WHERE seq >= ?2 AND state <> 'unsent'
               AND chain_id = (SELECT chain_id FROM chain WHERE incarnation = ?1)",
        )?
        .execute(params![incarnation.0, seq])?)
}
