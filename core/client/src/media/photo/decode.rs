//! Decoding under limits: size and memory are judged from the header before pixels are touched.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::error::ImageError;
use image::{ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::container::Container;
use super::jpeg_head::JpegHead;
use super::raster::{Channels, Raster};
use crate::media::limits::{PHOTO_DECODE_BYTES_MAX, PHOTO_PX_MAX, PHOTO_SIDE_PX_MAX};

/// Why there are no derived copies of an original that is kept all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// HEIC, AVIF or an unknown kind of file: kept, not decoded here.
    #[error("pictures of this kind are kept, not decoded")]
    NotDecodedKind,
    /// More pixels than the limits allow.
    #[error("the picture of {width_px} x {height_px} pixels is larger than is decoded")]
    TooManyPixels {
        /// Width in the header.
        width_px: u32,
        /// Height in the header.
        height_px: u32,
    },
    /// Decoding would take more memory than the limits allow.
    #[error("decoding would take {needed_bytes} bytes of memory")]
    TooMuchMemory {
        /// What the header asks for, or 0 if the decoder itself refused.
        needed_bytes: u64,
    },
    /// A feature of the format that the decoder does not know.
    #[error("the picture uses an unsupported feature of its format")]
    Unsupported,
    /// The file is damaged or cut off.
    #[error("the picture is damaged")]
    Broken,
    /// The decoder panicked; it was contained.
    #[error("the decoder failed on this picture")]
    DecoderPanicked,
}

/// Width and height in the header, before orientation. None if not understood.
pub(super) fn size_px(bytes: &[u8]) -> Option<(u32, u32)> {
    match Container::sniff(bytes) {
        Container::Jpeg => {
            JpegHead::read(bytes).frame.map(|frame| (frame.width_px, frame.height_px))
        }
        _ => guarded(|| open(bytes).map(|decoder| decoder.dimensions())).ok(),
    }
}

/// Decodes a picture to eight-bit pixels.
///
/// # Errors
/// Any [`DecodeError`]; no bytes make it panic.
pub(super) fn decode(bytes: &[u8]) -> Result<Raster, DecodeError> {
    guarded(|| {
        let decoder = open(bytes)?;
        let (width_px, height_px) = decoder.dimensions();
        check_memory(bytes, &decoder)?;
        let picture = DynamicImage::from_decoder(decoder).map_err(reason)?;
        let (channels, pixels) = eight_bit(picture);
        Ok(Raster { width_px, height_px, channels, pixels })
    })
}

/// Contains a panic of a decoder: hostile bytes must not take the process with them.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, DecodeError>) -> Result<T, DecodeError> {
    // Nothing that the closure borrows is changed by it, so nothing half-done can be seen.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(DecodeError::DecoderPanicked))
}

/// Reads the header and refuses what is too large.
fn open(bytes: &[u8]) -> Result<impl ImageDecoder + '_, DecodeError> {
    let format = match Container::sniff(bytes) {
        Container::Jpeg => ImageFormat::Jpeg,
        Container::Png => ImageFormat::Png,
        Container::Webp => ImageFormat::WebP,
        Container::Heic | Container::Avif | Container::Unknown => {
            return Err(DecodeError::NotDecodedKind);
        }
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    // Sides are checked below, with their numbers; here they would only say "too large".
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(PHOTO_DECODE_BYTES_MAX);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(reason)?;
    let (width_px, height_px) = decoder.dimensions();
    let pixels = u64::from(width_px) * u64::from(height_px);
    if width_px.max(height_px) > PHOTO_SIDE_PX_MAX || pixels > PHOTO_PX_MAX {
        return Err(DecodeError::TooManyPixels { width_px, height_px });
    }
    if pixels == 0 {
        return Err(DecodeError::Broken);
    }
    Ok(decoder)
}

/// The decoders' own limits are best effort, and JPEG has none; so everything is counted here.
fn check_memory(bytes: &[u8], decoder: &impl ImageDecoder) -> Result<(), DecodeError> {
    let (width_px, height_px) = decoder.dimensions();
    let pixels = u64::from(width_px) * u64::from(height_px);
    let eight_bit_copy = match decoder.color_type() {
        ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16 => pixels * 4,
        _ => 0,
    };
    let inside = match Container::sniff(bytes) {
        Container::Jpeg => coefficient_bytes(bytes, (width_px, height_px))?,
        // A lossless WebP is unpacked to four channels first; a lossy one to planes, which are less.
        Container::Webp => pixels * 4,
        _ => 0,
    };
    let needed_bytes = decoder.total_bytes() + eight_bit_copy + inside;
    if needed_bytes > PHOTO_DECODE_BYTES_MAX {
        return Err(DecodeError::TooMuchMemory { needed_bytes });
    }
    Ok(())
}

fn coefficient_bytes(bytes: &[u8], seen: (u32, u32)) -> Result<u64, DecodeError> {
    // A head that we and the decoder read differently cannot be bounded.
    match JpegHead::read(bytes).frame {
        Some(frame) if (frame.width_px, frame.height_px) == seen => Ok(frame.coefficient_bytes),
        _ => Err(DecodeError::Broken),
    }
}

fn eight_bit(picture: DynamicImage) -> (Channels, Vec<u8>) {
    match picture {
        DynamicImage::ImageLuma8(grey) => (Channels::Grey, grey.into_raw()),
        DynamicImage::ImageLumaA8(grey) => (Channels::GreyAlpha, grey.into_raw()),
        DynamicImage::ImageRgb8(rgb) => (Channels::Rgb, rgb.into_raw()),
        DynamicImage::ImageRgba8(rgba) => (Channels::RgbAlpha, rgba.into_raw()),
        other if other.color().has_alpha() => (Channels::RgbAlpha, other.into_rgba8().into_raw()),
        other => (Channels::Rgb, other.into_rgb8().into_raw()),
    }
}

fn reason(error: ImageError) -> DecodeError {
    match error {
        ImageError::Limits(_) => DecodeError::TooMuchMemory { needed_bytes: 0 },
        ImageError::Unsupported(_) => DecodeError::Unsupported,
        _ => DecodeError::Broken,
    }
}
