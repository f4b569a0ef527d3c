//! Operations on tickets: the keys that sign them, which of them were used, and staff numbers.

use async_trait::async_trait;
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, TenantId};
use counterfoil_domain::keys::{KeyId, PublicKey};

use super::Stored;
use super::enrolment::PersonRow;

/// A key with which a host's backend signs tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketKeyRow {
    /// Its id: the `kid` of its tickets.
    pub key: KeyId,
    /// The key.
    pub public: PublicKey,
    /// What the office calls it.
    pub name: String,
    /// Roles of whom it may enrol; somebody with any other role needs a code.
    pub roles: Vec<String>,
    /// Whether it may bring workers whom the hub does not know.
    pub may_create: bool,
    /// When it was registered, ms since 1970.
    pub added_at_ms: u64,
    /// When it was revoked, ms since 1970.
    pub revoked_at_ms: Option<u64>,
}

/// A ticket that is being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketUse {
    /// The key that signed it.
    pub key: KeyId,
    /// Hash of its id.
    pub ticket: Hash,
    /// Which store shows it.
    pub device: DeviceId,
    /// Whom it enrols.
    pub person: PersonId,
    /// When it ends, ms since 1970.
    pub expires_ms: u64,
}

/// What became of a ticket that was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketClaim {
    /// It is this store's, now or since an earlier try.
    Taken(PersonId),
    /// Another store has used it.
    OtherDevice,
    /// Its key was revoked meanwhile.
    Revoked,
}

/// Operations on tickets.
#[async_trait]
pub trait TicketStorage: Send + Sync {
    /// Keeps a key. False, and nothing happens, if it was ever kept before.
    async fn add_ticket_key(&self, tenant: TenantId, row: TicketKeyRow) -> Stored<bool>;

    /// Every key that was ever registered, in the order in which they were.
    async fn ticket_keys(&self, tenant: TenantId) -> Stored<Vec<TicketKeyRow>>;

    /// One key.
    async fn ticket_key(&self, tenant: TenantId, key: KeyId) -> Stored<Option<TicketKeyRow>>;

    /// Takes a key away, from now on. False if there is none or it was taken away before.
    async fn revoke_ticket_key(&self, tenant: TenantId, key: KeyId, now_ms: u64) -> Stored<bool>;

    /// Binds a ticket to the first store that shows it, if its key is good, and forgets tickets that ended long
    /// ago.
    async fn claim_ticket(
        &self,
        tenant: TenantId,
        used: TicketUse,
        now_ms: u64,
    ) -> Stored<TicketClaim>;

    /// Whose staff number it is.
    async fn person_of_number(&self, tenant: TenantId, number: String) -> Stored<Option<PersonId>>;

    /// Every staff number with its person.
    async fn staff_numbers(&self, tenant: TenantId) -> Stored<Vec<(String, PersonId)>>;

    /// Gives a person a staff number instead of any other, or none. False, and nothing happens, if it is somebody
    /// else's.
    async fn set_staff_number(
        &self,
        tenant: TenantId,
        person: PersonId,
        number: Option<String>,
    ) -> Stored<bool>;

    /// Enters a person with a staff number; gives whoever has that number already.
    async fn enter_staff(
        &self,
        tenant: TenantId,
        number: String,
        person: PersonRow,
    ) -> Stored<PersonId>;
}
