//! Stories of blobs on their way: what is sent when, what may leave, and what a full disk costs.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "world/phone.rs"]
mod phone;

use counterfoil_domain::envelope::BlobRef;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::proof::Derived;
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::blobs::{self, BlobState};
use counterfoil_store::{StoreError, progress};

use phone::{NOW_MS, Phone, append, order};

fn queue(phone: &Phone) -> Vec<(Hash, Hash)> {
    let rows = phone.store().read(|c| blobs::upload_queue(c, 10)).unwrap();
    rows.iter().map(|row| (row.blob.sealed.hash, row.envelope)).collect()
}

#[test]
fn a_blob_waits_for_its_envelope_and_small_ones_go_first() {
    let phone = Phone::new();
    let (envelope, photo) = phone.photo(order(1), b"the original");
    let mut thumb = phone.draft(b"thumb");
    thumb.urgency = 1;
    thumb.derived = Some(Derived { original: photo, recipe: "thumb/320/q75".into() });
    let taken = phone.store().vault().put_bytes(b"small").unwrap();
    thumb.sealed = taken;
    phone.write(|tx| blobs::put(tx, &thumb));
    assert!(queue(&phone).is_empty(), "the envelope is not at the hub");

    phone.answer(envelope, Verdict::Refused { code: "no".into() }, Some(0));
    assert_eq!(queue(&phone), [(thumb.sealed.hash, envelope), (photo, envelope)]);
}

#[test]
fn an_upload_goes_on_where_it_stopped_and_ends_once() {
    let mut phone = Phone::new();
    let (envelope, photo) = phone.photo(order(1), &[7; 100_000]);
    phone.answer(envelope, Verdict::Accepted, Some(0));
    let sealed = phone.store().read(|c| blobs::get(c, photo)).unwrap().unwrap().sealed;
    phone.write(|tx| blobs::note_offset(tx, sealed.sealed_hash, 65_536));
    phone.switch_on();
    let row = phone.store().read(|c| blobs::get(c, photo)).unwrap().unwrap();
    assert_eq!((row.offset_bytes, row.state), (65_536, BlobState::Local));
    assert_eq!(phone.store().read(blobs::waiting).unwrap(), (1, sealed.sealed_size - 65_536));
    for _ in 0..2 {
        phone.write(|tx| blobs::note_arrived(tx, photo, 4));
    }
    assert!(queue(&phone).is_empty());
    phone.write(|tx| blobs::note_offset(tx, sealed.sealed_hash, 0));
    assert_eq!(phone.store().read(blobs::waiting).unwrap(), (0, 0));
}

#[test]
fn one_photo_for_sixty_parcels_goes_once() {
    let phone = Phone::new();
    let blob = phone.draft(b"the whole shelf");
    let named = BlobRef {
        hash: blob.sealed.hash,
        size_bytes: blob.sealed.size,
        media_type: "image/jpeg".into(),
        role: "shelf".into(),
    };
    let envelopes = phone
        .store()
        .capture(|tx| (0..60).map(|n| append(tx, order(n), vec![named.clone()], None)).collect());
    let envelopes: Vec<Hash> = envelopes.unwrap();
    phone.answer(envelopes[30], Verdict::Accepted, Some(1));
    assert_eq!(queue(&phone), [(blob.sealed.hash, envelopes[30])]);
}

#[test]
fn a_fact_cannot_name_a_blob_that_is_not_here() {
    let phone = Phone::new();
    let named = BlobRef {
        hash: Hash([1; 32]),
        size_bytes: 5,
        media_type: "image/jpeg".into(),
        role: "door".into(),
    };
    let refused = phone.store().capture(|tx| append(tx, order(1), vec![named.clone()], None));
    assert!(matches!(refused, Err(StoreError::Conflict { .. })));
    assert!(phone.to_send().is_empty());
}

#[test]
fn a_blob_leaves_the_phone_only_when_safe_and_old() {
    let phone = Phone::new();
    let (envelope, photo) = phone.photo(order(1), b"door");
    phone.answer(envelope, Verdict::Accepted, Some(0));
    let drop_before = |at| phone.store().drop_safe_blobs(at, 10).unwrap();
    assert!(drop_before(i64::MAX).is_empty());
    phone.write(|tx| blobs::note_arrived(tx, photo, 3));
    assert!(drop_before(i64::MAX).is_empty(), "stored is not safe");
    let asked_after = |size| phone.store().read(|c| blobs::perhaps_safe(c, size, 10)).unwrap();
    assert!(asked_after(3).is_empty(), "the horizon is not past it");
    assert_eq!(asked_after(4), [photo]);
    assert!(drop_before(i64::MAX).is_empty(), "the hub has not said that it has it still");
    phone.write(|tx| blobs::note_stored(tx, photo, 9));
    assert!(asked_after(8).is_empty(), "it lies below the tip of that answer");
    phone.write(|tx| blobs::note_safe(tx, photo));
    assert!(drop_before(NOW_MS).is_empty(), "too young");
    assert_eq!(drop_before(NOW_MS + 1), [photo]);
    assert!(!phone.store().vault().contains(photo));
    let row = phone.store().read(|c| blobs::get(c, photo)).unwrap().unwrap();
    assert_eq!(row.state, BlobState::Gone);
}

#[test]
fn a_hub_that_lost_a_blob_gets_it_again() {
    let phone = Phone::new();
    let (envelope, photo) = phone.photo(order(1), b"door");
    phone.answer(envelope, Verdict::Accepted, Some(0));
    phone.write(|tx| blobs::note_arrived(tx, photo, 9));
    assert_eq!(phone.write(|tx| blobs::offer_again(tx, 9)), 1);
    assert_eq!(queue(&phone), [(photo, envelope)]);
}

#[test]
fn a_draft_may_be_discarded_and_what_was_captured_may_not() {
    let phone = Phone::new();
    let (_, photo) = phone.photo(order(1), b"kept");
    let draft = phone.draft(b"blurred").sealed.hash;
    assert_eq!(phone.store().read(blobs::drafts).unwrap().len(), 1);
    assert!(phone.store().discard_draft(draft).unwrap());
    assert!(!phone.store().discard_draft(photo).unwrap());
    assert!(phone.store().vault().contains(photo));
    assert!(!phone.store().vault().contains(draft));
    assert!(phone.store().read(blobs::drafts).unwrap().is_empty());
}

#[test]
fn when_the_disk_fills_up_the_work_begun_is_finished_and_the_next_is_refused() {
    let phone = Phone::new();
    phone.store().require_room().unwrap();
    let reserve = phone.folder.join("reserve");
    assert!(reserve.exists());

    // 1. The disk is full in the middle of a capture, until the reserve is freed.
    phone.write(|tx| limit_pages(tx, 0));
    let mut runs = 0;
    let kept = phone.store().write(|tx| {
        runs += 1;
        if runs == 2 {
            limit_pages(tx, 1 << 20)?;
        }
        progress::set_note(tx, "test/large", &[1; 50_000])?;
        Ok(runs)
    });
    assert_eq!(kept.unwrap(), 2);
    assert!(!reserve.exists());

    // 2. With the reserve gone and no room for a new one, a capture is refused before it begins.
    std::fs::create_dir(phone.folder.join("reserve.part")).unwrap();
    let refused = phone.store().capture(|_| -> Result<(), StoreError> { panic!("not begun") });
    assert!(refused.is_err());

    // 3. There is room again.
    std::fs::remove_dir(phone.folder.join("reserve.part")).unwrap();
    phone.comment(order(1));
    assert!(reserve.exists());
}

/// SQLite's own limit stands for the disk's: `SQLITE_FULL` either way.
fn limit_pages(connection: &rusqlite::Connection, more: u32) -> Result<(), StoreError> {
    let now: u32 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    connection
        .pragma_update_and_check(None, "max_page_count", now + more, |row| row.get::<_, u32>(0))?;
    Ok(())
}
