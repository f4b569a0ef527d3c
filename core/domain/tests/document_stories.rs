//! Stories of people who edit one document: together, apart, over each other.

use counterfoil_domain::document::gate::{self, Caps};
use counterfoil_domain::document::{
    Author, Document, DocumentId, DocumentKey, EditError, FieldValue, Written,
};
use counterfoil_domain::ids::{ChainId, DeviceId, Incarnation, SubjectId};

fn key() -> DocumentKey {
    let id = DocumentId { subject: SubjectId([1; 16]), audience: "work".into(), name: "".into() };
    DocumentKey { id, generation: 0 }
}

fn person(number: u8) -> Author {
    Author::first(ChainId { device: DeviceId([number; 16]), incarnation: Incarnation([number; 8]) })
}

fn notes() -> Vec<String> {
    vec!["notes/shift".into(), "notes/door".into()]
}

fn text(value: &str) -> FieldValue {
    FieldValue::text(value)
}

fn sets(list: &[(&str, FieldValue)]) -> Vec<(String, FieldValue)> {
    list.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect()
}

/// The office sets an address; the copies of ann and ben hold it.
fn office_made(values: &[(&str, FieldValue)]) -> (Document, Document, Document) {
    let mut hub = Document::genesis(key(), &notes()).expect("genesis");
    let (mut ann, mut ben) = (hub.clone(), hub.clone());
    let edit = hub.edit(person(9), &hub.heads(), &sets(values)).expect("office edit");
    for phone in [&mut ann, &mut ben] {
        let applied = phone.apply(person(9).chain(), &edit.frame).expect("pull");
        assert!(applied.new && applied.change == edit.change);
        assert_eq!(phone.heads(), hub.heads());
    }
    (hub, ann, ben)
}

#[test]
fn ann_and_ben_edit_apart_and_nothing_is_lost() {
    let (hub, mut ann, mut ben) = office_made(&[("address", text("文三路 1 号")), ("floor", FieldValue::Int(3))]);
    // 1. Without signal both change the floor; ann also the address.
    let (seen_by_ann, seen_by_ben) = (ann.heads(), ben.heads());
    let by_ann = sets(&[("floor", FieldValue::Int(4)), ("address", text("文三路 2 号"))]);
    let by_ann = ann.edit(person(1), &seen_by_ann, &by_ann).expect("ann");
    let by_ben = ben.edit(person(2), &seen_by_ben, &sets(&[("floor", FieldValue::Int(5))])).expect("ben");
    // 2. The hub lets both in, and each phone hears of the other.
    let hub = gate::judge_change(&hub, person(1).chain(), &by_ann.frame, Caps::default()).expect("gate");
    assert_eq!(hub.writes.len(), 2);
    let hub = gate::judge_change(&hub.document, person(2).chain(), &by_ben.frame, Caps::default()).expect("gate");
    ann.apply(person(2).chain(), &by_ben.frame).expect("ann pulls");
    ben.apply(person(1).chain(), &by_ann.frame).expect("ben pulls");
    // 3. All three agree, and both floors are there with their authors.
    assert_eq!(ann.fields(), ben.fields());
    assert_eq!(ann.fields(), hub.document.fields());
    assert_eq!(ann.save(), hub.saved);
    assert_eq!(ann.get("address"), Some(text("文三路 2 号")));
    let conflicts = hub.document.conflicts();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts, ann.conflicts());
    let mut both: Vec<_> = conflicts[0].values.iter().map(|one| (one.value.clone(), one.actor, one.change)).collect();
    both.sort();
    assert_eq!(both[0], (FieldValue::Int(4), person(1).actor(&key()), by_ann.change));
    assert_eq!(both[1], (FieldValue::Int(5), person(2).actor(&key()), by_ben.change));
    // 4. The dispatcher settles it, even with the value that is shown already.
    let shown = hub.document.get("floor").expect("floor");
    let mut office = hub.document.clone();
    let settled = office.settle(person(9), "floor", &shown).expect("settle");
    assert!(office.conflicts().is_empty());
    ann.apply(person(9).chain(), &settled.frame).expect("ann pulls");
    assert!(ann.conflicts().is_empty() && ann.get("floor") == Some(shown));
    assert_eq!(ann.heads().len(), 1);
}

#[test]
fn a_hub_takes_a_note_and_its_writes_are_named() {
    let (hub, mut ann, _) = office_made(&[("address", text("a"))]);
    let seen = ann.heads();
    let edit = ann.splice_note(person(1), &seen, "notes/door", (0, 0), "门口有狗").expect("note");
    let hub = gate::judge_change(&hub, person(1).chain(), &edit.frame, Caps::default()).expect("gate");
    assert_eq!(hub.document.note("notes/door").as_deref(), Some("门口有狗"));
    assert_eq!(hub.writes[0].path, "notes/door");
    assert_eq!(hub.writes[0].value, Written::Note { inserted: "门口有狗".into(), deleted: 0 });
}

#[test]
fn setting_what_is_there_is_no_command() {
    let (_, mut ann, _) = office_made(&[("address", text("a"))]);
    let seen = ann.heads();
    assert_eq!(
        ann.edit(person(1), &seen, &sets(&[("address", text("a"))])),
        Err(EditError::NothingToDo)
    );
}
