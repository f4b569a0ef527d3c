//! Bytes that must never change, and what they weigh.

use std::time::{Duration, Instant};

use counterfoil_domain::cbor;
use counterfoil_domain::document::gate::{self, Caps};
use counterfoil_domain::document::{Author, Document, FieldValue, actor};
use counterfoil_domain::ids::{DeviceId, Incarnation};

/// The hash of the genesis change with the notes `notes/door` and `notes/shift`.
const GENESIS: &str = "3ff805ce25cec3c7281e20db493b70e2e15856e38b2183d86377526f736aadbb";

use crate::people::{ANN, key, notes, office_made, person, sets, text};

#[test]
fn names_and_actors_are_as_written_down() {
    assert_eq!(
        hex::encode(cbor::encode(&key())),
        "8283500101010101010101010101010101010164776f726b6000"
    );
    let actor = actor(DeviceId([2; 16]), Incarnation([3; 8]), &key(), 1);
    assert_eq!(hex::encode(actor), "f2cf82a11c7641616661b55382f318d1");
}

#[test]
fn the_genesis_change_is_the_same_everywhere() {
    let document = Document::genesis(key(), &notes()).expect("genesis");
    let again = Document::genesis(key(), &["notes/door".into(), "notes/shift".into()]);
    assert_eq!(again.expect("genesis").heads(), document.heads());
    assert_eq!(document.heads()[0].to_string(), GENESIS);
}

#[test]
fn a_thin_frame_is_as_written_down() {
    let mut document = Document::genesis(key(), &notes()).expect("genesis");
    let seen = document.heads();
    let set = sets(&[("a/meter/1", FieldValue::Int(1234))]);
    let edit = document.edit(person(ANN), &seen, &set).expect("edit");
    assert_eq!(
        hex::encode(&edit.frame),
        "8c000240804452d7d392034b7f09612f6d657465722f314101427f01427f2442d209427f00"
    );
    let set = sets(&[("a/meter/1", text("1235 度"))]);
    let edit = document.edit(person(ANN), &edit.heads, &set).expect("edit");
    assert_eq!(
        hex::encode(&edit.frame),
        "8e000140804405933450074b7f09612f6d657465722f314101427f01437f8601483132333520e5baa6427f01427f00427f03"
    );
    let edit = document.splice_note(person(ANN), &edit.heads, "notes/door", (0, 0), "狗");
    assert_eq!(
        hex::encode(&edit.expect("note").frame),
        "8e000140810044d7f2dec4181a427f01427f01427f00420001427f01427f3643e78b97427f00"
    );
}

#[test]
fn what_one_change_weighs() {
    let (hub, mut ann, _) = office_made(&[("contact", text("王")), ("floor", FieldValue::Int(3))]);
    let mut author = person(ANN);
    let mut weigh = |what: &str, path: &str, value: FieldValue| {
        let seen = ann.heads();
        let edit = ann.edit(author, &seen, &[(path.to_owned(), value)]).expect("edit");
        author = Author { n: edit.n, ..author };
        let raw = ann.rebuild(author.chain(), &edit.frame).expect("rebuild").raw.len();
        println!("{what}: frame {} bytes, plain change {raw}", edit.frame.len());
        edit
    };
    let first =
        weigh("first change, new field a/meter/1 = 1234", "a/meter/1", FieldValue::Int(1234));
    let next = weigh("next change, new field a/leak/1 = true", "a/leak/1", FieldValue::Bool(true));
    weigh("own field again", "a/leak/1", FieldValue::Bool(false));
    weigh("over the office's value", "floor", FieldValue::Int(4));
    weigh("a text of 12 characters", "a/remark/1", text("门铃坏了请打电话通知客户"));
    assert!(first.frame.len() <= 60 && next.frame.len() <= 48);
    let judged = gate::judge_change(&hub, person(ANN).chain(), &first.frame, Caps::default());
    judged.expect("gate");
}

#[test]
fn what_a_visit_weighs_and_costs() {
    // An order of 40 fields; a visit of 12 answers, each a change of its own.
    let start: Vec<_> = (0..40).map(|n| (format!("f/{n}"), text("某个值"))).collect();
    let mut hub = Document::genesis(key(), &notes()).expect("genesis");
    let (mut ann, seen) = (hub.clone(), hub.heads());
    let made = hub.edit(person(9), &seen, &start).expect("office");
    ann.apply(person(9).chain(), &made.frame).expect("pull");
    let (mut frames, mut author) = (Vec::new(), person(ANN));
    let begun = Instant::now();
    for n in 0..12 {
        let seen = ann.heads();
        let set = [(format!("a/question{n}/1"), FieldValue::Int(n * 37))];
        let edit = ann.edit(author, &seen, &set).expect("edit");
        author.n = edit.n;
        frames.push(edit.frame);
    }
    println!("edit: {:?} each", begun.elapsed() / 12);
    let saved = hub.save();
    let begun = Instant::now();
    let loaded = Document::load(key(), &saved).expect("load");
    println!("load of {} bytes: {:?}", saved.len(), begun.elapsed());
    let begun = Instant::now();
    let _clone = loaded.clone();
    println!("clone: {:?}", begun.elapsed());
    let begun = Instant::now();
    let mut trial = gate::Trial::begin(loaded.clone(), Caps::default());
    for frame in &frames {
        let examined = trial.examine(author.chain(), frame).expect("examined");
        trial.apply(examined).expect("applied");
    }
    println!("12 changes examined and applied: {:?}", begun.elapsed());
    let accepted = trial.finish().expect("finish");
    println!("and saved, loaded, compared: {:?}", begun.elapsed());
    let begun = Instant::now();
    let mut one_by_one = loaded;
    for frame in &frames {
        let judged = gate::judge_change(&one_by_one, author.chain(), frame, Caps::default());
        one_by_one = judged.expect("gate").document;
    }
    println!("12 changes judged one by one: {:?}", begun.elapsed());
    assert_eq!(one_by_one.save(), accepted.saved);
    let frame_bytes: usize = frames.iter().map(Vec::len).sum();
    println!("12 frames: {frame_bytes} bytes");
    assert!(frame_bytes <= 12 * 50);
    let begun = Instant::now();
    let raw = hub.rebuild(author.chain(), &frames[0]).expect("rebuild").raw;
    println!("rebuild: {:?}", begun.elapsed());
    let begun = Instant::now();
    for _ in 0..1_000 {
        gate::pre_scan(&raw).expect("sound");
    }
    println!("pre-scan: {:?} each", begun.elapsed() / 1_000);
}

#[test]
fn what_a_full_document_costs() {
    // A day of notes and answers: near the cap of operations, written by two people by turns.
    let mut hub = Document::genesis(key(), &notes()).expect("genesis");
    let first = hub.heads();
    let mut authors = [person(1), person(2)];
    for round in 0..50usize {
        let author = &mut authors[round % 2];
        let (seen, len) =
            (hub.heads(), hub.note("notes/door").map_or(0, |note| note.chars().count()));
        let at = (round * 7919) % (len + 1);
        let words = "二十个字左右的一句话写在备注里面给同事看";
        let edit = hub.splice_note(*author, &seen, "notes/door", (at, 0), words).expect("note");
        author.n = edit.n;
        let answers: Vec<_> =
            (0..15).map(|n| (format!("a/{n}"), FieldValue::Int(round as i64))).collect();
        let author = &mut authors[1 - round % 2];
        let edit = hub.edit(*author, &edit.heads, &answers).expect("answers");
        author.n = edit.n;
    }
    println!("{} operations, {} bytes", hub.op_count(), hub.save().len());
    let mut phone = hub.clone();
    let set: Vec<_> = (0..200).map(|n| (format!("b/{n}"), FieldValue::Bool(true))).collect();
    let edits = [
        ("one field", phone.edit(person(3), &hub.heads(), &set[..1])),
        ("200 fields upon the first heads", hub.clone().edit(person(4), &first, &set)),
        (
            "a note of 100",
            hub.clone().splice_note(person(5), &first, "notes/door", (0, 0), &"a".repeat(100)),
        ),
    ];
    for (what, edit) in edits {
        let edit = edit.expect("edit");
        let chain = [3, 4, 5].map(|number| person(number).chain());
        let chain =
            chain.into_iter().find(|chain| gate::rebuild(&edit.frame, *chain, &hub).is_ok());
        let chain = chain.expect("one of them wrote it");
        // The least of some rounds: other work on this machine is not the gate's cost.
        let least = (0..8).fold([Duration::MAX; 3], |least, _| {
            let begun = Instant::now();
            let examined = gate::examine(&hub, chain, &edit.frame).expect("examined");
            let at_examined = begun.elapsed();
            let mut trial = gate::Trial::begin(hub.clone(), Caps::default());
            trial.apply(examined).expect("applied");
            let at_applied = begun.elapsed();
            trial.finish().expect("finish");
            [least[0].min(at_examined), least[1].min(at_applied), least[2].min(begun.elapsed())]
        });
        println!("{what}: examined, applied, whole: {least:?}");
    }
}
