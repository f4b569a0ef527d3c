//! Scratch stores: a phone's encrypted store on the project's own disk, and plain connections beside it.

use std::path::{Path, PathBuf};

use counterfoil_store::vault::Identity;
use counterfoil_store::{SegmentKeys, Store, StoreKey, StoreSecrets};
use hmac::{Hmac, KeyInit, Mac};
use rusqlite::Connection;
use sha2::Sha256;
use tempfile::TempDir;

use super::Measured;

/// The key of every scratch store.
const KEY: [u8; 32] = [0x41; 32];

/// A folder that goes when this is dropped.
#[derive(Debug)]
pub(crate) struct Scratch(TempDir);

impl Scratch {
    /// A folder beside the program: on the disk that is built on, not on one that is memory.
    pub(crate) fn new() -> Measured<Self> {
        let program = std::env::current_exe()?;
        let beside = program.parent().map_or_else(std::env::temp_dir, Path::to_path_buf);
        Ok(Self(tempfile::Builder::new().prefix("cf-bench-").tempdir_in(beside)?))
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Its store, made when it is not there.
    pub(crate) fn store(&self) -> Measured<Store> {
        let secrets = StoreSecrets {
            key: StoreKey::from_bytes(KEY),
            identity: Identity::generate(),
            recipients: Vec::new(),
            segments: SegmentKeys::default(),
        };
        Ok(Store::open(&self.path("store"), secrets)?.0)
    }
}

/// A plain connection to an encrypted database: the store's key and layout, nothing else of the store.
pub(crate) fn plain_connection(path: &Path) -> Measured<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    connection.pragma_update(None, "key", key_and_salt())?;
    connection.pragma_update(None, "cipher_plaintext_header_size", 32)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

/// A plain connection that writes as durably as the store does: the same pragmas.
pub(crate) fn durable_connection(path: &Path) -> Measured<Connection> {
    let connection = plain_connection(path)?;
    let _mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 1_000)?;
    Ok(connection)
}

/// The key pragma's value as docs/format.md has it: key, and salt = HMAC of the key.
fn key_and_salt() -> String {
    let mut block = [0; 64];
    block[..32].copy_from_slice(&KEY);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(b"cf/store-salt/1");
    let salt = mac.finalize().into_bytes();
    format!("x'{}{}'", hex::encode(KEY), hex::encode(&salt[..16]))
}
