//! Facts: what happened. Immutable, merged as a set; nothing edits a fact.
//!
//! In a body a fact is `[kind, version, payload]`; the payload is a CBOR map under integer keys. A kind or
//! version that this program does not know is kept raw and shown as "update needed", never refused.

pub mod act;
pub mod approval;
pub mod capture;
pub mod claim;
pub mod money;
pub mod route;
pub mod shift;
pub mod work;

pub use act::{
    Assignment, CustodyAct, CustodyStep, DoNotLoad, Found, Keyed, Moved, Proposed, Settled,
    Transition, Withdrawn,
};
pub use approval::{Approval, ApprovalRequest, Delegation};
pub use capture::{
    Comment, Consent, ContactAttempt, ContactOutcome, Fix, FixProvider, Photo, Reading, Refusal,
    Scan, ShownLine, SignatureFact, Unsigned,
};
pub use claim::Claim;
pub use money::{
    Confirmed, Money, PART_STEPS, Part, Payer, Payment, PaymentMethod, PaymentPurpose, Quote,
    QuoteLine,
};
pub use route::{SequenceStep, Sequenced};
pub use shift::{
    Counted, Duty, DutyStep, LoadScan, ShiftClosed, TimerFact, TimerStep, Visit, VisitStep,
};
pub use work::{ClockResumed, ClockStop, Revealed, Urge, UrgeAnswer};

use minicbor::{Decode, Encode};

use crate::cbor::{self, CborError, Raw};

/// A fact as a body holds it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FactRecord {
    /// The kind's number.
    #[n(0)]
    pub kind: u16,
    /// The version of the kind's payload.
    #[n(1)]
    pub version: u16,
    /// The payload, kept byte for byte.
    #[n(2)]
    pub payload: Raw,
}

/// Whether the program knows this kind, where it has a name.
#[cfg(feature = "older")]
fn is_known(kind: u16) -> bool {
    crate::older::knows(kind)
}

#[cfg(not(feature = "older"))]
const fn is_known(_: u16) -> bool {
    true
}

macro_rules! facts {
    ($($(#[$doc:meta])* $number:literal $name:literal $variant:ident($payload:ty),)*) => {
        /// A fact that this program understands.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Fact {
            $($(#[$doc])* $variant($payload),)*
        }

        impl Fact {
            /// The kind's number in the formats.
            #[must_use]
            pub fn kind(&self) -> u16 {
                match self { $(Self::$variant(_) => $number,)* }
            }

            fn payload(&self) -> Vec<u8> {
                match self { $(Self::$variant(payload) => cbor::encode(payload),)* }
            }

            fn read(kind: u16, payload: &[u8]) -> Result<Option<Self>, CborError> {
                match kind {
                    _ if !is_known(kind) => Ok(None),
                    $($number => cbor::decode(payload).map(|p| Some(Self::$variant(p))),)*
                    _ => Ok(None),
                }
            }
        }

        /// The name of a kind, as playbooks write it; `None` for a kind of a newer program.
        #[must_use]
        pub fn kind_name(kind: u16) -> Option<&'static str> {
            match kind {
                _ if !is_known(kind) => None,
                $($number => Some($name),)*
                _ => None,
            }
        }

        /// The number of a kind by its name in playbooks.
        #[must_use]
        pub fn kind_number(name: &str) -> Option<u16> {
            match name { $($name => Some($number),)* _ => None }
        }

        /// Every kind: number and name.
        pub const KINDS: &[(u16, &str)] = &[$(($number, $name),)*];
    };
}

facts! {
    /// A step of the workflow.
    1 "transition" Transition(Transition),
    /// A photograph.
    2 "photo" Photo(Photo),
    /// A signature bound to what was shown.
    3 "signature" Signature(SignatureFact),
    /// A position.
    4 "fix" Fix(Fix),
    /// A scanned code.
    5 "scan" Scan(Scan),
    /// A measured value (cold chain).
    6 "reading" Reading(Reading),
    /// Consent to a locker, station, proxy or doorstep.
    7 "consent" Consent(Consent),
    /// The customer refused the goods.
    8 "refusal" Refusal(Refusal),
    /// An attempt to reach somebody.
    9 "contact_attempt" ContactAttempt(ContactAttempt),
    /// A remark.
    10 "comment" Comment(Comment),
    /// Somebody asks to hurry (催办).
    11 "urge" Urge(Urge),
    /// The answer to an urge.
    12 "urge_answer" UrgeAnswer(UrgeAnswer),
    /// A part used, returned, asked for or received.
    13 "part" Part(Part),
    /// Money taken or given.
    14 "payment" Payment(Payment),
    /// A quote.
    15 "quote" Quote(Quote),
    /// A timer begun or ended.
    16 "timer" Timer(TimerFact),
    /// A visit begun or ended.
    17 "visit" Visit(Visit),
    /// Who has the thing.
    18 "custody" Custody(CustodyStep),
    /// Who is to do the work.
    19 "assignment" Assignment(Assignment),
    /// An approval of what was shown.
    20 "approval" Approval(Approval),
    /// A value that somebody may see and not set.
    21 "proposed" Proposed(Proposed),
    /// A fact taken back.
    22 "withdrawn" Withdrawn(Withdrawn),
    /// Evidence that belongs elsewhere.
    23 "moved" Moved(Moved),
    /// The subject begins.
    24 "found" Found(Found),
    /// A further key of the subject.
    25 "keyed" Keyed(Keyed),
    /// Intercepted, or free again.
    26 "do_not_load" DoNotLoad(DoNotLoad),
    /// The customer would not or could not sign.
    27 "unsigned" Unsigned(Unsigned),
    /// Duty or a break begins or ends.
    28 "duty" Duty(Duty),
    /// The shift is over and everything is counted.
    29 "shift_closed" ShiftClosed(ShiftClosed),
    /// A conflict was settled.
    30 "settled" Settled(Settled),
    /// What a person counted in his hands: things or money.
    31 "counted" Counted(Counted),
    /// One read of a loading scan.
    32 "load_scan" LoadScan(LoadScan),
    /// Whether money that was said to be paid has come.
    33 "confirmed" Confirmed(Confirmed),
    /// What somebody says about a matter on which others may say otherwise.
    34 "claim" Claim(Claim),
    /// Somebody asks for an approval.
    35 "approval_request" ApprovalRequest(ApprovalRequest),
    /// Somebody else may approve in the author's stead.
    36 "delegation" Delegation(Delegation),
    /// In which order somebody calls at his orders.
    45 "sequenced" Sequenced(Sequenced),
    /// The clock of service levels stands still for an area, a span or a filter.
    40 "clock_stop" ClockStop(ClockStop),
    /// It goes on.
    41 "clock_resumed" ClockResumed(ClockResumed),
    /// Somebody had a masked value shown whole.
    46 "revealed" Revealed(Revealed),
}

impl Fact {
    /// The kind's name, as playbooks write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        kind_name(self.kind()).unwrap_or("unknown")
    }

    /// Whether it says where a person was: a fix, or a photograph with a place in its EXIF.
    #[must_use]
    pub fn has_position(&self) -> bool {
        match self {
            Self::Fix(_) => true,
            Self::Photo(photo) => {
                photo.exif_latitude_e7.is_some() || photo.exif_longitude_e7.is_some()
            }
            _ => false,
        }
    }

    /// The record that a body holds.
    #[must_use]
    pub fn to_record(&self) -> FactRecord {
        FactRecord { kind: self.kind(), version: 1, payload: Raw(self.payload()) }
    }
}

impl FactRecord {
    /// Understands the record: `Ok(None)` for a kind or version of a newer program, an error for a payload that
    /// is not one of its kind.
    pub fn fact(&self) -> Result<Option<Fact>, CborError> {
        if self.version > 1 { Ok(None) } else { Fact::read(self.kind, &self.payload.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_comes_back_as_it_went() {
        let fact = Fact::Comment(Comment { text: "放门口鞋柜上".into() });
        let record = fact.to_record();
        let bytes = cbor::encode(&record);
        let back: FactRecord = cbor::decode(&bytes).expect("deterministic");
        assert_eq!(back.fact(), Ok(Some(fact)));
    }

    #[test]
    fn a_newer_kind_is_kept_byte_for_byte() {
        let record = FactRecord { kind: 900, version: 1, payload: Raw(vec![0xa1, 0x01, 0x02]) };
        let bytes = cbor::encode(&record);
        let back: FactRecord = cbor::decode(&bytes).expect("kept");
        assert_eq!(back.fact(), Ok(None));
        assert_eq!(cbor::encode(&back), bytes);
    }

    #[test]
    fn kinds_have_one_number_and_one_name() {
        for (number, name) in KINDS {
            assert_eq!(kind_name(*number), Some(*name));
            assert_eq!(kind_number(name), Some(*number));
        }
    }
}
