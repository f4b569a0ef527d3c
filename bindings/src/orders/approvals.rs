//! Approvals, by way of the hub and from phone to phone.

use counterfoil_client::account::Pin;

use super::Orders;
use crate::calling::{call, spawned};
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::approvals::{ApprovalRow, AskedApproval, WaitingApproval};
use crate::values::words::Done;

#[uniffi::export]
impl Orders {
    /// The approvals of the steps from here, level by level: who has answered, what is missing, what has lapsed.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn approvals(&self, id: String) -> Result<Vec<ApprovalRow>, CounterfoilError> {
        call(|| Ok(self.desk.approvals(id.asked()?)?.shown()))
    }

    /// Asks the level whose turn it is to approve a step, as the order stands here. The hub tells who may answer.
    ///
    /// # Errors
    /// `NotAllowed` where nothing is to be asked (`nothing_to_ask`), and by policy.
    #[uniffi::method(default(note = None))]
    pub fn request_approval(
        &self,
        id: String,
        transition: String,
        note: Option<String>,
    ) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.request_approval(id.asked()?, &transition, note)?.shown()))
    }

    /// Requests that wait for somebody in this person's role, of all orders that are here. Some ms for each request.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn approvals_waiting(&self) -> Result<Vec<WaitingApproval>, CounterfoilError> {
        call(|| Ok(self.desk.approvals_waiting()?.shown()))
    }

    /// Answers a request that came by way of the hub: yes or no to what this phone shows.
    ///
    /// # Errors
    /// `NotAllowed` if that is not what was asked any more (`changed`), and by policy or role.
    #[uniffi::method(default(note = None))]
    pub fn answer_approval(
        &self,
        id: String,
        transition: String,
        granted: bool,
        note: Option<String>,
    ) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.answer_approval(id.asked()?, &transition, granted, note)?.shown()))
    }

    /// Lets somebody else approve on this order in one's stead, until a time, exclusive, ms since 1970.
    ///
    /// # Errors
    /// `NotAllowed` by policy or role.
    #[uniffi::method(default(note = None))]
    pub fn delegate_approval(
        &self,
        id: String,
        to: String,
        until_ms: i64,
        note: Option<String>,
    ) -> Result<Done, CounterfoilError> {
        call(|| {
            let (id, to, until_ms) = (id.asked()?, to.asked()?, until_ms.asked()?);
            Ok(self.desk.delegate_approval(id, to, until_ms, note)?.shown())
        })
    }

    /// Without signal: the request as a text (`CFQ1:…`) for a QR code that the approver's phone reads. It is written
    /// down as asked.
    ///
    /// # Errors
    /// `NotAllowed` where nothing is to be asked (`nothing_to_ask`), or with the code `too_much` where it does not
    /// fit into a code.
    #[uniffi::method(default(note = None))]
    pub fn approval_code(
        &self,
        id: String,
        transition: String,
        note: Option<String>,
    ) -> Result<String, CounterfoilError> {
        call(|| Ok(self.desk.approval_code(id.asked()?, &transition, note)?))
    }

    /// Reads another phone's request: what to show before anybody answers. Writes nothing.
    ///
    /// # Errors
    /// `NotAllowed` for a text that is none (`unreadable`), of another tenant (`other_tenant`), or one's own (`own`).
    pub fn read_approval_code(&self, code: String) -> Result<AskedApproval, CounterfoilError> {
        call(|| {
            let asked = self.desk.read_approval_code(&code)?;
            Ok(AskedApproval::of(code, &asked))
        })
    }

    /// Says yes or no to what another phone's code asks, and gives the signed answer as a text (`CFA1:…`) for a QR
    /// code. This person's own work says so too: now if the order is here, else once it is. Some 100 ms, for the PIN.
    ///
    /// # Errors
    /// As `read_approval_code`; `WrongPin`; `NotAllowed` with the code `no_pin` where none was chosen
    /// (`Account.set_pin`), and by policy or role.
    pub fn sign_approval(
        &self,
        code: String,
        granted: bool,
        pin: String,
    ) -> Result<String, CounterfoilError> {
        call(|| {
            let pin = Pin::new(pin);
            let asked = self.desk.read_approval_code(&code)?;
            match granted {
                true => Ok(self.desk.grant(&asked, &pin)?),
                false => Ok(self.desk.deny(&asked, &pin)?),
            }
        })
    }

    /// Asks the hub for a value of which this phone has the mask alone (`contact/phone`, `contact/name`,
    /// `address/text`), and says why.
    /// The hub writes who looked, at what and why. To be shown, and kept nowhere. Talks to the hub.
    ///
    /// # Errors
    /// `NotAllowed` with the code `reason` without one, and `may_not_reveal` by policy; `NotFound`, `Offline`.
    pub async fn reveal(
        &self,
        id: String,
        path: String,
        reason: String,
    ) -> Result<String, CounterfoilError> {
        let desk = self.desk.clone();
        spawned(async move { Ok(desk.reveal(id.asked()?, &path, &reason).await?) }).await
    }

    /// Takes the approver's answer from his phone: it travels with this person's work, and the hub checks whose it is.
    ///
    /// # Errors
    /// `NotAllowed` for a text that is none (`unreadable`) or that nobody signed (`forged`), and by policy.
    pub fn take_approval(&self, answer: String) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.take_approval(&answer)?.shown()))
    }
}
