//! An order folded: its facts with their marks, and where the decisions left it.

use std::collections::{BTreeMap, BTreeSet};

use crate::decision::{Approved, Custody, Exception, StageState};
use crate::envelope::{Act, BlobRef, Seen};
use crate::fact::{Fact, Found};
use crate::ids::{ChainId, DeviceId, FactId, Hash, PersonId, SubjectId};
use crate::moment::{Clocks, Interval};
use crate::order::documents::DocumentView;
use crate::subject::{Key, Subject};
use crate::verdict::Verdict;

/// Where an entry stands to the order that is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Written for this order.
    Own,
    /// Written for an order that was joined with this one, which leads.
    Joined,
    /// Written for another order; only evidence that was moved here counts.
    Elsewhere,
}

/// What is kept of an entry beside its facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Place in the log; `None` for the overlay.
    pub index: Option<u64>,
    /// The chain under which its facts are named.
    pub chain: ChainId,
    /// Place in the chain.
    pub seq: u64,
    /// Who acted.
    pub person: PersonId,
    /// The subject that it was written for.
    pub subject: Subject,
    /// How that stands to the order that is folded.
    pub origin: Origin,
    /// The audience.
    pub audience: String,
    /// The leading fact's kind.
    pub kind: u16,
    /// The document that it changes, with its generation.
    pub document: Option<(String, u32)>,
    /// The act that it belongs to.
    pub act: Option<Act>,
    /// How far the author had seen.
    pub seen: Option<Seen>,
    /// What the device's clocks said.
    pub clocks: Clocks,
    /// The interval that the device's clocks claim.
    pub claimed: Interval,
    /// The interval that is believed.
    pub believed: Interval,
    /// How far the wall clock lay outside the claim, ms.
    pub wall_error_ms: Option<i64>,
    /// The hub's time at commit, ms since 1970.
    pub hub_time_ms: Option<u64>,
    /// The hub's verdict.
    pub verdict: Verdict,
    /// What the hub has said of an own envelope of the overlay, which it then has.
    pub said: Option<Verdict>,
    /// Whether this reader may not see the body, or it was erased.
    pub withheld: bool,
}

/// One fact with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    /// Its id.
    pub id: FactId,
    /// Place of its entry in [`OrderState::entries`].
    pub entry: usize,
    /// The kind's number.
    pub kind: u16,
    /// The fact; `None` for one of a newer program, or one that is not well formed.
    pub fact: Option<Fact>,
    /// The blobs that belong to it.
    pub blobs: Vec<BlobRef>,
    /// The fact that took it back.
    pub struck: Option<FactId>,
    /// The fact that moved it, and whither.
    pub moved: Option<(FactId, SubjectId)>,
}

/// One decision that placed the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageMove {
    /// The fact that was decided on; `None` for a join.
    pub cause: Option<FactId>,
    /// The state after it.
    pub after: StageState,
    /// Place of the deciding entry; `None` for a prediction.
    pub index: Option<u64>,
}

/// A statement of the hub about the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRow {
    /// Place in the log.
    pub index: u64,
    /// `decided`, `joined`, `parted`, `generation`, `triggered` or `sub_order`.
    pub kind: &'static str,
    /// The transition that was decided on again.
    pub of: Option<FactId>,
    /// The other order of a join, or of a parent and its part.
    pub other: Option<SubjectId>,
    /// The trigger that was set off, and the place of the entry that did.
    pub trigger: Option<(String, u64)>,
    /// The hub's time at commit, ms since 1970.
    pub hub_time_ms: u64,
}

/// A transition that moved nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionRow {
    /// Why.
    pub exception: Exception,
    /// Place of the deciding entry; `None` for a prediction.
    pub index: Option<u64>,
}

/// An order as one reader's entries and documents make it: total and the same for every order of
/// arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderState {
    /// The subject.
    pub subject: SubjectId,
    /// The playbook version that it is pinned to; 0 if that is not known.
    pub playbook: u32,
    /// Where it stands: the last decision's word.
    pub stage: StageState,
    /// Whether the stage is this phone's own prediction.
    pub predicted: bool,
    /// Who has the thing.
    pub custody: Custody,
    /// Place of the decision that gave it to the holder.
    pub custody_index: Option<u64>,
    /// Who is to do the work.
    pub assigned: Vec<PersonId>,
    /// Everybody who ever was.
    pub ever_assigned: BTreeSet<PersonId>,
    /// The order that leads, while this one is joined to it.
    pub lead: Option<SubjectId>,
    /// The orders that are joined to this one, which leads.
    pub joined: BTreeSet<SubjectId>,
    /// Entries in log order, the overlay last.
    pub entries: Vec<EntryRow>,
    /// Facts in the order of their entries.
    pub facts: Vec<FactRow>,
    /// What the hub said about the order, in log order.
    pub statements: Vec<StatementRow>,
    /// Decisions that placed the order, in log order.
    pub moves: Vec<StageMove>,
    /// Transitions that moved nothing.
    pub exceptions: BTreeMap<FactId, ExceptionRow>,
    /// What triggers could not do, by the index of the hub's entry.
    pub did_nothing: BTreeMap<u64, Exception>,
    /// Answers to requests for approval that are ones.
    pub approvals: Vec<Approved>,
    /// The orders that are parts of this one, oldest first.
    pub parts_of_it: Vec<super::sub_orders::PartState>,
    /// The order that this one is a part of.
    pub part_of: Option<super::sub_orders::PartOf>,
    /// Documents, the subject's own first.
    pub documents: Vec<DocumentView>,
    /// Highest index that was folded.
    pub updated_index: Option<u64>,
    /// Replays: the place of an envelope that was replaced, and of the one that stands in its
    /// stead.
    pub(super) replaced: BTreeMap<(ChainId, u64), (ChainId, u64)>,
    pub(super) hashes: BTreeMap<Hash, (ChainId, u64)>,
    /// Places of envelopes in [`OrderState::entries`].
    pub(super) known: BTreeMap<(ChainId, u64), usize>,
    pub(super) by_id: BTreeMap<FactId, usize>,
    pub(super) spans: Vec<super::joins::Span>,
    pub(super) office: BTreeSet<DeviceId>,
    /// What the place that the order names permits.
    pub(super) permissions: Vec<super::permissions::Permission>,
    /// The kind, as far as it is known of an order that is here by its keys alone.
    told_kind: Option<String>,
}

impl OrderState {
    /// Whether it was never joined with another order, so that [`OrderState::apply`] of each entry gives what a
    /// whole fold gives.
    #[must_use]
    pub fn stands_alone(&self) -> bool {
        self.spans.is_empty()
    }
}

impl OrderState {
    /// A subject of which nothing is known yet.
    #[must_use]
    pub fn empty(subject: SubjectId) -> Self {
        Self {
            subject,
            playbook: 0,
            stage: StageState::default(),
            predicted: false,
            custody: Custody::default(),
            custody_index: None,
            assigned: Vec::new(),
            ever_assigned: BTreeSet::new(),
            lead: None,
            joined: BTreeSet::new(),
            entries: Vec::new(),
            facts: Vec::new(),
            statements: Vec::new(),
            moves: Vec::new(),
            exceptions: BTreeMap::new(),
            did_nothing: BTreeMap::new(),
            approvals: Vec::new(),
            parts_of_it: Vec::new(),
            part_of: None,
            documents: Vec::new(),
            updated_index: None,
            replaced: BTreeMap::new(),
            hashes: BTreeMap::new(),
            known: BTreeMap::new(),
            by_id: BTreeMap::new(),
            spans: Vec::new(),
            office: BTreeSet::new(),
            permissions: Vec::new(),
            told_kind: None,
        }
    }

    /// Takes what the `keys` audience tells of an order whose founding is not known here, so that one
    /// can act on it: its kind and who has it. Of any other order nothing changes.
    pub fn tell_by_keys(&mut self, kind: &str, holder: Option<PersonId>) {
        if self.founding().is_none() {
            self.told_kind = Some(kind.to_owned());
            if self.custody == Custody::default() {
                self.custody.holder = holder;
            }
        }
    }

    /// Whether it is known by its keys alone.
    #[must_use]
    pub fn is_keys_only(&self) -> bool {
        self.told_kind.is_some() && self.founding().is_none()
    }

    /// The entry of a fact.
    #[must_use]
    pub fn entry_of(&self, row: &FactRow) -> &EntryRow {
        &self.entries[row.entry]
    }

    /// A fact by its id; the id of one that was replaced by a replay finds its replacement.
    #[must_use]
    pub fn fact(&self, id: &FactId) -> Option<&FactRow> {
        self.place(id).map(|at| &self.facts[at])
    }

    pub(super) fn place(&self, id: &FactId) -> Option<usize> {
        let mut id = *id;
        // Each replay is later than what it replaces, but a hostile header may say otherwise: go no
        // further than there are replays.
        for _ in 0..=self.replaced.len() {
            let chain = ChainId { device: id.device, incarnation: id.incarnation };
            let Some((chain, seq)) = self.replaced.get(&(chain, id.seq)) else { break };
            let (device, incarnation) = (chain.device, chain.incarnation);
            id = FactId { device, incarnation, seq: *seq, position: id.position };
        }
        self.by_id.get(&id).copied()
    }

    /// Whether a fact stands: its envelope's facts were taken, nobody took it back, and it belongs
    /// here.
    #[must_use]
    pub fn counts(&self, row: &FactRow) -> bool {
        let entry = self.entry_of(row);
        let here = match (entry.origin, row.moved) {
            (Origin::Own | Origin::Joined, None) => true,
            (Origin::Elsewhere, None) => false,
            (_, Some((_, to))) => to == self.subject || self.joined.contains(&to),
        };
        here && row.struck.is_none() && entry.verdict.takes_facts()
    }

    /// The facts that stand, oldest first.
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = (&FactRow, &Fact)> {
        let standing = self.facts.iter().filter(|row| self.counts(row));
        standing.filter_map(|row| row.fact.as_ref().map(|fact| (row, fact)))
    }

    /// How the subject began: its own founding before that of an order that was joined with it.
    #[must_use]
    pub fn founding(&self) -> Option<(&FactRow, &Found)> {
        let found = self.standing().filter_map(|(row, fact)| match fact {
            Fact::Found(found) => Some((row, found)),
            _ => None,
        });
        found.min_by_key(|(row, _)| self.entry_of(row).origin != Origin::Own)
    }

    /// When it was founded, as it is believed.
    #[must_use]
    pub fn founded(&self) -> Option<Interval> {
        self.founding().map(|(row, _)| self.entry_of(row).believed)
    }

    /// The kind of the subject in its playbook; empty if its founding is not known.
    #[must_use]
    pub fn kind(&self) -> &str {
        let told = self.told_kind.as_deref().unwrap_or("");
        self.founding().map_or(told, |(_, found)| found.kind.as_str())
    }

    /// Every key, sorted, each once.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let mut keys = BTreeSet::new();
        for (_, fact) in self.standing() {
            match fact {
                Fact::Found(found) => keys.extend(found.keys.iter().cloned()),
                Fact::Keyed(keyed) => drop(keys.insert(keyed.key.clone())),
                _ => {}
            }
        }
        keys.into_iter().collect()
    }

    /// Whether it was intercepted: the last word about it.
    #[must_use]
    pub fn do_not_load(&self) -> bool {
        let last = self.standing().rev().find_map(|(_, fact)| match fact {
            Fact::DoNotLoad(word) => Some(word.stop),
            _ => None,
        });
        last.unwrap_or(false)
    }

    /// Whether a person has the thing in his hands, alone or beside another who says so too.
    #[must_use]
    pub fn holds(&self, person: &PersonId) -> bool {
        let also = self.custody.also_taken_by.as_deref().unwrap_or_default();
        self.custody.holder.as_ref() == Some(person) || also.contains(person)
    }

    /// Whether it is among what a person has to do: his to do or in his hands, and not given to
    /// somebody who still has to say that he received it.
    #[must_use]
    pub fn is_work_of(&self, person: &PersonId) -> bool {
        let mine = self.assigned.contains(person) || self.holds(person);
        mine && !self.custody.is_given_away_by(person)
    }

    /// Whether something here was written by a newer program.
    #[must_use]
    pub fn update_needed(&self) -> bool {
        self.facts.iter().any(|row| row.fact.is_none())
    }
}
