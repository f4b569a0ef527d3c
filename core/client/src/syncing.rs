//! The syncing desk: sessions with the hub, and how far each piece of work is on its way.

mod acknowledged;
mod apply;
pub(crate) mod branches;
mod engine;
mod live;
mod outgoing;
mod playbooks;
mod repair;
mod status;
mod uploads;

use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::limits::BATTERY_SMALL_PERCENT;
pub use counterfoil_sync::phone::{Noticed, TransportFailure, Why};

pub(crate) use self::apply::AS_OF;
pub(crate) use self::outgoing::{seal_anew, seal_now};
pub use self::status::{Stuck, StuckReason, SyncStatus};
pub use crate::door::Traffic;
use crate::error::ClientError;
use crate::phone::core::Core;
use crate::wiping;

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
    /// What the battery has left, where the shell knows. Below [`BATTERY_SMALL_PERCENT`] envelopes, signatures and
    /// thumbnails go and originals wait, and no network is waited for.
    pub battery: Option<Battery>,
}

/// What a battery has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Battery {
    /// Percent.
    pub percent: u8,
    /// Whether it is being charged.
    pub charging: bool,
}

impl Battery {
    /// Whether a session has to spare it.
    #[must_use]
    pub fn is_low(self) -> bool {
        !self.charging && self.percent < BATTERY_SMALL_PERCENT
    }
}

/// Why a session carried no large files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBackWhy {
    /// The battery is low; its percent.
    Battery(u8),
    /// The budget said so: a metered network.
    Asked,
}

/// Files that a session did not carry though it could have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldBack {
    /// Why.
    pub why: HeldBackWhy,
    /// How many; they go with the next session that may carry them.
    pub blobs: u64,
    /// Their sealed bytes still to go.
    pub sealed_bytes: u64,
}

impl Budget {
    /// The same with what the battery forbids taken out.
    fn spared(self) -> Self {
        match self.battery {
            Some(battery) if battery.is_low() => {
                Self { uploads: self.uploads.min(Uploads::Small), patient: false, ..self }
            }
            _ => self,
        }
    }

    /// Why large files are held back, if they are.
    fn held_back_why(&self) -> HeldBackWhy {
        match self.battery {
            Some(battery) if battery.is_low() && self.uploads > Uploads::Nothing => {
                HeldBackWhy::Battery(battery.percent)
            }
            _ => HeldBackWhy::Asked,
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(60),
            bytes: u64::MAX,
            pull: true,
            uploads: Uploads::All,
            patient: false,
            battery: None,
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
    /// Files that were held back, and why; absent if none were.
    pub held_back: Option<HeldBack>,
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

/// A session for the log: counts and sizes.
fn tell(report: &Report) {
    let Report { pushed, pulled, uploaded, unsent, more, .. } = *report;
    let (done, blobs_left) = (report.is_done(), report.blobs_left.0);
    let Traffic { bytes_up, bytes_down, round_trips, .. } = report.traffic;
    tracing::info!(
        done,
        pushed,
        pulled,
        uploaded,
        unsent,
        blobs_left,
        more,
        bytes_up,
        bytes_down,
        round_trips,
        "a session ended"
    );
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
    /// [`ClientError::SignInAgain`] before the first enrolment, [`ClientError::Closed`] as soon as the phone is closed
    /// (what an exchange brought before that stays), and those of the store. A store that the office has wiped closes
    /// itself: opened again it is a new one, of nobody.
    pub async fn run(&self, budget: Budget) -> Result<Report, ClientError> {
        let session = async {
            let _session = self.core.session.lock().await;
            Ok(engine::run(&self.core, budget).await?)
        };
        wiping::tell(&self.core).await?;
        let report = self.core.until_closed(session).await;
        if wiping::is_due(&self.core)? {
            wiping::wipe(&self.core)?;
            wiping::tell(&self.core).await?;
            return Err(ClientError::Closed);
        }
        let report = report?;
        tell(&report);
        Ok(report)
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
