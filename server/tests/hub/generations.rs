//! Documents that fill up go on in their next generation, and nothing that anybody wrote is lost.

use counterfoil_domain::document::{Document, DocumentId, DocumentKey, FieldValue};
use counterfoil_domain::verdict::{BlockedBy, Verdict};
use counterfoil_sync::wire::Content;

use crate::world::{Phone, TENANT, World, assign, comment, found, order, verdicts};

async fn parcel_for_ann(world: &World) -> Phone {
    let mut desk = world.phone("zhang", "dispatcher").await;
    let ann = world.phone("ann", "courier").await;
    desk.write(order(1), "keys", vec![found("SF1000000000001")]);
    desk.write(order(1), "plan", vec![assign(Some("ann"))]);
    world.push(&mut desk).await;
    ann
}

/// The order's work document, as the hub keeps it.
async fn hubs(world: &World) -> Document {
    let rows = world.storage().documents(TENANT, order(1).id).await.unwrap();
    let row = rows.into_iter().find(|row| row.audience == "work").unwrap();
    let id = DocumentId { subject: order(1).id, audience: row.audience, name: row.name };
    Document::load(DocumentKey { id, generation: row.generation }, &row.saved).unwrap()
}

/// Sets a hundred answers at once.
fn answer_all(phone: &mut Phone, round: usize) {
    let paths: Vec<String> = (0..100).map(|number| format!("a/q{number}")).collect();
    let value = format!("第{round}次");
    let sets: Vec<(&str, &str)> =
        paths.iter().map(|path| (path.as_str(), value.as_str())).collect();
    phone.set(order(1), "work", vec![], &sets);
}

/// Fills the document until the hub begins the next generation; how many rounds that took.
async fn fill(world: &World, phone: &mut Phone) -> usize {
    let before = hubs(world).await.key().generation;
    for round in 1.. {
        answer_all(phone, round);
        assert_eq!(verdicts(&world.push(phone).await), [Verdict::Accepted], "round {round}");
        if hubs(world).await.key().generation > before {
            return round;
        }
    }
    unreachable!()
}

#[tokio::test]
async fn a_document_that_fills_up_goes_on_and_an_offline_edit_of_the_old_one_waits_for_its_replay()
{
    let world = World::new().await;
    let mut ann = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    ann.set(order(1), "work", vec![], &[("a/first", "最早的")]);
    world.sync(&mut ann).await;
    // 1. Ann's second phone pulls the order and goes offline with it.
    let mut second = world.enrol_store("ann", "ann's second", false).await;
    world.sync(&mut second).await;
    second.documents = ann.documents.clone();
    // 2. On the first she edits until the document has no room for another large change.
    let rounds = fill(&world, &mut ann).await;
    assert!(rounds > 10, "{rounds}");
    let document = hubs(&world).await;
    assert_eq!((document.key().generation, document.ops_since_genesis()), (1, 0));
    assert_eq!(document.get("a/first"), Some(FieldValue::text("最早的")));
    assert_eq!(document.get("a/q99"), Some(FieldValue::Text(format!("第{rounds}次"))));
    // 3. The phone hears of it by an entry, with the document as it stands.
    let page = world.sync(&mut ann).await.payload.page;
    let group = page.groups.iter().find(|group| group.subject == order(1)).unwrap();
    assert_eq!((group.documents.len(), group.documents[0].generation), (1, 1));
    let began = group.rows.iter().filter(|row| matches!(row.content, Content::Statement { .. }));
    let began = began.map(|row| row.index).max().unwrap();
    // 4. The second phone's edit comes, with a comment: the comment counts, the edit is to be written again.
    second.set(order(1), "work", vec![comment("换了门")], &[("a/q1", "离线改的")]);
    let answer = world.push(&mut second).await;
    assert_eq!(verdicts(&answer), [Verdict::Blocked { by: BlockedBy::Entry(began) }]);
    // 5. It is, upon the new generation, in the name of the first; once.
    let blocked = second.made[0].hash();
    let place = (order(1).id, "work".to_owned());
    second.documents.insert(place, hubs(&world).await);
    second.replay(order(1), "work", blocked, &[("a/q1", "离线改的")]);
    second.replay(order(1), "work", blocked, &[("a/q1", "又一次")]);
    let answer = world.push(&mut second).await;
    let again = Verdict::Refused { code: "replayed_already".to_owned() };
    assert_eq!(verdicts(&answer), [Verdict::Accepted, again]);
    assert_eq!(hubs(&world).await.get("a/q1"), Some(FieldValue::text("离线改的")));
}

#[tokio::test]
async fn a_change_that_does_not_fit_begins_the_next_generation_itself() {
    let world = World::new().await;
    let mut ann = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    ann.set(order(1), "work", vec![], &[("a/first", "最早的")]);
    world.sync(&mut ann).await;
    // 1. Two phones of hers, both without signal, each with more than half of what a document holds.
    let mut second = world.enrol_store("ann", "ann's second", false).await;
    world.sync(&mut second).await;
    second.documents = ann.documents.clone();
    for round in 0..11 {
        answer_all(&mut ann, round);
        answer_all(&mut second, 100 + round);
    }
    assert_eq!(verdicts(&world.push(&mut ann).await), vec![Verdict::Accepted; 11]);
    // 2. The second's work does not fit in: none of it is refused, all of it is to be written again.
    let got = verdicts(&world.push(&mut second).await);
    assert_eq!(got.len(), 11);
    for verdict in &got {
        assert!(matches!(verdict, Verdict::Blocked { by: BlockedBy::Entry(_) }), "{got:?}");
    }
    let document = hubs(&world).await;
    assert_eq!((document.key().generation, document.ops_since_genesis()), (1, 0));
    assert_eq!(document.get("a/q5"), Some(FieldValue::text("第10次")));
    // 3. There is room now.
    let place = (order(1).id, "work".to_owned());
    second.documents.insert(place, document);
    let blocked = second.made[10].hash();
    second.replay(order(1), "work", blocked, &[("a/q5", "第110次")]);
    assert_eq!(verdicts(&world.push(&mut second).await), [Verdict::Accepted]);
    assert_eq!(hubs(&world).await.get("a/q5"), Some(FieldValue::text("第110次")));
}
