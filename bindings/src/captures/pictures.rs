//! Pictures of a sealed store: small ones as bytes, large ones as a stream. No plain file is left behind.

use std::sync::Arc;

use counterfoil_client::captures as core;

use super::Captures;
use crate::calling::{call, spawned_while_awaited};
use crate::crossing::{Asked, Shown, shown};
use crate::error::CounterfoilError;

shown! {
    /// A photograph or a signature of an order, and what this phone holds of it.
    Picture from core::Picture {
        /// The fact that it belongs to.
        fact: String,
        /// SHA-256 of the original: its name everywhere.
        original: String,
        /// What it shows: `door`, `damage`; of a signature the signer's role.
        role: String,
        /// Media type of the original: `image/jpeg`, `image/heic`, the strokes of a signature.
        media_type: String,
        /// Bytes of the original.
        size_bytes: i64,
        /// Whether the original is on this phone.
        is_here: bool,
        /// The copy for lists, if it is here.
        thumbnail: Option<String>,
        /// The copy for a whole screen, if it is here.
        scaled: Option<String>,
        /// Taken back: shown struck through.
        struck: bool,
        /// The order of which it was listed.
        order: String,
    }
}

/// A small picture as one piece of bytes.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SmallPicture {
    /// Its own name.
    pub hash: String,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// The file, up to 1 MiB.
    pub bytes: Vec<u8>,
}

impl Shown<SmallPicture> for core::SmallPicture {
    fn shown(self) -> SmallPicture {
        SmallPicture { hash: self.hash.shown(), media_type: self.media_type, bytes: self.bytes }
    }
}

/// The plain bytes of one blob, from the start or in pieces from anywhere, in constant memory. May be shared between
/// threads; readings are made one after the other.
///
/// Every piece is authenticated before it is handed out; a reading from the start to the end also compares the whole
/// with its name. The file may leave the phone meanwhile. After `Phone.close` every reading gives `Closed`. Close it
/// when it is no longer needed: it holds an open file.
#[derive(Debug, uniffi::Object)]
pub struct BlobStream {
    inner: core::BlobStream,
}

#[uniffi::export]
impl BlobStream {
    /// The blob's name. Memory alone.
    #[must_use]
    pub fn hash(&self) -> String {
        self.inner.hash().shown()
    }

    /// `image/jpeg` and the like; empty for a blob of which no row tells. Memory alone.
    #[must_use]
    pub fn media_type(&self) -> String {
        self.inner.media_type().to_owned()
    }

    /// Bytes of the whole. Memory alone.
    #[must_use]
    pub fn size_bytes(&self) -> i64 {
        self.inner.size_bytes().shown()
    }

    /// The next bytes: as many as asked for, up to 1 MiB, fewer only at the end; none after it. Reads the disk and
    /// opens the seal: about 1 ms for 1 MiB.
    ///
    /// # Errors
    /// `Damaged` where the file was cut or changed, and from then on; `Closed`.
    pub fn read(&self, bytes_max: i64) -> Result<Vec<u8>, CounterfoilError> {
        call(|| Ok(self.inner.read(bytes_max.asked()?)?))
    }

    /// Passes over the next bytes, reading and checking them all the same; gives how many there were.
    ///
    /// # Errors
    /// As `read`.
    pub fn skip(&self, count_bytes: i64) -> Result<i64, CounterfoilError> {
        call(|| Ok(self.inner.skip(count_bytes.asked()?)?.shown()))
    }

    /// Bytes from a place, as `read` gives them, and goes on from behind them. Only a reading that began at place 0
    /// compares the whole with its name.
    ///
    /// # Errors
    /// As `read`.
    pub fn read_at(&self, offset: i64, bytes_max: i64) -> Result<Vec<u8>, CounterfoilError> {
        call(|| Ok(self.inner.read_at(offset.asked()?, bytes_max.asked()?)?))
    }

    /// Lets the file go. May be called any number of times.
    pub fn close(&self) {
        self.inner.close();
    }
}

#[uniffi::export]
impl Captures {
    /// The photographs and signatures of an order, the first first. What a colleague took is listed too;
    /// `Picture.is_here` says whether it can be shown now, `fetch` fetches it. Folds the order: 1 to 10 ms.
    ///
    /// # Errors
    /// `NotFound`, `Closed`, `Damaged`.
    pub fn pictures(&self, id: String) -> Result<Vec<Picture>, CounterfoilError> {
        call(|| Ok(self.desk.pictures(id.asked()?)?.shown()))
    }

    /// The copy for lists of a photograph or signature, by the name of its original; the original itself where it is
    /// no larger than a copy would be. About 1 ms.
    ///
    /// # Errors
    /// `NotFound` when this phone holds none; `Damaged`.
    pub fn thumbnail(&self, original: String) -> Result<SmallPicture, CounterfoilError> {
        call(|| Ok(self.desk.thumbnail(original.asked()?)?.shown()))
    }

    /// Opens the plain bytes of an original or a copy that this phone holds. Nothing unsealed touches the disk.
    ///
    /// # Errors
    /// `NotFound` once it has left the phone; `Damaged`.
    pub fn open_blob(&self, hash: String) -> Result<Arc<BlobStream>, CounterfoilError> {
        call(|| Ok(Arc::new(BlobStream { inner: self.desk.open_blob(hash.asked()?)? })))
    }

    /// Fetches the original of a picture that this phone does not hold, from the hub: one that a colleague took, or
    /// one that has left this phone. Afterwards `open_blob` and `thumbnail` give it as any other, in the same sealed
    /// form. It comes in pieces and is compared with its hash; what was cut goes on where it stopped. Nothing happens
    /// if it is here. It may leave the phone again with its order, or when others are fetched. Runs on threads of this
    /// library, beside a session; dropping its future ends it.
    ///
    /// # Errors
    /// `NotFound` for a picture that the order does not name or this person may not see (`picture`), and for one that
    /// has not come to the hub yet (`file at the hub`); `Offline`, `SignInAgain`, `StorageFull`, `Closed`.
    pub async fn fetch(&self, order: String, original: String) -> Result<(), CounterfoilError> {
        let (desk, order, original) = (self.desk.clone(), order.asked()?, original.asked()?);
        spawned_while_awaited(async move { Ok(desk.fetch(order, original).await?) }).await
    }
}
