//! A signature as PNG, for lists, documents and paper.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};

use super::Signature;
use super::ink::{Run, TENTHS};
use super::nib::{Drawing, Place};
use crate::media::limits::{SIGNATURE_PNG_SIDE_PX_MAX, SIGNATURE_PNG_SIDE_PX_MIN};

/// What lies behind the ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// Nothing, for drawing onto something else.
    Transparent,
    /// White paper.
    White,
}

/// Why a signature was not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DrawError {
    /// The drawing would be smaller or larger than the limits allow.
    #[error("a drawing of {width_px} x {height_px} px is outside the limits")]
    Size {
        /// Width asked for.
        width_px: u32,
        /// Height that follows from the pad's shape.
        height_px: u32,
    },
    /// The encoder failed.
    #[error("the drawing could not be encoded")]
    NotEncoded,
}

impl Signature {
    /// Draws the signature `width_px` wide, as high as the pad's shape asks, as a PNG file.
    ///
    /// # Errors
    /// [`DrawError::Size`] outside [`SIGNATURE_PNG_SIDE_PX_MIN`] wide to
    /// [`SIGNATURE_PNG_SIDE_PX_MAX`] wide or high.
    pub fn to_png(&self, width_px: u32, background: Background) -> Result<Vec<u8>, DrawError> {
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        let height_px = (u64::from(width_px) * height + width / 2) / width;
        let height_px = u32::try_from(height_px.max(1)).unwrap_or(u32::MAX);
        let wide_enough = width_px >= SIGNATURE_PNG_SIDE_PX_MIN;
        if !wide_enough || width_px.max(height_px) > SIGNATURE_PNG_SIDE_PX_MAX {
            return Err(DrawError::Size { width_px, height_px });
        }
        let mut drawing = Drawing::new(width_px as usize, height_px as usize);
        let scale = width_px as f32 / f32::from(self.width);
        for run in self.runs() {
            draw_run(&mut drawing, &run, scale);
        }
        encode(&drawing, width_px, height_px, background)
    }
}

fn draw_run(drawing: &mut Drawing, run: &Run<'_>, scale: f32) {
    let width = run.width_tenths as f32 / f32::from(TENTHS) * scale;
    let place = |at: usize| -> Option<Place> {
        let point = run.points.get(at)?;
        Some((f32::from(point.x) * scale, f32::from(point.y) * scale))
    };
    for at in 0..run.points.len().max(2) - 1 {
        // A run of one point is a dot.
        let Some(from) = place(at) else { continue };
        drawing.line(from, place(at + 1).unwrap_or(from), width);
    }
}

fn encode(
    drawing: &Drawing,
    width_px: u32,
    height_px: u32,
    background: Background,
) -> Result<Vec<u8>, DrawError> {
    let (pixels, kind) = match background {
        Background::White => {
            (drawing.covered().iter().map(|ink| 255 - ink).collect(), ExtendedColorType::L8)
        }
        Background::Transparent => {
            let black = drawing.covered().iter().flat_map(|ink| [0, *ink]);
            (black.collect::<Vec<u8>>(), ExtendedColorType::La8)
        }
    };
    let mut png = Vec::new();
    let (compression, filter) = (CompressionType::Default, FilterType::Adaptive);
    PngEncoder::new_with_quality(&mut png, compression, filter)
        .write_image(&pixels, width_px, height_px, kind)
        .map_err(|_| DrawError::NotEncoded)?;
    Ok(png)
}
