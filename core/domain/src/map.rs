//! Maps: points, the three datums of China, handing a target over to a map app, and the nearest outlets.
//!
//! Inside Counterfoil every position is WGS-84. [`Point::shown_in`] and [`Point::read_from`] are the only two doors to
//! GCJ-02 and BD-09, and [`handover`] the only user that leaves the phone. All arithmetic gives the same
//! digits on every phone and on the hub: sines come from `libm`, not from the system.

pub mod datum;
pub mod distance;
pub mod handover;
pub mod outlets;
pub mod pin;
pub mod region;

#[cfg(test)]
mod tests;

pub use datum::Datum;
pub use distance::metres;
pub use handover::{Handover, MapApp, handover};
pub use outlets::{OUTLETS_MEDIA_TYPE, Outlet, Outlets};
pub use pin::parse as parse_pin;
pub use region::Region;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// Units of one degree.
const E7: f64 = 1e7;

/// A position in WGS-84, in units of 10⁻⁷ degree (about 1 cm).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(array)]
pub struct Point {
    /// Degrees north × 10⁷, −900,000,000 to 900,000,000.
    #[n(0)]
    pub latitude_e7: i32,
    /// Degrees east × 10⁷, −1,800,000,000 to 1,800,000,000.
    #[n(1)]
    pub longitude_e7: i32,
}

impl Point {
    /// A point from degrees of WGS-84; `None` outside the earth's range.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let sound = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        sound.then(|| Self { latitude_e7: e7(latitude), longitude_e7: e7(longitude) })
    }

    /// Degrees north.
    #[must_use]
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude_e7) / E7
    }

    /// Degrees east.
    #[must_use]
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude_e7) / E7
    }

    /// Degrees north and east of this point in a datum.
    #[must_use]
    pub fn shown_in(self, datum: Datum) -> (f64, f64) {
        datum::from_wgs84((self.latitude(), self.longitude()), datum)
    }

    /// The point that these degrees of a datum mean; `None` outside the earth's range.
    #[must_use]
    pub fn read_from(datum: Datum, latitude: f64, longitude: f64) -> Option<Self> {
        Self::new(latitude, longitude)?;
        let (latitude, longitude) = datum::to_wgs84((latitude, longitude), datum);
        Self::new(latitude, longitude)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "at most 1.8 × 10⁹ in magnitude, checked by the caller"
)]
fn e7(degrees: f64) -> i32 {
    libm::round(degrees * E7) as i32
}
