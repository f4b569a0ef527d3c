//! Resumable uploads: HEAD gives the offset, PATCH appends (IETF resumable-upload draft, without the interim
//! 104 response). What is uploaded is the sealed file itself, under a signature that is good for those bytes
//! alone, so that the operating system can carry it long after the app was closed.

use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use counterfoil_domain::envelope::{Body as EnvelopeBody, Header};
use counterfoil_domain::ids::{DeviceId, Hash, SubjectId};
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::limits::{
    BLOB_BYTES_MAX, NAME_BYTES_MAX, SEALING_BYTES_MAX, STAGED_BYTES_PER_DEVICE_MAX,
    UPLOAD_CHUNK_BYTES_MAX,
};
use counterfoil_domain::proof::UploadStatement;
use counterfoil_sync::access::{PARTIAL_UPLOAD, UPLOAD_HEADER, UPLOAD_INTEROP_VERSION, read_leave};
use futures_util::StreamExt as _;

use super::staging::UploadId;
use crate::door;
use crate::erasing::existed_erased;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// Bytes gathered before they are appended, and fsynced, together.
const GATHERED_BYTES: usize = 256 * 1024;

/// Leave to upload that stands, with the subject of the envelope that it names.
#[derive(Debug, Clone)]
pub struct CheckedLeave {
    /// What was signed.
    pub statement: UploadStatement,
    /// The envelope's subject.
    pub subject: SubjectId,
}

impl CheckedLeave {
    fn upload(&self) -> UploadId {
        UploadId { device: self.statement.device, sealed_hash: self.statement.sealed_hash }
    }
}

impl Server {
    /// Answers HEAD: how much of the sealed file is here.
    pub async fn upload_offset(
        &self,
        headers: &HeaderMap,
        device: DeviceId,
        sealed_hash: Hash,
    ) -> Answer<Response> {
        let leave = self.check_leave(headers, device, sealed_hash).await?;
        if self.has_arrived(&leave.statement).await? {
            return Ok(standing(leave.statement.sealed_size_bytes, true));
        }
        let offset = self.staging.offset(leave.upload()).await.map_err(failed)?;
        Ok(standing(offset, false))
    }

    /// Answers PATCH: appends, and checks and keeps the file when it is whole.
    pub async fn upload_append(
        &self,
        headers: &HeaderMap,
        device: DeviceId,
        sealed_hash: Hash,
        body: Body,
    ) -> Answer<Response> {
        let leave = self.check_leave(headers, device, sealed_hash).await?;
        let (from, says_complete) = patch_headers(headers)?;
        let lock = self.upload_lock(leave.upload());
        let Ok(_held) = lock.try_lock() else { return Err(busy()) };
        let whole = leave.statement.sealed_size_bytes;
        if self.has_arrived(&leave.statement).await? {
            return Ok(standing(whole, true));
        }
        let offset = self.staging.offset(leave.upload()).await.map_err(failed)?;
        if from != offset {
            return Err(mismatch(offset, from));
        }
        self.check_room(device).await?;
        let offset = self.append_stream(&leave, offset, body).await?;
        if offset < whole {
            return if says_complete {
                Err(incomplete(offset, whole))
            } else {
                Ok(standing(offset, false))
            };
        }
        self.arrive(&leave).await?;
        Ok(standing(whole, true))
    }

    /// Takes a whole sealed file that the office hands in for a store whose keys are gone: what an envelope of that
    /// store names, under the same bounds as the store's own upload.
    pub async fn upload_rescued(&self, said: UploadStatement, body: Body) -> Answer<Response> {
        let whole = said.sealed_size_bytes;
        let fits = said.plain_size_bytes <= BLOB_BYTES_MAX
            && whole <= sealed_bytes_max(said.plain_size_bytes)
            && self.storage.device(self.tenant(), said.device).await?.is_some();
        if !fits {
            return Err(not_named());
        }
        let leave = CheckedLeave { subject: self.named_by(&said).await?, statement: said };
        let lock = self.upload_lock(leave.upload());
        let Ok(_held) = lock.try_lock() else { return Err(busy()) };
        if self.has_arrived(&leave.statement).await? {
            return Ok(standing(whole, true));
        }
        if body.size_hint().exact() == Some(0) {
            return Err(incomplete(0, whole)); // asked only whether it is here
        }
        self.check_room(leave.statement.device).await?;
        // What the phone itself had sent of this file goes: here it comes whole.
        self.staging.drop_upload(leave.upload()).await.map_err(failed)?;
        let offset = self.append_stream(&leave, 0, body).await?;
        if offset < whole {
            return Err(incomplete(offset, whole));
        }
        self.arrive(&leave).await?;
        Ok(standing(whole, true))
    }

    /// Appends as the bytes come, so that a connection that breaks loses little.
    async fn append_stream(
        &self,
        leave: &CheckedLeave,
        mut offset: u64,
        body: Body,
    ) -> Answer<u64> {
        let (upload, whole) = (leave.upload(), leave.statement.sealed_size_bytes);
        let mut stream = body.into_data_stream();
        let (mut gathered, mut gathered_bytes, mut taken) = (Vec::new(), 0, 0);
        while let Some(part) = stream.next().await {
            let Ok(part) = part else { break }; // cut off: what came is kept
            taken += part.len();
            if taken > UPLOAD_CHUNK_BYTES_MAX
                || offset + (gathered_bytes + part.len()) as u64 > whole
            {
                return Err(too_long());
            }
            gathered_bytes += part.len();
            gathered.push(part);
            if gathered_bytes >= GATHERED_BYTES {
                offset = self.append(upload, offset, &gathered).await?;
                (gathered, gathered_bytes) = (Vec::new(), 0);
            }
        }
        if gathered_bytes > 0 {
            offset = self.append(upload, offset, &gathered).await?;
        }
        Ok(offset)
    }

    async fn append(&self, upload: UploadId, offset: u64, bytes: &[Bytes]) -> Answer<u64> {
        let now = self.staging.append(upload, offset, bytes).await.map_err(failed)?;
        self.metrics.upload_bytes.add(now - offset);
        Ok(now)
    }

    async fn check_room(&self, device: DeviceId) -> Answer<()> {
        let held = self.staging.held_bytes(device).await.map_err(failed)?;
        if held < STAGED_BYTES_PER_DEVICE_MAX { Ok(()) } else { Err(no_room()) }
    }

    /// Whether these plain bytes of this device are here already.
    async fn has_arrived(&self, said: &UploadStatement) -> Answer<bool> {
        let found = self.storage.blob(self.tenant(), said.device, said.plain_hash).await?;
        if found.is_none_or(|blob| blob.arrived_at.is_none()) {
            return Ok(false);
        }
        let Some(derived) = &said.derived_from else { return Ok(true) };
        let known = self.storage.derivatives(self.tenant(), said.device, derived.original).await?;
        Ok(known.iter().any(|row| row.recipe == derived.recipe && row.hash == said.plain_hash))
    }

    /// The signature of a store that was ever enrolled, over bytes that one of its envelopes names.
    async fn check_leave(
        &self,
        headers: &HeaderMap,
        device: DeviceId,
        sealed_hash: Hash,
    ) -> Answer<CheckedLeave> {
        let text = headers.get(UPLOAD_HEADER).and_then(|value| value.to_str().ok());
        let leave = text.and_then(|text| read_leave(text).ok()).ok_or_else(door::unproven)?;
        let said = &leave.statement;
        let fits = said.version == 1
            && said.tenant == self.tenant()
            && said.device == device
            && said.sealed_hash == sealed_hash
            && said.plain_size_bytes <= BLOB_BYTES_MAX
            && said.sealed_size_bytes <= sealed_bytes_max(said.plain_size_bytes)
            && said.derived_from.as_ref().is_none_or(|one| one.recipe.len() <= NAME_BYTES_MAX);
        let row = self.storage.device(self.tenant(), device).await?;
        let signed = row.is_some_and(|row| {
            row.session_key.verify(Purpose::Upload, &said.to_bytes(), &leave.signature).is_ok()
        });
        if !fits || !signed {
            self.metrics.proofs_refused.add_one();
            return Err(door::unproven());
        }
        let subject = self.named_by(said).await?;
        Ok(CheckedLeave { statement: leave.statement, subject })
    }

    /// The subject of the envelope that names the blob, or its original; whatever the envelope's verdict.
    async fn named_by(&self, said: &UploadStatement) -> Answer<SubjectId> {
        let found = self.storage.envelope(self.tenant(), said.envelope).await?;
        let found = found.ok_or_else(envelope_missing)?;
        let header: Option<Header> = counterfoil_domain::cbor::decode(&found.header_bytes).ok();
        let header = header.filter(|header| header.device == said.device);
        let header = header.ok_or_else(envelope_missing)?;
        let Some(body) = found.body else {
            let erased = self.subject_keys.is_erased(header.subject.id);
            return Err(if erased { existed_erased() } else { envelope_missing() });
        };
        let body = EnvelopeBody::from_bytes(&body.bytes).map_err(|_| not_named())?;
        let wanted = said.derived_from.as_ref().map_or(said.plain_hash, |derived| derived.original);
        let named = body.blobs().iter().any(|blob| {
            blob.hash == wanted
                && (said.derived_from.is_some() || blob.size_bytes == said.plain_size_bytes)
        });
        if named { Ok(header.subject.id) } else { Err(not_named()) }
    }
}

/// Bytes that a sealed file of so many plain ones has at most.
pub(crate) fn sealed_bytes_max(plain_bytes: u64) -> u64 {
    plain_bytes + plain_bytes.div_ceil(64 * 1024) * 16 + SEALING_BYTES_MAX
}

fn patch_headers(headers: &HeaderMap) -> Answer<(u64, bool)> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text(header::CONTENT_TYPE.as_str()) != Some(PARTIAL_UPLOAD) {
        let title = "An upload is appended with Content-Type application/partial-upload";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", title));
    }
    let offset = text("upload-offset").and_then(|text| text.parse().ok());
    let offset = offset.ok_or_else(|| Problem::malformed("Upload-Offset is missing"))?;
    match text("upload-complete") {
        Some("?1") => Ok((offset, true)),
        Some("?0") => Ok((offset, false)),
        _ => Err(Problem::malformed("Upload-Complete is missing")),
    }
}

/// The headers that say how an upload stands.
fn standing(offset: u64, complete: bool) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert("upload-offset", HeaderValue::from(offset));
    headers.insert("upload-complete", HeaderValue::from_static(if complete { "?1" } else { "?0" }));
    headers
        .insert("upload-draft-interop-version", HeaderValue::from_static(UPLOAD_INTEROP_VERSION));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn failed(error: std::io::Error) -> Problem {
    Problem::internal("staging", &error)
}

fn envelope_missing() -> Problem {
    let title = "The envelope that names this blob is not here yet; push it first";
    Problem::new(StatusCode::CONFLICT, "envelope_missing", title)
}

fn not_named() -> Problem {
    let title = "The envelope does not name these bytes";
    Problem::new(StatusCode::FORBIDDEN, "not_named", title)
}

fn busy() -> Problem {
    let title = "Another request is appending to this upload";
    Problem::new(StatusCode::CONFLICT, "upload_busy", title)
}

fn mismatch(expected: u64, provided: u64) -> Problem {
    let title = "The upload stands at another offset";
    Problem::new(StatusCode::CONFLICT, "upload_offset", title)
        .with("expected-offset", expected)
        .with("provided-offset", provided)
}

fn incomplete(offset: u64, whole: u64) -> Problem {
    let title = "The upload is shorter than what was signed";
    Problem::new(StatusCode::CONFLICT, "upload_incomplete", title)
        .with("expected-offset", offset)
        .with("size", whole)
}

fn too_long() -> Problem {
    let title = "More bytes than were signed, or than one request may append";
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_long", title)
}

fn no_room() -> Problem {
    let title = "Too many bytes of this device wait in partial uploads; finish some first";
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, "quota", title)
}
