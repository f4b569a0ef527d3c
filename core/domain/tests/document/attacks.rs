//! A hostile phone: bombs, lies, old crashers. Each costs only its own change, and little time.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, ObjType, ROOT};
use counterfoil_domain::document::gate::{self, Caps};
use counterfoil_domain::document::{Document, DocumentError, FieldValue, GateRefusal};
use counterfoil_domain::ids::Hash;

use crate::forge::{Forged, as_rebuilt, body_of, leb, sealed};
use crate::people::{ANN, BEN, key, office_made, person, sets, silence_caught_panics, text};

fn hub() -> Document {
    office_made(&[("address", text("a")), ("floor", FieldValue::Int(3))]).0
}

fn judged(document: &Document, forged: &Forged) -> Result<Document, GateRefusal> {
    let rebuilt = as_rebuilt(forged.bytes(), person(ANN));
    gate::judge_raw(document, rebuilt, Caps::default()).map(|accepted| accepted.document)
}

#[test]
fn an_honest_forgery_is_let_in_so_that_the_lies_below_mean_something() {
    let document = judged(&hub(), &Forged::honest(&hub(), person(ANN))).expect("honest");
    assert_eq!(document.get("stock"), Some(FieldValue::Int(1)));
}

#[test]
fn a_bomb_of_run_lengths_ends_in_the_pre_scan() {
    let runs: [(u8, Vec<u8>); 4] = [(0x42, vec![]), (0x34, vec![]), (0x15, vec![]), (0x70, vec![])];
    for (spec, _) in runs {
        let mut run = Vec::new();
        if spec == 0x34 {
            leb(&mut run, 10_000_000);
        } else {
            run.extend_from_slice(&[0x80, 0xad, 0xe2, 0x04]); // 10,000,000 as a signed LEB128
            run.extend_from_slice(if spec == 0x15 { &[1, b'a'] } else { &[1] });
        }
        let bomb =
            Forged { deps: vec![], ..Forged::honest(&hub(), person(ANN)) }.column(spec, &run);
        let bytes = bomb.bytes();
        // The least of five: other work on this machine is not the scan's.
        let scanned = (0..5).map(|_| {
            let begun = Instant::now();
            let refusal = gate::pre_scan(&bytes).expect_err("a bomb");
            (begun.elapsed(), refusal)
        });
        let (took, refusal) = scanned.min_by_key(|(took, _)| *took).expect("five");
        println!(
            "{} bytes claim 10,000,000 rows of column {spec:#x}: {refusal} in {took:?}",
            bytes.len()
        );
        assert_eq!(refusal, GateRefusal::TooManyOps);
        assert!(took < Duration::from_millis(5));
    }
}

#[test]
fn lies_in_the_header_are_told_apart() {
    let hub = hub();
    let honest = || Forged::honest(&hub, person(ANN));
    let lies: [(Forged, GateRefusal); 10] = [
        (Forged { deps: vec![Hash([7; 32])], ..honest() }, GateRefusal::UnknownDependency),
        (Forged { actor: person(BEN).actor(&key()).to_vec(), ..honest() }, GateRefusal::WrongActor),
        (Forged { actor: vec![1; 8], ..honest() }, GateRefusal::WrongActor),
        (Forged { seq: 2, ..honest() }, GateRefusal::WrongSeq),
        (Forged { start_op: 2_000_000_000, ..honest() }, GateRefusal::WrongStartOp),
        (Forged { start_op: u64::MAX, ..honest() }, GateRefusal::BadChange),
        (Forged { time: 1, ..honest() }, GateRefusal::NotOurs),
        (Forged { extra: vec![1, 2, 3], ..honest() }, GateRefusal::NotOurs),
        (Forged { others: vec![vec![9; 16], vec![8; 16]], ..honest() }, GateRefusal::BadChange),
        (
            Forged { deps: (0..17).map(|n| Hash([n; 32])).collect(), ..honest() },
            GateRefusal::TooManyDependencies,
        ),
    ];
    for (lie, refusal) in lies {
        assert_eq!(judged(&hub, &lie).expect_err("a lie"), refusal, "{lie:?}");
    }
}

#[test]
fn only_flat_operations_are_let_in() {
    let hub = hub();
    let honest = || Forged::honest(&hub, person(ANN));
    let not_flat = [
        honest().column(0x42, &[0x7f, 0]),    // a map under the root
        honest().column(0x42, &[0x7f, 4]),    // a text under the root
        honest().column(0x42, &[0x7f, 3]),    // a deletion
        honest().column(0x42, &[0x7f, 5]),    // an increment
        honest().column(0x42, &[0x7f, 7]),    // a mark
        honest().column(0x56, &[0x7f, 0x18]), // a counter
        honest().column(0x56, &[0x7f, 0x19]), // a timestamp
        honest().column(0x56, &[0x7f, 0x17]), // bytes
        honest().column(0x94, &[0, 1]),       // the column of marks
        honest().column(0x34, &[0, 1]),       // an insertion into the root
    ];
    for lie in not_flat {
        assert_eq!(judged(&hub, &lie).expect_err("not flat"), GateRefusal::NotFlat, "{lie:?}");
    }
    let over_a_note = honest().column(0x15, b"\x7f\x0anotes/door");
    assert_eq!(judged(&hub, &over_a_note).expect_err("a note"), GateRefusal::NotFlat);
    let deflated = honest().column(0x5f, &[1]);
    assert_eq!(judged(&hub, &deflated).expect_err("deflated"), GateRefusal::NotPlain);
    let no_path = honest().column(0x15, &[0x7f, 0]);
    assert_eq!(judged(&hub, &no_path).expect_err("no path"), GateRefusal::BadPath);
}

#[test]
fn maps_nested_three_hundred_deep_are_refused() {
    let mut deep = Automerge::new().with_actor(ActorId::from(&person(ANN).actor(&key())[..]));
    let mut transaction = deep.transaction();
    let mut object = ROOT;
    for _ in 0..300 {
        object = transaction.put_object(&object, "a", ObjType::Map).expect("nest");
    }
    let (hash, _) = transaction.commit();
    let change = deep.get_last_local_change().expect("change");
    assert_eq!(Some(change.hash()), hash);
    let refusal = gate::pre_scan(change.raw_bytes()).expect_err("nested");
    assert_eq!(refusal, GateRefusal::NotFlat);
    // Past the pre-scan, policy's own list of writes would refuse it too.
    let decoded = gate::decode(change.raw_bytes()).expect("automerge likes it");
    assert_eq!(gate::writes(&decoded, &hub()).expect_err("nested"), GateRefusal::NotFlat);
    assert_eq!(Document::load(key(), &deep.save()).expect_err("deep"), DocumentError::NotFlat);
}

#[test]
fn a_container_of_a_device_is_refused_as_a_document_too() {
    let mut foreign = Automerge::new();
    let mut transaction = foreign.transaction();
    transaction.put_object(ROOT, "notes/door", ObjType::Text).expect("text");
    transaction.commit();
    let opened = Document::load(key(), &foreign.save());
    assert_eq!(opened.expect_err("not the genesis change's"), DocumentError::NotFlat);
}

#[test]
fn only_one_whole_saved_document_opens() {
    let saved = hub().save();
    let twice = [saved.clone(), saved.clone()].concat();
    let change = Forged::honest(&hub(), person(ANN)).bytes();
    let cases: [(&[u8], DocumentError); 6] = [
        (&[], DocumentError::NotADocument),
        (&saved[..saved.len() - 1], DocumentError::NotADocument),
        (&twice, DocumentError::NotADocument),
        (&change, DocumentError::NotADocument),
        (&sealed(0, b"\xff\xff\xff"), DocumentError::Damaged),
        (&vec![0; 2 * 1024 * 1024], DocumentError::TooLarge),
    ];
    for (bytes, error) in cases {
        assert_eq!(Document::load(key(), bytes).expect_err("not a document"), error);
    }
}

#[test]
fn a_replayed_sequence_number_is_refused() {
    let (hub, mut ann, _) = office_made(&[("address", text("a"))]);
    let mut restored = ann.clone();
    let seen = ann.heads();
    let first =
        ann.edit(person(ANN), &seen, &sets(&[("floor", FieldValue::Int(1))])).expect("edit");
    let hub = gate::judge_change(&hub, person(ANN).chain(), &first.frame, Caps::default());
    let hub = hub.expect("gate").document;
    // A phone restored from a copy, that kept its incarnation, makes the same number again.
    let other =
        restored.edit(person(ANN), &seen, &sets(&[("floor", FieldValue::Int(2))])).expect("edit");
    let refusal = gate::judge_change(&hub, person(ANN).chain(), &other.frame, Caps::default());
    assert_eq!(refusal.expect_err("reused").code(), "wrong_seq");
    // The same frame under another's name rebuilds to other bytes.
    let stolen = gate::judge_change(&hub, person(BEN).chain(), &other.frame, Caps::default());
    assert_eq!(stolen.expect_err("stolen").code(), "bad_checksum");
}

#[test]
fn the_caps_hold_at_the_gate() {
    let (hub, mut ann, _) = office_made(&[("address", text("a"))]);
    let seen = ann.heads();
    let edit = ann.edit(person(ANN), &seen, &sets(&[("b", text("b"))])).expect("edit");
    let chain = person(ANN).chain();
    let with = |caps: Caps| gate::judge_change(&hub, chain, &edit.frame, caps).map(|_| ());
    assert_eq!(with(Caps::default()), Ok(()));
    assert_eq!(with(Caps { ops: 1, ..Caps::default() }), Err(GateRefusal::DocumentFull));
    assert_eq!(with(Caps { bytes: 60, ..Caps::default() }), Err(GateRefusal::DocumentFull));
    assert_eq!(with(Caps { heads: 0, ..Caps::default() }), Err(GateRefusal::TooManyHeads));
}

/// The files by which automerge's own tests remember what once crashed it, see NOTICE.
fn old_crashers() -> Vec<(String, Vec<u8>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/automerge");
    let mut found = Vec::new();
    for part in ["fixtures", "fuzz-crashers"] {
        for file in std::fs::read_dir(root.join(part)).expect("a folder of fixtures") {
            let file = file.expect("a file");
            let name = file.file_name().to_string_lossy().into_owned();
            found.push((name, std::fs::read(file.path()).expect("bytes")));
        }
    }
    found.sort();
    assert_eq!(found.len(), 17, "every fixture");
    found
}

#[test]
fn every_old_crasher_of_automerge_gets_a_typed_refusal() {
    silence_caught_panics();
    let hub = hub();
    let crashers = old_crashers();
    for (name, bytes) in &crashers {
        let whole = gate::judge_raw(&hub, as_rebuilt(bytes.clone(), person(ANN)), Caps::default());
        let framed = framings(bytes).into_iter().map(|frame| {
            let judged = gate::judge_change(&hub, person(ANN).chain(), &frame, Caps::default());
            judged.expect_err("no crasher passes inside a frame").code()
        });
        let framed: Vec<&str> = framed.collect();
        let code = whole.expect_err("no crasher passes").code();
        println!("{name}: {code}; framed: {framed:?}");
        assert!(Document::load(key(), bytes).is_err(), "{name} opened");
        // Even if the pre-scan had missed it, nothing gets past the wall around automerge.
        if let Ok(change) = gate::decode(bytes) {
            let _ = gate::writes(&change, &hub);
        }
    }
    println!("{} crashers", crashers.len());
}

/// A crasher as a frame, as the value column of a frame, and its own body cut into a frame's
/// columns.
fn framings(bytes: &[u8]) -> Vec<Vec<u8>> {
    let framed = |columns: &[&[u8]]| {
        let mut out = minicbor::Encoder::new(Vec::new());
        out.array(6 + columns.len() as u64).and_then(|out| out.u8(0)).expect("memory");
        out.u8(2).and_then(|out| out.bytes(&[])).and_then(|out| out.array(0)).expect("memory");
        out.bytes(&[0; 4]).and_then(|out| out.u8(3)).expect("memory");
        for column in columns {
            out.bytes(column).expect("memory");
        }
        out.into_writer()
    };
    let body = if bytes.len() > 12 { body_of(bytes) } else { bytes };
    let sixth = body.len() / 6;
    let cut: Vec<&[u8]> = (0..6).map(|n| &body[n * sixth..(n + 1) * sixth]).collect();
    vec![
        bytes.to_vec(),
        framed(&[b"\x7f\x01a", &[1], &[0x7f, 1], &[0x7f, 6], bytes, &[0x7f, 0]]),
        framed(&cut),
    ]
}
