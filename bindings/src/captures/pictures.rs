//! Pictures of an order, as a screen shows them: small ones as bytes, large ones as a stream.

use std::sync::Arc;

use counterfoil_client::captures as core;

use super::Captures;
use crate::calling::call;
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
    }
}

/// A small picture as one piece of bytes.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SmallPicture {
    /// Its own name.
    pub hash: String,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Shown<SmallPicture> for core::SmallPicture {
    fn shown(self) -> SmallPicture {
        let Self { hash, media_type, bytes } = self;
        SmallPicture { hash: hash.shown(), media_type, bytes }
    }
}

/// The plain bytes of one blob, read from the start or in pieces from anywhere, never as a plain file.
///
/// Every piece is authenticated before it is handed out; a reading from the start to the end also compares the whole
/// with its name. May be shared between threads; readings are made one after the other. Each reads the disk.
#[derive(Debug, uniffi::Object)]
pub struct BlobStream {
    stream: core::BlobStream,
}

#[uniffi::export]
impl BlobStream {
    /// The blob's name. Memory alone.
    #[must_use]
    pub fn hash(&self) -> String {
        self.stream.hash().shown()
    }

    /// `image/jpeg` and the like; empty for a blob of which no row tells. Memory alone.
    #[must_use]
    pub fn media_type(&self) -> String {
        self.stream.media_type().to_owned()
    }

    /// Bytes of the whole. Memory alone.
    #[must_use]
    pub fn size_bytes(&self) -> i64 {
        self.stream.size_bytes().shown()
    }

    /// The next bytes: as many as asked for, up to 1 MiB, fewer only at the end; none after it.
    ///
    /// # Errors
    /// `Damaged` where the file was cut or changed, and from then on; `Closed`.
    pub fn read(&self, bytes_max: i64) -> Result<Vec<u8>, CounterfoilError> {
        call(|| Ok(self.stream.read(bytes_max.asked()?)?))
    }

    /// Bytes from a place, and goes on from behind them.
    ///
    /// # Errors
    /// As `read`.
    pub fn read_at(&self, offset: i64, bytes_max: i64) -> Result<Vec<u8>, CounterfoilError> {
        call(|| Ok(self.stream.read_at(offset.asked()?, bytes_max.asked()?)?))
    }

    /// Passes over the next bytes, reading and checking them all the same; gives how many there were.
    ///
    /// # Errors
    /// As `read`.
    pub fn skip(&self, count_bytes: i64) -> Result<i64, CounterfoilError> {
        call(|| Ok(self.stream.skip(count_bytes.asked()?)?.shown()))
    }

    /// Lets the file go. May be called any number of times. Memory alone.
    pub fn close(&self) {
        self.stream.close();
    }
}

#[uniffi::export]
impl Captures {
    /// The photographs and signatures of an order, the first first. What a colleague took is listed too; `is_here`
    /// says whether it can be shown. Folds the order: 1 to 10 ms.
    ///
    /// # Errors
    /// `NotFound`, `Closed`, `Damaged`.
    pub fn pictures(&self, id: String) -> Result<Vec<Picture>, CounterfoilError> {
        call(|| Ok(self.desk.pictures(id.asked()?)?.shown()))
    }

    /// The copy for lists of a photograph or signature, by the name of its original. About 1 ms.
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
        call(|| Ok(Arc::new(BlobStream { stream: self.desk.open_blob(hash.asked()?)? })))
    }
}
