//! Lists of orders: filtered, sorted, a page at a time.

use std::collections::BTreeMap;

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::order::Card;
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::subject::normalise_key;
use serde::{Deserialize, Serialize};

use super::flags::Flag;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// Orders in one answer, at most.
const ROWS_MAX: usize = 500;
/// Characters of a search, at most.
const TEXT_CHARS_MAX: usize = 200;

/// Which orders, in which order. Lists of names are separated by commas.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// At one of these stages.
    pub stage: Option<String>,
    /// Of one of these kinds.
    pub kind: Option<String>,
    /// Assigned to this person.
    pub assigned: Option<PersonId>,
    /// Held by this person, alone or beside another.
    pub holder: Option<PersonId>,
    /// Put at this place.
    pub place: Option<SubjectId>,
    /// Assigned to nobody.
    #[serde(default)]
    pub unassigned: bool,
    /// Not over.
    #[serde(default)]
    pub open: bool,
    /// With this in their keys, names, numbers or address.
    pub text: Option<String>,
    /// With one of these flags.
    pub flag: Option<String>,
    /// That somebody has to look at.
    #[serde(default)]
    pub attention: bool,
    /// By what they are sorted.
    #[serde(default)]
    pub sort: Sort,
    /// The other way round.
    #[serde(default)]
    pub reverse: bool,
    /// `next` of the answer before.
    pub after: Option<String>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// By what a list is sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Latest change first.
    #[default]
    Updated,
    /// What is due first, first; without a window last.
    Due,
    /// Most urgent first.
    Priority,
    /// By the playbook's stages.
    Stage,
    /// By title.
    Title,
    /// By waybill or whatever key it has.
    Key,
}

/// One order of a list.
#[derive(Debug, Serialize)]
pub struct OrderRow {
    /// What lists show of it.
    #[serde(flatten)]
    pub card: Card,
    /// Its kind, for people.
    pub kind_name: Words,
    /// What a dispatcher looks for.
    pub flags: Vec<Flag>,
    /// Whether somebody has to look at it.
    pub attention: bool,
}

/// One page of a list.
#[derive(Debug, Serialize)]
pub struct OrderList {
    /// The orders.
    pub orders: Vec<OrderRow>,
    /// How many there are in all.
    pub total: usize,
    /// `after` of the next page; absent on the last.
    pub next: Option<String>,
    /// Names of the people on the rows.
    pub people: BTreeMap<PersonId, String>,
    /// Entries in the log that are in it.
    pub log_size: u64,
}

/// Where a row stands in a list.
type Place = (i64, String, SubjectId);

/// A query that was read.
pub(super) struct Filter<'a> {
    query: &'a ListQuery,
    flags: Vec<Flag>,
}

impl<'a> Filter<'a> {
    pub(super) fn of(query: &'a ListQuery) -> Answer<Self> {
        if query.text.as_ref().is_some_and(|text| text.chars().count() > TEXT_CHARS_MAX) {
            return Err(Problem::malformed("A search has at most 200 characters"));
        }
        let names = query.flag.iter().flat_map(|names| names.split(','));
        let flags: Option<Vec<Flag>> = names.map(Flag::named).collect();
        let flags = flags.ok_or_else(|| Problem::malformed("There is no such flag"))?;
        Ok(Self { query, flags })
    }

    pub(super) fn wants(&self, card: &Card) -> bool {
        let query = self.query;
        let among = |names: &Option<String>, own: &str| {
            names.as_ref().is_none_or(|names| names.split(',').any(|name| name == own))
        };
        let holds = |person| card.holder == Some(person) || card.also_taken_by.contains(&person);
        among(&query.stage, &card.stage)
            && among(&query.kind, &card.kind)
            && query.assigned.is_none_or(|person| card.assigned.contains(&person))
            && query.holder.is_none_or(holds)
            && query.place.is_none_or(|place| card.place == Some(place))
            && (!query.unassigned || card.assigned.is_empty())
            && (!query.open || !card.terminal)
            && (!query.attention || card.needs_attention())
            && (self.flags.is_empty() || self.flags.iter().any(|flag| flag.is_on(card)))
            && query.text.as_ref().is_none_or(|text| matches(card, text))
    }
}

/// Keys are compared without spaces and hyphens, words without regard to case.
fn matches(card: &Card, text: &str) -> bool {
    let (key, words) = (normalise_key(text), text.trim().to_lowercase());
    card.keys.iter().any(|own| own.value.contains(&key))
        || card.search_text.to_lowercase().contains(&words)
}

impl Sort {
    fn place(self, card: &Card, stage_at: &BTreeMap<String, usize>) -> Place {
        let down = |number: Option<u64>| number.map_or(0, |n| -i64::try_from(n).unwrap_or(0));
        let (number, text) = match self {
            Self::Updated => (down(card.updated_index), String::new()),
            Self::Due => (due_ms(card), String::new()),
            Self::Priority => (card.priority.saturating_neg(), String::new()),
            Self::Stage => {
                let at = stage_at.get(&card.stage).copied().unwrap_or(usize::MAX);
                (i64::try_from(at).unwrap_or(i64::MAX), card.stage.clone())
            }
            Self::Title => (0, card.title.clone().unwrap_or_default()),
            Self::Key => {
                let first = card.keys.first().map(|key| key.value.clone());
                (i64::from(first.is_none()), first.unwrap_or_default())
            }
        };
        (number, text, card.id)
    }
}

fn place_to_text(place: &Place) -> String {
    hex::encode(cbor::encode(place))
}

fn place_from_text(text: &str) -> Answer<Place> {
    let place = hex::decode(text).ok().and_then(|bytes| cbor::decode(&bytes).ok());
    place.ok_or_else(|| Problem::malformed("There is no such page"))
}

impl Server {
    /// One page of orders.
    pub async fn list_orders(&self, query: &ListQuery) -> Answer<OrderList> {
        let filter = Filter::of(query)?;
        let after = query.after.as_deref().map(place_from_text).transpose()?;
        let cards = self.cards_now().await?;
        let playbook = self.newest_playbook().await?;
        let stage_at = stage_places(&playbook);
        let wanted = cards.all().filter(|card| filter.wants(card));
        let mut placed: Vec<(Place, &Card)> =
            wanted.map(|card| (query.sort.place(card, &stage_at), card)).collect();
        placed.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        if query.reverse {
            placed.reverse();
        }
        let total = placed.len();
        let begins = after.map_or(0, |after| {
            placed.partition_point(|(place, _)| match query.reverse {
                true => *place >= after,
                false => *place <= after,
            })
        });
        let limit = query.limit.unwrap_or(ROWS_MAX).clamp(1, ROWS_MAX);
        let page = placed.get(begins..).unwrap_or_default();
        let shown = page.get(..limit).unwrap_or(page);
        let more = page.len() > shown.len();
        let next = shown.last().filter(|_| more).map(|(place, _)| place_to_text(place));
        let clock = self.hub_clock(shown.iter().map(|(_, card)| *card)).await?;
        let row = |card: &Card| {
            let card = Card { next_due: clock.next(card), service: None, ..card.clone() };
            OrderRow::of(card, &playbook)
        };
        let orders: Vec<OrderRow> = shown.iter().map(|(_, card)| row(card)).collect();
        let people = self.names_of(orders.iter().flat_map(|row| people_on(&row.card))).await?;
        Ok(OrderList { orders, total, next, people, log_size: cards.size })
    }
}

impl OrderRow {
    fn of(card: Card, playbook: &counterfoil_domain::playbook::Playbook) -> Self {
        let kind = playbook.kind(&card.kind);
        let kind_name =
            kind.map_or_else(|| Words::new(&card.kind, &card.kind), |kind| kind.name.clone());
        Self { kind_name, flags: Flag::of(&card), attention: card.needs_attention(), card }
    }
}

/// When an order is due, ms since 1970: by its service levels or its window, whichever is first.
fn due_ms(card: &Card) -> i64 {
    let next = card.next_due.as_ref().filter(|_| !card.terminal);
    let due = next.and_then(|next| next.due.earliest_ms.or(next.due.latest_ms));
    let due = due.and_then(|ms| i64::try_from(ms).ok()).unwrap_or(i64::MAX);
    due.min(card.window_to_ms.unwrap_or(i64::MAX))
}

fn people_on(card: &Card) -> Vec<PersonId> {
    let mut people = card.assigned.clone();
    people.extend(card.holder);
    people.extend(card.given_to);
    people.extend(&card.also_taken_by);
    people
}

/// Where each stage stands among the playbook's; one that several kinds share stands where it is named first.
pub(super) fn stage_places(
    playbook: &counterfoil_domain::playbook::Playbook,
) -> BTreeMap<String, usize> {
    let mut places = BTreeMap::new();
    let stages = playbook.file().workflows.iter().flat_map(|flow| &flow.stages);
    for (at, stage) in stages.enumerate() {
        places.entry(stage.id.clone()).or_insert(at);
    }
    places
}
