//! The nearest outlets (网点) of a pack that is on the phone: no network, no database.

use crate::sorting::SortSmall as _;
use serde::{Deserialize, Serialize};

use super::{Point, metres};
use crate::limits::OUTLETS_MAX;

/// Metres of one degree of latitude, rounded down, so that nothing near is left out.
const DEGREE_M: f64 = 110_500.0;

/// The media type of a manual that is a pack of outlets: a JSON array of [`Outlet`].
pub const OUTLETS_MEDIA_TYPE: &str = "application/vnd.counterfoil.outlets+json";

/// An outlet, a station, a locker: where people can go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlet {
    /// What people call it.
    pub name: String,
    /// Where it is.
    #[serde(flatten)]
    pub point: Point,
    /// Its address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Its telephone number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// When it is open, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hours: String,
}

/// Outlets, sorted by latitude.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outlets {
    sorted: Vec<Outlet>,
}

/// More outlets than [`OUTLETS_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {OUTLETS_MAX} outlets in one pack")]
pub struct TooManyOutletsError;

impl Outlets {
    /// An index over outlets; their order does not matter.
    ///
    /// # Errors
    /// [`TooManyOutletsError`].
    pub fn new(mut outlets: Vec<Outlet>) -> Result<Self, TooManyOutletsError> {
        if outlets.len() > OUTLETS_MAX {
            return Err(TooManyOutletsError);
        }
        outlets
            .sort_small_by(|a, b| (a.point, &a.name, &a.phone).cmp(&(b.point, &b.name, &b.phone)));
        Ok(Self { sorted: outlets })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// The nearest outlets with their distance in metres, nearest first. Looks to the north and to the south until
    /// latitude alone is farther than what was found.
    #[must_use]
    pub fn nearest(&self, to: Point, count: usize) -> Vec<(&Outlet, u32)> {
        let middle = self.sorted.partition_point(|one| one.point.latitude_e7 < to.latitude_e7);
        let (south, north) = self.sorted.split_at(middle);
        let mut found: Vec<(u32, &Outlet)> = Vec::new();
        search(south.iter().rev(), to, count, &mut found);
        search(north.iter(), to, count, &mut found);
        found.into_iter().map(|(far, outlet)| (outlet, far)).collect()
    }
}

fn search<'a>(
    outlets: impl Iterator<Item = &'a Outlet>,
    to: Point,
    count: usize,
    found: &mut Vec<(u32, &'a Outlet)>,
) {
    for outlet in outlets {
        let worst = found.last().filter(|_| found.len() >= count).map(|(far, _)| *far);
        let apart = (outlet.point.latitude() - to.latitude()).abs() * DEGREE_M;
        if count == 0 || worst.is_some_and(|worst| apart > f64::from(worst)) {
            return;
        }
        let far = metres(to, outlet.point);
        let place = found.partition_point(|(other, _)| *other <= far);
        if place < count {
            found.insert(place, (far, outlet));
            found.truncate(count);
        }
    }
}
