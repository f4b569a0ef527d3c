//! Whatever the order in which changes arrive, all who hold them see the same.

use counterfoil_domain::document::{Author, Document, FieldValue, GateRefusal};
use proptest::prelude::*;

use crate::people::{Dice, key, notes, person, sets};

/// What one person does next.
#[derive(Debug, Clone)]
enum Act {
    Set { path: u8, value: i64, unseen: bool },
    Settle { path: u8, value: i64 },
    Note { at: u8, cut: u8, put: String },
    Pull,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..4u8, 0..3i64, any::<bool>())
            .prop_map(|(path, value, unseen)| Act::Set { path, value, unseen }),
        1 => (0..4u8, 0..3i64).prop_map(|(path, value)| Act::Settle { path, value }),
        2 => (any::<u8>(), 0..3u8, "[a狗🔑]{0,3}")
            .prop_map(|(at, cut, put)| Act::Note { at, cut, put }),
        2 => Just(Act::Pull),
    ]
}

struct Person {
    author: Author,
    document: Document,
    screen: Vec<counterfoil_domain::ids::Hash>,
}

impl Person {
    fn does(&mut self, act: &Act) -> Option<Vec<u8>> {
        let heads = self.document.heads();
        let edit = match act {
            Act::Set { path, value, unseen } => {
                let seen = if *unseen { self.screen.clone() } else { heads };
                let set = sets(&[(&format!("f{path}"), FieldValue::Int(*value))]);
                self.document.edit(self.author, &seen, &set)
            }
            Act::Settle { path, value } => {
                self.document.settle(self.author, &format!("f{path}"), &FieldValue::Int(*value))
            }
            Act::Note { at, cut, put } => {
                let len = self.document.note("notes/door").map_or(0, |note| note.chars().count());
                let at = usize::from(*at) % (len + 1);
                let cut = usize::from(*cut).min(len - at);
                self.document.splice_note(self.author, &heads, "notes/door", (at, cut), put)
            }
            Act::Pull => return None,
        };
        let edit = edit.ok()?;
        self.author.n = edit.n;
        Some(edit.frame)
    }

    /// Takes what it can of the frames, in a random order, until nothing new fits.
    fn pulls(&mut self, frames: &[(Author, Vec<u8>)], dice: &mut Dice) {
        let mut waiting: Vec<&(Author, Vec<u8>)> = frames.iter().collect();
        loop {
            let before = waiting.len();
            for _ in 0..waiting.len() {
                let (author, frame) = waiting.swap_remove(dice.below(waiting.len()));
                match self.document.apply(author.chain(), frame) {
                    Ok(_) => {}
                    Err(GateRefusal::UnknownDependency) => {}
                    Err(other) => panic!("refused: {other:?}"),
                }
            }
            waiting = frames
                .iter()
                .filter(|(author, frame)| {
                    self.document
                        .rebuild(author.chain(), frame)
                        .map_or(true, |rebuilt| !self.document.holds(&rebuilt.hash))
                })
                .collect();
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        assert!(waiting.is_empty(), "{} frames fit nowhere", waiting.len());
    }
}

fn see(document: &Document) -> impl PartialEq + std::fmt::Debug + use<> {
    let notes: Vec<_> = document.note_paths().map(|path| document.note(path)).collect();
    (document.heads(), document.fields(), document.conflicts(), notes, document.op_count())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn three_people_agree_in_the_end(
        acts in proptest::collection::vec((0..3usize, act()), 1..24),
        seed in any::<u64>(),
    ) {
        let mut dice = Dice::new(seed);
        let start = Document::genesis(key(), &notes()).expect("genesis");
        let mut people: Vec<Person> = (1..=3u8)
            .map(|number| Person {
                author: person(number),
                document: start.clone(),
                screen: start.heads(),
            })
            .collect();
        let mut frames: Vec<(Author, Vec<u8>)> = Vec::new();
        for (who, act) in &acts {
            let one = &mut people[*who];
            match one.does(act) {
                Some(frame) => frames.push((one.author, frame)),
                None => {
                    one.screen = one.document.heads();
                    one.pulls(&frames, &mut dice);
                }
            }
        }
        for one in &mut people {
            one.pulls(&frames, &mut dice);
        }
        let first = see(&people[0].document);
        for one in &people[1..] {
            prop_assert!(see(&one.document) == first);
        }
        let opened = Document::load(key(), &people[0].document.save()).expect("load");
        prop_assert!(see(&opened) == first);
    }
}
