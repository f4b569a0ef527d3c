//! Typed commands: a refusal says what is missing, and nothing was written.

use super::Orders;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::captures::TransitionStep;
use crate::values::facts::CustodyStep;
use crate::values::fields::{FieldSet, FoundOrder, NoteEdit, Settle};
use crate::values::sheet::shown_before;
use crate::values::words::{Done, Founded, Key};

#[uniffi::export]
impl Orders {
    /// A step of the workflow, with what is captured in the same act. `shown` is `OrderSheet.shown` of what the
    /// person was looking at. Durable when it returns: some ms, and the device's time for one `fsync`.
    ///
    /// # Errors
    /// `NotAllowed` says what is missing; `NotFound`, `StorageFull`, `SignInAgain` before the first enrolment.
    #[uniffi::method(default(shown = None))]
    pub fn transition(
        &self,
        id: String,
        step: TransitionStep,
        shown: Option<String>,
    ) -> Result<Done, CounterfoilError> {
        call(|| {
            let shown = shown_before(shown)?;
            Ok(self.desk.transition(id.asked()?, step.asked()?, shown.as_ref())?.shown())
        })
    }

    /// Sets fields. `shown` as with `transition`: what changed meanwhile is not overwritten unseen, both values
    /// stand beside each other.
    ///
    /// # Errors
    /// As `transition`.
    #[uniffi::method(default(shown = None))]
    pub fn set_fields(
        &self,
        id: String,
        sets: Vec<FieldSet>,
        shown: Option<String>,
    ) -> Result<Done, CounterfoilError> {
        call(|| {
            let shown = shown_before(shown)?;
            Ok(self.desk.set_fields(id.asked()?, sets.asked()?, shown.as_ref())?.shown())
        })
    }

    /// Edits a shared note at the place that the person saw.
    ///
    /// # Errors
    /// As `transition`; `NotAllowed` with code `stale` if that sheet is too old.
    #[uniffi::method(default(shown = None))]
    pub fn edit_note(
        &self,
        id: String,
        edit: NoteEdit,
        shown: Option<String>,
    ) -> Result<Done, CounterfoilError> {
        call(|| {
            let shown = shown_before(shown)?;
            Ok(self.desk.edit_note(id.asked()?, edit.asked()?, shown.as_ref())?.shown())
        })
    }

    /// Picks one of the values that stand beside each other.
    ///
    /// # Errors
    /// As `transition`.
    pub fn settle(&self, id: String, settle: Settle) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.settle(id.asked()?, settle.asked()?)?.shown()))
    }

    /// Takes a fact back: it stays visible, struck through.
    ///
    /// # Errors
    /// As `transition`.
    pub fn withdraw(
        &self,
        id: String,
        fact: String,
        reason: String,
    ) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.withdraw(id.asked()?, fact.asked()?, &reason)?.shown()))
    }

    /// Says that evidence belongs to another order.
    ///
    /// # Errors
    /// As `transition`.
    pub fn move_evidence(
        &self,
        id: String,
        evidence: String,
        to: String,
        reason: String,
    ) -> Result<Done, CounterfoilError> {
        call(|| {
            let (id, evidence, to) = (id.asked()?, evidence.asked()?, to.asked()?);
            Ok(self.desk.move_evidence(id, evidence, to, &reason)?.shown())
        })
    }

    /// A step of custody: taken, given, received, returned, shelved.
    ///
    /// # Errors
    /// As `transition`.
    pub fn custody(&self, id: String, step: CustodyStep) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.custody(id.asked()?, step.asked()?)?.shown()))
    }

    /// Takes custody and assigns the author, where policy allows that.
    ///
    /// # Errors
    /// As `transition`.
    pub fn take_and_assign(&self, id: String, step: CustodyStep) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.take_and_assign(id.asked()?, step.asked()?)?.shown()))
    }

    /// Founds an order of this phone: a parcel that is not known here.
    ///
    /// # Errors
    /// As `transition`.
    pub fn found(&self, order: FoundOrder) -> Result<Founded, CounterfoilError> {
        call(|| {
            let (id, done) = self.desk.found(order.asked()?)?;
            Ok(Founded { id: id.shown(), done: done.shown() })
        })
    }

    /// Founds an order that is a part of another (子单), which this person has to see: the mainboard that the outlet
    /// mends while the repair at home waits.
    ///
    /// # Errors
    /// As `transition`; `NotFound` where the other order is not here.
    pub fn found_part(
        &self,
        parent: String,
        order: FoundOrder,
    ) -> Result<Founded, CounterfoilError> {
        call(|| {
            let (id, done) = self.desk.found_part(parent.asked()?, order.asked()?)?;
            Ok(Founded { id: id.shown(), done: done.shown() })
        })
    }

    /// A further key of a subject: the second piece of a parcel, the serial found on the plate.
    ///
    /// # Errors
    /// As `transition`.
    pub fn add_key(&self, id: String, key: Key) -> Result<Done, CounterfoilError> {
        let key = Key::new(&key.scheme, &key.value);
        call(|| Ok(self.desk.add_key(id.asked()?, key)?.shown()))
    }
}
