//! Bounds: no list of a playbook is longer than engines and checker are made for.

use super::{FindingCode, Report};
use crate::limits;
use crate::playbook::file::PlaybookFile;
use crate::playbook::steps::Workflow;
use crate::playbook::words::Words;

/// Whether all lists are short enough for the other checks.
pub(super) fn check(file: &PlaybookFile, report: &mut Report) -> bool {
    let names = limits::PLAYBOOK_NAMES_MAX;
    let lists: [(&str, usize, usize); 23] = [
        ("audiences", file.audiences.len(), names),
        ("facts", file.facts.len(), names),
        ("fields", file.fields.len(), limits::PLAYBOOK_FIELDS_MAX),
        ("notes", file.notes.len(), names),
        ("keys", file.keys.len(), names),
        ("carriers", file.carriers.len(), names),
        ("roles", file.roles.len(), names),
        ("photo_roles", file.photo_roles.len(), names),
        ("signature_roles", file.signature_roles.len(), names),
        ("purposes", file.purposes.len(), names),
        ("consents", file.consents.len(), names),
        ("channels", file.channels.len(), names),
        ("timers", file.timers.len(), names),
        ("urge_answers", file.urge_answers.len(), names),
        ("templates", file.templates.len(), names),
        ("thresholds", file.thresholds.len(), names),
        ("quality", file.quality.len(), names),
        ("reason_groups", file.reason_groups.len(), names),
        ("reasons", file.reasons.len(), names),
        ("triggers", file.triggers.len(), limits::TRIGGERS_MAX),
        ("kinds", file.kinds.len(), names),
        ("policy", file.policy.len(), limits::POLICY_ROWS_MAX),
        ("workflows", file.workflows.len(), limits::WORKFLOWS_MAX),
    ];
    let before = report.findings.len();
    for (at, count, max) in lists {
        within(at, count, max, report);
    }
    for carrier in &file.carriers {
        let at = format!("carriers/{}/digits", carrier.id);
        within(&at, carrier.digits, limits::CARRIER_DIGITS_MAX, report);
    }
    file.workflows.iter().for_each(|flow| workflow(flow, report));
    report.findings.len() == before
}

fn workflow(flow: &Workflow, report: &mut Report) {
    let at = format!("workflows/{}", flow.id);
    within(&format!("{at}/stages"), flow.stages.len(), limits::STAGES_MAX, report);
    let steps = flow.all_transitions().count();
    within(&format!("{at}/transitions"), steps, limits::TRANSITIONS_MAX, report);
    for stage in &flow.stages {
        let at = format!("{at}/stages/{}/branches", stage.id);
        within(&at, stage.branches.len(), limits::LANES_MAX, report);
        for lane in &stage.branches {
            let at = format!("{at}/{}/stages", lane.id);
            within(&at, lane.stages.len(), limits::STAGES_MAX, report);
        }
    }
    for step in flow.all_transitions() {
        let levels = step.approvals.as_ref().map_or(0, |needed| needed.levels.len());
        let at = format!("{at}/{}/approvals", step.id);
        within(&at, levels, limits::APPROVAL_LEVELS_MAX, report);
    }
}

fn within(at: &str, count: usize, max: usize, report: &mut Report) {
    if count > max {
        let words = Words::new(
            format!("共 {count},最多 {max}"),
            format!("there are {count}, and at most {max} may be"),
        );
        report.error(FindingCode::TooMany, at, words);
    }
}
