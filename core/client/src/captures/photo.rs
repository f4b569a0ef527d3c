//! Photographs: sealed as they came, developed, and written down, so that a kill at any instant leaves either
//! nothing visible or a whole fact.

use std::path::PathBuf;

use counterfoil_domain::command::Command;
use counterfoil_domain::envelope::BlobRef;
use counterfoil_domain::fact::{Fact, Photo};
use counterfoil_domain::ids::{FactId, Hash, SubjectId};
use counterfoil_domain::limits::BLOB_BYTES_MAX;
use counterfoil_domain::proof::Derived;
use counterfoil_store::blobs::{self, BlobRow};
use counterfoil_store::vault::SealedBlob;

use super::draft::{self, Draft};
use super::{Captures, URGENCY_ORIGINAL, URGENCY_SCALED, URGENCY_THUMBNAIL, new_row, reference};
use crate::capturing::{self, Done, Intent};
use crate::error::{CauseError, Caused, ClientError};
use crate::layers;
use crate::media::photo::{
    EncodedPicture, PhotoQuality, PreparedPhoto, prepare_bytes, prepare_photo_with_preview,
};
use crate::orders::tell;
use crate::phone::core::Core;

/// A photograph as the shell hands it over: by path, never by bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoSource {
    /// The file as the camera wrote it. It is read, never changed; the shell may remove it afterwards.
    pub path: PathBuf,
    /// A JPEG, PNG or WebP of the same picture, used only if the original cannot be decoded here (HEIC).
    pub preview: Option<PathBuf>,
    /// What it shows: `door`, `damage`; as the playbook names it.
    pub role: String,
}

/// A photograph that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoTaken {
    /// Its fact.
    pub fact: FactId,
    /// SHA-256 of the original: its name everywhere.
    pub original: Hash,
    /// What was measured; absent if it cannot be decoded here.
    pub quality: Option<PhotoQuality>,
    /// The envelope.
    pub done: Done,
}

/// A photograph whose files are sealed and that no envelope names yet.
#[derive(Debug)]
pub(super) struct Sealed {
    pub(super) photo: Photo,
    pub(super) blob: BlobRef,
    pub(super) rows: Vec<BlobRow>,
    pub(super) quality: Option<PhotoQuality>,
}

impl Captures {
    /// Takes a photograph into an order.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] if policy forbids it or the file is no photograph that can be kept,
    /// [`ClientError::StorageFull`], [`ClientError::NotFound`].
    pub fn photo(&self, id: SubjectId, source: &PhotoSource) -> Result<PhotoTaken, ClientError> {
        let core = &self.core;
        let begun = draft::begin(core, id, source)?;
        let sealed = match seal(core, &begun, source) {
            Ok(sealed) => sealed,
            Err(cause) => {
                draft::end(core, &begun)?;
                return Err(cause.into());
            }
        };
        let quality = sealed.quality;
        let done = match write(core, &begun, &sealed, false) {
            Ok(done) => done,
            Err(cause) => {
                // Refused: the picture is the shell's again, nothing of it stays here.
                draft::discard(core, &begun, &sealed.rows)?;
                return Err(cause.into());
            }
        };
        tell(core, [id]);
        let (original, kind) = (sealed.blob.hash, Fact::Photo(sealed.photo).kind());
        let fact = done.facts.iter().find(|(_, own)| *own == kind).map(|(fact, _)| *fact);
        let fact = fact.ok_or(CauseError::NotFound("fact"))?;
        Ok(PhotoTaken { fact, original, quality, done })
    }

    /// Seals a photograph without writing it down: for [`counterfoil_domain::command::TransitionCommand::with`],
    /// where photographs, signature and step are one act. What is never written down is swept later.
    ///
    /// # Errors
    /// As [`Captures::photo`].
    pub fn prepare_photo(&self, source: &PhotoSource) -> Result<Command, ClientError> {
        let core = &self.core;
        core.store()?.require_room()?;
        let sealed = seal_files(core, source)?;
        core.capture(|tx| Ok(sealed.rows.iter().try_for_each(|row| blobs::put(tx, row))?))?;
        Ok(Command::AddPhoto(sealed.photo, sealed.blob))
    }
}

/// Seals the original first, so that it is here before anything else is done with it.
fn seal(core: &Core, begun: &Draft, source: &PhotoSource) -> Caused<Sealed> {
    let store = core.store()?;
    let original = store.vault().put_file(&source.path)?;
    draft::note_original(core, begun, &original)?;
    seal_files(core, source)
}

/// Hashes, develops and seals.
pub(super) fn seal_files(core: &Core, source: &PhotoSource) -> Caused<Sealed> {
    let preview = source.preview.as_deref();
    let prepared = prepare_photo_with_preview(&source.path, preview, &core.config.photos)?;
    let original = core.store()?.vault().put_file(&source.path)?;
    seal_prepared(core, &original, &source.role, &prepared)
}

/// The same for an original that was sealed before its process was killed. It is opened in memory alone.
pub(super) fn seal_again(core: &Core, original: Hash, source: &PhotoSource) -> Caused<Sealed> {
    let bytes = core.store()?.vault().read(original, BLOB_BYTES_MAX)?;
    let sealed = core.store()?.vault().put_bytes(&bytes)?;
    let prepared = prepare_bytes(bytes, source.preview.as_deref(), &core.config.photos)?;
    seal_prepared(core, &sealed, &source.role, &prepared)
}

fn seal_prepared(
    core: &Core,
    original: &SealedBlob,
    role: &str,
    prepared: &PreparedPhoto,
) -> Caused<Sealed> {
    if original.hash.0 != prepared.original.sha256 {
        let changed = counterfoil_store::StoreError::Damaged {
            what: "photo: the file changed while it was taken in",
        };
        return Err(changed.into());
    }
    let media_type = prepared.original.container.media_type();
    let mut rows = vec![new_row(core, original, media_type, None, URGENCY_ORIGINAL)];
    if let Ok(derivatives) = &prepared.derivatives {
        let copies =
            [(&derivatives.thumbnail, URGENCY_THUMBNAIL), (&derivatives.scaled, URGENCY_SCALED)];
        for (copy, urgency) in copies {
            rows.push(seal_copy(core, original.hash, copy, urgency)?);
        }
        // A small picture may be its own copy: one row for one hash.
        let mut seen = Vec::new();
        rows.retain(|row| {
            let new = !seen.contains(&row.sealed.hash);
            seen.push(row.sealed.hash);
            new
        });
    }
    let blob = reference(original, media_type, role);
    let quality = prepared.derivatives.as_ref().ok().map(|copies| copies.quality);
    Ok(Sealed { photo: fact(prepared, original.hash, role), blob, rows, quality })
}

fn seal_copy(core: &Core, original: Hash, copy: &EncodedPicture, urgency: u8) -> Caused<BlobRow> {
    let sealed = core.store()?.vault().put_bytes(&copy.jpeg)?;
    let derived = Derived { original, recipe: copy.recipe.clone() };
    Ok(new_row(core, &sealed, "image/jpeg", Some(derived), urgency))
}

/// The photo fact: what EXIF and the picture say.
fn fact(prepared: &PreparedPhoto, original: Hash, role: &str) -> Photo {
    let exif = &prepared.exif;
    let quality = prepared.derivatives.as_ref().ok().map(|copies| copies.quality);
    let names = [exif.camera_make.as_deref(), exif.camera_model.as_deref()];
    let camera: Vec<&str> = names.into_iter().flatten().collect();
    Photo {
        original,
        role: role.to_owned(),
        width_px: prepared.original.width_px.unwrap_or(0),
        height_px: prepared.original.height_px.unwrap_or(0),
        exif_taken_at: exif.taken_at.and_then(|at| local_time(at.local_ms)),
        exif_latitude_e7: exif.place.map(|place| place.lat_e7),
        exif_longitude_e7: exif.place.map(|place| place.lon_e7),
        camera: (!camera.is_empty()).then(|| camera.join(" ")),
        look: quality.map(|quality| quality.look()),
        unreadable: prepared.derivatives.as_ref().err().map(ToString::to_string),
        sharpness_milli: quality.and_then(|quality| quality.sharpness_milli),
        light: quality.map(|quality| quality.light),
    }
}

/// A calendar time without zone, as ISO 8601 writes it.
fn local_time(local_ms: i64) -> Option<String> {
    let time = chrono::DateTime::from_timestamp_millis(local_ms)?;
    Some(time.format("%Y-%m-%dT%H:%M:%S").to_string())
}

/// Files, fact and the end of the draft: one transaction. What cannot be taken again is kept whatever its quality.
pub(super) fn write(core: &Core, begun: &Draft, sealed: &Sealed, once_only: bool) -> Caused<Done> {
    core.capture(|tx| {
        for row in &sealed.rows {
            blobs::put(tx, row)?;
        }
        let subject = layers::subject_of(tx, begun.subject)?;
        let command = Command::AddPhoto(sealed.photo.clone(), sealed.blob.clone());
        let intent = Intent { once_only, ..Intent::new(subject, command) };
        let done = capturing::write(core, tx, intent)?;
        draft::forget(tx, begun)?;
        Ok(done)
    })
}
