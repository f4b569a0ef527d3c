//! Stories of lists, scans and search over cards.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "world/phone.rs"]
mod phone;

use std::collections::BTreeSet;

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_store::cards::{self, Card, CardFilter, CardOrder, FindableCard};
use counterfoil_store::{StoreError, limits};

use phone::{NOW_MS, Phone, order};

fn card(n: u8) -> FindableCard {
    FindableCard {
        card: Card {
            subject: Subject::order(order(n)),
            order_kind: "parcel".into(),
            stage: if n.is_multiple_of(2) { "loaded".into() } else { "planned".into() },
            is_open: n < 40,
            is_mine: n.is_multiple_of(3),
            attention: n == 7,
            due_at_ms: (!n.is_multiple_of(5)).then(|| NOW_MS + i64::from(n % 7)),
            place_in_route: (n < 20).then(|| u32::from(40 - n)),
            content: vec![n],
        },
        keys: vec![Key::new("waybill", &format!("SF12345678{n:05}"))],
        text: format!("建国路{n}号 王小明 1380000{n:04} SF12345678{n:05}"),
    }
}

fn filled(count: u8) -> Phone {
    let phone = Phone::new();
    phone.write(|tx| (0..count).try_for_each(|n| cards::put(tx, &card(n))));
    phone
}

fn shown(phone: &Phone, filter: &CardFilter, order: CardOrder, size: usize) -> Vec<u8> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = phone.store().read(|c| cards::list(c, filter, order, after, size)).unwrap();
        assert!(page.cards.len() <= size);
        all.extend(page.cards.iter().map(|card| card.content[0]));
        match page.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

#[test]
fn pages_of_any_size_show_every_card_once_and_sorted() {
    let phone = filled(50);
    let whole = shown(&phone, &CardFilter::default(), CardOrder::Due, 100);
    let mut expected: Vec<u8> = (0..50).collect();
    expected.sort_by_key(|n| (card(*n).card.due_at_ms.unwrap_or(i64::MAX), *n));
    assert_eq!(whole, expected);
    for size in [1, 7, 49, 50] {
        assert_eq!(shown(&phone, &CardFilter::default(), CardOrder::Due, size), whole);
    }
    let route = shown(&phone, &CardFilter::default(), CardOrder::Route, 6);
    assert_eq!(route[..20], (0..20).rev().collect::<Vec<u8>>());
}

#[test]
fn who_looks_at_all_sees_each_once_whatever_a_page_holds() {
    let phone = Phone::new();
    let count = 2 * limits::CARDS_PAGE_COUNT + 1;
    let id =
        |n: usize| SubjectId([&[0; 8][..], &(n as u64).to_be_bytes()].concat().try_into().unwrap());
    phone.write(|tx| {
        (0..count).try_for_each(|n| {
            let mut one = card(1);
            one.card.subject = Subject::order(id(n));
            one.keys.clear();
            cards::put(tx, &one)
        })
    });
    let (filter, mut seen) = (CardFilter::default(), BTreeSet::new());
    let mut looks = 0;
    phone.write(|tx| {
        cards::each(tx, &filter, CardOrder::Due, |row| {
            looks += 1;
            seen.insert(row.subject.id);
            Ok::<_, StoreError>(())
        })
    });
    assert_eq!((looks, seen.len()), (count, count));
    let stops = phone.store().read(|c| {
        cards::each(c, &filter, CardOrder::Due, |_| {
            looks += 1;
            Err(StoreError::NotFound { what: "what somebody looked for" })
        })
    });
    assert_eq!((stops.is_err(), looks), (true, count + 1), "it ends where somebody stops");
}

#[test]
fn a_filter_lets_through_what_it_says() {
    let phone = filled(50);
    let filter = CardFilter {
        stages: vec!["loaded".into(), "nowhere' OR 1=1 --".into()],
        is_open: Some(true),
        is_mine: Some(true),
        ..CardFilter::default()
    };
    let mut found = shown(&phone, &filter, CardOrder::Due, 10);
    found.sort_unstable();
    assert_eq!(found, (0..40).filter(|n| n % 6 == 0).collect::<Vec<u8>>());
    let attention = CardFilter { attention: Some(true), ..CardFilter::default() };
    assert_eq!(shown(&phone, &attention, CardOrder::Due, 10), [7]);
}

#[test]
fn a_scanned_waybill_finds_its_order_however_it_is_spelled() {
    let phone = filled(10);
    for spelling in ["SF1234567800003", "sf 12345678-00003", "ＳＦ1234567800003"] {
        let found = phone.store().read(|c| cards::lookup_key(c, spelling, None)).unwrap();
        assert_eq!(found, [Subject::order(order(3))], "{spelling}");
    }
    let other = phone.store().read(|c| cards::lookup_key(c, "SF1234567800003", Some("sscc")));
    assert!(other.unwrap().is_empty());
}

#[test]
fn a_changed_card_is_found_by_its_new_words_alone() {
    let phone = filled(10);
    let mut moved = card(3);
    moved.text = "上海市南京西路".into();
    moved.keys = vec![Key::new("waybill", "YT900")];
    phone.write(|tx| cards::put(tx, &moved));
    let search = |typed: &str| -> Vec<u8> {
        let found = phone.store().read(|c| cards::search(c, typed)).unwrap();
        found.iter().map(|card| card.content[0]).collect()
    };
    assert_eq!(search("南京"), [3]);
    assert_eq!(search("建国 3号"), [] as [u8; 0]);
    assert_eq!(search("0004"), [4]);
    let old = phone.store().read(|c| cards::lookup_key(c, "SF1234567800003", None)).unwrap();
    assert!(old.is_empty());
    phone.write(|tx| cards::remove(tx, order(3)));
    assert!(search("南京").is_empty());
    assert_eq!(phone.store().read(|c| cards::of_subject(c, order(3))).unwrap(), None);
}

#[test]
fn an_emptied_projection_says_so_at_every_opening_until_it_is_filled() {
    let mut phone = filled(3);
    phone.write(cards::empty);
    assert!(phone.switch_on().projection_is_stale);
    assert!(shown(&phone, &CardFilter::default(), CardOrder::Due, 10).is_empty());
    phone.write(|tx| {
        cards::put(tx, &card(1))?;
        cards::note_filled(tx)
    });
    assert!(!phone.switch_on().projection_is_stale);
    assert_eq!(shown(&phone, &CardFilter::default(), CardOrder::Due, 10), [1]);
}
