//! Stories about fields: 1 different fields, 2 the same field, 6 a checklist of two, and what is
//! proposed.

use super::world::{World, order, person};
use crate::command::{Command, FieldSet, NoteEdit, Refusal, Settle};
use crate::document::FieldValue;
use crate::fact::Proposed;
use crate::order::value::Value;

fn set(path: &str, text: &str) -> Command {
    Command::SetFields(vec![FieldSet::new(path, FieldValue::text(text))])
}

#[test]
fn story_1_office_and_courier_edit_different_fields_and_both_are_kept() {
    let (mut world, mut office, mut ann) =
        (World::new(), person(1, "dispatcher"), person(2, "courier"));
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    world.does(&mut ann, order(1), set("a/door", "门禁1102#"));
    world.does(&mut office, order(1), set("remark", "周二以后送"));
    world.push(&mut office);
    world.push(&mut ann);
    let sheet = world.sheet(order(1));
    let value = |path: &str| sheet.fields.iter().find(|row| row.path == path).map(|row| &row.value);
    assert_eq!(value("a/door"), Some(&Value::text("门禁1102#")));
    assert_eq!(value("remark"), Some(&Value::text("周二以后送")));
    assert_eq!(sheet.card.counts.conflicts, 0);
}

#[test]
fn story_2_two_write_one_field_and_the_other_value_is_one_tap_away() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut manager = person(2, "outlet_manager");
    world.parcel(&mut office, order(1), None);
    world.pull(&mut manager);
    world.does(&mut office, order(1), set("remark", "放门口鞋柜上"));
    world.does(&mut manager, order(1), set("remark", "必须本人签收"));
    world.push(&mut office);
    world.push(&mut manager);
    let sheet = world.sheet(order(1));
    let row = sheet.fields.iter().find(|row| row.path == "remark").expect("the field");
    assert_eq!(row.candidates.len(), 2, "both values stand");
    assert_eq!(row.candidates.last().map(|one| &one.value), Some(&row.value), "the shown one last");
    let who: Vec<_> = row.candidates.iter().map(|one| one.person.expect("known")).collect();
    assert!(who.contains(&office.id) && who.contains(&manager.id), "and who wrote each");
    assert!(row.candidates.iter().all(|one| one.believed.earliest_ms.is_some()), "and when");
    assert!(sheet.card.needs_attention());

    let candidates = row.candidates.iter().filter_map(|one| one.change).collect();
    let field = FieldSet::new("remark", FieldValue::text("必须本人签收"));
    world.pull(&mut office);
    world.does(
        &mut office,
        order(1),
        Command::Settle(Settle { field, candidates, proposal: None }),
    );
    world.push(&mut office);
    let sheet = world.sheet(order(1));
    let row = sheet.fields.iter().find(|row| row.path == "remark").expect("the field");
    assert_eq!((&row.value, row.candidates.len()), (&Value::text("必须本人签收"), 0));
}

#[test]
fn a_number_that_somebody_settles_has_its_mask_beside_it() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    world.parcel(&mut office, order(1), None);
    world.does(&mut office, order(1), set("contact/phone", "19900001111"));
    world.push(&mut office);
    world.pull(&mut office);
    let mask = |world: &World| {
        world
            .sheet(order(1))
            .fields
            .iter()
            .find_map(|row| (row.path == "masked/phone").then(|| row.value.clone()))
    };
    assert_eq!(mask(&world), Some(Value::text("199****1111")));
    let field = FieldSet::new("contact/phone", FieldValue::text("19900002222"));
    let settle = Settle { field, candidates: Vec::new(), proposal: None };
    world.does(&mut office, order(1), Command::Settle(settle));
    world.push(&mut office);
    assert_eq!(mask(&world), Some(Value::text("199****2222")));
}

#[test]
fn story_6_two_of_a_crew_fill_one_checklist_and_all_answers_stay() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let (mut ann, mut bo) = (person(2, "dispatcher"), person(3, "dispatcher"));
    world.parcel(&mut office, order(1), None);
    world.pull(&mut ann);
    world.pull(&mut bo);
    world.does(&mut ann, order(1), set("a/power/0", "已断电"));
    world.does(&mut bo, order(1), set("a/ladder/0", "两人扶梯"));
    let note = |text: &str| {
        let insert = text.to_owned();
        Command::EditNote(NoteEdit { path: "note/work".into(), at: 0, delete: 0, insert })
    };
    world.does(&mut ann, order(1), note("阀门在左侧。"));
    world.does(&mut bo, order(1), note("外机在六楼。"));
    world.push(&mut bo);
    world.push(&mut ann);
    let sheet = world.sheet(order(1));
    let answers = sheet.fields.iter().filter(|row| row.path.starts_with("a/")).count();
    assert_eq!(answers, 2);
    let text = &sheet.notes.iter().find(|note| note.path == "note/work").expect("the note").text;
    assert!(text.contains("阀门在左侧。") && text.contains("外机在六楼。"), "{text}");
}

#[test]
fn ann_may_not_set_the_address_but_proposes_it_and_both_values_show() {
    let (mut world, mut office, mut ann) =
        (World::new(), person(1, "dispatcher"), person(2, "courier"));
    world.parcel(&mut office, order(1), Some(ann.id));
    world.pull(&mut ann);
    let refused = world.try_plan(&ann, order(1), set("address/line", "12幢"));
    assert_eq!(refused, Err(Refusal::MayNotSet { path: "address/line".into() }));
    let proposal = Proposed {
        audience: "contact".into(),
        path: "address/line".into(),
        value: "望湖路188号12幢".into(),
        evidence: Vec::new(),
    };
    world.does(&mut ann, order(1), Command::Propose(proposal));
    world.push(&mut ann);
    let sheet = world.sheet(order(1));
    let row = sheet.fields.iter().find(|row| row.path == "address/line").expect("the field");
    assert_eq!(row.value, Value::text("望湖路188号3幢1102室"));
    assert_eq!(row.proposals.len(), 1);
    assert_eq!(row.proposals[0].person, ann.id);
    assert!(sheet.card.needs_attention());

    world.pull(&mut office);
    world.does(&mut office, order(1), set("address/line", "望湖路188号12幢"));
    world.push(&mut office);
    let card = world.card(order(1));
    assert_eq!(
        (card.counts.proposals, card.needs_attention()),
        (0, false),
        "accepted with one tap"
    );
}

#[test]
fn setting_a_field_to_what_it_is_is_no_command() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    world.parcel(&mut office, order(1), None);
    let again = world.try_plan(&office, order(1), set("title", "一箱苹果"));
    assert_eq!(again, Err(Refusal::NothingToDo));
}
