//! Fault codes of an order's machine, from the tables that lie among its manuals; without network.

use counterfoil_domain::faults::{FAULTS_MEDIA_TYPE, FaultCode, FaultTable};
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::limits::MANUAL_BYTES_MAX;
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::subject::normalise_key;

use super::ManualHeld;
use super::list::{Listed, listed};
use crate::error::{CauseError, ClientError};
use crate::orders::Orders;
use crate::phone::core::Core;

/// Characters of a model, spelled as a key, below which it stands on any label.
const MODEL_CHARS_MIN: usize = 4;
/// Characters of a label that are looked at: a square code holds no more.
const LABEL_CHARS_MAX: usize = 4 * 1024;

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
        tables(self.core(), |_, held, _| held.orders.contains(&order))
    }

    /// The fault codes of the machine whose label was scanned, whatever the order says of it: those of the tables on this
    /// phone whose model stands on the label. Of several the one whose model is the longest: `KFR-35GW/NhA` before
    /// `KFR-35GW`. Empty where none fits.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn fault_codes_by_label(&self, label: &str) -> Result<Vec<FaultFound>, ClientError> {
        let label: String = label.chars().take(LABEL_CHARS_MAX).collect();
        let label = normalise_key(&label);
        let core = self.core();
        let mut longest = 0;
        tables(core, |all, held, table| {
            longest = longest.max(on_label(&label, all, held, table));
            false
        })?;
        tables(core, |all, held, table| {
            longest > 0 && on_label(&label, all, held, table) == longest
        })
    }

    /// What a code means on an order's machine, however it is spelled: `e-4` is `E4`.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] if no table on this phone has it; as [`Orders::fault_codes`].
    pub fn fault_code(&self, order: SubjectId, code: &str) -> Result<FaultFound, ClientError> {
        let code = normalise_key(code);
        let mut all = self.fault_codes(order)?.into_iter();
        all.find(|one| normalise_key(&one.fault.code) == code)
            .ok_or(ClientError::NotFound { what: "fault code" })
    }
}

/// The codes of the tables on this phone that fit, in the order of the tables.
fn tables(
    core: &Core,
    mut fits: impl FnMut(&Listed, &ManualHeld, &FaultTable) -> bool,
) -> Result<Vec<FaultFound>, ClientError> {
    let now = core.read(|connection| core.moment(connection))?.claimed();
    let store = core.store()?;
    let all = listed(core)?;
    let here = |one: &ManualHeld| one.media_type == FAULTS_MEDIA_TYPE && one.is_here();
    let mut found = Vec::new();
    for held in all.manuals().into_iter().filter(here) {
        let bytes = store.manuals().read(held.hash, MANUAL_BYTES_MAX);
        let bytes = bytes.map_err(CauseError::Store)?;
        // The hub has read it before it was published; one of a newer program is left out.
        let Ok(table) = FaultTable::parse(&bytes) else { continue };
        if !fits(&all, &held, &table) {
            continue;
        }
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

/// How many characters of a model of this table stand on a label; 0 if none does.
fn on_label(label: &str, all: &Listed, held: &ManualHeld, table: &FaultTable) -> usize {
    let named = table.name.zh.split_whitespace().chain(table.name.en.split_whitespace());
    let of_name = named.filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
    let models = all.models(held.hash).chain(of_name).map(normalise_key);
    let lengths = models.filter(|model| label.contains(model.as_str())).map(|model| model.len());
    lengths.filter(|length| *length >= MODEL_CHARS_MIN).max().unwrap_or(0)
}
