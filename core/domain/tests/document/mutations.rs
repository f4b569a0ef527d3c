//! Tens of thousands of broken changes: no panic gets out, and whatever is accepted is sound.

use std::collections::BTreeMap;

use automerge::Automerge;
use counterfoil_domain::document::gate::{self, Caps};
use counterfoil_domain::document::{Author, Document, FieldValue, Write, Written, fields_of};

use crate::alone::{Plain, plain};
use crate::forge::{as_rebuilt, body_of, sealed};
use crate::people::{
    ANN, BEN, Dice, key, office_made, person, seed, sets, silence_caught_panics, silently, text,
};

/// A document of the hub's, and a next change of somebody's for it.
struct Case {
    hub: Document,
    author: Author,
    frame: Vec<u8>,
    raw: Vec<u8>,
}

fn case(hub: &Document, author: Author, frame: Vec<u8>) -> Case {
    let raw = gate::rebuild(&frame, author.chain(), hub).expect("rebuild").raw;
    Case { hub: hub.clone(), author, frame, raw }
}

/// Changes of every shape: first and later ones, one field and many, over others' values, notes.
fn cases() -> Vec<Case> {
    let start =
        [("contact", text("王")), ("floor", FieldValue::Int(3)), ("cash", FieldValue::Bool(false))];
    let (mut hub, mut ann, mut ben) = office_made(&start);
    let mut cases = Vec::new();
    let seen = ben.heads();
    let by_ben =
        ben.edit(person(BEN), &seen, &sets(&[("floor", FieldValue::Int(7))])).expect("ben");
    cases.push(case(&hub, person(BEN), by_ben.frame.clone()));
    hub = gate::judge_change(&hub, person(BEN).chain(), &by_ben.frame, Caps::default())
        .expect("ben")
        .document;
    let steps: [&[(&str, FieldValue)]; 4] = [
        &[("floor", FieldValue::Int(300))],
        &[
            ("contact", text("李先生")),
            ("cash", FieldValue::Bool(true)),
            ("window", FieldValue::Null),
        ],
        &[("floor", FieldValue::Int(-1)), ("contact", FieldValue::Null)],
        &[
            ("a/1", text("x")),
            ("a/2", text("x")),
            ("a/3", text("x")),
            ("b", FieldValue::Int(1 << 40)),
        ],
    ];
    for (step, fields) in steps.into_iter().enumerate() {
        let seen = ann.heads();
        let edit = ann.edit(person(ANN), &seen, &sets(fields)).expect("ann");
        cases.push(case(&hub, person(ANN), edit.frame.clone()));
        let judged = gate::judge_change(&hub, person(ANN).chain(), &edit.frame, Caps::default());
        hub = judged.expect("ann").document;
        if step == 1 {
            ann.apply(person(BEN).chain(), &by_ben.frame).expect("pull");
        }
    }
    for (at, cut, put) in [(0, 0, "门口有狗"), (1, 2, "a"), (0, 2, ""), (1, 0, "🔑ok")] {
        let seen = ann.heads();
        let edit = ann.splice_note(person(ANN), &seen, "notes/door", (at, cut), put).expect("note");
        cases.push(case(&hub, person(ANN), edit.frame.clone()));
        let judged = gate::judge_change(&hub, person(ANN).chain(), &edit.frame, Caps::default());
        hub = judged.expect("note").document;
    }
    cases
}

/// One to three small accidents.
fn mutate(bytes: &[u8], from: usize, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(3) {
        let at = from + dice.below(bytes.len().saturating_sub(from));
        match dice.below(6) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = dice.roll() as u8,
            2 => bytes[at] = bytes[at].wrapping_add(1),
            3 => bytes[at] = bytes[at].wrapping_sub(1),
            4 => bytes[at] = [0, 1, 0x7f, 0x7e, 0x80, 0xff][dice.below(6)],
            _ => {
                let to = from + dice.below(bytes.len() - from);
                bytes.swap(at, to);
            }
        }
    }
    bytes
}

fn check_sound(case: &Case, accepted: &gate::Accepted) {
    let opened = Automerge::load(&accepted.saved).expect("what is accepted loads again");
    let heads: Vec<_> = opened.get_heads().iter().map(|head| head.0).collect();
    assert_eq!(heads, accepted.document.heads().iter().map(|head| head.0).collect::<Vec<_>>());
    assert_eq!(opened.save_nocompress(), accepted.saved, "re-encodes equally");
    assert!(accepted.document.op_count() > case.hub.op_count());
}

#[test]
fn twenty_thousand_broken_changes_with_true_checksums() {
    silence_caught_panics();
    let (cases, mut dice) = (cases(), Dice::new(seed(20_261_122)));
    let mut counts: BTreeMap<(Plain, &str), usize> = BTreeMap::new();
    for round in 0..20_000 {
        let case = &cases[round % cases.len()];
        // Half of them leave the header alone, so that they get further.
        let body = body_of(&case.raw);
        let from = if round % 2 == 0 { 0 } else { body.len() / 2 };
        let raw = sealed(1, &mutate(body, from, &mut dice));
        let alone = silently(|| plain(&case.hub.save(), &raw));
        let code = match gate::judge_raw(&case.hub, as_rebuilt(raw, case.author), Caps::default()) {
            Ok(accepted) => {
                check_sound(case, &accepted);
                assert_eq!(alone, Plain::Sound);
                "accepted"
            }
            Err(refusal) => refusal.code(),
        };
        *counts.entry((alone, code)).or_default() += 1;
    }
    println!("what automerge alone does, what the gate says:");
    for ((alone, code), count) in &counts {
        println!("{count:6} {alone:?}: {code}");
    }
    let accepted = counts.get(&(Plain::Sound, "accepted")).copied().unwrap_or(0);
    assert!(accepted > 100, "the mutations reach the end of the gate");
    let told = |plain: Plain| counts.keys().any(|(alone, _)| *alone == plain);
    assert!(told(Plain::Panicked) && told(Plain::NeverLoadsAgain), "or they prove nothing");
}

#[test]
fn twenty_thousand_broken_frames() {
    silence_caught_panics();
    let (cases, mut dice) = (cases(), Dice::new(seed(12)));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for round in 0..20_000 {
        let case = &cases[round % cases.len()];
        let frame = mutate(&case.frame, 0, &mut dice);
        let mut phone = case.hub.clone();
        let said = fields_of(&frame);
        let code = match gate::judge_change(&case.hub, case.author.chain(), &frame, Caps::default())
        {
            Ok(accepted) => {
                check_sound(case, &accepted);
                assert_eq!(said, Ok(fields_written(&accepted.writes)), "read without the document");
                "accepted"
            }
            Err(refusal) => refusal.code(),
        };
        let before = phone.heads();
        if phone.apply(case.author.chain(), &frame).is_err() {
            assert_eq!(phone.heads(), before, "a refused frame leaves the document as it was");
        }
        *counts.entry(code).or_default() += 1;
    }
    println!("{counts:?}");
}

fn fields_written(writes: &[Write]) -> Vec<(String, FieldValue)> {
    let fields = writes.iter().filter_map(|write| match &write.value {
        Written::Field(value) => Some((write.path.clone(), value.clone())),
        Written::Note { .. } => None,
    });
    fields.collect()
}

#[test]
fn what_a_change_sets_is_read_without_its_document() {
    let mut fields = 0;
    for case in cases() {
        let judged =
            gate::judge_change(&case.hub, case.author.chain(), &case.frame, Caps::default());
        let written = fields_written(&judged.expect("an honest change").writes);
        fields += written.len();
        assert_eq!(fields_of(&case.frame), Ok(written));
    }
    assert!(fields > 8, "or it shows nothing");
}

#[test]
fn automerge_alone_would_take_these_and_never_load_the_document_again() {
    silence_caught_panics();
    for number in 1..=4 {
        let path =
            format!("{}/tests/fixtures/never_loads_again_{number}.txt", env!("CARGO_MANIFEST_DIR"));
        let fixture = std::fs::read_to_string(path).expect("the fixture");
        let line = |name: &str| {
            let lines = fixture.lines();
            lines
                .filter_map(|line| line.split_once(' '))
                .find(|(key, _)| *key == name)
                .expect("a line")
                .1
        };
        let change = hex::decode(line("change")).expect("hex");
        let hub = hex::decode(line("document")).expect("hex");
        assert_eq!(silently(|| plain(&hub, &change)), Plain::NeverLoadsAgain, "fixture {number}");
        let hub = Document::load(key(), &hub).expect("the hub's document");
        let judged = gate::judge_raw(&hub, as_rebuilt(change, person(ANN)), Caps::default());
        assert_eq!(judged.expect_err("refused").code(), line("code"), "fixture {number}");
    }
}

#[test]
fn a_change_that_breaks_the_engine_costs_only_itself() {
    silence_caught_panics();
    let (cases, mut dice) = (cases(), Dice::new(seed(77)));
    let mut broken = 0;
    for round in 0..12_000 {
        // The last case but one is a note, where automerge still panics now and then.
        let case = &cases[cases.len() - 1 - round % 4];
        let raw = sealed(1, &mutate(body_of(&case.raw), 60, &mut dice));
        let Ok(examined) = gate::examine_raw(&case.hub, as_rebuilt(raw, case.author)) else {
            continue;
        };
        // 1. A colleague's good change, 2. the broken one, 3. the author's good one.
        let mut trial = gate::Trial::begin(case.hub.clone(), Caps::default());
        let mut ben = case.hub.clone();
        let good = ben.edit(person(50), &case.hub.heads(), &sets(&[("good", text("yes"))]));
        let good = good.expect("good").frame;
        let first = trial.examine(person(50).chain(), &good).expect("good");
        trial.apply(first).expect("good");
        if trial.apply(examined).is_ok() {
            continue;
        }
        broken += 1;
        let last = trial.examine(case.author.chain(), &case.frame).expect("honest");
        trial.apply(last).expect("honest");
        let accepted = trial.finish().expect("both good ones");
        assert_eq!(accepted.changes.len(), 2);
        assert_eq!(accepted.document.get("good"), Some(text("yes")));
    }
    println!("{broken} changes broke the engine");
    assert!(broken > 0, "or this proves nothing");
}
