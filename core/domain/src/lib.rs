//! What a work order is, and the rules: compiled once for phone and hub.
//!
//! Nothing here performs I/O, reads a clock, makes randomness or logs; time and random bytes come in as
//! arguments. The byte layouts are specified in `docs/format.md`.

pub mod cbor;
pub mod hash;
pub mod ids;
pub mod limits;
