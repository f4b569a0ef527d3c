//! What the hub does by itself: once for each entry that is an occasion, and never when the log is folded again.

use serde_json::{Value, json};

use super::world::{World, founded, order, person, step};
use crate::command::Command;
use crate::fact::{Comment, Withdrawn};
use crate::order::{Material, OrderState, Sheet};
use crate::playbook::Playbook;

fn with(triggers: Value) -> World {
    let mut world = World::new();
    let mut file: Value = serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
    file["triggers"] = triggers;
    world.playbook = Playbook::parse(file.to_string().as_bytes()).expect("a playbook");
    world
}

fn trigger(id: &str, on: Value, when: Option<&str>, does: Value) -> Value {
    let name = json!({"zh": id, "en": id});
    json!({"id": id, "name": name, "kinds": ["parcel"], "on": on, "when": when, "do": does})
}

fn words(text: &str) -> Value {
    json!({"zh": text, "en": text})
}

#[test]
fn a_trigger_fires_once_for_each_entry_where_its_condition_holds() {
    let says = json!({"act": "comment", "words": words("第二条备注")});
    let when = Some("order.stage == 'out_for_delivery'");
    let mut world = with(json!([trigger("told", json!({"facts": ["comment"]}), when, says)]));
    let mut ann = person(2, "courier");
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    let comment = || Command::Comment(Comment { text: "到了".into() }, Vec::new());
    // 1. Not yet on the way; then on the way, with two remarks.
    world.does(&mut ann, id, comment());
    world.does(&mut ann, id, step("start", None, Vec::new()));
    world.does(&mut ann, id, comment());
    world.does(&mut ann, id, comment());
    world.push(&mut ann);
    let rows = world.sheet(id).triggered;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].words.as_ref().map(|words| words.zh.as_str()), Some("第二条备注"));
    // 2. Folding the log again, in whatever order it comes, fires nothing and gives the same bytes.
    let (mut entries, documents) = (world.entries.clone(), world.document_views());
    entries.reverse();
    let statements = &world.statements[..];
    let (subject, entries, documents) = (order(1), &entries[..], &documents[..]);
    let again = OrderState::fold(&Material { subject, entries, statements, documents });
    let sheet = Sheet::from(&again, &world.playbook);
    assert_eq!(sheet.to_bytes(), world.sheet(id).to_bytes());
    assert_eq!(world.statements.len(), 2);
}

#[test]
fn a_trigger_moves_the_order_and_may_set_off_another() {
    let on_the_way = json!({"stages": ["loaded"]});
    let moves = json!({"act": "move", "transition": "start"});
    let gives = json!({"act": "assign", "to": "nobody"});
    let mut world = with(json!([
        trigger("goes", on_the_way, None, moves),
        trigger("frees", json!({"stages": ["out_for_delivery"]}), None, gives),
    ]));
    let mut ann = person(2, "courier");
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    let load = world.does(&mut ann, id, step("load", None, Vec::new()));
    world.push(&mut ann);
    let sheet = world.sheet(id);
    assert_eq!((sheet.card.stage.as_str(), sheet.card.assigned.len()), ("out_for_delivery", 0));
    let ids: Vec<&str> = sheet.triggered.iter().map(|row| row.trigger.as_str()).collect();
    assert_eq!(ids, ["goes", "frees"]);
    assert_eq!(world.state(id).stage.by, Some(load[0]), "by what set it off");
}

#[test]
fn a_move_that_is_not_allowed_says_what_is_missing_and_hides_nothing_of_the_step() {
    let delivers = json!({"act": "move", "transition": "deliver"});
    let on = json!({"stages": ["loaded"]});
    let mut world = with(json!([trigger("delivers", on, None, delivers)]));
    let mut ann = person(2, "courier");
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    world.does(&mut ann, id, step("load", None, Vec::new()));
    world.push(&mut ann);
    assert_eq!(world.card(id).stage, "loaded");
    let exception = world.statements[0].decision.as_ref().and_then(|one| one.exception.clone());
    let exception = exception.expect("what is missing");
    assert_eq!(exception.rule, "trigger/delivers");
    assert_eq!(exception.missing, ["photo/door/1", "signature/recipient/1"]);
    // It stands with the trigger; the step that set it off has no fault.
    let sheet = world.sheet(id);
    assert_eq!((sheet.exceptions.len(), sheet.card.counts.exceptions), (0, 0));
    let missing = sheet.triggered[0].missing.as_ref().expect("what was missing");
    assert_eq!(*missing, exception.missing);
}

#[test]
fn what_goes_in_circles_ends_because_one_fact_arrives_once() {
    let there = json!({"act": "move", "transition": "fail", "reason": "vehicle_broken"});
    let back = json!({"act": "move", "transition": "load"});
    let while_open = Some("order.stage != 'delivered'");
    let mut world = with(json!([
        trigger("there", json!({"stages": ["loaded"]}), while_open, there),
        trigger("back", json!({"stages": ["attempted"]}), while_open, back),
    ]));
    let mut ann = person(2, "courier");
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    world.does(&mut ann, id, step("load", None, Vec::new()));
    world.push(&mut ann);
    let ids: Vec<String> = world.sheet(id).triggered.into_iter().map(|row| row.trigger).collect();
    assert_eq!(ids, ["there", "back"], "it came back to where it had arrived");
    assert_eq!(world.card(id).stage, "loaded");
}

#[test]
fn what_was_told_has_one_id_and_is_told_no_more_once_the_step_is_taken_back() {
    let says = json!({"act": "notify", "roles": ["dispatcher"], "words": words("已装车")});
    let mut world = with(json!([trigger("loaded", json!({"stages": ["loaded"]}), None, says)]));
    let mut ann = person(2, "courier");
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    world.does(&mut ann, id, step("load", None, Vec::new()));
    let fails = world.does(&mut ann, id, step("fail", Some("dog_or_danger"), Vec::new()));
    world.push(&mut ann);
    // 1. A rule's word and a danger; the card carries both, for whom they are.
    let told = world.card(id).notices.expect("two");
    let said: Vec<(&str, u8)> = told.iter().map(|one| (&*one.source, one.level)).collect();
    assert_eq!(said, [("trigger/loaded", 2), ("step/fail", 3)]);
    assert_eq!(told[1].to, ["dispatcher", "outlet_manager"]);
    assert_eq!(told[1].words.zh, "恶犬/人身安全");
    // 2. Folded again the ids are the same; taken back the danger is told no more.
    assert_eq!(world.card(id).notices.as_ref(), Some(&told));
    world.pull(&mut ann);
    let (fact, reason) = (fails[0], "pressed_wrongly".to_owned());
    world.does(&mut ann, id, Command::Withdraw(Withdrawn { fact, reason }));
    world.push(&mut ann);
    let left = world.card(id).notices.expect("one");
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, told[0].id);
    // 3. Back where it had been loaded, it was not loaded a second time.
    assert_eq!((&*world.card(id).stage, world.sheet(id).triggered.len()), ("loaded", 1));
}
