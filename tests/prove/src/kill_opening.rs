//! A process that is killed while it brings an old store up to date.
//!
//! Each life comes upon the same store of the first released schema. After the kill the store is opened once more: what
//! stands then is what stands when nobody is killed.

use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Instant;

use counterfoil_store::vault::Identity;

use crate::dice::Dice;
use crate::phone::Phone;
use crate::power::Script as _;
use crate::scripts::Migrating;

/// Rows to carry over: enough that a kill finds the migration at work.
const ROWS: usize = 2_000;

/// What was found.
#[derive(Debug, Default)]
pub struct Tally {
    /// Kills before anything of the migration stood.
    pub before: usize,
    /// Kills after which the migration stood.
    pub after: usize,
    /// Kills that left a log which the next opening had to bring in.
    pub with_log: usize,
    /// What stood after the next opening was not what it should be.
    pub broken: Vec<String>,
}

/// Opens a store in this process, telling before and after: what the killed process does.
///
/// # Panics
/// When the store cannot be opened.
pub fn open_and_tell(folder: &Path) {
    println!("begins");
    let mut phone = Phone::at(folder.to_owned(), Identity::generate());
    let opening = phone.try_switch_on().expect("opened");
    println!("opened, migrated from {:?}", opening.migrated_from);
}

/// Kills `program` so many times while it opens the old store.
///
/// # Panics
/// When the program does not do its work, or the disk fails.
#[must_use]
pub fn kill_openings(program: &Path, home: &Path, kills: usize, seed: u64) -> Tally {
    let (old, folder) = (home.join("old"), home.join("store"));
    std::fs::create_dir_all(&old).expect("a folder");
    let mut script = Migrating::new(ROWS);
    script.before(&old);

    put_back(&old, &folder);
    let mut life = Life::begins(program, &folder);
    let begun = Instant::now();
    assert!(life.line().is_some_and(|line| line.ends_with("Some(1)")), "a migration");
    let mut takes = begun.elapsed();
    life.ends();
    let expected = script.look(&folder).expect("whole");

    let (mut tally, mut dice) = (Tally::default(), Dice::new(seed));
    for number in 0..kills {
        put_back(&old, &folder);
        let life = Life::begins(program, &folder);
        thread::sleep(takes.mul_f64(1.2 * dice.unit()));
        life.ends();
        tally.with_log += usize::from(has_bytes(&folder.join("store.db-wal")));
        let mut phone = Phone::at(folder.clone(), Identity::generate());
        // Some die before and some after, also when the machine gets other work.
        match phone.try_switch_on() {
            Ok(opening) if opening.migrated_from.is_some() => {
                tally.before += 1;
                takes = takes.mul_f64(1.05);
            }
            Ok(_) => {
                tally.after += 1;
                takes = takes.mul_f64(0.9);
            }
            Err(error) => tally.broken.push(format!("kill {number}: not opened: {error}")),
        }
        drop(phone);
        match script.look(&folder) {
            Ok(state) if state == expected => {}
            Ok(_) => tally.broken.push(format!("kill {number}: something else stands")),
            Err(why) => tally.broken.push(format!("kill {number}: {why}")),
        }
    }
    tally
}

fn has_bytes(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| file.len() > 0)
}

/// The old store, as if nobody had opened it yet.
fn put_back(old: &Path, folder: &PathBuf) {
    let _ = std::fs::remove_dir_all(folder);
    copy(old, folder).expect("copied");
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// One life of the process that opens.
struct Life {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
}

impl Life {
    /// A process that is about to open the store.
    fn begins(program: &Path, folder: &Path) -> Self {
        let mut child =
            Command::new(program).arg(folder).stdout(Stdio::piped()).spawn().expect("the program");
        let out = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut life = Self { child, out };
        assert_eq!(life.line().as_deref(), Some("begins"));
        life
    }

    fn line(&mut self) -> Option<String> {
        self.out.next()?.ok()
    }

    fn ends(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
