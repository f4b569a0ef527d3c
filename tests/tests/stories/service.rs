//! Service levels between real phones and a real hub: who is told when, by whose clock, and how often.

use counterfoil_client::orders::{CardOrder, DueList, OrderFilter};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::sla::reckon::Standing;
use counterfoil_domain::sla::target::Target;
use counterfoil_tests::harness::{Person, World};
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

async fn urgent(world: &World, to: &Person, title: &str) -> SubjectId {
    let fields = json!({ "title": title, "priority": 2, "area": "望湖" });
    world.order_with("repair", Some(to.id), fields).await
}

fn passes(world: &World, person: &Person, ms: u64) {
    world.hub_time_passes(ms);
    person.moments().pass(ms);
}

fn target(targets: &[Target], id: &str) -> Target {
    targets.iter().find(|one| one.id == id).expect("the target").clone()
}

async fn at_hub(world: &World, order: SubjectId, id: &str) -> Value {
    let shown = world.shown(order).await;
    let targets = shown["targets"].as_array().expect("targets").clone();
    targets.into_iter().find(|one| one["id"] == id).expect("the target")
}

/// The ids of an order's alarms on the phone, with when each rings.
fn alarms(list: &DueList, order: SubjectId) -> Vec<(String, u64)> {
    let own = list.moments.iter().filter(|one| one.order == order);
    own.map(|one| (one.id.to_string(), one.in_ms)).collect()
}

#[tokio::test]
async fn bo_works_eight_hours_offline_with_his_clock_set_back_and_is_judged_by_what_he_did() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let (quick, slow) = (urgent(&world, &bo, "漏水").await, urgent(&world, &bo, "停电").await);
    bo.sync().await;
    let before = bo.phone().orders().due_moments().expect("alarms");
    assert!(before.clock_off_ms.is_some_and(|off| off.abs() < 1_000), "{:?}", before.clock_off_ms);

    // 1. In the basement he sets his clock back by three hours. The alarms keep their ids and their true time.
    bo.signal().off();
    bo.moments().set_wall_off(-3 * 3_600_000);
    passes(&world, &bo, 20 * MINUTE_MS);
    let after = bo.phone().orders().due_moments().expect("alarms");
    assert!(after.clock_off_ms.is_some_and(|off| off < -10_000_000), "{:?}", after.clock_off_ms);
    let (old, new) = (alarms(&before, quick), alarms(&after, quick));
    assert!(!old.is_empty() && old.len() == new.len());
    for ((old_id, was_ms), (new_id, is_ms)) in old.iter().zip(&new) {
        assert_eq!(old_id, new_id, "an alarm that is set anew replaces its own");
        let nearer = was_ms.saturating_sub(*is_ms);
        assert!(*is_ms == 0 || nearer.abs_diff(20 * MINUTE_MS) < MINUTE_MS, "{was_ms} {is_ms}");
    }
    let alarm = after.moments.iter().find(|one| one.in_ms > 0).expect("one lies ahead");
    let wall_now = after.now.earliest_ms.expect("anchored") as i64 - 3 * 3_600_000;
    assert!((alarm.wall_ms - wall_now - alarm.in_ms as i64).abs() < 60_000);

    // 2. He takes one up after 20 minutes, the other after 40; the limit is 30. The hub hears of it in the evening.
    bo.does(quick, Person::step("travel", None, Vec::new()));
    passes(&world, &bo, 20 * MINUTE_MS);
    bo.does(slow, Person::step("travel", None, Vec::new()));
    let told = world.server().fire_due().await.expect("looked at");
    assert!(told >= 2, "as far as the hub knows, nobody has answered either");
    passes(&world, &bo, 8 * HOUR_MS);
    bo.signal().on();
    bo.sync().await;

    // 3. Hub and phone judge by when he did it, and alike; that the clock was set shows.
    for (order, standing) in [(quick, Standing::Met), (slow, Standing::Broken)] {
        let sheet = bo.order_sheet(order);
        let own = target(&sheet.targets, "respond");
        assert_eq!(own.standing, standing);
        let hubs = at_hub(&world, order, "respond").await;
        assert_eq!(hubs["standing"], json!(standing));
        assert_eq!(
            hubs["why"],
            serde_json::to_value(&own.why).expect("JSON"),
            "to the millisecond"
        );
        assert_eq!(hubs["due"], serde_json::to_value(own.due).expect("JSON"));
        let step = sheet.sheet.timeline.iter().rev().find(|row| row.kind == "transition");
        let warned = step.expect("his step").warnings.iter().any(|one| one.code == "clock_off");
        assert!(warned, "the tampering shows");
    }
}

#[tokio::test]
async fn each_stage_is_told_once_in_order_also_after_a_restart_and_stops_with_the_response() {
    let mut world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let order = urgent(&world, &bo, "漏水").await;
    bo.sync().await;
    assert_eq!(world.server().fire_due().await.expect("looked at"), 0);

    // 1. After 21 minutes he is warned, after 31 the outlet as well; each once, however often anybody looks.
    passes(&world, &bo, 21 * MINUTE_MS);
    assert_eq!(world.server().fire_due().await.expect("looked at"), 1);
    assert_eq!(world.server().fire_due().await.expect("looked at"), 0);
    world.restart_hub().await;
    assert_eq!(world.server().fire_due().await.expect("looked at"), 0, "it was told before");
    passes(&world, &bo, 10 * MINUTE_MS);
    assert_eq!(world.server().fire_due().await.expect("looked at"), 1);
    let list = world.get("/v1/office/notices").await;
    let said: Vec<(u64, &str)> = list["notices"]
        .as_array()
        .expect("notices")
        .iter()
        .map(|one| {
            (one["level"].as_u64().expect("a level"), one["warning"].as_str().expect("its id"))
        })
        .collect();
    assert_eq!(said, [(2, "due"), (1, "soon")], "latest first");
    assert_eq!(list["notices"][0]["to"], json!(["assignee", "outlet_manager"]));

    // 2. He travels: the area manager is not troubled two hours later; the repair itself has its own stages.
    bo.does(order, Person::step("travel", None, Vec::new()));
    bo.sync().await;
    passes(&world, &bo, 2 * HOUR_MS);
    assert_eq!(world.server().fire_due().await.expect("looked at"), 0, "stopped by the response");
    passes(&world, &bo, 4 * HOUR_MS);
    world.server().fire_due().await.expect("looked at");
    let list = world.get("/v1/office/notices").await;
    let rows = list["notices"].as_array().expect("notices");
    let of = |target: &str| {
        let own = rows.iter().rev().filter(|one| one["target"] == target);
        own.map(|one| one["warning"].as_str().expect("its id")).collect::<Vec<_>>()
    };
    assert_eq!(of("resolve"), ["early", "due", "escalated"], "in the order in which they came due");
    assert_eq!(of("respond"), ["soon", "due"]);
    let escalated = rows.iter().find(|one| one["warning"] == "escalated").expect("it went up");
    assert_eq!(escalated["to"], json!(["area_manager"]));

    // 3. Somebody sees it; seen again it stays as it was.
    let path = format!("/v1/office/notices/{}/seen", escalated["id"].as_str().expect("an id"));
    world.try_post(&path, &json!({})).await.ok();
    let unseen = world.get("/v1/office/notices?unseen=true").await;
    assert_eq!(unseen["notices"].as_array().expect("notices").len(), rows.len() - 1);
}

#[tokio::test]
async fn a_storm_stops_the_clock_of_an_area_by_one_act_and_every_explanation_shows_it() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let made = async |area: &str| {
        let fields = json!({ "title": area, "area": area });
        world.order_with("fresh", Some(ann.id), fields).await
    };
    let (wet, dry) = (made("望湖").await, made("滨江").await);
    ann.sync().await;
    let first = |person: &Person| {
        let orders = person.phone().orders();
        let page = orders.list(&OrderFilter::default(), CardOrder::Due, None, 10).expect("a page");
        page.cards.iter().map(|card| card.id).collect::<Vec<_>>()
    };
    assert_eq!(first(&ann), [wet, dry], "both are due in the order in which they came");

    // 1. One act at the office; the phone shows it on the order that it holds for, and on no other.
    passes(&world, &ann, 10 * MINUTE_MS);
    let stop = json!({ "areas": ["望湖"], "reason": "storm", "note": "橙色预警" });
    assert!(
        world.try_post("/v1/office/clock-stops", &json!({ "reason": "no_answer" })).await.is_err()
    );
    world.post("/v1/office/clock-stops", &stop).await;
    passes(&world, &ann, HOUR_MS);
    ann.sync().await;
    let resolve = |order| target(&ann.order_sheet(order).targets, "resolve");
    assert_eq!(
        (resolve(wet).standing, resolve(dry).standing),
        (Standing::Paused, Standing::Running)
    );
    let told = &resolve(wet).why.pauses[0];
    assert_eq!((told.name.zh.as_str(), told.note.as_deref()), ("暴雨停派", Some("橙色预警")));
    assert!(resolve(dry).why.pauses.is_empty());
    assert_eq!(first(&ann), [dry, wet], "what stands still is not due first");
    let stops = world.get("/v1/office/clock-stops").await;
    assert_eq!((&stops[0]["on"], &stops[0]["orders"]), (&json!(true), &json!(1)));
    assert_eq!(at_hub(&world, wet, "resolve").await["standing"], "paused");

    // 2. It is ended by an act: the clock goes on where it stood, at hub and phone alike.
    passes(&world, &ann, HOUR_MS);
    let end = json!({ "stop": stops[0]["fact"] });
    world.post("/v1/office/clock-stops/end", &end).await;
    let again = world.post("/v1/office/clock-stops/end", &end).await;
    assert_eq!(again["envelopes"], json!([]), "it is ended once");
    ann.sync().await;
    let (went_on, other) = (resolve(wet), resolve(dry));
    assert_eq!(went_on.standing, Standing::Running);
    let later = went_on.due.earliest_ms.expect("due") - other.due.earliest_ms.expect("due");
    assert!(later.abs_diff(2 * HOUR_MS) < MINUTE_MS, "two hours later: {later}");
    let hubs = at_hub(&world, wet, "resolve").await;
    assert_eq!(hubs["due"], serde_json::to_value(went_on.due).expect("JSON"));
    assert_eq!(ann.phone().orders().clock_stops().expect("stops").len(), 1);
}

#[tokio::test]
async fn taps_within_the_window_count_and_are_one_urge_and_one_answer_ends_them() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    let urge = format!("/v1/office/orders/{order}/urge");
    for reason in ["客户来电", "又来电", "要投诉"] {
        world.post(&urge, &json!({ "reason": reason })).await;
    }
    ann.sync().await;
    let sheet = ann.sheet(order);
    assert_eq!((sheet.urges.len(), sheet.urges[0].taps.len(), sheet.urges[0].raised), (1, 3, 1));
    assert_eq!(sheet.card.urge.expect("it waits").reason.as_deref(), Some("要投诉"));
    // One tap answers all; she will be there in 25 minutes, and that is known.
    ann.phone().captures().answer_urges(order, "on_my_way", Some(25)).expect("answered");
    ann.sync().await;
    let shown = world.shown(order).await;
    assert_eq!(shown["sheet"]["urges"][0]["answers"][0]["minutes"], 25);
    assert_eq!(shown["sheet"]["card"]["urges"], 0);
    let taps = shown["urges"].as_array().expect("taps");
    assert!(taps.iter().all(|tap| tap["answers"][0]["answer"] == "on_my_way"));
    assert!(taps.iter().all(|tap| tap["handed_ms"].is_u64()), "when she had it is known");
}

#[tokio::test]
async fn a_window_that_was_missed_and_put_off_warns_again_at_the_hub_and_on_the_phone() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let first_ms = world.now_ms() + HOUR_MS;
    let order = world.order_with("parcel", Some(ann.id), json!({"window/to_ms": first_ms})).await;
    ann.sync().await;
    let before = alarms(&ann.phone().orders().due_moments().expect("alarms"), order);
    passes(&world, &ann, 61 * MINUTE_MS);
    let told = world.server().fire_due().await.expect("looked at");
    assert!(told > 0, "its window is over");
    assert_eq!(world.server().fire_due().await.expect("looked at"), 0, "told once");

    // The customer asks for tomorrow: it is another occasion, and warns of itself.
    let second_ms = world.now_ms() + 24 * HOUR_MS;
    world.edit(order, json!({"window/to_ms": second_ms})).await;
    ann.sync().await;
    assert_eq!(world.server().fire_due().await.expect("looked at"), 0, "it lies ahead");
    let after = alarms(&ann.phone().orders().due_moments().expect("alarms"), order);
    let is_new = |one: &&(String, u64)| !before.iter().any(|old| old.0 == one.0);
    assert!(after.iter().any(|one| is_new(&one) && one.1 > 20 * HOUR_MS), "{before:?} {after:?}");
    passes(&world, &ann, 25 * HOUR_MS);
    assert!(world.server().fire_due().await.expect("looked at") > 0, "missed once more");
}
