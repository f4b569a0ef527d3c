//! What the hub's log says of erased orders, of those that may not be erased, and of the stores that held them.

use minicbor::{Decode, Encode};

use crate::erasure::Erasure;
use crate::ids::{DeviceId, SubjectId};

/// The content of an order is gone; its headers and every proof about them stay.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Erased {
    /// As the office said it.
    #[n(0)]
    pub erasure: Erasure,
}

/// A store said, under its session key's proof, that nothing of the orders that entries below `through` erased is left
/// in it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ErasedSaid {
    /// The store.
    #[n(0)]
    pub device: DeviceId,
    /// Every erasure of a lower index is carried out there.
    #[n(1)]
    pub through: u64,
}

/// An order may not be erased from here on, or may again. Phones are not told.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LegalHold {
    /// The order.
    #[n(0)]
    pub order: SubjectId,
    /// Whether it is held; else an earlier hold is lifted.
    #[n(1)]
    pub held: bool,
    /// The legal basis in words, at most [`crate::limits::LEGAL_BASIS_CHARS_MAX`] characters.
    #[n(2)]
    pub basis: String,
}
