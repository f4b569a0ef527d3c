//! The hub with its keys, doors and desks: what it is given, what it opens, and what a fresh folder becomes.
//!
//! `crate::hub` is the engine (gate, log, exchange); [`Server`] is that engine in its house.

mod exchanging;
mod opening;
mod state;

pub(crate) use opening::OFFICE_ROLE;
pub use opening::{HubError, HubKeyFiles};
pub use state::{Rooms, Server};

use std::path::{Path, PathBuf};

/// What a hub is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubConfig {
    /// Database, blobs and partial uploads.
    pub dir: PathBuf,
    /// The key file, apart from `dir` and backed up apart.
    pub key_file: PathBuf,
    /// Where finished backups go; `safe` cannot be reached without one, unless [`Self::safe_is_stored`].
    pub backup: Option<PathBuf>,
    /// The tenant's name, used when the folder is fresh.
    pub tenant_name: String,
    /// The URL under which phones reach this hub, as invitations name it.
    pub public_url: String,
    /// A tenant without backups says by hand that `stored` is good enough, and everybody is told.
    pub safe_is_stored: bool,
    /// What runs the gate's worker processes; without one a thread stands in.
    pub gate_worker: Option<WorkerProgram>,
}

/// A program that calls [`crate::gate::serve_changes`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerProgram {
    /// The program's file.
    pub program: PathBuf,
    /// What it is told.
    pub arguments: Vec<String>,
}

impl HubConfig {
    /// A hub in `dir` with its key file beside it, for a trial on one machine.
    #[must_use]
    pub fn beside(dir: &Path, tenant_name: &str) -> Self {
        Self {
            dir: dir.join("hub"),
            key_file: dir.join("keys").join("hub.key"),
            backup: None,
            tenant_name: tenant_name.to_owned(),
            public_url: "http://127.0.0.1:8080".to_owned(),
            safe_is_stored: false,
            gate_worker: None,
        }
    }

    /// The database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.dir.join("hub.sqlite")
    }

    /// The folder with the storage keys of subjects, beside the key file.
    #[must_use]
    pub fn subject_keys(&self) -> PathBuf {
        let mut name = self.key_file.file_name().unwrap_or_default().to_owned();
        name.push(".subjects");
        self.key_file.with_file_name(name)
    }
}
