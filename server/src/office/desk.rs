//! What the office's desk keeps in memory: cards as they stand, sessions, and contacts not yet written down.

use std::sync::Arc;

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::sla::stops::Stops;

use super::cards::CardShelf;
use super::contacts::Contacts;
use super::notices::Rounds;
use super::session::Sessions;

/// What the office's desk keeps in memory.
#[derive(Debug, Default)]
pub struct OfficeDesk {
    pub(super) cards: CardShelf,
    pub(super) contacts: Contacts,
    pub(super) sessions: Sessions,
    /// The stops of the clock at a size of the log.
    pub(super) stops: tokio::sync::Mutex<(Option<u64>, Arc<Stops>)>,
    /// The first entry of the log of which shelves were not looked at yet.
    pub(super) shelves: tokio::sync::Mutex<u64>,
    pub(super) rounds: tokio::sync::Mutex<Rounds>,
    /// Versions are numbered one after the other.
    pub(crate) uploading_manual: tokio::sync::Mutex<()>,
}

impl OfficeDesk {
    /// Lets go of an erased order.
    pub(crate) async fn forget_card(&self, order: SubjectId) {
        self.cards.forget(order).await;
    }
}
