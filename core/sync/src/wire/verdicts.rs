//! What became of the sections of a request.

use counterfoil_domain::ids::{ChainId, DeviceId, Incarnation};
use counterfoil_domain::verdict::Verdict;
use minicbor::{Decode, Encode};

use super::WireError;
use super::chain::ChainFrame;

/// The verdict on one envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Its place in its chain.
    pub seq: u64,
    /// The verdict.
    pub verdict: Verdict,
    /// Its entry in the hub's log, once it has one.
    pub index: Option<u64>,
}

/// Why a section was not taken as it came. Nothing of it is lost: the phone still has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub enum Problem {
    /// It begins above the hub's size of that chain; the run waits for what is missing.
    #[n(0)]
    Gap,
    /// A salt follows from a k that the hub does not have: send the section with its salts.
    #[n(1)]
    SaltUnknown,
    /// It differs from what the hub holds at the same place: it is filed under this incarnation, and the store
    /// must begin a new one.
    #[n(2)]
    Forked(#[n(0)] Incarnation),
    /// A header or body cannot be rebuilt.
    #[n(3)]
    Unreadable,
    /// Over a budget; ask again after so many milliseconds.
    #[n(4)]
    Busy(#[n(0)] u64),
    /// The store may push, and nobody judges it until it is enrolled again.
    #[n(5)]
    Quarantined,
    /// The envelopes are stored and no seal covers them yet.
    #[n(6)]
    Unsealed,
}

/// The hub's answer for one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionVerdicts {
    /// The chain.
    pub chain: ChainId,
    /// Its size at the hub now: where the next section begins.
    pub size: u64,
    /// Why it was not taken as it came.
    pub problem: Option<Problem>,
    /// The verdicts, by ascending seq; also on earlier envelopes that were held until now.
    pub verdicts: Vec<Judged>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
pub(crate) struct VerdictsFrame {
    #[n(0)]
    chain: ChainFrame,
    #[n(1)]
    size: u64,
    #[n(2)]
    problem: Option<Problem>,
    #[n(3)]
    runs: Vec<Run>,
}

/// Verdicts alike on neighbours, whose entries are neighbours too.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Run {
    #[n(0)]
    seq: u64,
    #[n(1)]
    count: u64,
    #[n(2)]
    verdict: Verdict,
    #[n(3)]
    index: Option<u64>,
}

impl Run {
    fn goes_on(&self, next: &Judged) -> bool {
        let index = self.index.and_then(|index| index.checked_add(self.count));
        self.seq.checked_add(self.count) == Some(next.seq)
            && self.verdict == next.verdict
            && index == next.index
    }
}

impl VerdictsFrame {
    pub(crate) fn new(section: &SectionVerdicts, carrier: DeviceId) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        for judged in &section.verdicts {
            match runs.last_mut().filter(|run| run.goes_on(judged)) {
                Some(run) => run.count += 1,
                None => runs.push(Run {
                    seq: judged.seq,
                    count: 1,
                    verdict: judged.verdict.clone(),
                    index: judged.index,
                }),
            }
        }
        let chain = ChainFrame::new(&section.chain, carrier);
        Self { chain, size: section.size, problem: section.problem, runs }
    }

    /// Unpacks at most `room` verdicts and takes them off it.
    pub(crate) fn open(
        self,
        carrier: DeviceId,
        room: &mut u64,
    ) -> Result<SectionVerdicts, WireError> {
        let mut verdicts = Vec::new();
        for run in self.runs {
            *room = room.checked_sub(run.count).ok_or(WireError::TooManyEnvelopes)?;
            let wrong = WireError::Shape("a run of verdicts");
            run.seq.checked_add(run.count).ok_or(wrong.clone())?;
            run.index.unwrap_or_default().checked_add(run.count).ok_or(wrong)?;
            verdicts.extend((0..run.count).map(|place| Judged {
                seq: run.seq + place,
                verdict: run.verdict.clone(),
                index: run.index.map(|index| index + place),
            }));
        }
        let chain = self.chain.chain(carrier)?;
        Ok(SectionVerdicts { chain, size: self.size, problem: self.problem, verdicts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterfoil_domain::cbor;

    #[test]
    fn problems_are_written_as_the_format_says() {
        let forked = Problem::Forked(Incarnation([7; 8]));
        assert_eq!(cbor::encode(&Problem::Gap), [0x82, 0x00, 0x80]);
        assert_eq!(cbor::encode(&Problem::Busy(5)), [0x82, 0x04, 0x81, 0x05]);
        assert_eq!(cbor::decode::<Problem>(&cbor::encode(&forked)), Ok(forked));
    }

    #[test]
    fn a_run_that_promises_too_much_is_refused() {
        let device = DeviceId([1; 16]);
        let chain = ChainId { device, incarnation: Incarnation([2; 8]) };
        let judged = |seq| Judged { seq, verdict: Verdict::Accepted, index: Some(seq + 9) };
        let section = SectionVerdicts {
            chain,
            size: 3,
            problem: None,
            verdicts: (0..3).map(judged).collect(),
        };
        let mut frame = VerdictsFrame::new(&section, device);
        assert_eq!(frame.runs.len(), 1, "neighbours make one run");
        frame.runs[0].count = u64::MAX;
        let mut room = counterfoil_domain::limits::EXCHANGE_VERDICTS_MAX;
        assert_eq!(frame.open(device, &mut room), Err(WireError::TooManyEnvelopes));
        let back = VerdictsFrame::new(&section, device).open(device, &mut room);
        assert_eq!(back, Ok(section));
    }
}
