//! A document fills up while somebody works on it without signal: it goes on, and nothing is lost.

use counterfoil_domain::command::{Command, FieldSet, NoteEdit};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::Sheet;
use counterfoil_domain::order::value::Value;
use counterfoil_server::storage::{SqliteStorage, StorageError};
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

fn field<'a>(sheet: &'a Sheet, path: &str) -> Option<&'a Value> {
    sheet.fields.iter().find(|row| row.path == path).map(|row| &row.value)
}

/// Somebody answers a hundred questions of a form at once.
fn answers_all(who: &Person, order: SubjectId, round: usize) {
    let sets = (0..100).map(|number| {
        FieldSet::new(format!("a/q{number}"), FieldValue::Text(format!("第{round}次")))
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

/// Three answers of 16,000 letters.
fn long_answers(first: usize, letter: &str) -> Vec<(String, String)> {
    (first..first + 3).map(|n| (format!("a/q{n}"), letter.repeat(16_000))).collect()
}

fn filled(answers: &[(String, String)]) -> serde_json::Value {
    answers.iter().map(|(path, text)| (path.clone(), json!(text))).collect()
}

#[tokio::test]
async fn what_has_no_room_any_more_is_proposed_and_nobody_types_it_again() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. Ann writes a long answer without signal, and a remark.
    ann.signal().off();
    let long = "门禁坏了,走货梯。".repeat(300);
    ann.sets(order, "a/long", &long);
    ann.says(order, "现场拍了照");
    // 2. Meanwhile the office fills the form up to its cap: there is no room, and no generation can begin.
    for first in (0..15).step_by(3) {
        world.edit(order, filled(&long_answers(first, "x"))).await;
    }
    world.edit(order, json!({"a/q15": "x".repeat(15_500)})).await;
    // 3. Her answer does not fit. It is not refused and not lost: it is proposed, with both values' places shown.
    ann.signal().on();
    ann.sync().await;
    for (who, sheet) in [("the hub", world.hub_sheet(order).await), ("ann", ann.sheet(order))] {
        let row = sheet.fields.iter().find(|row| row.path == "a/long").expect("the field");
        let values: Vec<&str> = row.proposals.iter().map(|one| one.value.as_str()).collect();
        assert_eq!((&row.value, values), (&Value::Cleared, vec![&long[..]]), "{who}");
        assert_eq!((sheet.card.counts.proposals, sheet.card.counts.comments), (1, 1), "{who}");
        assert_eq!(sheet.card.counts.refused, 0, "{who}");
    }
    let status = ann.status();
    assert_eq!((status.on_phone, status.stuck.len()), (0, 0), "{status:?}");
    // 4. Another session writes nothing more.
    let size = world.server().log_point().await.expect("a log").size;
    ann.sync().await;
    assert_eq!(world.server().log_point().await.expect("a log").size, size);
    // 5. A change made on a full document on the spot is proposed at once, and the hub takes that too.
    ann.sets(order, "a/more", &long);
    ann.sync().await;
    assert_eq!(world.hub_sheet(order).await.card.counts.proposals, 2);
    // 6. The office is told clearly that there is no room, clears what it does not need, and accepts.
    let path = format!("/v1/office/orders/{order}/fields");
    let body = json!({"fields": {"a/office": long.clone()}});
    let told = world.try_post(&path, &body).await.expect_err("no room");
    assert!(told.contains("document_full") && told.contains("写满了"), "{told}");
    let none: serde_json::Value = (0..12).map(|n| (format!("a/q{n}"), json!(null))).collect();
    world.edit(order, none).await;
    assert_eq!(generation(&world, order).await, 1, "with room for what is left it goes on");
    let sheet = world.hub_sheet(order).await;
    let row = sheet.fields.iter().find(|row| row.path == "a/long").expect("the field");
    let accept = json!({"proposal": row.proposals[0].fact, "accept": true});
    world.post(&format!("/v1/office/orders/{order}/proposals"), &accept).await;
    assert_eq!(field(&world.hub_sheet(order).await, "a/long"), Some(&Value::text(&long)));
}

/// Lets the hub commit everything but the beginning of a generation, or everything again: as if its power failed
/// just then.
async fn power_fails_before_a_generation(world: &World, fails: bool) {
    let file = world.config().dir.join("hub.sqlite");
    let storage = SqliteStorage::open(&file).expect("opens");
    let sql = match fails {
        true => {
            "CREATE TRIGGER power BEFORE INSERT ON document WHEN NEW.generation > 0
             BEGIN SELECT RAISE(ABORT, 'the power failed'); END"
        }
        false => "DROP TRIGGER power",
    };
    let engine = |error| StorageError::Engine(Box::new(error));
    storage.write(move |tx| tx.execute_batch(sql).map_err(engine)).await.expect("written");
}

#[tokio::test]
async fn an_office_edit_on_a_full_document_is_done_or_not_when_the_hub_dies_between_the_steps() {
    let mut world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. The office writes the same answers over and over. The edit that leaves little room is committed, and
    //    the hub dies before the next generation begins.
    power_fails_before_a_generation(&world, true).await;
    let path = format!("/v1/office/orders/{order}/fields");
    let mut last = String::new();
    let told = loop {
        last.push('x');
        let letter = char::from(b'a' + u8::try_from(last.len()).expect("few")).to_string();
        let body = json!({"fields": filled(&long_answers(0, &letter))});
        if let Err(told) = world.try_post(&path, &body).await {
            last = letter;
            break told;
        }
        assert!(last.len() < 20, "it is never full");
    };
    assert!(told.starts_with("500"), "{told}");
    world.restart_hub().await;
    // 2. That edit stands, whole, in the old generation, for the office and for the phone.
    assert_eq!(generation(&world, order).await, 0);
    ann.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order)] {
        assert_eq!(field(&sheet, "a/q2"), Some(&Value::text(last.repeat(16_000))));
    }
    // 3. The next large edit has no room; the generation cannot begin, and nothing of the edit is there.
    let large: Vec<(String, String)> =
        [10, 13].iter().flat_map(|n| long_answers(*n, "z")).collect();
    for answers in large.chunks(3) {
        let body = json!({"fields": filled(answers)});
        let _ = world.try_post(&path, &body).await;
    }
    let before = world.hub_document(order, "work").await.expect("a document");
    assert_eq!((before.key().generation, before.get("a/q15")), (0, None));
    // 4. The power is back: the same edits go through, in the next generation, and everybody has them.
    power_fails_before_a_generation(&world, false).await;
    world.restart_hub().await;
    for answers in large.chunks(3) {
        world.edit(order, filled(answers)).await;
    }
    assert_eq!(generation(&world, order).await, 1);
    ann.sync().await;
    for sheet in [world.hub_sheet(order).await, ann.sheet(order)] {
        for (path, value) in [("a/q2", &last[..]), ("a/q10", "z"), ("a/q15", "z")] {
            assert_eq!(field(&sheet, path), Some(&Value::text(value.repeat(16_000))), "{path}");
        }
    }
}

#[tokio::test]
async fn what_a_revoked_phone_could_not_write_once_more_is_proposed_by_the_hub() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.sets(order, "a/first", "是");
    ann.sync().await;
    let tablet = world.second_phone(&ann, "ann's tablet").await;
    tablet.sync().await;
    // 1. Ann answers without signal; on her tablet the form goes on in its next generation.
    ann.signal().off();
    ann.sets(order, "a/door", "走货梯");
    ann.sets(order, "a/dog", "有狗");
    let mut round = 0;
    while generation(&world, order).await == 0 {
        round += 1;
        assert!(round < 30, "it never goes on");
        answers_all(&tablet, order, round);
        tablet.sync().await;
    }
    // 2. Her phone hands its work in and hears no answer; then it is lost, and revoked.
    ann.way().lose_answers(100);
    ann.signal().on();
    ann.try_sync().await;
    assert_eq!(world.hub_sheet(order).await.card.counts.proposals, 0);
    world.revoke(ann.device()).await;
    // 3. Nobody types it again: both answers are proposals now, once, and the office accepts one.
    world.revoke(ann.device()).await;
    let sheet = world.hub_sheet(order).await;
    assert_eq!(sheet.card.counts.proposals, 2);
    for (path, said) in [("a/door", "走货梯"), ("a/dog", "有狗")] {
        let row = sheet.fields.iter().find(|row| row.path == path).expect("the field");
        assert_eq!((row.proposals.len(), &row.proposals[0].value[..]), (1, said), "{path}");
    }
    let row = sheet.fields.iter().find(|row| row.path == "a/door").expect("the field");
    let accept = json!({"proposal": row.proposals[0].fact, "accept": true});
    world.post(&format!("/v1/office/orders/{order}/proposals"), &accept).await;
    tablet.sync().await;
    assert_eq!(field(&tablet.sheet(order), "a/door"), Some(&Value::text("走货梯")));
}

#[tokio::test]
async fn a_corrected_number_leaves_the_phones_though_the_hub_died_before_it_could_see_to_that() {
    let mut world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let wrong = json!({"title": "一箱苹果", "contact/phone": "19900001111"});
    let order = world.order_with("parcel", Some(ann.id), wrong).await;
    ann.sync().await;
    let had = |dump: Vec<(String, Vec<u8>)>| {
        dump.iter().any(|(_, bytes)| bytes.windows(11).any(|some| some == b"19900001111"))
    };
    assert!(had(ann.dump()), "she was to call this number");
    // 1. The office corrects it. That is committed; the generation that takes the wrong number out is not.
    power_fails_before_a_generation(&world, true).await;
    let right = json!({"fields": {"contact/phone": "19900002222"}});
    let told = world.try_post(&format!("/v1/office/orders/{order}/fields"), &right).await;
    assert!(told.is_err_and(|why| why.starts_with("500")), "the hub dies");
    let of_contact = async |world: &World| {
        world.hub_document(order, "contact").await.expect("a document").key().generation
    };
    assert_eq!(of_contact(&world).await, 0);
    // 2. It opens all the same while it cannot; with the power back the next opening does it.
    world.restart_hub().await;
    assert_eq!(of_contact(&world).await, 0);
    power_fails_before_a_generation(&world, false).await;
    world.restart_hub().await;
    assert_eq!(of_contact(&world).await, 1);
    ann.sync().await;
    ann.sync().await;
    assert!(!had(ann.dump()), "the wrong number has left her phone");
    assert_eq!(ann.sheet(order).card.phone.as_deref(), Some("19900002222"));
    // 3. It is done once.
    world.restart_hub().await;
    assert_eq!(of_contact(&world).await, 1);
}
