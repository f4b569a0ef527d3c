//! The people of the stories, their document, and randomness that can be repeated.

use counterfoil_domain::document::{Author, Document, DocumentId, DocumentKey, FieldValue};
use counterfoil_domain::ids::{ChainId, DeviceId, Incarnation, SubjectId};

/// The document that all stories are about.
pub(crate) fn key() -> DocumentKey {
    let subject = SubjectId([1; 16]);
    let id = DocumentId { subject, audience: "work".into(), name: String::new() };
    DocumentKey { id, generation: 0 }
}

/// Person `number`'s first hand.
pub(crate) fn person(number: u8) -> Author {
    Author::first(ChainId { device: DeviceId([number; 16]), incarnation: Incarnation([number; 8]) })
}

pub(crate) const ANN: u8 = 1;
pub(crate) const BEN: u8 = 2;
pub(crate) const OFFICE: u8 = 9;

pub(crate) fn notes() -> Vec<String> {
    vec!["notes/shift".into(), "notes/door".into()]
}

pub(crate) fn text(value: &str) -> FieldValue {
    FieldValue::text(value)
}

pub(crate) fn sets(list: &[(&str, FieldValue)]) -> Vec<(String, FieldValue)> {
    list.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect()
}

/// The office writes values; the hub, ann and ben hold them.
pub(crate) fn office_made(values: &[(&str, FieldValue)]) -> (Document, Document, Document) {
    let mut hub = Document::genesis(key(), &notes()).expect("genesis");
    let (mut ann, mut ben) = (hub.clone(), hub.clone());
    let edit = hub.edit(person(OFFICE), &hub.heads(), &sets(values)).expect("office edit");
    for phone in [&mut ann, &mut ben] {
        let applied = phone.apply(person(OFFICE).chain(), &edit.frame).expect("pull");
        assert!(applied.new && applied.change == edit.change);
        assert_eq!(phone.heads(), hub.heads());
    }
    (hub, ann, ben)
}

/// Xorshift: small, and the same everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.roll() >> 11) as usize % bound.max(1)
    }
}

/// `COUNTERFOIL_SEED`, or the seed that this test always had.
pub(crate) fn seed(usual: u64) -> u64 {
    let given = std::env::var("COUNTERFOIL_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or(usual);
    println!("seed {seed} (set COUNTERFOIL_SEED to replay another)");
    seed
}

thread_local! {
    static SILENT: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Runs something whose panics are expected, and caught by it.
pub(crate) fn silently<T>(work: impl FnOnce() -> T) -> T {
    SILENT.set(true);
    let result = work();
    SILENT.set(false);
    result
}

/// Keeps panics that somebody catches out of the output, which would repeat them by the thousand.
pub(crate) fn silence_caught_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !counterfoil_domain::document::is_catching() && !SILENT.get() {
                before(info);
            }
        }));
    });
}
