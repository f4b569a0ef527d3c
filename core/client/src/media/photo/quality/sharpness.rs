//! How sharp a photograph is: a ratio, and no amount of contrast.
//!
//! Compared is how much neighbouring pixels differ with how much ones do that are [`LAG_PX`] apart. An edge that is
//! one pixel wide gives a high ratio on a white door as in a hedge; one that was smeared, by the focus or by the
//! hand, gives a low one. A hand smears along one direction only, so four are measured and the worst one counts.
//!
//! It is taken tile by tile. Along a direction, of the tiles with anything in them three in ten have to be sharp: a
//! soft background is no fault. What a sensor adds to every pixel looks like sharpness; the plainest tiles say how
//! much that is, and it is taken off.

use image::GrayImage;

/// A picture whose long side is shorter is not judged.
const JUDGED_LONG_SIDE_PX: usize = 320;
/// Nor is a strip.
const JUDGED_SHORT_SIDE_PX: usize = 120;
/// Tiles along the long side.
const TILES: usize = 8;
/// The wider of both distances.
const LAG_PX: usize = 8;
/// The same along a diagonal, in steps that are longer.
const DIAGONAL_LAG_PX: usize = 6;
/// Of how many pixels in a row one is looked at: means of hundreds do not change by it.
const SAMPLED_PX: usize = 2;
/// Pairs below which a corner of a tile says nothing.
const PAIRS_MIN: u64 = 30;
/// Mean squared difference at the wider distance, in thousandths, below which a tile is plain along that direction.
const PLAIN_MILLI: u64 = 60_000;
/// Tiles below which a direction is not judged.
const TILES_MIN: usize = 3;
/// More than that, in thousandths of squared luminance, is no noise any more.
const NOISE_MILLI_MAX: u64 = 6_000;

/// Directions in which pixels are compared.
const DIRECTIONS: [Direction; 4] = [
    Direction { across: 1, down: 0, lag_px: LAG_PX, step_squared: 1 },
    Direction { across: 0, down: 1, lag_px: LAG_PX, step_squared: 1 },
    Direction { across: 1, down: 1, lag_px: DIAGONAL_LAG_PX, step_squared: 2 },
    Direction { across: -1, down: 1, lag_px: DIAGONAL_LAG_PX, step_squared: 2 },
];

struct Direction {
    across: isize,
    down: usize,
    lag_px: usize,
    /// Square of the distance of neighbours along it.
    step_squared: u64,
}

/// Mean squared differences of a tile along one direction, in thousandths: of neighbours, and at the wider distance.
#[derive(Debug, Clone, Copy, Default)]
struct Differences {
    near: u64,
    far: u64,
}

/// One tile: each direction that has enough pairs.
type Tile = [Option<Differences>; DIRECTIONS.len()];

/// Thousandths; low is blurred. None of a picture that is small, or has nothing in it.
pub(super) fn sharpness_milli(grey: &GrayImage) -> Option<u32> {
    let width = grey.width() as usize;
    let rows: Vec<&[u8]> = grey.as_raw().chunks_exact(width.max(1)).collect();
    let (long_side, short_side) = (width.max(rows.len()), width.min(rows.len()));
    if long_side < JUDGED_LONG_SIDE_PX || short_side < JUDGED_SHORT_SIDE_PX {
        return None;
    }
    let side = long_side / TILES;
    let mut tiles = Vec::new();
    for top in (0..rows.len()).step_by(side) {
        for left in (0..width).step_by(side) {
            tiles.push(DIRECTIONS.each_ref().map(|one| differences(&rows, (left, top), side, one)));
        }
    }
    let noise = noise_milli(&tiles);
    let along = (0..DIRECTIONS.len()).filter_map(|direction| ratio_milli(&tiles, direction, noise));
    along.min().and_then(|milli| u32::try_from(milli).ok())
}

/// What three in ten of the tiles with anything in them exceed along a direction.
fn ratio_milli(tiles: &[Tile], direction: usize, noise: u64) -> Option<u64> {
    let found = tiles.iter().filter_map(|tile| tile[direction]);
    let ratio = |one: Differences| one.near.saturating_sub(noise) * 1_000 / one.far;
    let mut ratios: Vec<u64> = found.filter(|one| one.far >= PLAIN_MILLI).map(ratio).collect();
    ratios.sort_unstable();
    let at = ratios.len() * 7 / 10;
    ratios.get(at).copied().filter(|_| ratios.len() >= TILES_MIN)
}

/// What neighbours differ by where there is nothing to see, in the plainest twentieth of such places.
fn noise_milli(tiles: &[Tile]) -> u64 {
    let plain = |tile: &Tile| {
        let all = tile.iter().flatten().filter(|one| one.far < PLAIN_MILLI);
        all.map(|one| one.near).min()
    };
    let mut near: Vec<u64> = tiles.iter().filter_map(plain).collect();
    near.sort_unstable();
    near.get(near.len() / 20).copied().unwrap_or_default().min(NOISE_MILLI_MAX)
}

fn differences(
    rows: &[&[u8]],
    (left, top): (usize, usize),
    side: usize,
    direction: &Direction,
) -> Option<Differences> {
    let (mut near, mut far, mut pairs) = (0_u64, 0_u64, 0_u64);
    let square = |here: u8, there: u8| u64::from(here.abs_diff(there)).pow(2);
    for y in (top..(top + side).min(rows.len())).step_by(SAMPLED_PX) {
        let row = rows[y];
        let Some(far_row) = rows.get(y + direction.down * direction.lag_px) else { break };
        let near_row = rows[y + direction.down];
        let lag = direction.across * direction.lag_px.cast_signed();
        for x in (left..(left + side).min(row.len())).step_by(SAMPLED_PX) {
            let there = x.checked_add_signed(lag).and_then(|x| far_row.get(x));
            let beside = x.checked_add_signed(direction.across).and_then(|x| near_row.get(x));
            let (Some(there), Some(beside)) = (there, beside) else { continue };
            near += square(row[x], *beside);
            far += square(row[x], *there);
            pairs += 1;
        }
    }
    let near = near * 1_000 / (pairs * direction.step_squared).max(1);
    (pairs >= PAIRS_MIN).then(|| Differences { near, far: far * 1_000 / pairs })
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma};

    use super::sharpness_milli;

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

    #[test]
    fn an_edge_is_sharp_whatever_its_contrast_and_a_ramp_is_not() {
        let sharp = sharpness_milli(&lines(40, 1)).unwrap();
        let soft = sharpness_milli(&lines(40, 20)).unwrap();
        assert!(sharp >= 70 && soft < 20, "{sharp} and {soft}");
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
        let label = sharpness_milli(&label).unwrap();
        assert!(label > 50, "{label}");
    }

    #[test]
    fn a_hand_that_moves_aslant_is_found_as_one_that_moves_across() {
        let sharp = sharpness_milli(&lines(40, 1)).unwrap();
        let original = lines(40, 1);
        for (across, down) in [(1, 0), (0, 1), (1, 1), (-1_i64, 1)] {
            let smeared = GrayImage::from_fn(640, 480, |x, y| {
                let at = |step: i64| {
                    let x = (i64::from(x) + step * across).clamp(0, 639);
                    let y = (i64::from(y) + step * down).clamp(0, 479);
                    u32::from(original.get_pixel(x as u32, y as u32).0[0])
                };
                Luma([((0..12).map(at).sum::<u32>() / 12) as u8])
            });
            let smeared = sharpness_milli(&smeared).unwrap();
            assert!(smeared * 2 < sharp, "({across}, {down}): {smeared} and {sharp}");
        }
    }

    #[test]
    fn what_a_sensor_adds_makes_a_soft_picture_no_sharper() {
        let soft = lines(80, 60);
        let mut noisy = soft.clone();
        let mut state = 7_u32;
        for pixel in noisy.pixels_mut() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            pixel.0[0] = pixel.0[0].saturating_add((state >> 30) as u8);
        }
        let (soft, noisy) = (sharpness_milli(&soft).unwrap(), sharpness_milli(&noisy).unwrap());
        assert!(noisy.abs_diff(soft) <= 6, "{soft} and {noisy}");
    }

    #[test]
    fn a_strip_is_not_judged() {
        let strip =
            GrayImage::from_fn(640, 60, |x, y| Luma([if (x + y) % 9 < 4 { 0 } else { 200 }]));
        assert_eq!(sharpness_milli(&strip), None);
    }
}
