//! A signature as lines of the pen, not as a picture.

use pdf_writer::types::{LineCapStyle, LineJoinStyle};

use super::canvas::{Canvas, INK, PAGE_HEIGHT};
use super::paper::Signed;

/// Draws the strokes in a box, as large as they fit.
pub(super) fn draw(canvas: &mut Canvas<'_>, signed: &Signed, at: (f32, f32), size: (f32, f32)) {
    let points = || signed.runs.iter().flat_map(|(_, points)| points);
    let least = |of: fn(&(f32, f32)) -> f32| points().map(of).fold(f32::INFINITY, f32::min);
    let most = |of: fn(&(f32, f32)) -> f32| points().map(of).fold(f32::NEG_INFINITY, f32::max);
    let (left, right) = (least(|point| point.0), most(|point| point.0));
    let (top, low) = (least(|point| point.1), most(|point| point.1));
    if !(right - left).is_finite() {
        return;
    }
    // A small signature on a large pad is not blown up beyond twice the pad's own scale.
    let pad = (size.0 / signed.pad.0.max(1.0)).min(size.1 / signed.pad.1.max(1.0));
    let fit = (size.0 / (right - left).max(1.0)).min(size.1 / (low - top).max(1.0));
    let scale = fit.min(pad * 2.0);
    let x0 = at.0 + (size.0 - (right - left) * scale) / 2.0;
    let y0 = at.1 + (size.1 - (low - top) * scale) / 2.0;
    let [r, g, b] = INK;
    let content = canvas.content();
    content.save_state().set_stroke_rgb(r, g, b);
    content.set_line_cap(LineCapStyle::RoundCap).set_line_join(LineJoinStyle::RoundJoin);
    for (wide, run) in &signed.runs {
        content.set_line_width((wide * scale).clamp(0.5, 2.4));
        for (index, point) in run.iter().enumerate() {
            let (x, y) = (x0 + (point.0 - left) * scale, y0 + (point.1 - top) * scale);
            match index {
                0 => content.move_to(x, PAGE_HEIGHT - y),
                _ => content.line_to(x, PAGE_HEIGHT - y),
            };
        }
        if let [dot] = run.as_slice() {
            let (x, y) = (x0 + (dot.0 - left) * scale, y0 + (dot.1 - top) * scale);
            content.line_to(x, PAGE_HEIGHT - y);
        }
        content.stroke();
    }
    content.restore_state();
}
