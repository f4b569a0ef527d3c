//! Problems by a seed: stops in a town of 6 km, some with windows.

use crate::map::Point;
use crate::route::{Break, Pins, Problem, RouteStop, Speed, Window, travel};

pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    pub(super) fn point(&mut self) -> Point {
        let mut near = |middle: i32| middle + self.below(600_000) as i32 - 300_000;
        Point { latitude_e7: near(302_148_000), longitude_e7: near(1_201_692_000) }
    }
}

pub(super) fn problem(seed: u64, stops: usize) -> Problem {
    let mut dice = Dice(seed);
    let start_s = 8 * 3_600;
    let points: Vec<_> = (0..stops).map(|_| Some(dice.point())).collect();
    let made = (0..stops).map(|_| {
        let from = start_s + dice.below(5 * 3_600) as i64;
        let window = Window {
            from_s: (dice.below(2) == 0).then_some(from),
            to_s: Some(from + 1_800 + dice.below(7_200) as i64),
            is_hard: dice.below(2) == 0,
        };
        RouteStop {
            window: (dice.below(5) < 2).then_some(window),
            service_s: 120 + dice.below(300) as u32,
            priority: (dice.below(10) / 8) as i64,
            is_unlocated: false,
        }
    });
    let made: Vec<RouteStop> = made.collect();
    let depot = Some(dice.point());
    Problem {
        start_s,
        stops: made,
        travel: travel(depot, &points, depot, &Speed::default()),
        breaks: vec![Break { from_s: 12 * 3_600, to_s: 13 * 3_600, length_s: 1_800 }],
        pins: Pins::default(),
        seed,
        steps: Some(400_000),
    }
}
