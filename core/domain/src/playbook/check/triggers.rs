//! What happens by itself: on occasions that there are, with a condition that can be read and an act that can be
//! done; and nothing sets itself off without end.

use std::collections::BTreeSet;

use super::names::{exists, unknown};
use super::{FindingCode, Report, Severity};
use crate::playbook::Playbook;
use crate::playbook::facts::is_fact_kind;
use crate::playbook::steps::{Need, Transition, Workflow};
use crate::playbook::triggers::{Assignee, Trigger, TriggerAct};
use crate::playbook::words::Words;

pub(super) fn check(playbook: &Playbook, report: &mut Report) {
    for trigger in &playbook.file().triggers {
        let at = format!("triggers/{}", trigger.id);
        let mut one = One { playbook, trigger, at, report };
        one.occasion();
        one.act();
    }
    for kind in playbook.file().kinds.iter().filter(|kind| kind.workflow.is_some()) {
        circles(playbook, &kind.id, report);
    }
}

struct One<'a> {
    playbook: &'a Playbook,
    trigger: &'a Trigger,
    at: String,
    report: &'a mut Report,
}

impl<'a> One<'a> {
    fn wrong(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.report.error(FindingCode::Trigger, &self.at, Words::new(zh, en));
    }

    fn unknown(&mut self, name: &str) {
        unknown(name, &self.at, self.report);
    }

    /// The workflows of its kinds.
    fn flows(&self) -> Vec<&'a Workflow> {
        let (kinds, playbook) = (&self.trigger.kinds, self.playbook);
        kinds.iter().filter_map(|kind| playbook.workflow_of(kind)).collect()
    }

    fn occasion(&mut self) {
        let (trigger, playbook) = (self.trigger, self.playbook);
        trigger.kinds.iter().filter(|kind| playbook.kind(kind).is_none()).for_each(|kind| {
            self.unknown(kind);
        });
        let on = &trigger.on;
        if trigger.kinds.is_empty() || (on.facts.is_empty() && on.stages.is_empty()) {
            self.wrong("没有触发时机", "there is no occasion for it: no kind, fact or stage");
        }
        on.facts.iter().filter(|kind| !is_fact_kind(kind)).for_each(|kind| self.unknown(kind));
        let flows = self.flows();
        for stage in &on.stages {
            let known = |flow: &&Workflow| flow.stages.iter().any(|own| own.id == *stage);
            if !flows.iter().any(known) {
                self.unknown(stage);
            }
        }
        let guard = trigger.when.as_ref().and_then(|cel| playbook.guard(cel));
        if let Some(Err(error)) = guard {
            self.report.error(FindingCode::Guard, format!("{}/when", self.at), error.words());
        }
    }

    fn act(&mut self) {
        match &self.trigger.does {
            TriggerAct::Comment { .. } | TriggerAct::Urge { .. } => {}
            TriggerAct::Assign { to: Assignee::Role(role) } => {
                self.roles(std::slice::from_ref(role));
            }
            TriggerAct::Assign { .. } => {}

            TriggerAct::Notify { roles, .. } => self.roles(roles),
            TriggerAct::Move { transition, reason } => {
                if let Some(id) = reason
                    && self.playbook.reason(id).is_none()
                {
                    self.unknown(id);
                }
                for flow in self.flows() {
                    match flow.all_transitions().find(|step| step.id == *transition) {
                        Some(step) => self.moves(flow, step, reason.as_deref()),
                        None => self.unknown(transition),
                    }
                }
            }
        }
    }

    fn roles(&mut self, roles: &[String]) {
        let file = self.playbook.file();
        roles.iter().for_each(|role| exists(&file.roles, role, &self.at, self.report));
        if roles.is_empty() {
            let words = Words::new("没有通知对象", "nobody is told");
            self.report.error(FindingCode::NoRole, &self.at, words);
        }
    }

    /// A transition that nobody makes by hand must not ask for what only somebody can give.
    fn moves(&mut self, flow: &Workflow, step: &Transition, reason: Option<&str>) {
        if step.settles {
            self.wrong("争议须由人裁定", "a dispute is settled by somebody, not by itself");
        }
        let fits = |group: &str| {
            reason.is_some_and(|id| self.playbook.reasons_in(group).any(|one| one.id == id))
        };
        if let Some(group) = step.reason.as_ref().filter(|group| !fits(group)) {
            let (zh, en) =
                (format!("须给出“{group}”中的原因"), format!("it needs a reason of '{group}'"));
            self.wrong(zh, en);
        }
        if step.needs.iter().any(|need| matches!(need, Need::Note | Need::NextDate)) {
            self.wrong(
                format!("“{}”须有人填写说明或日期,无法自动进行", step.name.zh),
                format!("'{}' asks for words or a date, which only somebody gives", step.name.en),
            );
        }
        let on = &self.trigger.on;
        let leaves = |stage: &String| leaves(flow, step, stage);
        if on.facts.is_empty() && !on.stages.is_empty() && !on.stages.iter().any(leaves) {
            self.wrong(
                format!("到达时所在状态不能进行“{}”", step.name.zh),
                format!("'{}' cannot be made at the stages where it is looked at", step.name.en),
            );
        }
    }
}

/// Whether a transition may be made while the order stands at a stage.
fn leaves(flow: &Workflow, step: &Transition, stage: &str) -> bool {
    let of_lane = flow.stages.iter().find(|own| {
        own.branches.iter().any(|branch| branch.transitions.iter().any(|one| one.id == step.id))
    });
    of_lane.map_or_else(|| step.from.iter().any(|from| from == stage), |own| own.id == stage)
}

/// A trigger of one kind that moves the order itself.
struct Mover<'a> {
    trigger: &'a Trigger,
    step: &'a Transition,
}

impl Mover<'_> {
    /// Whether it always does it, so far as the playbook tells.
    fn unconditional(&self) -> bool {
        let step = self.step;
        self.trigger.when.is_none()
            && step.needs.is_empty()
            && step.guard.is_none()
            && step.approvals.is_none()
            && !step.joins
    }

    /// Whether what it does is an occasion on which another one moves the order on.
    fn sets_off(&self, other: &Self) -> bool {
        let to = &self.step.to;
        other.trigger.on.stages.contains(to) && other.step.from.contains(to)
    }
}

/// Triggers that come round to themselves: for ever, or as long as their conditions hold.
fn circles(playbook: &Playbook, kind: &str, report: &mut Report) {
    let Some(flow) = playbook.workflow_of(kind) else { return };
    let of_kind =
        playbook.file().triggers.iter().filter(|one| one.kinds.iter().any(|own| own == kind));
    let movers: Vec<Mover<'_>> = of_kind
        .filter_map(|trigger| {
            let TriggerAct::Move { transition, .. } = &trigger.does else { return None };
            let step = flow.transitions.iter().find(|step| step.id == *transition)?;
            Some(Mover { trigger, step })
        })
        .collect();
    let all: Vec<&Mover<'_>> = movers.iter().collect();
    let sure: Vec<&Mover<'_>> = movers.iter().filter(|mover| mover.unconditional()).collect();
    let for_ever = round(&sure);
    for id in round(&all) {
        let (severity, zh, en) = match for_ever.contains(id) {
            true => (Severity::Error, "会无止境地触发自己", "it sets itself off without end"),
            false => (
                Severity::Warning,
                "条件一直成立时会反复触发自己",
                "it sets itself off again for as long as its conditions hold",
            ),
        };
        let at = format!("triggers/{id}");
        match severity {
            Severity::Error => report.error(FindingCode::Trigger, at, Words::new(zh, en)),
            Severity::Warning => report.warning(FindingCode::Trigger, at, Words::new(zh, en)),
        }
    }
}

/// Those that set themselves off, over others or at once.
fn round<'a>(movers: &[&Mover<'a>]) -> BTreeSet<&'a str> {
    let comes_back = |first: &&&Mover<'a>| {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&Mover<'a>> = vec![first];
        while let Some(mover) = next.pop() {
            for other in movers.iter().filter(|other| mover.sets_off(other)) {
                if reached.insert(&other.trigger.id) {
                    next.push(other);
                }
            }
        }
        reached.contains(first.trigger.id.as_str())
    };
    movers.iter().filter(comes_back).map(|mover| mover.trigger.id.as_str()).collect()
}
