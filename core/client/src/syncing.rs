//! The syncing desk: sessions with the hub, and how far each piece of work is on its way.

mod acknowledged;
mod apply;
mod engine;
mod outgoing;
mod repair;
mod status;
mod uploads;

use std::sync::Arc;
use std::time::Duration;

pub use counterfoil_sync::phone::{Noticed, TransportFailure, Why};

pub(crate) use self::outgoing::seal_now;
pub use self::status::{Stuck, StuckReason, SyncStatus};
pub use crate::door::Traffic;
use crate::error::ClientError;
use crate::phone::core::Core;

/// Which blobs a session may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Uploads {
    /// None.
    Nothing,
    /// Signatures and thumbnails: for a metered network.
    Small,
    /// Originals as well, the small ones first.
    #[default]
    All,
}

/// How much a session may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// How long it may take.
    pub time: Duration,
    /// Bytes of bodies, both ways and with blobs; the request during which they are used up is still finished.
    pub bytes: u64,
    /// Whether to pull order data; pushing goes on without it.
    pub pull: bool,
    /// Which blobs may go.
    pub uploads: Uploads,
    /// Whether to wait and try again within the time when the network fails; otherwise the session ends.
    pub patient: bool,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(60),
            bytes: u64::MAX,
            pull: true,
            uploads: Uploads::All,
            patient: false,
        }
    }
}

/// What a session did and left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Envelopes that the hub confirmed.
    pub pushed: u64,
    /// Entries that were applied.
    pub pulled: u64,
    /// Blobs that arrived whole.
    pub uploaded: u64,
    /// What went over the wire.
    pub traffic: Traffic,
    /// Of it the exchange alone, without tokens and blobs.
    pub exchange: Traffic,
    /// Why the exchange ended.
    pub why: Why,
    /// Envelopes that the hub does not have.
    pub unsent: u64,
    /// Whether the hub has more for this phone.
    pub more: bool,
    /// Blobs that have not arrived, and their sealed bytes still to go.
    pub blobs_left: (u64, u64),
    /// The hub gives no order data until this store is enrolled again.
    pub sign_in_again: bool,
    /// What people or a later repair must know.
    pub noticed: Vec<Noticed>,
}

impl Report {
    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.why == Why::Done && self.unsent == 0 && !self.more && self.blobs_left.0 == 0
    }
}

/// The syncing desk.
#[derive(Debug, Clone)]
pub struct Syncing {
    core: Arc<Core>,
}

impl Syncing {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// One session: pushes, pulls and uploads as much as the budget allows. Being offline is no error but a reason
    /// in the report. Sessions of one phone take turns.
    ///
    /// # Errors
    /// [`ClientError::SignInAgain`] before the first enrolment, [`ClientError::Closed`], and those of the store.
    pub async fn run(&self, budget: Budget) -> Result<Report, ClientError> {
        let _session = self.core.session.lock().await;
        Ok(engine::run(&self.core, budget).await?)
    }

    /// How far the work of this phone is.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn status(&self) -> Result<SyncStatus, ClientError> {
        Ok(status::status(&self.core)?)
    }

    /// Lets safe blobs leave the phone that were made before this moment, ms since 1970 on this phone's wall
    /// clock. Gives how many left.
    ///
    /// # Errors
    /// Those of the store.
    pub fn drop_safe_blobs(&self, made_before_ms: i64) -> Result<usize, ClientError> {
        let store = self.core.store()?;
        Ok(store.drop_safe_blobs(made_before_ms, 1_000)?.len())
    }
}
