//! Three levels have to agree before a precision repair begins; some of those who agree have no signal, and some
//! codes are not what they say.

use counterfoil_client::ClientError;
use counterfoil_domain::approval::{ApprovalStatement, Asked, SignedApproval};
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::Reading;
use counterfoil_domain::hash::device_id;
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::keys::SoftwareKey;
use counterfoil_domain::order::Sheet;
use counterfoil_tests::harness::{Person, by_id, noted};
use serde_json::{Value, json};

use crate::workshop::{STEP, Workshop, hands_in, quote};

/// A code that says that `approver` agrees to what Bo asks, signed by a store that nobody knows.
fn forged(shop: &Workshop, approver: PersonId) -> String {
    let code = shop.bo.phone().orders().approval_code(shop.order, STEP, None).expect("asked");
    let asked = Asked::from_code(&code).expect("a request");
    let key = SoftwareKey::ed25519(&[0x66; 32]);
    let statement = ApprovalStatement {
        version: 1,
        tenant: asked.tenant,
        order: shop.order,
        transition: STEP.into(),
        request: asked.shown.hash(),
        level: asked.level,
        granted: true,
        approver,
        device: device_id(&key.public().bytes),
        expires_ms: None,
        note: None,
    };
    SignedApproval::sign(statement, &key).to_code().expect("small")
}

#[tokio::test]
async fn two_phones_without_signal_agree_at_the_second_level() {
    let shop = Workshop::open().await;
    // 1. The chief technician agrees by way of the hub.
    assert_eq!(shop.begins().expect_err("nobody has agreed").len(), 3);
    shop.agrees(&shop.hua).await;
    // 2. In the basement: Bo's phone and Lin's, then Meng's, and no signal anywhere. The repair begins and goes on.
    for who in [&shop.bo, &shop.lin, &shop.meng] {
        who.signal().off();
    }
    shop.agrees_face_to_face(&shop.lin);
    assert_eq!(shop.begins().expect_err("the third level").len(), 1);
    shop.agrees_face_to_face(&shop.meng);
    let rows = shop.bo.phone().orders().approvals(shop.order).expect("rows");
    assert!(rows[1].answers[0].unverified, "the hub will say whose phone that was");
    shop.begins().expect("all have agreed");
    shop.bo.photographs(shop.order, "after");
    assert_eq!(shop.bo.sheet(shop.order).card.stage, "repairing");
    // 3. Bo comes into signal first: his work brings their words, and the hub finds them good.
    shop.bo.signal().on();
    shop.bo.sync().await;
    assert_eq!(shop.stage().await, "repairing");
    assert!(!shop.bo.sheet(shop.order).approvals[1].answers[0].unverified);
    // 4. What Lin's and Meng's own phones say is the same, and counts once.
    for who in [&shop.lin, &shop.meng] {
        who.signal().on();
        who.sync().await;
    }
    let sheet = shop.world.hub_sheet(shop.order).await;
    let granted: Vec<u32> = sheet.approvals.iter().map(|row| row.granted).collect();
    assert_eq!((granted, sheet.approvals[1].answers.len()), (vec![1, 1, 1], 1));
    assert!(sheet.exceptions.is_empty(), "{:?}", sheet.exceptions);
    shop.bo.sync().await;
    assert_eq!(shop.bo.sheet(shop.order).approvals, sheet.approvals);
}

#[tokio::test]
async fn a_forged_answer_stops_at_the_hub_and_the_work_that_was_done_stays() {
    let shop = Workshop::open().await;
    shop.agrees(&shop.hua).await;
    shop.agrees(&shop.lin).await;
    // 1. In the basement somebody shows Bo a code "by Meng". His phone cannot tell, says so, and work goes on.
    shop.bo.signal().off();
    let forged = forged(&shop, shop.meng.id);
    shop.takes(&forged);
    shop.begins().expect("as far as this phone can tell");
    let after = shop.bo.photographs(shop.order, "after");
    // 2. A word that was altered under its signature is seen through at once.
    let mut altered = SignedApproval::from_code(&forged).expect("signed");
    altered.statement.level = 1;
    let altered = altered.to_code().expect("small");
    let refused = shop.bo.phone().orders().take_approval(&altered);
    assert!(matches!(refused, Err(ClientError::NotAllowed { reason }) if reason.code == "forged"));
    // 3. The hub knows no such phone of Meng's: the repair has not begun, and the photograph is there.
    shop.bo.signal().on();
    shop.bo.sync().await;
    let sheet = shop.world.hub_sheet(shop.order).await;
    let codes: Vec<&str> = sheet
        .exceptions
        .iter()
        .flat_map(|one| one.missing.iter().map(|missing| missing.code.as_str()))
        .collect();
    assert_eq!(
        (sheet.card.stage.as_str(), codes),
        ("approving", vec!["answer/key", "approval/workshop/1"])
    );
    let blobs = shop.world.hub_blobs(shop.order).await;
    assert!(blobs.iter().any(|blob| blob.to_string().contains(&after.original.to_string())));
    assert_eq!(shop.bo.sheet(shop.order).card.stage, "approving");
    // 4. Meng himself agrees, and what waited is judged again.
    shop.agrees(&shop.meng).await;
    assert_eq!(shop.stage().await, "repairing");
    assert_eq!(shop.bo.sheet(shop.order).card.stage, "repairing");
}

#[tokio::test]
async fn an_answer_to_what_was_shown_before_is_worth_nothing() {
    let shop = Workshop::open().await;
    shop.agrees(&shop.hua).await;
    shop.bo.signal().off();
    shop.lin.signal().off();
    // 1. Lin agrees to ¥420; then the board is found dead, and the quote is ¥980.
    shop.agrees_face_to_face(&shop.lin);
    shop.bo.does(shop.order, quote(2, 98_000));
    let rows = shop.bo.phone().orders().approvals(shop.order).expect("rows");
    let lapsed = |at: usize| rows[at].answers[0].lapsed.as_deref();
    assert_eq!((lapsed(0), lapsed(1)), (Some("changed"), Some("changed")));
    let said = shop.begins().expect_err("all three again");
    assert!(said[1].contains("内容有变动"), "{said:?}");
    // 2. The hub says the same, and Hua is asked again about what stands there now.
    shop.bo.signal().on();
    shop.lin.signal().on();
    shop.bo.sync().await;
    shop.lin.sync().await;
    let sheet = shop.world.hub_sheet(shop.order).await;
    assert_eq!(sheet.approvals.iter().map(|row| row.granted).collect::<Vec<_>>(), [0, 0, 0]);
    for who in [&shop.hua, &shop.lin, &shop.meng] {
        shop.agrees(who).await;
    }
    shop.begins().expect("all have agreed to ¥980");
    shop.bo.sync().await;
    assert_eq!(shop.stage().await, "repairing");
}

#[tokio::test]
async fn from_assessment_to_acceptance_a_precision_repair_is_configuration_alone() {
    let mut shop = Workshop::open().await;
    for who in [&shop.hua, &shop.lin, &shop.meng] {
        shop.agrees(who).await;
    }
    shop.begins().expect("all have agreed");
    shop.bo.photographs(shop.order, "after");
    shop.bo.does(shop.order, Person::step("test", None, Vec::new()));
    shop.bo.sync().await;
    // 1. The hub tells those who test, once, whatever comes again and though it is opened anew.
    let told = |sheet: &Sheet| {
        let rows = sheet.triggered.iter();
        rows.map(|row| (row.trigger.clone(), row.roles.clone())).collect::<Vec<_>>()
    };
    let once = vec![("to_the_test".to_owned(), vec!["quality_engineer".to_owned()])];
    assert_eq!(told(&shop.world.hub_sheet(shop.order).await), once);
    shop.world.restart_hub().await;
    shop.bo.says(shop.order, "已送检");
    shop.bo.sync().await;
    shop.lin.sync().await;
    assert_eq!(told(&shop.world.hub_sheet(shop.order).await), once);
    assert_eq!(told(&shop.lin.sheet(shop.order)), once);
    from_the_test_to_acceptance(&shop).await;
}

fn runout(value_milli: i64) -> Command {
    let (quantity, unit) = ("runout".into(), "um".into());
    Command::Read(Reading { quantity, value_milli, unit, sensor: None, ago_ms: None })
}

/// Lin's records of both tests.
fn records(lin: &Person, order: SubjectId) {
    let flaw = [("method", "penetrant"), ("area", "轴承座"), ("sensitivity", "B型试块")];
    lin.fills_in(order, "flaw_test", &flaw);
    lin.fills_in(order, "flaw_test", &[("result", "pass")]);
    let measured = [("radial_um", "8"), ("axial_um", "1"), ("warm_minutes", "90")];
    lin.fills_in(order, "geometry_test", &measured);
    lin.fills_in(order, "geometry_test", &[("rise_k", "18"), ("result", "pass")]);
}

async fn from_the_test_to_acceptance(shop: &Workshop) {
    let (bo, lin, order) = (&shop.bo, &shop.lin, shop.order);
    // 2. The first test fails: eight micrometres. Lin says why with what she measured, and Bo repairs once more.
    records(lin, order);
    lin.does(order, runout(8_000));
    let why = lin.may_not(order, "pass_geometry", None);
    assert_eq!(why, ["请填好“几何精度记录”,还有 1 项"], "out of tolerance is no pass");
    lin.does(order, noted("fail_test", Some("out_of_tolerance"), "径向跳动 8 μm", None));
    lin.sync().await;
    bo.sync().await;
    assert_eq!(shop.stage().await, "repairing");
    bo.does(order, Person::step("test", None, Vec::new()));
    bo.sync().await;
    lin.sync().await;
    // 3. Two lanes, the quality engineer's: nobody else passes them, and the test is passed when both are.
    lin.fills_in(order, "geometry_test", &[("radial_um", "2")]);
    let pass = |step: &str| Person::step(step, None, Vec::new());
    bo.tries(order, pass("pass_flaw")).expect_err("not his");
    lin.photographs(order, "inspection");
    lin.does(order, pass("pass_flaw"));
    lin.tries(order, pass("pass_test")).expect_err("the geometry is open");
    lin.does(order, runout(2_000));
    lin.does(order, pass("pass_geometry"));
    lin.sync().await;
    assert_eq!(shop.stage().await, "testing");
    assert!(shop.world.hub_sheet(order).await.lanes.iter().all(|lane| lane.done));
    lin.does(order, pass("pass_test"));
    lin.sync().await;
    bo.sync().await;
    let (hub, phone) = (shop.world.hub_sheet(order).await, bo.sheet(order));
    assert_eq!((phone.card.stage.as_str(), phone.lanes.len()), ("refitting", 0));
    assert_eq!(phone.approvals, hub.approvals);
    // 4. Refitted, adjusted and accepted; too short a run is told before anybody comes to accept it.
    let refitted = [("torque_ok", "true"), ("aligned", "true"), ("run_minutes", "20")];
    bo.fills_in(order, "refitting_record", &refitted);
    bo.fills_in(order, "refitting_record", &[("vibration", "0.4"), ("handed", "report")]);
    bo.does(order, runout(2_000));
    assert_eq!(bo.may_not(order, "finish", None), ["请填好“复装调试记录”,还有 1 项"]);
    bo.fills_in(order, "refitting_record", &[("run_minutes", "45")]);
    bo.goes(order, "finish", None);
    bo.sync().await;
    bo.lets_sign(&[order], "customer");
    bo.goes(order, "accept", None);
    bo.sync().await;
    let hub = shop.world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.card.terminal), ("accepted", true));
    assert!(hub.exceptions.is_empty(), "{:?}", hub.exceptions);
}

#[tokio::test]
async fn a_running_order_keeps_the_version_under_which_it_was_made() {
    let shop = Workshop::open().await;
    // 1. The office publishes a version in which nobody has to agree.
    let without = |file: &mut Value| {
        let begin =
            by_id(&mut by_id(&mut file["workflows"], "precision_repair")["transitions"], STEP);
        begin.as_object_mut().expect("a transition").remove("approvals");
    };
    shop.world.publishes(without).await;
    // 2. The running repair still needs all three, on the phone and at the hub.
    shop.bo.sync().await;
    assert_eq!(shop.begins().expect_err("three levels").len(), 3);
    assert_eq!(shop.world.hub_sheet(shop.order).await.approvals.len(), 3);
    // 3. One that is made now needs none.
    let order = shop.world.order_with("precision_repair", Some(shop.bo.id), json!({})).await;
    shop.bo.sync().await;
    hands_in(&shop.bo, order);
    shop.bo.does(order, Person::step(STEP, None, Vec::new()));
    shop.bo.sync().await;
    assert_eq!(shop.world.hub_sheet(order).await.card.stage, "repairing");
}
