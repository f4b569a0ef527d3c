//! Stories about what happened: 3 delivered against cancelled, 4 work on an order that is gone, 5
//! reassigned, 7 sums, 8 and 9 photos, 10 a clock that is wrong.

use super::world::{World, deliver, order, person, photo, signature, step};
use crate::command::{Command, FieldSet, Refusal};
use crate::document::FieldValue;
use crate::fact::{
    Assignment, Comment, ContactAttempt, ContactOutcome, CustodyAct, CustodyStep, DutyStep, Fix,
    FixProvider, Money, Part, Payment, PaymentMethod, PaymentPurpose,
};
use crate::ids::PersonId;
use crate::playbook::words::Lang;

fn assign(to: PersonId) -> Command {
    Command::Assign(Assignment { to: Some(to), reason: None })
}

fn cash(slip: &str, minor: i64) -> Command {
    Command::Pay(Payment {
        purpose: PaymentPurpose::Goods,
        method: PaymentMethod::Cash,
        amount: Money::fen(minor),
        slip: slip.into(),
    })
}

#[test]
fn story_3_delivered_with_evidence_against_cancelled_is_disputed_whichever_comes_first() {
    for delivered_first in [true, false] {
        let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
        let mut ann = person(2, "courier");
        world.parcel(&mut office, order(1), Some(ann.id));
        world.pull(&mut ann);
        world.does(&mut ann, order(1), deliver());
        let reason = world.reason("cancelled");
        world.does(&mut office, order(1), step("cancel", Some(&reason), Vec::new()));
        if delivered_first {
            world.push(&mut ann);
            world.push(&mut office);
        } else {
            world.push(&mut office);
            world.push(&mut ann);
        }
        let sheet = world.sheet(order(1));
        assert!(sheet.card.disputed && sheet.card.needs_attention());
        let mut stages: Vec<&str> = sheet.dispute.iter().map(|side| side.stage.as_str()).collect();
        stages.sort_unstable();
        assert_eq!(stages, ["cancelled", "delivered"]);
        let ann_side = sheet.dispute.iter().find(|side| side.stage == "delivered").expect("hers");
        assert_eq!(ann_side.person, Some(ann.id));
        assert_eq!(ann_side.evidence.len(), 2, "the photo and the signature are there to see");
        assert_eq!(sheet.card.counts.photos, 1);
    }
}

#[test]
fn story_4_work_on_an_order_that_was_taken_away_is_kept() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    let nobody = Command::Assign(Assignment { to: None, reason: None });
    world.does(&mut office, order(1), nobody);
    world.push(&mut office);
    world.does(&mut ann, order(1), photo("gate", "the gate is shut"));
    let call = Command::ContactAttempt(ContactAttempt {
        channel: "call".into(),
        number_path: "contact/phone".into(),
        lasted_ms: 30_000,
        outcome: ContactOutcome::NoAnswer,
        ended_ago_ms: None,
    });
    let failed = step("fail", Some(&world.reason("failed")), vec![call]);
    world.does(&mut ann, order(1), failed);
    world.push(&mut ann);
    let sheet = world.sheet(order(1));
    assert_eq!(sheet.card.counts.late, 2, "kept, marked late");
    assert_eq!(sheet.card.counts.photos, 1);
    assert_ne!(sheet.card.stage, "attempted", "and it moves nothing");
    assert_eq!(sheet.exceptions[0].missing[0].code, "late");
}

#[test]
fn story_5_reassigned_while_offline_the_first_couriers_delivery_makes_it_disputed() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let (mut ann, bo) = (person(2, "courier"), person(3, "courier"));
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    world.does(&mut office, order(1), assign(bo.id));
    world.push(&mut office);
    world.does(&mut ann, order(1), deliver());
    world.push(&mut ann);
    let sheet = world.sheet(order(1));
    assert!(sheet.card.disputed, "a terminal transition with its evidence");
    assert_eq!(sheet.card.assigned, [bo.id], "the new assignee keeps the order");
    let row = sheet.timeline.iter().find(|row| row.kind == "transition").expect("her delivery");
    assert_eq!((row.mark.as_str(), row.person), ("late", Some(ann.id)), "credited to who did it");
}

#[test]
fn story_7_cash_and_parts_are_sums() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut manager = person(2, "dispatcher");
    world.parcel(&mut office, order(1), None);
    world.pull(&mut manager);
    let part = |slip: &str, quantity| {
        let (sku, name, step) = ("FAN-2".into(), "风扇".into(), "used".into());
        Command::UsePart(Part {
            sku,
            name,
            step,
            quantity,
            serial: None,
            slip: slip.into(),
            place: None,
        })
    };
    world.does(&mut office, order(1), cash("A1", 5_000));
    world.does(&mut manager, order(1), cash("B1", 2_500));
    world.does(&mut office, order(1), part("P1", 2));
    world.does(&mut manager, order(1), part("P2", 1));
    world.push(&mut office);
    world.push(&mut manager);
    let sheet = world.sheet(order(1));
    assert_eq!(sheet.card.taken.iter().map(|sum| sum.minor).collect::<Vec<_>>(), [7_500]);
    assert_eq!(sheet.parts[0].used, 3);
    assert!(!sheet.card.in_question);
}

#[test]
fn story_15_cash_told_twice_by_two_phones_counts_once_until_a_person_decides() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    world.does(&mut ann, order(1), cash("NO-17", 9_900)); // then her phone dies
    let mut spare = ann.spare(12);
    let again = world.does(&mut spare, order(1), cash("NO-17", 9_900));
    world.push(&mut spare);
    assert!(!world.card(order(1)).in_question);
    world.push(&mut ann); // its outbox is drained
    let sheet = world.sheet(order(1));
    assert_eq!(sheet.card.taken[0].minor, 9_900, "counted once");
    assert_eq!(sheet.payments[0].told_by.len(), 2, "both are shown");
    assert!(sheet.payments[0].in_question && sheet.card.needs_attention());

    world.pull(&mut office);
    let reason = "记重了".to_owned();
    let word = crate::fact::Withdrawn { fact: again[0], reason };
    world.does(&mut office, order(1), Command::Withdraw(word));
    world.push(&mut office);
    let card = world.card(order(1));
    assert_eq!((card.taken[0].minor, card.in_question), (9_900, false));
}

#[test]
fn stories_8_and_9_photos_of_two_phones_both_stand_and_one_picture_twice_is_one_blob() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let (mut ann, mut bo) = (person(2, "dispatcher"), person(3, "dispatcher"));
    world.parcel(&mut office, order(1), None);
    world.pull(&mut ann);
    world.pull(&mut bo);
    world.does(&mut ann, order(1), photo("door", "the door"));
    world.does(&mut bo, order(1), photo("gate", "the gate"));
    world.does(&mut bo, order(1), photo("door", "the door"));
    world.push(&mut ann);
    world.push(&mut bo);
    let sheet = world.sheet(order(1));
    assert_eq!(sheet.card.counts.photos, 3, "three facts");
    let mut hashes: Vec<_> =
        sheet.timeline.iter().flat_map(|row| &row.evidence).map(|blob| blob.hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 2, "two blobs");
}

#[test]
fn story_10_a_clock_three_hours_slow_changes_neither_order_nor_believed_time() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    ann.wall_off_ms = -3 * 3_600_000;
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    let said = |text: &str| Command::Comment(Comment { text: text.into() }, Vec::new());
    world.does(&mut office, order(1), said("请先打电话"));
    world.push(&mut office);
    world.pull(&mut ann);
    ann.waits_ms(600_000);
    world.does(&mut ann, order(1), said("已打电话"));
    world.push(&mut ann);
    let sheet = world.sheet(order(1));
    let comments: Vec<_> = sheet.timeline.iter().filter(|row| row.kind == "comment").collect();
    assert_eq!(comments[0].person, Some(office.id), "order of effect is the log's");
    let (first, second) = (comments[0].believed, comments[1].believed);
    assert!(first.latest_ms < second.earliest_ms, "{first:?} {second:?}");
    let clock = comments[1].warnings.iter().find(|one| one.code == "clock_off").expect("said");
    assert_eq!(clock.words.en, "the phone's clock was -180 minutes off");
}

#[test]
fn a_clock_off_by_more_than_can_be_counted_is_said_and_trips_nobody() {
    for off_ms in [i64::MIN, i64::MAX / 2] {
        let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
        let mut ann = person(2, "courier");
        world.parcel(&mut office, order(1), Some(ann.id));
        world.pull(&mut ann);
        ann.wall_off_ms = off_ms;
        let said = Command::Comment(Comment { text: "门口有狗".into() }, Vec::new());
        world.does(&mut ann, order(1), said);
        world.push(&mut ann);
        let sheet = world.sheet(order(1));
        let comment = sheet.timeline.iter().find(|row| row.kind == "comment").expect("the remark");
        assert!(comment.warnings.iter().any(|one| one.code == "clock_off"), "{off_ms}");
    }
}

#[test]
fn a_decision_is_replayed_and_a_later_edit_does_not_undeliver() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    world.does(&mut ann, order(1), deliver());
    world.push(&mut ann);
    assert_eq!(world.card(order(1)).stage, "delivered");
    world.pull(&mut office);
    let due = FieldSet::new("goods_due_minor", FieldValue::Int(19_900));
    world.does(&mut office, order(1), Command::SetFields(vec![due]));
    world.push(&mut office);
    let card = world.card(order(1));
    assert_eq!(card.stage, "delivered", "nobody asks the guard again");
    assert_eq!(card.due[0].minor, 19_900);
}

#[test]
fn what_an_exception_lacked_arrives_and_the_transition_is_judged_again() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    let mut spare = ann.spare(12);
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    world.pull(&mut spare);
    // 1. Her signature and photo lie on one phone, her "delivered" on the other.
    world.does(&mut spare, order(1), photo("door", "the door"));
    world.does(&mut spare, order(1), signature("recipient", "1 parcel"));
    let mut planned = world.try_plan(&ann, order(1), deliver()).expect("allowed");
    for draft in &mut planned.envelopes {
        draft.facts.truncate(1);
        draft.blobs.clear();
    }
    world.keep(&mut ann, order(1), &planned);
    // 2. The "delivered" comes first and lacks everything.
    world.push(&mut ann);
    let sheet = world.sheet(order(1));
    assert_ne!(sheet.card.stage, "delivered");
    let codes: Vec<&str> =
        sheet.exceptions[0].missing.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["photo/door/1", "signature/recipient/1"]);
    assert!(sheet.exceptions[0].missing[0].words.en.contains("1 more photo"));
    // 3. The evidence comes; the hub decides again.
    world.push(&mut spare);
    let sheet = world.sheet(order(1));
    assert_eq!((sheet.card.stage.as_str(), sheet.exceptions.len()), ("delivered", 0));
    assert!(sheet.timeline.iter().any(|row| row.kind == "decided"));
}

#[test]
fn an_exception_waits_until_the_order_moves_on() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    let mut planned = world.try_plan(&ann, order(1), deliver()).expect("allowed");
    planned.envelopes[0].facts.truncate(1);
    world.keep(&mut ann, order(1), &planned);
    world.push(&mut ann);
    assert!(world.card(order(1)).needs_attention());
    world.does(&mut ann, order(1), deliver());
    world.push(&mut ann);
    let sheet = world.sheet(order(1));
    assert_eq!((sheet.exceptions.len(), sheet.exceptions[0].waits), (1, false));
    assert!(!sheet.card.needs_attention());
}

#[test]
fn story_12_two_couriers_take_one_parcel_and_the_dispatcher_sees_both() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let (mut ann, mut bo) = (person(2, "courier"), person(3, "courier"));
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    world.pull(&mut bo);
    let take = || {
        let act = CustodyAct::Taken;
        Command::Custody(CustodyStep { act, person: None, place: None, key: None })
    };
    world.does(&mut ann, order(1), take());
    world.does(&mut bo, order(1), take());
    world.push(&mut bo);
    world.push(&mut ann);
    let card = world.card(order(1));
    assert_eq!((card.holder, card.also_taken_by.as_slice()), (Some(bo.id), &[ann.id][..]));
    assert!(card.needs_attention());
    assert_eq!(card.assigned, [ann.id], "custody is not assignment");
}

#[test]
fn a_stale_coarse_fix_says_so() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    let fix = Fix {
        latitude_e7: 302_741_000,
        longitude_e7: 1_201_551_000,
        accuracy_dm: 30_000,
        age_ms: 240_000,
        provider: FixProvider::Network,
        mock: true,
        of: None,
    };
    let early = world.try_plan(&ann, order(1), Command::AddFix(fix.clone())).expect_err("no shift");
    assert_eq!(early, Refusal::OffDuty { in_break: false });
    ann.duty(DutyStep::Begin);
    ann.duty(DutyStep::BreakBegin);
    let pause = world.try_plan(&ann, order(1), Command::AddFix(fix.clone())).expect_err("a break");
    assert_eq!(pause, Refusal::OffDuty { in_break: true });
    assert_eq!(pause.words(&world.playbook, "parcel", Lang::Zh), ["休息中,不记录位置"]);
    ann.duty(DutyStep::BreakEnd);
    world.does(&mut ann, order(1), Command::AddFix(fix));
    let attempt = ContactAttempt {
        channel: "call".into(),
        number_path: "contact/phone".into(),
        lasted_ms: 30_000,
        outcome: ContactOutcome::NoAnswer,
        ended_ago_ms: None,
    };
    world.does(&mut ann, order(1), Command::ContactAttempt(attempt));
    world.push(&mut ann);
    let sheet = world.sheet(order(1));
    let row = sheet.timeline.iter().find(|row| row.kind == "fix").expect("the fix");
    let codes: Vec<&str> = row.warnings.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["fix_stale", "fix_coarse", "fix_mock"]);
}
