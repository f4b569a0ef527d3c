//! The fold: entries in log order, the overlay in the order of its chain. Decisions are replayed;
//! no guard is evaluated here, whatever the documents say now.

mod arranged;

use crate::sorting::CollectSmall as _;
use std::collections::{BTreeMap, BTreeSet};

pub(super) use self::arranged::overlay;
use self::arranged::{Item, arranged, arranged_statements};
use super::entry::{Entry, Material, StatementEntry};
use super::joins;
use super::state::{EntryRow, ExceptionRow, FactRow, OrderState, Origin, StageMove, StatementRow};
use crate::decision::Decision;
use crate::envelope::{BlobRef, Body};
use crate::fact::{Fact, kind_number};
use crate::ids::{ChainId, FactId, Hash, PersonId, SubjectId};
use crate::log::Statement;

impl OrderState {
    /// Folds what a reader holds. Total: whatever is in it, there is a state.
    #[must_use]
    pub fn fold(material: &Material<'_>) -> Self {
        let mut state = Self::fold_with_elsewhere(material);
        state.forget_elsewhere();
        state
    }

    /// The same with what was written for other orders still in it: a later entry may move it here.
    pub(super) fn fold_with_elsewhere(material: &Material<'_>) -> Self {
        let mut state = Self::empty(material.subject);
        let statements = arranged_statements(material.statements);
        state.spans = joins::spans(&statements);
        state.joined = joins::led_by(material.subject, &state.spans);
        let lead = state.spans.iter().rev();
        let mut lead = lead.filter(|span| span.until.is_none() && span.other == material.subject);
        state.lead = lead.next().map(|span| span.lead);
        for item in arranged(material.entries, &statements) {
            match item {
                Item::Entry(entry) => state.take(entry),
                Item::Statement(entry) => state.take_statement(entry),
            }
        }
        state.mark();
        state.set_documents(material.documents);
        state
    }

    /// Folds one more entry on top: the next of the log, or the next of the overlay. What is known
    /// is ignored.
    ///
    /// A join, and evidence that was moved here from another order, need a whole
    /// [`OrderState::fold`].
    pub fn apply(&mut self, entry: &Entry) {
        self.take(entry);
        self.mark();
    }

    /// Folds one more statement of the hub on top.
    pub fn apply_statement(&mut self, entry: &StatementEntry) {
        self.take_statement(entry);
        self.mark();
    }

    /// Puts the documents in place of those that were there; the subject's own come first.
    pub fn set_documents(&mut self, documents: &[super::DocumentView]) {
        let mine = |view: &&super::DocumentView| {
            view.subject == self.subject || self.joined.contains(&view.subject)
        };
        let mut newest: BTreeMap<_, &super::DocumentView> = BTreeMap::new();
        for view in documents.iter().filter(mine) {
            let other = view.subject != self.subject;
            let name = (other, view.subject, view.audience.as_str(), view.name.as_str());
            let kept = newest.entry(name).or_insert(view);
            if view.generation > kept.generation {
                *kept = view;
            }
        }
        self.documents = newest.into_values().cloned().collect();
    }

    pub(super) fn knows(&self, entry: &Entry) -> bool {
        self.known.contains_key(&(entry.chain(), entry.header.seq))
    }

    fn take(&mut self, entry: &Entry) {
        if self.knows(entry) {
            return;
        }
        let at = self.entries.len();
        self.known.insert((entry.chain(), entry.header.seq), at);
        self.entries.push(self.entry_row(entry));
        self.remember_replay(entry);
        for row in fact_rows(entry, at) {
            self.by_id.insert(row.id, self.facts.len());
            self.facts.push(row);
        }
        if self.entries[at].origin == Origin::Elsewhere {
            return;
        }
        self.updated_index = self.updated_index.max(entry.index);
        if entry.header.subject.id == self.subject && self.playbook == 0 {
            self.playbook = entry.header.playbook;
        }
        if let Some(decision) = &entry.decision {
            let subject = entry.header.subject.id;
            if joins::decides(self.subject, subject, entry.index, &self.spans) {
                self.follow(decision, Some(cause(entry, decision)), entry.index);
            }
        }
    }

    fn take_statement(&mut self, entry: &StatementEntry) {
        if let Statement::Enrolled(enrolled) = &entry.statement {
            if enrolled.office {
                self.office.insert(enrolled.device);
            }
            return;
        }
        if let Statement::SubOrder(word) = &entry.statement {
            self.take_sub_order(word);
        }
        let Some(row) = self.statement_row(entry) else { return };
        if self.statements.iter().any(|known| known.index == row.index) {
            return;
        }
        self.updated_index = self.updated_index.max(Some(row.index));
        // What the hub decides when it parts two orders places the lead; the other is placed by the entry
        // behind it.
        let leads =
            !matches!(&entry.statement, Statement::Parted(pair) if pair.other == self.subject);
        if let Some(decision) = entry.decision.as_ref().filter(|_| leads) {
            match &row.trigger {
                Some(_) => self.follow_by_itself(decision, row.of, entry.index),
                None => self.follow(decision, row.of, Some(entry.index)),
            }
        }
        self.statements.push(row);
    }

    /// The statement's row, if it is about this order.
    fn statement_row(&self, entry: &StatementEntry) -> Option<StatementRow> {
        let concerns = |id: &SubjectId| *id == self.subject || self.joined.contains(id);
        let (kind, of, pair) = match &entry.statement {
            Statement::Decided(one) if concerns(&one.subject) => ("decided", Some(one.of), None),
            Statement::Joined(pair) => ("joined", None, Some(pair)),
            Statement::Parted(pair) => ("parted", None, Some(pair)),
            Statement::Generation(begun) if concerns(&begun.subject) => ("generation", None, None),
            Statement::Triggered(word) if concerns(&word.subject) => {
                ("triggered", Some(word.of), None)
            }
            Statement::SubOrder(word) => return self.sub_order_row(entry, word),
            _ => return None,
        };
        let (index, hub_time_ms) = (entry.index, entry.hub_time_ms);
        let other = match pair {
            None => None,
            Some(pair) if pair.other == self.subject => Some(pair.lead),
            Some(pair) if concerns(&pair.lead) => Some(pair.other),
            Some(_) => return None,
        };
        let trigger = match &entry.statement {
            Statement::Triggered(word) => Some((word.trigger.clone(), word.index)),
            _ => None,
        };
        Some(StatementRow { index, kind, of, other, trigger, hub_time_ms })
    }

    /// Replays what a trigger did. What it could not do is no exception of the fact that set it off, and what it
    /// did does not heal one.
    fn follow_by_itself(&mut self, decision: &Decision, of: Option<FactId>, index: u64) {
        let own = of.and_then(|of| Some((of, self.exceptions.get(&of)?.clone())));
        let done = Decision { exception: None, ..decision.clone() };
        self.follow(&done, of, Some(index));
        self.exceptions.extend(own);
        if let Some(exception) = &decision.exception {
            self.did_nothing.insert(index, exception.clone());
        }
    }

    /// Replays one decision.
    fn follow(&mut self, decision: &Decision, cause: Option<FactId>, index: Option<u64>) {
        if let Some(after) = &decision.stage {
            self.predicted |= index.is_none();
            self.stage = after.clone();
            self.moves.push(StageMove { cause, after: after.clone(), index });
            if let Some(cause) = cause {
                self.exceptions.remove(&cause);
            }
        }
        if let (Some(exception), Some(cause)) = (&decision.exception, cause) {
            self.exceptions.insert(cause, ExceptionRow { exception: exception.clone(), index });
        }
        if let Some(approvals) = &decision.approvals {
            self.approvals.clone_from(approvals);
            if let Some(cause) = cause.filter(|id| approvals.iter().any(|one| one.fact == *id)) {
                self.exceptions.remove(&cause);
            }
        }
        if let Some(custody) = &decision.custody {
            if custody.holder != self.custody.holder {
                self.custody_index = index;
            }
            self.custody = custody.clone();
        }
        if let Some(assigned) = &decision.assigned {
            self.assigned.clone_from(assigned);
            self.ever_assigned.extend(assigned.iter().copied());
        }
    }

    fn entry_row(&self, entry: &Entry) -> EntryRow {
        let header = &entry.header;
        let moment = header.moment();
        let origin = match header.subject.id {
            id if id == self.subject => Origin::Own,
            id if self.joined.contains(&id) => Origin::Joined,
            _ => Origin::Elsewhere,
        };
        EntryRow {
            index: entry.index,
            chain: entry.chain(),
            seq: header.seq,
            person: header.person,
            subject: header.subject,
            origin,
            audience: header.audience.clone(),
            kind: header.kind,
            document: header.document.clone().zip(header.generation),
            act: header.act,
            seen: header.seen,
            clocks: header.clocks,
            claimed: moment.claimed(),
            believed: moment.believed(entry.hub_time_ms),
            wall_error_ms: moment.wall_error_ms(),
            hub_time_ms: entry.hub_time_ms,
            verdict: entry.verdict.clone(),
            said: entry.said.clone(),
            withheld: entry.body.is_none(),
        }
    }

    fn remember_replay(&mut self, entry: &Entry) {
        let place = (entry.chain(), entry.header.seq);
        if let Some(hash) = entry.header_hash {
            self.hashes.entry(hash).or_insert(place);
        }
        let replaced = entry.header.instead_of.and_then(|hash| self.hashes.get(&hash).copied());
        // A replay of what was only blocked carries the change alone: its facts stand where they
        // are.
        let stands = |place: (ChainId, u64)| {
            let row = self.known.get(&place).and_then(|at| self.entries.get(*at));
            row.is_some_and(|row| row.verdict.takes_facts())
        };
        if let Some(old) = replaced.filter(|old| *old != place && !stands(*old)) {
            self.replaced.entry(old).or_insert(place);
        }
    }

    /// Works out what was taken back and what was moved: each word may speak of earlier facts
    /// alone, and a word that was itself taken back says nothing.
    fn mark(&mut self) {
        for row in &mut self.facts {
            row.struck = None;
            // The word that moved it here stands on the other order and may be forgotten.
            if row.moved.is_some_and(|(word, _)| self.by_id.contains_key(&word)) {
                row.moved = None;
            }
        }
        for at in (0..self.facts.len()).rev() {
            let row = &self.facts[at];
            let (named, to) = match &row.fact {
                Some(Fact::Withdrawn(word)) => (word.fact, None),
                Some(Fact::Moved(word)) => (word.evidence, Some(word.to)),
                _ => continue,
            };
            let stands = row.struck.is_none()
                && self.entry_of(row).verdict.takes_facts()
                && !self.exceptions.contains_key(&row.id);
            let (id, target) = (row.id, self.place(&named).filter(|target| *target < at));
            if let Some(target) = target.filter(|_| stands).and_then(|at| self.facts.get_mut(at)) {
                match to {
                    None => drop(target.struck.get_or_insert(id)),
                    Some(to) => drop(target.moved.get_or_insert((id, to))),
                }
            }
        }
    }

    /// Drops what was written for other orders and did not come here, so that it leaves no trace.
    fn forget_elsewhere(&mut self) {
        if self.entries.iter().all(|row| row.origin != Origin::Elsewhere) {
            return;
        }
        let came =
            |row: &FactRow| self.entry_of(row).origin != Origin::Elsewhere || self.counts(row);
        let kept: Vec<FactRow> = self.facts.iter().filter(|row| came(row)).cloned().collect();
        let used: BTreeSet<usize> = kept.iter().map(|row| row.entry).collect_set();
        let mut places = BTreeMap::new();
        let mut entries = Vec::new();
        for (at, row) in self.entries.iter().enumerate() {
            if used.contains(&at) || row.origin != Origin::Elsewhere {
                places.insert(at, entries.len());
                entries.push(row.clone());
            }
        }
        self.facts = kept;
        self.entries = entries;
        self.by_id = self.facts.iter().enumerate().map(|(at, row)| (row.id, at)).collect_map();
        let rows = self.entries.iter().enumerate();
        self.known = rows.map(|(at, row)| ((row.chain, row.seq), at)).collect_map();
        for row in &mut self.facts {
            row.entry = places.get(&row.entry).copied().unwrap_or_default();
        }
    }
}

/// The fact that a decision is about: the one that it names, or the first that can be decided on.
fn cause(entry: &Entry, decision: &Decision) -> FactId {
    let by = decision.stage.as_ref().and_then(|stage| stage.by);
    let chain = entry.chain();
    let own = |id: &FactId| {
        id.device == chain.device
            && id.incarnation == chain.incarnation
            && id.seq == entry.header.seq
    };
    if let Some(by) = by.filter(own) {
        return by;
    }
    let facts = entry.body.as_ref().map(Body::facts).unwrap_or_default();
    let decided = ["transition", "withdrawn", "found", "custody", "assignment", "approval"];
    let kinds = decided.into_iter().filter_map(kind_number);
    let mut places = kinds.filter_map(|kind| facts.iter().position(|fact| fact.kind == kind));
    entry.fact_id(places.next().and_then(|at| u32::try_from(at).ok()).unwrap_or(0))
}

fn fact_rows(entry: &Entry, at: usize) -> Vec<FactRow> {
    let Some(body) = &entry.body else { return Vec::new() };
    let facts: Vec<Option<Fact>> =
        body.facts().iter().map(|one| one.fact().ok().flatten()).collect();
    let owner_of = |blob: &BlobRef| {
        let names =
            |fact: &Option<Fact>| fact.as_ref().is_some_and(|fact| names_blob(fact, &blob.hash));
        facts.iter().position(names).unwrap_or(0)
    };
    let rows = body.facts().iter().zip(&facts).enumerate().map(|(place, (record, fact))| {
        let blobs = body.blobs().iter().filter(|blob| owner_of(blob) == place);
        FactRow {
            id: entry.fact_id(u32::try_from(place).unwrap_or(u32::MAX)),
            entry: at,
            kind: record.kind,
            fact: fact.clone(),
            blobs: blobs.cloned().collect(),
            struck: None,
            moved: None,
        }
    });
    rows.collect()
}

fn names_blob(fact: &Fact, hash: &Hash) -> bool {
    match fact {
        Fact::Photo(photo) => photo.original == *hash,
        Fact::Signature(signed) => signed.strokes == *hash || signed.shown == *hash,
        _ => false,
    }
}

/// Persons in a list, each once, in the order given.
pub(super) fn distinct(people: impl IntoIterator<Item = PersonId>) -> Vec<PersonId> {
    let mut list = Vec::new();
    for person in people {
        if !list.contains(&person) {
            list.push(person);
        }
    }
    list
}
