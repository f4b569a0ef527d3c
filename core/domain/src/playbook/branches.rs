//! What a playbook says about work that goes on beside other work: a stage's branches, each a small lane of its own,
//! which all have to be at their end before the order goes on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::steps::Transition;
use super::words::Words;

/// A lane of a stage: it begins when the order comes there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Branch {
    /// What rules call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// Where it begins.
    pub initial: String,
    /// Where it may stand.
    pub stages: Vec<BranchStage>,
    /// All ways from one to another; their names are the workflow's, no other transition has the same.
    pub transitions: Vec<Transition>,
}

/// Where a lane stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BranchStage {
    /// What rules call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The lane is at its end here: a transition that joins may be made once all are.
    #[serde(default)]
    pub done: bool,
}

/// How long an order may stay at a stage. When it is due is the service level's to reckon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StageLimit {
    /// Minutes, of working time where a calendar is named.
    pub minutes: u32,
    /// The business calendar that counts; absent: every minute does.
    #[serde(default)]
    pub calendar: Option<String>,
}

impl Branch {
    /// Whether a lane is at its end.
    #[must_use]
    pub fn is_done(&self, stage: &str) -> bool {
        self.stages.iter().any(|own| own.id == stage && own.done)
    }
}
