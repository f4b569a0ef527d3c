//! Readings over time: a line, the band that is right, and the readings outside it.

use super::canvas::{Canvas, Colour, GREEN, GREY, HAIR, RED, Style, TINT};
use super::paper::Chart;

/// The band that is right.
const BAND: Colour = [0.87, 0.94, 0.91];

/// Draws a chart in a box; its times stand below it.
pub(super) fn draw(canvas: &mut Canvas<'_>, chart: &Chart, (x, y): (f32, f32), size: (f32, f32)) {
    let axis = 36.0;
    let (left, width, height) = (x + axis, size.0 - axis, size.1);
    let (low, high) = span(chart);
    let last = chart.points.iter().map(|point| point.0).fold(0.0, f32::max).max(1.0);
    let down = |value: f32| y + height - (value - low) / (high - low) * height;
    let right = |minutes: f32| left + 6.0 + minutes / last * (width - 12.0);
    canvas.plate((left, y), (width, height), 3.0, TINT);
    let (upper, lower) = (chart.max.unwrap_or(high), chart.min.unwrap_or(low));
    canvas.ground((left, down(upper)), (width, down(lower) - down(upper)), BAND);
    for limit in [chart.max, chart.min].into_iter().flatten() {
        canvas.line((left, down(limit)), (left + width, down(limit)), 0.6, GREEN);
        label(canvas, (left, down(limit)), limit, GREEN);
    }
    for end in [high, low].into_iter().filter(|end| far_from_limits(chart, *end, high - low)) {
        label(canvas, (left, down(end)), end, GREY);
    }
    for pair in chart.points.windows(2) {
        let at = |point: &(f32, f32)| (right(point.0), down(point.1));
        canvas.line(at(&pair[0]), at(&pair[1]), 1.2, GREEN);
    }
    for point in &chart.points {
        let outside = chart.max.is_some_and(|max| point.1 > max)
            || chart.min.is_some_and(|min| point.1 < min);
        let (radius, colour) = if outside { (2.6, RED) } else { (1.6, GREEN) };
        canvas.disc((right(point.0), down(point.1)), radius, colour);
    }
    canvas.line((left, y + height), (left + width, y + height), 0.6, HAIR);
    let style = Style::new(7.0, GREY);
    canvas.text((left, y + height + 11.0), &chart.times.0, style);
    let wide = canvas.width(&chart.times.1, style.size);
    canvas.text((left + width - wide, y + height + 11.0), &chart.times.1, style);
}

fn label(canvas: &mut Canvas<'_>, (x, y): (f32, f32), value: f32, colour: Colour) {
    let text = format!("{value:.1}");
    let wide = canvas.width(&text, 7.0);
    canvas.text((x - 5.0 - wide, y + 2.5), &text, Style::new(7.0, colour));
}

/// From below the lowest to above the highest, limits included.
fn span(chart: &Chart) -> (f32, f32) {
    let values = chart.points.iter().map(|point| point.1).chain(chart.min).chain(chart.max);
    let (low, high) = values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if !(high - low).is_finite() {
        return (0.0, 1.0);
    }
    let room = ((high - low) * 0.15).max(0.5);
    (low - room, high + room)
}

fn far_from_limits(chart: &Chart, value: f32, span: f32) -> bool {
    let near = |limit: Option<f32>| limit.is_some_and(|limit| (limit - value).abs() < span * 0.09);
    !near(chart.min) && !near(chart.max)
}
