//! What the harness, the stories and the benches share.

pub mod bench;
pub mod harness;
pub mod stranger;

// The fixtures by which the exchange is tested are those by which it is measured: one copy of each.
#[path = "../../core/sync/tests/exchange/ann.rs"]
mod ann;
#[path = "../../core/sync/tests/exchange/orders.rs"]
mod orders;
#[path = "../../core/sync/tests/exchange/visit.rs"]
mod visit;
