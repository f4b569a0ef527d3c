//! The office: one more author with a chain of its own. There is no second way to change an order.

use counterfoil_domain::ids::Incarnation;

use crate::keyring::random;

/// The office's chain. Each opening of the hub begins a new one: a restored hub must not write a second
/// envelope under a place that phones have seen.
#[derive(Debug)]
pub struct OfficeChain {
    /// The chain's life.
    pub incarnation: Incarnation,
}

impl OfficeChain {
    /// A chain that nobody has seen.
    pub fn new() -> Result<Self, getrandom::Error> {
        Ok(Self { incarnation: Incarnation(random()?) })
    }
}
