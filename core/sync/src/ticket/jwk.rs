//! Public keys as JSON Web Keys (RFC 7517), and their thumbprints (RFC 7638).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::keys::{Algorithm, PublicKey};
use serde::{Deserialize, Serialize};

/// A public key as JSON: Ed25519 (`OKP`) or P-256 (`EC`). Members that say how it may be used are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// `OKP` or `EC`.
    pub kty: String,
    /// `Ed25519` or `P-256`.
    pub crv: String,
    /// 32 bytes, base64url.
    pub x: String,
    /// 32 bytes, base64url; P-256 alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// Whether the private half came along, which has no business here. It is not kept.
    #[serde(rename = "d", default, skip_serializing, deserialize_with = "is_there")]
    pub has_private: bool,
}

fn is_there<'de, D: serde::Deserializer<'de>>(member: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(member).map(|_| true)
}

/// Why a JSON Web Key is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// It holds the private half; whoever sent it must make a new one.
    #[error("the key holds its private half")]
    Private,
    /// Neither Ed25519 nor P-256, or no point of its curve.
    #[error("the key is neither Ed25519 nor P-256")]
    Key,
}

impl Jwk {
    /// The key.
    ///
    /// # Errors
    /// [`JwkError`].
    pub fn public_key(&self) -> Result<PublicKey, JwkError> {
        if self.has_private {
            return Err(JwkError::Private);
        }
        let x = coordinate(&self.x);
        let y = self.y.as_deref().map(coordinate);
        let key = match (self.kty.as_str(), self.crv.as_str(), x, y) {
            ("OKP", "Ed25519", Some(x), None) => PublicKey::from_ed25519(&x),
            ("EC", "P-256", Some(x), Some(Some(y))) => PublicKey::from_p256_point(&x, &y),
            _ => None,
        };
        key.ok_or(JwkError::Key)
    }

    /// A key as JSON.
    #[must_use]
    pub fn of(key: &PublicKey) -> Self {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match (key.algorithm, key.p256_point()) {
            (Algorithm::Es256, Some((x, y))) => Self {
                kty: "EC".into(),
                crv: "P-256".into(),
                x: text(&x),
                y: Some(text(&y)),
                has_private: false,
            },
            _ => Self {
                kty: "OKP".into(),
                crv: "Ed25519".into(),
                x: text(&key.bytes),
                y: None,
                has_private: false,
            },
        }
    }
}

fn coordinate(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// SHA-256 of the key's required members in their order, base64url (RFC 7638).
#[must_use]
pub fn thumbprint(key: &PublicKey) -> String {
    let Jwk { kty, crv, x, y, .. } = Jwk::of(key);
    let y = y.map(|y| format!(",\"y\":\"{y}\"")).unwrap_or_default();
    let members = format!("{{\"crv\":\"{crv}\",\"kty\":\"{kty}\",\"x\":\"{x}\"{y}}}");
    URL_SAFE_NO_PAD.encode(sha256(members.as_bytes()).0)
}
