//! What a touch screen reports, made into points: the one place where a signature is rounded.

use super::{Point, Signature, SignatureError, Stroke};

/// One report of the touch screen, as both platforms give it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Touch {
    /// To the right of the pad's left edge, in its units; may lie outside.
    pub x: f32,
    /// Below the pad's upper edge, in its units; may lie outside.
    pub y: f32,
    /// Milliseconds of a clock that never falls, of any origin.
    pub at_ms: i64,
    /// 0 to 1; not a number, or 0, where the screen cannot tell.
    pub pressure: f32,
}

/// Pressure written where the screen cannot tell.
const PRESSURE_UNKNOWN: u8 = 128;

impl Signature {
    /// Makes a signature of raw touches, one list for each stroke.
    ///
    /// Places are rounded and held inside the pad, times count from the first touch and never
    /// fall, and a point like the one before is left out. Touches whose place is not a number are
    /// left out too, and strokes without any.
    ///
    /// # Errors
    /// As [`Signature::new`], for the bounds that rounding does not mend.
    pub fn from_touches(
        width: u16,
        height: u16,
        strokes: &[Vec<Touch>],
    ) -> Result<Self, SignatureError> {
        let usable = |touch: &&Touch| touch.x.is_finite() && touch.y.is_finite();
        let first_ms = strokes.iter().flatten().find(|touch| usable(touch)).map(|t| t.at_ms);
        let mut clock_ms = 0;
        let mut made: Vec<Stroke> = Vec::with_capacity(strokes.len());
        for stroke in strokes {
            let mut points = Stroke::with_capacity(stroke.len());
            for touch in stroke.iter().filter(usable) {
                let since_ms = touch.at_ms.saturating_sub(first_ms.unwrap_or(touch.at_ms));
                clock_ms = clock_ms.max(u32::try_from(since_ms.max(0)).unwrap_or(u32::MAX));
                points.push(Point {
                    x: held(touch.x, width),
                    y: held(touch.y, height),
                    t_ms: clock_ms,
                    pressure: pressed(touch.pressure),
                });
            }
            points.dedup();
            if !points.is_empty() {
                made.push(points);
            }
        }
        Self::new(width, height, made)
    }
}

/// A finite place, rounded and held inside 0 to `most`.
#[expect(clippy::cast_possible_truncation, reason = "held inside the numbers of a u16")]
fn held(place: f32, most: u16) -> u16 {
    place.round().clamp(0.0, f32::from(most)) as u16
}

#[expect(clippy::cast_possible_truncation, reason = "more than 0 and at most 255")]
fn pressed(pressure: f32) -> u8 {
    if pressure > 0.0 { (pressure.min(1.0) * 255.0).round() as u8 } else { PRESSURE_UNKNOWN }
}
