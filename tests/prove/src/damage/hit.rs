//! What is hit of a folder, and how: bits, pages, lengths, whole files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::dice::Dice;

const PAGE_BYTES: usize = 4_096;

/// What is hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The database.
    Database,
    /// Its write-ahead log.
    Log,
    /// The segments of the outbox file.
    Segments,
    /// The small notes beside them.
    Notes,
    /// Database and segments at once.
    Both,
}

/// All of them.
pub const PARTS: [Part; 5] = [Part::Database, Part::Log, Part::Segments, Part::Notes, Part::Both];

/// How it is hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hit {
    Bits,
    ZeroedPage,
    GarbagePage,
    SwappedPages,
    Truncated,
    Gone,
}

pub(super) const HITS: [Hit; 6] =
    [Hit::Bits, Hit::ZeroedPage, Hit::GarbagePage, Hit::SwappedPages, Hit::Truncated, Hit::Gone];

pub(super) fn belongs(path: &Path, part: Part) -> bool {
    let name = path.to_str().unwrap_or_default();
    match part {
        Part::Database => name == "store.db",
        Part::Log => name == "store.db-wal",
        Part::Segments => name.starts_with("outbox/"),
        Part::Notes => matches!(name, "store.key-check" | "store.layout"),
        Part::Both => false,
    }
}

pub(super) fn spoil(
    files: &mut BTreeMap<PathBuf, Vec<u8>>,
    path: &Path,
    hit: Hit,
    dice: &mut Dice,
) {
    let Some(bytes) = files.get_mut(path) else { return };
    let length = bytes.len();
    let pages = length.div_ceil(PAGE_BYTES);
    let page = |number: usize| number * PAGE_BYTES..((number + 1) * PAGE_BYTES).min(length);
    let at = dice.below(pages);
    match hit {
        Hit::Bits => {
            for _ in 0..=dice.below(8) {
                let place = dice.below(length);
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
        Hit::ZeroedPage => bytes[page(at)].fill(0),
        Hit::GarbagePage => {
            let garbage = dice.bytes(page(at).len());
            bytes[page(at)].copy_from_slice(&garbage);
        }
        Hit::SwappedPages => {
            let other = dice.below(pages);
            let (one, two) = (bytes[page(at)].to_vec(), bytes[page(other)].to_vec());
            if one.len() == two.len() {
                bytes[page(at)].copy_from_slice(&two);
                bytes[page(other)].copy_from_slice(&one);
            }
        }
        Hit::Truncated => bytes.truncate(dice.below(length)),
        Hit::Gone => {
            files.remove(path);
        }
    }
}

pub(super) fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(one) = folders.pop() {
        for entry in std::fs::read_dir(&one).expect("a folder").flatten() {
            let inside = entry.path().strip_prefix(folder).expect("inside").to_owned();
            let name = inside.to_string_lossy();
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if !name.ends_with("-shm") && name != "reserve" {
                files.insert(inside, std::fs::read(entry.path()).expect("a file"));
            }
        }
    }
    files
}

pub(super) fn write_files(files: &BTreeMap<PathBuf, Vec<u8>>, folder: &Path) {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).expect("a folder");
    for (path, bytes) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("room");
    }
}
