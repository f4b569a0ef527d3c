//! A signature as PNG, for lists, documents and paper.

use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, Transform,
};

use super::Signature;
use super::ink::{Run, TENTHS};
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
        let mut paper =
            Pixmap::new(width_px, height_px).ok_or(DrawError::Size { width_px, height_px })?;
        if background == Background::White {
            paper.fill(Color::WHITE);
        }
        let tenths = f32::from(self.width) * f32::from(TENTHS);
        let scale = width_px as f32 / tenths;
        for run in self.runs() {
            draw_run(&mut paper, &run, Transform::from_scale(scale, scale));
        }
        paper.encode_png().map_err(|_| DrawError::NotEncoded)
    }
}

fn draw_run(paper: &mut Pixmap, run: &Run<'_>, scale: Transform) {
    let mut ink = Paint { anti_alias: true, ..Paint::default() };
    ink.set_color(Color::BLACK);
    let width = run.width_tenths as f32;
    if let Some((x, y)) = dot(run) {
        if let Some(path) = PathBuilder::from_circle(x, y, width / 2.0) {
            paper.fill_path(&path, &ink, FillRule::Winding, scale, None);
        }
    } else if let Some(path) = line(run) {
        let (line_cap, line_join) = (LineCap::Round, LineJoin::Round);
        let pen = Stroke { width, line_cap, line_join, ..Stroke::default() };
        paper.stroke_path(&path, &ink, &pen, scale, None);
    }
}

/// Where the pen rested, if this run does not move: a line of no length may not be drawn.
fn dot(run: &Run<'_>) -> Option<(f32, f32)> {
    let (first, rest) = run.points.split_first()?;
    let rests = rest.iter().all(|point| (point.x, point.y) == (first.x, first.y));
    rests.then(|| place(first.x, first.y))
}

fn line(run: &Run<'_>) -> Option<Path> {
    let mut path = PathBuilder::new();
    let (first, rest) = run.points.split_first()?;
    let (x, y) = place(first.x, first.y);
    path.move_to(x, y);
    for point in rest {
        let (x, y) = place(point.x, point.y);
        path.line_to(x, y);
    }
    path.finish()
}

/// In tenths of a unit; at most 655,350, which a float holds exactly.
fn place(x: u16, y: u16) -> (f32, f32) {
    let tenths = f32::from(TENTHS);
    (f32::from(x) * tenths, f32::from(y) * tenths)
}
