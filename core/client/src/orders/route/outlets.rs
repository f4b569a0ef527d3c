//! The outlets of a pack that came with the manuals: where somebody can go, without network.

use counterfoil_domain::map::{OUTLETS_MEDIA_TYPE, Outlet, Outlets};

use crate::account::Account;
use crate::error::{CauseError, ClientError};

impl Account {
    /// The outlets of all packs that are here, ready to be asked for the nearest ones. Reading 20,000 costs some ten
    /// milliseconds: keep what this gives.
    ///
    /// A pack that is none is passed over: it takes the others from nobody. The hub refuses such a one at its upload.
    ///
    /// # Errors
    /// [`ClientError::Closed`]; [`ClientError::Damaged`] for more outlets than can be kept together.
    pub fn outlets(&self) -> Result<Outlets, ClientError> {
        let mut all: Vec<Outlet> = Vec::new();
        let packs = self.manuals()?.into_iter();
        for pack in packs.filter(|one| one.media_type == OUTLETS_MEDIA_TYPE && one.is_here()) {
            let read = serde_json::from_slice::<Vec<Outlet>>(&self.read_manual(pack.hash)?);
            all.extend(read.unwrap_or_default());
        }
        Outlets::new(all).map_err(|_| ClientError::from(damaged()))
    }
}

fn damaged() -> CauseError {
    CauseError::Store(counterfoil_store::StoreError::Damaged { what: "outlets" })
}
