//! Opening a hub's folder, and making one.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use counterfoil_domain::hash::sha256_parts;
use counterfoil_domain::ids::{LineageId, PersonId};
use counterfoil_domain::log::{Enrolled, Granted, Statement};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::bundle::SignedPlaybook;
use counterfoil_domain::receipt::KeyRole;
use tokio::sync::watch;

use super::{HubConfig, Rooms, Server, WorkerProgram};
use crate::blobs::BlobStore;
use crate::blobs::staging::StagingFolder;
use crate::clock::{Clock, SystemClock};
use crate::dropped::DroppedFolder;
use crate::gate::{ChangeWorker, ThreadWorker};
use crate::hub::Hub;
use crate::intake;
use crate::keyring::{KeyFileError, Keyring, SubjectKeys, random};
use crate::metrics::Metrics;
use crate::nonce::Nonces;
use crate::office::OfficeChain;
use crate::private_file;
use crate::storage::enrolment::PersonRow;
use crate::storage::{HubStorage, SqliteStorage, StorageError};

/// The role in which the office writes.
pub(crate) const OFFICE_ROLE: &str = "dispatcher";

/// Why a hub does not open.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The file system's answer.
    #[error("a file of the hub: {0}")]
    File(#[from] std::io::Error),
    /// The key file.
    #[error("{0}")]
    Keys(#[from] KeyFileError),
    /// A database without its key file: new keys would make every phone a stranger.
    #[error("there is a database and no key file at {0}; bring the key file back")]
    KeysMissing(PathBuf),
    /// The database.
    #[error("{0}")]
    Storage(#[from] StorageError),
    /// The object store.
    #[error("the folder of blobs: {0}")]
    Blobs(#[from] object_store::Error),
    /// What was erased cannot be erased in this database.
    #[error("an erasure could not be finished: {0}")]
    Erasing(&'static str),
    /// The operating system gives no random bytes.
    #[error("no randomness: {0}")]
    Random(#[from] getrandom::Error),
}

/// What a person takes away after a fresh folder was made: both files stand beside the key file until then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubKeyFiles {
    /// The root's private half; needed to certify new hub keys.
    pub root: PathBuf,
    /// The rescue identity; opens sealed outboxes of lost phones.
    pub rescue: PathBuf,
}

impl HubKeyFiles {
    /// Where they stand for a configuration.
    #[must_use]
    pub fn of(config: &HubConfig) -> Self {
        Self {
            root: config.key_file.with_file_name("root.key"),
            rescue: config.key_file.with_file_name("rescue.key"),
        }
    }
}

impl Server {
    /// Opens a hub with the machine's clock; a fresh folder becomes a tenant with keys, log, playbook and office.
    pub async fn open(config: HubConfig) -> Result<Self, HubError> {
        Self::open_with_clock(config, Arc::new(SystemClock)).await
    }

    /// Opens a hub whose time is an argument.
    pub async fn open_with_clock(
        config: HubConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, HubError> {
        private_file::make_folder(&config.dir)?;
        let keyring = keyring(&config)?;
        let storage: Arc<dyn HubStorage> = Arc::new(SqliteStorage::open(&config.database())?);
        let office_person = office_person(&keyring);
        let now_ms = clock.now_ms();
        begin(&*storage, &keyring, office_person, now_ms).await?;
        let tip = storage.tip(keyring.tenant).await?;
        let hub = Self::new(Rooms {
            engine: Hub::with_worker(storage.clone(), worker(&config)),
            subject_keys: SubjectKeys::open(&config.subject_keys())?,
            nonces: Nonces::new(keyring.nonce_key),
            staging: Arc::new(StagingFolder::open(&config.dir.join("staging"))?),
            dropped: Arc::new(DroppedFolder::open(&config.dir.join("dropped"))?),
            blobs: BlobStore::open(&config.dir.join("blobs"))?,
            metrics: Metrics::default(),
            office: OfficeChain::new()?,
            desk: crate::office::OfficeDesk::default(),
            office_person,
            news: watch::Sender::new(tip.size),
            uploads: Mutex::new(HashMap::new()),
            erasing: tokio::sync::Mutex::new(()),
            backing_up: tokio::sync::Mutex::new(()),
            config,
            keyring,
            storage,
            clock,
        });
        if let Err(problem) = hub.finish_erasures().await {
            // Nobody reads in a database in which something stands that was erased.
            return Err(HubError::Erasing(problem.code));
        }
        let swept = intake::sweep_leaving(&hub.engine, hub.tenant(), now_ms).await;
        // A hub that cannot do this now can do everything else, and tries again with the next such value.
        swept.unwrap_or_else(|error| tracing::warn!(%error, "corrected values have not left"));
        // What a newer phone wrote waited for a newer hub: this may be it.
        let judged = intake::judge_waiting(&hub.engine, hub.tenant(), now_ms).await;
        judged.map_or_else(|error| tracing::warn!(%error, "what waits is not judged"), drop);
        Ok(hub)
    }
}

/// The gate's worker: processes of the program that is given, or a thread where there is none that can be started.
fn worker(config: &HubConfig) -> Arc<dyn ChangeWorker> {
    let started = config.gate_worker.as_ref().and_then(processes);
    started.unwrap_or_else(|| {
        tracing::warn!(
            "the gate's worker is a thread: a change that eats memory takes the hub with it"
        );
        Arc::new(ThreadWorker::new())
    })
}

#[cfg(unix)]
fn processes(worker: &WorkerProgram) -> Option<Arc<dyn ChangeWorker>> {
    let arguments = worker.arguments.iter().map(Into::into).collect();
    match crate::gate::ProcessWorker::start(worker.program.clone(), arguments) {
        Ok(started) => Some(Arc::new(started)),
        Err(error) => {
            tracing::error!(%error, "the program of the gate's worker cannot be started");
            None
        }
    }
}

#[cfg(not(unix))]
fn processes(_: &WorkerProgram) -> Option<Arc<dyn ChangeWorker>> {
    None
}

fn keyring(config: &HubConfig) -> Result<Keyring, HubError> {
    if config.key_file.exists() {
        return Ok(Keyring::load(&config.key_file)?);
    }
    if config.database().exists() {
        return Err(HubError::KeysMissing(config.key_file.clone()));
    }
    let (made, first) = Keyring::make(&config.tenant_name)?;
    private_file::make_folder_for(&config.key_file)?;
    let files = HubKeyFiles::of(config);
    private_file::write(&files.root, first.root_secret.as_bytes())?;
    private_file::write(&files.rescue, first.rescue_secret.as_bytes())?;
    made.save(&config.key_file)?; // last: a key file means that the others were written
    Ok(made)
}

/// The office's person: a hash, so that a restored hub has the same one.
fn office_person(keyring: &Keyring) -> PersonId {
    let device = keyring.office_device();
    PersonId(sha256_parts(&[b"cf/office-person/1\0", &device.0]).short())
}

/// Whatever of a tenant's beginning is not there yet; every step may have been cut off before.
async fn begin(
    storage: &dyn HubStorage,
    keyring: &Keyring,
    person: PersonId,
    now_ms: u64,
) -> Result<(), HubError> {
    let tenant = keyring.tenant;
    storage.begin_tenant(tenant, LineageId(random()?), now_ms).await?;
    publish_first(storage, keyring, now_ms).await?;
    let device = keyring.office_device();
    if storage.device(tenant, device).await?.is_none() {
        let name = keyring.tenant_name.clone();
        let row = PersonRow { person, name, created_at_ms: now_ms };
        storage.add_person(tenant, row).await?;
        let granted = Granted { person, roles: vec![OFFICE_ROLE.to_owned()] };
        let enrolled = Enrolled {
            device,
            person,
            seal_key: keyring.office.public(),
            session_key: keyring.office_session.public(),
            recipient: keyring.recipient(KeyRole::Upload).to_owned(),
            office: true,
            ticket: None,
        };
        let statements = vec![Statement::Granted(granted), Statement::Enrolled(enrolled)];
        storage.append(tenant, statements, now_ms).await?;
    }
    Ok(())
}

/// The built-in playbook where a tenant has none, or nothing but an earlier built-in one; and signatures for
/// what a hub of the first release published without.
async fn publish_first(
    storage: &dyn HubStorage,
    keyring: &Keyring,
    now_ms: u64,
) -> Result<(), HubError> {
    let tenant = keyring.tenant;
    let tip = storage.tip(tenant).await?;
    let published = storage.playbooks(tenant, 0, tip.size).await?;
    let builtin = Playbook::builtin();
    let mut to_sign: Vec<(Playbook, Vec<u8>)> = Vec::new();
    let mut follows = true;
    for row in published {
        let read = Playbook::parse(&row.bytes).map_err(|_| StorageError::Damaged("a playbook"))?;
        follows = read.id() == builtin.id() && read.version() < builtin.version();
        if row.signed.is_none() {
            to_sign.push((read, row.bytes));
        }
    }
    if follows {
        to_sign.push((builtin, Playbook::builtin_bytes().to_vec()));
    }
    for (playbook, bytes) in to_sign {
        let signed = SignedPlaybook::sign(tenant, &playbook, &bytes, &keyring.office);
        let version = playbook.version();
        storage.publish_playbook(tenant, version, bytes, Some(signed), now_ms).await?;
    }
    Ok(())
}
