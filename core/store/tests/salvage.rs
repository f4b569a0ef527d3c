//! Stories of salvage: a damaged database is put aside, and Ann's unsent work comes back from it.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "world/phone.rs"]
mod phone;

use std::fs;
use std::path::PathBuf;

use counterfoil_domain::ids::Incarnation;
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::salvage::Salvaged;
use counterfoil_store::{StoreError, blobs, chain, outbox};

use phone::{NOW_MS, Phone, order};

const PAGE_BYTES: usize = 4_096;

/// Overwrites one page of the database while the phone is off, and switches it on so that it
/// notices.
fn break_page(phone: &mut Phone, page: usize) -> Option<PathBuf> {
    phone.store = None;
    let file = phone.folder.join("store.db");
    let mut bytes = fs::read(&file).unwrap();
    let from = page * PAGE_BYTES + if page == 0 { 100 } else { 0 };
    bytes[from..(page + 1) * PAGE_BYTES].fill(0x5a);
    fs::write(&file, &bytes).unwrap();
    fs::write(phone.folder.join("store.suspect"), b"").unwrap();
    phone.switch_on().set_aside.map(|aside| aside.database)
}

fn pages(phone: &mut Phone) -> usize {
    phone.store = None;
    let bytes = fs::metadata(phone.folder.join("store.db")).unwrap().len() as usize;
    phone.switch_on();
    bytes / PAGE_BYTES
}

#[test]
fn after_damage_anns_unsent_work_and_her_photos_are_sent_after_all() {
    let mut phone = Phone::new();
    let sent = phone.comment(order(1));
    let (with_photo, photo) = phone.photo(order(1), b"door");
    let last = phone.comment(order(2));
    phone.answer(sent, Verdict::Accepted, Some(4));

    // 1. A page of the cards is lost; the database is put aside.
    let all = pages(&mut phone);
    let aside = (1..all).rev().find_map(|page| break_page(&mut phone, page)).unwrap();
    let before = fs::read(&aside).unwrap();
    assert!(phone.to_send().is_empty());

    // 2. Salvage brings back what is whole, under its old chain, and may be repeated.
    let salvaged = phone.store().salvage(&aside, NOW_MS).unwrap();
    assert_eq!(salvaged, Salvaged { envelopes: 3, unsent: 2, lost: 0, blobs: 1, unreadable: 0 });
    let again = phone.store().salvage(&aside, NOW_MS).unwrap();
    assert_eq!((again.envelopes, again.unsent), (0, 0));
    assert_eq!(phone.to_send(), [with_photo, last]);
    let old = phone.store().read(|c| chain::named(c, Incarnation([1; 8]))).unwrap();
    assert_eq!(old.frontier.size(), 3);

    // 3. A new chain begins and is the one that is written; the old one is sent first.
    phone.write(|tx| chain::begin(tx, Incarnation([2; 8]), None));
    let fresh = phone.comment(order(1));
    assert_eq!(phone.to_send(), [with_photo, last, fresh]);

    // 4. The photo goes up as if nothing had happened, and the wreck is as it was.
    phone.answer(with_photo, Verdict::Accepted, Some(5));
    let queue = phone.store().read(|c| blobs::upload_queue(c, 10)).unwrap();
    assert_eq!((queue.len(), queue[0].blob.sealed.hash), (1, photo));
    assert_eq!(fs::read(&aside).unwrap(), before);
}

#[test]
fn whichever_page_is_lost_what_comes_back_is_true_and_the_rest_is_reported() {
    let mut phone = Phone::new();
    for n in 0..30 {
        phone.comment(order(n % 5));
    }
    let all = pages(&mut phone);
    phone.store = None;
    let whole = fs::read(phone.folder.join("store.db")).unwrap();
    let (mut whole_again, mut in_part, mut nothing) = (0, 0, 0);
    for page in 0..all {
        let mut phone = Phone::new();
        phone.store = None;
        fs::write(phone.folder.join("store.db"), &whole).unwrap();
        // A free page is nobody's loss.
        let Some(aside) = break_page(&mut phone, page) else { continue };
        let salvaged = phone.store().salvage(&aside, NOW_MS).unwrap();
        let rows = phone.store().read(|c| outbox::to_send(c, NOW_MS, 100, 1 << 20)).unwrap();
        assert_eq!((rows.len(), salvaged.unsent), (salvaged.envelopes, salvaged.envelopes));
        assert!(rows.iter().all(|row| row.envelope.hash() == row.hash));
        match salvaged.envelopes {
            30 => whole_again += 1,
            0 => nothing += 1,
            some => {
                assert_eq!(some + salvaged.lost, 30, "page {page}");
                in_part += 1;
            }
        }
    }
    println!("{all} pages: {whole_again} cost nothing, {in_part} some work, {nothing} all of it");
    assert!(whole_again > in_part + nothing);
    assert!(in_part > 0, "no page was hit that holds envelopes");
}

#[test]
fn there_is_nothing_to_salvage_from_a_file_that_is_not_there() {
    let phone = Phone::new();
    let none = phone.store().salvage(&phone.folder.join("store.db.set-aside-9"), NOW_MS);
    assert!(matches!(none, Err(StoreError::NotFound { .. })));
}

fn wreck_of(phone: &mut Phone) -> PathBuf {
    let all = pages(phone);
    (1..all).rev().find_map(|page| break_page(phone, page)).unwrap()
}

fn now_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(now.as_millis()).unwrap()
}

#[test]
fn a_wreck_goes_when_the_hub_has_all_of_it() {
    let mut phone = Phone::new();
    let said = phone.comment(order(1));
    let aside = wreck_of(&mut phone);
    // Nobody has looked at it, then its work is unsent, then at the hub and not safe: it stays.
    let much_later = now_ms() + 400 * 86_400_000;
    assert_eq!(phone.store().drop_asides(much_later).unwrap(), 0);
    phone.store().salvage(&aside, NOW_MS).unwrap();
    assert_eq!(phone.store().drop_asides(now_ms()).unwrap(), 0);
    phone.answer(said, Verdict::Accepted, Some(4));
    phone.write(|tx| chain::note_hub_size(tx, Incarnation([1; 8]), 1));
    assert_eq!(phone.store().drop_asides(now_ms()).unwrap(), 0);
    phone.write(|tx| outbox::mark_seen(tx, 5).map(|_| ()));
    phone.write(|tx| outbox::mark_safe(tx, 5).map(|_| ()));
    assert_eq!(phone.store().drop_asides(now_ms()).unwrap(), 1);
    assert!(!aside.exists());
    assert!(phone.store().read(counterfoil_store::salvage::notes).unwrap().is_empty());
}

#[test]
fn a_wreck_goes_after_thirty_days_whatever_it_holds() {
    let mut phone = Phone::new();
    let said = phone.comment(order(1));
    let aside = wreck_of(&mut phone);
    phone.store().salvage(&aside, NOW_MS).unwrap();
    assert_eq!(phone.store().drop_asides(now_ms() + 29 * 86_400_000).unwrap(), 0);
    assert_eq!(phone.store().drop_asides(now_ms() + 30 * 86_400_000).unwrap(), 1);
    assert!(!aside.exists());
    assert_eq!(phone.to_send(), [said], "what came back of it is still sent");
}
