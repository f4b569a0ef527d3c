//! Parts that arrive.

use super::Captures;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::parts::PartScanned;

#[uniffi::export]
impl Captures {
    /// The label of a part that arrives for an order, scanned or typed. One act keeps the scan and, if the store has sent
    /// such a part for this order and it has not been received, receives one piece of it; otherwise it says why not. The
    /// same label seen again at once is one read. `symbology` as the scanner names it: `code128`, `qr`, `typed`.
    ///
    /// # Errors
    /// `NotAllowed` by policy or for an empty code, `NotFound`.
    pub fn part_scanned(
        &self,
        id: String,
        code: String,
        symbology: String,
    ) -> Result<PartScanned, CounterfoilError> {
        call(|| Ok(self.desk.part_scanned(id.asked()?, &code, &symbology)?.shown()))
    }
}
