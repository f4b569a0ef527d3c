//! A first pull of several pages over real HTTP, cut between two of them.

use std::collections::BTreeMap;

use counterfoil_client::orders::{CardOrder, OrderFilter};
use counterfoil_client::syncing::Report;
use counterfoil_domain::ids::SubjectId;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

/// More than two pages of snapshots hold.
const ORDERS: usize = 1_100;

fn table() -> String {
    let mut table = String::from("派给,类型,运单号,收件人,电话,地址\n");
    for number in 0..ORDERS {
        let waybill = format!("SF1{:012}", 500_000_000_000_u64 + number as u64);
        table += &format!("ann,快递,{waybill},李女士{number},19900006017,望湖路{number}号\n");
    }
    table
}

/// Every order in the phone's list, with how often it is there.
fn listed(who: &Person) -> BTreeMap<SubjectId, u32> {
    let (mut orders, mut after) = (BTreeMap::new(), None);
    loop {
        let filter = OrderFilter::default();
        let page = who.phone().orders().list(&filter, CardOrder::Due, after, 500).expect("a list");
        for card in page.cards {
            *orders.entry(card.id).or_default() += 1;
        }
        after = page.next;
        if after.is_none() {
            return orders;
        }
    }
}

/// Lets signal last longer and longer until a session got something and not everything.
async fn pulled_in_part(who: &Person, whole_bytes: u64) -> Report {
    for part in 5..20 {
        who.signal().cut_after(whole_bytes * part / 20);
        let report = who.try_sync().await;
        assert!(!report.is_done(), "it got everything in {part}/20 of the bytes");
        if report.pulled > 0 {
            return report;
        }
    }
    panic!("no session was cut between two pages");
}

#[tokio::test]
async fn a_first_pull_cut_between_two_pages_goes_on_and_ends_with_every_order_once() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let imported = world.import(table().as_bytes()).await;
    assert_eq!(imported["counts"]["created"], json!(ORDERS), "{}", imported["counts"]);
    // 1. Her tablet pulls it all, to know what it weighs.
    let tablet = world.second_phone(&ann, "ann's tablet").await;
    let before = tablet.signal().carried_bytes();
    let whole = tablet.sync().await;
    let whole_bytes = tablet.signal().carried_bytes() - before;
    assert_eq!(listed(&tablet).len(), ORDERS);
    // 2. Her phone loses signal in the middle of a later page: what came before is there, whole.
    let mut ann = ann;
    let first = pulled_in_part(&ann, whole_bytes).await;
    assert!(ann.signal().cuts().syncs > 0, "{:?}", ann.signal().cuts());
    let some = listed(&ann);
    assert!(!some.is_empty() && some.len() < ORDERS, "{} orders", some.len());
    let (here, there) = {
        let mut all = listed(&tablet).into_keys();
        let here = *some.keys().next().expect("one");
        (here, all.find(|id| !some.contains_key(id)).expect("one that did not come"))
    };
    assert_eq!(ann.sheet(here), tablet.sheet(here), "an order that came is whole");
    // 3. The app is closed. Meanwhile the office edits one order that is here and one that is not.
    ann.closes();
    for order in [here, there] {
        world.edit(order, json!({"remark": "放门卫处"})).await;
    }
    ann.opens();
    assert_eq!(listed(&ann), some, "what came stays");
    // 4. Signal again: it goes on behind the page that it has, and ends with every order, once.
    ann.signal().on();
    let rest = ann.sync().await;
    let all = listed(&ann);
    assert_eq!(all.len(), ORDERS);
    assert!(all.values().all(|times| *times == 1), "none twice");
    tablet.sync().await;
    assert_eq!(all, listed(&tablet));
    for order in [here, there] {
        assert_eq!(ann.sheet(order), world.hub_sheet(order).await);
    }
    // 5. No page came twice.
    let edits = 2;
    let again = (first.pulled + rest.pulled).saturating_sub(whole.pulled);
    assert!(again <= edits * 4, "{} and {} of {}", first.pulled, rest.pulled, whole.pulled);
}
