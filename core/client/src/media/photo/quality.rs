//! Measures of a photograph: sharpness, light, and a hash that near-duplicates share.
//!
//! Measured on an upright grey copy of a fixed long side, so that numbers of different cameras and policies can be
//! compared. What comes of them is the playbook's business ([`counterfoil_domain::quality`]).
//!
//! Sharpness is a ratio and no amount of contrast: how much neighbouring pixels differ, against ones that are
//! [`LAG_PX`] apart. An edge that is one pixel wide gives a high ratio on a white door as in a hedge; one that was
//! smeared, by the focus or by the hand, gives a low one. It is taken tile by tile and along both axes, as a hand
//! smears along one; of the tiles with anything in them a quarter has to be sharp, so a soft background is no fault.

use image::{DynamicImage, GrayImage, RgbImage};

use super::decode::DecodeError;
use super::raster::{shrink, squeeze};

/// Long side of the grey copy that is measured.
pub(super) const MEASURED_LONG_SIDE_PX: u16 = 640;
/// A smaller picture is not judged.
const JUDGED_LONG_SIDE_PX: usize = 320;
/// Tiles along the long side.
const TILES: usize = 8;
/// The wider of both distances.
const LAG_PX: usize = 8;
/// Of how many pixels in a row one is looked at: means of hundreds do not change by it.
const SAMPLED_PX: usize = 2;
/// Mean squared difference at the wider distance below which a tile is plain: noise and JPEG blocks stay below.
const PLAIN: u64 = 12;

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

/// What a quarter of the tiles with anything in them exceed; none if there are none.
fn sharpness_milli(grey: &GrayImage) -> Option<u32> {
    let width = grey.width() as usize;
    let rows: Vec<&[u8]> = grey.as_raw().chunks_exact(width.max(1)).collect();
    let long_side = width.max(rows.len());
    if long_side < JUDGED_LONG_SIDE_PX {
        return None;
    }
    let side = long_side / TILES;
    let mut sharp: Vec<u64> = Vec::new();
    for top in (0..rows.len()).step_by(side) {
        for left in (0..width).step_by(side) {
            sharp.extend(tile_milli(&rows, (left, top), side));
        }
    }
    sharp.sort_unstable();
    let at = (sharp.len() * 3 / 4).min(sharp.len().saturating_sub(1));
    sharp.get(at).and_then(|milli| u32::try_from(*milli).ok())
}

/// Of a tile the smaller ratio of its two axes; none if it is plain along both.
fn tile_milli(rows: &[&[u8]], (left, top): (usize, usize), side: usize) -> Option<u64> {
    let mut across = Differences::default();
    let mut down = Differences::default();
    for y in (top..(top + side).min(rows.len())).step_by(SAMPLED_PX) {
        for x in (left..(left + side).min(rows[y].len())).step_by(SAMPLED_PX) {
            let here = rows[y][x];
            if let Some(far) = rows[y].get(x + LAG_PX) {
                across.add(here, rows[y][x + 1], *far);
            }
            if let Some(far) = rows.get(y + LAG_PX) {
                down.add(here, rows[y + 1][x], far[x]);
            }
        }
    }
    across.ratio_milli().into_iter().chain(down.ratio_milli()).min()
}

/// Sums of squared differences along one axis of a tile.
#[derive(Default)]
struct Differences {
    near: u64,
    far: u64,
    count: u64,
}

impl Differences {
    fn add(&mut self, here: u8, near: u8, far: u8) {
        let square = |other: u8| u64::from(here.abs_diff(other)).pow(2);
        self.near += square(near);
        self.far += square(far);
        self.count += 1;
    }

    fn ratio_milli(&self) -> Option<u64> {
        let has_something = self.count > 0 && self.far >= PLAIN * self.count;
        has_something.then(|| self.near * 1_000 / self.far)
    }
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

    /// A page of lines: black and white changes every `step` pixels, over a ramp of `soft` pixels.
    fn lines(step: u32, soft: u32) -> GrayImage {
        GrayImage::from_fn(640, 480, |x, y| {
            let up = |at: u32| {
                let (period, within) = ((at / step) % 2, (at % step).min(soft) * 200 / soft.max(1));
                if period == 0 { within } else { 200 - within }
            };
            Luma([u8::try_from((up(x) + up(y)) / 2).unwrap()])
        })
    }

    fn checks(width: u32, height: u32) -> GrayImage {
        GrayImage::from_fn(width, height, |x, y| Luma([if (x + y) % 2 == 0 { 255 } else { 0 }]))
    }

    #[test]
    fn an_edge_is_sharp_whatever_its_contrast_and_a_ramp_is_not() {
        let sharp = sharpness_milli(&lines(40, 1)).unwrap();
        let soft = sharpness_milli(&lines(40, 20)).unwrap();
        assert!(sharp >= 120 && soft < 40, "{sharp} and {soft}");
        let mut pale = lines(40, 1);
        pale.pixels_mut().for_each(|pixel| pixel.0[0] = 100 + pixel.0[0] / 4);
        let pale = sharpness_milli(&pale).unwrap();
        assert!(pale.abs_diff(sharp) < 10, "{pale} and {sharp}");
    }

    #[test]
    fn a_wall_is_not_judged_and_a_sharp_quarter_is_enough() {
        assert_eq!(sharpness_milli(&GrayImage::from_pixel(640, 480, Luma([90]))), None);
        let (sharp, soft) = (lines(40, 1), lines(40, 20));
        let label = GrayImage::from_fn(640, 480, |x, y| {
            let inside = (160..480).contains(&x) && (120..400).contains(&y);
            *(if inside { &sharp } else { &soft }).get_pixel(x, y)
        });
        assert!(sharpness_milli(&label).unwrap() > 65);
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
