//! A photograph that was taken on the wrong order is moved to the right one: the office sees it there.

use counterfoil_domain::command::Command;
use counterfoil_domain::fact::Moved;
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::order::Sheet;
use counterfoil_tests::harness::{Person, World};

fn photo_of(sheet: &Sheet) -> FactId {
    let row = sheet.timeline.iter().find(|row| row.kind == "photo").expect("a photograph");
    row.fact.expect("a fact")
}

fn moves(who: &Person, from: SubjectId, evidence: FactId, to: SubjectId) {
    let reason = "拍错单了".to_owned();
    who.does(from, Command::Move(Moved { evidence, to, reason }));
}

#[tokio::test]
async fn evidence_that_was_moved_stands_on_the_order_that_it_belongs_to_and_is_struck_on_the_other()
{
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let (wrong, right) = (world.order("parcel", &ann).await, world.order("parcel", &ann).await);
    ann.sync().await;
    // 1. She takes the photograph on the wrong parcel, and moves it, all without signal.
    ann.signal().off();
    let photo = ann.photographs(wrong, "door").original;
    let evidence = photo_of(&ann.sheet(wrong));
    moves(&ann, wrong, evidence, right);
    ann.signal().on();
    ann.sync().await;
    // 2. Her phone and the hub show it on the right one, with its bytes; on the wrong one it counts no more.
    for (who, there, here) in [
        ("ann", ann.sheet(right), ann.sheet(wrong)),
        ("the hub", world.hub_sheet(right).await, world.hub_sheet(wrong).await),
    ] {
        assert_eq!((there.card.counts.photos, here.card.counts.photos), (1, 0), "{who}");
        let row = there.timeline.iter().find(|row| row.fact == Some(evidence)).expect(who);
        assert_eq!(row.of, Some(wrong), "{who}");
        let row = here.timeline.iter().find(|row| row.fact == Some(evidence)).expect(who);
        assert_eq!(row.moved_to, Some(right), "{who}");
    }
    let blobs = world.hub_blobs(right).await;
    assert_eq!(blobs.len(), 1, "{blobs:?}");
    assert_eq!(blobs[0]["hash"], photo.to_string());
    assert_eq!(blobs[0]["arrived"], true);
    // 3. Somebody else's order is not hers to put things on.
    let bo = world.phone("bo", &["courier"]).await;
    let bos = world.order("parcel", &bo).await;
    let second = ann.photographs(wrong, "door").original;
    assert_ne!(second, photo);
    let sheet = ann.sheet(wrong);
    let mut rows =
        sheet.timeline.iter().filter(|row| row.kind == "photo" && row.moved_to.is_none());
    let evidence = rows.next_back().and_then(|row| row.fact).expect("the second one");
    moves(&ann, wrong, evidence, bos);
    ann.sync().await;
    assert_eq!(world.hub_sheet(bos).await.card.counts.photos, 0);
    assert!(world.hub_blobs(bos).await.is_empty());
}

#[tokio::test]
async fn a_photograph_that_was_moved_is_what_the_delivery_needs_without_signal_and_at_the_hub() {
    for pushed_before_it_is_moved in [false, true] {
        let world = World::start().await;
        let ann = world.phone("ann", &["courier"]).await;
        let (wrong, right) = (world.order("parcel", &ann).await, world.order("parcel", &ann).await);
        ann.sync().await;
        ann.signal().off();
        // 1. The door stands on the wrong parcel; on the right one the signature alone is not enough.
        ann.photographs(wrong, "door");
        ann.lets_sign(&[right], "recipient");
        let deliver = || Person::step("deliver", None, Vec::new());
        assert!(ann.tries(right, deliver()).is_err(), "the door is missing");
        if pushed_before_it_is_moved {
            ann.signal().on();
            ann.sync().await;
            ann.signal().off();
        }
        // 2. Moved to the right one it is what was needed, on her phone at once.
        moves(&ann, wrong, photo_of(&ann.sheet(wrong)), right);
        ann.does(right, deliver());
        let predicted = ann.sheet(right);
        assert_eq!(predicted.card.stage, "delivered", "pushed before: {pushed_before_it_is_moved}");
        assert!(ann.tries(wrong, deliver()).is_err(), "it counts there no more");
        // 3. The hub says the same, and so does her phone when it has heard.
        ann.signal().on();
        ann.sync().await;
        for sheet in [world.hub_sheet(right).await, ann.sheet(right)] {
            assert_eq!((sheet.card.stage.as_str(), sheet.card.counts.exceptions), ("delivered", 0));
            assert_eq!(sheet.card.counts.photos, predicted.card.counts.photos);
        }
    }
}
