//! The board: how many orders stand where, who has how many, and what cries for attention.

use std::collections::BTreeMap;

use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::order::Card;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Words;
use serde::Serialize;

use super::flags::{FLAGS, Flag};
use super::listing::{Filter, ListQuery, stage_places};
use crate::problem::Answer;
use crate::server::Server;

/// The board.
#[derive(Debug, Default, Serialize)]
pub struct Board {
    /// Entries in the log that are in it.
    pub log_size: u64,
    /// The hub's time, ms since 1970.
    pub at_ms: u64,
    /// All orders that fit the filter.
    pub orders: usize,
    /// Of them not over.
    pub open: usize,
    /// Of them that somebody has to look at.
    pub attention: usize,
    /// By stage, over all kinds, in the playbook's order.
    pub stages: Vec<StageCount>,
    /// By kind.
    pub kinds: Vec<KindCount>,
    /// By person, everybody who has a role or an order.
    pub people: Vec<PersonCount>,
    /// By place where things were put.
    pub places: Vec<PlaceCount>,
    /// Open orders whose thing nobody holds and that lie at no place: at the outlet, or with the customer.
    pub with_nobody: usize,
    /// Orders with each flag; flags that none has are absent.
    pub flags: BTreeMap<Flag, usize>,
}

/// Orders at one stage.
#[derive(Debug, Serialize)]
pub struct StageCount {
    /// The stage's name in the playbook.
    pub stage: String,
    /// The same for people.
    pub name: Words,
    /// Whether orders are over there.
    pub terminal: bool,
    /// How many.
    pub orders: usize,
    /// Of them that somebody has to look at.
    pub attention: usize,
}

/// Orders of one kind.
#[derive(Debug, Serialize)]
pub struct KindCount {
    /// The kind.
    pub kind: String,
    /// The same for people.
    pub name: Words,
    /// How many.
    pub orders: usize,
    /// Of them not over.
    pub open: usize,
    /// By stage, in the playbook's order.
    pub stages: Vec<StageCount>,
}

/// Orders of one person.
#[derive(Debug, Serialize)]
pub struct PersonCount {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their present roles.
    pub roles: Vec<String>,
    /// When a phone of theirs last asked, ms since 1970.
    pub last_contact_ms: Option<u64>,
    /// Open orders assigned to them.
    pub assigned: usize,
    /// Orders assigned to them that are over.
    pub done: usize,
    /// Things that they hold.
    pub holding: usize,
    /// Of what is assigned to them, how many have each flag.
    pub flags: BTreeMap<Flag, usize>,
}

/// Orders at one place.
#[derive(Debug, Serialize)]
pub struct PlaceCount {
    /// The place.
    pub place: SubjectId,
    /// How many.
    pub orders: usize,
}

impl Server {
    /// Counts the orders that fit a filter; sorting and paging mean nothing here.
    pub async fn board(&self, query: &ListQuery) -> Answer<Board> {
        let filter = Filter::of(query)?;
        let now = self.cards_now().await?;
        let playbook = self.newest_playbook().await?;
        let cards: Vec<&Card> = now.all().filter(|card| filter.wants(card)).collect();
        let mut places: BTreeMap<SubjectId, usize> = BTreeMap::new();
        for place in cards.iter().filter_map(|card| card.place) {
            *places.entry(place).or_default() += 1;
        }
        let with_nobody =
            |card: &&&Card| !card.terminal && card.holder.is_none() && card.place.is_none();
        Ok(Board {
            log_size: now.size,
            at_ms: self.now_ms(),
            orders: cards.len(),
            open: cards.iter().filter(|card| !card.terminal).count(),
            attention: cards.iter().filter(|card| card.needs_attention()).count(),
            stages: stages(cards.iter().copied(), &playbook),
            kinds: kinds(&cards, &playbook),
            people: self.people_counts(&cards).await?,
            places: places
                .into_iter()
                .map(|(place, orders)| PlaceCount { place, orders })
                .collect(),
            with_nobody: cards.iter().filter(with_nobody).count(),
            flags: flags(cards.iter().copied()),
        })
    }

    async fn people_counts(&self, cards: &[&Card]) -> Answer<Vec<PersonCount>> {
        let last = self.last_contacts().await?;
        let mut counts = Vec::new();
        for person in self.list_people().await? {
            let id = person.person;
            if id == self.office_person {
                continue;
            }
            let own: Vec<&Card> =
                cards.iter().copied().filter(|card| card.assigned.contains(&id)).collect();
            let holds = |card: &&&Card| card.holder == Some(id) || card.also_taken_by.contains(&id);
            counts.push(PersonCount {
                person: id,
                name: person.name,
                roles: person.roles,
                last_contact_ms: last.get(&id).copied(),
                assigned: own.iter().filter(|card| !card.terminal).count(),
                done: own.iter().filter(|card| card.terminal).count(),
                holding: cards.iter().filter(holds).count(),
                flags: flags(own.into_iter()),
            });
        }
        Ok(counts)
    }
}

fn flags<'a>(cards: impl Iterator<Item = &'a Card> + Clone) -> BTreeMap<Flag, usize> {
    let count = |flag: Flag| (flag, cards.clone().filter(|card| flag.is_on(card)).count());
    FLAGS.into_iter().map(count).filter(|(_, count)| *count > 0).collect()
}

/// The stages at which these cards stand, in the playbook's order.
fn stages<'a>(cards: impl Iterator<Item = &'a Card>, playbook: &Playbook) -> Vec<StageCount> {
    let mut counts: BTreeMap<&str, (usize, usize, &Card)> = BTreeMap::new();
    for card in cards {
        let count = counts.entry(&card.stage).or_insert((0, 0, card));
        count.0 += 1;
        count.1 += usize::from(card.needs_attention());
    }
    let at = stage_places(playbook);
    let mut shown: Vec<StageCount> = counts
        .into_iter()
        .map(|(stage, (orders, attention, card))| StageCount {
            stage: stage.to_owned(),
            name: card.stage_name.clone(),
            terminal: card.terminal,
            orders,
            attention,
        })
        .collect();
    shown.sort_by_key(|count| at.get(&count.stage).copied().unwrap_or(usize::MAX));
    shown
}

fn kinds(cards: &[&Card], playbook: &Playbook) -> Vec<KindCount> {
    let of_kind = |id: &str| {
        let own: Vec<&Card> = cards.iter().copied().filter(|card| card.kind == id).collect();
        let name = playbook.kind(id).map_or_else(|| Words::new(id, id), |kind| kind.name.clone());
        KindCount {
            kind: id.to_owned(),
            name,
            orders: own.len(),
            open: own.iter().filter(|card| !card.terminal).count(),
            stages: stages(own.into_iter(), playbook),
        }
    };
    let mut ids: Vec<&str> = cards.iter().map(|card| card.kind.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(of_kind).collect()
}
