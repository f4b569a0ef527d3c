//! Trying once more: calls that lie apart, attempts that are used up, and leaving at once.

use serde_json::{Value, json};

use super::world::{MINUTE_MS, World, deliver, founded, lacks, person, photo, step};
use crate::command::{Command, TransitionCommand};
use crate::fact::{ContactAttempt, ContactOutcome};
use crate::playbook::Playbook;
use crate::playbook::words::Lang;
use crate::playbook::workflow::Missing;

fn unanswered() -> Command {
    Command::ContactAttempt(ContactAttempt {
        channel: "phone".into(),
        number_path: "contact/phone".into(),
        lasted_ms: 30_000,
        outcome: ContactOutcome::NoAnswer,
        ended_ago_ms: None,
    })
}

/// The built-in playbook, where "nobody answered" takes two calls ten minutes apart.
fn two_calls() -> Playbook {
    let mut file: Value = serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
    let reasons = file["reasons"].as_array_mut().expect("reasons");
    let reason = reasons.iter_mut().find(|one| one["id"] == "no_answer").expect("there");
    reason["needs"] = json!([{
        "need": "contact_attempt", "outcomes": ["no_answer"],
        "count": 2, "apart_minutes": 10, "since": "stage",
    }]);
    Playbook::parse(&serde_json::to_vec(&file).expect("JSON")).expect("a playbook")
}

#[test]
fn two_calls_ten_minutes_apart_are_two_and_two_in_a_row_are_one() {
    let (mut world, mut ann) = (World::new(), person(2, "courier"));
    world.playbook = two_calls();
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    let fail = || step("fail", Some("no_answer"), Vec::new());
    world.does(&mut ann, id, unanswered());
    ann.waits_ms(2 * MINUTE_MS);
    world.does(&mut ann, id, unanswered());
    let refused = world.try_plan(&ann, id, fail());
    let (outcomes, apart_minutes) = (vec!["no_answer".to_owned()], 10);
    let lack = Missing::Attempts { outcomes, count: 1, apart_minutes };
    assert_eq!(lacks(refused.clone()), [lack]);
    let words = refused.expect_err("refused").words(&world.playbook, "parcel", Lang::Zh);
    assert_eq!(words, ["还需 1 次联系记录(无人接听),与上次间隔至少 10 分钟"]);
    // Ten minutes after the first, not after the second: the calls between do not put it off.
    ann.waits_ms(9 * MINUTE_MS);
    world.does(&mut ann, id, unanswered());
    world.does(&mut ann, id, fail());
    world.push(&mut ann);
    assert_eq!(world.card(id).stage, "attempted");
}

#[test]
fn after_three_attempts_it_goes_back_unless_the_customer_is_there_or_the_desk_says_so() {
    let (mut world, mut ann) = (World::new(), person(2, "courier"));
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    for _ in 0..3 {
        world.does(&mut ann, id, step("start", None, Vec::new()));
        world.does(&mut ann, id, step("fail", Some("address_vague"), Vec::new()));
    }
    let refused = world.try_plan(&ann, id, step("start", None, Vec::new()));
    assert_eq!(lacks(refused.clone()), [Missing::UsedUp { made: 3, then: "return".into() }]);
    let words = refused.expect_err("refused").words(&world.playbook, "parcel", Lang::Zh);
    assert_eq!(words, ["已尝试 3 次,下一步应为“退回”"]);
    // Who meets the customer after all hands it over.
    assert!(world.try_plan(&ann, id, deliver()).is_ok());
    // The desk may have it tried once more.
    world.push(&mut ann);
    let mut desk = person(3, "dispatcher");
    world.pull(&mut desk);
    world.does(&mut desk, id, step("load", None, Vec::new()));
    world.push(&mut desk);
    assert_eq!(world.card(id).stage, "loaded");
}

#[test]
fn who_is_in_danger_leaves_at_once() {
    let (mut world, mut bo) = (World::new(), person(2, "technician"));
    let id = founded(&mut world, "repair", 1, &bo, Vec::new());
    world.pull(&mut bo);
    world.does(&mut bo, id, step("begin", None, Vec::new()));
    // Waiting for a part takes the part and a date; work at height alone takes neither.
    let wait = |reason: &str| step("wait_part", Some(reason), Vec::new());
    let missing = lacks(world.try_plan(&bo, id, wait("part_needed")));
    assert_eq!(missing.len(), 2, "{missing:?}");
    world.does(&mut bo, id, wait("two_people"));
    world.push(&mut bo);
    assert_eq!(world.card(id).stage, "waiting_part");
    // An end needs its evidence whatever the reason is.
    let (mut world, mut ann) = (World::new(), person(3, "courier"));
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    world.does(&mut ann, id, step("refuse", Some("threatened"), vec![]));
    let back = Command::Transition(TransitionCommand {
        name: "return".into(),
        reason: Some("return_asked".into()),
        note: None,
        until_ms: None,
        with: vec![photo("parcel", "the parcel")],
    });
    assert!(!lacks(world.try_plan(&ann, id, back)).is_empty());
}
