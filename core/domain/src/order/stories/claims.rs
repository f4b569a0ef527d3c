//! What somebody says: money that is only said to be paid, opposite claims, urges and their answers, quotes.

use super::world::{World, founded, lacks, person, photo, signature, step};
use crate::command::{Command, FieldSet, Refusal};
use crate::document::FieldValue;
use crate::fact::{
    Claim, Confirmed, Money, Payer, Payment, PaymentMethod, PaymentPurpose, Quote, QuoteLine, Urge,
    UrgeAnswer,
};
use crate::ids::FactId;
use crate::playbook::workflow::Missing;

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
    let answer = UrgeAnswer { urge: urged, answer: "you_are_next".into(), minutes: None };
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
