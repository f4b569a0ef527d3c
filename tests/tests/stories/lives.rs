//! Phones, people and hubs that are more than one, or have more than one life: nothing is lost, nothing doubled.

use std::collections::BTreeSet;

use counterfoil_client::ClientError;
use counterfoil_client::syncing::{Budget, Uploads};
use counterfoil_domain::fact::{Fact, Refusal};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::order::Sheet;
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_tests::harness::hand::verdicts;
use counterfoil_tests::harness::{Person, World};

/// The facts of a sheet; each stands once.
fn facts(sheet: &Sheet) -> BTreeSet<FactId> {
    let rows: Vec<FactId> = sheet.timeline.iter().filter_map(|row| row.fact).collect();
    let once: BTreeSet<FactId> = rows.iter().copied().collect();
    assert_eq!(once.len(), rows.len(), "no fact stands twice");
    once
}

/// What people said on an order, oldest first.
fn said(sheet: &Sheet) -> Vec<String> {
    let rows = sheet.timeline.iter().filter(|row| row.kind == "comment");
    let words = rows.flat_map(|row| row.details.iter().filter(|one| one.name == "text"));
    words.map(|one| format!("{:?}", one.value)).collect()
}

/// Hub and phone hold the same facts, and everything that was said, once each.
async fn all_said_once(world: &World, order: SubjectId, phone: &Sheet, words: &[&str]) {
    let hub = world.hub_sheet(order).await;
    assert_eq!(facts(phone), facts(&hub));
    let (mut heard, mut want) = (said(&hub), words.to_vec());
    heard.sort_unstable();
    want.sort_unstable();
    assert_eq!(heard.len(), want.len(), "{heard:?}");
    for (heard, want) in heard.iter().zip(want) {
        assert!(heard.contains(want), "{heard} {want}");
    }
}

#[tokio::test]
async fn two_devices_of_one_worker_see_each_others_work() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let tablet = world.second_phone(&ann, "ann's tablet").await;
    assert_ne!(ann.device(), tablet.device());
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    tablet.sync().await;
    ann.signal().off();
    tablet.signal().off();
    ann.says(order, "one");
    tablet.says(order, "two");
    tablet.photographs(order, "door");
    ann.signal().on();
    tablet.signal().on();
    ann.sync().await;
    tablet.sync().await;
    ann.sync().await;
    all_said_once(&world, order, &ann.sheet(order), &["one", "two"]).await;
    assert_eq!(facts(&ann.sheet(order)), facts(&tablet.sheet(order)));
    assert_eq!(ann.sheet(order).card.counts.photos, 1);
}

#[tokio::test]
async fn two_workers_share_one_phone_and_neither_sees_the_others_orders() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let bo = world.on_the_phone_of(&ann, "bo", &["courier"]).await;
    let (anns, bos) = (world.order("parcel", &ann).await, world.order("parcel", &bo).await);
    ann.sync().await;
    bo.sync().await;
    assert_eq!((ann.list(), bo.list()), (vec![anns], vec![bos]));
    // 1. They take turns without signal.
    ann.signal().off();
    ann.says(anns, "ann was here");
    bo.says(bos, "bo was here");
    ann.says(anns, "ann again");
    assert!(bo.phone().orders().sheet(anns).is_err(), "Bo does not see Ann's order");
    // 2. Each store is drained under its own name.
    ann.signal().on();
    bo.sync().await;
    ann.sync().await;
    all_said_once(&world, anns, &ann.sheet(anns), &["ann was here", "ann again"]).await;
    all_said_once(&world, bos, &bo.sheet(bos), &["bo was here"]).await;
    let by = world
        .hub_sheet(bos)
        .await
        .timeline
        .iter()
        .find(|row| row.kind == "comment")
        .map(|row| row.person);
    assert_eq!(by, Some(Some(bo.id)));
}

#[tokio::test]
async fn a_phone_restored_from_a_copy_goes_on_as_another_and_nothing_is_lost_or_doubled() {
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. The copy is made while "two" is not sent yet.
    ann.says(order, "one");
    ann.sync().await;
    ann.says(order, "two");
    let copy = world.path("copy of ann's phone");
    ann.backs_up(&copy);
    // 2. The original goes on: "two" and "three" are sent.
    ann.says(order, "three");
    ann.sync().await;
    // 3. The phone breaks and is set up again from the copy; it knows that it is one.
    ann.is_restored_from(&copy);
    assert!(ann.phone().opening().restored_copy);
    ann.says(order, "four");
    ann.sync().await;
    // 4. Everything is there, once.
    let words = ["one", "two", "three", "four"];
    all_said_once(&world, order, &ann.sheet(order), &words).await;
    let status = ann.status();
    assert_eq!((status.on_phone, status.stuck.len()), (0, 0), "{status:?}");
    // 5. The hub saw two lives of one store and no fork.
    let device = world.get("/v1/office/devices").await;
    let device = device
        .as_array()
        .expect("devices")
        .iter()
        .find(|row| row["device"] == ann.device().to_string());
    assert_eq!(device.expect("ann's")["forked"], false);
}

#[tokio::test]
async fn a_hub_restored_from_a_backup_is_noticed_and_the_phone_brings_everything_again() {
    let mut world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.says(order, "before the backup");
    ann.sync().await;
    world.backup().await;
    // 1. After the backup: words, a photograph; the hub has signed for them.
    ann.says(order, "after the backup");
    let photo = ann.photographs(order, "door").original;
    ann.sync().await;
    let before = facts(&ann.sheet(order));
    let lineage = world.server().log_point().await.expect("a log").lineage;
    // 2. The hub's machine is lost.
    world.restore_hub_from_backup().await;
    assert_eq!(world.hub_sheet(order).await.card.counts.photos, 0, "the backup is older");
    // 3. Both notice, and the phone brings again what the hub has lost. Nothing is deleted on the phone.
    ann.sync().await;
    let now = world.server().log_point().await.expect("a log").lineage;
    assert_ne!(now, lineage, "the hub began a new life of its log");
    assert!(ann.status().hub_changed_at_ms.is_some(), "the phone says so: {:?}", ann.status());
    assert!(before.is_subset(&facts(&ann.sheet(order))));
    all_said_once(&world, order, &ann.sheet(order), &["before the backup", "after the backup"])
        .await;
    assert_eq!(world.hub_sheet(order).await.card.counts.photos, 1);
    assert!(ann.still_has(photo));
    let blobs = world.hub_blobs(order).await;
    assert!(blobs.iter().all(|blob| blob["arrived"] == true), "{blobs:?}");
}

#[tokio::test]
async fn a_photograph_that_a_restored_hub_lacks_is_brought_again_though_nothing_tells_of_the_loss()
{
    let mut world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. What names the photograph reaches the hub, a backup is made, and only then come its bytes.
    let photo = ann.photographs(order, "door").original;
    let words_alone = Budget { uploads: Uploads::Nothing, ..Budget::default() };
    ann.phone().syncing().run(words_alone).await.expect("a session");
    world.backup().await;
    ann.sync().await;
    assert!(world.hub_blobs(order).await.iter().all(|blob| blob["arrived"] == true));
    // 2. The hub's machine is lost. What its backup holds goes on: words of the office, and more backups of it.
    let lineage = world.server().log_point().await.expect("a log").lineage;
    world.restore_hub_from_backup().await;
    for number in 0..20 {
        world.comment(order, &format!("台{number}")).await;
    }
    world.backup().await;
    // 3. No cursor and no chain tells that anything was lost. The photograph comes again all the same.
    ann.sync().await;
    let now = world.server().log_point().await.expect("a log").lineage;
    assert_eq!(now, lineage, "nobody noticed a loss");
    ann.sync().await;
    let blobs = world.hub_blobs(order).await;
    assert!(!blobs.is_empty() && blobs.iter().all(|blob| blob["arrived"] == true), "{blobs:?}");
    assert!(ann.still_has(photo), "it leaves only when it is safe");
    // 4. When a backup holds it, it is safe and may leave.
    world.backup().await;
    ann.sync().await;
    assert!(ann.phone().syncing().drop_safe_blobs(i64::MAX).expect("dropped") > 0);
    assert!(!ann.still_has(photo));
}

#[tokio::test]
async fn a_second_open_of_one_store_is_refused_and_the_first_goes_on() {
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    assert!(matches!(ann.try_open(), Err(ClientError::AlreadyOpen)));
    ann.says(order, "still here");
    ann.closes();
    ann.opens();
    assert_eq!(said(&ann.sheet(order)).len(), 1, "what was acknowledged is there");
    ann.sync().await;
    all_said_once(&world, order, &ann.sheet(order), &["still here"]).await;
}

/// What customers refused, on a sheet.
fn refusals(sheet: &Sheet) -> usize {
    sheet.timeline.iter().filter(|row| row.kind == "refusal").count()
}

#[tokio::test]
async fn what_somebody_writes_without_access_is_held_and_released_when_they_get_it() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let mut bo = world.hand_phone("bo", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    bo.pull().await;
    // 1. Ann handed the parcel to Bo in the street; Bo's phone syncs first.
    // A remark he may leave on any parcel of the outlet; what the customer said is for who works on it.
    let words = Refusal { reason: "not_wanted".to_owned(), who: None, note: None };
    bo.write(Subject::order(order), "work", vec![Fact::Refusal(words)], Vec::new());
    assert_eq!(verdicts(&bo.push().await), [Verdict::Held { why: "access".into() }]);
    assert_eq!(refusals(&world.hub_sheet(order).await), 0);
    // 2. The office hears of it and assigns the order to him: his words are released, nobody sends them again.
    world.assign(order, Some(bo.person())).await;
    assert_eq!(refusals(&world.hub_sheet(order).await), 1);
    let answer = bo.pull().await;
    let later = answer.payload.sections.iter().flat_map(|section| &section.verdicts);
    let later: Vec<&Verdict> = later.map(|judged| &judged.verdict).collect();
    assert!(later.contains(&&Verdict::Accepted), "{later:?}");
}

#[tokio::test]
async fn a_phone_that_was_copied_with_its_keys_forks_its_chain_and_no_work_is_lost() {
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.says(order, "before the copy");
    ann.sync().await;
    // 1. Two phones, one store: both write under the same place.
    let clone = ann.is_cloned("ann's clone");
    ann.says(order, "by the original");
    clone.says(order, "by the clone");
    ann.photographs(order, "door");
    // 2. Both sync; the hub keeps both branches.
    ann.sync().await;
    for _ in 0..4 {
        clone.try_sync().await;
        ann.try_sync().await;
    }
    let sheet = world.hub_sheet(order).await;
    let heard = said(&sheet);
    for words in ["before the copy", "by the original", "by the clone"] {
        assert_eq!(heard.iter().filter(|one| one.contains(words)).count(), 1, "{words}: {heard:?}");
    }
    assert_eq!(sheet.card.counts.photos, 1);
    assert!(
        sheet.card.counts.flagged >= 1 && sheet.card.needs_attention(),
        "{:?}",
        sheet.card.counts
    );
    // 3. Nothing waits on either, and the office is told.
    assert_eq!((ann.status().on_phone, clone.status().on_phone), (0, 0), "{:?}", clone.status());
    let devices = world.get("/v1/office/devices").await;
    let own = ann.device().to_string();
    let row = devices.as_array().expect("devices").iter().find(|row| row["device"] == own);
    assert_eq!(row.expect("ann's")["forked"], true);
    // 4. What the clone writes from now on is in a life of its own.
    clone.says(order, "the clone goes on");
    for _ in 0..2 {
        clone.try_sync().await;
    }
    assert_eq!(said(&world.hub_sheet(order).await).len(), 4);
}

/// A person enrols a store again, as it asks for; then everybody syncs.
async fn enrols_again(world: &World, phone: &Person) {
    assert!(phone.status().sign_in_again, "{:?}", phone.status());
    let signal = world.signal().await;
    let invitation = world.invite_again(phone.id, &signal).await;
    phone.phone().account().enrol(&invitation).await.expect("enrolled again");
}

#[tokio::test]
async fn a_copy_of_a_copy_forks_again_and_all_three_see_the_same() {
    let mut world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    world.backup().await;
    // 1. Three phones, one store: what the second and third share they do not share with the first.
    let mut second = ann.is_cloned("ann's second");
    ann.says(order, "by the first");
    second.says(order, "shared by two");
    let third = second.is_cloned("ann's third");
    second.says(order, "by the second");
    third.says(order, "by the third");
    for phone in [&ann, &second, &third] {
        phone.try_sync().await;
    }
    let phones = [&ann, &second, &third];
    for phone in phones {
        assert_eq!(phone.status().on_phone, 0, "{}: {:?}", phone.name, phone.status());
    }
    let words = ["by the first", "shared by two", "by the second", "by the third"];
    // 2. No order data until the person stands behind the store again; one enrolment is for all that have its keys.
    enrols_again(&world, &third).await;
    for phone in [&third, &second, &ann] {
        phone.sync().await;
        all_said_once(&world, order, &phone.sheet(order), &words).await;
    }
    // 3. The hub's machine is lost with all of that. The phones come back in another order: who was a branch goes on as
    //    the chain, and nothing is lost or doubled.
    world.restore_hub_from_backup().await;
    assert_eq!(said(&world.hub_sheet(order).await).len(), 0, "the backup is older");
    for phone in [&third, &ann, &second] {
        phone.try_sync().await;
    }
    enrols_again(&world, &second).await;
    for phone in [&ann, &second, &third] {
        phone.sync().await;
        all_said_once(&world, order, &phone.sheet(order), &words).await;
        assert_eq!(phone.status().on_phone, 0, "{}: {:?}", phone.name, phone.status());
    }
}

#[tokio::test]
async fn a_hub_that_is_away_for_a_while_is_as_if_there_were_no_signal() {
    let mut world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    for round in 0..3 {
        ann.says(order, &format!("round {round}"));
        world.stop_hub().await;
        assert!(!ann.try_sync().await.is_done());
        assert!(ann.status().on_phone > 0);
        world.start_hub().await;
        ann.sync().await;
    }
    all_said_once(&world, order, &ann.sheet(order), &["round 0", "round 1", "round 2"]).await;
}
