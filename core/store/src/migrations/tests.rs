//! Stories of migration: two ways to one schema, and a copy for the way back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::*;
use crate::Database;

/// A later version with one more table and one more column, as tests imagine it.
const LATER: Schema = Schema {
    full: "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value ANY NOT NULL)
               STRICT, WITHOUT ROWID;
           CREATE TABLE van (plate TEXT NOT NULL, -- as painted on it
                             seats INTEGER NOT NULL DEFAULT 2);",
    steps: &[
        Migration {
            number: 1,
            sql: "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL,
            value ANY NOT NULL) STRICT, WITHOUT ROWID",
        },
        Migration { number: 2, sql: "CREATE TABLE van (plate TEXT NOT NULL)" },
        Migration { number: 3, sql: "ALTER TABLE van ADD COLUMN seats INTEGER NOT NULL DEFAULT 2" },
    ],
    projection: "CREATE TABLE card (later TEXT)",
    projection_version: 2,
};

const EARLIER: Schema = Schema {
    full: LATER.steps[0].sql,
    steps: &[LATER.steps[0]],
    projection: "CREATE TABLE card (earlier TEXT); INSERT INTO card VALUES ('filled')",
    projection_version: 1,
};

fn open_at(
    path: &Path,
    key: &StoreKey,
    schema: &Schema,
) -> Result<(Database, Opening), StoreError> {
    Database::open_with(StoreFolder::open(path)?, key, schema)
}

fn key() -> StoreKey {
    StoreKey::from_bytes([3; 32])
}

/// Every object of a schema, without comments and spacing.
fn objects(connection: &Connection) -> BTreeSet<String> {
    let mut statement = connection
        .prepare("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master")
        .unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|sql| without_spacing(&sql.unwrap())).collect()
}

fn without_spacing(sql: &str) -> String {
    let bare = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    bare.flat_map(|line| line.chars().chain([' '])).filter(|c| !c.is_whitespace()).collect()
}

fn both_ways(schema: &Schema) -> (BTreeSet<String>, BTreeSet<String>) {
    let at_once = Connection::open_in_memory().unwrap();
    at_once.execute_batch(schema.full).unwrap();
    let by_steps = Connection::open_in_memory().unwrap();
    for step in schema.steps {
        by_steps.execute_batch(step.sql).unwrap();
    }
    (objects(&at_once), objects(&by_steps))
}

#[test]
fn the_full_schema_and_the_steps_give_the_same_database() {
    let (at_once, by_steps) = both_ways(&Schema::CURRENT);
    assert_eq!(at_once, by_steps);
    let (at_once, by_steps) = both_ways(&LATER);
    assert_eq!(at_once, by_steps);
}

#[test]
fn a_step_that_forgets_a_column_is_noticed() {
    const FORGETFUL: Schema = Schema { steps: &[LATER.steps[0], LATER.steps[1]], ..LATER };
    let (at_once, by_steps) = both_ways(&FORGETFUL);
    assert_ne!(at_once, by_steps);
}

#[test]
fn steps_are_numbered_without_gaps() {
    for schema in [Schema::CURRENT, LATER] {
        let numbers: Vec<u32> = schema.steps.iter().map(|step| step.number).collect();
        assert_eq!(numbers, (1..=schema.number()).collect::<Vec<_>>());
    }
}

#[test]
fn derived_tables_are_all_called_card_and_nothing_else_is() {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(Schema::CURRENT.full).unwrap();
    let is_card = |object: &String| object.contains("card");
    assert!(!objects(&connection).iter().any(is_card));
    let before = objects(&connection);
    connection.execute_batch(Schema::CURRENT.projection).unwrap();
    drop_projection(&connection).unwrap();
    assert_eq!(objects(&connection), before);
}

#[test]
fn ann_updates_her_app_and_a_copy_of_the_old_database_stays_until_she_synced() {
    let folder = tempfile::tempdir().unwrap();
    let (old, _) = open_at(folder.path(), &key(), &EARLIER).unwrap();
    write_note(&old);
    drop(old);

    let (new, opening) = open_at(folder.path(), &key(), &LATER).unwrap();
    assert_eq!(opening.migrated_from, Some(1));
    assert!(opening.projection_is_stale, "the new projection waits to be filled");
    assert_eq!(notes(&new), 1);
    new.read(|connection| Ok(connection.execute_batch("SELECT plate, seats FROM van")?)).unwrap();
    let copies = new.folder().copies().unwrap();
    assert!(copies[0].ends_with("store.db.before-1"));

    let elsewhere = tempfile::tempdir().unwrap();
    fs::copy(&copies[0], elsewhere.path().join("store.db")).unwrap();
    let (copied, opening) = open_at(elsewhere.path(), &key(), &EARLIER).unwrap();
    assert_eq!((opening.migrated_from, notes(&copied)), (None, 1));

    assert_eq!(new.drop_migration_copies().unwrap(), 1);
    assert!(new.folder().copies().unwrap().is_empty());
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn a_newer_database_is_refused_and_stays_as_it_is() {
    // 1. It was closed.
    let folder = tempfile::tempdir().unwrap();
    let (new, _) = open_at(folder.path(), &key(), &LATER).unwrap();
    write_note(&new);
    // 2. Its process was killed: what was acknowledged last stands in the log alone.
    let killed = tempfile::tempdir().unwrap();
    for (path, bytes) in files(folder.path()) {
        fs::write(killed.path().join(path.file_name().unwrap()), bytes).unwrap();
    }
    drop(new);
    assert!(killed.path().join("store.db-wal").metadata().unwrap().len() > 0);
    for folder in [folder, killed] {
        let before = files(folder.path());
        let refused = open_at(folder.path(), &key(), &EARLIER);
        assert!(matches!(refused, Err(StoreError::UpdateNeeded { found: 3, known: 1 })));
        assert_eq!(files(folder.path()), before);
        let (again, _) = open_at(folder.path(), &key(), &LATER).unwrap();
        assert_eq!(notes(&again), 1);
    }
}

#[test]
fn a_folder_that_a_newer_version_laid_out_is_refused_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    drop(open_at(folder.path(), &key(), &EARLIER).unwrap());
    assert_eq!(fs::read(folder.path().join("store.layout")).unwrap(), b"1\n");
    // To this version the newer database is damage; the note keeps it from being set aside.
    fs::write(folder.path().join("store.layout"), b"2\n").unwrap();
    fs::write(folder.path().join("store.db"), [0x5a; 8_192]).unwrap();
    let before = files(folder.path());
    let refused = open_at(folder.path(), &key(), &EARLIER);
    assert!(matches!(refused, Err(StoreError::UpdateNeeded { found: 2, known: 1 })));
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_step_that_fails_leaves_the_old_schema_usable() {
    const BROKEN: Schema = Schema {
        steps: &[
            LATER.steps[0],
            Migration { number: 2, sql: "CREATE TABLE van (plate TEXT); CREATE TABLE meta (x)" },
        ],
        ..LATER
    };
    let folder = tempfile::tempdir().unwrap();
    let (old, _) = open_at(folder.path(), &key(), &EARLIER).unwrap();
    write_note(&old);
    drop(old);
    assert!(open_at(folder.path(), &key(), &BROKEN).is_err());
    let (old, opening) = open_at(folder.path(), &key(), &EARLIER).unwrap();
    assert_eq!((opening.migrated_from, notes(&old)), (None, 1));
}

#[test]
fn a_changed_projection_is_made_anew_and_stays_stale_until_it_was_filled() {
    const CHANGED: Schema =
        Schema { projection: LATER.projection, projection_version: 9, ..EARLIER };
    let folder = tempfile::tempdir().unwrap();
    drop(open_at(folder.path(), &key(), &EARLIER).unwrap());
    for _ in 0..2 {
        let (changed, opening) = open_at(folder.path(), &key(), &CHANGED).unwrap();
        assert!(opening.projection_is_stale && opening.migrated_from.is_none());
        changed.read(|connection| Ok(connection.execute_batch("SELECT later FROM card")?)).unwrap();
    }
    let (filled, _) = open_at(folder.path(), &key(), &CHANGED).unwrap();
    filled.write(|tx| note_projection_version(tx, &CHANGED)).unwrap();
    drop(filled);
    let (_, opening) = open_at(folder.path(), &key(), &CHANGED).unwrap();
    assert!(!opening.projection_is_stale);
}

fn write_note(database: &Database) {
    database
        .write(|tx| Ok(tx.execute("INSERT INTO meta (key, value) VALUES ('note', 'kept')", [])?))
        .unwrap();
}

fn notes(database: &Database) -> i64 {
    database
        .read(|connection| {
            let sql = "SELECT count(*) FROM meta WHERE key = 'note'";
            Ok(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .unwrap()
}
