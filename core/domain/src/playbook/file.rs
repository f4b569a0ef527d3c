//! What a playbook file says: the types behind its JSON, from which its JSON Schema is made.
//!
//! Every list holds items with an `id` (what facts, stages and rules name) and a `name` (what
//! people read). Later engines add lists; a reader that does not know one reports it and goes on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::measures::{Channel, Threshold, ThresholdChoice};
use super::sla::SlaRules;
use super::steps::{Need, Workflow};
use super::words::Words;

/// A whole playbook as it is written and edited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, title = "Counterfoil playbook")]
pub struct PlaybookFile {
    /// Where an editor finds the schema; no meaning to Counterfoil.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Format of the file: 1.
    pub format: u32,
    /// Which playbook this is, the same in every version of it.
    pub id: String,
    /// Counts up with each publication; an order pins the version it was made under.
    pub version: u32,
    /// What people call it.
    pub name: Words,
    /// Who may be allowed to see what: each fact kind and each field belongs to exactly one.
    pub audiences: Vec<Named>,
    /// Which audience each kind of fact belongs to.
    pub facts: Vec<FactRule>,
    /// The fields that people edit, with their audience.
    pub fields: Vec<FieldRule>,
    /// The shared notes: texts that merge letter by letter.
    pub notes: Vec<NoteRule>,
    /// Schemes of keys: waybill, order number, serial.
    pub keys: Vec<Named>,
    /// What the numbers of carriers look like.
    #[serde(default)]
    pub carriers: Vec<super::carriers::Carrier>,
    /// How messages are read.
    #[serde(default)]
    pub extraction: super::extraction::ExtractionRules,
    /// How urgent something is.
    #[serde(default)]
    pub priority: super::extraction::PriorityRules,
    /// How scanned codes are understood.
    #[serde(default)]
    pub scanning: super::scanning::ScanRules,
    /// What a loading scan does.
    #[serde(default)]
    pub loading: Loading,
    /// The roles that people act in.
    pub roles: Vec<Named>,
    /// What a photograph may show.
    pub photo_roles: Vec<Named>,
    /// As whom a person may sign.
    pub signature_roles: Vec<Named>,
    /// What a payment may be for.
    pub purposes: Vec<Named>,
    /// Ways of delivery and of confirming receipt that the recipient must agree to.
    pub consents: Vec<Named>,
    /// Ways by which people agree to something; with none, a consent needs nothing behind it.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// What workers take the time of; with none, a timer may have any name.
    #[serde(default)]
    pub timers: Vec<Named>,
    /// Answers to an urge that take one tap.
    #[serde(default)]
    pub urge_answers: Vec<Named>,
    /// Service levels: calendars, targets, warnings, urges.
    #[serde(default)]
    pub sla: SlaRules,
    /// Messages that are written to customers time and again.
    #[serde(default)]
    pub templates: Vec<super::templates::Template>,
    /// Between what values readings may lie.
    #[serde(default)]
    pub thresholds: Vec<Threshold>,
    /// What is looked at before a photograph, a scan or a position is taken.
    #[serde(default)]
    pub quality: Vec<super::quality::QualityRule>,
    /// Occasions on which a reason is given.
    pub reason_groups: Vec<Named>,
    /// The reasons, each for one or more occasions.
    pub reasons: Vec<Reason>,
    /// How orders of each kind move.
    pub workflows: Vec<Workflow>,
    /// What is asked page by page, and needed by steps.
    #[serde(default)]
    pub forms: Vec<super::forms::FormFile>,
    /// What the hub does by itself.
    #[serde(default)]
    pub triggers: Vec<super::triggers::Trigger>,
    /// Kinds of subject: of order, shift, place, asset.
    pub kinds: Vec<Kind>,
    /// Who sees, adds and sets what. What no row grants is denied.
    pub policy: Vec<PolicyRow>,
}

/// Something with an id for rules and a name for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Named {
    /// What rules and facts call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
}

/// What a loading scan does besides keeping every read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Loading {
    /// The kinds of order that are loaded: the open ones of a person are expected to be there.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// The kind of order that a read of an unknown waybill founds; absent: it is only kept.
    #[serde(default)]
    pub founds: Option<String>,
    /// Whether a read of one's own order takes the thing into custody.
    #[serde(default)]
    pub takes: bool,
    /// Whether who takes a thing is to do the work, where nobody else is.
    #[serde(default)]
    pub assigns: bool,
    /// Whether who receives a thing from the colleague who was to do the work is to do it instead. It
    /// holds for every kind of order and for those alone who work an order because it is theirs.
    #[serde(default)]
    pub handover_assigns: bool,
    /// What is worth saying of an order when it is read.
    #[serde(default)]
    pub marks: Vec<LoadMark>,
}

/// A word that is said of an order when it is read, by one of its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LoadMark {
    /// What answers call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The field.
    pub path: String,
    /// Texts of which its value holds one; none: any number above 0, yes, or any text.
    #[serde(default)]
    pub values: Vec<String>,
}

/// The audience of a kind of fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FactRule {
    /// One of [`crate::fact::KINDS`], by its name.
    pub kind: String,
    /// The one audience that these facts are for.
    pub audience: String,
}

/// The audience and type of a field, or of all fields below a prefix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FieldRule {
    /// A path such as `address/line`, or a prefix that ends in `/*`.
    pub path: String,
    /// The one audience that this field is for.
    pub audience: String,
    /// What its values are.
    pub value: ValueType,
    /// What people call it.
    pub name: Words,
    /// What it held before it was corrected leaves every phone: somebody else's number, another door.
    #[serde(default)]
    pub forget: bool,
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    /// A text; form answers and dates are texts too.
    Text,
    /// A whole number; money is a number of minor units.
    Integer,
    /// Yes or no.
    Boolean,
}

/// A shared note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct NoteRule {
    /// Its path, `note/…`.
    pub path: String,
    /// The one audience that this note is for.
    pub audience: String,
    /// What people call it.
    pub name: Words,
}

/// A kind of subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Kind {
    /// What facts and policy rows call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// What it is a kind of.
    pub subject: SubjectType,
    /// How it moves; subjects other than orders have none and stand at stage `-`.
    #[serde(default)]
    pub workflow: Option<String>,
    /// Which threshold its readings are held against.
    #[serde(default)]
    pub threshold: Option<ThresholdChoice>,
}

/// What an envelope may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// A work order.
    Order,
    /// A person's shift.
    Shift,
    /// A place.
    Place,
    /// A machine by serial.
    Asset,
}

/// Why something happened or did not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Reason {
    /// What facts call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The occasions on which it may be given.
    pub groups: Vec<String>,
    /// Whose responsibility it is.
    pub responsibility: Responsibility,
    /// Whether it counts in the worker's numbers.
    #[serde(default)]
    pub counts: bool,
    /// Whether it is about somebody's safety.
    #[serde(default)]
    pub safety: bool,
    /// Who hears of it at once where a transition gives it, whatever becomes of that: roles, `assignee`, `holder`.
    #[serde(default)]
    pub tells: Vec<String>,
    /// Whether the service level's clock stands still while the order waits for this reason.
    #[serde(default)]
    pub pauses_sla: bool,
    /// What must be there before it may be given.
    #[serde(default)]
    pub needs: Vec<Need>,
}

/// Whose responsibility a reason is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Responsibility {
    /// 客: the recipient or customer.
    Customer,
    /// 寄: who sent it.
    Sender,
    /// 楼宇: building, gate, property management.
    Building,
    /// 环境: weather, road, animals.
    Environment,
    /// 承运: the company and those it hired.
    Carrier,
    /// 员工: the worker.
    Worker,
    /// 厂家: who made the machine.
    Maker,
    /// 内部: the office.
    Office,
}

/// One row of the policy matrix: for whom and when, and what it grants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PolicyRow {
    /// What an explanation calls it.
    pub id: String,
    /// The roles it is for.
    pub roles: Vec<String>,
    /// The kinds it is for; `*` is every kind.
    pub kinds: Vec<String>,
    /// The stages it is for; `*` is every stage, `-` a subject without stages.
    pub stages: Vec<String>,
    /// Only for who is assigned (true) or is not (false); absent: for both.
    #[serde(default)]
    pub assigned: Option<bool>,
    /// Audiences seen.
    #[serde(default)]
    pub sees: Vec<String>,
    /// Kinds of fact that may be added; `*` is every kind.
    #[serde(default)]
    pub add: Vec<String>,
    /// Paths that may be set, or prefixes that end in `*`.
    #[serde(default)]
    pub set: Vec<String>,
}
