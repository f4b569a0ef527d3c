//! Lists, scans and search over ten thousand cards, beside the same rows by a plain prepared statement.
//!
//! Beside every card lies a document that cannot be opened: whatever loaded one would fail.

use counterfoil_domain::cbor;
use counterfoil_domain::document::{Document, DocumentId, DocumentKey};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::SubjectKind;
use counterfoil_store::cards::{self, Card, CardFilter, CardOrder, FindableCard};
use counterfoil_store::documents::{self, DocumentName, DocumentRow, Layer};
use counterfoil_store::{Store, StoreError, search};
use rusqlite::{Connection, Params, Row as SqlRow, Transaction};

use super::cards::{CARDS, parcel};
use super::scratch::{Scratch, plain_connection};
use super::table::{Row, ms};
use super::{Measured, timing};
use crate::ann::Dice;

/// Questions that are counted.
const ROUNDS: usize = 300;
/// Cards on a page.
const PAGE: usize = 50;
/// How many times as long as plain SQL a question may take.
const RATIO_MAX: f64 = 2.0;
/// What is no document.
const POISON: &[u8] = b"this is no document";
/// The columns of a card.
const CARD: &str = "card.card_id, card.subject, card.kind, card.order_kind, card.stage, card.is_open, \
     card.is_mine, card.attention, card.due_at_ms, card.place_in_route, card.content";

/// A card as plain SQL gives it.
type PlainCard = (i64, [u8; 16], i64, String, String, bool, bool, bool, i64, i64, Vec<u8>);

pub(super) fn measure() -> Measured<Vec<Row>> {
    let scratch = Scratch::new()?;
    let store = scratch.store()?;
    let mut dice = Dice::new(2_026);
    let playbook = Playbook::builtin();
    let all: Vec<FindableCard> = (0..CARDS).map(|n| parcel(&playbook, &mut dice, n)).collect();
    check_poison()?;
    store.write(|tx| all.iter().try_for_each(|card| fill(tx, card)))?;
    let bench = Bench { plain: plain_connection(&store.database().folder().database())?, store };
    let mut rows = bench.lists()?;
    rows.push(bench.scan(&all)?);
    rows.extend(bench.searches(&all)?);
    Ok(rows)
}

/// Shows that the poison is one.
fn check_poison() -> Measured<()> {
    let id =
        DocumentId { subject: SubjectId([1; 16]), audience: "plan".into(), name: String::new() };
    match Document::load(DocumentKey { id, generation: 0 }, POISON) {
        Ok(_) => Err("the poisoned document could be opened".into()),
        Err(_) => Ok(()),
    }
}

fn fill(tx: &Transaction<'_>, card: &FindableCard) -> Result<(), StoreError> {
    cards::put(tx, card)?;
    let subject = card.card.subject.id;
    let name = DocumentName { subject, audience: "plan".into(), name: String::new() };
    let row = DocumentRow {
        name,
        layer: Layer::Acknowledged,
        generation: 0,
        saved: POISON.to_vec(),
        heads: Vec::new(),
    };
    documents::put(tx, &row)
}

struct Bench {
    store: Store,
    plain: Connection,
}

impl Bench {
    fn lists(&self) -> Measured<Vec<Row>> {
        // What the orders desk asks for.
        let open = CardFilter {
            kind: Some(SubjectKind::Order),
            is_known: Some(true),
            is_open: Some(true),
            ..CardFilter::default()
        };
        let staged = CardFilter { stages: vec!["out_for_delivery".into()], ..open.clone() };
        let page = |filter: &CardFilter| {
            let listed = |c: &Connection| cards::list(c, filter, CardOrder::Due, None, PAGE);
            self.store.read(listed).map(|page| page.cards)
        };
        let tail = format!("ORDER BY card.due_at_ms, card.card_id LIMIT {PAGE}");
        let sql = format!("SELECT {CARD} FROM card WHERE is_open = 1 {tail}");
        let first = self.beside("list: a page of 50 open cards", &sql, [], || page(&open))?;
        let sql = format!("SELECT {CARD} FROM card WHERE is_open = 1 AND stage = ?1 {tail}");
        let second =
            self.beside("list: 50 cards of one stage", &sql, ["out_for_delivery"], || {
                page(&staged)
            })?;
        Ok(vec![first, second, self.decoded(|| page(&open))?])
    }

    /// What a screen pays besides: the domain's own cards from their bytes.
    fn decoded(&self, page: impl Fn() -> Result<Vec<Card>, StoreError>) -> Measured<Row> {
        let cards = page()?;
        let mut decode = || {
            let decoded: Result<Vec<order::Card>, _> =
                cards.iter().map(|card| cbor::decode(&card.content)).collect();
            let decoded = decoded.map_err(|_| "a card does not read back")?;
            if decoded.len() == PAGE { Ok(()) } else { Err("not a whole page".into()) }
        };
        let mut list = || Ok(page().map(drop)?);
        let [decoding, listing] = timing::medians(ROUNDS, [&mut decode, &mut list])?;
        let what = "reading these 50 cards for the screen";
        Ok(Row::new(what, ms(decoding), format!("{} for the page", ms(listing)))
            .ratio(decoding, listing))
    }

    fn scan(&self, all: &[FindableCard]) -> Measured<Row> {
        let wanted = &all[all.len() / 2];
        let waybill = wanted.keys.first().ok_or("a card without a key")?.value.clone();
        let sql = "SELECT card.kind, card.subject FROM card_key JOIN card USING (subject)
             WHERE value = ?1 ORDER BY card_id";
        let mut plain = self.plain.prepare(sql)?;
        let mut by_sql = || {
            let read = |row: &SqlRow<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 16]>(1)?));
            let rows: Vec<_> = plain.query_map([&waybill], read)?.collect::<Result<_, _>>()?;
            same(rows.iter().map(|(_, id)| *id), [wanted.card.subject.id.0])
        };
        let mut by_store = || {
            let found = self.store.read(|c| cards::lookup_key(c, &waybill, None))?;
            same(found.iter().map(|subject| subject.id.0), [wanted.card.subject.id.0])
        };
        let [store, sql] = timing::medians(ROUNDS, [&mut by_store, &mut by_sql])?;
        Ok(judged("scan: the order of a waybill", store, sql))
    }

    fn searches(&self, all: &[FindableCard]) -> Measured<Vec<Row>> {
        let waybill = &all[all.len() / 3].keys.first().ok_or("a card without a key")?.value;
        let digits = waybill.get(waybill.len().saturating_sub(4)..).ok_or("a short waybill")?;
        Ok(vec![
            self.search("search: the last four digits of a waybill", digits)?,
            self.search("search: a two-character word, the 200 best answers", "虹桥")?,
        ])
    }

    fn search(&self, what: &str, typed: &str) -> Measured<Row> {
        let question = search::question(typed).ok_or("nothing to look for")?;
        // The best rows first, then their cards: joining before sorting takes five times as long.
        let sql = format!(
            "SELECT {CARD} FROM (SELECT rowid AS found, rank AS place FROM card_search
                 WHERE card_search MATCH ?1 ORDER BY rank, rowid LIMIT 200)
             JOIN card ON card.card_id = found ORDER BY place, found"
        );
        self.beside(what, &sql, [question], || self.store.read(|c| cards::search(c, typed)))
    }

    /// Times the store's answer and the same rows by plain SQL, in turn.
    fn beside<P: Params + Clone>(
        &self,
        what: &str,
        sql: &str,
        arguments: P,
        ask: impl Fn() -> Result<Vec<Card>, StoreError>,
    ) -> Measured<Row> {
        let mut plain = self.plain.prepare(sql)?;
        let rows = plain.query_map(arguments.clone(), plain_card)?;
        let expected: Vec<[u8; 16]> =
            rows.map(|row| Ok(row?.1)).collect::<rusqlite::Result<_>>()?;
        if expected.is_empty() {
            return Err(format!("{what}: there is nothing to find").into());
        }
        let mut by_sql = || {
            let rows = plain.query_map(arguments.clone(), plain_card)?;
            let rows: Vec<PlainCard> = rows.collect::<rusqlite::Result<_>>()?;
            same(rows.iter().map(|row| row.1), expected.iter().copied())
        };
        let mut by_store =
            || same(ask()?.iter().map(|card| card.subject.id.0), expected.iter().copied());
        let [store, sql] = timing::medians(ROUNDS, [&mut by_store, &mut by_sql])?;
        Ok(judged(what, store, sql))
    }
}

fn judged(what: &str, store: f64, sql: f64) -> Row {
    Row::new(what, ms(store), format!("{} by plain SQL", ms(sql)))
        .ratio(store, sql)
        .target("≤ 2 × plain SQL, no document loaded", store <= RATIO_MAX * sql)
}

fn same(
    found: impl IntoIterator<Item = [u8; 16]>,
    expected: impl IntoIterator<Item = [u8; 16]>,
) -> Measured<()> {
    if found.into_iter().eq(expected) { Ok(()) } else { Err("other rows were found".into()) }
}

fn plain_card(row: &SqlRow<'_>) -> rusqlite::Result<PlainCard> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
        row.get(8)?,
        row.get(9)?,
        row.get(10)?,
    ))
}
