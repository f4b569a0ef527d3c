//! Opening a sealed blob: a stream that knows what its end must be.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use age::Decryptor;
use age::stream::StreamReader;
use counterfoil_domain::ids::Hash;
use sha2::{Digest, Sha256};

use super::Identity;
use crate::error::StoreError;

/// Plaintext of one blob. Reading fails with `InvalidData` where the sealed file was cut or
/// changed, and at its end when the bytes are not those of its name.
pub struct BlobReader {
    stream: StreamReader<BufReader<File>>,
    hasher: Sha256,
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
        Ok(Self { stream, hasher: Sha256::new(), expected, ended: false })
    }

    /// Reads to the end, keeps nothing, and returns the number of bytes.
    pub(super) fn read_through(mut self) -> Result<u64, StoreError> {
        io::copy(&mut self, &mut io::sink()).map_err(damage)
    }

    fn check_end(&mut self) -> io::Result<usize> {
        if !self.ended {
            let found: [u8; 32] = self.hasher.finalize_reset().into();
            if found != self.expected.0 {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "not the promised bytes"));
            }
            self.ended = true;
        }
        Ok(0)
    }
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let read = self.stream.read(buffer).map_err(as_invalid)?;
        self.hasher.update(&buffer[..read]);
        if read == 0 { self.check_end() } else { Ok(read) }
    }
}

impl std::fmt::Debug for BlobReader {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("BlobReader").field("expected", &self.expected).finish()
    }
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
