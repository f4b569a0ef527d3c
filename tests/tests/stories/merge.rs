//! What happens when several people change one order without seeing each other: the merge stories, with real
//! phones, a real hub and an office.

use counterfoil_domain::command::Command;
use counterfoil_domain::fact::{
    ContactAttempt, ContactOutcome, Money, Part, Payment, PaymentMethod, PaymentPurpose,
};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::Sheet;
use counterfoil_domain::order::value::Value;
use counterfoil_server::office::HeldQuery;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

const HOUR_MS: u64 = 3_600_000;

/// The value of a field on a sheet.
fn field<'a>(sheet: &'a Sheet, path: &str) -> Option<&'a Value> {
    sheet.fields.iter().find(|row| row.path == path).map(|row| &row.value)
}

/// How many values stand beside each other at a path.
fn values(sheet: &Sheet, path: &str) -> usize {
    let row = sheet.fields.iter().find(|row| row.path == path);
    row.map_or(0, |row| row.candidates.len().max(1))
}

/// Two managers of the outlet, who see every order.
async fn two_managers(world: &World) -> (Person, Person) {
    let ann = world.phone("ann", &["outlet_manager"]).await;
    let bo = world.phone("bo", &["outlet_manager"]).await;
    (ann, bo)
}

/// Everything that envelopes of an order name has arrived, with the bytes that they name.
async fn all_blobs_are_at_the_hub(world: &World, order: SubjectId, count: usize) {
    let mut hashes = std::collections::BTreeSet::new();
    for blob in world.hub_blobs(order).await {
        assert_eq!(blob["arrived"], true, "{blob}");
        let text = |name: &str| blob[name].as_str().expect("a text").to_owned();
        let bytes = world.evidence(&text("envelope"), &text("hash")).await;
        let hash = counterfoil_domain::hash::sha256(&bytes).to_string();
        assert_eq!(hash, text("hash"), "the bytes are those that were named");
        hashes.insert(hash);
    }
    assert_eq!(hashes.len(), count);
}

#[tokio::test]
async fn story_1_office_and_courier_edit_different_fields_and_both_are_kept() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. Without signal Ann notes the door code; the office writes a remark meanwhile.
    ann.signal().off();
    ann.sets(order, "a/door", "门禁1102#");
    world.edit(order, json!({"remark": "周二以后送", "a/floor": "11"})).await;
    // 2. Signal comes back.
    ann.signal().on();
    ann.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order)] {
        assert_eq!(field(&sheet, "a/door"), Some(&Value::text("门禁1102#")));
        assert_eq!(field(&sheet, "a/floor"), Some(&Value::text("11")), "the same document");
        assert_eq!(field(&sheet, "remark"), Some(&Value::text("周二以后送")));
        assert_eq!(sheet.card.counts.conflicts, 0);
    }
}

#[tokio::test]
async fn story_2_the_same_field_twice_shows_a_winner_and_the_other_one_tap_away() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.signal().off();
    ann.sets(order, "a/door", "放门口鞋柜上");
    world.edit(order, json!({"a/door": "必须本人签收"})).await;
    ann.signal().on();
    ann.sync().await;
    // 1. Both values stand at the hub and on her phone, with who wrote each; the same one is shown.
    let (hub, phone) = (world.hub_sheet(order).await, ann.sheet(order));
    assert_eq!(field(&hub, "a/door"), field(&phone, "a/door"), "everybody sees one winner");
    for sheet in [&hub, &phone] {
        let row = sheet.fields.iter().find(|row| row.path == "a/door").expect("the field");
        assert_eq!(row.candidates.len(), 2, "and the other value");
        assert_eq!(row.candidates.last().map(|one| &one.value), Some(&row.value));
        assert!(row.candidates.iter().any(|one| one.person == Some(ann.id)));
        assert!(row.candidates.iter().all(|one| one.person.is_some()));
        assert!(sheet.card.needs_attention());
    }
    // 2. The office settles it with one tap.
    world.settle(order, "a/door", json!("放门口鞋柜上")).await;
    ann.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order)] {
        assert_eq!(field(&sheet, "a/door"), Some(&Value::text("放门口鞋柜上")));
        assert_eq!((values(&sheet, "a/door"), sheet.card.counts.conflicts), (1, 0));
    }
}

#[tokio::test]
async fn story_3_delivered_with_evidence_against_cancelled_is_disputed_with_both_sides() {
    for delivered_first in [true, false] {
        let world = World::start().await;
        let ann = world.phone("ann", &["courier"]).await;
        let mo = world.phone("mo", &["outlet_manager"]).await;
        let order = world.order("parcel", &ann).await;
        // 1. Neither sees the other: she delivers, he cancels.
        for phone in [&ann, &mo] {
            phone.sync().await;
            phone.signal().off();
        }
        ann.delivers(order);
        mo.does(order, Person::step("cancel", Some("not_wanted"), Vec::new()));
        // 2. Whoever reaches the hub first, both stand there.
        for phone in if delivered_first { [&ann, &mo] } else { [&mo, &ann] } {
            phone.signal().on();
            phone.sync().await;
        }
        ann.sync().await;
        for sheet in [world.hub_sheet(order).await, ann.sheet(order)] {
            assert!(sheet.card.disputed && sheet.card.needs_attention());
            let mut stages: Vec<&str> =
                sheet.dispute.iter().map(|one| one.stage.as_str()).collect();
            stages.sort_unstable();
            assert_eq!(stages, ["cancelled", "delivered"]);
            let hers = sheet.dispute.iter().find(|one| one.stage == "delivered").expect("hers");
            assert_eq!(hers.person, Some(ann.id));
            assert_eq!(hers.evidence.len(), 3, "photograph, strokes, and what was shown");
            assert_eq!((sheet.card.counts.photos, sheet.card.counts.signatures), (1, 1));
        }
        all_blobs_are_at_the_hub(&world, order, 3).await;
    }
}

#[tokio::test]
async fn story_4_work_on_an_order_that_was_cancelled_or_taken_away_is_kept() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let (cancelled, taken_away) =
        (world.order("parcel", &ann).await, world.order("parcel", &ann).await);
    ann.sync().await;
    ann.signal().off();
    // 1. Ann finds the gate shut at both.
    for order in [cancelled, taken_away] {
        ann.photographs(order, "gate");
        ann.sets(order, "a/gate", "大门已关");
        let call = Command::ContactAttempt(ContactAttempt {
            channel: "phone".into(),
            number_path: "contact/phone".into(),
            lasted_ms: 30_000,
            outcome: ContactOutcome::NoAnswer,
            ended_ago_ms: None,
        });
        ann.does(order, Person::step("fail", Some("gate_refused"), vec![call]));
    }
    // 2. The office cancels one and takes the other away from her.
    world.cancel(cancelled).await;
    world.assign(taken_away, None).await;
    ann.signal().on();
    ann.sync().await;
    // 3. Cancelled: everything is on the order, and the failed attempt stands as an exception.
    let sheet = world.hub_sheet(cancelled).await;
    assert_eq!(sheet.card.counts.photos, 1);
    assert_eq!(field(&sheet, "a/gate"), Some(&Value::text("大门已关")));
    assert_eq!((sheet.card.stage.as_str(), sheet.exceptions.len()), ("cancelled", 1));
    all_blobs_are_at_the_hub(&world, cancelled, 1).await;
    // 4. Taken away: late work, kept with its photograph; it moves nothing.
    let sheet = world.hub_sheet(taken_away).await;
    assert_eq!(sheet.card.counts.photos, 1);
    assert!(sheet.card.counts.late >= 2 && sheet.card.needs_attention(), "{:?}", sheet.card.counts);
    assert_ne!(sheet.card.stage, "attempted");
    all_blobs_are_at_the_hub(&world, taken_away, 1).await;
    // 5. What she wrote into its form sets nothing by itself, and waits for the office, which takes it up.
    assert_eq!(field(&sheet, "a/gate"), None);
    let query = HeldQuery { order: Some(taken_away), device: None };
    let held = world.server().held(&query).await.expect("the list");
    let [row] = &held.rows[..] else { panic!("{:?}", held.rows) };
    let said = (row.mark.as_str(), row.fields[0].path.as_str(), &row.can[..]);
    assert_eq!(said, ("late", "a/gate", &["adopt"][..]));
    world.server().adopt_held(row.envelope).await.expect("adopted");
    let sheet = world.hub_sheet(taken_away).await;
    let row = sheet.fields.iter().find(|row| row.path == "a/gate").expect("its row");
    assert_eq!(
        row.proposals.iter().map(|one| one.value.as_str()).collect::<Vec<_>>(),
        ["大门已关"]
    );
    assert!(world.server().held(&query).await.expect("the list").rows.is_empty());
}

#[tokio::test]
async fn story_5_reassigned_while_offline_the_first_couriers_evidence_is_kept_and_the_second_told()
{
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let bo = world.phone("bo", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    bo.sync().await;
    // 1. Ann delivers without signal; the office gives the order to Bo, who sees it.
    ann.signal().off();
    ann.delivers(order);
    world.assign(order, Some(bo.id)).await;
    bo.sync().await;
    assert_eq!(bo.list(), [order]);
    assert!(!bo.sheet(order).card.disputed);
    // 2. Ann's delivery arrives, late, with its photograph and signature.
    ann.signal().on();
    ann.sync().await;
    all_blobs_are_at_the_hub(&world, order, 3).await;
    // 3. Bo is told: somebody has delivered it already.
    bo.sync().await;
    for sheet in [world.hub_sheet(order).await, bo.sheet(order)] {
        assert!(sheet.card.disputed, "a terminal transition with its evidence");
        assert_eq!(sheet.card.assigned, [bo.id], "the order stays with its new courier");
        let late = sheet.timeline.iter().find(|row| row.kind == "transition" && row.mark == "late");
        assert_eq!(late.expect("her delivery").person, Some(ann.id), "credited to who did it");
        assert_eq!(sheet.card.counts.photos, 1);
    }
}

#[tokio::test]
async fn story_6_two_of_a_crew_fill_one_checklist_and_all_answers_stay() {
    let world = World::start().await;
    let (ann, bo) = two_managers(&world).await;
    let order = world.order("repair", &ann).await;
    ann.sync().await;
    bo.sync().await;
    ann.signal().off();
    bo.signal().off();
    ann.sets(order, "a/power/0", "已断电");
    ann.sets(order, "a/water/0", "已关阀");
    bo.sets(order, "a/ladder/0", "两人扶梯");
    bo.sets(order, "a/power/1", "已挂牌");
    ann.signal().on();
    bo.signal().on();
    ann.sync().await;
    bo.sync().await;
    ann.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order), bo.sheet(order)] {
        let answers = sheet.fields.iter().filter(|row| row.path.starts_with("a/")).count();
        assert_eq!((answers, sheet.card.counts.conflicts), (4, 0));
    }
}

fn cash(slip: &str, minor: i64) -> Command {
    Command::Pay(Payment {
        purpose: PaymentPurpose::Goods,
        method: PaymentMethod::Cash,
        amount: Money::fen(minor),
        slip: slip.into(),
    })
}

fn used(slip: &str, quantity: u32) -> Command {
    let (sku, name, step) = ("FAN-2".into(), "风扇".into(), "used".into());
    Command::UsePart(Part {
        sku,
        name,
        step,
        quantity,
        serial: None,
        slip: slip.into(),
        place: None,
    })
}

#[tokio::test]
async fn story_7_cash_and_parts_are_sums_not_the_last_write() {
    let world = World::start().await;
    let (ann, bo) = two_managers(&world).await;
    let order = world.order("repair", &ann).await;
    ann.sync().await;
    bo.sync().await;
    ann.signal().off();
    bo.signal().off();
    ann.does(order, cash("A-1", 5_000));
    ann.does(order, used("P-1", 2));
    bo.does(order, cash("B-1", 2_500));
    bo.does(order, used("P-2", 1));
    ann.signal().on();
    bo.signal().on();
    ann.sync().await;
    bo.sync().await;
    ann.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order), bo.sheet(order)] {
        assert_eq!(sheet.card.taken.iter().map(|sum| sum.minor).collect::<Vec<_>>(), [7_500]);
        assert_eq!(sheet.parts.iter().map(|part| part.used).collect::<Vec<_>>(), [3]);
        assert!(!sheet.card.in_question);
    }
}

#[tokio::test]
async fn story_8_photographs_added_on_two_phones_are_both_there() {
    let world = World::start().await;
    let (ann, bo) = two_managers(&world).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    bo.sync().await;
    ann.signal().off();
    bo.signal().off();
    ann.photographs(order, "door");
    bo.photographs(order, "gate");
    ann.signal().on();
    bo.signal().on();
    ann.sync().await;
    bo.sync().await;
    ann.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order), bo.sheet(order)] {
        assert_eq!(sheet.card.counts.photos, 2);
    }
    all_blobs_are_at_the_hub(&world, order, 2).await;
}

#[tokio::test]
async fn story_9_the_same_photograph_twice_is_one_blob_with_two_links() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    let file = ann.shoots("door");
    let (first, second) = (ann.takes_in(order, &file), ann.takes_in(order, &file));
    assert_eq!(first.original, second.original);
    assert_ne!(first.fact, second.fact);
    ann.sync().await;
    assert_eq!(world.hub_sheet(order).await.card.counts.photos, 2, "two facts");
    let named = world.hub_blobs(order).await;
    assert_eq!(named.len(), 2, "two links");
    all_blobs_are_at_the_hub(&world, order, 1).await;
    let stored = format!("hub/blobs/{}/{}", ann.device(), first.original);
    assert!(world.path(&stored).is_file(), "one file at the hub");
}

#[tokio::test]
async fn story_10_a_clock_three_hours_slow_changes_neither_order_nor_believed_time() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    ann.moments().set_wall_off(-3 * HOUR_MS as i64);
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. The office asks for a call; an hour later, without signal, Ann has called.
    world.comment(order, "请先打电话").await;
    ann.signal().off();
    world.hub_time_passes(HOUR_MS);
    ann.moments().pass(HOUR_MS);
    let before_ms = world.now_ms();
    ann.says(order, "已打电话");
    let after_ms = world.now_ms();
    world.hub_time_passes(HOUR_MS);
    ann.moments().pass(HOUR_MS);
    ann.signal().on();
    ann.sync().await;
    // 2. The interval contains the true time, is short, and the clock is called wrong.
    for sheet in [world.hub_sheet(order).await, ann.sheet(order)] {
        let said: Vec<_> = sheet.timeline.iter().filter(|row| row.kind == "comment").collect();
        assert_eq!(said.len(), 2);
        assert_eq!(said[1].person, Some(ann.id), "order of effect is the log's");
        let believed = said[1].believed;
        let (earliest, latest) = (believed.earliest_ms, believed.latest_ms);
        let (earliest, latest) = (earliest.expect("anchored"), latest.expect("anchored"));
        assert!(earliest <= after_ms && before_ms <= latest, "{believed:?} {before_ms} {after_ms}");
        assert!(latest - earliest < 60_000, "an hour offline costs under a minute: {believed:?}");
        assert!(said[0].believed.latest_ms < Some(earliest), "after the office's remark");
        let warned = said[1].warnings.iter().any(|one| one.code == "clock_off");
        assert!(warned, "{:?}", said[1].warnings);
    }
}
