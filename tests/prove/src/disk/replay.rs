//! Goes through a journal, change by change, and knows at each what is on the disk for certain and what is not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::journal::Change;

/// What may or may not have reached a file when the power goes.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Bytes { at: usize, bytes: Vec<u8> },
    Length(usize),
}

impl Piece {
    pub(super) fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Bytes { at, bytes } => put(file, *at, bytes),
            Self::Length(length) => file.resize(*length, 0),
        }
    }
}

/// Writes bytes into a file, with zeros before them where it was shorter.
pub(super) fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at..end].copy_from_slice(bytes);
}

/// A file, whatever it is called.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    /// What is on the disk for certain.
    pub(super) certain: Vec<u8>,
    /// What was asked for since.
    pub(super) pending: Vec<Piece>,
}

/// A change of names that its folder was not asked to keep yet.
#[derive(Debug, Clone)]
pub(super) enum Naming {
    Is { path: PathBuf, content: usize },
    Gone { path: PathBuf },
}

/// The folder while the changes go by.
#[derive(Debug, Clone, Default)]
pub struct Replay {
    pub(super) contents: Vec<Content>,
    /// Names now.
    names: BTreeMap<PathBuf, usize>,
    /// Names that survive for certain.
    pub(super) certain_names: BTreeMap<PathBuf, usize>,
    /// Changes of names since, in order.
    pub(super) pending_names: Vec<Naming>,
    /// Folders are taken to survive: a store makes them once, before anything is in them.
    pub(super) folders: Vec<PathBuf>,
    /// Acts acknowledged so far.
    acknowledged: usize,
}

impl Replay {
    /// A folder as it stands, all of it on the disk.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let mut replay = Self::default();
        let mut folders = vec![folder.to_owned()];
        while let Some(one) = folders.pop() {
            for entry in std::fs::read_dir(&one).expect("a folder").flatten() {
                let inside = entry.path().strip_prefix(folder).expect("inside").to_owned();
                if inside.to_string_lossy().ends_with("-shm") {
                    continue;
                }
                if entry.path().is_dir() {
                    folders.push(entry.path());
                    replay.folders.push(inside);
                } else {
                    let certain = std::fs::read(entry.path()).expect("a file");
                    let content = replay.add(Content { certain, pending: Vec::new() });
                    replay.names.insert(inside.clone(), content);
                    replay.certain_names.insert(inside, content);
                }
            }
        }
        replay
    }

    /// Acts that were acknowledged so far.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        self.acknowledged
    }

    /// True when the power may go with nothing to lose: every image would be the same.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.pending_names.is_empty()
            && self.names.values().all(|content| self.contents[*content].pending.is_empty())
    }

    /// Takes in one change.
    pub fn goes_on(&mut self, change: &Change) {
        match change {
            Change::Made { path, is_folder: true } => self.folders.push(path.clone()),
            Change::Made { path, is_folder: false } => {
                let content = self.add(Content::default());
                self.is_called(path, content);
            }
            Change::Wrote { path, at, bytes } => {
                let at = usize::try_from(*at).expect("a file of this machine");
                self.pends(path, Piece::Bytes { at, bytes: bytes.clone() });
            }
            Change::SetLength { path, length } => {
                self.pends(path, Piece::Length(usize::try_from(*length).expect("a length")));
            }
            Change::Synced { path } => self.is_certain(path),
            Change::Renamed { from, to } => {
                if let Some(content) = self.names.get(from).copied() {
                    self.is_gone(from);
                    self.is_called(to, content);
                }
            }
            Change::Removed { path } => self.is_gone(path),
            Change::Acknowledged => self.acknowledged += 1,
        }
    }

    fn add(&mut self, content: Content) -> usize {
        self.contents.push(content);
        self.contents.len() - 1
    }

    fn is_called(&mut self, path: &Path, content: usize) {
        self.names.insert(path.to_owned(), content);
        self.pending_names.push(Naming::Is { path: path.to_owned(), content });
    }

    fn is_gone(&mut self, path: &Path) {
        if self.names.remove(path).is_some() {
            self.pending_names.push(Naming::Gone { path: path.to_owned() });
        }
    }

    fn pends(&mut self, path: &Path, piece: Piece) {
        if let Some(content) = self.names.get(path) {
            self.contents[*content].pending.push(piece);
        }
    }

    /// A file's bytes are certain from now on, or a folder's names.
    fn is_certain(&mut self, path: &Path) {
        if let Some(content) = self.names.get(path) {
            let content = &mut self.contents[*content];
            for piece in std::mem::take(&mut content.pending) {
                piece.apply(&mut content.certain);
            }
            return;
        }
        let (of_folder, others) = std::mem::take(&mut self.pending_names)
            .into_iter()
            .partition(|naming| naming.folder() == path);
        self.pending_names = others;
        let of_folder: Vec<Naming> = of_folder;
        of_folder.iter().for_each(|naming| naming.apply(&mut self.certain_names));
    }
}

impl Naming {
    fn folder(&self) -> &Path {
        let (Self::Is { path, .. } | Self::Gone { path }) = self;
        path.parent().unwrap_or(Path::new(""))
    }

    pub(super) fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Is { path, content } => {
                names.insert(path.clone(), *content);
            }
            Self::Gone { path } => {
                names.remove(path);
            }
        }
    }
}
