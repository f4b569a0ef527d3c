//! Signatures in formats that are not ours: a JSON Web Signature of a host's own backend.
//!
//! Here no context stands before what is signed, so a key that is used here must never sign anything of ours:
//! ticket keys are keys of their own, and the hub takes none that it knows from elsewhere.

use p256::ecdsa::signature::{Signer as _, Verifier as _};

use super::{Algorithm, PublicKey, SignatureError, SoftwareKey};

impl PublicKey {
    /// Checks 64 bytes of signature over `message` as it stands. Of ES256 either of the two possible signatures
    /// is taken, as RFC 7518 has it.
    ///
    /// # Errors
    /// [`SignatureError::Key`], [`SignatureError::Wrong`].
    pub fn verify_foreign(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        match self.algorithm {
            Algorithm::Ed25519 => self.verify_ed25519(message, signature),
            Algorithm::Es256 => {
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&self.bytes);
                let key = key.map_err(|_| SignatureError::Key)?;
                let signature = p256::ecdsa::Signature::from_slice(signature);
                let signature = signature.map_err(|_| SignatureError::Wrong)?;
                key.verify(message, &signature).map_err(|_| SignatureError::Wrong)
            }
        }
    }

    /// An Ed25519 key from its 32 bytes; none if they are no point of the curve.
    #[must_use]
    pub fn from_ed25519(bytes: &[u8; 32]) -> Option<Self> {
        ed25519_dalek::VerifyingKey::from_bytes(bytes).ok().filter(|key| !key.is_weak())?;
        Some(Self { algorithm: Algorithm::Ed25519, bytes: bytes.to_vec() })
    }

    /// An ES256 key from the coordinates of its point; none if it does not lie on the curve.
    #[must_use]
    pub fn from_p256_point(x: &[u8; 32], y: &[u8; 32]) -> Option<Self> {
        let uncompressed = [&[4u8][..], x, y].concat();
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&uncompressed).ok()?;
        let bytes = key.to_sec1_point(true).as_bytes().to_vec();
        Some(Self { algorithm: Algorithm::Es256, bytes })
    }

    /// The coordinates of an ES256 key's point; none for any other key.
    #[must_use]
    pub fn p256_point(&self) -> Option<([u8; 32], [u8; 32])> {
        if self.algorithm != Algorithm::Es256 {
            return None;
        }
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&self.bytes).ok()?;
        let point = key.to_sec1_point(false);
        let (x, y) = point.as_bytes().get(1..65)?.split_at(32);
        Some((x.try_into().ok()?, y.try_into().ok()?))
    }
}

impl SoftwareKey {
    /// Signs `message` as it stands: 64 bytes.
    #[must_use]
    pub fn sign_foreign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Self::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
        }
    }
}
