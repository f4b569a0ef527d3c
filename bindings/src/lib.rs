//! The phone's core for Kotlin and Swift: everything of UniFFI, and nothing else. No rule lives here.
//!
//! ```text
//! Phone ─┬─ Orders, Captures, Syncing, Account   the client's desks as objects: one-line methods
//!        ├─ Topics → TopicListener               "order X changed", told by one thread, under no lock
//!        └─ Ports                                what the host brings: secrets, signer, transport, clocks
//! crossing   how a value of the core becomes a plain record, and how a shell's is read
//! calling    where a call runs, and what becomes of a panic
//! values     the records and enums themselves
//! ```
//!
//! A call is a synchronous transaction on the caller's thread. Only what talks to the hub is asynchronous, and that
//! is a task of the library's own runtime. What is exported is kept as text in `tests/surface.txt`.

// On a phone of 32 bits a number must not be cut in silence; tests count small things.
#![cfg_attr(not(test), warn(clippy::cast_possible_truncation))]

pub mod account;
mod calling;
pub mod captures;
mod crossing;
pub mod error;
pub mod logs;
pub mod orders;
pub mod phone;
pub mod ports;
pub mod syncing;
pub mod topics;
pub mod values;

pub use error::{CounterfoilError, NotAllowed};
pub use phone::{Phone, PhoneConfig};
pub use ports::Ports;

uniffi::setup_scaffolding!();
