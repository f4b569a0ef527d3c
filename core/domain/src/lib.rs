//! What a work order is, and the rules: compiled once for phone and hub.
//!
//! Nothing here performs I/O, reads a clock, makes randomness or logs; time and random bytes come in as
//! arguments. The byte layouts are specified in `docs/format.md`.

// On a phone of 32 bits a number must not be cut in silence; tests count small things.
#![cfg_attr(not(test), warn(clippy::cast_possible_truncation))]

pub mod address;
pub mod approval;
pub mod base45;
pub mod cbor;
pub mod command;
pub mod decision;
pub mod document;
pub mod envelope;
pub mod erasure;
pub mod extract;
pub mod fact;
pub mod faults;
pub mod forms;
pub mod gs1;
pub mod hash;
pub mod ids;
pub mod keys;
pub mod limits;
pub mod log;
pub mod map;
pub mod masking;
pub mod merkle;
pub mod moment;
#[cfg(feature = "older")]
pub mod older;
pub mod order;
pub mod playbook;
pub mod proof;
pub mod quality;
pub mod receipt;
pub mod route;
pub mod scan;
pub mod seal;
pub mod segment;
pub mod shift;
pub mod sla;
pub mod sorting;
pub mod stock;
pub mod stops;
pub mod subject;
pub mod verdict;
pub mod wipe;
