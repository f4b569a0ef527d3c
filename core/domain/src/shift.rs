//! A person's shift: duty and breaks, the load check of its morning, the three balances of its end.
//!
//! What belongs to a shift follows from places in its author's chain and from no clock: a fact is in
//! a shift if it stands behind the chain's `begin` and before its `end`. Everything here is a pure
//! function of folded subjects, so that phone and hub reckon alike.

pub mod balances;
pub mod duty;
pub mod load;
pub mod sequence;
pub mod sheet;

pub use balances::{Balances, BalancesBuilder};
pub use duty::{DutyLog, DutyMark, DutyState};
pub use load::{Known, LoadCheck, LoadRead, LoadVerdict, Whose};
pub use sequence::{Sequence, SequenceOffer};
pub use sheet::{BreakRow, CountedRow, ShiftSheet};

/// The list of a count that is of money.
pub const COUNTED_MONEY: &str = "money";
