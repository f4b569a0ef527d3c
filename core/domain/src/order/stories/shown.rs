//! Story 13: one signature for five orders, one of them cancelled meanwhile.

use super::world::{World, blob, order, person, photo, step};
use crate::command::{Command, ShownList, line_stands};
use crate::envelope::ActMode;
use crate::fact::{Fact, SignatureFact};
use crate::hash::sha256;

#[test]
fn story_13_one_signature_for_five_orders_and_each_proves_its_own_line() {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let mut ann = person(2, "courier");
    for number in 1..=5 {
        world.parcel(&mut office, order(number), Some(ann.id));
    }
    world.pull(&mut ann);
    // 1. Five parcels for one person; what is shown has a line for each.
    let texts: Vec<String> =
        (1..=5).map(|number| format!("SF12345678901{number:02} 一箱苹果")).collect();
    let shown = ShownList::over(&texts, &[7; 16]).expect("five lines");
    let strokes = sha256(b"one set of strokes");
    for (number, line) in (1..=5).zip(&shown.lines) {
        let signature = SignatureFact {
            strokes,
            signer: "王小明".into(),
            role: "recipient".into(),
            shown: shown.root,
            line: Some(line.clone()),
        };
        let signed = Command::Sign(signature, vec![blob(strokes, "application/cbor", "signature")]);
        let deliver = step("deliver", None, vec![photo("door", "the door"), signed]);
        let planned = world.try_plan(&ann, order(number), deliver).expect("allowed").over_several();
        assert!(planned.envelopes.iter().all(|draft| draft.act == Some((ActMode::Each, 1))));
        world.keep(&mut ann, order(number), &planned);
    }
    // 2. The office has cancelled the third meanwhile.
    let cancel = step("cancel", Some(&world.reason("cancelled")), Vec::new());
    world.does(&mut office, order(3), cancel);
    world.push(&mut office);
    world.push(&mut ann);
    // 3. Four are delivered, one is disputed, all with the one blob.
    let cards: Vec<_> = (1..=5).map(|number| world.card(order(number))).collect();
    let delivered = cards.iter().filter(|card| card.stage == "delivered" && !card.disputed);
    assert_eq!(delivered.count(), 4);
    assert!(cards[2].disputed);
    for number in 1..=5 {
        let state = world.state(order(number));
        let (row, signature) = state
            .standing()
            .find_map(|(row, fact)| match fact {
                Fact::Signature(signature) => Some((row, signature)),
                _ => None,
            })
            .expect("the signature");
        assert_eq!(row.blobs.iter().map(|blob| blob.hash).collect::<Vec<_>>(), [strokes]);
        // 4. One order alone proves its line, and no other text stands in its place.
        assert!(line_stands(signature));
        let mut other = signature.clone();
        if let Some(line) = &mut other.line {
            line.text.push('!');
        }
        assert!(!line_stands(&other));
        let mut elsewhere = signature.clone();
        if let Some(line) = &mut elsewhere.line {
            line.index = (line.index + 1) % line.count;
        }
        assert!(!line_stands(&elsewhere));
    }
}
