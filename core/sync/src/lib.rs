//! The wire protocol, both ends, without I/O.

pub mod hub;
pub mod wire;
