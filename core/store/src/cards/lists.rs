//! Lists of cards: filtered and paged without loading a document.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use counterfoil_domain::subject::{Subject, SubjectKind, normalise_key};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{CARD_COLUMNS, CARD_ID, Card, DUE_AT_MS, PLACE_IN_ROUTE, card_row};
use crate::columns::{self, LAST};
use crate::error::StoreError;
use crate::limits;
use crate::search as tokens;

/// Which cards a list shows. What is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardFilter {
    /// Orders, shifts, places or assets.
    pub kind: Option<SubjectKind>,
    /// The playbook's kind of order.
    pub order_kind: Option<String>,
    /// Whether it is more than keys: its founding is here.
    pub is_known: Option<bool>,
    /// One of these stages; empty for all.
    pub stages: Vec<String>,
    /// Open or finished.
    pub is_open: Option<bool>,
    /// Assigned to or held by this person.
    pub is_mine: Option<bool>,
    /// Somebody must look.
    pub attention: Option<bool>,
}

impl CardFilter {
    /// This person's open orders that are known here.
    #[must_use]
    pub fn own_open_orders() -> Self {
        Self {
            kind: Some(SubjectKind::Order),
            is_known: Some(true),
            is_open: Some(true),
            is_mine: Some(true),
            ..Self::default()
        }
    }
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CardOrder {
    /// What is due first; without a due time last.
    #[default]
    Due,
    /// Along the route; outside the route last.
    Route,
}

/// Where a page ended; the next one begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardPosition {
    sorted_by: i64,
    row: i64,
}

impl fmt::Display for CardPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.sorted_by, self.row)
    }
}

impl FromStr for CardPosition {
    type Err = ParseIntError;

    /// Reads what `Display` writes; for shells that keep a place as a text.
    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let (sorted_by, row) = text.split_once('/').unwrap_or((text, ""));
        Ok(Self { sorted_by: sorted_by.parse()?, row: row.parse()? })
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardPage {
    /// The cards, sorted.
    pub cards: Vec<Card>,
    /// Where the next page begins, when there is more.
    pub next: Option<CardPosition>,
}

/// One page of the cards that a filter lets through, at most `count`.
pub fn list(
    connection: &Connection,
    filter: &CardFilter,
    order: CardOrder,
    after: Option<CardPosition>,
    count: usize,
) -> Result<CardPage, StoreError> {
    let column = order.column();
    let (condition, mut arguments) = filter.condition();
    let after = after.unwrap_or(CardPosition { sorted_by: i64::MIN, row: i64::MIN });
    arguments.extend([after.sorted_by.into(), after.row.into(), limit(count).into()]);
    let sql = format!(
        "SELECT {CARD_COLUMNS} FROM card WHERE {condition} ({column}, card_id) > (?, ?)
         ORDER BY {column}, card_id LIMIT ?"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(arguments))?;
    let mut page = CardPage { cards: Vec::new(), next: None };
    let mut last = None;
    while let Some(row) = rows.next()? {
        if page.cards.len() == count {
            page.next = last;
            break;
        }
        let sorted_by = row.get(order.position())?;
        last = Some(CardPosition { sorted_by, row: row.get(CARD_ID)? });
        page.cards.push(card_row(row)?);
    }
    Ok(page)
}

/// Shows `see` every card that a filter lets through, a page in memory at a time. A page is read before its cards are
/// seen: `see` may change them, but not what they are sorted by.
///
/// # Errors
/// Those of reading, and those of `see`, at which it ends.
pub fn each<E: From<StoreError>>(
    connection: &Connection,
    filter: &CardFilter,
    order: CardOrder,
    mut see: impl FnMut(&Card) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = None;
    loop {
        let page = list(connection, filter, order, after, limits::CARDS_PAGE_COUNT)?;
        page.cards.iter().try_for_each(&mut see)?;
        if page.next.is_none() {
            return Ok(());
        }
        after = page.next;
    }
}

/// The cards that answer what a person typed, best first.
pub fn search(connection: &Connection, typed: &str) -> Result<Vec<Card>, StoreError> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {CARD_COLUMNS} FROM card WHERE card_id = ?1"))?;
    let mut cards = Vec::new();
    for row in tokens::find(connection, typed)? {
        let mut found = statement.query([row])?;
        cards.extend(found.next()?.map(card_row).transpose()?);
    }
    Ok(cards)
}

/// The subjects that carry a key with this value, under any scheme unless one is named.
pub fn lookup_key(
    connection: &Connection,
    value: &str,
    scheme: Option<&str>,
) -> Result<Vec<Subject>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT card.kind, card.subject, card.card_id
         FROM card_key JOIN card USING (subject) WHERE value = ?1 AND (?2 IS NULL OR scheme = ?2)
         ORDER BY card_id",
    )?;
    let mut rows = statement.query((normalise_key(value), scheme))?;
    let mut subjects = Vec::new();
    while let Some(row) = rows.next()? {
        subjects.push(columns::subject(row)?);
    }
    Ok(subjects)
}

impl CardOrder {
    fn column(self) -> &'static str {
        match self {
            Self::Due => "due_at_ms",
            Self::Route => "place_in_route",
        }
    }

    /// Where that column stands among [`CARD_COLUMNS`].
    fn position(self) -> usize {
        match self {
            Self::Due => DUE_AT_MS,
            Self::Route => PLACE_IN_ROUTE,
        }
    }
}

impl CardFilter {
    /// SQL that ends in `AND`, and its arguments. No text of a person becomes SQL.
    fn condition(&self) -> (String, Vec<Value>) {
        let mut sql = String::new();
        let mut arguments: Vec<Value> = Vec::new();
        let flags =
            [("is_open", self.is_open), ("is_mine", self.is_mine), ("attention", self.attention)];
        for (column, flag) in flags {
            if let Some(flag) = flag {
                sql.push_str(&format!("{column} = ? AND "));
                arguments.push(flag.into());
            }
        }
        if let Some(known) = self.is_known {
            sql.push_str("(order_kind <> '') = ? AND ");
            arguments.push(known.into());
        }
        if let Some(kind) = self.kind {
            sql.push_str("kind = ? AND ");
            arguments.push(i64::from(columns::kind_code(kind)).into());
        }
        if let Some(order_kind) = &self.order_kind {
            sql.push_str("order_kind = ? AND ");
            arguments.push(order_kind.clone().into());
        }
        if !self.stages.is_empty() {
            let places = vec!["?"; self.stages.len()].join(", ");
            sql.push_str(&format!("stage IN ({places}) AND "));
            arguments.extend(self.stages.iter().cloned().map(Value::from));
        }
        (sql, arguments)
    }
}

/// One more than asked for tells whether there is a next page.
fn limit(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(LAST - 1).saturating_add(1)
}
