//! Nothing too large can be captured.

use counterfoil_domain::document::gate::{self, Caps};
use counterfoil_domain::document::{Author, Document, EditError, FieldValue};
use counterfoil_domain::limits;

use crate::people::{ANN, key, notes, office_made, person, sets, text};

#[test]
fn what_is_too_large_is_said_at_capture() {
    let (_, mut ann, _) = office_made(&[("address", text("a"))]);
    let seen = ann.heads();
    let mut tried = |path: &str, value: FieldValue| {
        ann.edit(person(ANN), &seen, &[(path.to_owned(), value)]).map(|_| ())
    };
    assert_eq!(tried("", text("x")), Err(EditError::BadPath));
    assert_eq!(tried("a\nb", text("x")), Err(EditError::BadPath));
    assert_eq!(tried(&"p".repeat(limits::PATH_BYTES_MAX + 1), text("x")), Err(EditError::BadPath));
    let long = "x".repeat(limits::FIELD_VALUE_BYTES_MAX + 1);
    assert_eq!(tried("a", text(&long)), Err(EditError::ValueTooLong));
    assert_eq!(tried("notes/door", text("x")), Err(EditError::NotAField));
    assert_eq!(tried(&"p".repeat(limits::PATH_BYTES_MAX), text(&long[1..])), Ok(()));
    let many: Vec<_> = (0..=limits::CHANGE_OPS_MAX).map(|n| (format!("m{n}"), text("x"))).collect();
    assert_eq!(ann.edit(person(ANN), &seen, &many).map(|_| ()), Err(EditError::TooMuch));
    let twice = sets(&[("a", text("1")), ("a", text("2"))]);
    assert_eq!(ann.edit(person(ANN), &seen, &twice).map(|_| ()), Err(EditError::BadPath));
    let unknown = [counterfoil_domain::ids::Hash([5; 32])];
    let lost = ann.edit(person(ANN), &unknown, &sets(&[("a", text("1"))]));
    assert_eq!(lost.map(|_| ()), Err(EditError::UnknownHeads));
}

#[test]
fn a_note_takes_one_run_of_512_characters() {
    let (hub, mut ann, _) = office_made(&[("address", text("a"))]);
    let mut author = person(ANN);
    let mut noted = |at: usize, delete: usize, insert: &str| {
        let seen = ann.heads();
        let edit = ann.splice_note(author, &seen, "notes/door", (at, delete), insert)?;
        author.n = edit.n;
        Ok::<_, EditError>(edit.frame)
    };
    let run = "字".repeat(limits::CHANGE_TEXT_RUN_CHARS_MAX);
    assert_eq!(noted(0, 0, &format!("{run}x")), Err(EditError::TooMuch));
    let frame = noted(0, 0, &run).expect("a full run");
    let hub = gate::judge_change(&hub, person(ANN).chain(), &frame, Caps::default());
    let hub = hub.expect("the hub takes a full run").document;
    assert_eq!(noted(0, limits::CHANGE_OPS_MAX + 1, ""), Err(EditError::TooMuch));
    assert_eq!(noted(500, 13, ""), Err(EditError::BeyondEnd));
    assert_eq!(noted(usize::MAX, 1, ""), Err(EditError::BeyondEnd));
    assert_eq!(noted(0, 0, ""), Err(EditError::NothingToDo));
    let frame = noted(10, 200, "短").expect("a cut");
    let hub = gate::judge_change(&hub, person(ANN).chain(), &frame, Caps::default());
    assert_eq!(
        hub.expect("gate").document.note("notes/door").map(|note| note.chars().count()),
        Some(313)
    );
    assert_eq!(ann.splice_note(person(ANN), &[], "no/such", (0, 0), "x"), Err(EditError::NotANote));
}

#[test]
fn a_full_document_says_so_before_the_hub_would() {
    // By operations.
    let mut document = Document::genesis(key(), &notes()).expect("genesis");
    let mut author = person(ANN);
    let mut hub = document.clone();
    let full = (0..).find_map(|round: i64| {
        let sets: Vec<_> = (0..200).map(|n| (format!("f{n}"), FieldValue::Int(round))).collect();
        let seen = document.heads();
        match document.edit(author, &seen, &sets) {
            Ok(edit) => {
                author = Author { n: edit.n, ..author };
                let judged = gate::judge_change(&hub, author.chain(), &edit.frame, Caps::default());
                hub = judged.expect("what was captured is taken").document;
                None
            }
            Err(error) => Some(error),
        }
    });
    assert_eq!(full, Some(EditError::DocumentFull));
    assert_eq!(document.op_count(), 2 + 10 * 200);
    // By bytes: old values stay in the document.
    let mut document = Document::genesis(key(), &[]).expect("genesis");
    let full = (0..100).find_map(|round: usize| {
        let value = text(&format!("{round:05}").repeat(3_000));
        let seen = document.heads();
        document.edit(person(ANN), &seen, &[("a".into(), value)]).err()
    });
    assert_eq!(full, Some(EditError::DocumentFull));
    assert!(document.save().len() <= limits::DOCUMENT_BYTES_MAX);
    assert!(document.save().len() > limits::DOCUMENT_BYTES_MAX - 32 * 1024);
}

#[test]
fn sixteen_heads_and_no_more() {
    let (mut hub, _, _) = office_made(&[("a", text("0"))]);
    let seen = hub.heads();
    let start = hub.clone();
    for number in 1..=17u8 {
        let mut phone = start.clone();
        let set = sets(&[("a", FieldValue::Int(i64::from(number)))]);
        let edit = phone.edit(person(100 + number), &seen, &set).expect("edit");
        let judged =
            gate::judge_change(&hub, person(100 + number).chain(), &edit.frame, Caps::default());
        match judged {
            Ok(accepted) => hub = accepted.document,
            Err(refusal) => {
                assert_eq!((number, refusal.code()), (17, "too_many_heads"));
                // Capture says the same, and the present state is always open.
                let beside = hub.edit(person(ANN), &seen, &set);
                assert_eq!(beside, Err(EditError::TooManyHeads));
                hub.settle(person(ANN), "a", &text("x")).expect("settled");
            }
        }
    }
    assert_eq!(hub.heads().len(), 1);
    assert!(hub.conflicts().is_empty());
}
