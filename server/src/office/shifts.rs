//! Shifts as the office sees them: who was on duty, and the three balances of the end: things, cash, work.

mod cash;
mod orders;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::limits::EXPORT_ROWS_MAX;
use counterfoil_domain::moment::Interval;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::shift::{Balances, BalancesBuilder, Sequence, ShiftSheet};
use counterfoil_domain::subject::SubjectKind;
use serde::Serialize;

use super::days::DayQuery;
use super::held::OrderBrief;
use super::reading::OrderRead;
use crate::problem::{Answer, Problem};
use crate::server::Server;

pub use cash::{CashDone, CashRow, ConfirmCash, PaidShown};

/// Orders that are folded at once.
const READ_TOGETHER: usize = 200;

/// The shifts of some days.
#[derive(Debug, Serialize)]
pub struct ShiftList {
    /// Open ones first, then the latest.
    pub shifts: Vec<ShiftRow>,
}

/// A shift in one line.
#[derive(Debug, Serialize)]
pub struct ShiftRow {
    /// Whose it is, by name.
    pub person_name: String,
    /// When duty began, for people.
    pub began_words: Words,
    /// When it ended, for people; absent while it is open.
    pub ended_words: Option<Words>,
    /// Its sheet.
    #[serde(flatten)]
    pub sheet: ShiftSheet,
}

/// A shift with its balances.
#[derive(Debug, Serialize)]
pub struct ShiftShown {
    /// The shift in one line.
    pub shift: ShiftRow,
    /// His own order of calls, and what others offer instead.
    pub sequence: Sequence,
    /// Things, cash, work; every number is a list of orders.
    pub balances: Balances,
    /// Whether nothing is left to explain.
    pub balanced: bool,
    /// Every payment of the shift, with how sure it is.
    pub payments: Vec<PaidShown>,
    /// The orders that the lists name.
    pub orders: BTreeMap<SubjectId, OrderBrief>,
    /// Entries in the log that are in it.
    pub log_size: u64,
}

impl Server {
    /// The shifts of which the hub heard on the days asked for.
    pub async fn list_shifts(&self, query: &DayQuery) -> Answer<ShiftList> {
        let days = query.days(self.now_ms())?;
        let kind = SubjectKind::Shift;
        let heard = self.storage.heard_since(self.tenant(), kind, days.from_ms, EXPORT_ROWS_MAX);
        let asked: Vec<(SubjectId, bool)> =
            heard.await?.into_iter().map(|id| (id, false)).collect();
        let names = self.everybody().await?;
        let mut shifts = Vec::new();
        for part in asked.chunks(READ_TOGETHER) {
            for read in self.read_orders(part).await? {
                let began = |sheet: &ShiftSheet| {
                    let at = sheet.began.as_ref()?;
                    at.earliest_ms.or(at.latest_ms)
                };
                let row = self.shift_row(&read, &names, days.offset_minutes);
                let row = row.filter(|row| began(&row.sheet).is_some_and(|at| at < days.to_ms));
                shifts.extend(row);
            }
        }
        shifts.sort_by_key(|row| {
            let began = row.sheet.began.as_ref().and_then(|at| at.earliest_ms.or(at.latest_ms));
            (row.sheet.duty == "off", std::cmp::Reverse(began))
        });
        Ok(ShiftList { shifts })
    }

    /// One shift with its balances, as far as the hub has heard.
    pub async fn show_shift(&self, id: SubjectId) -> Answer<ShiftShown> {
        let read = self.read_order(id).await?;
        let names = self.everybody().await?;
        let shift = self.shift_row(&read, &names, 480).ok_or_else(Problem::not_found)?;
        let now = Interval { earliest_ms: Some(self.now_ms()), latest_ms: Some(self.now_ms()) };
        let builder = BalancesBuilder::new(shift.sheet.clone(), now);
        let mut builder = builder.ok_or_else(Problem::not_found)?;
        let mut payments = Vec::new();
        for part in self.orders_of_shift(&read, &shift.sheet).await?.chunks(READ_TOGETHER) {
            let asked: Vec<(SubjectId, bool)> = part.iter().map(|id| (*id, false)).collect();
            for order in self.read_orders(&asked).await? {
                builder.add(&order.state, &order.playbook);
                payments.extend(cash::payments(&order, &shift.sheet));
            }
        }
        let balances = builder.finish();
        let named = orders::named(&balances).into_iter();
        let named = named.chain(payments.iter().map(|paid| paid.order)).collect();
        let orders = self.briefs(named).await?;
        let balanced = balances.balance();
        let log_size = read.tip.size;
        let sequence = Sequence::of(&read.state);
        Ok(ShiftShown { shift, sequence, balances, balanced, payments, orders, log_size })
    }

    /// A shift in one line; `None` for what is no shift.
    fn shift_row(
        &self,
        read: &OrderRead,
        names: &BTreeMap<PersonId, String>,
        offset_minutes: i32,
    ) -> Option<ShiftRow> {
        let now_ms = self.now_ms();
        let now = Interval { earliest_ms: Some(now_ms), latest_ms: Some(now_ms) };
        let book: &Arc<Playbook> = &read.playbook;
        let kind = book.kind(read.state.kind())?;
        if kind.subject != counterfoil_domain::playbook::file::SubjectType::Shift {
            return None;
        }
        let sheet = ShiftSheet::of(&read.state, Some(&now));
        let person = sheet.person?;
        Some(ShiftRow {
            person_name: names.get(&person).cloned().unwrap_or_default(),
            began_words: sheet.began.unwrap_or_default().words(offset_minutes),
            ended_words: sheet.ended.map(|at| at.words(offset_minutes)),
            sheet,
        })
    }

    /// The orders that count in a shift: its person's, and those on which something was written since it began.
    async fn orders_of_shift(
        &self,
        read: &OrderRead,
        sheet: &ShiftSheet,
    ) -> Answer<Vec<SubjectId>> {
        let Some(person) = sheet.person else { return Ok(Vec::new()) };
        let first = read.state.entries.iter().filter_map(|entry| entry.index).min().unwrap_or(0);
        let (tenant, limit) = (self.tenant(), EXPORT_ROWS_MAX);
        Ok(self.storage.orders_of_person(tenant, person, first, limit).await?)
    }

    pub(super) async fn everybody(&self) -> Answer<BTreeMap<PersonId, String>> {
        let all = self.storage.people(self.tenant()).await?;
        Ok(all.into_iter().map(|row| (row.person, row.name)).collect())
    }

    pub(super) async fn briefs(
        &self,
        named: BTreeSet<SubjectId>,
    ) -> Answer<BTreeMap<SubjectId, OrderBrief>> {
        let (cards, names) = (self.cards_now().await?, self.everybody().await?);
        let brief = |id: SubjectId| Some((id, OrderBrief::of(cards.of(id)?, &names)));
        Ok(named.into_iter().filter_map(brief).collect())
    }
}
