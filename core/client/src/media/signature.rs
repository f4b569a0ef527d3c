//! Signatures: what the pen did, kept as it was done.
//!
//! A signature is evidence as strokes (place, time, pressure), not as a picture; [`to_svg`] and
//! [`to_png`] draw it for people. Who signed, and the hash of what was shown to them, belong to
//! the fact around it, not here.
//!
//! [`to_svg`]: Signature::to_svg
//! [`to_png`]: Signature::to_png

mod coding;
mod ink;
mod nib;
mod png;
mod svg;
#[cfg(test)]
mod tests;
mod touch;

use super::limits::{SIGNATURE_DURATION_MS_MAX, SIGNATURE_POINTS_MAX, SIGNATURE_STROKES_MAX};

pub use png::{Background, DrawError};
pub use touch::Touch;

/// A pen that moved less than this part of the pad's shorter side has signed nothing.
const BLANK_PART: u32 = 25;

/// One sample of the pen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// To the right, in units of the pad, 0 to its width.
    pub x: u16,
    /// Downwards, in units of the pad, 0 to its height.
    pub y: u16,
    /// Milliseconds since the first touch, never falling.
    pub t_ms: u32,
    /// 0 no pressure to 255 full; a pad that cannot tell says 128 throughout.
    pub pressure: u8,
}

/// The pen from touching down to lifting; at least one point.
pub type Stroke = Vec<Point>;

/// A whole signature, checked: whoever holds one may rely on every bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    width: u16,
    height: u16,
    strokes: Vec<Stroke>,
}

/// Why strokes are no signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The pad has no extent.
    #[error("the pad is {width} x {height} units")]
    PadWithoutExtent {
        /// Width of the pad.
        width: u16,
        /// Height of the pad.
        height: u16,
    },
    /// More strokes than [`SIGNATURE_STROKES_MAX`].
    #[error("more than {SIGNATURE_STROKES_MAX} strokes")]
    TooManyStrokes,
    /// More points than [`SIGNATURE_POINTS_MAX`].
    #[error("more than {SIGNATURE_POINTS_MAX} points")]
    TooManyPoints,
    /// A stroke has no point.
    #[error("stroke {stroke} has no point")]
    EmptyStroke {
        /// Which stroke, from 0.
        stroke: usize,
    },
    /// A point lies outside the pad.
    #[error("a point of stroke {stroke} lies outside the pad")]
    OutsidePad {
        /// Which stroke, from 0.
        stroke: usize,
    },
    /// Time falls, does not begin at 0, or goes on too long.
    #[error("the times of stroke {stroke} are not those of one signing")]
    Time {
        /// Which stroke, from 0.
        stroke: usize,
    },
    /// Bytes that are not an encoded signature of a known version, or not the only encoding of it.
    #[error("these bytes are no encoded signature")]
    NotASignature,
}

impl Signature {
    /// Checks strokes on a pad of `width` × `height` units.
    ///
    /// # Errors
    /// [`SignatureError`] names the first bound that is broken.
    pub fn new(width: u16, height: u16, strokes: Vec<Stroke>) -> Result<Self, SignatureError> {
        if width == 0 || height == 0 {
            return Err(SignatureError::PadWithoutExtent { width, height });
        }
        if strokes.len() > SIGNATURE_STROKES_MAX {
            return Err(SignatureError::TooManyStrokes);
        }
        if strokes.iter().map(Vec::len).sum::<usize>() > SIGNATURE_POINTS_MAX {
            return Err(SignatureError::TooManyPoints);
        }
        let mut clock_ms = None;
        for (index, stroke) in strokes.iter().enumerate() {
            clock_ms = check_stroke(index, stroke, (width, height), clock_ms)?;
        }
        Ok(Self { width, height, strokes })
    }

    /// Width of the pad in its units.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Height of the pad in its units.
    pub fn height(&self) -> u16 {
        self.height
    }

    /// The strokes in the order they were made.
    pub fn strokes(&self) -> &[Stroke] {
        &self.strokes
    }

    /// Number of points, all strokes together.
    pub fn point_count(&self) -> usize {
        self.strokes.iter().map(Vec::len).sum()
    }

    /// Milliseconds from the first touch to the last.
    pub fn duration_ms(&self) -> u32 {
        self.strokes.last().and_then(|stroke| stroke.last()).map_or(0, |point| point.t_ms)
    }

    /// Whether nothing worth the name was signed: no stroke, or a dot or two.
    pub fn is_blank(&self) -> bool {
        let points = || self.strokes.iter().flatten();
        let extent = |of: fn(&Point) -> u16| -> u32 {
            let (low, high) = (points().map(of).min(), points().map(of).max());
            u32::from(high.unwrap_or(0)) - u32::from(low.unwrap_or(0))
        };
        let drawn = extent(|point| point.x).max(extent(|point| point.y));
        drawn * BLANK_PART < u32::from(self.width.min(self.height)) || drawn == 0
    }
}

/// Checks one stroke after `clock_ms`, the time of the point before; returns its last time.
fn check_stroke(
    index: usize,
    stroke: &[Point],
    (width, height): (u16, u16),
    clock_ms: Option<u32>,
) -> Result<Option<u32>, SignatureError> {
    let mut clock_ms = clock_ms;
    if stroke.is_empty() {
        return Err(SignatureError::EmptyStroke { stroke: index });
    }
    for point in stroke {
        if point.x > width || point.y > height {
            return Err(SignatureError::OutsidePad { stroke: index });
        }
        let in_order = clock_ms.map_or(point.t_ms == 0, |before| point.t_ms >= before);
        if !in_order || point.t_ms > SIGNATURE_DURATION_MS_MAX {
            return Err(SignatureError::Time { stroke: index });
        }
        clock_ms = Some(point.t_ms);
    }
    Ok(clock_ms)
}
