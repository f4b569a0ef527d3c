//! The playbook versions of one tenant, parsed.

use std::collections::BTreeMap;
use std::sync::Arc;

use counterfoil_domain::playbook::Playbook;

/// Playbook versions by number.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    versions: BTreeMap<u32, Arc<Playbook>>,
}

impl Shelf {
    /// Puts a version on the shelf.
    pub fn put(&mut self, version: u32, playbook: Arc<Playbook>) {
        self.versions.insert(version, playbook);
    }

    /// A published version.
    #[must_use]
    pub fn get(&self, version: u32) -> Option<&Arc<Playbook>> {
        self.versions.get(&version)
    }

    /// The version in force for what is not pinned to one.
    #[must_use]
    pub fn newest(&self) -> Option<(u32, &Arc<Playbook>)> {
        self.versions.last_key_value().map(|(version, playbook)| (*version, playbook))
    }

    /// The version that a subject is pinned to, or the newest for one that is pinned to none.
    #[must_use]
    pub fn pinned(&self, version: u32) -> Option<&Arc<Playbook>> {
        if version == 0 { self.newest().map(|(_, book)| book) } else { self.get(version) }
    }

    /// Names the versions on the shelf; part of what a view depends on.
    #[must_use]
    pub fn newest_version(&self) -> u32 {
        self.newest().map_or(0, |(version, _)| version)
    }
}
