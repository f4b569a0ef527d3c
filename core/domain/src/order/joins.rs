//! Joins: two subjects that are one order for a while, and which decisions then belong to which.

use std::collections::BTreeSet;

use crate::ids::SubjectId;
use crate::log::Statement;
use crate::order::entry::StatementEntry;

/// One join, from its statement until it is undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Whose documents lead.
    pub lead: SubjectId,
    /// The other.
    pub other: SubjectId,
    /// Place of the statement that joined them.
    pub from: u64,
    /// Place of the statement that parted them.
    pub until: Option<u64>,
}

/// The joins that the statements tell of, in log order.
pub(super) fn spans(statements: &[&StatementEntry]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for entry in statements {
        let (Statement::Joined(pair) | Statement::Parted(pair)) = &entry.statement else {
            continue;
        };
        let open = spans.iter_mut().find(|span| {
            span.until.is_none() && span.lead == pair.lead && span.other == pair.other
        });
        match (&entry.statement, open) {
            (Statement::Joined(_), None) => spans.push(Span {
                lead: pair.lead,
                other: pair.other,
                from: entry.index,
                until: None,
            }),
            (Statement::Parted(_), Some(span)) => span.until = Some(entry.index),
            _ => {}
        }
    }
    spans
}

/// The subjects that `lead` leads now, directly or through one of them.
pub(super) fn led_by(lead: SubjectId, spans: &[Span]) -> BTreeSet<SubjectId> {
    let mut led = BTreeSet::from([lead]);
    let open: Vec<&Span> = spans.iter().filter(|span| span.until.is_none()).collect();
    for _ in 0..open.len() {
        led.extend(
            open.iter()
                .filter(|span| led.contains(&span.lead))
                .map(|span| span.other)
                .collect::<Vec<_>>(),
        );
    }
    led.remove(&lead);
    led
}

/// Whether the decision of an entry at `index`, written for `written_for`, places `subject`.
pub(super) fn decides(
    subject: SubjectId,
    written_for: SubjectId,
    index: Option<u64>,
    spans: &[Span],
) -> bool {
    let Some(index) = index else { return true };
    let inside = |span: &&Span| span.from < index && span.until.is_none_or(|until| index < until);
    // Its own history is its own, joined or not; where it stands after a parting the hub says then.
    if written_for == subject {
        return true;
    }
    spans.iter().filter(|span| span.other == written_for).any(|span| inside(&span))
}
