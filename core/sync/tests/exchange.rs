//! The exchange, both ends against each other: bytes, caps, hostile input, faults.

#[path = "exchange/ann.rs"]
mod ann;
#[path = "exchange/measures.rs"]
mod measures;
#[path = "exchange/pushing.rs"]
mod pushing;
#[path = "exchange/visit.rs"]
mod visit;
