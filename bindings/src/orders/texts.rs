//! What people write and what scanners read, without a network: hints first, an order once a person has looked.

use counterfoil_domain::playbook::words::Lang;

use super::Orders;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::scans::{PickedCode, ScanRead};
use crate::values::texts::{SameMatter, TextRead, TicketDraft};
use crate::values::words::Founded;

#[uniffi::export]
impl Orders {
    /// Reads a text: numbers with their reasons, telephones, places, topics, priority with its rule, and a draft for
    /// `found_from_draft`. `utc_offset_minutes` is how far the person's clock is ahead of UTC, for deadlines: 480 in
    /// China. Nothing is written and nothing is logged. Under 5 ms.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn read_text(
        &self,
        text: String,
        utc_offset_minutes: i64,
    ) -> Result<TextRead, CounterfoilError> {
        call(|| Ok(self.desk.read_text(&text, utc_offset_minutes.asked()?)?.shown()))
    }

    /// Orders on this phone with a number of the draft and of its kind that were founded in the last 72 hours, open ones
    /// first. Ask before `found_from_draft`; it stops nothing. Some ms.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn same_matter(&self, draft: TicketDraft) -> Result<Vec<SameMatter>, CounterfoilError> {
        call(|| Ok(self.desk.same_matter(&draft.asked()?)?.shown()))
    }

    /// Founds the order of a draft, as the person has left it. Who may not set its fields founds it by its keys,
    /// with `words` as a remark in the same act; what they may set is set, what they see is proposed.
    ///
    /// # Errors
    /// `NotAllowed` for a draft without a kind (`no_kind`), and by policy.
    #[uniffi::method(default(in_english = false))]
    pub fn found_from_draft(
        &self,
        draft: TicketDraft,
        words: String,
        in_english: bool,
    ) -> Result<Founded, CounterfoilError> {
        call(|| {
            let lang = if in_english { Lang::En } else { Lang::Zh };
            let (id, done) = self.desk.found_from_draft(&draft.asked()?, &words, lang)?;
            Ok(Founded { id: id.shown(), done: done.shown() })
        })
    }

    /// What a scanned code says: its keys, and as a GS1 code its elements, or why it cannot be read. Under 1 ms.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn read_scan(&self, raw: String) -> Result<ScanRead, CounterfoilError> {
        call(|| Ok(self.desk.read_scan(&raw)?.shown()))
    }

    /// Which of the codes that a scanner saw in one picture counts. Under 1 ms.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn pick_code(&self, codes: Vec<String>) -> Result<PickedCode, CounterfoilError> {
        call(|| {
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            Ok(self.desk.pick_code(&codes)?.shown())
        })
    }
}
