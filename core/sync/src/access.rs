//! How a request is authenticated: paths, header names, nonces and access tokens, as phone and hub share them.
//!
//! There are two doors. *Pushing* needs a proof alone: the request's hash signed by a key that the hub has
//! enrolled at some time. *Pulling* needs a live access token as well. A proof covers a nonce of the hub; where
//! it is missing or old, the hub answers 401 with a new one in [`NONCE_HEADER`] and the phone asks once more.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use counterfoil_domain::cbor;
use counterfoil_domain::erasure::Erasure;
use counterfoil_domain::ids::{DeviceId, Hash, Incarnation, SubjectId, TenantId};
use counterfoil_domain::keys::Signature;
use counterfoil_domain::limits::{ACCESS_TOKEN_CHARS_MAX, HEADER_TEXT_CHARS_MAX};
use counterfoil_domain::proof::{Proof, UploadLeave};
use counterfoil_domain::wipe::WipeOrder;
use minicbor::{Decode, Encode};

/// Header with a [`Proof`] by the session key (at enrolment too), base64url of its CBOR.
pub const PROOF_HEADER: &str = "counterfoil-proof";
/// Header with a second [`Proof`] by the seal key; at enrolment alone.
pub const SEAL_PROOF_HEADER: &str = "counterfoil-seal-proof";
/// Header with an [`UploadLeave`], base64url of its CBOR.
pub const UPLOAD_HEADER: &str = "counterfoil-upload";
/// Value of `Upload-Draft-Interop-Version`: the layout of the resumable-upload draft that both sides write.
pub const UPLOAD_INTEROP_VERSION: &str = "8";
/// Media type of an appending PATCH.
pub const PARTIAL_UPLOAD: &str = "application/partial-upload";
/// Header of every answer of a hub; what answers without it is something in between.
pub const HUB_HEADER: &str = "counterfoil-hub";
/// Header of answers: the next nonce, 32 hexadecimal digits.
pub const NONCE_HEADER: &str = "counterfoil-nonce";
/// Header of answers to a store that is to be wiped: a [`WipeOrder`], base64url of its CBOR.
pub const WIPE_HEADER: &str = "counterfoil-wipe";
/// Header of answers to a store that has erasures to carry out: `1`. It asks for them at [`ERASURES_PATH`].
pub const ERASE_HEADER: &str = "counterfoil-erase";
/// Scheme of the `Authorization` header that carries an access token.
pub const TOKEN_SCHEME: &str = "Bearer";

/// Asks for a first nonce; no proof needed. Body [`NonceAsk`], answer [`NonceAnswer`].
pub const NONCE_PATH: &str = "/v1/nonce";
/// Enrols a store. Body [`crate::enrolment::EnrolForm`], answer [`crate::enrolment::EnrolAnswer`].
pub const ENROL_PATH: &str = "/v1/enrol";
/// Asks for an access token; empty body, a proof. Answer [`TokenAnswer`].
pub const TOKEN_PATH: &str = "/v1/token";
/// One exchange.
pub const SYNC_PATH: &str = "/v1/sync";
/// "Nothing left on this phone". Body [`CertificateAsk`], a proof; answer
/// [`counterfoil_domain::receipt::Certificate`].
pub const CERTIFICATE_PATH: &str = "/v1/certificate";
/// A masked value, whole. Body [`RevealAsk`], a proof and a token; answer [`RevealAnswer`].
pub const REVEAL_PATH: &str = "/v1/reveal";
/// A store's word that it was wiped. Body [`counterfoil_domain::wipe::Wiped`], no proof.
pub const WIPED_PATH: &str = "/v1/wiped";
/// A new seal key in the place of one that is gone. Body [`counterfoil_domain::seal::Adoption`], a proof.
pub const ADOPT_PATH: &str = "/v1/adopt";
/// What a store has to erase. Body [`ErasuresAsk`], a proof; answer [`ErasuresAnswer`].
pub const ERASURES_PATH: &str = "/v1/erasures";
/// Server-sent events: "something after your cursor".
pub const LIVE_PATH: &str = "/v1/live";

/// Where a sealed file is uploaded: HEAD gives the offset, PATCH appends.
#[must_use]
pub fn upload_path(device: &DeviceId, sealed_hash: &Hash) -> String {
    format!("/v1/blobs/{device}/{sealed_hash}")
}

/// Where the plain bytes of a blob are read, by the hash of an envelope that names it.
#[must_use]
pub fn download_path(envelope: &Hash, plain_hash: &Hash) -> String {
    format!("/v1/evidence/{envelope}/{plain_hash}")
}

/// The same by the place of that envelope in its chain: of a colleague's work a phone knows no hash. GET with proof and
/// token, `Range: bytes=N-M` for a piece.
#[must_use]
pub fn chain_download_path(
    (device, incarnation, seq): (&DeviceId, &Incarnation, u64),
    plain_hash: &Hash,
) -> String {
    format!("/v1/evidence/{device}/{incarnation}/{seq}/{plain_hash}")
}

/// Asks for a nonce.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NonceAsk {
    /// The store for which the nonce is good: a hash of its session key, so it exists before enrolment.
    #[n(0)]
    pub device: DeviceId,
}

/// A nonce, and what a phone must know to write its first proof.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NonceAnswer {
    /// The tenant that this hub serves.
    #[n(0)]
    pub tenant: TenantId,
    /// To be signed in the next proof.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
    /// The hub's time, ms since 1970; unsigned.
    #[n(2)]
    pub time_ms: u64,
}

/// An access token.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TokenAnswer {
    /// Goes into `Authorization: Bearer …` as it is.
    #[n(0)]
    pub token: String,
    /// When it ends by the hub's clock, ms since 1970.
    #[n(1)]
    pub expires_ms: u64,
    /// The hub's time, ms since 1970.
    #[n(2)]
    pub time_ms: u64,
}

/// What an access token says. Signed under [`counterfoil_domain::keys::Purpose::Token`]; only the hub reads it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TokenStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The store that may pull with it.
    #[n(2)]
    pub device: DeviceId,
    /// When it ends by the hub's clock, ms since 1970, exclusive.
    #[n(3)]
    pub expires_ms: u64,
}

/// An access token before it becomes text.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Token {
    /// What is signed.
    #[n(0)]
    pub statement: TokenStatement,
    /// By the hub's answer key.
    #[n(1)]
    pub signature: Signature,
}

/// Asks for the certificate "nothing left on this phone".
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CertificateAsk {
    /// Hash of the envelope that holds `shift_closed`.
    #[n(0)]
    pub shift_closed: Hash,
}

/// Asks for a masked value, and says why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RevealAsk {
    /// The order.
    #[n(0)]
    pub order: SubjectId,
    /// The path of the value, not of its mask.
    #[n(1)]
    pub path: String,
    /// Why, in words.
    #[n(2)]
    pub reason: String,
}

/// The value. No text shows it.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RevealAnswer {
    /// To be shown, and kept nowhere.
    #[n(0)]
    pub value: String,
}

impl core::fmt::Debug for RevealAnswer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RevealAnswer")
    }
}

/// Asks what is to be erased, and says what was.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ErasuresAsk {
    /// Every erasure of a lower index is carried out here; 0 if none is.
    #[n(0)]
    pub through: u64,
}

/// What is to be erased; empty when nothing is left to do.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ErasuresAnswer {
    /// By ascending index, at most [`counterfoil_domain::limits::ERASURES_PER_ANSWER_MAX`].
    #[n(0)]
    pub orders: Vec<ToErase>,
}

/// One order to erase.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ToErase {
    /// Index of its entry in the log.
    #[n(0)]
    pub index: u64,
    /// The office's word.
    #[n(1)]
    pub erasure: Erasure,
}

/// Why a header's text is not what it should carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the header is not base64url of the expected value")]
pub struct HeaderTextError;

/// A proof as [`PROOF_HEADER`] carries it.
#[must_use]
pub fn proof_text(proof: &Proof) -> String {
    URL_SAFE_NO_PAD.encode(cbor::encode(proof))
}

/// Reads [`PROOF_HEADER`].
pub fn read_proof(text: &str) -> Result<Proof, HeaderTextError> {
    cbor::decode(&read_text(text)?).map_err(|_| HeaderTextError)
}

/// Leave to upload as [`UPLOAD_HEADER`] carries it.
#[must_use]
pub fn leave_text(leave: &UploadLeave) -> String {
    URL_SAFE_NO_PAD.encode(cbor::encode(leave))
}

/// Reads [`UPLOAD_HEADER`].
pub fn read_leave(text: &str) -> Result<UploadLeave, HeaderTextError> {
    cbor::decode(&read_text(text)?).map_err(|_| HeaderTextError)
}

/// An order to wipe as [`WIPE_HEADER`] carries it.
#[must_use]
pub fn wipe_text(order: &WipeOrder) -> String {
    URL_SAFE_NO_PAD.encode(cbor::encode(order))
}

/// Reads [`WIPE_HEADER`]; whether the order stands is the store's to look at.
///
/// # Errors
/// [`HeaderTextError`].
pub fn read_wipe(text: &str) -> Result<WipeOrder, HeaderTextError> {
    cbor::decode(&read_text(text)?).map_err(|_| HeaderTextError)
}

/// A token as `Authorization: Bearer …` carries it.
#[must_use]
pub fn token_text(token: &Token) -> String {
    URL_SAFE_NO_PAD.encode(cbor::encode(token))
}

/// Reads a token's text; whether it is live is the hub's to say.
pub fn read_token(text: &str) -> Result<Token, HeaderTextError> {
    if text.len() > ACCESS_TOKEN_CHARS_MAX {
        return Err(HeaderTextError);
    }
    cbor::decode(&read_text(text)?).map_err(|_| HeaderTextError)
}

fn read_text(text: &str) -> Result<Vec<u8>, HeaderTextError> {
    if text.len() > HEADER_TEXT_CHARS_MAX {
        return Err(HeaderTextError);
    }
    URL_SAFE_NO_PAD.decode(text).map_err(|_| HeaderTextError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterfoil_domain::keys::{Purpose, SoftwareKey};
    use counterfoil_domain::proof::ProofStatement;

    #[test]
    fn a_proof_comes_back_from_its_header() {
        let key = SoftwareKey::ed25519(&[3; 32]);
        let statement = ProofStatement {
            version: 1,
            tenant: TenantId([1; 16]),
            device: DeviceId([2; 16]),
            target: "POST /v1/sync".into(),
            request: Hash([3; 32]),
            nonce: [4; 16],
        };
        let signature = key.sign(Purpose::Proof, &statement.to_bytes());
        let proof = Proof { statement, signature };
        let text = proof_text(&proof);
        assert_eq!(read_proof(&text), Ok(proof));
        assert_eq!(read_proof(&text[1..]), Err(HeaderTextError));
        assert_eq!(read_proof(&"A".repeat(5_000)), Err(HeaderTextError));
    }
}
