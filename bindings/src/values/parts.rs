//! What a part's label says.

pub use counterfoil_domain::order::parts::PartVerdict;

use super::words::{Done, Words};
use crate::crossing::{same, shown};

/// What a scanned label says of the parts of an order.
#[uniffi::remote(Enum)]
pub enum PartVerdict {
    /// 领到: it was on its way to this order, and is here.
    Received,
    /// 重复: what was sent of it was received before.
    Already,
    /// 未发出: the order asked for it, and the store has not sent it.
    NotSent,
    /// 别单的: another order waits for it.
    Another,
    /// 分不清: it may be several articles of the order.
    Ambiguous,
    /// 不符: the order has no such part, or another piece of it was sent.
    Wrong,
}
same!(PartVerdict);

shown! {
    /// An article by its number and its name.
    PartArticle from counterfoil_domain::order::parts::Article {
        /// Stock-keeping number.
        sku: String,
        /// What people call it.
        name: String,
    }
}

shown! {
    /// What one scan of a part's label said, and what was kept of it.
    PartScanned from counterfoil_client::captures::PartScanned {
        /// What it says.
        verdict: PartVerdict,
        /// The same in words.
        words: Words,
        /// The articles of the order that the label names: one, or several to choose from.
        articles: Vec<PartArticle>,
        /// The piece, where label or store name it.
        serial: Option<String>,
        /// Pieces of the article that are still to come.
        due: i64,
        /// This person's other open orders that wait for such a part.
        orders: Vec<String>,
        /// The same label, seen again at once: nothing was written.
        repeated: bool,
        /// What was written; absent if it was repeated.
        done: Option<Done>,
    }
}
