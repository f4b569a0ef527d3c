//! Sealing a stream into a file: one pass, two hashes, nothing in memory but a chunk.

use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use age::Encryptor;
use counterfoil_domain::ids::Hash;
use sha2::{Digest, Sha256};

use super::{BLOB_BYTES_MAX, Recipient, SealedBlob};
use crate::error::StoreError;

const CHUNK_BYTES: usize = 64 * 1024;

/// Seals `source` into a new file at `target` and syncs it.
pub(super) fn seal(
    source: impl Read,
    target: &Path,
    recipients: &[Recipient],
) -> Result<SealedBlob, StoreError> {
    let file = OpenOptions::new().write(true).create_new(true).open(target)?;
    let fault = Cell::new(None);
    let measured = Measured { inner: file, hasher: Sha256::new(), size: 0, fault: &fault };
    let encryptor = Encryptor::with_recipients(recipients.iter().map(|recipient| recipient as _))
        .map_err(|_| StoreError::Sealing { reason: "no recipient".to_owned() })?;
    // age says only in words why its header could not be written: a full disk is one that people can do something about.
    let mut sealed = encryptor.wrap_output(measured).map_err(|error| match fault.get() {
        Some(kind) => kind.into(),
        None => error,
    })?;
    let (hash, size) = pour(source, &mut sealed)?;
    let measured = sealed.finish()?;
    measured.inner.sync_all()?;
    let sealed_hash = Hash(measured.hasher.finalize().into());
    Ok(SealedBlob { hash, size, sealed_hash, sealed_size: measured.size })
}

/// Hash and size of a file as it lies there.
pub(super) fn measure(path: &Path) -> Result<(Hash, u64), StoreError> {
    pour_bounded(File::open(path)?, &mut io::sink(), u64::MAX)
}

fn pour(source: impl Read, target: &mut impl Write) -> Result<(Hash, u64), StoreError> {
    pour_bounded(source, target, BLOB_BYTES_MAX)
}

fn pour_bounded(
    mut source: impl Read,
    target: &mut impl Write,
    limit: u64,
) -> Result<(Hash, u64), StoreError> {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut hasher = Sha256::new();
    let mut size = 0u64;
    loop {
        let read = match source.read(&mut chunk) {
            Ok(0) => return Ok((Hash(hasher.finalize().into()), size)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        size += read as u64;
        if size > limit {
            return Err(StoreError::TooLarge { what: "blob", limit });
        }
        hasher.update(&chunk[..read]);
        target.write_all(&chunk[..read])?;
    }
}

/// A writer that hashes and counts what goes through it.
struct Measured<'a, W> {
    inner: W,
    hasher: Sha256,
    size: u64,
    /// Why the last write failed.
    fault: &'a Cell<Option<io::ErrorKind>>,
}

impl<W: Write> Write for Measured<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written =
            self.inner.write(bytes).inspect_err(|error| self.fault.set(Some(error.kind())))?;
        self.hasher.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn age_brings_no_languages() {
        // If this fails after an update of age, its macro has another version: the table of versions names ours.
        assert_eq!(age::DecryptError::NoMatchingKeys.to_string(), "err-no-matching-keys");
    }
}
