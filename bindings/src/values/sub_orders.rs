//! Sub-orders (子单): orders that are parts of another.

use super::words::Words;
use crate::crossing::shown;

shown! {
    /// A part of an order that is an order itself, as the hub said last.
    SubOrderRow from counterfoil_domain::order::SubOrderRow {
        /// The part.
        order: String,
        /// Its kind.
        kind: String,
        /// The same for people.
        kind_name: Words,
        /// Where it began or ended.
        stage: String,
        /// The same for people.
        stage_name: Words,
        /// Whether it is over.
        ended: bool,
    }
}

shown! {
    /// How many parts an order has.
    SubOrdersShown from counterfoil_domain::order::SubOrdersShown {
        /// All of them.
        count: i64,
        /// Those that are not over.
        open: i64,
    }
}
