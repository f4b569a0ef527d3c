//! Stories about taking back and moving: 14 a wrong "delivered", 11 two orders that are one,
//! evidence on the wrong order, quotes and what a signature signs.

use super::world::{World, deliver, order, person, photo, step};
use crate::command::{Command, FieldSet, FoundOrder, Refusal};
use crate::document::FieldValue;
use crate::fact::{DutyStep, Money, Moved, Payer, Quote, QuoteLine, SignatureFact, Withdrawn};
use crate::hash::sha256;
use crate::log::{Joined, Statement};
use crate::order::sums::quote_text;
use crate::order::value::Value;
use crate::playbook::words::Lang;
use crate::playbook::workflow::Missing;
use crate::subject::Key;

#[test]
fn story_14_a_wrong_delivered_is_taken_back_and_its_evidence_stays() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    let start = step("start", None, Vec::new());
    world.does(&mut ann, order(1), start);
    let facts = world.does(&mut ann, order(1), deliver());
    world.push(&mut ann);
    assert_eq!(world.card(order(1)).stage, "delivered");
    // Without signal she takes it back; the office has seen it by then.
    let word = Withdrawn { fact: facts[0], reason: world.reason("withdrawn") };
    world.does(&mut ann, order(1), Command::Withdraw(word));
    world.push(&mut ann);
    let sheet = world.sheet(order(1));
    assert_eq!(sheet.card.stage, "out_for_delivery");
    assert_eq!((sheet.card.counts.photos, sheet.card.counts.signatures), (1, 1));
    let row = sheet.timeline.iter().find(|row| row.fact == Some(facts[0])).expect("still shown");
    assert!(row.struck_by.is_some(), "struck through");
    // And she delivers it after all.
    world.does(&mut ann, order(1), deliver());
    world.push(&mut ann);
    assert_eq!(world.card(order(1)).stage, "delivered");
}

#[test]
fn a_transition_can_be_taken_back_until_its_own_shift_ends_and_not_in_the_next_one() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    for number in [1, 2] {
        world.parcel(&mut office, order(number), Some(ann.id));
    }
    world.pull(&mut ann);
    ann.duty(DutyStep::Begin);
    let first = world.does(&mut ann, order(1), deliver());
    let second = world.does(&mut ann, order(2), deliver());
    world.push(&mut ann);
    let take_back = |fact| Withdrawn { fact, reason: "wrong_button".into() };
    let word = take_back(first[0]);
    let reason = world.reason("withdrawn");
    world.does(&mut ann, order(1), Command::Withdraw(Withdrawn { reason, ..word }));
    world.push(&mut ann);
    assert_ne!(world.card(order(1)).stage, "delivered", "in the same shift");
    // The shift ends, the next one begins: on the phone it is refused with the reason.
    ann.duty(DutyStep::End);
    ann.duty(DutyStep::Begin);
    let late = Withdrawn { reason: world.reason("withdrawn"), ..take_back(second[0]) };
    let refused = world.try_plan(&ann, order(2), Command::Withdraw(late)).expect_err("too late");
    let Refusal::Missing(missing) = refused else { panic!("{refused:?}") };
    assert!(matches!(missing[0], Missing::InTime { .. }), "{missing:?}");
}

#[test]
fn nobody_else_takes_a_transition_back_and_the_refusal_says_who_may() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let (mut ann, bo) = (person(2, "courier"), person(3, "courier"));
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    let facts = world.does(&mut ann, order(1), deliver());
    world.push(&mut ann);
    world.does(
        &mut office,
        order(1),
        Command::Assign(crate::fact::Assignment { to: Some(bo.id), reason: None }),
    );
    world.push(&mut office);
    let mut bo = bo;
    world.pull(&mut bo);
    let word = Withdrawn { fact: facts[0], reason: world.reason("withdrawn") };
    let refused = world.try_plan(&bo, order(1), Command::Withdraw(word)).expect_err("refused");
    assert!(matches!(refused, Refusal::Missing(_)), "{refused:?}");
    let words = refused.words(&world.playbook, "parcel", Lang::En);
    assert!(words[0].starts_with("only its author or"), "{words:?}");
}

#[test]
fn withdrawing_one_side_of_a_dispute_leaves_the_other() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    let facts = world.does(&mut ann, order(1), deliver());
    let reason = world.reason("cancelled");
    world.does(&mut office, order(1), step("cancel", Some(&reason), Vec::new()));
    world.push(&mut ann);
    world.push(&mut office);
    assert!(world.card(order(1)).disputed);
    let word = Withdrawn { fact: facts[0], reason: world.reason("withdrawn") };
    world.pull(&mut ann);
    world.does(&mut ann, order(1), Command::Withdraw(word));
    world.push(&mut ann);
    let card = world.card(order(1));
    assert_eq!((card.stage.as_str(), card.disputed), ("cancelled", false));
}

#[test]
fn a_photo_on_the_wrong_order_moves_to_the_right_one() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    world.parcel(&mut office, order(1), Some(ann.id));
    world.parcel(&mut office, order(2), Some(ann.id));
    world.pull(&mut ann);
    let facts = world.does(&mut ann, order(1), photo("door", "the door of order 2"));
    let word = Moved { evidence: facts[0], to: order(2), reason: "拍错单".into() };
    world.does(&mut ann, order(1), Command::Move(word));
    world.push(&mut ann);
    let (one, two) = (world.sheet(order(1)), world.sheet(order(2)));
    assert_eq!((one.card.counts.photos, two.card.counts.photos), (0, 1));
    let row = one.timeline.iter().find(|row| row.fact == Some(facts[0])).expect("still shown");
    assert_eq!(row.moved_to, Some(order(2)));
    let there = two.timeline.iter().find(|row| row.fact == Some(facts[0])).expect("there now");
    assert_eq!((there.of, there.evidence.len()), (Some(order(1)), 1));
}

#[test]
fn story_11_two_findings_of_one_waybill_are_one_order_and_parting_restores_both() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "dispatcher");
    world.parcel(&mut office, order(1), None);
    let new = FoundOrder {
        kind: "parcel".into(),
        keys: vec![Key::new("waybill", "SF1234567890101")],
        fields: vec![FieldSet::new("title", FieldValue::text("箱子"))],
    };
    world.does(&mut ann, order(2), Command::FoundOrder(new));
    world.does(&mut ann, order(2), photo("parcel", "as found"));
    world.push(&mut ann);
    let apart = [world.sheet(order(1)), world.sheet(order(2))];
    let pair = Joined { lead: order(1), other: order(2), by: None };
    world.say(Statement::Joined(pair.clone()), None);
    let joined = world.sheet(order(1));
    assert_eq!(joined.card.joined, [order(2)]);
    assert_eq!(joined.card.counts.photos, 1, "facts keep the order they were written for");
    let title = joined.fields.iter().find(|row| row.path == "title").expect("the title");
    assert_eq!((&title.value, title.candidates.len()), (&Value::text("一箱苹果"), 2));
    assert_eq!(title.candidates[0].of, Some(order(2)));
    assert_eq!(world.card(order(2)).lead, Some(order(1)));

    world.say(Statement::Parted(pair), None);
    for (before, number) in apart.iter().zip([1, 2]) {
        let now = world.sheet(order(number));
        assert_eq!((&now.fields, &now.notes), (&before.fields, &before.notes));
        let facts = |sheet: &crate::order::Sheet| {
            let rows = sheet.timeline.iter().filter(|row| row.fact.is_some());
            rows.map(crate::cbor::encode).collect::<Vec<_>>()
        };
        assert_eq!(facts(&now), facts(before), "byte for byte");
        assert_eq!(now.card.counts, before.card.counts);
    }
}

fn quote(number: u32, minor: i64, supersedes: Option<u32>) -> Quote {
    let line = QuoteLine {
        text: "主板".into(),
        labour: false,
        quantity_milli: 1_000,
        unit_price: Money::fen(minor),
        payer: Payer::Customer,
    };
    Quote { number, lines: vec![line], total: Money::fen(minor), supersedes }
}

#[test]
fn a_signature_on_the_first_quote_never_signs_the_second() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    world.parcel(&mut office, order(1), None);
    let (first, second) = (quote(1, 18_000, None), quote(2, 42_000, Some(1)));
    world.does(&mut office, order(1), Command::Quote(first.clone()));
    let signed = SignatureFact {
        strokes: sha256(b"strokes"),
        signer: "李女士".into(),
        role: "customer".into(),
        shown: sha256(quote_text(&first).as_bytes()),
        line: None,
    };
    let facts = world.does(&mut office, order(1), Command::Sign(signed, Vec::new()));
    world.does(&mut office, order(1), Command::Quote(second));
    world.push(&mut office);
    let sheet = world.sheet(order(1));
    let seen: Vec<_> =
        sheet.quotes.iter().map(|one| (one.number, one.current, one.signed_by.len())).collect();
    assert_eq!(seen, [(1, false, 1), (2, true, 0)]);
    assert_eq!(sheet.quotes[0].signed_by, facts);
    let again = world.try_plan(&office, order(1), Command::Quote(quote(2, 1, None)));
    assert_eq!(again, Err(Refusal::Wrong { what: "number" }));
}
