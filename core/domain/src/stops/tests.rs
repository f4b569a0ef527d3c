//! Grouping: doors, people, lockers, and what is said beside them.

use super::{AlertKind, PlaceFacts, PointSource, Stop, StopOrder, group};
use crate::address::KnownPlace;
use crate::ids::SubjectId;
use crate::map::Point;

fn order(n: u8, address: &str) -> StopOrder {
    StopOrder {
        id: SubjectId([n; 16]),
        address: address.into(),
        name: Some(format!("收件人{n}")),
        phone: Some(format!("1990000{n:04}")),
        pin: None,
        window_from_ms: None,
        window_to_ms: None,
        priority: 0,
        pieces: 1,
        remarks: Vec::new(),
    }
}

fn at(north: i32, east: i32) -> Option<Point> {
    Some(Point { latitude_e7: 302_148_000 + north, longitude_e7: 1_201_692_000 + east })
}

fn sets(stops: &[Stop]) -> Vec<Vec<u8>> {
    stops.iter().map(|stop| stop.orders.iter().map(|id| id.0[0]).collect()).collect()
}

fn a_morning() -> Vec<StopOrder> {
    let mut orders = vec![
        order(1, "临江市滨河区望湖路188号云栖花园3幢2单元1102室"),
        order(2, "云栖花园3栋2-1102"),
        order(3, "云栖花园北门丰巢柜(靠近物业)"),
        order(4, "云栖花园北门丰巢柜"),
        order(5, "石桥村5组,村口小卖部代收"),
        order(6, "石桥村5组"),
        order(7, "石桥村5组"),
        order(8, "望湖路188号3幢2单元1102室"),
        order(9, ""),
        order(10, ""),
    ];
    (orders[6].name, orders[6].phone) = (orders[5].name.clone(), orders[5].phone.clone());
    orders
}

#[test]
fn doors_people_and_lockers_are_stops() {
    let stops = group(&a_morning(), &[]);
    let expect: Vec<Vec<u8>> =
        vec![vec![1, 2, 8], vec![3, 4], vec![5], vec![6, 7], vec![9], vec![10]];
    assert_eq!(sets(&stops), expect);
    assert_eq!((stops[0].people, stops[0].pieces), (3, 3));
    assert!(stops[1].is_shared && !stops[0].is_shared);
    assert!(stops[4].faults.len() == 1, "an order without an address says so");
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let orders = a_morning();
    let first = group(&orders, &[]);
    let mut seed = 77_u64;
    println!("seed {seed}");
    for _ in 0..50 {
        let mut shuffled = orders.clone();
        for at in (1..shuffled.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, usize::try_from(seed >> 33).expect("31 bits") % (at + 1));
        }
        assert_eq!(group(&shuffled, &[]), first);
    }
}

#[test]
fn one_name_in_two_districts_is_two_places_and_none_is_guessed() {
    let orders = [
        order(1, "临江市滨河区云栖花园3幢101室"),
        order(2, "临江市江北区云栖花园3幢101室"),
        order(3, "云栖花园3幢101室"),
    ];
    assert_eq!(sets(&group(&orders, &[])), vec![vec![1], vec![2], vec![3]]);
    assert_eq!(sets(&group(&orders[..1], &[])), vec![vec![1]]);
    let two = [orders[0].clone(), orders[2].clone()];
    assert_eq!(sets(&group(&two, &[])), vec![vec![1, 3]]);
}

#[test]
fn a_stop_says_what_the_courier_should_know() {
    let mut dog = order(1, "云栖花园13幢2单元1102室");
    dog.remarks = vec!["有大狗,先打电话".into(), "门禁1102#".into()];
    (dog.window_from_ms, dog.window_to_ms) = (Some(1_000), Some(5_000));
    let mut baby = order(2, "云栖花园13栋2-1102");
    baby.remarks = vec!["放门口鞋柜上,不要按门铃,宝宝在睡".into()];
    (baby.window_from_ms, baby.priority) = (Some(6_000), 2);
    let place = PlaceFacts {
        place: KnownPlace { name: "云栖花园".into(), last_building: Some(12) },
        point: at(0, 0),
        notes: vec!["南门不让进,车停北门".into()],
    };
    let stops = group(&[dog, baby], &[place]);
    let stop = &stops[0];
    let kinds: Vec<AlertKind> = stop.alerts.iter().map(|alert| alert.kind).collect();
    assert_eq!(kinds[0], AlertKind::Dog, "the dog stands first");
    assert!(
        [AlertKind::Access, AlertKind::Quiet, AlertKind::CallFirst]
            .iter()
            .all(|kind| kinds.contains(kind))
    );
    assert_eq!(
        (stop.window_from_ms, stop.window_to_ms, stop.windows_apart),
        (Some(6_000), Some(5_000), true)
    );
    assert_eq!((stop.priority, stop.point_source), (2, Some(PointSource::Place)));
    assert_eq!(stop.faults.len(), 1, "there is no building 13");
}

#[test]
fn a_pin_two_kilometres_from_its_address_is_said() {
    let mut orders: Vec<StopOrder> =
        (1..=4).map(|n| order(n, &format!("云栖花园{n}幢1单元101室"))).collect();
    for (order, north) in orders.iter_mut().zip([0, 3_000, 6_000, 180_000]) {
        order.pin = at(north, 0);
    }
    let stops = group(&orders, &[]);
    let apart: Vec<bool> = stops.iter().map(|stop| stop.pin_apart_m.is_some()).collect();
    assert_eq!(apart, [false, false, false, true]);
    assert!(
        (1_900..2_100).contains(&stops[3].pin_apart_m.expect("far")),
        "{:?}",
        stops[3].pin_apart_m
    );
    orders[3].pin = None;
    assert_eq!(group(&orders, &[])[3].point_source, Some(PointSource::Neighbours));
}
