//! Acts over several orders: five parcels at one door of which one is refused, sixty to a station of which some may
//! not go, and a phone at three per cent.

use std::collections::BTreeSet;

use counterfoil_client::captures::{OrderPart, Signer};
use counterfoil_client::syncing::{Battery, Budget, HeldBackWhy};
use counterfoil_domain::command::{Command, TransitionCommand, line_stands};
use counterfoil_domain::fact::{
    Consent, ContactAttempt, ContactOutcome, Money, Payment, PaymentMethod, PaymentPurpose, Refusal,
};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_tests::harness::{Person, World, pen};
use serde_json::json;

fn part(
    id: SubjectId,
    shown: &str,
    name: &str,
    reason: Option<&str>,
    with: Vec<Command>,
) -> OrderPart {
    let (name, reason) = (name.to_owned(), reason.map(str::to_owned));
    let step = TransitionCommand { name, reason, note: None, until_ms: None, with };
    OrderPart { id, shown: shown.to_owned(), command: Command::Transition(step) }
}

fn signer(name: &str, role: &str) -> Signer {
    Signer { signature: pen(), signer: name.to_owned(), role: role.to_owned() }
}

fn consent(to: &str, channel: &str, words: &str) -> Consent {
    Consent {
        to: to.into(),
        who: "收件人".into(),
        channel: channel.into(),
        words: words.into(),
        attempts: Vec::new(),
        place: None,
        screenshot: None,
        until_ms: None,
    }
}

/// The detail of a fact on the sheet of an order at the hub.
async fn detail(world: &World, order: SubjectId, kind: &str, name: &str) -> Option<String> {
    let sheet = world.hub_sheet(order).await;
    let row = sheet.timeline.iter().find(|row| row.kind == kind)?;
    let detail = row.details.iter().find(|one| one.name == name)?;
    detail.value.as_text().map(str::to_owned)
}

#[tokio::test]
async fn five_parcels_at_one_door_one_signature_and_one_of_them_refused() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let mut orders = Vec::new();
    for _ in 0..4 {
        orders.push(world.order("parcel", &ann).await);
    }
    let fields = json!({"title": "一箱鸡蛋", "freight_due_minor": 1_800});
    orders.push(world.order_with("parcel", Some(ann.id), fields).await);
    ann.sync().await;
    ann.signal().off();
    // 1. Four are taken, one of them with freight due; the eggs are broken.
    let pay = Payment {
        purpose: PaymentPurpose::Freight,
        method: PaymentMethod::Cash,
        amount: Money::fen(1_800),
        slip: "D-1".into(),
    };
    let damage = ann.photographs(orders[0], "damage");
    let reason = "refused_damaged".to_owned();
    let refusal =
        Refusal { reason, who: Some("李女士".into()), note: Some("外箱全湿了".into()) };
    let mut parts = vec![part(
        orders[0],
        "鸡蛋 1 箱:破损拒收",
        "refuse",
        Some("refused_damaged"),
        vec![Command::Refuse(refusal)],
    )];
    for (n, order) in orders.iter().enumerate().skip(1) {
        let with = if n == 4 { vec![Command::Pay(pay.clone())] } else { Vec::new() };
        parts.push(part(*order, &format!("包裹 {n}:签收"), "deliver", None, with));
    }
    let door = ann.shoots("door");
    let captures = ann.phone().captures();
    let together = captures.prepare_together(parts, &[door], Some("recipient")).expect("sealed");
    assert_eq!((together.parts.len(), together.left_out.len()), (5, 0), "{:?}", together.left_out);
    let written = captures.write_together(together, Some(signer("李女士", "recipient")));
    let mut envelopes = Vec::new();
    for (_, outcome) in written.expect("written") {
        envelopes.push(outcome.expect("allowed").envelopes.len());
    }
    assert_eq!(envelopes, [1, 1, 1, 1, 2], "money is for another audience");
    // 2. Signal comes back.
    ann.signal().on();
    ann.sync().await;
    let (mut strokes, mut doors) = (BTreeSet::new(), BTreeSet::new());
    for (n, order) in orders.iter().enumerate() {
        let sheet = world.hub_sheet(*order).await;
        let stage = if n == 0 { "refused" } else { "delivered" };
        assert_eq!(sheet.card.stage, stage, "order {n}: {:?}", sheet.exceptions);
        let line = detail(&world, *order, "signature", "line").await.expect("its own line");
        let says = if n == 0 {
            "鸡蛋 1 箱:破损拒收".to_owned()
        } else {
            format!("包裹 {n}:签收")
        };
        assert_eq!(line, says, "what was shown for this order, and no other's");
        for blob in world.hub_blobs(*order).await {
            assert_eq!(blob["arrived"], true, "{blob}");
            let hash = blob["hash"].as_str().expect("a hash").to_owned();
            match blob["role"].as_str() {
                Some("recipient") => drop(strokes.insert(hash)),
                Some("door") => drop(doors.insert(hash)),
                _ => {}
            }
        }
    }
    assert_eq!(
        (strokes.len(), doors.len()),
        (1, 1),
        "one signature and one photograph, each one file"
    );
    assert_eq!(detail(&world, orders[0], "refusal", "note").await.as_deref(), Some("外箱全湿了"));
    assert!(
        world.hub_blobs(orders[0]).await.iter().any(|blob| blob["hash"] == json!(damage.original))
    );
    let paid = world.hub_sheet(orders[4]).await.card.taken;
    assert_eq!((paid[0].purpose.as_str(), paid[0].minor), ("freight", 1_800));
}

/// Calls somebody; the attempt's fact.
fn calls(ann: &Person, order: SubjectId, outcome: ContactOutcome) -> FactId {
    let call = ContactAttempt {
        channel: "phone".into(),
        number_path: "contact/phone".into(),
        lasted_ms: 35_000,
        outcome,
        ended_ago_ms: None,
    };
    ann.does(order, Command::ContactAttempt(call)).facts[0].0
}

#[tokio::test]
async fn sixty_parcels_go_to_one_station_and_those_without_consent_are_explained_and_stay() {
    let mut world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let mut orders = Vec::new();
    for _ in 0..60 {
        orders.push(world.order("parcel", &ann).await);
    }
    ann.sync().await;
    ann.signal().off();
    // 1. People agreed in their own ways: called, texted, a screenshot, for the whole year. Two did not.
    let captures = ann.phone().captures();
    let shot = captures.photo_for_several(&orders[20..30], &ann.shoots("consent")).expect("taken");
    let shots: Vec<FactId> =
        shot.into_iter().map(|(_, done)| done.expect("taken").facts[0].0).collect();
    let year_ms = world.now_ms() + 39 * 24 * 3_600_000;
    let mut parts = Vec::new();
    for (n, order) in orders.iter().enumerate() {
        let word = match n {
            0..20 => Some(Consent {
                attempts: vec![calls(&ann, *order, ContactOutcome::Reached)],
                ..consent("station", "phone", "放驿站吧")
            }),
            20..30 => Some(Consent {
                screenshot: Some(shots[n - 20]),
                ..consent("station", "wechat", "放门口驿站就行")
            }),
            30..50 => Some(consent("station", "sms", "放驿站")),
            50..58 => Some(Consent {
                until_ms: Some(year_ms),
                ..consent("station", "standing", "不在家放驿站")
            }),
            58 => Some(Consent {
                attempts: vec![calls(&ann, *order, ContactOutcome::NoAnswer)],
                ..consent("station", "phone", "")
            }),
            _ => None,
        };
        let with = word.map(Command::Consent).into_iter().collect();
        parts.push(part(*order, &format!("包裹 {n}"), "deliver_station", None, with));
    }
    // 2. One photograph, one signature, one act.
    let pile = ann.shoots("station");
    let together = captures.prepare_together(parts, &[pile], Some("station")).expect("sealed");
    let why: Vec<(SubjectId, Vec<String>)> =
        together.left_out.iter().map(|(id, why)| (*id, why.words_zh.clone())).collect();
    assert_eq!(
        why,
        [
            (orders[58], vec!["电话同意须有接通的通话记录".to_owned()]),
            (orders[59], vec!["需要客户同意:放驿站".to_owned()]),
        ]
    );
    let written = captures.write_together(together, Some(signer("驿站老李", "station")));
    assert_eq!(written.expect("written").iter().filter(|(_, one)| one.is_ok()).count(), 58);
    // 3. The phone is killed and started again before it has signal.
    ann.closes();
    ann.opens();
    assert_eq!(ann.sheet(orders[0]).card.stage, "delivered", "her own prediction");
    ann.signal().on();
    ann.sync().await;
    world.restart_hub().await;
    let mut pictures = BTreeSet::new();
    for (n, order) in orders.iter().enumerate() {
        let sheet = world.hub_sheet(*order).await;
        assert_eq!(sheet.card.stage == "delivered", n < 58, "order {n}: {}", sheet.card.stage);
        for blob in world.hub_blobs(*order).await {
            if blob["role"] == "station" && blob["media_type"] == "image/jpeg" {
                pictures.insert(blob["hash"].to_string());
            }
        }
        if n < 58 {
            assert_eq!(sheet.consents.len(), 1, "order {n}");
            assert_eq!(sheet.consents[0].lacks, None, "order {n}");
        }
    }
    assert_eq!(pictures.len(), 1, "one photograph for all of them is one file");
    let shown = world.shown(orders[7]).await;
    assert!(!shown.to_string().contains("包裹 8"), "one order shows no neighbour's line");
}

#[tokio::test]
async fn each_orders_line_stands_under_what_was_signed_without_its_neighbours() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let orders = [world.order("parcel", &ann).await, world.order("parcel", &ann).await];
    ann.sync().await;
    let captures = ann.phone().captures();
    let parts = orders.iter().map(|id| OrderPart {
        id: *id,
        shown: format!("签收 {id}"),
        command: Command::All(Vec::new()),
    });
    let together = captures.prepare_together(parts.collect(), &[], Some("recipient"));
    let together = together.expect("prepared");
    assert_eq!(together.left_out, []);
    captures.write_together(together, Some(signer("李女士", "recipient"))).expect("written");
    let input = counterfoil_client::captures::SignatureInput {
        orders: orders
            .iter()
            .map(|id| counterfoil_client::captures::ShownOrder { id: *id, text: "x".into() })
            .collect(),
        signature: pen(),
        signer: "李女士".into(),
        role: "recipient".into(),
    };
    for (_, command) in captures.prepare_signature(&input).expect("signed") {
        let Command::Sign(fact, _) = command else { panic!("a signature") };
        assert!(line_stands(&fact));
    }
    for order in orders {
        assert_eq!(ann.sheet(order).card.counts.signatures, 1);
    }
}

#[tokio::test]
async fn a_phone_at_three_per_cent_sends_its_work_and_keeps_the_originals_for_the_charger() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.signal().off();
    ann.delivers(order);
    ann.signal().on();
    // 1. Three per cent: the delivery, the signature and the thumbnail go.
    let battery = Some(Battery { percent: 3, charging: false });
    let low = Budget { battery, ..Budget::default() };
    let report = ann.phone().syncing().run(low).await.expect("a session");
    let held = report.held_back.expect("originals wait");
    assert_eq!(held.why, HeldBackWhy::Battery(3));
    assert!(held.blobs >= 1 && held.sealed_bytes > 0, "{held:?}");
    assert_eq!((report.unsent, report.blobs_left.0), (0, held.blobs), "nothing else is left");
    assert!(!report.is_done());
    assert_eq!(world.hub_sheet(order).await.card.stage, "delivered");
    let arrived = world.hub_blobs(order).await;
    let original = arrived.iter().find(|blob| blob["role"] == "door").expect("named");
    assert_eq!(original["arrived"], false);
    assert!(arrived.iter().any(|blob| blob["role"] == "recipient" && blob["arrived"] == true));
    // 2. On the charger everything goes.
    let charging = Some(Battery { percent: 3, charging: true });
    let budget = Budget { battery: charging, ..Budget::default() };
    let report = ann.phone().syncing().run(budget).await.expect("a session");
    assert!(report.is_done() && report.held_back.is_none(), "{report:?}");
}
