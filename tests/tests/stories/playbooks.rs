//! A tenant's own playbook: a copy of the built-in file with a kind of its own, published while people work;
//! what is wrong with one is said at its line, and what somebody changed on the way is refused by the phone.

use counterfoil_client::syncing::StuckReason;
use counterfoil_domain::command::{Command, FoundOrder};
use counterfoil_domain::fact::Reading;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::Key;
use counterfoil_server::storage::{SqliteStorage, StorageError};
use counterfoil_tests::harness::{Person, World};
use serde_json::{Value, json};

fn push(list: &mut Value, items: Value) {
    let more = items.as_array().expect("a list").clone();
    list.as_array_mut().expect("a list").extend(more);
}

/// The built-in file as a tenant edits it: its own id, the next version, and a kind of work that nobody has
/// written code for: meters are looked at, photographed, and somebody in the office agrees.
fn with_meters(version: u32) -> Value {
    let mut file: Value = serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
    file["id"] = json!("linjiang");
    file["version"] = json!(version);
    push(
        &mut file["photo_roles"],
        json!([{"id": "meter", "name": {"zh": "表盘", "en": "meter face"}}]),
    );
    push(
        &mut file["kinds"],
        json!([{"id": "meter", "name": {"zh": "抄表", "en": "meter reading"}, "subject": "order",
            "workflow": "meter"}]),
    );
    let take_back = json!({"roles": ["dispatcher"]});
    push(
        &mut file["workflows"],
        json!([{
            "id": "meter", "initial": "planned",
            "stages": [
                {"id": "planned", "name": {"zh": "待抄", "en": "planned"}},
                {"id": "read", "name": {"zh": "已抄,待复核", "en": "read, to be checked"}, "waiting": true},
                {"id": "checked", "name": {"zh": "已复核", "en": "checked"}, "terminal": true,
                 "requires": [{"need": "photo", "role": "meter"}]},
                {"id": "dropped", "name": {"zh": "不抄了", "en": "dropped"}, "terminal": true}],
            "transitions": [
                {"id": "take", "name": {"zh": "抄表", "en": "take the reading"}, "from": ["planned"], "to": "read",
                 "roles": ["technician"], "assigned": true, "take_back": take_back,
                 "needs": [{"need": "photo", "role": "meter"}, {"need": "fact", "kind": "reading"}]},
                {"id": "check", "name": {"zh": "复核", "en": "check"}, "from": ["read"], "to": "checked",
                 "roles": ["dispatcher"], "ends": true, "needs": [{"need": "note"}]},
                {"id": "again", "name": {"zh": "重抄", "en": "once more"}, "from": ["read"], "to": "planned",
                 "roles": ["dispatcher"]},
                {"id": "drop", "name": {"zh": "取消", "en": "drop"}, "from": ["planned", "read"], "to": "dropped",
                 "roles": ["dispatcher"], "ends": true, "reason": "cancelled"},
                {"id": "settle_checked", "name": {"zh": "裁定已复核", "en": "settle as checked"}, "from": [],
                 "to": "checked", "roles": ["dispatcher"], "ends": true, "settles": true, "reason": "settled"},
                {"id": "settle_dropped", "name": {"zh": "裁定不抄", "en": "settle as dropped"}, "from": [],
                 "to": "dropped", "roles": ["dispatcher"], "ends": true, "settles": true, "reason": "settled"}]
        }]),
    );
    for row in file["policy"].as_array_mut().expect("rows") {
        if ["technician-assigned", "desk-orders", "worker-on-duty"]
            .iter()
            .any(|id| row["id"] == *id)
        {
            push(&mut row["kinds"], json!(["meter"]));
        }
    }
    file
}

fn bytes(file: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(file).expect("JSON")
}

fn offers(who: &Person, order: SubjectId) -> Vec<String> {
    who.order_sheet(order).offers.iter().map(|offer| offer.transition.clone()).collect()
}

fn version_of(who: &Person, order: SubjectId) -> u32 {
    who.order_sheet(order).playbook.version()
}

fn refused(who: &Person) -> Vec<String> {
    let stuck = who.status().stuck.into_iter().map(|stuck| stuck.reason);
    stuck
        .filter_map(|reason| match reason {
            StuckReason::Quarantined(code) => Some(code),
            _ => None,
        })
        .collect()
}

fn reading() -> Command {
    Command::Read(Reading {
        quantity: "volume".into(),
        value_milli: 1_234_500,
        unit: "m3".into(),
        sensor: None,
        ago_ms: None,
    })
}

#[tokio::test]
async fn a_kind_of_work_is_added_by_a_file_alone_and_what_is_under_way_keeps_its_rules() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let old = world.order("repair", &bo).await;
    bo.sync().await;
    assert_eq!(version_of(&bo, old), 3);
    // 1. The office publishes its own file. It is an entry of the log, and signed.
    let file = bytes(&with_meters(4));
    let published = world.publish(&file).await.expect("published");
    assert_eq!((&published["version"], &published["warnings"]), (&json!(4), &json!([])));
    // 2. The same file again is no second entry; the same version with other bytes is refused.
    assert_eq!(world.publish(&file).await.expect("as before")["index"], published["index"]);
    let other = bytes(&{
        let mut file = with_meters(4);
        file["name"]["zh"] = json!("另一份");
        file
    });
    let told = world.publish(&other).await.expect_err("not newer");
    assert!(told.contains("playbook_not_newer") && told.contains("版本号须大于"), "{told}");
    // 3. New work of the new kind: Bo has it at the next pull, with its form of work.
    let meter = world.order("meter", &bo).await;
    bo.sync().await;
    assert_eq!((version_of(&bo, meter), version_of(&bo, old)), (4, 3));
    assert_eq!(refused(&bo), Vec::<String>::new());
    assert_eq!(bo.order_sheet(meter).sheet.card.stage_name.zh, "待抄");
    // 4. Without signal his phone asks for what the file says, and predicts what the hub will say.
    bo.signal().off();
    let take = || Person::step("take", None, Vec::new());
    let why = bo.tries(meter, take()).expect_err("no photo");
    assert!(format!("{why:?}").contains("表盘"), "{why:?}");
    bo.photographs(meter, "meter");
    bo.does(meter, reading());
    bo.does(meter, take());
    assert_eq!(bo.order_sheet(meter).sheet.card.stage, "read");
    bo.signal().on();
    bo.sync().await;
    assert_eq!(world.hub_sheet(meter).await.card.stage, "read");
    // 5. The office ends it by the file's last step; the old repair goes on under the rules that it began with.
    let step = json!({"name": "check", "note": "读数合理"});
    world.post(&format!("/v1/office/orders/{meter}/steps"), &step).await;
    assert_eq!(world.hub_sheet(meter).await.card.stage, "checked");
    assert!(offers(&bo, old).contains(&"travel".to_owned()), "{:?}", offers(&bo, old));
    bo.does(old, Person::step("travel", None, Vec::new()));
    bo.sync().await;
    assert_eq!(world.hub_sheet(old).await.card.stage, "travelling");
    assert_eq!(version_of(&bo, old), 3);
}

#[tokio::test]
async fn a_broken_playbook_is_refused_with_every_fault_at_its_line_and_nothing_changes() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    bo.sync().await;
    // 1. The office takes the consent off the locker and mistypes a role.
    let mut file = with_meters(4);
    let steps = file["workflows"][0]["transitions"].as_array_mut().expect("steps");
    let locker = steps.iter_mut().find(|step| step["id"] == "deliver_locker").expect("there");
    locker["needs"].as_array_mut().expect("needs").retain(|need| need["need"] != "consent");
    let meters = file["workflows"].as_array().expect("workflows").len() - 1;
    file["workflows"][meters]["transitions"][0]["roles"] = json!(["tecnician"]);
    let broken = String::from_utf8(bytes(&file)).expect("UTF-8");
    let told = world.publish(broken.as_bytes()).await.expect_err("refused");
    let at = |part: &str| broken.lines().position(|line| line.contains(part)).expect("there") + 1;
    let (typo, step) = (at("\"tecnician\""), at("\"id\": \"deliver_locker\""));
    assert!(told.contains(&format!("第 {typo} 行")), "{typo}: {told}");
    assert!(told.contains("没有“tecnician”") && told.contains("途中没有要求"), "{told}");
    // The step's own line is the brace before its id.
    assert!(
        (step - 30..=step).any(|line| told.contains(&format!("第 {line} 行"))),
        "{step}: {told}"
    );
    // 2. Nothing was published; nobody gets anything.
    let size = world.server().log_point().await.expect("a log").size;
    bo.sync().await;
    assert_eq!(world.server().log_point().await.expect("a log").size, size);
    assert_eq!(world.get("/v1/office/playbook").await["version"], 3);
}

/// Somebody who can write into the hub's database, and has no keys.
async fn writes_into_the_database(world: &World, sql: &'static str) {
    let file = world.config().dir.join("hub.sqlite");
    let storage = SqliteStorage::open(&file).expect("opens");
    let engine = |error| StorageError::Engine(Box::new(error));
    storage.write(move |tx| tx.execute_batch(sql).map_err(engine)).await.expect("written");
}

#[tokio::test]
async fn a_phone_refuses_a_playbook_that_somebody_changed_and_works_on_under_the_old_one() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. The office publishes. Before anybody pulls it, somebody changes the file in the hub's database: couriers
    //    would see the desk's notes.
    world.publish(&bytes(&with_meters(4))).await.expect("published");
    writes_into_the_database(
        &world,
        "UPDATE playbook SET file = CAST(replace(CAST(file AS TEXT), '\"sees\": [', '\"sees\": [ \"desk\",') AS BLOB)
         WHERE version = 4",
    )
    .await;
    ann.sync().await;
    // 2. Ann's phone has refused it and says so; her work goes on, also what is founded on the phone.
    assert_eq!(refused(&ann), ["playbook_forged"]);
    assert_eq!(version_of(&ann, order), 3);
    ann.delivers(order);
    ann.sync().await;
    assert_eq!(world.hub_sheet(order).await.card.stage, "delivered");
    // 3. The same without any signature.
    writes_into_the_database(&world, "UPDATE playbook SET idx = 0 WHERE version = 4").await;
    let bo = world.phone("bo", &["courier"]).await;
    bo.sync().await;
    assert_eq!(refused(&bo), ["playbook_unsigned"]);
    // 4. The office publishes the next version: both take it, and nothing waits any more but the old word.
    world.publish(&bytes(&with_meters(5))).await.expect("published");
    let next = world.order("parcel", &ann).await;
    ann.sync().await;
    assert_eq!(version_of(&ann, next), 5);
}

/// How a hub comes to know what its phones know already.
enum Learns {
    /// The office publishes the version once more.
    FromItsOffice,
    /// It begins again and finds it there, as after an update of the program.
    WithARestart,
}

#[tokio::test]
async fn a_hub_that_is_behind_its_phones_keeps_their_work_and_judges_it_when_it_knows_more() {
    for learns in [Learns::FromItsOffice, Learns::WithARestart] {
        let mut world = World::start().await;
        let ann = world.phone("ann", &["courier"]).await;
        ann.sync().await;
        world.backup().await;
        // 1. Ann has the next version. The hub's machine is lost with it before her work under it has gone.
        let file = bytes(&with_meters(4));
        world.publish(&file).await.expect("published");
        ann.sync().await;
        let waybill = vec![Key::new("waybill", "SF9900000000004")];
        let found = FoundOrder { kind: "parcel".to_owned(), keys: waybill, fields: Vec::new() };
        let (order, _) = ann.phone().orders().found(found).expect("founded");
        assert_eq!(version_of(&ann, order), 4);
        world.restore_hub_from_backup().await;
        // 2. The hub does not refuse what it cannot judge, and what it can judge does not wait for that.
        let other = world.order("parcel", &ann).await;
        ann.sync().await;
        ann.says(other, "beside it");
        ann.sync().await;
        let held = StuckReason::Held("update_hub".to_owned());
        assert!(ann.status().stuck.iter().any(|one| one.reason == held), "{:?}", ann.status());
        let heard = world.hub_sheet(other).await.timeline;
        assert!(heard.iter().any(|row| row.kind == "comment"), "another order goes on");
        // 3. Then it knows the version; nobody sends anything again.
        match learns {
            Learns::FromItsOffice => drop(world.publish(&file).await.expect("published again")),
            Learns::WithARestart => {
                let server = world.server();
                let kept = server.storage.publish_playbook(server.tenant(), 4, file, None, 0).await;
                assert!(kept.expect("the hub's storage").is_some());
                world.restart_hub().await;
            }
        }
        assert_eq!(world.hub_sheet(order).await.card.kind, "parcel");
        ann.sync().await;
        assert!(ann.status().stuck.is_empty(), "{:?}", ann.status());
    }
}
