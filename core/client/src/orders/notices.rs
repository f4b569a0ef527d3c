//! What this person is told at once: a refusal, a danger, the words of a rule. It stays until it was read here.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::cbor;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits::NOTICES_READ_MAX;
use counterfoil_domain::moment::Interval;
use counterfoil_domain::order::{Card, OrderNotice};
use counterfoil_domain::sla::target::DueId;
use counterfoil_domain::sorting::{CollectSmall as _, SortSmall as _};
use counterfoil_domain::subject::SubjectKind;
use counterfoil_store::cards::{self, CardFilter, CardOrder};
use counterfoil_store::{Connection, StoreError, progress};

use super::due::Alarm;
use super::{Orders, content};
use crate::error::{Caused, ClientError};
use crate::phone::core::Core;

/// Which were read here.
const READ: &str = "notices/read";
/// Something that this person is told at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The order.
    pub order: SubjectId,
    /// What people call the order.
    pub title: Option<String>,
    /// A number by which people know it.
    pub key: Option<String>,
    /// What is told.
    pub told: OrderNotice,
    /// The orders of which one act told this and of which it is unread, this one first; none for one alone.
    pub orders: Vec<ToldOrder>,
}

/// One of the orders for which a notice stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldOrder {
    /// The order.
    pub order: SubjectId,
    /// What people call it.
    pub title: Option<String>,
    /// A number by which people know it.
    pub key: Option<String>,
}

impl Orders {
    /// What this person was told at once and has not read, the gravest first, then the oldest; what one act tells of
    /// many orders is one notice. Ask again after a sync; [`Orders::due_moments`] has the same as alarms.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn notices(&self) -> Result<Vec<Notice>, ClientError> {
        Ok(self.core.read(|connection| unread(&self.core, connection))?)
    }

    /// Notes that this person has read what was told, of every order for which the notice stands: it is in no list of
    /// this phone any more.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::DiskFull`].
    pub fn read_notice(&self, id: DueId) -> Result<(), ClientError> {
        let written = self.core.write(|tx| {
            let told = all(&self.core, tx)?;
            let read = told.iter().find(|one| one.told.id == id);
            let together = read.and_then(|one| one.told.together);
            let with_it = told.iter().filter(|one| {
                one.told.id == id || (together.is_some() && one.told.together == together)
            });
            let mut known = read_here(tx)?;
            known.extend(with_it.map(|one| one.told.id).chain([id]));
            let told = told.into_iter().map(|one| one.told.id).collect_set();
            let known = kept(known, &told);
            Ok(progress::set_note(tx, READ, &cbor::encode(&known))?)
        });
        Ok(written?)
    }
}

/// Marks without those of long ago that nothing here asks for. What is told no more today, because a role rests or an
/// order has left the phone, may be told again: of these as many are kept as there is room for.
fn kept(marks: Vec<DueId>, told: &BTreeSet<DueId>) -> Vec<DueId> {
    let mut seen = BTreeSet::new();
    let mut marks: Vec<DueId> = marks.into_iter().filter(|one| seen.insert(*one)).collect();
    let mut excess = marks.len().saturating_sub(NOTICES_READ_MAX);
    marks.retain(|one| {
        let stays = excess == 0 || told.contains(one);
        excess = if stays { excess } else { excess.saturating_sub(1) };
        stays
    });
    marks
}

/// Puts into cards how much of what they tell this person is unread. Who he is and what he has read is looked up once
/// for all of them, and only where something is told.
pub(crate) fn put_unread(core: &Core, connection: &Connection, cards: &mut [Card]) -> Caused<()> {
    if cards.iter().all(|card| card.notices.is_none()) {
        return Ok(());
    }
    let (person, roles) = (core.person()?, core.roles(connection)?);
    let known = read_here(connection)?.into_iter().collect_set();
    for card in cards {
        let told = card.notices.iter().flatten();
        let unread = told.filter(|one| !is_read(&known, card, one));
        let count = unread.filter(|one| one.is_for(&person, &roles, card)).count();
        card.unread = u32::try_from(count).ok().filter(|count| *count > 0);
    }
    Ok(())
}

/// Whether it was read here, perhaps while the order was not yet joined to the one that tells it now.
fn is_read(known: &BTreeSet<DueId>, card: &Card, one: &OrderNotice) -> bool {
    let before = |order: &SubjectId| {
        let (what, _) = one.source.split_once('/')?;
        Some(DueId::told(*order, what, &one.of.to_string()))
    };
    known.contains(&one.id) || card.joined.iter().filter_map(before).any(|id| known.contains(&id))
}

/// Unread notices as alarms: they have come.
pub(crate) fn alarms(core: &Core, connection: &Connection, wall_ms: i64) -> Caused<Vec<Alarm>> {
    let alarm = |one: Notice| Alarm {
        id: one.told.id,
        order: one.order,
        title: one.title,
        target: one.told.source,
        target_name: one.told.name,
        name: one.told.words,
        level: one.told.level,
        at_ms: one.told.at_ms,
        in_ms: 0,
        wall_ms,
        due: Interval { earliest_ms: Some(one.told.at_ms), latest_ms: Some(one.told.at_ms) },
    };
    Ok(unread(core, connection)?.into_iter().map(alarm).collect())
}

fn unread(core: &Core, connection: &Connection) -> Caused<Vec<Notice>> {
    let known = read_here(connection)?.into_iter().collect_set();
    let mut found = told_here(core, connection, |card, one| !is_read(&known, card, one))?;
    found.sort_small_by_key(|one| (std::cmp::Reverse(one.told.level), one.told.index, one.told.id));
    Ok(put_together(found))
}

/// What one act tells of many orders becomes one notice, the first of them.
fn put_together(found: Vec<Notice>) -> Vec<Notice> {
    let (mut places, mut all) = (BTreeMap::new(), Vec::<Notice>::new());
    for one in found {
        let place = one.told.together.map(|id| *places.entry(id).or_insert(all.len()));
        match place.and_then(|place| all.get_mut(place)) {
            Some(first) => first.orders.push(ToldOrder::of(&one)),
            None => {
                let orders = vec![ToldOrder::of(&one)];
                all.push(Notice { orders, ..one });
            }
        }
    }
    for one in &mut all {
        one.orders.dedup_by_key(|told| told.order);
        if one.orders.len() < 2 {
            one.orders.clear();
        }
    }
    all
}

impl ToldOrder {
    fn of(one: &Notice) -> Self {
        Self { order: one.order, title: one.title.clone(), key: one.key.clone() }
    }
}

/// Everything that this person is told, read or not.
fn all(core: &Core, connection: &Connection) -> Caused<Vec<Notice>> {
    told_here(core, connection, |_, _| true)
}

/// What this person is told and `wanted` wants. What was joined to another order that is here is told there.
fn told_here(
    core: &Core,
    connection: &Connection,
    wanted: impl Fn(&Card, &OrderNotice) -> bool,
) -> Caused<Vec<Notice>> {
    let (person, roles) = (core.person()?, core.roles(connection)?);
    let filter = CardFilter {
        kind: Some(SubjectKind::Order),
        is_known: Some(true),
        ..CardFilter::default()
    };
    let mut found = Vec::new();
    let (mut leads, mut here) = (BTreeMap::new(), BTreeSet::new());
    cards::each(connection, &filter, CardOrder::Due, |row| {
        let card = content(row)?;
        here.insert(card.id);
        leads.extend(card.lead.map(|lead| (card.id, lead)));
        let told = card.notices.iter().flatten();
        let mine = told.filter(|one| one.is_for(&person, &roles, &card) && wanted(&card, one));
        found.extend(mine.map(|one| {
            let key = card.keys.first().map(|key| key.value.clone());
            let (told, orders) = (one.clone(), Vec::new());
            Notice { order: card.id, title: card.title.clone(), key, told, orders }
        }));
        Caused::Ok(())
    })?;
    found.retain(|one| leads.get(&one.order).is_none_or(|lead| !here.contains(lead)));
    Ok(found)
}

/// In the order in which they were read.
fn read_here(connection: &Connection) -> Caused<Vec<DueId>> {
    let Some(bytes) = progress::note(connection, READ)? else { return Ok(Vec::new()) };
    Ok(cbor::decode(&bytes).map_err(|_| StoreError::Damaged { what: "notices" })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: usize) -> DueId {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&n.to_be_bytes());
        DueId(bytes)
    }

    #[test]
    fn what_was_read_stays_read_while_a_role_rests() {
        let marks: Vec<DueId> = (0..5).map(id).collect();
        let nothing_is_told = BTreeSet::new();
        assert_eq!(kept(marks.clone(), &nothing_is_told), marks);
        assert_eq!(kept([marks.clone(), vec![id(3)]].concat(), &nothing_is_told), marks);
    }

    #[test]
    fn of_too_many_marks_the_oldest_that_nothing_tells_go() {
        let marks: Vec<DueId> = (0..NOTICES_READ_MAX + 2).map(id).collect();
        let told = BTreeSet::from([id(0)]);
        let left = kept(marks, &told);
        assert_eq!(left.len(), NOTICES_READ_MAX);
        assert_eq!(left[..2], [id(0), id(3)], "the first is still told, the next two are not");
    }
}
