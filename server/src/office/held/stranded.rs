//! Stranded changes: what was blocked and will not be written once more, because its store was revoked or has not been
//! heard of for a day, the hub reads out of the change and files as proposals. The office decides on them.

use std::time::Duration;

use counterfoil_domain::ids::DeviceId;
use counterfoil_domain::limits::BLOCKED_CHANGE_PATIENCE_MS;
use counterfoil_domain::verdict::Verdict;

use super::{Marked, replaced};
use crate::office::worklist::mark_of;
use crate::problem::Answer;
use crate::server::Server;
use crate::storage::safety::WaitingRow;

/// Records of all stores that are looked through, newest first.
const LOOKED_AT_MAX: usize = 10_000;

impl Server {
    /// Files as proposals what the blocked changes of a store say.
    pub(in crate::office) async fn propose_stranded(&self, of: DeviceId) -> Answer<()> {
        self.propose_blocked(|row| row.device == of).await
    }

    /// Files as proposals what blocked changes say that came later than `after_ms` and that nobody has written once
    /// more within a day. Gives the moment up to which that is done, ms since 1970: what came until then needs no
    /// second look.
    ///
    /// # Errors
    /// Those of the storage; what was filed before stays filed.
    pub async fn file_overdue(&self, after_ms: u64) -> Answer<u64> {
        let until_ms = self.now_ms().saturating_sub(BLOCKED_CHANGE_PATIENCE_MS);
        if until_ms > after_ms {
            self.propose_blocked(|row| {
                row.received_at_ms > after_ms && row.received_at_ms <= until_ms
            })
            .await?;
        }
        Ok(until_ms.max(after_ms))
    }

    /// Files what is overdue every so often, until the hub is dropped or the task aborted. After a restart everything
    /// is looked at once: what was filed stands in the log.
    pub fn spawn_filing(&self, every: Duration) -> tokio::task::JoinHandle<()> {
        let hub = self.clone();
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(every);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            let mut done_ms = 0;
            loop {
                ticks.tick().await;
                if let Err(problem) = hub.flag_short().await {
                    tracing::warn!(code = problem.code, "shelves were not reckoned");
                }
                match hub.file_overdue(done_ms).await {
                    Ok(until_ms) => done_ms = until_ms,
                    // The next tick tries again.
                    Err(problem) => tracing::warn!(code = problem.code, "changes were not filed"),
                }
            }
        })
    }

    /// What was filed before, and what its author has written once more, is left alone.
    async fn propose_blocked(&self, which: impl Fn(&WaitingRow) -> bool + Send) -> Answer<()> {
        for (row, verdict) in self.storage.remarkable(self.tenant(), LOOKED_AT_MAX).await? {
            if !matches!(verdict, Verdict::Blocked { .. }) || !which(&row) {
                continue;
            }
            let read = self.read_order(row.subject).await?;
            let (mark, why) = mark_of(&verdict);
            let one = Marked { row, mark: mark.to_owned(), why };
            if replaced(&one, Some(&read)) {
                continue;
            }
            match self.adopt_held(one.row.hash).await {
                Err(problem) if problem.status.is_server_error() => return Err(problem),
                // Where nothing can be proposed, it stays in the list of what was blocked.
                Ok(_) | Err(_) => {}
            }
        }
        Ok(())
    }
}
