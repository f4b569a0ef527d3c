//! Which places envelopes tell of: shelves, so that they can be reckoned without reading every order; and where an order
//! is, so that its places go to whoever has it.

use std::collections::BTreeSet;

use counterfoil_domain::envelope::Header;
use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::stock::STOCK_LIST;
use counterfoil_domain::subject::SubjectKind;

use super::desk::Desk;
use crate::storage::Effect;

/// What was counted on a shelf, taken from it or given back.
pub(super) fn effects(header: &Header, facts: &[Fact]) -> Vec<Effect> {
    let subject = header.subject;
    let place = |fact: &Fact| match fact {
        Fact::Part(part) => part.place,
        Fact::Counted(counted) if counted.list.starts_with(STOCK_LIST) => {
            Some(subject.id).filter(|_| subject.kind == SubjectKind::Place)
        }
        _ => None,
    };
    let places: BTreeSet<SubjectId> = facts.iter().filter_map(place).collect();
    places.into_iter().map(|place| Effect::Stocked { place, subject: subject.id }).collect()
}

/// The places of an order: where it is to be done, and where the thing lies.
pub(super) fn sites(desk: &Desk) -> Option<Effect> {
    let row = desk.row.as_ref().filter(|row| row.subject.kind == SubjectKind::Order)?;
    let named = [desk.state.site(), desk.state.custody.place];
    let places: BTreeSet<SubjectId> = named.into_iter().flatten().collect();
    Some(Effect::Sites { order: row.subject.id, places: places.into_iter().collect() })
}
