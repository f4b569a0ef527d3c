//! Points of public test tables, the edges of the shift, and every address that leaves the phone.

use super::handover::Travel;
use super::{Datum, MapApp, Outlet, Outlets, Point, Region, handover, metres, parse_pin};

/// WGS-84 and GCJ-02 of the same place: the test table of `eviltransform` (Shanghai, Shenzhen, Beijing).
const PAIRS: [[f64; 4]; 3] = [
    [31.177_427_6, 121.527_210_6, 31.175_303_983_645_968, 121.531_541_859_215_36],
    [22.543_847, 113.912_316, 22.540_796_131_694_766, 113.917_176_480_836_3],
    [39.911_954, 116.377_817, 39.913_345_455_360_69, 116.384_047_224_556_57],
];
/// GCJ-02 and BD-09: the example of `coordtransform` (Beijing).
const BAIDU: [f64; 4] = [39.915, 116.404, 39.921_336_993_510_21, 116.410_369_493_710_29];

fn point(latitude: f64, longitude: f64) -> Point {
    Point::new(latitude, longitude).expect("on earth")
}

#[test]
fn public_tables_agree_to_a_centimetre_and_back_to_below_a_metre() {
    for [north, east, north_gcj, east_gcj] in PAIRS {
        let (latitude, longitude) = point(north, east).shown_in(Datum::Gcj02);
        assert!((latitude - north_gcj).abs() < 1e-7 && (longitude - east_gcj).abs() < 1e-7);
        let back = Point::read_from(Datum::Gcj02, north_gcj, east_gcj).expect("on earth");
        assert!(metres(back, point(north, east)) < 1);
    }
    let [north, east, north_bd, east_bd] = BAIDU;
    let here = Point::read_from(Datum::Gcj02, north, east).expect("on earth");
    let (latitude, longitude) = here.shown_in(Datum::Bd09);
    assert!((latitude - north_bd).abs() < 1e-6 && (longitude - east_bd).abs() < 1e-6);
}

#[test]
fn there_and_back_is_below_a_metre_all_over_the_mainland() {
    let mut worst = 0;
    for north in 0..33 {
        for east in 0..58 {
            let here = point(18.3 + f64::from(north) * 1.03, 74.2 + f64::from(east) * 1.03);
            for datum in [Datum::Gcj02, Datum::Bd09] {
                let (latitude, longitude) = here.shown_in(datum);
                let back = Point::read_from(datum, latitude, longitude).expect("on earth");
                worst = worst.max(metres(here, back));
            }
        }
    }
    println!("worst way back: {worst} m");
    assert!(worst < 1);
}

#[test]
fn what_is_not_shifted_stays() {
    let places = [
        ("Taipei", 25.033, 121.565_4, Region::Elsewhere),
        ("Tokyo", 35.681, 139.767, Region::Elsewhere),
        ("Berlin", 52.52, 13.405, Region::Elsewhere),
        ("Hanoi", 21.028, 105.854, Region::Elsewhere),
        ("Hong Kong", 22.281_9, 114.158, Region::HongKongMacau),
        ("Yuen Long", 22.444_5, 114.022, Region::HongKongMacau),
        ("Macau", 22.198_7, 113.543_9, Region::HongKongMacau),
        ("Futian", 22.541, 114.057, Region::Mainland),
        ("Shekou", 22.485, 113.917, Region::Mainland),
        ("Gongbei", 22.222, 113.553, Region::Mainland),
        ("Hengqin", 22.13, 113.53, Region::Mainland),
        ("Ürümqi", 43.825, 87.617, Region::Mainland),
        ("Hangzhou", 30.274_1, 120.155_1, Region::Mainland),
    ];
    for (name, north, east, region) in places {
        let here = point(north, east);
        assert_eq!(Region::of(here), region, "{name}");
        let moved = here.shown_in(Datum::Gcj02) != (here.latitude(), here.longitude());
        assert_eq!(moved, region != Region::Elsewhere, "{name}");
    }
}

/// The degrees that an address holds, in their order.
fn degrees(uri: &str) -> (f64, f64) {
    let uri = uri.replace("%2C", ",").replace("&dlon=", ",");
    let numbers: Vec<f64> = uri
        .split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
        .filter(|part| part.contains('.') && part.len() > 6)
        .filter_map(|part| part.parse().ok())
        .collect();
    (numbers[0], numbers[1])
}

#[test]
fn every_app_lands_on_the_target() {
    let targets = [
        (30.214_8, 120.169_2),
        (39.9087, 116.3975),
        (43.825, 87.617),
        (22.281_9, 114.158),
        (25.033, 121.565_4),
        (52.52, 13.405),
    ];
    let mut worst = 0;
    for (north, east) in targets {
        let target = point(north, east);
        for app in MapApp::ALL {
            let made = handover(app, target, "云栖花园3幢", Travel::Ride);
            assert!(made.uri.is_ascii(), "{}", made.uri);
            let (latitude, longitude) = degrees(&made.uri);
            let lands = Point::read_from(made.datum, latitude, longitude).expect("on earth");
            worst = worst.max(metres(lands, target));
        }
    }
    println!("farthest landing: {worst} m");
    assert!(worst <= 1, "the promise is 20 m");
}

#[test]
fn the_datum_is_the_apps_and_the_places() {
    let [mainland, hong_kong, abroad] =
        [Region::Mainland, Region::HongKongMacau, Region::Elsewhere];
    let table = [
        (MapApp::AmapAndroid, Datum::Gcj02, Datum::Gcj02),
        (MapApp::AmapIos, Datum::Gcj02, Datum::Gcj02),
        (MapApp::Baidu, Datum::Bd09, Datum::Bd09),
        (MapApp::Tencent, Datum::Gcj02, Datum::Gcj02),
        (MapApp::Apple, Datum::Gcj02, Datum::Wgs84),
        (MapApp::Google, Datum::Gcj02, Datum::Wgs84),
        (MapApp::Geo, Datum::Wgs84, Datum::Wgs84),
    ];
    for (app, here, there) in table {
        assert_eq!(
            (app.datum(mainland), app.datum(hong_kong), app.datum(abroad)),
            (here, there, Datum::Wgs84)
        );
    }
}

#[test]
fn only_the_label_leaves_and_it_cannot_break_out() {
    let target = point(30.2, 120.1);
    let hostile = "甲&dev=1#?)%00\u{202e}\n\"<script>";
    for app in MapApp::ALL {
        let plain = handover(app, target, "", Travel::Drive).uri;
        let labelled = handover(app, target, hostile, Travel::Drive).uri;
        for sign in ["&", "?", "#", "=", ")"] {
            let extra = labelled.matches(sign).count() - plain.matches(sign).count();
            let bracket = usize::from(app == MapApp::Geo && sign == ")");
            assert_eq!(extra, bracket, "{sign} in {labelled}");
        }
        assert!(handover(app, target, &"长".repeat(10_000), Travel::Walk).uri.len() < 800);
    }
}

#[test]
fn pins_are_read_in_every_spelling() {
    let here = point(30.187_2, 120.201_4);
    for text in [
        "30.1872,120.2014",
        " 120.2014, 30.1872 ",
        "wgs84:30.1872 120.2014",
        "30.1872\u{ff0c}120.2014",
    ] {
        assert_eq!(parse_pin(text), Some(here), "{text}");
    }
    let (north, east) = here.shown_in(Datum::Gcj02);
    let read = parse_pin(&format!("gcj02:{north:.7},{east:.7}")).expect("a pin");
    assert!(metres(read, here) < 1);
    assert_eq!(parse_pin(&super::pin::text(here)), Some(here));
    for bad in ["", "30", "30,120,5", "a,b", "NaN,1", "inf,1", "200,200", "x:1,2", "1e300,2"] {
        assert_eq!(parse_pin(bad), None, "{bad}");
    }
}

#[test]
fn the_nearest_are_those_that_a_look_at_all_would_find() {
    let mut seed = 5_u64;
    println!("seed {seed}");
    let mut next = |bound: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((seed >> 33) % bound).expect("small")
    };
    let mut place = || Point {
        latitude_e7: 300_000_000 + next(10_000_000),
        longitude_e7: 1_200_000_000 + next(10_000_000),
    };
    let outlet = |n: usize, point| Outlet {
        name: format!("网点{n}"),
        point,
        address: String::new(),
        phone: String::new(),
        hours: String::new(),
    };
    let all: Vec<Outlet> = (0..3_000).map(|n| outlet(n, place())).collect();
    let index = Outlets::new(all.clone()).expect("few enough");
    for _ in 0..50 {
        let here = place();
        let mut far: Vec<u32> = all.iter().map(|one| metres(here, one.point)).collect();
        far.sort_unstable();
        let found: Vec<u32> = index.nearest(here, 3).into_iter().map(|(_, far)| far).collect();
        assert_eq!(found, far[..3]);
    }
    assert!(index.nearest(place(), 0).is_empty());
    assert_eq!(Outlets::default().nearest(place(), 3), []);
}
