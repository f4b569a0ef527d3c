//! The exchange, both ends against each other: bytes, caps, hostile input, faults.

#[path = "exchange/ann.rs"]
mod ann;
#[path = "exchange/pushing.rs"]
mod pushing;
