//! What is kept for whom: the certificate "nothing left on this phone", and a store whose keys were taken away.

use counterfoil_client::account::{CertificateOutcome, Left};
use counterfoil_tests::harness::{Person, World};

/// A shift with a delivery, closed and synced.
async fn a_closed_shift(world: &World) -> Person {
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.phone().account().begin_shift(None, Some("滨河网点".into())).expect("on duty");
    ann.delivers(order);
    ann.closes_the_shift();
    ann
}

#[tokio::test]
async fn the_certificate_is_refused_before_the_backup_and_granted_after() {
    let world = World::start().await;
    let ann = a_closed_shift(&world).await;
    // 1. Unsent work: the phone itself says no.
    let CertificateOutcome::Left(left) = ann.certificate().await else { panic!("too early") };
    assert!(left.iter().any(|one| matches!(one, Left::Unsent(_))), "{left:?}");
    // 2. Sent, and nothing backed up: the hub says no.
    ann.sync().await;
    let CertificateOutcome::Left(left) = ann.certificate().await else { panic!("not safe yet") };
    assert_eq!(left, [Left::Hub("never_safe".into())]);
    // 3. After the backup it is granted, and names everything.
    world.backup().await;
    let CertificateOutcome::NothingLeft(given) = ann.certificate().await else {
        panic!("{:?}", ann.certificate().await)
    };
    assert_eq!(given.statement.device, ann.device());
    assert_eq!(given.statement.blobs, 3, "photograph, strokes, what was shown");
    let ours = ann.status();
    let certified: u64 = given.statement.chains.iter().map(|chain| chain.size).sum();
    assert_eq!(certified, ours.stored, "{ours:?}");
    // 4. The next word opens the question again.
    let order = ann.list()[0];
    ann.says(order, "one more thing");
    ann.sync().await;
    let CertificateOutcome::Left(left) = ann.certificate().await else { panic!("not any more") };
    assert!(left.contains(&Left::WorkAfterClosing), "{left:?}");
}

#[tokio::test]
async fn a_backup_older_than_the_work_certifies_nothing() {
    let world = World::start().await;
    world.backup().await;
    let ann = a_closed_shift(&world).await;
    ann.sync().await;
    let CertificateOutcome::Left(left) = ann.certificate().await else { panic!("not safe yet") };
    assert_eq!(left, [Left::Hub("not_safe_yet".into())]);
    world.backup().await;
    assert!(matches!(ann.certificate().await, CertificateOutcome::NothingLeft(_)));
}

#[tokio::test]
async fn a_store_whose_enrolment_was_revoked_pushes_and_pulls_nothing() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. Ann works without signal; the office revokes her phone and makes another order for her.
    ann.signal().off();
    ann.says(order, "captured before anybody told me");
    let photo = ann.photographs(order, "door").original;
    world.revoke(ann.device()).await;
    let new = world.order("parcel", &ann).await;
    ann.signal().on();
    // 2. Her work arrives; nothing comes back, though her token would live for some minutes more.
    ann.try_sync().await;
    assert_eq!(ann.status().on_phone, 0, "{:?}", ann.status());
    assert!(!ann.list().contains(&new), "no order data for a revoked store");
    // 3. Her photograph arrives too; and when the token is over she is told.
    world.hub_time_passes(11 * 60_000);
    ann.moments().pass(11 * 60_000);
    ann.try_sync().await;
    assert!(ann.status().sign_in_again);
    assert!(!ann.list().contains(&new));
    let blobs = world.hub_blobs(order).await;
    let worklist = world.get("/v1/office/worklist").await;
    println!("{blobs:?}\n{worklist}");
    assert_eq!(ann.status().blobs_waiting, 0, "{:?}", ann.status());
    let stored = world.path(&format!("hub/blobs/{}/{photo}", ann.device()));
    assert!(stored.is_file(), "the photograph is at the hub");
    // 4. She goes on capturing all the same.
    ann.says(order, "and after");
    ann.try_sync().await;
    assert_eq!(ann.status().on_phone, 0);
    assert!(ann.still_has(photo), "and nothing is deleted on her phone");
}
