//! What every storage engine has to do, written over the trait alone.

use std::sync::Arc;

use counterfoil_domain::ids::LineageId;
use counterfoil_domain::log::{Granted, Statement};
use counterfoil_domain::verdict::Verdict;
use counterfoil_server::storage::{
    Batch, EntryOf, Expected, NewEntry, SqliteStorage, Storage, StorageError,
};

use crate::world::{TENANT, World, assign, comment, found, order, person, verdicts};

fn granted(role: &str) -> Statement {
    Statement::Granted(Granted { person: person("ann"), roles: vec![role.to_owned()] })
}

/// Runs the suite over two handles on one storage.
async fn suite(one: Arc<dyn Storage>, other: Arc<dyn Storage>) {
    assert!(one.begin_tenant(TENANT, LineageId([2; 16]), 1_000).await.unwrap());
    assert!(!other.begin_tenant(TENANT, LineageId([5; 16]), 1_000).await.unwrap());
    indexes_are_dense(&one, &other).await;
    a_moved_head_moves_nothing(&one, &other).await;
    roots_are_kept(&one).await;
}

/// Two handles append at once: no index is skipped or given twice.
async fn indexes_are_dense(one: &Arc<dyn Storage>, other: &Arc<dyn Storage>) {
    let before = one.tip(TENANT).await.unwrap().size;
    let append = |storage: Arc<dyn Storage>, role: &'static str| async move {
        let mut firsts = Vec::new();
        for _ in 0..20 {
            firsts.push(storage.append(TENANT, vec![granted(role)], 2_000).await.unwrap().first);
        }
        firsts
    };
    let (mine, theirs) = tokio::join!(
        tokio::spawn(append(one.clone(), "courier")),
        tokio::spawn(append(other.clone(), "technician")),
    );
    let mut all = [mine.unwrap(), theirs.unwrap()].concat();
    all.sort_unstable();
    assert_eq!(all, (before..before + 40).collect::<Vec<_>>());
    let entries = one.entries(TENANT, 0, u64::MAX / 2, 1_000).await.unwrap();
    let indexes: Vec<u64> = entries.iter().map(|entry| entry.leaf.index).collect();
    assert_eq!(indexes, (0..before + 40).collect::<Vec<_>>());
}

/// A batch that expects what is no longer so writes nothing.
async fn a_moved_head_moves_nothing(one: &Arc<dyn Storage>, other: &Arc<dyn Storage>) {
    let tip = one.tip(TENANT).await.unwrap();
    let about = |subject| NewEntry {
        of: EntryOf::Statement(granted("courier")),
        subjects: vec![subject],
        decision: None,
        effects: Vec::new(),
    };
    let subject = order(77).id;
    let batch = |rules| Batch {
        expected: Expected {
            lineage: Some(tip.lineage),
            rules: Some(rules),
            subjects: vec![(subject, None)],
            ..Expected::default()
        },
        entries: vec![about(subject)],
        hub_time_ms: 3_000,
        ..Batch::default()
    };
    other.commit(TENANT, batch(tip.rules)).await.unwrap();
    let moved = one.commit(TENANT, batch(one.tip(TENANT).await.unwrap().rules)).await;
    assert!(matches!(moved, Err(StorageError::Moved)), "{moved:?}");
    assert_eq!(one.tip(TENANT).await.unwrap().size, tip.size + 1);
}

async fn roots_are_kept(one: &Arc<dyn Storage>) {
    let tip = one.tip(TENANT).await.unwrap();
    assert_eq!(one.root_at(TENANT, tip.size).await.unwrap(), Some(tip.root));
    assert_eq!(one.root_at(TENANT, tip.size + 1).await.unwrap(), None);
    let leaves = one.leaf_hashes(TENANT, 0, tip.size).await.unwrap();
    assert_eq!(counterfoil_domain::merkle::root(&leaves), tip.root);
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_does_what_an_engine_has_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hub.db");
    let one = Arc::new(SqliteStorage::open(&path).unwrap());
    let other = Arc::new(SqliteStorage::open(&path).unwrap());
    suite(one, other).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hubs_race_on_one_order_and_lose_nothing() {
    let world = World::new().await;
    let second = world.again();
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    desk.write(order(1), "keys", vec![found("SF1000000000001")]);
    desk.write(order(1), "plan", vec![assign(Some("ann"))]);
    world.push(&mut desk).await;
    world.sync(&mut ann).await;
    let before = world.storage().tip(TENANT).await.unwrap().size;
    for _ in 0..10 {
        desk.write(order(1), "work", vec![comment("催一下")]);
        ann.write(order(1), "work", vec![comment("马上到")]);
        let (mine, theirs) = tokio::join!(world.push(&mut desk), second.push(&mut ann));
        assert_eq!(verdicts(&mine), [Verdict::Accepted]);
        assert_eq!(verdicts(&theirs), [Verdict::Accepted]);
    }
    let size = world.storage().tip(TENANT).await.unwrap().size;
    assert_eq!(size, before + 40, "each push is a slice of one entry, received once");
    let entries = world.storage().entries_of(TENANT, order(1).id, 0, size).await.unwrap();
    assert_eq!(entries.len(), 22);
}
