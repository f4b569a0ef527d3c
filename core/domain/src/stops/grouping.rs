//! Which orders are one stop.

use crate::sorting::SortSmall as _;
use std::collections::{BTreeMap, BTreeSet};

use super::summary::summary;
use super::{PlaceFacts, Stop, StopOrder, located};
use crate::address::{Address, Anchors, DoorKey};
use crate::limits::STOP_ORDERS_MAX;

/// An order with its address taken apart.
pub(super) struct Read<'a> {
    pub(super) order: &'a StopOrder,
    pub(super) address: Address,
    pub(super) door: Option<DoorKey>,
}

/// Groups orders into stops, sorted by their first order. Beyond [`STOP_ORDERS_MAX`] orders those with the largest ids
/// are left out.
#[must_use]
pub fn group(orders: &[StopOrder], places: &[PlaceFacts]) -> Vec<Stop> {
    let mut sorted: Vec<&StopOrder> = orders.iter().collect();
    sorted.sort_small_by_key(|order| order.id);
    sorted.dedup_by_key(|order| order.id);
    sorted.truncate(STOP_ORDERS_MAX);
    let read = read(&sorted);
    let known = located::known(&read, places);
    let stops = sets(&read).into_iter().map(|members| {
        let members: Vec<&Read<'_>> = members.into_iter().map(|at| &read[at]).collect();
        summary(&members, &known, places)
    });
    stops.collect()
}

fn read<'a>(orders: &[&'a StopOrder]) -> Vec<Read<'a>> {
    let addresses: Vec<Address> =
        orders.iter().map(|order| Address::parse(&order.address)).collect();
    let anchors = Anchors::learn(&addresses);
    let pairs = orders.iter().zip(addresses);
    pairs
        .map(|(order, address)| {
            let door = DoorKey::of(&address, &anchors);
            Read { order, address, door }
        })
        .collect()
}

/// Sets of orders that are one stop, each sorted, by their first member.
fn sets(read: &[Read<'_>]) -> Vec<Vec<usize>> {
    let mut by_door: BTreeMap<DoorKey, Vec<usize>> = BTreeMap::new();
    let mut alone: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let regions = Regions::of(read);
    for (at, one) in read.iter().enumerate() {
        match &one.door {
            Some(door) => by_door.entry(regions.settled(door)).or_default().push(at),
            None => alone.entry(at).or_default().push(at),
        }
    }
    let mut sets: Vec<Vec<usize>> = alone.into_values().collect();
    for (door, members) in by_door {
        match door.is_exact {
            true => sets.push(members),
            false => sets.extend(by_person(read, members)),
        }
    }
    sets.sort_small_by(Ord::cmp);
    sets
}

/// At a place without a door only the same person is the same call.
fn by_person(read: &[Read<'_>], members: Vec<usize>) -> Vec<Vec<usize>> {
    let mut people: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    let mut sets = Vec::new();
    for at in members {
        match person(read[at].order) {
            Some(person) => people.entry(person).or_default().push(at),
            None => sets.push(vec![at]),
        }
    }
    sets.extend(people.into_values());
    sets
}

/// Whom an order is for: name and number; either alone is not enough to call two people one.
pub(super) fn person(order: &StopOrder) -> Option<(String, String)> {
    let plain = |text: &Option<String>| {
        let text: String = text.as_deref()?.chars().filter(|c| !c.is_whitespace()).collect();
        (!text.is_empty()).then_some(text)
    };
    plain(&order.name).zip(plain(&order.phone))
}

/// Which regions are named for one place: where they do not contradict each other, a spelling without them is of the
/// same door.
struct Regions(BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>);

impl Regions {
    fn of(read: &[Read<'_>]) -> Self {
        let mut named: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
        for door in read.iter().filter_map(|one| one.door.as_ref()) {
            let (cities, districts) = named.entry(door.place.clone()).or_default();
            cities.extend(door.city.clone());
            districts.extend(door.district.clone());
        }
        Self(named)
    }

    /// The key with its regions, where only one is named for its place; where several are, it stays as it is.
    fn settled(&self, door: &DoorKey) -> DoorKey {
        let mut door = door.clone();
        if let Some((cities, districts)) = self.0.get(&door.place)
            && cities.len() <= 1
            && districts.len() <= 1
        {
            door.city = cities.first().cloned();
            door.district = districts.first().cloned();
        }
        door
    }
}
