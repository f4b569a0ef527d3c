//! A shared device: a scanner that goes from hand to hand. Each person has a sealed store of their
//! own in one folder, under one key store; changing hands needs no network.

mod others;

use counterfoil_domain::sorting::SortSmall as _;
use std::path::{Path, PathBuf};

pub use self::others::{PersonHere, Removal};
use super::PhoneConfig;
use crate::error::{ClientError, NotAllowed};

/// The folder of the people's folders.
const PEOPLE: &str = "people";
/// Bytes of a person's name on the device.
const NAME_BYTES_MAX: usize = 64;

/// A device that several people use, one at a time. Changing hands is closing one's phone and opening the other's:
/// no network, well under a second.
#[derive(Debug, Clone)]
pub struct SharedDevice {
    folder: PathBuf,
}

impl SharedDevice {
    /// The device whose stores lie in this folder.
    #[must_use]
    pub fn new(folder: impl AsRef<Path>) -> Self {
        Self { folder: folder.as_ref().to_owned() }
    }

    /// Where the device's key store belongs: one for all, with a key for each store.
    #[must_use]
    pub fn secrets(&self) -> PathBuf {
        self.folder.join("secrets")
    }

    /// The store of one person, to be opened with [`super::Phone::open`]. Close the other's first: what
    /// lies there stays sealed and is sent when that person is back, or meanwhile by [`SharedDevice::send_for`].
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for a name that is no file name: letters, digits, `-` and `_`.
    pub fn person(&self, name: &str) -> Result<PhoneConfig, ClientError> {
        let mut config = PhoneConfig::new(self.home(name)?.join("store"));
        config.unbacked_folder = self.home(name)?.join("unbacked");
        Ok(config)
    }

    fn home(&self, name: &str) -> Result<PathBuf, ClientError> {
        let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || name.len() > NAME_BYTES_MAX || !name.chars().all(plain) {
            let (zh, en) = ("名字只能用文字、数字、- 和 _", "a name has letters, digits, - and _");
            return Err(ClientError::NotAllowed { reason: NotAllowed::now("name", zh, en) });
        }
        Ok(self.folder.join(PEOPLE).join(name))
    }

    /// Who has a store on this device, sorted.
    #[must_use]
    pub fn people(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.join(PEOPLE));
        let names = entries.into_iter().flatten().flatten();
        let mut names: Vec<String> =
            names.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort_small_by(Ord::cmp);
        names
    }
}
