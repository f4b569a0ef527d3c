//! Cards: the rows that lists, filters, scans and search read. Derived: they can be emptied and
//! filled again.

mod lists;

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::{Key, Subject};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

pub use self::lists::{
    CardFilter, CardOrder, CardPage, CardPosition, each, list, lookup_key, search,
};
use crate::columns::{self, LAST};
use crate::error::StoreError;
use crate::{migrations, search as tokens};

/// What a list needs to know about a subject, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The subject.
    pub subject: Subject,
    /// The playbook's kind of order, `""` for other subjects.
    pub order_kind: String,
    /// The stage's name.
    pub stage: String,
    /// Not finished.
    pub is_open: bool,
    /// Assigned to or held by this person.
    pub is_mine: bool,
    /// Disputed, in conflict, refused: somebody must look.
    pub attention: bool,
    /// When it is due, ms since 1970.
    pub due_at_ms: Option<i64>,
    /// Its place in the route.
    pub place_in_route: Option<u32>,
    /// What the list shows, encoded by the domain.
    pub content: Vec<u8>,
}

/// A card with what it can be found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindableCard {
    /// The card.
    pub card: Card,
    /// Its keys.
    pub keys: Vec<Key>,
    /// All text that search looks at, in one string: names, address, phone, waybill.
    pub text: String,
}

/// Takes the words of cards that left or were replaced out of the search index for good.
pub fn forget_words(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tokens::forget_removed(tx)
}

/// Keeps a card in place of the subject's earlier one.
pub fn put(tx: &Transaction<'_>, findable: &FindableCard) -> Result<(), StoreError> {
    let row = put_row(tx, &findable.card)?;
    let subject = findable.card.subject.id;
    tx.prepare_cached("DELETE FROM card_key WHERE subject = ?1")?.execute([subject.0])?;
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO card_key (value, scheme, subject) VALUES (?1, ?2, ?3)",
    )?;
    for key in &findable.keys {
        insert.execute(params![key.value, key.scheme, subject.0])?;
    }
    tokens::put(tx, row, &findable.text)
}

/// Puts a card where it belongs in lists by due time; nothing else of it changes.
pub fn set_due(
    tx: &Transaction<'_>,
    subject: SubjectId,
    due_at_ms: Option<i64>,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE card SET due_at_ms = ?2 WHERE subject = ?1")?
        .execute(params![subject.0, due_at_ms.unwrap_or(LAST)])?;
    Ok(())
}

/// Removes a subject's card, its keys and its words.
pub fn remove(tx: &Transaction<'_>, subject: SubjectId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM card_key WHERE subject = ?1")?.execute([subject.0])?;
    let row = tx
        .prepare_cached("DELETE FROM card WHERE subject = ?1 RETURNING card_id")?
        .query_row([subject.0], |row| row.get(0))
        .optional()?;
    row.map_or(Ok(()), |row| tokens::remove(tx, row))
}

/// Puts these subjects into the route, in this order, and takes all others out of it.
pub fn set_route(tx: &Transaction<'_>, route: &[SubjectId]) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE card SET place_in_route = ?1 WHERE place_in_route <> ?1")?
        .execute([LAST])?;
    let mut place = tx.prepare_cached("UPDATE card SET place_in_route = ?2 WHERE subject = ?1")?;
    for (at, subject) in (0_i64..).zip(route) {
        place.execute(params![subject.0, at])?;
    }
    Ok(())
}

/// A subject's card.
pub fn of_subject(connection: &Connection, subject: SubjectId) -> Result<Option<Card>, StoreError> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {CARD_COLUMNS} FROM card WHERE subject = ?1"))?;
    let mut rows = statement.query([subject.0])?;
    rows.next()?.map(card_row).transpose()
}

/// Empties all cards, keys and words, to be filled again in the same or later transactions. Until
/// [`note_filled`], every opening says that the projection is stale.
pub fn empty(tx: &Transaction<'_>) -> Result<(), StoreError> {
    migrations::empty_projection(tx)
}

/// Notes that every subject has its card again.
pub fn note_filled(tx: &Transaction<'_>) -> Result<(), StoreError> {
    migrations::projection_is_filled(tx)
}

fn put_row(tx: &Transaction<'_>, card: &Card) -> Result<i64, StoreError> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO card (subject, kind, order_kind, stage, is_open, is_mine, attention, due_at_ms,
             place_in_route, content)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (subject) DO UPDATE SET
             kind = excluded.kind, order_kind = excluded.order_kind, stage = excluded.stage,
             is_open = excluded.is_open, is_mine = excluded.is_mine,
             attention = excluded.attention, due_at_ms = excluded.due_at_ms,
             place_in_route = excluded.place_in_route, content = excluded.content
         RETURNING card_id",
    )?;
    Ok(statement.query_row(
        params![
            card.subject.id.0,
            columns::kind_code(card.subject.kind),
            card.order_kind,
            card.stage,
            card.is_open,
            card.is_mine,
            card.attention,
            card.due_at_ms.unwrap_or(LAST),
            card.place_in_route.map_or(LAST, i64::from),
            card.content,
        ],
        |row| row.get(0),
    )?)
}

/// What [`card_row`] reads, in its order: looking up each name for each row took longer than the query.
const CARD_COLUMNS: &str = "card_id, subject, kind, order_kind, stage, is_open, is_mine, attention, \
     due_at_ms, place_in_route, content";
const CARD_ID: usize = 0;
const DUE_AT_MS: usize = 8;
const PLACE_IN_ROUTE: usize = 9;

fn card_row(row: &Row<'_>) -> Result<Card, StoreError> {
    let due_at_ms: i64 = row.get(DUE_AT_MS)?;
    let place: i64 = row.get(PLACE_IN_ROUTE)?;
    let id = SubjectId(row.get(1)?);
    Ok(Card {
        subject: Subject { kind: columns::kind_of(row.get(2)?)?, id },
        order_kind: row.get(3)?,
        stage: row.get(4)?,
        is_open: row.get(5)?,
        is_mine: row.get(6)?,
        attention: row.get(7)?,
        due_at_ms: (due_at_ms != LAST).then_some(due_at_ms),
        place_in_route: u32::try_from(place).ok(),
        content: row.get(10)?,
    })
}
