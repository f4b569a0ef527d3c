//! The hub: storage, log, gate, scope and the exchange; the shell around them answers HTTP.

pub mod app;
pub mod blobs;
pub mod budget;
pub mod certificate;
pub mod clock;
pub mod console;
pub mod door;
pub mod enrolment;
pub mod exchange;
pub mod gate;
pub mod hub;
pub mod intake;
pub mod keyring;
pub mod live;
pub mod metrics;
pub mod nonce;
pub mod office;
pub mod page;
pub mod private_file;
pub mod problem;
pub mod safe;
pub mod scope;
pub mod server;
pub mod storage;
pub mod tables;
pub mod token;
