//! Fields, with the values that stand beside each other, and shared notes.

use counterfoil_domain::document::FieldValue as DomainValue;
use counterfoil_domain::order::value::Value;

use super::card::Interval;
use super::words::{Key, Words};
use crate::crossing::{Asked, Shown, asked, shown};
use crate::error::CounterfoilError;

shown! {
    /// One field of the order.
    FieldRow from counterfoil_domain::order::conflicts::FieldRow {
        /// The audience.
        audience: String,
        /// The document within it: `""` for the main one.
        document: String,
        /// The path.
        path: String,
        /// What people call it.
        name: Words,
        /// The value that is shown.
        value: FieldValue,
        /// Every value that stands, the shown one last; empty if there is only one.
        candidates: Vec<CandidateRow>,
        /// What somebody proposed and the field does not hold, newest last.
        proposals: Vec<ProposalRow>,
    }
}

shown! {
    /// One of several values of a field.
    CandidateRow from counterfoil_domain::order::conflicts::CandidateRow {
        /// The value.
        value: FieldValue,
        /// The change that wrote it; absent if it is the value of an order that was joined.
        change: Option<String>,
        /// Who wrote it, as far as it is known.
        person: Option<String>,
        /// Place of its entry in the log.
        index: Option<i64>,
        /// When it was written.
        believed: Interval,
        /// The joined order whose value it is.
        of: Option<String>,
    }
}

shown! {
    /// A value that somebody proposed.
    ProposalRow from counterfoil_domain::order::conflicts::ProposalRow {
        /// The proposing fact.
        fact: String,
        /// The value, as people write it.
        value: String,
        /// Who proposes it.
        person: String,
        /// When.
        believed: Interval,
        /// Facts that show it.
        evidence: Vec<String>,
    }
}

shown! {
    /// A shared note.
    NoteRow from counterfoil_domain::order::conflicts::NoteRow {
        /// The audience.
        audience: String,
        /// The path.
        path: String,
        /// The text.
        text: String,
        /// The order that it belongs to, if that is a joined one.
        of: Option<String>,
    }
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum FieldValue {
    /// A text; dates and form answers are texts too.
    Text {
        /// The text.
        text: String,
    },
    /// A whole number; money is in minor units.
    Number {
        /// The number.
        number: i64,
    },
    /// Yes or no.
    Flag {
        /// Which.
        yes: bool,
    },
    /// Nothing: cleared.
    Cleared,
}

impl Shown<FieldValue> for Value {
    fn shown(self) -> FieldValue {
        match self {
            Self::Text(text) => FieldValue::Text { text },
            Self::Int(number) => FieldValue::Number { number },
            Self::Bool(yes) => FieldValue::Flag { yes },
            Self::Cleared => FieldValue::Cleared,
        }
    }
}

impl Asked<DomainValue> for FieldValue {
    fn asked(self) -> Result<DomainValue, CounterfoilError> {
        Ok(match self {
            Self::Text { text } => DomainValue::Text(text),
            Self::Number { number } => DomainValue::Int(number),
            Self::Flag { yes } => DomainValue::Bool(yes),
            Self::Cleared => DomainValue::Null,
        })
    }
}

asked! {
    /// One field to set.
    FieldSet from counterfoil_domain::command::FieldSet {
        /// The document within the audience; empty for the main one, else a form's name.
        document: String,
        /// The path, such as `address/line`.
        path: String,
        /// The value.
        value: FieldValue,
    }
}

asked! {
    /// An edit of a shared note: letters of several people merge.
    NoteEdit from counterfoil_domain::command::NoteEdit {
        /// The note's path, `note/…`.
        path: String,
        /// Unicode scalar value at which it begins.
        at: i64,
        /// Scalar values taken out.
        delete: i64,
        /// What is put in.
        insert: String,
    }
}

asked! {
    /// A new order of this phone.
    FoundOrder from counterfoil_domain::command::FoundOrder {
        /// The kind in the playbook.
        kind: String,
        /// The keys by which people know it.
        keys: Vec<Key>,
        /// What is known of it.
        fields: Vec<FieldSet>,
    }
}

asked! {
    /// A choice between values that stand beside each other.
    Settle from counterfoil_domain::command::Settle {
        /// The field, with the value that is to stand.
        field: FieldSet,
        /// The changes whose values stood against each other: `CandidateRow.change`.
        candidates: Vec<String>,
        /// The proposal whose value is to stand.
        proposal: Option<String>,
    }
}
