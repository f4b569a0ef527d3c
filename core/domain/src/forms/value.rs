//! What a question holds while a form is judged, and its types.

use std::sync::Arc;

use super::number::Number;

/// A value that formulas read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing: a number that is not given, or what could not be reckoned.
    None,
    /// Yes or no; not answered is no.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text, a date, a time, one choice; not answered is the empty text.
    Text(Arc<str>),
    /// Several choices, or the values of one question in all items of a repeat group.
    List(Arc<[Value]>),
}

impl Value {
    /// A text value.
    #[must_use]
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }

    /// What a question of this type holds before it is answered.
    #[must_use]
    pub(crate) fn unset(of: Type) -> Self {
        match of {
            Type::Bool => Self::Bool(false),
            Type::Number => Self::None,
            Type::Text => Self::text(""),
            Type::Texts | Type::Numbers => Self::List(Arc::from([])),
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::None => true,
            Self::Bool(_) | Self::Number(_) => false,
            Self::Text(text) => text.is_empty(),
            Self::List(members) => members.is_empty(),
        }
    }

    /// As it is kept in a field; empty for nothing.
    #[must_use]
    pub(crate) fn written(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Bool(yes) => yes.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.to_string(),
            Self::List(members) => members.iter().map(Self::written).collect::<Vec<_>>().join(" "),
        }
    }
}

/// What a formula gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// A number.
    Number,
    /// A text.
    Text,
    /// Several texts.
    Texts,
    /// Several numbers.
    Numbers,
}

impl Type {
    /// What people who write formulas call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "yes/no",
            Self::Number => "number",
            Self::Text => "text",
            Self::Texts => "list of text",
            Self::Numbers => "list of number",
        }
    }
}
