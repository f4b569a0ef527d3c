//! What a playbook file says about things that are measured, timed, asked and answered: channels of consent,
//! thresholds of readings, timers, one-tap answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::Words;

/// A way by which people agree to something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Channel {
    /// What consents call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// What has to stand behind a consent by this channel before it counts.
    pub source: Source,
}

/// What has to stand behind a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An attempt on the same order that reached somebody.
    ContactAttempt,
    /// A photograph on the same order: the screenshot.
    Photo,
    /// Their words.
    Words,
    /// A date until which it is good.
    Until,
    /// The order's own remark, which says it in these words.
    Remark,
    /// Nothing.
    Nothing,
}

impl Source {
    /// Its name in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ContactAttempt => "contact_attempt",
            Self::Photo => "photo",
            Self::Words => "words",
            Self::Until => "until",
            Self::Remark => "remark",
            Self::Nothing => "nothing",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn words(name: &str) -> Words {
        match name {
            "contact_attempt" => Words::new("接通的通话记录", "a call that was answered"),
            "photo" => Words::new("截图", "a screenshot"),
            "words" => Words::new("客户原话", "their words"),
            "until" => Words::new("有效期", "a date until which it is good"),
            "remark" => Words::new("订单备注里的原话", "its words in the order's remark"),
            _ => Words::new("规则中的渠道", "a channel that the playbook knows"),
        }
    }
}

/// Between what values a quantity may lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Threshold {
    /// What orders call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The quantity, as readings name it: `temperature`.
    pub quantity: String,
    /// The unit, as UCUM writes it: `cel`.
    pub unit: String,
    /// The lowest value that is right, thousandths of the unit.
    #[serde(default)]
    pub min_milli: Option<i64>,
    /// The highest value that is right, thousandths of the unit.
    #[serde(default)]
    pub max_milli: Option<i64>,
}

impl Threshold {
    /// Whether a value lies outside.
    #[must_use]
    pub fn is_outside(&self, value_milli: i64) -> bool {
        self.min_milli.is_some_and(|min| value_milli < min)
            || self.max_milli.is_some_and(|max| value_milli > max)
    }
}

/// Which threshold an order of a kind has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ThresholdChoice {
    /// Path of the text field that names it.
    pub field: String,
    /// The one where the field is not set.
    #[serde(default)]
    pub default: Option<String>,
}

/// How often something may be tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Attempts {
    /// Times that the order may come to this stage before it should go another way.
    pub max: u32,
    /// The transition that is due then.
    pub then: String,
    /// The roles that may send it out once more all the same. For everybody else only what ends the order, or what
    /// is due, may follow: who stands before the customer after all is never turned away.
    #[serde(default)]
    pub more: Vec<String>,
}
