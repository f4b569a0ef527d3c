//! What the workflow engine is told about an order: plain data that phone and hub each build from
//! what they hold, and that a test vector can write down.
//!
//! Withdrawn facts and evidence moved elsewhere are left out by who builds it; facts of the act
//! being judged are in it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::file::ValueType;
use crate::ids::{FactId, PersonId};

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// Yes or no.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
}

impl Scalar {
    /// Which type of value it is.
    #[must_use]
    pub fn value_type(&self) -> ValueType {
        match self {
            Self::Boolean(_) => ValueType::Boolean,
            Self::Integer(_) => ValueType::Integer,
            Self::Text(_) => ValueType::Text,
        }
    }
}

/// An order as whoever judges it sees it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrderView {
    /// Its kind.
    pub kind: String,
    /// Its stage.
    pub stage: String,
    /// Whoever judges does not know the stage: the order is here by its keys alone.
    pub stage_unknown: bool,
    /// Two ends contradict each other and nobody has decided yet.
    pub disputed: bool,
    /// The audiences that whoever judges holds: all of them on the hub, those granted on a phone.
    /// What belongs to another audience is *unknown*, not absent.
    pub audiences: BTreeSet<String>,
    /// Fields: audience, path, value.
    pub fields: BTreeMap<String, BTreeMap<String, Scalar>>,
    /// Photographs.
    pub photos: Vec<PhotoSeen>,
    /// Signatures.
    pub signatures: Vec<SignatureSeen>,
    /// "Would not or could not sign".
    pub unsigned: Vec<UnsignedSeen>,
    /// Consents, standing ones of the place included.
    pub consents: Vec<ConsentSeen>,
    /// Payments, each business key once.
    pub payments: Vec<PaymentSeen>,
    /// Attempts to reach the customer.
    pub contact_attempts: Vec<ContactAttemptSeen>,
    /// Parts used or asked for.
    pub parts: Vec<PartSeen>,
    /// Quotes.
    pub quotes: Vec<QuoteSeen>,
    /// Answers to requests for approval.
    pub approvals: Vec<ApprovalSeen>,
    /// Who asked for approvals.
    pub approval_requests: Vec<ApprovalAskSeen>,
    /// Facts of all other kinds.
    pub others: Vec<OtherSeen>,
    /// Where the lanes of its stage stand.
    pub lanes: Vec<LaneSeen>,
    /// The orders that are parts of it.
    pub sub_orders: Vec<PartOfSeen>,
    /// Who is assigned.
    pub assignees: Vec<PersonId>,
    /// Who holds the thing now.
    pub holder: Option<PersonId>,
    /// Founded by a phone and not yet joined to an order of the office.
    pub founded: bool,
    /// Joined with another that leads it.
    pub joined: bool,
    /// How often the order has come to each stage whose attempts are bounded.
    pub attempts: BTreeMap<String, u32>,
    /// When the act happened, as far as it is known.
    pub at: Option<Interval>,
}

/// The interval that contains the true time, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Not before.
    pub earliest_ms: i64,
    /// Not after.
    pub latest_ms: i64,
}

/// What every fact says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Who recorded it.
    pub by: PersonId,
    /// Its id, for explanations; absent in hand-written views.
    #[serde(default, with = "fact_text", skip_serializing_if = "Option::is_none")]
    pub fact: Option<FactId>,
    /// Recorded before the order came to its present stage.
    #[serde(default)]
    pub earlier: bool,
}

impl Seen {
    /// A fact recorded at the present stage.
    #[must_use]
    pub fn new(by: PersonId, fact: Option<FactId>) -> Self {
        Self { by, fact, earlier: false }
    }
}

/// A photograph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoSeen {
    /// Who and when.
    #[serde(flatten)]
    pub seen: Seen,
    /// What it shows.
    pub role: String,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureSeen {
    /// Who recorded it and when.
    #[serde(flatten)]
    pub seen: Seen,
    /// As whom it was given.
    pub role: String,
}

/// "Would not or could not sign".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsignedSeen {
    /// Who and when.
    #[serde(flatten)]
    pub seen: Seen,
    /// As whom the person should have signed.
    pub role: String,
    /// The reason given.
    pub reason: String,
}

/// A consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentSeen {
    /// Who recorded it and when.
    #[serde(flatten)]
    pub seen: Seen,
    /// What was agreed to.
    pub kind: String,
    /// How: `phone`, `sms`, `wechat`, `in_person`, `standing`.
    #[serde(default)]
    pub channel: String,
    /// What its channel asks for and does not stand behind it: `contact_attempt`, `photo`, `words`, `until`;
    /// `channel` for a channel that the playbook does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
    /// It was good until a date that has surely passed.
    #[serde(default)]
    pub lapsed: bool,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentSeen {
    /// Who recorded it and when.
    #[serde(flatten)]
    pub seen: Seen,
    /// What it was for.
    pub purpose: String,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// `cash`, `qr`, `card`, `transfer`.
    #[serde(default)]
    pub method: String,
    /// Not only said to be paid.
    #[serde(default)]
    pub confirmed: bool,
}

/// An attempt to reach the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactAttemptSeen {
    /// Who and when.
    #[serde(flatten)]
    pub seen: Seen,
    /// `phone`, `sms`, `wechat`, `doorbell`.
    #[serde(default)]
    pub channel: String,
    /// `reached`, `no_answer`, `rejected`, `off`, `invalid`.
    #[serde(default)]
    pub outcome: String,
    /// How long it lasted, ms.
    #[serde(default)]
    pub lasted_ms: u64,
    /// The longest that may have passed from the end of the attempt before it to its begin, ms; absent for
    /// the first, and where nobody can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_previous_ms: Option<u64>,
}

/// A part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartSeen {
    /// Who and when.
    #[serde(flatten)]
    pub seen: Seen,
    /// Its article number.
    pub code: String,
    /// How many.
    pub quantity: i64,
    /// Who pays: `customer`, `warranty`, `maker`.
    #[serde(default)]
    pub payer: String,
}

/// A quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteSeen {
    /// Who and when.
    #[serde(flatten)]
    pub seen: Seen,
    /// Its number on this order, from 1.
    pub number: i64,
    /// The total in minor units.
    pub total_minor: i64,
    /// ISO 4217 code.
    #[serde(default)]
    pub currency: String,
    /// This very quote was signed; a signature on an earlier one does not count.
    #[serde(default)]
    pub signed: bool,
    /// No later quote supersedes it.
    #[serde(default)]
    pub current: bool,
}

/// Where one lane stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LaneSeen {
    /// The lane.
    pub lane: String,
    /// Its stage.
    pub stage: String,
}

/// An order that is a part of this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartOfSeen {
    /// Its kind.
    pub kind: String,
    /// Whether it is over.
    #[serde(default)]
    pub ended: bool,
}

/// An answer to a request for approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalSeen {
    /// Who answered and when.
    #[serde(flatten)]
    pub seen: Seen,
    /// The transition.
    pub transition: String,
    /// The level, from 1.
    pub level: u8,
    /// Yes or no.
    pub granted: bool,
    /// In whose stead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_stead_of: Option<PersonId>,
    /// Why it counts no more: `changed` for what was shown, `expired` for its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<String>,
}

/// Somebody asked for an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalAskSeen {
    /// Who and when.
    #[serde(flatten)]
    pub seen: Seen,
    /// The transition.
    pub transition: String,
}

/// A fact of another kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherSeen {
    /// Who and when.
    #[serde(flatten)]
    pub seen: Seen,
    /// The kind of fact.
    pub kind: String,
}

/// Who wants to make a transition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// The role that the person acts in.
    pub role: String,
    /// Whether the person is assigned to the order.
    #[serde(default)]
    pub assigned: bool,
    /// The person was assigned when acting and no longer is: the work is late.
    #[serde(default)]
    pub former: bool,
}

/// A transition that somebody wants to make.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TransitionRequest {
    /// Which one.
    pub transition: String,
    /// The reason given.
    pub reason: Option<String>,
    /// A few words given.
    pub note: Option<String>,
    /// When it goes on, ms since 1970.
    pub until_ms: Option<u64>,
}

/// A [`FactId`] as its text, where facts are written as JSON.
pub(crate) mod fact_text {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::ids::FactId;

    pub(crate) fn serialize<S: Serializer>(id: &Option<FactId>, s: S) -> Result<S::Ok, S::Error> {
        match id {
            Some(id) => s.collect_str(id),
            None => s.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<FactId>, D::Error> {
        let text = Option::<String>::deserialize(d)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
    }
}
