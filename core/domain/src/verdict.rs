//! The hub's verdict on one envelope.

mod words;

use minicbor::data::Type;
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::ids::Hash;

pub use words::reason_words;

/// What became of an envelope. Encoded as `[code, detail?]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Code 0: taken.
    Accepted,
    /// Code 1: taken, and shown for review.
    Flagged {
        /// A stable short code, such as `forked` or `policy_changed`.
        why: String,
    },
    /// Code 2: written by somebody who saw the subject then and does not now.
    Late,
    /// Code 3: must not exist; the body is kept as refused.
    Refused {
        /// A stable short code, such as `not_canonical`.
        code: String,
    },
    /// Code 4: the facts are taken, the change waits for a replay.
    Blocked {
        /// The entry or envelope that stands in the way.
        by: BlockedBy,
    },
    /// Code 5: not now; nothing is kept of the body. Never final.
    Retry {
        /// Milliseconds to wait.
        after_ms: u64,
    },
    /// Code 6: kept and judged later. Not final.
    Held {
        /// A stable short code: `access`, `update_hub`, `person`, `gap`.
        why: String,
    },
}

/// What blocks a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockedBy {
    /// An entry of the log: the one that began a newer generation.
    Entry(u64),
    /// An envelope that was refused, by its hash.
    Envelope(Hash),
}

impl Verdict {
    /// Whether the verdict stands for ever.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Retry { .. } | Self::Held { .. })
    }

    /// Whether the facts take effect.
    #[must_use]
    pub fn takes_facts(&self) -> bool {
        matches!(self, Self::Accepted | Self::Flagged { .. } | Self::Late | Self::Blocked { .. })
    }

    /// Whether the change takes effect.
    #[must_use]
    pub fn takes_change(&self) -> bool {
        matches!(self, Self::Accepted | Self::Flagged { .. })
    }

    /// The number that stands for it in formats and in [`Counts`].
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Self::Accepted => 0,
            Self::Flagged { .. } => 1,
            Self::Late => 2,
            Self::Refused { .. } => 3,
            Self::Blocked { .. } => 4,
            Self::Retry { .. } => 5,
            Self::Held { .. } => 6,
        }
    }
}

impl<C> Encode<C> for Verdict {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let short = matches!(self, Self::Accepted | Self::Late);
        e.array(if short { 1 } else { 2 })?.u8(self.code())?;
        match self {
            Self::Accepted | Self::Late => {}
            Self::Flagged { why } | Self::Held { why } => {
                e.str(why)?;
            }
            Self::Refused { code } => {
                e.str(code)?;
            }
            Self::Blocked { by: BlockedBy::Entry(index) } => {
                e.u64(*index)?;
            }
            Self::Blocked { by: BlockedBy::Envelope(hash) } => hash.encode(e, ctx)?,
            Self::Retry { after_ms } => {
                e.u64(*after_ms)?;
            }
        }
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Verdict {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        let wrong = || minicbor::decode::Error::message("not a verdict");
        let len = d.array()?.ok_or_else(wrong)?;
        let code = d.u8()?;
        if len != if matches!(code, 0 | 2) { 1 } else { 2 } {
            return Err(wrong());
        }
        Ok(match code {
            0 => Self::Accepted,
            1 => Self::Flagged { why: d.str()?.to_owned() },
            2 => Self::Late,
            3 => Self::Refused { code: d.str()?.to_owned() },
            4 if d.datatype()? == Type::Bytes => {
                Self::Blocked { by: BlockedBy::Envelope(Hash::decode(d, ctx)?) }
            }
            4 => Self::Blocked { by: BlockedBy::Entry(d.u64()?) },
            5 => Self::Retry { after_ms: d.u64()? },
            6 => Self::Held { why: d.str()?.to_owned() },
            _ => return Err(wrong()),
        })
    }
}

/// How many envelopes of a chain got each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(array)]
pub struct Counts {
    /// Taken.
    #[n(0)]
    pub accepted: u64,
    /// Taken and shown for review.
    #[n(1)]
    pub flagged: u64,
    /// Late work.
    #[n(2)]
    pub late: u64,
    /// Refused.
    #[n(3)]
    pub refused: u64,
    /// Facts taken, change waiting.
    #[n(4)]
    pub blocked: u64,
    /// Kept, not judged yet.
    #[n(5)]
    pub held: u64,
}

impl Counts {
    /// Counts one verdict; a retry counts nowhere, as nothing of it was kept.
    pub fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Accepted => self.accepted += 1,
            Verdict::Flagged { .. } => self.flagged += 1,
            Verdict::Late => self.late += 1,
            Verdict::Refused { .. } => self.refused += 1,
            Verdict::Blocked { .. } => self.blocked += 1,
            Verdict::Held { .. } => self.held += 1,
            Verdict::Retry { .. } => {}
        }
    }

    /// All that were kept.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.accepted + self.flagged + self.late + self.refused + self.blocked + self.held
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor;

    #[test]
    fn every_verdict_comes_back_as_it_went() {
        let all = [
            Verdict::Accepted,
            Verdict::Flagged { why: "forked".into() },
            Verdict::Late,
            Verdict::Refused { code: "not_canonical".into() },
            Verdict::Blocked { by: BlockedBy::Entry(300) },
            Verdict::Blocked { by: BlockedBy::Envelope(Hash([3; 32])) },
            Verdict::Retry { after_ms: 5 },
            Verdict::Held { why: "access".into() },
        ];
        for verdict in all {
            let bytes = cbor::encode(&verdict);
            assert_eq!(cbor::decode::<Verdict>(&bytes), Ok(verdict));
        }
        assert!(cbor::decode::<Verdict>(&[0x82, 0x00, 0x00]).is_err(), "a detail too many");
    }
}
