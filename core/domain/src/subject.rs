//! What an envelope is about: an order, a shift, a place or an asset; and the keys by which people name it.

use unicode_normalization::UnicodeNormalization;

use crate::ids::SubjectId;

/// The four kinds of subject.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, minicbor::Encode, minicbor::Decode,
)]
#[cbor(index_only)]
pub enum SubjectKind {
    /// A work order: a parcel, a repair.
    #[n(1)]
    Order,
    /// One person's duty: breaks, vehicle, track, counts.
    #[n(2)]
    Shift,
    /// A place: hazards, access, standing consents; outlives an order.
    #[n(3)]
    Place,
    /// A machine by serial, with its history.
    #[n(4)]
    Asset,
}

/// A subject: its kind and its id.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, minicbor::Encode, minicbor::Decode,
)]
#[cbor(array)]
pub struct Subject {
    /// What it is.
    #[n(0)]
    pub kind: SubjectKind,
    /// Which one.
    #[n(1)]
    pub id: SubjectId,
}

impl Subject {
    /// An order by its id.
    #[must_use]
    pub fn order(id: SubjectId) -> Self {
        Self { kind: SubjectKind::Order, id }
    }

    /// A shift by its id.
    #[must_use]
    pub fn shift(id: SubjectId) -> Self {
        Self { kind: SubjectKind::Shift, id }
    }
}

/// A name that people give a subject: a waybill, an SSCC, a serial. Never an id.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    minicbor::Encode,
    minicbor::Decode,
    serde::Serialize,
    serde::Deserialize,
)]
#[cbor(array)]
pub struct Key {
    /// The scheme: `waybill`, `sscc`, `order_no`, `serial`, as the playbook names them.
    #[n(0)]
    pub scheme: String,
    /// The value as [`normalise_key`] makes it.
    #[n(1)]
    pub value: String,
}

impl Key {
    /// A key with its value normalised.
    #[must_use]
    pub fn new(scheme: &str, value: &str) -> Self {
        Self { scheme: scheme.to_owned(), value: normalise_key(value) }
    }
}

/// One spelling for one key: NFKC, upper case, no white space or hyphens.
#[must_use]
pub fn normalise_key(value: &str) -> String {
    let kept = value.nfkc().filter(|c| !c.is_whitespace() && *c != '-' && !c.is_control());
    kept.flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_waybill_has_one_spelling() {
        for spelling in ["SF1234567890123", " sf 1234-5678 90123", "ＳＦ１２３４５６７８９０１２３"]
        {
            assert_eq!(normalise_key(spelling), "SF1234567890123");
        }
    }
}
