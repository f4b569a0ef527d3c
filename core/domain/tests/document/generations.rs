//! A document that is full goes on: the same values, notes and conflicts, without the history.

use counterfoil_domain::document::gate::{self, Caps};
use counterfoil_domain::document::{Author, Document, FieldValue};

use crate::people::{ANN, BEN, Dice, OFFICE, office_made, person, seed, sets, text};

/// The fields, and the notes.
type Shown = (Vec<(String, FieldValue)>, Vec<(String, Option<String>)>);

/// What people see of a document.
fn shown(document: &Document) -> Shown {
    let notes = document.note_paths().map(|path| (path.to_owned(), document.note(path)));
    (document.fields().into_iter().collect(), notes.collect())
}

fn conflicts(document: &Document) -> Vec<(String, Vec<FieldValue>)> {
    let values = |one: counterfoil_domain::document::Conflict| {
        (one.path, one.values.into_iter().map(|one| one.value).collect())
    };
    document.conflicts().into_iter().map(values).collect()
}

#[test]
fn the_next_generation_shows_the_same_with_room_and_is_alike_everywhere() {
    // 1. The office's address; Ann and Ben set the floor without seeing each other; a note at the door.
    let (mut hub, mut ann, mut ben) =
        office_made(&[("address", text("旧址")), ("floor", text("3")), ("urgent", text("是"))]);
    let seen = hub.heads();
    let anns = ann.edit(person(ANN), &seen, &sets(&[("floor", text("4"))])).expect("edit");
    let bens = ben.edit(person(BEN), &seen, &sets(&[("floor", text("5"))])).expect("edit");
    let noted =
        ben.splice_note(person(BEN), &ben.heads(), "notes/door", (0, 0), "门禁坏了🔑 打电话");
    hub.apply(person(ANN).chain(), &anns.frame).expect("ann's");
    hub.apply(person(BEN).chain(), &bens.frame).expect("ben's");
    hub.apply(person(BEN).chain(), &noted.expect("a note").frame).expect("ben's note");
    hub.edit(person(OFFICE), &hub.heads(), &sets(&[("address", FieldValue::Null)]))
        .expect("cleared");
    // 2. The next generation: values, notes, the conflict with its shown value; nothing of the history.
    let next = hub.next_generation().expect("the next generation");
    assert_eq!(next.key().generation, 1);
    assert_eq!(shown(&next), shown(&hub));
    assert_eq!(conflicts(&next), conflicts(&hub));
    assert_eq!(conflicts(&next).len(), 1);
    assert_eq!((next.heads().len(), next.ops_since_genesis()), (1, 0));
    assert!(!String::from_utf8_lossy(&next.save()).contains("旧址"), "the cleared value is gone");
    // 3. It is the same bytes wherever it is made.
    let loaded = Document::load(hub.key().clone(), &hub.save()).expect("loads");
    assert_eq!(loaded.next_generation().expect("again").save(), next.save());
    // 4. People write on: a change passes the gate, a note is edited, the conflict is settled.
    let mut phone = Document::load(next.key().clone(), &next.save()).expect("loads");
    let mut hub = next;
    let mut author = person(ANN);
    let settled = phone.settle(author, "floor", &text("5")).expect("settled");
    author = Author { n: settled.n, ..author };
    let judged = gate::judge_change(&hub, author.chain(), &settled.frame, Caps::default());
    hub = judged.expect("taken").document;
    assert!(hub.conflicts().is_empty());
    let noted = phone.splice_note(author, &phone.heads(), "notes/door", (0, 4), "门铃");
    let judged =
        gate::judge_change(&hub, author.chain(), &noted.expect("note").frame, Caps::default());
    hub = judged.expect("taken").document;
    assert_eq!(hub.note("notes/door").as_deref(), Some("门铃🔑 打电话"));
    assert_eq!(hub.ops_since_genesis(), 1 + 6);
    // 5. And the one after it.
    assert_eq!(shown(&hub.next_generation().expect("a third")), shown(&hub));
}

#[test]
fn a_full_document_has_room_again() {
    let (mut hub, ..) = office_made(&[("address", text("a"))]);
    let mut round = 0;
    while !hub.is_nearly_full() {
        round += 1;
        let values: Vec<_> = (0..100).map(|n| (format!("f{n}"), FieldValue::Int(round))).collect();
        hub.edit(person(OFFICE), &hub.heads(), &values).expect("room before it is nearly full");
    }
    assert!(round > 10, "{round}");
    let next = hub.next_generation().expect("the next generation");
    assert!(!next.is_nearly_full() && next.save().len() * 4 < hub.save().len());
    assert_eq!(shown(&next), shown(&hub));
}

#[test]
fn values_that_fill_a_document_by_themselves_have_no_next_generation() {
    let (mut hub, ..) = office_made(&[("address", text("a"))]);
    for number in 0..10 {
        let value = FieldValue::Text(format!("{number}").repeat(15_000));
        hub.edit(person(OFFICE), &hub.heads(), &[(format!("f{number}"), value)]).expect("room");
    }
    assert!(hub.next_generation().is_err());
}

#[test]
fn any_document_has_a_next_generation_that_shows_the_same() {
    let mut dice = Dice::new(seed(41));
    for _ in 0..60 {
        let (mut hub, ann, ben) = office_made(&[("a", text("0")), ("b", text("0"))]);
        let mut phones = [(ann, person(ANN)), (ben, person(BEN)), (hub.clone(), person(3))];
        for (phone, author) in &mut phones {
            for _ in 0..dice.below(6) {
                let path = ["a", "b", "c"][dice.below(3)];
                let value = FieldValue::Int(dice.below(4) as i64);
                let heads = phone.heads();
                let edit = match dice.below(3) {
                    0 => phone.splice_note(*author, &heads, "notes/shift", (0, 0), "夜班🌙"),
                    _ => phone.edit(*author, &heads, &[(path.to_owned(), value)]),
                };
                if let Ok(edit) = edit {
                    author.n = edit.n;
                    hub.apply(author.chain(), &edit.frame).expect("applies");
                }
            }
        }
        let next = hub.next_generation().expect("the next generation");
        assert_eq!(shown(&next), shown(&hub));
        let distinct = |document: &Document| -> Vec<_> {
            let values = conflicts(document).into_iter();
            values
                .map(|(path, mut values)| {
                    let shown = values.last().cloned();
                    values.sort();
                    values.dedup();
                    (path, values, shown)
                })
                .collect()
        };
        assert_eq!(distinct(&next), distinct(&hub));
    }
}
