//! Stranded changes: what was blocked and will not be written once more, because its store was revoked, the hub reads
//! out of the change and files as proposals. The office decides on them.

use counterfoil_domain::ids::DeviceId;
use counterfoil_domain::verdict::Verdict;

use super::{Marked, replaced};
use crate::office::worklist::mark_of;
use crate::problem::Answer;
use crate::server::Server;

/// Records of all stores that are looked through, newest first.
const LOOKED_AT_MAX: usize = 10_000;

impl Server {
    /// Files as proposals what the blocked changes of a store say. What was filed before, and what its author has
    /// written once more, is left alone.
    pub(in crate::office) async fn propose_stranded(&self, of: DeviceId) -> Answer<()> {
        for (row, verdict) in self.storage.remarkable(self.tenant(), LOOKED_AT_MAX).await? {
            if row.device != of || !matches!(verdict, Verdict::Blocked { .. }) {
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
