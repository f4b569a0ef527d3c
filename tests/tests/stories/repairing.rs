//! A phone whose copy is not the hub's: it notices by the digest, and the hub's copy replaces it.

use counterfoil_client::syncing::Noticed;
use counterfoil_domain::ids::SubjectId;
use counterfoil_server::storage::{SqliteStorage, StorageError};
use counterfoil_tests::harness::{Person, World};

const HOUR_MS: u64 = 60 * 60 * 1_000;

fn comments(who: &Person, order: SubjectId) -> u32 {
    u32::try_from(who.sheet(order).card.counts.comments).expect("few")
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
