//! WGS-84, GCJ-02 and BD-09, there and back.
//!
//! The formulas are the public reconstruction of the transformation that maps of mainland China use. Forward they are
//! taken as they are; back, the shift is undone by iteration until a step is below a millimetre.

use std::f64::consts::PI;

use libm::{atan2, cos, fabs, sin, sqrt};
use serde::{Deserialize, Serialize};

use super::region;

/// How degrees are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    /// What satellites say, and everything inside Counterfoil.
    Wgs84,
    /// 国测局坐标: 高德, 腾讯, Apple and Google within China.
    Gcj02,
    /// 百度坐标.
    Bd09,
}

/// Krasovsky's ellipsoid, metres.
const AXIS_M: f64 = 6_378_245.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
const BD_TURN: f64 = PI * 3000.0 / 180.0;
/// Steps of an inverse: each makes the error some hundred times smaller.
const STEPS: usize = 8;
/// About a millimetre.
const SMALL_DEG: f64 = 1e-8;

type Degrees = (f64, f64);

pub(super) fn from_wgs84(at: Degrees, datum: Datum) -> Degrees {
    match datum {
        Datum::Wgs84 => at,
        Datum::Gcj02 => gcj02(at),
        Datum::Bd09 if !region::is_shifted(at) => at,
        Datum::Bd09 => bd09(gcj02(at)),
    }
}

pub(super) fn to_wgs84(at: Degrees, datum: Datum) -> Degrees {
    match datum {
        Datum::Wgs84 => at,
        Datum::Gcj02 | Datum::Bd09 => inverse(at, |guess| from_wgs84(guess, datum)),
    }
}

/// The degrees whose forward transformation is `target`. At the edge of the shifted area there may be none; then the
/// answer is as near as a step came.
fn inverse(target: Degrees, forward: impl Fn(Degrees) -> Degrees) -> Degrees {
    let mut guess = target;
    for _ in 0..STEPS {
        let there = forward(guess);
        let (north, east) = (target.0 - there.0, target.1 - there.1);
        guess = (guess.0 + north, guess.1 + east);
        if fabs(north) < SMALL_DEG && fabs(east) < SMALL_DEG {
            break;
        }
    }
    guess
}

fn gcj02(at: Degrees) -> Degrees {
    if !region::is_shifted(at) {
        return at;
    }
    let (latitude, longitude) = at;
    let (x, y) = (longitude - 105.0, latitude - 35.0);
    let radians = latitude / 180.0 * PI;
    let magic = 1.0 - ECCENTRICITY_SQUARED * sin(radians) * sin(radians);
    let root = sqrt(magic);
    let meridian = AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / (magic * root) * PI;
    let parallel = AXIS_M / root * cos(radians) * PI;
    (latitude + north(x, y) * 180.0 / meridian, longitude + east(x, y) * 180.0 / parallel)
}

/// Three waves over one number, as both directions use them.
fn waves(of: f64, high: [f64; 2]) -> f64 {
    let short = (20.0 * sin(of * PI) + 40.0 * sin(of / 3.0 * PI)) * 2.0 / 3.0;
    let wide = (high[0] * sin(of / 12.0 * PI) + high[1] * sin(of * PI / 30.0)) * 2.0 / 3.0;
    short + wide
}

fn ripple(x: f64) -> f64 {
    (20.0 * sin(6.0 * x * PI) + 20.0 * sin(2.0 * x * PI)) * 2.0 / 3.0
}

/// Metres north.
fn north(x: f64, y: f64) -> f64 {
    let plain = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x));
    plain + ripple(x) + waves(y, [160.0, 320.0])
}

/// Metres east.
fn east(x: f64, y: f64) -> f64 {
    let plain = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x));
    plain + ripple(x) + waves(x, [150.0, 300.0])
}

fn bd09((latitude, longitude): Degrees) -> Degrees {
    let far =
        sqrt(longitude * longitude + latitude * latitude) + 0.000_02 * sin(latitude * BD_TURN);
    let angle = atan2(latitude, longitude) + 0.000_003 * cos(longitude * BD_TURN);
    (far * sin(angle) + 0.006, far * cos(angle) + 0.006_5)
}
