//! Photographs: the original as it came, its facts, and the copies derived from it.
//!
//! ```text
//! file ──read once──► bytes ──► SHA-256          (the original's name for ever)
//!                       │  └──► container, EXIF  (facts)
//!                       └─────► decode ► scale ► orient ─┬► scaled copy
//!                                                        ├► thumbnail
//!                                                        └► quality, perceptual hash
//! ```
//!
//! Bytes are read once and shared unchanged by all branches, so what was hashed is what was
//! decoded, even if the file is changed meanwhile. Scaling comes before orienting because a
//! scaled picture is cheaper to turn. Derived copies carry no metadata at all.

mod container;
mod decode;
mod develop;
mod exif_facts;
mod jpeg_head;
mod original;
mod quality;
mod raster;
#[cfg(test)]
mod tests;

use std::path::Path;

use sha2::{Digest, Sha256};

pub use container::Container;
pub use decode::DecodeError;
pub use develop::{Developed, EncodedPicture, PhotoPolicy, PolicyError, develop};
pub use exif_facts::{CameraTime, ExifFacts, ExifPlace, read_exif};
pub use quality::PhotoQuality;
pub use raster::Orientation;

/// Why a photograph could not be taken in at all. Being undecodable is no such reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PhotoError {
    /// The original is not a file that can be read.
    #[error("the photo file cannot be read: {0}")]
    Unreadable(#[source] std::io::Error),
    /// The original has no bytes.
    #[error("the photo file is empty")]
    Empty,
    /// The original is larger than [`super::limits::PHOTO_FILE_BYTES_MAX`].
    #[error("the photo file is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit that was passed.
        limit_bytes: u64,
    },
    /// The policy asks for a size or quality outside the limits.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

/// What is known of the original file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// SHA-256 of the bytes as they came.
    pub sha256: [u8; 32],
    /// Size of the file.
    pub size_bytes: u64,
    /// What the first bytes say the file is.
    pub container: Container,
    /// Width as a person sees it, after EXIF orientation; none if the header was not understood.
    pub width_px: Option<u32>,
    /// Height as a person sees it, after EXIF orientation.
    pub height_px: Option<u32>,
}

/// The copies derived from an original, upright JPEGs without metadata, and what was measured on the way. They stay
/// in memory until they are sealed: nothing plain of a photograph is written anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivatives {
    /// The copy people look at, at most the policy's long side.
    pub scaled: EncodedPicture,
    /// The copy of lists.
    pub thumbnail: EncodedPicture,
    /// Sharpness, light and perceptual hash.
    pub quality: PhotoQuality,
    /// Whether these come from the preview that the shell gave, as the original could not be
    /// decoded here. Their recipes then end in `/preview`.
    pub from_preview: bool,
}

/// A photograph ready to be kept.
#[derive(Debug)]
pub struct PreparedPhoto {
    /// The original: always there, always kept as it is.
    pub original: Original,
    /// What EXIF says; empty where it says nothing.
    pub exif: ExifFacts,
    /// The copies, or why there are none. Evidence is never refused for being odd.
    pub derivatives: Result<Derivatives, DecodeError>,
}

/// Hashes, reads and develops the photograph at `source`.
///
/// # Errors
/// [`PhotoError`] if the file is unreadable, empty or too large, or if the policy is outside the
/// limits. A picture that cannot be decoded is no error: see [`PreparedPhoto::derivatives`].
pub fn prepare_photo(source: &Path, policy: &PhotoPolicy) -> Result<PreparedPhoto, PhotoError> {
    prepare_photo_with_preview(source, None, policy)
}

/// As [`prepare_photo`], with a JPEG, PNG or WebP preview that the shell made by its own means,
/// used only if the original cannot be decoded here (HEIC, or more pixels than the limits allow).
///
/// # Errors
/// As [`prepare_photo`]. An unusable preview is no error; the original's own reason is given.
pub fn prepare_photo_with_preview(
    source: &Path,
    preview: Option<&Path>,
    policy: &PhotoPolicy,
) -> Result<PreparedPhoto, PhotoError> {
    policy.check()?;
    prepare_bytes(original::read_limited(source)?, preview, policy)
}

/// The same for an original that is in memory: one that was sealed before its process was killed.
///
/// # Errors
/// [`PhotoError::Policy`].
pub fn prepare_bytes(
    bytes: Vec<u8>,
    preview: Option<&Path>,
    policy: &PhotoPolicy,
) -> Result<PreparedPhoto, PhotoError> {
    policy.check()?;
    let (sha256, looked) = hash_beside(&bytes, policy, || look_at(&bytes, policy));
    let (width_px, height_px) = looked.size_px.unzip();
    let original = Original {
        sha256,
        size_bytes: bytes.len() as u64,
        container: Container::sniff(&bytes),
        width_px,
        height_px,
    };
    // The original may be 64 MiB, and the preview is about to take its own memory.
    drop(bytes);
    let derivatives = match looked.developed {
        Ok(developed) => Ok(copies(developed, false)),
        Err(reason) => match preview.and_then(|path| develop_preview(path, policy)) {
            Some(developed) => Ok(copies(developed, true)),
            None => Err(reason),
        },
    };
    Ok(PreparedPhoto { original, exif: looked.exif, derivatives })
}

/// What looking at the bytes gave, besides their hash.
struct Looked {
    exif: ExifFacts,
    size_px: Option<(u32, u32)>,
    developed: Result<Developed, DecodeError>,
}

fn look_at(bytes: &[u8], policy: &PhotoPolicy) -> Looked {
    let exif = read_exif(bytes);
    let orientation = exif.orientation;
    let size_px = decode::size_px(bytes).map(|size| orientation.turn_size(size));
    let developed = develop(bytes, orientation, policy);
    Looked { exif, size_px, developed }
}

/// Hashes `bytes` and does `work`: beside each other if the policy allows two threads, else the
/// hash first.
fn hash_beside<T>(bytes: &[u8], policy: &PhotoPolicy, work: impl FnOnce() -> T) -> ([u8; 32], T) {
    if !policy.two_threads {
        return (Sha256::digest(bytes).into(), work());
    }
    std::thread::scope(|scope| {
        let hashing = scope.spawn(|| -> [u8; 32] { Sha256::digest(bytes).into() });
        let worked = work();
        // Hashing does not panic; if its thread is lost all the same, hash here.
        let sha256 = hashing.join().unwrap_or_else(|_| Sha256::digest(bytes).into());
        (sha256, worked)
    })
}

fn develop_preview(preview: &Path, policy: &PhotoPolicy) -> Option<Developed> {
    let bytes = original::read_limited(preview).ok()?;
    // The platform may have turned the pixels already; only the preview's own EXIF knows.
    let orientation = read_exif(&bytes).orientation;
    develop(&bytes, orientation, policy).ok()
}

fn copies(developed: Developed, from_preview: bool) -> Derivatives {
    let suffix = if from_preview { "/preview" } else { "" };
    let named = |copy: EncodedPicture| EncodedPicture {
        recipe: format!("{}{suffix}", copy.recipe),
        ..copy
    };
    let (scaled, thumbnail) = (named(developed.scaled), named(developed.thumbnail));
    Derivatives { scaled, thumbnail, quality: developed.quality, from_preview }
}
