//! How far two points are apart.

use std::f64::consts::PI;

use libm::{asin, cos, round, sin, sqrt};

use super::Point;

/// Mean radius of the earth, metres.
const RADIUS_M: f64 = 6_371_008.8;

/// Metres along the great circle, rounded; at most half round the earth.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 20,015,115 by its formula"
)]
pub fn metres(from: Point, to: Point) -> u32 {
    let radians = |degrees: f64| degrees / 180.0 * PI;
    let half = |a: f64, b: f64| sin(radians(b - a) / 2.0);
    let (north, east) =
        (half(from.latitude(), to.latitude()), half(from.longitude(), to.longitude()));
    let parallels = cos(radians(from.latitude())) * cos(radians(to.latitude()));
    let square = (north * north + parallels * east * east).clamp(0.0, 1.0);
    round(2.0 * RADIUS_M * asin(sqrt(square))) as u32
}
