//! GS1 codes as scanners give them: element strings, their form in brackets, and Digital Links.
//!
//! [`read`] says which identifiers a code holds, each checked: digits, lengths, check digits, dates. A code that is
//! no GS1 code gives `None`; one that is and is wrong is refused with the place and the reason. Sources: GS1 General
//! Specifications, section 3 (application identifiers) and 7.8 (parsing); GS1 Digital Link, URI syntax.

mod date;
mod element;
mod identifiers;
mod link;

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::{GS1_ELEMENTS_MAX, SCAN_BYTES_MAX};
use crate::playbook::words::Words;

pub use date::Gs1Date;
pub use identifiers::{check_digit, is_checked, name_of};

/// The separator behind elements without a fixed length.
pub(crate) const GROUP_SEPARATOR: char = '\u{1D}';

/// A GS1 code, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gs1 {
    /// How it was written.
    pub form: Gs1Form,
    /// Its elements in their order, each identifier once.
    pub elements: Vec<Gs1Element>,
}

/// How a GS1 code was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gs1Form {
    /// As a scanner gives it, with separators.
    Elements,
    /// As people write it: `(01)…(10)…`.
    Brackets,
    /// A web address.
    Link,
}

/// One element. Its `Debug` keeps the value to itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gs1Element {
    /// The application identifier: `00`, `01`, `3103`.
    pub ai: String,
    /// Its value.
    pub value: String,
    /// What it is, for people.
    pub name: Words,
    /// The day, of an element that is one.
    pub date: Option<Gs1Date>,
    /// Digits of the value behind the decimal point, of a measure or an amount.
    pub decimals: Option<u8>,
}

impl fmt::Debug for Gs1Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}) {} chars", self.ai, self.value.chars().count())
    }
}

impl Gs1 {
    /// The value of an identifier.
    #[must_use]
    pub fn value(&self, ai: &str) -> Option<&str> {
        self.elements.iter().find(|one| one.ai == ai).map(|one| one.value.as_str())
    }
}

/// Why a GS1 code cannot be read. It names identifiers and places, never values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Gs1Error {
    /// Longer than [`SCAN_BYTES_MAX`], or of more than [`GS1_ELEMENTS_MAX`] elements.
    #[error("the code is too long")]
    TooLong,
    /// Nothing stands behind the mark of a GS1 code.
    #[error("the code is empty")]
    Empty,
    /// No identifier begins here.
    #[error("no known identifier begins at character {at}")]
    UnknownIdentifier {
        /// Character of the code, from 0.
        at: usize,
    },
    /// A value is too short or too long.
    #[error("({ai}) has a value of the wrong length")]
    Length {
        /// The identifier.
        ai: String,
    },
    /// A value has characters that its identifier does not allow.
    #[error("({ai}) has a character that it may not have")]
    Character {
        /// The identifier.
        ai: String,
    },
    /// A check digit is wrong.
    #[error("({ai}) has a wrong check digit")]
    CheckDigit {
        /// The identifier.
        ai: String,
    },
    /// A date that is none.
    #[error("({ai}) is no date")]
    Date {
        /// The identifier.
        ai: String,
    },
    /// One identifier with two values.
    #[error("({ai}) stands twice with different values")]
    Twice {
        /// The identifier.
        ai: String,
    },
    /// A web address with a broken escape.
    #[error("the address has a broken escape at character {at}")]
    Escape {
        /// Character of that part of the address, from 0.
        at: usize,
    },
}

impl Gs1Error {
    /// What is said of it.
    #[must_use]
    pub fn words(&self) -> Words {
        let en = self.to_string();
        let zh = match self {
            Self::TooLong => "条码过长".to_owned(),
            Self::Empty => "条码为空".to_owned(),
            Self::UnknownIdentifier { at } => format!("第 {} 位起不是已知的应用标识符", at + 1),
            Self::Length { ai } => format!("({ai}) 的长度不对"),
            Self::Character { ai } => format!("({ai}) 含有不允许的字符"),
            Self::CheckDigit { ai } => format!("({ai}) 的校验位不对"),
            Self::Date { ai } => format!("({ai}) 不是有效日期"),
            Self::Twice { ai } => format!("({ai}) 出现两次且不一致"),
            Self::Escape { at } => format!("网址第 {} 位的转义不对", at + 1),
        };
        Words::new(zh, en)
    }
}

/// What a scanner puts before a GS1 code: GS1-128, DataBar, DataMatrix, QR and DotCode, by their symbology identifiers.
const MARKS: [&str; 5] = ["]C1", "]e0", "]d2", "]Q3", "]J1"];
/// Other ways in which scanners and people write the separator.
const SEPARATORS: [&str; 4] = ["<GS>", "{GS}", "<FNC1>", "␝"];

/// Reads a code; `None` for one that is no GS1 code.
///
/// # Errors
/// [`Gs1Error`] for one that says that it is a GS1 code and is wrong.
pub fn read(code: &str) -> Result<Option<Gs1>, Gs1Error> {
    let code = code.trim_matches([' ', '\r', '\n', '\t']);
    if code.len() > SCAN_BYTES_MAX {
        return Err(Gs1Error::TooLong);
    }
    if let Some(elements) = link::read(code)? {
        return Ok(Some(made(Gs1Form::Link, elements)?));
    }
    let mut plain = code.to_owned();
    for other in SEPARATORS {
        plain = plain.replace(other, "\u{1D}");
    }
    let marked = MARKS.iter().find_map(|mark| plain.strip_prefix(mark));
    let body = marked.unwrap_or(&plain);
    let first = body.strip_prefix(GROUP_SEPARATOR);
    let body = first.unwrap_or(body);
    let is_gs1 = marked.is_some() || first.is_some() || plain.contains(GROUP_SEPARATOR);
    if let Some(elements) = element::brackets(body)? {
        return Ok(Some(made(Gs1Form::Brackets, elements)?));
    }
    if !is_gs1 {
        return Ok(None);
    }
    Ok(Some(made(Gs1Form::Elements, element::string(body)?)?))
}

/// Checks what belongs together: each identifier once, not too many.
fn made(form: Gs1Form, elements: Vec<Gs1Element>) -> Result<Gs1, Gs1Error> {
    let mut kept: Vec<Gs1Element> = Vec::new();
    for one in elements {
        match kept.iter().find(|known| known.ai == one.ai) {
            Some(known) if known.value == one.value => {}
            Some(_) => return Err(Gs1Error::Twice { ai: one.ai }),
            None => kept.push(one),
        }
    }
    match kept.len() {
        0 => Err(Gs1Error::Empty),
        1..=GS1_ELEMENTS_MAX => Ok(Gs1 { form, elements: kept }),
        _ => Err(Gs1Error::TooLong),
    }
}

#[cfg(test)]
mod tests;
