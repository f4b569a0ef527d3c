//! Opening a sealed blob: a stream that knows what its end must be, and pieces from anywhere in it.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use age::Decryptor;
use age::stream::StreamReader;
use counterfoil_domain::ids::Hash;
use sha2::{Digest, Sha256};

use super::Identity;
use crate::error::StoreError;

/// Plaintext of one blob. Reading fails with `InvalidData` where the sealed file was cut or
/// changed, and at its end when the bytes are not those of its name. It holds one piece of 64 KiB, whatever the
/// blob's size, and reads on when the file's name is removed meanwhile.
pub struct BlobReader {
    stream: StreamReader<BufReader<File>>,
    /// Over everything read so far; none once a place was sought, for then not all of it is read.
    hasher: Option<Sha256>,
    expected: Hash,
    ended: bool,
}

impl BlobReader {
    pub(super) fn open(
        path: &Path,
        expected: Hash,
        identity: &Identity,
    ) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::NotFound { what: "blob" },
            _ => error.into(),
        })?;
        let stream = Decryptor::new_buffered(BufReader::new(file))
            .and_then(|sealed| sealed.decrypt(std::iter::once(identity as _)))
            .map_err(|_| StoreError::Damaged { what: "blob" })?;
        Ok(Self { stream, hasher: Some(Sha256::new()), expected, ended: false })
    }

    /// Bytes of plaintext. The last piece is opened for it, so that a file that was cut is found out.
    pub fn size(&mut self) -> Result<u64, StoreError> {
        let sought = || {
            let here = self.stream.stream_position()?;
            let size = self.stream.seek(SeekFrom::End(0))?;
            self.stream.seek(SeekFrom::Start(here))?;
            Ok(size)
        };
        sought_or_damage(sought)
    }

    /// Goes to a place. From place 0 the whole is compared with its name at the end; from any other one each piece
    /// is authenticated by its seal alone.
    pub fn seek_to(&mut self, offset: u64) -> Result<(), StoreError> {
        sought_or_damage(|| self.stream.seek(SeekFrom::Start(offset)))?;
        self.hasher = (offset == 0).then(Sha256::new);
        self.ended = false;
        Ok(())
    }

    /// Reads to the end, keeps nothing, and returns the number of bytes.
    pub(super) fn read_through(mut self) -> Result<u64, StoreError> {
        io::copy(&mut self, &mut io::sink()).map_err(damage)
    }

    fn check_end(&mut self) -> io::Result<usize> {
        if let Some(hasher) = self.hasher.take() {
            let found: [u8; 32] = hasher.finalize().into();
            if found != self.expected.0 {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "not the promised bytes"));
            }
        }
        self.ended = true;
        Ok(0)
    }
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let read = self.stream.read(buffer).map_err(as_invalid)?;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&buffer[..read]);
        }
        if read == 0 { self.check_end() } else { Ok(read) }
    }
}

impl std::fmt::Debug for BlobReader {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("BlobReader").field("expected", &self.expected).finish()
    }
}

fn sought_or_damage<T>(seek: impl FnOnce() -> io::Result<T>) -> Result<T, StoreError> {
    seek().map_err(|error| damage(as_invalid(error)))
}

/// A cut file ends early, a changed one does not authenticate: both are damage.
fn as_invalid(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => {
            io::Error::new(io::ErrorKind::InvalidData, "the sealed file was cut or changed")
        }
        _ => error,
    }
}

/// What a failed read of a blob means to the caller.
pub(super) fn damage(error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::InvalidData => StoreError::Damaged { what: "blob" },
        _ => error.into(),
    }
}
