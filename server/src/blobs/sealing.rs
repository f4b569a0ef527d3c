//! Opening what a phone sealed and closing it again for the hub, as a stream: plain bytes never touch a disk.
//!
//! At the hub a blob is an `age` file to a key of its own (an X25519 identity made for it). That key is
//! wrapped, as a small `age` file, once to the storage key of each subject that names the blob.

use std::fs::File;
use std::io::{self, Read, Seek as _, Write};

use age::secrecy::ExposeSecret as _;
use age::{Decryptor, Encryptor, x25519};
use counterfoil_domain::ids::Hash;
use counterfoil_domain::limits::BLOB_BYTES_MAX;
use sha2::{Digest as _, Sha256};

const CHUNK_BYTES: usize = 64 * 1024;

/// Why a sealed file is not what it was said to be.
#[derive(Debug, thiserror::Error)]
pub enum SealedFileError {
    /// The sealed bytes have another hash.
    #[error("the sealed file has another hash")]
    SealedHash,
    /// It is not sealed to this hub, or damaged.
    #[error("the sealed file cannot be opened")]
    NotOpened,
    /// The plain bytes have another hash or size.
    #[error("the plain bytes have another hash or size")]
    Plain,
    /// The file system's answer.
    #[error("reading failed: {0}")]
    File(#[from] io::Error),
}

impl SealedFileError {
    /// Whether the uploaded bytes are at fault, rather than this machine.
    #[must_use]
    pub fn is_content(&self) -> bool {
        !matches!(self, Self::File(_))
    }
}

/// What a sealed file must be.
#[derive(Debug, Clone, Copy)]
pub struct SealedClaim {
    /// SHA-256 of the sealed file.
    pub sealed_hash: Hash,
    /// SHA-256 of the plain bytes.
    pub plain_hash: Hash,
    /// Plain bytes.
    pub plain_size_bytes: u64,
}

/// Checks a sealed file and seals its plain bytes to the blob's own key.
pub fn reseal(
    mut sealed: File,
    claim: SealedClaim,
    upload: &x25519::Identity,
    blob_key: &x25519::Recipient,
) -> Result<Vec<u8>, SealedFileError> {
    if hash_of(&mut sealed)? != claim.sealed_hash {
        return Err(SealedFileError::SealedHash);
    }
    sealed.rewind()?;
    let opened = Decryptor::new_buffered(io::BufReader::new(sealed))
        .map_err(|_| SealedFileError::NotOpened)?;
    let mut plain = opened
        .decrypt(std::iter::once(upload as &dyn age::Identity))
        .map_err(|_| SealedFileError::NotOpened)?;
    let mut closed = Vec::new();
    let mut writer = encryptor(blob_key)?.wrap_output(&mut closed)?;
    let (hash, size) = copy_hashed(&mut plain, &mut writer, claim.plain_size_bytes)?;
    writer.finish()?;
    if hash != claim.plain_hash || size != claim.plain_size_bytes {
        return Err(SealedFileError::Plain);
    }
    Ok(closed)
}

/// Opens a blob of the hub and checks its plain bytes again.
pub fn open(
    closed: &[u8],
    blob_key: &x25519::Identity,
    plain_hash: Hash,
) -> Result<Vec<u8>, SealedFileError> {
    let opened = Decryptor::new_buffered(closed).map_err(|_| SealedFileError::NotOpened)?;
    let mut reader = opened
        .decrypt(std::iter::once(blob_key as &dyn age::Identity))
        .map_err(|_| SealedFileError::NotOpened)?;
    let mut plain = Vec::new();
    let (hash, _) = copy_hashed(&mut reader, &mut plain, BLOB_BYTES_MAX)?;
    if hash == plain_hash { Ok(plain) } else { Err(SealedFileError::Plain) }
}

/// Wraps a blob's key under a subject's storage key.
pub fn wrap_key(
    blob_key: &x25519::Identity,
    subject_key: &x25519::Recipient,
) -> Result<Vec<u8>, SealedFileError> {
    let text = blob_key.to_string();
    let wrapped = age::encrypt(subject_key, text.expose_secret().as_bytes());
    wrapped.map_err(|_| SealedFileError::NotOpened)
}

/// Unwraps a blob's key.
pub fn unwrap_key(
    wrapped: &[u8],
    subject_key: &x25519::Identity,
) -> Result<x25519::Identity, SealedFileError> {
    let text = age::decrypt(subject_key, wrapped).map_err(|_| SealedFileError::NotOpened)?;
    let text = String::from_utf8(text).map_err(|_| SealedFileError::NotOpened)?;
    text.parse().map_err(|_| SealedFileError::NotOpened)
}

fn encryptor(to: &x25519::Recipient) -> Result<Encryptor, SealedFileError> {
    let made = Encryptor::with_recipients(std::iter::once(to as &dyn age::Recipient));
    made.map_err(|_| SealedFileError::NotOpened)
}

fn hash_of(file: &mut File) -> io::Result<Hash> {
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(Hash(hasher.finalize().into())),
            read => hasher.update(&chunk[..read]),
        }
    }
}

/// Copies at most `limit_bytes`, hashing; what lies beyond is an error of the content.
fn copy_hashed(
    from: &mut impl Read,
    to: &mut impl Write,
    limit_bytes: u64,
) -> Result<(Hash, u64), SealedFileError> {
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut size = 0u64;
    loop {
        // age reports a truncated or changed chunk as a failed read.
        let read = from.read(&mut chunk).map_err(|_| SealedFileError::NotOpened)?;
        if read == 0 {
            return Ok((Hash(hasher.finalize().into()), size));
        }
        size += read as u64;
        if size > limit_bytes {
            return Err(SealedFileError::Plain);
        }
        hasher.update(&chunk[..read]);
        to.write_all(&chunk[..read])?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterfoil_domain::hash::sha256;

    fn sealed(plain: &[u8], to: &x25519::Recipient) -> (File, Vec<u8>, Hash) {
        let bytes = age::encrypt(to, plain).expect("sealed");
        let hash = sha256(&bytes);
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(&bytes).expect("written");
        (file, bytes, hash)
    }

    fn rewound(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("written");
        file.rewind().expect("rewound");
        file
    }

    #[test]
    fn what_ann_sealed_is_checked_and_closed_under_a_key_of_its_own() {
        let (hub, blob) = (x25519::Identity::generate(), x25519::Identity::generate());
        let plain = vec![7u8; 200_000];
        let (_, bytes, sealed_hash) = sealed(&plain, &hub.to_public());
        let claim = SealedClaim {
            sealed_hash,
            plain_hash: sha256(&plain),
            plain_size_bytes: plain.len() as u64,
        };
        let closed = reseal(rewound(&bytes), claim, &hub, &blob.to_public()).expect("accepted");
        assert_eq!(open(&closed, &blob, claim.plain_hash).expect("opened"), plain);
        assert!(open(&closed, &hub, claim.plain_hash).is_err(), "not under the upload key");

        let order = x25519::Identity::generate();
        let wrapped = wrap_key(&blob, &order.to_public()).expect("wrapped");
        let again = unwrap_key(&wrapped, &order).expect("unwrapped");
        assert!(open(&closed, &again, claim.plain_hash).is_ok());
        assert!(unwrap_key(&wrapped, &hub).is_err());
    }

    #[test]
    fn every_other_content_is_refused() {
        let (hub, blob) = (x25519::Identity::generate(), x25519::Identity::generate());
        let plain = vec![7u8; 200_000];
        let (_, bytes, sealed_hash) = sealed(&plain, &hub.to_public());
        let good = SealedClaim {
            sealed_hash,
            plain_hash: sha256(&plain),
            plain_size_bytes: plain.len() as u64,
        };
        let to = blob.to_public();
        let refused = |bytes: &[u8], claim| {
            let answer = reseal(rewound(bytes), claim, &hub, &to);
            assert!(answer.expect_err("refused").is_content());
        };
        refused(&bytes[..bytes.len() - 1], good);
        let cut = &bytes[..150_000];
        refused(cut, SealedClaim { sealed_hash: sha256(cut), ..good });
        let mut flipped = bytes.clone();
        flipped[100_000] ^= 1;
        refused(&flipped, SealedClaim { sealed_hash: sha256(&flipped), ..good });
        refused(&bytes, SealedClaim { plain_hash: Hash([0; 32]), ..good });
        refused(&bytes, SealedClaim { plain_size_bytes: 199_999, ..good });
        refused(&bytes, SealedClaim { plain_size_bytes: 200_001, ..good });
        let other = age::encrypt(&blob.to_public(), &plain).expect("sealed");
        refused(&other, SealedClaim { sealed_hash: sha256(&other), ..good });
        let noise = vec![3u8; 1_000];
        refused(&noise, SealedClaim { sealed_hash: sha256(&noise), ..good });
    }
}
