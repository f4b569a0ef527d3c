//! Lanes: each can come to its end and moves nothing but itself, and what joins them can be made.

use super::graph::reach;
use super::{FindingCode, Report, lane_at};
use crate::playbook::branches::Branch;
use crate::playbook::steps::{Stage, Transition, Workflow};
use crate::playbook::words::Words;

pub(super) fn check(flow: &Workflow, report: &mut Report) {
    for stage in flow.stages.iter().filter(|stage| !stage.branches.is_empty()) {
        let at = format!("workflows/{}/stages/{}", flow.id, stage.id);
        if stage.terminal {
            let words = Words::new("终点不能再有并行分支", "the order is over here: no lanes");
            report.error(FindingCode::Lane, &at, words);
        }
        stage.branches.iter().for_each(|branch| lane(flow, stage, branch, report));
        if !joining(flow).any(|step| step.from.contains(&stage.id)) {
            let words = Words::new(
                "没有汇合操作(joins),分支做完与否都一样",
                "no transition joins these lanes: nothing waits for them",
            );
            report.warning(FindingCode::Join, &at, words);
        }
    }
    joining(flow).for_each(|step| joins(flow, step, report));
    names_taken(flow, report);
}

fn joining(flow: &Workflow) -> impl Iterator<Item = &Transition> {
    flow.transitions.iter().filter(|step| step.joins)
}

/// Whether a lane can come to its end.
fn can_end(branch: &Branch) -> bool {
    reach(&branch.transitions, &branch.initial).into_iter().any(|stage| branch.is_done(stage))
}

/// A transition that joins needs lanes to join, each of which can end.
fn joins(flow: &Workflow, step: &Transition, report: &mut Report) {
    let at = format!("workflows/{}/{}", flow.id, step.id);
    for from in step.from.iter().filter_map(|id| flow.stages.iter().find(|own| own.id == *id)) {
        if from.branches.is_empty() {
            let words = Words::new(
                format!("“{}”没有并行分支,无从汇合", from.name.zh),
                format!("'{}' has no lanes to join", from.name.en),
            );
            report.error(FindingCode::Join, &at, words);
        }
        for branch in from.branches.iter().filter(|branch| !can_end(branch)) {
            let words = Words::new(
                format!("分支“{}”永远做不完,此操作永远不能进行", branch.name.zh),
                format!("it can never be made: the lane '{}' never ends", branch.name.en),
            );
            report.error(FindingCode::Join, &at, words);
        }
    }
}

fn lane(flow: &Workflow, stage: &Stage, branch: &Branch, report: &mut Report) {
    let at = lane_at(flow, stage, branch);
    let known = |id: &str| branch.stages.iter().any(|own| own.id == id);
    let named = branch.transitions.iter().flat_map(|step| step.from.iter().chain([&step.to]));
    for unknown in named.chain([&branch.initial]).filter(|id| !known(id)) {
        let words = Words::new(
            format!("此分支没有状态“{unknown}”"),
            format!("this lane has no stage '{unknown}'"),
        );
        report.named(FindingCode::UnknownName, &at, unknown, words);
    }
    let reached = reach(&branch.transitions, &branch.initial);
    for own in &branch.stages {
        let place = format!("{at}/{}", own.id);
        if !reached.contains(own.id.as_str()) {
            let words = Words::new("没有操作到达此状态", "no transition reaches this stage");
            report.error(FindingCode::Unreachable, &place, words);
        }
        let ends = reach(&branch.transitions, &own.id).into_iter().any(|id| branch.is_done(id));
        if !ends {
            let words = Words::new(
                "分支从此状态无法做完",
                "no way leads from this stage to an end of its lane",
            );
            report.error(FindingCode::DeadEnd, place, words);
        }
    }
    branch.transitions.iter().for_each(|step| lane_step(&at, step, report));
}

/// A lane's transition moves the lane and nothing else.
fn lane_step(lane: &str, step: &Transition, report: &mut Report) {
    let at = format!("{lane}/{}", step.id);
    if step.roles.is_empty() {
        let words = Words::new("没有角色可以操作", "no role may make this transition");
        report.error(FindingCode::NoRole, &at, words);
    }
    if step.from.is_empty() {
        let words = Words::new("没有起始状态", "a lane's transition leaves at least one stage");
        report.error(FindingCode::Unreachable, &at, words);
    }
    let beyond = [
        (step.ends, "ends"),
        (step.settles, "settles"),
        (step.joins, "joins"),
        (step.with_assignment, "with_assignment"),
    ];
    for (_, key) in beyond.into_iter().filter(|(set, _)| *set) {
        let words = Words::new(
            format!("分支内的操作不能有“{key}”,它只推动本分支"),
            format!("'{key}' is not for a lane's transition, which moves its lane alone"),
        );
        report.error(FindingCode::Lane, &at, words);
    }
}

/// Names of transitions are one list for the workflow and all its lanes.
fn names_taken(flow: &Workflow, report: &mut Report) {
    let mut seen: Vec<&str> = flow.transitions.iter().map(|step| step.id.as_str()).collect();
    for placed in super::placed_steps(flow).filter(|placed| placed.lane.is_some()) {
        let id = placed.step.id.as_str();
        if seen.contains(&id) {
            let words = Words::new(
                format!("“{id}”在此流程中已有操作用过"),
                format!("'{id}' is the name of another transition of this workflow"),
            );
            report.error(FindingCode::DuplicateName, placed.at, words);
        }
        seen.push(id);
    }
}
