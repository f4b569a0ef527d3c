//! The arrival of a blob: checked, closed under a key of its own, wrapped for every subject that names it, and
//! an entry of the log. Each step may be cut off and is done again by the next try.

use age::x25519;
use axum::http::StatusCode;
use counterfoil_domain::ids::{DeviceId, Hash, SubjectId};
use counterfoil_domain::log::{BlobArrived, Statement};
use counterfoil_domain::proof::UploadStatement;

use super::sealing::{self, SealedClaim, SealedFileError};
use super::staging::UploadId;
use super::upload::CheckedLeave;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::blobs::{BlobRow, DerivativeRow};

impl Server {
    /// Takes in a sealed file that is whole. Other content than was signed for is dropped, so that it can be sent
    /// again.
    pub(super) async fn arrive(&self, leave: &CheckedLeave) -> Answer<()> {
        let said = &leave.statement;
        let upload = UploadId { device: said.device, sealed_hash: said.sealed_hash };
        // Two sealed files may hold the same plain bytes: one of them after the other.
        let plain = UploadId { device: said.device, sealed_hash: said.plain_hash };
        let lock = self.upload_lock(plain);
        let _held = lock.lock().await;
        let blob_key = x25519::Identity::generate();
        let closed = match self.reseal(upload, said, &blob_key).await {
            Ok(closed) => closed,
            Err(error) if error.is_content() => {
                self.metrics.uploads_wrong.add_one();
                self.staging.drop_upload(upload).await.map_err(failed)?;
                return Err(wrong_content());
            }
            Err(error) => return Err(Problem::internal("blobs", &error)),
        };
        let stored = self.storage.blob(self.tenant(), said.device, said.plain_hash).await?;
        if stored.is_none() {
            let put = self.blobs.put(said.device, said.plain_hash, closed);
            put.await.map_err(|error| Problem::internal("blobs", &error))?;
            self.note_blob(leave, &blob_key).await?;
        } else {
            // Closed before under another key, in a try that was cut off, or as another derivative.
            self.note_derivative(said).await?;
        }
        self.note_arrival(said).await?;
        self.staging.drop_upload(upload).await.map_err(failed)
    }

    async fn reseal(
        &self,
        upload: UploadId,
        said: &UploadStatement,
        blob_key: &x25519::Identity,
    ) -> Result<Vec<u8>, SealedFileError> {
        let file = self.staging.open(upload).await?;
        let claim = SealedClaim {
            sealed_hash: said.sealed_hash,
            plain_hash: said.plain_hash,
            plain_size_bytes: said.plain_size_bytes,
        };
        let (key, to) = (self.keyring.upload.clone(), blob_key.to_public());
        let work = move || sealing::reseal(file, claim, &key, &to);
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|error| SealedFileError::File(std::io::Error::other(error)))?
    }

    async fn note_blob(&self, leave: &CheckedLeave, blob_key: &x25519::Identity) -> Answer<()> {
        let said = &leave.statement;
        let original = said.derived_from.as_ref().map_or(said.plain_hash, |one| one.original);
        let named = self.storage.named_blobs(self.tenant(), said.device, Some(original)).await?;
        let mut subjects: Vec<SubjectId> = named.named.iter().map(|(_, _, id)| *id).collect();
        subjects.push(leave.subject);
        subjects.sort_unstable();
        subjects.dedup();
        let mut wraps = Vec::new();
        for subject in subjects {
            wraps.extend(self.wrap_for(subject, blob_key)?.map(|wrapped| (subject, wrapped)));
        }
        let blob = BlobRow {
            device: said.device,
            hash: said.plain_hash,
            size_bytes: said.plain_size_bytes,
            hashed_at_ms: 0,
            arrived_at: None,
        };
        Ok(self.storage.add_blob(self.tenant(), blob, wraps, derivative(said)).await?)
    }

    async fn note_derivative(&self, said: &UploadStatement) -> Answer<()> {
        let Some(made) = derivative(said) else { return Ok(()) };
        let blob = BlobRow {
            device: said.device,
            hash: said.plain_hash,
            size_bytes: said.plain_size_bytes,
            hashed_at_ms: 0,
            arrived_at: None,
        };
        Ok(self.storage.add_blob(self.tenant(), blob, Vec::new(), Some(made)).await?)
    }

    async fn note_arrival(&self, said: &UploadStatement) -> Answer<()> {
        let (tenant, device, hash) = (self.tenant(), said.device, said.plain_hash);
        let row = self.storage.blob(tenant, device, hash).await?;
        if row.is_some_and(|row| row.arrived_at.is_some()) {
            return Ok(());
        }
        let arrived = BlobArrived { device, hash, size_bytes: said.plain_size_bytes };
        let statements = vec![Statement::BlobArrived(arrived)];
        let done = self.storage.append(tenant, statements, self.now_ms()).await?;
        self.storage.blob_arrived(tenant, device, hash, done.first).await?;
        self.poke(done.size);
        Ok(())
    }

    /// The key of a blob under a subject's storage key; `None` for an erased subject.
    fn wrap_for(&self, subject: SubjectId, blob_key: &x25519::Identity) -> Answer<Option<Vec<u8>>> {
        let Some(key) = self.subject_keys.find_or_make(subject)? else { return Ok(None) };
        let wrapped = sealing::wrap_key(blob_key, &key.to_public());
        wrapped.map(Some).map_err(|error| Problem::internal("blobs", &error))
    }

    /// The key of a blob, from any subject whose storage key is still there.
    pub(super) async fn blob_key(
        &self,
        device: DeviceId,
        hash: Hash,
    ) -> Answer<Option<x25519::Identity>> {
        for (subject, wrapped) in self.storage.wraps(self.tenant(), device, hash).await? {
            let Some(key) = self.subject_keys.find(subject)? else { continue };
            if let Ok(blob_key) = sealing::unwrap_key(&wrapped, &key) {
                return Ok(Some(blob_key));
            }
        }
        Ok(None)
    }

    /// Wraps a blob's key for a subject whose envelope named it after the blob had arrived.
    pub(crate) async fn wrap_late(
        &self,
        device: DeviceId,
        hash: Hash,
        subject: SubjectId,
    ) -> Answer<()> {
        let wraps = self.storage.wraps(self.tenant(), device, hash).await?;
        if wraps.iter().any(|(own, _)| *own == subject) {
            return Ok(());
        }
        let Some(blob_key) = self.blob_key(device, hash).await? else { return Ok(()) };
        let Some(wrapped) = self.wrap_for(subject, &blob_key)? else { return Ok(()) };
        Ok(self.storage.add_wrap(self.tenant(), device, hash, (subject, wrapped)).await?)
    }
}

fn derivative(said: &UploadStatement) -> Option<DerivativeRow> {
    said.derived_from.as_ref().map(|derived| DerivativeRow {
        original: derived.original,
        recipe: derived.recipe.clone(),
        hash: said.plain_hash,
    })
}

fn failed(error: std::io::Error) -> Problem {
    Problem::internal("staging", &error)
}

fn wrong_content() -> Problem {
    let title = "The file is not what was signed for; it was dropped, send it again";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong_content", title)
}
