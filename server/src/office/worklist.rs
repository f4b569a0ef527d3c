//! What the dispatcher has to look at: late and refused work, and what waits.

use std::collections::BTreeMap;

use counterfoil_domain::ids::{DeviceId, Hash, SubjectId};
use counterfoil_domain::verdict::Verdict;
use serde::Serialize;

use crate::problem::Answer;
use crate::server::Server;

/// Rows of the worklist, at most.
const WORK_MAX: usize = 500;

/// One envelope that the office has to look at.
#[derive(Debug, Serialize)]
pub struct WaitingShown {
    /// The store that wrote it.
    pub device: DeviceId,
    /// Its header's hash.
    pub envelope: Hash,
    /// What it is about.
    pub subject: SubjectId,
    /// `late`, `flagged`, `refused`, `blocked`, `held`, or `body_missing`.
    pub mark: String,
    /// Why, as a short code.
    pub why: Option<String>,
    /// When it came, ms since 1970.
    pub received_at_ms: u64,
}

/// What the office has to look at.
#[derive(Debug, Default, Serialize)]
pub struct Worklist {
    /// Late, flagged, refused and blocked envelopes, newest first.
    pub inbox: Vec<WaitingShown>,
    /// Envelopes that wait for access, an update, a body; oldest first.
    pub waiting: Vec<WaitingShown>,
    /// How many wait in all.
    pub waiting_count: u64,
    /// Of orders of which nothing is unread but what one act told of many: the order under whose notice it stands.
    pub told_with: BTreeMap<SubjectId, SubjectId>,
}

impl Server {
    /// What somebody has to look at.
    pub async fn worklist(&self) -> Answer<Worklist> {
        let held = self.storage.waiting(self.tenant(), WORK_MAX).await?;
        let inbox = self.storage.remarkable(self.tenant(), WORK_MAX).await?;
        let sums = self.storage.sums(self.tenant()).await?;
        let waiting = held.into_iter().map(|row| WaitingShown {
            device: row.device,
            envelope: row.hash,
            subject: row.subject,
            mark: if row.why.is_some() { "held" } else { "body_missing" }.to_owned(),
            why: row.why,
            received_at_ms: row.received_at_ms,
        });
        let inbox = inbox.into_iter().map(|(row, verdict)| {
            let (mark, why) = mark_of(&verdict);
            WaitingShown {
                device: row.device,
                envelope: row.hash,
                subject: row.subject,
                mark: mark.to_owned(),
                why,
                received_at_ms: row.received_at_ms,
            }
        });
        let (waiting, inbox) = (waiting.collect(), inbox.collect());
        let told_with = self.storage.told_with(self.tenant()).await?;
        Ok(Worklist { inbox, waiting, waiting_count: sums.held, told_with })
    }
}

/// A verdict as the office API names it, with its short code.
pub(super) fn mark_of(verdict: &Verdict) -> (&'static str, Option<String>) {
    match verdict {
        Verdict::Accepted => ("accepted", None),
        Verdict::Flagged { why } => ("flagged", Some(why.clone())),
        Verdict::Late => ("late", None),
        Verdict::Refused { code } => ("refused", Some(code.clone())),
        Verdict::Blocked { .. } => ("blocked", None),
        Verdict::Retry { .. } => ("retry", None),
        Verdict::Held { why } => ("held", Some(why.clone())),
    }
}
