//! A phone whose copy is not the hub's: it notices by the digest, and the hub's copy replaces it.

use counterfoil_client::orders::ScanVerdict;
use counterfoil_client::syncing::Noticed;
use counterfoil_domain::ids::SubjectId;
use counterfoil_server::storage::{SqliteStorage, StorageError};
use counterfoil_tests::harness::{Person, World};

const HOUR_MS: u64 = 60 * 60 * 1_000;

fn comments(who: &Person, order: SubjectId) -> u32 {
    who.sheet(order).card.counts.comments
}

/// The hub forgets which order its newest entry is about, or is told again: a fault that no phone can see but by
/// the digest, which counts that entry.
async fn about(world: &World, order: SubjectId, index: u64, known: bool) {
    let tenant = world.server().tenant();
    let storage = SqliteStorage::open(&world.config().dir.join("hub.sqlite")).expect("opens");
    let sql = match known {
        true => "INSERT INTO about VALUES (?1, ?2, ?3)",
        false => "DELETE FROM about WHERE tenant = ?1 AND subject = ?2 AND idx = ?3",
    };
    let row = (tenant.0, order.0, i64::try_from(index).expect("small"));
    let engine = |error| StorageError::Engine(Box::new(error));
    let done = storage.write(move |tx| tx.execute(sql, row).map_err(engine)).await;
    assert_eq!(done.expect("written"), 1);
}

fn differs(noticed: &[Noticed]) -> usize {
    noticed.iter().filter(|one| matches!(one, Noticed::DigestDiffers { .. })).count()
}

#[tokio::test]
async fn a_digest_that_differs_is_noticed_and_the_hubs_copy_replaces_the_phones_once_an_hour() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. The office writes a remark; by a fault of the hub's it does not reach Ann, whose own work goes on.
    world.comment(order, "周二以后送").await;
    let index = world.server().log_point().await.expect("a log").size - 2;
    about(&world, order, index, false).await;
    ann.says(order, "已联系客户");
    let report = ann.try_sync().await;
    // 2. She notices, asks for everything again, and it is still wrong: then she leaves it, for an hour.
    assert!(differs(&report.noticed) >= 1, "{report:?}");
    assert_eq!(comments(&ann, order), 1, "her own remark alone");
    // 3. The hub is mended. Within the hour her phone says that something differs, and repairs nothing.
    about(&world, order, index, true).await;
    let report = ann.try_sync().await;
    assert_eq!(differs(&report.noticed), 1, "{report:?}");
    assert_eq!(comments(&ann, order), 1);
    // 4. An hour later the hub's copy replaces hers: the remark is there, and so is all of her own work.
    ann.moments().pass(HOUR_MS + 1);
    world.hub_time_passes(HOUR_MS + 1);
    ann.says(order, "到门口了");
    ann.sync().await;
    assert_eq!(comments(&ann, order), 3);
    let report = ann.try_sync().await;
    assert_eq!(differs(&report.noticed), 0, "{report:?}");
    assert_eq!(world.hub_sheet(order).await.card.counts.comments, 3);
}

#[tokio::test]
async fn a_phone_that_loses_signal_in_the_middle_of_a_repair_still_shows_every_sheet() {
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let (order, other) = (world.order("parcel", &ann).await, world.order("parcel", &ann).await);
    ann.sync().await;
    ann.says(other, "门口没有人");
    ann.sync().await;
    // 1. A remark of the office's is lost on its way; her phone notices that its copy is not the hub's, asks for
    //    everything again, and hears no answer any more.
    world.comment(order, "周二以后送").await;
    let index = world.server().log_point().await.expect("a log").size - 2;
    about(&world, order, index, false).await;
    ann.says(order, "已联系客户");
    ann.way().lose_answers_after(1, 100);
    let report = ann.try_sync().await;
    assert_eq!((differs(&report.noticed), ann.way().lost() > 0), (1, true), "{report:?}");
    // 2. In the middle everything is there, and work goes on, in an app that was closed meanwhile too.
    ann.signal().off();
    for opened_again in [false, true] {
        if opened_again {
            ann.closes();
            ann.opens();
        }
        assert_eq!(ann.list().len(), 2);
        assert_eq!((comments(&ann, order), comments(&ann, other)), (1, 1));
    }
    ann.says(other, "放门口鞋柜上");
    assert_eq!(comments(&ann, other), 2);
    // 3. The office gives the other order to Bo; the hub is mended; the signal is back. She has the hub's copy.
    let bo = world.phone("bo", &["courier"]).await;
    about(&world, order, index, true).await;
    world.assign(other, Some(bo.id)).await;
    ann.way().lose_answers(0);
    ann.signal().on();
    ann.sync().await;
    assert_eq!((comments(&ann, order), ann.list()), (2, vec![order]), "the other is Bo's to do");
    assert_eq!(comments(&ann, other), 2, "her work on it is not safe yet and still here");
    world.backup().await;
    ann.sync().await;
    assert_eq!((comments(&ann, order), ann.list()), (2, vec![order]));
    let report = ann.try_sync().await;
    assert_eq!(differs(&report.noticed), 0, "{report:?}");
    // 4. What she wrote in the middle is at the hub, whoever has the order now.
    assert_eq!(world.hub_sheet(other).await.card.counts.comments, 2);
}

#[tokio::test]
async fn a_parcel_that_goes_to_a_colleague_is_known_by_its_keys_at_once() {
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let bo = world.phone("bo", &["courier"]).await;
    let waybills = ["SF1000000000101", "SF1000000000102", "SF1000000000103"];
    let mut orders = Vec::new();
    for waybill in waybills {
        let keys = serde_json::json!([{"scheme": "waybill", "value": waybill}]);
        let body = serde_json::json!({"kind": "parcel", "keys": keys, "assign": ann.id});
        let made = world.post("/v1/office/orders", &body).await;
        orders.push(made["order"].as_str().expect("an id").parse::<SubjectId>().expect("an id"));
    }
    ann.sync().await;
    let another = |ann: &Person, n: usize| match ann.phone().orders().lookup(waybills[n]) {
        Ok(ScanVerdict::AnotherPersons { order, .. }) => order == orders[n],
        _ => false,
    };
    // 1. The first goes to Bo: one page takes it from Ann and tells her its keys.
    world.assign(orders[0], Some(bo.id)).await;
    ann.sync().await;
    assert!(another(&ann, 0), "{:?}", ann.phone().orders().lookup(waybills[0]));
    assert!(!ann.list().contains(&orders[0]));
    // 2. The second goes to Bo while she is out of reach and has work on it: it stays until that is safe.
    ann.signal().off();
    ann.says(orders[1], "客户改约周三");
    world.assign(orders[1], Some(bo.id)).await;
    ann.signal().on();
    ann.sync().await;
    world.backup().await;
    ann.sync().await;
    assert!(another(&ann, 1), "{:?}", ann.phone().orders().lookup(waybills[1]));
    // 3. An app that is opened again knows them still; one that comes back is hers, and then gone from her list.
    ann.closes();
    ann.opens();
    assert!(another(&ann, 0) && another(&ann, 1));
    world.assign(orders[0], Some(ann.id)).await;
    ann.sync().await;
    assert!(!another(&ann, 0) && ann.list().contains(&orders[0]));
    world.cancel(orders[1]).await;
    ann.sync().await;
    let known = ann.phone().orders().lookup(waybills[1]).expect("a lookup");
    assert!(!matches!(known, ScanVerdict::AnotherPersons { .. }), "{known:?}");
}
