//! A change that was blocked and that nobody has written once more for a day becomes a proposal by itself.

use std::time::Duration;

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::value::Value;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

const HOUR_MS: u64 = 3_600_000;

fn answers_of(sheet: &counterfoil_domain::order::Sheet, path: &str) -> Vec<String> {
    let row = sheet.fields.iter().find(|row| row.path == path);
    row.into_iter().flat_map(|row| &row.proposals).map(|one| one.value.clone()).collect()
}

/// Ann's answer reaches the hub after the form has gone on in its next generation; what the hub
/// says of that never reaches her phone, which is then without signal.
async fn stranded(world: &World) -> (Person, Person, SubjectId) {
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.sets(order, "a/first", "是");
    ann.sync().await;
    let tablet = world.second_phone(&ann, "ann's tablet").await;
    tablet.sync().await;
    ann.signal().off();
    ann.sets(order, "a/door", "走货梯");
    for round in 0.. {
        assert!(round < 60, "it never goes on");
        let answers: serde_json::Value = (0..100)
            .map(|number| (format!("a/q{number}"), json!(format!("第{round}次"))))
            .collect::<serde_json::Map<_, _>>()
            .into();
        world.edit(order, answers).await;
        let document = world.hub_document(order, "work").await.expect("a document");
        if document.key().generation > 0 {
            break;
        }
    }
    ann.way().lose_answers(100);
    ann.signal().on();
    ann.try_sync().await;
    ann.signal().off();
    ann.way().lose_answers(0);
    (ann, tablet, order)
}

#[tokio::test]
async fn after_a_day_the_hub_proposes_it_by_itself_also_after_a_restart_and_phones_show_it() {
    let mut world = World::start().await;
    let (ann, tablet, order) = stranded(&world).await;
    // 1. Until a day has passed it waits for her phone to write it once more.
    world.hub_time_passes(23 * HOUR_MS);
    world.server().file_overdue(0).await.expect("looked at");
    assert_eq!(world.hub_sheet(order).await.card.counts.proposals, 0);
    // 2. The hub restarts, the day ends, and its next tick files what she meant.
    world.restart_hub().await;
    world.hub_time_passes(HOUR_MS + 60_000);
    let ticking = world.server().spawn_filing(Duration::from_millis(20));
    let mut looks = 0;
    while world.hub_sheet(order).await.card.counts.proposals == 0 {
        looks += 1;
        assert!(looks < 200, "it never files");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    ticking.abort();
    // 3. Once, however often it looks, and after another restart as well.
    world.server().file_overdue(0).await.expect("looked at");
    world.restart_hub().await;
    world.server().file_overdue(0).await.expect("looked at");
    assert_eq!(answers_of(&world.hub_sheet(order).await, "a/door"), ["走货梯"]);
    // 4. The other phone shows it.
    tablet.moments().pass(24 * HOUR_MS + 60_000);
    tablet.sync().await;
    let sheet = tablet.sheet(order);
    assert_eq!(
        (answers_of(&sheet, "a/door"), sheet.card.counts.proposals),
        (vec!["走货梯".to_owned()], 1)
    );
    // 5. Her phone comes back after all and writes it once more: it stands, and nothing is open any more.
    ann.moments().pass(24 * HOUR_MS + 60_000);
    ann.signal().on();
    ann.sync().await;
    for (who, sheet) in [("the hub", world.hub_sheet(order).await), ("ann", ann.sheet(order))] {
        let row = sheet.fields.iter().find(|row| row.path == "a/door").expect("the field");
        assert_eq!((&row.value, row.proposals.len()), (&Value::text("走货梯"), 0), "{who}");
    }
}

#[tokio::test]
async fn what_was_written_once_more_in_time_is_not_proposed() {
    let world = World::start().await;
    let (ann, _tablet, order) = stranded(&world).await;
    ann.signal().on();
    ann.sync().await;
    world.hub_time_passes(25 * HOUR_MS);
    world.server().file_overdue(0).await.expect("looked at");
    let sheet = world.hub_sheet(order).await;
    assert_eq!(sheet.card.counts.proposals, 0);
    let row = sheet.fields.iter().find(|row| row.path == "a/door").expect("the field");
    assert_eq!(row.value, Value::text("走货梯"));
}
