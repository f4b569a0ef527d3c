//! The way between stops: a table of seconds and metres, or made from points and a speed.

use serde::{Deserialize, Serialize};

use crate::map::{Point, metres};

/// Seconds and metres of one way: nobody drives longer.
const WAY_MAX: u32 = 10_000_000;

/// Ways between stops, from the start and to the end. Rows and columns: the start, the stops, the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Travel {
    /// Seconds, row by row.
    pub seconds: Vec<u32>,
    /// Metres, row by row.
    pub metres: Vec<u32>,
}

/// How fast somebody gets about, where no map says better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speed {
    /// Metres in an hour.
    pub metres_per_hour: u32,
    /// Metres of road for 100 m as the crow flies.
    pub detour_percent: u32,
    /// Seconds that each way costs besides: parking, lifts, gates.
    pub each_s: u32,
}

impl Default for Speed {
    /// An electric scooter in a town: 18 km/h, 135 m of road for 100 m of air, 40 s to get off and on again.
    fn default() -> Self {
        Self { metres_per_hour: 18_000, detour_percent: 135, each_s: 40 }
    }
}

impl Travel {
    /// Whether this is a table for so many stops.
    pub(super) fn is_of(&self, stops: usize) -> bool {
        let cells = (stops + 2) * (stops + 2);
        let sound = |table: &[u32]| table.len() == cells && table.iter().all(|way| *way <= WAY_MAX);
        sound(&self.seconds) && sound(&self.metres)
    }
}

/// The table of some points. An absent start, end or stop costs no way: where nobody knows a place, nobody knows how
/// far it is.
#[must_use]
pub fn travel(
    start: Option<Point>,
    stops: &[Option<Point>],
    end: Option<Point>,
    speed: &Speed,
) -> Travel {
    let all: Vec<Option<Point>> =
        std::iter::once(start).chain(stops.iter().copied()).chain([end]).collect();
    let mut made = Travel { seconds: Vec::new(), metres: Vec::new() };
    for from in &all {
        for to in &all {
            let way = from.zip(*to).map_or((0, 0), |(from, to)| speed.way(from, to));
            made.seconds.push(way.0);
            made.metres.push(way.1);
        }
    }
    made
}

impl Speed {
    /// Seconds and metres between two points; nothing between equal ones.
    fn way(&self, from: Point, to: Point) -> (u32, u32) {
        let air = u64::from(metres(from, to));
        if air == 0 {
            return (0, 0);
        }
        let road = air * u64::from(self.detour_percent.max(100)) / 100;
        let seconds =
            road * 3_600 / u64::from(self.metres_per_hour.max(1)) + u64::from(self.each_s);
        let short = |way: u64| u32::try_from(way).unwrap_or(WAY_MAX).min(WAY_MAX);
        (short(seconds), short(road))
    }
}
