//! What a scanned or typed code means to this person, without a network.

use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::order::Card;
use counterfoil_domain::sorting::SortSmall as _;
use counterfoil_domain::subject::SubjectKind;
use counterfoil_store::{Connection, cards};

use super::{Orders, content};
use crate::error::{Caused, ClientError};

/// What a code means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanVerdict {
    /// One or more orders that this person sees.
    Known {
        /// The orders, open ones first.
        orders: Vec<SubjectId>,
    },
    /// An order that was intercepted: it must not be loaded.
    DoNotLoad {
        /// The order.
        order: SubjectId,
    },
    /// An order of the outlet that somebody else has, or that nobody has yet.
    AnotherPersons {
        /// The order.
        order: SubjectId,
        /// Who has it; absent while it is at the outlet.
        holder: Option<PersonId>,
    },
    /// Nothing here carries this code. Where policy allows, it may be founded as a new order.
    Unknown,
}

impl Orders {
    /// What a code means.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn lookup(&self, code: &str) -> Result<ScanVerdict, ClientError> {
        Ok(self.core.read(|connection| lookup(connection, code))?)
    }
}

pub(crate) fn lookup(connection: &Connection, code: &str) -> Caused<ScanVerdict> {
    let mut found: Vec<(cards::Card, Card)> = Vec::new();
    for subject in cards::lookup_key(connection, code, None)? {
        if subject.kind != SubjectKind::Order {
            continue;
        }
        if let Some(card) = cards::of_subject(connection, subject.id)? {
            let shown = content(&card)?;
            found.push((card, shown));
        }
    }
    if let Some((_, card)) = found.iter().find(|(_, card)| card.do_not_load) {
        return Ok(ScanVerdict::DoNotLoad { order: card.id });
    }
    found.sort_small_by_key(|(row, _)| !row.is_open);
    let known: Vec<SubjectId> = found
        .iter()
        .filter(|(row, _)| !row.order_kind.is_empty())
        .map(|(_, card)| card.id)
        .collect();
    if !known.is_empty() {
        return Ok(ScanVerdict::Known { orders: known });
    }
    Ok(match found.first() {
        Some((_, card)) => ScanVerdict::AnotherPersons { order: card.id, holder: card.holder },
        None => ScanVerdict::Unknown,
    })
}
