//! Everything that is wrong with a playbook, found before it is published.

mod bounds;
mod extraction;
mod faults;
mod forms;
mod graph;
mod guards;
mod lanes;
mod locate;
mod names;
mod paths;
mod places;
mod quality;
mod sla;
mod triggers;

use serde::{Deserialize, Serialize};

use super::Playbook;
use super::branches::Branch;
use super::steps::{Stage, Transition, Workflow};
use super::words::Words;

pub(super) use faults::in_words;
pub use faults::{Fault, faults};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The playbook must not be published.
    Error,
    /// It may be published; somebody should look.
    Warning,
}

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingCode {
    /// Something is not of the shape that the schema says.
    Shape,
    /// A key that this engine does not know.
    UnknownKey,
    /// A name that stands nowhere.
    UnknownName,
    /// A name given twice.
    DuplicateName,
    /// An empty or overlong name.
    BadName,
    /// A stage that no transition leaves though the order is not over there.
    DeadEnd,
    /// A stage that no transition reaches.
    Unreachable,
    /// A transition that nobody may make.
    NoRole,
    /// An end that is not a terminal stage, or a terminal stage reached by no end.
    WrongEnd,
    /// A dispute that nobody could settle.
    NoSettling,
    /// A guard that cannot be used.
    Guard,
    /// A guard or need that reads what an acting role may not see: its phone says that the hub
    /// decides.
    UnseenInput,
    /// A field or fact kind without an audience, or with two.
    Audience,
    /// An end that somebody may make an order come to with nothing to show for it.
    UnguardedEnd,
    /// A way to a guarded stage without what guards it.
    UnguardedPath,
    /// A reason about somebody's safety that asks for something before it may be given.
    SafetyAsks,
    /// A form that cannot be used as it stands.
    Form,
    /// A rule of quality at the door that can have no effect.
    Quality,
    /// A calendar, target, warning or answer that cannot be kept.
    Sla,
    /// A lane that does what only the order may, or stands where the order is over.
    Lane,
    /// Lanes that can never be joined, or a step that joins where there are none.
    Join,
    /// A list that is longer than it may be.
    TooMany,
    /// Something done by itself that can never be done, or sets itself off without end.
    Trigger,
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub code: FindingCode,
    /// Where, as the ids on the way there.
    pub at: String,
    /// The name that is wrong there, if it is one.
    pub name: String,
    /// What to tell who edits the playbook.
    pub words: Words,
}

/// Findings while they are being made.
#[derive(Debug, Default)]
struct Report {
    findings: Vec<Finding>,
}

impl Report {
    fn error(&mut self, code: FindingCode, at: impl Into<String>, words: Words) {
        self.named(code, at, "", words);
    }

    /// An error about a name that stands somewhere below `at`.
    fn named(&mut self, code: FindingCode, at: impl Into<String>, name: &str, words: Words) {
        let (severity, at, name) = (Severity::Error, at.into(), name.to_owned());
        self.findings.push(Finding { severity, code, at, name, words });
    }

    fn warning(&mut self, code: FindingCode, at: impl Into<String>, words: Words) {
        let (severity, at, name) = (Severity::Warning, at.into(), String::new());
        self.findings.push(Finding { severity, code, at, name, words });
    }
}

/// A transition with the ids on the way to it, and its lane with the lane's stage.
struct PlacedStep<'a> {
    at: String,
    step: &'a Transition,
    lane: Option<(&'a Stage, &'a Branch)>,
}

/// The ids on the way to a lane.
fn lane_at(flow: &Workflow, stage: &Stage, branch: &Branch) -> String {
    format!("workflows/{}/stages/{}/branches/{}", flow.id, stage.id, branch.id)
}

/// Every transition of a workflow: the order's, then those of lanes.
fn placed_steps(flow: &Workflow) -> impl Iterator<Item = PlacedStep<'_>> {
    let own = flow.transitions.iter().map(|step| {
        let at = format!("workflows/{}/{}", flow.id, step.id);
        PlacedStep { at, step, lane: None }
    });
    let lanes = flow.stages.iter().flat_map(|stage| stage.branches.iter().map(move |b| (stage, b)));
    own.chain(lanes.flat_map(move |(stage, branch)| {
        branch.transitions.iter().map(move |step| {
            let at = format!("{}/{}", lane_at(flow, stage, branch), step.id);
            PlacedStep { at, step, lane: Some((stage, branch)) }
        })
    }))
}

/// All findings, errors first, in a fixed order.
#[must_use]
pub fn check(playbook: &Playbook) -> Vec<Finding> {
    let mut report = Report::default();
    for key in playbook.unknown_keys() {
        let words = Words::new("未知的键,不会生效", "unknown key; it has no effect");
        report.error(FindingCode::UnknownKey, key, words);
    }
    // What is far too long is not looked at any closer.
    if !bounds::check(playbook.file(), &mut report) {
        report.findings.sort();
        return report.findings;
    }
    names::check(playbook, &mut report);
    for workflow in &playbook.file().workflows {
        graph::check(workflow, &mut report);
        lanes::check(workflow, &mut report);
    }
    paths::check(playbook, &mut report);
    guards::check(playbook, &mut report);
    extraction::check(playbook, &mut report);
    forms::check(playbook, &mut report);
    quality::check(playbook.file(), &mut report);
    sla::check(playbook, &mut report);
    triggers::check(playbook, &mut report);
    report.findings.sort();
    report.findings.dedup();
    report.findings
}
