//! What the hub does by itself: once for each entry that is an occasion, and never when the log is folded again.

use serde_json::{Value, json};

use super::world::{World, founded, order, person, step};
use crate::command::Command;
use crate::fact::Comment;
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
fn a_move_that_is_not_allowed_says_what_is_missing_and_one_that_goes_in_circles_ends() {
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
}
