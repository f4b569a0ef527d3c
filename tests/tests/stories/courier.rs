//! A courier's morning: the loading scan without signal with all its verdicts, and what it has become after the
//! sync; positions on duty alone; twenty parcels to a colleague; the balances of the end.

use std::collections::BTreeSet;

use counterfoil_client::ClientError;
use counterfoil_client::captures::Position;
use counterfoil_client::orders::{CardOrder, OrderFilter};
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::{
    Counted, Duty, DutyStep, Fact, Fix, FixProvider, Found, Money, Payment, PaymentMethod,
    PaymentPurpose,
};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::shift::load::LoadLine;
use counterfoil_domain::shift::{LoadCheck, LoadVerdict};
use counterfoil_domain::subject::{Subject, SubjectKind};
use counterfoil_domain::verdict::Verdict;
use counterfoil_tests::harness::hand::verdicts;
use counterfoil_tests::harness::{HandPhone, Person, World};
use serde_json::{Value, json};

fn waybill(number: u64) -> String {
    format!("SF1{number:012}")
}

fn by_waybill(number: u64) -> Value {
    json!([{"scheme": "waybill", "value": waybill(number)}])
}

/// The office makes a parcel.
async fn parcel(world: &World, keys: Value, fields: Value, to: &Person) -> SubjectId {
    let body = json!({"kind": "parcel", "keys": keys, "fields": fields, "assign": to.id});
    let made = world.post("/v1/office/orders", &body).await;
    made["order"].as_str().expect("an id").parse().expect("an id")
}

/// One read of the loading scan; the next label is seconds away.
fn reads(who: &Person, code: &str) -> LoadVerdict {
    who.moments().pass(5_000);
    who.phone().captures().load(code, "code128").expect("the read is kept").verdict
}

fn check_of(who: &Person) -> LoadCheck {
    who.phone().orders().load_check().expect("a load check")
}

/// What a person's phone shows as open work of his own.
fn work_of(who: &Person) -> BTreeSet<SubjectId> {
    let mine = OrderFilter { is_open: Some(true), is_mine: Some(true), ..OrderFilter::default() };
    let listed = who.phone().orders().list(&mine, CardOrder::Due, None, 500).expect("a list");
    listed.cards.into_iter().map(|card| card.id).collect()
}

/// Here, absent, another's, unknown, do not load.
fn sizes(check: &LoadCheck) -> [usize; 5] {
    let size = |list: &Vec<LoadLine>| list.len();
    [&check.here, &check.absent, &check.another, &check.unknown, &check.do_not_load].map(size)
}

#[tokio::test]
async fn anns_loading_scan_without_signal_loses_none_of_its_180_reads() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let chen = world.phone("chen", &["courier"]).await;
    // 1. The office's list: 174 of Ann's, one of them in two pieces; two of Chen's; one of hers is cancelled.
    for number in 1..=170 {
        let cold = json!({"title": format!("第{number}件"), "service": "生鲜冷链"});
        let fields = if number == 1 { cold } else { json!({"title": format!("第{number}件")}) };
        parcel(&world, by_waybill(number), fields, &ann).await;
    }
    let keys = json!([
        {"scheme": "waybill", "value": waybill(171)}, {"scheme": "piece", "value": waybill(971)},
    ]);
    let pair = parcel(&world, keys, json!({"pieces": 2, "freight_due_minor": 1_800}), &ann).await;
    let mut absent = BTreeSet::new();
    for number in 172..=174 {
        absent.insert(parcel(&world, by_waybill(number), json!({}), &ann).await);
    }
    for number in [201, 202] {
        parcel(&world, by_waybill(number), json!({}), &chen).await;
    }
    let cancelled = parcel(&world, by_waybill(301), json!({}), &ann).await;
    world.cancel(cancelled).await;
    // 2. She pulls; four more are imported; signal is gone.
    ann.sync().await;
    ann.signal().off();
    let mut later = Vec::new();
    for number in 401..=404 {
        later.push(parcel(&world, by_waybill(number), json!({}), &ann).await);
    }
    // 3. She begins her shift and scans 180 labels.
    let before = ann.phone().captures().load(&waybill(1), "code128");
    assert!(matches!(before, Err(ClientError::NotAllowed { .. })), "a shift comes first");
    ann.phone().account().begin_shift(Some("浙A12345".into()), None).expect("a shift");
    for number in 1..=171 {
        assert_eq!(reads(&ann, &waybill(number)), LoadVerdict::Here, "{number}");
    }
    assert_eq!(reads(&ann, &waybill(971)), LoadVerdict::NextPiece);
    for number in 401..=404 {
        assert_eq!(reads(&ann, &waybill(number)), LoadVerdict::Unknown);
    }
    for number in [201, 202] {
        assert_eq!(reads(&ann, &waybill(number)), LoadVerdict::Another);
    }
    assert_eq!(reads(&ann, &waybill(301)), LoadVerdict::Cancelled);
    assert_eq!(reads(&ann, &waybill(501)), LoadVerdict::Unknown);
    // 4. The scanner sees the last label twice: one read.
    let again = ann.phone().captures().load(&waybill(501), "code128").expect("a read");
    assert!(again.repeated && again.done.is_none());
    // 5. Five counts, each a list; every read is kept.
    let check = check_of(&ann);
    assert_eq!((check.reads, check.duplicates), (180, 0));
    assert_eq!(sizes(&check), [171, 3, 2, 5, 1]);
    assert_eq!(check.expected, 174, "here and absent");
    assert_eq!(check.absent.iter().filter_map(|line| line.order).collect::<BTreeSet<_>>(), absent);
    let line = |id| check.here.iter().find(|line| line.order == Some(id)).expect("on the list");
    assert_eq!((line(pair).pieces_read, line(pair).pieces), (2, 2));
    assert_eq!(line(pair).marks, ["freight_due"]);
    assert!(check.here.iter().any(|line| line.marks == ["cold_chain"]));
    // 6. Signal returns: what was imported later is hers, one stays known to nobody, no parcel stands twice.
    ann.signal().on();
    ann.sync().await;
    let check = check_of(&ann);
    assert_eq!(sizes(&check), [175, 3, 2, 1, 1]);
    assert_eq!(check.reads, 180, "nothing is lost");
    let mut seen = BTreeSet::new();
    for id in ann.list() {
        for key in ann.sheet(id).card.keys {
            assert!(seen.insert(key.value.clone()), "{} stands twice", key.value);
        }
    }
    for order in later {
        let card = world.hub_sheet(order).await.card;
        assert_eq!((card.holder, card.joined.len()), (Some(ann.id), 1), "joined with the office's");
    }
    let unknown = check.unknown[0].order.expect("founded");
    assert_eq!(world.hub_sheet(unknown).await.card.holder, Some(ann.id), "the office sees it");
}

#[tokio::test]
async fn a_position_outside_the_shift_is_refused_on_the_phone_and_at_the_gate() {
    let world = World::start().await;
    let mut mallory = world.hand_phone("mallory", &["courier"]).await;
    let order = Subject::order(world.order("parcel", mallory.person()).await);
    let shift = Subject { kind: SubjectKind::Shift, id: SubjectId([9; 16]) };
    let fix = || {
        Fact::Fix(Fix {
            latitude_e7: 302_741_000,
            longitude_e7: 1_201_551_000,
            accuracy_dm: 120,
            age_ms: 900,
            provider: FixProvider::Satellite,
            mock: false,
            of: None,
        })
    };
    let duty = |step| Fact::Duty(Duty { step, vehicle: None, outlet: None });
    let found = Found { kind: "shift".into(), keys: Vec::new(), stage: "-".into(), parent: None };
    let off_duty = || Verdict::Refused { code: "off_duty".into() };
    let expected = [
        (order, "work", fix(), off_duty()),
        (shift, "keys", Fact::Found(found), Verdict::Accepted),
        (shift, "work", duty(DutyStep::Begin), Verdict::Accepted),
        (order, "work", fix(), Verdict::Accepted),
        (shift, "work", duty(DutyStep::BreakBegin), Verdict::Accepted),
        (order, "work", fix(), off_duty()),
        (shift, "work", duty(DutyStep::BreakEnd), Verdict::Accepted),
        (order, "work", fix(), Verdict::Accepted),
        (shift, "work", duty(DutyStep::End), Verdict::Accepted),
        (order, "work", fix(), off_duty()),
    ];
    for (subject, audience, fact, _) in &expected {
        mallory.write(*subject, audience, vec![fact.clone()], Vec::new());
    }
    let judged = verdicts(&mallory.push().await);
    let wanted: Vec<Verdict> = expected.into_iter().map(|(.., verdict)| verdict).collect();
    assert_eq!(judged, wanted);
    let sheet = world.hub_sheet(order.id).await;
    let shown = sheet.timeline.iter().filter(|row| row.kind == "fix");
    assert_eq!(shown.count(), 2, "what was refused is nowhere to be read");
    let report = world.get("/v1/office/report").await;
    let stores = report["stores"].as_array().expect("stores");
    let own = stores.iter().find(|store| store["person"] == mallory.person().to_string());
    let missing = &own.expect("this store")["bodies_missing"];
    assert_eq!(missing, 0, "what the hub let go on purpose stands in no certificate's way");
}

#[tokio::test]
async fn a_position_waits_for_the_beginning_of_its_shift_and_is_taken_when_that_is_judged() {
    let world = World::start().await;
    let mut ann = world.hand_phone("ann", &["courier"]).await;
    let order = Subject::order(world.order("parcel", ann.person()).await);
    let shift = Subject { kind: SubjectKind::Shift, id: SubjectId([8; 16]) };
    let begin = Fact::Duty(Duty { step: DutyStep::Begin, vehicle: None, outlet: None });
    let fix = Fact::Fix(Fix {
        latitude_e7: 302_741_000,
        longitude_e7: 1_201_551_000,
        accuracy_dm: 120,
        age_ms: 900,
        provider: FixProvider::Satellite,
        mock: false,
        of: None,
    });
    let signal = world.signal().await;
    let invitation = world.invite_again(ann.person(), &signal).await;
    let mut spare = HandPhone::new(&world.hub_url(), "ann's spare");
    spare.enrol(&invitation).await;
    // 1. She founds her shift on a spare without signal and begins duty on her own phone: that waits at the hub, and so
    //    does the position behind it.
    ann.write(shift, "work", vec![begin], Vec::new());
    ann.write(order, "work", vec![fix], Vec::new());
    let held = |why: &str| Verdict::Held { why: why.into() };
    assert_eq!(verdicts(&ann.push().await), [held("access"), held("duty")]);
    let fixes = async || {
        let sheet = world.hub_sheet(order.id).await;
        sheet.timeline.iter().filter(|row| row.kind == "fix").count()
    };
    assert_eq!(fixes().await, 0);
    // 2. The spare is back: what waited is judged again and taken.
    let found = Found { kind: "shift".into(), keys: Vec::new(), stage: "-".into(), parent: None };
    spare.write(shift, "keys", vec![Fact::Found(found)], Vec::new());
    assert_eq!(verdicts(&spare.push().await), [Verdict::Accepted]);
    assert_eq!(fixes().await, 1, "what waited for duty is there");
    let waiting = world.get("/v1/office/worklist").await;
    assert_eq!(waiting["waiting_count"], 0, "{waiting}");
}

#[tokio::test]
async fn twenty_parcels_go_to_a_colleague_without_signal_and_the_evening_balances() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let chen = world.phone("chen", &["courier"]).await;
    let mut orders = Vec::new();
    for number in 1..=23 {
        let fields = if number == 23 { json!({"goods_due_minor": 9_900}) } else { json!({}) };
        orders.push(parcel(&world, by_waybill(number), fields, &ann).await);
    }
    for phone in [&ann, &chen] {
        phone.sync().await;
        phone.signal().off();
        phone.phone().account().begin_shift(None, None).expect("a shift");
    }
    for number in 1..=23 {
        assert_eq!(reads(&ann, &waybill(number)), LoadVerdict::Here);
    }
    // 1. Both halves of the handover are written offline: Chen knows Ann's parcels by their keys alone.
    let given = ann.phone().orders().hand_over(&orders[..20], chen.id).expect("given");
    assert!(given.iter().all(|(_, done)| done.is_ok()));
    assert_eq!(work_of(&ann), orders[20..].iter().copied().collect(), "no longer hers to do");
    let codes: Vec<String> = (1..=20).map(waybill).collect();
    let received = chen.phone().orders().receive(&codes, ann.id).expect("received");
    assert!(received.iter().all(|one| one.done.is_ok() && !one.founded), "{received:?}");
    //    Without signal the parcels stand on his list of work, and not on the load check's of what is missing.
    assert_eq!(work_of(&chen), orders[..20].iter().copied().collect());
    assert_eq!(chen.sheet(orders[0]).card.assigned, [chen.id], "as the hub will decide");
    assert!(check_of(&chen).absent.is_empty());
    // 2. He leaves a remark on one of those that stay with Ann: he knows it by its key alone, and the hub keeps it
    //    until he gets the order.
    chen.says(orders[20], "这件我明天帮你送");
    let mark = |of: &[SubjectId]| {
        let sheet = chen.sheet(of[20]);
        let said = sheet.timeline.iter().find(|row| row.kind == "comment").expect("his remark");
        (said.mark.clone(), sheet.card.counts.unsent)
    };
    assert_eq!(mark(&orders), ("unsent".to_owned(), 1));
    // 3. Ann delivers one for cash and brings one back.
    let cash = Payment {
        purpose: PaymentPurpose::Goods,
        method: PaymentMethod::Cash,
        amount: Money::fen(9_900),
        slip: "S1".into(),
    };
    ann.does(orders[22], Command::Pay(cash));
    ann.delivers(orders[22]);
    ann.phone().orders().bring_back(&orders[21..22]).expect("brought back");
    let early = ann.phone().account().balances().expect("balances");
    assert_eq!(early.things.given_not_received.len(), 20, "until Chen's word is here");
    for phone in [&chen, &ann, &chen, &ann] {
        phone.signal().on();
        phone.sync().await;
    }
    for order in &orders[..20] {
        let card = world.hub_sheet(*order).await.card;
        assert_eq!((card.holder, card.given_to), (Some(chen.id), None));
        assert_eq!(card.assigned, [chen.id], "the work went with the thing");
        assert_eq!(chen.sheet(*order).card.holder, Some(chen.id), "he sees what he holds");
    }
    assert_eq!(
        mark(&orders),
        ("held".to_owned(), 0),
        "the hub has it: it is not on his phone alone"
    );
    assert_eq!(work_of(&chen), orders[..20].iter().copied().collect());
    assert_eq!(work_of(&ann), orders[20..22].iter().copied().collect());
    assert!(ann.list().iter().all(|order| !orders[..20].contains(order)), "in none of her lists");
    let board = world.get("/v1/office/board").await;
    let people = board["people"].as_array().expect("people");
    let row = |who: &Person| people.iter().find(|row| row["person"] == who.id.to_string());
    let assigned = |who: &Person| row(who).expect("on the board")["assigned"].as_u64();
    assert_eq!((assigned(&ann), assigned(&chen)), (Some(2), Some(20)));
    // A backup later everything of them is safe, and they still stand in her shift as handed over.
    world.backup().await;
    ann.sync().await;
    // 4. The evening: cash and what is left are counted, and everything balances.
    let money = Counted {
        list: "money".into(),
        purpose: None,
        method: Some(PaymentMethod::Cash),
        amount: Some(Money::fen(9_900)),
        pieces: None,
        note: None,
    };
    ann.phone().account().count(money).expect("counted");
    let held = Counted {
        list: "held".into(),
        purpose: None,
        method: None,
        amount: None,
        pieces: Some(1),
        note: None,
    };
    ann.phone().account().count(held).expect("counted");
    let balances = ann.phone().account().balances().expect("balances");
    let things = &balances.things;
    assert_eq!((things.loaded.len(), things.handed_over.len()), (23, 20));
    assert_eq!(things.delivered, [orders[22]]);
    assert_eq!((&things.returned[..], &things.held[..]), (&orders[21..22], &orders[20..21]));
    assert!(things.unexplained.is_empty(), "{things:?}");
    let cash = &balances.cash.methods[0];
    assert_eq!((cash.said_minor, cash.counted_minor), (9_900, Some(9_900)));
    assert_eq!(balances.cash.purposes[0].expected_minor, 9_900);
    assert!(balances.balance(), "{balances:?}");
    assert_eq!(balances.work.done, [orders[22]]);
    // 5. After the shift a position is refused, and so is taking back what was done in it.
    let spot = Position {
        latitude: 30.25,
        longitude: 120.17,
        accuracy_m: 12.5,
        age_ms: 100,
        provider: FixProvider::Fused,
        mock: false,
        of: None,
    };
    ann.phone().captures().fix(orders[20], &spot).expect("on duty");
    ann.phone().account().end_shift().expect("the end");
    assert!(ann.phone().captures().fix(orders[20], &spot).is_err(), "off duty");
    let sheet = ann.sheet(orders[22]);
    let transition = sheet.timeline.iter().find(|row| row.kind == "transition").expect("delivered");
    let fact = transition.fact.expect("a fact");
    let refused = ann.phone().orders().withdraw(orders[22], fact, "wrong_button");
    let Err(ClientError::NotAllowed { reason }) = refused else { panic!("{refused:?}") };
    assert_eq!(reason.code, "missing", "{reason:?}");
    // 6. The office gives Chen the one that he offered to bring: his remark is there.
    world.assign(orders[20], Some(chen.id)).await;
    assert_eq!(world.hub_sheet(orders[20]).await.card.counts.comments, 1);
}
