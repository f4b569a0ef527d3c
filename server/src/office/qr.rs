//! The square of a one-time code: what a phone's camera reads from the console's screen.

use qrcode::{Color, EcLevel, QrCode};

use crate::problem::{Answer, Problem};

/// The modules of a QR code of `text`, row by row from the top: `1` is dark. Whoever draws it leaves four light
/// modules around it.
pub(super) fn squares(text: &str) -> Answer<Vec<String>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|error| Problem::internal("qr code", &error))?;
    let row = |colors: &[Color]| colors.iter().map(|one| one.select('1', '0')).collect();
    Ok(code.to_colors().chunks(code.width()).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::squares;

    #[test]
    fn a_code_is_a_square_with_its_three_eyes() {
        let rows = squares("CF1:https://hub.example/#0123456789ABCDEF").expect("a code");
        assert!(rows.len() >= 21 && rows.iter().all(|row| row.len() == rows.len()));
        let eye = "1111111";
        assert!(rows[0].starts_with(eye) && rows[0].ends_with(eye));
        assert!(rows[rows.len() - 1].starts_with(eye));
        assert!(rows.concat().bytes().all(|one| one == b'0' || one == b'1'));
    }

    #[test]
    fn a_text_that_no_code_holds_is_an_error() {
        assert!(squares(&"x".repeat(4_000)).is_err());
    }
}
