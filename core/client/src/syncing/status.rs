//! How far the work is: on this phone, stored, safe; and a visible reason for each thing that is stuck.

use std::sync::PoisonError;

use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::outbox::{self, EnvelopeRow};
use counterfoil_store::{blobs, progress, quarantine};

use super::repair::HUB_CHANGED;
use crate::captures::count_drafts;
use crate::capturing::replay::is_settled;
use crate::error::Caused;
use crate::phone::core::Core;

/// Stuck envelopes that are listed.
const STUCK_MAX: usize = 200;

/// Why a piece of work does not go on by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StuckReason {
    /// The hub refused it; its code.
    Refused(String),
    /// Its facts count; its change could not be written once more and waits for the dispatcher.
    Blocked,
    /// The hub keeps it and judges it later; its code: `access`, `update_hub`, `person`, `gap`.
    Held(String),
    /// The hub took the file for another one, or it is not readable here any more.
    Upload,
    /// Something that came from the hub could not be applied; its code.
    Quarantined(String),
}

/// One stuck piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// The order, shift, place or asset, if it is known.
    pub subject: Option<SubjectId>,
    /// The envelope or blob, if there is one.
    pub hash: Option<Hash>,
    /// Why.
    pub reason: StuckReason,
}

/// How far the work of this phone is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncStatus {
    /// Envelopes on this phone alone.
    pub on_phone: u64,
    /// Envelopes that the hub has.
    pub stored: u64,
    /// Envelopes that also survive the loss of the hub's machine.
    pub safe: u64,
    /// Blobs that have not arrived.
    pub blobs_waiting: u64,
    /// Their sealed bytes still to go.
    pub blob_bytes_waiting: u64,
    /// Captures that are not finished.
    pub drafts: u32,
    /// Entries of the hub's log that this phone has seen.
    pub seen: Option<u64>,
    /// The hub gives no order data until this store is enrolled again.
    pub sign_in_again: bool,
    /// When the hub was found to have lost entries or to be another one, ms since 1970 by this phone.
    pub hub_changed_at_ms: Option<i64>,
    /// What does not go on by itself.
    pub stuck: Vec<Stuck>,
}

/// Reads it, from one moment.
pub(super) fn status(core: &Core) -> Caused<SyncStatus> {
    core.read(|connection| {
        let counts = outbox::counts(connection)?;
        let (blobs_waiting, blob_bytes_waiting) = blobs::waiting(connection)?;
        let mut stuck = Vec::new();
        for row in outbox::stuck(connection, STUCK_MAX)? {
            if let Some(reason) = reason(&row, is_settled(connection, row.hash)?) {
                stuck.push(Stuck { subject: Some(row.subject), hash: Some(row.hash), reason });
            }
        }
        for (name, _) in progress::notes(connection, "syncing/upload-refused/")? {
            let hash = name.rsplit('/').next().and_then(|text| text.parse().ok());
            stuck.push(Stuck { subject: None, hash, reason: StuckReason::Upload });
        }
        for item in quarantine::list(connection)? {
            let reason = StuckReason::Quarantined(item.reason);
            stuck.push(Stuck { subject: item.subject, hash: None, reason });
        }
        stuck.extend(super::playbooks::refused(connection)?);
        let changed = progress::note(connection, HUB_CHANGED)?;
        let access = core.access.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(SyncStatus {
            on_phone: counts.unsent,
            stored: counts.stored,
            safe: counts.safe,
            blobs_waiting,
            blob_bytes_waiting,
            drafts: count_drafts(connection)?,
            seen: progress::progress(connection)?.map(|progress| progress.seen.index),
            sign_in_again: access.enrol_again || core.enrolment().is_err(),
            hub_changed_at_ms: changed.and_then(|one| one.try_into().ok()).map(i64::from_be_bytes),
            stuck,
        })
    })
}

fn reason(row: &EnvelopeRow, is_settled: bool) -> Option<StuckReason> {
    match row.verdict.as_ref()? {
        Verdict::Refused { code } => Some(StuckReason::Refused(code.clone())),
        Verdict::Held { why } => Some(StuckReason::Held(why.clone())),
        Verdict::Blocked { .. } if !is_settled => Some(StuckReason::Blocked),
        _ => None,
    }
}
