//! Values as read models hold them: the same in CBOR and in JSON.

use minicbor::data::Type;
use minicbor::{Decode, Decoder, Encode, Encoder};
use serde::{Deserialize, Serialize};

use crate::document::FieldValue;

/// A field's value; in CBOR and in JSON a text, a whole number, a truth or null.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Cleared.
    Cleared,
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }
}

impl From<&FieldValue> for Value {
    fn from(value: &FieldValue) -> Self {
        match value {
            FieldValue::Text(text) => Self::Text(text.clone()),
            FieldValue::Int(number) => Self::Int(*number),
            FieldValue::Bool(yes) => Self::Bool(*yes),
            FieldValue::Null => Self::Cleared,
        }
    }
}

impl From<&Value> for FieldValue {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Int(number) => Self::Int(*number),
            Value::Bool(yes) => Self::Bool(*yes),
            Value::Cleared => Self::Null,
        }
    }
}

impl<C> Encode<C> for Value {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Text(text) => e.str(text)?,
            Self::Int(number) => e.i64(*number)?,
            Self::Bool(yes) => e.bool(*yes)?,
            Self::Cleared => e.null()?,
        };
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Value {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Ok(match d.datatype()? {
            Type::String => Self::Text(d.str()?.to_owned()),
            Type::Bool => Self::Bool(d.bool()?),
            Type::Null => {
                d.null()?;
                Self::Cleared
            }
            _ => Self::Int(d.i64()?),
        })
    }
}
