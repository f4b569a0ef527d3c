//! Documents that were found full go on: the hub begins their next generation, in a transaction of its own.

use std::collections::BTreeSet;

use counterfoil_domain::ids::{SubjectId, TenantId};

use super::{ATTEMPTS_MAX, tell, with_care};
use crate::gate::{self, ChangeWorker, FullDocument, Shelf};
use crate::hub::Hub;
use crate::storage::{LoadRequest, Loaded, StorageError, Stored};

/// Documents that one sweep looks at.
const SWEPT_MAX: usize = 1_000;

/// Begins the next generation of all documents of which a value has to leave every phone: what was left when a hub
/// ended between the change and the generation.
pub async fn sweep(hub: &Hub, tenant: TenantId, now_ms: u64) -> Stored<()> {
    for row in hub.storage.leaving(tenant, SWEPT_MAX).await? {
        let subject = row.subject;
        if !begin(hub, tenant, &[FullDocument::from(row)], now_ms).await? {
            tracing::warn!(order = %subject, "a value that has to leave is still in its document");
        }
    }
    Ok(())
}

/// Begins the next generation of each document that is still full. Gives whether any began.
pub async fn begin(
    hub: &Hub,
    tenant: TenantId,
    full: &[FullDocument],
    now_ms: u64,
) -> Stored<bool> {
    let subjects: BTreeSet<SubjectId> = full.iter().map(|one| one.subject).collect();
    for _ in 0..ATTEMPTS_MAX {
        let subjects = subjects.iter().copied().collect();
        let request = LoadRequest { subjects, ..LoadRequest::default() };
        let full = full.to_vec();
        let judge = move |loaded: Loaded, shelf: &Shelf, worker: &dyn ChangeWorker, care| {
            gate::begin_generations(loaded, shelf, worker, (now_ms, care), &full)
        };
        let (slice, _) = with_care(hub, tenant, request, judge).await?;
        if slice.batch.entries.is_empty() {
            return Ok(false);
        }
        match hub.storage.commit(tenant, slice.batch).await {
            Ok(committed) => {
                tell(hub, tenant, committed.size, &slice.told);
                return Ok(true);
            }
            Err(StorageError::Moved) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StorageError::Moved)
}
