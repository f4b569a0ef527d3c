//! The outbox file: a second copy of every envelope that the hub does not have, in sealed segments in `outbox/`.
//!
//! ```text
//! capture ─ commit ─ append to the segment, fsync ─ acknowledged
//! opening ─ what the segments lack is appended ─ segments of which all is safe go
//! salvage ─ every envelope of every segment that this store does not know comes back
//! ```
//!
//! A segment holds envelopes of one chain, and what became known of it meanwhile: its edge, its seals, and how much the
//! hub holds. It is sealed to the store and to the tenant's rescue key, so that neither a damaged database nor a lost key
//! of it costs work. The keys with which a segment is written stay in memory: each opening begins another one, and who
//! finds the phone can add nothing to those that are there. A capture whose second copy cannot be written is
//! acknowledged all the same, for its commit is durable; the copy is made up for at the next write.

mod frame;
mod head;
mod rows;
mod segment;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use counterfoil_domain::envelope::{Envelope, Header};
use counterfoil_domain::ids::{DeviceId, Hash, TenantId};
use counterfoil_domain::sorting::SortSmall as _;
use rusqlite::Connection;

pub use self::frame::{Record, SealedFile};
use self::head::Origin;
pub use self::head::{SegmentHead, SegmentKeys, SegmentStatement};
pub(crate) use self::rows::Edges;
use self::rows::{Batch, FrameId, Place};
use self::segment::SegmentWriter;
pub use self::segment::{Reader, Segment};
use crate::database::Database;
use crate::error::StoreError;
use crate::folder::{remove_if_there, sync_folder};
use crate::limits;
use crate::vault::Identity;

const SEGMENT: &str = ".segment";
const UNFINISHED: &str = ".part";

/// The segments of one store.
pub struct OutboxFile {
    path: PathBuf,
    identity: Identity,
    state: Mutex<State>,
}

struct State {
    keys: SegmentKeys,
    /// Those that lie here, the oldest first.
    segments: Vec<Listed>,
    writer: Option<SegmentWriter>,
    /// How far the chain that is written now is copied; none before the first look.
    copied: Option<Place>,
    next_number: u64,
}

type Owner = (TenantId, DeviceId);

/// A segment as far as it was looked at.
struct Listed {
    path: PathBuf,
    number: u64,
    /// Whose it says it is.
    owner: Option<Owner>,
    holds: Vec<FrameId>,
    /// False where somebody else's key is needed, or frames in its middle do not stand: it stays.
    is_whole: bool,
    /// Bytes behind its last frame do not stand.
    has_tail: bool,
}

/// What the segments hold beyond what the store knows.
#[derive(Debug, Default)]
pub(crate) struct HeldOutside {
    pub(crate) envelopes: Vec<(Header, Envelope)>,
    pub(crate) edges: Edges,
    /// Segments that could not be read to their end.
    pub(crate) unreadable: usize,
}

impl OutboxFile {
    /// Looks at every segment of the folder. It is made with the first segment.
    pub(crate) fn open(
        path: &Path,
        identity: Identity,
        keys: SegmentKeys,
    ) -> Result<Self, StoreError> {
        let mut segments = Vec::new();
        for path in files(path, UNFINISHED)? {
            remove_if_there(&path)?;
        }
        for path in files(path, SEGMENT)? {
            segments.push(look_at(path, &identity)?);
        }
        let newest = segments.iter().map(|segment: &Listed| segment.number).max();
        let next_number = newest.map_or(1, |newest| newest.saturating_add(1));
        let state = State { keys, segments, writer: None, copied: None, next_number };
        Ok(Self { path: path.to_owned(), identity, state: Mutex::new(state) })
    }

    /// From here on segments are sealed and signed with these: after enrolment. The next record begins another one.
    pub fn seal_with(&self, keys: SegmentKeys) {
        let mut state = self.lock();
        state.keys = keys;
        state.writer = None;
    }

    /// The files of the segments, the oldest first.
    pub fn files(&self) -> Vec<PathBuf> {
        self.lock().segments.iter().map(|segment| segment.path.clone()).collect()
    }

    /// True when everything that the hub does not have has its second copy.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn is_complete(&self, database: &Database) -> Result<bool, StoreError> {
        let held = self.lock().held();
        Ok(database.read(|c| rows::waiting(c, rows::Which::Unsent, &held))?.0.is_empty())
    }

    /// Copies what was written since the last look: one append and one sync, or nothing.
    pub(crate) fn keep_up(&self, database: &Database) -> Result<(), StoreError> {
        let mut state = self.lock();
        let copied = state.copied;
        let Some(copied) = copied else { return self.catch_up(&mut state, database) };
        match database.read(|connection| rows::since(connection, &copied))? {
            rows::Since::Nothing => Ok(()),
            rows::Since::Batch(batch) => self.append(&mut state, &batch),
            rows::Since::AnotherChain => self.catch_up(&mut state, database),
        }
    }

    /// Appends whatever the segments lack, and lets those go of which all is safe.
    pub(crate) fn settle(&self, database: &Database) -> Result<(), StoreError> {
        let mut state = self.lock();
        self.catch_up(&mut state, database)?;
        self.sweep(&mut state, database, u64::MAX)?;
        if state.segments.len() > limits::OUTBOX_SEGMENTS_COUNT {
            self.gather(&mut state, database)?;
        }
        Ok(())
    }

    /// Copies everything that is not safe yet into a fresh segment and lets the others go: after an erasure, which must
    /// leave no body behind.
    pub(crate) fn renew(&self, database: &Database) -> Result<(), StoreError> {
        let mut state = self.lock();
        self.gather(&mut state, database)
    }

    /// Every envelope of every segment that this store does not know, each once, and how long each chain was.
    ///
    /// # Errors
    /// Those of reading; what cannot be opened is passed over.
    pub(crate) fn unknown_to(&self, database: &Database) -> Result<HeldOutside, StoreError> {
        let state = self.lock();
        let mut outside = HeldOutside::default();
        let mut seen = BTreeSet::new();
        for listed in &state.segments {
            outside.unreadable += usize::from(!listed.is_whole || listed.has_tail);
            let holds = &listed.holds;
            let news = |c: &Connection| holds.iter().map(|id| rows::is_known(c, id)).collect();
            let known: Vec<bool> = database.read(news)?;
            if known.iter().all(|known| *known) {
                continue;
            }
            let segment = Segment::read_file(&listed.path, &self.identity, Reader::Store)?;
            for record in &segment.records {
                outside.edges.note(segment.head.statement.incarnation, record);
                let Some(id) = FrameId::of(segment.head.statement.incarnation, record) else {
                    continue;
                };
                if !database.read(|c| rows::is_known(c, &id))? && seen.insert(id.hash) {
                    outside.envelopes.extend(record.envelope());
                }
            }
        }
        Ok(outside)
    }

    fn catch_up(&self, state: &mut State, database: &Database) -> Result<(), StoreError> {
        let held = state.held();
        let (batches, place) = database.read(|c| rows::waiting(c, rows::Which::Unsent, &held))?;
        for batch in &batches {
            self.append(state, batch)?;
        }
        state.copied = place;
        Ok(())
    }

    fn gather(&self, state: &mut State, database: &Database) -> Result<(), StoreError> {
        state.writer = None;
        let fresh_from = state.next_number;
        let all = |c: &Connection| rows::waiting(c, rows::Which::NotSafe, &BTreeSet::new());
        let (batches, place) = database.read(all)?;
        for batch in &batches {
            self.append(state, batch)?;
        }
        state.copied = place;
        self.sweep(state, database, fresh_from)
    }

    /// Appends in pieces that fit a segment.
    fn append(&self, state: &mut State, batch: &Batch) -> Result<(), StoreError> {
        let mut rest = batch.records.as_slice();
        while !rest.is_empty() {
            let (now, behind) = rest.split_at(fitting(rest));
            match self.write(state, batch, now) {
                Ok(Some(path)) => state.list(path, now, batch),
                Ok(None) => {}
                Err(error) => {
                    // Half a frame may stand at its end: nothing is appended there any more.
                    state.writer = None;
                    return Err(error);
                }
            }
            rest = behind;
        }
        state.copied = Some(batch.place);
        Ok(())
    }

    /// Writes records into the segment that is open, or into another one where it is full or of another chain.
    fn write(
        &self,
        state: &mut State,
        batch: &Batch,
        records: &[Record],
    ) -> Result<Option<PathBuf>, StoreError> {
        if let Some(writer) = &mut state.writer
            && writer.origin.incarnation == batch.incarnation
            && !writer.is_full()
        {
            writer.append(records)?;
            return Ok(Some(writer.path.clone()));
        }
        let known = state.segments.iter().rev().find_map(|segment| segment.owner);
        // Where there is no envelope there is nothing to know more of.
        let Some((tenant, device)) = batch.owner().or(known) else { return Ok(None) };
        let (incarnation, number) = (batch.incarnation, state.next_number);
        let origin = Origin { tenant, device, incarnation, number };
        make_folder(&self.path)?;
        let path = self.path.join(format!("{:08}{SEGMENT}", origin.number));
        let store = self.identity.to_public();
        let writer = SegmentWriter::begin(&path, origin, (&store, &state.keys), records)?;
        state.next_number += 1;
        state.writer = Some(writer);
        Ok(Some(path))
    }

    /// Lets segments go: those of which every envelope is safe, or stands in a segment from `fresh_from` on.
    fn sweep(
        &self,
        state: &mut State,
        database: &Database,
        fresh_from: u64,
    ) -> Result<(), StoreError> {
        let written = state.writer.as_ref().map(|writer| writer.origin.number);
        let mut fresh = BTreeSet::new();
        for segment in state.segments.iter().filter(|segment| segment.number >= fresh_from) {
            fresh.extend(segment.holds.iter().map(|id| id.hash));
        }
        let mut left = Vec::new();
        for segment in &state.segments {
            if !segment.is_whole || Some(segment.number) == written || segment.number >= fresh_from
            {
                continue;
            }
            let go = |c: &Connection| {
                for id in &segment.holds {
                    if !fresh.contains(&id.hash) && !rows::may_leave(c, id)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            };
            if database.read(go)? {
                remove_if_there(&segment.path)?;
                left.push(segment.number);
            }
        }
        if !left.is_empty() {
            state.segments.retain(|segment| !left.contains(&segment.number));
            sync_folder(&self.path)?;
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The hashes of every envelope that has its copy.
    fn held(&self) -> BTreeSet<Hash> {
        let mut held = BTreeSet::new();
        for segment in &self.segments {
            held.extend(segment.holds.iter().map(|id| id.hash));
        }
        held
    }

    /// Notes what a segment holds now.
    fn list(&mut self, path: PathBuf, records: &[Record], batch: &Batch) {
        let (incarnation, owner) = (batch.incarnation, batch.owner());
        let ids = records.iter().filter_map(|record| FrameId::of(incarnation, record));
        match self.segments.iter_mut().find(|segment| segment.path == path) {
            Some(segment) => segment.holds.extend(ids),
            None => {
                let number = number_of(&path);
                let holds = ids.collect();
                let (is_whole, has_tail) = (true, false);
                self.segments.push(Listed { path, number, owner, holds, is_whole, has_tail });
            }
        }
    }
}

/// Reads a segment's list of envelopes. One that cannot be read is listed as such, and stays.
fn look_at(path: PathBuf, identity: &Identity) -> Result<Listed, StoreError> {
    let number = number_of(&path);
    match Segment::read_file(&path, identity, Reader::Store) {
        Ok(segment) => {
            let said = &segment.head.statement;
            let ids = segment.records.iter().filter_map(|one| FrameId::of(said.incarnation, one));
            let holds = ids.collect();
            let owner = Some((said.tenant, said.device));
            let (is_whole, has_tail) = (segment.is_whole(), segment.tail_bytes > 0);
            Ok(Listed { path, number, owner, holds, is_whole, has_tail })
        }
        Err(StoreError::File(error)) => Err(StoreError::File(error)),
        Err(_) => Ok(Listed {
            path,
            number,
            owner: None,
            holds: Vec::new(),
            is_whole: false,
            has_tail: false,
        }),
    }
}

/// How many records go into one piece; at least one.
fn fitting(records: &[Record]) -> usize {
    let mut bytes = 0;
    let over = records.iter().position(|record| {
        bytes += record.body.as_ref().map_or(0, Vec::len) as u64;
        bytes > limits::OUTBOX_SEGMENT_BYTES
    });
    over.map_or(records.len(), |count| count.max(1)).min(limits::OUTBOX_BATCH_COUNT)
}

fn make_folder(path: &Path) -> Result<(), StoreError> {
    if !path.is_dir() {
        fs::create_dir_all(path)?;
        path.parent().map_or(Ok(()), sync_folder)?;
    }
    Ok(())
}

/// The files of a folder whose names end so, ascending; none where there is no folder.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort_small_by(Ord::cmp);
    Ok(found)
}

/// The number in a segment's name; 0 where somebody else named it.
fn number_of(path: &Path) -> u64 {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    stem.and_then(|stem| stem.parse().ok()).unwrap_or(0)
}

impl std::fmt::Debug for OutboxFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let segments = self.lock().segments.len();
        formatter.debug_struct("OutboxFile").field("segments", &segments).finish()
    }
}
