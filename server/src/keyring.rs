//! The hub's keys: what the tenant's root certifies, where it stands, and what never stands here.
//!
//! Signing keys and the upload identity stand in a *key file* apart from the database (`file`). The private
//! halves of the root and of the rescue key are handed out once, when the keys are made, for a person to take
//! away; the hub keeps their public halves alone. Storage keys of subjects stand beside the key file
//! (`subjects`), so that dropping one erases what was wrapped under it.

mod file;
mod making;
mod subjects;

use age::x25519;
use counterfoil_domain::ids::{DeviceId, TenantId};
use counterfoil_domain::keys::{PublicKey, SoftwareKey};
use counterfoil_domain::receipt::{KeyCertificate, KeyRole};
use counterfoil_sync::enrolment::HubKeys;

pub use file::KeyFileError;
pub use making::{FirstKeys, random};
pub use subjects::SubjectKeys;

/// The hub's keys, in memory.
#[derive(Clone)]
pub struct Keyring {
    /// The tenant.
    pub tenant: TenantId,
    /// The tenant's name, for people.
    pub tenant_name: String,
    /// The tenant's root key, public half.
    pub root: PublicKey,
    /// What the root certifies.
    pub certificates: Vec<KeyCertificate>,
    /// Signs checkpoints of the log.
    pub log: SoftwareKey,
    /// Signs answers, certificates and tokens.
    pub answer: SoftwareKey,
    /// Signs the office's seals.
    pub office: SoftwareKey,
    /// The office's session key; its device id is a hash of it.
    pub office_session: SoftwareKey,
    /// Signs wipe orders.
    pub wipe: SoftwareKey,
    /// Opens what phones upload.
    pub upload: x25519::Identity,
    /// Makes nonces.
    pub nonce_key: [u8; 32],
    /// Opens the office's door.
    pub office_secret: String,
}

impl core::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Keyring({})", self.tenant)
    }
}

impl Keyring {
    /// What a phone needs to check the hub.
    #[must_use]
    pub fn hub_keys(&self) -> HubKeys {
        HubKeys { root: self.root.clone(), certificates: self.certificates.clone() }
    }

    /// The office's store.
    #[must_use]
    pub fn office_device(&self) -> DeviceId {
        counterfoil_domain::hash::device_id(&self.office_session.public().bytes)
    }

    /// The age recipient of a role; empty if the root never certified one.
    #[must_use]
    pub fn recipient(&self, role: KeyRole) -> &str {
        let found = self.certificates.iter().find(|held| held.statement.role == role);
        found.and_then(|held| held.statement.recipient.as_deref()).unwrap_or_default()
    }
}
