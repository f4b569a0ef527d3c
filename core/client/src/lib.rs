//! The phone's core: everything a native shell needs, behind four desks.
//!
//! ```text
//! Phone ─┬─ orders     lists, search, the sheet, typed commands with explained refusals, reports
//!        ├─ captures   photographs, signatures, positions, scans, consents, money
//!        ├─ syncing    run(budget), and how far each piece of work is on its way
//!        └─ account    enrolment, duty, the closing of a shift, "nothing left on this phone"
//! ```
//!
//! A desk's call is one transaction and needs no network; what it acknowledged is durable. Only
//! [`Syncing::run`], [`Account::enrol`], [`Account::enrol_with_ticket`] and [`Account::certificate`] talk to the
//! hub. Below the desks, `layers` makes an order's state from the acknowledged layer and the own work over it, and
//! `capturing` is the one path by which anything is written.

// On a phone of 32 bits a number must not be cut in silence; tests count small things.
#![cfg_attr(not(test), warn(clippy::cast_possible_truncation))]

pub mod account;
pub mod captures;
mod capturing;
mod door;
pub mod erasing;
mod error;
mod layers;
pub mod logs;
pub mod manuals;
pub mod media;
pub mod orders;
pub mod phone;
mod pieces;
pub mod ports;
pub mod report;
pub mod rescue;
pub mod syncing;
pub mod topics;
mod wiping;

pub use account::Account;
pub use captures::Captures;
pub use error::{ClientError, NotAllowed};
pub use orders::Orders;
pub use phone::{OpeningReport, Phone, PhoneConfig, SharedDevice};
pub use syncing::Syncing;
pub use topics::{Topic, Topics};
