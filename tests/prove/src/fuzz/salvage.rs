//! A store whose database was damaged: opening it is a typed error or a store, and what comes back is true.

use std::path::Path;
use std::sync::LazyLock;

use counterfoil_store::outbox;
use counterfoil_store::vault::Identity;

use crate::phone::{NOW_MS, Phone, order};
use crate::power::fast_folder;

/// Bytes of a page of the database.
const PAGE_BYTES: usize = 4_096;

/// A phone's folder with twenty remarks and two photographs in it, and who opens it.
static MADE: LazyLock<(Vec<u8>, Identity)> = LazyLock::new(|| {
    let identity = Identity::generate();
    let home = tempfile::tempdir_in(fast_folder()).expect("a folder");
    let mut phone = Phone::at(home.path().join("store"), identity.clone());
    phone.switch_on();
    phone.begins();
    for number in 0..20 {
        phone.comment(order(number % 4));
    }
    phone.photo(order(1), b"door");
    phone.store = None;
    (std::fs::read(home.path().join("store/store.db")).expect("the database"), identity)
});

/// Every six bytes are one damage: four for the place, one for the kind, one for what is written there.
pub(super) fn target(bytes: &[u8]) {
    let (whole, identity) = &*MADE;
    let mut damaged = whole.clone();
    for six in bytes.chunks_exact(6).take(64) {
        let place =
            u32::from_le_bytes([six[0], six[1], six[2], six[3]]) as usize % damaged.len().max(1);
        let end = (place + PAGE_BYTES).min(damaged.len());
        match six[4] % 5 {
            0 => damaged[place] ^= 1 << (six[5] % 8),
            1 => damaged[place] = six[5],
            2 => damaged[place..end].fill(six[5]),
            3 => damaged.truncate(place.max(1)),
            _ => {
                let room = damaged.len() - (end - place);
                let to = (usize::from(six[5]) * PAGE_BYTES).min(room);
                damaged.copy_within(place..end, to);
            }
        }
    }
    let home = tempfile::tempdir_in(fast_folder()).expect("a folder");
    opens(&home.path().join("store"), identity, &damaged);
}

fn opens(folder: &Path, identity: &Identity, database: &[u8]) {
    std::fs::create_dir_all(folder).expect("a folder");
    std::fs::write(folder.join("store.db"), database).expect("written");
    std::fs::write(folder.join("store.suspect"), b"").expect("written");
    let mut phone = Phone::at(folder.to_owned(), identity.clone());
    if phone.try_switch_on().is_err() {
        return;
    }
    let _salvaged = phone.store().salvage_all(NOW_MS);
    let rows = phone.store().read(|c| outbox::to_send(c, NOW_MS, 1_000, 1 << 20));
    for row in rows.unwrap_or_default() {
        assert_eq!(row.envelope.hash(), row.hash, "what comes back is what was written");
    }
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let pages = (MADE.0.len() / PAGE_BYTES) as u32;
    let page =
        |page: u32| [&(page * PAGE_BYTES as u32 + 100).to_le_bytes()[..], &[2, 0x5a]].concat();
    let mut found: Vec<Vec<u8>> = (0..pages.min(12)).map(page).collect();
    found.push(Vec::new());
    found.push((0..10).flat_map(page).collect());
    found
}
