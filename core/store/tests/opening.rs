//! Stories of opening a store: keys, locks, damage, and what never gets deleted.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::path::Path;
use std::process::Command;
use std::sync::Barrier;
use std::{env, fs, thread};

use counterfoil_store::vault::Reserve;
use counterfoil_store::{Database, StoreError, StoreKey};

const ANNS_KEY: [u8; 32] = [0x41; 32];

fn key() -> StoreKey {
    StoreKey::from_bytes(ANNS_KEY)
}

fn note(database: &Database, name: &str, value: &str) -> Result<(), StoreError> {
    database.write(|tx| {
        tx.execute("INSERT INTO meta (key, value) VALUES (?1, ?2)", [name, value])?;
        Ok(())
    })
}

fn read(database: &Database, name: &str) -> Option<String> {
    database
        .read(|connection| {
            Ok(connection
                .query_row("SELECT value FROM meta WHERE key = ?1", [name], |row| row.get(0))?)
        })
        .ok()
}

#[test]
fn what_was_written_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let (database, opening) = Database::open(folder.path(), &key()).unwrap();
    assert!(opening.is_new && opening.set_aside.is_none() && !opening.projection_is_stale);
    note(&database, "who", "ann").unwrap();
    drop(database);
    let (database, opening) = Database::open(folder.path(), &key()).unwrap();
    assert!(!opening.is_new && !opening.projection_is_stale);
    assert_eq!(read(&database, "who").as_deref(), Some("ann"));
}

#[test]
fn a_failed_transaction_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (database, _) = Database::open(folder.path(), &key()).unwrap();
    let failed: Result<(), _> = database.write(|tx| {
        tx.execute("INSERT INTO meta (key, value) VALUES ('half', 1)", [])?;
        Err(StoreError::StorageFull)
    });
    assert!(failed.is_err());
    assert_eq!(read(&database, "half"), None);
}

#[test]
fn a_reader_sees_one_moment_and_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let (database, _) = Database::open(folder.path(), &key()).unwrap();
    let counts = database
        .read(|connection| {
            let count = || {
                connection.query_row("SELECT count(*) FROM meta", [], |row| row.get::<_, i64>(0))
            };
            let before = count()?;
            note(&database, "meanwhile", "x")?;
            Ok((before, count()?))
        })
        .unwrap();
    assert_eq!(counts.0, counts.1);
    let written = database.read(|connection| Ok(connection.execute("DELETE FROM meta", [])?));
    assert!(written.is_err());
    assert_eq!(read(&database, "meanwhile").as_deref(), Some("x"));
}

#[test]
fn a_second_opening_is_told_so_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (database, _) = Database::open(folder.path(), &key()).unwrap();
    assert!(matches!(Database::open(folder.path(), &key()), Err(StoreError::AlreadyOpen)));
    note(&database, "still", "here").unwrap();
    drop(database);
    assert!(Database::open(folder.path(), &key()).is_ok());
}

#[test]
fn a_store_that_is_let_go_in_this_moment_opens() {
    let folder = tempfile::tempdir().unwrap();
    let first = Database::open(folder.path(), &key()).unwrap();
    let lets_go = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(20));
        drop(first);
    });
    assert!(Database::open(folder.path(), &key()).is_ok());
    lets_go.join().unwrap();
}

#[test]
fn a_wrong_key_moves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    drop(Database::open(folder.path(), &key()).unwrap());
    let before = names(folder.path());
    let wrong = Database::open(folder.path(), &StoreKey::from_bytes([9; 32]));
    assert!(matches!(wrong, Err(StoreError::WrongKey)));
    assert_eq!(names(folder.path()), before);
    assert!(Database::open(folder.path(), &key()).is_ok());
}

#[cfg(feature = "sqlcipher")]
#[test]
fn a_wrong_key_moves_nothing_even_when_the_note_about_it_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    drop(Database::open(folder.path(), &key()).unwrap());
    fs::remove_file(folder.path().join("store.key-check")).unwrap();
    let wrong = Database::open(folder.path(), &StoreKey::from_bytes([9; 32]));
    assert!(matches!(wrong, Err(StoreError::WrongKey)));
    assert!(Database::open(folder.path(), &key()).is_ok());
}

#[test]
fn a_store_whose_key_is_lost_is_put_aside_and_work_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (database, _) = Database::open(folder.path(), &key()).unwrap();
    note(&database, "unsent", "work").unwrap();
    drop(database);
    let fresh = StoreKey::from_bytes([9; 32]);
    let (database, opening) = Database::abandon_and_open(folder.path(), &fresh).unwrap();
    let aside = opening.set_aside.unwrap().database;
    assert!(opening.is_new && aside.exists());
    note(&database, "new", "work").unwrap();
    drop(database);
    assert!(Database::open(folder.path(), &fresh).is_ok());

    let elsewhere = tempfile::tempdir().unwrap();
    fs::copy(aside, elsewhere.path().join("store.db")).unwrap();
    let (old, _) = Database::open(elsewhere.path(), &key()).unwrap();
    assert_eq!(read(&old, "unsent").as_deref(), Some("work"));
}

#[test]
fn a_damaged_database_is_put_aside_with_its_log_and_never_deleted() {
    let folder = tempfile::tempdir().unwrap();
    for round in 1..=2 {
        drop(Database::open(folder.path(), &key()).unwrap());
        let file = folder.path().join("store.db");
        let mut bytes = fs::read(&file).unwrap();
        bytes[100..3_000].fill(0x5a);
        fs::write(&file, &bytes).unwrap();
        fs::write(folder.path().join("store.db-wal"), b"a log").unwrap();

        let (database, opening) = Database::open(folder.path(), &key()).unwrap();
        let aside = opening.set_aside.unwrap().database;
        assert!(opening.is_new);
        assert!(aside.ends_with(format!("store.db.set-aside-{round}")));
        assert_eq!(fs::read(&aside).unwrap(), bytes);
        note(&database, "after", "damage").unwrap();
    }
}

#[test]
fn a_log_whose_database_was_moved_before_a_crash_follows_it() {
    let folder = tempfile::tempdir().unwrap();
    drop(Database::open(folder.path(), &key()).unwrap());
    let aside = folder.path().join("store.db.set-aside-1");
    fs::rename(folder.path().join("store.db"), &aside).unwrap();
    fs::write(folder.path().join("store.db-wal"), b"the last transactions").unwrap();
    drop(Database::open(folder.path(), &key()).unwrap());
    let log = fs::read(folder.path().join("store.db.set-aside-1-wal")).unwrap();
    assert_eq!(log, b"the last transactions");
}

// A plain database has no checksums: changed content in the middle cannot be told there.
#[cfg(feature = "sqlcipher")]
#[test]
fn damage_far_from_the_header_is_noticed_in_use_and_met_at_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let (database, _) = Database::open(folder.path(), &key()).unwrap();
    let long = "x".repeat(30_000);
    for n in 0..20 {
        note(&database, &format!("zz {n}"), &long).unwrap();
    }
    drop(database);
    let file = folder.path().join("store.db");
    let mut bytes = fs::read(&file).unwrap();
    // The last page holds the end of a long value: nothing that opening reads.
    let last_page = bytes.len() - 4_096;
    bytes[last_page..].fill(0x5a);
    fs::write(&file, &bytes).unwrap();

    let (database, opening) = Database::open(folder.path(), &key()).unwrap();
    assert_eq!(opening.set_aside, None, "opening reads the first pages only");
    let error = database
        .read(|connection| {
            let mut statement = connection.prepare("SELECT length(value || '.') FROM meta")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                row.get_ref(0)?;
            }
            Ok(())
        })
        .unwrap_err();
    assert!(error.is_damage(), "{error}");
    drop(database);
    let (_, opening) = Database::open(folder.path(), &key()).unwrap();
    assert!(opening.set_aside.unwrap().database.exists());
}

#[test]
fn a_copy_opens_with_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let (database, _) = Database::open(folder.path(), &key()).unwrap();
    note(&database, "who", "ann").unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    database.copy_to(&elsewhere.path().join("store.db")).unwrap();
    let (copied, _) = Database::open(elsewhere.path(), &key()).unwrap();
    assert_eq!(read(&copied, "who").as_deref(), Some("ann"));
}

#[cfg(feature = "sqlcipher")]
#[test]
fn the_file_begins_with_a_plain_header_and_holds_no_salt() {
    let folder = tempfile::tempdir().unwrap();
    drop(Database::open(folder.path(), &key()).unwrap());
    let bytes = fs::read(folder.path().join("store.db")).unwrap();
    assert_eq!(&bytes[..16], b"SQLite format 3\0");
    assert!(!bytes[32..].windows(6).any(|window| window == b"CREATE"));
}

#[test]
fn durability_settings_hold_on_the_writer() {
    let folder = tempfile::tempdir().unwrap();
    let (database, _) = Database::open(folder.path(), &key()).unwrap();
    let settings = database
        .write(|tx| {
            let ask = |name| tx.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            let mode: String = tx.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
            Ok((mode, ask("synchronous")?, ask("fullfsync")?, ask("foreign_keys")?))
        })
        .unwrap();
    assert_eq!(settings, ("wal".to_owned(), 2, 1, 1));
}

#[test]
fn the_reserve_is_held_freed_and_held_again() {
    let folder = tempfile::tempdir().unwrap();
    let reserve = Reserve::of(folder.path());
    assert!(!reserve.is_held());
    reserve.ensure().unwrap();
    assert!(reserve.is_held());
    assert!(reserve.release().unwrap());
    assert!(!reserve.is_held() && !reserve.release().unwrap());
    fs::write(folder.path().join("reserve"), b"too short").unwrap();
    assert!(!reserve.is_held());
    reserve.ensure().unwrap();
    assert!(reserve.is_held());
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_first_stores_of_a_process_open_at_once() {
    const ALONE: &str = "COUNTERFOIL_FIRST_OPENING";
    if env::var_os(ALONE).is_none() {
        for _ in 0..20 {
            let mut again = Command::new(env::current_exe().unwrap());
            again.args(["the_first_stores_of_a_process_open_at_once", "--exact"]).env(ALONE, "1");
            let run = again.output().unwrap();
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
        }
        return;
    }
    let start = Barrier::new(32);
    thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| {
                let folder = tempfile::tempdir().unwrap();
                start.wait();
                Database::open(folder.path(), &key()).unwrap();
            });
        }
    });
}
