//! The sheet of the shift and the balances of its end, from what this phone holds.

use std::collections::BTreeSet;

use counterfoil_domain::command::Command;
use counterfoil_domain::fact::Counted;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::moment::Interval;
use counterfoil_domain::shift::{Balances, BalancesBuilder, ShiftSheet};
use counterfoil_domain::subject::{Subject, SubjectKind};
use counterfoil_store::cards::{self, CardFilter, CardOrder};
use counterfoil_store::{Connection, chain, outbox, pages};

use super::Account;
use super::shift::{latest_shift, not_now};
use crate::capturing::{self, Done, Intent};
use crate::error::{CauseError, Caused, ClientError};
use crate::layers;
use crate::phone::core::Core;
use crate::topics::Topic;

/// Own envelopes read at a time.
const PAGE: usize = 500;

impl Account {
    /// The sheet of the open shift, or of the last one: duty and breaks with their lengths, counts.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] if there was no shift.
    pub fn shift(&self) -> Result<ShiftSheet, ClientError> {
        Ok(self.core.read(|connection| sheet(&self.core, connection))?)
    }

    /// The balances of that shift: things, cash, work.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] if there was no shift.
    pub fn balances(&self) -> Result<Balances, ClientError> {
        Ok(self.core.read(|connection| balances(&self.core, connection))?)
    }

    /// Writes down what was counted: money by method, or the things of a list.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] if there was no shift, or for a count that says nothing.
    pub fn count(&self, counted: Counted) -> Result<Done, ClientError> {
        let core = &self.core;
        let done = core.capture(|tx| {
            let shift = Subject { kind: SubjectKind::Shift, id: some_shift(tx)? };
            capturing::write(core, tx, Intent::new(shift, Command::Count(counted.clone())))
        })?;
        core.topics.tell([Topic::Account, Topic::Syncing]);
        Ok(done)
    }
}

fn some_shift(connection: &Connection) -> Caused<SubjectId> {
    let shift = latest_shift(connection)?;
    shift.ok_or_else(|| not_now("no_shift", "未上班", "there was no shift"))
}

fn now(core: &Core, connection: &Connection) -> Caused<Interval> {
    Ok(core.moment(connection)?.claimed())
}

fn sheet(core: &Core, connection: &Connection) -> Caused<ShiftSheet> {
    let shift = Subject { kind: SubjectKind::Shift, id: some_shift(connection)? };
    let view = layers::view(core, connection, shift)?;
    Ok(ShiftSheet::of(&view.state, Some(&now(core, connection)?)))
}

fn balances(core: &Core, connection: &Connection) -> Caused<Balances> {
    let sheet = sheet(core, connection)?;
    let mut builder =
        BalancesBuilder::new(sheet, now(core, connection)?).ok_or(CauseError::NotFound("shift"))?;
    for id in orders_of(connection)? {
        let view = layers::view(core, connection, Subject::order(id))?;
        match has_gone(connection, id)? {
            true => builder.add_left(&view.state, &view.playbook),
            false => builder.add(&view.state, &view.playbook),
        }
    }
    Ok(builder.finish())
}

/// Whether it went to somebody else, with all of this store's work on it acknowledged.
fn has_gone(connection: &Connection, id: SubjectId) -> Caused<bool> {
    Ok(pages::has_left(connection, id)? && outbox::overlay(connection, id)?.is_empty())
}

/// Every order that is whole here, and those on which this store wrote and that are here by their
/// keys alone or gone.
fn orders_of(connection: &Connection) -> Caused<BTreeSet<SubjectId>> {
    let filter = CardFilter {
        kind: Some(SubjectKind::Order),
        is_known: Some(true),
        ..CardFilter::default()
    };
    let mut orders = BTreeSet::new();
    cards::each(connection, &filter, CardOrder::Due, |row| {
        orders.insert(row.subject.id);
        Caused::Ok(())
    })?;
    for chain in chain::all(connection)? {
        let mut seq = 0;
        loop {
            let rows = outbox::from_seq(connection, chain.incarnation, seq, PAGE)?;
            let headers =
                rows.iter().filter_map(|row| layers::read_header(&row.envelope.header_bytes));
            let subjects = headers.map(|header| header.subject);
            orders.extend(subjects.filter(|one| one.kind == SubjectKind::Order).map(|one| one.id));
            match rows.last() {
                Some(last) if rows.len() == PAGE => seq = last.seq + 1,
                _ => break,
            }
        }
    }
    Ok(orders)
}
