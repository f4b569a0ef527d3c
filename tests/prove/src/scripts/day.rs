//! A day of a phone's store: captures, photos, verdicts, pages, erasure, a copy, checkpoints, a restart, a VACUUM.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use counterfoil_domain::envelope::header_hash;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::blobs::{self, BlobRow, BlobState};
use counterfoil_store::outbox::{self, Answered};
use counterfoil_store::outbox_file::{Reader, Segment};
use counterfoil_store::pages::{self, Page};
use counterfoil_store::vault::Identity;
use counterfoil_store::{Connection, Store, StoreError, progress};

use super::layout::give_key;
use super::opened::{opened, state};
use crate::phone::{self, NOW_MS, Phone, brings, order};
use crate::power::Script;

/// Acts after which the kinds of acts come round again.
pub const ROUND_ACTS: usize = 24;
/// The act of a round that erases what the office told it to.
const ERASES: usize = 14;

/// Orders that the day is about.
const ORDERS: usize = 12;

/// Entries of the hub's log in a page: some fill the write-ahead log until it goes into the database.
const PAGE_ENTRIES: u64 = 12;

/// The store of one phone, over some rounds of a day.
pub struct StoreDay {
    rounds: usize,
    identity: Identity,
    phone: Option<Phone>,
    memory: Memory,
    looked: Looked,
}

/// What the script knows of its own past.
#[derive(Debug, Clone, Default)]
struct Memory {
    /// Captured and not yet answered.
    unanswered: Vec<Hash>,
    photos: Vec<Hash>,
    /// The next entry of the hub's log.
    log_size: u64,
}

impl StoreDay {
    /// A day of that many rounds; each takes every kind of act once or more.
    #[must_use]
    pub fn new(rounds: usize) -> Self {
        let memory = Memory::default();
        let (identity, looked) = (Identity::generate(), Looked::default());
        Self { rounds, identity, phone: None, memory, looked }
    }

    /// The same day as far as it has come, with the phone switched off.
    #[must_use]
    pub fn off(&self) -> Self {
        let (identity, memory) = (self.identity.clone(), self.memory.clone());
        Self { rounds: self.rounds, identity, phone: None, memory, looked: Looked::default() }
    }

    /// Switches the phone on, on that folder.
    ///
    /// # Errors
    /// As opening.
    pub fn switch_on(&mut self, folder: &Path) -> Result<(), StoreError> {
        let mut phone = Phone::at(folder.to_owned(), self.identity.clone());
        phone.try_switch_on()?;
        self.phone = Some(phone);
        Ok(())
    }

    /// True while the phone is on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.phone.as_ref().is_some_and(|phone| phone.store.is_some())
    }

    /// Whether the act of that number is an erasure.
    #[must_use]
    pub fn erases(number: usize) -> bool {
        number.checked_sub(2).is_some_and(|act| act % ROUND_ACTS == ERASES)
    }

    /// What stands in the store that is open.
    ///
    /// # Errors
    /// What is not whole.
    pub fn state(&self) -> Result<String, String> {
        state(self.store())
    }

    fn store(&self) -> &Store {
        self.phone.as_ref().expect("switched on").store()
    }

    fn says(&mut self, act: usize, photo: Option<Hash>) -> Result<(), StoreError> {
        let store = self.store();
        let named = match photo {
            Some(hash) => store.read(|c| blobs::get(c, hash))?.map(|blob| phone::named(&blob)),
            None => None,
        };
        let named: Vec<_> = named.into_iter().collect();
        let hash = store.capture(|tx| phone::append(tx, of(act), named.clone(), None))?;
        self.memory.unanswered.push(hash);
        Ok(())
    }

    /// A draft: the file is there before its row is; the envelope that names both is another act.
    fn takes_a_photo(&mut self, act: usize) -> Result<(), StoreError> {
        let byte = u8::try_from(act % 251).unwrap_or(0);
        self.store().require_room()?;
        let sealed = self.store().vault().put_bytes(&vec![byte; 3_000 + act % 5_000])?;
        let blob = BlobRow {
            sealed,
            media_type: "image/jpeg".into(),
            derived: None,
            urgency: 9,
            offset_bytes: 0,
            state: BlobState::Local,
            made_at_ms: NOW_MS,
        };
        self.store().write(|tx| blobs::put(tx, &blob))?;
        self.memory.photos.push(blob.sealed.hash);
        Ok(())
    }

    /// The hub takes the oldest, or all but the newest.
    fn is_answered(&mut self, all: bool) -> Result<(), StoreError> {
        let count = if all { self.memory.unanswered.len().saturating_sub(1).max(1) } else { 1 };
        let index = Some(self.memory.log_size);
        let verdict = Verdict::Accepted;
        let of = |hash: &Hash| Answered { hash: *hash, verdict: verdict.clone(), index };
        let answers: Vec<Answered> = self.memory.unanswered[..count].iter().map(of).collect();
        self.store().write(|tx| outbox::apply_verdicts(tx, &answers, NOW_MS))?;
        self.memory.unanswered.drain(..count);
        Ok(())
    }

    /// A backup passed what the hub has: the next opening lets second copies go.
    fn is_safe(&self) -> Result<(), StoreError> {
        let size = self.memory.log_size;
        self.store().write(|tx| {
            outbox::mark_seen(tx, size)?;
            outbox::mark_safe(tx, size).map(|_| ())
        })
    }

    fn page(&mut self, act: usize) -> Result<(), StoreError> {
        let from = self.memory.log_size;
        let to = from + PAGE_ENTRIES;
        let indices: Vec<u64> = (from..to).collect();
        let subjects = vec![brings(of(act), &indices)];
        let page = Page { subjects, gone: vec![], progress: phone::progress(to) };
        self.store().write(|tx| pages::apply(tx, &page))?;
        self.memory.log_size = to;
        Ok(())
    }

    fn copies(&self, folder: &Path) -> Result<(), StoreError> {
        let copy = folder.join("copy.db");
        self.store().database().copy_to(&copy)?;
        Ok(std::fs::remove_file(copy)?)
    }

    /// What a phone short of room does to its database.
    fn vacuum(&mut self, folder: &Path) -> Result<(), StoreError> {
        self.phone = None;
        let connection = Connection::open(folder.join("store.db"))?;
        give_key(&connection, &phone::KEY)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch("VACUUM")?;
        drop(connection);
        self.switch_on(folder)
    }

    /// The acts of one round, each one transaction.
    fn one_of_a_round(&mut self, act: usize, folder: &Path) -> Result<(), StoreError> {
        match act % ROUND_ACTS {
            1 | 9 => self.takes_a_photo(act),
            2 | 10 => self.says(act, self.memory.photos.last().copied()),
            3 | 11 | 17 => self.page(act),
            5 => self.is_answered(false),
            13 => self.is_answered(true),
            16 => self.is_safe(),
            6 => {
                let note = act.to_be_bytes();
                self.store().write(|tx| progress::set_note(tx, "test/act", &note))
            }
            7 => {
                let (photo, index) = (self.memory.photos[0], self.memory.log_size);
                self.store().write(|tx| blobs::note_arrived(tx, photo, index)).map(|_| ())
            }
            // Erasure overwrites what it deletes and empties the log.
            ERASES => self.store().erase(of(act)).map(|_| ()),
            15 => self.copies(folder),
            18 => {
                self.phone = None;
                self.switch_on(folder)
            }
            19 => self.vacuum(folder),
            _ => self.says(act, None),
        }
    }
}

/// The order that an act is about.
fn of(act: usize) -> counterfoil_domain::ids::SubjectId {
    order(u8::try_from(act % ORDERS).unwrap_or(0))
}

impl Script for StoreDay {
    fn name(&self) -> &'static str {
        "a store's day"
    }

    fn before(&mut self, _: &Path) {}

    fn act(&mut self, number: usize, folder: &Path) -> Result<bool, StoreError> {
        match number {
            0 => self.switch_on(folder)?,
            1 => {
                let begin = |tx: &rusqlite::Transaction<'_>| phone::begin(tx);
                self.store().write(begin)?;
            }
            _ if number >= self.rounds * ROUND_ACTS => return Ok(false),
            _ => self.one_of_a_round(number - 2, folder)?,
        }
        Ok(true)
    }

    fn ends(&mut self) {
        self.phone = None;
    }

    fn look(&self, folder: &Path) -> Result<String, String> {
        let copies = second_copies(folder, &self.identity, &self.looked)?;
        let phone = opened(folder, &self.identity)?;
        unsent_was_copied(phone.store(), &copies)?;
        files_are_whole(phone.store()).map_err(|error| format!("a photo: {error}"))?;
        state(phone.store())
    }
}

/// What segments hold, by the hash of their bytes: most images have the same ones.
type Looked = Mutex<HashMap<Hash, Vec<Hash>>>;

/// Every envelope that the segments of the outbox file hold, before anybody opens the store. What a cut leaves behind
/// the last whole frame is a tail; a frame in the middle must never be hit.
fn second_copies(
    folder: &Path,
    identity: &Identity,
    looked: &Looked,
) -> Result<HashSet<Hash>, String> {
    let mut copies = HashSet::new();
    let Ok(files) = std::fs::read_dir(folder.join("outbox")) else { return Ok(copies) };
    for file in
        files.flatten().filter(|file| file.path().extension().is_some_and(|e| e == "segment"))
    {
        let bytes = std::fs::read(file.path()).map_err(|error| format!("a segment: {error}"))?;
        let (name, known) =
            (sha256(&bytes), || looked.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(hashes) = known().get(&name) {
            copies.extend(hashes);
            continue;
        }
        let segment = Segment::read(&bytes, identity, Reader::Store)
            .map_err(|error| format!("a segment: {error}"))?;
        if !segment.is_whole() {
            return Err("a segment has a hole".to_owned());
        }
        let headers = segment.records.iter().filter_map(|record| record.header.as_deref());
        let hashes: Vec<Hash> = headers.map(header_hash).collect();
        copies.extend(&hashes);
        known().insert(name, hashes);
    }
    Ok(copies)
}

/// Every unsent envelope had its second copy, but for the one whose capture was not acknowledged yet; now all have one.
fn unsent_was_copied(store: &Store, copies: &HashSet<Hash>) -> Result<(), String> {
    let unsent = store.read(|c| outbox::to_send(c, i64::MAX, usize::MAX >> 1, usize::MAX >> 1));
    let unsent = unsent.map_err(|error| format!("unsent work: {error}"))?;
    let missing = unsent.iter().filter(|row| !copies.contains(&row.hash)).count();
    let made_up = store.outbox_file().is_complete(store.database());
    match made_up.map_err(|error| format!("the outbox file: {error}"))? {
        true if missing <= 1 => Ok(()),
        true => Err(format!("{missing} envelopes had no second copy")),
        false => Err("the outbox file lacks something after an opening".to_owned()),
    }
}

/// The file of every photo that a row speaks of is in the vault, byte for byte as it was sealed.
fn files_are_whole(store: &Store) -> Result<(), StoreError> {
    let files: Vec<(Hash, Hash)> = store.read(|connection| {
        let mut statement =
            connection.prepare("SELECT hash, sealed_hash FROM blob WHERE state <> 'gone'")?;
        let rows = statement.query_map([], |row| Ok((Hash(row.get(0)?), Hash(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })?;
    for (hash, sealed) in files {
        if sha256(&std::fs::read(store.vault().sealed_path(hash))?) != sealed {
            return Err(StoreError::Damaged { what: "sealed file" });
        }
    }
    Ok(())
}
