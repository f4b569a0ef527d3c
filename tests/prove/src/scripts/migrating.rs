//! A store of an earlier schema meets this version: one that is sound, and one made of two transactions.

use std::path::Path;

use counterfoil_store::StoreError;
use counterfoil_store::vault::Identity;
use rusqlite::Connection;

use super::layout::give_key;
use super::opened::{opened, state};
use crate::phone::Phone;
use crate::power::Script;

/// The first schema that was released.
const FIRST: &str = include_str!("../../../../core/store/sql/migrations/0001_first.sql");

/// A store that was made by the first version.
pub struct Migrating {
    identity: Identity,
    rows: usize,
    phone: Option<Phone>,
}

impl Migrating {
    /// A store with that many rows to carry over.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { identity: Identity::generate(), rows, phone: None }
    }
}

impl Script for Migrating {
    fn name(&self) -> &'static str {
        "a migration"
    }

    fn before(&mut self, folder: &Path) {
        // The folder's notes are made by this version, the database by the first.
        let mut phone = Phone::at(folder.to_owned(), self.identity.clone());
        phone.switch_on();
        phone.store = None;
        for name in ["store.db", "store.db-wal", "store.db-shm"] {
            let _ = std::fs::remove_file(folder.join(name));
        }
        let connection = Connection::open(folder.join("store.db")).expect("opened");
        give_key(&connection, &crate::phone::KEY).expect("the key");
        connection.pragma_update(None, "journal_mode", "WAL").expect("a log");
        connection.execute_batch(FIRST).expect("the first schema");
        connection.pragma_update(None, "user_version", 1).expect("its number");
        for row in 0..self.rows {
            let value = vec![7_u8; 400];
            let key = format!("test/{row}");
            connection.execute("INSERT INTO meta VALUES (?1, ?2)", (key, value)).expect("kept");
        }
        connection.close().expect("closed");
    }

    fn act(&mut self, number: usize, folder: &Path) -> Result<bool, StoreError> {
        if number > 1 {
            return Ok(false);
        }
        let mut phone = Phone::at(folder.to_owned(), self.identity.clone());
        let opening = phone.try_switch_on()?;
        assert_eq!(opening.migrated_from, (number == 0).then_some(1), "once");
        self.phone = Some(phone);
        self.ends();
        Ok(true)
    }

    fn ends(&mut self) {
        self.phone = None;
    }

    fn look(&self, folder: &Path) -> Result<String, String> {
        state(opened(folder, &self.identity)?.store())
    }
}
