//! How far the work of this phone is, and what a session did.

use std::time::Duration;

use counterfoil_client::syncing as core;

use crate::crossing::{Asked, Shown, shown};
use crate::error::CounterfoilError;

shown! {
    /// How far the work of this phone is.
    SyncStatus from counterfoil_client::syncing::SyncStatus {
        /// Envelopes on this phone alone.
        on_phone: i64,
        /// Envelopes that the hub has.
        stored: i64,
        /// Envelopes that also survive the loss of the hub's machine.
        safe: i64,
        /// Blobs that have not arrived.
        blobs_waiting: i64,
        /// Their sealed bytes still to go.
        blob_bytes_waiting: i64,
        /// Captures that are not finished.
        drafts: i64,
        /// Entries of the hub's log that this phone has seen.
        seen: Option<i64>,
        /// The hub gives no order data until this store is enrolled again.
        sign_in_again: bool,
        /// When the hub was found to have lost entries or to be another one, ms since 1970 by this phone.
        hub_changed_at_ms: Option<i64>,
        /// What does not go on by itself.
        stuck: Vec<Stuck>,
    }
}

shown! {
    /// What went over the wire: bodies, and the headers that this side wrote and saw, apart.
    Traffic from counterfoil_client::syncing::Traffic {
        /// Bytes of bodies sent.
        bytes_up: i64,
        /// Bytes of bodies received.
        bytes_down: i64,
        /// Bytes of header lines sent.
        header_bytes_up: i64,
        /// Bytes of header lines received.
        header_bytes_down: i64,
        /// Requests that were answered.
        round_trips: i64,
    }
}

/// One stuck piece of work.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Stuck {
    /// The order, shift, place or asset, if it is known.
    pub subject: Option<String>,
    /// The envelope or blob, if there is one.
    pub hash: Option<String>,
    /// Why it does not go on by itself.
    pub reason: StuckReason,
    /// The reason's short code, where there is one: `access`, `person`, `gap`.
    pub code: Option<String>,
}

/// Why a piece of work does not go on by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum StuckReason {
    /// The hub refused it.
    Refused,
    /// Its facts count; its change could not be written once more and waits for the dispatcher.
    Blocked,
    /// The hub keeps it and judges it later.
    Held,
    /// The hub took the file for another one, or it is not readable here any more.
    Upload,
    /// Something that came from the hub could not be applied.
    Quarantined,
}

impl Shown<Stuck> for core::Stuck {
    fn shown(self) -> Stuck {
        let (reason, code) = match self.reason {
            core::StuckReason::Refused(code) => (StuckReason::Refused, Some(code)),
            core::StuckReason::Blocked => (StuckReason::Blocked, None),
            core::StuckReason::Held(code) => (StuckReason::Held, Some(code)),
            core::StuckReason::Upload => (StuckReason::Upload, None),
            core::StuckReason::Quarantined(code) => (StuckReason::Quarantined, Some(code)),
        };
        Stuck { subject: self.subject.shown(), hash: self.hash.shown(), reason, code }
    }
}

pub use core::Uploads;

/// Which blobs a session may carry.
#[uniffi::remote(Enum)]
pub enum Uploads {
    /// None.
    Nothing,
    /// Signatures and thumbnails: for a metered network.
    Small,
    /// Originals as well, the small ones first.
    All,
}

/// What a battery has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Battery {
    /// Percent, 0 to 100.
    pub percent: i64,
    /// Whether it is being charged.
    pub charging: bool,
}

/// How much a session may do.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Budget {
    /// How long it may take, ms.
    #[uniffi(default = 60000)]
    pub time_ms: i64,
    /// Bytes of bodies, both ways and with blobs; absent for any number.
    #[uniffi(default = None)]
    pub bytes: Option<i64>,
    /// Whether to pull order data; pushing goes on without it.
    #[uniffi(default = true)]
    pub pull: bool,
    /// Which blobs may go; absent for all.
    #[uniffi(default = None)]
    pub uploads: Option<Uploads>,
    /// Whether to wait for a network that failed, as long as the time lasts, instead of ending at once.
    #[uniffi(default = false)]
    pub patient: bool,
    /// The battery; with a low one envelopes, signatures and thumbnails go and originals wait.
    #[uniffi(default = None)]
    pub battery: Option<Battery>,
}

impl Asked<core::Budget> for Budget {
    fn asked(self) -> Result<core::Budget, CounterfoilError> {
        let battery = match self.battery {
            None => None,
            Some(Battery { percent, charging }) => {
                Some(core::Battery { percent: percent.asked()?, charging })
            }
        };
        Ok(core::Budget {
            time: Duration::from_millis(self.time_ms.asked()?),
            bytes: self.bytes.map_or(Ok(u64::MAX), Asked::asked)?,
            pull: self.pull,
            uploads: self.uploads.unwrap_or(Uploads::All),
            patient: self.patient,
            battery,
        })
    }
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SessionEnd {
    /// Nothing is left to do.
    Done,
    /// The budget is used up.
    Budget,
    /// Somebody stopped it.
    Stopped,
    /// No network, or it was cut.
    Offline,
    /// The token is over: this store has to be enrolled again.
    SignInAgain,
    /// The hub does not know this store's keys.
    NotKnown,
    /// The hub asks for patience, or failed.
    HubBusy,
    /// The hub is of a version with which this program cannot speak.
    UpdateNeeded,
    /// The store could not write.
    Store,
    /// The answer was not the hub's, or not to this request.
    NotTrusted,
    /// The hub's log is not the one that this phone knows.
    HubChanged,
    /// An exchange moved nothing although something is left.
    Stuck,
}

impl Shown<SessionEnd> for core::Why {
    fn shown(self) -> SessionEnd {
        use core::TransportFailure as Failure;
        match self {
            Self::Done => SessionEnd::Done,
            Self::Budget => SessionEnd::Budget,
            Self::Cancelled => SessionEnd::Stopped,
            Self::Transport(Failure::Offline) => SessionEnd::Offline,
            Self::Transport(Failure::SignInAgain) => SessionEnd::SignInAgain,
            Self::Transport(Failure::NotKnown) => SessionEnd::NotKnown,
            Self::Transport(Failure::UpdateNeeded) => SessionEnd::UpdateNeeded,
            Self::Transport(Failure::Busy { .. } | Failure::Failed | Failure::TooLarge) => {
                SessionEnd::HubBusy
            }
            Self::Store => SessionEnd::Store,
            Self::NotTrusted => SessionEnd::NotTrusted,
            Self::HubChanged => SessionEnd::HubChanged,
            Self::Stuck => SessionEnd::Stuck,
        }
    }
}

/// What a session did and left.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SyncReport {
    /// Why it ended.
    pub end: SessionEnd,
    /// Whether nothing is left to do.
    pub is_done: bool,
    /// Envelopes that the hub confirmed.
    pub pushed: i64,
    /// Entries that were applied.
    pub pulled: i64,
    /// Blobs that arrived whole.
    pub uploaded: i64,
    /// What went over the wire; absent for a session that was stopped.
    pub traffic: Option<Traffic>,
    /// Envelopes that the hub does not have.
    pub unsent: i64,
    /// Whether the hub has more for this phone, as far as it said.
    pub more: bool,
    /// Blobs that have not arrived.
    pub blobs_left: i64,
    /// Their sealed bytes still to go.
    pub blob_bytes_left: i64,
    /// Files that could have gone and were held back by the battery or the budget.
    pub held_back: i64,
    /// The hub gives no order data until this store is enrolled again.
    pub sign_in_again: bool,
}

impl Shown<SyncReport> for core::Report {
    fn shown(self) -> SyncReport {
        SyncReport {
            is_done: self.is_done(),
            end: self.why.shown(),
            pushed: self.pushed.shown(),
            pulled: self.pulled.shown(),
            uploaded: self.uploaded.shown(),
            traffic: Some(self.traffic.shown()),
            unsent: self.unsent.shown(),
            more: self.more,
            blobs_left: self.blobs_left.0.shown(),
            blob_bytes_left: self.blobs_left.1.shown(),
            held_back: self.held_back.map_or(0, |held| held.blobs.shown()),
            sign_in_again: self.sign_in_again,
        }
    }
}

impl SyncReport {
    /// Of a session that ended by itself. What is unsent is what the store says: a session that had no signal has
    /// not looked.
    pub(crate) fn ended(report: core::Report, after: &core::SyncStatus) -> Self {
        let told: Self = report.shown();
        let is_done = told.is_done && after.on_phone == 0;
        Self { is_done, unsent: after.on_phone.shown(), ..told }
    }

    /// Of a session that was stopped: what the store says after it, beside what it said before.
    pub(crate) fn stopped(before: &core::SyncStatus, after: &core::SyncStatus) -> Self {
        let (seen_before, seen) = (before.seen.unwrap_or(0), after.seen.unwrap_or(0));
        Self {
            end: SessionEnd::Stopped,
            is_done: false,
            pushed: before.on_phone.saturating_sub(after.on_phone).shown(),
            pulled: seen.saturating_sub(seen_before).shown(),
            uploaded: before.blobs_waiting.saturating_sub(after.blobs_waiting).shown(),
            traffic: None,
            unsent: after.on_phone.shown(),
            more: false,
            blobs_left: after.blobs_waiting.shown(),
            blob_bytes_left: after.blob_bytes_waiting.shown(),
            held_back: 0,
            sign_in_again: after.sign_in_again,
        }
    }
}
