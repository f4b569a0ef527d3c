//! Last contact: when each store asked, and how much of the log it was answered from.
//!
//! An exchange only notes it in memory; it is written down when somebody reads it, or when enough has come
//! together. A hub that is killed in between forgets some minutes of contacts, and no work.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use counterfoil_domain::ids::{DeviceId, PersonId};

use crate::problem::Answer;
use crate::server::Server;
use crate::storage::office::ContactRow;

/// Contacts in memory after which they are written down.
const NOTED_MAX: usize = 256;
/// For how long contacts are kept, ms: longer than any urge waits.
const KEPT_MS: u64 = 8 * 24 * 3_600_000;

/// Contacts that are not written down yet: first and last time by store and size.
#[derive(Debug, Default)]
pub(crate) struct Contacts(Mutex<BTreeMap<(DeviceId, u64), (u64, u64)>>);

impl Contacts {
    /// Notes a contact; `true` when it is time to write them down.
    fn note(&self, device: DeviceId, size: u64, now_ms: u64) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.entry((device, size)).or_insert((now_ms, now_ms)).1 = now_ms;
        noted.len() >= NOTED_MAX
    }

    fn take(&self) -> Vec<ContactRow> {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = std::mem::take(&mut *noted).into_iter();
        let row =
            |((device, size), (first_ms, last_ms))| ContactRow { device, size, first_ms, last_ms };
        taken.map(row).collect()
    }
}

/// When stores were heard of, read once for one answer.
#[derive(Debug, Clone, Default)]
pub(super) struct HeardOf(Vec<ContactRow>);

impl HeardOf {
    /// When a store was last heard of, ms since 1970.
    pub(super) fn last_ms(&self, device: DeviceId) -> Option<u64> {
        self.of(device).map(|row| row.last_ms).max()
    }

    /// When a store was first answered from a log that held the entry at `index`.
    pub(super) fn handed_ms(&self, device: DeviceId, index: u64) -> Option<u64> {
        self.of(device).filter(|row| row.size > index).map(|row| row.first_ms).min()
    }

    fn of(&self, device: DeviceId) -> impl Iterator<Item = &ContactRow> {
        self.0.iter().filter(move |row| row.device == device)
    }
}

impl Server {
    /// Notes that a store asked; `size` is that of the log it was answered from, 0 if it only pushed.
    pub(crate) async fn note_contact(&self, device: DeviceId, size: u64) -> Answer<()> {
        let full = self.desk.contacts.note(device, size, self.now_ms());
        if full { self.write_contacts().await } else { Ok(()) }
    }

    /// When stores were heard of.
    pub(super) async fn heard_of(&self) -> Answer<HeardOf> {
        self.write_contacts().await?;
        Ok(HeardOf(self.storage.contacts(self.tenant()).await?))
    }

    /// The stores of a person, and when the person was last heard of on any of them.
    pub(super) async fn last_contacts(&self) -> Answer<BTreeMap<PersonId, u64>> {
        let heard = self.heard_of().await?;
        let mut last = BTreeMap::new();
        for row in self.storage.devices(self.tenant()).await? {
            let Some(at) = heard.last_ms(row.device) else { continue };
            let known = last.entry(row.person).or_insert(at);
            *known = at.max(*known);
        }
        Ok(last)
    }

    async fn write_contacts(&self) -> Answer<()> {
        let taken = self.desk.contacts.take();
        if taken.is_empty() {
            return Ok(());
        }
        let oldest = self.now_ms().saturating_sub(KEPT_MS);
        Ok(self.storage.keep_contacts(self.tenant(), taken, oldest).await?)
    }
}
