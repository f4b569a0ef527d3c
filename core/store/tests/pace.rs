//! How fast the store answers with a day's worth of data, and that hot questions use an index.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "world/phone.rs"]
mod phone;

use std::time::{Duration, Instant};

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::cards::{self, Card, CardFilter, CardOrder, FindableCard};
use counterfoil_store::outbox;

use phone::{NOW_MS, Phone, order};

const CARDS: u32 = 10_000;

fn card(n: u32) -> FindableCard {
    let mut id = [0; 16];
    id[..4].copy_from_slice(&n.to_be_bytes());
    FindableCard {
        card: Card {
            subject: Subject::order(SubjectId(id)),
            order_kind: "parcel".into(),
            stage: "planned".into(),
            is_open: !n.is_multiple_of(4),
            is_mine: true,
            attention: false,
            due_at_ms: Some(NOW_MS + i64::from(n * 7_919 % CARDS)),
            place_in_route: None,
            content: vec![0x5a; 300],
        },
        keys: vec![Key::new("waybill", &format!("SF{n:013}"))],
        text: format!("北京市朝阳区建国路{n}号 王小明 138{n:08} SF{n:013}"),
    }
}

fn timed<T>(what: &str, bound: Duration, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let value = work();
    let took = begun.elapsed();
    println!("{what}: {took:?}");
    assert!(took < bound, "{what} took {took:?}");
    value
}

// The bounds are ten times and more what a slow machine needs: they catch a missing index.
#[test]
fn ten_thousand_orders_are_listed_scanned_and_searched_quickly() {
    let phone = Phone::new();
    let bound = Duration::from_millis(500);
    timed("filling 10,000 cards", Duration::from_secs(60), || {
        phone.write(|tx| (0..CARDS).try_for_each(|n| cards::put(tx, &card(n))))
    });
    let filter = CardFilter { is_open: Some(true), ..CardFilter::default() };
    let list =
        |after| phone.store().read(|c| cards::list(c, &filter, CardOrder::Due, after, 50)).unwrap();
    let first = timed("first page of 50", bound, || list(None));
    let second = timed("second page of 50", bound, || list(first.next));
    assert_eq!((first.cards.len(), second.cards.len()), (50, 50));
    timed("a scanned key", bound, || {
        let found = phone.store().read(|c| cards::lookup_key(c, "SF0000000004711", None)).unwrap();
        assert_eq!(found.len(), 1);
    });
    for typed in ["6017", "小明", "4711号"] {
        let found = timed(typed, bound, || phone.store().read(|c| cards::search(c, typed)));
        assert!(!found.unwrap().is_empty(), "{typed}");
    }
}

#[test]
fn two_thousand_envelopes_are_captured_and_counted_quickly() {
    let phone = Phone::new();
    let hash = timed("one capture", Duration::from_secs(2), || phone.comment(order(1)));
    timed("2,000 envelopes in one transaction", Duration::from_secs(20), || {
        phone.write(|tx| {
            (0..2_000u32)
                .try_for_each(|n| phone::append(tx, order((n % 200) as u8), vec![], None).map(drop))
        });
    });
    phone.answer(hash, Verdict::Accepted, Some(1));
    let bound = Duration::from_millis(500);
    let counts = timed("counts", bound, || phone.store().read(outbox::counts).unwrap());
    assert_eq!((counts.unsent, counts.stored), (2_000, 1));
    timed("to send", bound, || assert_eq!(phone.to_send().len(), 1_000));
    timed("one overlay", bound, || assert_eq!(phone.overlay(order(3)).len(), 10));
}
