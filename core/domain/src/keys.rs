//! Keys and signatures: every signature is over `context ‖ 0x00 ‖ deterministic CBOR` and names its
//! algorithm and key.

mod foreign;

use p256::ecdsa::signature::{Signer as _, Verifier as _};

use crate::hash::sha256_parts;
use crate::ids::Hash;

/// What a signature is for. A signature made under one purpose never verifies under another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A device's statement over its chain.
    Seal,
    /// A request's authenticity; the only purpose under which a hub's nonce is signed.
    Proof,
    /// Leave to upload exactly these bytes.
    Upload,
    /// The hub's answer to an exchange, with its receipts.
    Answer,
    /// A tenant root's certificate of one of the hub's keys.
    KeyCertificate,
    /// "Nothing left on this phone".
    Certificate,
    /// The hub's log as an outsider sees it.
    Checkpoint,
    /// A published playbook.
    Playbook,
    /// An approval given from phone to phone.
    Approval,
    /// An order to wipe.
    Wipe,
    /// A store's word that it was wiped.
    Wiped,
    /// The office's word that an order is erased.
    Erase,
    /// An access token.
    Token,
    /// A session key that takes over a chain whose seal key is gone.
    Adoption,
    /// Which documents a phone's orders need.
    Manuals,
    /// The head of a segment of a store's outbox file.
    Segment,
    /// One frame of such a segment: what a finder may hand in.
    Drop,
    /// The hub's receipt for what a finder handed in.
    Dropped,
    /// The hub's own mark on a cursor; the signature itself is shown to nobody.
    Cursor,
}

impl Purpose {
    /// The context string that is signed before the statement.
    #[must_use]
    pub fn context(self) -> &'static str {
        match self {
            Self::Seal => "cf/seal/1",
            Self::Proof => "cf/proof/1",
            Self::Upload => "cf/upload/1",
            Self::Answer => "cf/answer/1",
            Self::KeyCertificate => "cf/key-certificate/1",
            Self::Certificate => "cf/certificate/1",
            Self::Checkpoint => "cf/checkpoint/1",
            Self::Playbook => "cf/playbook/1",
            Self::Approval => "cf/approval/1",
            Self::Wipe => "cf/wipe/1",
            Self::Wiped => "cf/wiped/1",
            Self::Erase => "cf/erase/1",
            Self::Token => "cf/token/1",
            Self::Adoption => "cf/adoption/1",
            Self::Manuals => "cf/manuals/1",
            Self::Segment => "cf/segment/1",
            Self::Drop => "cf/drop/1",
            Self::Dropped => "cf/dropped/1",
            Self::Cursor => "cf/cursor/1",
        }
    }

    /// The bytes that are signed for `statement`.
    #[must_use]
    pub fn message(self, statement: &[u8]) -> Vec<u8> {
        [self.context().as_bytes(), &[0], statement].concat()
    }
}

/// A signature algorithm, by its number in the formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032): public key 32 bytes, signature 64.
    #[n(1)]
    Ed25519,
    /// ECDSA over P-256 with SHA-256: public key 33 bytes (compressed), signature 64 bytes r ‖ s, low s.
    #[n(2)]
    Es256,
}

/// A public key with its algorithm.
#[derive(Debug, Clone, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct PublicKey {
    /// The algorithm.
    #[n(0)]
    pub algorithm: Algorithm,
    /// Its encoding: 32 bytes for Ed25519, 33 for ES256.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

/// Names a key: `SHA-256("cf/key/1" ‖ 0 ‖ algorithm ‖ key)[..8]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 8]);

impl<C> minicbor::Encode<C> for KeyId {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?;
        Ok(())
    }
}

impl<'b, C> minicbor::Decode<'b, C> for KeyId {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bytes = d.bytes()?.try_into();
        bytes.map(Self).map_err(|_| minicbor::decode::Error::message("a key id has 8 bytes"))
    }
}

/// Why a signature does not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The bytes are not a key of the named algorithm.
    #[error("the public key is not one of its algorithm")]
    Key,
    /// The signature names another key or algorithm.
    #[error("the signature is by another key")]
    OtherKey,
    /// The signature does not verify.
    #[error("the signature does not verify")]
    Wrong,
}

impl PublicKey {
    /// The key's short name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let hash = self.fingerprint_with(b"cf/key/1\0");
        let mut id = [0; 8];
        id.copy_from_slice(&hash.0[..8]);
        KeyId(id)
    }

    /// A tenant root's fingerprint: `SHA-256("cf/root/1" ‖ 0 ‖ algorithm ‖ key)`.
    #[must_use]
    pub fn root_fingerprint(&self) -> Hash {
        self.fingerprint_with(b"cf/root/1\0")
    }

    fn fingerprint_with(&self, context: &[u8]) -> Hash {
        let algorithm = match self.algorithm {
            Algorithm::Ed25519 => 1u8,
            Algorithm::Es256 => 2,
        };
        sha256_parts(&[context, &[algorithm], &self.bytes])
    }

    /// Checks `signature` over `statement` made for `purpose`.
    pub fn verify(
        &self,
        purpose: Purpose,
        statement: &[u8],
        signature: &Signature,
    ) -> Result<(), SignatureError> {
        if signature.algorithm != self.algorithm || signature.key != self.id() {
            return Err(SignatureError::OtherKey);
        }
        let message = purpose.message(statement);
        match self.algorithm {
            Algorithm::Ed25519 => self.verify_ed25519(&message, &signature.bytes),
            Algorithm::Es256 => self.verify_es256(&message, &signature.bytes),
        }
    }

    fn verify_ed25519(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let key: [u8; 32] = self.bytes.as_slice().try_into().map_err(|_| SignatureError::Key)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).map_err(|_| SignatureError::Key)?;
        let signature = ed25519_dalek::Signature::from_slice(signature);
        let signature = signature.map_err(|_| SignatureError::Wrong)?;
        // Strict: no small-order keys, so that one signature fits one key.
        key.verify_strict(message, &signature).map_err(|_| SignatureError::Wrong)
    }

    fn verify_es256(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        if self.bytes.len() != 33 {
            return Err(SignatureError::Key);
        }
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&self.bytes);
        let key = key.map_err(|_| SignatureError::Key)?;
        let signature = p256::ecdsa::Signature::from_slice(signature);
        let signature = signature.map_err(|_| SignatureError::Wrong)?;
        if signature.normalize_s() != signature {
            return Err(SignatureError::Wrong); // high s: a second signature for one message
        }
        key.verify(message, &signature).map_err(|_| SignatureError::Wrong)
    }
}

/// A signature with the names of its algorithm and key.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Signature {
    /// The algorithm.
    #[n(0)]
    pub algorithm: Algorithm,
    /// The key.
    #[n(1)]
    pub key: KeyId,
    /// 64 bytes for both algorithms.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

/// A private key in software. Hardware keys implement the client's `DeviceSigner` instead.
#[derive(Clone)]
pub enum SoftwareKey {
    /// Ed25519.
    Ed25519(ed25519_dalek::SigningKey),
    /// ECDSA P-256, as Secure Enclave and StrongBox have it.
    Es256(p256::ecdsa::SigningKey),
}

impl core::fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SoftwareKey({:?})", self.public().algorithm)
    }
}

impl SoftwareKey {
    /// An Ed25519 key from its 32-byte seed.
    #[must_use]
    pub fn ed25519(seed: &[u8; 32]) -> Self {
        Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// An ES256 key from its 32-byte scalar; `None` if the scalar is zero or too large.
    #[must_use]
    pub fn es256(scalar: &[u8; 32]) -> Option<Self> {
        p256::ecdsa::SigningKey::from_slice(scalar).ok().map(Self::Es256)
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        match self {
            Self::Ed25519(key) => PublicKey {
                algorithm: Algorithm::Ed25519,
                bytes: key.verifying_key().as_bytes().to_vec(),
            },
            Self::Es256(key) => PublicKey {
                algorithm: Algorithm::Es256,
                bytes: key.verifying_key().to_sec1_point(true).as_bytes().to_vec(),
            },
        }
    }

    /// Signs `statement` for `purpose`.
    #[must_use]
    pub fn sign(&self, purpose: Purpose, statement: &[u8]) -> Signature {
        let public = self.public();
        let message = purpose.message(statement);
        let bytes = match self {
            Self::Ed25519(key) => key.sign(&message).to_bytes().to_vec(),
            Self::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(&message);
                signature.normalize_s().to_bytes().to_vec()
            }
        };
        Signature { algorithm: public.algorithm, key: public.id(), bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> [SoftwareKey; 2] {
        [SoftwareKey::ed25519(&[7; 32]), SoftwareKey::es256(&[7; 32]).expect("a scalar")]
    }

    #[test]
    fn a_signature_stands_for_its_purpose_and_statement_alone() {
        for key in keys() {
            let signature = key.sign(Purpose::Seal, b"statement");
            let public = key.public();
            assert_eq!(public.verify(Purpose::Seal, b"statement", &signature), Ok(()));
            let wrong = Err(SignatureError::Wrong);
            assert_eq!(public.verify(Purpose::Proof, b"statement", &signature), wrong);
            assert_eq!(public.verify(Purpose::Seal, b"Statement", &signature), wrong);
        }
    }

    #[test]
    fn another_key_is_named_as_such() {
        let [ann, bo] = keys();
        let signature = ann.sign(Purpose::Seal, b"x");
        let other = bo.public().verify(Purpose::Seal, b"x", &signature);
        assert_eq!(other, Err(SignatureError::OtherKey));
    }

    #[test]
    fn the_second_ecdsa_signature_of_one_message_is_refused() {
        let key = SoftwareKey::es256(&[9; 32]).expect("a scalar");
        let mut signature = key.sign(Purpose::Seal, b"x");
        let low = p256::ecdsa::Signature::from_slice(&signature.bytes).expect("r and s");
        let (r, s) = low.split_scalars();
        let high = p256::ecdsa::Signature::from_scalars(*r, -*s).expect("high s");
        signature.bytes = high.to_bytes().to_vec();
        let verdict = key.public().verify(Purpose::Seal, b"x", &signature);
        assert_eq!(verdict, Err(SignatureError::Wrong));
    }
}
