//! A phone: the real client on a folder of its own, whose way to the hub and whose clocks are the simulator's.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use counterfoil_client::ports::{FileSecretStore, Ports, SettableMoments};
use counterfoil_client::syncing::{Budget, Report};
use counterfoil_client::{ClientError, Phone, PhoneConfig};
use counterfoil_domain::ids::{DeviceId, PersonId};
use counterfoil_domain::older::{Lacking, lacking};

use super::air::Wire;

/// A worker's phone.
pub struct SimPhone {
    /// Whose it is.
    pub person: PersonId,
    /// Their role.
    pub role: &'static str,
    /// This store's id at the hub.
    pub device: Option<DeviceId>,
    /// Its way to the hub.
    pub wire: Arc<Wire>,
    /// Its clocks.
    pub moments: Arc<SettableMoments>,
    /// How far its wall clock is from the truth, ms.
    pub wall_off_ms: i64,
    /// Whether another phone of the list is the same device, and moves the clocks.
    pub shares_clock: bool,
    /// It was set up from a copy or lives twice: the hub may know more of its chain than it does.
    pub had_another_life: bool,
    /// It fell silent, and wakes up when all troubles stop.
    pub asleep: bool,
    /// Whether a copy of its folder was made, for a restore.
    pub has_copy: bool,
    /// Kinds of facts that its app does not know yet.
    pub lacks: &'static [u16],
    home: PathBuf,
    secrets: PathBuf,
    open: Option<Phone>,
}

impl SimPhone {
    /// A phone in a folder; closed.
    #[must_use]
    pub fn new(
        home: &Path,
        secrets: &Path,
        (person, role): (PersonId, &'static str),
        (wire, moments): (Arc<Wire>, Arc<SettableMoments>),
    ) -> Self {
        Self {
            person,
            role,
            device: None,
            wire,
            moments,
            wall_off_ms: 0,
            shares_clock: false,
            had_another_life: false,
            asleep: false,
            has_copy: false,
            lacks: &[],
            home: home.to_owned(),
            secrets: secrets.to_owned(),
            open: None,
        }
    }

    /// The open phone.
    ///
    /// # Panics
    /// When it is closed.
    #[must_use]
    pub fn phone(&self) -> &Phone {
        self.open.as_ref().expect("the phone is open")
    }

    /// Where photographs are made.
    #[must_use]
    pub fn camera(&self) -> PathBuf {
        self.home.with_extension("camera")
    }

    /// Its store's folder.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.home.join("store")
    }

    /// The folder of the key store.
    #[must_use]
    pub fn secrets(&self) -> &Path {
        &self.secrets
    }

    fn copy(&self) -> PathBuf {
        self.home.with_extension("copy")
    }

    /// Somebody sets the wall clock: so many ms from the truth.
    pub fn sets_clock(&mut self, off_ms: i64) {
        self.moments.set_back(self.wall_off_ms - off_ms);
        self.wall_off_ms = off_ms;
    }

    /// The app is opened.
    ///
    /// # Errors
    /// Those of opening.
    pub fn opens(&mut self) -> Result<(), ClientError> {
        let mut config = PhoneConfig::new(self.store());
        config.unbacked_folder = self.home.join("unbacked");
        let secrets = FileSecretStore::open(&self.secrets)
            .map_err(|why| ClientError::Internal { reason: why.to_string() })?;
        let (transport, moments) = (self.wire.clone(), self.moments.clone());
        let ports = Ports { secrets: Arc::new(secrets), signer: None, transport, moments };
        self.open = Some(lacking(self.lacks, || Phone::open(config, ports))?);
        Ok(())
    }

    /// The app is closed.
    pub fn closes(&mut self) {
        if let Some(phone) = self.open.take() {
            let _held_by_nobody_else = phone.close_and_wait();
        }
    }

    /// The app dies: what is on the disk at this instant is all that there is. The store is copied as it lies, with
    /// its log, and the copy goes on; what the dying one still wrote while it was let go is thrown away.
    ///
    /// # Errors
    /// Those of opening.
    ///
    /// # Panics
    /// When folders cannot be copied.
    pub fn dies(&mut self) -> Result<(), ClientError> {
        let as_it_lay = self.home.with_extension("lay");
        copy_folder(&self.home, &as_it_lay);
        self.closes();
        fs::remove_dir_all(&self.home).expect("the old folder goes");
        fs::rename(&as_it_lay, &self.home).expect("the folder as it lay");
        self.opens()
    }

    /// Makes the copy that a backup of the phone holds: the store, without keys and what backups leave out.
    ///
    /// # Panics
    /// When folders cannot be copied.
    pub fn is_copied(&mut self) {
        let _ = fs::remove_dir_all(self.copy());
        copy_folder(&self.store(), &self.copy());
        self.has_copy = true;
    }

    /// The phone is set up again from its copy.
    ///
    /// # Errors
    /// Those of opening.
    ///
    /// # Panics
    /// When folders cannot be copied.
    pub fn is_restored(&mut self) -> Result<(), ClientError> {
        self.closes();
        fs::remove_dir_all(self.store()).expect("the old store goes");
        fs::remove_dir_all(self.home.join("unbacked")).expect("what no backup holds goes");
        copy_folder(&self.copy(), &self.store());
        self.opens()
    }

    /// The folder is put back as a copy had it, with all marks of its life: a disk that forgets. A control.
    ///
    /// # Errors
    /// Those of opening.
    ///
    /// # Panics
    /// When folders cannot be copied.
    pub fn forgets(&mut self) -> Result<(), ClientError> {
        self.closes();
        fs::remove_dir_all(self.store()).expect("the old store goes");
        copy_folder(&self.copy(), &self.store());
        self.opens()
    }

    /// Copies all of it, keys and all, to another folder.
    ///
    /// # Panics
    /// When folders cannot be copied.
    pub fn is_cloned_to(&self, home: &Path, secrets: &Path) {
        copy_folder(&self.home, home);
        copy_folder(&self.secrets, secrets);
    }

    /// One session, however it ends; `None`: the app died in the middle of it.
    ///
    /// # Errors
    /// Those of a session.
    pub async fn syncs(&mut self) -> Option<Result<Report, ClientError>> {
        let wire = self.wire.clone();
        let syncing = self.phone().syncing();
        let session = async {
            tokio::select! {
                biased;
                report = syncing.run(Budget::default()) => Some(report),
                () = wire.died.notified() => None,
            }
        };
        Lacking::new(self.lacks, session).await
    }
}

/// Copies a folder with everything in it but shared memory, which no disk holds.
///
/// # Panics
/// When it cannot be copied.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else if !entry.file_name().to_string_lossy().ends_with("-shm") {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}
