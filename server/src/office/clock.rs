//! Service levels at the hub: what every order is due by, the due moments that become notices, and the clock that the
//! office stops for many orders at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use counterfoil_domain::command::{Command, FoundOrder};
use counterfoil_domain::fact::{ClockResumed, ClockStop};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::order::Card;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::sla::due::Reckoner;
use counterfoil_domain::sla::stops::{About, Stop, Stops, clock_board};
use counterfoil_domain::sla::target::{NextDue, Target};
use counterfoil_domain::subject::SubjectKind;
use serde::{Deserialize, Serialize};

use super::acts::nothing;
use super::pushing::Acted;
use super::reading::OrderRead;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// Everything that orders are reckoned with, at one instant.
#[derive(Debug, Clone)]
pub(super) struct HubClock {
    books: BTreeMap<u32, Arc<Playbook>>,
    pub(super) stops: Arc<Stops>,
    pub(super) now_ms: u64,
}

impl HubClock {
    fn reckoner(&self, version: u32) -> Option<Reckoner<'_>> {
        let playbook = self.books.get(&version)?;
        Some(Reckoner { playbook, stops: &self.stops, now_ms: self.now_ms })
    }

    /// What is due first on an order.
    pub(super) fn next(&self, card: &Card) -> Option<NextDue> {
        let service = card.service.as_ref()?;
        self.reckoner(service.playbook)?.next(&About::of(card), service)
    }

    /// Every target of an order.
    pub(super) fn targets(&self, card: &Card) -> Vec<Target> {
        let Some(service) = &card.service else { return Vec::new() };
        let reckoner = self.reckoner(service.playbook);
        reckoner.map(|one| one.targets(&About::of(card), service)).unwrap_or_default()
    }
}

/// `POST /v1/office/clock-stops`: the clock stands still for everything that fits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopClock {
    /// The areas; none: all.
    #[serde(default)]
    pub areas: Vec<String>,
    /// The kinds of order; none: all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Since when, ms since 1970; absent: now.
    #[serde(default)]
    pub from_ms: Option<u64>,
    /// Until when, ms since 1970; absent: until it is ended.
    #[serde(default)]
    pub to_ms: Option<u64>,
    /// A reason code of the group `clock_stopped`.
    pub reason: String,
    /// The same in words.
    #[serde(default)]
    pub note: Option<String>,
}

/// `POST /v1/office/clock-stops/end`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndStop {
    /// The stop's fact.
    pub stop: FactId,
}

/// A stop of the clock, as the office sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StopShown {
    /// The stop.
    #[serde(flatten)]
    pub stop: Stop,
    /// Whether it holds now.
    pub on: bool,
    /// Open orders for which it holds.
    pub orders: usize,
    /// Who stopped it, by name.
    pub person_name: Option<String>,
}

impl Server {
    /// What cards are reckoned with now.
    pub(super) async fn hub_clock<'a>(
        &self,
        cards: impl Iterator<Item = &'a Card> + Send,
    ) -> Answer<HubClock> {
        let versions: std::collections::BTreeSet<u32> =
            cards.filter_map(|card| card.service.as_ref()).map(|one| one.playbook).collect();
        let mut books = BTreeMap::new();
        for version in versions {
            if let Some(book) = self.playbook(version).await? {
                books.insert(version, book);
            }
        }
        Ok(HubClock { books, stops: self.clock_stops().await?, now_ms: self.now_ms() })
    }

    /// What one order is reckoned with now.
    pub(super) async fn clock_of(&self, read: &OrderRead) -> Answer<HubClock> {
        let books = BTreeMap::from([(read.playbook.version(), read.playbook.clone())]);
        Ok(HubClock { books, stops: self.clock_stops().await?, now_ms: self.now_ms() })
    }

    /// The stops of the clock as the log stands now.
    pub(super) async fn clock_stops(&self) -> Answer<Arc<Stops>> {
        let size = self.storage.tip(self.tenant()).await?.size;
        let mut kept = self.desk.stops.lock().await;
        if kept.0 != Some(size) {
            let board = self.read_order(clock_board(self.tenant())).await?;
            *kept = (Some(size), Arc::new(Stops::of(&board.state, &board.playbook)));
        }
        Ok(kept.1.clone())
    }

    /// Every stop, latest first.
    pub async fn list_clock_stops(&self) -> Answer<Vec<StopShown>> {
        let (stops, cards, now_ms) =
            (self.clock_stops().await?, self.cards_now().await?, self.now_ms());
        let names = self.names_of(stops.all.iter().map(|stop| stop.person)).await?;
        let shown = stops.all.iter().rev().map(|stop| StopShown {
            on: stop.is_on(now_ms),
            orders: cards
                .all()
                .filter(|card| !card.terminal && stop.covers(&About::of(card)))
                .count(),
            person_name: names.get(&stop.person).cloned(),
            stop: stop.clone(),
        });
        Ok(shown.collect())
    }

    /// Stops the clock, by one act. The board is founded with the first.
    pub async fn stop_clock(&self, asked: &StopClock) -> Answer<Acted> {
        let playbook = self.newest_playbook().await?;
        let group = |reason: &str| playbook.reasons_in(CLOCK_STOPPED).any(|one| one.id == reason);
        if !group(&asked.reason) {
            let title = "Give a reason of the group clock_stopped";
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "reason", title));
        }
        let board = self.clock_board_founded(&playbook).await?;
        let stop = ClockStop {
            areas: asked.areas.clone(),
            kinds: asked.kinds.clone(),
            from_ms: asked.from_ms,
            to_ms: asked.to_ms,
            reason: asked.reason.clone(),
            note: asked.note.clone(),
        };
        self.do_act_on(board, SubjectKind::Place, |_| Ok(Command::StopClock(stop.clone()))).await
    }

    /// Ends a stop. One that is over stays as it is.
    pub async fn end_clock_stop(&self, asked: &EndStop) -> Answer<Acted> {
        let stops = self.clock_stops().await?;
        let known = stops.all.iter().find(|one| one.fact == asked.stop);
        let known = known.ok_or_else(Problem::not_found)?;
        let (stop, over) = (known.fact, known.ended_by.is_some());
        let board = clock_board(self.tenant());
        self.do_act_on(board, SubjectKind::Place, |_| match over {
            true => Err(nothing("as_it_is", "已经恢复", "it goes on already")),
            false => Ok(Command::ResumeClock(ClockResumed { stop })),
        })
        .await
    }

    async fn clock_board_founded(&self, playbook: &Playbook) -> Answer<SubjectId> {
        let board = clock_board(self.tenant());
        let Some(kind) = &playbook.file().sla.board else {
            let title = "The playbook names no clock board";
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_board", title));
        };
        if self.read_order(board).await?.state.founding().is_none() {
            let found = FoundOrder { kind: kind.clone(), keys: Vec::new(), fields: Vec::new() };
            let found = |_: &OrderRead| Ok(Command::FoundOrder(found.clone()));
            self.do_act_on(board, SubjectKind::Place, found).await?;
        }
        Ok(board)
    }
}

/// The group of the reasons for which the clock is stopped.
const CLOCK_STOPPED: &str = "clock_stopped";
