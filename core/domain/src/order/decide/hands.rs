//! Things and work change hands: who has the thing then, and who is to do the work.

use super::{Decided, Judge, saw};
use crate::decision::Exception;
use crate::envelope::Body;
use crate::fact::{self, Assignment, CustodyAct, CustodyStep, Fact};
use crate::ids::{FactId, PersonId};
use crate::limits::CUSTODY_WORDS_MAX;
use crate::order::custody::{self, passage};
use crate::playbook::policy::{self, Standing};
use crate::playbook::steps::Transition;

impl Judge<'_> {
    /// Somebody is to do the work, or nobody is any more.
    pub(super) fn assignment(&mut self, word: &Assignment, decided: &mut Decided) {
        // Who no longer has the order hands it to nobody.
        if self.actor.former {
            return;
        }
        if let Some(step) = self.step_that_lacks().filter(|_| word.to.is_some()) {
            let missing = vec![format!("with/{step}")];
            decided.decision.exception = Some(Exception { rule: "assignment".into(), missing });
            return;
        }
        self.after.assigned = word.to.into_iter().collect();
        decided.decision.assigned = Some(self.after.assigned.clone());
    }

    /// The step beside which alone the order is given to somebody where it stands, unless it is in
    /// this act.
    fn step_that_lacks(&self) -> Option<String> {
        let stage = &self.before.stage.stage;
        let flow = self.playbook.workflow_of(self.after.kind())?;
        let gives = |step: &&Transition| step.with_assignment && step.from.contains(stage);
        let name = flow.transitions.iter().find(gives)?.id.clone();
        let records = self.entry.body.as_ref().map(Body::facts).unwrap_or_default();
        let mut here = records.iter().filter_map(|record| record.fact().ok().flatten());
        let is_it = |fact: Fact| matches!(fact, Fact::Transition(step) if step.name == name);
        let in_act = self.actor.steps.contains(&name) || here.any(is_it);
        (!in_act).then_some(name)
    }

    pub(super) fn custody(&mut self, id: FactId, step: &CustodyStep, decided: &mut Decided) {
        let (moved, onward) = self.hands(id, step);
        match moved {
            custody::Step::Moved(custody) => {
                decided.alarm |= custody.also_taken_by.is_some()
                    && custody.also_taken_by != self.before.custody.also_taken_by;
                self.after.custody = custody.clone();
                decided.decision.custody = Some(custody);
                self.assign_by_custody(step, &onward, decided);
            }
            custody::Step::Exception(exception) => decided.decision.exception = Some(exception),
        }
    }

    /// What the step leads to, and through whose hands the thing went on behind it: the hub may
    /// have heard those first.
    fn hands(&self, id: FactId, step: &CustodyStep) -> (custody::Step, Vec<PersonId>) {
        let saw = saw(self.before.custody_index, self.entry);
        let alone = || custody::step(&self.after.custody, self.actor.person, step, saw);
        let Some(passage) = (!saw).then(|| self.passage(id)).flatten() else {
            return (alone(), Vec::new());
        };
        let moved = match passage.exception {
            Some(exception) => custody::Step::Exception(exception),
            None => custody::Step::Moved(passage.custody),
        };
        (moved, passage.onward)
    }

    /// All words about the thing up to this one, told anew; nothing where some may not be read here
    /// or there are too many.
    fn passage(&self, id: FactId) -> Option<passage::Passage> {
        let number = fact::kind_number("custody")?;
        let hides = |row: &crate::order::state::EntryRow| row.withheld && row.kind == number;
        if self.after.is_keys_only() || self.after.entries.iter().any(hides) {
            return None;
        }
        let mut words = Vec::new();
        for (row, fact) in self.after.standing() {
            let Fact::Custody(step) = fact else { continue };
            let entry = self.after.entry_of(row);
            words.push(passage::Word {
                chain: entry.chain,
                person: entry.person,
                index: entry.index,
                seen: entry.seen.map_or(0, |seen| seen.index),
                step,
            });
            if row.id == id {
                break;
            }
        }
        (words.len() <= CUSTODY_WORDS_MAX).then(|| passage::passage(&words))
    }

    /// Who is to do the work once the thing has changed hands, where that changes.
    fn assign_by_custody(
        &mut self,
        step: &CustodyStep,
        onward: &[PersonId],
        decided: &mut Decided,
    ) {
        let over = self.playbook.is_terminal(self.after.kind(), &self.after.stage.stage);
        if over || self.actor.former {
            return;
        }
        let to = match step.act {
            CustodyAct::Taken => self.assigned_by_taking(),
            CustodyAct::Received => {
                self.assigned_by_receiving(step).map(|first| self.last_hand(first, onward))
            }
            CustodyAct::Given => self.assigned_before_giving(step),
            CustodyAct::Returned | CustodyAct::Shelved => None,
        };
        if let Some(person) = to {
            self.after.assigned = vec![person];
            decided.decision.assigned = Some(self.after.assigned.clone());
        }
    }

    /// The work goes on with the thing for as long as it goes to people who do such work.
    fn last_hand(&self, first: PersonId, onward: &[PersonId]) -> PersonId {
        let works = |person: &&PersonId| {
            let roles = self.actor.others.iter().find(|(other, _)| other == *person);
            roles.is_some_and(|(_, roles)| self.works_when_assigned(roles))
        };
        onward.iter().take_while(works).last().copied().unwrap_or(first)
    }

    /// Where the playbook says so, who takes what nobody is to do is to do it.
    fn assigned_by_taking(&self) -> Option<PersonId> {
        let loading = &self.playbook.file().loading;
        let loads = loading.kinds.iter().any(|kind| kind == self.after.kind());
        (loading.assigns && loads && self.after.assigned.is_empty()).then_some(self.actor.person)
    }

    /// The work goes with the thing to a colleague, on his word alone: the giver's may be without
    /// signal for hours. What a third person is to do stays his.
    fn assigned_by_receiving(&self, step: &CustodyStep) -> Option<PersonId> {
        let giver = step.person.or(self.before.custody.holder);
        let givers = self.after.assigned.iter().all(|person| Some(*person) == giver);
        let moves = self.playbook.file().loading.handover_assigns && givers;
        (moves && self.works_when_assigned(&self.actor.roles)).then_some(self.actor.person)
    }

    /// The receiver's word came first and was written for an order that is joined to this one: the
    /// giver's says that it holds for this one as well.
    fn assigned_before_giving(&self, step: &CustodyStep) -> Option<PersonId> {
        let joined = self.after.lead.is_some() || !self.after.joined.is_empty();
        let has_it = self.after.custody.holder == step.person;
        step.person.filter(|to| joined && has_it && self.after.assigned == [*to])
    }

    /// Whether somebody with these roles works an order because it is his: no clerk who takes
    /// things in, and no dispatcher.
    fn works_when_assigned(&self, roles: &[String]) -> bool {
        let (kind, stage) = (self.after.kind(), self.after.stage.stage.as_str());
        let may = |assigned| {
            let adds = |role: &String| {
                let standing = Standing { role, kind, stage, assigned };
                policy::may_add(self.playbook, &standing, "transition")
            };
            roles.iter().any(adds)
        };
        may(true) && !may(false)
    }
}
