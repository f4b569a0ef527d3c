//! Frames upon a document, saved documents, and what the gate makes of them.

use std::sync::LazyLock;

use counterfoil_domain::document::gate::{self, Caps};
use counterfoil_domain::document::{Author, Document, DocumentId, DocumentKey, FieldValue};
use counterfoil_domain::ids::{ChainId, DeviceId, Incarnation, SubjectId};

fn author(number: u8) -> Author {
    Author::first(ChainId { device: DeviceId([number; 16]), incarnation: Incarnation([number; 8]) })
}

fn key() -> DocumentKey {
    let id =
        DocumentId { subject: SubjectId([1; 16]), audience: "work".into(), name: String::new() };
    DocumentKey { id, generation: 0 }
}

/// The hub's document, and frames that Ann, Bo and the office wrote upon it or before.
static MADE: LazyLock<(Document, Vec<Vec<u8>>)> = LazyLock::new(|| {
    let notes = ["notes/door".to_owned(), "notes/shift".to_owned()];
    let mut hub = Document::genesis(key(), &notes).expect("genesis");
    let mut frames = Vec::new();
    let mut bo = hub.clone();
    for (number, path) in
        (1_u8..=9).zip(["a/1", "a/2", "remark", "a/1", "a/floor", "b", "c", "a/1", "d"])
    {
        let heads = hub.heads();
        let sets = [
            (path.to_owned(), FieldValue::text("门".repeat(usize::from(number)))),
            ("n".to_owned(), FieldValue::Int(i64::from(number) << 40)),
        ];
        frames.push(hub.edit(author(1), &heads, &sets).expect("Ann").frame);
        let put = hub.splice_note(author(1), &hub.heads(), "notes/door", (0, 0), "有狗🐕");
        frames.push(put.expect("a note").frame);
    }
    let heads = bo.heads();
    let sets =
        [("a/1".to_owned(), FieldValue::Bool(true)), ("remark".to_owned(), FieldValue::Null)];
    frames.push(bo.edit(author(2), &heads, &sets).expect("Bo").frame);
    (hub, frames)
});

pub(super) fn frames() -> Vec<Vec<u8>> {
    MADE.1.clone()
}

/// Nothing panics, a refusal changes nothing, and what is accepted loads again as it was.
pub(super) fn target(bytes: &[u8]) {
    let hub = &MADE.0;
    for number in [1, 2] {
        let chain = author(number).chain();
        let judged = gate::judge_change(hub, chain, bytes, Caps::default());
        let mut phone = hub.clone();
        if phone.apply(chain, bytes).is_err() {
            assert_eq!(phone.heads(), hub.heads(), "a refused frame changes nothing");
            assert!(judged.is_err(), "the gate lets in what no phone can take");
        }
        if let Ok(accepted) = judged {
            let again = Document::load(key(), &accepted.saved).expect("it loads again");
            assert_eq!(again.heads(), accepted.document.heads());
        }
    }
    if let Ok(document) = Document::load(key(), bytes) {
        let again = Document::load(key(), &document.save()).expect("what opened opens again");
        assert_eq!(again.heads(), document.heads());
    }
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let mut found = frames();
    found.push(MADE.0.save());
    // Of the next change of each only the document is missing.
    let (mut ann, mut bo) = (MADE.0.clone(), MADE.0.clone());
    let sets = [("next".to_owned(), FieldValue::text("下一个"))];
    for (number, phone) in [(1_u8, &mut ann), (2, &mut bo)] {
        let heads = phone.heads();
        found.push(phone.edit(author(number), &heads, &sets).expect("an edit").frame);
    }
    found
}
