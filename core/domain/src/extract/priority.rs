//! How urgent something is, by the playbook's rules, and which of them said so.

use serde::{Deserialize, Serialize};

use crate::playbook::Playbook;
use crate::playbook::extraction::{PriorityLevel, PriorityRule};
use crate::playbook::words::Words;

/// What the rules are asked of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorityInput {
    /// Topics, by their ids.
    #[serde(default)]
    pub topics: Vec<String>,
    /// The kind of order.
    #[serde(default)]
    pub kind: Option<String>,
    /// How often it has happened.
    #[serde(default)]
    pub repeats: Option<u32>,
    /// Whether there is a deadline today.
    #[serde(default)]
    pub due_today: bool,
    /// Minutes until the deadline.
    #[serde(default)]
    pub due_in_minutes: Option<i64>,
}

/// How urgent it is, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priority {
    /// The level's id.
    pub level: String,
    /// The level, for people.
    pub name: Words,
    /// What the priority field holds; more is more urgent.
    pub value: i64,
    /// The rule that counted; absent where none fired and the default holds.
    pub rule: Option<String>,
    /// The rule, for people.
    pub rule_name: Option<Words>,
    /// What it stands on: ids of topics and kinds, `repeats`, `due_today`, `due_in_minutes`.
    pub because: Vec<String>,
    /// Other rules that fired.
    pub also: Vec<String>,
    /// Version of the playbook whose rules these are.
    pub version: u32,
}

impl Priority {
    /// By what it is so urgent, as a ticket keeps it: the rule (or `default`), the playbook's id and its version,
    /// `safety@builtin/2`.
    #[must_use]
    pub fn by(&self, playbook: &str) -> String {
        let rule = self.rule.as_deref().unwrap_or("default");
        format!("{rule}@{playbook}/{}", self.version)
    }
}

/// The priority; `None` for a playbook without levels.
#[must_use]
pub fn prioritise(playbook: &Playbook, input: &PriorityInput) -> Option<Priority> {
    let rules = &playbook.file().priority;
    let level = |id: &str| rules.levels.iter().find(|level| level.id == id);
    let fired: Vec<(&PriorityRule, &PriorityLevel, Vec<String>)> = rules
        .rules
        .iter()
        .filter_map(|rule| Some((rule, level(&rule.level)?, because(rule, input)?)))
        .collect();
    let mut best: Option<&(&PriorityRule, &PriorityLevel, Vec<String>)> = None;
    for one in &fired {
        if best.is_none_or(|best| one.1.value > best.1.value) {
            best = Some(one);
        }
    }
    let counted = best.map(|(rule, ..)| rule.id.as_str());
    let others = fired.iter().map(|(rule, ..)| rule.id.clone());
    let also = others.filter(|id| Some(id.as_str()) != counted).collect();
    let standing = match best {
        Some((_, level, _)) => *level,
        None => level(rules.default.as_ref()?)?,
    };
    Some(Priority {
        level: standing.id.clone(),
        name: standing.name.clone(),
        value: standing.value,
        rule: best.map(|(rule, ..)| rule.id.clone()),
        rule_name: best.map(|(rule, ..)| rule.name.clone()),
        because: best.map(|(.., because)| because.clone()).unwrap_or_default(),
        also,
        version: playbook.version(),
    })
}

/// What a rule stands on, if all its conditions hold.
fn because(rule: &PriorityRule, input: &PriorityInput) -> Option<Vec<String>> {
    let is_there = |topic: &&String| input.topics.contains(topic);
    if !rule.has_condition() || rule.unless.iter().any(|topic| is_there(&topic)) {
        return None;
    }
    let mut because = Vec::new();
    for list in &rule.topics {
        let mut found = list.iter().filter(is_there).cloned().peekable();
        found.peek()?;
        because.extend(found);
    }
    if !rule.kinds.is_empty() {
        because.push(input.kind.clone().filter(|kind| rule.kinds.contains(kind))?);
    }
    if let Some(least) = rule.repeats_min {
        input.repeats.filter(|count| *count >= least)?;
        because.push("repeats".to_owned());
    }
    if rule.due_today {
        input.due_today.then_some(())?;
        because.push("due_today".to_owned());
    }
    if let Some(most) = rule.due_within_minutes {
        input.due_in_minutes.filter(|left| (0..=i64::from(most)).contains(left))?;
        because.push("due_in_minutes".to_owned());
    }
    Some(because)
}
