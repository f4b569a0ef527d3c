//! Pages: snapshots in pages, entries after a cursor, what leaves, keys for loading scans, digests.

use std::collections::BTreeSet;

use counterfoil_domain::log::Digest;
use counterfoil_domain::subject::Subject;
use counterfoil_sync::wire::{Content, GroupMode};

use crate::world::{Phone, TENANT, World, assign, comment, found, order, person, taken};

async fn parcels(world: &World, desk: &mut Phone, numbers: std::ops::RangeInclusive<u8>, to: &str) {
    for number in numbers {
        desk.write(order(number), "keys", vec![found(&format!("SF10000000000{number:02}"))]);
        desk.write(order(number), "plan", vec![assign(Some(to))]);
    }
    world.push(desk).await;
}

fn told(groups: &[counterfoil_sync::wire::Group], mode: GroupMode) -> BTreeSet<Subject> {
    groups.iter().filter(|group| group.mode == mode).map(|group| group.subject).collect()
}

#[tokio::test]
async fn what_is_new_comes_as_entries_what_enters_as_snapshots_what_leaves_as_gone() {
    let world = World::new().await;
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    world.phone("bo", "courier").await;
    parcels(&world, &mut desk, 1..=3, "ann").await;
    let first = world.sync(&mut ann).await.payload;
    assert_eq!(told(&first.page.groups, GroupMode::Snapshot).len(), 3);
    // 1. A comment on the first, the second goes to Bo, a fourth comes.
    desk.write(order(1), "work", vec![comment("客户要求下午送")]);
    desk.write(order(2), "plan", vec![assign(Some("bo"))]);
    parcels(&world, &mut desk, 4..=4, "ann").await;
    let next = world.sync(&mut ann).await.payload;
    assert_eq!(told(&next.page.groups, GroupMode::Entries), BTreeSet::from([order(1)]));
    assert_eq!(told(&next.page.groups, GroupMode::Snapshot), BTreeSet::from([order(4)]));
    assert_eq!(next.page.gone, [order(2).id]);
    // 2. Of Bo's parcel she learns the keys, as everybody on duty does.
    let keys: Vec<_> = next.page.keys.iter().map(|row| row.subject).collect();
    assert_eq!(keys, [order(2).id]);
}

#[tokio::test]
async fn the_digest_is_the_sum_over_what_was_sent() {
    let world = World::new().await;
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    parcels(&world, &mut desk, 1..=3, "ann").await;
    let first = world.sync(&mut ann).await.payload;
    let mut digest = first
        .page
        .groups
        .iter()
        .fold(Digest::default(), |sum, group| sum.plus(group.digest.unwrap()));
    assert_eq!(first.scope_digest, Some(digest));
    desk.write(order(1), "work", vec![comment("一")]);
    desk.write(order(3), "desk", vec![]);
    desk.made.pop();
    world.push(&mut desk).await;
    let next = world.sync(&mut ann).await.payload;
    for row in next.page.groups.iter().flat_map(|group| &group.rows) {
        digest.add(row.index, &row.content.hash().unwrap(), row.decision.as_ref());
    }
    assert_eq!(next.scope_digest, Some(digest));
}

#[tokio::test]
async fn money_is_hidden_from_who_does_not_see_it_and_a_decision_is_not() {
    let world = World::new().await;
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    let mut tech = world.phone("li", "technician").await;
    world.sync(&mut tech).await;
    parcels(&world, &mut desk, 1..=1, "ann").await;
    // A technician on duty knows the parcel's keys and nothing else.
    let page = world.sync(&mut tech).await.payload.page;
    assert!(page.groups.is_empty());
    assert_eq!(page.keys.len(), 1);
    // Ann takes it: its keys change, so the row comes again with its holder.
    world.sync(&mut ann).await;
    ann.write(order(1), "keys", vec![taken()]);
    world.push(&mut ann).await;
    let page = world.sync(&mut tech).await.payload.page;
    assert_eq!(page.keys[0].holder, Some(person("ann")));
}

#[tokio::test]
async fn the_first_pull_comes_in_pages_and_never_splits_an_order() {
    let world = World::new().await;
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    parcels(&world, &mut desk, 1..=9, "ann").await;
    for number in 1..=9 {
        for n in 0..400 {
            desk.write(order(number), "work", vec![comment(&format!("备注{n}"))]);
        }
    }
    world.push(&mut desk).await;
    let mut orders = BTreeSet::new();
    let mut pages = 0;
    loop {
        let payload = world.sync(&mut ann).await.payload;
        pages += 1;
        for group in &payload.page.groups {
            assert_eq!(group.rows.len(), 402, "whole");
            assert!(orders.insert(group.subject), "once");
        }
        if pages == 1 {
            // What comes meanwhile is told after the snapshots.
            desk.write(order(9), "work", vec![comment("后来的")]);
            world.push(&mut desk).await;
        }
        if !payload.more {
            break;
        }
        let place = ann.cursor.as_ref().unwrap().snapshot;
        if place.is_none() {
            let rest = world.sync(&mut ann).await.payload;
            assert_eq!(told(&rest.page.groups, GroupMode::Entries), BTreeSet::from([order(9)]));
            assert!(!rest.more);
            break;
        }
    }
    assert_eq!(orders.len(), 9);
    assert!(pages > 1, "{pages} pages");
}

#[tokio::test]
async fn who_gets_many_large_orders_at_once_gets_these_in_pages_and_nothing_else_anew() {
    let world = World::new().await;
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    world.phone("bo", "courier").await;
    parcels(&world, &mut desk, 1..=12, "bo").await;
    parcels(&world, &mut desk, 13..=15, "ann").await;
    for number in 1..=12 {
        for n in 0..400 {
            desk.write(order(number), "work", vec![comment(&format!("备注{n}"))]);
        }
    }
    world.push(&mut desk).await;
    while world.sync(&mut ann).await.payload.more {}
    // Bo has broken down: all that he had goes to Ann.
    for number in 1..=12 {
        desk.write(order(number), "plan", vec![assign(Some("ann"))]);
    }
    world.push(&mut desk).await;
    let (mut got, mut pages) = (BTreeSet::new(), 0);
    loop {
        let payload = world.sync(&mut ann).await.payload;
        pages += 1;
        for group in &payload.page.groups {
            assert_eq!((group.mode, group.rows.len()), (GroupMode::Snapshot, 403), "whole");
            assert!(got.insert(group.subject), "once");
        }
        if !payload.more {
            break;
        }
    }
    assert_eq!(got, (1..=12).map(order).collect(), "her own three did not come again");
    assert!(pages > 1, "{pages} pages");
}

#[tokio::test]
async fn own_work_comes_back_by_name_alone() {
    let world = World::new().await;
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    parcels(&world, &mut desk, 1..=1, "ann").await;
    world.sync(&mut ann).await;
    ann.write(order(1), "work", vec![comment("在路上")]);
    let page = world.sync(&mut ann).await.payload.page;
    let own = &page.groups[0].rows[0].content;
    assert_eq!(*own, Content::Own { chain: ann.chain, seq: 0 });
}

#[tokio::test]
async fn a_cursor_that_the_log_does_not_contain_begins_a_new_lineage() {
    let world = World::new().await;
    let mut desk = world.phone("zhang", "dispatcher").await;
    let mut ann = world.phone("ann", "courier").await;
    parcels(&world, &mut desk, 1..=1, "ann").await;
    world.sync(&mut ann).await;
    let before = world.storage().tip(TENANT).await.unwrap();
    // 1. A hostile phone makes a cursor up: it gets a whole snapshot, and nobody's log begins anew.
    let genuine = ann.cursor.clone();
    ann.cursor.as_mut().unwrap().index += 40;
    let answer = world.sync(&mut ann).await;
    assert_eq!(told(&answer.payload.page.groups, GroupMode::Snapshot).len(), 1);
    assert_eq!(world.storage().tip(TENANT).await.unwrap().lineage, before.lineage);
    // 2. The mark of another place does not help her.
    ann.cursor = genuine;
    ann.cursor.as_mut().unwrap().root = [7; 16];
    world.sync(&mut ann).await;
    assert_eq!(world.storage().tip(TENANT).await.unwrap().lineage, before.lineage);
    // 3. The hub goes back to a copy of yesterday and lost what Ann saw last: her genuine cursor tells it so.
    let restored = world.copied("yesterday.db").await;
    parcels(&world, &mut desk, 2..=3, "ann").await;
    world.sync(&mut ann).await;
    let answer = restored.sync(&mut ann).await;
    let after = restored.storage().tip(TENANT).await.unwrap();
    assert_ne!(after.lineage, before.lineage);
    assert_eq!(answer.signed.statement.log.lineage, after.lineage, "the phone is told");
    assert_eq!(told(&answer.payload.page.groups, GroupMode::Snapshot).len(), 1);
    // 4. Asking again the same way changes nothing more.
    restored.sync(&mut ann).await;
    assert_eq!(restored.storage().tip(TENANT).await.unwrap().lineage, after.lineage);
}
