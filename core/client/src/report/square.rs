//! The square code of a report, drawn as rectangles: sharp at every size, and small.

use qrcode::{Color, EcLevel, QrCode};

use super::canvas::{Canvas, INK};

/// Draws the code of a text; one that is too long for a code leaves the place empty.
pub(super) fn draw(canvas: &mut Canvas<'_>, text: &str, (x, y): (f32, f32), side: f32) {
    let Ok(code) = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M) else {
        return;
    };
    let width = code.width();
    let modules = code.to_colors();
    let step = side / as_length(width);
    for (row, modules) in modules.chunks(width).enumerate() {
        let mut begin = None;
        for at in 0..=width {
            let dark = modules.get(at).is_some_and(|module| *module == Color::Dark);
            match (dark, begin) {
                (true, None) => begin = Some(at),
                (false, Some(from)) => {
                    let place = (x + step * as_length(from), y + step * as_length(row));
                    // A hair wider, so that no light shines between rows.
                    canvas.ground(place, (step * as_length(at - from), step * 1.02), INK);
                    begin = None;
                }
                _ => {}
            }
        }
    }
}

/// Modules as a length: a code has at most 177 of them.
fn as_length(modules: usize) -> f32 {
    f32::from(u8::try_from(modules).unwrap_or(u8::MAX))
}
