//! A stop from its orders.

use crate::sorting::CollectSmall as _;
use std::collections::BTreeSet;

use super::grouping::{Read, person};
use super::located::{APART_M, Known, middle};
use super::{PlaceFacts, PointSource, Stop, alerts};
use crate::address::{Address, KnownPlace, faults};
use crate::map::{Point, metres};

/// Makes a stop. `members` are sorted by their id and never empty.
pub(super) fn summary(members: &[&Read<'_>], known: &Known, places: &[PlaceFacts]) -> Stop {
    let fullest = members
        .iter()
        .max_by_key(|one| (one.order.address.chars().count(), std::cmp::Reverse(one.order.id)));
    let address = fullest.map(|one| one.address.clone()).unwrap_or_default();
    let (window_from_ms, window_to_ms) = window(members);
    let (point, point_source, pin_apart_m) = place(members, &address, known);
    let named: Vec<KnownPlace> = places.iter().map(|one| one.place.clone()).collect();
    let pieces = |one: &&Read<'_>| one.order.pieces.max(1);
    Stop {
        orders: members.iter().map(|one| one.order.id).collect(),
        text: fullest.map(|one| one.order.address.clone()).unwrap_or_default(),
        door: fullest.and_then(|one| one.door.clone()),
        is_shared: address.is_shared_spot(),
        pieces: members.iter().map(pieces).fold(0, u32::saturating_add),
        people: people(members),
        window_from_ms,
        window_to_ms,
        windows_apart: window_from_ms.zip(window_to_ms).is_some_and(|(from, to)| from > to),
        priority: members.iter().map(|one| one.order.priority).max().unwrap_or(0),
        point,
        point_source,
        pin_apart_m,
        alerts: alerts(words(members, &address, places)),
        faults: faults(&address, &named),
        address,
    }
}

fn people(members: &[&Read<'_>]) -> u32 {
    let named: BTreeSet<_> = members.iter().filter_map(|one| person(one.order)).collect_set();
    let nameless = members.iter().filter(|one| person(one.order).is_none()).count();
    // Without a name nobody can tell, and it counts as one more.
    u32::try_from(named.len() + usize::from(nameless > 0)).unwrap_or(u32::MAX)
}

fn window(members: &[&Read<'_>]) -> (Option<i64>, Option<i64>) {
    let from = members.iter().filter_map(|one| one.order.window_from_ms).max();
    let to = members.iter().filter_map(|one| one.order.window_to_ms).min();
    (from, to)
}

fn place(
    members: &[&Read<'_>],
    address: &Address,
    known: &Known,
) -> (Option<Point>, Option<PointSource>, Option<u32>) {
    let pins: Vec<Point> = members.iter().filter_map(|one| one.order.pin).collect();
    let said = address.community.as_deref().and_then(|name| known.of(name));
    let said = said.or_else(|| address.spot.as_deref().and_then(|name| known.of(name)));
    let Some(pin) = middle(&pins) else {
        return (said.map(|one| one.0), said.map(|one| one.1), None);
    };
    let from_text = said.map(|(point, _)| metres(pin, point)).unwrap_or(0);
    let spread = pins.iter().map(|other| metres(pin, *other)).max().unwrap_or(0);
    let apart = from_text.max(spread);
    (Some(pin), Some(PointSource::Pin), (apart >= APART_M).then_some(apart))
}

/// Every word that belongs to the stop: remarks, hints of addresses, what is known of the place.
fn words<'a>(
    members: &[&'a Read<'_>],
    address: &Address,
    places: &'a [PlaceFacts],
) -> Vec<&'a str> {
    let mut words: Vec<&str> = Vec::new();
    for one in members {
        words.extend(one.order.remarks.iter().map(String::as_str));
        words.extend(one.address.hint.as_deref());
    }
    let names = [address.community.as_deref(), address.spot.as_deref()];
    for place in places.iter().filter(|one| names.contains(&Some(one.place.name.as_str()))) {
        words.extend(place.notes.iter().map(String::as_str));
    }
    words
}
