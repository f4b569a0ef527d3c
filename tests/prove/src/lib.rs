//! Harnesses that try to break what Counterfoil promises about work on a phone.
//!
//! - [`canary`]: planted secrets, looked for in every way in which bytes are written down.
//! - [`damage`]: stores whose bytes are not what was written.
//! - [`disk`]: a disk whose every call is known, and can fail.
//! - [`failing`]: every call of it fails, once or for good, in every kind of act.
//! - [`full`]: a small disk, filled to the brim and freed again.
//! - `fuzz`: thirteen places where bytes of others come in, each with what it must never do.
//! - [`kill`]: a phone whose process ends at any instant.
//! - `kill_erasing`: a hub, and a phone, that end at any instant of an erasure.
//! - [`kill_opening`]: the same for one that brings an old store up to date.
//! - `kill_wipe`: the same for one that wipes its phone.
//! - [`pages`]: every page of a database, those that are free too.
//! - [`power`]: power cuts at every call of it, in every way in which a disk loses what it was not asked to keep.
//! - `proxy`: a network between a phone and its hub that plays every trick.
//! - `siege`: a hub under attack, what it costs, and whether others are served meanwhile.
//! - `sim`: phones, a dispatcher and a hub in virtual time, through a swarm of troubles.
//! - [`scripts`]: what a phone does meanwhile, and what must be true afterwards; controls that must break.
//! - [`dice`]: chance that comes again with its seed; [`tier`]: how much is asked; [`quiet`]: panics that are expected.

pub mod canary;
pub mod damage;
pub mod dice;
pub mod disk;
pub mod failing;
pub mod full;
#[cfg(feature = "phone")]
pub mod fuzz;
#[cfg(feature = "phone")]
pub mod kill;
#[cfg(feature = "phone")]
pub mod kill_erasing;
pub mod kill_opening;
#[cfg(feature = "phone")]
pub mod kill_wipe;
pub mod pages;
pub mod power;
#[cfg(feature = "phone")]
pub mod proxy;
pub mod quiet;
pub mod scripts;
#[cfg(feature = "phone")]
pub mod siege;
#[cfg(feature = "phone")]
pub mod sim;
pub mod tier;

// The phone by which the store is tested is the one whose power is cut: one copy.
#[path = "../../../core/store/tests/world/phone.rs"]
#[expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]
mod phone;
