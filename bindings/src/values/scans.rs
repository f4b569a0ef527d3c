//! What a scanned code says, and which of the codes in one picture counts.

use counterfoil_domain::gs1::Gs1Error;
pub use counterfoil_domain::gs1::Gs1Form;
use counterfoil_domain::scan;

use super::load::Candidate;
use super::words::{Key, Words};
use crate::crossing::{Shown, same, shown};

/// How a GS1 code was written.
#[uniffi::remote(Enum)]
pub enum Gs1Form {
    /// As a scanner gives it, with separators.
    Elements,
    /// As people write it: `(01)…(10)…`.
    Brackets,
    /// A web address.
    Link,
}
same!(Gs1Form);

shown! {
    /// A GS1 code.
    Gs1Code from counterfoil_domain::gs1::Gs1 {
        /// How it was written.
        form: Gs1Form,
        /// Its elements in their order, each identifier once.
        elements: Vec<Gs1Element>,
    }
}

shown! {
    /// One element of a GS1 code.
    Gs1Element from counterfoil_domain::gs1::Gs1Element {
        /// The application identifier: `00`, `01`, `3103`.
        ai: String,
        /// Its value.
        value: String,
        /// What it is, for people.
        name: Words,
        /// The day, of an element that is one.
        date: Option<Gs1Date>,
        /// Digits of the value behind the decimal point, of a measure or an amount.
        decimals: Option<i64>,
    }
}

shown! {
    /// A day as a GS1 code has it.
    Gs1Date from counterfoil_domain::gs1::Gs1Date {
        /// The year's last two digits.
        year_of_century: i64,
        /// 1 to 12.
        month: i64,
        /// 1 to 31; 0 for the last of the month.
        day: i64,
    }
}

/// A scanned code, understood.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ScanRead {
    /// What it may be, the surest first.
    pub candidates: Vec<Candidate>,
    /// The one key that it is beyond doubt.
    pub certain: Option<Key>,
    /// What it says as a GS1 code.
    pub gs1: Option<Gs1Code>,
    /// Why it cannot be read as the GS1 code that it claims to be; it names no value.
    pub refused: Option<Words>,
}

impl Shown<ScanRead> for scan::ScanRead {
    fn shown(self) -> ScanRead {
        ScanRead {
            certain: self.certain(),
            candidates: self.candidates.shown(),
            gs1: self.gs1.shown(),
            refused: self.refused.as_ref().map(Gs1Error::words),
        }
    }
}

/// Which code of one picture counts, by its place in the list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PickedCode {
    /// This one; the others say the same, or less.
    One {
        /// Its place.
        at: i64,
    },
    /// These are as good as each other and name different things: the person points at one.
    Several {
        /// Their places.
        at: Vec<i64>,
    },
    /// None of them names anything.
    Nothing,
}

impl Shown<PickedCode> for scan::Picked {
    fn shown(self) -> PickedCode {
        match self {
            Self::One { at } => PickedCode::One { at: at.shown() },
            Self::Several { at } => PickedCode::Several { at: at.shown() },
            Self::None => PickedCode::Nothing,
        }
    }
}
