//! Enrolment by a ticket that the host's own backend signs.

use counterfoil_client::account as core;

use super::Account;
use crate::calling::{call, spawned};
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::account::AccountStatus;

/// Which hub, and how it is known: part of the app's own configuration. Whoever could change the fingerprint there
/// could put another hub in the place of the right one.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HubPin {
    /// Where the hub is, such as `https://hub.example`.
    pub hub_url: String,
    /// Fingerprint of the tenant's root key: 64 hex digits, as the office's `GET /v1/office/ticket-keys` shows them.
    pub root_fingerprint: String,
}

impl Asked<core::HubPin> for HubPin {
    fn asked(self) -> Result<core::HubPin, CounterfoilError> {
        Ok(core::HubPin::from_text(&self.hub_url, &self.root_fingerprint)?)
    }
}

#[uniffi::export]
impl Account {
    /// Enrols this store with a ticket that the host's own backend has signed for the person who is signed in
    /// there. May be repeated with the same ticket while it is good, when the answer was lost. Dropping its future
    /// does not undo it: it goes on to its end.
    ///
    /// # Errors
    /// `NotAllowed` with the code `hub_pin` for a configuration that cannot be right, `ticket_refused` or `ticket_used` (ask the backend for another),
    /// `worker_unknown`, `ticket_not_for_them` (ask the office), `hub_keys`; `Offline`.
    pub async fn enrol_with_ticket(
        &self,
        hub: HubPin,
        ticket: String,
    ) -> Result<AccountStatus, CounterfoilError> {
        let (desk, hub) = (self.desk.clone(), hub.asked()?);
        spawned(async move { Ok(desk.enrol_with_ticket(&hub, &ticket).await?.shown()) }).await
    }

    /// Names this store's session key (RFC 7638). A backend that puts it into a ticket (`cnf.jkt`) makes the ticket
    /// worthless to any other store. Memory alone.
    ///
    /// # Errors
    /// `Internal` alone.
    pub fn key_thumbprint(&self) -> Result<String, CounterfoilError> {
        call(|| Ok(self.desk.key_thumbprint()))
    }
}
