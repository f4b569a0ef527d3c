//! The embedded engine: one SQLite database in WAL mode with `synchronous=FULL`, one writer, readers apart.

mod append;
mod blobs;
mod chains;
mod commit;
mod derive;
mod duty;
mod enrolment;
mod erasing;
mod gating;
mod history;
mod imports;
mod leaving;
mod log;
mod manuals;
mod notices;
mod office;
mod paging;
#[cfg(test)]
mod plans;
mod playbooks;
mod quarantine;
mod rows;
mod safety;
mod sites;
mod stock;
mod tickets;
mod wipes;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::{StorageError, Stored};

/// The tables, in full.
const SCHEMA: &str = include_str!("sqlite/schema.sql");
/// `user_version` of [`SCHEMA`].
const SCHEMA_VERSION: i32 = 1;
/// How long a writer waits for another hub's transaction on the same file.
const BUSY_WAIT: Duration = Duration::from_secs(10);
/// Readers kept open for the next call.
const READERS_KEPT: usize = 4;
/// Page cache of the writer, KiB. Indexes by hash are written at random places: with SQLite's 2 MiB a quarter
/// of the time of a large push went into reading pages again.
const WRITER_CACHE_KIB: i64 = 64 * 1024;
/// Pages that the write-ahead log grows by before they are carried into the database: 16 MiB. Pages that every
/// slice of a push writes again are then carried once for many slices, not with each.
const CHECKPOINT_PAGES: i64 = 4_096;
/// Prepared statements that a connection keeps: more than there are texts of them.
const STATEMENTS_KEPT: usize = 128;

/// The embedded engine. Clones share its connections.
#[derive(Clone)]
pub struct SqliteStorage {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl core::fmt::Debug for SqliteStorage {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SqliteStorage")
    }
}

impl SqliteStorage {
    /// Opens the database file, and makes it with its tables if it is not there.
    pub fn open(path: &Path) -> Stored<Self> {
        let mut writer = Connection::open(path).map_err(engine)?;
        writer.busy_timeout(BUSY_WAIT).map_err(engine)?;
        writer.pragma_update(None, "journal_mode", "wal").map_err(engine)?;
        writer.pragma_update(None, "synchronous", "full").map_err(engine)?;
        writer.pragma_update(None, "secure_delete", "on").map_err(engine)?;
        writer.pragma_update(None, "cache_size", -WRITER_CACHE_KIB).map_err(engine)?;
        writer.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES).map_err(engine)?;
        keep_statements(&writer)?;
        make_tables(&mut writer)?;
        let shared =
            Shared { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::default() };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// Runs `work` in one write transaction, which takes the file's write lock at once; an error undoes it.
    pub async fn write<T, F>(&self, work: F) -> Stored<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Stored<T> + Send + 'static,
    {
        let shared = self.shared.clone();
        off_thread(move || {
            let mut writer = shared.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction =
                writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(engine)?;
            let done = work(&transaction)?;
            transaction.commit().map_err(engine)?;
            Ok(done)
        })
        .await
    }

    /// Runs `work` in one read transaction on the writer's connection, whose pages stay in memory over its own
    /// commits; a reader's cache is emptied by each of them. For reads that a commit follows.
    pub(crate) async fn read_before_write<T, F>(&self, work: F) -> Stored<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Stored<T> + Send + 'static,
    {
        let shared = self.shared.clone();
        off_thread(move || {
            let mut writer = shared.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = writer.transaction().map_err(engine)?;
            work(&transaction)
        })
        .await
    }

    /// Runs `work` in one read transaction: everything it reads is of one instant.
    pub async fn read<T, F>(&self, work: F) -> Stored<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Stored<T> + Send + 'static,
    {
        let shared = self.shared.clone();
        off_thread(move || {
            let mut reader = shared.reader()?;
            let transaction = reader.transaction().map_err(engine)?;
            let done = work(&transaction);
            drop(transaction);
            let mut kept = shared.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() < READERS_KEPT {
                kept.push(reader);
            }
            done
        })
        .await
    }
}

impl Shared {
    fn reader(&self) -> Stored<Connection> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(reader) = kept {
            return Ok(reader);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(&self.path, flags).map_err(engine)?;
        reader.busy_timeout(BUSY_WAIT).map_err(engine)?;
        keep_statements(&reader)?;
        Ok(reader)
    }
}

/// Prepares each statement once. Without the planner's stability SQLite prepares a range query anew for every
/// other value that is bound to it.
fn keep_statements(connection: &Connection) -> Stored<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    let stable = DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
    connection.set_db_config(stable, true).map(|_| ()).map_err(engine)
}

fn make_tables(writer: &mut Connection) -> Stored<()> {
    let transaction =
        writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(engine)?;
    let version: i32 =
        transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(engine)?;
    if version == 0 {
        transaction.execute_batch(SCHEMA).map_err(engine)?;
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION).map_err(engine)?;
    } else if version > SCHEMA_VERSION {
        return Err(StorageError::Damaged("the database is of a newer program"));
    }
    transaction.execute_batch(tickets::SCHEMA).map_err(engine)?;
    transaction.execute_batch(notices::SCHEMA).map_err(engine)?;
    transaction.execute_batch(leaving::SCHEMA).map_err(engine)?;
    transaction.execute_batch(stock::SCHEMA).map_err(engine)?;
    transaction.execute_batch(sites::SCHEMA).map_err(engine)?;
    transaction.execute_batch(wipes::SCHEMA).map_err(engine)?;
    transaction.execute_batch(erasing::SCHEMA).map_err(engine)?;
    transaction.commit().map_err(engine)
}

/// SQLite blocks; the runtime's other tasks go on meanwhile.
async fn off_thread<T, F>(work: F) -> Stored<T>
where
    T: Send + 'static,
    F: FnOnce() -> Stored<T> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(StorageError::Engine(Box::new(error))),
    }
}

/// An error of the engine, in its own words.
pub(crate) fn engine(error: rusqlite::Error) -> StorageError {
    StorageError::Engine(Box::new(error))
}
