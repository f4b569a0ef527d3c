//! A disk that is really full: a small file system of its own, filled to the brim and freed again.

use std::path::PathBuf;
use std::process::Command;

use counterfoil_store::StoreError;

use crate::dice::Dice;
use crate::power::Script as _;
use crate::scripts::{ROUND_ACTS, StoreDay};

/// A small file system in memory. Its mount ends with it.
#[derive(Debug)]
pub struct SmallDisk {
    home: tempfile::TempDir,
}

impl SmallDisk {
    /// Mounts one; `None` where this user may not.
    ///
    /// # Panics
    /// When there is no room for a folder.
    #[must_use]
    pub fn of(size_bytes: u64) -> Option<Self> {
        let home = tempfile::tempdir().expect("a folder");
        let size = format!("size={size_bytes}");
        let mount = ["-t", "tmpfs", "-o", &size, "counterfoil-prove"];
        let mounted = Command::new("mount").args(mount).arg(home.path()).status();
        mounted.is_ok_and(|status| status.success()).then(|| Self { home })
    }

    fn filler(&self) -> PathBuf {
        self.home.path().join("filler")
    }

    /// Takes all room but that many bytes.
    fn fills_up_to(&self, left_bytes: usize) {
        use std::io::Write as _;
        let mut file = std::fs::File::create(self.filler()).expect("a file");
        let mut taken = 0_u64;
        while file.write_all(&[0x5a; 4_096]).is_ok() {
            taken += 4_096;
        }
        file.set_len(taken.saturating_sub(left_bytes as u64)).expect("shorter");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.home.path()).status();
    }
}

/// Room that is left when the disk is filled, at most, in bytes.
const LEFT_BYTES_MAX: usize = 200_000;

/// What was found.
#[derive(Debug, Default)]
pub struct Tally {
    /// Times the disk was filled.
    pub times: usize,
    /// Acts acknowledged on the full disk: the reserve let them end.
    pub finished: usize,
    /// Acts refused with a full disk as the reason.
    pub refused: usize,
}

/// A day on a small disk, as far as it has come.
struct Filling {
    day: StoreDay,
    number: usize,
    folder: PathBuf,
}

impl Filling {
    fn next(&mut self) -> Result<(), StoreError> {
        self.day.act(self.number, &self.folder)?;
        self.number += 1;
        Ok(())
    }

    fn state(&self) -> Option<String> {
        self.day.is_on().then(|| self.day.state().expect("whole"))
    }

    /// Goes on until the disk is full; what stood before the act that was refused.
    fn until_refused(&mut self, tally: &mut Tally) -> Option<String> {
        loop {
            let before = self.state();
            match self.next() {
                Ok(()) => tally.finished += 1,
                Err(StoreError::StorageFull) => return before,
                Err(other) => panic!("act {}, not the full disk: {other}", self.number),
            }
        }
    }
}

/// Fills the disk again and again in the middle of a day.
///
/// # Panics
/// When a refusal has another reason, when something acknowledged is missing, or when the phone does not go on once
/// there is room again.
#[must_use]
pub fn fill(disk: &SmallDisk, times: usize, seed: u64) -> Tally {
    let folder = disk.home.path().join("store");
    // A day that does not end before the disk is full.
    let day = StoreDay::new(usize::MAX / ROUND_ACTS);
    let mut filling = Filling { day, number: 0, folder };
    let mut dice = Dice::new(seed);
    let mut tally = Tally::default();
    for _ in 0..times {
        for _ in 0..1 + dice.below(ROUND_ACTS) {
            filling.next().expect("there is room");
        }
        disk.fills_up_to(dice.below(LEFT_BYTES_MAX));
        let before = filling.until_refused(&mut tally);
        // An erasure that stands is not over before its bytes are overwritten and no second copy is left: it is done again.
        let may_stand = StoreDay::erases(filling.number);
        let refused = filling.state();
        assert!(may_stand || refused.is_none() || refused == before, "refused, and yet there");
        let before = if may_stand { refused } else { before };
        tally.refused += 1;
        tally.times += 1;
        std::fs::remove_file(disk.filler()).expect("room again");
        filling.day.ends();
        filling.day.switch_on(&filling.folder).expect("opened again");
        assert!(before.is_none() || filling.state() == before, "acknowledged, and not there");
    }
    tally
}
