//! What every part of the page looks up: names, codes of orders, times, the playbook's words.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, Utc};
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, SubjectId};
use counterfoil_domain::moment::Interval;
use counterfoil_domain::order::Card;
use counterfoil_domain::playbook::file::Named;
use counterfoil_domain::playbook::words::Words;

use super::html::{Html, same};
use super::record::DayRecord;
use super::words::Say;

/// Seconds by which the page's clock is ahead of UTC.
const ZONE_SECONDS: i32 = 8 * 3_600;
/// Below this width an interval is shown by its middle alone, ms.
const SHARP_MS: u64 = 2_000;
/// Colours that people can have on the page.
const COLOURS: usize = 6;

/// The record with its indexes.
pub(super) struct Book<'a> {
    pub(super) record: &'a DayRecord,
    people: BTreeMap<PersonId, (&'a str, usize)>,
    persons: BTreeMap<DeviceId, PersonId>,
    cards: BTreeMap<SubjectId, &'a Card>,
    pictures: BTreeMap<Hash, usize>,
}

impl<'a> Book<'a> {
    pub(super) fn of(record: &'a DayRecord) -> Self {
        let stores = &record.hub.stores;
        let mut people = BTreeMap::new();
        // Those with phones first, in the day's order: their colours must differ.
        let carriers = record
            .phones
            .iter()
            .filter_map(|phone| stores.iter().find(|store| store.device == phone.inventory.device));
        let others = record.hub.people.iter().filter(|one| !one.office);
        let everybody = others.map(|one| (one.person, one.name.as_str()));
        for (person, name) in carriers.map(|one| (one.person, one.name.as_str())).chain(everybody) {
            let colour = people.len();
            people.entry(person).or_insert((name, colour));
        }
        let shown = record.orders.iter().map(|order| &order.sheet.card);
        Self {
            record,
            people,
            persons: stores.iter().map(|store| (store.device, store.person)).collect(),
            cards: shown.map(|card| (card.id, card)).collect(),
            pictures: record.pictures.keys().enumerate().map(|(at, hash)| (*hash, at)).collect(),
        }
    }

    /// Somebody's name; the office's own person goes by what it is.
    pub(super) fn name(&self, person: PersonId) -> Words {
        let found = self.people.get(&person).filter(|(name, _)| !name.is_empty());
        found.map_or_else(office, |(name, _)| same(*name))
    }

    /// A name in its colour.
    pub(super) fn who(&self, html: &mut Html, person: Option<PersonId>) {
        let Some(person) = person else {
            html.el("span", "who hub", |html| {
                html.say(Say::TheHub);
            });
            return;
        };
        let class = format!("who {}", self.colour(person));
        html.el("span", &class, |html| {
            html.words(&self.name(person));
        });
    }

    /// The class of somebody's colour.
    pub(super) fn colour(&self, person: PersonId) -> String {
        let found = self.people.get(&person).filter(|(name, _)| !name.is_empty());
        found.map_or_else(|| "hub".to_owned(), |(_, at)| format!("c{}", at % COLOURS))
    }

    pub(super) fn person_of(&self, device: DeviceId) -> Option<PersonId> {
        self.persons.get(&device).copied()
    }

    /// People who have a phone in this day, in its order.
    pub(super) fn carriers(&self) -> Vec<PersonId> {
        let mut seen = Vec::new();
        for phone in &self.record.phones {
            let person = self.person_of(phone.inventory.device);
            seen.extend(person.filter(|person| !seen.contains(person)));
        }
        seen
    }

    pub(super) fn card(&self, order: SubjectId) -> Option<&'a Card> {
        self.cards.get(&order).copied()
    }

    /// What people call an order: its first key, or the end of its id.
    pub(super) fn code(&self, order: SubjectId) -> String {
        let key = self.card(order).and_then(|card| card.keys.first());
        key.map_or_else(
            || order.to_string().chars().rev().take(8).collect::<String>().chars().rev().collect(),
            |key| key.value.clone(),
        )
    }

    /// An order's code as a link to its timeline.
    pub(super) fn link(&self, html: &mut Html, order: SubjectId) {
        let code = self.code(order);
        match self.card(order) {
            Some(_) => {
                html.open("a", &[("class", "code"), ("href", &format!("#{}", anchor(order)))]);
                html.text(&code).close("a");
            }
            None => {
                html.el("span", "code", |html| {
                    html.text(&code);
                });
            }
        }
    }

    /// The number of a picture in the page's store of pictures.
    pub(super) fn picture(&self, hash: Hash) -> Option<usize> {
        self.pictures.get(&hash).copied()
    }

    /// What the playbook calls a role of people.
    pub(super) fn role(&self, id: &str) -> Words {
        named(&self.record.playbook.roles, id)
    }

    /// What the playbook calls the purpose of a payment.
    pub(super) fn purpose(&self, id: &str) -> Words {
        named(&self.record.playbook.purposes, id)
    }

    /// What the playbook calls a kind of order.
    pub(super) fn kind(&self, id: &str) -> Words {
        let found = self.record.playbook.kinds.iter().find(|kind| kind.id == id);
        found.map_or_else(|| same(id), |kind| kind.name.clone())
    }
}

/// The name of the item with this id; an id that nobody knows is its own name.
fn named(list: &[Named], id: &str) -> Words {
    let found = list.iter().find(|one| one.id == id);
    found.map_or_else(|| same(id), |one| one.name.clone())
}

/// The words of who has no name: the office.
fn office() -> Words {
    let (zh, en) = Say::Office.words();
    Words::new(zh, en)
}

/// Where an order's timeline stands on the page.
pub(super) fn anchor(order: SubjectId) -> String {
    format!("o-{order}")
}

/// Date and time of day, as a clock in China shows them.
pub(super) fn clock(ms: u64) -> Option<DateTime<FixedOffset>> {
    let zone = FixedOffset::east_opt(ZONE_SECONDS)?;
    let utc: DateTime<Utc> = DateTime::from_timestamp_millis(i64::try_from(ms).ok()?)?;
    Some(utc.with_timezone(&zone))
}

/// The time of day: `14:03:22`.
pub(super) fn time_of_day(ms: u64) -> String {
    clock(ms).map(|time| time.format("%H:%M:%S").to_string()).unwrap_or_default()
}

/// The date: `2026-11-22`.
pub(super) fn date(ms: u64) -> String {
    clock(ms).map(|time| time.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

/// The middle of an interval, for order and drawing.
pub(super) fn middle(interval: &Interval) -> Option<u64> {
    match (interval.earliest_ms, interval.latest_ms) {
        (Some(earliest), Some(latest)) => Some(earliest + latest.saturating_sub(earliest) / 2),
        (earliest, latest) => earliest.or(latest),
    }
}

/// An interval as people read it.
pub(super) fn when(html: &mut Html, interval: &Interval) {
    let (Some(earliest), Some(latest)) = (interval.earliest_ms, interval.latest_ms) else {
        let one = interval.earliest_ms.or(interval.latest_ms);
        match one {
            Some(ms) => html.say_with(Say::NotBefore, &[same(time_of_day(ms))]),
            None => html.say(Say::TimeUnknown),
        };
        return;
    };
    html.text(&time_of_day(earliest + latest.saturating_sub(earliest) / 2));
    let width = latest.saturating_sub(earliest);
    if width > SHARP_MS {
        let half = (width / 2).div_ceil(1_000);
        html.raw(" <small>±").number(half).raw(" s</small>");
    }
}

/// How long, in words.
pub(super) fn lasting(ms: u64) -> Words {
    let seconds = ms.div_ceil(1_000);
    let (pattern, values) = match seconds {
        0..=119 => (Say::Seconds, vec![seconds.to_string()]),
        _ => (Say::Minutes, vec![(seconds / 60).to_string(), (seconds % 60).to_string()]),
    };
    let (zh, en) = pattern.words();
    let fill = |text: &str| {
        let places = values.iter().enumerate();
        places.fold(text.to_owned(), |text, (at, value)| text.replace(&format!("{{{at}}}"), value))
    };
    Words::new(fill(zh), fill(en))
}
