//! What finders of phones hand in: segments of outbox files and sealed files, kept as they are until a person with the
//! rescue key opens them.
//!
//! ```text
//! head ─ signed by a store that was ever enrolled here? ─ frames that it signed ─ room? ─ disk ─ receipt
//! ```
//!
//! There is one refusal for everything that no phone of this hub has written; whoever gets further holds something of
//! such a phone in his hands. Nothing of an order goes out.

mod arriving;
mod folder;
mod shown;

use axum::body::Body;
use axum::http::StatusCode;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{DeviceId, Hash};
use counterfoil_domain::keys::Purpose;
use counterfoil_domain::limits::{
    BLOB_BYTES_MAX, NAME_BYTES_MAX, OUTBOX_HEAD_BYTES_MAX, OUTBOX_SEGMENT_BYTES_MAX,
};
use counterfoil_domain::segment::{
    DropReceipt, DropReceiptStatement, LENGTH_BYTES, MAGIC, SegmentHead,
};
use counterfoil_sync::dropping::DropAnswer;
use futures_util::StreamExt as _;

pub use self::folder::{DroppedFolder, SegmentName};
use self::folder::{FolderError, Kept};
pub use self::shown::{
    DroppedList, DroppedShown, ListedShown, OpenDropped, OpenedNote, WaitingSegment,
};
use crate::blobs::staging::UploadId;
use crate::blobs::upload::sealed_bytes_max;
use crate::problem::{Answer, Problem};
use crate::server::Server;

impl Server {
    /// Takes a segment. The same one again, or less of it, gets a receipt and changes nothing.
    pub async fn take_dropped(&self, body: Body) -> Answer<DropAnswer> {
        let taken = self.take_segment(body).await;
        match &taken {
            Ok(_) => self.metrics.segments_dropped.add_one(),
            Err(_) => self.metrics.drops_refused.add_one(),
        }
        taken
    }

    async fn take_segment(&self, body: Body) -> Answer<DropAnswer> {
        let (mut stream, mut bytes) = (body.into_data_stream(), Vec::new());
        let mut begun = None;
        while let Some(part) = stream.next().await {
            let part = part.map_err(|_| refused())?;
            if (bytes.len() + part.len()) as u64 > OUTBOX_SEGMENT_BYTES_MAX {
                return Err(too_large());
            }
            bytes.extend_from_slice(&part);
            // Nobody's bytes are gathered further than a head is long, and of one store one segment at a time.
            if begun.is_none() && bytes.len() >= HEAD_BYTES_MAX {
                let name = self.check_head(&bytes).await?;
                let lock = self.upload_lock(of_segments(name.device));
                begun = Some((name, lock.try_lock_owned().map_err(|_| busy())?));
            }
        }
        let name = match &begun {
            Some((name, _)) => *name,
            None => self.check_head(&bytes).await?,
        };
        let kept = self.in_the_folder(move |folder| folder.keep(name, &bytes)).await?;
        Ok(self.dropped_answer(name, None, kept))
    }

    /// Takes a sealed file that a segment names, by its hash alone.
    pub async fn take_dropped_file(
        &self,
        name: SegmentName,
        sealed_hash: Hash,
        body: Body,
    ) -> Answer<DropAnswer> {
        let taken = self.take_file(name, sealed_hash, body).await;
        if taken.is_err() {
            self.metrics.drops_refused.add_one();
        }
        taken
    }

    async fn take_file(
        &self,
        name: SegmentName,
        sealed_hash: Hash,
        body: Body,
    ) -> Answer<DropAnswer> {
        let listed = self.in_the_folder(move |folder| folder.listed(name, sealed_hash)).await?;
        let bytes = listed.sealed_bytes;
        let kept = Kept { hash: sealed_hash, size_bytes: bytes, frames: 0, wanted: Vec::new() };
        let folder = self.dropped.clone();
        if folder.has_file(name.device, sealed_hash) {
            return Ok(self.dropped_answer(name, Some(sealed_hash), kept));
        }
        if bytes > sealed_bytes_max(BLOB_BYTES_MAX) {
            return Err(refused());
        }
        let lock = self.upload_lock(UploadId { device: name.device, sealed_hash });
        let Ok(_held) = lock.try_lock() else { return Err(busy()) };
        let mut file = self.in_the_folder(move |folder| folder.begin_file(name, listed)).await?;
        let mut stream = body.into_data_stream();
        while let Some(part) = stream.next().await {
            let part = part.map_err(|_| refused())?;
            file = self.in_the_folder(move |_| file.with(&part)).await?;
        }
        self.in_the_folder(move |folder| folder.finish_file(file)).await?;
        Ok(self.dropped_answer(name, Some(sealed_hash), kept))
    }

    /// Whose segment it is, if a store signed its head that was ever enrolled here.
    async fn check_head(&self, bytes: &[u8]) -> Answer<SegmentName> {
        let (head, _) = SegmentHead::read(bytes).map_err(|_| refused())?;
        let said = &head.statement;
        if said.tenant != self.tenant() || said.version < 2 || !head.is_signed() {
            return Err(refused());
        }
        let row = self.storage.device(self.tenant(), said.device).await?;
        match row.filter(|row| !row.office && Some(&row.session_key) == head.session.as_ref()) {
            Some(_) => Ok(SegmentName { device: said.device, segment: said.segment }),
            None => Err(refused()),
        }
    }

    /// Everything that finders have left.
    pub async fn list_dropped(&self) -> Answer<DroppedList> {
        let (waiting, opened) = self.in_the_folder(|folder| folder.list()).await?;
        let people = self.storage.people(self.tenant()).await?;
        let mut shown = Vec::new();
        for one in waiting {
            let row = self.storage.device(self.tenant(), one.device).await?;
            let of = |row: crate::storage::DeviceRow| {
                people.iter().find(|person| person.person == row.person)
            };
            let person_name = row.and_then(of).map(|row| row.name.clone()).unwrap_or_default();
            shown.push(DroppedShown { waiting: one, person_name });
        }
        Ok(DroppedList { waiting: shown, opened })
    }

    /// The bytes of a segment that waits.
    pub async fn dropped_segment(&self, name: SegmentName) -> Answer<Vec<u8>> {
        self.in_the_folder(move |folder| folder.segment(name)).await?.ok_or_else(Problem::not_found)
    }

    /// The bytes of a sealed file that lies beside such segments.
    pub async fn dropped_file(&self, device: DeviceId, sealed: Hash) -> Answer<Vec<u8>> {
        self.in_the_folder(move |folder| folder.file(device, sealed))
            .await?
            .ok_or_else(Problem::not_found)
    }

    /// A segment was opened and handed in: it goes, with the files that no other one names. A note stays.
    pub async fn dropped_was_opened(&self, name: SegmentName, opened: OpenDropped) -> Answer<()> {
        let by = opened.by.trim().to_owned();
        if by.is_empty() || by.len() > NAME_BYTES_MAX || by.contains(char::is_control) {
            return Err(Problem::malformed("Who opened it is not named"));
        }
        let SegmentName { device, segment } = name;
        let (hash, at_ms) = (opened.hash, self.now_ms());
        let segment = hex::encode(segment);
        let note = OpenedNote { device, segment, by, at_ms, hash, size_bytes: 0, frames: 0 };
        self.in_the_folder(move |folder| folder.open_for_good(name, note)).await
    }

    fn dropped_answer(&self, name: SegmentName, file: Option<Hash>, kept: Kept) -> DropAnswer {
        let SegmentName { device, segment } = name;
        let Kept { hash, size_bytes, frames, wanted } = kept;
        let (version, tenant, time_ms) = (1, self.tenant(), self.now_ms());
        let statement = DropReceiptStatement {
            version,
            tenant,
            device,
            segment,
            file,
            hash,
            size_bytes,
            frames,
            time_ms,
        };
        let signature = self.keyring.answer.sign(Purpose::Dropped, &statement.to_bytes());
        let receipt = DropReceipt { statement, signature };
        DropAnswer { receipt, keys: self.keyring.hub_keys(), wanted }
    }

    async fn in_the_folder<T: Send + 'static>(
        &self,
        work: impl FnOnce(&DroppedFolder) -> Result<T, FolderError> + Send + 'static,
    ) -> Answer<T> {
        let folder = self.dropped.clone();
        let done = tokio::task::spawn_blocking(move || work(&folder)).await;
        let done = done.map_err(|error| Problem::internal("dropped", &error))?;
        done.map_err(|error| match error {
            FolderError::Refused => refused(),
            FolderError::Full => full(),
            FolderError::Changed => changed(),
            FolderError::File(error) => Problem::internal("dropped", &error),
        })
    }
}

/// Bytes after which a head must be whole.
const HEAD_BYTES_MAX: usize = MAGIC.len() + LENGTH_BYTES + OUTBOX_HEAD_BYTES_MAX;

/// The lock of a store's segments, among those of uploads.
fn of_segments(device: DeviceId) -> UploadId {
    UploadId { device, sealed_hash: sha256(b"segments") }
}

/// One answer for whatever no phone of this hub has written: it does not say what is wrong with it.
fn refused() -> Problem {
    let title = "This is nothing that a phone of this hub has written";
    Problem::new(StatusCode::FORBIDDEN, "not_taken", title)
}

fn busy() -> Problem {
    let title = "Another request is handing this in";
    Problem::new(StatusCode::CONFLICT, "upload_busy", title)
}

fn changed() -> Problem {
    let title = "More of this segment has come since it was read";
    Problem::new(StatusCode::CONFLICT, "changed", title)
}

fn full() -> Problem {
    let title = "Too much of this phone, or of all, waits to be opened at the office";
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, "quota", title)
}

fn too_large() -> Problem {
    let title = "The body is larger than this route takes";
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", title)
}
