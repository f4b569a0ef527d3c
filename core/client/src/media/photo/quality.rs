//! Measures of a photograph: sharpness, light, and a hash that near-duplicates share.
//!
//! Measured on an upright grey copy of a fixed long side, so that numbers of different cameras and policies can be
//! compared. What comes of them is the playbook's business ([`counterfoil_domain::quality`]).
//!
//! How sharp it is, is told in [`sharpness`].

mod sharpness;

use image::{DynamicImage, GrayImage, RgbImage};

use self::sharpness::sharpness_milli;
use super::decode::DecodeError;
use super::raster::{shrink, squeeze};

/// Long side of the grey copy that is measured.
pub(super) const MEASURED_LONG_SIDE_PX: u16 = 640;
/// What was measured of a photograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoQuality {
    /// Thousandths; low is blurred. Absent from a picture that is small, or has nothing in it.
    pub sharpness_milli: Option<u32>,
    /// The luminance, 0 to 255, that a tenth of the pixels exceed: a lamp in a dark cellar does not raise it.
    pub light: u8,
    /// Mean luminance, 0 black to 255 white.
    pub mean_luminance: u8,
    /// Difference hash (dHash, 8 × 8): near-duplicates differ in few bits.
    pub perceptual_hash: u64,
}

impl PhotoQuality {
    /// The difference hash as a photo fact holds it.
    #[must_use]
    pub fn look(&self) -> [u8; 8] {
        self.perceptual_hash.to_be_bytes()
    }
}

/// Measures an upright picture.
pub(super) fn measure(picture: &RgbImage) -> Result<PhotoQuality, DecodeError> {
    let small = shrink(picture, MEASURED_LONG_SIDE_PX)?;
    measure_grey(&DynamicImage::ImageRgb8(small).into_luma8())
}

/// The same of a grey copy of that size.
pub(super) fn measure_grey(grey: &GrayImage) -> Result<PhotoQuality, DecodeError> {
    Ok(PhotoQuality {
        sharpness_milli: sharpness_milli(grey),
        light: light(grey),
        mean_luminance: mean(grey),
        perceptual_hash: difference_hash(grey)?,
    })
}

fn mean(grey: &GrayImage) -> u8 {
    let pixels = grey.as_raw();
    let sum: u64 = pixels.iter().map(|pixel| u64::from(*pixel)).sum();
    u8::try_from(sum / (pixels.len() as u64).max(1)).unwrap_or(u8::MAX)
}

/// The luminance that a tenth of the pixels exceed.
fn light(grey: &GrayImage) -> u8 {
    let mut counts = [0_usize; 256];
    for pixel in grey.as_raw() {
        counts[usize::from(*pixel)] += 1;
    }
    let tenth = grey.as_raw().len() / 10;
    let mut brighter = 0;
    for (luminance, count) in (0..=u8::MAX).zip(counts).rev() {
        brighter += count;
        if brighter > tenth {
            return luminance;
        }
    }
    0
}

/// One bit for each pair of neighbours in nine columns and eight rows: is the left one brighter?
fn difference_hash(grey: &GrayImage) -> Result<u64, DecodeError> {
    let tiny = squeeze(grey, (9, 8))?;
    let pairs = tiny.as_raw().chunks_exact(9).flat_map(|row| row.windows(2));
    Ok(pairs.fold(0, |hash, pair| hash << 1 | u64::from(pair[0] > pair[1])))
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma};

    use super::{difference_hash, light, mean, sharpness_milli};

    fn checks(width: u32, height: u32) -> GrayImage {
        GrayImage::from_fn(width, height, |x, y| Luma([if (x + y) % 2 == 0 { 255 } else { 0 }]))
    }

    #[test]
    fn the_smallest_pictures_are_measured_without_panic() {
        for (width, height) in [(1, 1), (2, 2), (1, 9), (9, 1), (2, 3), (3, 2), (640, 1), (1, 640)]
        {
            let _ = sharpness_milli(&checks(width, height));
            difference_hash(&checks(width, height)).unwrap();
        }
        assert_eq!(mean(&GrayImage::from_pixel(3, 3, Luma([7]))), 7);
        assert_eq!(light(&GrayImage::from_pixel(3, 3, Luma([7]))), 7);
    }

    #[test]
    fn a_lamp_in_a_cellar_is_no_light() {
        let lamp =
            GrayImage::from_fn(100, 100, |x, y| Luma([if x < 30 && y < 30 { 255 } else { 9 }]));
        assert_eq!(light(&lamp), 9);
        assert!(mean(&lamp) > 28);
        let lit = GrayImage::from_fn(100, 100, |x, _| Luma([if x < 30 { 180 } else { 9 }]));
        assert_eq!(light(&lit), 180);
    }

    #[test]
    fn the_hash_says_where_it_gets_darker_to_the_right() {
        let falling = GrayImage::from_fn(90, 80, |x, _| Luma([250 - 2 * u8::try_from(x).unwrap()]));
        let rising = GrayImage::from_fn(90, 80, |x, _| Luma([2 * u8::try_from(x).unwrap()]));
        assert_eq!(difference_hash(&falling).unwrap(), u64::MAX);
        assert_eq!(difference_hash(&rising).unwrap(), 0);
    }
}
