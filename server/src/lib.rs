//! The hub: storage, log, gate, scope and the exchange; the shell around them answers HTTP.

pub mod blobs;
pub mod clock;
pub mod keyring;
pub mod nonce;
pub mod private_file;
pub mod storage;
pub mod token;
