//! The store's shelves: what lies there, counted by the office and reckoned from what orders took; and the word *short* on
//! an order for which the last one was taken by another.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use counterfoil_domain::command::{Command, FieldSet, FoundOrder};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::{Counted, Fact};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::file::SubjectType;
use counterfoil_domain::stock::{
    STOCK_LIST, Shortage, Stock, StockRow, counts_of, moved_to, moves_of, reckon,
};
use counterfoil_domain::subject::SubjectKind;
use serde::{Deserialize, Serialize};

use super::acts::nothing;
use super::held::OrderBrief;
use super::pushing::Acted;
use super::reading::OrderRead;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// The kind of place that a store's shelf is, where the playbook has it.
const SHELF: &str = "shelf";
/// The field with a place's name.
const NAME: &str = "place/name";
/// Articles of one count.
const ROWS_MAX: usize = 200;
/// Orders that are read at once.
const READ_TOGETHER: usize = 64;

/// `POST /v1/office/stock`: what was counted on a shelf.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountStock {
    /// The shelf; absent for a new one.
    #[serde(default)]
    pub place: Option<SubjectId>,
    /// What people call it; for a new one.
    #[serde(default)]
    pub name: Option<String>,
    /// What was counted, at most 200 articles.
    pub rows: Vec<CountedRow>,
}

/// One article, counted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedRow {
    /// Stock-keeping number.
    pub sku: String,
    /// What people call it.
    #[serde(default)]
    pub name: Option<String>,
    /// How many lie there.
    pub pieces: u32,
}

/// `GET /v1/office/stock`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StockList {
    /// Every shelf on which something was counted or from which something was taken.
    pub shelves: Vec<ShelfShown>,
    /// The orders that are named.
    pub orders: BTreeMap<SubjectId, OrderBrief>,
}

/// A shelf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShelfShown {
    /// Its id.
    pub place: SubjectId,
    /// What people call it.
    pub name: Option<String>,
    /// Its articles.
    pub rows: Vec<StockRowShown>,
}

/// An article on a shelf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StockRowShown {
    /// Its numbers.
    #[serde(flatten)]
    pub row: StockRow,
    /// The orders that took or kept what is not there.
    pub short: Vec<SubjectId>,
}

impl Server {
    /// The shelves, each reckoned now.
    pub async fn list_stock(&self) -> Answer<StockList> {
        let (mut shelves, mut named) = (Vec::new(), BTreeSet::new());
        for (place, _) in self.storage.shelves(self.tenant(), 0).await? {
            let (read, stock) = self.stock_of(place).await?;
            let name = read.state.field(NAME).and_then(|name| name.as_text().map(str::to_owned));
            let Stock { rows, shortages } = stock;
            named.extend(rows.iter().flat_map(|row| row.orders.iter().copied()));
            let rows = rows
                .into_iter()
                .map(|row| StockRowShown { short: short_of(&shortages, &row.sku), row });
            shelves.push(ShelfShown { place, name, rows: rows.collect() });
        }
        shelves.sort_by(|one, other| one.name.cmp(&other.name).then(one.place.cmp(&other.place)));
        Ok(StockList { shelves, orders: self.briefs(named).await? })
    }

    /// Writes down what was counted. The shelf is founded with its first count.
    pub async fn count_stock(&self, place: SubjectId, counted: &CountStock) -> Answer<Acted> {
        if counted.rows.len() > ROWS_MAX {
            return Err(Problem::malformed("One count has at most 200 articles"));
        }
        let mut acted = self.shelf_founded(place, counted).await?;
        for row in &counted.rows {
            let count = Counted {
                list: format!("{STOCK_LIST}{}", row.sku.trim()),
                purpose: None,
                method: None,
                amount: None,
                pieces: Some(row.pieces),
                note: row.name.clone(),
            };
            let command = |_: &OrderRead| Ok(Command::Count(count.clone()));
            let written = self.do_act_on(place, SubjectKind::Place, command).await?;
            acted.envelopes.extend(written.envelopes);
        }
        self.flag_short().await?;
        Ok(acted)
    }

    async fn shelf_founded(&self, place: SubjectId, counted: &CountStock) -> Answer<Acted> {
        if self.read_order(place).await?.state.founding().is_some() {
            return Ok(Acted::of(place));
        }
        if counted.place.is_some() {
            return Err(Problem::not_found());
        }
        let kind = shelf_kind(&*self.newest_playbook().await?)?;
        let name = counted.name.as_ref().filter(|name| !name.is_empty());
        let fields = name.map(|name| FieldSet::new(NAME, FieldValue::text(name)));
        let found = FoundOrder { kind, keys: Vec::new(), fields: fields.into_iter().collect() };
        let command = |_: &OrderRead| Ok(Command::FoundOrder(found.clone()));
        self.do_act_on(place, SubjectKind::Place, command).await
    }

    /// Says on each order for which something was taken that is not there that it is short; once, however often it is
    /// looked at. Shelves of which nothing new is known are not looked at.
    ///
    /// # Errors
    /// Those of the storage; what was said before stays said.
    pub async fn flag_short(&self) -> Answer<()> {
        let mut from = self.desk.shelves.lock().await;
        for (place, index) in self.storage.shelves(self.tenant(), *from).await? {
            let (_, stock) = self.stock_of(place).await?;
            for shortage in &stock.shortages {
                self.flag(shortage).await?;
            }
            *from = index.saturating_add(1);
        }
        Ok(())
    }

    async fn flag(&self, shortage: &Shortage) -> Answer<()> {
        let same =
            |fact: &Fact| matches!(fact, Fact::Part(part) if part.slip == shortage.part.slip);
        let command = |read: &OrderRead| {
            // Also one that somebody took back: it was said once.
            match read.state.facts.iter().any(|row| row.fact.as_ref().is_some_and(same)) {
                true => Err(nothing("as_it_is", "已标记缺货", "it is marked short already")),
                false => Ok(Command::UsePart(shortage.part.clone())),
            }
        };
        match self.do_act(shortage.order, command).await {
            Err(problem) if problem.status.is_server_error() => Err(problem),
            Err(problem) => {
                tracing::warn!(code = problem.code, "a shortage could not be said");
                Ok(())
            }
            Ok(_) => Ok(()),
        }
    }

    /// A shelf as it stands, from its counts and the orders that took from it.
    async fn stock_of(&self, place: SubjectId) -> Answer<(OrderRead, Stock)> {
        let read = self.read_order(place).await?;
        let mut waiting: Vec<SubjectId> = self.storage.stocked(self.tenant(), place).await?;
        let (mut known, mut moves) = (BTreeSet::from([place]), BTreeMap::new());
        while !waiting.is_empty() {
            let rest = waiting.split_off(waiting.len().min(READ_TOGETHER));
            let next = std::mem::replace(&mut waiting, rest).into_iter();
            let asked: Vec<(SubjectId, bool)> =
                next.filter(|id| known.insert(*id)).map(|id| (id, false)).collect();
            for order in self.read_orders(&asked).await? {
                waiting.extend(moved_to(&order.state));
                let own = moves_of(&order.state, place).into_iter();
                moves.extend(own.map(|one| (one.fact, one)));
            }
        }
        let moves = moves.into_values().collect();
        let stock = reckon(place, &counts_of(&read.state), moves);
        Ok((read, stock))
    }
}

fn short_of(shortages: &[Shortage], sku: &str) -> Vec<SubjectId> {
    let own = shortages.iter().filter(|one| one.part.sku == sku);
    own.map(|one| one.order).collect()
}

/// The kind of a shelf: `shelf`, or the first kind of place that is not the board of stopped clocks.
fn shelf_kind(playbook: &Playbook) -> Answer<String> {
    let file = playbook.file();
    let is_place = |id: &str| Some(id) != file.sla.board.as_deref();
    let mut places = file.kinds.iter().filter(|kind| kind.subject == SubjectType::Place);
    let shelf = places.clone().find(|kind| kind.id == SHELF);
    let kind = shelf.or_else(|| places.find(|kind| is_place(&kind.id)));
    kind.map(|kind| kind.id.clone()).ok_or_else(|| {
        let title = "The playbook has no kind of place";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_place", title)
    })
}
