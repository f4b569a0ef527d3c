//! What is hidden stays hidden: no card number is kept anywhere, and who sees a telephone number's mask alone has it whole
//! only for a reason that the office can read.

use std::path::Path;

use counterfoil_client::ClientError;
use counterfoil_domain::command::{Command, TransitionCommand};
use counterfoil_domain::fact::{Comment, CustodyAct, CustodyStep, Fact, Revealed};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_tests::harness::acts::by_id;
use counterfoil_tests::harness::hand::verdicts;
use counterfoil_tests::harness::world::files_below;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

const PHONE: &str = "19900006017";
const MASK: &str = "199****6017";
const REASON: &str = "预约复检时间";
/// Numbers that card organisations publish for tests, and how people type them.
const CARDS: [(&str, &str); 3] = [
    ("4111111111111111", "4111 1111 1111 1111"),
    ("6222021234567890128", "6222021234567890128"),
    ("5555555555554444", "5555-5555-5555-4444"),
];

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|part| part == needle.as_bytes())
}

fn no_card_in(what: &str, bytes: &[u8]) {
    for (number, typed) in CARDS {
        assert!(!holds(bytes, number) && !holds(bytes, typed), "{what} holds a card");
    }
}

fn no_card_below(folder: &Path) {
    let files = files_below(folder);
    assert!(files.len() > 3, "nothing was looked through");
    for file in files {
        no_card_in(&file.display().to_string(), &std::fs::read(&file).expect("a file"));
    }
}

#[tokio::test]
async fn a_card_number_is_kept_nowhere() {
    let world = World::start().await;
    let mut bo = world.phone("bo", &["technician"]).await;
    // 1. The office types what the customer dictated, as a field and as a remark.
    let fields = json!({"title": "热水器", "fault": format!("退到{}", CARDS[0].1)});
    let order = world.order_with("repair", Some(bo.id), fields).await;
    world.comment(order, &format!("卡号{}王", CARDS[1].1)).await;
    bo.sync().await;
    // 2. So does Bo: in a remark, in a form's answer, in the words of a step.
    bo.says(order, &format!("客户给了{},电话{PHONE}", CARDS[2].1));
    bo.sets(order, "a/remark", CARDS[0].1);
    let pass = TransitionCommand {
        name: "travel".into(),
        note: Some(CARDS[1].0.into()),
        with: vec![Command::Comment(Comment { text: CARDS[0].0.into() }, Vec::new())],
        ..TransitionCommand::default()
    };
    bo.does(order, Command::Transition(pass));
    let shown = bo.phone().orders().sheet(order).expect("a sheet");
    let text = format!("{shown:?}");
    no_card_in("the sheet", text.as_bytes());
    assert!(text.contains("****-****-****-4444"), "the last four stay");
    assert!(text.contains(PHONE), "a telephone number is none");
    bo.sync().await;
    // 3. Neither phone nor hub nor its backup has one, in whatever table or file.
    let dump = bo.dump();
    assert!(dump.len() > 20);
    for (place, bytes) in &dump {
        no_card_in(place, bytes);
    }
    world.backup().await;
    assert!(!files_below(&world.path("backup")).is_empty());
    no_card_below(&world.path(""));
    assert!(world.shown(order).await.to_string().contains("****-****-****-4444"));
}

#[tokio::test]
async fn a_masked_number_is_shown_for_a_reason_that_the_office_reads() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let mut hua = world.phone("hua", &["chief_technician"]).await;
    let fields = json!({"title": "主轴单元", "contact/name": "王女士", "contact/phone": PHONE});
    let order = world.order_with("precision_repair", Some(bo.id), fields).await;
    bo.sync().await;
    hua.sync().await;
    // 1. Who works there sees the number; the chief technician sees who it is about, no more.
    assert_eq!(bo.sheet(order).card.phone.as_deref(), Some(PHONE));
    let card = hua.sheet(order).card;
    assert_eq!((card.phone.as_deref(), card.contact_name.as_deref()), (Some(MASK), Some("王**")));
    // 2. Without a reason nothing is asked, without signal nothing is shown.
    let of = |who: &Person, path: &'static str, why: &'static str| {
        let desk = who.phone().orders();
        async move { desk.reveal(order, path, why).await }
    };
    assert_eq!(code(of(&hua, "contact/phone", " ").await), "reason");
    hua.signal().off();
    assert!(matches!(of(&hua, "contact/phone", REASON).await, Err(ClientError::Offline)));
    hua.signal().on();
    assert!(revealed(&world.shown(order).await).is_empty());
    // 3. With one it is shown, and the office reads who looked, at what and why, without the number.
    assert_eq!(of(&hua, "contact/phone", REASON).await.expect("shown"), PHONE);
    let said = revealed(&world.shown(order).await);
    let told = said.first().expect("told").to_string();
    for word in [REASON, "contact/phone", &hua.id.to_string()] {
        assert!(told.contains(word), "{told}");
    }
    assert!(said.len() == 1 && !told.contains(PHONE));
    // 4. Other values, and roles that the playbook does not name, get nothing and leave nothing.
    assert!(of(&hua, "address/line", REASON).await.is_err());
    assert_eq!(code(of(&bo, "contact/phone", REASON).await), "may_not_reveal");
    let ann = world.phone("ann", &["courier"]).await;
    assert!(matches!(of(&ann, "contact/phone", REASON).await, Err(ClientError::NotFound { .. })));
    assert_eq!(revealed(&world.shown(order).await).len(), 1);
    // 5. Later she looks once more, without a session between: what she was let in with is over.
    world.hub_time_passes(11 * 60_000);
    assert_eq!(of(&hua, "contact/phone", REASON).await.expect("shown again"), PHONE);
    assert_eq!(revealed(&world.shown(order).await).len(), 2);
    // 6. Nobody says of a colleague that he looked: that is the hub's word.
    let mut li = world.hand_phone("li", &["dispatcher"]).await;
    li.pull().await;
    let (path, reason) = ("contact/phone".to_owned(), REASON.to_owned());
    let forged = Fact::Revealed(Revealed { path, person: hua.id, reason });
    li.write(Subject::order(order), "desk", vec![forged], Vec::new());
    let said = verdicts(&li.push().await);
    assert!(said.iter().all(|one| matches!(one, Verdict::Refused { .. })), "{said:?}");
    let told = revealed(&world.shown(order).await);
    assert_eq!(told.iter().filter(|row| row["mark"] != "refused").count(), 2);
    // 7. The number has not come to stay.
    hua.sync().await;
    let dump = hua.dump();
    assert!(dump.len() > 20 && dump.iter().all(|(_, bytes)| !holds(bytes, PHONE)));
}

#[tokio::test]
async fn who_still_has_the_thing_may_ask_as_he_may_read_though_another_is_to_do_it() {
    let world = World::start().await;
    world
        .publishes(|file| {
            let row = by_id(&mut file["policy"], "precision-approvers");
            row["assigned"] = json!(true);
            row["add"].as_array_mut().expect("facts").push(json!("custody"));
        })
        .await;
    let bo = world.phone("bo", &["technician"]).await;
    let hua = world.phone("hua", &["chief_technician"]).await;
    let fields = json!({"title": "主轴单元", "contact/phone": PHONE});
    let order = world.order_with("precision_repair", Some(hua.id), fields).await;
    hua.sync().await;
    // 1. She takes it to her bench; then it is Bo's to repair. It is still in her hands, and she reads its sheet.
    let step = CustodyStep { act: CustodyAct::Taken, person: None, place: None, key: None };
    hua.does(order, Command::Custody(step));
    hua.sync().await;
    world.assign(order, Some(bo.id)).await;
    hua.sync().await;
    let card = hua.sheet(order).card;
    assert_eq!((card.assigned, card.holder), (vec![bo.id], Some(hua.id)));
    assert_eq!(card.phone.as_deref(), Some(MASK));
    // 2. The hub judges by the same.
    let desk = hua.phone().orders();
    let shown = desk.reveal(order, "contact/phone", REASON).await;
    assert_eq!(shown.expect("shown"), PHONE);
}

fn code(answer: Result<String, ClientError>) -> &'static str {
    match answer {
        Err(ClientError::NotAllowed { reason }) => reason.code,
        other => panic!("{:?}", other.map(|_| ())),
    }
}

const ADDRESS: &str = "临江市滨河区望湖路188号云栖花园3幢2单元1102室";
const MOVED: &str = "临江市滨河区石桥路7号2单元301室";

/// A text field, as this phone shows it.
fn field(who: &Person, order: SubjectId, path: &str) -> Option<String> {
    let sheet = who.sheet(order);
    let row = sheet.fields.iter().find(|row| row.path == path);
    row.and_then(|row| row.value.as_text().map(str::to_owned))
}

#[tokio::test]
async fn an_address_is_seen_down_to_its_road_by_who_need_not_find_the_door() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let mut hua = world.phone("hua", &["chief_technician"]).await;
    let fields = json!({"title": "主轴单元", "address/text": ADDRESS, "contact/phone": PHONE});
    let order = world.order_with("precision_repair", Some(bo.id), fields).await;
    bo.sync().await;
    hua.sync().await;
    // 1. Bo has to find the door. The chief technician sees the road, for a place in his plan.
    assert_eq!(field(&bo, order, "address/text").as_deref(), Some(ADDRESS));
    assert_eq!(field(&hua, order, "address/text"), None);
    let mask = |who: &Person| field(who, order, "masked/address");
    assert_eq!(mask(&hua).as_deref(), Some("临江市滨河区望湖路***"));
    // 2. The whole one is shown for a reason that the office reads.
    let whole = hua.phone().orders().reveal(order, "address/text", REASON).await;
    assert_eq!(whole.expect("shown"), ADDRESS);
    assert_eq!(revealed(&world.shown(order).await).len(), 1);
    // 3. Bo stands before the wrong house and says so; the office accepts: masks follow, also that of a number.
    bo.phone().captures().propose(order, "address/text", MOVED, &[]).expect("proposed");
    bo.phone().captures().propose(order, "contact/phone", "19900003344", &[]).expect("proposed");
    bo.sync().await;
    for one in world.shown(order).await["proposals"].as_array().expect("proposals") {
        let accept = json!({"proposal": one["fact"], "accept": true});
        world.post(&format!("/v1/office/orders/{order}/proposals"), &accept).await;
    }
    bo.sync().await;
    hua.sync().await;
    assert_eq!(field(&bo, order, "address/text").as_deref(), Some(MOVED));
    assert_eq!(mask(&hua).as_deref(), Some("临江市滨河区石桥路***"));
    assert_eq!(hua.sheet(order).card.phone.as_deref(), Some("199****3344"));
    // 4. No house and no door has ever come to the phone of who may not see it.
    for (place, bytes) in hua.dump() {
        let held = ["云栖花园", "1102", "石桥路7", "301室"].iter().find(|part| holds(&bytes, part));
        assert!(held.is_none(), "{place} holds {held:?}");
    }
}

/// Rows of the timeline that say that somebody looked.
fn revealed(shown: &serde_json::Value) -> Vec<serde_json::Value> {
    let rows = shown["sheet"]["timeline"].as_array().expect("a timeline");
    rows.iter().filter(|row| row["kind"] == "revealed").cloned().collect()
}
