//! The orders that balances name.

use std::collections::BTreeSet;

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::shift::Balances;

/// Every order of every list.
pub(super) fn named(balances: &Balances) -> BTreeSet<SubjectId> {
    let (things, cash, work) = (&balances.things, &balances.cash, &balances.work);
    let lists = [
        &things.carried,
        &things.loaded,
        &things.delivered,
        &things.returned,
        &things.handed_over,
        &things.held,
        &things.given_not_received,
        &things.in_question,
        &things.unexplained,
        &cash.in_question,
        &work.done,
        &work.open,
        &work.late,
        &work.overdue,
    ];
    let mut all: BTreeSet<SubjectId> = lists.into_iter().flatten().copied().collect();
    all.extend(cash.differing.iter().map(|row| row.order));
    all.extend(work.waiting.iter().map(|row| row.order));
    all.extend(work.unsent.iter().map(|row| row.order));
    all
}
