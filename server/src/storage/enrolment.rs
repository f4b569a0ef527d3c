//! Operations of enrolment: the people of a tenant and their one-time codes.

use async_trait::async_trait;
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, TenantId};

use super::Stored;

/// A person as the office knows them. The only table that holds a name of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// A random id that says nothing about them.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// When the office entered them, ms since 1970.
    pub created_at_ms: u64,
}

/// A one-time code; the code itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRow {
    /// Hash of the code.
    pub code_hash: Hash,
    /// Whom it enrols.
    pub person: PersonId,
    /// When it ends, ms since 1970.
    pub expires_ms: u64,
}

/// What became of a code that was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It is this device's, now or since an earlier try.
    Taken(PersonId),
    /// Another device has it.
    OtherDevice,
    /// Its time is over.
    Expired,
    /// No such code.
    Unknown,
}

/// Operations of enrolment.
#[async_trait]
pub trait EnrolmentStorage: Send + Sync {
    /// Enters a person.
    async fn add_person(&self, tenant: TenantId, person: PersonRow) -> Stored<()>;

    /// One person.
    async fn person(&self, tenant: TenantId, person: PersonId) -> Stored<Option<PersonRow>>;

    /// Everybody, in the order in which they were entered.
    async fn people(&self, tenant: TenantId) -> Stored<Vec<PersonRow>>;

    /// Keeps a code, and forgets codes that ended before `now_ms`.
    async fn add_code(&self, tenant: TenantId, code: CodeRow, now_ms: u64) -> Stored<()>;

    /// Binds a code to the first device that shows it; the same device may show it again within its time.
    async fn claim_code(
        &self,
        tenant: TenantId,
        code_hash: Hash,
        device: DeviceId,
        now_ms: u64,
    ) -> Stored<Claim>;
}
