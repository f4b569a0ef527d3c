//! The pen on pixels: how much of each the ink covers. A round nib that is drawn along straight lines needs distances
//! alone; a library for paths of every kind is 200 KB of each phone's.

use std::ops::Range;

/// A place in pixels from the upper left corner, across and down.
pub(super) type Place = (f32, f32);

/// The ink on a sheet of paper.
pub(super) struct Drawing {
    width_px: usize,
    height_px: usize,
    /// Row by row how much of each pixel is covered, 255 for all of it.
    covered: Vec<u8>,
}

impl Drawing {
    /// An empty sheet.
    pub(super) fn new(width_px: usize, height_px: usize) -> Self {
        Self { width_px, height_px, covered: vec![0; width_px * height_px] }
    }

    /// What is covered, row by row.
    pub(super) fn covered(&self) -> &[u8] {
        &self.covered
    }

    /// Draws a line of a round pen, `width` pixels wide; one that goes nowhere leaves a dot.
    pub(super) fn line(&mut self, from: Place, to: Place, width: f32) {
        let radius = width / 2.0;
        let reach = radius + 1.0;
        for row in pixels(from.1.min(to.1) - reach, from.1.max(to.1) + reach, self.height_px) {
            let y = middle(row);
            let (left, right) = stretch(from, to, y, reach);
            for column in pixels(left - reach, right + reach, self.width_px) {
                let ink = coverage(distance((middle(column), y), from, to), radius);
                let pixel = &mut self.covered[row * self.width_px + column];
                // Lines that meet are one line: ink is not laid over ink.
                *pixel = (*pixel).max(ink);
            }
        }
    }
}

/// The pixels that a span touches, of so many.
#[expect(clippy::cast_possible_truncation, reason = "a float becomes the nearest there is")]
fn pixels(from: f32, to: f32, count: usize) -> Range<usize> {
    (from.max(0.0) as usize).min(count)..(to.max(0.0).ceil() as usize).min(count)
}

fn middle(pixel: usize) -> f32 {
    pixel as f32 + 0.5
}

/// From where to where across goes the part of a line that is `reach` above or below a height at most.
fn stretch(from: Place, to: Place, y: f32, reach: f32) -> (f32, f32) {
    let fall = to.1 - from.1;
    let across = |height: f32| {
        let part = ((height - from.1) / fall).clamp(0.0, 1.0);
        from.0 + part * (to.0 - from.0)
    };
    let (one, other) =
        if fall == 0.0 { (from.0, to.0) } else { (across(y - reach), across(y + reach)) };
    (one.min(other), one.max(other))
}

/// How far a place is from a line.
fn distance(place: Place, from: Place, to: Place) -> f32 {
    let (across, down) = (to.0 - from.0, to.1 - from.1);
    let (x, y) = (place.0 - from.0, place.1 - from.1);
    let squared = across * across + down * down;
    let part =
        if squared > 0.0 { ((x * across + y * down) / squared).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (x - part * across, y - part * down);
    (x * x + y * y).sqrt()
}

/// How much of a pixel is covered whose middle is so far from the middle of the line; thinner lines cover less.
#[expect(clippy::cast_possible_truncation, reason = "from 0 to 255")]
fn coverage(distance: f32, radius: f32) -> u8 {
    let part = (distance + 0.5).min(radius) - (distance - 0.5).max(-radius);
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::Drawing;

    fn sum(drawing: &Drawing) -> f32 {
        drawing.covered().iter().map(|ink| f32::from(*ink) / 255.0).sum()
    }

    #[test]
    fn a_line_covers_its_length_times_its_width_whatever_its_direction() {
        for to in [(80.0, 20.0), (20.0, 80.0), (80.0, 80.0), (80.0, 41.5), (33.3, 80.0)] {
            for width in [3.0_f32, 5.0, 8.0] {
                let mut drawing = Drawing::new(100, 100);
                drawing.line((20.0, 20.0), to, width);
                let length = ((to.0 - 20.0_f32).powi(2) + (to.1 - 20.0_f32).powi(2)).sqrt();
                let round_ends = std::f32::consts::PI * width * width / 4.0;
                let (area, is) = (length * width + round_ends, sum(&drawing));
                assert!((is - area).abs() < area * 0.03 + 1.0, "{to:?} {width}: {is} of {area}");
            }
        }
    }

    #[test]
    fn every_pixel_near_a_line_is_looked_at() {
        for to in [(3.0, 27.0), (27.0, 27.0), (29.0, 4.0), (4.0, 3.5)] {
            let (from, width) = ((4.0, 3.0), 3.0);
            let mut drawing = Drawing::new(30, 30);
            drawing.line(from, to, width);
            for (at, ink) in drawing.covered().iter().enumerate() {
                let place = (super::middle(at % 30), super::middle(at / 30));
                let expected = super::coverage(super::distance(place, from, to), width / 2.0);
                assert_eq!(*ink, expected, "{place:?} of {to:?}");
            }
        }
    }

    #[test]
    fn what_lies_outside_is_not_drawn_and_ink_is_not_laid_over_ink() {
        let mut drawing = Drawing::new(10, 10);
        drawing.line((-50.0, -50.0), (-20.0, -9.0), 4.0);
        drawing.line((30.0, 5.0), (90.0, 5.0), 4.0);
        assert!(drawing.covered().iter().all(|ink| *ink == 0));
        drawing.line((-5.0, 5.0), (15.0, 5.0), 0.5);
        let once = drawing.covered().to_vec();
        drawing.line((-5.0, 5.0), (15.0, 5.0), 0.5);
        assert_eq!(drawing.covered(), once);
    }
}
