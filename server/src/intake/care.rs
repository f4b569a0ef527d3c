//! Judging a slice with as much care as it takes: cheaply first, change for change where one spoils the rest.

use std::time::{Duration, Instant};

use counterfoil_domain::ids::TenantId;

use crate::gate::{Care, ChangeWorker, Shelf, Slice, Spoiled};
use crate::hub::Hub;
use crate::storage::{LoadRequest, Loaded, StorageError, Stored};

/// Judges on what is loaded; once more, and each change for itself, where the slice's changes together spoil a
/// document; and once more with the places that may hold what was missing. Gives the time that judging took, too.
pub(super) async fn with_care<J>(
    hub: &Hub,
    tenant: TenantId,
    request: LoadRequest,
    judge: J,
) -> Stored<(Slice, Duration)>
where
    J: Fn(Loaded, &Shelf, &dyn ChangeWorker, Care) -> Result<Slice, Spoiled>,
    J: Clone + Send + 'static,
{
    let (mut spent, mut request) = (Duration::ZERO, request);
    let (mut care, mut with_places) = (Care::Slice, false);
    loop {
        let loaded = hub.storage.load_for_gate(tenant, request.clone()).await?;
        let shelf = hub.shelf(tenant, &loaded.tip).await?;
        let (worker, judge) = (hub.worker.clone(), judge.clone());
        let began = Instant::now();
        let work = move || judge(loaded, &shelf, worker.as_ref(), care);
        #[cfg(feature = "older")]
        let work = counterfoil_domain::older::carried(work);
        let judged = tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| StorageError::Engine(Box::new(error)))?;
        spent += began.elapsed();
        match judged {
            Ok(slice) if with_places || slice.wanted.is_empty() => return Ok((slice, spent)),
            Ok(slice) => {
                request.subjects.extend(slice.wanted);
                with_places = true;
            }
            Err(Spoiled) if care == Care::EachChange => {
                return Err(StorageError::Damaged("a document"));
            }
            Err(Spoiled) => {
                tracing::warn!("a slice spoiled a document and is judged again");
                care = Care::EachChange;
            }
        }
    }
}
