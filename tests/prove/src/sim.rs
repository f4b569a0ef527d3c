//! A simulator: phones, a dispatcher and a hub in one process, on one thread and in virtual time. What happens, and
//! when, follows from one seed.
//!
//! ```text
//! seed ── plan ── steps ─┬─ acts      what workers do on the real client, over SQLCipher files
//!                        ├─ desk      what a dispatcher does, over the hub's JSON API
//!                        ├─ bad       items that the gate refuses, planted in phones' chains
//!                        ├─ troubles  kills, restored and cloned phones, restored hubs, wrong clocks …
//!                        └─ syncs ──── wire ── the hub's own router, gate and storage
//!                                       └─ air: losses, doubles, late requests, cuts, portals, strangers
//! at the end: all troubles stop, everybody syncs ── laws
//! ```
//!
//! The client, its store, the router, the gate and the hub's storage are those that people run. What stands in is the
//! network between them, the clocks and the system's randomness. The hub works on threads of its own; each step waits until they are done.

pub mod acts;
pub mod air;
pub mod bad;
pub mod chance;
pub mod desk;
pub mod hub;
pub mod laws;
pub mod ledger;
pub mod phone;
pub mod plan;
pub mod run;
pub mod trace;
pub mod troubles;
pub mod versions;
pub mod world;
