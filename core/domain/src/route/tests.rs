//! The laws of routes: a permutation with every pin, exact where all orders can be tried, never silent about lateness.

mod exact;
mod laws;
mod world;
