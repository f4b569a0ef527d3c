//! What the office API takes, as JSON.

use std::collections::BTreeMap;

use counterfoil_domain::command::FieldSet;
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::ids::{FactId, PersonId, SubjectId};
use counterfoil_domain::subject::Key;
use serde::Deserialize;
use serde_json::Value;

use crate::problem::{Answer, Problem};

/// A key: `{"scheme":"waybill","value":"SF1…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyJson {
    /// The scheme.
    pub scheme: String,
    /// The value, as people write it.
    pub value: String,
}

impl KeyJson {
    /// The key, normalised.
    #[must_use]
    pub fn key(&self) -> Key {
        Key::new(&self.scheme, &self.value)
    }
}

/// `POST /v1/office/orders`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateOrder {
    /// The kind in the playbook.
    pub kind: String,
    /// Its keys.
    #[serde(default)]
    pub keys: Vec<KeyJson>,
    /// Fields by path; texts, whole numbers, yes or no.
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
    /// Whom to assign it to at once.
    #[serde(default)]
    pub assign: Option<PersonId>,
    /// The order that it is a part of.
    #[serde(default)]
    pub parent: Option<SubjectId>,
}

/// `POST …/assign`: to a person, or to nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignOrder {
    /// The person; absent takes the assignment away.
    #[serde(default)]
    pub to: Option<PersonId>,
    /// A reason code.
    #[serde(default)]
    pub reason: Option<String>,
    /// Also if the customer refused it; then a reason of the group `redispatched` is needed.
    #[serde(default, rename = "override")]
    pub override_refusal: bool,
}

/// `POST …/proposals`: one tap on what somebody proposed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerProposal {
    /// The proposing fact.
    pub proposal: FactId,
    /// Whether its value is to stand; otherwise it is taken back.
    pub accept: bool,
    /// Declining: a reason code of the group `withdrawn`.
    #[serde(default)]
    pub reason: Option<String>,
}

/// `POST …/take-back`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// The fact.
    pub fact: FactId,
    /// A reason code of the group `withdrawn`.
    pub reason: String,
}

/// `POST …/fields`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditFields {
    /// Fields by path; `null` clears one.
    pub fields: BTreeMap<String, Value>,
    /// The document within each path's audience; `""` for the main one.
    #[serde(default)]
    pub document: String,
    /// Whether a window among the fields is refused if whoever is to do the order cannot keep it.
    #[serde(default)]
    pub check_window: bool,
}

/// `POST …/cancel`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelOrder {
    /// A reason code.
    #[serde(default)]
    pub reason: Option<String>,
    /// A few words.
    #[serde(default)]
    pub note: Option<String>,
}

/// `POST …/steps`: any transition that the office may ask for, such as `settle_delivered`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepOrder {
    /// The transition's name.
    pub name: String,
    /// A reason code.
    #[serde(default)]
    pub reason: Option<String>,
    /// A few words.
    #[serde(default)]
    pub note: Option<String>,
    /// When it goes on, ms since 1970.
    #[serde(default)]
    pub until_ms: Option<u64>,
}

/// `POST …/parts`: a step of a part at the store.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartStep {
    /// Stock-keeping number.
    pub sku: String,
    /// What people call it.
    pub name: String,
    /// `reserved`, `short`, `sent`, `returned`, …
    pub step: String,
    /// Pieces.
    pub quantity: u32,
    /// Serial, where it has one.
    #[serde(default)]
    pub serial: Option<String>,
    /// The shelf.
    #[serde(default)]
    pub place: Option<SubjectId>,
    /// With order, article and step it names one deed.
    pub slip: String,
}

/// `POST …/settle`: the value that is to stand among several.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleField {
    /// The path.
    pub path: String,
    /// The document within the path's audience; `""` for the main one.
    #[serde(default)]
    pub document: String,
    /// The value.
    pub value: Value,
}

/// `POST …/payments`: whether money has come, or was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPayment {
    /// The payment; with several tellings of one deed any of them.
    pub payment: FactId,
    /// Whether it has come: on the account, or into the outlet's till.
    pub received: bool,
    /// The bank's, the platform's or the receipt's number.
    #[serde(default)]
    pub reference: Option<String>,
}

/// `POST …/do-not-load`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopLoading {
    /// Whether it must stay.
    pub stop: bool,
    /// A reason code.
    #[serde(default)]
    pub reason: Option<String>,
}

/// `POST …/urge`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrgeOrder {
    /// Why, in words or as a code.
    #[serde(default)]
    pub reason: Option<String>,
    /// Of a wave over many orders: what was urged within the window is left alone. A tap on one order counts.
    #[serde(skip)]
    pub wave: bool,
}

/// `POST …/comments`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentOrder {
    /// The words.
    pub text: String,
}

/// `POST /v1/office/shifts/{shift}/sequence`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferSequence {
    /// The orders, in the order in which they should be called at.
    pub orders: Vec<SubjectId>,
}

/// A field's value from JSON.
pub(super) fn value(value: &Value) -> Answer<FieldValue> {
    match value {
        Value::String(text) => Ok(FieldValue::text(text.as_str())),
        Value::Bool(yes) => Ok(FieldValue::Bool(*yes)),
        Value::Null => Ok(FieldValue::Null),
        Value::Number(number) => number.as_i64().map(FieldValue::Int).ok_or_else(no_value),
        Value::Array(_) | Value::Object(_) => Err(no_value()),
    }
}

/// Fields from JSON.
pub(super) fn fields(document: &str, fields: &BTreeMap<String, Value>) -> Answer<Vec<FieldSet>> {
    let set = |(path, json): (&String, &Value)| {
        let (document, path) = (document.to_owned(), path.clone());
        Ok(FieldSet { document, path, value: value(json)? })
    };
    fields.iter().map(set).collect()
}

fn no_value() -> Problem {
    Problem::malformed("A field is a text, a whole number, yes or no, or null")
}
