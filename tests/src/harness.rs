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
//! Clocks go on by themselves; a story lets hours pass, sets a wall clock wrong, restarts a phone. Nothing waits for
//! time: whatever must settle is synced until it has, a bounded number of times.

pub mod acts;
pub mod clock;
pub mod dump;
pub mod forge;
pub mod hand;
pub mod hub;
pub mod lossy;
pub mod office;
pub mod papers;
pub mod person;
pub mod pictures;
pub mod played;
pub mod world;

pub use acts::{by_id, call, given, noted, refusal, scan};
pub use clock::{PhoneMoments, StoryClock};
pub use hand::HandPhone;
pub use person::Person;
pub use pictures::pen;
pub use played::PlayedPhone;
pub use world::World;
