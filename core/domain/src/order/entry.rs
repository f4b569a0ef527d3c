//! What an order is folded from: entries of the log, own unsent envelopes, statements of the hub,
//! documents.

use crate::decision::Decision;
use crate::envelope::{Body, Header};
use crate::ids::{ChainId, FactId, Hash, Incarnation, SubjectId};
use crate::log::Statement;
use crate::moment::Interval;
use crate::order::documents::DocumentView;
use crate::verdict::Verdict;

/// One envelope as a reader holds it: acknowledged at an index, or his own and not acknowledged
/// yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Place in the hub's log; `None` for the overlay, an own envelope that the hub has not
    /// acknowledged.
    pub index: Option<u64>,
    /// The header.
    pub header: Header,
    /// Its hash, by which a replay names what it replaces.
    pub header_hash: Option<Hash>,
    /// The incarnation under which the hub filed it, where that is not the header's: the second
    /// branch of a forked chain.
    pub branch: Option<Incarnation>,
    /// The body; `None` if it is withheld from this reader or erased.
    pub body: Option<Body>,
    /// The hub's verdict; [`Verdict::Accepted`] for the overlay, until the hub says otherwise.
    pub verdict: Verdict,
    /// What the hub has said of an own envelope of the overlay, which it then has: `Held` and `Blocked` wait for somebody.
    pub said: Option<Verdict>,
    /// What follows from it: the hub's word, or the phone's prediction for its overlay.
    pub decision: Option<Decision>,
    /// The hub's time at commit, ms since 1970.
    pub hub_time_ms: Option<u64>,
}

impl Entry {
    /// An own envelope that the hub has not seen: facts count, and its decision is a prediction.
    #[must_use]
    pub fn overlay(header: Header, header_hash: Option<Hash>, body: Body) -> Self {
        Self {
            index: None,
            header,
            header_hash,
            branch: None,
            body: Some(body),
            verdict: Verdict::Accepted,
            said: None,
            decision: None,
            hub_time_ms: None,
        }
    }

    /// The chain under which its facts are named.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        let incarnation = self.branch.unwrap_or(self.header.incarnation);
        ChainId { device: self.header.device, incarnation }
    }

    /// The id of the fact at `position` of the body.
    #[must_use]
    pub fn fact_id(&self, position: u32) -> FactId {
        let chain = self.chain();
        let (device, incarnation) = (chain.device, chain.incarnation);
        FactId { device, incarnation, seq: self.header.seq, position }
    }

    /// The interval that is believed to contain the time of the act.
    #[must_use]
    pub fn believed(&self) -> Interval {
        self.header.moment().believed(self.hub_time_ms)
    }
}

/// A statement of the hub that concerns the subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementEntry {
    /// Place in the hub's log.
    pub index: u64,
    /// What it says.
    pub statement: Statement,
    /// What follows from it.
    pub decision: Option<Decision>,
    /// The hub's time at commit, ms since 1970.
    pub hub_time_ms: u64,
}

/// All that a reader holds of one subject. The order of the lists and repetitions in them do not
/// matter.
///
/// Besides the subject's own entries the lists may hold those of orders that were joined with it,
/// and of orders from which evidence was moved here (the entry with the evidence and the one that
/// moves it); of other subjects nothing counts.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The subject.
    pub subject: SubjectId,
    /// Envelopes.
    pub entries: &'a [Entry],
    /// Statements of the hub.
    pub statements: &'a [StatementEntry],
    /// Documents, each in its newest generation.
    pub documents: &'a [DocumentView],
}
