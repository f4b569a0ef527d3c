//! Notices: every due moment is told once, in order, and never for what ended or was answered before.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::order::Card;
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::sla::stops::Stops;
use counterfoil_domain::sla::target::{DueId, DueMoment, DueState, NextDue, Target};
use serde::{Deserialize, Serialize};

use super::cards::CardsNow;
use super::clock::HubClock;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::notices::{NoticeContent, NoticeRow};

/// Notices of one list.
const LISTED_MAX: usize = 500;
/// What was told longer ago is sent nowhere any more, ms: news of yesterday wakes nobody.
const SENT_WITHIN_MS: u64 = 24 * 60 * 60_000;

/// Which orders need no look before when: reckoning all of them at every tick would cost more than telling.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    stops: Arc<Stops>,
    /// Of each open order the entry up to which it was reckoned, and its next moment, ms since 1970.
    next: HashMap<SubjectId, (Option<u64>, u64)>,
}

/// `GET /v1/office/notices`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeQuery {
    /// Only what nobody has seen.
    #[serde(default)]
    pub unseen: bool,
}

/// A list of notices: danger that nobody has seen, then the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeList {
    /// The notices.
    pub notices: Vec<NoticeShown>,
    /// Names of the people on them.
    pub people: BTreeMap<PersonId, String>,
    /// The hub's time, ms since 1970.
    pub at_ms: u64,
}

/// A notice, with the order as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeShown {
    /// The due moment.
    pub id: DueId,
    /// The order.
    pub order: SubjectId,
    /// What people call the order.
    pub title: Option<String>,
    /// A number by which people know it.
    pub key: Option<String>,
    /// Where it stands now.
    pub stage_name: Option<Words>,
    /// Whether it is over now.
    pub terminal: bool,
    /// The target.
    pub target: String,
    /// What people call it.
    pub target_name: Words,
    /// The warning.
    pub warning: String,
    /// What it says.
    pub name: Words,
    /// How grave it is, 1 to 3.
    pub level: u8,
    /// Who is told: `assignee`, or roles.
    pub to: Vec<String>,
    /// Who is to do the work now.
    pub assigned: Vec<PersonId>,
    /// When it came due, ms since 1970.
    pub at_ms: u64,
    /// When the hub told it, ms since 1970.
    pub fired_at_ms: u64,
    /// When somebody saw it, ms since 1970.
    pub seen_at_ms: Option<u64>,
    /// What is due first on the order now.
    pub next_due: Option<NextDue>,
    /// The orders of which one act told this, this one among them; none for one alone.
    pub orders: Vec<ToldOrder>,
}

/// One of the orders for which a notice stands, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldOrder {
    /// The order.
    pub order: SubjectId,
    /// What people call it.
    pub title: Option<String>,
    /// A number by which people know it.
    pub key: Option<String>,
    /// Where it stands now.
    pub stage_name: Option<Words>,
}

impl ToldOrder {
    fn of(order: SubjectId, card: Option<&Card>) -> Self {
        Self {
            order,
            title: card.and_then(|card| card.title.clone()),
            key: card.and_then(|card| card.keys.first()).map(|key| key.value.clone()),
            stage_name: card.map(|card| card.stage_name.clone()),
        }
    }
}

impl Server {
    /// Tells what has come due since, each moment once: after a restart, and when two hubs look at once. Gives how
    /// many were told now.
    ///
    /// # Errors
    /// Those of the storage; what was told before stays told.
    pub async fn fire_due(&self) -> Answer<usize> {
        let cards = self.cards_now().await?;
        let clock = self.hub_clock(cards.all()).await?;
        let due = {
            let mut rounds = self.desk.rounds.lock().await;
            rounds.due(cards.all().filter(|card| !card.terminal), &clock)
        };
        if due.is_empty() {
            return Ok(0);
        }
        let fresh = self.storage.fire(self.tenant(), due).await?;
        for one in &fresh {
            tracing::info!(level = one.content.level, warning = one.content.warning, "due");
        }
        Ok(fresh.len())
    }

    /// Looks for what has come due every so often, until the hub is dropped or the task aborted.
    pub fn spawn_clock(&self, every: Duration) -> tokio::task::JoinHandle<()> {
        let hub = self.clone();
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(every);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                if let Err(problem) = hub.fire_due().await {
                    // The next tick looks at everything again.
                    *hub.desk.rounds.lock().await = Rounds::default();
                    tracing::warn!(code = problem.code, "notices were not told");
                }
            }
        })
    }

    /// The notices that came due last.
    pub async fn list_notices(&self, query: NoticeQuery) -> Answer<NoticeList> {
        let rows = self.storage.notices(self.tenant(), query.unseen, LISTED_MAX).await?;
        let cards = self.cards_now().await?;
        let known = rows.iter().filter_map(|row| cards.of(row.order));
        let clock = self.hub_clock(known).await?;
        let notices: Vec<NoticeShown> =
            rows.into_iter().map(|row| shown(&cards, row, &clock)).collect();
        let people = self.names_of(notices.iter().flat_map(|one| one.assigned.clone())).await?;
        Ok(NoticeList { notices, people, at_ms: clock.now_ms })
    }

    /// The notices of the last day that the operator's own system has not taken, the first told first, as they stand
    /// now: what carries them elsewhere asks for them and says of each when it has arrived.
    ///
    /// # Errors
    /// Those of the storage.
    pub async fn notices_to_send(&self, limit: usize) -> Answer<Vec<NoticeShown>> {
        let since_ms = self.now_ms().saturating_sub(SENT_WITHIN_MS);
        let rows = self.storage.notices_unsent(self.tenant(), since_ms, limit).await?;
        let cards = self.cards_now().await?;
        let known = rows.iter().filter_map(|row| cards.of(row.order));
        let clock = self.hub_clock(known).await?;
        Ok(rows.into_iter().map(|row| shown(&cards, row, &clock)).collect())
    }

    /// Notes that the operator's own system has taken a notice.
    ///
    /// # Errors
    /// Those of the storage.
    pub async fn notice_is_sent(&self, id: DueId) -> Answer<()> {
        Ok(self.storage.notice_sent(self.tenant(), id, self.now_ms()).await?)
    }

    /// Notes that somebody at the office saw a notice.
    pub async fn see_notice(&self, id: DueId) -> Answer<()> {
        let known = self.storage.see_notice(self.tenant(), id, self.now_ms()).await?;
        if known { Ok(()) } else { Err(Problem::not_found()) }
    }
}

impl Rounds {
    /// What has come due on orders that need a look, in the order in which it did.
    fn due<'a>(
        &mut self,
        open: impl Iterator<Item = &'a Card>,
        clock: &HubClock,
    ) -> Vec<NoticeRow> {
        if self.stops != clock.stops {
            (self.stops, self.next) = (clock.stops.clone(), HashMap::new());
        }
        let mut due = Vec::new();
        let mut next = HashMap::new();
        for card in open {
            let known = self.next.get(&card.id).copied();
            let rests =
                known.filter(|(index, at)| *index == card.updated_index && *at > clock.now_ms);
            let place = rests.unwrap_or_else(|| {
                let targets = clock.targets(card);
                due.extend(targets.iter().flat_map(|target| told(card, target, clock.now_ms)));
                (card.updated_index, next_moment(&targets))
            });
            next.insert(card.id, place);
        }
        self.next = next;
        due.sort_by_key(|row| (row.at_ms, row.content.level, row.id));
        due
    }
}

/// The next moment that lies ahead, ms since 1970.
fn next_moment(targets: &[Target]) -> u64 {
    let moments = targets.iter().flat_map(|target| &target.warnings);
    let ahead = moments.filter(|one| one.state == DueState::Ahead);
    ahead.filter_map(|one| one.at_ms).min().unwrap_or(u64::MAX)
}

fn told(card: &Card, target: &Target, now_ms: u64) -> Vec<NoticeRow> {
    let row = |one: &DueMoment| {
        let at_ms = one.at_ms.filter(|_| one.state == DueState::Due)?;
        let content = NoticeContent {
            target: target.id.clone(),
            target_name: target.name.clone(),
            warning: one.warning.clone(),
            name: one.name.clone(),
            level: one.level,
            to: one.to.clone(),
            together: None,
        };
        Some(NoticeRow {
            id: one.id,
            order: card.id,
            at_ms,
            fired_at_ms: now_ms,
            seen_at_ms: None,
            content,
            orders: Vec::new(),
        })
    };
    target.warnings.iter().filter_map(row).collect()
}

fn shown(cards: &CardsNow, row: NoticeRow, clock: &HubClock) -> NoticeShown {
    let (card, content) = (cards.of(row.order), row.content);
    let own = ToldOrder::of(row.order, card);
    NoticeShown {
        id: row.id,
        order: row.order,
        title: own.title,
        key: own.key,
        stage_name: own.stage_name,
        terminal: card.is_some_and(|card| card.terminal),
        target: content.target,
        target_name: content.target_name,
        warning: content.warning,
        name: content.name,
        level: content.level,
        to: content.to,
        assigned: card.map(|card| card.assigned.clone()).unwrap_or_default(),
        at_ms: row.at_ms,
        fired_at_ms: row.fired_at_ms,
        seen_at_ms: row.seen_at_ms,
        next_due: card.and_then(|card| clock.next(card)),
        orders: row.orders.into_iter().map(|one| ToldOrder::of(one, cards.of(one))).collect(),
    }
}
