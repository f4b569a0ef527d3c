//! Step 4: an envelope that stands for a blocked or refused one is taken once, from the same store.

use std::collections::BTreeSet;

use counterfoil_domain::fact::Fact;
use counterfoil_domain::order::Entry;
use counterfoil_domain::verdict::Verdict;

use super::Incoming;
use super::desk::Desk;
use super::readable::refused;

/// Checks `instead_of`, if there is one.
pub(super) fn check(desk: &Desk, one: &Incoming, facts: &[Fact]) -> Result<(), Verdict> {
    let Some(replaced) = one.header.instead_of else { return Ok(()) };
    let mut replays = desk
        .entries
        .iter()
        .filter(|entry| entry.header.instead_of == Some(replaced) && entry.verdict.takes_facts());
    if replays.next().is_some() {
        return Err(refused("replayed_already"));
    }
    let original = desk.entries.iter().find(|entry| entry.header_hash == Some(replaced));
    let Some(original) = original else { return Err(refused("instead_of_unknown")) };
    if original.header.device != one.header.device {
        return Err(refused("instead_of_foreign"));
    }
    match &original.verdict {
        Verdict::Blocked { .. } if carries_facts(facts, original) => Err(refused("replay_facts")),
        Verdict::Blocked { .. } | Verdict::Refused { .. } => Ok(()),
        _ => Err(refused("instead_of_taken")),
    }
}

/// The facts of a blocked envelope took effect; its replay carries the change alone, or proposes what it said.
fn carries_facts(facts: &[Fact], original: &Entry) -> bool {
    let had = original.body.as_ref().is_some_and(|body| !body.facts().is_empty());
    had && facts.iter().any(|fact| !matches!(fact, Fact::Proposed(_)))
}

/// Places in the log of refused envelopes that wrote in this document; what depends on them is blocked.
pub(super) fn refused_before<'a>(
    desk: &'a Desk,
    one: &'a Incoming,
) -> impl Iterator<Item = &'a Entry> {
    let replayed: BTreeSet<_> =
        desk.entries.iter().filter_map(|entry| entry.header.instead_of).collect();
    desk.entries.iter().filter(move |entry| {
        entry.header.device == one.header.device
            && entry.header.audience == one.header.audience
            && entry.header.document == one.header.document
            && !entry.verdict.takes_change()
            && !entry.header_hash.is_some_and(|hash| replayed.contains(&hash))
    })
}
