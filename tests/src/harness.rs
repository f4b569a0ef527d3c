//! A world in a process: a real hub that listens on this machine, real phones with their own signal, and an
//! office, so that a story reads as what people do.
//!
//! ```text
//! World ─┬─ hub        Server + axum on 127.0.0.1, in a temporary folder, with a backup folder beside it
//!        ├─ office     the dispatcher, over the hub's JSON API
//!        ├─ Person     one worker with a phone: Phone + HttpTransport, its folder, its own Signal
//!        └─ HandPhone  a phone built by hand, byte by byte, which may lie
//! ```
//!
//! Time passes only where a story says so for phones; the hub's clock goes on by itself and can be moved too.

pub mod clock;
pub mod forge;
pub mod hand;
pub mod hub;
pub mod office;
pub mod pictures;
pub mod world;

pub use clock::StoryClock;
pub use hand::HandPhone;
pub use world::World;
