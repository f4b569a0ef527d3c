//! A technician's day: two calls with their hours, a phone that restarts, a quote and a dearer one, "it is under
//! warranty", a part that is missing, photographs on the wrong order, a door that is somewhere else.

use counterfoil_client::ClientError;
use counterfoil_client::captures::{Position, ShownOrder, SignatureInput};
use counterfoil_domain::command::{Command, TransitionCommand};
use counterfoil_domain::fact::{
    Claim, FixProvider, Money, Part, Payer, Payment, PaymentMethod, PaymentPurpose, QuoteLine,
    Withdrawn,
};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::Sheet;
use counterfoil_tests::harness::{Person, World, pen, refusal};
use serde_json::json;

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

fn passes(world: &World, bo: &Person, ms: u64) {
    world.hub_time_passes(ms);
    bo.moments().pass(ms);
}

fn lines(parts: &[(&str, bool, i64)]) -> Vec<QuoteLine> {
    let line = |(text, labour, minor): &(&str, bool, i64)| QuoteLine {
        text: (*text).to_owned(),
        labour: *labour,
        quantity_milli: 1_000,
        unit_price: Money::fen(*minor),
        payer: Payer::Customer,
    };
    parts.iter().map(line).collect()
}

fn lets_sign_quote(bo: &Person, order: SubjectId, text: &str) -> Result<(), ClientError> {
    let input = SignatureInput {
        orders: vec![ShownOrder { id: order, text: text.to_owned() }],
        signature: pen(),
        signer: "周先生".into(),
        role: "customer".into(),
    };
    for (_, done) in bo.phone().captures().sign(&input)? {
        done?;
    }
    Ok(())
}

#[tokio::test]
async fn a_repair_of_three_days_has_its_calls_and_hours_though_the_phone_was_killed_and_restarted()
{
    let world = World::start().await;
    let mut bo = world.phone("bo", &["technician"]).await;
    let fields = json!({"title": "洗衣机不排水 E2", "fault": "E2"});
    let order = world.order_with("repair", Some(bo.id), fields).await;
    bo.sync().await;
    bo.signal().off();
    // 1. On Monday he travels, looks, and the pump is missing. In the middle of the work his phone dies.
    let captures = bo.phone().captures();
    captures.start_timer(order, "travel").expect("started");
    bo.does(order, Person::step("travel", None, Vec::new()));
    passes(&world, &bo, 25 * MINUTE_MS);
    captures.stop_timer(order, "travel").expect("stopped");
    let (first, _) = captures.begin_visit(order).expect("begun");
    bo.does(order, Person::step("begin", None, Vec::new()));
    captures.start_timer(order, "labour").expect("started");
    passes(&world, &bo, 40 * MINUTE_MS);
    bo.closes();
    bo.moments().reboot();
    bo.opens();
    assert_eq!(bo.sheet(order).timers[1].stop, None, "the timer runs on");
    let captures = bo.phone().captures();
    assert_eq!(refusal(captures.start_timer(order, "labour")), ["计时未开始或已在计时"]);
    passes(&world, &bo, 20 * MINUTE_MS);
    captures.stop_timer(order, "labour").expect("stopped");
    let part = |step: &str, slip: &str| {
        let (sku, name) = ("PUMP-E2".into(), "排水泵".into());
        Command::UsePart(Part {
            sku,
            name,
            step: step.into(),
            quantity: 1,
            serial: None,
            slip: slip.into(),
            place: None,
        })
    };
    bo.does(order, part("asked", "P-1"));
    // 2. "Back on Thursday": no waiting without a date.
    let wait = |until_ms| {
        Command::Transition(TransitionCommand {
            name: "wait_part".into(),
            reason: Some("part_needed".into()),
            note: Some("排水泵周三到".into()),
            until_ms,
            with: Vec::new(),
        })
    };
    assert_eq!(refusal(bo.tries(order, wait(None))), ["请选择下次日期"]);
    let thursday = world.now_ms() + 3 * DAY_MS;
    bo.does(order, wait(Some(thursday)));
    let (ended, _) = captures.end_visit(order, Some("part_needed")).expect("ended");
    assert_eq!(ended, first);
    let card = bo.sheet(order).card;
    let waiting = card.waiting.expect("on the card, without signal");
    assert_eq!((waiting.until_ms, waiting.sla_paused), (Some(thursday), true));
    assert_eq!(waiting.reason_name.expect("a reason").zh, "等备件");
    bo.signal().on();
    bo.sync().await;
    // 3. On Thursday he is back, with the part.
    passes(&world, &bo, 3 * DAY_MS);
    bo.sync().await;
    bo.does(order, Person::step("begin", None, Vec::new()));
    captures.begin_visit(order).expect("begun");
    bo.does(order, part("received", "P-2"));
    bo.does(order, part("used", "P-3"));
    bo.photographs(order, "after");
    bo.does(order, Person::step("finish", Some("fixed"), Vec::new()));
    captures.end_visit(order, Some("fixed")).expect("ended");
    bo.sync().await;
    let sheets = [world.hub_sheet(order).await, bo.sheet(order)];
    sheets.iter().for_each(two_calls);
    assert_eq!(sheets[0].timers, sheets[1].timers, "the hub tells the same hours");
}

fn two_calls(sheet: &Sheet) {
    let visits: Vec<_> = sheet.visits.iter().map(|one| one.outcome.as_deref()).collect();
    assert_eq!(visits, [Some("part_needed"), Some("fixed")]);
    let part = &sheet.parts[0];
    assert_eq!((part.asked, part.received, part.used, part.returned), (1, 1, 1, 0));
    // Within one boot to the clock's drift.
    let travel = sheet.timers[0].length.expect("over");
    assert!(travel.at_least_ms <= 25 * MINUTE_MS + 5_000 && travel.at_least_ms > 24 * MINUTE_MS);
    assert!(travel.at_most_ms.expect("bounded") < 26 * MINUTE_MS, "{travel:?}");
    // Over the reboot it is known less well, and the truth lies within.
    let labour = sheet.timers[1].length.expect("over");
    assert!(labour.at_least_ms <= 60 * MINUTE_MS, "{labour:?}");
    assert!(labour.at_most_ms.is_none_or(|most| most >= 60 * MINUTE_MS), "{labour:?}");
    let [pause] = sheet.pauses.as_slice() else { panic!("{:?}", sheet.pauses) };
    let length = pause.length.expect("over");
    assert!(length.at_most_ms.is_some_and(|most| most >= 3 * DAY_MS), "{length:?}");
    assert_eq!(
        sheet.card.waiting.as_ref().map(|one| one.sla_paused),
        Some(false),
        "to be accepted"
    );
}

#[tokio::test]
async fn the_dearer_quote_is_signed_anew_and_both_sides_of_the_warranty_stand() {
    let world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let fields = json!({"title": "空调不制冷 E4", "warranty": false});
    let order = world.order_with("repair", Some(bo.id), fields).await;
    bo.sync().await;
    bo.signal().off();
    bo.does(order, Person::step("begin", None, Vec::new()));
    let captures = bo.phone().captures();
    // 1. ¥180, signed; then the board is found dead: ¥420.
    let cheap = lines(&[("加氟", false, 13_000), ("工时", true, 5_000)]);
    let first = captures.next_quote(order, &cheap, "CNY").expect("quoted");
    assert_eq!((first.quote.number, first.quote.total.minor), (1, 18_000));
    lets_sign_quote(&bo, order, &first.text).expect("signed");
    let dear = lines(&[("主板", false, 37_000), ("工时", true, 5_000)]);
    let second = captures.next_quote(order, &dear, "CNY").expect("quoted");
    let numbers = (second.quote.number, second.quote.supersedes, second.quote.total.minor);
    assert_eq!(numbers, (2, Some(1), 42_000));
    bo.photographs(order, "after");
    let finish = || Person::step("finish", Some("fixed"), Vec::new());
    assert_eq!(refusal(bo.tries(order, finish())), ["最新报价须由客户签字"]);
    assert_eq!(refusal(lets_sign_quote(&bo, order, &first.text)), ["这份报价已作废,请签最新报价"]);
    // 2. "It is under warranty."
    let plate = bo.photographs(order, "nameplate").fact;
    let claim = |holds, who: &str, words: &str, evidence| {
        let (about, who, words) = ("warranty".into(), who.into(), words.into());
        Command::Claim(Claim { about, holds, who, words, evidence })
    };
    bo.does(order, claim(true, "customer", "去年才买的,还在保修期", Vec::new()));
    bo.does(order, claim(false, "technician", "铭牌2019年,已过保三年", vec![plate]));
    lets_sign_quote(&bo, order, &second.text).expect("signed all the same");
    bo.does(order, finish());
    // 3. The hub agrees; who sees it is told that two say opposite things.
    bo.signal().on();
    bo.sync().await;
    for sheet in [world.hub_sheet(order).await, bo.sheet(order)] {
        assert_eq!(sheet.card.stage, "done", "{:?}", sheet.exceptions);
        let quotes: Vec<_> =
            sheet.quotes.iter().map(|one| (one.number, one.current, one.signed_by.len())).collect();
        assert_eq!(quotes, [(1, false, 1), (2, true, 1)]);
        // What he signed is what is due.
        let due = sheet.card.due.iter().map(|one| (one.purpose.as_str(), one.minor));
        assert_eq!(due.collect::<Vec<_>>(), [("repair", 42_000)]);
        assert!(sheet.matters[0].opposed && sheet.card.needs_attention());
        assert_eq!(sheet.matters[0].claims[1].evidence, [plate]);
    }
}

#[tokio::test]
async fn photographs_on_the_wrong_order_a_wrong_button_and_a_door_that_is_elsewhere() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let (wrong, right) = (world.order("parcel", &ann).await, world.order("parcel", &ann).await);
    ann.sync().await;
    ann.phone().account().begin_shift(None, None).expect("on duty");
    ann.signal().off();
    // 1. Two photographs on the neighbour's parcel: struck there, here at once, on this phone and without signal.
    let taken = [ann.photographs(wrong, "door"), ann.photographs(wrong, "parcel")];
    for one in &taken {
        let moved = ann.phone().orders().move_evidence(wrong, one.fact, right, "wrong_order");
        moved.expect("moved");
    }
    let (there, here) = (ann.sheet(wrong), ann.sheet(right));
    assert_eq!((there.card.counts.photos, here.card.counts.photos), (0, 2));
    for one in &taken {
        let row = there.timeline.iter().find(|row| row.fact == Some(one.fact)).expect("shown");
        assert_eq!(row.moved_to, Some(right), "struck through where it does not belong");
        let row = here.timeline.iter().find(|row| row.fact == Some(one.fact)).expect("shown");
        assert_eq!((row.of, row.evidence[0].hash), (Some(wrong), one.original));
    }
    assert!(ann.still_has(taken[0].original));
    // 2. The wrong button, taken back before the end of the shift.
    let delivered = ann.delivers(wrong);
    let step = delivered.facts.iter().find(|(_, kind)| *kind == 1).expect("a step").0;
    let reason = "pressed_wrongly".to_owned();
    ann.does(wrong, Command::Withdraw(Withdrawn { fact: step, reason: reason.clone() }));
    assert_ne!(ann.sheet(wrong).card.stage, "delivered");
    let late = ann.delivers(right);
    let step = late.facts.iter().find(|(_, kind)| *kind == 1).expect("a step").0;
    // 3. "The door is here": a pin that she may not set, with the position that shows it.
    let here = Position {
        latitude: 30.187_2,
        longitude: 120.201_4,
        accuracy_m: 8.0,
        age_ms: 900,
        provider: FixProvider::Satellite,
        mock: false,
        of: None,
    };
    let captures = ann.phone().captures();
    let fix = captures.fix(wrong, &here).expect("on duty").facts[0].0;
    captures.propose(wrong, "address/pin", "30.1872,120.2014", &[fix]).expect("proposed");
    let unknown = captures.propose(wrong, "no/such/path", "x", &[]);
    assert!(matches!(unknown, Err(ClientError::NotAllowed { .. })));
    // 4. After the shift nobody takes his own back.
    ann.phone().account().end_shift().expect("off duty");
    let word = Command::Withdraw(Withdrawn { fact: step, reason });
    assert!(refusal(ann.tries(right, word))[0].starts_with("已过撤回时限"));
    ann.signal().on();
    ann.sync().await;
    let sheet = world.hub_sheet(wrong).await;
    assert_eq!(sheet.card.counts.photos, 1, "that of the delivery that was taken back");
    assert_eq!(world.hub_sheet(right).await.card.stage, "delivered");
}

#[tokio::test]
async fn a_qr_payment_and_an_urge_are_answered_by_those_who_can() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let desk = world.phone("dora", &["dispatcher"]).await;
    let fields = json!({"title": "到付件", "freight_due_minor": 1_800});
    let order = world.order_with("parcel", Some(ann.id), fields).await;
    world
        .post(&format!("/v1/office/orders/{order}/urge"), &json!({"reason": "客户已来电两次"}))
        .await;
    ann.sync().await;
    assert!(ann.sheet(order).card.urge.is_some(), "on the card");
    // 1. One tap answers it; there is nothing to answer twice.
    let captures = ann.phone().captures();
    captures.answer_urges(order, "in_20_minutes", None).expect("answered");
    assert_eq!(ann.sheet(order).card.urge, None);
    assert_eq!(refusal(captures.answer_urges(order, "you_are_next", None)), ["没有待回复的催办"]);
    let pay = Payment {
        purpose: PaymentPurpose::Freight,
        method: PaymentMethod::Qr,
        amount: Money::fen(1_800),
        slip: "D-9".into(),
    };
    let paid = ann.does(order, Command::Pay(pay)).facts[0].0;
    ann.delivers(order);
    ann.sync().await;
    desk.sync().await;
    assert_eq!(desk.sheet(order).payments[0].standing, "said");
    // 2. The desk sees the account.
    let word = counterfoil_domain::fact::Confirmed {
        payment: paid,
        received: true,
        reference: Some("4200001".into()),
    };
    desk.phone().captures().confirm_payment(order, word).expect("confirmed");
    desk.sync().await;
    ann.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order)] {
        assert_eq!(sheet.payments[0].standing, "confirmed");
        assert_eq!(sheet.card.taken[0].said_minor, None);
        assert_eq!(sheet.urges[0].answers[0].words.en, "there within 20 minutes");
    }
}
