//! Where maps are shifted: mainland China, with Hong Kong and Macau only in some apps, Taiwan in none.
//!
//! The rectangles are the public rough outline that goes with the formulas. Hong Kong and Macau are polygons of a few
//! corners: within some 300 m of their border a point may be told as of the other side.

use serde::{Deserialize, Serialize};

use super::Point;

/// How the maps of a place are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// Every app's map is shifted.
    Mainland,
    /// 高德, 百度 and 腾讯 shift theirs, Apple and Google do not.
    HongKongMacau,
    /// No map is shifted: abroad, and Taiwan.
    Elsewhere,
}

/// North, west, south, east, degrees.
type Rectangle = [f64; 4];

const INSIDE: [Rectangle; 6] = [
    [49.220_400, 79.446_200, 42.889_900, 96.330_000],
    [54.141_500, 109.687_200, 39.374_200, 135.000_200],
    [42.889_900, 73.124_600, 29.529_700, 124.143_255],
    [29.529_700, 82.968_400, 26.718_600, 97.035_200],
    [29.529_700, 97.025_300, 20.414_096, 124.367_395],
    [20.414_096, 107.975_793, 17.871_542, 111.744_104],
];
/// Taiwan first; then parts of Laos and Vietnam, Mongolia, Russia.
const OUTSIDE: [Rectangle; 6] = [
    [25.398_623, 119.921_265, 21.785_006, 122.497_559],
    [22.284_000, 101.865_200, 20.098_800, 106.665_000],
    [21.542_200, 106.452_500, 20.487_800, 108.051_000],
    [55.817_500, 109.032_300, 50.325_700, 119.127_000],
    [55.817_500, 127.456_800, 49.557_400, 137.022_700],
    [44.892_200, 131.266_200, 42.569_200, 137.022_700],
];
/// Corners, north and east: along Deep Bay, the Shenzhen river and Mirs Bay, then round the islands.
const HONG_KONG: [(f64, f64); 12] = [
    (22.130, 113.815),
    (22.390, 113.870),
    (22.450, 113.945),
    (22.501, 114.030),
    (22.514, 114.072),
    (22.531, 114.112),
    (22.543, 114.150),
    (22.546, 114.226),
    (22.565, 114.300),
    (22.560, 114.450),
    (22.440, 114.500),
    (22.130, 114.500),
];
const MACAU: [(f64, f64); 7] = [
    (22.105, 113.545),
    (22.150, 113.546),
    (22.180, 113.529),
    (22.2135, 113.533),
    (22.2165, 113.549),
    (22.2130, 113.604),
    (22.105, 113.604),
];

impl Region {
    /// The region of a point.
    #[must_use]
    pub fn of(point: Point) -> Self {
        let at = (point.latitude(), point.longitude());
        if !is_shifted(at) {
            return Self::Elsewhere;
        }
        match within(at, &HONG_KONG) || within(at, &MACAU) {
            true => Self::HongKongMacau,
            false => Self::Mainland,
        }
    }
}

/// Whether the shift is defined here: mainland, Hong Kong and Macau.
pub(super) fn is_shifted(at: (f64, f64)) -> bool {
    let holds = |[north, west, south, east]: &Rectangle| {
        at.0 <= *north && at.0 >= *south && at.1 >= *west && at.1 <= *east
    };
    INSIDE.iter().any(holds) && !OUTSIDE.iter().any(holds)
}

/// Whether a ray to the east crosses the outline an odd number of times.
fn within((north, east): (f64, f64), corners: &[(f64, f64)]) -> bool {
    let mut inside = false;
    for (nth, from) in corners.iter().enumerate() {
        let to = corners[(nth + 1) % corners.len()];
        if (from.0 > north) != (to.0 > north) {
            let crossing = from.1 + (north - from.0) / (to.0 - from.0) * (to.1 - from.1);
            inside ^= east < crossing;
        }
    }
    inside
}
