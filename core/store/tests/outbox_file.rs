//! Stories of the outbox file: the second copy of Ann's unsent work, and what it is good for.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "world/phone.rs"]
mod phone;

use std::fs;

use counterfoil_domain::hash::device_id;
use counterfoil_domain::ids::{Hash, Incarnation};
use counterfoil_domain::keys::SoftwareKey;
use counterfoil_domain::segment::Standing;
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::outbox_file::{Reader, Segment};
use counterfoil_store::vault::Identity;
use counterfoil_store::{Database, SegmentKeys, StoreError, StoreKey, blobs, chain, outbox};

use phone::{NOW_MS, Phone, order};

/// The hashes of every envelope in her segments, in the order of writing.
fn copied(phone: &Phone, identity: &Identity, reader: Reader) -> Vec<Hash> {
    let mut hashes = Vec::new();
    for file in phone.store().outbox_file().files() {
        let segment = Segment::read_file(&file, identity, reader).unwrap();
        assert_eq!((segment.changed, segment.tail_bytes), (0, 0), "{file:?}");
        let envelopes = segment.records.iter().filter_map(|record| record.envelope());
        hashes.extend(envelopes.map(|(_, envelope)| envelope.hash()));
    }
    hashes
}

/// Ann with an identity that the story knows, and a rescue key beside it.
fn ann() -> (Phone, Identity, Identity, tempfile::TempDir) {
    let (folder, own, rescue) =
        (tempfile::tempdir().unwrap(), Identity::generate(), Identity::generate());
    let mut phone = Phone::at(folder.path().join("store"), own.clone());
    phone.segments = SegmentKeys {
        rescue: Some(rescue.to_public()),
        session: Some(SoftwareKey::ed25519(&[7; 32])),
        hub_url: Some("https://hub.example".to_owned()),
        root: Some(Hash([9; 32])),
    };
    phone.switch_on();
    phone.begins();
    (phone, own, rescue, folder)
}

/// Her database and its log are gone; what lies beside them stays.
fn loses_the_database(phone: &mut Phone) {
    phone.store = None;
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = fs::remove_file(phone.folder.join(name));
    }
    phone.switch_on();
}

#[test]
fn what_a_capture_acknowledged_has_its_second_copy() {
    let (mut phone, own, rescue, _folder) = ann();
    let mut said = vec![phone.comment(order(1)), phone.comment(order(2))];
    assert_eq!(copied(&phone, &own, Reader::Store), said);

    // Another opening begins another segment; the rescue key reads the same as the store's.
    phone.switch_on();
    said.push(phone.photo(order(1), b"door").0);
    assert_eq!(phone.store().outbox_file().files().len(), 2);
    assert_eq!(copied(&phone, &own, Reader::Store), said);
    assert_eq!(copied(&phone, &rescue, Reader::Rescue), said);

    // The photograph's sealed file is named with the envelope.
    let last = phone.store().outbox_file().files().pop().unwrap();
    let segment = Segment::read_file(&last, &rescue, Reader::Rescue).unwrap();
    let file = segment.records[0].blobs.as_ref().unwrap()[0].clone();
    let path = phone.store().vault().sealed_path(file.hash);
    assert_eq!(fs::metadata(path).unwrap().len(), file.sealed_bytes);

    // Nobody else reads anything, and the store itself is no rescuer.
    let stranger = Segment::read_file(&last, &Identity::generate(), Reader::Rescue);
    assert!(matches!(stranger, Err(StoreError::WrongKey)));
    assert!(matches!(Segment::read_file(&last, &own, Reader::Rescue), Err(StoreError::WrongKey)));
}

#[test]
fn the_head_is_signed_by_the_key_that_the_store_is_named_after() {
    let (phone, own, _, _folder) = ann();
    phone.comment(order(1));
    let file = phone.store().outbox_file().files().pop().unwrap();
    let mut head = Segment::read_file(&file, &own, Reader::Store).unwrap().head;
    // The stories' device is not named after a key: as it stands, the head vouches for nothing.
    assert!(!head.is_signed());
    let session = SoftwareKey::ed25519(&[7; 32]);
    head.statement.device = device_id(&session.public().bytes);
    let said = counterfoil_domain::cbor::encode(&head.statement);
    head.signature = Some(session.sign(counterfoil_domain::keys::Purpose::Segment, &said));
    assert!(head.is_signed());
    head.statement.number += 1;
    assert!(!head.is_signed());
}

#[test]
fn a_lost_database_costs_no_unsent_work() {
    let (mut phone, own, _, _folder) = ann();
    let first = phone.comment(order(1));
    let (with_photo, photo) = phone.photo(order(1), b"door");
    phone.switch_on();
    let last = phone.comment(order(2));
    let before = phone.store().read(|c| outbox::to_send(c, NOW_MS, 100, 1 << 20)).unwrap();
    let edge = phone.store().read(chain::current).unwrap().frontier;

    loses_the_database(&mut phone);
    assert!(phone.to_send().is_empty());
    let salvaged = phone.store().salvage_all(NOW_MS).unwrap().unwrap();
    assert_eq!((salvaged.envelopes, salvaged.unsent, salvaged.lost), (3, 3, 0));
    assert_eq!(salvaged.blobs, 1);

    // Byte for byte, with chain and photograph; and there is nothing more to bring back.
    let after = phone.store().read(|c| outbox::to_send(c, NOW_MS, 100, 1 << 20)).unwrap();
    assert_eq!(after, before);
    assert_eq!(phone.to_send(), [first, with_photo, last]);
    let old = phone.store().read(|c| chain::named(c, Incarnation([1; 8]))).unwrap();
    assert_eq!(old.frontier, edge);
    let queue = phone.store().read(|c| blobs::get(c, photo)).unwrap();
    assert!(queue.is_some());
    assert_eq!(phone.store().salvage_all(NOW_MS).unwrap(), None);
    phone.switch_on();
    assert_eq!(phone.store().salvage_all(NOW_MS).unwrap(), None);
    assert_eq!(copied(&phone, &own, Reader::Store), [first, with_photo, last]);
}

#[test]
fn a_lost_key_of_the_database_costs_none_either() {
    let (mut phone, _, _, _folder) = ann();
    let said = [phone.comment(order(1)), phone.comment(order(2))];
    phone.store = None;
    // Somebody forgot the key: the old database is put aside for good, and a fresh one opens under the stories' key.
    let lost = StoreKey::from_bytes([0x99; 32]);
    drop(Database::abandon_and_open(&phone.folder, &lost).unwrap());
    drop(Database::abandon_and_open(&phone.folder, &StoreKey::from_bytes(phone::KEY)).unwrap());
    // The database lies aside under the right key all the same: this one is made unreadable.
    fs::write(phone.folder.join("store.db.set-aside-1"), vec![0x5a; 40_960]).unwrap();
    fs::remove_file(phone.folder.join("store.db.set-aside-1-wal")).ok();
    phone.switch_on();
    let salvaged = phone.store().salvage_all(NOW_MS).unwrap().unwrap();
    assert_eq!((salvaged.unsent, salvaged.lost, salvaged.unreadable), (2, 0, 2));
    assert_eq!(phone.to_send(), said);
}

#[test]
fn without_its_segments_a_lost_database_costs_everything() {
    // The control of the two stories above.
    let (mut phone, _, _, _folder) = ann();
    phone.comment(order(1));
    fs::remove_dir_all(phone.folder.join("outbox")).unwrap();
    loses_the_database(&mut phone);
    assert_eq!(phone.store().salvage_all(NOW_MS).unwrap(), None);
    assert!(phone.to_send().is_empty());
}

#[test]
fn what_the_segments_lack_is_made_up_for_at_the_next_opening() {
    let (mut phone, own, _, _folder) = ann();
    let said = [phone.comment(order(1)), phone.comment(order(2))];
    fs::remove_dir_all(phone.folder.join("outbox")).unwrap();
    phone.switch_on();
    assert_eq!(copied(&phone, &own, Reader::Store), said);
    assert!(phone.store().outbox_file().is_complete(phone.store().database()).unwrap());
}

#[test]
fn a_capture_stands_where_its_second_copy_cannot_be_written() {
    let (phone, own, _, _folder) = ann();
    let outbox = phone.folder.join("outbox");
    // A file stands where the folder belongs.
    fs::write(&outbox, b"").unwrap();
    let first = phone.comment(order(1));
    assert_eq!(phone.to_send(), [first]);
    assert!(!phone.store().outbox_file().is_complete(phone.store().database()).unwrap());
    // With the next write it is made up for.
    fs::remove_file(&outbox).unwrap();
    let second = phone.comment(order(1));
    assert_eq!(copied(&phone, &own, Reader::Store), [first, second]);
}

#[test]
fn a_segment_goes_when_all_of_it_is_safe_and_not_before() {
    let (mut phone, own, _, _folder) = ann();
    let first = phone.comment(order(1));
    let second = phone.comment(order(2));
    phone.answer(first, Verdict::Accepted, Some(4));
    phone.answer(second, Verdict::Accepted, Some(5));
    phone.seen(6);
    phone.write(|tx| outbox::mark_safe(tx, 5));
    phone.switch_on();
    assert_eq!(copied(&phone, &own, Reader::Store), [first, second], "one is not safe");
    phone.write(|tx| outbox::mark_safe(tx, 6));
    phone.switch_on();
    assert!(phone.store().outbox_file().files().is_empty());
    assert_eq!(phone.store().salvage_all(NOW_MS).unwrap(), None);
}

#[test]
fn an_erased_order_leaves_no_body_in_the_outbox_file() {
    let (phone, own, _, _folder) = ann();
    let erased = phone.comment(order(1));
    let kept = phone.comment(order(2));
    phone.answer(erased, Verdict::Accepted, Some(4));
    let before = phone.store().outbox_file().files();
    phone.store().erase(order(1)).unwrap();
    assert_eq!(copied(&phone, &own, Reader::Store), [kept]);
    assert!(before.iter().all(|file| !file.exists()), "its key went with the old segment");
    let last = phone.comment(order(2));
    assert_eq!(copied(&phone, &own, Reader::Store), [kept, last]);
}

#[test]
fn many_openings_leave_few_segments_and_nothing_is_missing() {
    let (mut phone, own, _, _folder) = ann();
    let mut said = Vec::new();
    for n in 0..150 {
        said.push(phone.comment(order(n)));
        phone.switch_on();
    }
    let files = phone.store().outbox_file().files();
    assert!(files.len() <= 66, "{} segments", files.len());
    assert_eq!(copied(&phone, &own, Reader::Store), said);
}

#[test]
fn whatever_is_done_to_a_segment_is_seen_by_the_rescuer() {
    let (phone, _, rescue, _folder) = ann();
    for n in 0..6 {
        phone.comment(order(n));
    }
    let file = phone.store().outbox_file().files().pop().unwrap();
    let bytes = fs::read(file).unwrap();
    let whole = Segment::read(&bytes, &rescue, Reader::Rescue).unwrap();
    assert_eq!((whole.records.len(), whole.changed, whole.tail_bytes), (6, 0, 0));
    let seen = |changed: &[u8]| match Segment::read(changed, &rescue, Reader::Rescue) {
        Err(
            StoreError::Damaged { .. } | StoreError::WrongKey | StoreError::UpdateNeeded { .. },
        ) => true,
        Err(other) => panic!("{other:?}"),
        Ok(read) => {
            assert!(read.records.iter().all(|record| whole.records.contains(record)));
            read.changed > 0 || read.tail_bytes > 0
        }
    };
    // 1. A bit of any part of it.
    for at in (0..bytes.len()).step_by(3) {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(seen(&changed), "byte {at}");
    }
    // 2. A frame left out, two in another order, one twice, one of them at the end again.
    let (head, frames) = parts(&bytes);
    let rebuilt = |order: &[usize]| {
        let chosen = order.iter().flat_map(|frame| frames[*frame].clone());
        head.iter().copied().chain(chosen).collect::<Vec<u8>>()
    };
    assert_eq!(rebuilt(&[0, 1, 2, 3, 4, 5]), bytes);
    for order in [
        vec![1, 2, 3, 4, 5],
        vec![0, 1, 3, 4, 5],
        vec![0, 2, 1, 3, 4, 5],
        vec![0, 1, 1, 2, 3, 4, 5],
        vec![0, 1, 2, 3, 4, 5, 5],
        vec![5, 4, 3, 2, 1, 0],
    ] {
        assert!(seen(&rebuilt(&order)), "{order:?}");
    }
    // 3. Cut anywhere but between two frames; there, it is the chain that shows it.
    for cut in head.len()..bytes.len() {
        let read = Segment::read(&bytes[..cut], &rescue, Reader::Rescue).unwrap();
        let begun = rebuilt(&(0..read.records.len()).collect::<Vec<_>>()).len();
        assert_eq!(read.tail_bytes, (cut - begun) as u64);
    }
}

/// A segment of the first version, written by a phone of that time, in a working day that was cut off.
#[test]
fn a_segment_without_tickets_is_read_as_ever() {
    let bytes = include_bytes!("fixtures/segment-1/00000001.segment");
    let rescue: Identity = include_str!("fixtures/segment-1/rescue.key").trim().parse().unwrap();
    let segment = Segment::read(bytes, &rescue, Reader::Rescue).unwrap();
    assert_eq!((segment.head.statement.version, segment.head.is_signed()), (1, true));
    assert_eq!((segment.changed, segment.tail_bytes), (0, 0));
    assert!(segment.records.iter().any(|record| record.envelope().is_some()));
    // Nobody signed for its frames: who finds it needs the rescue key.
    let standing = Standing::read(bytes, |_, _| false).unwrap();
    assert!(standing.frames.is_empty());
}

#[test]
fn a_finder_sees_whose_frames_they_are_and_nothing_of_what_they_hold() {
    let (phone, _, rescue, _folder) = ann();
    phone.comment(order(1));
    phone.photo(order(1), b"door");
    phone.comment(order(2));
    let file = phone.store().outbox_file().files().pop().unwrap();
    let bytes = fs::read(file).unwrap();
    let whole = Standing::read(&bytes, |_, _| false).unwrap();
    assert_eq!((whole.frames.keys().copied().collect::<Vec<_>>(), whole.wrong), (vec![0, 1, 2], 0));
    assert_eq!(whole.to_bytes(), bytes);
    let segment = Segment::read(&bytes, &rescue, Reader::Rescue).unwrap();
    let named = segment.records[1].blobs.as_ref().unwrap();
    let listed = whole.files();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed.first().unwrap().sealed_hash, named[0].sealed_hash);

    // What is changed does not stand, what is left stands where it stood, and the rescuer sees the gap.
    let (head, frames) = parts(&bytes);
    let mut changed = [head.as_slice(), &frames[0], &frames[1], &frames[2]].concat();
    let middle = head.len() + frames[0].len() + 40;
    changed[middle] ^= 1;
    let partly = Standing::read(&changed, |_, _| false).unwrap();
    assert_eq!((partly.frames.keys().copied().collect::<Vec<_>>(), partly.wrong), (vec![0, 2], 1));
    let kept = partly.to_bytes();
    let read = Segment::read(&kept, &rescue, Reader::Rescue).unwrap();
    assert_eq!((read.records.len(), read.changed, read.tail_bytes), (2, 1, 0));
    assert_eq!(read.records, [segment.records[0].clone(), segment.records[2].clone()]);
    // Another copy brings what this one lacks.
    let one = [head.as_slice(), &frames[1]].concat();
    let mut both = Standing::read(&kept, |_, _| true).unwrap();
    both.join(&Standing::read(&one, |_, _| false).unwrap());
    assert_eq!(both.to_bytes(), bytes);

    // Frames of another segment, twice the same, and those that somebody else made.
    let (other, _, _, _other_folder) = ann();
    other.comment(order(3));
    let theirs = fs::read(other.store().outbox_file().files().pop().unwrap()).unwrap();
    let (_, foreign) = parts(&theirs);
    let mixed = [head.as_slice(), &foreign[0], &frames[0], &frames[0]].concat();
    let mixed = Standing::read(&mixed, |_, _| false).unwrap();
    assert_eq!((mixed.frames.len(), mixed.wrong), (1, 1));
    assert_eq!(mixed.frames[&0].0.bytes, frames[0]);
    // The control: who looks at no signature takes the first one that says the place.
    let planted = [head.as_slice(), &foreign[0], &frames[0]].concat();
    let believed = Standing::read(&planted, |_, _| true).unwrap();
    assert_eq!((believed.frames[&0].0.bytes, believed.wrong), (foreign[0].as_slice(), 0));
}

/// The head of a segment and its frames.
fn parts(bytes: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let length = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let head = 12 + length(8);
    let (mut frames, mut at) = (Vec::new(), head);
    while at < bytes.len() {
        let ticket = at + 4 + length(at) + 32;
        let end = ticket + 4 + length(ticket);
        frames.push(bytes[at..end].to_vec());
        at = end;
    }
    (bytes[..head].to_vec(), frames)
}
