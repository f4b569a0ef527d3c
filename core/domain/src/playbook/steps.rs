//! What a playbook file says about a workflow: its stages, its transitions, and what each of them
//! needs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::approvals::Approvals;
use super::branches::{Branch, StageLimit};
use super::measures::Attempts;
use super::words::Words;

/// How orders of one kind move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Workflow {
    /// What kinds call it.
    pub id: String,
    /// The stage of a new order.
    pub initial: String,
    /// All stages.
    pub stages: Vec<Stage>,
    /// All ways from one to another.
    pub transitions: Vec<Transition>,
}

impl Workflow {
    /// Every transition: the order's, then those of lanes.
    pub fn all_transitions(&self) -> impl Iterator<Item = &Transition> {
        let lanes = self.stages.iter().flat_map(|stage| &stage.branches);
        self.transitions.iter().chain(lanes.flat_map(|branch| &branch.transitions))
    }
}

/// Where an order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Stage {
    /// What rules call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The order is over here.
    #[serde(default)]
    pub terminal: bool,
    /// The order waits here for somebody or something else.
    #[serde(default)]
    pub waiting: bool,
    /// The thing is with its recipient here, whoever had it before.
    #[serde(default)]
    pub handed_out: bool,
    /// The service level's clock stands still here.
    #[serde(default)]
    pub pauses_sla: bool,
    /// How often the order may come here.
    #[serde(default)]
    pub attempts: Option<Attempts>,
    /// What every way here must have asked for: the checker refuses a playbook with a way that does
    /// not. It asks for nothing by itself; the transitions do.
    #[serde(default)]
    pub requires: Vec<Need>,
    /// How long the order may stay here.
    #[serde(default)]
    pub limit: Option<StageLimit>,
    /// Lanes of work that goes on side by side here.
    #[serde(default)]
    pub branches: Vec<Branch>,
}

/// A way from some stages to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Transition {
    /// What facts call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// Stages that it may leave; none for one that only settles a dispute.
    pub from: Vec<String>,
    /// The stage that it leads to.
    pub to: String,
    /// The roles that may do it.
    pub roles: Vec<String>,
    /// Only for who is assigned to the order or holds the thing.
    #[serde(default)]
    pub assigned: bool,
    /// A condition on the order.
    #[serde(default)]
    pub guard: Option<GuardRule>,
    /// What must be there.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// It may be made once all lanes of the stage are at their end.
    #[serde(default)]
    pub joins: bool,
    /// Who has to agree before, and to what.
    #[serde(default)]
    pub approvals: Option<Approvals>,
    /// The group from which a reason must be given.
    #[serde(default)]
    pub reason: Option<String>,
    /// The order is over afterwards. With needs it is an end *with evidence*, which no later word
    /// undoes.
    #[serde(default)]
    pub ends: bool,
    /// It decides a dispute, and may be done only then.
    #[serde(default)]
    pub settles: bool,
    /// From where it leaves, the order is given to somebody only beside it, in one act: what a
    /// customer has refused goes out again by a decision with its reason, not by a plain assignment.
    #[serde(default)]
    pub with_assignment: bool,
    /// Who hears of it at once, whatever becomes of it: roles, `assignee`, `holder`.
    #[serde(default)]
    pub tells: Vec<String>,
    /// Who may take it back, and until when.
    #[serde(default)]
    pub take_back: TakeBack,
}

impl Transition {
    /// Whether it ends the order with evidence.
    #[must_use]
    pub fn ends_with_evidence(&self) -> bool {
        self.ends && !self.needs.is_empty()
    }
}

/// A condition in CEL, and what to tell who does not meet it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct GuardRule {
    /// The condition; true lets the transition pass.
    #[schemars(length(max = 1000))]
    pub cel: String,
    /// What is missing when it does not hold.
    pub words: Words,
}

/// Who may take a transition back, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TakeBack {
    /// Whether its author may.
    #[serde(default = "yes")]
    pub author: bool,
    /// Roles that may besides its author.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Until when its author may; the roles may at any time.
    #[serde(default)]
    pub until: Until,
    /// The group from which a reason must be given.
    #[serde(default)]
    pub reason: Option<String>,
}

impl Default for TakeBack {
    fn default() -> Self {
        Self { author: true, roles: Vec::new(), until: Until::default(), reason: None }
    }
}

fn yes() -> bool {
    true
}

/// Until when an author may take a transition back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// The end of the shift in which it was made.
    #[default]
    ShiftEnd,
    /// The next decision that moves the order.
    NextStage,
    /// At any time.
    Always,
}

/// From when on evidence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// Whenever it was recorded.
    #[default]
    Order,
    /// Since the order came to its present stage: yesterday's photo of the door does not count
    /// today.
    Stage,
}

/// Something that must be there before a transition is allowed or a reason is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "need", rename_all = "snake_case")]
#[schemars(deny_unknown_fields)]
pub enum Need {
    /// Photographs that show one thing.
    Photo {
        /// What they show.
        role: String,
        /// How many.
        #[serde(default = "one")]
        count: u32,
        /// From when on they count.
        #[serde(default)]
        since: Since,
    },
    /// A signature.
    Signature {
        /// As whom.
        role: String,
        /// From when on it counts.
        #[serde(default)]
        since: Since,
        /// Whether "would not or could not sign", with its reason, counts too.
        #[serde(default)]
        or_unsigned: bool,
    },
    /// An agreement to one of these ways.
    Consent {
        /// Any one of them.
        kinds: Vec<String>,
        /// From when on it counts.
        #[serde(default)]
        since: Since,
    },
    /// Payments for one purpose that come to exactly what a field says is due.
    Payment {
        /// What they are for.
        purpose: String,
        /// Path of the field with the sum due in minor units; unset or 0: nothing is due.
        due: String,
    },
    /// Attempts to reach the customer.
    ContactAttempt {
        /// How they ended, any of these; empty: however they ended.
        #[serde(default)]
        outcomes: Vec<String>,
        /// How many.
        #[serde(default = "one")]
        count: u32,
        /// Minutes from the end of one to the begin of the next for both to count; 0: any time.
        #[serde(default)]
        apart_minutes: u32,
        /// From when on they count.
        #[serde(default)]
        since: Since,
    },
    /// Facts of any kind.
    Fact {
        /// Which kind.
        kind: String,
        /// How many.
        #[serde(default = "one")]
        count: u32,
        /// From when on they count.
        #[serde(default)]
        since: Since,
    },
    /// A form, answered and without anything wrong.
    Form {
        /// Which one.
        form: String,
        /// The group of reasons for any of which, recorded with the form, it may stay incomplete.
        #[serde(default)]
        exceptions: Option<String>,
    },
    /// The orders that are parts of this one are over.
    SubOrders {
        /// Of these kinds; empty: of every kind.
        #[serde(default)]
        kinds: Vec<String>,
        /// How many of them there are at least.
        #[serde(default)]
        count: u32,
    },
    /// A few words by who does it.
    Note,
    /// When it goes on.
    NextDate,
    /// Any one of several.
    AnyOf {
        /// The choices, none of them another choice.
        of: Vec<Need>,
    },
}

fn one() -> u32 {
    1
}
