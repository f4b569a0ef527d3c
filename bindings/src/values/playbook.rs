//! What a screen needs to know of the playbook: names, reasons, ways.

use counterfoil_domain::playbook::Playbook as Parsed;
use counterfoil_domain::playbook::file::ValueType;
use counterfoil_domain::playbook::measures::Channel as CoreChannel;

use super::words::Words;
use crate::crossing::{Shown, shown};

shown! {
    /// Something with an id for rules and a name for people.
    Named from counterfoil_domain::playbook::file::Named {
        /// What rules and facts call it.
        id: String,
        /// What people call it.
        name: Words,
    }
}

shown! {
    /// A shared note.
    NoteRule from counterfoil_domain::playbook::file::NoteRule {
        /// Its path, `note/…`.
        path: String,
        /// The one audience that this note is for.
        audience: String,
        /// What people call it.
        name: Words,
    }
}

shown! {
    /// Why something happened or did not.
    Reason from counterfoil_domain::playbook::file::Reason {
        /// What facts call it.
        id: String,
        /// What people call it.
        name: Words,
        /// The occasions on which it may be given: `Offer.reason_group` names one.
        groups: Vec<String>,
        /// Whether it counts in the worker's numbers.
        counts: bool,
        /// Whether it is about somebody's safety.
        safety: bool,
        /// Whether the service level's clock stands still while the order waits for this reason.
        pauses_sla: bool,
    }
}

/// A way by which people agree to something.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Channel {
    /// What consents call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// What has to stand behind a consent by it: `contact_attempt`, `photo`, `words`, `until`, `nothing`.
    pub source: String,
}

impl Shown<Channel> for CoreChannel {
    fn shown(self) -> Channel {
        Channel { id: self.id, name: self.name, source: self.source.name().to_owned() }
    }
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum FieldKind {
    /// A text; form answers and dates are texts too.
    Text,
    /// A whole number; money is a number of minor units.
    Number,
    /// Yes or no.
    Flag,
}

/// The type of a field, or of all fields below a prefix.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FieldRule {
    /// A path such as `address/line`, or a prefix that ends in a slash and a star.
    pub path: String,
    /// The one audience that this field is for.
    pub audience: String,
    /// What its values are.
    pub value: FieldKind,
    /// What people call it.
    pub name: Words,
}

/// A playbook, as far as screens need it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Playbook {
    /// Which playbook this is, the same in every version of it.
    pub id: String,
    /// Counts up with each publication.
    pub version: i64,
    /// What people call it.
    pub name: Words,
    /// Kinds of order, shift, place and asset.
    pub kinds: Vec<Named>,
    /// The fields that people edit.
    pub fields: Vec<FieldRule>,
    /// The shared notes.
    pub notes: Vec<NoteRule>,
    /// Schemes of keys: waybill, order number, serial.
    pub keys: Vec<Named>,
    /// The roles that people act in.
    pub roles: Vec<Named>,
    /// What a photograph may show.
    pub photo_roles: Vec<Named>,
    /// As whom a person may sign.
    pub signature_roles: Vec<Named>,
    /// What a payment may be for.
    pub purposes: Vec<Named>,
    /// Ways of delivery that the recipient must agree to.
    pub consents: Vec<Named>,
    /// Ways by which people agree.
    pub channels: Vec<Channel>,
    /// What workers take the time of.
    pub timers: Vec<Named>,
    /// Answers to an urge that take one tap.
    pub urge_answers: Vec<Named>,
    /// Occasions on which a reason is given.
    pub reason_groups: Vec<Named>,
    /// The reasons.
    pub reasons: Vec<Reason>,
    /// What is worth saying of an order when it is loaded: names of `LoadAnswer.marks`.
    pub load_marks: Vec<Named>,
    /// The whole file as JSON, for what is not above: workflows, policy, thresholds.
    pub json: String,
}

impl Playbook {
    pub(crate) fn of(parsed: &Parsed) -> Self {
        let file = parsed.file().clone();
        // Through a tree, as the core writes it too: straight to text is a second copy of the code for each type.
        let json = serde_json::to_value(&file).unwrap_or_default().to_string();
        let field = |rule: counterfoil_domain::playbook::file::FieldRule| FieldRule {
            path: rule.path,
            audience: rule.audience,
            value: match rule.value {
                ValueType::Text => FieldKind::Text,
                ValueType::Integer => FieldKind::Number,
                ValueType::Boolean => FieldKind::Flag,
            },
            name: rule.name,
        };
        let kinds = file.kinds.into_iter().map(|kind| Named { id: kind.id, name: kind.name });
        let marks = file.loading.marks.into_iter();
        Self {
            id: file.id,
            version: file.version.shown(),
            name: file.name,
            kinds: kinds.collect(),
            fields: file.fields.into_iter().map(field).collect(),
            notes: file.notes.shown(),
            keys: file.keys.shown(),
            roles: file.roles.shown(),
            photo_roles: file.photo_roles.shown(),
            signature_roles: file.signature_roles.shown(),
            purposes: file.purposes.shown(),
            consents: file.consents.shown(),
            channels: file.channels.shown(),
            timers: file.timers.shown(),
            urge_answers: file.urge_answers.shown(),
            reason_groups: file.reason_groups.shown(),
            reasons: file.reasons.shown(),
            load_marks: marks.map(|mark| Named { id: mark.id, name: mark.name }).collect(),
            json,
        }
    }
}
