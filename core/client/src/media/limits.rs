//! The bounds that photographs and signatures have on the phone alone, besides the shared ones.

pub use counterfoil_domain::limits::{
    PHOTO_DECODE_BYTES_MAX, PHOTO_FILE_BYTES_MAX, PHOTO_PX_MAX, PHOTO_SIDE_PX_MAX,
    SIGNATURE_POINTS_MAX, SIGNATURE_STROKES_MAX,
};

/// Smallest long side a policy may ask scaled copies to have.
pub const PHOTO_LONG_SIDE_PX_MIN: u16 = 640;

/// Largest long side a policy may ask scaled copies to have.
pub const PHOTO_LONG_SIDE_PX_MAX: u16 = 3_072;

/// Long side of scaled copies where the policy says nothing.
pub const PHOTO_LONG_SIDE_PX_DEFAULT: u16 = 2_048;

/// JPEG quality of scaled copies where the policy says nothing.
pub const PHOTO_QUALITY_DEFAULT: u8 = 80;

/// Lowest JPEG quality a policy may ask for.
pub const PHOTO_QUALITY_MIN: u8 = 40;

/// Highest JPEG quality a policy may ask for.
pub const PHOTO_QUALITY_MAX: u8 = 95;

/// Long side of a thumbnail.
pub const THUMB_LONG_SIDE_PX: u16 = 320;

/// JPEG quality of a thumbnail.
pub const THUMB_QUALITY: u8 = 75;

/// Longest camera make or model kept from EXIF, in characters.
pub const CAMERA_NAME_CHARS_MAX: usize = 64;

/// Longest time from the first touch of a signature to its last: one hour.
pub const SIGNATURE_DURATION_MS_MAX: u32 = 60 * 60 * 1_000;

/// Largest encoded signature. A point is at most 3 + 3 + 5 + 3 bytes, a stroke 6 more.
pub const SIGNATURE_BYTES_MAX: usize = 32 + SIGNATURE_STROKES_MAX * 6 + SIGNATURE_POINTS_MAX * 14;

/// Smallest width of a drawn signature.
pub const SIGNATURE_PNG_SIDE_PX_MIN: u32 = 16;

/// Longest side of a drawn signature.
pub const SIGNATURE_PNG_SIDE_PX_MAX: u32 = 4_096;
