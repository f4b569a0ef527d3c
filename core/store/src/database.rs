//! The opened database: one writer, readers apart, and how damage is met.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::connection::{self, Purpose};
use crate::error::StoreError;
use crate::folder::{SetAside, StoreFolder, sync_folder};
use crate::key::StoreKey;
use crate::limits;
use crate::migrations::{self, Found, Schema};

/// An opened database. Writing borrows the one writer as a `&Transaction`, reading any reader as a
/// `&Connection` that sees one moment of the database throughout.
#[derive(Debug)]
pub struct Database {
    writer: Mutex<Connection>,
    idle_readers: Mutex<Vec<Connection>>,
    key: StoreKey,
    folder: StoreFolder,
}

/// What opening found; the caller tells the person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opening {
    /// The database was made just now.
    pub is_new: bool,
    /// A damaged database was put aside and a new one made.
    pub set_aside: Option<SetAside>,
    /// The schema number before migrations ran, when some did.
    pub migrated_from: Option<u32>,
    /// The projection is empty and waits to be filled by the caller.
    pub projection_is_stale: bool,
}

impl Database {
    /// Opens the folder's database, makes or migrates it, or sets a damaged one aside.
    ///
    /// # Errors
    /// [`StoreError::AlreadyOpen`], [`StoreError::WrongKey`] and [`StoreError::UpdateNeeded`]
    /// change nothing.
    pub fn open(path: &Path, key: &StoreKey) -> Result<(Self, Opening), StoreError> {
        Self::open_with(StoreFolder::open(path)?, key, &Schema::CURRENT)
    }

    /// The same in a folder whose lock is held already.
    pub fn open_in(folder: StoreFolder, key: &StoreKey) -> Result<(Self, Opening), StoreError> {
        Self::open_with(folder, key, &Schema::CURRENT)
    }

    /// Refuses a database of a newer version before a caller writes anything of its own beside it.
    /// Whatever else is wrong is said by opening.
    ///
    /// # Errors
    /// [`StoreError::UpdateNeeded`]; not one byte was changed.
    pub fn check_version(folder: &StoreFolder, key: &StoreKey) -> Result<(), StoreError> {
        match look(folder, key, &Schema::CURRENT) {
            Err(newer @ StoreError::UpdateNeeded { .. }) => Err(newer),
            _ => Ok(()),
        }
    }

    pub(crate) fn open_with(
        folder: StoreFolder,
        key: &StoreKey,
        schema: &Schema,
    ) -> Result<(Self, Opening), StoreError> {
        let key_is_known = folder.knows_key(key)?;
        let (writer, opening) = match open_writer_surely(&folder, key, schema) {
            // Without a note nobody can tell damage from a wrong key: nothing is moved.
            Err(error) if error.is_damage() && !key_is_known => return Err(StoreError::WrongKey),
            Err(error) if error.is_damage() => {
                let set_aside = folder.set_aside()?;
                let (writer, opening) = open_writer(&folder, key, schema)?;
                (writer, Opening { set_aside: Some(set_aside), ..opening })
            }
            other => other?,
        };
        if !key_is_known {
            folder.note_key(key)?;
        }
        folder.note_layout()?;
        folder.clear_suspect()?;
        let database = Self {
            writer: Mutex::new(writer),
            idle_readers: Mutex::new(Vec::new()),
            key: key.clone(),
            folder,
        };
        Ok((database, opening))
    }

    /// Puts the folder's database aside because its key is lost, and opens a new one.
    ///
    /// # Errors
    /// [`StoreError::AlreadyOpen`] while somebody uses the old one.
    pub fn abandon_and_open(path: &Path, key: &StoreKey) -> Result<(Self, Opening), StoreError> {
        let folder = StoreFolder::open(path)?;
        let set_aside = folder.set_aside()?;
        folder.note_key(key)?;
        drop(folder);
        let (database, opening) = Self::open(path, key)?;
        Ok((database, Opening { set_aside: Some(set_aside), ..opening }))
    }

    /// Runs `work` in one transaction: all of it is durable when this returns, or none happened.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = lock(&self.writer);
        let result = in_transaction(&mut writer, work);
        if result.as_ref().is_err_and(StoreError::spoils_connection) {
            self.renew(&mut writer);
        }
        self.note_damage(result)
    }

    /// Puts a fresh connection in the place of one that met a failing disk; if that fails too, the next call says so.
    fn renew(&self, writer: &mut Connection) {
        if let Ok(fresh) = connection::open(&self.folder.database(), &self.key, Purpose::Write) {
            *writer = fresh;
        }
    }

    /// Runs `work` in one transaction that overwrites what it deletes, and empties the write-ahead
    /// log afterwards: for erasure.
    pub fn write_overwriting<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = lock(&self.writer);
        writer.pragma_update(None, "secure_delete", true)?;
        let result = in_transaction(&mut writer, work);
        writer.pragma_update(None, "secure_delete", false)?;
        let value = self.note_damage(result)?;
        // A reader that still needs the log makes this wait for the busy timeout and then fail.
        let busy: i64 =
            writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 { Ok(value) } else { Err(StoreError::Conflict { what: "a reader is busy" }) }
    }

    /// Runs `work` on a reader; everything it asks is answered from one moment.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = lock(&self.idle_readers).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => connection::open(&self.folder.database(), &self.key, Purpose::Read)?,
        };
        let result = reader
            .unchecked_transaction()
            .map_err(StoreError::from)
            .and_then(|moment| work(&moment));
        if !result.as_ref().is_err_and(StoreError::spoils_connection) {
            let mut idle = lock(&self.idle_readers);
            if idle.len() < limits::IDLE_READERS_COUNT {
                idle.push(reader);
            }
        }
        self.note_damage(result)
    }

    pub(crate) fn key(&self) -> &StoreKey {
        &self.key
    }

    /// The folder that this database lies in.
    pub fn folder(&self) -> &StoreFolder {
        &self.folder
    }

    /// Deletes the copies that were made before migrations; call it after a successful sync.
    pub fn drop_migration_copies(&self) -> Result<usize, StoreError> {
        let copies = self.folder.copies()?;
        for copy in &copies {
            crate::folder::remove_if_there(copy)?;
        }
        sync_folder(self.folder.path())?;
        Ok(copies.len())
    }

    /// Copies the whole database under the same key to `target`, durably.
    pub fn copy_to(&self, target: &Path) -> Result<(), StoreError> {
        copy(&lock(&self.writer), &self.key, target)
    }

    fn note_damage<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if result.as_ref().is_err_and(StoreError::is_damage) {
            self.folder.mark_suspect()?;
        }
        result
    }
}

/// Copies by the backup API. `VACUUM INTO` would write SQLCipher's default layout, which cannot be
/// opened again with ours.
pub(crate) fn copy(from: &Connection, key: &StoreKey, target: &Path) -> Result<(), StoreError> {
    let unfinished = crate::folder::with_suffix(target, ".part");
    crate::folder::remove_if_there(&unfinished)?;
    let mut to = connection::open(&unfinished, key, Purpose::Copy)?;
    Backup::new(from, &mut to)?.run_to_completion(1_000, Duration::ZERO, None)?;
    to.close().map_err(|(_, error)| error)?;
    std::fs::File::open(&unfinished)?.sync_all()?;
    std::fs::rename(&unfinished, target)?;
    target.parent().map_or(Ok(()), sync_folder)
}

/// Opens, and looks twice before it calls something damaged: a disk that does not answer for a moment looks the same.
///
/// # Errors
/// [`StoreError::File`] while the disk does not answer: nothing is put aside for that.
fn open_writer_surely(
    folder: &StoreFolder,
    key: &StoreKey,
    schema: &Schema,
) -> Result<(Connection, Opening), StoreError> {
    match open_writer(folder, key, schema) {
        Err(error) if error.is_damage() => {
            folder.read_through()?;
            open_writer(folder, key, schema)
        }
        other => other,
    }
}

fn open_writer(
    folder: &StoreFolder,
    key: &StoreKey,
    schema: &Schema,
) -> Result<(Connection, Opening), StoreError> {
    let found = look(folder, key, schema)?;
    let mut writer = connection::open(&folder.database(), key, Purpose::Write)?;
    if folder.is_suspect() {
        check_every_page(&writer)?;
    }
    let opening = migrations::bring_up_to_date(&mut writer, key, folder, schema, found)?;
    sync_folder(folder.path())?;
    Ok((writer, opening))
}

/// Reads the schema number on a connection that changes nothing, so that a database of a newer
/// version stays as it is, byte for byte, with its log and whatever lies beside it.
fn look(folder: &StoreFolder, key: &StoreKey, schema: &Schema) -> Result<Found, StoreError> {
    if !folder.database().exists() {
        return Ok(Found::Nothing);
    }
    let had_log = folder.log().exists();
    let found = look_at(&folder.database(), key, schema);
    if !had_log {
        // Reading a database of this journal mode makes an empty log.
        crate::folder::remove_if_there(&folder.log())?;
    }
    found
}

fn look_at(database: &Path, key: &StoreKey, schema: &Schema) -> Result<Found, StoreError> {
    let reader = connection::open(database, key, Purpose::Look)?;
    // Closing the last connection would otherwise move the log into the database.
    reader.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    migrations::look(&reader, schema)
}

fn check_every_page(connection: &Connection) -> Result<(), StoreError> {
    let verdict: String =
        connection.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged { what: "database" }) }
}

fn in_transaction<T>(
    writer: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

/// A panic while holding the lock leaves a connection whose transaction was rolled back: usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
