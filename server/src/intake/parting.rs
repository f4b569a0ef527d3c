//! The office parts two orders that a key had made one.

use counterfoil_domain::ids::TenantId;

use super::{ATTEMPTS_MAX, tell, with_care};
use crate::gate::{self, ChangeWorker, Parting, Shelf};
use crate::hub::Hub;
use crate::storage::{LoadRequest, Loaded, StorageError, Stored};

/// Undoes a join. Gives the index of the entry that says so; `None` if the two are not joined.
pub async fn part(
    hub: &Hub,
    tenant: TenantId,
    parting: Parting,
    now_ms: u64,
) -> Stored<Option<u64>> {
    for _ in 0..ATTEMPTS_MAX {
        let subjects = vec![parting.lead, parting.other];
        let request = LoadRequest { subjects, ..LoadRequest::default() };
        let judge = move |loaded: Loaded, shelf: &Shelf, worker: &dyn ChangeWorker, care| {
            gate::part(loaded, shelf, worker, (now_ms, care), parting)
        };
        let (slice, _) = with_care(hub, tenant, request, judge).await?;
        if slice.batch.entries.is_empty() {
            return Ok(None);
        }
        match hub.storage.commit(tenant, slice.batch).await {
            Ok(committed) => {
                tell(hub, tenant, committed.size, &slice.told);
                return Ok(Some(committed.first));
            }
            Err(StorageError::Moved) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StorageError::Moved)
}
