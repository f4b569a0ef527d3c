//! The hub of the small world: takes what phones bring, decides, numbers and judges again.

use super::{MORNING_MS, Person, World};
use crate::decision::Decision;
use crate::envelope::{Body, Envelope, Header, body_matches};
use crate::fact::kind_name;
use crate::ids::{PersonId, SubjectId};
use crate::log::{Decided as DecidedAgain, Statement, Triggered};
use crate::order::triggers::{Deciding, due, effect};
use crate::order::{Actor, Approvers, Entry, OrderState, Sight, StatementEntry, decide, rejudge};
use crate::verdict::Verdict;

impl World {
    /// A phone comes into signal: its outbox is committed, in its order.
    pub(in crate::order::stories) fn push(&mut self, who: &mut Person) -> Vec<u64> {
        let outbox = std::mem::take(&mut who.outbox);
        let indexes = outbox.iter().map(|(envelope, _)| self.commit(opened(envelope))).collect();
        self.pull(who);
        indexes
    }

    /// The hub takes one envelope: verdict by whether its author still has the order, change,
    /// decision.
    pub(in crate::order::stories) fn commit(&mut self, mut entry: Entry) -> u64 {
        let (subject, who) = (entry.header.subject.id, entry.header.person);
        let before = self.state(subject);
        let was = before.ever_assigned.contains(&who) && !before.assigned.contains(&who);
        entry.verdict = if was { Verdict::Late } else { Verdict::Accepted };
        self.apply_change(&entry);
        let mut before = self.state(subject);
        before.set_documents(&self.document_views());
        let actor = self.actor(&before, who);
        let decided = decide(&self.playbook, &before, &entry, &actor, &Sight::All);
        entry.decision = Some(decided.decision).filter(|decision| !decision.is_empty());
        let index = self.number();
        (entry.index, entry.hub_time_ms) = (Some(index), Some(MORNING_MS + 60_000_000 + index));
        let (of, facts) = (entry.fact_id(0), entry.body.clone().unwrap_or_default());
        let kinds = facts.facts().iter().filter_map(|record| kind_name(record.kind)).collect();
        let moved = entry.decision.as_ref().is_some_and(|decision| decision.stage.is_some());
        self.entries.push(entry);
        let came_to = self.state(subject).last_arrival().map(str::to_owned).filter(|_| moved);
        self.set_off(subject, Deciding { index, of, kinds, came_to });
        self.judge_again(subject);
        index
    }

    fn actor(&self, state: &OrderState, who: PersonId) -> Actor {
        let roles = self.roles.get(&who).cloned().unwrap_or_default();
        let duty = self.duties.get(&who).cloned().unwrap_or_default();
        let others = self.roles.iter().map(|(other, roles)| (*other, roles.clone())).collect();
        let stores = self.stores.clone();
        let approvers = Approvers { complete: true, stores, roles: self.roles.clone() };
        Actor { duty, others, approvers, ..Actor::on(state, who, roles) }
    }

    fn judge_again(&mut self, subject: SubjectId) {
        let state = self.state(subject);
        let again = rejudge(&self.playbook, &state, |state, who| self.actor(state, who));
        for (of, decision) in again {
            self.say(Statement::Decided(DecidedAgain { of, subject }), Some(decision));
        }
    }

    fn set_off(&mut self, subject: SubjectId, first: Deciding) {
        let (playbook, mut waiting) = (self.playbook.clone(), vec![first]);
        while let Some(deciding) = waiting.pop() {
            for trigger in due(&playbook, &self.state(subject), &deciding) {
                let decision = effect(&playbook, &self.state(subject), trigger, &deciding);
                let (of, index) = (deciding.of, deciding.index);
                let (trigger, at) = (trigger.id.clone(), self.tip);
                let moved = decision.stage.is_some();
                let decision = Some(decision).filter(|decision| !decision.is_empty());
                self.say(Statement::Triggered(Triggered { subject, trigger, of, index }), decision);
                let state = self.state(subject);
                let came_to = state.last_arrival().map(str::to_owned).filter(|_| moved);
                waiting.push(Deciding { index: at, of, kinds: Vec::new(), came_to });
            }
        }
    }

    /// The hub says something on its own account.
    pub(in crate::order::stories) fn say(
        &mut self,
        statement: Statement,
        decision: Option<Decision>,
    ) {
        let index = self.number();
        let hub_time_ms = MORNING_MS + 60_000_000 + index;
        self.statements.push(StatementEntry { index, statement, decision, hub_time_ms });
    }

    fn number(&mut self) -> u64 {
        self.tip += 1;
        self.tip - 1
    }

    fn apply_change(&mut self, entry: &Entry) {
        let header = &entry.header;
        let Some(frame) = entry.body.as_ref().and_then(|body| body.change.as_ref()) else { return };
        let name = header.document.as_deref().unwrap_or_default();
        let key = self.key(header.subject.id, &header.audience, name);
        let genesis = self.genesis(&key);
        let document = self.documents.entry(key).or_insert(genesis);
        document.apply(header.chain(), frame).expect("our own change");
    }
}

/// An envelope as its reader opens it, with its commitment checked.
pub(in crate::order::stories) fn opened(envelope: &Envelope) -> Entry {
    let header = Header::from_bytes(&envelope.header_bytes).expect("our own header");
    let salted = envelope.body.as_ref().expect("our own body");
    assert!(body_matches(&header, salted), "the header commits to its body");
    let body = Body::from_bytes(&salted.bytes).expect("our own body");
    Entry::overlay(header, Some(envelope.hash()), body)
}
