//! Measures of a photograph: sharpness, light, and a hash that near-duplicates share.
//!
//! Measured on an upright grey copy of a fixed long side, so that numbers of different cameras
//! and policies can be compared. Thresholds belong to the playbook; the ones here are hints.

use image::{DynamicImage, GrayImage, RgbImage};

use super::decode::DecodeError;
use super::raster::{shrink, squeeze};

/// Long side of the grey copy that is measured.
pub(super) const MEASURED_LONG_SIDE_PX: u16 = 640;

/// What was measured of a photograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoQuality {
    /// Variance of the Laplacian of the grey copy; low is blurred, or without any detail.
    pub sharpness: u32,
    /// Mean luminance, 0 black to 255 white.
    pub mean_luminance: u8,
    /// Difference hash (dHash, 8 × 8): near-duplicates differ in few bits, see [`hamming`].
    pub perceptual_hash: u64,
}

impl PhotoQuality {
    /// Below this, a photograph of ordinary things is likely blurred.
    pub const SHARPNESS_HINT: u32 = 60;
    /// Below this, a photograph is likely too dark to show anything.
    pub const LUMINANCE_HINT: u8 = 28;
    /// Up to this many differing bits, two photographs likely show the same moment.
    pub const DUPLICATE_HINT_BITS: u32 = 6;

    /// Whether the photograph is likely blurred.
    pub fn seems_blurred(&self) -> bool {
        self.sharpness < Self::SHARPNESS_HINT
    }

    /// Whether the photograph is likely too dark.
    pub fn seems_dark(&self) -> bool {
        self.mean_luminance < Self::LUMINANCE_HINT
    }

    /// Whether both likely show the same. Featureless pictures share a hash without being
    /// duplicates, so they never count.
    pub fn seems_duplicate_of(&self, other: &Self) -> bool {
        let featureless = |hash: u64| hash.count_ones() < 4 || hash.count_zeros() < 4;
        !featureless(self.perceptual_hash)
            && hamming(self.perceptual_hash, other.perceptual_hash) <= Self::DUPLICATE_HINT_BITS
    }
}

/// Number of differing bits of two perceptual hashes.
pub fn hamming(a: u64, b: u64) -> u32 {
    (a ^ b).count_ones()
}

/// Measures an upright picture.
pub(super) fn measure(picture: &RgbImage) -> Result<PhotoQuality, DecodeError> {
    let small = shrink(picture, MEASURED_LONG_SIDE_PX)?;
    let grey = DynamicImage::ImageRgb8(small).into_luma8();
    Ok(PhotoQuality {
        sharpness: laplacian_variance(&grey),
        mean_luminance: mean(&grey),
        perceptual_hash: difference_hash(&grey)?,
    })
}

fn mean(grey: &GrayImage) -> u8 {
    let pixels = grey.as_raw();
    let sum: u64 = pixels.iter().map(|pixel| u64::from(*pixel)).sum();
    u8::try_from(sum / (pixels.len() as u64).max(1)).unwrap_or(u8::MAX)
}

/// Variance of `4·centre − left − right − above − below` over all inner pixels.
fn laplacian_variance(grey: &GrayImage) -> u32 {
    let width = grey.width() as usize;
    let rows: Vec<&[u8]> = grey.as_raw().chunks_exact(width.max(1)).collect();
    let (mut count, mut sum, mut squares) = (0_i64, 0_i64, 0_i64);
    for around in rows.windows(3) {
        let beside = around[1].windows(3).zip(&around[0][1..]).zip(&around[2][1..]);
        for ((row, above), below) in beside {
            let [left, centre, right] = [row[0], row[1], row[2]].map(i64::from);
            let value = 4 * centre - left - right - i64::from(*above) - i64::from(*below);
            count += 1;
            sum += value;
            squares += value * value;
        }
    }
    if count == 0 {
        return 0;
    }
    // At most 1020², so it fits.
    u32::try_from(squares / count - (sum / count).pow(2)).unwrap_or(0)
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

    use super::{PhotoQuality, difference_hash, hamming, laplacian_variance, mean};

    fn checks(width: u32, height: u32) -> GrayImage {
        GrayImage::from_fn(width, height, |x, y| Luma([if (x + y) % 2 == 0 { 255 } else { 0 }]))
    }

    #[test]
    fn a_checkerboard_is_as_sharp_as_can_be_and_a_wall_not_at_all() {
        assert_eq!(laplacian_variance(&checks(64, 64)), 1020 * 1020);
        assert_eq!(laplacian_variance(&GrayImage::from_pixel(64, 64, Luma([90]))), 0);
    }

    #[test]
    fn the_smallest_pictures_are_measured_without_panic() {
        for (width, height) in [(1, 1), (2, 2), (1, 9), (9, 1), (2, 3), (3, 2)] {
            assert_eq!(laplacian_variance(&checks(width, height)), 0, "{width} x {height}");
            difference_hash(&checks(width, height)).unwrap();
        }
        assert_eq!(mean(&GrayImage::from_pixel(3, 3, Luma([7]))), 7);
    }

    #[test]
    fn the_hash_says_where_it_gets_darker_to_the_right() {
        let falling = GrayImage::from_fn(90, 80, |x, _| Luma([250 - 2 * u8::try_from(x).unwrap()]));
        let rising = GrayImage::from_fn(90, 80, |x, _| Luma([2 * u8::try_from(x).unwrap()]));
        assert_eq!(difference_hash(&falling).unwrap(), u64::MAX);
        assert_eq!(difference_hash(&rising).unwrap(), 0);
        assert_eq!(hamming(u64::MAX, 0), 64);
        assert_eq!(hamming(0b1010, 0b0110), 2);
    }

    #[test]
    fn two_pictures_of_nothing_are_no_duplicates() {
        let wall = PhotoQuality { sharpness: 0, mean_luminance: 90, perceptual_hash: 0 };
        assert!(!wall.seems_duplicate_of(&wall));
        let door = PhotoQuality { perceptual_hash: 0xF0F0_1234_5678_9ABC, ..wall };
        assert!(door.seems_duplicate_of(&door));
    }
}
