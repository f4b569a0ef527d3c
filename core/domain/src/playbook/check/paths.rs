//! The model check: no way through a workflow leads to a guarded stage without what guards it.
//!
//! What was asked for on the way stays with the order, so a way keeps to a requirement as soon as one
//! of its transitions asks for it. A requirement is broken where the stage is reached in the workflow
//! without all transitions that ask for it: that is exact, and the shortest such way is told.

use std::collections::{BTreeMap, VecDeque};

use super::{FindingCode, Report};
use crate::playbook::Playbook;
use crate::playbook::approvals::Level;
use crate::playbook::steps::{Need, Since, Transition, Workflow};
use crate::playbook::telling::need_words;
use crate::playbook::words::Words;

pub(super) fn check(playbook: &Playbook, report: &mut Report) {
    for flow in &playbook.file().workflows {
        for stage in &flow.stages {
            let into = |step: &&Transition| step.to == stage.id;
            for required in &stage.requires {
                let words = need_words(playbook, required);
                uncovered(flow, &|step| asks(step, required), &words, &into, report);
            }
            for level in levels_into(flow, &stage.id) {
                let words = Words::new(
                    format!("“{}”审批", level.name.zh),
                    format!("the approval '{}'", level.name.en),
                );
                uncovered(flow, &|step| asks_level(step, level), &words, &into, report);
            }
        }
        for (kind, step) in ways_by_consent(playbook, flow) {
            let required = Need::Consent { kinds: vec![kind.to_owned()], since: Since::Order };
            let words = need_words(playbook, &required);
            let this = |one: &&Transition| one.id == step.id;
            uncovered(flow, &|step| asks(step, &required), &words, &this, report);
        }
        unguarded_ends(flow, report);
    }
}

/// The levels of approval that some transition into a stage needs: then every way there does.
fn levels_into<'a>(flow: &'a Workflow, stage: &'a str) -> Vec<&'a Level> {
    let into = flow.transitions.iter().filter(|step| step.to == stage);
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
    flow.transitions.iter().flat_map(move |step| {
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

/// Reports each transition of interest that can be made after nothing had asked for what is required.
fn uncovered(
    flow: &Workflow,
    asks: Asks<'_>,
    asked: &Words,
    of_interest: &dyn Fn(&&Transition) -> bool,
    report: &mut Report,
) {
    let ways = ways_without(flow, asks);
    for step in flow.transitions.iter().filter(|step| !step.settles).filter(of_interest) {
        if asks(step) {
            continue;
        }
        let froms = step.from.iter().filter_map(|from| ways.get(from.as_str()));
        let Some(way) = froms.min_by_key(|way| way.len()) else { continue };
        let (zh, en) = told(flow, way, step);
        let words = Words::new(
            format!("经 {zh} 可到达,而途中没有要求{}", asked.zh),
            format!("the way {en} never asks for {}", asked.en),
        );
        report.error(
            FindingCode::UnguardedPath,
            format!("workflows/{}/{}", flow.id, step.id),
            words,
        );
    }
}

/// The stages that can be reached without a transition that asks for what is required, each with its
/// shortest way: the transitions made.
fn ways_without<'a>(flow: &'a Workflow, asks: Asks<'_>) -> BTreeMap<&'a str, Vec<&'a Transition>> {
    let mut ways = BTreeMap::from([(flow.initial.as_str(), Vec::new())]);
    let mut next = VecDeque::from([flow.initial.as_str()]);
    while let Some(stage) = next.pop_front() {
        let way = ways.get(stage).cloned().unwrap_or_default();
        let leaves = |step: &&Transition| {
            !step.settles && step.from.iter().any(|from| from == stage) && !asks(step)
        };
        for step in flow.transitions.iter().filter(leaves) {
            if !ways.contains_key(step.to.as_str()) {
                let longer: Vec<&Transition> = way.iter().copied().chain([step]).collect();
                ways.insert(&step.to, longer);
                next.push_back(&step.to);
            }
        }
    }
    ways
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
    let stage = |id: &str| {
        let found = flow.stages.iter().find(|stage| stage.id == id);
        found.map_or_else(|| Words::new(id, id), |stage| stage.name.clone())
    };
    let first = stage(&flow.initial);
    let (mut zh, mut en) = (first.zh, first.en);
    for step in way.iter().copied().chain([last]) {
        let to = stage(&step.to);
        zh = format!("{zh} →[{}] {}", step.name.zh, to.zh);
        en = format!("{en} →[{}] {}", step.name.en, to.en);
    }
    (zh, en)
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
