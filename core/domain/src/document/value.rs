//! What a field holds, what a change writes, and values that stand beside each other.

use automerge::{ScalarValue, ValueRef};

use super::key::ActorBytes;
use crate::ids::Hash;
use crate::limits;

/// One value of a field. A cleared field is [`FieldValue::Null`]; nothing is ever deleted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldValue {
    /// A text, up to [`limits::FIELD_VALUE_BYTES_MAX`] bytes.
    Text(String),
    /// A whole number; money is in minor units.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Cleared.
    Null,
}

impl FieldValue {
    /// A text value.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Bytes that the value weighs in a document, without its path.
    #[must_use]
    pub fn weight_bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Int(_) => 8,
            Self::Bool(_) | Self::Null => 0,
        }
    }

    pub(super) fn to_scalar(&self) -> ScalarValue {
        match self {
            Self::Text(text) => ScalarValue::Str(text.as_str().into()),
            Self::Int(number) => ScalarValue::Int(*number),
            Self::Bool(yes) => ScalarValue::Boolean(*yes),
            Self::Null => ScalarValue::Null,
        }
    }

    pub(super) fn from_scalar(value: &ScalarValue) -> Option<Self> {
        match value {
            ScalarValue::Str(text) => Some(Self::Text(text.to_string())),
            ScalarValue::Int(number) => Some(Self::Int(*number)),
            ScalarValue::Boolean(yes) => Some(Self::Bool(*yes)),
            ScalarValue::Null => Some(Self::Null),
            _ => None,
        }
    }

    pub(super) fn from_value(value: &automerge::Value<'_>) -> Option<Self> {
        value.as_scalar().and_then(Self::from_scalar)
    }

    pub(super) fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        Self::from_value(&automerge::Value::from(value))
    }
}

/// Whether a path may stand in a document: not empty, at most [`limits::PATH_BYTES_MAX`] bytes,
/// no control characters.
#[must_use]
pub fn path_is_sound(path: &str) -> bool {
    !path.is_empty() && path.len() <= limits::PATH_BYTES_MAX && !path.chars().any(char::is_control)
}

/// One path with concurrent values that differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The field.
    pub path: String,
    /// Every value that nobody has overridden; the last one is what [`super::Document::get`]
    /// shows.
    pub values: Vec<Candidate>,
}

/// One of several concurrent values, with who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The value.
    pub value: FieldValue,
    /// The hand that wrote it.
    pub actor: ActorBytes,
    /// The change that wrote it; the entry that carried it says who and when.
    pub change: Hash,
}

/// What one change does to one path; policy judges each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The field or note.
    pub path: String,
    /// What is done to it.
    pub value: Written,
}

/// What is done to a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// The field gets this value.
    Field(FieldValue),
    /// The shared note is edited.
    Note {
        /// Characters put in, in the order of the change.
        inserted: String,
        /// Characters taken out.
        deleted: usize,
    },
}
