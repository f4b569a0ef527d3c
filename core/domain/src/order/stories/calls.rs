//! A technician's call and a cold-chain courier's door: sources of consents, timers, waiting, readings outside,
//! claims, money that is only said to be paid.

use super::world::{MORNING_MS, Person, World, order, person, photo, signature, step};
use crate::command::{Command, FieldSet, FoundOrder, Refusal, TransitionCommand};
use crate::document::FieldValue;
use crate::fact::{
    Assignment, Claim, Confirmed, Consent, ContactAttempt, ContactOutcome, Money, Part, Payer,
    Payment, PaymentMethod, PaymentPurpose, Quote, QuoteLine, Reading, Refusal as GoodsRefused,
    TimerFact, TimerStep, Urge, UrgeAnswer, Visit, VisitStep,
};
use crate::ids::{ActId, FactId, SubjectId};
use crate::playbook::words::Lang;
use crate::playbook::workflow::Missing;

const HOUR_MS: u64 = 3_600_000;

/// An order of a kind, made by the office and assigned.
fn founded(
    world: &mut World,
    kind: &str,
    number: u8,
    to: &Person,
    fields: Vec<FieldSet>,
) -> SubjectId {
    let mut office = person(100 + number, "dispatcher");
    let id = order(number);
    let new = FoundOrder { kind: kind.into(), keys: Vec::new(), fields };
    world.does(&mut office, id, Command::FoundOrder(new));
    let assign = Assignment { to: Some(to.id), reason: None };
    world.does(&mut office, id, Command::Assign(assign));
    world.push(&mut office);
    id
}

fn call(outcome: ContactOutcome) -> Command {
    Command::ContactAttempt(ContactAttempt {
        channel: "phone".into(),
        number_path: "contact/phone".into(),
        lasted_ms: 35_000,
        outcome,
        ended_ago_ms: None,
    })
}

fn consent(to: &str, channel: &str, words: &str) -> Consent {
    Consent {
        to: to.into(),
        who: "李女士".into(),
        channel: channel.into(),
        words: words.into(),
        attempts: Vec::new(),
        place: None,
        screenshot: None,
        until_ms: None,
    }
}

fn locker() -> Command {
    step("deliver_locker", None, vec![photo("locker", "the locker")])
}

fn lacks(refused: Result<crate::command::Planned, Refusal>) -> Vec<Missing> {
    match refused {
        Err(Refusal::Missing(missing)) => missing,
        other => panic!("{other:?}"),
    }
}

fn source(channel: &str, source: &str) -> Vec<Missing> {
    vec![Missing::Source { channel: channel.into(), source: source.into() }]
}

#[test]
fn a_consent_counts_with_what_its_channel_asks_for_and_is_never_lost_without() {
    let mut world = World::new();
    let mut ann = person(2, "courier");
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    // 1. By telephone, and nobody was reached.
    world.does(&mut ann, id, call(ContactOutcome::NoAnswer));
    world.does(&mut ann, id, Command::Consent(consent("locker", "phone", "电话同意放3号丰巢柜")));
    let refused = world.try_plan(&ann, id, locker());
    assert_eq!(lacks(refused.clone()), source("phone", "contact_attempt"));
    let words = refused.expect_err("refused").words(&world.playbook, "parcel", Lang::Zh);
    assert_eq!(words, ["电话同意须有接通的通话记录"]);
    // 2. By a screenshot that is not there, by a channel that nobody knows, by a date that is missing.
    for (channel, lack) in [("wechat", "photo"), ("pigeon", "channel"), ("standing", "until")] {
        world.does(&mut ann, id, Command::Consent(consent("locker", channel, "放柜子就行")));
        assert_eq!(lacks(world.try_plan(&ann, id, locker())), source(channel, lack));
    }
    // 3. A standing authorisation that has run out, and one that has not.
    let until = |until_ms| Consent {
        until_ms: Some(until_ms),
        ..consent("locker", "standing", "长期授权")
    };
    world.does(&mut ann, id, Command::Consent(until(MORNING_MS - 1)));
    let lapsed = vec![Missing::Lapsed { kinds: vec!["locker".into()] }];
    assert_eq!(lacks(world.try_plan(&ann, id, locker())), lapsed);
    world.does(&mut ann, id, Command::Consent(until(MORNING_MS + 30 * 24 * HOUR_MS)));
    world.does(&mut ann, id, locker());
    world.push(&mut ann);
    let sheet = world.sheet(id);
    assert_eq!(sheet.card.stage, "delivered");
    assert_eq!(sheet.consents.len(), 6, "every word stands on the sheet");
    assert_eq!(sheet.consents[1].lacks.as_deref(), Some("photo"));
    assert_eq!(sheet.consents[5].lacks, None);
}

#[test]
fn a_call_that_was_answered_or_a_screenshot_stands_behind_a_consent() {
    for by_call in [true, false] {
        let mut world = World::new();
        let mut ann = person(2, "courier");
        let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
        world.pull(&mut ann);
        let mut word = consent("locker", if by_call { "phone" } else { "wechat" }, "放柜子就行");
        if by_call {
            ann.waits_ms(10 * MINUTE_MS);
            word.attempts = world.does(&mut ann, id, call(ContactOutcome::Reached));
        } else {
            let shot = world.does(&mut ann, id, photo("consent", "a screenshot"));
            word.screenshot = shot.first().copied();
        }
        world.does(&mut ann, id, Command::Consent(word.clone()));
        world.does(&mut ann, id, locker());
        world.push(&mut ann);
        assert_eq!(world.card(id).stage, "delivered", "by call: {by_call}");
        for call in world.sheet(id).contacts {
            assert_eq!(call.consents, [world.sheet(id).consents[0].fact], "it stands on the call");
            let (begun, ended) = (call.begun.earliest_ms, call.ended.earliest_ms);
            assert_eq!(ended.zip(begun).map(|(to, from)| to - from), Some(35_000));
        }
        // What is named has to be there.
        let nowhere = FactId { seq: 999, ..world.sheet(id).consents[0].fact };
        word.attempts = vec![nowhere];
        let refused = world.try_plan(&ann, id, Command::Consent(word));
        assert_eq!(refused, Err(Refusal::UnknownFact(nowhere)));
    }
}

#[test]
fn a_failed_attempt_needs_the_call_that_ended_so_and_another_time_a_date() {
    let mut world = World::new();
    let mut ann = person(2, "courier");
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    world.does(&mut ann, id, call(ContactOutcome::Declined));
    let refused = world.try_plan(&ann, id, step("fail", Some("number_dead"), Vec::new()));
    let words = refused.expect_err("refused").words(&world.playbook, "parcel", Lang::Zh);
    assert_eq!(words, ["还需 1 次联系记录(空号或停机或关机)"]);
    let rescheduled = |until_ms| {
        Command::Transition(TransitionCommand {
            name: "fail".into(),
            reason: Some("rescheduled".into()),
            note: Some("周二以后送".into()),
            until_ms,
            with: Vec::new(),
        })
    };
    assert_eq!(lacks(world.try_plan(&ann, id, rescheduled(None))), [Missing::NextDate]);
    let tuesday = MORNING_MS + 48 * HOUR_MS;
    world.does(&mut ann, id, rescheduled(Some(tuesday)));
    world.push(&mut ann);
    let card = world.card(id);
    let waiting = card.waiting.expect("it waits");
    assert_eq!((waiting.until_ms, waiting.sla_paused), (Some(tuesday), true));
    assert_eq!(waiting.reason_name.expect("a reason").zh, "改约时间");
    let attempts = card.attempts.expect("one was made");
    assert_eq!((attempts.made, attempts.max, attempts.then.as_str()), (1, 3, "return"));
    assert!(!attempts.used_up());
    // Delivered on Tuesday: the clock stood still between.
    ann.waits_ms(48 * HOUR_MS);
    world.does(&mut ann, id, super::world::deliver());
    world.push(&mut ann);
    let sheet = world.sheet(id);
    assert_eq!(sheet.card.waiting, None);
    let pause = &sheet.pauses[0];
    let length = pause.length.expect("over");
    assert!(length.at_least_ms < 48 * HOUR_MS + 60_000 && length.at_most_ms > Some(48 * HOUR_MS));
}

fn timer(name: &str, step: TimerStep) -> Command {
    Command::Timer(TimerFact { name: name.into(), step })
}

fn visit(number: u8, step: VisitStep, outcome: Option<&str>) -> Command {
    let outcome = outcome.map(str::to_owned);
    Command::Visit(Visit { id: ActId([number; 16]), step, outcome, place: None, asset: None })
}

#[test]
fn a_repair_of_two_days_has_two_visits_with_their_hours_and_a_date_between() {
    let mut world = World::new();
    let mut bo = person(2, "technician");
    let id = founded(&mut world, "repair", 1, &bo, Vec::new());
    world.pull(&mut bo);
    world.does(&mut bo, id, step("begin", None, Vec::new()));
    world.does(&mut bo, id, visit(1, VisitStep::Begin, None));
    let again = world.try_plan(&bo, id, visit(2, VisitStep::Begin, None));
    assert_eq!(again, Err(Refusal::Wrong { what: "visit" }));
    let early = world.try_plan(&bo, id, timer("labour", TimerStep::Stop));
    assert_eq!(early, Err(Refusal::Wrong { what: "timer" }));
    let strange = world.try_plan(&bo, id, timer("lunch", TimerStep::Start));
    assert!(matches!(strange, Err(Refusal::NotInPlaybook { what: "timer", .. })));
    world.does(&mut bo, id, timer("labour", TimerStep::Start));
    assert!(world.sheet(id).timers.is_empty(), "nothing is sent yet");
    bo.waits_ms(HOUR_MS);
    world.does(&mut bo, id, timer("labour", TimerStep::Stop));
    let part = Part {
        sku: "PUMP-E2".into(),
        name: "排水泵".into(),
        step: "asked".into(),
        quantity: 1,
        serial: None,
        slip: "P-2".into(),
    };
    world.does(&mut bo, id, Command::UsePart(part));
    let thursday = MORNING_MS + 72 * HOUR_MS;
    let wait = Command::Transition(TransitionCommand {
        name: "wait_part".into(),
        reason: Some("part_needed".into()),
        until_ms: Some(thursday),
        ..Default::default()
    });
    world.does(&mut bo, id, wait);
    world.does(&mut bo, id, visit(1, VisitStep::End, Some("part_needed")));
    bo.waits_ms(70 * HOUR_MS);
    world.does(&mut bo, id, step("begin", None, Vec::new()));
    world.does(&mut bo, id, visit(2, VisitStep::Begin, None));
    world.push(&mut bo);
    let sheet = world.sheet(id);
    let hour = sheet.timers[0].length.expect("it has ended");
    assert!(hour.at_least_ms <= HOUR_MS + 1_000 && hour.at_most_ms >= Some(HOUR_MS));
    assert!(hour.at_most_ms.expect("bounded") - hour.at_least_ms < 2_000, "to the clock's drift");
    let visits: Vec<_> =
        sheet.visits.iter().map(|one| (one.facts.len(), one.ended.is_some())).collect();
    assert_eq!(visits, [(4, true), (0, false)]);
    assert_eq!(sheet.visits[0].outcome_name.as_ref().map(|name| name.zh.as_str()), Some("等备件"));
    assert_eq!((sheet.pauses.len(), sheet.pauses[0].to.is_some()), (1, true));
}

fn reading(value_milli: i64, ago_ms: u64) -> Command {
    Command::Read(Reading {
        quantity: "temperature".into(),
        value_milli,
        unit: "cel".into(),
        sensor: Some("T-18".into()),
        ago_ms: Some(ago_ms),
    })
}

const MINUTE_MS: u64 = 60_000;

#[test]
fn a_logger_shows_one_excursion_with_its_extremes_and_how_long_it_was() {
    let mut world = World::new();
    let mut chen = person(2, "courier");
    let cold = vec![FieldSet::new("cold/class", FieldValue::text("chilled"))];
    let id = founded(&mut world, "fresh", 1, &chen, cold);
    world.pull(&mut chen);
    // Read out at the door, the last values first; in the middle it was too warm.
    let values = [(3_000, 10), (3_500, 20), (4_500, 30), (6_200, 40), (4_100, 50), (2_000, 60)];
    let series = values.map(|(value, ago)| reading(value, ago * MINUTE_MS)).to_vec();
    chen.waits_ms(2 * HOUR_MS);
    world.does(&mut chen, id, Command::All(series));
    world.push(&mut chen);
    let sheet = world.sheet(id);
    let row = &sheet.readings[0];
    let shown: Vec<i64> = row.readings.iter().map(|one| one.value_milli).collect();
    assert_eq!(shown, [2_000, 4_100, 6_200, 4_500, 3_500, 3_000], "in the order of measuring");
    assert_eq!((row.lowest_milli, row.highest_milli, row.last_milli), (2_000, 6_200, 3_000));
    let [excursion] = row.excursions.as_slice() else { panic!("{:?}", row.excursions) };
    assert_eq!(
        (excursion.count, excursion.lowest_milli, excursion.highest_milli),
        (3, 4_100, 6_200)
    );
    let length = excursion.length;
    assert!(length.at_least_ms <= 20 * MINUTE_MS && length.at_least_ms > 20 * MINUTE_MS - 1_000);
    let longest = length.at_most_ms.expect("it ended");
    assert!((40 * MINUTE_MS..40 * MINUTE_MS + 1_000).contains(&longest), "{longest}");
    assert_eq!(sheet.card.excursions, Some(1));
    assert!(sheet.card.needs_attention());
    // The customer does not take it, for that.
    let refused = GoodsRefused { reason: "refused_temperature".into(), who: None, note: None };
    let refuse = step("refuse", Some("refused_temperature"), vec![Command::Refuse(refused)]);
    world.does(&mut chen, id, refuse);
    world.push(&mut chen);
    assert_eq!(world.card(id).stage, "refused");
}

#[test]
fn frozen_goods_are_held_against_their_own_threshold_and_in_its_unit() {
    let mut world = World::new();
    let mut chen = person(2, "courier");
    let frozen = vec![FieldSet::new("cold/class", FieldValue::text("frozen"))];
    let id = founded(&mut world, "fresh", 1, &chen, frozen);
    world.pull(&mut chen);
    let Command::Read(celsius) = reading(-18_500, 0) else { unreachable!() };
    let fahrenheit = Reading { unit: "degF".into(), ..celsius.clone() };
    let refused = world.try_plan(&chen, id, Command::Read(fahrenheit));
    assert_eq!(refused, Err(Refusal::Wrong { what: "unit" }));
    world.does(&mut chen, id, Command::Read(celsius));
    world.does(&mut chen, id, reading(-17_900, 0));
    world.push(&mut chen);
    let sheet = world.sheet(id);
    assert_eq!(sheet.readings[0].threshold.as_ref().map(|one| one.id.as_str()), Some("frozen"));
    let excursion = &sheet.readings[0].excursions[0];
    assert_eq!((excursion.count, excursion.ended), (1, None), "it lasts");
    assert_eq!(excursion.length.at_most_ms, None, "nobody can tell how long at most");
}

#[test]
fn a_qr_payment_is_said_to_be_paid_until_somebody_who_sees_the_account_says_so() {
    let mut world = World::new();
    let (mut ann, mut office) = (person(2, "courier"), person(1, "dispatcher"));
    let due = vec![FieldSet::new("freight_due_minor", FieldValue::Int(1_800))];
    let id = founded(&mut world, "parcel", 1, &ann, due);
    world.pull(&mut ann);
    let pay = Payment {
        purpose: PaymentPurpose::Freight,
        method: PaymentMethod::Qr,
        amount: Money::fen(1_800),
        slip: "D-1".into(),
    };
    let paid = world.does(&mut ann, id, Command::Pay(pay))[0];
    world.push(&mut ann);
    let card = world.card(id);
    assert_eq!((card.taken[0].minor, card.taken[0].said_minor), (1_800, Some(1_800)));
    assert_eq!(world.sheet(id).payments[0].standing, "said");
    world.pull(&mut office);
    let word = |received| Command::Confirm(Confirmed { payment: paid, received, reference: None });
    let own = world.try_plan(&ann, id, word(true));
    assert!(matches!(own, Err(Refusal::MayNotAdd { .. })), "who took it does not confirm it");
    world.does(&mut office, id, word(false));
    world.push(&mut office);
    let card = world.card(id);
    assert_eq!((card.taken[0].minor, card.in_question), (0, true), "it has not come");
    world.does(&mut office, id, word(true));
    world.push(&mut office);
    let sheet = world.sheet(id);
    assert_eq!(sheet.payments[0].standing, "confirmed");
    assert_eq!((sheet.card.taken[0].minor, sheet.card.taken[0].said_minor), (1_800, None));
    assert!(!sheet.card.in_question);
}

#[test]
fn customer_and_technician_say_opposite_things_about_the_warranty_and_both_stand() {
    let mut world = World::new();
    let mut bo = person(2, "technician");
    let id = founded(&mut world, "repair", 1, &bo, Vec::new());
    world.pull(&mut bo);
    let plate = world.does(&mut bo, id, photo("nameplate", "made in 2019"));
    let claim = |holds, who: &str, words: &str, evidence: Vec<FactId>| {
        let (about, who, words) = ("warranty".into(), who.into(), words.into());
        Command::Claim(Claim { about, holds, who, words, evidence })
    };
    world.does(&mut bo, id, claim(true, "customer", "去年才买的,还在保修期", Vec::new()));
    assert_eq!(world.sheet(id).card.opposed, None);
    let against = world.does(&mut bo, id, claim(false, "technician", "铭牌2019年,已过保", plate));
    world.push(&mut bo);
    let sheet = world.sheet(id);
    let matter = &sheet.matters[0];
    assert_eq!((matter.name.zh.as_str(), matter.opposed, matter.claims.len()), ("保修内", true, 2));
    assert!(sheet.card.needs_attention());
    // One of the two is taken back, and stays visible.
    let reason = "发票为准".to_owned();
    let word = crate::fact::Withdrawn { fact: against[0], reason };
    world.does(&mut bo, id, Command::Withdraw(word));
    world.push(&mut bo);
    assert_eq!(world.card(id).opposed, None);
}

#[test]
fn an_urge_stands_on_the_card_until_it_is_answered() {
    let mut world = World::new();
    let (mut ann, mut office) = (person(2, "courier"), person(1, "dispatcher"));
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut office);
    let urge = Urge { reason: Some("客户已来电两次".into()) };
    let urged = world.does(&mut office, id, Command::Urge(urge))[0];
    world.push(&mut office);
    let shown = world.card(id).urge.expect("on the card");
    assert_eq!((shown.fact, shown.reason.as_deref()), (urged, Some("客户已来电两次")));
    world.pull(&mut ann);
    let answer = UrgeAnswer { urge: urged, answer: "you_are_next".into() };
    world.does(&mut ann, id, Command::AnswerUrge(answer));
    world.push(&mut ann);
    let sheet = world.sheet(id);
    assert_eq!((sheet.card.urge, sheet.card.urges), (None, 0));
    assert_eq!(sheet.urges[0].answers[0].words.zh, "下一个就是你");
}

#[test]
fn a_quotes_total_is_what_the_customers_lines_come_to_and_nobody_signs_a_replaced_one() {
    let mut world = World::new();
    let mut bo = person(2, "technician");
    let id = founded(&mut world, "repair", 1, &bo, Vec::new());
    world.pull(&mut bo);
    let line = |text: &str, quantity_milli, minor, payer| QuoteLine {
        text: text.into(),
        labour: false,
        quantity_milli,
        unit_price: Money::fen(minor),
        payer,
    };
    let quote = |number, total, supersedes| Quote {
        number,
        lines: vec![
            line("加氟", 1_500, 12_000, Payer::Customer),
            line("上门费", 1_000, 5_000, Payer::Warranty),
        ],
        total: Money::fen(total),
        supersedes,
    };
    let wrong = world.try_plan(&bo, id, Command::Quote(quote(1, 23_000, None)));
    assert_eq!(wrong, Err(Refusal::Wrong { what: "total" }));
    let first = quote(1, 18_000, None);
    world.does(&mut bo, id, Command::Quote(first.clone()));
    let text = crate::order::sums::quote_text(&first);
    world.does(&mut bo, id, signature("customer", &text));
    world.does(&mut bo, id, Command::Quote(quote(2, 18_000, Some(1))));
    let old = world.try_plan(&bo, id, signature("customer", &text));
    assert_eq!(old, Err(Refusal::Wrong { what: "quote" }));
    world.does(&mut bo, id, step("begin", None, vec![photo("after", "it runs")]));
    let finish = world.try_plan(&bo, id, step("finish", Some("fixed"), Vec::new()));
    assert!(matches!(lacks(finish)[0], Missing::Guard { .. }), "quote 2 is not signed");
}
