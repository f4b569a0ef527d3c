//! Step 2: what a device did on one order takes effect in the order in which it was done.

use counterfoil_domain::fact::Fact;
use counterfoil_domain::verdict::Verdict;

use super::Incoming;
use super::desk::Desk;
use super::readable::held;

/// Holds an envelope behind an earlier one of its device on the same subject that waits. No other subject
/// waits.
pub(super) fn check(desk: &Desk, one: &Incoming, facts: &[Fact]) -> Result<(), Verdict> {
    // Nothing comes before a begin: what a later life of the phone wrote may have come first, and waits for this.
    if desk.row.is_none() && matches!(facts.first(), Some(Fact::Found(_))) {
        return Ok(());
    }
    let waits = desk.held.iter().any(|waiting| {
        waiting.chain.device == one.chain.device
            && (waiting.chain != one.chain || waiting.seq < one.seq)
            && (waiting.chain, waiting.seq) != (one.chain, one.seq)
    });
    // So does what stands behind a header whose body has not come.
    let awaits = desk.awaited.iter().any(|(chain, seq)| *chain == one.chain && *seq < one.seq);
    if waits || awaits { Err(held("behind")) } else { Ok(()) }
}
