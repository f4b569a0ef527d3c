//! Fault codes of an order's machine, from the tables that lie among its manuals; without network.

use counterfoil_domain::faults::{FAULTS_MEDIA_TYPE, FaultCode, FaultTable};
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::limits::MANUAL_BYTES_MAX;
use counterfoil_domain::playbook::words::Words;

use super::list::listed;
use crate::error::{CauseError, ClientError};
use crate::orders::Orders;

/// A code with the table that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultFound {
    /// The code, what it means and what to do.
    pub fault: FaultCode,
    /// For what machines, by the table.
    pub machines: Words,
    /// The table, as [`super::ManualHeld::hash`].
    pub table: Hash,
    /// The table's version.
    pub version: u32,
    /// The table was good until a time that has surely passed.
    pub is_over: bool,
}

impl Orders {
    /// All fault codes of an order's machine that are on this phone, in the order of their tables. What is over says
    /// so: an old word is better than none in a basement.
    ///
    /// # Errors
    /// [`ClientError::NotFound`], [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn fault_codes(&self, order: SubjectId) -> Result<Vec<FaultFound>, ClientError> {
        let core = self.core();
        let now = core.read(|connection| core.moment(connection))?.claimed();
        let store = core.store()?;
        let manuals = listed(core)?.manuals().into_iter();
        let tables = manuals.filter(|one| {
            one.media_type == FAULTS_MEDIA_TYPE && one.is_here() && one.orders.contains(&order)
        });
        let mut found = Vec::new();
        for held in tables {
            let bytes = store.manuals().read(held.hash, MANUAL_BYTES_MAX);
            let bytes = bytes.map_err(CauseError::Store)?;
            // The hub has read it before it was published; one of a newer program is left out.
            let Ok(table) = FaultTable::parse(&bytes) else { continue };
            let is_over = table.is_over(now.earliest_ms);
            found.extend(table.codes.into_iter().map(|fault| FaultFound {
                fault,
                machines: table.name.clone(),
                table: held.hash,
                version: held.version,
                is_over,
            }));
        }
        Ok(found)
    }

    /// What a code means on an order's machine, however it is spelled: `e-4` is `E4`.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] if no table on this phone has it; as [`Orders::fault_codes`].
    pub fn fault_code(&self, order: SubjectId, code: &str) -> Result<FaultFound, ClientError> {
        let spelling = counterfoil_domain::subject::normalise_key;
        let code = spelling(code);
        let mut all = self.fault_codes(order)?.into_iter();
        all.find(|one| spelling(&one.fault.code) == code)
            .ok_or(ClientError::NotFound { what: "fault code" })
    }
}
