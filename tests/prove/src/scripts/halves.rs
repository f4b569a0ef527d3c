//! A control: a migration of two transactions. Its second half finds the first already done, or not.

use std::path::Path;

use counterfoil_store::{Connection, StoreError};

use super::digest::digest;
use super::layout::give_key;
use crate::power::Script;

/// Rows that the migration carries over.
const ROWS: usize = 40;

/// A migration in two steps that do not know of each other.
#[derive(Debug)]
pub struct HalfMigration(());

impl HalfMigration {
    /// A database of the first schema with some rows.
    #[must_use]
    pub fn new() -> Self {
        Self(())
    }
}

impl Default for HalfMigration {
    fn default() -> Self {
        Self::new()
    }
}

fn open(folder: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(folder.join("van.db"))?;
    give_key(&connection, &crate::phone::KEY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// What the store never does: the column in one transaction, the number of the schema in another.
fn bring_up_to_date(connection: &Connection) -> rusqlite::Result<()> {
    let number: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if number < 2 {
        connection.execute_batch("ALTER TABLE van ADD COLUMN seats INTEGER")?;
        connection.pragma_update(None, "user_version", 2)?;
    }
    Ok(())
}

impl Script for HalfMigration {
    fn name(&self) -> &'static str {
        "control: a migration of two transactions"
    }

    fn before(&mut self, folder: &Path) {
        let connection = open(folder).expect("opened");
        connection
            .execute_batch("CREATE TABLE van (plate TEXT); PRAGMA user_version = 1")
            .expect("made");
        for row in 0..ROWS {
            connection.execute("INSERT INTO van VALUES (?1)", [row.to_string()]).expect("kept");
        }
        connection.close().expect("closed");
    }

    fn act(&mut self, number: usize, folder: &Path) -> Result<bool, StoreError> {
        if number > 0 {
            return Ok(false);
        }
        bring_up_to_date(&open(folder)?)?;
        Ok(true)
    }

    fn ends(&mut self) {}

    fn look(&self, folder: &Path) -> Result<String, String> {
        let opened = open(folder).and_then(|connection| {
            bring_up_to_date(&connection)?;
            digest(&connection)
        });
        opened.map_err(|error| error.to_string())
    }
}
