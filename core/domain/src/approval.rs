//! Approvals phone to phone: what is shown, the request and the signed answer, both as texts for a QR code.
//!
//! A code is `CFQ1:` (asked) or `CFA1:` (answered) and the CBOR in Base45 ([`crate::base45`]).

mod selection;

use minicbor::{Decode, Encode};

pub(crate) use self::selection::selected;
use crate::base45;
use crate::cbor::{self, Raw};
use crate::hash::{device_id, sha256};
use crate::ids::{DeviceId, Hash, PersonId, SubjectId, TenantId};
use crate::keys::{PublicKey, Purpose, Signature, SoftwareKey};
use crate::limits;
use crate::subject::Key;

/// Begins the text of a request.
pub const ASKED_PREFIX: &str = "CFQ1:";
/// Begins the text of an answer.
pub const ANSWERED_PREFIX: &str = "CFA1:";

/// Exactly what is shown to those who approve a transition; its hash is what they agree to.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Shown {
    /// Layout version, 1: which keys of facts are in it, for ever.
    #[n(0)]
    pub version: u8,
    /// The order.
    #[n(1)]
    pub order: SubjectId,
    /// The transition.
    #[n(2)]
    pub transition: String,
    /// Fields, in ascending order of their paths.
    #[n(3)]
    pub fields: Vec<ShownField>,
    /// Facts, in ascending order of kind and payload.
    #[n(4)]
    pub facts: Vec<ShownFact>,
}

/// A field with its value: exactly one of the three.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ShownField {
    /// Its path.
    #[n(0)]
    pub path: String,
    /// A text.
    #[n(1)]
    pub text: Option<String>,
    /// A whole number.
    #[n(2)]
    pub number: Option<i64>,
    /// Yes or no.
    #[n(3)]
    pub yes: Option<bool>,
}

/// A fact as its envelope holds it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ShownFact {
    /// Its kind.
    #[n(0)]
    pub kind: u16,
    /// Its payload, with the keys that the layout version selects.
    #[n(1)]
    pub payload: Raw,
}

impl Shown {
    /// Its bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// What an approval names.
    #[must_use]
    pub fn hash(&self) -> Hash {
        sha256(&self.to_bytes())
    }
}

/// A request, as one phone shows it to another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Asked {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The playbook version whose words it is shown in.
    #[n(2)]
    pub playbook: u32,
    /// The order's kind.
    #[n(3)]
    pub kind: String,
    /// The level that is asked, from 1.
    #[n(4)]
    pub level: u8,
    /// Who asks.
    #[n(5)]
    pub asker: PersonId,
    /// A key by which people know the order.
    #[n(6)]
    pub key: Option<Key>,
    /// Words of who asks.
    #[n(7)]
    pub note: Option<String>,
    /// What is shown.
    #[n(8)]
    pub shown: Shown,
}

/// What an approver signs, under [`Purpose::Approval`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ApprovalStatement {
    /// Layout version, 1.
    #[n(0)]
    pub version: u8,
    /// The tenant.
    #[n(1)]
    pub tenant: TenantId,
    /// The order.
    #[n(2)]
    pub order: SubjectId,
    /// The transition.
    #[n(3)]
    pub transition: String,
    /// SHA-256 of what was shown.
    #[n(4)]
    pub request: Hash,
    /// The level, from 1.
    #[n(5)]
    pub level: u8,
    /// Yes or no.
    #[n(6)]
    pub granted: bool,
    /// Who answers.
    #[n(7)]
    pub approver: PersonId,
    /// The approver's store.
    #[n(8)]
    pub device: DeviceId,
    /// Good until, exclusive, ms since 1970; absent where the phone knew no upper end of the time.
    #[n(9)]
    pub expires_ms: Option<u64>,
    /// Words of the approver.
    #[n(10)]
    pub note: Option<String>,
}

/// A signed answer. It carries its key, of which `device` is the hash.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SignedApproval {
    /// What is said.
    #[n(0)]
    pub statement: ApprovalStatement,
    /// By the key.
    #[n(1)]
    pub signature: Signature,
    /// The store's session key.
    #[n(2)]
    pub key: PublicKey,
}

/// Why a text is not the code that is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It is something else, or damaged.
    #[error("this is no such code")]
    Unreadable,
    /// It has more letters than a code that a phone reads well.
    #[error("there is too much in it for a code")]
    TooLong,
    /// It was made by a newer program.
    #[error("a newer program made this code")]
    TooNew,
    /// Nobody who had the key signed this.
    #[error("the signature does not stand")]
    Forged,
}

impl SignedApproval {
    /// Signs a statement.
    #[must_use]
    pub fn sign(statement: ApprovalStatement, key: &SoftwareKey) -> Self {
        let signature = key.sign(Purpose::Approval, &cbor::encode(&statement));
        Self { statement, signature, key: key.public() }
    }

    /// Its bytes, as a fact carries them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads and checks it: the key signed it, and the store it names is that key's.
    ///
    /// # Errors
    /// [`CodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodeError> {
        if bytes.len() > limits::APPROVAL_STATEMENT_BYTES_MAX {
            return Err(CodeError::TooLong);
        }
        let signed: Self = cbor::decode(bytes).map_err(|_| CodeError::Unreadable)?;
        if signed.statement.version > 1 {
            return Err(CodeError::TooNew);
        }
        let says = cbor::encode(&signed.statement);
        let stands = device_id(&signed.key.bytes) == signed.statement.device
            && signed.key.verify(Purpose::Approval, &says, &signed.signature).is_ok();
        if stands { Ok(signed) } else { Err(CodeError::Forged) }
    }

    /// As a text for a QR code.
    ///
    /// # Errors
    /// [`CodeError::TooLong`].
    pub fn to_code(&self) -> Result<String, CodeError> {
        code(ANSWERED_PREFIX, &self.to_bytes())
    }

    /// Reads the text of a QR code.
    ///
    /// # Errors
    /// [`CodeError`].
    pub fn from_code(text: &str) -> Result<Self, CodeError> {
        Self::from_bytes(&coded(ANSWERED_PREFIX, text)?)
    }
}

impl Asked {
    /// As a text for a QR code.
    ///
    /// # Errors
    /// [`CodeError::TooLong`]: then it can be asked by way of the hub alone.
    pub fn to_code(&self) -> Result<String, CodeError> {
        code(ASKED_PREFIX, &cbor::encode(self))
    }

    /// Reads the text of a QR code.
    ///
    /// # Errors
    /// [`CodeError`].
    pub fn from_code(text: &str) -> Result<Self, CodeError> {
        let bytes = coded(ASKED_PREFIX, text)?;
        let asked: Self = cbor::decode(&bytes).map_err(|_| CodeError::Unreadable)?;
        let newer = asked.version > 1 || asked.shown.version > 1;
        if newer { Err(CodeError::TooNew) } else { Ok(asked) }
    }
}

fn code(prefix: &str, bytes: &[u8]) -> Result<String, CodeError> {
    let text = format!("{prefix}{}", base45::encode(bytes));
    let fits = text.len() <= limits::APPROVAL_CODE_CHARS_MAX;
    if fits { Ok(text) } else { Err(CodeError::TooLong) }
}

fn coded(prefix: &str, text: &str) -> Result<Vec<u8>, CodeError> {
    // White space at the end is a letter of Base45; only line ends are a reader's addition.
    let text = text.trim_matches(['\r', '\n']);
    if text.len() > limits::APPROVAL_CODE_CHARS_MAX {
        return Err(CodeError::TooLong);
    }
    let body = text.strip_prefix(prefix).ok_or(CodeError::Unreadable)?;
    base45::decode(body).ok_or(CodeError::Unreadable)
}
