//! How many of what lie on an order.

use super::CardCounts;
use crate::fact::Fact;
use crate::order::OrderState;
use crate::playbook::Playbook;
use crate::verdict::Verdict;

impl CardCounts {
    pub(super) fn of(state: &OrderState, playbook: &Playbook) -> Self {
        let rows = state.field_rows(playbook);
        let mut counts = Self {
            exceptions: count(state.exceptions.keys().filter(|id| state.waits(id)).count()),
            conflicts: count(rows.iter().filter(|row| row.candidates.len() > 1).count()),
            proposals: count(rows.iter().map(|row| row.proposals.len()).sum()),
            ..Self::default()
        };
        for (_, fact) in state.standing() {
            match fact {
                Fact::Photo(_) => counts.photos += 1,
                Fact::Signature(_) => counts.signatures += 1,
                Fact::Comment(_) => counts.comments += 1,
                _ => {}
            }
        }
        for entry in &state.entries {
            match &entry.verdict {
                Verdict::Late => counts.late += 1,
                Verdict::Flagged { .. } => counts.flagged += 1,
                Verdict::Refused { .. } => counts.refused += 1,
                Verdict::Held { .. } | Verdict::Blocked { .. } => counts.waiting += 1,
                Verdict::Accepted | Verdict::Retry { .. } => {}
            }
            counts.unsent += u32::from(entry.index.is_none() && entry.said.is_none());
            counts.waiting += u32::from(matches!(entry.said, Some(Verdict::Held { .. })));
        }
        counts
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
