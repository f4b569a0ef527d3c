//! Stories of pages: what the hub sends is applied whole, twice means once, and the cursor never
//! lies.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "world/phone.rs"]
mod phone;

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::log::Digest;
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::documents::{self, DocumentName, DocumentRow, Layer};
use counterfoil_store::pages::{self, Page, SubjectPage};
use counterfoil_store::{StoreError, outbox, progress, quarantine};

use proptest::prelude::*;

use phone::{NOW_MS, Phone, brings, entry, order};

fn digest(indices: &[u64]) -> Digest {
    let mut digest = Digest::default();
    for index in indices {
        digest.add(*index, &entry(*index).hash, None);
    }
    digest
}

fn scope(phone: &Phone) -> Digest {
    phone.store().read(progress::scope_digest).unwrap()
}

fn document(n: u8, layer: Layer, saved: &[u8]) -> DocumentRow {
    let name = DocumentName { subject: order(n), audience: "plan".into(), name: String::new() };
    DocumentRow { name, layer, generation: 0, saved: saved.to_vec(), heads: vec![n] }
}

#[test]
fn a_page_applied_twice_is_applied_once() {
    let mut phone = Phone::new();
    for _ in 0..2 {
        phone.apply(vec![brings(order(1), &[3, 5]), brings(order(2), &[4])], vec![], 6);
        assert_eq!(scope(&phone), digest(&[3, 4, 5]));
    }
    phone.switch_on();
    let entries = phone.store().read(|c| pages::entries(c, order(1))).unwrap();
    assert_eq!(entries, [entry(3), entry(5)]);
    let progress = phone.store().read(progress::progress).unwrap().unwrap();
    assert_eq!(progress, phone::progress(6));
}

#[test]
fn a_page_that_fails_moves_neither_cursor_nor_entries() {
    let phone = Phone::new();
    phone.apply(vec![brings(order(1), &[0])], vec![], 1);
    let wrong = SubjectPage {
        documents: vec![document(2, Layer::Acknowledged, b"of another order")],
        ..brings(order(1), &[1])
    };
    let page = Page { subjects: vec![wrong], gone: vec![], progress: phone::progress(2) };
    let failed = phone.store().write(|tx| pages::apply(tx, &page));
    assert!(matches!(failed, Err(StoreError::Conflict { .. })));
    assert_eq!(scope(&phone), digest(&[0]));
    let progress = phone.store().read(progress::progress).unwrap().unwrap();
    assert_eq!(progress.seen.index, 1);
}

#[test]
fn a_snapshot_replaces_the_acknowledged_layer_and_leaves_own_work_alone() {
    let phone = Phone::new();
    let own = phone.comment(order(1));
    phone.write(|tx| documents::put(tx, &document(1, Layer::Overlay, b"mine")));
    phone.apply(vec![brings(order(1), &[1, 2])], vec![], 3);
    let snapshot = SubjectPage {
        is_snapshot: true,
        documents: vec![document(1, Layer::Acknowledged, b"the hub's")],
        digest: Some(digest(&[1, 2, 7])),
        ..brings(order(1), &[7])
    };
    phone.apply(vec![snapshot], vec![], 8);
    assert_eq!(scope(&phone), digest(&[1, 2, 7]));
    let sheet = phone.store().sheet_rows(order(1)).unwrap();
    assert_eq!(sheet.entries, [entry(7)]);
    assert_eq!(phone::hashes(&sheet.overlay), [own]);
    assert_eq!(sheet.documents.len(), 2);
    let name = &sheet.documents[0].name;
    let visible = phone.store().read(|c| documents::visible(c, name)).unwrap().unwrap();
    assert_eq!(visible.saved, b"mine");
    phone.write(|tx| documents::drop_layer(tx, order(1), Layer::Overlay));
    let visible = phone.store().read(|c| documents::visible(c, name)).unwrap().unwrap();
    assert_eq!(visible.saved, b"the hub's");
}

#[test]
fn an_order_that_leaves_goes_after_its_unsent_work_is_safe() {
    let phone = Phone::new();
    let (own, photo) = phone.photo(order(1), b"door");
    phone.apply(vec![brings(order(1), &[0]), brings(order(2), &[1])], vec![], 2);

    // 1. The hub takes order 1 away. Unsent work keeps it here.
    phone.apply(vec![], vec![order(1)], 3);
    assert_eq!(scope(&phone), digest(&[1]));
    assert!(phone.write(pages::purge_gone).is_empty());
    assert_eq!(phone.to_send(), [own]);

    // 2. The work arrives late and becomes safe; its photo is still on the way.
    phone.answer(own, Verdict::Late, Some(3));
    phone.seen(4);
    phone.write(|tx| outbox::mark_safe(tx, 4));
    assert!(phone.write(pages::purge_gone).is_empty(), "the photo has not arrived");

    // 3. The photo arrives and becomes safe.
    phone.write(|tx| counterfoil_store::blobs::note_arrived(tx, photo, 5));
    phone.write(|tx| counterfoil_store::blobs::note_safe(tx, photo));
    assert_eq!(phone.write(pages::purge_gone), [order(1)]);
    assert!(phone.store().sheet_rows(order(1)).unwrap().entries.is_empty());
    assert_eq!(phone.store().sheet_rows(order(2)).unwrap().entries, [entry(1)]);

    // 4. The order comes back whole.
    phone.apply(vec![brings(order(1), &[0, 3, 9])], vec![], 10);
    assert_eq!(scope(&phone), digest(&[0, 1, 3, 9]));
}

#[test]
fn an_order_that_comes_back_before_it_was_purged_is_counted_once() {
    let phone = Phone::new();
    phone.comment(order(1));
    phone.apply(vec![brings(order(1), &[0])], vec![], 1);
    phone.apply(vec![], vec![order(1), order(9)], 2);
    phone.apply(vec![], vec![order(1)], 3);
    assert_eq!(scope(&phone), Digest::default());
    phone.apply(vec![brings(order(1), &[0, 3])], vec![], 4);
    assert_eq!(scope(&phone), digest(&[0, 3]));
}

#[test]
fn erasing_an_order_leaves_none_of_its_words_on_disk() {
    let phone = Phone::new();
    let own = phone.comment(order(1));
    phone.answer(own, Verdict::Accepted, Some(1));
    phone.apply(vec![brings(order(1), &[0, 1]), brings(order(2), &[2])], vec![], 3);
    assert_eq!(phone.store().erase(order(1)).unwrap(), 1);
    assert!(phone.store().sheet_rows(order(1)).unwrap().entries.is_empty());
    assert_eq!(scope(&phone), digest(&[2]));
    let row = phone.store().read(|c| outbox::by_hash(c, own)).unwrap().unwrap();
    assert_eq!(row.envelope.body, None);
    assert_eq!(row.envelope.hash(), own, "its header still verifies");
    let log = std::fs::metadata(phone.folder.join("store.db-wal")).unwrap();
    assert_eq!(log.len(), 0, "the write-ahead log is emptied");
}

#[test]
fn a_bad_item_blocks_only_itself() {
    let mut phone = Phone::new();
    phone.write(|tx| {
        for _ in 0..2 {
            quarantine::put(tx, Some(order(1)), Some(4), "not_a_header", b"\xff\x00", NOW_MS)?;
        }
        pages::apply(
            tx,
            &Page {
                subjects: vec![brings(order(2), &[5])],
                gone: vec![],
                progress: phone::progress(6),
            },
        )
    });
    phone.switch_on();
    let items = phone.store().read(quarantine::list).unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!((items[0].index, items[0].bytes.as_slice()), (Some(4), &b"\xff\x00"[..]));
    assert_eq!(phone.store().sheet_rows(order(2)).unwrap().entries, [entry(5)]);
    phone.write(|tx| quarantine::release(tx, items[0].id));
    assert!(phone.store().read(quarantine::list).unwrap().is_empty());
}

#[test]
fn starting_over_keeps_own_work() {
    let phone = Phone::new();
    let own = phone.comment(order(1));
    phone.apply(vec![brings(order(1), &[0])], vec![], 1);
    phone.write(pages::doubt_everything);
    phone.write(progress::forget_seen);
    assert_eq!(phone.store().read(progress::progress).unwrap(), None);
    assert_eq!(phone.store().read(progress::seen).unwrap(), None);
    assert_eq!(scope(&phone), Digest::default());
    assert_eq!(phone.to_send(), [own]);
}

#[test]
fn a_copy_in_doubt_stays_readable_until_the_hubs_has_come() {
    let mut phone = Phone::new();
    let own = phone.comment(order(2));
    let all = vec![brings(order(1), &[0]), brings(order(2), &[1]), brings(order(3), &[2])];
    phone.apply(all, vec![], 3);
    let snapshot = |n, index| SubjectPage { is_snapshot: true, ..brings(order(n), &[index]) };
    let entries = |phone: &Phone, n| phone.store().read(|c| pages::entries(c, order(n))).unwrap();

    // 1. Everything is in doubt: it is shown, counts in no digest, and the cursor is gone. What its author
    //    had seen he still has.
    phone.write(pages::doubt_everything);
    assert_eq!((scope(&phone), entries(&phone, 1)), (Digest::default(), vec![entry(0)]));
    assert_eq!(phone.store().read(pages::subjects).unwrap().len(), 3);
    assert!(!phone.store().read(|c| pages::in_scope(c, order(1))).unwrap());
    assert_eq!(phone.store().read(progress::progress).unwrap(), None);
    assert_eq!(phone.store().read(progress::seen).unwrap().unwrap().index, 3);

    // 2. The first order comes again, then the signal is gone and the phone is switched off.
    phone.apply(vec![snapshot(1, 4)], vec![], 3);
    assert!(phone.write(pages::purge_gone).is_empty());
    phone.switch_on();
    assert_eq!((entries(&phone, 1), entries(&phone, 3)), (vec![entry(4)], vec![entry(2)]));
    assert_eq!(scope(&phone), digest(&[4]));

    // 3. The rest comes: the second order with more, the third not. It goes, and nothing of her own with it.
    phone.apply(vec![SubjectPage { is_snapshot: true, ..brings(order(2), &[1, 5]) }], vec![], 6);
    assert_eq!(phone.write(pages::settle_doubt), 1);
    assert_eq!(phone.write(pages::purge_gone), [order(3)]);
    assert_eq!(entries(&phone, 2), [entry(1), entry(5)]);
    assert_eq!((scope(&phone), phone.to_send()), (digest(&[1, 4, 5]), vec![own]));
    assert!(entries(&phone, 3).is_empty());
}

#[test]
fn what_left_while_it_was_in_doubt_waits_for_the_work_on_it() {
    let phone = Phone::new();
    let own = phone.comment(order(1));
    phone.apply(vec![brings(order(1), &[0])], vec![], 1);
    phone.write(pages::doubt_everything);
    phone.apply(vec![], vec![order(1)], 2);
    phone.write(pages::settle_doubt);
    assert!(phone.write(pages::purge_gone).is_empty(), "her remark has not arrived");
    phone.answer(own, Verdict::Late, Some(2));
    phone.seen(3);
    phone.write(|tx| outbox::mark_safe(tx, 3));
    assert_eq!(phone.write(pages::purge_gone), [order(1)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn the_same_entries_give_the_same_layer_however_they_arrive(
        arrived in proptest::collection::vec(0u64..12, 1..40),
        seed in any::<u64>(),
    ) {
        // An entry is about one subject: its index says which.
        let about = |index: u64| -> SubjectId { order((index % 3) as u8) };
        let mut arrivals = arrived.clone();
        let (one, two) = (Phone::new(), Phone::new());
        for index in &arrivals {
            one.apply(vec![brings(about(*index), &[*index])], vec![], 12);
        }
        arrivals.sort_by_key(|index| index.wrapping_mul(seed | 1).rotate_left(17));
        arrivals.dedup();
        for index in &arrivals {
            two.apply(vec![brings(about(*index), &[*index])], vec![], 12);
        }
        prop_assert_eq!(scope(&one), scope(&two));
        for n in 0..3 {
            let sheets = (one.store().sheet_rows(order(n)), two.store().sheet_rows(order(n)));
            prop_assert_eq!(sheets.0.unwrap(), sheets.1.unwrap());
        }
    }
}
