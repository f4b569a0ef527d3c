//! Where an address is, as far as places and other orders tell.

use crate::sorting::SortSmall as _;
use std::collections::BTreeMap;

use super::grouping::Read;
use super::{PlaceFacts, PointSource};
use crate::map::{Point, metres};

/// Metres from which on a pin is said to be elsewhere than its address.
pub(super) const APART_M: u32 = 1_000;
/// Metres within which pins of one community lie.
const COMMUNITY_M: u32 = 800;
/// Pins that must agree before they say where a community is.
const AGREE_MIN: usize = 2;

/// Positions of communities.
pub(super) struct Known(BTreeMap<String, (Point, PointSource)>);

impl Known {
    /// Where a community is.
    pub(super) fn of(&self, community: &str) -> Option<(Point, PointSource)> {
        self.0.get(community).copied()
    }
}

/// What places say, and where they say nothing what most pins of a community say.
pub(super) fn known(read: &[Read<'_>], places: &[PlaceFacts]) -> Known {
    let mut pins: BTreeMap<&str, Vec<Point>> = BTreeMap::new();
    for one in read {
        if let (Some(community), Some(pin)) = (&one.address.community, one.order.pin) {
            pins.entry(community).or_default().push(pin);
        }
    }
    let mut known = BTreeMap::new();
    for (community, points) in pins {
        if let Some(point) = agreed(&points) {
            known.insert(community.to_owned(), (point, PointSource::Neighbours));
        }
    }
    for place in places {
        if let Some(point) = place.point {
            known.insert(place.place.name.clone(), (point, PointSource::Place));
        }
    }
    Known(known)
}

/// The pin that is nearest to all others, if more than half of them are near it.
fn agreed(points: &[Point]) -> Option<Point> {
    let middle = middle(points)?;
    let near = points.iter().filter(|point| metres(middle, **point) <= COMMUNITY_M).count();
    (near >= AGREE_MIN && 2 * near > points.len()).then_some(middle)
}

/// The point of these with the least sum of distances; of equal ones the smallest.
pub(super) fn middle(points: &[Point]) -> Option<Point> {
    let mut points = points.to_vec();
    points.sort_small_by(Ord::cmp);
    // Of very many the sorted ones at equal steps stand for all.
    let step = points.len().div_ceil(64).max(1);
    let some: Vec<Point> = points.iter().copied().step_by(step).collect();
    let sum =
        |point: &Point| some.iter().map(|other| u64::from(metres(*point, *other))).sum::<u64>();
    some.iter().copied().min_by_key(|point| (sum(point), *point))
}
