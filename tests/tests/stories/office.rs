//! The dispatcher's day: manuals before the basement, a wave of urges, a storm.

use std::time::{Duration, Instant};

use counterfoil_client::account::DeviceNow;
use counterfoil_client::syncing::{Budget, Uploads};
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::UrgeAnswer;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::map::Point;
use counterfoil_tests::harness::World;
use counterfoil_tests::harness::world::Manual;
use serde_json::json;

/// A document of so many bytes that no two of its pieces are alike.
fn document(seed: u8, bytes: usize) -> Vec<u8> {
    let mut made = Vec::with_capacity(bytes + 32);
    let mut block = sha256(&[seed]);
    while made.len() < bytes {
        made.extend_from_slice(&block.0);
        block = sha256(&block.0);
    }
    made.truncate(bytes);
    made
}

fn bulk(act: &str, orders: &[SubjectId]) -> serde_json::Value {
    json!({ "act": act, "orders": orders })
}

#[tokio::test]
async fn bo_has_every_manual_before_the_basement_and_reads_them_without_signal() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let model = json!({ "title": "空调不制冷 E4", "device/model": "KFR-35GW" });
    let cooling = world.order_with("repair", Some(bo.id), model).await;
    let leaking = world.order_with("repair", Some(bo.id), json!({ "title": "热水器漏水" })).await;

    // 1. The office uploads manuals: one for all repairs, one for a model, one for a model that nobody has.
    let (small, large, other) = (document(1, 40_000), document(2, 2_500_000), document(3, 9_000));
    let safety = world.manual("高空作业安全须知", &small, json!([{ "kind": "repair" }])).await;
    let wiring = world.manual("KFR-35GW 电路图", &large, json!([{ "model": "KFR-35GW" }])).await;
    world.manual("油烟机说明书", &other, json!([{ "model": "CXW-200" }])).await;
    assert!(!bo.phone().account().ready().expect("ready").is_known, "nobody has asked yet");

    // 2. The connection is cut after the first megabyte; what came stays, in sealed files alone.
    let short = Budget { bytes: 1_200_000, ..Budget::default() };
    bo.phone().syncing().run(short).await.expect("a session");
    let ready = bo.phone().account().ready().expect("ready");
    assert_eq!((ready.manuals_here, ready.manuals), (1, 2), "small ones first: {ready:?}");
    assert!(ready.bytes_left < large.len() as u64, "a part of the large one is here: {ready:?}");
    assert!(!ready.is_ready());

    // 3. The app is killed and opened; the next session goes on where it stopped.
    let mut bo = bo;
    bo.closes();
    bo.opens();
    let went_on = bo.try_sync().await;
    assert!(went_on.traffic.bytes_down < large.len() as u64, "no piece came twice: {went_on:?}");
    let ready = bo.phone().account().ready().expect("ready");
    assert_eq!((ready.manuals_here, ready.manuals, ready.bytes_left), (2, 2, 0));
    assert!(ready.is_ready());

    // 4. In the basement.
    bo.signal().off();
    let of = |order| bo.phone().orders().manuals(order).expect("manuals");
    let titles: Vec<String> = of(cooling).into_iter().map(|one| one.title.zh).collect();
    assert_eq!(titles, ["高空作业安全须知", "KFR-35GW 电路图"]);
    assert_eq!(of(leaking).len(), 1, "the other machine has another manual");
    let read = |manual: &Manual| bo.phone().account().read_manual(manual.hash).expect("readable");
    assert_eq!(read(&safety), small);
    assert_eq!(read(&wiring), large);
    bo.photographs(cooling, "before");

    // 5. On disk there is nothing but sealed files, and the shift's count does not know manuals.
    for file in counterfoil_tests::harness::world::files_below(&bo.store_folder()) {
        let bytes = std::fs::read(&file).expect("a file");
        let shown = bytes.windows(64).any(|window| window == &large[..64]);
        assert!(!shown, "{} shows a manual", file.display());
    }

    // 6. A new version comes within the hour, and the old one is not asked for any more.
    bo.signal().on();
    let newer = document(4, 50_000);
    let second = world.manual_again(&safety, &newer).await;
    assert_eq!((second.id.as_str(), second.version), (safety.id.as_str(), 2));
    bo.moments().pass(2 * 3_600_000);
    bo.sync().await;
    assert_eq!(read(&second), newer);
    let all = bo.phone().account().manuals().expect("manuals");
    assert!(all.iter().all(|one| one.hash != safety.hash && one.is_here()), "{all:?}");
}

#[tokio::test]
async fn bo_looks_up_a_fault_code_in_the_basement_and_is_told_what_is_missing_before_he_leaves() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let model = json!({ "title": "空调不制冷 E4", "device/model": "KFR-35GW" });
    let cooling = world.order_with("repair", Some(bo.id), model).await;
    let gaps = |device: DeviceNow| {
        let ready = bo.phone().account().ready_to_go(device).expect("ready");
        ready.gaps.iter().map(|gap| gap.code).collect::<Vec<_>>()
    };

    // 1. In the morning nothing is here, and the battery is low.
    let low = DeviceNow { battery_percent: Some(12), ..DeviceNow::default() };
    let morning = gaps(low);
    assert!(morning.starts_with(&["orders"]) && morning.ends_with(&["battery"]), "{morning:?}");

    // 2. The hub does not take a table that a technician could not read.
    let pins = || json!([{ "model": "KFR-35GW" }]);
    let table = r#"{"format": 1, "name": {"zh": "KFR-35GW", "en": "KFR-35GW"}, "codes": [
        {"code": "E4", "meaning": {"zh": "排气温度过高", "en": "discharge too hot"}, "safety": true,
         "steps": [{"zh": "先断电,再查冷媒", "en": "power off, then check the refrigerant"}]}]}"#;
    let twice = table.replace(
        "\"codes\": [",
        "\"codes\": [{\"code\": \"e-4\", \"meaning\": {\"zh\": \"\", \"en\": \"\"}},",
    );
    let refused = world.fault_table("故障代码", &twice, pins()).await.expect_err("given twice");
    assert!(refused.contains("twice"), "{refused}");
    world.fault_table("故障代码", table, pins()).await.expect("taken");

    // 3. After a session all is here; on the charger the battery is no gap.
    bo.sync().await;
    let charging = DeviceNow { is_charging: true, free_bytes: Some(1 << 34), ..low };
    assert!(gaps(charging).is_empty(), "{:?}", gaps(charging));

    // 4. In the basement, however he types it.
    bo.signal().off();
    let found = bo.phone().orders().fault_code(cooling, "e 4").expect("found");
    assert_eq!((found.fault.code.as_str(), found.fault.safety, found.is_over), ("E4", true, false));
    assert!(found.fault.steps[0].zh.starts_with("先断电"));
    assert!(bo.phone().orders().fault_code(cooling, "E5").is_err());
    //    The label on the machine itself will do, however its maker writes it; another machine's finds nothing.
    let by_label = |label: &str| bo.phone().orders().fault_codes_by_label(label).expect("read");
    for label in
        ["型号:kfr-35gw SN:40012345", "https://m.example/p?model=KFR35GW&sn=1", "KFR 35 GW"]
    {
        let codes: Vec<String> = by_label(label).into_iter().map(|one| one.fault.code).collect();
        assert_eq!(codes, ["E4"], "{label}");
    }
    for label in ["型号:KFR-26GW SN:35", "KFR", ""] {
        assert!(by_label(label).is_empty(), "{label}");
    }

    // 5. Six hours later the orders are old; a full phone says what closes it.
    bo.moments().pass(6 * 3_600_000);
    let full = DeviceNow { free_bytes: Some(1_000_000), ..DeviceNow::default() };
    let evening = bo.phone().account().ready_to_go(full).expect("ready");
    let closing: Vec<&str> = evening.gaps.iter().map(|gap| gap.closing.code()).collect();
    assert_eq!(closing, ["sync", "free_space"], "{:?}", evening.gaps);
}

#[tokio::test]
async fn without_signal_ann_says_where_the_nearest_station_is() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    world.order("parcel", &ann).await;
    // 1. What is no pack is refused where somebody can still do something about it.
    let pins = || json!([{ "kind": "parcel" }]);
    let broken = r#"[{"name": "云栖驿站"}]"#;
    let refused = world.outlet_pack("驿站", broken, pins()).await.expect_err("it has no place");
    assert!(refused.contains("outlets"), "{refused}");
    let pack = r#"[{"name": "云栖驿站", "latitude_e7": 301234567, "longitude_e7": 1201234567, "phone": "0571-12345"},
        {"name": "望湖网点", "latitude_e7": 302234567, "longitude_e7": 1201234567}]"#;
    world.outlet_pack("驿站", pack, pins()).await.expect("taken");
    // 2. It comes with the day's work, and answers in a lift.
    ann.sync().await;
    ann.signal().off();
    let outlets = ann.phone().account().outlets().expect("outlets");
    let here = Point { latitude_e7: 302_200_000, longitude_e7: 1_201_234_567 };
    let near = outlets.nearest(here, 2);
    let names: Vec<&str> = near.iter().map(|(one, _)| one.name.as_str()).collect();
    assert_eq!(names, ["望湖网点", "云栖驿站"]);
    assert!((350..420).contains(&near[0].1), "{} m", near[0].1);
}

#[tokio::test]
async fn on_a_metered_network_large_manuals_wait_and_an_idle_phone_does_not_ask_again() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    world.order_with("repair", Some(bo.id), json!({ "title": "冰箱异响" })).await;
    let pins = || json!([{ "kind": "repair" }]);
    world.manual("小册子", &document(1, 10_000), pins()).await;
    world.manual("大图册", &document(2, 2_200_000), pins()).await;
    let metered = Budget { uploads: Uploads::Small, ..Budget::default() };
    bo.phone().syncing().run(metered).await.expect("a session");
    let ready = bo.phone().account().ready().expect("ready");
    assert_eq!((ready.manuals_here, ready.manuals), (1, 2));
    bo.sync().await;
    let idle = bo.try_sync().await;
    assert_eq!(idle.traffic.round_trips, 1, "nothing changed, nothing is asked: {idle:?}");
}

#[tokio::test]
async fn a_wave_of_urges_reaches_a_live_phone_and_the_office_sees_what_became_of_them() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let mut orders = Vec::new();
    for _ in 0..12 {
        orders.push(world.order("parcel", &ann).await);
    }
    ann.sync().await;

    // 1. The app is open: the phone stays live. The office urges all at once.
    let phone = ann.phone().clone();
    let live = tokio::spawn(async move { phone.syncing().stay_live(Budget::default()).await });
    let urged = |order: SubjectId| {
        let sheet = ann.sheet(order);
        sheet.card.urges
    };
    let begun = Instant::now();
    let done = world.post("/v1/office/bulk", &bulk("urge", &orders)).await;
    assert_eq!(done["counts"], json!({ "done": 12 }));
    while orders.iter().any(|order| urged(*order) == 0) {
        assert!(begun.elapsed() < Duration::from_secs(5), "no urge came to the phone");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    live.abort();
    assert!(live.await.expect_err("it was stopped").is_cancelled());

    // 2. A second wave is nothing; the first order's urge is answered without signal, and the office sees both times.
    let again = world.post("/v1/office/bulk", &bulk("urge", &orders)).await;
    assert_eq!(again["counts"], json!({ "unchanged": 12 }));
    ann.signal().off();
    let row = ann.sheet(orders[0]).timeline.into_iter().find(|row| row.kind == "urge");
    let urge: FactId = row.and_then(|row| row.fact).expect("the urge");
    let answer = UrgeAnswer { urge, answer: "下一个就是你".into(), minutes: None };
    ann.does(orders[0], Command::AnswerUrge(answer));
    ann.signal().on();
    ann.sync().await;
    let shown = world.shown(orders[0]).await;
    assert!(shown["urges"][0]["handed_ms"].is_u64(), "{}", shown["urges"]);
    assert_eq!(shown["urges"][0]["answers"][0]["answer"], "下一个就是你");
    let board = world.get("/v1/office/board").await;
    assert_eq!(board["flags"]["urged"], 11);
}

#[tokio::test]
async fn before_the_storm_every_open_parcel_gets_its_remark_and_its_later_window_at_once() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let chen = world.phone("chen", &["courier"]).await;
    let mut orders = Vec::new();
    for number in 0..6 {
        orders.push(world.order("parcel", if number < 4 { &ann } else { &chen }).await);
    }
    ann.sync().await;
    ann.signal().off();
    ann.delivers(orders[0]); // in the cellar, before she hears of the storm

    let mut words = bulk("comment", &orders);
    words["text"] = json!("暴雨橙色预警,14点后滨河区停派");
    assert_eq!(world.post("/v1/office/bulk", &words).await["counts"], json!({ "done": 6 }));
    let mut later = bulk("edit", &orders);
    later["fields"] = json!({ "window/to_ms": 1_790_180_000_000_u64 });
    assert_eq!(world.post("/v1/office/bulk", &later).await["counts"], json!({ "done": 6 }));
    let mut over = bulk("reassign", &orders[..4]);
    over["to"] = json!(chen.id);
    assert_eq!(world.post("/v1/office/bulk", &over).await["counts"], json!({ "done": 4 }));

    // Ann's delivery came first in the world and last at the hub: it is kept as late work, with her evidence.
    ann.signal().on();
    ann.sync().await;
    chen.sync().await;
    let shown = world.shown(orders[0]).await;
    assert!(
        shown["flags"].as_array().expect("flags").contains(&json!("late")),
        "{}",
        shown["flags"]
    );
    assert!(
        shown["evidence"].as_array().expect("evidence").iter().all(|one| one["arrived"] == true)
    );
    for order in &orders {
        let sheet = chen.sheet(*order);
        assert_eq!(sheet.card.window_to_ms, Some(1_790_180_000_000));
        assert_eq!(sheet.card.counts.comments, 1);
    }
}
