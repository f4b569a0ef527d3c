//! The phone's end: a machine that takes events and gives effects.
//!
//! It performs no I/O and reads no clock: [`PhoneSync::handle`] gets the time and a random number with each
//! event and says what the outside must do. A session goes: load some of the outbox, send, check the answer,
//! commit it in one transaction, and again until nothing is left or the budget ends. Nothing that the hub did
//! not acknowledge is ever dropped here; a lost answer only means that the same envelopes go again.

mod backoff;
mod check;
mod event;
mod outcome;
mod session;

pub use check::{Noticed, receipt_matches};
pub use event::{
    Budget, Commit, Effect, Event, Finished, Now, Outbox, PhoneState, SentRun, TransportFailure,
    Why,
};
pub use session::PhoneSync;
