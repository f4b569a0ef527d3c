//! What grouping is told: this person's open orders from their cards, and the places that are known here.

use counterfoil_domain::address::KnownPlace;
use counterfoil_domain::map::parse_pin;
use counterfoil_domain::order::{OrderState, fields};
use counterfoil_domain::stops::{PlaceFacts, StopOrder};
use counterfoil_domain::subject::SubjectKind;
use counterfoil_store::Connection;
use counterfoil_store::cards::{self, CardFilter, CardOrder};

use super::super::content;
use crate::error::Caused;
use crate::layers;
use crate::phone::core::Core;

/// Places that are looked at.
const PLACES_MAX: usize = 200;

/// This person's open orders that are known here, each under its lead alone.
pub(super) fn gather(connection: &Connection) -> Caused<Vec<StopOrder>> {
    let shown = super::super::once(connection, super::super::due::my_open(connection)?)?;
    let stops = shown.iter().filter(|card| !card.do_not_load).map(StopOrder::of);
    Ok(stops.collect())
}

/// The places that are known here, as far as they have a name.
pub(super) fn place_facts(core: &Core, connection: &Connection) -> Caused<Vec<PlaceFacts>> {
    let filter = CardFilter { kind: Some(SubjectKind::Place), ..CardFilter::default() };
    let page = cards::list(connection, &filter, CardOrder::Due, None, PLACES_MAX)?;
    let mut places = Vec::new();
    for row in &page.cards {
        // What somebody else founded under the same key stands in the one that leads.
        if content(row)?.lead.is_none() {
            places.extend(place(&layers::view(core, connection, row.subject)?.state));
        }
    }
    Ok(places)
}

fn place(state: &OrderState) -> Option<PlaceFacts> {
    let text = |path: &str| state.field(path).and_then(|value| value.as_text().map(str::to_owned));
    let notes = [fields::PLACE_HAZARD, fields::PLACE_ACCESS].into_iter().filter_map(text);
    Some(PlaceFacts {
        place: KnownPlace {
            name: text(fields::PLACE_NAME)?,
            last_building: text(fields::PLACE_LAST_BUILDING)
                .and_then(|last| last.trim().parse().ok()),
        },
        point: text(fields::PLACE_PIN).as_deref().and_then(parse_pin),
        notes: notes.collect(),
    })
}
