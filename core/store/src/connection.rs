//! One connection to the database: its key, its durability and its limits.

use std::path::Path;
#[cfg(feature = "sqlcipher")]
use std::sync::Once;
#[cfg(feature = "sqlcipher")]
use std::thread;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use crate::error::StoreError;
use crate::key::StoreKey;
use crate::limits;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The one connection that writes.
    Write,
    /// One of those that only read.
    Read,
    /// One that looks before any other is open: it keeps the log's index in memory and leaves the file of it alone.
    Look,
    /// The target of a copy: it takes the journal mode of what is copied into it.
    Copy,
}

/// Opens a connection, gives it the key and its settings. Reads nothing of the file's content
/// except for [`Purpose::Write`] and [`Purpose::Read`], which settle the journal mode.
pub(crate) fn open(
    path: &Path,
    key: &StoreKey,
    purpose: Purpose,
) -> Result<Connection, StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if !matches!(purpose, Purpose::Read | Purpose::Look) {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let connection = Connection::open_with_flags(path, flags)?;
    give_key(&connection, key)?;
    connection.busy_timeout(Duration::from_millis(limits::BUSY_TIMEOUT_MS))?;
    bound(&connection)?;
    match purpose {
        Purpose::Write => make_durable(&connection)?,
        Purpose::Read => connection.pragma_update(None, "query_only", true)?,
        Purpose::Look => {
            connection.pragma_update(None, "query_only", true)?;
            connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        }
        Purpose::Copy => {}
    }
    Ok(connection)
}

/// The raw key with its salt, and a plain header: with the default layout a torn checkpoint of
/// the first page loses the salt and with it the whole database.
#[cfg(feature = "sqlcipher")]
fn give_key(connection: &Connection, key: &StoreKey) -> Result<(), StoreError> {
    cipher_is_ready();
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    connection.pragma_update(None, "key", key.pragma_value())?;
    connection.pragma_update(None, "cipher_plaintext_header_size", 32)?;
    Ok(())
}

/// `SQLite` calls itself ready before it has set up its cipher: of two threads that opened the first stores of a process
/// at once, one had its key refused. The first opening asks until a key is taken; every other one waits for it.
#[cfg(feature = "sqlcipher")]
fn cipher_is_ready() {
    static READY: Once = Once::new();
    READY.call_once(|| {
        let ready = || Connection::open_in_memory()?.pragma_update(None, "key", "ready");
        for _ in 0..limits::CIPHER_TRIES {
            if ready().is_ok() {
                break;
            }
            thread::sleep(limits::CIPHER_PAUSE);
        }
    });
}

#[cfg(not(feature = "sqlcipher"))]
fn give_key(_: &Connection, _: &StoreKey) -> Result<(), StoreError> {
    Ok(())
}

fn make_durable(connection: &Connection) -> Result<(), StoreError> {
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Conflict { what: "this file system has no write-ahead log" });
    }
    // FULL: with NORMAL acknowledged transactions were lost in most power-cut images.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Apple's fsync does not reach the disk; elsewhere these two change nothing.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", limits::WAL_CHECKPOINT_PAGES)?;
    Ok(())
}

fn bound(connection: &Connection) -> Result<(), StoreError> {
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, limits::CELL_SIZE_BYTES)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, limits::SQL_SIZE_BYTES)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}
