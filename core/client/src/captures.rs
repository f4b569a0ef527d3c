//! The captures desk: what a person captures at the door. What a call acknowledged is on disk.

mod answers;
mod draft;
mod facts;
mod fetched;
mod load;
mod logger;
mod parts;
mod photo;
mod pictures;
mod signature;
mod stream;
mod together;
mod visits;

use std::sync::Arc;

use counterfoil_domain::envelope::BlobRef;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::limits::BLOB_BYTES_MAX;
use counterfoil_domain::proof::Derived;
use counterfoil_store::blobs::{BlobRow, BlobState};
use counterfoil_store::vault::SealedBlob;

#[cfg(test)]
pub(crate) use self::draft::begin_for_tests;
pub(crate) use self::draft::continue_drafts;
pub(crate) use self::draft::count as count_drafts;
pub use self::facts::{Position, Scanned};
pub(crate) use self::fetched::{tidy as tidy_fetched, vault_of};
pub use self::load::LoadAnswer;
pub use self::logger::{LoggerFault, read_logger};
pub use self::parts::PartScanned;
pub use self::photo::{PhotoSource, PhotoTaken};
pub use self::pictures::{Picture, SmallPicture, THUMBNAIL_BYTES_MAX};
pub use self::signature::{ShownOrder, SignatureInput};
pub use self::stream::{BlobStream, READ_BYTES_MAX};
pub use self::together::{OrderPart, Signer, Together};
pub use self::visits::QuoteMade;
use crate::error::ClientError;
use crate::phone::core::Core;

/// A fix older than this is shown as stale, ms.
pub const FIX_FRESH_MS: u64 = 60_000;

/// Signatures go before thumbnails, these before other copies, originals last.
const URGENCY_SIGNATURE: u8 = 0;
const URGENCY_THUMBNAIL: u8 = 1;
const URGENCY_SCALED: u8 = 2;
const URGENCY_ORIGINAL: u8 = 5;

/// The captures desk.
#[derive(Debug, Clone)]
pub struct Captures {
    core: Arc<Core>,
}

impl Captures {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// The plain bytes of a photograph, signature or copy that this phone holds, checked against its hash.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] once it has left the phone; [`ClientError::Damaged`].
    pub fn blob(&self, hash: Hash) -> Result<Vec<u8>, ClientError> {
        let store = self.core.store()?;
        let vault = fetched::vault_of(&store, hash).unwrap_or_else(|| store.vault());
        Ok(vault.read(hash, BLOB_BYTES_MAX)?)
    }
}

/// A blob's row as it is when it was just sealed.
fn new_row(
    core: &Core,
    sealed: &SealedBlob,
    media_type: &str,
    derived: Option<Derived>,
    urgency: u8,
) -> BlobRow {
    BlobRow {
        sealed: sealed.clone(),
        media_type: media_type.to_owned(),
        derived,
        urgency,
        offset_bytes: 0,
        state: BlobState::Local,
        made_at_ms: core.wall_ms(),
    }
}

fn reference(sealed: &SealedBlob, media_type: &str, role: &str) -> BlobRef {
    BlobRef {
        hash: sealed.hash,
        size_bytes: sealed.size,
        media_type: media_type.to_owned(),
        role: role.to_owned(),
    }
}
