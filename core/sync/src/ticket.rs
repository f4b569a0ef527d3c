//! A ticket: a compact JSON Web Token (RFC 7519) by which a host's own backend, which has its own login, lets a
//! store be enrolled without a code. The backend signs it with a key that the office has registered at the hub.
//!
//! Nothing in a ticket chooses how it is checked: the key is found by its id and the algorithm is that of the
//! key; a ticket that names another one, or none, is refused (RFC 8725).

mod jwk;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use counterfoil_domain::ids::{Hash, TenantId};
use counterfoil_domain::keys::{Algorithm, KeyId, PublicKey, SoftwareKey};
use counterfoil_domain::limits::{
    TICKET_BYTES_MAX, TICKET_CLOCK_LEEWAY_SECONDS, TICKET_ID_BYTES_MAX, TICKET_SECONDS_MAX,
    TICKET_SUBJECT_BYTES_MAX,
};
use serde::{Deserialize, Serialize};

pub use self::jwk::{Jwk, JwkError, thumbprint};

/// `typ` of a ticket's header: no token made for something else is taken for one.
pub const TICKET_TYPE: &str = "cf-enrol+jwt";

/// What a ticket says. Times are whole seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketClaims {
    /// For which tenant of which hub, see [`audience`].
    #[serde(rename = "aud")]
    pub audience: Audience,
    /// Whom: a staff number that the office knows, or a person's id.
    #[serde(rename = "sub")]
    pub subject: String,
    /// The ticket's own id, never used twice.
    #[serde(rename = "jti")]
    pub id: String,
    /// When it ends.
    #[serde(rename = "exp")]
    pub expires_s: u64,
    /// From when on it is good.
    #[serde(rename = "nbf", default, skip_serializing_if = "Option::is_none")]
    pub not_before_s: Option<u64>,
    /// When it was made.
    #[serde(rename = "iat", default, skip_serializing_if = "Option::is_none")]
    pub issued_s: Option<u64>,
    /// What people call a worker whom the hub does not know yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The store that may use it; without it the first that shows it.
    #[serde(rename = "cnf", default, skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
}

/// One audience or several, as RFC 7519 has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Audience {
    fn has(&self, expected: &str) -> bool {
        match self {
            Self::One(one) => one == expected,
            Self::Several(several) => several.iter().any(|one| one == expected),
        }
    }
}

/// The key that must prove the request (RFC 7800).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// [`thumbprint`] of the store's session key.
    #[serde(rename = "jkt")]
    pub thumbprint: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct TicketHeader {
    alg: String,
    kid: String,
    typ: String,
    /// Extensions that must be understood: none are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crit: Option<Vec<String>>,
}

/// Why a ticket is not good. The texts are stable short codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// Not a compact token of this type, or out of bounds.
    #[error("malformed")]
    Malformed,
    /// It names another algorithm than its key has.
    #[error("algorithm")]
    Algorithm,
    /// The signature does not verify.
    #[error("signature")]
    Signature,
    /// For another tenant or hub.
    #[error("audience")]
    Audience,
    /// Its time is over.
    #[error("expired")]
    Expired,
    /// Its time has not come.
    #[error("not_yet")]
    NotYet,
    /// It would be good for too long.
    #[error("lifetime")]
    Lifetime,
    /// It is another store's.
    #[error("other_device")]
    OtherDevice,
}

/// What this hub expects of a ticket.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Its own [`audience`].
    pub audience: &'a str,
    /// The session key of the store that shows the ticket.
    pub session_key: &'a PublicKey,
    /// Now, ms since 1970.
    pub now_ms: u64,
}

/// The audience of a tenant's tickets: it names the tenant and, by the fingerprint of its root key, the hub.
#[must_use]
pub fn audience(tenant: TenantId, root_fingerprint: &Hash) -> String {
    format!("urn:counterfoil:enrol:{tenant}:{root_fingerprint}")
}

/// A ticket that was read and not checked yet.
#[derive(Debug)]
pub struct Ticket {
    header: TicketHeader,
    key: KeyId,
    claims: TicketClaims,
    signed: Vec<u8>,
    signature: Vec<u8>,
}

impl Ticket {
    /// Reads the compact form. What it says is not to be believed before [`Ticket::check`].
    ///
    /// # Errors
    /// [`TicketError::Malformed`].
    pub fn read(text: &str) -> Result<Self, TicketError> {
        if text.len() > TICKET_BYTES_MAX {
            return Err(TicketError::Malformed);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(TicketError::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(TicketError::Malformed)?;
        let header: TicketHeader = part(header)?;
        let claims: TicketClaims = part(claims)?;
        let bounded = |text: &str, max: usize| !text.is_empty() && text.len() <= max;
        let sound = header.crit.is_none()
            && header.typ.eq_ignore_ascii_case(TICKET_TYPE)
            && bounded(&claims.subject, TICKET_SUBJECT_BYTES_MAX)
            && bounded(&claims.id, TICKET_ID_BYTES_MAX);
        let mut key = [0; 8];
        if !sound || hex::decode_to_slice(&header.kid, &mut key).is_err() {
            return Err(TicketError::Malformed);
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TicketError::Malformed)?;
        Ok(Self { header, key: KeyId(key), claims, signed: signed.into(), signature })
    }

    /// The key that it says it is signed with.
    #[must_use]
    pub fn key(&self) -> KeyId {
        self.key
    }

    /// Checks everything but whether it was used before, and gives what it says.
    ///
    /// # Errors
    /// Every [`TicketError`] but [`TicketError::Malformed`].
    pub fn check(&self, key: &PublicKey, hub: Expected<'_>) -> Result<&TicketClaims, TicketError> {
        if !algorithm_names(key.algorithm).contains(&self.header.alg.as_str()) {
            return Err(TicketError::Algorithm);
        }
        let stands = key.verify_foreign(&self.signed, &self.signature);
        stands.map_err(|_| TicketError::Signature)?;
        let (claims, now_s) = (&self.claims, hub.now_ms / 1_000);
        if !claims.audience.has(hub.audience) {
            return Err(TicketError::Audience);
        }
        if claims.expires_s <= now_s {
            return Err(TicketError::Expired);
        }
        if claims.expires_s - now_s > TICKET_SECONDS_MAX + TICKET_CLOCK_LEEWAY_SECONDS {
            return Err(TicketError::Lifetime);
        }
        let begins_s = claims.not_before_s.max(claims.issued_s).unwrap_or(0);
        if begins_s > now_s + TICKET_CLOCK_LEEWAY_SECONDS {
            return Err(TicketError::NotYet);
        }
        let own = |held: &Confirmation| held.thumbprint == thumbprint(hub.session_key);
        if !claims.confirmation.as_ref().is_none_or(own) {
            return Err(TicketError::OtherDevice);
        }
        Ok(claims)
    }
}

/// The names of an algorithm in a header: `EdDSA` (RFC 8037) or, newer, `Ed25519` (RFC 9864).
fn algorithm_names(algorithm: Algorithm) -> &'static [&'static str] {
    match algorithm {
        Algorithm::Ed25519 => &["EdDSA", "Ed25519"],
        Algorithm::Es256 => &["ES256"],
    }
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, TicketError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| TicketError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TicketError::Malformed)
}

/// Signs a ticket, as a host's backend does with a library of its own.
#[must_use]
pub fn sign_ticket(key: &SoftwareKey, claims: &TicketClaims) -> String {
    let public = key.public();
    let header = TicketHeader {
        alg: algorithm_names(public.algorithm)[0].to_owned(),
        kid: hex::encode(public.id().0),
        typ: TICKET_TYPE.to_owned(),
        crit: None,
    };
    let signed = [written(&header), written(claims)].join(".");
    let signature = URL_SAFE_NO_PAD.encode(key.sign_foreign(signed.as_bytes()));
    [signed, signature].join(".")
}

fn written<T: Serialize>(part: &T) -> String {
    // Plain structures of texts and numbers always become JSON.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(part).unwrap_or_default())
}

#[cfg(test)]
mod tests;
