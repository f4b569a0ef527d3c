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

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub use container::Container;
pub use decode::DecodeError;
pub use develop::{Developed, EncodedPicture, PhotoPolicy, PolicyError, develop};
pub use exif_facts::{CameraTime, ExifFacts, ExifPlace, read_exif};
pub use quality::{PhotoQuality, hamming};
pub use raster::Orientation;

/// Names of derived copies begin with this until the blob shelf has taken them over.
const DERIVATIVE_PREFIX: &str = "cf-photo-";

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
    /// A derived copy could not be written to the folder given for them.
    #[error("a derived copy cannot be written: {0}")]
    NotWritten(#[source] std::io::Error),
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

/// One copy derived from an original: an upright JPEG without metadata, in a temporary file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivative {
    /// How it was made, such as `scaled/2048/q80`.
    pub recipe: String,
    /// Where it lies until it is moved to its place or [`Derivatives::discard`]ed.
    pub path: PathBuf,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Size of the file.
    pub size_bytes: u64,
    /// Width as a person sees it.
    pub width_px: u32,
    /// Height as a person sees it.
    pub height_px: u32,
}

/// The copies derived from an original, and what was measured on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivatives {
    /// The copy people look at, at most the policy's long side.
    pub scaled: Derivative,
    /// The copy of lists.
    pub thumbnail: Derivative,
    /// Sharpness, light and perceptual hash.
    pub quality: PhotoQuality,
    /// Whether these come from the preview that the shell gave, as the original could not be
    /// decoded here. Their recipes then end in `/preview`.
    pub from_preview: bool,
}

impl Derivatives {
    /// Removes both temporary files. One that is gone already is no error.
    pub fn discard(self) {
        for copy in [&self.scaled, &self.thumbnail] {
            // A leftover is swept at the next start, so a failure here costs only space.
            let _ = fs::remove_file(&copy.path);
        }
    }
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

/// Hashes, reads and develops the photograph at `source`; derived copies go to `out_dir`.
///
/// # Errors
/// [`PhotoError`] if the file is unreadable, empty or too large, if the policy is outside the
/// limits, or if `out_dir` cannot be written. A picture that cannot be decoded is no error: see
/// [`PreparedPhoto::derivatives`].
pub fn prepare_photo(
    source: &Path,
    policy: &PhotoPolicy,
    out_dir: &Path,
) -> Result<PreparedPhoto, PhotoError> {
    prepare_photo_with_preview(source, None, policy, out_dir)
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
    out_dir: &Path,
) -> Result<PreparedPhoto, PhotoError> {
    policy.check()?;
    let bytes = original::read_limited(source)?;
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
        Ok(developed) => Ok(write_both(developed, false, out_dir)?),
        Err(reason) => match preview.and_then(|path| develop_preview(path, policy)) {
            Some(developed) => Ok(write_both(developed, true, out_dir)?),
            None => Err(reason),
        },
    };
    Ok(PreparedPhoto { original, exif: looked.exif, derivatives })
}

/// Removes derived copies that an ended process left in `out_dir`; returns how many.
///
/// Call it before the first [`prepare_photo`] of a process, never beside one.
///
/// # Errors
/// The folder cannot be listed. Single files that cannot be removed are left for the next time.
pub fn sweep_leftovers(out_dir: &Path) -> std::io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(out_dir)? {
        let entry = entry?;
        let ours = entry.file_name().to_string_lossy().starts_with(DERIVATIVE_PREFIX);
        if ours && fs::remove_file(entry.path()).is_ok() {
            removed += 1;
        }
    }
    Ok(removed)
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

fn write_both(
    developed: Developed,
    from_preview: bool,
    out_dir: &Path,
) -> Result<Derivatives, PhotoError> {
    let scaled = write_one(developed.scaled, from_preview, out_dir)?;
    let thumbnail = match write_one(developed.thumbnail, from_preview, out_dir) {
        Ok(thumbnail) => thumbnail,
        Err(error) => {
            let _ = fs::remove_file(&scaled.path);
            return Err(error);
        }
    };
    Ok(Derivatives { scaled, thumbnail, quality: developed.quality, from_preview })
}

/// Writes one copy under a fresh name. Not synced: the blob shelf syncs what it takes over, and
/// a lost copy can be made again from the original.
fn write_one(
    picture: EncodedPicture,
    from_preview: bool,
    out_dir: &Path,
) -> Result<Derivative, PhotoError> {
    let path = out_dir.join(fresh_name()?);
    let written = File::create_new(&path).and_then(|mut file| file.write_all(&picture.jpeg));
    if let Err(error) = written {
        let _ = fs::remove_file(&path);
        return Err(PhotoError::NotWritten(error));
    }
    let suffix = if from_preview { "/preview" } else { "" };
    Ok(Derivative {
        recipe: format!("{}{suffix}", picture.recipe),
        path,
        sha256: Sha256::digest(&picture.jpeg).into(),
        size_bytes: picture.jpeg.len() as u64,
        width_px: picture.width_px,
        height_px: picture.height_px,
    })
}

fn fresh_name() -> Result<String, PhotoError> {
    let mut random = [0_u8; 12];
    getrandom::fill(&mut random)
        .map_err(|error| PhotoError::NotWritten(std::io::Error::other(error)))?;
    Ok(format!("{DERIVATIVE_PREFIX}{}.part", hex::encode(random)))
}
