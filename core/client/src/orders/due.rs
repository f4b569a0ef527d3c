//! Due moments of a person's orders, so that a shell can set the phone's own alarms: they ring without signal, and by
//! a clock that nobody set.

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits::{DUE_MOMENTS_MAX, DUE_NOTICES_MAX};
use counterfoil_domain::moment::{Interval, Moment};
use counterfoil_domain::order::Card;
use counterfoil_domain::playbook::sla::ASSIGNEE;
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::sla::target::{DueId, DueMoment, DueState, Target};
use counterfoil_domain::sorting::SortSmall as _;
use counterfoil_store::Connection;
use counterfoil_store::cards::{self, CardFilter, CardOrder};

use super::{Orders, content, notices};
use crate::error::{Caused, ClientError};
use crate::layers::clocks::{self, Now};

/// The due moments of a person's orders, and what the phone knows of the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueList {
    /// The interval that contains the true time.
    pub now: Interval,
    /// How far the wall clock is off, ms; 0 within what is known, absent if nothing is known.
    pub clock_off_ms: Option<i64>,
    /// The moments, soonest first.
    pub moments: Vec<Alarm>,
}

/// A due moment, as an alarm is set for it. One that is not in the next list is to be taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// The same whenever it is reckoned: an alarm with this id replaces the one before.
    pub id: DueId,
    /// The order.
    pub order: SubjectId,
    /// What people call the order.
    pub title: Option<String>,
    /// The target.
    pub target: String,
    /// What people call it.
    pub target_name: Words,
    /// What the warning says.
    pub name: Words,
    /// How grave it is, 1 to 3.
    pub level: u8,
    /// When, ms since 1970 in true time.
    pub at_ms: u64,
    /// In how many ms from now; 0 for one that has come: tell it at once, unless this id was told before.
    pub in_ms: u64,
    /// What this phone's wall clock will say then, ms since 1970, if nobody sets it meanwhile.
    pub wall_ms: i64,
    /// When the target is due.
    pub due: Interval,
}

impl Orders {
    /// The due moments of this person's open orders that concern them, and what they were told at once and have not
    /// read ([`Orders::notices`]), at most 500, soonest first. Ask again after a
    /// sync, an own act, a restart and a change of the device's clock, and set the alarms anew.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn due_moments(&self) -> Result<DueList, ClientError> {
        let list = self.core.read(|connection| {
            let moment = self.core.moment(connection)?;
            let now = Now::of(&moment);
            let roles = self.core.roles(connection)?;
            let stops = clocks::stops(connection)?;
            let mut moments = Vec::new();
            for card in my_open(connection)? {
                for target in clocks::targets(&self.core, connection, &stops, now, &card)? {
                    let mine = target.warnings.iter().filter(|one| is_for(one, &roles));
                    moments.extend(mine.filter_map(|one| alarm(&card, &target, one, &moment, now)));
                }
            }
            let soonest = |one: &Alarm| (one.at_ms, one.id);
            moments.sort_small_by_key(soonest);
            // What was told long ago keeps no moment to come off the list.
            let mut told = notices::alarms(&self.core, connection, moment.clocks.wall_ms)?;
            told.truncate(DUE_NOTICES_MAX);
            moments.truncate(DUE_MOMENTS_MAX.saturating_sub(told.len()));
            moments.extend(told);
            moments.sort_small_by_key(soonest);
            Ok(DueList { now: now.known, clock_off_ms: moment.wall_error_ms(), moments })
        });
        Ok(list?)
    }

    /// The stops of the clock that the office has declared, oldest first.
    ///
    /// # Errors
    /// As [`Orders::due_moments`].
    pub fn clock_stops(&self) -> Result<Vec<counterfoil_domain::sla::stops::Stop>, ClientError> {
        Ok(self.core.read(|connection| Ok(clocks::stops(connection)?.all))?)
    }
}

fn is_for(moment: &DueMoment, roles: &[String]) -> bool {
    moment.to.iter().any(|to| to == ASSIGNEE || roles.contains(to))
}

pub(super) fn my_open(connection: &Connection) -> Caused<Vec<Card>> {
    let mut found = Vec::new();
    cards::each(connection, &CardFilter::own_open_orders(), CardOrder::Due, |row| {
        found.push(content(row)?);
        Caused::Ok(())
    })?;
    Ok(found)
}

fn alarm(
    card: &Card,
    target: &Target,
    due: &DueMoment,
    moment: &Moment,
    now: Now,
) -> Option<Alarm> {
    let at_ms = due.at_ms.filter(|_| matches!(due.state, DueState::Ahead | DueState::Due))?;
    let in_ms = at_ms.saturating_sub(now.at_ms);
    let wall_ms = moment.clocks.wall_ms.saturating_add(i64::try_from(in_ms).unwrap_or(i64::MAX));
    Some(Alarm {
        id: due.id,
        order: card.id,
        title: card.title.clone(),
        target: target.id.clone(),
        target_name: target.name.clone(),
        name: due.name.clone(),
        level: due.level,
        at_ms,
        in_ms,
        wall_ms,
        due: target.due,
    })
}
