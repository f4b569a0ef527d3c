//! Stories of people who edit one document: together, apart, over each other.

use counterfoil_domain::document::gate::{self, Caps};
use counterfoil_domain::document::{Author, Document, EditError, FieldValue, Written};
use counterfoil_domain::ids::{ChainId, DeviceId, Incarnation};

use crate::people::{ANN, BEN, OFFICE, key, notes, office_made, person, sets, text};

#[test]
fn ann_and_ben_edit_apart_and_nothing_is_lost() {
    let start = [("address", text("文三路 1 号")), ("floor", FieldValue::Int(3))];
    let (hub, mut ann, mut ben) = office_made(&start);
    // 1. Without signal both change the floor; ann also the address.
    let (seen_by_ann, seen_by_ben) = (ann.heads(), ben.heads());
    let by_ann = sets(&[("floor", FieldValue::Int(4)), ("address", text("文三路 2 号"))]);
    let by_ann = ann.edit(person(ANN), &seen_by_ann, &by_ann).expect("ann");
    let by_ben = sets(&[("floor", FieldValue::Int(5))]);
    let by_ben = ben.edit(person(BEN), &seen_by_ben, &by_ben).expect("ben");
    // 2. The hub lets both in, and each phone hears of the other.
    let (from_ann, from_ben) = (person(ANN).chain(), person(BEN).chain());
    let caps = Caps::default();
    let hub = gate::judge_change(&hub, from_ann, &by_ann.frame, caps).expect("gate");
    assert_eq!(hub.writes.len(), 2);
    let hub = gate::judge_change(&hub.document, from_ben, &by_ben.frame, caps).expect("gate");
    ann.apply(from_ben, &by_ben.frame).expect("ann pulls");
    ben.apply(from_ann, &by_ann.frame).expect("ben pulls");
    // 3. All three agree, and both floors are there with their authors.
    assert_eq!(ann.fields(), ben.fields());
    assert_eq!(ann.fields(), hub.document.fields());
    assert_eq!(ann.get("address"), Some(text("文三路 2 号")));
    let conflicts = hub.document.conflicts();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts, ann.conflicts());
    let values = conflicts[0].values.iter();
    let mut both: Vec<_> = values.map(|one| (one.value.clone(), one.actor, one.change)).collect();
    both.sort();
    assert_eq!(both[0], (FieldValue::Int(4), person(ANN).actor(&key()), by_ann.change));
    assert_eq!(both[1], (FieldValue::Int(5), person(BEN).actor(&key()), by_ben.change));
    // 4. The dispatcher settles it, even with the value that is shown already.
    let shown = hub.document.get("floor").expect("floor");
    assert_eq!(Some(&shown), conflicts[0].values.last().map(|one| &one.value));
    let mut office = hub.document.clone();
    let settled = office.settle(person(OFFICE), "floor", &shown).expect("settle");
    assert!(office.conflicts().is_empty());
    ann.apply(person(OFFICE).chain(), &settled.frame).expect("ann pulls");
    assert!(ann.conflicts().is_empty() && ann.get("floor") == Some(shown));
    assert_eq!(ann.heads().len(), 1);
}

#[test]
fn ann_wrote_over_what_she_had_not_seen() {
    let (mut hub, mut ann, _) = office_made(&[("contact", text("王")), ("gate", text("东门"))]);
    // 1. Ann's screen shows the order; meanwhile her phone pulls the office's new contact.
    let on_screen = ann.heads();
    let by_office = sets(&[("contact", text("李"))]);
    let seen = hub.heads();
    let by_office = hub.edit(person(OFFICE), &seen, &by_office).expect("office");
    ann.apply(person(OFFICE).chain(), &by_office.frame).expect("pull");
    // 2. She saves what she typed, without having seen it.
    let edit = ann.edit(person(ANN), &on_screen, &sets(&[("contact", text("张"))])).expect("ann");
    assert_eq!(edit.n, 1, "a fresh hand writes beside what was not seen");
    // 3. Both stay, on her phone and at the hub.
    let hub = gate::judge_change(&hub, person(ANN).chain(), &edit.frame, Caps::default());
    let hub = hub.expect("gate").document;
    for document in [&ann, &hub] {
        let conflicts = document.conflicts();
        assert_eq!(conflicts.len(), 1);
        let mut values: Vec<_> = conflicts[0].values.iter().map(|one| &one.value).collect();
        values.sort();
        assert_eq!(values, [&text("张"), &text("李")]);
    }
    // 4. What did not change since is simply written.
    let again =
        ann.edit(Author { n: edit.n, ..person(ANN) }, &on_screen, &sets(&[("gate", text("西门"))]));
    assert_eq!(again.expect("gate field").n, 1);
    assert_eq!(ann.heads().len(), 1, "it was written upon the present heads");
    // 5. Leaving a field as it stood on the screen never undoes the office's value.
    let untouched = ann.edit(person(ANN), &on_screen, &sets(&[("contact", text("王"))]));
    assert_eq!(untouched, Err(EditError::NothingToDo));
}

#[test]
fn ann_writes_from_two_phones() {
    let (hub, mut phone, mut tablet) = office_made(&[("floor", FieldValue::Int(1))]);
    // One person, two stores: two devices, so two actors.
    let store =
        |number| ChainId { device: DeviceId([number; 16]), incarnation: Incarnation([7; 8]) };
    let (on_phone, on_tablet) = (Author::first(store(31)), Author::first(store(32)));
    let seen = phone.heads();
    let first =
        phone.edit(on_phone, &seen, &sets(&[("floor", FieldValue::Int(2))])).expect("phone");
    let second =
        tablet.edit(on_tablet, &seen, &sets(&[("floor", FieldValue::Int(2))])).expect("tablet");
    assert_ne!(first.change, second.change);
    let hub =
        gate::judge_change(&hub, on_phone.chain(), &first.frame, Caps::default()).expect("gate");
    let hub = gate::judge_change(&hub.document, on_tablet.chain(), &second.frame, Caps::default());
    let hub = hub.expect("gate").document;
    assert_eq!(hub.get("floor"), Some(FieldValue::Int(2)));
    assert!(hub.conflicts().is_empty(), "equal concurrent values are no conflict");
}

#[test]
fn an_order_of_many_edits_travels_in_any_chunks() {
    // Ann works all day without signal: each change follows her last one.
    let (hub, mut ann, _) = office_made(&[("address", text("a"))]);
    let mut author = person(ANN);
    let mut frames = Vec::new();
    for step in 0..20 {
        let seen = ann.heads();
        let edit =
            ann.edit(author, &seen, &sets(&[("step", FieldValue::Int(step))])).expect("edit");
        author.n = edit.n;
        frames.push(edit.frame);
    }
    // One trial at the hub: one copy, one save, one load.
    let mut trial = gate::Trial::begin(hub.clone(), Caps::default());
    for frame in &frames {
        let examined = trial.examine(author.chain(), frame).expect("examined");
        trial.apply(examined).expect("applied");
    }
    let hub = trial.finish().expect("finish");
    assert_eq!(hub.changes.len(), 20);
    assert_eq!(hub.document.heads(), ann.heads());
    assert_eq!(hub.document.fields(), ann.fields());
    // A second phone of hers that already holds them takes each again without effect.
    for frame in &frames {
        assert!(!ann.apply(author.chain(), frame).expect("known").new);
    }
    // At the gate they are no next changes any more.
    for frame in &frames {
        gate::judge_change(&hub.document, author.chain(), frame, Caps::default())
            .expect_err("not taken twice");
    }
}

#[test]
fn after_a_refusal_ann_begins_afresh() {
    let (hub, mut ann, _) = office_made(&[("address", text("a"))]);
    let acknowledged = ann.clone();
    // 1. A change that the hub refuses (it does not get there), and one behind it.
    let seen = ann.heads();
    let refused =
        ann.edit(person(ANN), &seen, &sets(&[("price", FieldValue::Int(0))])).expect("edit");
    let behind = ann.edit(person(ANN), &refused.heads, &sets(&[("floor", FieldValue::Int(2))]));
    let behind = behind.expect("edit");
    let lost = gate::judge_change(&hub, person(ANN).chain(), &behind.frame, Caps::default());
    assert_eq!(lost.expect_err("its base is missing").code(), "unknown_dependency");
    // 2. She replays the allowed one upon what the hub has, with the next n.
    let mut ann = acknowledged;
    let seen = ann.heads();
    let fresh = Author { n: 1, ..person(ANN) };
    let replayed = ann.edit(fresh, &seen, &sets(&[("floor", FieldValue::Int(2))])).expect("replay");
    let hub = gate::judge_change(&hub, fresh.chain(), &replayed.frame, Caps::default());
    assert_eq!(hub.expect("gate").document.get("floor"), Some(FieldValue::Int(2)));
}

#[test]
fn two_hands_in_one_note() {
    let (hub, mut ann, mut ben) = office_made(&[("address", text("a"))]);
    let note = "notes/door";
    let seen = ann.heads();
    let by_ann = ann.splice_note(person(ANN), &seen, note, (0, 0), "门口有狗").expect("ann");
    let by_ben = ben.splice_note(person(BEN), &seen, note, (0, 0), "🔑在垫下").expect("ben");
    let (from_ann, from_ben) = (person(ANN).chain(), person(BEN).chain());
    let caps = Caps::default();
    let hub = gate::judge_change(&hub, from_ann, &by_ann.frame, caps).expect("gate");
    assert_eq!(hub.writes[0].path, note);
    assert_eq!(hub.writes[0].value, Written::Note { inserted: "门口有狗".into(), deleted: 0 });
    let hub = gate::judge_change(&hub.document, from_ben, &by_ben.frame, caps).expect("gate");
    ann.apply(from_ben, &by_ben.frame).expect("pull");
    ben.apply(from_ann, &by_ann.frame).expect("pull");
    let whole = hub.document.note(note).expect("note");
    assert!(whole.contains("门口有狗") && whole.contains("🔑在垫下"));
    assert_eq!((ann.note(note), ben.note(note)), (Some(whole.clone()), Some(whole)));
    // Ben deletes by the places that he saw before ann's words came.
    let cut = ben.splice_note(person(BEN), &by_ben.heads, note, (0, 1), "").expect("cut");
    assert_eq!(cut.n, 1);
    let hub = gate::judge_change(&hub.document, from_ben, &cut.frame, caps).expect("gate");
    assert_eq!(hub.writes[0].value, Written::Note { inserted: String::new(), deleted: 1 });
    let left = hub.document.note(note).expect("note");
    assert!(left.contains("门口有狗") && left.contains("在垫下") && !left.contains('🔑'));
    assert_eq!(ben.note(note), Some(left));
}

#[test]
fn what_is_saved_opens_again_as_it_was() {
    let (_, mut ann, _) = office_made(&[("a", text("1")), ("b", FieldValue::Bool(true))]);
    let before = ann.heads();
    ann.edit(person(ANN), &before, &sets(&[("a", FieldValue::Null), ("c", FieldValue::Int(-5))]))
        .expect("edit");
    let opened = Document::load(key(), &ann.save()).expect("load");
    assert_eq!(opened.fields(), ann.fields());
    assert_eq!(opened.heads(), ann.heads());
    assert_eq!(opened.op_count(), ann.op_count());
    assert_eq!(opened.get("a"), Some(FieldValue::Null), "cleared, not gone");
    assert_eq!(opened.get("never"), None);
    let then = opened.fields_at(&before).expect("known heads");
    assert_eq!(then.get("a"), Some(&text("1")));
    assert!(!then.contains_key("c"));
    assert_eq!(opened.change_author(&opened.heads()[0]), Some(person(ANN).actor(&key())));
    let mut paths = notes();
    paths.sort();
    assert!(opened.note_paths().eq(paths.iter().map(String::as_str)));
    // An edit after loading goes on as before.
    let mut opened = opened;
    let seen = opened.heads();
    opened.edit(person(ANN), &seen, &sets(&[("a", text("2"))])).expect("edit");
}

#[test]
fn a_document_without_notes_begins_empty() {
    let mut document = Document::genesis(key(), &[]).expect("genesis");
    assert!(document.heads().is_empty() && document.op_count() == 0);
    let hub = Document::load(key(), &document.save()).expect("an empty document opens");
    let edit = document.edit(person(ANN), &[], &sets(&[("a", text("1"))])).expect("edit");
    let hub = gate::judge_change(&hub, person(ANN).chain(), &edit.frame, Caps::default());
    assert_eq!(hub.expect("gate").document.fields(), document.fields());
}

#[test]
fn a_document_may_go_to_another_thread() {
    fn movable<T: Send + Sync + 'static>() {}
    movable::<Document>();
    movable::<gate::Trial>();
    movable::<gate::Accepted>();
}
