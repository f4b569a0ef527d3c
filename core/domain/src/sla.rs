//! Service levels: business calendars, targets, pauses, and the moments at which somebody is warned.
//!
//! * [`calendar`], [`clock`], [`reckon`]: one target, from intervals to the millisecond.
//! * [`service`], [`runs`]: what an order's targets are reckoned on, from its facts.
//! * [`stops`]: the clock stopped for many orders by one act.
//! * [`due`], [`target`]: the targets of an order as values, with their due moments.
//!
//! Everything here is a pure function of rules and instants; hub and phone reckon the same to the millisecond.

pub mod calendar;
pub mod clock;
pub mod due;
pub mod hours;
pub mod reckon;
pub mod runs;
pub mod service;
pub mod span;
pub mod stops;
pub mod target;
pub mod zone;
