//! The hub: storage, log, gate, scope and the exchange; the shell around them answers HTTP.

pub mod storage;
