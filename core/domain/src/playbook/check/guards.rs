//! Guards and needs: that guards compile, and whose phone will have to say that the hub decides.

use std::collections::BTreeSet;

use super::{FindingCode, PlacedStep, Report, placed_steps};
use crate::forms::answer;
use crate::playbook::steps::{Need, Workflow};
use crate::playbook::words::Words;
use crate::playbook::{Playbook, facts, policy};

pub(super) fn check(playbook: &Playbook, report: &mut Report) {
    for kind in &playbook.file().kinds {
        let Some(flow) = playbook.workflow_of(&kind.id) else { continue };
        for placed in placed_steps(flow) {
            unseen(playbook, &kind.id, flow, &placed, report);
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
    let mut read: BTreeSet<&str> =
        step.needs.iter().flat_map(|need| reads(playbook, need)).collect();
    let compiled = step.guard.as_ref().and_then(|rule| playbook.guard(&rule.cel));
    if let Some(Ok(guard)) = compiled {
        read.extend(guard.audiences(playbook));
    }
    let from: Vec<&str> = match (lane, step.from.is_empty()) {
        (Some((stage, _)), _) => vec![stage.id.as_str()],
        (None, true) => flow.stages.iter().map(|stage| stage.id.as_str()).collect(),
        (None, false) => step.from.iter().map(String::as_str).collect(),
    };
    for role in &step.roles {
        // Who need not be assigned is looked at as assigned too: one of the two must see it.
        let sees = |stage: &str, audience: &str| {
            policy::role_sees(playbook, role, kind, stage, true, audience)
                || (!step.assigned
                    && policy::role_sees(playbook, role, kind, stage, false, audience))
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
