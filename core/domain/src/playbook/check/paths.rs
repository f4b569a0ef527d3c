//! The model check: no way through a workflow leads to a guarded stage without what guards it.
//!
//! What was asked for on the way stays with the order, so a way keeps to a requirement as soon as one
//! of its transitions asks for it. A requirement is broken where the stage is reached in the workflow
//! without all transitions that ask for it: that is exact, and the shortest such way is told. Lanes are
//! walked too: a step that joins comes after a whole way through each lane, any other after none.

mod ways;

use super::{FindingCode, PlacedStep, Report, placed_steps};
use crate::playbook::Playbook;
use crate::playbook::approvals::Level;
use crate::playbook::steps::{Need, Since, Transition, Workflow};
use crate::playbook::telling::need_words;
use crate::playbook::words::Words;

pub(super) fn check(playbook: &Playbook, report: &mut Report) {
    for flow in &playbook.file().workflows {
        for stage in &flow.stages {
            let into = |placed: &PlacedStep<'_>| {
                placed.lane.is_none() && placed.step.to == stage.id && !placed.step.settles
            };
            for required in &stage.requires {
                let words = need_words(playbook, required);
                uncovered(flow, &|step| asks(step, required), &words, &into, report);
            }
            approved_ways(flow, &flow.transitions, &stage.id, &into, report);
            for branch in &stage.branches {
                for own in &branch.stages {
                    let into = |placed: &PlacedStep<'_>| {
                        let here = placed.lane.is_some_and(|(_, lane)| lane.id == branch.id);
                        here && placed.step.to == own.id
                    };
                    approved_ways(flow, &branch.transitions, &own.id, &into, report);
                }
            }
        }
        for (kind, step) in ways_by_consent(playbook, flow) {
            let required = Need::Consent { kinds: vec![kind.to_owned()], since: Since::Order };
            let words = need_words(playbook, &required);
            let this = |placed: &PlacedStep<'_>| placed.step.id == step.id && !step.settles;
            uncovered(flow, &|step| asks(step, &required), &words, &this, report);
        }
        unguarded_ends(flow, report);
    }
}

/// What one way into a stage needs of approvals, every way there needs.
fn approved_ways(
    flow: &Workflow,
    steps: &[Transition],
    stage: &str,
    into: Interest<'_>,
    report: &mut Report,
) {
    for level in levels_into(steps, stage) {
        let words = Words::new(
            format!("“{}”审批", level.name.zh),
            format!("the approval '{}'", level.name.en),
        );
        uncovered(flow, &|step| asks_level(step, level), &words, into, report);
    }
}

/// The levels of approval that some transition into a stage needs: then every way there does.
fn levels_into<'a>(steps: &'a [Transition], stage: &str) -> Vec<&'a Level> {
    let into = steps.iter().filter(|step| step.to == stage);
    let levels = into.filter_map(|step| step.approvals.as_ref()).flat_map(|needed| &needed.levels);
    let mut found: Vec<&Level> = Vec::new();
    for level in levels {
        if !found.iter().any(|known| known.id == level.id && known.count == level.count) {
            found.push(level);
        }
    }
    found
}

/// Whether a transition needs a level of approval, by at least as many people.
fn asks_level(step: &Transition, level: &Level) -> bool {
    let levels = step.approvals.iter().flat_map(|needed| &needed.levels);
    levels.into_iter().any(|own| own.id == level.id && own.count >= level.count)
}

/// Transitions that ask for evidence of a way of delivery (a photograph of the locker, a proxy's
/// signature): such a way needs the consent of the same name.
fn ways_by_consent<'a>(
    playbook: &'a Playbook,
    flow: &'a Workflow,
) -> impl Iterator<Item = (&'a str, &'a Transition)> {
    let consents = &playbook.file().consents;
    let is_way = move |role: &str| consents.iter().any(|consent| consent.id == role);
    flow.all_transitions().flat_map(move |step| {
        let roles = step.needs.iter().filter_map(evidence_role);
        roles.filter(move |role| is_way(role)).map(move |role| (role, step))
    })
}

/// What a photograph or signature that is asked for shows, or as whom somebody signs.
fn evidence_role(need: &Need) -> Option<&str> {
    match need {
        Need::Photo { role, .. } | Need::Signature { role, .. } => Some(role),
        Need::AnyOf { of } => {
            let role = evidence_role(of.first()?)?;
            of.iter().all(|choice| evidence_role(choice) == Some(role)).then_some(role)
        }
        _ => None,
    }
}

/// Whether a transition asks for what is required.
type Asks<'a> = &'a dyn Fn(&Transition) -> bool;

/// Whether a transition must not be made before it was asked for.
type Interest<'a> = &'a dyn Fn(&PlacedStep<'_>) -> bool;

/// Reports each transition of interest that can be made after nothing had asked for what is required.
fn uncovered(
    flow: &Workflow,
    asks: Asks<'_>,
    asked: &Words,
    of_interest: Interest<'_>,
    report: &mut Report,
) {
    let interesting = |placed: &PlacedStep<'_>| of_interest(placed) && !asks(placed.step);
    let mut steps = placed_steps(flow).filter(interesting).peekable();
    if steps.peek().is_none() {
        return;
    }
    let ways = ways::Ways::without(flow, asks);
    for placed in steps {
        let Some(way) = ways.to(&placed) else { continue };
        let (zh, en) = told(flow, &way, placed.step);
        let words = Words::new(
            format!("经 {zh} 可到达,而途中没有要求{}", asked.zh),
            format!("the way {en} never asks for {}", asked.en),
        );
        report.error(FindingCode::UnguardedPath, placed.at, words);
    }
}

/// Whether a transition asks for what is required, or for more.
fn asks(step: &Transition, required: &Need) -> bool {
    step.needs.iter().any(|need| covers(need, required))
}

/// Whether whoever gives `need` has given `required` too.
fn covers(need: &Need, required: &Need) -> bool {
    if let Need::AnyOf { of } = need {
        return !of.is_empty() && of.iter().all(|choice| covers(choice, required));
    }
    match (need, required) {
        (_, Need::AnyOf { of }) => of.iter().any(|choice| covers(need, choice)),
        (Need::Consent { kinds: given, .. }, Need::Consent { kinds, .. }) => {
            !given.is_empty() && given.iter().all(|kind| kinds.contains(kind))
        }
        (
            Need::Signature { role: given, or_unsigned: lax, .. },
            Need::Signature { role, or_unsigned, .. },
        ) => given == role && (!lax || *or_unsigned),
        (Need::Photo { role: given, count: many, .. }, Need::Photo { role, count, .. }) => {
            given == role && many >= count
        }
        (Need::Fact { kind: given, count: many, .. }, Need::Fact { kind, count, .. }) => {
            given == kind && many >= count
        }
        (
            Need::ContactAttempt { outcomes: given, count: many, .. },
            Need::ContactAttempt { outcomes, count, .. },
        ) => {
            let fits = outcomes.is_empty()
                || (!given.is_empty() && given.iter().all(|one| outcomes.contains(one)));
            fits && many >= count
        }
        (given, required) => given == required,
    }
}

fn told(flow: &Workflow, way: &[&Transition], last: &Transition) -> (String, String) {
    let first = stage_name(flow, &flow.initial);
    let (mut zh, mut en) = (first.zh, first.en);
    for step in way.iter().copied().chain([last]) {
        let to = to_name(flow, step);
        zh = format!("{zh} →[{}] {}", step.name.zh, to.zh);
        en = format!("{en} →[{}] {}", step.name.en, to.en);
    }
    (zh, en)
}

fn stage_name(flow: &Workflow, id: &str) -> Words {
    let found = flow.stages.iter().find(|stage| stage.id == id);
    found.map_or_else(|| Words::new(id, id), |stage| stage.name.clone())
}

/// Where a transition leads, be it the order or a lane.
fn to_name(flow: &Workflow, step: &Transition) -> Words {
    let mut lanes = flow.stages.iter().flat_map(|stage| &stage.branches);
    let lane = lanes.find(|lane| lane.transitions.iter().any(|own| own.id == step.id));
    let Some(lane) = lane else { return stage_name(flow, &step.to) };
    let found = lane.stages.iter().find(|stage| stage.id == step.to);
    let name = found.map_or_else(|| Words::new(&step.to, &step.to), |stage| stage.name.clone());
    Words::new(format!("{}·{}", lane.name.zh, name.zh), format!("{}: {}", lane.name.en, name.en))
}

/// Ends that an order can be brought to with nothing to show: no need, guard or reason.
fn unguarded_ends(flow: &Workflow, report: &mut Report) {
    for step in flow.transitions.iter().filter(|step| step.ends && !step.settles) {
        if step.needs.is_empty() && step.guard.is_none() && step.reason.is_none() {
            let words = Words::new(
                "不需要任何证据、条件或原因就能结束",
                "it ends the order without any evidence, guard or reason",
            );
            report.warning(
                FindingCode::UnguardedEnd,
                format!("workflows/{}/{}", flow.id, step.id),
                words,
            );
        }
    }
}
