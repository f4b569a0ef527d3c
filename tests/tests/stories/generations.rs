//! A document fills up while somebody works on it without signal: it goes on, and nothing is lost.

use counterfoil_domain::command::{Command, FieldSet, NoteEdit};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::Sheet;
use counterfoil_domain::order::value::Value;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

fn field<'a>(sheet: &'a Sheet, path: &str) -> Option<&'a Value> {
    sheet.fields.iter().find(|row| row.path == path).map(|row| &row.value)
}

/// Somebody answers a hundred questions of a form at once.
fn answers_all(who: &Person, order: SubjectId, round: usize) {
    let sets = (0..100).map(|number| {
        FieldSet::new(&format!("a/q{number}"), FieldValue::Text(format!("第{round}次")))
    });
    who.does(order, Command::SetFields(sets.collect()));
}

async fn generation(world: &World, order: SubjectId) -> u32 {
    world.hub_document(order, "work").await.expect("a document").key().generation
}

fn note(at: usize, insert: &str) -> Command {
    let path = "note/work".to_owned();
    Command::EditNote(NoteEdit { path, at, delete: 0, insert: insert.to_owned() })
}

#[tokio::test]
async fn a_form_that_is_full_goes_on_and_what_was_written_offline_on_the_old_one_is_kept() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.does(order, note(0, "门禁坏了。"));
    ann.sync().await;
    let tablet = world.second_phone(&ann, "ann's tablet").await;
    tablet.sync().await;
    // 1. Ann's phone loses signal: she answers two questions and adds to the note.
    ann.signal().off();
    ann.sets(order, "a/q5", "离线答的");
    ann.sets(order, "a/door", "走货梯");
    ann.does(order, note(5, "先打电话。"));
    // 2. On her tablet the form is filled in again and again, until its history is full.
    let mut round = 0;
    while generation(&world, order).await == 0 {
        round += 1;
        assert!(round < 30, "it never goes on");
        answers_all(&tablet, order, round);
        tablet.sync().await;
    }
    let last = Value::Text(format!("第{round}次"));
    for sheet in [world.hub_sheet(order).await, tablet.sheet(order)] {
        assert_eq!(field(&sheet, "a/q5"), Some(&last));
    }
    // 3. The tablet goes on in the next generation.
    tablet.sets(order, "a/q6", "新一代的");
    tablet.sync().await;
    // 4. Signal comes back. What Ann wrote on the old one is written once more: the new question and the note
    // as they are, and of the one that was overtaken both answers stand.
    ann.signal().on();
    ann.sync().await;
    tablet.sync().await;
    for (who, sheet) in [
        ("the hub", world.hub_sheet(order).await),
        ("ann", ann.sheet(order)),
        ("the tablet", tablet.sheet(order)),
    ] {
        assert_eq!(field(&sheet, "a/door"), Some(&Value::text("走货梯")), "{who}");
        assert_eq!(field(&sheet, "a/q6"), Some(&Value::text("新一代的")), "{who}");
        let row = sheet.fields.iter().find(|row| row.path == "a/q5").expect("the field");
        let values: Vec<&Value> = row.candidates.iter().map(|one| &one.value).collect();
        assert_eq!(values.len(), 2, "{who}: {values:?}");
        assert!(values.contains(&&Value::text("离线答的")) && values.contains(&&last), "{who}");
        let words = sheet.notes.iter().find(|row| row.path == "note/work").expect("the note");
        assert_eq!(words.text, "门禁坏了。先打电话。", "{who}");
    }
    assert_eq!(ann.status().on_phone, 0, "{:?}", ann.status());
    // 5. Nothing waits, nothing is doubled: another session changes nothing.
    let size = world.server().log_point().await.expect("a log").size;
    ann.sync().await;
    tablet.sync().await;
    assert_eq!(world.server().log_point().await.expect("a log").size, size);
    // 6. The office settles it in the new generation.
    world.settle(order, "a/q5", json!("离线答的")).await;
    assert_eq!(world.hub_sheet(order).await.card.counts.conflicts, 0);
}
