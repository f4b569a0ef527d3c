//! The folder as a power cut leaves it, one of the many that it may leave.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::replay::{Naming, Piece, Replay, put};
use crate::dice::Dice;

/// The smallest piece that a disk writes whole, in bytes.
const SECTOR_BYTES: usize = 512;

/// Files from this size on that hold nothing but their size are made without their bytes.
const RESERVE: &str = "reserve";

/// What becomes of that which nobody asked the disk to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// All of it had reached the disk.
    Kept,
    /// None of it had.
    Lost,
    /// Of bytes each sector or not, of names the first few.
    Torn,
    /// As torn, and where a sector of the newest write is missing stands what nobody wrote.
    Garbage,
}

impl Loss {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Kept, Self::Lost, Self::Torn, Self::Garbage];
}

/// A folder's files.
#[derive(Debug)]
pub struct Image {
    folders: Vec<PathBuf>,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Replay {
    /// The folder as the power cut leaves it now.
    #[must_use]
    pub fn cut(&self, loss: Loss, dice: &mut Dice) -> Image {
        let mut names = self.certain_names.clone();
        let kept = match loss {
            Loss::Kept => self.pending_names.len(),
            Loss::Lost => 0,
            Loss::Torn | Loss::Garbage => dice.below(self.pending_names.len() + 1),
        };
        self.pending_names.iter().take(kept).for_each(|naming: &Naming| naming.apply(&mut names));
        let files = names
            .into_iter()
            .map(|(path, content)| {
                let content = &self.contents[content];
                // Of the reserve the size alone is made: its bytes are as good as zeros, which cost nothing.
                let mut bytes = match path.ends_with(RESERVE) {
                    true => vec![0; content.certain.len()],
                    false => content.certain.clone(),
                };
                let newest = content.pending.len().saturating_sub(1);
                for (index, piece) in content.pending.iter().enumerate() {
                    let garbage = loss == Loss::Garbage && index == newest;
                    match loss {
                        Loss::Kept => piece.apply(&mut bytes),
                        Loss::Lost => {}
                        Loss::Torn | Loss::Garbage => tear(piece, &mut bytes, garbage, dice),
                    }
                }
                (path, bytes)
            })
            .collect();
        Image { folders: self.folders.clone(), files }
    }
}

/// Writes some sectors of a piece; where one is missing, garbage if asked for.
fn tear(piece: &Piece, file: &mut Vec<u8>, garbage: bool, dice: &mut Dice) {
    let Piece::Bytes { at, bytes } = piece else {
        if dice.coin() {
            piece.apply(file);
        }
        return;
    };
    let mut from = 0;
    while from < bytes.len() {
        // Sectors lie where the disk has them, not where the write begins.
        let to = (((at + from) / SECTOR_BYTES + 1) * SECTOR_BYTES - at).min(bytes.len());
        if dice.coin() {
            put(file, at + from, &bytes[from..to]);
        } else if garbage {
            put(file, at + from, &dice.bytes(to - from));
        }
        from = to;
    }
}

impl Image {
    /// Makes the folder. What was there is gone.
    ///
    /// # Panics
    /// When the disk of this machine does not take it.
    pub fn write(&self, folder: &Path) {
        let _ = std::fs::remove_dir_all(folder);
        std::fs::create_dir_all(folder).expect("a folder");
        for inside in &self.folders {
            std::fs::create_dir_all(folder.join(inside)).expect("a folder");
        }
        for (path, bytes) in &self.files {
            let mut file = File::create(folder.join(path)).expect("a file");
            if path.ends_with(RESERVE) {
                file.set_len(bytes.len() as u64).expect("a length");
            } else {
                file.write_all(bytes).expect("room");
            }
        }
    }
}
