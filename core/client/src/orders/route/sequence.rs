//! The courier's own order, kept on his shift, and its place in lists.

use counterfoil_domain::cbor;
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::{SequenceStep, Sequenced};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::order::OrderState;
use counterfoil_domain::shift::Sequence;
use counterfoil_domain::subject::{Subject, SubjectKind};
use counterfoil_store::{Connection, Transaction, cards, progress};

use super::shift_state;
use crate::account::{not_now, open_shift};
use crate::capturing::{self, Done, Intent};
use crate::error::{Caused, ClientError};
use crate::orders::Orders;
use crate::phone::core::Core;
use crate::topics::Topic;

/// The order that lists sort by: that of the open shift.
const ROUTE: &str = "orders/route";

impl Orders {
    /// The courier's own order, and what others offered; nothing outside a shift.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn sequence(&self) -> Result<Sequence, ClientError> {
        Ok(self.core.read(|connection| standing(&self.core, connection))?)
    }

    /// Keeps an order of orders as the courier's own, perhaps an offer that he takes. It stands until he keeps another
    /// or lets it go.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] without an open shift.
    pub fn keep_sequence(
        &self,
        orders: Vec<SubjectId>,
        offer: Option<FactId>,
    ) -> Result<Done, ClientError> {
        self.say(Sequenced { step: SequenceStep::Kept, orders, offer })
    }

    /// Lets his order go; `held` keep theirs among each other.
    ///
    /// # Errors
    /// As [`Orders::keep_sequence`].
    pub fn let_sequence_go(&self, held: Vec<SubjectId>) -> Result<Done, ClientError> {
        self.say(Sequenced { step: SequenceStep::LetGo, orders: held, offer: None })
    }

    /// Does not take an offer. His own order stays as it is.
    ///
    /// # Errors
    /// As [`Orders::keep_sequence`].
    pub fn decline_sequence(&self, offer: FactId) -> Result<Done, ClientError> {
        self.say(Sequenced { step: SequenceStep::Declined, orders: Vec::new(), offer: Some(offer) })
    }

    fn say(&self, sequenced: Sequenced) -> Result<Done, ClientError> {
        let core = self.core();
        let (id, done) = core.capture(|tx| {
            let id =
                open_shift(tx)?.ok_or_else(|| not_now("no_shift", "未上班", "no shift is open"))?;
            let shift = Subject { kind: SubjectKind::Shift, id };
            let command = Command::Sequence(sequenced.clone());
            Ok((id, capturing::write(core, tx, Intent::new(shift, command))?))
        })?;
        core.topics.tell([Topic::Orders, Topic::Order(id), Topic::Syncing]);
        Ok(done)
    }
}

/// The sequence of the open shift.
pub(super) fn standing(core: &Core, connection: &Connection) -> Caused<Sequence> {
    match open_shift(connection)? {
        Some(shift) => Ok(Sequence::of(&shift_state(core, connection, shift)?)),
        None => Ok(Sequence::default()),
    }
}

/// A shift changed: lists follow its order, if it is the open one.
pub(crate) fn follow(tx: &Transaction<'_>, shift: &OrderState) -> Caused<()> {
    if open_shift(tx)? != Some(shift.subject) {
        return Ok(());
    }
    let own = Sequence::of(shift).own.unwrap_or_default();
    if own == noted(tx)? {
        return Ok(());
    }
    progress::set_note(tx, ROUTE, &cbor::encode(&own))?;
    Ok(cards::set_route(tx, &own)?)
}

/// A new shift has no order yet.
pub(crate) fn forget(tx: &Transaction<'_>) -> Caused<()> {
    progress::clear_note(tx, ROUTE)?;
    Ok(cards::set_route(tx, &[])?)
}

/// An order's place in lists, from 0; absent outside the courier's own order.
pub(crate) fn place_of(connection: &Connection, order: SubjectId) -> Caused<Option<u32>> {
    let place = noted(connection)?.iter().position(|one| *one == order);
    Ok(place.and_then(|place| u32::try_from(place).ok()))
}

fn noted(connection: &Connection) -> Caused<Vec<SubjectId>> {
    let bytes = progress::note(connection, ROUTE)?;
    Ok(bytes.and_then(|bytes| cbor::decode(&bytes).ok()).unwrap_or_default())
}
