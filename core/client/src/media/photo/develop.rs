//! From bytes of a picture to its upright, metadata-free copies.

use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder};

use super::decode::{DecodeError, decode, guarded};
use super::quality::{self, MEASURED_LONG_SIDE_PX, PhotoQuality};
use super::raster::{Orientation, both, shrink};
use crate::media::limits::{
    PHOTO_LONG_SIDE_PX_DEFAULT, PHOTO_LONG_SIDE_PX_MAX, PHOTO_LONG_SIDE_PX_MIN,
    PHOTO_QUALITY_DEFAULT, PHOTO_QUALITY_MAX, PHOTO_QUALITY_MIN, THUMB_LONG_SIDE_PX, THUMB_QUALITY,
};

/// How copies are derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoPolicy {
    /// Long side of the scaled copy; smaller originals keep their size.
    pub long_side_px: u16,
    /// JPEG quality of the scaled copy, 1 to 100.
    pub quality: u8,
    /// Whether a second thread may help. Changes no byte of what comes out.
    pub two_threads: bool,
}

impl Default for PhotoPolicy {
    fn default() -> Self {
        Self {
            long_side_px: PHOTO_LONG_SIDE_PX_DEFAULT,
            quality: PHOTO_QUALITY_DEFAULT,
            two_threads: true,
        }
    }
}

/// A policy outside the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The long side is outside its limits.
    #[error("a scaled copy has {PHOTO_LONG_SIDE_PX_MIN} to {PHOTO_LONG_SIDE_PX_MAX} px, not {0}")]
    LongSide(u16),
    /// The JPEG quality is outside its limits.
    #[error("a scaled copy has quality {PHOTO_QUALITY_MIN} to {PHOTO_QUALITY_MAX}, not {0}")]
    Quality(u8),
}

impl PhotoPolicy {
    /// Whether the policy is inside the limits.
    ///
    /// # Errors
    /// [`PolicyError`] names what is outside.
    pub fn check(&self) -> Result<(), PolicyError> {
        if !(PHOTO_LONG_SIDE_PX_MIN..=PHOTO_LONG_SIDE_PX_MAX).contains(&self.long_side_px) {
            return Err(PolicyError::LongSide(self.long_side_px));
        }
        if !(PHOTO_QUALITY_MIN..=PHOTO_QUALITY_MAX).contains(&self.quality) {
            return Err(PolicyError::Quality(self.quality));
        }
        Ok(())
    }
}

/// A derived copy in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedPicture {
    /// How it was made, such as `scaled/2048/q80`.
    pub recipe: String,
    /// The JPEG file.
    pub jpeg: Vec<u8>,
    /// Width as a person sees it.
    pub width_px: u32,
    /// Height as a person sees it.
    pub height_px: u32,
}

/// What comes out of one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Developed {
    /// The copy people look at.
    pub scaled: EncodedPicture,
    /// The copy of lists.
    pub thumbnail: EncodedPicture,
    /// Sharpness, light and perceptual hash.
    pub quality: PhotoQuality,
}

/// Decodes `bytes`, turns the picture upright, and makes its copies.
///
/// # Errors
/// [`DecodeError`]: any bytes may come in, none make it panic.
pub fn develop(
    bytes: &[u8],
    orientation: Orientation,
    policy: &PhotoPolicy,
) -> Result<Developed, DecodeError> {
    guarded(|| {
        let raster = decode(bytes)?.scaled_down(policy.long_side_px, policy.two_threads)?;
        let scaled = raster.upright(orientation)?;
        let recipe = format!("scaled/{}/q{}", policy.long_side_px, policy.quality);
        let encode_scaled = || encode(&scaled, policy.quality, recipe);
        let (encoded, small) = if policy.two_threads {
            both(encode_scaled, || small_things(&scaled))
        } else {
            (encode_scaled(), small_things(&scaled))
        };
        let (thumbnail, quality) = small?;
        Ok(Developed { scaled: encoded?, thumbnail, quality })
    })
}

/// The thumbnail and the measures, both from one smaller copy.
fn small_things(scaled: &RgbImage) -> Result<(EncodedPicture, PhotoQuality), DecodeError> {
    let small = shrink(scaled, MEASURED_LONG_SIDE_PX)?;
    let thumbnail = shrink(&small, THUMB_LONG_SIDE_PX)?;
    let recipe = format!("thumb/{THUMB_LONG_SIDE_PX}/q{THUMB_QUALITY}");
    Ok((encode(&thumbnail, THUMB_QUALITY, recipe)?, quality::measure(&small)?))
}

/// A JFIF file of pixels alone: no EXIF, no place, no camera.
fn encode(picture: &RgbImage, quality: u8, recipe: String) -> Result<EncodedPicture, DecodeError> {
    let (width_px, height_px) = picture.dimensions();
    let (Ok(width), Ok(height)) = (u16::try_from(width_px), u16::try_from(height_px)) else {
        return Err(DecodeError::TooManyPixels { width_px, height_px });
    };
    let mut jpeg = Vec::with_capacity(picture.as_raw().len() / 8);
    Encoder::new(&mut jpeg, quality)
        .encode(picture.as_raw(), width, height, ColorType::Rgb)
        .map_err(|_| DecodeError::Broken)?;
    Ok(EncodedPicture { recipe, jpeg, width_px, height_px })
}
