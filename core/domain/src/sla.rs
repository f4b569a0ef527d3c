//! Service levels: business calendars, targets, pauses, and the moments at which somebody is warned.
//!
//! Everything here is a pure function of rules and instants; hub and phone reckon the same to the millisecond.

pub mod calendar;
pub mod clock;
pub mod hours;
pub mod reckon;
pub mod span;
