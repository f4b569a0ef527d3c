//! What stands in front of a list of notices, and what one act tells of many orders.

use counterfoil_domain::ids::{SubjectId, TenantId};
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::sla::target::DueId;

use super::insert_unread;
use crate::storage::SqliteStorage;
use crate::storage::notices::{NoticeContent, NoticeRow, NoticeStorage as _};

const TENANT: TenantId = TenantId([7; 16]);

/// A notice of an order of its own, which came at that moment.
fn notice(number: u16, at_ms: u64, level: u8, act: Option<u8>) -> NoticeRow {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&number.to_be_bytes());
    let content = NoticeContent {
        target: "step".to_owned(),
        target_name: Words::new("派送失败", "failed"),
        warning: "fail".to_owned(),
        name: Words::new("恶犬/人身安全", "dog or danger"),
        level,
        to: vec!["dispatcher".to_owned()],
        together: act.map(|act| DueId([act; 16])),
    };
    let order = SubjectId(id);
    let (seen_at_ms, orders) = (None, Vec::new());
    NoticeRow { id: DueId(id), order, at_ms, fired_at_ms: at_ms, seen_at_ms, content, orders }
}

async fn told(storage: &SqliteStorage, row: NoticeRow) {
    storage.write(move |tx| insert_unread(tx, TENANT, &row)).await.expect("kept");
}

/// The first bytes of the listed ids, and for how many orders each stands.
async fn listed(storage: &SqliteStorage, unseen: bool, limit: usize) -> Vec<(u16, usize)> {
    let rows = storage.notices(TENANT, unseen, limit).await.expect("rows");
    let short = |row: &NoticeRow| u16::from_be_bytes([row.id.0[0], row.id.0[1]]);
    rows.iter().map(|row| (short(row), row.orders.len())).collect()
}

#[tokio::test]
async fn danger_that_nobody_has_seen_stands_before_everything_that_came_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = SqliteStorage::open(&folder.path().join("hub.db")).expect("a database");
    told(&storage, notice(1, 1_000, 3, None)).await;
    told(&storage, notice(2, 2_000, 2, None)).await;
    // An order that is long overdue is level 3 too, but nobody is in danger.
    let due = (10..20).map(|number| notice(number, 5_000 + u64::from(number), 3, None)).collect();
    storage.fire(TENANT, due).await.expect("fired");
    for unseen in [true, false] {
        assert_eq!(listed(&storage, unseen, 3).await, [(1, 0), (19, 0), (18, 0)]);
    }
    // Once somebody has seen it, it stands where it came.
    assert!(storage.see_notice(TENANT, notice(1, 0, 3, None).id, 9_000).await.expect("seen"));
    assert_eq!(listed(&storage, true, 2).await, [(19, 0), (18, 0)]);
    assert_eq!(listed(&storage, true, 500).await.len(), 11);
    assert_eq!(listed(&storage, false, 500).await.last(), Some(&(1, 0)));
}

#[tokio::test]
async fn one_act_is_one_notice_until_somebody_has_seen_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = SqliteStorage::open(&folder.path().join("hub.db")).expect("a database");
    for number in 1..=80 {
        told(&storage, notice(number, 1_000, 3, Some(1))).await;
    }
    told(&storage, notice(90, 2_000, 3, Some(2))).await;
    assert_eq!(listed(&storage, true, 500).await, [(90, 0), (1, 80)]);
    let with = storage.told_with(TENANT).await.expect("orders");
    assert_eq!(with.len(), 79, "all but the first");
    // 1. What leaves the hub is one thing as well.
    let waiting = storage.notices_unsent(TENANT, 0, 500).await.expect("rows");
    assert_eq!(waiting.iter().map(|row| row.orders.len()).collect::<Vec<_>>(), [80, 0]);
    storage.notice_sent(TENANT, waiting[0].id, 3_000).await.expect("sent");
    assert_eq!(storage.notices_unsent(TENANT, 0, 500).await.expect("rows").len(), 1);
    // 2. Whichever of them is named, all are seen; the rest of the act, which comes later, is news.
    let any = notice(44, 0, 3, None).id;
    assert!(storage.see_notice(TENANT, any, 4_000).await.expect("seen"));
    assert_eq!(storage.unread_notices(TENANT).await.expect("orders").len(), 1);
    for number in 81..=83 {
        told(&storage, notice(number, 5_000, 3, Some(1))).await;
    }
    assert_eq!(listed(&storage, true, 500).await, [(81, 3), (90, 0)]);
    assert_eq!(listed(&storage, false, 500).await, [(81, 3), (90, 0), (1, 80)]);
    let waiting = storage.notices_unsent(TENANT, 0, 500).await.expect("rows");
    assert_eq!(waiting.iter().map(|row| row.orders.len()).collect::<Vec<_>>(), [0, 3]);
    assert!(!storage.see_notice(TENANT, DueId([9; 16]), 1).await.expect("none"));
}
