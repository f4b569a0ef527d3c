//! Stories of the vault: blobs that survive, are refused when changed, and leave no trace.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::fs;
use std::io::Read;

use counterfoil_domain::hash::{sha256, sha256_parts};
use counterfoil_store::StoreError;
use counterfoil_store::vault::{Identity, Vault};

struct Shelf {
    folder: tempfile::TempDir,
    ann: Identity,
}

impl Shelf {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), ann: Identity::generate() }
    }

    fn open(&self) -> Vault {
        Vault::open(self.folder.path(), self.ann.clone(), vec![]).unwrap()
    }
}

#[test]
fn ann_keeps_a_photo_and_finds_it_after_a_restart() {
    let shelf = Shelf::new();
    let photo = vec![7u8; 300_000];
    let blob = shelf.open().put_bytes(&photo).unwrap();
    assert_eq!((blob.hash, blob.size), (sha256(&photo), 300_000));

    let vault = shelf.open();
    assert!(vault.contains(blob.hash));
    assert_eq!(vault.read(blob.hash, 300_000).unwrap(), photo);
    let on_disk = fs::read(vault.sealed_path(blob.hash)).unwrap();
    assert_eq!(blob.sealed_hash, sha256(&on_disk));
    assert_eq!(blob.sealed_size, on_disk.len() as u64);
}

#[test]
fn empty_and_chunk_sized_blobs_are_kept_whole() {
    let vault = Shelf::new().open_and_keep();
    for size in [0usize, 1, 65_535, 65_536, 65_537, 131_072] {
        let bytes = vec![3u8; size];
        let blob = vault.0.put_bytes(&bytes).unwrap();
        assert_eq!(vault.0.read(blob.hash, size as u64).unwrap().len(), size);
    }
}

#[test]
fn the_same_photo_twice_is_one_file_with_one_sealing() {
    let shelf = Shelf::new();
    let vault = shelf.open();
    let source = shelf.folder.path().join("camera.jpg");
    fs::write(&source, b"the same bytes").unwrap();
    let first = vault.put_file(&source).unwrap();
    let second = vault.put_bytes(b"the same bytes").unwrap();
    assert_eq!(first, second);
    assert_eq!(vault.list().unwrap().len(), 1);
}

#[test]
fn the_hub_and_the_rescuer_can_open_what_ann_sealed_and_a_stranger_cannot() {
    let (hub, rescue) = (Identity::generate(), Identity::generate());
    let folder = tempfile::tempdir().unwrap();
    let vault =
        Vault::open(folder.path(), Identity::generate(), vec![hub.to_public(), rescue.to_public()])
            .unwrap();
    let blob = vault.put_bytes(b"signature of Mr. Wang").unwrap();
    for reader in [hub, rescue] {
        let elsewhere = Vault::open(folder.path(), reader, vec![]).unwrap();
        assert_eq!(elsewhere.read(blob.hash, 100).unwrap(), b"signature of Mr. Wang");
    }
    let stranger = Vault::open(folder.path(), Identity::generate(), vec![]).unwrap();
    assert!(matches!(stranger.read(blob.hash, 100), Err(StoreError::Damaged { .. })));
}

#[test]
fn every_cut_and_every_changed_byte_is_damage() {
    let vault = Shelf::new().open_and_keep();
    let vault = &vault.0;
    let blob = vault.put_bytes(&[9u8; 200]).unwrap();
    let path = vault.sealed_path(blob.hash);
    let whole = fs::read(&path).unwrap();
    for cut in 0..whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        assert!(vault.read(blob.hash, 200).unwrap_err().is_damage(), "cut at {cut}");
    }
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        fs::write(&path, &changed).unwrap();
        assert!(vault.check(blob.hash).unwrap_err().is_damage(), "changed at {place}");
    }
}

#[test]
fn a_file_under_a_wrong_name_is_damage_even_though_it_opens() {
    let vault = Shelf::new().open_and_keep();
    let vault = &vault.0;
    let one = vault.put_bytes(b"one").unwrap();
    let two = vault.put_bytes(b"two").unwrap();
    fs::copy(vault.sealed_path(one.hash), vault.sealed_path(two.hash)).unwrap();
    assert!(vault.read(two.hash, 10).unwrap_err().is_damage());
    let mut stream = vault.open_blob(two.hash).unwrap();
    let error = stream.read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
}

#[test]
fn putting_a_damaged_blob_again_heals_it() {
    let vault = Shelf::new().open_and_keep();
    let vault = &vault.0;
    let blob = vault.put_bytes(b"taken once").unwrap();
    fs::write(vault.sealed_path(blob.hash), b"age-encryption.org/v1\n").unwrap();
    let healed = vault.put_bytes(b"taken once").unwrap();
    assert_ne!(healed.sealed_hash, blob.sealed_hash);
    assert_eq!(vault.read(blob.hash, 100).unwrap(), b"taken once");
}

#[test]
fn what_a_crash_left_half_written_is_swept_and_what_was_whole_stays() {
    let shelf = Shelf::new();
    let kept = shelf.open().put_bytes(b"whole").unwrap();
    fs::write(shelf.folder.path().join("incoming-00ff.part"), b"half").unwrap();
    fs::write(shelf.folder.path().join("note.txt"), b"not ours").unwrap();
    let vault = shelf.open();
    assert!(!shelf.folder.path().join("incoming-00ff.part").exists());
    assert!(shelf.folder.path().join("note.txt").exists());
    assert_eq!(vault.list().unwrap().into_iter().collect::<Vec<_>>(), [kept.hash]);
}

#[test]
fn a_put_that_fails_leaves_nothing_behind() {
    struct Breaks(u32);
    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0 += 1;
            if self.0 > 3 {
                return Err(std::io::ErrorKind::StorageFull.into());
            }
            buffer.fill(1);
            Ok(buffer.len())
        }
    }
    let shelf = Shelf::new();
    let vault = shelf.open();
    assert!(matches!(vault.put(Breaks(0)), Err(StoreError::StorageFull)));
    assert_eq!(fs::read_dir(shelf.folder.path()).unwrap().count(), 0);
}

#[test]
fn a_blob_goes_only_when_its_owner_says_so() {
    let vault = Shelf::new().open_and_keep();
    let vault = &vault.0;
    let blob = vault.put_bytes(b"evidence").unwrap();
    assert!(!vault.remove_if(blob.hash, || Ok(false)).unwrap());
    assert!(vault.contains(blob.hash));
    assert!(vault.remove_if(blob.hash, || Ok(true)).unwrap());
    assert!(matches!(vault.read(blob.hash, 10), Err(StoreError::NotFound { .. })));
    assert!(!vault.remove_if(blob.hash, || panic!("nothing to ask about")).unwrap());
}

#[test]
fn the_root_of_a_vault_is_the_hash_of_its_sorted_hashes() {
    let vault = Shelf::new().open_and_keep();
    let vault = &vault.0;
    let mut hashes: Vec<_> =
        [b"a", b"b", b"c"].iter().map(|one| vault.put_bytes(*one).unwrap().hash).collect();
    hashes.sort();
    let parts: Vec<&[u8]> = hashes.iter().map(|hash| hash.as_bytes().as_slice()).collect();
    assert_eq!(vault.count_and_root().unwrap(), (3, sha256_parts(&parts)));
}

#[test]
fn a_blob_larger_than_the_reader_wants_is_refused() {
    let vault = Shelf::new().open_and_keep();
    let blob = vault.0.put_bytes(&[1; 101]).unwrap();
    let refused = vault.0.read(blob.hash, 100);
    assert!(matches!(refused, Err(StoreError::TooLarge { limit: 100, .. })));
}

/// Keeps the temporary folder alive with its vault.
struct Kept(Vault, #[expect(dead_code, reason = "holds the folder")] Shelf);

impl Shelf {
    fn open_and_keep(self) -> Kept {
        Kept(self.open(), self)
    }
}
