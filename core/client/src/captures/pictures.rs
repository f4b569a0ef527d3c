//! Pictures of an order, as a screen shows them: small ones as bytes, large ones as a stream.

use counterfoil_domain::envelope::BlobRef;
use counterfoil_domain::ids::{FactId, Hash, SubjectId};
use counterfoil_domain::order::timeline::TimelineRow;
use counterfoil_store::Connection;
use counterfoil_store::blobs::{self, BlobRow, BlobState};

use super::{BlobStream, Captures, fetched};
use crate::capturing::look;
use crate::error::{Caused, ClientError};
use crate::phone::core::Core;

/// Bytes of what is handed over as one piece instead of as a stream.
pub const THUMBNAIL_BYTES_MAX: u64 = 1024 * 1024;

/// A photograph or a signature of an order, and what this phone holds of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The order of which it was listed.
    pub order: SubjectId,
    /// The fact that it belongs to.
    pub fact: FactId,
    /// SHA-256 of the original: its name everywhere.
    pub original: Hash,
    /// What it shows: `door`, `damage`; of a signature the signer's role.
    pub role: String,
    /// Media type of the original: `image/jpeg`, `image/heic`, the strokes of a signature.
    pub media_type: String,
    /// Bytes of the original.
    pub size_bytes: u64,
    /// Whether the original is on this phone.
    pub is_here: bool,
    /// The copy for lists, if it is here.
    pub thumbnail: Option<Hash>,
    /// The copy for a whole screen, if it is here.
    pub scaled: Option<Hash>,
    /// Taken back: shown struck through.
    pub struck: bool,
}

/// A small picture as one piece of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallPicture {
    /// Its own name.
    pub hash: Hash,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Captures {
    /// The photographs and signatures of an order, the first first. What a colleague took is listed too;
    /// [`Picture::is_here`] says whether it can be shown now, [`Captures::fetch`] fetches it.
    ///
    /// # Errors
    /// [`ClientError::NotFound`], [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn pictures(&self, id: SubjectId) -> Result<Vec<Picture>, ClientError> {
        let core = &self.core;
        let rows = look(core, id)?.state.timeline();
        let found = core.read(|connection| {
            let named =
                rows.iter().flat_map(|row| row.evidence.iter().map(move |blob| (row, blob)));
            let shown = named.filter(|(_, blob)| blob.role != "shown");
            shown
                .filter_map(|(row, blob)| picture(core, connection, id, (row, blob)).transpose())
                .collect()
        });
        Ok(found?)
    }

    /// The copy for lists of a photograph or signature, by the name of its original; the original itself where it
    /// is no larger than a copy would be.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] when this phone holds none; [`ClientError::Damaged`].
    pub fn thumbnail(&self, original: Hash) -> Result<SmallPicture, ClientError> {
        let core = &self.core;
        let row = core.read(|connection| {
            let copies = here(core, blobs::copies(connection, original)?)?;
            let small = copies.into_iter().find(is_small_picture);
            let own = || here(core, blobs::get(connection, original)?.into_iter().collect());
            match small {
                Some(copy) => Ok(Some(copy)),
                None => Ok(own()?.into_iter().find(is_small_picture)),
            }
        })?;
        let Some(row) = row else {
            let fetched = fetched::small_of(core, original)?;
            return fetched.ok_or(ClientError::NotFound { what: "picture" });
        };
        let bytes = core.store()?.vault().read(row.sealed.hash, THUMBNAIL_BYTES_MAX)?;
        Ok(SmallPicture { hash: row.sealed.hash, media_type: row.media_type, bytes })
    }

    /// Opens the plain bytes of an original or a copy that this phone holds. Nothing unsealed touches the disk.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] once it has left the phone; [`ClientError::Damaged`].
    pub fn open_blob(&self, hash: Hash) -> Result<BlobStream, ClientError> {
        let media_type = self.core.read(|connection| {
            let own = blobs::get(connection, hash)?.map(|row| row.media_type);
            let fetched = || fetched::note(connection, hash);
            Ok(match own {
                Some(own) => Some(own),
                None => fetched()?.map(|file| file.media_type),
            })
        })?;
        let media_type = media_type.unwrap_or_default();
        Ok(BlobStream::open(self.core.clone(), hash, media_type)?)
    }
}

fn picture(
    core: &Core,
    connection: &Connection,
    order: SubjectId,
    (row, blob): (&TimelineRow, &BlobRef),
) -> Caused<Option<Picture>> {
    let Some(fact) = row.fact else { return Ok(None) };
    let copies = here(core, blobs::copies(connection, blob.hash)?)?;
    let named = |prefix: &str| {
        let found = copies.iter().find(|copy| recipe(copy).starts_with(prefix));
        found.map(|copy| copy.sealed.hash)
    };
    let drawn = named("png/");
    let store = core.store()?;
    let fetched = fetched::note(connection, blob.hash)?;
    let small = fetched.and_then(|file| Some(file.small?.0));
    Ok(Some(Picture {
        order,
        fact,
        original: blob.hash,
        role: blob.role.clone(),
        media_type: blob.media_type.clone(),
        size_bytes: blob.size_bytes,
        is_here: fetched::vault_of(&store, blob.hash).is_some(),
        thumbnail: named("thumb/").or(drawn).or(small),
        scaled: named("scaled/").or(drawn),
        struck: row.struck_by.is_some(),
    }))
}

fn recipe(row: &BlobRow) -> &str {
    row.derived.as_ref().map_or("", |derived| &derived.recipe)
}

fn is_small_picture(row: &BlobRow) -> bool {
    is_raster(&row.media_type, row.sealed.size)
}

/// Whether any screen can draw it, and it is small enough to be handed over in one piece.
pub(super) fn is_raster(media_type: &str, size_bytes: u64) -> bool {
    matches!(media_type, "image/jpeg" | "image/png" | "image/webp")
        && size_bytes <= THUMBNAIL_BYTES_MAX
}

/// Of these rows those whose files are on this phone.
fn here(core: &Core, mut rows: Vec<BlobRow>) -> Caused<Vec<BlobRow>> {
    let store = core.store()?;
    rows.retain(|row| row.state != BlobState::Gone && store.vault().contains(row.sealed.hash));
    Ok(rows)
}
