//! Taking a transition back: who may, and until when.

use serde::{Deserialize, Serialize};

use super::Missing;
use crate::playbook::Playbook;
use crate::playbook::steps::Until;

/// Who wants to take a transition back, and what has happened since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakingBack {
    /// The role that the person acts in.
    pub role: String,
    /// Whether the person made the transition.
    pub is_author: bool,
    /// Whether the shift in which it was made is still open.
    pub shift_open: bool,
    /// Whether a later decision moved the order.
    pub moved_since: bool,
    /// The reason given.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What is missing for taking a transition back; nothing: it may be taken back.
#[must_use]
pub fn may_take_back(
    playbook: &Playbook,
    kind: &str,
    transition: &str,
    by: &TakingBack,
) -> Vec<Missing> {
    let Some(found) = playbook.transition(kind, transition) else {
        return vec![Missing::Transition { id: transition.to_owned() }];
    };
    let rule = &found.take_back;
    let mut missing = Vec::new();
    if !rule.roles.contains(&by.role) {
        let in_time = match rule.until {
            Until::ShiftEnd => by.shift_open,
            Until::NextStage => !by.moved_since,
            Until::Always => true,
        };
        if !(by.is_author && rule.author) {
            missing.push(Missing::Author { roles: rule.roles.clone() });
        } else if !in_time {
            missing.push(Missing::InTime { roles: rule.roles.clone() });
        }
    }
    if let Some(group) = &rule.reason {
        let given = by.reason.clone();
        let fits = |id: &String| playbook.reasons_in(group).any(|reason| reason.id == *id);
        if !given.as_ref().is_some_and(fits) {
            missing.push(Missing::Reason { group: group.clone(), given });
        }
    }
    missing
}
