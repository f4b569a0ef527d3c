//! The stages of a workflow as a graph: every stage is reached, every open one can be left, and who
//! may.

use std::collections::BTreeSet;

use super::{FindingCode, Report};
use crate::playbook::measures::Attempts;
use crate::playbook::steps::{Stage, Transition, Workflow};
use crate::playbook::words::Words;

pub(super) fn check(flow: &Workflow, report: &mut Report) {
    let at = format!("workflows/{}", flow.id);
    let known = |id: &str| flow.stages.iter().any(|stage| stage.id == id);
    let named = flow.transitions.iter().flat_map(|step| step.from.iter().chain([&step.to]));
    for stage in named.chain([&flow.initial]).filter(|stage| !known(stage)) {
        let words =
            Words::new(format!("没有状态“{stage}”"), format!("there is no stage '{stage}'"));
        report.named(FindingCode::UnknownName, &at, stage, words);
    }
    for (stage, attempts) in attempts(flow) {
        if !flow.transitions.iter().any(|step| step.id == attempts.then) {
            let (zh, en) = ("没有操作", "there is no transition");
            let words =
                Words::new(format!("{zh}“{}”", attempts.then), format!("{en} '{}'", attempts.then));
            report.named(
                FindingCode::UnknownName,
                format!("{at}/{}", stage.id),
                &attempts.then,
                words,
            );
        }
    }
    reached(flow, &at, report);
    for stage in flow.stages.iter().filter(|stage| !stage.terminal) {
        dead_end(flow, stage, &at, report);
    }
    transitions(flow, &at, report);
    settling(flow, &at, report);
}

pub(super) fn attempts(flow: &Workflow) -> impl Iterator<Item = (&Stage, &Attempts)> {
    flow.stages.iter().filter_map(|stage| Some((stage, stage.attempts.as_ref()?)))
}

/// The stages that lie on some way from one of them, itself included; settling is no way.
pub(super) fn reach<'a>(steps: &'a [Transition], from: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([from]);
    loop {
        let before = reached.len();
        for step in steps.iter().filter(|step| !step.settles) {
            if step.from.iter().any(|from| reached.contains(from.as_str())) {
                reached.insert(&step.to);
            }
        }
        if reached.len() == before {
            return reached;
        }
    }
}

fn reached(flow: &Workflow, at: &str, report: &mut Report) {
    let reached = reach(&flow.transitions, &flow.initial);
    for stage in flow.stages.iter().filter(|stage| !reached.contains(stage.id.as_str())) {
        let words = Words::new("没有操作到达此状态", "no transition reaches this stage");
        report.error(FindingCode::Unreachable, format!("{at}/{}", stage.id), words);
    }
}

/// An open stage from which no way leads to an end.
fn dead_end(flow: &Workflow, stage: &Stage, at: &str, report: &mut Report) {
    let terminal = |id: &str| flow.stages.iter().any(|stage| stage.terminal && stage.id == id);
    if reach(&flow.transitions, &stage.id).iter().any(|id| terminal(id)) {
        return;
    }
    let words = Words::new("从此状态无法结束", "no way leads from this stage to an end");
    report.error(FindingCode::DeadEnd, format!("{at}/{}", stage.id), words);
}

fn transitions(flow: &Workflow, at: &str, report: &mut Report) {
    for step in &flow.transitions {
        let at = format!("{at}/{}", step.id);
        if step.roles.is_empty() {
            let words = Words::new("没有角色可以操作", "no role may make this transition");
            report.error(FindingCode::NoRole, &at, words);
        }
        if step.from.is_empty() != step.settles {
            let words = Words::new(
                "只有裁定争议的操作没有起始状态",
                "a transition leaves at least one stage, unless it settles a dispute",
            );
            report.error(FindingCode::Unreachable, &at, words);
        }
        let to = flow.stages.iter().find(|stage| stage.id == step.to);
        if to.is_some_and(|to| to.terminal != step.ends) {
            let words = Words::new(
                "“ends”须与目标状态一致",
                "'ends' must be true exactly where the order is over afterwards",
            );
            report.error(FindingCode::WrongEnd, at, words);
        }
    }
}

/// Every end that evidence can stand against needs somebody who can decide for it.
fn settling(flow: &Workflow, at: &str, report: &mut Report) {
    if !flow.transitions.iter().any(|step| step.ends_with_evidence() && !step.settles) {
        return;
    }
    let settled: BTreeSet<&str> =
        flow.transitions.iter().filter(|step| step.settles).map(|step| step.to.as_str()).collect();
    for stage in flow.stages.iter().filter(|stage| stage.terminal) {
        if !settled.contains(stage.id.as_str()) {
            let words = Words::new(
                "有争议时没有操作可裁定为此状态",
                "no transition settles a dispute in favour of this end",
            );
            report.error(FindingCode::NoSettling, format!("{at}/{}", stage.id), words);
        }
    }
}
