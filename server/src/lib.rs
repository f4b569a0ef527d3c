//! The hub: storage, log, gate, scope and the exchange; the shell around them answers HTTP.

// On a phone of 32 bits a number must not be cut in silence; tests count small things.
#![cfg_attr(not(test), warn(clippy::cast_possible_truncation))]

pub mod app;
pub mod blobs;
pub mod budget;
pub mod certificate;
pub mod clock;
pub mod console;
pub mod door;
pub mod dropped;
pub mod enrolment;
pub mod erasing;
pub mod exchange;
pub mod gate;
pub mod hub;
pub mod intake;
pub mod keyring;
pub mod listening;
pub mod live;
pub mod manuals;
pub mod metrics;
pub mod nonce;
pub mod office;
pub mod page;
pub mod private_file;
pub mod problem;
pub mod range;
pub mod safe;
pub mod scope;
pub mod server;
pub mod storage;
pub mod tables;
pub mod tickets;
pub mod token;
pub mod wiping;
