//! The orders desk: lists, search, what a scanned code means, the sheet, and typed commands.

mod approvals;
mod commands;
mod due;
mod face_to_face;
mod forms;
mod handover;
mod loading;
mod lookup;
mod messages;
mod notices;
mod others;
mod revealing;
mod route;
mod same_matter;
mod sheet;
mod texts;

use std::sync::Arc;

use counterfoil_domain::cbor;
use counterfoil_domain::order::Card;
use counterfoil_domain::subject::SubjectKind;
use counterfoil_store::cards::{self, CardFilter};
pub use counterfoil_store::cards::{CardOrder, CardPosition};
use counterfoil_store::{Connection, StoreError};

pub use self::approvals::WaitingApproval;
pub use self::commands::SeveralDone;
pub(crate) use self::commands::{act_on_several, new_subject, tell};
pub use self::due::{Alarm, DueList};
pub use self::face_to_face::AskedApproval;
pub(crate) use self::face_to_face::give_what_waited;
pub use self::forms::FormSheet;
pub use self::handover::Received;
pub(crate) use self::loading::{Resolved, resolve, resolve_read};
pub use self::lookup::ScanVerdict;
pub(crate) use self::lookup::lookup;
pub use self::messages::CustomerMessage;
pub use self::notices::{Notice, ToldOrder};
pub use self::others::OtherSubject;
pub use self::route::{CourierRoute, RouteAsk};
pub(crate) use self::route::{follow, forget, place_of};
pub use self::same_matter::SameMatter;
pub use self::sheet::OrderSheet;
pub use crate::capturing::Done;
use crate::error::{CauseError, Caused, ClientError};
use crate::layers::clocks::{self, Now};
pub use crate::layers::documents::Shown;
use crate::phone::core::Core;

/// Cards of one page, at most.
const PAGE_MAX: usize = 500;

/// Which orders a list shows. What is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderFilter {
    /// The playbook's kind.
    pub kind: Option<String>,
    /// One of these stages; empty for all.
    pub stages: Vec<String>,
    /// Open or finished.
    pub is_open: Option<bool>,
    /// Assigned to or held by this person.
    pub is_mine: Option<bool>,
    /// Somebody must look.
    pub attention: Option<bool>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPage {
    /// The cards, sorted.
    pub cards: Vec<Card>,
    /// Where the next page begins, if there is one.
    pub next: Option<CardPosition>,
}

/// The orders desk.
#[derive(Debug, Clone)]
pub struct Orders {
    core: Arc<Core>,
}

impl Orders {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// The same, to be kept.
    pub(crate) fn shared_core(&self) -> Arc<Core> {
        self.core.clone()
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// One page of orders, at most `count` and never more than 500. Loads no document.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn list(
        &self,
        filter: &OrderFilter,
        order: CardOrder,
        after: Option<CardPosition>,
        count: usize,
    ) -> Result<OrderPage, ClientError> {
        let filter = CardFilter {
            kind: Some(SubjectKind::Order),
            order_kind: filter.kind.clone(),
            is_known: Some(true),
            stages: filter.stages.clone(),
            is_open: filter.is_open,
            is_mine: filter.is_mine,
            attention: filter.attention,
        };
        let count = count.clamp(1, PAGE_MAX);
        let page = self.core.read(|connection| {
            let page = cards::list(connection, &filter, order, after, count)?;
            let cards = once(connection, contents(&page.cards)?)?;
            Ok(OrderPage { cards: self.with_due(connection, cards)?, next: page.next })
        });
        Ok(page?)
    }

    /// The orders that answer what a person typed: words of two Chinese characters, the last four digits of a
    /// telephone number or waybill.
    ///
    /// # Errors
    /// As [`Orders::list`].
    pub fn search(&self, typed: &str) -> Result<Vec<Card>, ClientError> {
        let found = self.core.read(|connection| {
            let mut found = cards::search(connection, typed)?;
            found.retain(|card| !card.order_kind.is_empty());
            let cards = once(connection, contents(&found)?)?;
            self.with_due(connection, cards)
        });
        Ok(found?)
    }

    /// The cards with what is due first on each of them now.
    fn with_due(&self, connection: &Connection, mut cards: Vec<Card>) -> Caused<Vec<Card>> {
        let stops = clocks::stops(connection)?;
        let now = Now::of(&self.core.moment(connection)?);
        for card in &mut cards {
            clocks::put_due(&self.core, connection, &stops, now, card)?;
        }
        notices::put_unread(&self.core, connection, &mut cards)?;
        Ok(cards)
    }
}

/// Leaves out what is shown under its lead: no parcel stands twice in a list.
fn once(connection: &Connection, cards: Vec<Card>) -> Caused<Vec<Card>> {
    let mut shown = Vec::new();
    for card in cards {
        let lead = match card.lead {
            Some(lead) => cards::of_subject(connection, lead)?,
            None => None,
        };
        if lead.is_none_or(|lead| lead.order_kind.is_empty()) {
            shown.push(card);
        }
    }
    Ok(shown)
}

fn contents(cards: &[cards::Card]) -> Caused<Vec<Card>> {
    cards.iter().map(content).collect()
}

pub(crate) fn content(card: &cards::Card) -> Caused<Card> {
    let damaged = |_| CauseError::Store(StoreError::Damaged { what: "card" });
    cbor::decode(&card.content).map_err(damaged)
}
