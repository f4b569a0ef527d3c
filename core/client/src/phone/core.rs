//! What all desks share: the open store, the keys, the playbooks, who this is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use counterfoil_domain::cbor;
use counterfoil_domain::ids::PersonId;
use counterfoil_domain::moment::{Anchor, Moment};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::scan::RecentReads;
use counterfoil_store::{Connection, Store, StoreError, Transaction, progress, signed};
use tokio::sync::watch;

use super::PhoneConfig;
use super::keys::{Enrolment, Keys, Secrets};
use super::leaving::{Gone, OpenStore};
use crate::captures::{LoadAnswer, PartScanned};
use crate::door::Access;
use crate::error::{CauseError, Caused, ClientError};
use crate::ports::Ports;
use crate::topics::Topics;

const ANCHOR: &str = "syncing/anchor";
const ROLES: &str = "account/roles";

/// The shared parts of an open phone.
pub(crate) struct Core {
    pub(crate) config: PhoneConfig,
    pub(crate) ports: Ports,
    pub(crate) keys: Keys,
    pub(crate) store_name: String,
    pub(crate) topics: Topics,
    /// One session with the hub at a time.
    pub(crate) session: tokio::sync::Mutex<()>,
    /// One picture is fetched at a time, beside a session.
    pub(crate) fetching: tokio::sync::Mutex<()>,
    pub(crate) access: Mutex<Access>,
    /// The last read of a loading scan: a scanner that sees a label twice reads it once.
    pub(crate) recent_reads: Mutex<RecentReads<LoadAnswer>>,
    /// The same for the labels of parts, each on its order.
    pub(crate) recent_parts: Mutex<RecentReads<PartScanned>>,
    store: Mutex<Option<Arc<OpenStore>>>,
    gone: Arc<Gone>,
    /// Whether this was closed: ends sessions.
    closed: watch::Sender<bool>,
    enrolment: RwLock<Option<Arc<Enrolment>>>,
    playbooks: Mutex<BTreeMap<u32, Arc<Playbook>>>,
}

impl core::fmt::Debug for Core {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Core")
    }
}

impl Core {
    pub(crate) fn new(
        config: PhoneConfig,
        ports: Ports,
        (store_name, keys): (String, Keys),
        store: Store,
        enrolment: Option<Enrolment>,
    ) -> Self {
        let store = OpenStore::new(store);
        Self {
            config,
            ports,
            keys,
            store_name,
            topics: Topics::default(),
            session: tokio::sync::Mutex::new(()),
            fetching: tokio::sync::Mutex::new(()),
            access: Mutex::default(),
            recent_reads: Mutex::default(),
            recent_parts: Mutex::default(),
            gone: store.gone(),
            closed: watch::Sender::new(false),
            store: Mutex::new(Some(Arc::new(store))),
            enrolment: RwLock::new(enrolment.map(Arc::new)),
            playbooks: Mutex::default(),
        }
    }

    /// Closes, and gives what this held of the store: it may write the disk when it is let go.
    #[must_use]
    pub(crate) fn close(&self) -> Option<Arc<OpenStore>> {
        let held = self.store.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(store) = &held {
            store.begins_to_leave(&self.config.folder);
            tracing::info!("a store was closed");
        }
        self.closed.send_replace(true);
        self.topics.end();
        held
    }

    /// Waits until nobody holds the store any more; `false` if a call still did after the longest wait.
    pub(crate) fn wait_until_gone(&self) -> bool {
        self.gone.wait()
    }

    /// Work that talks to the hub, given up when this is closed.
    pub(crate) async fn until_closed<T>(
        &self,
        work: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, ClientError> {
        let mut closed = self.closed.subscribe();
        tokio::select! {
            biased;
            done = work => done,
            // The sender is in `self`: this never fails.
            _ = closed.wait_for(|closed| *closed) => Err(ClientError::Closed),
        }
    }

    pub(crate) fn store(&self) -> Caused<Arc<OpenStore>> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        store.clone().ok_or(CauseError::Closed)
    }

    pub(crate) fn secrets(&self) -> Secrets<'_> {
        Secrets::new(&self.ports, &self.store_name)
    }

    /// Reads; everything that `work` asks is answered from one moment.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Caused<T>) -> Caused<T> {
        let mut cause = None;
        let read = self.store()?.read(|connection| carried(work(connection), &mut cause));
        read.map_err(|error| cause.unwrap_or(CauseError::Store(error)))
    }

    /// Captures: one transaction, refused beforehand when the disk is full.
    pub(crate) fn capture<T>(
        &self,
        mut work: impl FnMut(&Transaction<'_>) -> Caused<T>,
    ) -> Caused<T> {
        let mut cause = None;
        let written = self.store()?.capture(|tx| carried(work(tx), &mut cause));
        tracing::trace!(committed = written.is_ok(), "a capture");
        written.map_err(|error| cause.unwrap_or(CauseError::Store(error)))
    }

    /// Writes what is not a person's new work; allowed on a full disk as far as the reserve goes.
    pub(crate) fn write<T>(
        &self,
        mut work: impl FnMut(&Transaction<'_>) -> Caused<T>,
    ) -> Caused<T> {
        let mut cause = None;
        let written = self.store()?.write(|tx| carried(work(tx), &mut cause));
        written.map_err(|error| cause.unwrap_or(CauseError::Store(error)))
    }

    /// Who this store is.
    ///
    /// # Errors
    /// [`CauseError::NotEnrolled`] before the first enrolment.
    pub(crate) fn enrolment(&self) -> Caused<Arc<Enrolment>> {
        let held = self.enrolment.read().unwrap_or_else(PoisonError::into_inner);
        held.clone().ok_or(CauseError::NotEnrolled)
    }

    pub(crate) fn set_enrolment(&self, enrolment: Enrolment) {
        let mut held = self.enrolment.write().unwrap_or_else(PoisonError::into_inner);
        *held = Some(Arc::new(enrolment));
    }

    pub(crate) fn person(&self) -> Caused<PersonId> {
        Ok(self.enrolment()?.answer.person)
    }

    /// The person's roles: the hub's last word, or that of enrolment.
    pub(crate) fn roles(&self, connection: &Connection) -> Caused<Vec<String>> {
        match progress::note(connection, ROLES)? {
            Some(bytes) => {
                cbor::decode(&bytes).map_err(|_| StoreError::Damaged { what: "roles" }.into())
            }
            None => Ok(self.enrolment()?.answer.roles.clone()),
        }
    }

    pub(crate) fn set_roles(tx: &Transaction<'_>, roles: &Vec<String>) -> Caused<()> {
        Ok(progress::set_note(tx, ROLES, &cbor::encode(roles))?)
    }

    /// Now, with the last hub time that is known.
    pub(crate) fn moment(&self, connection: &Connection) -> Caused<Moment> {
        let bytes = progress::note(connection, ANCHOR)?;
        let anchor = bytes.and_then(|bytes| cbor::decode::<Anchor>(&bytes).ok());
        Ok(Moment { clocks: self.ports.moments.clocks(), anchor })
    }

    pub(crate) fn set_anchor(tx: &Transaction<'_>, anchor: &Anchor) -> Caused<()> {
        Ok(progress::set_note(tx, ANCHOR, &cbor::encode(anchor))?)
    }

    /// A playbook version; the newest that is here for 0 and for one that is not here or cannot be read.
    pub(crate) fn playbook(&self, connection: &Connection, version: u32) -> Caused<Arc<Playbook>> {
        if let Some(book) = self.stored_playbook(connection, version)? {
            return Ok(book);
        }
        for newest in signed::playbook_versions(connection)?.into_iter().rev() {
            if let Some(book) = self.stored_playbook(connection, newest)? {
                return Ok(book);
            }
        }
        Ok(Arc::new(Playbook::builtin()))
    }

    /// Whether a playbook version is here and this program is too old to read it. What is pinned to it has its
    /// stages locked; what people record on it stays open.
    pub(crate) fn is_too_new(&self, connection: &Connection, version: u32) -> Caused<bool> {
        if self.stored_playbook(connection, version)?.is_some() {
            return Ok(false);
        }
        Ok(signed::playbook(connection, version)?.is_some())
    }

    fn stored_playbook(
        &self,
        connection: &Connection,
        version: u32,
    ) -> Caused<Option<Arc<Playbook>>> {
        let mut held = self.playbooks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(book) = held.get(&version) {
            return Ok(Some(book.clone()));
        }
        let bytes = signed::playbook(connection, version)?;
        let book = bytes.and_then(|bytes| Playbook::parse(&bytes).ok()).map(Arc::new);
        if let Some(book) = &book {
            held.insert(version, book.clone());
        }
        Ok(book)
    }

    /// The wall clock, ms since 1970: for rows of the store alone, never for an order of effect.
    pub(crate) fn wall_ms(&self) -> i64 {
        self.ports.moments.clocks().wall_ms
    }
}

/// Carries a cause of ours past the store, which rolls back on any error of its own kind.
fn carried<T>(result: Caused<T>, cause: &mut Option<CauseError>) -> Result<T, StoreError> {
    result.map_err(|error| match error {
        CauseError::Store(error) => error,
        other => {
            *cause = Some(other);
            StoreError::Conflict { what: "refused by the floor above" }
        }
    })
}
