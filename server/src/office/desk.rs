//! What the office's desk keeps in memory: cards as they stand, sessions, and contacts not yet written down.

use super::cards::CardShelf;
use super::contacts::Contacts;
use super::session::Sessions;

/// What the office's desk keeps in memory.
#[derive(Debug, Default)]
pub struct OfficeDesk {
    pub(super) cards: CardShelf,
    pub(super) contacts: Contacts,
    pub(super) sessions: Sessions,
    /// Versions are numbered one after the other.
    pub(crate) uploading_manual: tokio::sync::Mutex<()>,
}
