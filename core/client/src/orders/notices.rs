//! What this person is told at once: a refusal, a danger, the words of a rule. It stays until it was read here.

use std::collections::BTreeSet;

use counterfoil_domain::cbor;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::moment::Interval;
use counterfoil_domain::order::{Card, OrderNotice};
use counterfoil_domain::sla::target::DueId;
use counterfoil_domain::subject::SubjectKind;
use counterfoil_store::cards::{self, CardFilter, CardOrder};
use counterfoil_store::{Connection, StoreError, progress};

use super::due::Alarm;
use super::{Orders, content};
use crate::error::{Caused, ClientError};
use crate::phone::core::Core;

/// Which were read here.
const READ: &str = "notices/read";
/// Cards of one page.
const PAGE: usize = 500;

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
}

impl Orders {
    /// What this person was told at once and has not read, the gravest first, then the oldest. Ask again after a sync;
    /// [`Orders::due_moments`] has the same as alarms.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn notices(&self) -> Result<Vec<Notice>, ClientError> {
        Ok(self.core.read(|connection| unread(&self.core, connection))?)
    }

    /// Notes that this person has read what was told: it is in no list of this phone any more.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::DiskFull`].
    pub fn read_notice(&self, id: DueId) -> Result<(), ClientError> {
        let written = self.core.write(|tx| {
            // What no order tells any more need not be remembered.
            let told: BTreeSet<DueId> =
                all(&self.core, tx)?.into_iter().map(|one| one.told.id).collect();
            let mut known = read_here(tx)?;
            known.insert(id);
            known.retain(|one| told.contains(one));
            Ok(progress::set_note(tx, READ, &cbor::encode(&Vec::from_iter(known)))?)
        });
        Ok(written?)
    }
}

/// Puts into a card how much of what it tells this person is unread.
pub(crate) fn put_unread(core: &Core, connection: &Connection, card: &mut Card) -> Caused<()> {
    if card.notices.is_some() {
        let (person, roles) = (core.person()?, core.roles(connection)?);
        let known = read_here(connection)?;
        let told = card.notices.iter().flatten();
        let unread = told.filter(|one| !known.contains(&one.id));
        let count = unread.filter(|one| one.is_for(&person, &roles, card)).count();
        card.unread = u32::try_from(count).ok().filter(|count| *count > 0);
    }
    Ok(())
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
    let known = read_here(connection)?;
    let mut found = all(core, connection)?;
    found.retain(|one| !known.contains(&one.told.id));
    found.sort_by_key(|one| (std::cmp::Reverse(one.told.level), one.told.index));
    Ok(found)
}

/// Everything that this person is told, read or not.
fn all(core: &Core, connection: &Connection) -> Caused<Vec<Notice>> {
    let (person, roles) = (core.person()?, core.roles(connection)?);
    let filter = CardFilter {
        kind: Some(SubjectKind::Order),
        is_known: Some(true),
        ..CardFilter::default()
    };
    let (mut after, mut found) = (None, Vec::new());
    loop {
        let page = cards::list(connection, &filter, CardOrder::Due, after, PAGE)?;
        for row in &page.cards {
            let card = content(row)?;
            let told = card.notices.iter().flatten();
            found.extend(told.filter(|one| one.is_for(&person, &roles, &card)).map(|one| {
                let key = card.keys.first().map(|key| key.value.clone());
                Notice { order: card.id, title: card.title.clone(), key, told: one.clone() }
            }));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(found),
        }
    }
}

fn read_here(connection: &Connection) -> Caused<BTreeSet<DueId>> {
    let Some(bytes) = progress::note(connection, READ)? else { return Ok(BTreeSet::new()) };
    let known: Vec<DueId> =
        cbor::decode(&bytes).map_err(|_| StoreError::Damaged { what: "notices" })?;
    Ok(known.into_iter().collect())
}
