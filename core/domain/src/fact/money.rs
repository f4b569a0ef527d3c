//! Money and parts. Sums are sums over facts; a business key keeps one deed from counting twice.

use minicbor::{Decode, Encode};

use crate::ids::{FactId, SubjectId};

/// An amount: an integer of minor units with its currency (ISO 4217).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(array)]
pub struct Money {
    /// Minor units (分).
    #[n(0)]
    pub minor: i64,
    /// Three letters.
    #[n(1)]
    pub currency: String,
}

impl Money {
    /// Chinese fen.
    #[must_use]
    pub fn fen(minor: i64) -> Self {
        Self { minor, currency: "CNY".into() }
    }
}

/// What a payment is for. Freight due and goods value are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum PaymentPurpose {
    /// Freight due (到付).
    #[n(1)]
    Freight,
    /// Goods value (代收货款).
    #[n(2)]
    Goods,
    /// A repair.
    #[n(3)]
    Service,
}

/// How it was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum PaymentMethod {
    /// Banknotes in the worker's hand.
    #[n(1)]
    Cash,
    /// A QR payment: said to be paid until confirmed.
    #[n(2)]
    Qr,
    /// A card terminal.
    #[n(3)]
    Card,
    /// A bank transfer: said to be paid until confirmed.
    #[n(4)]
    Transfer,
}

impl PaymentMethod {
    /// Whether only the payer says so until somebody who sees the account confirms it.
    #[must_use]
    pub fn is_hearsay(self) -> bool {
        matches!(self, Self::Qr | Self::Transfer)
    }
}

/// Money taken (positive) or given back (negative).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Payment {
    /// What for.
    #[n(0)]
    pub purpose: PaymentPurpose,
    /// How.
    #[n(1)]
    pub method: PaymentMethod,
    /// How much.
    #[n(2)]
    pub amount: Money,
    /// The business key's slip: with the order and the purpose it names one deed, whoever writes it down.
    #[n(3)]
    pub slip: String,
}

/// Whether money that was said to be paid has come, by who sees the account.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Confirmed {
    /// The payment; with several tellings of one deed any of them.
    #[n(0)]
    pub payment: FactId,
    /// Whether it has come.
    #[n(1)]
    pub received: bool,
    /// The bank's or the platform's number of it.
    #[n(2)]
    pub reference: Option<String>,
}

/// The ways of a part: asked for by the worker; reserved, found short or sent by the store; received by scan,
/// used, given back.
pub const PART_STEPS: [&str; 7] =
    ["asked", "reserved", "short", "sent", "received", "used", "returned"];

/// A part on its way to a machine, or back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Part {
    /// Stock-keeping number.
    #[n(0)]
    pub sku: String,
    /// What people call it.
    #[n(1)]
    pub name: String,
    /// One of [`PART_STEPS`].
    #[n(2)]
    pub step: String,
    /// How many; never negative.
    #[n(3)]
    pub quantity: u32,
    /// Serial, where it has one.
    #[n(4)]
    pub serial: Option<String>,
    /// The business key's slip.
    #[n(5)]
    pub slip: String,
    /// The place whose shelf it comes from or goes back to.
    #[n(6)]
    pub place: Option<SubjectId>,
}

/// Who pays a line of a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Payer {
    /// The customer.
    #[n(1)]
    Customer,
    /// The warranty.
    #[n(2)]
    Warranty,
    /// The maker.
    #[n(3)]
    Maker,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct QuoteLine {
    /// What.
    #[n(0)]
    pub text: String,
    /// Whether it is labour rather than a part.
    #[n(1)]
    pub labour: bool,
    /// Thousandths of a piece or an hour.
    #[n(2)]
    pub quantity_milli: i64,
    /// For one piece or hour.
    #[n(3)]
    pub unit_price: Money,
    /// Who pays.
    #[n(4)]
    pub payer: Payer,
}

/// A quote. A signature on quote n never signs n + 1.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Quote {
    /// Its number on this order, from 1.
    #[n(0)]
    pub number: u32,
    /// The lines.
    #[n(1)]
    pub lines: Vec<QuoteLine>,
    /// What the customer pays.
    #[n(2)]
    pub total: Money,
    /// The number that it replaces.
    #[n(3)]
    pub supersedes: Option<u32>,
}
