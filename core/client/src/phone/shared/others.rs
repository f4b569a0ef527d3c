//! Those who are not working now: how their work stands, sending it meanwhile, and taking their store away.
//!
//! Each store is its person's own, with keys, chain and token of their own: while one person works, another's
//! store may be open as well, for as long as it takes to send.

use std::fs;
use std::path::PathBuf;

use counterfoil_store::StoreFolder;

use super::{PEOPLE, SharedDevice};
use crate::account::Enrolled;
use crate::error::{Caused, ClientError, NotAllowed};
use crate::phone::Phone;
use crate::phone::keys::Secrets;
use crate::phone::leaving;
use crate::phone::opening::known_name;
use crate::ports::Ports;
use crate::syncing::{Budget, Report};

/// The folder of stores that were put aside.
const PUT_ASIDE: &str = "put-aside";
/// Stores of one name that were put aside, at most.
const PUT_ASIDE_MAX: u32 = 1_000;

/// A person's store on a shared device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonHere {
    /// The name of the store on this device.
    pub name: String,
    /// Whose it is at the hub; absent before the first enrolment.
    pub enrolled: Option<Enrolled>,
    /// Envelopes that only this device has.
    pub unsent: u64,
    /// Photographs and signatures that only this device has, unfinished captures included.
    pub files_unsent: u64,
}

impl PersonHere {
    /// Whether the hub has everything.
    #[must_use]
    pub fn has_nothing_left(&self) -> bool {
        self.unsent == 0 && self.files_unsent == 0
    }
}

/// What becomes of a store that is taken from the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// Deleted with its keys, if the hub has everything; refused otherwise.
    IfNothingLeft,
    /// Put aside, whole and sealed, with its keys: it is in nobody's list any more, nothing is lost, and
    /// [`SharedDevice::bring_back`] makes it a person's again. The choice of somebody who was told what is unsent.
    PutAside,
}

impl SharedDevice {
    /// How somebody's work stands. Opens the store for a moment.
    ///
    /// # Errors
    /// [`ClientError::AlreadyOpen`] for the person who works now, [`ClientError::NotFound`].
    pub fn about(&self, name: &str, ports: &Ports) -> Result<PersonHere, ClientError> {
        let phone = self.open_held(name, ports)?;
        let about = about(name, &phone);
        phone.close();
        about
    }

    /// Sends what somebody left unsent, while others work. Ends with the budget; what is left goes next time.
    ///
    /// # Errors
    /// As [`SharedDevice::about`], and those of [`crate::Syncing::run`].
    pub async fn send_for(
        &self,
        name: &str,
        ports: &Ports,
        budget: Budget,
    ) -> Result<Report, ClientError> {
        let phone = self.open_held(name, ports)?;
        let report = phone.syncing().run(budget).await;
        phone.close();
        report
    }

    /// Takes somebody's store from the device.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] with the code `unsent` where something is left and
    /// [`Removal::IfNothingLeft`] was asked; as [`SharedDevice::about`].
    pub fn remove(&self, name: &str, ports: &Ports, how: Removal) -> Result<(), ClientError> {
        let home = self.home(name)?;
        match how {
            Removal::PutAside => {
                let folder = self.existing(name)?;
                leaving::wait_for(&folder);
                let lock = StoreFolder::open(&folder)?;
                let target = self.free_place(name)?;
                fs::create_dir_all(self.folder.join(PUT_ASIDE)).map_err(file)?;
                fs::rename(&home, target).map_err(file)?;
                drop(lock);
            }
            Removal::IfNothingLeft => {
                if !self.about(name, ports)?.has_nothing_left() {
                    let (zh, en) =
                        ("还有没上传的记录,先上传", "something is unsent; send it first");
                    return Err(ClientError::NotAllowed {
                        reason: NotAllowed::now("unsent", zh, en),
                    });
                }
                // The lock again, so that nobody opens and writes while the folder goes.
                let store = self.existing(name)?;
                let lock = StoreFolder::open(&store)?;
                forget_keys(&store, ports)?;
                fs::remove_dir_all(&home).map_err(file)?;
                drop(lock);
            }
        }
        Ok(())
    }

    /// Makes the store that was put aside last under this name a person's again.
    ///
    /// # Errors
    /// [`ClientError::NotFound`]; [`ClientError::NotAllowed`] with the code `name_taken` while somebody has it.
    pub fn bring_back(&self, name: &str) -> Result<(), ClientError> {
        let home = self.home(name)?;
        if home.exists() {
            let (zh, en) = ("这个名字已有人用", "somebody has this name");
            return Err(ClientError::NotAllowed { reason: NotAllowed::now("name_taken", zh, en) });
        }
        let places = (1..=PUT_ASIDE_MAX).rev().map(|n| self.place(name, n));
        let place = places.into_iter().find(|place| place.exists());
        let place = place.ok_or(ClientError::NotFound { what: "store" })?;
        fs::create_dir_all(self.folder.join(PEOPLE)).map_err(file)?;
        fs::rename(place, home).map_err(file)
    }

    /// Opens a store that is there; makes none.
    fn open_held(&self, name: &str, ports: &Ports) -> Result<Phone, ClientError> {
        self.existing(name)?;
        Phone::open(self.person(name)?, ports.clone())
    }

    fn existing(&self, name: &str) -> Result<PathBuf, ClientError> {
        let store = self.person(name)?.folder;
        if store.is_dir() { Ok(store) } else { Err(ClientError::NotFound { what: "store" }) }
    }

    fn place(&self, name: &str, number: u32) -> PathBuf {
        self.folder.join(PUT_ASIDE).join(format!("{name}.{number}"))
    }

    fn free_place(&self, name: &str) -> Result<PathBuf, ClientError> {
        let places = (1..=PUT_ASIDE_MAX).map(|n| self.place(name, n));
        places.into_iter().find(|place| !place.exists()).ok_or(ClientError::StorageFull)
    }
}

fn about(name: &str, phone: &Phone) -> Result<PersonHere, ClientError> {
    let status = phone.syncing().status()?;
    Ok(PersonHere {
        name: name.to_owned(),
        enrolled: phone.account().status()?.enrolled,
        unsent: status.on_phone,
        files_unsent: status.blobs_waiting + u64::from(status.drafts),
    })
}

fn forget_keys(store: &std::path::Path, ports: &Ports) -> Result<(), ClientError> {
    let forgotten: Caused<()> = match known_name(store) {
        Some(name) => Secrets::new(ports, &name).forget(),
        None => Ok(()),
    };
    Ok(forgotten?)
}

fn file(error: std::io::Error) -> ClientError {
    counterfoil_store::StoreError::from(error).into()
}
