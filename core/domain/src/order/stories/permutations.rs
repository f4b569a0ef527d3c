//! P4: any order of arrival and any repetition give byte-equal cards and sheets.

use proptest::prelude::*;

use super::world::{World, deliver, order, person, photo, step};
use crate::command::{Command, FieldSet};
use crate::document::FieldValue;
use crate::fact::{
    Assignment, Comment, CustodyAct, CustodyStep, Money, Payment, PaymentMethod, PaymentPurpose,
    Urge, UrgeAnswer, Withdrawn,
};
use crate::order::{Card, Material, OrderState, Sheet};

/// A day with a bit of everything: a dispute, late work, a withdrawal, custody, cash, a conflict,
/// an urge.
fn a_day() -> World {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let (mut ann, mut bo) = (person(2, "courier"), person(3, "courier"));
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    world.pull(&mut bo);
    let custody = |act| Command::Custody(CustodyStep { act, person: None, place: None, key: None });
    world.does(&mut ann, order(1), custody(CustodyAct::Taken));
    world.does(&mut bo, order(1), custody(CustodyAct::Taken));
    world.does(&mut ann, order(1), step("start", None, Vec::new()));
    let urge = world.does(&mut office, order(1), Command::Urge(Urge { reason: None }));
    world.push(&mut office);
    world.push(&mut bo);
    world.push(&mut ann);
    let answer = UrgeAnswer { urge: urge[0], answer: "20分钟内到".into(), minutes: Some(20) };
    world.does(&mut ann, order(1), Command::AnswerUrge(answer));
    let facts = world.does(&mut ann, order(1), deliver());
    world.push(&mut ann);
    let reason = world.reason("withdrawn");
    let word = Withdrawn { fact: facts[0], reason };
    world.does(&mut ann, order(1), Command::Withdraw(word));
    world.does(&mut ann, order(1), photo("gate", "the gate"));
    world.push(&mut ann);
    let payment = Payment {
        purpose: PaymentPurpose::Freight,
        method: PaymentMethod::Cash,
        amount: Money::fen(1_200),
        slip: "7".into(),
    };
    let mut spare = ann.spare(12);
    world.does(&mut ann, order(1), Command::Pay(payment.clone()));
    world.does(&mut spare, order(1), Command::Pay(payment));
    world.does(&mut ann, order(1), deliver());
    let set =
        |text: &str| Command::SetFields(vec![FieldSet::new("remark", FieldValue::text(text))]);
    let mut manager = person(4, "outlet_manager");
    world.pull(&mut manager);
    world.pull(&mut office);
    world.does(&mut office, order(1), set("放门口"));
    world.does(&mut manager, order(1), set("必须本人签收"));
    let to = Assignment { to: Some(bo.id), reason: None };
    world.does(&mut office, order(1), Command::Assign(to));
    world.push(&mut office);
    world.push(&mut manager);
    world.push(&mut spare);
    world.push(&mut ann);
    let said = Comment { text: "谁送的?".into() };
    world.does(&mut office, order(1), Command::Comment(said, Vec::new()));
    world.push(&mut office);
    world
}

#[test]
fn the_day_has_a_bit_of_everything() {
    let world = a_day();
    let sheet = world.sheet(order(1));
    assert!(sheet.card.disputed && sheet.card.in_question);
    assert!(sheet.card.counts.late > 0 && sheet.card.counts.conflicts == 1);
    assert!(sheet.timeline.iter().any(|row| row.struck_by.is_some()));
    let json = serde_json::to_string(&sheet).expect("JSON");
    let back: Sheet = serde_json::from_str(&json).expect("the same sheet");
    assert_eq!(back, sheet);
    assert_eq!(crate::cbor::decode::<Sheet>(&sheet.to_bytes()).as_ref(), Ok(&sheet));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_arrival_gives_the_same_bytes(
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..80),
    ) {
        let world = a_day();
        let documents = world.document_views();
        let bytes = |entries: &[crate::order::Entry]| {
            let statements = &world.statements[..];
            let (subject, documents) = (order(1), &documents[..]);
            let material = Material { subject, entries, statements, documents };
            let state = OrderState::fold(&material);
            let card = Card::from(&state, &world.playbook).to_bytes();
            (card, Sheet::from(&state, &world.playbook).to_bytes())
        };
        // Every entry once, then some again, then all shuffled by the picks.
        let mut arrived = world.entries.clone();
        for pick in &picks {
            arrived.push(pick.get(&world.entries).clone());
        }
        for (at, pick) in picks.iter().enumerate() {
            let (one, other) = (at % arrived.len(), pick.index(arrived.len()));
            arrived.swap(one, other);
        }
        arrived.rotate_left(picks.len() % world.entries.len());
        prop_assert_eq!(bytes(&arrived), bytes(&world.entries));
    }

    #[test]
    fn one_by_one_is_the_same_as_all_at_once(cut in 0usize..40) {
        let world = a_day();
        let documents = world.document_views();
        let cut = cut.min(world.entries.len());
        let fold = |entries: &[crate::order::Entry]| {
            let (subject, statements, documents) = (order(1), &[][..], &documents[..]);
            let material = Material { subject, entries, statements, documents };
            OrderState::fold(&material)
        };
        let mut state = fold(&world.entries[..cut]);
        for entry in &world.entries[cut..] {
            state.apply(entry);
        }
        let whole = fold(&world.entries);
        prop_assert_eq!(
            Sheet::from(&state, &world.playbook).to_bytes(),
            Sheet::from(&whole, &world.playbook).to_bytes()
        );
    }
}
