//! The outbox: what this store wrote, and how far each envelope is on its way to safety.
//!
//! A row goes `unsent → sent → stored → seen → safe`; a verdict stands beside it. No head: every
//! row moves alone. Rows are never deleted before `safe`, which a trigger of the schema enforces.

mod verdicts;

use counterfoil_domain::envelope::{Envelope, SaltedBody};
use counterfoil_domain::ids::{Hash, Incarnation, SubjectId};
use counterfoil_domain::verdict::Verdict;
use rusqlite::{Connection, Params, Row, Transaction, params};

pub use self::verdicts::{
    Answered, apply_verdicts, mark_safe, mark_seen, offer_again, offer_again_from,
};
use crate::columns;
use crate::error::StoreError;

/// How far an envelope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutboxState {
    /// On this phone alone.
    Unsent,
    /// Handed to the network; nobody knows whether it arrived.
    Sent,
    /// The hub has it.
    Stored,
    /// This phone has applied the log beyond it: it left the overlay.
    Seen,
    /// It survives the loss of the hub's machine; it may leave the phone.
    Safe,
}

/// One envelope of this store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeRow {
    /// Its bytes.
    pub envelope: Envelope,
    /// Its hash.
    pub hash: Hash,
    /// The chain it stands in.
    pub incarnation: Incarnation,
    /// Its place there.
    pub seq: u64,
    /// What it is about.
    pub subject: SubjectId,
    /// How far it is.
    pub state: OutboxState,
    /// The entry that says the hub has it.
    pub hub_index: Option<u64>,
    /// The newest verdict, final or not.
    pub verdict: Option<Verdict>,
    /// The hub asked to wait until then, ms since 1970.
    pub not_before_ms: i64,
}

/// How many envelopes are how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxCounts {
    /// On this phone alone, or sent without an answer.
    pub unsent: u64,
    /// At the hub.
    pub stored: u64,
    /// Safe.
    pub safe: u64,
    /// Refused, blocked or held: somebody must look.
    pub attention: u64,
}

/// Envelopes that wait for an answer and may be sent at `now_ms`, in the order of their chains; at
/// most `count`, and no more bytes than `bytes` except for the first.
pub fn to_send(
    connection: &Connection,
    now_ms: i64,
    count: usize,
    bytes: usize,
) -> Result<Vec<EnvelopeRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM envelope JOIN chain USING (chain_id)
         WHERE state IN ('unsent', 'sent') AND not_before_ms <= ?1 ORDER BY chain_id, seq LIMIT ?2",
    )?;
    let mut rows = statement.query(params![now_ms, count])?;
    let (mut found, mut size) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let row = envelope_row(row)?;
        size += row.size_bytes();
        if size > bytes && !found.is_empty() {
            break;
        }
        found.push(row);
    }
    Ok(found)
}

/// Envelopes of one chain from `seq` on, whatever their state: when the hub asks for them again.
pub fn from_seq(
    connection: &Connection,
    incarnation: Incarnation,
    seq: u64,
    count: usize,
) -> Result<Vec<EnvelopeRow>, StoreError> {
    let sql = "SELECT * FROM envelope JOIN chain USING (chain_id)
               WHERE incarnation = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3";
    ask(connection, sql, params![incarnation.0, seq, count])
}

/// One envelope by its hash.
pub fn by_hash(connection: &Connection, hash: Hash) -> Result<Option<EnvelopeRow>, StoreError> {
    let sql = "SELECT * FROM envelope JOIN chain USING (chain_id) WHERE header_hash = ?1";
    Ok(ask(connection, sql, [hash.0])?.pop())
}

/// What lies over the acknowledged layer of a subject: own work that the log does not show yet, in
/// the order in which it was written. Refused work is not in it.
pub fn overlay(
    connection: &Connection,
    subject: SubjectId,
) -> Result<Vec<EnvelopeRow>, StoreError> {
    let sql = "SELECT * FROM envelope JOIN chain USING (chain_id)
               WHERE subject = ?1 AND coalesce(verdict_code, 0) <> 3
                 AND (state IN ('unsent', 'sent', 'stored') OR verdict_code IN (5, 6))
               ORDER BY envelope_id";
    ask(connection, sql, [subject.0])
}

/// Own work that the hub has taken and that this person's part of the log does not show: of an audience that the
/// author may write for and not read. It stays on the author's screen.
pub fn unlisted(
    connection: &Connection,
    subject: SubjectId,
) -> Result<Vec<EnvelopeRow>, StoreError> {
    let sql = "SELECT * FROM envelope JOIN chain USING (chain_id)
               WHERE envelope.subject = ?1 AND state IN ('seen', 'safe') AND verdict_code < 3
                 AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.subject = envelope.subject
                                 AND entry.log_index = envelope.hub_index)
               ORDER BY envelope_id";
    ask(connection, sql, [subject.0])
}

/// Subjects that have an overlay.
pub fn subjects_with_overlay(connection: &Connection) -> Result<Vec<SubjectId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT subject FROM envelope
         WHERE coalesce(verdict_code, 0) <> 3
           AND (state IN ('unsent', 'sent', 'stored') OR verdict_code IN (5, 6))",
    )?;
    Ok(statement.query_map([], columns::subject_id)?.collect::<Result<_, _>>()?)
}

/// The chains of which something is not safe yet.
pub fn chains_not_safe(connection: &Connection) -> Result<Vec<Incarnation>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT incarnation FROM chain WHERE EXISTS
             (SELECT 1 FROM envelope WHERE envelope.chain_id = chain.chain_id AND state <> 'safe')
         ORDER BY chain_id",
    )?;
    let found = statement.query_map([], |row| row.get(0).map(Incarnation))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Envelopes that were refused, blocked or held, and that no later one replaces.
pub fn stuck(connection: &Connection, count: usize) -> Result<Vec<EnvelopeRow>, StoreError> {
    let sql = "SELECT * FROM envelope AS stuck JOIN chain USING (chain_id)
               WHERE verdict_code IN (3, 4, 6) AND NOT EXISTS
                   (SELECT 1 FROM envelope WHERE instead_of = stuck.header_hash)
               ORDER BY envelope_id LIMIT ?1";
    ask(connection, sql, [count])
}

/// Notes that these were handed to the network. They are sent again until an answer comes.
pub fn mark_sent(tx: &Transaction<'_>, hashes: &[Hash]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(
        "UPDATE envelope SET state = 'sent' WHERE header_hash = ?1 AND state = 'unsent'",
    )?;
    for hash in hashes {
        statement.execute([hash.0])?;
    }
    Ok(())
}

/// Whether something of this store's own on a subject has not come to the hub.
pub fn has_unsent_on(connection: &Connection, subject: SubjectId) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM envelope WHERE subject = ?1 AND state IN ('unsent', 'sent')",
    )?;
    Ok(statement.exists([subject.0])?)
}

/// How many envelopes are how far, over all chains of this store.
pub fn counts(connection: &Connection) -> Result<OutboxCounts, StoreError> {
    let mut counts = OutboxCounts::default();
    // Two questions, each answered from an index: the rows with their bodies are not read.
    let mut by_state =
        connection.prepare_cached("SELECT state, count(*) FROM envelope GROUP BY state")?;
    let mut rows = by_state.query([])?;
    while let Some(row) = rows.next()? {
        let (state, count): (String, u64) = (row.get(0)?, row.get(1)?);
        match OutboxState::of(&state)? {
            OutboxState::Unsent | OutboxState::Sent => counts.unsent += count,
            OutboxState::Stored | OutboxState::Seen => counts.stored += count,
            OutboxState::Safe => counts.safe += count,
        }
    }
    let mut stuck = connection.prepare_cached(
        "SELECT count(*) FROM envelope AS stuck WHERE verdict_code IN (3, 4, 6) AND NOT EXISTS
             (SELECT 1 FROM envelope WHERE instead_of = stuck.header_hash)",
    )?;
    counts.attention = stuck.query_row([], |row| row.get(0))?;
    Ok(counts)
}

impl EnvelopeRow {
    /// Bytes of header and body.
    pub fn size_bytes(&self) -> usize {
        let body = self.envelope.body.as_ref().map_or(0, |salted| salted.bytes.len());
        self.envelope.header_bytes.len() + body
    }
}

impl OutboxState {
    fn of(name: &str) -> Result<Self, StoreError> {
        match name {
            "unsent" => Ok(Self::Unsent),
            "sent" => Ok(Self::Sent),
            "stored" => Ok(Self::Stored),
            "seen" => Ok(Self::Seen),
            "safe" => Ok(Self::Safe),
            _ => Err(StoreError::Damaged { what: "state of an envelope" }),
        }
    }
}

fn ask(
    connection: &Connection,
    sql: &str,
    arguments: impl Params,
) -> Result<Vec<EnvelopeRow>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(arguments)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(envelope_row(row)?);
    }
    Ok(found)
}

fn envelope_row(row: &Row<'_>) -> Result<EnvelopeRow, StoreError> {
    let body: Option<Vec<u8>> = row.get("body")?;
    let salt = row.get("salt")?;
    let state: String = row.get("state")?;
    Ok(EnvelopeRow {
        envelope: Envelope {
            header_bytes: row.get("header")?,
            body: body.map(|bytes| SaltedBody { salt, bytes }),
        },
        hash: columns::hash(row, "header_hash")?,
        incarnation: Incarnation(row.get("incarnation")?),
        seq: row.get("seq")?,
        subject: columns::subject_id(row)?,
        state: OutboxState::of(&state)?,
        hub_index: row.get("hub_index")?,
        verdict: columns::decoded_or_null(row.get("verdict")?, "verdict")?,
        not_before_ms: row.get("not_before_ms")?,
    })
}
