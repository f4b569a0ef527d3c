//! Fields: changes through the document gate, refused ones, and what depends on them.

use counterfoil_domain::envelope::Body;
use counterfoil_domain::verdict::{BlockedBy, Verdict};
use counterfoil_sync::wire::Content;

use crate::world::{Phone, TENANT, World, assign, comment, found, order, verdicts};

async fn parcel_for_ann(world: &World) -> (Phone, Phone) {
    let mut desk = world.phone("zhang", "dispatcher").await;
    let ann = world.phone("ann", "courier").await;
    desk.write(order(1), "keys", vec![found("SF1000000000001")]);
    desk.write(order(1), "plan", vec![assign(Some("ann"))]);
    desk.set(order(1), "contact", vec![], &[("address/line", "望湖路188号3幢2单元1102室")]);
    let section = world.push(&mut desk).await;
    assert_eq!(verdicts(&section), vec![Verdict::Accepted; 3], "{section:?}");
    (desk, ann)
}

#[tokio::test]
async fn a_field_that_the_office_set_comes_to_the_phone_with_its_change() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    let first = world.sync(&mut ann).await.payload;
    // A short history comes in the rows; no saved document is sent for it.
    let group = &first.page.groups[0];
    assert!(group.documents.is_empty());
    let changes = group.rows.iter().filter_map(|row| match &row.content {
        Content::Slim { header, body: Some(body) } => {
            let body = Body::from_bytes(body).unwrap();
            body.change.map(|_| header.audience.clone())
        }
        _ => None,
    });
    assert_eq!(changes.collect::<Vec<_>>(), ["contact"]);
}

#[tokio::test]
async fn a_change_of_a_forbidden_field_is_refused_whole_and_what_follows_it_is_blocked() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    // 1. A courier sets form answers (`a/…`); of the same audience he may not set what is the desk's.
    let bad = ann.set(order(1), "work", vec![], &[("signer/name", "李"), ("a/q1", "是")]);
    let next = ann.set(order(1), "work", vec![comment("答完了")], &[("a/q2", "否")]);
    let section = world.push(&mut ann).await;
    let got = verdicts(&section);
    assert!(matches!(&got[0], Verdict::Refused { code } if code == "field_policy"), "{got:?}");
    // 2. What depends on it is blocked by it: its facts count, its change waits for a replay.
    assert_eq!(got[1], Verdict::Blocked { by: BlockedBy::Envelope(bad) });
    assert_eq!(world.verdict(next).await, Some(got[1].clone()));
    let documents = world.storage().documents(TENANT, order(1).id).await.unwrap();
    assert!(documents.iter().all(|document| document.audience != "work"));
}

#[tokio::test]
async fn late_work_moves_no_field() {
    let world = World::new().await;
    let (mut desk, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    ann.set(order(1), "work", vec![comment("迟到")], &[("a/q1", "是")]);
    desk.write(order(1), "plan", vec![assign(None)]);
    world.push(&mut desk).await;
    let section = world.push(&mut ann).await;
    assert_eq!(verdicts(&section), [Verdict::Late]);
    let documents = world.storage().documents(TENANT, order(1).id).await.unwrap();
    assert!(documents.iter().all(|document| document.audience != "work"));
}

#[tokio::test]
async fn a_hub_that_was_killed_goes_on_exactly() {
    let world = World::new().await;
    let (_, mut ann) = parcel_for_ann(&world).await;
    world.sync(&mut ann).await;
    ann.set(order(1), "work", vec![], &[("a/q1", "是")]);
    world.push(&mut ann).await;
    // The process ends without a word; another one opens the same file.
    let second = world.again();
    ann.set(order(1), "work", vec![], &[("a/q1", "否"), ("a/q2", "是")]);
    let section = second.push(&mut ann).await;
    assert_eq!(verdicts(&section), [Verdict::Accepted]);
    let documents = second.storage().documents(TENANT, order(1).id).await.unwrap();
    let work = documents.iter().find(|document| document.audience == "work").unwrap();
    let mine = &ann.documents[&(order(1).id, "work".to_owned())];
    assert_eq!(work.heads, mine.heads(), "the hub's document is the phone's");
}
