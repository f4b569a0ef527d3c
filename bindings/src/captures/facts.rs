//! Consents, money, readings, words: one fact each.

use super::Captures;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::facts::{
    Claim, Confirmed, Consent, ContactAttempt, Part, Payment, Reading, Refusal, Unsigned,
};
use crate::values::words::Done;

#[uniffi::export]
impl Captures {
    /// Consent to a way of delivery.
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound`, `StorageFull`.
    pub fn consent(&self, id: String, consent: Consent) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.consent(id.asked()?, consent.asked()?)?.shown()))
    }

    /// The customer refused the goods (拒收).
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound`, `StorageFull`.
    pub fn refusal(&self, id: String, refusal: Refusal) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.refusal(id.asked()?, refusal.asked()?)?.shown()))
    }

    /// Somebody would not or could not sign.
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound`, `StorageFull`.
    pub fn unsigned(&self, id: String, unsigned: Unsigned) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.unsigned(id.asked()?, unsigned.asked()?)?.shown()))
    }

    /// An attempt to reach somebody.
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound`, `StorageFull`.
    pub fn contact_attempt(
        &self,
        id: String,
        attempt: ContactAttempt,
    ) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.contact_attempt(id.asked()?, attempt.asked()?)?.shown()))
    }

    /// Money taken, or given back if negative. With the order and the purpose the slip names one deed, whoever
    /// writes it down.
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound`, `StorageFull`.
    pub fn payment(&self, id: String, payment: Payment) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.payment(id.asked()?, payment.asked()?)?.shown()))
    }

    /// Whether money that was said to be paid has come, by who sees the account.
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound`, `StorageFull`.
    pub fn confirm_payment(
        &self,
        id: String,
        confirmed: Confirmed,
    ) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.confirm_payment(id.asked()?, confirmed.asked()?)?.shown()))
    }

    /// A measured value.
    ///
    /// # Errors
    /// `NotAllowed`, also for another unit than is prescribed; `NotFound`, `StorageFull`.
    pub fn reading(&self, id: String, reading: Reading) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.reading(id.asked()?, reading.asked()?)?.shown()))
    }

    /// Values that were read out of a logger, all or none: at most 10,080.
    ///
    /// # Errors
    /// As `reading`; `NotAllowed` for more.
    pub fn readings(&self, id: String, readings: Vec<Reading>) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.readings(id.asked()?, readings.asked()?)?.shown()))
    }

    /// The file of a data logger, a day of it or more, as text: its first line names the columns (time, temperature or
    /// humidity, sensor). All of it is written, or nothing. Some 100 ms for a day of a value each minute.
    ///
    /// # Errors
    /// `NotAllowed` with the code `logger_file` and a sentence for each line that cannot be read; as `readings`.
    pub fn logger_file(&self, id: String, text: String) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.logger_file(id.asked()?, &text)?.shown()))
    }

    /// A part asked for, received, used or given back.
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound`, `StorageFull`.
    pub fn part(&self, id: String, part: Part) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.part(id.asked()?, part.asked()?)?.shown()))
    }

    /// What somebody says about a matter on which others may say otherwise.
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound`, `StorageFull`.
    pub fn claim(&self, id: String, claim: Claim) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.claim(id.asked()?, claim.asked()?)?.shown()))
    }

    /// A remark.
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound`, `StorageFull`.
    pub fn comment(&self, id: String, text: String) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.comment(id.asked()?, &text)?.shown()))
    }

    /// Answers the urge on an order that waits for an answer, all its taps at once, with a code of
    /// `Playbook.urge_answers` or in words; `minutes`: in how many the worker will be there. It stops or puts off
    /// the warnings that the playbook names.
    ///
    /// # Errors
    /// `NotAllowed` if none waits.
    #[uniffi::method(default(minutes = None))]
    pub fn answer_urges(
        &self,
        id: String,
        answer: String,
        minutes: Option<i64>,
    ) -> Result<Done, CounterfoilError> {
        call(|| {
            let minutes = minutes.asked()?;
            Ok(self.desk.answer_urges(id.asked()?, &answer, minutes)?.shown())
        })
    }

    /// Proposes a value for a path that this person may not set, with facts that show it.
    ///
    /// # Errors
    /// `NotAllowed` for a path that the playbook does not know, or evidence that is not on the order.
    pub fn propose(
        &self,
        id: String,
        path: String,
        value: String,
        evidence: Vec<String>,
    ) -> Result<Done, CounterfoilError> {
        call(|| {
            let evidence: Vec<counterfoil_domain::ids::FactId> = evidence.asked()?;
            Ok(self.desk.propose(id.asked()?, &path, &value, &evidence)?.shown())
        })
    }

    /// The last call on an order that was answered and stands: what a consent by telephone stands on.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn last_answered_call(&self, id: String) -> Result<Option<String>, CounterfoilError> {
        call(|| Ok(self.desk.last_answered_call(id.asked()?)?.shown()))
    }
}
