//! The key that seals: Secure Enclave, StrongBox, or software.

use std::sync::{Arc, OnceLock};

use counterfoil_client::ports::{DeviceSigner as CoreSigner, SignerError as CoreError};
use counterfoil_domain::keys::{Algorithm, PublicKey, Purpose, Signature};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature as P256Signature, SigningKey, VerifyingKey};

use crate::error::{CounterfoilError, NotAllowed};

/// Bytes of a point that is not compressed, as both platforms give it.
const POINT_BYTES: usize = 65;

/// Why a signature cannot be made now. None of these holds up a capture or a push: work is sealed later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum SignerError {
    /// The phone is locked.
    #[error("the signing key is locked")]
    Locked,
    /// The platform has destroyed the key.
    #[error("the signing key is gone")]
    Invalidated,
    /// The hardware failed.
    #[error("signing failed: {reason}")]
    Failed {
        /// For a report; nothing personal.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for SignerError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: "the host's signer threw".to_owned() }
    }
}

/// With what a signer signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SigningAlgorithm {
    /// Ed25519 over the message itself: software keys.
    Ed25519,
    /// ECDSA over P-256 with SHA-256 of the message: Secure Enclave, StrongBox.
    Es256,
}

/// The public half of a signer.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SignerKey {
    /// With what it signs.
    pub algorithm: SigningAlgorithm,
    /// Ed25519: 32 bytes. ES256 as the platform gives it: a point (33 or 65 bytes) or `SubjectPublicKeyInfo`.
    pub bytes: Vec<u8>,
}

/// A key of this device that signs and cannot be read.
#[uniffi::export(with_foreign)]
pub trait DeviceSigner: Send + Sync {
    /// The public half. Asked at opening, and while it cannot be told again before each use.
    fn public_key(&self) -> Result<SignerKey, SignerError>;

    /// Signs these bytes. ES256 as the platform gives it: DER, or 64 bytes r ‖ s. May be slow: it is called before
    /// a session and at the moments that matter, not with every capture.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, SignerError>;
}

/// A host's signer, for the client.
struct Adapted {
    host: Arc<dyn DeviceSigner>,
    /// Absent until the host could tell it.
    public: OnceLock<PublicKey>,
}

impl Adapted {
    fn public(&self) -> Result<&PublicKey, SignerError> {
        if let Some(public) = self.public.get() {
            return Ok(public);
        }
        let public = read_key(&self.host.public_key()?)?;
        Ok(self.public.get_or_init(|| public))
    }
}

fn failed(reason: &str) -> SignerError {
    SignerError::Failed { reason: reason.to_owned() }
}

fn refused(error: SignerError) -> CoreError {
    match error {
        SignerError::Locked => CoreError::Locked,
        SignerError::Invalidated => CoreError::Invalidated,
        SignerError::Failed { reason } => CoreError::Failed(reason),
    }
}

/// The key in the one encoding of the format.
fn read_key(key: &SignerKey) -> Result<PublicKey, SignerError> {
    match key.algorithm {
        SigningAlgorithm::Ed25519 if key.bytes.len() == 32 => {
            Ok(PublicKey { algorithm: Algorithm::Ed25519, bytes: key.bytes.clone() })
        }
        SigningAlgorithm::Ed25519 => Err(failed("an Ed25519 key has 32 bytes")),
        SigningAlgorithm::Es256 => {
            // A `SubjectPublicKeyInfo` of P-256 ends with the point.
            let from = match key.bytes.len() {
                longer if longer > POINT_BYTES => longer - POINT_BYTES,
                _ => 0,
            };
            let point = key.bytes.get(from..).unwrap_or_default();
            let point = VerifyingKey::from_sec1_bytes(point);
            let point = point.map_err(|_| failed("not a point of P-256"))?;
            let bytes = point.to_sec1_point(true).as_bytes().to_vec();
            Ok(PublicKey { algorithm: Algorithm::Es256, bytes })
        }
    }
}

/// A signature in the one encoding of the format.
fn read_signature(algorithm: Algorithm, made: Vec<u8>) -> Result<Vec<u8>, SignerError> {
    match algorithm {
        Algorithm::Ed25519 if made.len() == 64 => Ok(made),
        Algorithm::Ed25519 => Err(failed("an Ed25519 signature has 64 bytes")),
        Algorithm::Es256 => {
            let read = match made.len() {
                64 => P256Signature::from_slice(&made),
                _ => P256Signature::from_der(&made),
            };
            let read = read.map_err(|_| failed("not a signature of ES256"))?;
            Ok(read.normalize_s().to_bytes().to_vec())
        }
    }
}

impl CoreSigner for Adapted {
    fn public_key(&self) -> Result<PublicKey, CoreError> {
        Ok(self.public().map_err(refused)?.clone())
    }

    fn sign(&self, purpose: Purpose, statement: &[u8]) -> Result<Signature, CoreError> {
        let public = self.public().map_err(refused)?;
        let made = self.host.sign(purpose.message(statement)).map_err(refused)?;
        let bytes = read_signature(public.algorithm, made).map_err(refused)?;
        Ok(Signature { algorithm: public.algorithm, key: public.id(), bytes })
    }
}

/// A signer that is locked, gone or broken holds up no capture, so it holds up no opening; one whose answer is no key
/// never will be one.
pub(super) fn adapted(
    host: Arc<dyn DeviceSigner>,
) -> Result<Arc<dyn CoreSigner>, CounterfoilError> {
    let public = OnceLock::new();
    if let Ok(key) = host.public_key() {
        let key = read_key(&key);
        let key = key.map_err(|error| CounterfoilError::Internal { reason: error.to_string() })?;
        public.get_or_init(|| key);
    }
    Ok(Arc::new(Adapted { host, public }))
}

/// A software key, for a host.
struct Offered(SigningKey);

impl DeviceSigner for Offered {
    fn public_key(&self) -> Result<SignerKey, SignerError> {
        let bytes = self.0.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        Ok(SignerKey { algorithm: SigningAlgorithm::Es256, bytes })
    }

    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, SignerError> {
        let made: P256Signature = self.0.sign(&message);
        Ok(made.to_der().as_bytes().to_vec())
    }
}

/// A software key of ES256 from its 32 secret bytes, which answers as a platform's key does (a point of 65 bytes,
/// DER): for tests of a host's own signer.
///
/// # Errors
/// `NotAllowed` if these bytes are no key.
#[uniffi::export]
pub fn software_signer(secret: Vec<u8>) -> Result<Arc<dyn DeviceSigner>, CounterfoilError> {
    let key = SigningKey::from_slice(&secret);
    let key =
        key.map_err(|_| NotAllowed::now("key", "不是有效的密钥", "these bytes are no key"))?;
    Ok(Arc::new(Offered(key)))
}
