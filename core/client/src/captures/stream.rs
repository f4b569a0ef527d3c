//! A sealed blob as a stream of plain bytes: constant memory, checked, and never a plain file.

use std::io::{ErrorKind, Read as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use counterfoil_domain::ids::Hash;
use counterfoil_store::StoreError;
use counterfoil_store::vault::BlobReader;

use super::fetched;
use crate::error::{CauseError, Caused, ClientError};
use crate::phone::core::Core;

/// Bytes that one reading gives, at most.
pub const READ_BYTES_MAX: usize = 1024 * 1024;

/// The plain bytes of one blob, read from the start or in pieces from anywhere. May be shared between threads;
/// readings are made one after the other.
///
/// Every piece is authenticated before it is handed out. A reading from the start to the end also compares the
/// whole with its name, before the last bytes are handed out. The file may leave the phone meanwhile: what was
/// opened is read to its end. After [`crate::Phone::close`] every reading is [`ClientError::Closed`].
#[derive(Debug)]
pub struct BlobStream {
    core: Arc<Core>,
    hash: Hash,
    media_type: String,
    size_bytes: u64,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    Open { reader: BlobReader, position: u64 },
    Damaged,
    Closed,
}

impl BlobStream {
    pub(super) fn open(core: Arc<Core>, hash: Hash, media_type: String) -> Caused<Self> {
        let store = core.store()?;
        let vault = fetched::vault_of(&store, hash).unwrap_or_else(|| store.vault());
        let mut reader = vault.open_blob(hash)?;
        let size_bytes = reader.size()?;
        let state = Mutex::new(State::Open { reader, position: 0 });
        Ok(Self { core, hash, media_type, size_bytes, state })
    }

    /// The blob's name.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// `image/jpeg` and the like; empty for a blob of which no row tells.
    #[must_use]
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// Bytes of the whole.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// The next bytes: as many as asked for, up to [`READ_BYTES_MAX`], fewer only at the end; none after it.
    ///
    /// # Errors
    /// [`ClientError::Damaged`] where the file was cut or changed, and from then on; [`ClientError::Closed`].
    pub fn read(&self, bytes_max: usize) -> Result<Vec<u8>, ClientError> {
        self.with_reader(|reader, position| {
            let bytes = fill(reader, bytes_max.min(READ_BYTES_MAX))?;
            *position += bytes.len() as u64;
            self.check_end(reader, *position)?;
            Ok(bytes)
        })
    }

    /// Passes over the next bytes, reading and checking them all the same; gives how many there were.
    ///
    /// # Errors
    /// As [`BlobStream::read`].
    pub fn skip(&self, count_bytes: u64) -> Result<u64, ClientError> {
        self.with_reader(|reader, position| {
            let mut passed = reader.take(count_bytes);
            let count = std::io::copy(&mut passed, &mut std::io::sink()).map_err(damage)?;
            *position += count;
            self.check_end(reader, *position)?;
            Ok(count)
        })
    }

    /// Bytes from a place, as [`BlobStream::read`] gives them, and goes on from behind them. They are authenticated
    /// piece by piece; only a reading that began at place 0 compares the whole with its name.
    ///
    /// # Errors
    /// As [`BlobStream::read`].
    pub fn read_at(&self, offset: u64, bytes_max: usize) -> Result<Vec<u8>, ClientError> {
        self.with_reader(|reader, position| {
            let offset = offset.min(self.size_bytes);
            if offset != *position {
                reader.seek_to(offset)?;
            }
            let bytes = fill(reader, bytes_max.min(READ_BYTES_MAX))?;
            *position = offset + bytes.len() as u64;
            self.check_end(reader, *position)?;
            Ok(bytes)
        })
    }

    /// Lets the file go. May be called any number of times.
    pub fn close(&self) {
        *self.lock() = State::Closed;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with_reader<T>(
        &self,
        work: impl FnOnce(&mut BlobReader, &mut u64) -> Caused<T>,
    ) -> Result<T, ClientError> {
        let mut state = self.lock();
        if self.core.store().is_err() {
            *state = State::Closed;
        }
        let done = match &mut *state {
            State::Open { reader, position } => work(reader, position),
            State::Damaged => Err(StoreError::Damaged { what: "blob" }.into()),
            State::Closed => Err(CauseError::Closed),
        };
        if matches!(&done, Err(CauseError::Store(error)) if error.is_damage()) {
            *state = State::Damaged;
        }
        Ok(done?)
    }

    /// Whoever stops at the last byte has had the whole checked too.
    fn check_end(&self, reader: &mut BlobReader, position: u64) -> Caused<()> {
        if position < self.size_bytes {
            return Ok(());
        }
        let beyond = fill(reader, 1)?;
        let is_whole = beyond.is_empty() && position == self.size_bytes;
        if is_whole { Ok(()) } else { Err(StoreError::Damaged { what: "blob" }.into()) }
    }
}

fn fill(reader: &mut BlobReader, bytes: usize) -> Caused<Vec<u8>> {
    let mut filled = Vec::new();
    reader.take(bytes as u64).read_to_end(&mut filled).map_err(damage)?;
    Ok(filled)
}

fn damage(error: std::io::Error) -> CauseError {
    match error.kind() {
        ErrorKind::InvalidData => StoreError::Damaged { what: "blob" }.into(),
        _ => error.into(),
    }
}
