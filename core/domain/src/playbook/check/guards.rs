//! Guards and needs: that guards compile, and whose phone will have to say that the hub decides.

use std::collections::BTreeSet;

use super::{FindingCode, PlacedStep, Report, placed_steps};
use crate::forms::answer;
use crate::playbook::steps::{Need, Stage, Transition, Workflow};
use crate::playbook::words::Words;
use crate::playbook::{Playbook, facts, path_fits, policy};

pub(super) fn check(playbook: &Playbook, report: &mut Report) {
    for kind in &playbook.file().kinds {
        let Some(flow) = playbook.workflow_of(&kind.id) else { continue };
        for placed in placed_steps(flow) {
            unseen(playbook, &kind.id, flow, &placed, report);
            unshown(playbook, &kind.id, flow, &placed, report);
        }
    }
    for PlacedStep { at, step, .. } in playbook.file().workflows.iter().flat_map(placed_steps) {
        let Some(rule) = &step.guard else { continue };
        if let Some(Err(error)) = playbook.guard(&rule.cel) {
            report.named(FindingCode::Guard, format!("{at}/guard"), &rule.cel, error.words());
        }
    }
}

/// Audiences that a transition's rules read, each with the roles that make it and do not see them.
fn unseen(
    playbook: &Playbook,
    kind: &str,
    flow: &Workflow,
    PlacedStep { at, step, lane }: &PlacedStep<'_>,
    report: &mut Report,
) {
    let reasons = playbook.file().reasons.iter();
    let given = reasons.filter(|one| step.reason.iter().any(|group| one.groups.contains(group)));
    let needs = step.needs.iter().chain(given.flat_map(|one| &one.needs));
    let mut read: BTreeSet<&str> = needs.flat_map(|need| reads(playbook, need)).collect();
    let compiled = step.guard.as_ref().and_then(|rule| playbook.guard(&rule.cel));
    if let Some(Ok(guard)) = compiled {
        read.extend(guard.audiences(playbook));
    }
    let from = leaves(flow, step, lane.map(|(stage, _)| stage));
    for role in &step.roles {
        let sees = |stage: &str, audience: &str| {
            sees(playbook, role, (kind, stage), step.assigned, audience)
        };
        for audience in &read {
            if from.iter().any(|stage| !sees(stage, audience)) {
                let words = Words::new(
                    format!("“{role}”看不到“{audience}”,其手机只能由中心判定"),
                    format!("'{role}' does not see '{audience}': its phone says the hub decides"),
                );
                report.warning(FindingCode::UnseenInput, at.as_str(), words);
            }
        }
    }
}

/// The stages from which a transition leaves; of a lane the one that has it.
fn leaves<'a>(flow: &'a Workflow, step: &'a Transition, lane: Option<&'a Stage>) -> Vec<&'a str> {
    match (lane, step.from.is_empty()) {
        (Some(stage), _) => vec![stage.id.as_str()],
        (None, true) => flow.stages.iter().map(|stage| stage.id.as_str()).collect(),
        (None, false) => step.from.iter().map(String::as_str).collect(),
    }
}

/// Whether a role sees an audience. Who need not be assigned is looked at as assigned too: one of the two must see it.
fn sees(
    playbook: &Playbook,
    role: &str,
    (kind, stage): (&str, &str),
    assigned: bool,
    audience: &str,
) -> bool {
    policy::role_sees(playbook, role, kind, stage, true, audience)
        || (!assigned && policy::role_sees(playbook, role, kind, stage, false, audience))
}

/// What an approval shows and who asks or answers does not see: his phone would make another request of it than the
/// hub, and every answer would lapse.
fn unshown(
    playbook: &Playbook,
    kind: &str,
    flow: &Workflow,
    PlacedStep { at, step, lane }: &PlacedStep<'_>,
    report: &mut Report,
) {
    let Some(needed) = &step.approvals else { return };
    let file = playbook.file();
    let paths = file.fields.iter().map(|rule| (&rule.path, &rule.audience));
    let paths = paths.chain(file.notes.iter().map(|rule| (&rule.path, &rule.audience)));
    let fits = |path: &str| {
        let shown = &needed.shows.fields;
        shown.iter().any(|pattern| path_fits(pattern, path) || path_fits(path, pattern))
    };
    let fields = paths.filter(|(path, _)| fits(path)).map(|(_, audience)| audience.as_str());
    let facts = needed.shows.facts.iter().filter_map(|kind| playbook.audience_of_fact(kind));
    let shown: BTreeSet<&str> = fields.chain(facts).collect();
    let from = leaves(flow, step, lane.map(|(stage, _)| stage));
    let askers = step.roles.iter().map(|role| (role, step.assigned));
    let approvers = needed.levels.iter().flat_map(|level| &level.roles).map(|role| (role, false));
    let people: BTreeSet<(&String, bool)> = askers.chain(approvers).collect();
    for (role, assigned) in people {
        for audience in &shown {
            let seen = |stage: &&str| sees(playbook, role, (kind, stage), assigned, audience);
            if !from.iter().all(seen) {
                let words = Words::new(
                    format!("“{role}”看不到审批所示的“{audience}”,其审批会一直失效"),
                    format!(
                        "'{role}' does not see '{audience}', which the approval shows: every answer lapses"
                    ),
                );
                report.error(FindingCode::UnseenInput, at.as_str(), words);
            }
        }
    }
}

fn reads<'a>(playbook: &'a Playbook, need: &Need) -> Vec<&'a str> {
    let fact = |kind: &str| playbook.audience_of_fact(kind);
    match need {
        Need::Photo { .. } => fact("photo").into_iter().collect(),
        Need::Signature { .. } => fact("signature").into_iter().collect(),
        Need::Consent { .. } => fact("consent").into_iter().collect(),
        Need::ContactAttempt { .. } => fact("contact_attempt").into_iter().collect(),
        Need::Fact { kind, .. } if facts::is_fact_kind(kind) => fact(kind).into_iter().collect(),
        Need::Payment { due, .. } => {
            fact("payment").into_iter().chain(playbook.audience_of_path(due)).collect()
        }
        Need::AnyOf { of } => of.iter().flat_map(|need| reads(playbook, need)).collect(),
        Need::Form { form, .. } => {
            let answers = answer::path(form, "", None);
            playbook.audience_of_path(&answers).into_iter().collect()
        }
        Need::Fact { .. } | Need::SubOrders { .. } | Need::Note | Need::NextDate => Vec::new(),
    }
}
