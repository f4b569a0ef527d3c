//! Stops, routes and outlets on the phone: a load of 200 orders grouped, 30 stops put in order, the nearest outlets.

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::map::{Outlet, Outlets, Point};
use counterfoil_domain::route::{Break, Pins, Problem, RouteStop, Speed, Window, travel};
use counterfoil_domain::stops::{StopOrder, group};

use super::table::{Row, ms};
use super::{Measured, timing};

/// Stops of the route that is promised.
const STOPS: usize = 30;
/// Stops of a courier's whole day.
const DAY_STOPS: usize = 120;
/// Orders that are grouped.
const ORDERS: usize = 200;
/// Outlets of the pack.
const OUTLETS: usize = 20_000;
const ROUNDS: usize = 10;
const ROUTE_MS_MAX: f64 = 1_000.0;
const LOOKUP_MS_MAX: f64 = 20.0;

pub(super) fn measure() -> Measured<Vec<Row>> {
    let (route, day) = (problem(STOPS), problem(DAY_STOPS));
    let (wished, whole): (Vec<usize>, Vec<usize>) =
        ((0..STOPS).collect(), (0..DAY_STOPS).collect());
    let outlets = Outlets::new(pack())?;
    let orders: Vec<StopOrder> = (0..ORDERS).map(order).collect();
    let mut search = || Ok(route.search(&wished).map(drop)?);
    let mut reckon = || Ok(route.timetable(&wished).map(drop)?);
    let mut search_day = || Ok(day.search(&whole).map(drop)?);
    let mut grouped = || match group(&orders, &[]).len() {
        0 => Err("no stops".into()),
        _ => Ok(()),
    };
    let mut near = || match outlets.nearest(point(77), 3).len() {
        3 => Ok(()),
        _ => Err("no outlets".into()),
    };
    let [searching, reckoning, searching_day, grouping, nearest] = timing::medians(
        ROUNDS,
        [&mut search, &mut reckon, &mut search_day, &mut grouped, &mut near],
    )?;
    let limit = format!("{} for one timetable", ms(reckoning));
    Ok(vec![
        Row::new(
            format!("route: {STOPS} stops with windows, a break and pins put in order"),
            ms(searching),
            limit.clone(),
        )
        .target("≤ 1 s", searching <= ROUTE_MS_MAX),
        Row::new(format!("route: {DAY_STOPS} stops of a whole day"), ms(searching_day), limit)
            .target("≤ 1 s", searching_day <= ROUTE_MS_MAX),
        Row::new(
            format!("stops: {ORDERS} orders with their addresses taken apart and grouped"),
            ms(grouping),
            "–",
        )
        .target("≤ 20 ms", grouping <= LOOKUP_MS_MAX),
        Row::new(format!("the nearest 3 of {OUTLETS} outlets"), ms(nearest), "–")
            .target("≤ 20 ms", nearest <= LOOKUP_MS_MAX),
    ])
}

/// A number below `bound` for a place in a series.
fn mixed(n: usize, bound: u64) -> u64 {
    let mut mixed = (n as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 20) % bound
}

fn point(n: usize) -> Point {
    let near = |n: usize, middle: i32| middle + mixed(n, 600_000) as i32 - 300_000;
    Point { latitude_e7: near(2 * n, 302_148_000), longitude_e7: near(2 * n + 1, 1_201_692_000) }
}

fn problem(stops: usize) -> Problem {
    let points: Vec<Option<Point>> = (0..stops).map(|n| Some(point(n))).collect();
    let start_s = 8 * 3_600;
    let stop = |n: usize| {
        let from_s = start_s + mixed(n + 9_000, 6 * 3_600) as i64;
        let window = Window {
            from_s: Some(from_s),
            to_s: Some(from_s + 5_400),
            is_hard: n.is_multiple_of(2),
        };
        RouteStop {
            window: (n.is_multiple_of(3)).then_some(window),
            service_s: 120,
            priority: i64::from(n.is_multiple_of(11)),
            is_unlocated: false,
        }
    };
    Problem {
        start_s,
        stops: (0..stops).map(stop).collect(),
        travel: travel(Some(point(500)), &points, Some(point(500)), &Speed::default()),
        breaks: vec![Break { from_s: 12 * 3_600, to_s: 13 * 3_600, length_s: 1_800 }],
        pins: Pins { first: vec![4], kept: vec![7, 2, 11], last: vec![9] },
        seed: 1,
        steps: None,
    }
}

fn order(n: usize) -> StopOrder {
    let (house, unit, floor) = (mixed(n, 12) + 1, mixed(n + 1, 3) + 1, mixed(n + 2, 18) + 1);
    let mut id = [0; 16];
    id[..8].copy_from_slice(&(n as u64).to_be_bytes());
    StopOrder {
        id: SubjectId(id),
        address: format!("临江市滨河区望湖路188号云栖花园{house}幢{unit}单元{floor}02室"),
        name: Some(format!("收件人{n}")),
        phone: Some(format!("1990000{n:04}")),
        pin: (n.is_multiple_of(2)).then(|| point(n)),
        window_from_ms: None,
        window_to_ms: None,
        priority: 0,
        pieces: 1,
        remarks: vec!["放门口鞋柜上,不要按门铃,宝宝在睡".to_owned()],
    }
}

fn pack() -> Vec<Outlet> {
    let outlet = |n: usize| Outlet {
        name: format!("网点{n}"),
        point: point(n + 1_000),
        address: "望湖路188号".to_owned(),
        phone: "0571-86000000".to_owned(),
        hours: "8:00-20:00".to_owned(),
    };
    (0..OUTLETS).map(outlet).collect()
}
