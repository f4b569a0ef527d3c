//! Controls: a small table kept in ways that are known to break. A harness that does not see them break proves nothing.

use std::path::Path;
use std::sync::Mutex;

use counterfoil_store::StoreError;
use rusqlite::Connection;

use super::layout::give_key;
use crate::power::Script;

/// How the database asks the disk to keep what it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sync {
    /// As the store: each commit.
    Full,
    /// At checkpoints only.
    Normal,
}

/// How the file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// As the store: 32 plain bytes first, the salt given with the key.
    PlainHeader,
    /// SQLCipher's own: the salt in the first page.
    SaltInside,
}

/// How many transactions one act is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steps {
    /// As the store.
    One,
    /// Half an act may stand.
    Two,
}

/// A table of acts, each with its other half in a second one.
#[derive(Debug)]
pub struct Bench {
    sync: Sync,
    layout: Layout,
    steps: Steps,
    acts: usize,
    /// The database while the script runs.
    connection: Mutex<Option<Connection>>,
}

/// Pages of log after which it goes into the database: small, so that it happens often.
const CHECKPOINT_PAGES: u32 = 24;

const TABLES: &str = "CREATE TABLE IF NOT EXISTS one (act INTEGER PRIMARY KEY, filler BLOB) STRICT;
    CREATE TABLE IF NOT EXISTS other (act INTEGER PRIMARY KEY, filler BLOB) STRICT;";

impl Bench {
    /// A table that is kept in this way, and that many acts.
    #[must_use]
    pub fn new(acts: usize, sync: Sync, layout: Layout, steps: Steps) -> Self {
        Self { sync, layout, steps, acts, connection: Mutex::default() }
    }

    /// A table that is kept as the store keeps its own.
    #[must_use]
    pub fn sound(acts: usize) -> Self {
        Self::new(acts, Sync::Full, Layout::PlainHeader, Steps::One)
    }

    fn open(&self, folder: &Path) -> rusqlite::Result<Connection> {
        let connection = Connection::open(folder.join("acts.db"))?;
        match self.layout {
            Layout::PlainHeader => give_key(&connection, &crate::phone::KEY)?,
            Layout::SaltInside => {
                connection.pragma_update(None, "cipher_log_level", "NONE")?;
                let key = hex::encode(crate::phone::KEY);
                connection.pragma_update(None, "key", format!("x'{key}'"))?;
            }
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        let sync = if self.sync == Sync::Full { "FULL" } else { "NORMAL" };
        connection.pragma_update(None, "synchronous", sync)?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        Ok(connection)
    }

    fn says(&self, sql: &str) {
        let connection = self.connection.lock().expect("whole");
        connection.as_ref().expect("open").execute_batch(sql).expect("taken");
    }
}

/// Half an act.
fn half(table: &str, number: usize) -> String {
    format!("INSERT INTO {table} VALUES ({number}, zeroblob(700));")
}

impl Script for Bench {
    fn name(&self) -> &'static str {
        match (self.sync, self.layout, self.steps) {
            (Sync::Normal, _, _) => "control: synchronous=NORMAL",
            (_, Layout::SaltInside, _) => "control: the salt in the first page",
            (_, _, Steps::Two) => "control: two transactions",
            _ => "a sound table",
        }
    }

    fn before(&mut self, folder: &Path) {
        let connection = self.open(folder).expect("opened");
        connection.execute_batch(TABLES).expect("made");
        connection.close().expect("closed");
    }

    fn act(&mut self, number: usize, folder: &Path) -> Result<bool, StoreError> {
        if number >= self.acts {
            return Ok(false);
        }
        if number == 0 {
            let connection = self.open(folder).expect("opened");
            self.connection = Mutex::new(Some(connection));
        }
        let (one, other) = (half("one", number), half("other", number));
        match self.steps {
            Steps::One => self.says(&format!("BEGIN IMMEDIATE; {one} {other} COMMIT")),
            Steps::Two => self.says(&format!("{one} {other}")),
        }
        Ok(true)
    }

    fn ends(&mut self) {
        self.connection = Mutex::default();
    }

    fn look(&self, folder: &Path) -> Result<String, String> {
        let words = |error: rusqlite::Error| error.to_string();
        let connection = self.open(folder).map_err(words)?;
        let whole: String = connection
            .pragma_query_value(None, "integrity_check", |row| row.get(0))
            .map_err(words)?;
        if whole != "ok" {
            return Err(whole);
        }
        super::digest(&connection).map_err(words)
    }
}
