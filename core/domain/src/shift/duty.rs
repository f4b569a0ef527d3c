//! Duty by places in a chain: whether somebody was on duty when he wrote something, and whether the
//! shift in which he wrote it is over.

use crate::sorting::SortSmall as _;
use minicbor::{Decode, Encode};

use crate::fact::DutyStep;
use crate::ids::{ChainId, SubjectId};

/// A duty fact where it stands in its author's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DutyMark {
    /// The chain.
    #[n(0)]
    pub chain: ChainId,
    /// Its place there.
    #[n(1)]
    pub seq: u64,
    /// What began or ended.
    #[n(2)]
    pub step: DutyStep,
    /// The shift.
    #[n(3)]
    pub shift: SubjectId,
}

/// How a person stands to duty at one place of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyState {
    /// Outside a shift.
    Off,
    /// On duty.
    On {
        /// In this shift.
        shift: SubjectId,
    },
    /// In a break.
    Break {
        /// Of this shift.
        shift: SubjectId,
    },
}

impl DutyState {
    /// The shift, in a break as well.
    #[must_use]
    pub fn shift(self) -> Option<SubjectId> {
        match self {
            Self::Off => None,
            Self::On { shift } | Self::Break { shift } => Some(shift),
        }
    }

    /// Whether positions may be recorded.
    #[must_use]
    pub fn allows_positions(self) -> bool {
        matches!(self, Self::On { .. })
    }

    /// How it stands after one more step. A break begins on duty alone and ends in a break alone.
    #[must_use]
    pub fn after(self, mark: &DutyMark) -> Self {
        let shift = mark.shift;
        match (mark.step, self) {
            (DutyStep::Begin, _) => Self::On { shift },
            (DutyStep::BreakBegin, Self::On { shift }) => Self::Break { shift },
            (DutyStep::BreakEnd, Self::Break { shift }) => Self::On { shift },
            (DutyStep::End, _) => Self::Off,
            (_, same) => same,
        }
    }
}

/// The duty facts of one person's stores, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DutyLog {
    marks: Vec<DutyMark>,
}

impl DutyLog {
    /// From marks in the order in which they are known.
    #[must_use]
    pub fn new(marks: Vec<DutyMark>) -> Self {
        Self { marks }
    }

    /// One more.
    pub fn push(&mut self, mark: DutyMark) {
        self.marks.push(mark);
    }

    /// All of them.
    #[must_use]
    pub fn marks(&self) -> &[DutyMark] {
        &self.marks
    }

    /// How the author of `chain` stood to duty just before `seq`. An earlier life of the same store
    /// counts as long as the chain itself says nothing.
    #[must_use]
    pub fn state_at(&self, chain: ChainId, seq: u64) -> DutyState {
        let mut own: Vec<&DutyMark> =
            self.marks.iter().filter(|mark| mark.chain == chain && mark.seq < seq).collect();
        own.sort_small_by_key(|mark| mark.seq);
        let earlier = self.marks.iter().filter(|mark| {
            mark.chain.device == chain.device && mark.chain.incarnation != chain.incarnation
        });
        earlier.chain(own).fold(DutyState::Off, |state, mark| state.after(mark))
    }

    /// How it stands at the end of what is known of a store.
    #[must_use]
    pub fn state_of(&self, chain: ChainId) -> DutyState {
        self.state_at(chain, u64::MAX)
    }

    /// Whether duty ended between a deed and a later word about it, each at its place. A word that
    /// stands in another chain knows of every end that is known here.
    #[must_use]
    pub fn ended_between(&self, deed: (ChainId, u64), word: (ChainId, u64)) -> bool {
        self.marks.iter().filter(|mark| mark.step == DutyStep::End).any(|mark| {
            let here = (mark.chain, mark.seq);
            let after = mark.chain == deed.0 && mark.seq > deed.1;
            let before = here.0 != word.0 || here.1 < word.1;
            let in_later_life = mark.chain != deed.0
                && mark.chain == word.0
                && mark.chain.device == deed.0.device
                && mark.seq < word.1;
            (after && before) || in_later_life
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{DeviceId, Incarnation};

    const SHIFT: SubjectId = SubjectId([7; 16]);

    fn chain(life: u8) -> ChainId {
        ChainId { device: DeviceId([1; 16]), incarnation: Incarnation([life; 8]) }
    }

    fn log(life: u8, steps: &[(u64, DutyStep)]) -> DutyLog {
        let mark = |(seq, step): &(u64, DutyStep)| DutyMark {
            chain: chain(life),
            seq: *seq,
            step: *step,
            shift: SHIFT,
        };
        DutyLog::new(steps.iter().map(mark).collect())
    }

    #[test]
    fn a_day_with_a_break_has_positions_on_duty_alone() {
        let day = log(
            1,
            &[
                (2, DutyStep::Begin),
                (10, DutyStep::BreakBegin),
                (12, DutyStep::BreakEnd),
                (20, DutyStep::End),
            ],
        );
        let allowed = |seq| day.state_at(chain(1), seq).allows_positions();
        assert!(!allowed(1) && !allowed(2), "before the shift");
        assert!(allowed(3) && allowed(10), "on duty");
        assert!(!allowed(11) && !allowed(12), "in the break");
        assert!(allowed(13) && !allowed(21), "until the end");
        assert_eq!(day.state_at(chain(1), 11).shift(), Some(SHIFT));
        assert!(
            !day.state_at(ChainId { device: DeviceId([9; 16]), ..chain(1) }, 5).allows_positions()
        );
    }

    #[test]
    fn a_break_that_ends_after_the_shift_brings_nobody_back_on_duty() {
        let odd = log(1, &[(1, DutyStep::Begin), (2, DutyStep::End), (3, DutyStep::BreakEnd)]);
        assert_eq!(odd.state_of(chain(1)), DutyState::Off);
    }

    #[test]
    fn a_restored_store_goes_on_in_the_shift_of_its_earlier_life() {
        let mut restored = log(1, &[(1, DutyStep::Begin)]);
        assert!(restored.state_at(chain(2), 0).allows_positions());
        restored.push(DutyMark { chain: chain(2), seq: 4, step: DutyStep::End, shift: SHIFT });
        assert!(restored.state_at(chain(2), 4).allows_positions());
        assert!(!restored.state_at(chain(2), 5).allows_positions());
        assert!(restored.ended_between((chain(1), 3), (chain(2), 5)));
        assert!(!restored.ended_between((chain(1), 3), (chain(2), 4)));
    }

    #[test]
    fn what_was_done_can_be_taken_back_until_the_shift_ends() {
        let day = log(1, &[(1, DutyStep::Begin), (9, DutyStep::End), (10, DutyStep::Begin)]);
        let c = chain(1);
        assert!(!day.ended_between((c, 5), (c, 8)));
        assert!(day.ended_between((c, 5), (c, 11)), "the next shift is another one");
        assert!(!day.ended_between((c, 11), (c, 12)));
        assert!(!DutyLog::default().ended_between((c, 5), (c, 8)), "nothing ended");
    }
}
