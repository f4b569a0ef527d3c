//! What a playbook says about free texts: which words lead to which number, what a message is about, and how urgent
//! that makes it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::Words;

/// How messages of customers and colleagues are read. With no words in it a message still gives its waybills, by
/// their carriers, and its telephone numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ExtractionRules {
    /// What the number behind a word is: `订单号`, `tracking no`.
    #[serde(default)]
    pub cues: Vec<NumberCue>,
    /// Words that say of a telephone number beside them that nobody answers there any more: `空号`.
    #[serde(default)]
    pub dead_phone: Vec<String>,
    /// Words that turn what stands right behind them into its opposite: `没有`, `not`.
    #[serde(default)]
    pub negations: Vec<String>,
    /// Words that look like a negation and are none: `是不是`.
    #[serde(default)]
    pub affirmations: Vec<String>,
    /// Words by which a place is named.
    #[serde(default)]
    pub places: Vec<PlaceWords>,
    /// What a message may be about.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// Where a draft puts what was found.
    #[serde(default)]
    pub draft: DraftRules,
}

/// Words that say what the number behind them is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct NumberCue {
    /// What it is.
    pub means: CueMeaning,
    /// The words, lower case; the longest that fits counts.
    pub words: Vec<String>,
}

/// What a number is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CueMeaning {
    /// The number of an order.
    OrderNo,
    /// A waybill, also of a format that no carrier here has.
    Waybill,
    /// A telephone number.
    Phone,
    /// Something else, which is not looked at: an identity card, a sum, a code for a locker.
    Other,
}

/// Words by which a kind of place is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PlaceWords {
    /// What hints call it: `locker`, `station`, `address`.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The words.
    pub words: Vec<String>,
    /// On which side a number must stand; absent: the word alone says it.
    #[serde(default)]
    pub number: Option<NumberSide>,
    /// Whether the words around it belong to it, as those of an address do.
    #[serde(default)]
    pub whole_clause: bool,
}

/// On which side of a word its number stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NumberSide {
    /// `3幢`.
    Before,
    /// `望湖路188`.
    After,
}

/// Something that a message may be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Topic {
    /// What rules and answers call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// What it tells of.
    pub group: TopicGroup,
    /// Phrases that show it, lower case. `…` stands for up to 12 characters of the same sentence, `*` at the end for
    /// any ending of a Latin word.
    pub any: Vec<String>,
    /// Phrases in which none of them counts: `易碎` for `碎`.
    #[serde(default)]
    pub none: Vec<String>,
    /// The kind of order that such a message asks for.
    #[serde(default)]
    pub kind: Option<String>,
    /// The reason code that belongs to it.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What a topic tells of.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TopicGroup {
    /// What went wrong.
    Problem,
    /// What somebody wants.
    Wish,
    /// What it is about: fresh food, a present.
    Goods,
    /// How things stand: said before, dangerous.
    Standing,
}

/// Where a draft puts what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DraftRules {
    /// The kind of order where no topic names one.
    #[serde(default)]
    pub kind: Option<String>,
    /// The field of the first telephone number.
    #[serde(default)]
    pub phone: Option<String>,
    /// The field of the first address.
    #[serde(default)]
    pub place: Option<String>,
    /// The field of the message itself, by kind of order; `*` for every other kind.
    #[serde(default)]
    pub text: BTreeMap<String, String>,
    /// The field of the priority.
    #[serde(default)]
    pub priority: Option<String>,
    /// The field of the rule by which it has that priority, with the playbook and its version.
    #[serde(default)]
    pub priority_rule: Option<String>,
    /// The field of the topics' names.
    #[serde(default)]
    pub title: Option<String>,
}

/// How urgent an order or a message is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PriorityRules {
    /// The levels.
    #[serde(default)]
    pub levels: Vec<PriorityLevel>,
    /// The level where no rule fires.
    #[serde(default)]
    pub default: Option<String>,
    /// The rules; of those that fire the highest level counts, and of one level the first.
    #[serde(default)]
    pub rules: Vec<PriorityRule>,
}

/// A level of priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PriorityLevel {
    /// What rules call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// What the priority field holds; more is more urgent.
    pub value: i64,
}

/// When something has a level. Every condition that is given must hold; a rule has at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PriorityRule {
    /// What an explanation calls it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The level.
    pub level: String,
    /// Topics: of each list at least one.
    #[serde(default)]
    pub topics: Vec<Vec<String>>,
    /// Topics of which there may be none.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Kinds of order of which it must be one.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// How often it has happened, at least.
    #[serde(default)]
    pub repeats_min: Option<u32>,
    /// A deadline today.
    #[serde(default)]
    pub due_today: bool,
    /// A deadline no further away, in minutes; one that has passed is not.
    #[serde(default)]
    pub due_within_minutes: Option<u32>,
}

impl PriorityRule {
    /// Whether it asks for anything at all.
    #[must_use]
    pub fn has_condition(&self) -> bool {
        !self.topics.is_empty()
            || !self.kinds.is_empty()
            || self.repeats_min.is_some()
            || self.due_today
            || self.due_within_minutes.is_some()
    }
}
