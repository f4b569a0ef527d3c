//! Judging a transition: is it allowed on this order, now, for this person, and if not, what is
//! missing?
//!
//! A judgement is made of the answers of single rules, in a fixed order; [`explain`] shows them
//! all, [`judge`] draws the conclusion. An input that whoever judges may not see makes an answer
//! unknown: if nothing else is missing, a phone then says that the hub decides.

mod approvals;
mod fold;
mod forms;
mod missing;
mod needs;
mod undo;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Playbook;
use super::guard::Truth;
use super::steps::Transition;
use super::view::{Actor, OrderView, TransitionRequest};
use crate::ids::FactId;

pub use fold::{Author, Landing, Outcome, Step, fold_step, initial_state, lanes};
pub use missing::Missing;
pub use undo::{TakingBack, may_take_back};

/// What comes of a transition request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Judgement {
    /// It may be made.
    Allowed {
        /// The stage that it leads to.
        to_stage: String,
        /// The rule that allows it: workflow and transition.
        rule: String,
    },
    /// It may not be made until all of this is there.
    Refused {
        /// What is missing.
        missing: Vec<Missing>,
    },
    /// What is known does not forbid it; the rest is not visible here.
    HubDecides {
        /// The audiences that would have to be seen.
        why: BTreeSet<String>,
    },
}

impl Judgement {
    /// Whether it may be made.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed { .. })
    }

    /// Whether nothing is missing but that the order should stand somewhere else: the evidence is
    /// complete.
    #[must_use]
    pub fn lacks_only_the_stage(&self) -> bool {
        match self {
            Self::Allowed { .. } => true,
            Self::Refused { missing } => missing.iter().all(Missing::is_about_the_stage),
            Self::HubDecides { .. } => false,
        }
    }
}

/// What one rule says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// It is met, by these facts where facts meet it.
    Met {
        /// The facts that count, as far as their ids are known.
        #[serde(with = "fact_texts")]
        by: Vec<FactId>,
    },
    /// It is not met.
    Lacks {
        /// What is missing.
        missing: Missing,
    },
    /// It depends on what is not visible here.
    Unknown {
        /// The audiences that would have to be seen.
        audiences: BTreeSet<String>,
    },
}

impl Answer {
    pub(crate) fn met() -> Self {
        Self::Met { by: Vec::new() }
    }

    fn test(holds: bool, missing: impl FnOnce() -> Missing) -> Self {
        if holds { Self::met() } else { Self::Lacks { missing: missing() } }
    }

    fn unknown(audience: &str) -> Self {
        Self::Unknown { audiences: BTreeSet::from([audience.to_owned()]) }
    }
}

/// One rule and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The rule, as workflow, transition and place in it.
    pub rule: String,
    /// What it says.
    #[serde(flatten)]
    pub answer: Answer,
}

/// Judges a transition. Pure: the same inputs give the same judgement on every machine.
#[must_use]
pub fn judge(
    playbook: &Playbook,
    view: &OrderView,
    request: &TransitionRequest,
    actor: &Actor,
) -> Judgement {
    let lines = explain(playbook, view, request, actor);
    let mut missing = Vec::new();
    let mut why = BTreeSet::new();
    for line in lines {
        match line.answer {
            Answer::Met { .. } => {}
            Answer::Lacks { missing: lack } => missing.push(lack),
            Answer::Unknown { audiences } => why.extend(audiences),
        }
    }
    let transition = playbook.transition(&view.kind, &request.transition);
    match (missing.is_empty(), why.is_empty(), transition) {
        (true, true, Some(transition)) => Judgement::Allowed {
            to_stage: transition.to.clone(),
            rule: rule_name(playbook, view, transition),
        },
        (true, false, _) => Judgement::HubDecides { why },
        _ => Judgement::Refused { missing },
    }
}

/// Every rule that speaks of a transition, with its answer, in the order in which they are asked.
#[must_use]
pub fn explain(
    playbook: &Playbook,
    view: &OrderView,
    request: &TransitionRequest,
    actor: &Actor,
) -> Vec<Line> {
    let Some(transition) = playbook.transition(&view.kind, &request.transition) else {
        let missing = match playbook.workflow_of(&view.kind) {
            Some(_) => Missing::Transition { id: request.transition.clone() },
            None => Missing::Workflow { kind: view.kind.clone() },
        };
        return vec![Line { rule: view.kind.clone(), answer: Answer::Lacks { missing } }];
    };
    let rule = rule_name(playbook, view, transition);
    let mut lines = vec![
        line(&rule, "from", stage(playbook, view, transition)),
        line(&rule, "attempts", attempts(playbook, view, transition, actor)),
        line(&rule, "roles", role(transition, actor)),
    ];
    if transition.assigned {
        lines.push(line(&rule, "assigned", assigned(view, actor)));
    }
    if transition.joins {
        lines.push(line(&rule, "joins", joined(playbook, view)));
    }
    let asked = needs::Asked { playbook, view, request };
    let mut for_safety = false;
    if let Some(group) = &transition.reason {
        lines.push(line(&rule, "reason", reason(playbook, group, request)));
        let given = request.reason.as_deref().and_then(|id| playbook.reason(id));
        // Who is in danger leaves at once: a reason about safety asks for nothing more, unless it is an end.
        for_safety = given.is_some_and(|reason| reason.safety) && !transition.ends;
        for need in given.iter().flat_map(|reason| &reason.needs) {
            lines.push(line(&rule, "reason/needs", asked.answer(need)));
        }
    }
    let needs = transition.needs.iter().enumerate().filter(|_| !for_safety);
    for (position, need) in needs {
        lines.push(line(&rule, &format!("needs/{position}"), asked.answer(need)));
    }
    for (place, answer) in approvals::answers(playbook, view, actor, transition) {
        lines.push(line(&rule, &place, answer));
    }
    if let Some(guard) = guard(playbook, view, request, actor, transition) {
        lines.push(line(&rule, "guard", guard));
    }
    lines
}

fn rule_name(playbook: &Playbook, view: &OrderView, transition: &Transition) -> String {
    let workflow = playbook.workflow_of(&view.kind).map_or("", |flow| flow.id.as_str());
    format!("{workflow}/{}", transition.id)
}

fn line(rule: &str, place: &str, answer: Answer) -> Line {
    Line { rule: format!("{rule}/{place}"), answer }
}

fn stage(playbook: &Playbook, view: &OrderView, transition: &Transition) -> Answer {
    if transition.settles {
        return Answer::test(view.disputed, || Missing::Dispute);
    }
    if view.disputed {
        return Answer::Lacks { missing: Missing::Settling };
    }
    if view.stage_unknown {
        return Answer::unknown("keys");
    }
    if let Some((stage, branch)) = playbook.branch_of(&view.kind, &transition.id) {
        return lane(view, transition, (&stage.id, &branch.id));
    }
    Answer::test(transition.from.contains(&view.stage), || Missing::Stage {
        is: view.stage.clone(),
        needs: transition.from.clone(),
    })
}

/// Once every attempt was made only what ends the order or is due may follow, except for who may send it out
/// once more.
fn attempts(
    playbook: &Playbook,
    view: &OrderView,
    transition: &Transition,
    actor: &Actor,
) -> Answer {
    let stage = playbook.stage(&view.kind, &view.stage);
    let rule = stage.and_then(|stage| stage.attempts.as_ref());
    let free = |then: &str, more: &[String]| {
        let settles = transition.settles || transition.id == then;
        transition.ends || settles || more.contains(&actor.role)
    };
    match (rule, view.attempts.get(&view.stage)) {
        (Some(rule), Some(made)) if *made >= rule.max && !free(&rule.then, &rule.more) => {
            Answer::Lacks { missing: Missing::UsedUp { made: *made, then: rule.then.clone() } }
        }
        _ => Answer::met(),
    }
}

/// A lane's transition: the order at the lane's stage, and the lane where it is left.
fn lane(view: &OrderView, transition: &Transition, (stage, branch): (&str, &str)) -> Answer {
    if view.stage != stage {
        let (is, needs) = (view.stage.clone(), vec![stage.to_owned()]);
        return Answer::Lacks { missing: Missing::Stage { is, needs } };
    }
    let at = view.lanes.iter().find(|lane| lane.lane == branch);
    let is = at.map(|lane| lane.stage.clone()).unwrap_or_default();
    Answer::test(transition.from.contains(&is), || Missing::Lane {
        lane: branch.to_owned(),
        is: is.clone(),
        needs: transition.from.clone(),
    })
}

/// Whether all lanes of the stage are at their end.
fn joined(playbook: &Playbook, view: &OrderView) -> Answer {
    let stage = playbook.stage(&view.kind, &view.stage);
    let branches = stage.map(|stage| stage.branches.as_slice()).unwrap_or_default();
    let open = branches.iter().filter(|branch| {
        let at = view.lanes.iter().find(|lane| lane.lane == branch.id);
        !at.is_some_and(|lane| branch.is_done(&lane.stage))
    });
    let open: Vec<String> = open.map(|branch| branch.id.clone()).collect();
    Answer::test(open.is_empty(), || Missing::Lanes { open })
}

fn role(transition: &Transition, actor: &Actor) -> Answer {
    Answer::test(transition.roles.contains(&actor.role), || Missing::Role {
        is: actor.role.clone(),
        needs: transition.roles.clone(),
    })
}

/// A former assignee was assigned when acting: that the work is late is decided by the fold.
fn assigned(view: &OrderView, actor: &Actor) -> Answer {
    let holds = view.holder == Some(actor.person);
    Answer::test(actor.assigned || actor.former || holds, || Missing::Assigned)
}

fn reason(playbook: &Playbook, group: &str, request: &TransitionRequest) -> Answer {
    let given = request.reason.as_deref();
    let fits = given.is_some_and(|id| playbook.reasons_in(group).any(|reason| reason.id == id));
    Answer::test(fits, || Missing::Reason {
        group: group.to_owned(),
        given: given.map(str::to_owned),
    })
}

fn guard(
    playbook: &Playbook,
    view: &OrderView,
    request: &TransitionRequest,
    actor: &Actor,
    transition: &Transition,
) -> Option<Answer> {
    let rule = transition.guard.as_ref()?;
    let lacks = |error: Option<String>| Answer::Lacks {
        missing: Missing::Guard { rule: rule.cel.clone(), words: rule.words.clone(), error },
    };
    let truth = match playbook.guard(&rule.cel) {
        Some(Ok(guard)) => guard.evaluate(playbook, view, request, actor),
        Some(Err(error)) => Truth::Failed(error.to_string()),
        None => Truth::Failed("it was not compiled".to_owned()),
    };
    Some(match truth {
        Truth::Yes => Answer::met(),
        Truth::No => lacks(None),
        Truth::Unknown(audiences) => Answer::Unknown { audiences },
        Truth::Failed(error) => lacks(Some(error)),
    })
}

/// Fact ids as texts, where answers are written as JSON.
mod fact_texts {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::ids::FactId;

    pub(super) fn serialize<S: Serializer>(ids: &[FactId], s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(ids.iter().map(ToString::to_string))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<FactId>, D::Error> {
        let texts = Vec::<String>::deserialize(d)?;
        texts.iter().map(|text| text.parse().map_err(serde::de::Error::custom)).collect()
    }
}

#[cfg(test)]
mod stories;
