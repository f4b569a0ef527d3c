//! The smallest values: words in both languages, keys, money, and the closed lists of the field.

use counterfoil_client::captures::QuoteMade as CoreQuoteMade;
use counterfoil_client::orders::Done as CoreDone;
use counterfoil_domain::fact::kind_name;
pub use counterfoil_domain::fact::{
    ContactOutcome, CustodyAct, FixProvider, Money, Payer, PaymentMethod, PaymentPurpose,
};
use counterfoil_domain::ids::FactId;
use counterfoil_domain::moment;
pub use counterfoil_domain::playbook::carriers::CandidateReason;
pub use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::quality::QualityWarning as CoreWarning;
pub use counterfoil_domain::shift::LoadVerdict;
pub use counterfoil_domain::subject::Key;

use crate::crossing::{Shown, same};

/// One text in both languages.
#[uniffi::remote(Record)]
pub struct Words {
    /// 简体中文.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A name that people give a subject: a waybill, a serial. Never an id.
#[uniffi::remote(Record)]
pub struct Key {
    /// The scheme, as the playbook names it: `waybill`, `serial`.
    pub scheme: String,
    /// The value; upper case, without white space or hyphens.
    pub value: String,
}

/// An amount.
#[uniffi::remote(Record)]
pub struct Money {
    /// Minor units (分).
    pub minor: i64,
    /// Three letters (ISO 4217).
    pub currency: String,
}

/// What a custody step does.
#[uniffi::remote(Enum)]
pub enum CustodyAct {
    /// The author has taken it (loading scan).
    Taken,
    /// The author has given it to a person; it stays the author's until received.
    Given,
    /// The author has received it from a person.
    Received,
    /// The author has brought it back to the outlet.
    Returned,
    /// The author has put it at a place.
    Shelved,
}

/// Who measured a position.
#[uniffi::remote(Enum)]
pub enum FixProvider {
    /// Satellites.
    Satellite,
    /// Cells and wireless networks.
    Network,
    /// The platform's mixture.
    Fused,
    /// A person on the map.
    Manual,
}

/// How an attempt to reach somebody ended.
#[uniffi::remote(Enum)]
pub enum ContactOutcome {
    /// Spoken or answered.
    Reached,
    /// Nobody answered.
    NoAnswer,
    /// Busy or declined.
    Declined,
    /// The number does not exist.
    WrongNumber,
    /// Switched off, or out of service.
    Off,
}

/// What a payment is for.
#[uniffi::remote(Enum)]
pub enum PaymentPurpose {
    /// Freight due (到付).
    Freight,
    /// Goods value (代收货款).
    Goods,
    /// A repair.
    Service,
}

/// How it was paid.
#[uniffi::remote(Enum)]
pub enum PaymentMethod {
    /// Banknotes in the worker's hand.
    Cash,
    /// A QR payment: said to be paid until confirmed.
    Qr,
    /// A card terminal.
    Card,
    /// A bank transfer: said to be paid until confirmed.
    Transfer,
}

/// Who pays a line of a quote.
#[uniffi::remote(Enum)]
pub enum Payer {
    /// The customer.
    Customer,
    /// The warranty.
    Warranty,
    /// The maker.
    Maker,
}

/// What one read of a loading scan means.
#[uniffi::remote(Enum)]
pub enum LoadVerdict {
    /// 好: on the list, load it.
    Here,
    /// 重复: this code was read before.
    Duplicate,
    /// 子母件: another piece of an order of which one was read.
    NextPiece,
    /// 不是你的: somebody else is to do it or has it.
    Another,
    /// 拦截: it must stay.
    DoNotLoad,
    /// 已取消: the order is over.
    Cancelled,
    /// Nobody knows it here; it is kept.
    Unknown,
}

/// Why a code may be a carrier's number.
#[uniffi::remote(Enum)]
pub enum CandidateReason {
    /// Prefix and length fit.
    Pattern,
    /// The check digit is right.
    CheckDigit,
    /// It fits once letters that look like digits are read as digits: somebody has to look.
    Misread,
}

same! {
    Words Key Money CustodyAct FixProvider ContactOutcome PaymentPurpose PaymentMethod Payer
    LoadVerdict CandidateReason
}

/// How long something lasted, as far as two intervals tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct LastingMs {
    /// At least so long, ms.
    pub least_ms: i64,
    /// At most so long, ms; absent where nobody can tell.
    pub most_ms: Option<i64>,
}

impl Shown<LastingMs> for moment::Length {
    fn shown(self) -> LastingMs {
        LastingMs { least_ms: self.least_ms.shown(), most_ms: self.most_ms.shown() }
    }
}

/// What a command wrote. It is durable.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Done {
    /// SHA-256 of its envelopes, in the order of the chain.
    pub envelopes: Vec<String>,
    /// Its facts, in the same order.
    pub facts: Vec<FactMade>,
    /// Whether only the hub can tell if the transition holds.
    pub hub_decides: bool,
    /// What is worth saying of its photographs, scans and positions before the author leaves; no reason not to go on.
    #[uniffi(default = [])]
    pub warnings: Vec<QualityWarning>,
}

/// Something to say of a photograph, a scan or a position while it can still be taken again.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QualityWarning {
    /// A stable code: `photo_blurred`, `photo_dark`, `photo_duplicate`, `scan_other`, `fix_stale`, `fix_coarse`,
    /// `fix_mock`.
    pub code: String,
    /// For people.
    pub words: Words,
    /// What was measured, in the unit of the check: thousandths, luminance, bits, seconds, metres.
    pub measured: Option<i64>,
    /// On whose wrong side that lies.
    pub limit: Option<i64>,
}

impl Shown<QualityWarning> for CoreWarning {
    fn shown(self) -> QualityWarning {
        QualityWarning {
            code: self.check.code().to_owned(),
            words: self.words,
            measured: self.figures.map(|figures| figures.measured.shown()),
            limit: self.figures.map(|figures| figures.limit.shown()),
        }
    }
}

/// A fact that was written.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FactMade {
    /// Its id.
    pub fact: String,
    /// Its kind, by the playbook's name: `photo`, `transition`.
    pub kind: String,
}

impl Shown<Done> for CoreDone {
    fn shown(self) -> Done {
        let made = |(fact, kind): (FactId, u16)| FactMade {
            fact: fact.shown(),
            kind: kind_name(kind).unwrap_or_default().to_owned(),
        };
        Done {
            envelopes: self.envelopes.shown(),
            facts: self.facts.into_iter().map(made).collect(),
            hub_decides: self.hub_decides,
            warnings: self.warnings.shown(),
        }
    }
}

/// Something that was founded on this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Founded {
    /// Its id.
    pub id: String,
    /// What was written.
    pub done: Done,
}

/// A quote that was made.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuoteMade {
    /// Its number on the order, from 1.
    pub number: i64,
    /// What the customer pays.
    pub total: Money,
    /// The number that it replaces.
    pub supersedes: Option<i64>,
    /// What is to be shown to who signs it, to the byte.
    pub text: String,
    /// What was written.
    pub done: Done,
}

impl Shown<QuoteMade> for CoreQuoteMade {
    fn shown(self) -> QuoteMade {
        QuoteMade {
            number: self.quote.number.shown(),
            total: self.quote.total,
            supersedes: self.quote.supersedes.shown(),
            text: self.text,
            done: self.done.shown(),
        }
    }
}
