//! What a playbook file says about service levels: calendars, tiers of priority, policies with their targets and
//! warnings, and what an urge is and which warnings its answer stops.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::Words;
use crate::sla::calendar::CalendarRule;

/// Service levels.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct SlaRules {
    /// Working hours, holidays, and weekends that are worked.
    pub calendars: Vec<CalendarRule>,
    /// The calendar by which warnings wait that go out in office hours only.
    pub office_hours: Option<String>,
    /// Tiers of priority, by the field `priority`.
    pub tiers: Vec<Tier>,
    /// Policies. The first that fits an order is its own.
    pub policies: Vec<SlaPolicy>,
    /// Warnings of the limits that stages have.
    pub stage_warnings: Vec<WarningRule>,
    /// Urges and their answers.
    pub urges: UrgeRules,
    /// The kind of place on which the office stops the clock for many orders at once.
    pub board: Option<String>,
}

/// A tier of priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Tier {
    /// What policies call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The lowest priority that belongs to it; an order without one has 0.
    pub from: i64,
}

/// What is promised of some orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SlaPolicy {
    /// What an explanation calls it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The kinds that it is for; `*` is every kind.
    pub kinds: Vec<String>,
    /// The tiers that it is for; none: all.
    #[serde(default)]
    pub tiers: Vec<String>,
    /// What is to be done by when.
    pub targets: Vec<TargetRule>,
}

/// Something that is to be done within a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TargetRule {
    /// What an explanation calls it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// What begins and ends it.
    pub measure: Measure,
    /// Minutes that it may take; of a window none, its end is the limit.
    #[serde(default)]
    pub minutes: u32,
    /// The stages during which it runs: of `respond` those in which nobody has taken it up, absent the first
    /// one; of `stage` those that it limits.
    #[serde(default)]
    pub stages: Vec<String>,
    /// The calendar on which its minutes are counted; absent: day and night.
    #[serde(default)]
    pub calendar: Option<String>,
    /// Whether its clock stands still while the order waits for a reason that pauses, and while the office has
    /// stopped the clock.
    #[serde(default = "yes")]
    pub pauses: bool,
    /// Who is told when.
    #[serde(default)]
    pub warnings: Vec<WarningRule>,
}

fn yes() -> bool {
    true
}

/// What begins and ends a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// From the founding until it leaves the first stages.
    Respond,
    /// From the founding until it is over.
    Resolve,
    /// From the founding until it is over, by the end of the window that was agreed on.
    Window,
    /// Each stay at some stages.
    Stage,
    /// Since anybody last did anything with it, until somebody does.
    Idle,
    /// From an urge until its answer.
    Urge,
}

impl Measure {
    /// Its name in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Respond => "respond",
            Self::Resolve => "resolve",
            Self::Window => "window",
            Self::Stage => "stage",
            Self::Idle => "idle",
            Self::Urge => "urge",
        }
    }
}

/// Who is told when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct WarningRule {
    /// What answers to urges name; the same in several targets stands for all of them.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// How grave it is, 1 to 3.
    #[schemars(range(min = 1, max = 3))]
    pub level: u8,
    /// When.
    pub at: WarnAt,
    /// Who is told: `assignee`, or a role.
    pub to: Vec<String>,
    /// Only in office hours: what comes due at night waits for the morning.
    #[serde(default)]
    pub office_hours: bool,
}

/// When a warning comes due, on the target's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarnAt {
    /// When so many percent of the time are used, 1 to 99.
    Percent(u32),
    /// So many minutes before the time is over.
    MinutesBefore(u32),
    /// So many minutes after; 0: when it is over.
    MinutesAfter(u32),
}

/// `assignee`: whoever is to do the work.
pub const ASSIGNEE: &str = "assignee";
/// `holder`: whoever has the thing.
pub const HOLDER: &str = "holder";

/// Urges and their answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct UrgeRules {
    /// Minutes within which further taps do not raise an urge again.
    pub window_minutes: u32,
    /// What each answer does besides being said.
    pub answers: Vec<AnswerRule>,
}

impl Default for UrgeRules {
    fn default() -> Self {
        Self { window_minutes: 10, answers: Vec::new() }
    }
}

/// What an answer to an urge does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AnswerRule {
    /// The answer, of the list `urge_answers`.
    pub answer: String,
    /// Whether the worker says in how many minutes.
    #[serde(default)]
    pub minutes: bool,
    /// The warnings that it stops, by their ids; `*` is every one.
    #[serde(default)]
    pub stops: Vec<String>,
    /// For so many minutes, where the worker says none; absent: for good.
    #[serde(default)]
    pub for_minutes: Option<u32>,
}

impl SlaRules {
    /// The tier of a priority: the highest that begins at it or below.
    #[must_use]
    pub fn tier(&self, priority: i64) -> Option<&Tier> {
        let reached = self.tiers.iter().filter(|tier| tier.from <= priority);
        reached.max_by_key(|tier| tier.from)
    }

    /// The policy of an order.
    #[must_use]
    pub fn policy_for(&self, kind: &str, tier: Option<&Tier>) -> Option<&SlaPolicy> {
        self.policies.iter().find(|policy| {
            let of_kind = policy.kinds.iter().any(|own| own == kind || own == "*");
            let of_tier = tier.is_some_and(|tier| policy.tiers.contains(&tier.id));
            of_kind && (policy.tiers.is_empty() || of_tier)
        })
    }

    /// A policy by its id.
    #[must_use]
    pub fn policy(&self, id: &str) -> Option<&SlaPolicy> {
        self.policies.iter().find(|policy| policy.id == id)
    }

    /// What an answer does.
    #[must_use]
    pub fn answer(&self, id: &str) -> Option<&AnswerRule> {
        self.urges.answers.iter().find(|rule| rule.answer == id)
    }
}

impl AnswerRule {
    /// Whether it stops a warning.
    #[must_use]
    pub fn stops(&self, warning: &str) -> bool {
        self.stops.iter().any(|own| own == warning || own == "*")
    }
}
