//! A disk of which every call is known: the C library's file calls of this process, ours and SQLite's alike, pass
//! through [`calls`], which writes down what was asked of one folder and can let one of them fail.
//!
//! ```text
//! Store, SQLite, age ── open, write, fsync, rename … ── calls ─┬─ the real system
//!                                                              ├─ journal: what changed, in order
//!                                                              └─ faults:  the k-th of them fails
//! journal ── replay ── image: the folder as a power cut may leave it
//! ```
//!
//! Nothing stands in for the real thing: the store that runs here is the store that phones run.

#[cfg(target_os = "linux")]
#[expect(unreachable_pub, reason = "the linker sees them")]
mod calls;
mod fault;
mod image;
mod journal;
mod memory;
mod replay;

pub use self::fault::{Fault, Kind};
pub use self::image::{Image, Loss};
pub use self::journal::{Change, Journal, Recording, acknowledged};
pub use self::memory::short_of_memory;
pub use self::replay::Replay;
