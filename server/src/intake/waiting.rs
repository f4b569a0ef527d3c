//! What waits is judged again: after an update of the hub, and after an enrolment.

use counterfoil_domain::ids::{SubjectId, TenantId};
use counterfoil_domain::limits::SLICE_ENVELOPES_MAX;

use super::{ATTEMPTS_MAX, begin_found, tell, with_care};
use crate::gate::{self, ChangeWorker, Shelf};
use crate::hub::Hub;
use crate::storage::{LoadRequest, Loaded, StorageError, Stored};

/// Judges again what waits, on every subject: the shell asks for it after an update and after an enrolment.
/// Gives how many envelopes got a final verdict.
pub async fn judge_waiting(hub: &Hub, tenant: TenantId, now_ms: u64) -> Stored<usize> {
    let mut after = None;
    let mut settled = 0;
    loop {
        let part = hub.storage.subjects_waiting(tenant, after, SLICE_ENVELOPES_MAX).await?;
        let Some(last) = part.last() else { return Ok(settled) };
        after = Some(*last);
        for subject in part {
            settled += judge_waiting_on(hub, tenant, subject, now_ms).await?;
        }
    }
}

/// The same on one subject.
pub(crate) async fn judge_waiting_on(
    hub: &Hub,
    tenant: TenantId,
    subject: SubjectId,
    now_ms: u64,
) -> Stored<usize> {
    for _ in 0..ATTEMPTS_MAX {
        let request = LoadRequest { subjects: vec![subject], ..LoadRequest::default() };
        let judge = move |loaded: Loaded, shelf: &Shelf, worker: &dyn ChangeWorker, care| {
            gate::judge_waiting(loaded, shelf, worker, (now_ms, care))
        };
        let (slice, _) = with_care(hub, tenant, request, judge).await?;
        if slice.verdicts.is_empty() {
            return Ok(0);
        }
        // What waits for another reason now is told so, and not that the hub needs an update.
        let settled = slice.verdicts.iter().filter(|(.., verdict)| verdict.is_final()).count();
        match hub.storage.commit(tenant, slice.batch).await {
            Ok(committed) => {
                tell(hub, tenant, committed.size, &slice.told);
                begin_found(hub, tenant, &slice.full, now_ms).await?;
                return Ok(settled);
            }
            Err(StorageError::Moved) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StorageError::Moved)
}
