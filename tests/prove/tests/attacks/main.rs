//! The attack catalogue, as far as it needs a hub that listens: each attack is refused, costs little, and the hub goes
//! on serving others meanwhile. `docs/proof.md` has the whole table, with what other tests show.

mod bodies;
mod codes;
mod doors;
mod escalation;
mod finders;
mod guessing;
mod raw;
mod times;
mod webhooks;
mod words;
