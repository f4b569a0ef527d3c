//! When cards are due: by their service levels, and by the stops of the clock that this phone knows of.

use counterfoil_domain::cbor;
use counterfoil_domain::moment::{Interval, Moment};
use counterfoil_domain::order::{Card, OrderState};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::sla::due::Reckoner;
use counterfoil_domain::sla::stops::{About, Stops};
use counterfoil_domain::sla::target::Target;
use counterfoil_domain::subject::SubjectKind;
use counterfoil_store::cards::{self, CardFilter, CardOrder};
use counterfoil_store::{Connection, StoreError, Transaction, progress};

use crate::error::Caused;
use crate::phone::core::Core;

/// The stops of the clock, as the board said last.
const STOPS: &str = "clock/stops";
/// The time by which a phone reckons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Now {
    /// ms since 1970: the middle of what the phone knows. After a restart without contact the wall clock, but never
    /// before what is known.
    pub(crate) at_ms: u64,
    /// The interval that contains the true time.
    pub(crate) known: Interval,
}

impl Now {
    pub(crate) fn of(moment: &Moment) -> Self {
        let known = moment.claimed();
        let wall_ms = u64::try_from(moment.clocks.wall_ms).unwrap_or(0);
        let at_ms = match (known.earliest_ms, known.latest_ms) {
            (Some(earliest), Some(latest)) => earliest + latest.saturating_sub(earliest) / 2,
            (earliest, _) => earliest.unwrap_or(0).max(wall_ms),
        };
        Self { at_ms, known }
    }
}

/// Keeps the stops that stand on the board.
pub(crate) fn keep_stops(
    tx: &Transaction<'_>,
    board: &OrderState,
    playbook: &Playbook,
) -> Caused<()> {
    Ok(progress::set_note(tx, STOPS, &cbor::encode(&Stops::of(board, playbook)))?)
}

/// The stops of the clock.
pub(crate) fn stops(connection: &Connection) -> Caused<Stops> {
    match progress::note(connection, STOPS)? {
        Some(bytes) => {
            cbor::decode(&bytes).map_err(|_| StoreError::Damaged { what: "stops" }.into())
        }
        None => Ok(Stops::default()),
    }
}

/// When a card is due, ms since 1970: by its service levels or its window, whichever is first.
pub(crate) fn due_ms(core: &Core, connection: &Connection, card: &Card) -> Caused<Option<i64>> {
    if card.service.is_none() || card.terminal {
        return Ok(card.window_to_ms);
    }
    let mut reckoned = card.clone();
    put_due(
        core,
        connection,
        &stops(connection)?,
        Now { at_ms: 0, known: Interval::default() },
        &mut reckoned,
    )?;
    let first = reckoned.next_due.and_then(|next| next.due.earliest_ms.or(next.due.latest_ms));
    let first = first.and_then(|ms| i64::try_from(ms).ok());
    Ok(match (first, card.window_to_ms) {
        (Some(due), Some(window)) => Some(due.min(window)),
        (due, window) => due.or(window),
    })
}

/// Puts every open order where it belongs by due time, after the stops of the clock have changed.
pub(crate) fn due_anew(core: &Core, tx: &Transaction<'_>) -> Caused<()> {
    let filter = CardFilter {
        kind: Some(SubjectKind::Order),
        is_known: Some(true),
        is_open: Some(true),
        ..CardFilter::default()
    };
    // By their route, so that what changes here does not change the pages.
    cards::each(tx, &filter, CardOrder::Route, |row| {
        let card = crate::orders::content(row)?;
        Ok(cards::set_due(tx, row.subject.id, due_ms(core, tx, &card)?)?)
    })
}

/// Puts into a card what is due first.
pub(crate) fn put_due(
    core: &Core,
    connection: &Connection,
    stops: &Stops,
    now: Now,
    card: &mut Card,
) -> Caused<()> {
    if let Some(service) = &card.service {
        let playbook = core.playbook(connection, service.playbook)?;
        let reckoner = Reckoner { playbook: &playbook, stops, now_ms: now.at_ms };
        card.next_due = reckoner.next(&About::of(card), service);
    }
    Ok(())
}

/// Every target of a card.
pub(crate) fn targets(
    core: &Core,
    connection: &Connection,
    stops: &Stops,
    now: Now,
    card: &Card,
) -> Caused<Vec<Target>> {
    let Some(service) = &card.service else { return Ok(Vec::new()) };
    let playbook = core.playbook(connection, service.playbook)?;
    let reckoner = Reckoner { playbook: &playbook, stops, now_ms: now.at_ms };
    Ok(reckoner.targets(&About::of(card), service))
}
