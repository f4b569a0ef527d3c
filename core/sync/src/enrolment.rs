//! Enrolment as it travels: the QR text, the form that a phone hands in, and the hub's answer with its keys.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use counterfoil_domain::ids::{DeviceId, Hash, PersonId, TenantId};
use counterfoil_domain::keys::PublicKey;
use counterfoil_domain::limits::ENROLMENT_CODE_BYTES_MAX;
use counterfoil_domain::receipt::{KeyCertificate, KeyRole};
use minicbor::{Decode, Encode};

use crate::access::TokenAnswer;

/// What the enrolment QR code says. Text form:
/// `counterfoil://enrol?hub=<base64url of the URL>&root=<fingerprint>&code=<code>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Where the hub is, such as `https://hub.example`.
    pub hub_url: String,
    /// Fingerprint of the tenant's root key.
    pub root_fingerprint: Hash,
    /// The one-time code.
    pub code: String,
}

/// Why a text is not an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is not an enrolment code")]
pub struct InvitationError;

const INVITATION_PREFIX: &str = "counterfoil://enrol?";

impl Invitation {
    /// The text for the QR code.
    #[must_use]
    pub fn to_text(&self) -> String {
        let hub = URL_SAFE_NO_PAD.encode(&self.hub_url);
        format!("{INVITATION_PREFIX}hub={hub}&root={}&code={}", self.root_fingerprint, self.code)
    }

    /// Reads the text of a QR code; unknown parameters are passed over.
    pub fn from_text(text: &str) -> Result<Self, InvitationError> {
        let query = text.trim().strip_prefix(INVITATION_PREFIX).ok_or(InvitationError)?;
        let find = |name: &str| {
            let found = query.split('&').filter_map(|pair| pair.split_once('='));
            found.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let hub = URL_SAFE_NO_PAD.decode(find("hub").ok_or(InvitationError)?);
        let hub_url = String::from_utf8(hub.map_err(|_| InvitationError)?);
        let root = find("root").ok_or(InvitationError)?;
        let code = find("code").ok_or(InvitationError)?;
        if code.is_empty() || code.len() > ENROLMENT_CODE_BYTES_MAX {
            return Err(InvitationError);
        }
        Ok(Self {
            hub_url: hub_url.map_err(|_| InvitationError)?,
            root_fingerprint: root.parse().map_err(|_| InvitationError)?,
            code: code.to_owned(),
        })
    }
}

/// What a phone hands in to be enrolled. The request carries two proofs over these bytes, by the session key
/// and by the seal key, so that nobody enrols a key that is not theirs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolForm {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The one-time code; empty where a ticket stands in its place.
    #[n(1)]
    pub code: String,
    /// Signs proofs and uploads; the device id is a hash of it.
    #[n(2)]
    pub session_key: PublicKey,
    /// Signs seals.
    #[n(3)]
    pub seal_key: PublicKey,
    /// An age X25519 recipient of the store, `age1…`.
    #[n(4)]
    pub recipient: String,
    /// A ticket that the host's own backend has signed, see [`crate::ticket`].
    #[n(5)]
    pub ticket: Option<String>,
}

/// The hub's keys, each certified by the tenant's root.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HubKeys {
    /// The tenant's root key.
    #[n(0)]
    pub root: PublicKey,
    /// One certificate for each role.
    #[n(1)]
    pub certificates: Vec<KeyCertificate>,
}

/// Why a hub's keys are not to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HubKeysError {
    /// The root key is not the one of the invitation.
    #[error("the hub's root key is not the one of the invitation")]
    OtherRoot,
    /// A certificate is of another tenant, or not signed by the root.
    #[error("a certificate of the hub does not stand")]
    Certificate,
    /// A role has no certificate.
    #[error("the hub has no certified key for a role")]
    Missing(KeyRole),
}

impl HubKeys {
    /// Checks every certificate against the fingerprint that came in the invitation.
    pub fn verify(&self, tenant: &TenantId, root_fingerprint: &Hash) -> Result<(), HubKeysError> {
        if self.root.root_fingerprint() != *root_fingerprint {
            return Err(HubKeysError::OtherRoot);
        }
        for certificate in &self.certificates {
            let stands =
                certificate.statement.tenant == *tenant && certificate.verify(&self.root).is_ok();
            if !stands {
                return Err(HubKeysError::Certificate);
            }
        }
        for role in [KeyRole::Log, KeyRole::Answer, KeyRole::Office, KeyRole::Wipe] {
            self.signing_key(role)?;
        }
        self.recipient(KeyRole::Upload)?;
        self.recipient(KeyRole::Rescue)?;
        Ok(())
    }

    /// The signing key of a role.
    pub fn signing_key(&self, role: KeyRole) -> Result<&PublicKey, HubKeysError> {
        let found = self.certificates.iter().find(|held| held.statement.role == role);
        found.and_then(|held| held.statement.key.as_ref()).ok_or(HubKeysError::Missing(role))
    }

    /// The age recipient of a role.
    pub fn recipient(&self, role: KeyRole) -> Result<&str, HubKeysError> {
        let found = self.certificates.iter().find(|held| held.statement.role == role);
        found
            .and_then(|held| held.statement.recipient.as_deref())
            .ok_or(HubKeysError::Missing(role))
    }
}

/// The hub's answer to an enrolment; the same code with the same key gets the same tenant, device and person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolAnswer {
    /// The tenant.
    #[n(0)]
    pub tenant: TenantId,
    /// The tenant's name, for people.
    #[n(1)]
    pub tenant_name: String,
    /// The store.
    #[n(2)]
    pub device: DeviceId,
    /// Whose store it is.
    #[n(3)]
    pub person: PersonId,
    /// The person's name, for the person.
    #[n(4)]
    pub person_name: String,
    /// The person's roles in the playbook.
    #[n(5)]
    pub roles: Vec<String>,
    /// The hub's keys.
    #[n(6)]
    pub keys: HubKeys,
    /// To be signed in the next proof.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
    /// A first access token.
    #[n(8)]
    pub token: TokenAnswer,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_qr_code_is_read_back() {
        let invitation = Invitation {
            hub_url: "https://hub.example:8443/临江?a=b&c".into(),
            root_fingerprint: Hash([7; 32]),
            code: "K7QM-2XPA".into(),
        };
        let text = invitation.to_text();
        assert_eq!(Invitation::from_text(&text), Ok(invitation.clone()));
        assert_eq!(Invitation::from_text(&format!("{text}&pin=x")), Ok(invitation));
        for wrong in ["", "https://hub.example", "counterfoil://enrol?hub=AA&root=00&code=1"] {
            assert_eq!(Invitation::from_text(wrong), Err(InvitationError));
        }
    }
}
