//! TLS as a phone speaks it: rustls over ring, the bundled roots, and P-256 by the crate that hardware's seals need anyway.
//!
//! ring brings a table of 151,552 bytes for P-256 alone. What else a handshake needs is ring's.

use std::sync::Arc;

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::Generate;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, ecdh::EphemeralSecret};
use rustls::crypto::ring::kx_group::{SECP384R1, X25519};
use rustls::crypto::{
    ActiveKeyExchange, CryptoProvider, GetRandomFailed, KeyProvider, SecureRandom, SharedSecret,
    SupportedKxGroup, WebPkiSupportedAlgorithms,
};
use rustls::pki_types::{
    AlgorithmIdentifier, InvalidSignature, PrivateKeyDer, SignatureVerificationAlgorithm, alg_id,
};
use rustls::sign::SigningKey;
use rustls::{ClientConfig, Error, NamedGroup, PeerMisbehaved, RootCertStore, SignatureScheme};
use sha2::{Digest, Sha256, Sha384};
use webpki::ring as rings;

/// The first byte of a point that is written in full.
const UNCOMPRESSED: u8 = 4;

/// A client that trusts those roots and shows no certificate of its own.
///
/// # Errors
/// When rustls takes none of its own versions of TLS: never.
pub(super) fn client(roots: RootCertStore) -> Result<ClientConfig, Error> {
    let provider = CryptoProvider {
        cipher_suites: rustls::crypto::ring::DEFAULT_CIPHER_SUITES.to_vec(),
        kx_groups: vec![X25519, &P256, SECP384R1],
        signature_verification_algorithms: ALGORITHMS,
        secure_random: &SystemsRandom,
        key_provider: &NoKeys,
    };
    let config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// What ring's provider has, in its order. In TLS 1.2 a scheme does not fix its curve.
static ALGORITHMS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[
        P256_SHA256,
        P256_SHA384,
        rings::ECDSA_P384_SHA256,
        rings::ECDSA_P384_SHA384,
        rings::ED25519,
        rings::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
        rings::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
        rings::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
        rings::RSA_PKCS1_2048_8192_SHA256,
        rings::RSA_PKCS1_2048_8192_SHA384,
        rings::RSA_PKCS1_2048_8192_SHA512,
        rings::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS,
        rings::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS,
        rings::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS,
    ],
    mapping: &[
        (SignatureScheme::ECDSA_NISTP384_SHA384, &[rings::ECDSA_P384_SHA384, P256_SHA384]),
        (SignatureScheme::ECDSA_NISTP256_SHA256, &[P256_SHA256, rings::ECDSA_P384_SHA256]),
        (SignatureScheme::ED25519, &[rings::ED25519]),
        (SignatureScheme::RSA_PSS_SHA512, &[rings::RSA_PSS_2048_8192_SHA512_LEGACY_KEY]),
        (SignatureScheme::RSA_PSS_SHA384, &[rings::RSA_PSS_2048_8192_SHA384_LEGACY_KEY]),
        (SignatureScheme::RSA_PSS_SHA256, &[rings::RSA_PSS_2048_8192_SHA256_LEGACY_KEY]),
        (SignatureScheme::RSA_PKCS1_SHA512, &[rings::RSA_PKCS1_2048_8192_SHA512]),
        (SignatureScheme::RSA_PKCS1_SHA384, &[rings::RSA_PKCS1_2048_8192_SHA384]),
        (SignatureScheme::RSA_PKCS1_SHA256, &[rings::RSA_PKCS1_2048_8192_SHA256]),
    ],
};

const P256_SHA256: &dyn SignatureVerificationAlgorithm = &EcdsaP256 {
    signature: alg_id::ECDSA_SHA256,
    hash: |message| Sha256::digest(message).to_vec(),
};
const P256_SHA384: &dyn SignatureVerificationAlgorithm = &EcdsaP256 {
    signature: alg_id::ECDSA_SHA384,
    hash: |message| Sha384::digest(message).to_vec(),
};

/// ECDSA over P-256 with a hash.
#[derive(Debug)]
struct EcdsaP256 {
    signature: AlgorithmIdentifier,
    hash: fn(&[u8]) -> Vec<u8>,
}

impl SignatureVerificationAlgorithm for EcdsaP256 {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = point(public_key).map(VerifyingKey::from).ok_or(InvalidSignature)?;
        let signature = Signature::from_der(signature).map_err(|_| InvalidSignature)?;
        key.verify_prehash(&(self.hash)(message), &signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

/// A point of the curve. TLS 1.3 wants it uncompressed, and before it nothing else is offered.
fn point(bytes: &[u8]) -> Option<PublicKey> {
    let uncompressed = bytes.first() == Some(&UNCOMPRESSED);
    uncompressed.then(|| PublicKey::from_sec1_bytes(bytes).ok()).flatten()
}

/// Ephemeral ECDH over P-256.
#[derive(Debug)]
struct P256;

impl SupportedKxGroup for P256 {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let secret = EphemeralSecret::try_generate().map_err(|_| GetRandomFailed)?;
        let public = secret.public_key().to_sec1_point(false).as_bytes().to_vec();
        Ok(Box::new(Exchange { secret, public }))
    }

    fn name(&self) -> NamedGroup {
        NamedGroup::secp256r1
    }
}

struct Exchange {
    secret: EphemeralSecret,
    public: Vec<u8>,
}

impl ActiveKeyExchange for Exchange {
    fn complete(self: Box<Self>, peer: &[u8]) -> Result<SharedSecret, Error> {
        let peer = point(peer).ok_or(PeerMisbehaved::InvalidKeyShare)?;
        let shared = self.secret.diffie_hellman(&peer);
        Ok(SharedSecret::from(shared.raw_secret_bytes().as_slice()))
    }

    fn pub_key(&self) -> &[u8] {
        &self.public
    }

    fn group(&self) -> NamedGroup {
        NamedGroup::secp256r1
    }
}

#[derive(Debug)]
struct SystemsRandom;

impl SecureRandom for SystemsRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), GetRandomFailed> {
        getrandom::fill(buffer).map_err(|_| GetRandomFailed)
    }
}

/// A phone shows no certificate of its own, so nothing that signs with one is in its library.
#[derive(Debug)]
struct NoKeys;

impl KeyProvider for NoKeys {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        Err(Error::General("a phone has no certificate of its own".into()))
    }
}

#[cfg(test)]
mod tests;
