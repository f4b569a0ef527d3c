//! The hub's own state: storage, the worker for changes, parsed playbooks, budgets, and who listens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use counterfoil_domain::ids::{DeviceId, SubjectId, TenantId};
use counterfoil_domain::playbook::Playbook;
use tokio::sync::broadcast;

use crate::budget::Budgets;
use crate::gate::{ChangeWorker, Shelf, ThreadWorker};
use crate::storage::{Storage, StorageError, Stored, Tip};

/// Pokes that a slow listener may fall behind by before it has to ask for itself.
const POKES_KEPT: usize = 1_024;

/// "There is something after your cursor": no more than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Poke {
    /// The tenant.
    pub tenant: TenantId,
    /// Entries in its log now.
    pub size: u64,
    /// A subject that changed; absent for changes of the whole tenant.
    pub subject: Option<SubjectId>,
    /// Whether the dispatcher should be told at once.
    pub alarm: bool,
}

/// The playbooks of a tenant, and how many rules it had when they were read.
type ShelfAt = (u64, Arc<Shelf>);

/// The hub's own state; clones share it.
#[derive(Clone)]
pub struct Hub {
    /// What it keeps.
    pub storage: Arc<dyn Storage>,
    pub(crate) worker: Arc<dyn ChangeWorker>,
    pub(crate) budgets: Arc<Budgets>,
    shelves: Arc<Mutex<HashMap<TenantId, ShelfAt>>>,
    /// When a device's cursor last made a new lineage begin, ms since 1970.
    pub(crate) lost: Arc<Mutex<HashMap<(TenantId, DeviceId), u64>>>,
    pokes: broadcast::Sender<Poke>,
}

impl core::fmt::Debug for Hub {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Hub")
    }
}

impl Hub {
    /// A hub over a storage, whose worker for changes is a thread.
    #[must_use]
    pub fn new(storage: Arc<dyn Storage>) -> Self {
        Self::with_worker(storage, Arc::new(ThreadWorker::new()))
    }

    /// A hub with its own worker for changes.
    #[must_use]
    pub fn with_worker(storage: Arc<dyn Storage>, worker: Arc<dyn ChangeWorker>) -> Self {
        let (pokes, _) = broadcast::channel(POKES_KEPT);
        Self {
            storage,
            worker,
            budgets: Arc::default(),
            shelves: Arc::default(),
            lost: Arc::default(),
            pokes,
        }
    }

    /// Listens for pokes.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Poke> {
        self.pokes.subscribe()
    }

    /// Tells everybody who listens.
    pub fn poke(&self, poke: Poke) {
        let _nobody_listens = self.pokes.send(poke);
    }

    /// The playbooks of a tenant, parsed; read again after a rule changed.
    pub async fn shelf(&self, tenant: TenantId, tip: &Tip) -> Stored<Arc<Shelf>> {
        let known = {
            let shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
            shelves.get(&tenant).cloned()
        };
        if let Some((rules, shelf)) = &known
            && *rules == tip.rules
        {
            return Ok(shelf.clone());
        }
        let mut shelf = known.map_or_else(Shelf::default, |(_, shelf)| (*shelf).clone());
        for row in self.storage.playbooks(tenant, 0, tip.size).await? {
            if shelf.get(row.version).is_none() {
                let parsed = Playbook::parse(&row.bytes);
                let parsed = parsed.map_err(|_| StorageError::Damaged("a playbook"))?;
                shelf.put(row.version, Arc::new(parsed));
            }
        }
        let shelf = Arc::new(shelf);
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        shelves.insert(tenant, (tip.rules, shelf.clone()));
        Ok(shelf)
    }
}
