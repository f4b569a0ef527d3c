//! What the hub decides at commit on one envelope, and what a phone predicts for its own unsent
//! ones.
//!
//! Both run this: the hub on the whole order, the phone on what it sees, where a hidden input makes
//! the answer "the hub decides". What is decided is replayed by everybody and never judged again,
//! except as [`rejudge`](super::rejudge) says.

mod hands;

use super::approvals::{Approvers, judge_answer};
use super::entry::Entry;
use super::missing::code;
use super::notices::who_hears;
use super::state::{FactRow, OrderState};
use super::view::Sight;
use crate::decision::{Decision, DisputeSide, ENGINE_VERSION, Exception, StageState};
use crate::fact::{Approval, Fact, Transition};
use crate::ids::{ChainId, FactId, PersonId};
use crate::playbook::Playbook;
use crate::playbook::policy;
use crate::playbook::view::{Actor as Acting, OrderView, TransitionRequest};
use crate::playbook::workflow::{
    Author, Judgement, Landing, Missing, Outcome, TakingBack, fold_step, initial_state, judge,
    may_take_back,
};
use crate::shift::DutyLog;

/// Who acted, and in what capacity he stands to the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// His roles; any one of them may allow what he does.
    pub roles: Vec<String>,
    /// Whether he is assigned to the order.
    pub assigned: bool,
    /// Whether he was when he acted and no longer is: his work is late.
    pub former: bool,
    /// His duty: whether the shift is still open in which he made what he takes back, and whether
    /// positions may be recorded now.
    pub duty: DutyLog,
    /// The chain that he writes to; absent for who writes without duty: the office.
    pub chain: Option<ChainId>,
    /// Transitions that stand in other envelopes of the same act.
    pub steps: Vec<String>,
    /// The roles of others through whose hands the thing has gone, as far as they are known.
    pub others: Vec<(PersonId, Vec<String>)>,
    /// What is known of those who approve.
    pub approvers: Approvers,
}

impl Actor {
    /// A person as the order knows him, with his roles and without any shift.
    #[must_use]
    pub fn on(state: &OrderState, person: PersonId, roles: Vec<String>) -> Self {
        let assigned = state.assigned.contains(&person);
        let duty = DutyLog::default();
        Self {
            person,
            roles,
            assigned,
            former: false,
            duty,
            chain: None,
            steps: Vec::new(),
            others: Vec::new(),
            approvers: Approvers::default(),
        }
    }
}

/// What follows from an envelope, with what the decision itself cannot say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decided {
    /// What follows; empty if nothing does.
    pub decision: Decision,
    /// A phone cannot tell: what it depends on is in audiences that it does not see.
    pub hub_decides: bool,
    /// What was missing, as values.
    pub missing: Vec<Missing>,
    /// Whether the dispatcher has to be told at once: a dispute, two who took one thing, somebody in danger, a step of which the playbook says that
    /// people hear of it.
    pub alarm: bool,
}

/// Decides on one envelope. `before` is the order before it, with the documents as they are once
/// its change is in; `entry` needs its header, body and verdict. An entry without a body decides
/// nothing.
#[must_use]
pub fn decide(
    playbook: &Playbook,
    before: &OrderState,
    entry: &Entry,
    actor: &Actor,
    sight: &Sight,
) -> Decided {
    let mut decided = Decided::default();
    if !entry.verdict.takes_facts() {
        return decided;
    }
    let mut after = before.clone();
    after.apply(&Entry { decision: None, ..entry.clone() });
    let late = entry.verdict == crate::verdict::Verdict::Late;
    let actor = Actor { former: actor.former || late, ..actor.clone() };
    let mut judge = Judge { playbook, before, after, entry, actor: &actor, sight };
    let position = |at: usize| entry.fact_id(u32::try_from(at).unwrap_or(u32::MAX));
    let facts = entry.body.as_ref().map(crate::envelope::Body::facts).unwrap_or_default();
    for (at, record) in facts.iter().enumerate() {
        if let Ok(Some(fact)) = record.fact() {
            judge.fact(position(at), &fact, &mut decided);
        }
    }
    if !decided.decision.is_empty() {
        decided.decision.playbook = before.playbook.max(entry.header.playbook);
        decided.decision.engine = ENGINE_VERSION;
    }
    decided
}

struct Judge<'a> {
    playbook: &'a Playbook,
    before: &'a OrderState,
    /// The order with this envelope's facts, and with what has been decided on them so far.
    after: OrderState,
    entry: &'a Entry,
    actor: &'a Actor,
    sight: &'a Sight,
}

impl Judge<'_> {
    fn fact(&mut self, id: FactId, fact: &Fact, decided: &mut Decided) {
        match fact {
            // Subjects without a workflow stand nowhere.
            Fact::Found(found) if self.playbook.workflow_of(&found.kind).is_none() => {}
            Fact::Found(found) if self.before.moves.is_empty() => {
                self.moved(initial_state(self.playbook, &found.kind), decided);
            }
            Fact::Transition(transition) => self.transition(id, transition, decided),
            Fact::Withdrawn(word) => self.withdrawn(id, word, decided),
            Fact::Custody(step) => self.custody(id, step, decided),
            Fact::Assignment(word) => self.assignment(word, decided),
            Fact::Approval(word) => self.approval(id, word, decided),
            _ => {}
        }
    }

    fn moved(&mut self, stage: StageState, decided: &mut Decided) {
        decided.alarm |= stage.is_disputed();
        self.after.stage = stage.clone();
        decided.decision.stage = Some(stage);
    }

    fn transition(&mut self, id: FactId, transition: &Transition, decided: &mut Decided) {
        let Some(row) = self.after.fact(&id).cloned() else { return };
        if !self.after.counts(&row) {
            return;
        }
        // The outlet hears of a refusal or of danger at once, whatever becomes of the step.
        let (to, danger) = who_hears(self.playbook, &self.after, transition);
        decided.alarm |= danger || !to.is_empty();
        let view = self.after.view(self.playbook, self.sight);
        let (landing, missing) =
            land(self.playbook, &self.after, &view, (&row, transition), self.actor);
        if matches!(landing.judgement, Judgement::HubDecides { .. }) {
            decided.hub_decides = true;
            return;
        }
        let kind = self.after.kind().to_owned();
        let step = fold_step(self.playbook, &kind, &self.after.stage, &landing);
        match step.outcome {
            Outcome::Moved | Outcome::Disputed => self.moved(step.state, decided),
            Outcome::Shown => decided.decision.exception = Some(self.shown(transition)),
            Outcome::Exception { .. } => {
                let missing_codes = missing.iter().map(code).collect();
                let rule = self.rule(transition);
                decided.decision.exception = Some(Exception { rule, missing: missing_codes });
                decided.missing = missing;
            }
        }
    }

    fn approval(&mut self, id: FactId, word: &Approval, decided: &mut Decided) {
        match judge_answer(self.playbook, &self.after, id, word, self.actor) {
            Ok(None) => {}
            Ok(Some(all)) => {
                self.after.approvals.clone_from(&all);
                decided.decision.approvals = Some(all);
            }
            Err((rule, missing)) => decided.decision.exception = Some(Exception { rule, missing }),
        }
    }

    fn rule(&self, transition: &Transition) -> String {
        let flow = self.playbook.workflow_of(self.after.kind());
        format!("{}/{}", flow.map_or("", |flow| flow.id.as_str()), transition.name)
    }

    fn shown(&self, transition: &Transition) -> Exception {
        Exception { rule: self.rule(transition), missing: vec!["late".into()] }
    }

    fn withdrawn(&mut self, id: FactId, word: &crate::fact::Withdrawn, decided: &mut Decided) {
        let target = self.after.fact(&word.fact).cloned();
        let lacks = match &target {
            None => vec!["withdraw/unknown".to_owned()],
            Some(target) => self.may_withdraw(target, word, decided),
        };
        if !lacks.is_empty() {
            let rule = "withdrawn".to_owned();
            decided.decision.exception = Some(Exception { rule, missing: lacks });
            return;
        }
        let struck = self.after.fact(&word.fact).is_some_and(|row| row.struck == Some(id));
        let stage = standing_stage(&self.after);
        if struck && stage != self.before.stage && !self.after.moves.is_empty() {
            self.moved(stage, decided);
        }
    }

    /// What is missing for taking a fact back, as codes.
    fn may_withdraw(
        &self,
        target: &FactRow,
        word: &crate::fact::Withdrawn,
        decided: &mut Decided,
    ) -> Vec<String> {
        let is_author = self.after.entry_of(target).person == self.actor.person;
        let Some(Fact::Transition(transition)) = &target.fact else {
            let may = is_author || self.is_office();
            return if may { Vec::new() } else { vec!["withdraw/author".into()] };
        };
        let moved_since = self.before.stage.by != Some(target.id);
        let deed_in = self.after.entry_of(target);
        let deed = (deed_in.chain, deed_in.seq);
        let word_at = (self.entry.chain(), self.entry.header.seq);
        let asked = self.actor.roles.iter().map(|role| {
            let by = TakingBack {
                role: role.clone(),
                is_author,
                shift_open: !self.actor.duty.ended_between(deed, word_at),
                moved_since,
                reason: Some(word.reason.clone()),
            };
            may_take_back(self.playbook, self.after.kind(), &transition.name, &by)
        });
        let best = asked.min_by_key(Vec::len);
        let missing = best.unwrap_or_else(|| vec![Missing::Author { roles: Vec::new() }]);
        let codes = missing.iter().map(code).collect();
        decided.missing.extend(missing);
        codes
    }

    fn is_office(&self) -> bool {
        let sees_desk = |role: &String| {
            let standing = policy::Standing {
                role,
                kind: self.after.kind(),
                stage: &self.after.stage.stage,
                assigned: self.actor.assigned,
            };
            policy::sees(self.playbook, &standing).contains("desk")
        };
        self.actor.roles.iter().any(sees_desk)
    }
}

/// Whether the author of an entry knew of what was decided at `index`; nothing decided yet is known
/// to all.
fn saw(index: Option<u64>, entry: &Entry) -> bool {
    index.is_none_or(|index| entry.header.seen.is_some_and(|seen| seen.index > index))
}

/// A transition judged where it lands, in that of its author's roles which lacks least.
pub(super) fn land(
    playbook: &Playbook,
    state: &OrderState,
    view: &OrderView,
    (row, transition): (&FactRow, &Transition),
    actor: &Actor,
) -> (Landing, Vec<Missing>) {
    let request = TransitionRequest {
        transition: transition.name.clone(),
        reason: transition.reason.clone(),
        note: transition.note.clone(),
        until_ms: transition.until_ms,
    };
    let judged = actor.roles.iter().map(|role| {
        let acting = Acting {
            person: actor.person,
            role: role.clone(),
            assigned: actor.assigned || state.holds(&actor.person),
            former: actor.former,
        };
        judge(playbook, view, &request, &acting)
    });
    let none = || Judgement::Refused {
        missing: vec![Missing::Role {
            is: String::new(),
            needs: playbook
                .transition(&view.kind, &transition.name)
                .map(|found| found.roles.clone())
                .unwrap_or_default(),
        }],
    };
    let judgement = judged.min_by_key(lack).unwrap_or_else(none);
    let missing = match &judgement {
        Judgement::Refused { missing } => missing.clone(),
        _ => Vec::new(),
    };
    let landing = Landing {
        fact: row.id,
        transition: transition.name.clone(),
        judgement,
        author: if actor.former { Author::Former } else { Author::Present },
        // Who names no stage did not know it.
        saw_present_stage: !transition.from.is_empty() && saw_stage(state, row),
    };
    (landing, missing)
}

fn lack(judgement: &Judgement) -> usize {
    match judgement {
        Judgement::Allowed { .. } => 0,
        Judgement::HubDecides { .. } => 1,
        Judgement::Refused { missing } => 1 + missing.len(),
    }
}

/// Whether a fact's author knew of the decision that made the present stage; of his own he always
/// did.
fn saw_stage(state: &OrderState, row: &FactRow) -> bool {
    let entry = state.entry_of(row);
    let Some(last) = state.moves.last() else { return true };
    let own = last.cause.is_some_and(|cause| {
        cause.device == row.id.device && cause.incarnation == row.id.incarnation
    });
    own || last.index.is_none_or(|index| entry.seen.is_some_and(|seen| seen.index > index))
}

/// Where the order stands once what was taken back no longer counts: the last decision that still
/// does.
pub(super) fn standing_stage(state: &OrderState) -> StageState {
    let stands = |id: &FactId| state.fact(id).is_none_or(|row| row.struck.is_none());
    for step in state.moves.iter().rev() {
        if step.cause.is_some_and(|cause| !stands(&cause)) {
            continue;
        }
        if let Some(sides) = &step.after.disputed {
            let left: Vec<&DisputeSide> = sides.iter().filter(|side| stands(&side.fact)).collect();
            match left.as_slice() {
                [] => continue,
                [one] => {
                    let (stage, by) = (one.stage.clone(), Some(one.fact));
                    return StageState { stage, by, ..StageState::default() };
                }
                _ => {
                    let disputed = Some(left.into_iter().cloned().collect());
                    return StageState { disputed, ..step.after.clone() };
                }
            }
        }
        if step.after.by.as_ref().is_none_or(stands) {
            return state.lanes_standing(step.after.clone());
        }
    }
    state.stage.clone()
}
